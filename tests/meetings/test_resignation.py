"""Resignations: received, decided by a vote of all members, announced; the office ends on the day of the vote."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.workflow import TransitionError
from deputies.models import Mandate, Seat
from deputies.services import seats, vacancies
from meetings.models import Announcement, Meeting, Resignation, Vote
from meetings.offers import by_elections as offered
from meetings.services import meeting_members, resignations, votes
from tests import factories
from tests import factories_by_elections as rows
from tests.factories import TODAY
from tests.factories_by_elections import POLLING

pytestmark = pytest.mark.django_db
Status = Resignation.Status


def test_an_accepted_resignation_ends_the_mandate_on_the_day_of_the_vote() -> None:
    term = rows.term()
    meeting = rows.committee()
    mandate = rows.mandate(constituency="第三选区")
    row = rows.resignation(mandate)
    resignations.accept(row, vote=rows.vote(meeting, 14), actor=rows.office())
    mandate.refresh_from_db()
    assert (row.status, mandate.ends_on, mandate.end_reason) == (Status.ACCEPTED, POLLING, "resigned")
    assert row.vote is not None
    assert (row.vote.kind, row.vote.passed) == (Vote.Kind.RESIGNATION, True)
    before = vacancies.deputies(term, on=POLLING)
    after = vacancies.deputies(term, on=POLLING + timedelta(days=1))
    assert (before.in_office, after.in_office, after.vacancies) == (28, 27, 199)
    resignations.announce(row, on=POLLING, actor=rows.office())
    assert row.announcement is not None
    assert row.announcement.kind == Announcement.Kind.RESIGNATION
    text = row.announcement.text
    assert "名额226名，原有28名" in text
    assert f"{mandate.person}（第三选区）因辞职被接受，其代表资格于2026年10月28日终止" in text
    assert "现有27名，缺额199名" in text


@pytest.mark.parametrize("yes", [13, 0])
def test_a_resignation_is_not_accepted_by_half_or_less(yes: int) -> None:
    meeting = rows.committee(26)
    mandate = rows.mandate()
    row = rows.resignation(mandate)
    with pytest.raises(ValidationError, match=f"赞成{yes}票，未超过全体26人的半数，不能接受辞职"):
        resignations.accept(row, vote=rows.vote(meeting, yes), actor=rows.office())
    row.refresh_from_db()
    assert row.status == Status.RECEIVED
    assert not Vote.objects.exists()


def test_a_vote_that_was_not_carried_leaves_the_deputy_in_office() -> None:
    meeting = rows.committee()
    mandate = rows.mandate()
    row = rows.resignation(mandate)
    resignations.decide(row, vote=rows.vote(meeting, 13), actor=rows.office())
    mandate.refresh_from_db()
    assert (row.status, mandate.ends_on) == (Status.REFUSED, None)
    again = rows.resignation(mandate)
    carried = votes.record(rows.vote(meeting, 20), actor=rows.office())
    with pytest.raises(ValidationError, match="已超过全体27人的半数，应当登记为接受辞职"):
        resignations.refuse(again, vote=carried, actor=rows.office())
    resignations.decide(again, vote=carried, actor=rows.office())
    assert again.status == Status.ACCEPTED


def test_a_resignation_is_accepted_once() -> None:
    meeting = rows.committee()
    row = rows.resignation(rows.mandate())
    resignations.accept(row, vote=rows.vote(meeting, 20), actor=rows.office())
    with pytest.raises(TransitionError, match="已接受（2026年10月28日表决），不能再次办理"):
        resignations.accept(row, vote=rows.vote(meeting, 21), actor=rows.office())
    assert Vote.objects.count() == 1


def test_two_letters_about_one_mandate_are_refused() -> None:
    mandate = rows.mandate()
    rows.resignation(mandate)
    with pytest.raises(ValidationError, match="辞职已经登记，请勿重复登记"):
        rows.resignation(mandate)
    resignations.withdraw(Resignation.objects.get(), reason="本人撤回", actor=rows.office())
    assert rows.resignation(mandate).status == Status.RECEIVED


def test_a_resignation_is_withdrawn_with_a_reason_before_the_vote() -> None:
    row = rows.resignation(rows.mandate())
    with pytest.raises(ValidationError, match="请写明撤回的理由"):
        resignations.withdraw(row, reason="", actor=rows.office())
    resignations.withdraw(row, reason="本人撤回", actor=rows.office())
    with pytest.raises(TransitionError, match="已撤回"):
        resignations.withdraw(row, reason="再次", actor=rows.office())


def test_who_left_office_yesterday_does_not_resign() -> None:
    mandate = rows.mandate(ends_on=TODAY - timedelta(days=1), end_reason="moved")
    with pytest.raises(ValidationError, match="在2026年9月16日不在任，不能登记辞职"):
        rows.resignation(mandate)


@pytest.mark.parametrize("level", ["national", "province", "township"])
def test_deputies_of_other_congresses_do_not_write_to_the_district(level: str) -> None:
    with pytest.raises(ValidationError, match="代表不向区人大常委会提出辞职"):
        rows.resignation(rows.mandate(level=level))


def test_a_city_deputy_resigns_to_the_committee_that_elects_between_sessions() -> None:
    meeting = rows.committee()
    mandate = rows.mandate(level="city")
    row = rows.resignation(mandate)
    resignations.accept(row, vote=rows.vote(meeting, 20), actor=rows.office())
    resignations.announce(row, on=POLLING, actor=rows.office())
    assert row.announcement is not None
    assert "（市人民代表大会代表）" in row.announcement.text
    assert "名额" not in row.announcement.text


def test_a_member_resigns_the_seat_and_stays_a_deputy() -> None:
    term = rows.term()
    meeting = rows.committee()
    seat = Seat.objects.filter(role="member").order_by("pk")[5]
    row = rows.resignation(seat)
    resignations.accept(row, vote=rows.vote(meeting, 20), actor=rows.office())
    seat.refresh_from_db()
    assert (seat.ends_on, seat.end_reason) == (POLLING, "resigned")
    assert Mandate.objects.get(person=seat.person).ends_on is None
    resignations.announce(row, on=POLLING, actor=rows.office())
    assert row.announcement is not None
    assert "名额27名，原有27名" in row.announcement.text
    assert "现有26名，缺额1名" in row.announcement.text
    assert vacancies.committee(term, on=POLLING + timedelta(days=1)).vacancies == 1


def test_meetings_to_come_no_longer_expect_who_resigned() -> None:
    meeting = rows.committee()
    later = factories.meeting(starts_on=POLLING + timedelta(days=30), status=Meeting.Status.SCHEDULED)
    meeting_members.expect(later)
    assert later.attendances.count() == 27
    mandate = Mandate.objects.filter(person__seats__role="member").order_by("pk")[5]
    resignations.accept(rows.resignation(mandate), vote=rows.vote(meeting, 20), actor=rows.office())
    assert later.attendances.count() == 26
    assert not later.attendances.filter(person=mandate.person).exists()


@pytest.mark.parametrize("kind", ["chair_meeting", "congress"])
def test_a_mandate_is_resigned_before_the_committee_alone(kind: str) -> None:
    rows.committee()
    Seat.objects.update(role="vice_chair")
    other = rows.opened(factories.meeting(kind, starts_on=POLLING))
    row = rows.resignation(rows.mandate())
    with pytest.raises(ValidationError, match="接受辞职"):
        resignations.accept(row, vote=rows.vote(other, 27), actor=rows.office())


def test_a_vote_of_another_kind_or_before_the_letter_accepts_nothing() -> None:
    meeting = rows.committee(on=TODAY)
    row = rows.resignation(rows.mandate())
    other = votes.record(rows.vote(meeting, 20, kind=Vote.Kind.OTHER), actor=rows.office())
    with pytest.raises(ValidationError, match="须以常委会会议“接受辞职”的有效表决为据"):
        resignations.accept(row, vote=other, actor=rows.office())
    late = rows.resignation(rows.mandate(), received_on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError, match="早于收到辞职的日期"):
        resignations.accept(late, vote=rows.vote(meeting, 20), actor=rows.office())


def test_a_resignation_is_announced_once_and_not_before_it_was_accepted() -> None:
    meeting = rows.committee()
    row = rows.resignation(rows.mandate())
    with pytest.raises(TransitionError, match="当前为“已收到”，不能公告"):
        resignations.announce(row, on=POLLING, actor=rows.office())
    resignations.accept(row, vote=rows.vote(meeting, 20), actor=rows.office())
    with pytest.raises(ValidationError, match="公告日期不能早于表决日期"):
        resignations.announce(row, on=POLLING - timedelta(days=1), actor=rows.office())
    resignations.announce(row, on=POLLING, actor=rows.office())
    with pytest.raises(TransitionError, match="已经公告，不能公告"):
        resignations.announce(row, on=POLLING, actor=rows.office())


def test_a_death_is_announced_with_the_seat_that_ended_with_it() -> None:
    term = rows.term()
    rows.committee()
    mandate = Mandate.objects.filter(person__seats__role="member").order_by("pk")[5]
    seats.end_mandate(mandate, on=date(2026, 11, 1), reason="death", actor=rows.office())
    resignations.announce_ends([mandate], term=term, on=date(2026, 11, 5), actor=rows.office())
    text = Announcement.objects.get().text
    assert f"{mandate.person}去世，其代表资格自2026年11月1日起自然终止。" in text
    assert "名额226名，原有27名" in text
    assert "现有26名，缺额200名" in text
    assert "名额27名，原有27名" in text
    with pytest.raises(ValidationError, match="尚未终止，不能公告"):
        resignations.announce_ends([rows.mandate()], term=term, on=POLLING, actor=rows.office())


def test_an_end_is_announced_once_and_missed_until_then() -> None:
    term = rows.term()
    rows.committee()
    mandate = Mandate.objects.filter(person__seats__role="member").order_by("pk")[5]
    seats.end_mandate(mandate, on=date(2026, 9, 1), reason="moved", actor=rows.office())
    assert not offered.ends_not_announced(date(2026, 9, 20)).exists()
    assert list(offered.ends_not_announced(date(2026, 11, 5))) == [mandate]
    resignations.announce_ends([mandate], term=term, on=date(2026, 11, 5), actor=rows.office())
    assert not offered.ends_not_announced(date(2026, 11, 6)).exists()
    with pytest.raises(ValidationError, match="已于2026年11月5日公告，不能重复公告"):
        resignations.announce_ends([mandate], term=term, on=date(2026, 11, 6), actor=rows.office())
    assert Announcement.objects.count() == 1


def test_a_seat_is_announced_with_the_mandate_of_its_holder_and_no_other() -> None:
    term = rows.term()
    rows.committee()
    one, other = Mandate.objects.filter(person__seats__role="member").order_by("pk")[5:7]
    seats.end_mandate(one, on=date(2026, 11, 1), reason="death", actor=rows.office())
    seats.end_mandate(other, on=date(2026, 11, 3), reason="moved", actor=rows.office())
    # An earlier seat of the second, on the very day on which the first left.
    Seat.objects.filter(person=other.person).update(ends_on=date(2026, 11, 1))
    resignations.announce_ends([one, other], term=term, on=date(2026, 11, 5), actor=rows.office())
    text = Announcement.objects.get().text
    committee = text[text.index("常务委员会组成人员") :]
    assert str(one.person) in committee
    assert str(other.person) not in committee


def test_the_tables_refuse_a_letter_about_two_offices_or_none_and_a_decision_without_a_vote() -> None:
    with pytest.raises(ValidationError, match="只能选一项"):
        resignations.receive(Resignation(received_on=TODAY), actor=rows.office())
    row = rows.resignation(rows.mandate())
    with pytest.raises(IntegrityError, match="resignation_decided_by_a_vote"), transaction.atomic():
        Resignation.objects.filter(pk=row.pk).update(status=Status.ACCEPTED)
    with pytest.raises(IntegrityError, match="resignation_from_one_office"), transaction.atomic():
        Resignation.objects.filter(pk=row.pk).update(mandate=None)
