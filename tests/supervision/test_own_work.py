"""Undertakings, outcomes, rules and totals: what a row may hold, what the figures say, what looks inconsistent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models

from congress.facts import Amount, facts, rates
from congress.models import Organ, OrganName
from congress.registry import checks
from deputies.models import ImportBatch
from supervision.models import (
    Award,
    Beneficiary,
    ContactArea,
    CountedTotal,
    OrganChange,
    Outcome,
    OwnRule,
    PartyRequest,
    PublicityItem,
    StaffTraining,
    StudyResult,
    TaskForce,
    TaskScope,
)
from tests import factories
from tests.factories_own_work import (
    DAY,
    entered,
    indicator,
    investment,
    outcome,
    rule,
    stored,
    task_force,
    total,
)

pytestmark = pytest.mark.django_db

YEAR = DAY.year


def told(record: models.Model) -> str:
    """What is refused of a record, in words."""
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    return " ".join(refused.value.messages)


def found(check: str) -> list[Any]:
    return list(checks.get(check).rows(factories.TODAY))


def amount(code: str) -> Amount:
    return facts.get(code).amount(YEAR)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: indicator(done=75), "完成数不能大于总数"),
        (lambda: indicator(done=0, total=0), "总数应大于零"),
        (lambda: indicator(done=73, on_time=True), "全部完成的才能记为按时完成"),
        (lambda: indicator(source=""), "此字段不能为空"),
        (lambda: total(source=""), "此字段不能为空"),
        (lambda: total(unit="个"), "单位与类别不符"),
        (lambda: total(as_of=date(2025, 12, 31)), "截至日期不能早于起始日期"),
        (lambda: investment(amount="1300.123"), "小数不超过 2 位"),
        (lambda: investment(amount=0), "投资额应大于零"),
        (lambda: investment(attracted_on=None), "已经签约的，须填写引进日期"),
        (lambda: investment(stage_on=date(2026, 8, 31)), "进展日期不能早于引进日期"),
        (lambda: outcome(first_in=""), "须选择首创范围"),
        (lambda: outcome(is_first=False), "须选择首创范围"),
        (lambda: rule(title=""), "须填写标题"),
        (lambda: rule(kind="party", title=""), "须填写标题"),
        (lambda: StaffTraining(title="示例", starts_on=DAY, participants=0), "参加人次应大于零"),
        (
            lambda: StaffTraining(title="示例", starts_on=DAY, ends_on=date(2026, 8, 1), participants=3),
            "结束日期不能早于开始日期",
        ),
        (lambda: OrganChange(kind="renamed", organ=factories.organ()), "更名的须选择新名称"),
        (lambda: _unsaved_task_force(), "结束日期不能早于开始日期"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_in_words(make: Callable[[], models.Model], words: str) -> None:
    assert words in told(make())


def _unsaved_task_force() -> models.Model:
    made = task_force()
    made.ends_on = date(2026, 3, 1)
    return made


def _act_of(kind: str) -> OwnRule:
    act = factories.meeting(starts_on=DAY, status="closed").acts.create(kind="rule", title="示例办法", adopted_on=DAY)
    return rule(kind=kind, act=act, title="", issued_on=None)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (total, "同一内容在这段时间已有总数"),
        (lambda: indicator(task_force=_same_force()), "这一指标在这一天已经填写"),
        (investment, "该项目已经登记"),
        (outcome, "该成效已经登记"),
        (rule, "该文件已经登记"),
        (lambda: rule(issued_on=None), "该文件已经登记"),
        (lambda: PartyRequest(sent_on=DAY, number="示例〔2026〕1号"), "该文号已经登记"),
        (lambda: PublicityItem(kind="film", title="示例片", completed_on=DAY), "同一天已有同名的项目"),
        (lambda: Award(kind="given", title="示例评选", awarded_on=DAY), "同一天已有同名的表彰"),
        (lambda: StaffTraining(title="示例班", starts_on=DAY, participants=3), "同一天已有同名的培训"),
        (lambda: StudyResult(kind="problem_solved", campaign="示例", title="示例", finished_on=DAY), "已有同名的成果"),
        (lambda: TaskScope(task_force=_same_force(), number=3, unit="幢", **entered()), "包干范围已经填写"),
        (lambda: ContactArea(task_force=_same_force(), place="示例街道", assigned_on=DAY), "这一地点已经填写"),
        (lambda: Beneficiary(outcome=_same_outcome(), number=3, unit="家", **entered()), "受益数在这一天已经填写"),
        (lambda: OrganChange(kind="established", organ=_same_organ()), "设立或者撤销已经登记"),
        (lambda: OrganChange(kind="adjusted", organ=_same_organ()), "同一天的调整已经登记"),
    ],
)
def test_the_same_thing_is_not_entered_twice(make: Callable[[], models.Model], words: str) -> None:
    stored(make())
    assert words in told(make())


def _same_force() -> TaskForce:
    return TaskForce.objects.first() or task_force()


def _same_outcome() -> Outcome:
    return Outcome.objects.first() or stored(outcome())


def _same_organ() -> Organ:
    return Organ.objects.filter(code="tried").first() or factories.organ(code="tried")


def test_the_database_itself_refuses_more_done_than_there_is() -> None:
    with pytest.raises(IntegrityError, match="indicator_done_within_total"):
        indicator(done=75).save()


def test_a_number_without_a_source_is_refused_by_the_database_too() -> None:
    with pytest.raises(IntegrityError, match="counted_total_has_a_source"):
        total(source="").save()


def test_a_party_document_is_not_adopted_by_the_committee_and_has_no_room_for_its_text() -> None:
    assert "党委文件不由常委会会议通过" in told(_act_of("party"))
    stored(_act_of("own"))
    for model in (OwnRule, PartyRequest):
        fields = model._meta.get_fields()
        assert not [each for each in fields if isinstance(each, models.TextField | models.FileField)]
        assert "attachment" not in {str(each.related_model._meta.model_name) for each in fields if each.related_model}
    assert {each.name for each in PartyRequest._meta.concrete_fields} == {"id", "sent_on", "number"}


def test_a_rule_is_called_by_its_title_its_act_or_its_number() -> None:
    assert str(rule()) == "示例办法"
    assert str(_act_of("own")) == "示例办法"
    assert str(stored(rule(kind="party", title="", number="示例〔2026〕2号"))) == "示例〔2026〕2号"


@pytest.mark.parametrize(
    ("done", "whole", "text"), [(74, 74, "100%"), (97, 112, "86.61%"), (0, 5, "0%"), (1, 3, "33.33%"), (1, 8, "12.5%")]
)
def test_the_share_of_an_indicator_is_computed_from_its_parts(done: int, whole: int, text: str) -> None:
    row = indicator(done=done, total=whole)
    assert row.share == Fraction(done, whole)
    assert row.percent_text == text


def test_a_least_value_is_told_by_the_word_that_fits_it() -> None:
    assert total().text == "6200余人次"
    assert total(kind="problem_solved", number=30, unit="个").text == "30多个"
    assert total(is_minimum=False).text == "6200人次"


def test_a_figure_adds_what_is_recorded_singly_and_what_is_known_as_a_total() -> None:
    stored(StudyResult(kind="problem_solved", campaign="示例活动", title="示例问题", finished_on=DAY))
    stored(total(kind="problem_solved", number=30, unit="个"))
    stored(total(kind="problem_solved", number=9, unit="个", starts_on=date(2025, 1, 1), as_of=date(2025, 12, 31)))
    assert amount("problems_solved") == Amount(31, is_minimum=True)
    assert facts.get("problems_solved").count(YEAR) == 1
    assert amount("research_reports") == Amount(0)
    assert "合计" in facts.get("problems_solved").definition


def test_money_attracted_is_summed_of_what_was_signed() -> None:
    stored(investment())
    stored(investment(project="另一项目", amount="0.01"))
    stored(investment(project="洽谈项目", stage="negotiating", attracted_on=None))
    stored(investment(project="未报金额", amount=None))
    assert amount("investments").number == 3
    assert amount("investment_amount").number == Decimal("130000000.01")


def test_scopes_indicators_contact_areas_and_gains_are_figures_in_their_own_units() -> None:
    force = task_force()
    for number, unit in ((3, "幢"), (74, "户")):
        stored(TaskScope(task_force=force, number=number, unit=unit, **entered()))
    stored(indicator(task_force=force, on_time=True))
    stored(indicator(task_force=force, name="签约腾空率", done=70))
    for place in ("示例街道", "另一街道"):
        stored(ContactArea(task_force=force, place=place, assigned_on=DAY))
    stored(ContactArea(task_force=force, place="示例街道", leader=factories.person(), assigned_on=DAY))
    policy = stored(outcome())
    stored(Beneficiary(outcome=policy, number=189, unit="家", **entered()))
    stored(Beneficiary(outcome=policy, number=746, unit="人", **entered()))
    assert (amount("scope_buildings").number, amount("scope_households").number) == (3, 74)
    assert rates.get("indicators_met_rate").share(YEAR) == Fraction(1, 2)
    assert amount("contact_areas").number == 2
    assert (amount("outcome_enterprises").number, amount("outcome_people").number) == (189, 746)
    assert facts.get("outcomes").by("first_in", YEAR) == {"country": 1}


def test_a_rule_counts_in_the_year_in_which_it_was_issued_or_else_adopted() -> None:
    stored(_act_of("own"))
    stored(rule(title="另一办法"))
    stored(rule(title="无日期的办法", issued_on=None))
    stored(rule(kind="party", title="示例意见"))
    assert (amount("own_rules").number, amount("party_documents").number) == (2, 1)
    assert [str(row) for row in found("rules_without_a_day")] == ["无日期的办法"]


def test_a_change_of_an_organ_takes_its_day_and_its_names_from_the_register_of_organs() -> None:
    organ = factories.organ(name="新名称委", starts_on=DAY)
    OrganName.objects.create(organ=organ, name="原名称委", starts_on=date(2020, 1, 1), ends_on=date(2026, 3, 31))
    later = OrganName.objects.create(organ=organ, name="新名称委", starts_on=date(2026, 4, 1))
    assert found("renamed_without_a_decision") == [organ]
    renamed = stored(OrganChange(kind="renamed", organ=organ, name=later))
    founded = stored(OrganChange(kind="established", organ=organ))
    assert renamed.text == "原名称委更名为新名称委"
    assert (renamed.effective_on, founded.effective_on) == (date(2026, 4, 1), DAY)
    assert founded.text == "设立新名称委"
    assert found("renamed_without_a_decision") == []
    assert facts.get("organ_changes").by("kind", YEAR) == {"renamed": 1, "established": 1}
    nowhere = stored(OrganChange(kind="abolished", organ=factories.organ()))
    assert found("changes_without_a_day") == [nowhere]


@pytest.mark.parametrize(
    ("done", "stated", "is_odd"),
    [
        (74, "100", False),
        (97, "86.6", False),
        (97, "86.61", False),
        (97, "87", False),
        (97, "86.60", False),
        (97, "99", True),
    ],
)
def test_a_percentage_unlike_its_parts_is_an_inconsistency(done: int, stated: str, is_odd: bool) -> None:
    stored(indicator(done=done, total=74 if done == 74 else 112, stated_percent=Decimal(stated)))
    assert bool(found("percent_unlike_parts")) is is_odd


def test_a_task_force_that_is_over_has_all_its_indicators_complete() -> None:
    force = task_force(ends_on=DAY)
    stored(indicator(task_force=force, done=70, as_of=date(2026, 6, 30)))
    assert found("over_but_unfinished") == [force]
    stored(indicator(task_force=force, done=74))
    assert found("over_but_unfinished") == []


def test_a_total_beside_single_records_of_its_period_is_pointed_at() -> None:
    row = stored(total(kind="research_report", number=23, unit="个"))
    assert found("totals_beside_records") == []
    stored(StudyResult(kind="research_report", campaign="示例", title="示例", finished_on=DAY))
    assert found("totals_beside_records") == [row]
    seminars = stored(total(kind="seminar", number=8, unit="次"))
    factories.meeting("study", starts_on=DAY, status="closed")
    assert set(found("totals_beside_records")) == {row, seminars}
    assert amount("seminars").number == 9


def test_totals_of_patrols_of_earlier_releases_become_batches_and_can_go_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE supervision_countedtotal DROP CONSTRAINT counted_total_in_its_unit")
    same = {"subject": "创文巡查", "platform": "示例平台", "starts_on": date(2019, 1, 1), "as_of": date(2019, 12, 31)}
    earlier = [
        {**same, "kind": "patrol_record", "number": 6200, "unit": "条", "is_minimum": True, "source": "示例报告"},
        {**same, "kind": "patrol_issue", "number": 423, "unit": "个", "is_minimum": False, "source": "示例报告"},
        {
            "kind": "patrol_issue",
            "number": 7,
            "unit": "个",
            "is_minimum": False,
            "subject": "治水巡查",
            "platform": "",
            "starts_on": date(2018, 11, 1),
            "as_of": date(2019, 1, 31),
            "source": "示例来函",
        },
    ]
    for each in earlier:
        total(**each).save()
    kept = stored(total())
    migration = import_module("supervision.migrations.0019_patrol_totals_are_batches")
    migration.to_batches(apps, None)
    assert list(CountedTotal.objects.all()) == [kept]
    counts = ("platform", "records", "records_is_minimum", "handed_over", "handed_over_is_minimum", "source")
    assert list(ImportBatch.objects.order_by("records").values_list(*counts)) == [
        ("未注明平台", 7, True, 7, False, "示例来函"),
        ("示例平台", 6200, True, 423, False, "示例报告"),
    ]
    assert facts.get("patrol_records").amount(2019).number == 6207
    migration.to_totals(apps, None)
    assert not ImportBatch.objects.exists()
    numbers = CountedTotal.objects.filter(subject="创文巡查").order_by("number").values_list("kind", "number")
    assert list(numbers) == [("patrol_issue", 423), ("patrol_record", 6200)]
