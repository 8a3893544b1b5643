"""By-elections and resignations on the desk: from the plan to the announcement, and who may not."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from congress.models import Obligation
from deputies.models import Mandate, Seat
from meetings.models import Announcement, ByElection, Meeting, Resignation
from meetings.offers import by_elections as offers
from meetings.services import by_elections, resignations, votes
from tests import factories
from tests import factories_by_elections as rows
from tests.desk import Clerk, refusals, said
from tests.factories_by_elections import POLLING
from tests.waits import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after")]
LIST = "/admin/meetings/byelection/"
LETTERS = "/admin/meetings/resignation/"


@pytest.fixture
def _after() -> Iterator[None]:
    """Some days after polling day."""
    with time_machine.travel("2026-11-09T10:00:00+08:00", tick=False):
        yield


def page(row: ByElection | Resignation) -> str:
    return f"/admin/meetings/{row._meta.model_name}/{row.pk}/change/"


def step(row: ByElection | Resignation, name: str) -> str:
    return f"/admin/meetings/{row._meta.model_name}/{row.pk}/steps/{name}/"


def test_a_clerk_takes_a_by_election_from_the_plan_to_the_announcement() -> None:
    term = rows.term()
    rows.deputies(225)
    clerk = Clerk(user=rows.office())
    one, other = factories.person(), factories.person()
    answer = clerk.change(
        f"{LIST}add/",
        procedure="voters",
        term=str(term.pk),
        constituency="第三选区",
        places="1",
        polling_on="2026-10-28",
        people=[str(one.pk), str(other.pk)],
    )
    assert refusals(answer) == ""
    row = ByElection.objects.get()
    assert row.candidates.count() == 2
    assert Obligation.objects.count() == 2
    assert clerk.buttons(page(row)) == ["登记公布选民名单", "登记公布候选人", "选举日改期", "终止补选"]
    clerk.step(step(row, "voter-list"), on="2026-10-10")
    clerk.step(step(row, "candidates"), on="2026-10-22")
    assert "候选人名单于2026年10月22日公布，距选举日6日，少于7日" in clerk.text(page(row))
    first, second = (row.candidates.get(person=each) for each in (one, other))
    counts = {"voters": 900, "ballots_issued": 700, "ballots_returned": 600, "ballots_spoiled": 10}
    answer = clerk.step(step(row, "hold"), **counts, **{f"votes_{first.pk}": 591, f"votes_{second.pk}": 0})
    assert "得票591张，多于有效选票600−10=590张" in refusals(answer)
    answer = clerk.step(step(row, "hold"), **counts, **{f"votes_{first.pk}": 400, f"votes_{second.pk}": 190})
    assert f"当选：{one}" in said(answer)
    clerk.step(step(row, "confirm"), on="2026-11-02")
    answer = clerk.step(step(row, "announce"), on="2026-11-03")
    assert "已公告" in said(answer)
    row.refresh_from_db()
    assert row.status == ByElection.Status.ANNOUNCED
    text = clerk.text(page(row))
    assert "区人大代表名额226名，在任225名，缺额226−225=1名" in text
    assert "收回 600" in text
    assert clerk.buttons(page(row)) == []


def test_more_places_than_vacancies_come_back_with_what_was_typed() -> None:
    term = rows.term()
    rows.deputies(226)
    answer = Clerk(user=rows.office()).change(
        f"{LIST}add/",
        procedure="voters",
        term=str(term.pk),
        constituency="第三选区",
        places="1",
        polling_on="2026-12-28",
    )
    assert "应选1名，多于缺额：区人大代表名额226名，在任226名，缺额226−226=0名" in refusals(answer)
    assert "第三选区" in answer.content.decode()
    assert not ByElection.objects.exists()


def test_candidates_are_changed_while_the_by_election_is_planned_and_not_afterwards() -> None:
    clerk = Clerk(user=rows.office())
    row = rows.by_election(factories.person())
    sitting = rows.mandate().person
    changed = {"candidates__TOTAL_FORMS": "2", "candidates__1__person": str(sitting.pk), "candidates__1__id": ""}
    answer = clerk.change(page(row), **changed, candidates__1__by_election=str(row.pk))
    assert "已是区级人大代表，不能再次当选" in refusals(answer)
    assert row.candidates.count() == 1
    published = rows.published(factories.person())
    assert not clerk.page(page(published)).xpath("//input[@name='places']")


def test_the_count_of_a_meeting_is_entered_with_a_vote_for_each_candidate() -> None:
    meeting = rows.committee()
    people = [factories.person(), factories.person()]
    row = rows.by_election(*people, procedure="committee", meeting=meeting)
    tellers = [row.person_id for row in meeting.attendances.order_by("pk")[:2]]
    papers = {
        "held_on": "2026-10-28",
        "method": "secret_paper",
        "counted_by": tellers[0],
        "overseen_by": tellers[1],
        "issued": 27,
        "returned": 27,
        "spoiled": 0,
        "not_cast": 0,
    }
    one, other = row.candidates.order_by("pk")
    counts = {f"yes_{one.pk}": 16, f"no_{one.pk}": 11, f"abstain_{one.pk}": 0}
    counts |= {f"yes_{other.pk}": 11, f"no_{other.pk}": 15, f"abstain_{other.pk}": 0}
    clerk = Clerk(user=rows.office())
    answer = clerk.step(step(row, "hold-at-meeting"), **papers, **counts)
    assert "不符" in refusals(answer)
    answer = clerk.step(step(row, "hold-at-meeting"), **papers, **counts | {f"no_{other.pk}": 16})
    assert f"当选：{one.person}" in said(answer)
    row.refresh_from_db()
    assert row.status == ByElection.Status.HELD


def test_a_letter_goes_from_the_register_through_the_vote_to_the_announcement() -> None:
    rows.term()
    clerk = Clerk(user=rows.office())
    meeting = rows.committee()
    mandate = rows.mandate()
    sent = {"mandate": str(mandate.pk), "received_on": "2026-10-12"}
    assert refusals(clerk.change(f"{LETTERS}add/", **sent)) == ""
    assert "请勿重复登记" in refusals(clerk.change(f"{LETTERS}add/", **sent))
    row = Resignation.objects.get()
    vote = votes.record(rows.vote(meeting, 20), actor=factories.user("office"))
    answer = clerk.step(step(row, "decide"), vote=str(vote.pk))
    assert "辞职已接受" in said(answer)
    assert "已公告" in said(clerk.step(step(row, "announce"), on="2026-10-29"))
    mandate.refresh_from_db()
    assert mandate.ends_on == POLLING
    assert clerk.buttons(page(row)) == []
    person = clerk.text(f"/admin/deputies/person/{mandate.person_id}/change/")
    assert "辞职被接受：2026年10月28日表决，赞成20票" in person


def test_deaths_are_announced_without_a_by_election() -> None:
    term = rows.term()
    row = rows.mandate(ends_on=date(2026, 10, 1), end_reason="death")
    clerk = Clerk(user=rows.office())
    sent = {"term": str(term.pk), "on": "2026-10-09", "ends": [str(row.pk)]}
    assert "已公告" in said(clerk.step(f"{LETTERS}announce-ends/", **sent))
    assert f"{row.person}去世" in Announcement.objects.get().text
    assert Clerk("office").status(f"{LETTERS}announce-ends/") == 403


@pytest.mark.parametrize("path", [LIST, f"{LIST}add/", LETTERS, f"{LETTERS}add/"])
def test_others_do_not_keep_by_elections(path: str) -> None:
    assert Clerk(user=rows.office()).status(path) == 200
    assert Clerk("reviewer").status(path) == 403
    assert Clerk("deputy").status(path) == 302
    assert Clerk("office").status(path) == (403 if path.endswith("add/") else 200)


def test_steps_are_for_those_who_keep_by_elections() -> None:
    row = rows.by_election(factories.person())
    assert Clerk("office").buttons(page(row)) == []
    assert Clerk("office").step(step(row, "candidates"), on="2026-10-10").status_code == 403


def test_a_step_on_a_stale_page_says_where_the_record_stands() -> None:
    row = rows.published(factories.person())
    answer = Clerk(user=rows.office()).step(step(row, "candidates"), on="2026-10-11")
    assert "当前为“已公布候选人”，不能办理" in said(answer)


def test_the_lists_cost_the_same_however_long_they_are() -> None:
    clerk = Clerk(user=rows.office())
    rows.by_election(factories.person())
    rows.resignation(rows.mandate())
    before = clerk.queries(LIST), clerk.queries(LETTERS)
    for _ in range(4):
        rows.by_election(factories.person())
        rows.resignation(rows.mandate())
    assert (clerk.queries(LIST), clerk.queries(LETTERS)) == before


def test_what_waits_and_what_looks_wrong_is_told() -> None:
    clerk = Clerk(user=rows.office())
    today = date(2026, 12, 28)
    late = rows.published(factories.person(), on=POLLING - timedelta(days=3))
    letter = rows.resignation(rows.mandate())
    assert [task.action for task in lines(offers.by_elections_to_do(clerk.user, today))] == [
        "登记选举结果",
        "登记表决结果",
    ]
    assert lines(offers.by_elections_to_do(factories.user("reviewer"), today)) == []
    assert list(offers.lists_too_late(today)) == [late]
    counted = rows.counted(late, voters=100, returned=90)
    by_elections.hold(counted, {late.candidates.get(): 80}, actor=rows.office(), today=today)
    assert list(offers.elected_not_announced(today)) == [late]
    resignations.accept(letter, vote=rows.vote(rows.committee(), 20), actor=rows.office())
    assert list(offers.resignations_not_announced(today)) == [letter]


def test_a_member_elected_at_a_by_election_shows_so_on_the_persons_page() -> None:
    rows.term()
    deputies = rows.deputies(12)
    Seat.objects.create(person=deputies[0].person, term=factories.term(), role="chair", starts_on=rows.START)
    meeting = rows.opened(factories.meeting(Meeting.Kind.CONGRESS, starts_on=POLLING))
    newcomer = Mandate.objects.order_by("pk")[5].person
    row = rows.by_election(newcomer, procedure="congress", meeting=meeting, role="member")
    by_elections.hold_in_committee(row, rows.votes(meeting, row, [10]), actor=rows.office())
    text = Clerk(user=rows.office()).text(f"/admin/deputies/person/{newcomer.pk}/change/")
    assert "补选：2026年10月28日，得票10" in text
