"""What the public is told of a meeting: when, where, its agenda, and once it is closed its outcomes and votes.

Attendance is told in numbers; who was absent and why is nobody's business outside the house. Votes are told of closed
meetings alone. Source: SL24 art 10 (SL06 art 7); handbook §5.3; ZJ-RULES20 arts 44-45 (result announced on the spot).
"""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from congress.models import User
from congress.publishing import Content, PublishedVote
from congress.services import publication
from congress.services.copies import composed, marked
from congress.services.deadlines import chinese_date
from meetings.models import AgendaItem, Assessment, Attendance, Meeting, Vote
from meetings.services import assessments, vote_words

PUBLICATION_BASIS = "《监督法》第十条"
_CORRECTED: Final = "更正："
#: outcomes that are worth a word beside the item; the others say nothing that its being on the agenda does not
_TOLD: Final = (
    AgendaItem.Status.VOTED_PASSED,
    AgendaItem.Status.VOTED_FAILED,
    AgendaItem.Status.DEFERRED,
    AgendaItem.Status.WITHDRAWN,
)


@transaction.atomic
def require(meeting: Meeting, *, since: date, actor: User) -> None:
    """Meetings of the standing committee are announced; nobody has to announce the others."""
    duty = publication.Duty(
        kind=str(meeting._meta.verbose_name),
        title=str(meeting),
        basis=PUBLICATION_BASIS,
        path=meeting.get_absolute_url(),
    )
    publication.require(meeting, duty, since=since, actor=actor)


def compose(meeting: Meeting) -> Content:
    """What the meeting would show to readers."""
    sittings = "、".join(dict.fromkeys(sitting.get_kind_display() for sitting in meeting.sittings.all()))
    facts = [
        ("类别", meeting.get_kind_display()),
        ("日期", marked(meeting, "starts_on", chinese_date(meeting.starts_on))),
        ("形式", sittings),
        ("地点", marked(meeting, "place", meeting.place)),
        ("出席", _presence(meeting)),
    ]
    items = [f"{item.order}．{marked(item, 'title', item.title)}{_outcome(meeting, item)}" for item in _items(meeting)]
    content = composed(meeting, facts, [("议程", items)])
    if votes := published_votes(meeting):
        content["sections"].append({"heading": "表决结果", "paragraphs": [], "points": [], "votes": votes})
    return content


def _items(meeting: Meeting) -> list[AgendaItem]:
    return sorted(meeting.items.all(), key=lambda item: item.order)


def _presence(meeting: Meeting) -> str:
    """Expected and present in numbers, once the meeting is over and the roll was taken."""
    if meeting.status not in Meeting.HELD:
        return ""
    present = Count("pk", filter=Q(status=Attendance.Status.PRESENT))
    rows = meeting.attendances.voting().order_by()
    counts = rows.aggregate(expected=Count("pk"), present=present, examples=Count("pk", filter=~Q(illustrative=[])))
    if not counts["present"]:
        return ""
    said = f"应到{counts['expected']}人，实到{counts['present']}人"
    return f"{said}（示例）" if counts["examples"] else said


def _outcome(meeting: Meeting, item: AgendaItem) -> str:
    """The outcome of an item once the meeting is over."""
    if meeting.status not in Meeting.HELD or item.status not in _TOLD:
        return ""
    return f"（{item.get_status_display()}）"


def published_votes(meeting: Meeting) -> list[PublishedVote]:
    """The valid counts of a closed meeting in the order of its agenda; none before."""
    if meeting.status not in Meeting.HELD:
        return []
    counts = [(row, _vote(row)) for row in valid_votes(meeting)]
    grades = [(row, _assessment(row)) for row in valid_assessments(meeting)]
    rows: list[tuple[Vote | Assessment, PublishedVote]] = [*counts, *grades]
    return [
        shown for _, shown in sorted(rows, key=lambda pair: (pair[0].item.order if pair[0].item else 0, pair[0].pk))
    ]


def valid_votes(meeting: Meeting) -> QuerySet[Vote]:
    """Votes that stand, with what is said of them."""
    return meeting.votes.filter(status=Vote.Status.COUNTED).select_related("meeting", "item", "repeats")


def valid_assessments(meeting: Meeting) -> QuerySet[Assessment]:
    """Assessments that stand, with what is said of them."""
    rows = meeting.assessments.filter(status=Assessment.Status.COUNTED)
    return rows.select_related("meeting", "item", "repeats")


def _vote(vote: Vote) -> PublishedVote:
    counts = {"yes": vote.yes, "no": vote.no, **_common(vote)}
    return {
        **_words(vote),
        "counts": counts,
        "grades": [],
        "result": vote_words.result_word(vote),
        "is_carried": vote.passed,
        "rule": "",
        "has_line": True,
    }


def _assessment(row: Assessment) -> PublishedVote:
    return {
        **_words(row),
        "counts": _common(row),
        "grades": vote_words.grade_counts(row),
        "result": assessments.outcome_word(row),
        "is_carried": row.outcome != Assessment.Outcome.UNSATISFIED,
        "rule": vote_words.assessment_rule(row),
        "has_line": assessments.is_half_of_all(),
    }


def _common(poll: Vote | Assessment) -> dict[str, int]:
    """The columns of every count that is shown."""
    return {name: getattr(poll, name) for name in ("abstain", "not_cast", "spoiled", "blank")}


def _words(poll: Vote | Assessment) -> PublishedVote:
    """Title, method, numbers of members and notes; the rest is filled by the kind."""
    return {
        "title": poll.title,
        "method": poll.get_method_display(),
        "entitled": poll.basis_total,
        "present": poll.present,
        "counts": {},
        "grades": [],
        "result": "",
        "is_carried": False,
        "rule": "",
        "has_line": False,
        "notes": vote_words.notes(poll),
        "illustrative": bool(poll.illustrative),
    }


def not_yet_corrected() -> QuerySet[Meeting]:
    """Readable meetings with a count that was corrected after closing, whose copy does not tell of the correction."""
    stale = {meeting.pk for meeting in _with_corrections() if not _tells_all(meeting)}
    return Meeting.objects.filter(pk__in=stale).order_by("-starts_on", "-pk")


def _with_corrections() -> list[Meeting]:
    corrected = Q(votes__corrected_on__isnull=False) | Q(assessments__corrected_on__isnull=False)
    return list(Meeting.objects.published().filter(corrected).distinct())


def _tells_all(meeting: Meeting) -> bool:
    """Whether the copy that society reads has every correction as it stands now."""
    shown = publication.latest(meeting.society_duty)
    if shown is None:
        return True
    told = [vote for section in shown.content["sections"] for vote in section.get("votes", [])]
    known = [(vote["counts"], vote["grades"], vote["notes"]) for vote in told]
    owed = [vote for vote in published_votes(meeting) if any(_CORRECTED in note for note in vote["notes"])]
    # What was redacted of a note is still a note: the numbers tell whether the copy is the corrected one.
    return all(
        any(
            counts == vote["counts"] and [tuple(row) for row in grades] == vote["grades"] and notes
            for counts, grades, notes in known
        )
        for vote in owed
    )
