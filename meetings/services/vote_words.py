"""What is said of a count, everywhere alike: in minutes, acts, announcements, on pages.

Source: handbook §4.3 (应到X人，实到X人；赞成X票，反对X票，弃权X票（未按表决器X人）；过半数，通过).
"""

from typing import Final, NamedTuple

from django.conf import settings

from congress.official.numerals import date_text
from meetings.models import Assessment, Vote
from meetings.services import assessments, polls

#: who did not vote, by the way in which the others did
_NOT_CAST: Final = {
    Vote.Method.ELECTRONIC: "未按表决器{}人",
    Vote.Method.SECRET_PAPER: "未交回表决票{}人",
    Vote.Method.HANDS: "未表决{}人",
    Vote.Method.NAMED: "未表决{}人",
}


class Said(NamedTuple):
    """A result: what the counts reach, and what follows."""

    reached: str
    result: str


def sentence(vote: Vote) -> str:
    """The report of a vote in one sentence; a void round says so and why."""
    counts = f"赞成{vote.yes}票，反对{vote.no}票，弃权{vote.abstain}票{_apart(vote)}"
    head = f"应到{vote.basis_total}人，实到{vote.present}人；{_papers(vote)}{counts}；"
    if vote.is_void:
        return f"{head}表决无效（{vote.void_reason}）。"
    said = outcome(vote)
    return f"{head}{said.reached}，{said.result}。"


def outcome(vote: Vote) -> Said:
    """Whether more than half of all were in favour, and the result."""
    whole = "全体代表" if vote.meeting.kind == vote.meeting.Kind.CONGRESS else "全体组成人员"
    if vote.passed:
        return Said(f"超过{whole}的半数", "通过")
    return Said(f"未超过{whole}的半数", "未通过")


def result_word(vote: Vote) -> str:
    """The result in a word."""
    if vote.is_void:
        return "表决无效"
    return "通过" if vote.passed else "未通过"


def assessment_sentence(assessment: Assessment) -> str:
    """The report of a satisfaction assessment in one sentence."""
    grades = "，".join(f"{label}{count}票" for label, count in grade_counts(assessment))
    head = (
        f"应到{assessment.basis_total}人，实到{assessment.present}人；{_papers(assessment)}"
        f"{grades}，弃权{assessment.abstain}票{_apart(assessment)}；"
    )
    if assessment.is_void:
        return f"{head}测评无效（{assessment.void_reason}）。"
    return f"{head}测评结果为“{assessments.outcome_word(assessment)}”。"


def grade_counts(assessment: Assessment) -> list[tuple[str, int]]:
    """The grades of the scale from the best to the worst, with their counts."""
    return [(label, getattr(assessment, name)) for name, label in polls.grade_words(assessment).items()]


def assessment_rule(assessment: Assessment) -> str:
    """The local rule in words: which share of whom a grade needs."""
    whole = (
        f"出席的 {assessment.present} 人"
        if settings.ASSESSMENT_BASIS == "present"
        else (f"全体 {assessment.basis_total} 人")
    )
    share = "半数" if settings.ASSESSMENT_SHARE == "1/2" else settings.ASSESSMENT_SHARE
    words = polls.grade_words(assessment)
    best, basic = words["satisfied"], words["basic"]
    return f"{best}超过{whole}的{share}为“{best}”，连同{basic}超过的为“{basic}”"


def _apart(poll: Vote | Assessment) -> str:
    """Who did not vote stands in brackets: it is no fourth column."""
    if not poll.not_cast:
        return ""
    return f"（{_NOT_CAST[Vote.Method(poll.method)].format(poll.not_cast)}）"


def _papers(poll: Vote | Assessment) -> str:
    if poll.method != poll.Method.SECRET_PAPER:
        return ""
    spoiled = f"，无效票{poll.spoiled}张" if poll.spoiled else ""
    blank = f"，空白票{poll.blank}张" if poll.blank else ""
    return f"发出表决票{poll.issued}张，收回{poll.returned}张{spoiled}{blank}；"


def next_step(assessment: Assessment) -> str:
    """What an outcome of 不满意 asks for; empty for the others (handbook §2(d))."""
    if assessment.is_void or assessment.outcome != assessments.Outcome.UNSATISFIED:
        return ""
    if assessments.calls_for_more(assessment):
        return "两次测评均为不满意，可以依法提出质询、组织特定问题调查或者作出决定。"
    return "报告机关应当整改后在下次会议重新报告，并再次测评。"


def correction_note(poll: Vote | Assessment) -> str:
    """The correction as every reader is told of it; empty if there was none."""
    if poll.corrected_on is None:
        return ""
    return f"{date_text(poll.corrected_on)}更正：{poll.correction_reason}"


def round_note(poll: Vote | Assessment) -> str:
    """That it is not the first round, and why the one before did not stand."""
    before = poll.repeats
    if before is None:
        return ""
    if before.is_void:
        return f"第{poll.round}轮；第{before.round}轮作废：{before.void_reason}"
    return f"第{poll.round}次测评"


def notes(poll: Vote | Assessment) -> list[str]:
    """What a reader must know beside the counts."""
    return [note for note in (round_note(poll), correction_note(poll)) if note]
