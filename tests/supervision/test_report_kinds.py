"""What kind a report is of: told by its agenda item, its words, its organ; and what each kind must say."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from congress import facts
from congress.models import Organ
from meetings.models import AgendaItem, Meeting
from supervision.models import SpecialReport
from supervision.services import report_kinds, reports
from tests import factories
from tests.desk import Clerk, refusals

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Kind = SpecialReport.Kind


def heard(kind: str, **fields: object) -> SpecialReport:
    report = factories.report(kind=kind, **fields)
    SpecialReport.objects.filter(pk=report.pk).update(status="deliberated")
    return report


@pytest.mark.parametrize(
    ("item_kind", "title", "organ_kind", "kind"),
    [
        ("special_report", "关于养老服务工作情况的报告", "government", Kind.GENERAL),
        ("special_report", "关于公益诉讼工作情况的报告", "procuratorate", Kind.PROCURATORATE),
        ("special_report", "关于执行工作情况的报告", "court", Kind.COURT),
        ("special_report", "关于专项工作情况的报告", "supervisory_commission", Kind.COMMISSION),
        ("fiscal_report", "关于预算执行情况和预算草案的报告", "government", Kind.BUDGET_DRAFT),
        ("fiscal_report", "关于上半年预算执行情况的报告", "government", Kind.BUDGET_EXECUTION),
        ("fiscal_report", "关于重大政府投资项目计划的报告", "government", Kind.INVESTMENT),
        ("debt", "关于预算调整方案的报告", "government", Kind.BUDGET_ADJUSTMENT),
        ("debt", "关于地方政府债务限额的报告", "government", Kind.DEBT),
        ("final_accounts", "关于财政决算的报告", "government", Kind.FINAL_ACCOUNTS),
        ("audit_report", "关于审计工作的报告", "government", Kind.AUDIT),
        ("environment_report", "关于环境状况的报告", "government", Kind.ENVIRONMENT),
    ],
)
def test_the_kind_is_told_by_the_item_its_words_or_the_organ(
    item_kind: str, title: str, organ_kind: str, kind: str
) -> None:
    item = AgendaItem(kind=item_kind, title=title)
    assert report_kinds.kind_of(item, Organ(kind=organ_kind)) == kind


def test_a_report_that_names_no_kind_takes_the_one_that_is_told() -> None:
    assert factories.report().kind == Kind.GENERAL
    assert factories.report(by=factories.organ(Organ.Kind.COURT)).kind == Kind.COURT


def test_a_report_on_state_assets_says_which_and_no_other_does() -> None:
    with pytest.raises(ValidationError, match="须选择资产类别"):
        factories.report(kind=Kind.STATE_ASSETS)
    with pytest.raises(ValidationError, match="须选择资产类别"):
        factories.report(kind=Kind.GENERAL, assets="natural")
    row = factories.report(kind=Kind.STATE_ASSETS, assets="natural")
    with pytest.raises(IntegrityError, match="report_assets_belong"), transaction.atomic():
        SpecialReport.objects.filter(pk=row.pk).update(assets="")


def test_a_year_of_three_figures_is_refused() -> None:
    with pytest.raises(ValidationError, match="四位年份"):
        factories.report(fiscal_year=201)
    row = factories.report(fiscal_year=2025)
    with pytest.raises(IntegrityError, match="report_year_is_a_year"), transaction.atomic():
        SpecialReport.objects.filter(pk=row.pk).update(fiscal_year=20)


def test_readers_see_the_kind_with_its_assets_year_and_time() -> None:
    row = factories.report(kind=Kind.STATE_ASSETS, assets="natural", fiscal_year=2025, period="year")
    assert ("类别", "国有自然资源资产·2025年度") in reports.compose(row)["facts"]
    half = factories.report(kind=Kind.BUDGET_EXECUTION, fiscal_year=2026, period="half")
    assert report_kinds.label(half) == "预算执行情况·2026年上半年"
    assert report_kinds.label(factories.report()) == "专项工作"


def test_a_first_report_says_so() -> None:
    row = factories.report()
    row.item.is_first = True
    assert ("首次", "首次听取") in reports.compose(row)["facts"]


def test_which_kinds_count_is_a_setting(settings: Any) -> None:
    meeting = factories.meeting()
    for kind in (Kind.GENERAL, Kind.DUTY, Kind.STREET_COMMITTEE):
        heard(kind, at=meeting)
    fact = facts.facts.get("reports_heard")
    assert fact.count(meeting.starts_on.year) == 3
    assert fact.by("kind", meeting.starts_on.year) == {"general": 1, "duty": 1, "street_committee": 1}
    settings.REPORT_KINDS_NOT_COUNTED = ["duty"]
    assert fact.count(meeting.starts_on.year) == 2


def test_the_desk_takes_a_report_with_its_kind_and_year() -> None:
    office = Clerk("office")
    meeting = factories.meeting(status=Meeting.Status.SCHEDULED)
    item = factories.item(meeting, title="关于行政事业性国有资产管理情况的报告", kind="state_asset_report")
    organ = factories.organ(Organ.Kind.GOVERNMENT)
    sent = office.form("/admin/supervision/specialreport/add/") | {
        "item": str(item.pk),
        "organ": str(organ.pk),
        "kind": "",
        "fiscal_year": "2025",
        "period": "year",
    }
    refused = office.save("/admin/supervision/specialreport/add/", sent)
    assert "须选择资产类别" in refusals(refused)
    assert not SpecialReport.objects.exists()
    answer = office.save("/admin/supervision/specialreport/add/", sent | {"assets": "administrative"})
    assert refusals(answer) == ""
    row = SpecialReport.objects.get()
    assert (row.kind, row.assets, row.fiscal_year) == (Kind.STATE_ASSETS, "administrative", 2025)


def test_reports_stored_before_there_were_kinds_are_given_theirs() -> None:
    migration = import_module("supervision.migrations.0005_kinds_of_stored_reports")
    meeting, government = factories.meeting(), factories.organ(Organ.Kind.GOVERNMENT)
    told = {
        ("final_accounts", "财政决算报告"): ("final_accounts", ""),
        ("state_asset_report", "行政事业性国有资产管理情况专项报告"): ("state_assets", "administrative"),
        ("debt", "预算调整方案的报告"): ("budget_adjustment", ""),
        ("fiscal_report", "重大政府投资项目计划执行情况的报告"): ("investment", ""),
        ("special_report", "工作机构调整情况的报告"): ("general", ""),
    }
    rows = [
        SpecialReport.objects.create(
            item=factories.item(meeting, kind=kind, title=title), organ=government, kind=Kind.GENERAL
        )
        for kind, title in told
    ]
    with connection.schema_editor() as editor:
        migration.tell_kinds(apps, editor)
    for row in rows:
        row.refresh_from_db()
    assert [(row.kind, row.assets) for row in rows] == list(told.values())
