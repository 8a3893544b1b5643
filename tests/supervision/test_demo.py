"""The demonstration gives every kind of user something to do, artificial to the last word, and only once."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from congress.models import User
from deputies.models import Person
from meetings.models import (
    AgendaItem,
    Attendance,
    Gallery,
    Leave,
    Meeting,
    MeetingMinutes,
    PersonnelAction,
    PersonnelMotion,
)
from supervision.services import demo
from tests import factories


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration is made once for the tests of this module, which only read it, and is taken out at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(password="portal-demo-password", today=factories.TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test of this module reads the database."""


def client_of(username: str) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_second_load_adds_nothing() -> None:
    before = Meeting.objects.count(), Person.objects.count(), User.objects.count()
    assert demo.load(password="portal-demo-password", today=factories.TODAY) is False
    assert (Meeting.objects.count(), Person.objects.count(), User.objects.count()) == before


def test_everybody_in_it_is_artificial() -> None:
    assert all(person.is_illustrative and "示例" in person.name for person in Person.objects.all())
    assert all(meeting.illustrative == ["*"] for meeting in Meeting.objects.all())


def test_a_coming_meeting_has_a_leave_to_grant_a_deputy_invited_and_seats_for_citizens() -> None:
    meeting = Meeting.objects.upcoming(on=factories.TODAY).get(status=Meeting.Status.SCHEDULED)
    assert Leave.objects.undecided().get().attendance.meeting == meeting
    invited = meeting.attendances.get(capacity=Attendance.Capacity.INVITED_DEPUTY)
    assert invited.person.account == User.objects.get(username="deputy")
    assert Gallery.objects.get(meeting=meeting).opens_on == factories.TODAY


def test_a_meeting_sits_with_votes_to_enter() -> None:
    meeting = Meeting.objects.of_committee().get(status=Meeting.Status.OPEN)
    waiting = meeting.items.filter(is_for_vote=True, status=AgendaItem.Status.ADOPTED)
    assert set(waiting.values_list("kind", flat=True)) == {AgendaItem.Kind.ACT, AgendaItem.Kind.PERSONNEL}
    assert not meeting.votes.exists()


def test_a_motion_waits_to_be_screened_and_an_oath_is_owed() -> None:
    assert PersonnelMotion.objects.get(status=PersonnelMotion.Status.SUBMITTED).actions.count() == 2
    assert PersonnelAction.objects.owing_oath().count() == 1
    assert PersonnelAction.objects.filter(status=PersonnelAction.Status.SWORN).count() == 1


def test_minutes_wait_for_another_person_to_approve_them() -> None:
    waiting = MeetingMinutes.objects.get(status=MeetingMinutes.Status.SUBMITTED)
    assert waiting.drafted_by == User.objects.get(username="office")
    assert waiting.meeting.status == Meeting.Status.CLOSED
    done = MeetingMinutes.objects.filter(status=MeetingMinutes.Status.APPROVED)
    assert done.exists()
    assert not done.filter(approved_by=waiting.drafted_by).exists()


@pytest.mark.parametrize("account", demo.ACCOUNTS, ids=lambda account: account.username)
def test_every_account_starts_at_a_page_it_may_open(account: demo.DemoAccount) -> None:
    assert client_of(account.username).get(account.starts_at).status_code == 200
