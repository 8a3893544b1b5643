"""The yearly assessment: points with formula and evidence, caps, veto, raters, objections, freezing."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from congress.models import Notification, Obligation, Organ, User
from congress.workflow import TransitionError
from deputies.models import (
    ActivityAttendance,
    AssessmentEntry,
    AssessmentObjection,
    DutyAssessment,
    DutyKind,
    Mandate,
    PerformanceScheme,
    Person,
    RaterScore,
    SchemeGrade,
    SchemeItem,
    SchemePart,
    SchemeRater,
    Suspension,
)
from deputies.services import performance, performance_marks, performance_objections, performance_schemes
from deputies.services.performance_scoring import Material, score
from deputies.services.tenure_days import InOffice, Span, in_office
from tests import factories
from tests.factories_duty import activity, attendance, deputy

pytestmark = pytest.mark.django_db
Status = ActivityAttendance.Status
Rule = SchemeItem.Rule

TODAY = date(2026, 9, 16)
NOW = datetime(2026, 9, 16, 9, 0, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def keeper() -> User:
    """Somebody of the deputies' committee."""
    return factories.user("deputies_wc")


def assessed(person: Person, keeper: User) -> DutyAssessment:
    """The open assessment of a person for the year."""
    performance.open_year(2026, actor=keeper, today=TODAY)
    return DutyAssessment.objects.get(mandate__person=person)


def computed(person: Person, keeper: User) -> DutyAssessment:
    """The same, computed."""
    row = assessed(person, keeper)
    performance.compute([row], actor=keeper, at=NOW)
    row.refresh_from_db()
    return row


def line(row: DutyAssessment, name: str) -> Any:
    """The line of an item, by a part of its name."""
    return row.lines.get(item__name__startswith=name)


def rated_item(row: DutyAssessment) -> SchemeItem:
    """The item that raters rate."""
    return performance_marks.rated_items(row)[0]


def rater(who: str) -> SchemeRater:
    """A rater of the scheme in use."""
    return SchemeRater.objects.get(who=who, scheme__status="in_use")


def rate(row: DutyAssessment, who: str, points: str, actor: User) -> None:
    """One rating."""
    given = RaterScore(assessment=row, item=rated_item(row), rater=rater(who), points=Decimal(points))
    performance_marks.rate(given, actor=actor)


def told(person: Person, keeper: User) -> DutyAssessment:
    """An assessment that the deputy was told of."""
    row = assessed(person, keeper)
    rate(row, "committee", "5", keeper)
    performance.compute([row], actor=keeper, at=NOW)
    row.refresh_from_db()
    performance.notify(row, actor=keeper, today=TODAY)
    return row


def test_the_default_scheme_makes_a_hundred_and_is_in_use() -> None:
    scheme = performance_schemes.in_use()
    assert sum(part.cap for part in scheme.parts.filter(is_bonus=False)) == 100
    assert list(scheme.grades.values_list("name", flat=True)) == ["优秀", "称职", "基本称职", "不称职"]
    performance_schemes.prepare_default()
    assert PerformanceScheme.objects.count() == 1


def test_each_point_is_counted_from_the_ledger_with_its_evidence(keeper: User) -> None:
    person = deputy()
    rows = [attendance(activity(DutyKind.GROUP), person) for _ in range(3)]
    found = line(computed(person, keeper), "代表小组")
    assert (found.points, found.formula) == (Decimal("6.00"), "2分×3次＝6分")
    assert set(found.evidence) == {row.pk for row in rows}
    assert set(found.records()) == set(rows)


def test_an_item_brings_no_more_than_its_points(keeper: User) -> None:
    person = deputy()
    for _ in range(7):
        attendance(activity(DutyKind.RECEPTION), person)
    found = line(computed(person, keeper), "进站接待")
    assert (found.points, found.formula) == (Decimal("10.00"), "2分×7次＝14分，最高10分")


def test_rows_that_nobody_verified_count_nothing(keeper: User) -> None:
    person = deputy()
    for status in (Status.EXPECTED, Status.SUBMITTED, Status.RETURNED, Status.WITHDRAWN):
        attendance(activity(DutyKind.GROUP), person, status=status, return_reason="重复")
    assert line(computed(person, keeper), "代表小组").points == 0


def test_leave_beyond_the_first_costs_and_absence_costs_all(keeper: User) -> None:
    often, absent = deputy(), deputy()
    for _ in range(3):
        attendance(activity(DutyKind.SESSION), often, status=Status.ON_LEAVE)
    attendance(activity(DutyKind.SESSION), absent, status=Status.ABSENT)
    found = line(computed(often, keeper), "出席人民代表大会")
    assert (found.points, found.formula) == (Decimal("5.00"), "15分－5分×（请假3次－1次）＝5分")
    assert line(computed(absent, keeper), "出席人民代表大会").points == 0


