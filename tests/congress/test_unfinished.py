"""What is owed by anybody: found by filters, gathered, counted no further than needed."""

from datetime import date, timedelta

import pytest

from congress.models import Obligation, Organ, User
from congress.services import reminders, unfinished, unfinished_desk
from congress.services.unfinished import Filters
from deputies.models import Charge, Seat
from tests import factories
from tests.congress.test_urging import owe

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


def titles(filters: Filters, *, user: User | None = None) -> list[str]:
    rows = unfinished.find(
        user or factories.user("office"),
        filters,
        on=TODAY,
        led=unfinished.leaders(TODAY),
    )
    return sorted(rows.values_list("title", flat=True))


def due(row: Obligation, day: date) -> Obligation:
    Obligation.objects.filter(pk=row.pk).update(due_on=day)
    return row


def charge(organ: Organ, name: str = "", **fields: object) -> Charge:
    seat = factories.seat(Seat.Role.VICE_CHAIR, holder=factories.person(name))
    return Charge.objects.create(seat=seat, organ=organ, starts_on=date(2022, 2, 1), **fields)


@pytest.fixture
def unit(db: None) -> Organ:
    return factories.organ()


@pytest.fixture
def committee(db: None) -> Organ:
    return factories.organ(Organ.Kind.WORKING_COMMITTEE)


def test_only_what_is_open_and_live_is_unfinished(unit: Organ) -> None:
    owe(unit, title="在办")
    owe(unit, title="历史", historic=True)
    done = owe(unit, title="办结")
    Obligation.objects.filter(pk=done.pk).update(status="done", done_on=TODAY)
    assert titles(Filters()) == ["在办"]


@pytest.mark.parametrize("role", ["office", "office_head", "sc_chair", "sc_vice_chair"])
def test_the_office_and_the_chairpersons_see_all(role: str, unit: Organ, committee: Organ) -> None:
    owe(unit, title="甲", watched_by=committee)
    owe(role="office", title="乙")
    assert titles(Filters(), user=factories.user(role)) == ["乙", "甲"]


def test_a_working_committee_sees_what_it_watches(unit: Organ, committee: Organ) -> None:
    owe(unit, title="甲", watched_by=committee)
    owe(unit, title="乙", watched_by=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    owe(unit, title="丙")
    assert titles(Filters(), user=factories.user("wc_officer", organ=committee)) == ["甲"]
    assert titles(Filters(), user=factories.user("wc_head")) == []


@pytest.mark.parametrize("role", ["deputy", "unit_clerk", "sc_member", "gov_office", "audit_office", "expert"])
def test_nobody_else_sees_anything(role: str, unit: Organ) -> None:
    owe(unit, watched_by=unit)
    assert titles(Filters(), user=factories.user(role, organ=unit)) == []


def test_by_organ_role_committee_and_rule(unit: Organ, committee: Organ) -> None:
    owe(unit, title="甲", watched_by=committee)
    owe(factories.organ(), title="乙")
    owe(role="office", title="丙")
    assert titles(Filters(organ=str(unit.pk))) == ["甲"]
    assert titles(Filters(organ="role-office")) == ["丙"]
    assert titles(Filters(committee=str(committee.pk))) == ["甲"]
    assert titles(Filters(rule="OPN-3M")) == sorted(["甲", "乙", "丙"])
    assert titles(Filters(rule="SC-GAP")) == []


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (-31, {"late", "late-more"}),
        (-30, {"late", "late-30"}),
        (-16, {"late", "late-30"}),
        (-15, {"late", "late-15"}),
        (-8, {"late", "late-15"}),
        (-7, {"late", "late-7"}),
        (-1, {"late", "late-7"}),
        (0, {"soon"}),
        (7, {"soon"}),
        (8, {"later"}),
    ],
)
def test_by_lateness_each_thing_is_in_one_span(days: int, found: set[str], unit: Organ) -> None:
    due(owe(unit), TODAY + timedelta(days=days))
    assert {code for code in unfinished.LATENESS if titles(Filters(lateness=code))} == found


