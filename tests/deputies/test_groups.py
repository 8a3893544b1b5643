"""代表团、代表小组: joining, leaving, conveners, and what a mandate's end does to them."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.workflow import TransitionError
from deputies.models import DeputyGroup, GroupMember, Mandate
from deputies.services import groups, seats
from tests import factories, factories_people
from tests.factories_duty import deputy
from tests.factories_people import START, group, member, street

pytestmark = pytest.mark.django_db
Kind = DeputyGroup.Kind
JUNE = date(2026, 6, 1)


def clerk() -> Any:
    return factories.user("deputies_wc")


def test_a_deputy_joins_a_group_and_leaves_it_once() -> None:
    actor = clerk()
    row = groups.join(member(group()), actor=actor)
    groups.leave(row, on=JUNE, actor=actor)
    assert GroupMember.objects.in_force(on=JUNE).exists()
    assert not GroupMember.objects.in_force(on=date(2026, 6, 2)).exists()
    with pytest.raises(TransitionError, match="已于2026年6月1日退出"):
        groups.leave(row, on=JUNE, actor=actor)


def test_nobody_is_in_one_group_twice_at_the_same_time() -> None:
    where, person = group(), deputy()
    groups.join(member(where, person), actor=clerk())
    with pytest.raises(ValidationError, match="不能重复编入"):
        groups.join(member(where, person, starts_on=JUNE), actor=clerk())
    with pytest.raises(IntegrityError), transaction.atomic():
        member(where, person, starts_on=JUNE).save()


def test_a_deputy_may_be_in_a_professional_group_and_a_delegation_but_not_in_two_delegations() -> None:
    person = deputy()
    groups.join(member(group(Kind.PROFESSIONAL, field="财政经济"), person), actor=clerk())
    groups.join(member(group(Kind.DELEGATION), person), actor=clerk())
    with pytest.raises(ValidationError, match="只能编入一个代表团"):
        groups.join(member(group(Kind.DELEGATION), person, starts_on=JUNE), actor=clerk())


def test_the_delegation_is_told_on_the_mandate_too() -> None:
    person, where = deputy(), group(Kind.DELEGATION)
    groups.join(member(where, person), actor=clerk())
    assert person.mandates.get().delegation == where.organ


def test_who_is_no_deputy_on_the_day_is_refused() -> None:
    gone = deputy(ends_on=date(2025, 12, 31))
    with pytest.raises(ValidationError, match="没有代表资格"):
        groups.join(member(group(), gone, starts_on=JUNE), actor=clerk())
    with pytest.raises(ValidationError, match="没有成立或者已经撤销"):
        groups.join(member(group(starts_on=JUNE)), actor=clerk())
    assert not GroupMember.objects.exists()


def test_a_group_has_one_convener_at_a_time_and_the_old_one_stays_a_member() -> None:
    actor, where = clerk(), group()
    first = groups.join(member(where, role="convener"), actor=actor)
    second = groups.join(member(where), actor=actor)
    groups.name_convener(second, on=JUNE, actor=actor)
    on_the_day = GroupMember.objects.in_force(on=JUNE)
    assert on_the_day.conveners().get().person == second.person
    assert on_the_day.get(person=first.person).role == "member"
    assert GroupMember.objects.in_force(on=date(2026, 5, 31)).conveners().get().person == first.person
    with pytest.raises(ValidationError, match="已经是"):
        groups.name_convener(on_the_day.conveners().get(), on=JUNE, actor=actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        member(where, role="convener", starts_on=JUNE).save()


def test_memberships_end_with_the_last_mandate_only() -> None:
    actor, person = clerk(), deputy()
    deputy(level=Mandate.Level.CITY, person=person)
    row = groups.join(member(group(), person), actor=actor)
    seats.end_mandate(person.mandates.get(level="district"), on=JUNE, reason="moved", actor=actor)
    row.refresh_from_db()
    assert row.ends_on is None
    seats.end_mandate(person.mandates.get(level="city"), on=JUNE, reason="moved", actor=actor)
    row.refresh_from_db()
    assert row.ends_on == JUNE


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": Kind.DELEGATION, "organ": None}, "代表团须选择所在"),
        ({"kind": Kind.PROFESSIONAL}, "须填写专业领域"),
        ({"ends_on": date(2020, 1, 1)}, "不能早于成立日期"),
        ({"starts_on": date(2020, 1, 1)}, "不在第十届之内"),
    ],
)
def test_a_group_that_cannot_be_is_refused(fields: dict[str, Any], message: str) -> None:
    values = {"kind": Kind.AREA, "name": "示例小组", "term": factories.term(), "starts_on": START}
    with pytest.raises(ValidationError, match=message):
        groups.keep(DeputyGroup(**(values | fields)), actor=clerk())
    assert not DeputyGroup.objects.exists()


def test_a_department_is_no_area() -> None:
    row = DeputyGroup(
        kind=Kind.DELEGATION, name="示例团", term=factories.term(), starts_on=START, organ=factories.organ()
    )
    with pytest.raises(ValidationError, match="不是街道人大工委或者乡镇人大"):
        groups.keep(row, actor=clerk())


def test_a_street_sees_the_groups_of_its_own_area_only() -> None:
    own, other = street(), street()
    mine, theirs = group(Kind.DELEGATION, organ=own), group(Kind.DELEGATION, organ=other)
    seen = DeputyGroup.objects.all().visible_to(factories_people.keeper(own))
    assert list(seen) == [mine]
    assert set(DeputyGroup.objects.all().visible_to(clerk())) == {mine, theirs}
    assert not DeputyGroup.objects.all().visible_to(factories.user("unit_clerk", organ=own)).exists()