def test_invitations_count_by_those_followed_and_leave_is_no_refusal(keeper: User) -> None:
    person = deputy()
    for status in (Status.VERIFIED, Status.VERIFIED, Status.VERIFIED, Status.ABSENT, Status.ON_LEAVE):
        attendance(activity(DutyKind.VISIT), person, status=status)
    found = line(computed(person, keeper), "应邀参加")
    assert (found.points, found.formula) == (Decimal("7.50"), "10分×参加3次÷应邀4次＝7.5分")


def test_days_before_the_by_election_are_neither_counted_nor_asked_for(keeper: User) -> None:
    person = deputy(starts_on=date(2026, 7, 2))
    attendance(activity(DutyKind.GROUP), person)
    row = computed(person, keeper)
    assert row.days_in_office == 183
    assert line(row, "代表小组").formula == "2分×1次×365天÷在任183天＝3.99分"


def test_whoever_was_in_office_too_short_is_not_assessed(keeper: User) -> None:
    deputy(starts_on=date(2026, 11, 1))
    assert performance.open_year(2026, actor=keeper, today=TODAY) == 0


def test_days_of_a_suspension_count_for_nothing(keeper: User) -> None:
    person = deputy()
    mandate = person.mandates.get()
    Suspension.objects.create(mandate=mandate, ground="charged", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))
    attendance(activity(DutyKind.GROUP, starts_on=date(2026, 9, 9)), person)
    row = computed(person, keeper)
    assert row.days_in_office == 335
    assert line(row, "代表小组").points == 0


def test_the_days_of_a_year_are_cut_at_mandate_and_suspension() -> None:
    mandate = Mandate(starts_on=date(2026, 3, 1), ends_on=date(2026, 10, 31))
    away = [Suspension(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31)), Suspension(starts_on=date(2026, 10, 1))]
    office = in_office(mandate, away, year=2026)
    assert [(span.first, span.last) for span in office.spans] == [
        (date(2026, 3, 1), date(2026, 4, 30)),
        (date(2026, 6, 1), date(2026, 9, 30)),
    ]
    assert date(2026, 5, 10) not in office