def test_by_the_leader_in_charge_of_the_committee_that_watches_or_owes(unit: Organ, committee: Organ) -> None:
    led = charge(committee)
    owe(unit, title="甲", watched_by=committee)
    owe(committee, title="乙")
    owe(unit, title="丙")
    owe(role="office", title="丁")
    assert titles(Filters(leader=str(led.seat_id))) == ["乙", "甲"]
    assert titles(Filters(leader=unfinished.NOBODY)) == ["丁", "丙"]


def test_without_any_charge_everything_is_in_nobodys(unit: Organ, committee: Organ) -> None:
    owe(unit, title="甲", watched_by=committee)
    owe(role="office", title="丁")
    assert titles(Filters(leader=unfinished.NOBODY)) == ["丁", "甲"]


def test_a_charge_ends_with_its_last_day_and_with_the_seat(committee: Organ) -> None:
    row = charge(committee, ends_on=TODAY)
    assert unfinished.leaders(TODAY)[0].organs == (committee.pk,)
    assert unfinished.leaders(TODAY + timedelta(days=1))[0].organs == ()
    Charge.objects.filter(pk=row.pk).update(ends_on=None)
    Seat.objects.filter(pk=row.seat_id).update(ends_on=TODAY - timedelta(days=1))
    assert unfinished.leaders(TODAY) == []


def test_by_those_to_whom_lateness_was_reported(unit: Organ) -> None:
    factories.user("office_head")
    row = owe(unit, title="甲")
    owe(unit, title="乙", late=1)
    day = TODAY - timedelta(days=15)
    due(row, day)
    reminders.sweep(on=TODAY)
    assert titles(Filters(audience="cm_list")) == ["甲"]
    # Another date starts anew.
    due(row, day + timedelta(days=1))
    assert titles(Filters(audience="cm_list")) == []


def test_counts_stop_where_more_tell_nothing(unit: Organ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "COUNTED", 3)
    rows = [owe(unit) for _ in range(3)]
    due(rows[0], TODAY - timedelta(days=1))
    due(rows[1], TODAY)
    counts = unfinished.summary(Obligation.objects.all(), on=TODAY)
    assert (counts.total, counts.late, counts.soon, counts.is_more) == (3, 1, 1, False)
    assert unfinished_desk.summary_text(counts) == "未完成3件，其中逾期1件，7天内到期1件。"
    owe(unit)
    owe(unit)
    more = unfinished.summary(Obligation.objects.all(), on=TODAY)
    assert unfinished_desk.summary_text(more) == "未完成超过3件，其中逾期1件。"


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("organ", [("示例局", 2, 1, 5), ("人大办公室", 1, 0, 0), ("个人", 1, 0, 0)]),
        ("committee", [("示例工委", 1, 1, 5), ("没有对口工委", 3, 0, 0)]),
        ("leader", [("副主任甲", 1, 1, 5), ("未明确分管领导", 3, 0, 0)]),
        ("rule", [("OPN-3M 书面报告审议意见的研究处理情况", 4, 1, 5)]),
        ("lateness", [("逾期7天以内", 1, 1, 5), ("7天以后到期", 3, 0, 0)]),
    ],
)
def test_gathered_with_how_many_are_late_and_since_when(by: str, lines: list[tuple[str, int, int, int]]) -> None:
    unit = factories.organ(name="示例局")
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE, name="示例工委")
    charge(committee, "副主任甲")
    owe(unit, watched_by=committee, late=5)
    owe(unit)
    owe(role="office")
    owe(account=factories.user())
    groups = unfinished.groups(Obligation.objects.all(), by, on=TODAY, led=unfinished.leaders(TODAY))
    found = [(group.label, group.total, group.late, group.oldest_days) for group in groups]
    if by == "rule":
        found = [(lines[0][0], *found[0][1:])]
    assert sorted(found) == sorted(lines)
    assert found[0] == lines[0]
