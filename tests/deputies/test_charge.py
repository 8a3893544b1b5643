"""领导分管: which chairperson is in charge of which committee, on the desk and in the database."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Extension, Obligation, Organ, User
from congress.services import obligations, reminders
from congress.services.obligations import Duty
from deputies.models import Charge, Seat
from deputies.services import charges
from tests import factories
from tests.desk import Clerk, refusals

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
PATH = "/admin/deputies/charge/"


def row(**fields: Any) -> Charge:
    values: dict[str, Any] = {
        "seat": fields.pop("seat", None) or factories.seat(Seat.Role.VICE_CHAIR),
        "organ": fields.pop("organ", None) or factories.organ(Organ.Kind.WORKING_COMMITTEE),
        "starts_on": TODAY,
        **fields,
    }
    return Charge(**values)


def test_the_office_divides_the_work_on_the_desk() -> None:
    seat, organ = factories.seat(Seat.Role.VICE_CHAIR), factories.organ(Organ.Kind.WORKING_COMMITTEE)
    office = Clerk("office")
    answer = office.save(
        f"{PATH}add/",
        office.form(f"{PATH}add/") | {"seat": str(seat.pk), "organ": str(organ.pk), "starts_on": "2026-09-16"},
    )
    assert answer.status_code == 200
    assert not refusals(answer)
    assert str(Charge.objects.get()) == f"{seat.person}分管{organ}"
    assert str(organ) in office.text(PATH)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"role": Seat.Role.MEMBER}, "分管领导须为主任或者副主任"),
        ({"kind": Organ.Kind.GOVERNMENT_DEPARTMENT}, "只能选择工作委员会"),
        ({"starts_on": date(2020, 1, 1)}, "须在其任职期间之内"),
        ({"ends_on": TODAY - timedelta(days=1)}, "结束日期不能早于开始日期"),
    ],
)
def test_a_charge_that_cannot_be_is_refused_on_the_form(fields: dict[str, Any], message: str) -> None:
    seat = factories.seat(fields.pop("role", Seat.Role.VICE_CHAIR))
    organ = factories.organ(fields.pop("kind", Organ.Kind.WORKING_COMMITTEE))
    sent = {"seat": str(seat.pk), "organ": str(organ.pk), "starts_on": "2026-09-16"}
    office = Clerk("office")
    answer = office.save(
        f"{PATH}add/",
        office.form(f"{PATH}add/") | sent | {name: day.isoformat() for name, day in fields.items()},
    )
    # A choice that the field does not offer is refused by the field itself.
    assert message in refusals(answer) or "选择" in refusals(answer)
    assert not Charge.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"seat": Seat.Role.MEMBER}, "分管领导"),
        ({"organ": Organ.Kind.COURT}, "工委或办公室|工作委员会"),
        ({"starts_on": date(2020, 1, 1)}, "须在其任职期间之内"),
    ],
)
def test_the_service_refuses_it_too(fields: dict[str, Any], message: str) -> None:
    values = dict(fields)
    if "seat" in values:
        values["seat"] = factories.seat(values["seat"])
    if "organ" in values:
        values["organ"] = factories.organ(values["organ"])
    with pytest.raises(ValidationError):
        charges.keep(row(**values), actor=factories.user("office"))
    assert not Charge.objects.exists()
    assert message


def test_a_charge_ends_no_later_than_the_seat() -> None:
    seat = factories.seat(Seat.Role.VICE_CHAIR, ends_on=TODAY + timedelta(days=10))
    with pytest.raises(ValidationError, match="须在其任职期间之内"):
        charges.keep(row(seat=seat, ends_on=TODAY + timedelta(days=11)), actor=factories.user("office"))
    charges.keep(row(seat=seat), actor=factories.user("office"))


def test_one_leader_a_day_for_a_committee() -> None:
    first = row()
    first.save()
    with pytest.raises(ValidationError, match="只能有一位领导分管"):
        row(organ=first.organ).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row(organ=first.organ).save()


def test_a_charge_does_not_end_before_it_began() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row(ends_on=TODAY - timedelta(days=1)).save()


@pytest.mark.parametrize("role", ["personnel_officer", "deputies_wc", "auditor"])
def test_others_do_not_read_the_division(role: str) -> None:
    assert Clerk(role).status(PATH) == 403


def test_a_committee_reads_and_does_not_write_it() -> None:
    officer = Clerk("wc_officer")
    assert officer.status(PATH) == 200
    assert officer.status(f"{PATH}add/") == 403


# ------------------------------------------------------------------------------------------------ who is told


def leading(organ: Organ, *, account: User | None, **days: date) -> Charge:
    """A vice-chair of that account in charge of the organ."""
    holder = factories.person(account=account)
    seat = factories.seat(Seat.Role.VICE_CHAIR, holder=holder)
    return Charge.objects.create(seat=seat, organ=organ, **{"starts_on": seat.starts_on, **days})


def late(committee: Organ) -> Obligation:
    duty = Duty(title="示例报告", path="/workspace/", organ=factories.organ(), watched_by=committee)
    return obligations.open_duty("OPN-3M", duty, start=TODAY, today=TODAY)


def test_lateness_is_told_to_the_chairperson_in_charge_and_to_no_other() -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    own, other = factories.user("sc_vice_chair"), factories.user("sc_vice_chair")
    leading(committee, account=own)
    leading(factories.organ(Organ.Kind.WORKING_COMMITTEE), account=other)
    owed = late(committee)
    reminders.sweep(on=owed.due_on + timedelta(days=7))
    assert [user.notifications.count() for user in (own, other)] == [1, 0]


def test_all_vice_chairs_are_told_where_nobody_is_in_charge_on_that_day_or_can_be_reached() -> None:
    ended, unreached = (factories.organ(Organ.Kind.WORKING_COMMITTEE) for _ in range(2))
    both = [factories.user("sc_vice_chair") for _ in range(2)]
    leading(ended, account=both[0], ends_on=TODAY)
    leading(unreached, account=None)
    for committee in (ended, unreached):
        owed = late(committee)
    reminders.sweep(on=owed.due_on + timedelta(days=7))
    assert [user.notifications.count() for user in both] == [2, 2]


def test_more_time_for_what_the_committee_owes_is_asked_of_the_chairperson_in_charge() -> None:
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    own, other = factories.user("sc_vice_chair"), factories.user("sc_vice_chair")
    leading(committee, account=own)
    duty = Duty(title="示例事项", path="/workspace/", role="office", watched_by=committee)
    owed = obligations.open_duty("OPN-3M", duty, start=TODAY, today=TODAY)
    extension = Extension(obligation=owed, new_due_on=owed.due_on + timedelta(days=9), reason="需补充调查")
    obligations.request_extension(extension, actor=factories.user("office"), today=TODAY)
    assert [user.notifications.count() for user in (own, other)] == [1, 0]
