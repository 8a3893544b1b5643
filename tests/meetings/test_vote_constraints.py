"""What the database itself refuses of a count, whoever writes it, and that nothing it takes contradicts the law."""

from datetime import date
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congress.models import User
from deputies.models import Person
from meetings.models import Assessment, Meeting, NamedBallot, Vote
from tests import factories
from tests import factories_votes as polls

pytestmark = pytest.mark.django_db
ROOM: dict[str, Any] = {"basis_total": 27, "quorum": 14, "present": 25}


@pytest.fixture
def meeting(db: None) -> Meeting:
    return factories.meeting(starts_on=polls.DAY)


def vote(meeting: Meeting, clerk: User, **fields: Any) -> Vote:
    values = {"yes": 25, "passed": True, **ROOM, **fields}
    return Vote(meeting=meeting, title="示例事项", held_on=polls.DAY, recorded_by=clerk, **values)


def assessment(meeting: Meeting, clerk: User, **fields: Any) -> Assessment:
    values = {"satisfied": 25, "outcome": "satisfied", **ROOM, **fields}
    return Assessment(meeting=meeting, title="示例测评", held_on=polls.DAY, recorded_by=clerk, **values)


def refused(row: Any, constraint: str) -> bool:
    """Stored past every service; whether that constraint stopped it."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        return constraint in str(error)
    return False


PAPERS: dict[str, Any] = {"method": "secret_paper", "issued": 25, "returned": 25}


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("quorum", {"present": 13, "yes": 13, "passed": False}),
        ("quorum", {"quorum": 13, "present": 13, "yes": 13, "passed": False}),
        ("quorum", {"present": 28, "yes": 28}),
        ("adds_up", {"yes": 24}),
        ("papers", {"method": "secret_paper"}),
        ("papers", {**PAPERS, "issued": 26}),
        ("papers", {**PAPERS, "returned": 26, "yes": 26, "present": 26}),
        ("papers", {**PAPERS, "returned": 24}),
        ("papers", {"issued": 25}),
        ("two_tellers", PAPERS),
        ("void_has_a_reason", {"status": "void", "passed": False}),
        ("result_follows_from_counts", {"yes": 13, "no": 12}),
        ("result_follows_from_counts", {"passed": False}),
    ],
)
def test_the_database_refuses_a_vote_that_contradicts_itself(
    meeting: Meeting, clerk: User, constraint: str, fields: dict[str, Any]
) -> None:
    assert refused(vote(meeting, clerk, **fields), f"vote_{constraint}")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("quorum", {"present": 13, "satisfied": 13}),
        ("adds_up", {"satisfied": 24}),
        ("papers", {"method": "secret_paper"}),
        ("two_tellers", PAPERS),
        ("void_has_a_reason", {"status": "void"}),
        ("columns_of_the_scale", {"excellent": 1, "satisfied": 24}),
    ],
)
def test_the_database_refuses_an_assessment_that_contradicts_itself(
    meeting: Meeting, clerk: User, constraint: str, fields: dict[str, Any]
) -> None:
    assert refused(assessment(meeting, clerk, **fields), f"assessment_{constraint}")


def test_one_person_is_not_both_tellers_for_the_database_either(meeting: Meeting, clerk: User) -> None:
    one = factories.person()
    assert refused(vote(meeting, clerk, **PAPERS, counted_by=one, overseen_by=one), "vote_two_tellers")


def test_one_matter_has_one_valid_count(meeting: Meeting, clerk: User) -> None:
    vote(meeting, clerk, status="void", passed=False, void_reason="表决器故障").save()
    vote(meeting, clerk).save()
    assert refused(vote(meeting, clerk), "vote_counted_once")
    assessment(meeting, clerk).save()
    assert refused(assessment(meeting, clerk), "assessment_counted_once")
    assessment(meeting, clerk, round=2).save()


def test_a_person_is_counted_once_in_a_named_vote(clerk: User) -> None:
    meeting = polls.in_session(5, 4)
    row = vote(meeting, clerk, method="named", basis_total=5, quorum=3, present=4, yes=4)
    row.save()
    who = polls.seated(meeting)[0]
    NamedBallot.objects.create(vote=row, attendance=who, choice="yes")
    assert refused(NamedBallot(vote=row, attendance=who, choice="no"), "ballot_once")


@pytest.mark.parametrize("method", ["electronic", "secret_paper", "hands"])
def test_the_database_keeps_nobodys_ballot_of_other_votes(clerk: User, method: str) -> None:
    meeting = polls.in_session(5, 4)
    first, second = (row.person for row in polls.seated(meeting)[:2])
    papers = {"issued": 4, "returned": 4, "counted_by": first, "overseen_by": second}
    row = vote(
        meeting,
        clerk,
        method=method,
        basis_total=5,
        quorum=3,
        present=4,
        yes=4,
        **(papers if method == "secret_paper" else {}),
    )
    row.save()
    with (
        pytest.raises((InternalError, ProgrammingError, IntegrityError), match="only a named vote keeps ballots"),
        transaction.atomic(),
    ):
        NamedBallot.objects.create(vote=row, attendance=polls.seated(meeting)[0], choice="yes")


COUNT = st.integers(0, 12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    basis_total=COUNT,
    quorum=COUNT,
    present=COUNT,
    yes=COUNT,
    no=COUNT,
    abstain=st.integers(0, 3),
    not_cast=st.integers(0, 3),
    spoiled=st.integers(0, 2),
    blank=st.integers(0, 2),
    issued=st.none() | COUNT,
    returned=st.none() | COUNT,
    passed=st.booleans(),
    is_paper=st.booleans(),
    is_exact=st.booleans(),
)
def test_no_counts_that_the_database_takes_contradict_the_law(
    meeting: Meeting, clerk: User, is_paper: bool, is_exact: bool, **counts: Any
) -> None:
    if is_exact:
        # Sums that agree are rare among free numbers: draw them too, or nothing would ever be stored.
        parts = ("yes", "no", "abstain", "spoiled", "blank") if is_paper else ("yes", "no", "abstain")
        counts |= {} if is_paper else {"spoiled": 0, "blank": 0, "issued": None, "returned": None}
        papers = sum(counts[name] for name in parts)
        counts["present"] = papers + counts["not_cast"]
        counts |= {"returned": papers, "issued": papers + counts["not_cast"]} if is_paper else {}
    fields = {**counts, "method": "secret_paper" if is_paper else "electronic"}
    row = Vote(meeting=meeting, title="示例事项", held_on=date(2026, 9, 16), recorded_by=clerk, **fields)
    if is_paper:
        row.counted_by, row.overseen_by = _tellers()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except (IntegrityError, DataError):
            return
        _check_law(row)
        transaction.set_rollback(True)


def _tellers() -> list[Person]:
    people = list(Person.objects.all()[:2])
    return people if len(people) == 2 else [factories.person(), factories.person()]


def _check_law(row: Vote) -> None:
    """地方组织法 art 51: presence and majority by more than half of all; no more papers than people."""
    assert row.present * 2 > row.basis_total
    assert row.present <= row.basis_total
    assert row.passed == (row.yes * 2 > row.basis_total)
    assert row.yes + row.no + row.abstain + row.spoiled + row.blank + row.not_cast == row.present
    if row.method == Vote.Method.SECRET_PAPER:
        assert row.issued is not None
        assert row.returned is not None
        assert row.returned <= row.issued <= row.present