def test_facts_add_and_cost_points_up_to_the_item(keeper: User) -> None:
    row = assessed(deputy(), keeper)
    bonus = SchemeItem.objects.get(part__is_bonus=True)
    conduct = SchemeItem.objects.get(rule=Rule.DEDUCTED)
    for item, points, reason in ((bonus, 8, "受到表彰"), (bonus, 4, "经验推广"), (conduct, 3, "迟到早退")):
        entry = AssessmentEntry(assessment=row, item=item, points=points, happened_on=date(2026, 5, 6), reason=reason)
        performance_marks.enter(entry, actor=keeper)
    performance.compute([row], actor=keeper, at=NOW)
    assert row.lines.get(item=bonus).formula == "8（受到表彰）＋4（经验推广）＝12分，最高10分"
    assert row.lines.get(item=conduct).formula == "10－3（迟到早退）＝7分"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"happened_on": date(2025, 5, 6)}, "不在考评年度2026年之内"),
        ({"points": Decimal(11)}, "满分10，不能登记11分"),
        ({"points": Decimal(0)}, "请填写分值"),
        ({"reason": ""}, "此字段不能为空|这个字段|不能为空"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(keeper: User, change: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {"points": Decimal(2), "happened_on": date(2026, 5, 6), "reason": "受到表彰", **change}
    item = SchemeItem.objects.get(part__is_bonus=True)
    entry = AssessmentEntry(assessment=assessed(deputy(), keeper), item=item, **values)
    with pytest.raises(ValidationError, match=message):
        performance_marks.enter(entry, actor=keeper)


def test_points_from_the_ledger_are_not_entered_by_hand(keeper: User) -> None:
    row = assessed(deputy(), keeper)
    item = SchemeItem.objects.get(name="代表小组活动")
    entry = AssessmentEntry(assessment=row, item=item, points=2, happened_on=date(2026, 5, 6), reason="示例")
    with pytest.raises(ValidationError, match="不能手工登记"):
        performance_marks.enter(entry, actor=keeper)


def test_a_veto_gives_the_lowest_grade_whatever_the_sum(keeper: User) -> None:
    row = assessed(deputy(), keeper)
    entry = AssessmentEntry(
        assessment=row,
        item=SchemeItem.objects.get(rule=Rule.VETO),
        points=0,
        happened_on=date(2026, 5, 6),
        reason="受纪律处分",
    )
    performance_marks.enter(entry, actor=keeper)
    performance.compute([row], actor=keeper, at=NOW)
    row.refresh_from_db()
    assert row.is_vetoed
    assert str(row.grade) == "不称职"


def test_two_unexcused_absences_from_the_congress_are_a_veto(keeper: User) -> None:
    person = deputy()
    for _ in range(2):
        attendance(activity(DutyKind.SESSION), person, status=Status.ABSENT)
    assert computed(person, keeper).is_vetoed


def test_raters_are_weighed_and_the_mean_of_each_is_taken(keeper: User) -> None:
    area = factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)
    person = deputy(delegation=area)
    row = assessed(person, keeper)
    mates = [factories.user("deputy") for _ in range(2)]
    for account, points in zip(mates, ("5", "4"), strict=True):
        deputy(account=account, delegation=area)
        rate(row, "peers", points, account)
    rate(row, "area", "4", factories.user("street_wc", organ=area))
    rate(row, "committee", "3", keeper)
    performance.compute([row], actor=keeper, at=NOW)
    # (3×50 + 4×30 + 4.5×20) ÷ 100
    assert row.lines.get(item=rated_item(row)).points == Decimal("3.60")


def test_nobody_rates_himself_strangers_or_beyond_the_item(keeper: User) -> None:
    area = factories.organ(Organ.Kind.TOWNSHIP_CONGRESS)
    account = factories.user("deputy")
    person = deputy(account=account, delegation=area)
    row = assessed(person, keeper)
    with pytest.raises(ValidationError, match="不能为本人评分"):
        rate(row, "peers", "5", account)
    with pytest.raises(ValidationError, match="不能以此身份"):
        rate(row, "peers", "5", deputy(account=factories.user("deputy")).account)
    with pytest.raises(ValidationError, match="不能以此身份"):
        rate(row, "area", "5", factories.user("street_wc", organ=factories.organ()))
    with pytest.raises(ValidationError, match="满分5，不能评6分"):
        rate(row, "committee", "6", keeper)


def test_a_second_rating_replaces_the_first(keeper: User) -> None:
    row = assessed(deputy(), keeper)
    rate(row, "committee", "3", keeper)
    rate(row, "committee", "4", keeper)
    assert row.scores.get().points == Decimal("4.00")


def test_grades_are_bounds_that_are_reached() -> None:
    scheme = performance_schemes.in_use()
    grades = list(scheme.grades.all())
    part = SchemePart(name="部分", cap=Decimal(100))
    office = InOffice(2026, (Span(date(2026, 1, 1), date(2026, 12, 31)),))
    for points, grade in ((90, "优秀"), (89, "称职"), (75, "称职"), (60, "基本称职"), (59, "不称职")):
        item = SchemeItem(part=part, name="项目", rule=Rule.DEDUCTED, points=Decimal(points))
        result = score([_Part(part, item)], grades, Material((), (), (), (), office, True))  # type: ignore[list-item]
        assert str(result.grade) == grade


class _Part:
    """A part whose items are at hand."""

    def __init__(self, part: SchemePart, item: SchemeItem) -> None:
        self.cap = part.cap
        self.items = self
        self._item = item

    def all(self) -> list[SchemeItem]:
        """The items."""
        return [self._item]


def test_a_scheme_in_use_is_fixed_by_the_database_and_changed_by_a_new_version(keeper: User) -> None:
    scheme = performance_schemes.in_use()
    with pytest.raises(DatabaseError, match="a scheme in use is fixed"), transaction.atomic():
        SchemePart.objects.filter(scheme=scheme).update(cap=1)
    with pytest.raises(DatabaseError, match="a scheme in use is fixed"), transaction.atomic():
        SchemeItem.objects.filter(part__scheme=scheme).update(points=1)
    fresh = performance_schemes.new_version(scheme, actor=keeper)
    assert (fresh.version, fresh.status) == (2, "drafted")
    assert (
        SchemeItem.objects.filter(part__scheme=fresh).count() == SchemeItem.objects.filter(part__scheme=scheme).count()
    )
    performance_schemes.adopt(fresh, actor=keeper)
    scheme.refresh_from_db()
    assert scheme.status == "retired"


def test_a_scheme_that_does_not_add_up_is_not_put_to_use(keeper: User) -> None:
    fresh = performance_schemes.new_version(performance_schemes.in_use(), actor=keeper)
    fresh.parts.filter(name="履职纪律").update(cap=5)
    SchemeGrade.objects.filter(scheme=fresh, lowest=0).update(lowest=10)
    fresh.raters.filter(who="peers").delete()
    with pytest.raises(ValidationError) as refusal:
        performance_schemes.adopt(fresh, actor=keeper)
    words = "".join(refusal.value.messages)
    assert "＝95。" in words
    assert "最低分应为0" in words
    assert "评分主体权重相加须为100" in words
    assert "超过所在部分" in words


def test_the_deputy_is_told_and_sees_nothing_before(keeper: User) -> None:
    account = factories.user("deputy")
    person = deputy(account=account)
    row = assessed(person, keeper)
    assert not DutyAssessment.objects.visible_to(account).exists()
    with pytest.raises(ValidationError, match="还没有计算得分"):
        performance.notify(row, actor=keeper, today=TODAY)
    performance.compute([row], actor=keeper, at=NOW)
    with pytest.raises(ValidationError, match="还没有评分：履职质量综合评价"):
        performance.notify(row, actor=keeper, today=TODAY)
    rate(row, "committee", "5", keeper)
    performance.compute([row], actor=keeper, at=NOW)
    row.refresh_from_db()
    performance.notify(row, actor=keeper, today=TODAY)
    assert DutyAssessment.objects.visible_to(account).get() == row
    assert not DutyAssessment.objects.visible_to(factories.user("deputy")).exists()
    assert row.objections_until == date(2026, 9, 28)
    assert Notification.objects.filter(recipient=account, subject__contains="履职考评结果").exists()


def test_what_was_told_is_not_computed_again(keeper: User) -> None:
    row = told(deputy(), keeper)
    with pytest.raises(TransitionError, match="已告知代表"):
        performance.compute([row], actor=keeper, at=NOW)


def test_an_objection_is_answered_within_the_days_of_the_rule(keeper: User) -> None:
    account = factories.user("deputy")
    row = told(deputy(account=account), keeper)
    objection = AssessmentObjection(assessment=row, text="漏计一次小组活动")
    performance_objections.object_to(objection, actor=account, today=TODAY)
    assert objection.obligation.due_on >= TODAY + timedelta(days=15)
    assert objection.obligation.owed_role == "deputies_wc"
    with pytest.raises(ValidationError, match="已有待答复的异议"):
        performance_objections.object_to(
            AssessmentObjection(assessment=row, text="再次异议"), actor=account, today=TODAY
        )
    with pytest.raises(ValidationError, match="有待答复的异议"):
        performance.confirm(row, decision="主任会议", actor=keeper, today=TODAY + timedelta(days=30))
    with pytest.raises(ValidationError, match="请写明答复"):
        performance_objections.answer(objection, is_upheld=True, text=" ", actor=keeper, at=NOW)
    performance_objections.answer(objection, is_upheld=True, text="已补登，重新考评。", actor=keeper, at=NOW)
    row.refresh_from_db()
    assert row.status == "open"
    objection.obligation.refresh_from_db()
    assert objection.obligation.status == Obligation.Status.DONE
    with pytest.raises(TransitionError):
        performance_objections.answer(objection, is_upheld=False, text="不成立", actor=keeper, at=NOW)


def test_objections_of_others_late_and_without_words_are_refused(keeper: User) -> None:
    account = factories.user("deputy")
    row = told(deputy(account=account), keeper)
    for actor, text, today, message in (
        (factories.user("deputy"), "不对", TODAY, "只能对本人"),
        (account, " ", TODAY, "请写明异议和理由"),
        (account, "不对", date(2026, 9, 29), "异议期已于2026年9月28日届满"),
    ):
        with pytest.raises(ValidationError, match=message):
            performance_objections.object_to(AssessmentObjection(assessment=row, text=text), actor=actor, today=today)
    assert not Obligation.objects.exists()


def test_a_confirmed_assessment_is_frozen_by_the_database(keeper: User) -> None:
    row = told(deputy(), keeper)
    with pytest.raises(ValidationError, match="异议期到2026年9月28日为止"):
        performance.confirm(row, decision="第12次主任会议", actor=keeper, today=TODAY)
    with pytest.raises(ValidationError, match="请填写确认依据"):
        performance.confirm(row, decision="", actor=keeper, today=date(2026, 9, 29))
    performance.confirm(row, decision="第12次主任会议", actor=keeper, today=date(2026, 9, 29))
    for rows in (row.lines.all(), row.scores.all(), DutyAssessment.objects.filter(pk=row.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        DutyAssessment.objects.filter(pk=row.pk).update(total=100)


def test_a_year_is_computed_in_a_fixed_number_of_queries(keeper: User, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        attendance(activity(DutyKind.GROUP), deputy())
    performance.open_year(2026, actor=keeper, today=TODAY)
    rows = list(DutyAssessment.objects.all())
    with django_assert_max_num_queries(20 + 3 * len(rows)):
        assert performance.compute(rows, actor=keeper, at=NOW) == 12
