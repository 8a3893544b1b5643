"""双联系、分片联系: pairs, areas and the contacts made."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from deputies.models import ContactLog, ContactPair
from deputies.services import contacts, seats
from tests import factories
from tests.factories_duty import deputy
from tests.factories_people import area, pair, street

pytestmark = pytest.mark.django_db
Kind = ContactPair.Kind
TODAY = factories.TODAY


def clerk() -> Any:
    return factories.user("deputies_wc")


def test_a_member_keeps_contact_with_a_deputy_and_a_deputy_with_voters() -> None:
    row = contacts.keep_pair(pair(), actor=clerk())
    assert str(row) == f"{row.keeper}联系{row.deputy}"
    voters = contacts.keep_pair(pair(kind=Kind.DEPUTY_VOTERS), actor=clerk())
    assert str(voters) == f"{voters.keeper}联系示例社区"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pair(deputy()), "不是常委会组成人员"),
        (lambda: pair(deputy=factories.person()), "没有代表资格"),
        (lambda: pair(factories.person(), kind=Kind.DEPUTY_VOTERS), "没有代表资格"),
        (lambda: pair(kind=Kind.DEPUTY_VOTERS, voters=0), "须填写村社"),
        (lambda: pair(kind=Kind.DEPUTY_VOTERS, place=""), "须填写村社"),
        (lambda: pair(deputy=None), "须选择代表"),
        (lambda: pair(ends_on=date(2020, 1, 1)), "结束日期不能早于开始日期"),
        (lambda: area(deputy()), "不是常委会组成人员"),
        (lambda: area(organ=factories.organ()), "不是街道人大工委或者乡镇人大"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(make: Any, message: str) -> None:
    row = make()
    keep = contacts.keep_pair if isinstance(row, ContactPair) else contacts.keep_area
    with pytest.raises(ValidationError, match=message):
        keep(row, actor=clerk())
    assert row.pk is None


def test_the_same_two_are_paired_once_at_a_time_and_nobody_with_oneself() -> None:
    row = contacts.keep_pair(pair(), actor=clerk())
    with pytest.raises(ValidationError, match="已经结对联系"):
        contacts.keep_pair(pair(row.keeper, deputy=row.deputy, starts_on=TODAY), actor=clerk())
    both = factories.seat(holder=deputy()).person
    with pytest.raises(ValidationError, match="不能与自己结对"):
        contacts.keep_pair(pair(both, deputy=both), actor=clerk())
    taken = contacts.keep_area(area(), actor=clerk())
    with pytest.raises(ValidationError, match="已经联系这一街道"):
        contacts.keep_area(area(taken.keeper, organ=taken.organ, starts_on=TODAY), actor=clerk())


def test_the_keeper_logs_a_contact_and_nobody_else_does() -> None:
    account = factories.user("deputy")
    row = contacts.keep_pair(pair(deputy(account=account), kind=Kind.DEPUTY_VOTERS), actor=clerk())
    made = contacts.log(ContactLog(pair=row, made_on=TODAY, people=3, note="走访"), actor=account, today=TODAY)
    assert list(ContactLog.objects.made_by(account)) == [made]
    with pytest.raises(ValidationError, match="只能登记自己的"):
        contacts.log(ContactLog(pair=row, made_on=TODAY, note="走访"), actor=factories.user("deputy"), today=TODAY)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"made_on": date(2026, 9, 17)}, "不能晚于今天"),
        ({"made_on": date(2021, 1, 1)}, "不在这项联系的起止日期之内"),
        ({"people": 11}, "不能超过所联系选民人数"),
        ({"people": 0}, "至少为1"),
        ({"note": ""}, "不能为空|此字段"),
    ],
)
def test_a_contact_made_that_cannot_be_is_refused(fields: dict[str, Any], message: str) -> None:
    row = contacts.keep_pair(pair(kind=Kind.DEPUTY_VOTERS), actor=clerk())
    values = {"pair": row, "made_on": TODAY, "people": 3, "note": "走访"} | fields
    with pytest.raises(ValidationError, match=message):
        contacts.log(ContactLog(**values), actor=clerk(), today=TODAY)
    assert not ContactLog.objects.exists()


def test_contacts_end_with_the_last_mandate() -> None:
    person = deputy()
    row = contacts.keep_pair(pair(person, kind=Kind.DEPUTY_VOTERS), actor=clerk())
    other = contacts.keep_pair(pair(deputy=person), actor=clerk())
    kept = contacts.keep_area(area(factories.seat(holder=person).person, organ=street()), actor=clerk())
    seats.end_mandate(person.mandates.get(), on=TODAY, reason="moved", actor=clerk())
    for each in (row, other, kept):
        each.refresh_from_db()
        assert each.ends_on == TODAY
