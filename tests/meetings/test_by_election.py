"""By-elections by voters: planned within the vacancies, published in time, counted by the law, confirmed, announced."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Activity, Obligation
from congress.workflow import TransitionError
from deputies.models import Mandate, Person
from deputies.services import vacancies
from meetings.models import Announcement, ByElection, Candidate
from meetings.services import by_elections, election_checks
from tests import factories
from tests import factories_by_elections as rows
from tests.factories import TODAY
from tests.factories_by_elections import POLLING

pytestmark = pytest.mark.django_db
Status = ByElection.Status


def people(number: int) -> list[Person]:
    return [factories.person() for _ in range(number)]


def hold(row: ByElection, *votes: int, voters: int = 1000, returned: int = 600, spoiled: int = 0) -> object:
    standing = list(row.candidates.filter(is_tied=True)) or list(row.candidates.order_by("pk"))
    results = dict(zip(standing, votes, strict=True))
    counted = rows.counted(row, voters=voters, returned=returned, spoiled=spoiled)
    return by_elections.hold(counted, results, actor=rows.office(), today=POLLING)


def elected(row: ByElection) -> list[int]:
    return list(row.candidates.filter(is_elected=True).order_by("pk").values_list("votes", flat=True))


def test_the_whole_way_of_a_by_election_from_vacancy_to_announcement() -> None:
    term = rows.term()
    rows.deputies(224)
    one, other = people(2)
    row = rows.by_election(one, other)
    by_elections.publish_voter_list(row, on=date(2026, 10, 10), actor=rows.office())
    by_elections.publish_candidates(row, on=date(2026, 10, 20), actor=rows.office())
    assert [duty.status for duty in Obligation.objects.order_by("pk")] == ["done", "done"]
    hold(row, 400, 150)
    assert row.status == Status.HELD
    by_elections.confirm(row, on=date(2026, 11, 2), actor=rows.office())
    mandate = Mandate.objects.get(person=one)
    assert (mandate.by_election, mandate.level, mandate.constituency, mandate.starts_on) == (
        True,
        "district",
        row.constituency,
        date(2026, 11, 2),
    )
    assert rows.candidate(row, one).mandate == mandate
    by_elections.announce(row, on=date(2026, 11, 3), actor=rows.office())
    assert row.status == Status.ANNOUNCED
    assert row.announcement is not None
    assert row.announcement.kind == Announcement.Kind.BY_ELECTION
    for words in ("名额226名，原有224名", f"补选{one}为区人民代表大会代表", "现有225名，缺额1名"):
        assert words in row.announcement.text
    assert (
        vacancies.deputies(term, on=date(2026, 11, 2)).arithmetic == "区人大代表名额226名，在任225名，缺额226−225=1名"
    )


def test_no_more_places_than_vacancies_and_the_arithmetic_is_shown() -> None:
    rows.term()
    rows.deputies(225)
    with pytest.raises(ValidationError, match="应选2名，多于缺额：区人大代表名额226名，在任225名，缺额226−225=1名"):
        rows.by_election(*people(2), places=2)
    assert not ByElection.objects.exists()
    rows.by_election(*people(1))
    with pytest.raises(ValidationError, match="其他补选已占1名"):
        rows.by_election(*people(1))


def test_who_holds_the_mandate_is_not_elected_to_it_again() -> None:
    rows.term()
    holder = rows.mandate().person
    with pytest.raises(ValidationError, match=f"{holder}自2022年2月1日起已是区级人大代表，不能再次当选"):
        rows.by_election(holder)
    assert not Candidate.objects.exists()


def test_who_became_a_deputy_meanwhile_is_not_confirmed() -> None:
    rows.term()
    person = factories.person()
    row = rows.published(person)
    hold(row, 400)
    rows.mandate(person, starts_on=date(2026, 10, 29))
    with pytest.raises(ValidationError, match="不能再次当选"):
        by_elections.confirm(row, on=date(2026, 11, 2), actor=rows.office())
    row.refresh_from_db()
    assert row.status == Status.HELD


def test_voters_list_twelve_days_and_candidates_seven_days_before_polling() -> None:
    row = rows.by_election(*people(1))
    assert row.list_obligation is not None
    assert row.candidates_obligation is not None
    assert row.list_obligation.due_plain == POLLING - timedelta(days=12)
    assert row.candidates_obligation.due_plain == POLLING - timedelta(days=7)
    assert row.list_obligation.owed_role == "deputies_wc"


def test_an_election_at_a_meeting_owes_no_lists() -> None:
    meeting = factories.meeting(starts_on=POLLING)
    rows.by_election(*people(1), procedure="committee", meeting=meeting)
    assert not Obligation.objects.exists()


def test_history_owes_without_reminding() -> None:
    row = rows.by_election(*people(1), is_historic=True)
    assert row.list_obligation is not None
    assert row.list_obligation.is_historic


def test_deadlines_move_with_the_polling_day_and_keep_the_old_date() -> None:
    row = rows.by_election(*people(1))
    later = POLLING + timedelta(days=14)
    by_elections.move_polling_day(row, polling_on=later, reason="防汛", actor=rows.office(), today=TODAY)
    assert row.list_obligation is not None
    row.list_obligation.refresh_from_db()
    assert row.list_obligation.due_plain == later - timedelta(days=12)
    assert row.list_obligation.changes.get().reason == "选举日改期（原定2026年10月28日）：防汛"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_polling_day_is_not_moved_without_a_reason(reason: str) -> None:
    row = rows.by_election(*people(1))
    with pytest.raises(ValidationError, match="改期须写明理由"):
        by_elections.move_polling_day(row, polling_on=POLLING, reason=reason, actor=rows.office(), today=TODAY)


def test_lists_that_come_too_late_are_recorded_not_hidden() -> None:
    row = rows.by_election(*people(1))
    by_elections.publish_voter_list(row, on=POLLING - timedelta(days=11), actor=rows.office())
    by_elections.publish_candidates(row, on=POLLING - timedelta(days=6), actor=rows.office())
    late = election_checks.shortfalls(row)
    assert late == [
        "选民名单于2026年10月17日公布，距选举日11日，少于12日（最迟应于2026年10月16日公布）。",
        "候选人名单于2026年10月22日公布，距选举日6日，少于7日（最迟应于2026年10月21日公布）。",
    ]
    assert row.list_obligation is not None
    assert row.list_obligation.late_days(on=POLLING) == 1
    assert Activity.objects.get(verb="公布候选人").detail["shortfalls"] == late


def test_lists_on_the_last_lawful_day_are_in_time() -> None:
    row = rows.by_election(*people(1))
    by_elections.publish_voter_list(row, on=POLLING - timedelta(days=12), actor=rows.office())
    by_elections.publish_candidates(row, on=POLLING - timedelta(days=7), actor=rows.office())
    assert election_checks.shortfalls(row) == []


def test_a_polling_day_moved_forward_leaves_a_list_too_late() -> None:
    row = rows.by_election(*people(1))
    by_elections.publish_voter_list(row, on=POLLING - timedelta(days=12), actor=rows.office())
    sooner = POLLING - timedelta(days=2)
    by_elections.move_polling_day(row, polling_on=sooner, reason="提前", actor=rows.office(), today=TODAY)
    assert ["距选举日10日" in text for text in election_checks.shortfalls(row)] == [True]


def test_a_list_is_not_published_on_polling_day_nor_twice() -> None:
    row = rows.by_election(*people(1))
    with pytest.raises(ValidationError, match="须在选举日（2026年10月28日）之前公布"):
        by_elections.publish_candidates(row, on=POLLING, actor=rows.office())
    by_elections.publish_voter_list(row, on=date(2026, 10, 10), actor=rows.office())
    with pytest.raises(TransitionError, match="选民名单已于2026年10月10日公布"):
        by_elections.publish_voter_list(row, on=date(2026, 10, 11), actor=rows.office())


def test_fewer_candidates_than_places_are_not_published() -> None:
    row = rows.by_election(*people(1), places=2)
    with pytest.raises(ValidationError, match="候选人1名，少于应选名额2名"):
        by_elections.publish_candidates(row, on=date(2026, 10, 10), actor=rows.office())


def test_there_is_no_result_before_the_candidates_are_published() -> None:
    row = rows.by_election(*people(1))
    with pytest.raises(ValidationError, match="候选人名单尚未公布，不能登记选举结果"):
        hold(row, 400)


def test_there_is_no_result_before_polling_day() -> None:
    row = rows.published(*people(1))
    with pytest.raises(ValidationError, match="选举日为2026年10月28日，届时才能登记"):
        by_elections.hold(
            rows.counted(row, voters=10, returned=9),
            {row.candidates.get(): 9},
            actor=rows.office(),
            today=POLLING - timedelta(days=1),
        )


@pytest.mark.parametrize(("returned", "status"), [(500, Status.INVALID), (501, Status.HELD)])
def test_an_election_is_void_unless_more_than_half_of_the_voters_took_part(returned: int, status: str) -> None:
    row = rows.published(*people(1))
    hold(row, returned, returned=returned)
    assert row.status == status
    assert bool(elected(row)) == (status == Status.HELD)


@pytest.mark.parametrize(("votes", "chosen"), [(300, []), (301, [301])])
def test_elected_is_who_has_more_than_half_of_the_votes_cast(votes: int, chosen: list[int]) -> None:
    row = rows.published(*people(1))
    hold(row, votes)
    assert elected(row) == chosen


def test_spoiled_papers_were_cast_too() -> None:
    row = rows.published(*people(1))
    hold(row, 300, spoiled=100)
    assert elected(row) == []


def test_of_more_than_the_places_those_with_the_most_votes_are_elected() -> None:
    row = rows.published(*people(4), places=2)
    hold(row, 310, 400, 350, 100)
    assert elected(row) == [400, 350]


def test_fewer_elected_than_places_leave_a_vacancy() -> None:
    term = rows.term(deputy_quota=2)
    row = rows.published(*people(3), places=2)
    hold(row, 400, 300, 200)
    by_elections.confirm(row, on=POLLING, actor=rows.office())
    assert vacancies.deputies(term, on=POLLING).vacancies == 1


def test_a_tie_for_the_last_place_is_voted_upon_again_among_those_tied() -> None:
    row = rows.published(*people(3), places=2)
    hold(row, 400, 350, 350)
    assert row.status == Status.CANDIDATES_PUBLISHED
    assert elected(row) == [400]
    assert row.candidates.filter(is_tied=True).count() == 2
    hold(row, 250, 300)
    assert row.status == Status.HELD
    assert elected(row) == [400, 300]
    assert not row.candidates.filter(is_tied=True).exists()


def test_a_vote_among_those_tied_needs_its_turnout_too() -> None:
    row = rows.published(*people(3), places=2)
    hold(row, 400, 350, 350)
    with pytest.raises(ValidationError, match="再次投票选民1000人，参加投票500人，不足半数，须重新组织投票"):
        hold(row, 200, 300, returned=500)
    assert list(row.candidates.order_by("votes").values_list("votes", flat=True)) == [350, 350, 400]


@pytest.mark.parametrize(
    ("counts", "votes", "message"),
    [
        ({"voters": 500}, 400, "发出选票600张，多于选民500人"),
        ({"issued": 599}, 400, "收回选票600张多于发出599张，选举无效，须重新投票"),
        ({"spoiled": 601}, 0, "无效选票601张，多于收回600张"),
        ({"spoiled": 100}, 501, "得票501张，多于有效选票600−100=500张"),
    ],
)
def test_papers_and_votes_that_contradict_each_other_are_refused(
    counts: dict[str, int], votes: int, message: str
) -> None:
    row = rows.published(*people(1))
    given = rows.counted(row, **{"voters": 1000, "returned": 600, **counts})
    with pytest.raises(ValidationError, match=message):
        by_elections.hold(given, {row.candidates.get(): votes}, actor=rows.office(), today=POLLING)
    row.refresh_from_db()
    assert (row.status, row.voters, row.candidates.get().votes) == (Status.CANDIDATES_PUBLISHED, None, None)


def test_nobody_votes_for_more_people_than_there_are_places() -> None:
    row = rows.published(*people(2))
    with pytest.raises(ValidationError, match=r"401＋.*=801票，多于有效选票600张×每张最多选1人=600票"):
        hold(row, 401, 400)


def test_a_result_names_every_candidate_and_no_other() -> None:
    row = rows.published(*people(2))
    one, other = row.candidates.order_by("pk")
    stranger = rows.published(*people(1)).candidates.get()
    counted = rows.counted(row, voters=1000, returned=600)
    with pytest.raises(ValidationError, match=f"缺少候选人{other.person}的得票"):
        by_elections.hold(counted, {one: 400}, actor=rows.office(), today=POLLING)
    with pytest.raises(ValidationError, match=f"{stranger.person}不是本轮投票的候选人"):
        by_elections.hold(counted, {one: 400, other: 1, stranger: 1}, actor=rows.office(), today=POLLING)


def test_a_result_is_recorded_once() -> None:
    row = rows.published(*people(1))
    hold(row, 400)
    with pytest.raises(TransitionError, match="当前为“已选举”，不能登记选举结果"):
        hold(row, 500)
    assert elected(row) == [400]


def test_nobody_elected_is_neither_confirmed_nor_announced() -> None:
    row = rows.published(*people(1))
    hold(row, 100)
    with pytest.raises(ValidationError, match="无人当选，没有需要确认的代表资格"):
        by_elections.confirm(row, on=POLLING, actor=rows.office())
    with pytest.raises(TransitionError, match="当前为“已选举”，不能公告"):
        by_elections.announce(row, on=POLLING, actor=rows.office())


def test_a_confirmation_is_not_dated_before_the_election_and_comes_once() -> None:
    row = rows.published(*people(1))
    hold(row, 400)
    with pytest.raises(ValidationError, match="确认日期不能早于选举日"):
        by_elections.confirm(row, on=POLLING - timedelta(days=1), actor=rows.office())
    by_elections.confirm(row, on=POLLING, actor=rows.office())
    with pytest.raises(TransitionError, match="当前为“代表资格有效”"):
        by_elections.confirm(row, on=POLLING, actor=rows.office())
    assert Mandate.objects.count() == 1


def test_an_announcement_is_not_dated_before_the_confirmation_and_comes_once() -> None:
    row = rows.published(*people(1))
    hold(row, 400)
    by_elections.confirm(row, on=POLLING, actor=rows.office())
    with pytest.raises(ValidationError, match="公告日期不能早于2026年10月28日"):
        by_elections.announce(row, on=POLLING - timedelta(days=1), actor=rows.office())
    by_elections.announce(row, on=POLLING, actor=rows.office())
    with pytest.raises(TransitionError, match="当前为“已公告”，不能公告"):
        by_elections.announce(row, on=POLLING, actor=rows.office())
    assert Announcement.objects.count() == 1


def test_a_by_election_called_off_owes_nothing_more() -> None:
    row = rows.by_election(*people(1))
    with pytest.raises(ValidationError, match="请写明理由"):
        by_elections.call_off(row, reason=" ", actor=rows.office())
    by_elections.call_off(row, reason="选区合并", actor=rows.office())
    assert row.status == Status.INVALID
    assert set(Obligation.objects.values_list("status", flat=True)) == {"void"}
    with pytest.raises(TransitionError, match="当前为“选举无效”"):
        by_elections.call_off(row, reason="再次", actor=rows.office())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"places": 0}, "应选名额至少为1"),
        ({"procedure": "committee"}, "由常委会、人代会补选的须选择会议"),
        ({"role": "member"}, "补选代表的不填"),
        ({"voter_list_on": POLLING + timedelta(days=1)}, "须在选举日之前公布"),
        ({"polling_on": date(2027, 2, 1)}, "选举日不在第十届任期内"),
    ],
)
def test_a_by_election_that_cannot_be_is_refused_in_words(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        rows.by_election(**fields)


def test_the_tables_refuse_papers_that_do_not_add_up_and_a_candidate_twice() -> None:
    row = rows.published(*people(1))
    with pytest.raises(IntegrityError, match="by_election_ballots"), transaction.atomic():
        ByElection.objects.filter(pk=row.pk).update(voters=10, ballots_issued=9, ballots_returned=10, ballots_spoiled=0)
    again = Candidate(by_election=row, person=row.candidates.get().person)
    with pytest.raises(ValidationError, match="同一候选人只列一次"):
        again.full_clean()


def test_a_body_that_does_not_elect_and_a_day_outside_the_meeting_are_refused() -> None:
    chairs = factories.meeting("chair_meeting", starts_on=POLLING)
    with pytest.raises(ValidationError, match="请选择第十届的常委会会议"):
        rows.by_election(procedure="committee", meeting=chairs)
    meeting = factories.meeting(starts_on=POLLING + timedelta(days=1))
    with pytest.raises(ValidationError, match="选举日须在会议期间"):
        rows.by_election(procedure="committee", meeting=meeting)
