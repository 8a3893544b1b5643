"""By-elections at a meeting: city deputies by the committee, members of the committee by the congress."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.workflow import TransitionError
from deputies.models import Mandate, Seat
from deputies.services import vacancies
from meetings.models import ByElection, Meeting, Vote
from meetings.services import by_elections
from tests import factories
from tests import factories_by_elections as rows
from tests.factories_by_elections import POLLING

pytestmark = pytest.mark.django_db
Status = ByElection.Status


def city(*, candidates: int = 1, places: int = 1, members: int = 27) -> ByElection:
    """City deputies to be elected by the committee in session."""
    meeting = rows.committee(members)
    people = [factories.person() for _ in range(candidates)]
    return rows.by_election(*people, procedure=ByElection.Procedure.COMMITTEE, places=places, meeting=meeting)


def hold(row: ByElection, *yes: int) -> None:
    assert row.meeting is not None
    by_elections.hold_in_committee(row, rows.votes(row.meeting, row, yes), actor=rows.office())


def elected(row: ByElection) -> list[int]:
    return sorted(row.candidates.filter(is_elected=True).values_list("votes", flat=True))


@pytest.mark.parametrize(("members", "yes", "is_elected"), [(27, 13, False), (27, 14, True), (26, 13, False)])
def test_elected_is_who_has_more_than_half_of_all_members(members: int, yes: int, is_elected: bool) -> None:
    row = city(members=members)
    hold(row, yes)
    assert row.status == Status.HELD
    assert bool(elected(row)) == is_elected


def test_a_city_deputys_mandate_begins_with_the_confirmation() -> None:
    row = city()
    hold(row, 20)
    assert not Mandate.objects.filter(level="city").exists()
    by_elections.confirm(row, on=POLLING + timedelta(days=9), actor=rows.office())
    mandate = Mandate.objects.get(level="city")
    assert (mandate.person, mandate.starts_on, mandate.by_election) == (
        row.candidates.get().person,
        POLLING + timedelta(days=9),
        True,
    )
    by_elections.announce(row, on=POLLING + timedelta(days=10), actor=rows.office())
    assert row.announcement is not None
    assert f"补选{mandate.person}为市人民代表大会代表" in row.announcement.text
    assert "名额" not in row.announcement.text


def test_each_candidate_has_a_secret_vote_of_its_own() -> None:
    row = city(candidates=2)
    hold(row, 15, 10)
    kept = Vote.objects.order_by("pk")
    assert [(vote.kind, vote.method, vote.yes, vote.passed) for vote in kept] == [
        ("election", "secret_paper", 15, True),
        ("election", "secret_paper", 10, False),
    ]
    assert {each.vote for each in row.candidates.all()} == set(kept)


def test_a_candidate_is_not_voted_on_by_show_of_hands() -> None:
    row = city()
    assert row.meeting is not None
    vote = rows.vote(row.meeting, 20, method=Vote.Method.HANDS, issued=None, returned=None)
    with pytest.raises(ValidationError, match="须无记名表决"):
        by_elections.hold_in_committee(row, {row.candidates.get(): vote}, actor=rows.office())
    assert not Vote.objects.exists()


def test_the_most_votes_win_where_more_are_carried_than_places() -> None:
    row = city(candidates=3, places=2, members=27)
    hold(row, 18, 14, 20)
    assert elected(row) == [18, 20]


def test_those_who_tie_for_the_last_place_are_voted_upon_again_alone() -> None:
    row = city(candidates=3, places=2)
    hold(row, 18, 16, 16)
    assert row.status == Status.PLANNED
    assert elected(row) == [18]
    hold(row, 15, 12)
    assert row.status == Status.HELD
    assert elected(row) == [15, 18]
    assert Vote.objects.filter(title__endswith="（第2次投票）").count() == 2
    assert Vote.objects.count() == 5


def test_nobody_carried_leaves_the_place_vacant() -> None:
    row = city(candidates=2)
    hold(row, 13, 13)
    assert row.status == Status.HELD
    with pytest.raises(ValidationError, match="无人当选"):
        by_elections.confirm(row, on=POLLING, actor=rows.office())


def test_nobody_votes_for_more_candidates_than_places() -> None:
    row = city(candidates=2)
    with pytest.raises(ValidationError, match="28票，多于出席27人×每人最多选1人=27票"):
        hold(row, 14, 14)
    assert not Vote.objects.exists()


def test_an_election_at_a_meeting_is_held_once_and_not_by_the_count_of_voters() -> None:
    row = city()
    hold(row, 20)
    with pytest.raises(TransitionError, match="当前为“已选举”"):
        hold(row, 21)
    with pytest.raises(ValidationError, match="请按会议表决登记结果"):
        by_elections.hold(row, {}, actor=rows.office(), today=POLLING)
    voters = rows.published(factories.person())
    with pytest.raises(ValidationError, match="请登记选民数和选票"):
        by_elections.hold_in_committee(voters, {}, actor=rows.office())


def test_a_meeting_that_has_not_opened_elects_nobody() -> None:
    row = city()
    Meeting.objects.update(status=Meeting.Status.PAPERS_OUT)
    with pytest.raises(ValidationError, match="开会以后才能登记表决"):
        hold(row, 20)


def test_an_election_at_a_meeting_moves_with_the_meeting() -> None:
    row = city()
    with pytest.raises(ValidationError, match="选举日随会议改期"):
        by_elections.move_polling_day(row, polling_on=POLLING, reason="改", actor=rows.office(), today=POLLING)
    with pytest.raises(ValidationError, match="不公布选民名单"):
        by_elections.publish_voter_list(row, on=POLLING, actor=rows.office())


def test_the_congress_needs_the_role_of_the_seat() -> None:
    meeting = factories.meeting(Meeting.Kind.CONGRESS, starts_on=POLLING)
    with pytest.raises(ValidationError, match="补选常委会组成人员的须选择职务"):
        rows.by_election(procedure="congress", meeting=meeting)
    row = rows.by_election(procedure="congress", meeting=meeting, role="member")
    with pytest.raises(IntegrityError, match="by_election_role_of_a_seat"), transaction.atomic():
        ByElection.objects.filter(pk=row.pk).update(role="")


@pytest.fixture
def congress() -> Meeting:
    """A session of 226 deputies, 26 of them on the committee of 27."""
    rows.term()
    deputies = rows.deputies(226)
    for place, row in enumerate(deputies[:26]):
        role = Seat.Role.CHAIR if not place else Seat.Role.VICE_CHAIR if place < 5 else Seat.Role.MEMBER
        Seat.objects.create(person=row.person, term=factories.term(), role=role, starts_on=rows.START)
    return rows.opened(factories.meeting(Meeting.Kind.CONGRESS, starts_on=POLLING))


@pytest.mark.parametrize(("yes", "is_elected"), [(113, False), (114, True)])
def test_the_congress_elects_a_member_by_more_than_half_of_all_deputies(
    congress: Meeting, yes: int, is_elected: bool
) -> None:
    newcomer = Mandate.objects.order_by("pk")[100].person
    row = rows.by_election(newcomer, procedure="congress", meeting=congress, role="member")
    hold(row, yes)
    found = Seat.objects.filter(person=newcomer, origin=Seat.Origin.BY_ELECTION, starts_on=POLLING)
    assert found.exists() == is_elected
    assert vacancies.committee(factories.term(), on=POLLING).vacancies == (0 if is_elected else 1)
    if is_elected:
        with pytest.raises(ValidationError, match="不需确认代表资格"):
            by_elections.confirm(row, on=POLLING, actor=rows.office())
        by_elections.announce(row, on=POLLING, actor=rows.office())
        assert row.announcement is not None
        assert "名额27名，原有26名" in row.announcement.text
        assert "现有27名，缺额0名" in row.announcement.text


def test_a_member_elected_vice_chair_leaves_the_old_seat_the_day_before(congress: Meeting) -> None:
    member = Seat.objects.filter(role="member").first()
    assert member is not None
    row = rows.by_election(member.person, procedure="congress", meeting=congress, role="vice_chair", places=1)
    hold(row, 200)
    member.refresh_from_db()
    assert (member.ends_on, member.end_reason) == (POLLING - timedelta(days=1), "new_office")
    assert Seat.objects.in_office(on=POLLING).get(person=member.person).role == "vice_chair"
    assert vacancies.committee(factories.term(), on=POLLING).in_office == 26


def test_who_is_no_deputy_or_holds_the_seat_already_is_no_candidate(congress: Meeting) -> None:
    with pytest.raises(ValidationError, match="在选举日不是区人大代表"):
        rows.by_election(factories.person(), procedure="congress", meeting=congress, role="member")
    member = Seat.objects.filter(role="member").first()
    assert member is not None
    with pytest.raises(ValidationError, match="已任常委会委员，不能再次当选"):
        rows.by_election(member.person, procedure="congress", meeting=congress, role="member")


def test_no_more_seats_than_are_vacant(congress: Meeting) -> None:
    people = [row.person for row in Mandate.objects.select_related("person").order_by("pk")[100:102]]
    with pytest.raises(ValidationError, match="应选2名，多于缺额：常委会组成人员名额27名，在任26名，缺额27−26=1名"):
        rows.by_election(*people, procedure="congress", meeting=congress, role="member", places=2)
