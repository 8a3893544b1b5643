"""What the law wants each year appears by itself, and ends with the report that was heard."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from congress.models import Activity, LegalRule, Obligation, Organ, User
from meetings.models import Meeting
from supervision.models import SpecialReport, YearlyMilestone
from supervision.services import milestones
from supervision.tasks import open_milestones
from tests import factories, factories_plans
from tests.desk import Clerk

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 5)
Kind = SpecialReport.Kind


@pytest.fixture
def government() -> Organ:
    """The district's government."""
    return factories.organ(Organ.Kind.GOVERNMENT)


def opened(on: date = JANUARY) -> int:
    return milestones.open_year(actor=User.objects.system(), today=on)


def heard(kind: str, on: date) -> SpecialReport:
    """A report of a kind, heard on a day."""
    meeting = factories.meeting(starts_on=on, status=Meeting.Status.CLOSED)
    assets = {"assets": "enterprise"} if kind == Kind.STATE_ASSETS else {}
    item = factories.item(meeting)
    return SpecialReport.objects.create(item=item, organ=factories.organ(), kind=kind, status="deliberated", **assets)


def row(code: str) -> YearlyMilestone:
    return YearlyMilestone.objects.select_related("obligation__rule").get(rule_code=code)


def test_each_year_opens_what_it_owes_once(government: Organ) -> None:
    assert opened() == 11
    assert opened() == 0
    assert not YearlyMilestone.objects.filter(rule_code="FYP-MID").exists()
    owed = {each.rule_code: each.obligation for each in YearlyMilestone.objects.select_related("obligation")}
    assert {code: obligation.due_on for code, obligation in owed.items()} == {
        "PLAN-ADOPT": date(2026, 4, 30),
        "FAC-WIN": date(2026, 9, 30),
        "AUD-SAME": date(2026, 9, 30),
        "MID-WIN": date(2026, 9, 30),
        "ADJ-OCT": date(2026, 10, 31),
        "ENV": date(2026, 12, 31),
        "ASSET": date(2026, 12, 31),
        "DEBT": date(2026, 12, 31),
        "AUD-DEC": date(2026, 12, 31),
        "SUGREP": date(2026, 12, 31),
        "NORMREP": date(2026, 12, 31),
    }
    by_government = {code for code, obligation in owed.items() if obligation.owed_organ == government}
    assert set(owed) - by_government == {"PLAN-ADOPT", "NORMREP"}
    assert (owed["PLAN-ADOPT"].owed_role, owed["NORMREP"].owed_role) == ("office", "legal_wc")
    assert not any(obligation.is_historic for obligation in owed.values())
    assert Activity.objects.filter(verb="列入年度法定事项").count() == 11


def test_what_has_passed_when_the_portal_is_taken_into_use_is_not_opened(government: Organ) -> None:
    opened(date(2026, 10, 8))
    assert set(YearlyMilestone.objects.values_list("year", flat=True)) == {2026}
    assert not YearlyMilestone.objects.filter(rule_code__in=("PLAN-ADOPT", "FAC-WIN", "MID-WIN", "AUD-SAME")).exists()
    assert not Obligation.objects.overdue(on=date(2026, 10, 8)).exists()


def test_the_third_year_of_a_five_year_plan_owes_its_evaluation(government: Organ) -> None:
    assert opened(date(2028, 1, 3)) == 12
    assert row("FYP-MID").obligation.due_on == date(2028, 12, 31)


def test_without_a_government_the_office_owes_it() -> None:
    opened()
    assert set(Obligation.objects.filter(milestone__isnull=False).values_list("owed_role", flat=True)) == {
        "office",
        "legal_wc",
    }


def test_a_report_that_was_heard_ends_its_milestone(government: Organ) -> None:
    opened()
    actor = User.objects.system()
    accounts = heard(Kind.FINAL_ACCOUNTS, date(2026, 7, 29))
    heard(Kind.FINAL_ACCOUNTS, date(2025, 7, 29))
    heard(Kind.ENVIRONMENT, date(2025, 5, 20))
    assert milestones.settle(actor=actor) == 1
    assert milestones.settle(actor=actor) == 0
    done = row("FAC-WIN")
    assert done.report == accounts
    assert (done.obligation.status, done.obligation.done_on) == (Obligation.Status.DONE, date(2026, 7, 29))


def test_the_mid_year_reports_are_two_and_count_from_june(government: Organ) -> None:
    opened()
    actor = User.objects.system()
    heard(Kind.BUDGET_EXECUTION, date(2026, 2, 10))
    heard(Kind.MID_YEAR_PLAN, date(2026, 7, 29))
    assert milestones.settle(actor=actor) == 0
    execution = heard(Kind.BUDGET_EXECUTION, date(2026, 8, 27))
    assert milestones.settle(actor=actor) == 1
    assert row("MID-WIN").report == execution


def test_the_plan_ends_the_milestone_of_the_plan(government: Organ) -> None:
    opened()
    factories_plans.adopted(on=date(2026, 3, 25))
    assert milestones.settle(actor=User.objects.system()) == 1
    assert row("PLAN-ADOPT").obligation.done_on == date(2026, 3, 25)


def test_by_hand_it_ends_with_a_report_or_a_word(government: Organ) -> None:
    opened()
    office, debt = factories.user("office"), row("DEBT")
    with pytest.raises(ValidationError, match="请写明办理情况"):
        milestones.finish(debt, on=date(2026, 9, 1), note=" ", report=None, actor=office)
    with pytest.raises(ValidationError, match="须在2026年之内"):
        milestones.finish(debt, on=date(2025, 9, 1), note="书面报告", report=None, actor=office)
    with pytest.raises(ValidationError, match="还没有听取"):
        milestones.finish(debt, on=date(2026, 9, 1), note="", report=factories.report(), actor=office)
    milestones.finish(debt, on=date(2026, 9, 1), note="与决算一并报告", report=None, actor=office)
    debt.refresh_from_db()
    assert debt.note == "与决算一并报告"
    assert debt.obligation.status == Obligation.Status.DONE


def test_a_year_without_budget_adjustment_is_waived_by_decision(government: Organ) -> None:
    opened()
    chair, adjustment = factories.user("sc_chair"), row("ADJ-OCT")
    with pytest.raises(ValidationError, match="须写明理由和主任会议的决定"):
        milestones.waive(adjustment, reason="没有调整", decision="", actor=chair)
    milestones.waive(adjustment, reason="没有调整", decision="第六十次主任会议", actor=chair)
    assert row("ADJ-OCT").obligation.status == Obligation.Status.WAIVED


def test_the_task_opens_and_settles_as_often_as_it_runs(government: Organ) -> None:
    open_milestones()
    before = YearlyMilestone.objects.count()
    open_milestones()
    assert YearlyMilestone.objects.count() == before


def test_the_desk_settles_a_milestone(government: Organ) -> None:
    opened()
    clerk = Clerk("office")
    address = f"/admin/supervision/yearlymilestone/{row('ENV').pk}/"
    assert "环境状况" in clerk.text("/admin/supervision/yearlymilestone/")
    assert clerk.buttons(f"{address}change/") == ["登记完成"]
    clerk.step(f"{address}steps/finish/", on="2026-06-30", note="书面报告", report="")
    assert row("ENV").obligation.status == Obligation.Status.DONE
    assert Clerk("personnel_officer").status("/admin/supervision/yearlymilestone/") == 403


def test_an_organ_reads_what_it_owes_and_a_stranger_nothing(government: Organ) -> None:
    opened()
    page = "/workspace/milestones/?year=2026"
    unit = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    unit.force_login(factories.user("unit_head", organ=government), backend=backend)
    text = unit.get(page).content.decode()
    assert "决算" in text
    assert "备案审查" not in text
    other = Client()
    other.force_login(factories.user("unit_head", organ=factories.organ()), backend=backend)
    assert "决算" not in other.get(page).content.decode()
    assert other.get("/workspace/milestones/?year=9x").status_code == 200
    assert Client().get(page).status_code == 302


def test_every_milestone_has_a_rule_in_force() -> None:
    for each in milestones.YEARLY:
        assert LegalRule.objects.for_event(each.code, milestones.start_of(each.code, 2026)).code == each.code
