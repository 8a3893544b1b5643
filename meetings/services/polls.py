"""What every count of a meeting rests on: the members of the day, those in the room, the papers and the tellers.

Votes and satisfaction assessments are checked alike here; what they decide is in `votes` and `assessments`.
Source: handbook §2.0 Vote; 地方组织法 arts 25, 51; EL20 art 44 (more papers than issued: void), by analogy.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from deputies.models import Person
from meetings.models import AgendaItem, Assessment, Attendance, Meeting, Recusal, Sitting, Vote
from meetings.services import quorum

SECRET: Final = (Vote.Method.SECRET_PAPER, Vote.Method.ELECTRONIC)
CORRECT: Final = "meetings.correct_closed_meeting"


def lock(meeting: Meeting) -> Meeting:
    """The meeting, locked: of two clerks who record at the same moment the second waits and sees the first's count."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def hold(vote: Vote) -> None:
    """Lock a stored vote and read it anew, so that nothing is decided on one that a colleague voids meanwhile."""
    Vote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    vote.refresh_from_db()


def check_open(meeting: Meeting) -> None:
    """Counts are recorded while the meeting is in session."""
    if meeting.is_locked:
        raise ValidationError("会议已经闭会，不能再登记表决；已登记的票数有误的，请用“更正票数”。")
    if meeting.status != Meeting.Status.OPEN:
        raise ValidationError(f"会议当前为“{meeting.get_status_display()}”，开会以后才能登记表决。")


def check_place(poll: Vote | Assessment, meeting: Meeting) -> None:
    """The day, the sitting and the item belong to the meeting."""
    if not meeting.starts_on <= poll.held_on <= meeting.ends_on:
        days = date_text(meeting.starts_on)
        if meeting.ends_on != meeting.starts_on:
            days = f"{days}至{date_text(meeting.ends_on)}"
        raise ValidationError({"held_on": f"表决日期须在会议期间（{days}）。"})
    if poll.item is not None and poll.item.meeting_id != meeting.pk:
        raise ValidationError({"item": f"“{poll.item}”不是本次会议的议程。"})
    if poll.sitting is not None and poll.sitting.meeting_id != meeting.pk:
        raise ValidationError({"sitting": "请选择本次会议的会次。"})
    # The order of business: groups deliberate, the plenary votes (handbook §2(a)).
    if poll.sitting is not None and poll.sitting.kind == Sitting.Kind.GROUP:
        raise ValidationError({"sitting": "分组会议只审议、不表决，请选择全体会议。"})


def take_room(poll: Vote | Assessment, meeting: Meeting) -> None:
    """Write the snapshot: all members in office on the day, the quorum, and those in the room for the item.

    Raises ValidationError with the arithmetic if the quorum is missing.
    """
    found = quorum.check(meeting, item=poll.item, on=poll.held_on)
    poll.basis_total, poll.quorum, poll.present = found.expected, found.needed, found.present


def labels(poll: Vote | Assessment) -> list[tuple[str, int]]:
    """The columns of a count with their words: those of its kind, then what every count may have."""
    names = [*poll.COLUMNS, "abstain", "spoiled", "blank", "not_cast"]
    return [(word(poll, name), getattr(poll, name)) for name in names if _is_shown(poll, name)]


def _is_shown(poll: Any, name: str) -> bool:
    if name in ("spoiled", "blank"):
        return bool(poll.method == Vote.Method.SECRET_PAPER)
    return not (name == "excellent" and poll.scale == Assessment.Scale.SATISFACTION)


def word(poll: Any, name: str) -> str:
    """What a column is called; the grades bear the names of their scale."""
    if isinstance(poll, Assessment) and name in (words := grade_words(poll)):
        return words[name]
    return str(type(poll)._meta.get_field(name).verbose_name)


def grade_words(assessment: Assessment) -> dict[str, str]:
    """Column -> word from the best grade to the worst: those of the paper, else those usual for its columns."""
    known = assessment.grade_words or GRADES[assessment.scale]
    return {name: known[name] for name in Assessment.COLUMNS if name in known}


#: the usual names of the grades in each scale, from the best to the worst
GRADES: Final[Mapping[str, Mapping[str, str]]] = {
    Assessment.Scale.SATISFACTION: {"satisfied": "满意", "basic": "基本满意", "unsatisfied": "不满意"},
    Assessment.Scale.COMPETENCE: {
        "excellent": "优秀",
        "satisfied": "称职",
        "basic": "基本称职",
        "unsatisfied": "不称职",
    },
}


def check_counts(poll: Vote | Assessment) -> None:
    """Papers and parts agree with those in the room; the sentence shows the arithmetic."""
    if negative := [label for label, count in labels(poll) if count < 0]:
        raise ValidationError(f"“{'、'.join(negative)}”不能是负数。")
    if poll.method == poll.Method.SECRET_PAPER:
        _check_papers(poll)
    elif poll.issued is not None or poll.returned is not None or poll.spoiled or poll.blank:
        raise ValidationError({"issued": f"{poll.get_method_display()}不发表决票，不填发出、收回、无效和空白票数。"})
    parts = labels(poll)
    total = sum(count for _, count in parts)
    if total != poll.present:
        raise ValidationError(_difference(parts, total, f"出席{poll.present}人", poll.present, "人"))


def _check_papers(poll: Vote | Assessment) -> None:
    if poll.issued is None or poll.returned is None:
        raise ValidationError({"issued": "投票表决须填发出票数和收回票数。"})
    if poll.issued > poll.present:
        raise ValidationError({"issued": f"发出{poll.issued}张，多于出席的{poll.present}人，请核对。"})
    if poll.returned > poll.issued:
        raise ValidationError(
            {"returned": f"收回{poll.returned}张多于发出{poll.issued}张，本次表决无效，应重新表决（可先登记作废）。"}
        )
    papers = [(label, count) for label, count in labels(poll) if label != "未表决"]
    total = sum(count for _, count in papers)
    if total != poll.returned:
        raise ValidationError(_difference(papers, total, f"收回{poll.returned}张", poll.returned, "张"))


def _difference(parts: Sequence[tuple[str, int]], total: int, against: str, expected: int, unit: str) -> str:
    terms = "＋".join(f"{label}{count}" for label, count in parts)
    return f"{terms}＝{total}，与{against}不符，相差{abs(total - expected)}{unit}。"


def check_tellers(poll: Vote | Assessment, nominees: Collection[Person] = ()) -> None:
    """Two different people, both at the meeting; none is voted on or withdrew. Papers cannot be counted without."""
    tellers = {"counted_by": poll.counted_by, "overseen_by": poll.overseen_by}
    if poll.method == poll.Method.SECRET_PAPER and None in tellers.values():
        raise ValidationError({"counted_by": "投票表决须有计票人、监票人各一名。"})
    if poll.counted_by is not None and poll.counted_by == poll.overseen_by:
        raise ValidationError({"overseen_by": f"{poll.counted_by}不能既是计票人又是监票人。"})
    for field, person in tellers.items():
        if person is not None and (reason := _unfit(poll, person, nominees)):
            raise ValidationError({field: f"{person}{reason}，不能担任{poll._meta.get_field(field).verbose_name}。"})  # type: ignore[union-attr]


def _unfit(poll: Vote | Assessment, person: Person, nominees: Collection[Person]) -> str:
    if person in nominees:
        return "是本次表决所涉及的人选"
    if not Attendance.objects.present().filter(meeting=poll.meeting_id, person=person).exists():
        return "没有出席本次会议"
    if poll.item_id and Recusal.objects.filter(item=poll.item_id, attendance__person=person).exists():
        return "已回避本项议题"
    return ""


def check_secrecy(poll: Vote | Assessment, *, is_secret: bool) -> None:
    """What the rules put to a secret ballot is not counted by hands or by names (ZJ-APPT18 art 24, model)."""
    if is_secret and poll.method not in SECRET:
        raise ValidationError(
            {"method": f"“{poll}”须无记名表决，请选择“无记名投票”或“电子表决”，不能用{poll.get_method_display()}。"}
        )


def void_before(poll: Vote | Assessment) -> Any:
    """The void round of the same matter that has not been repeated yet; None if there is none."""
    rows = type(poll)._default_manager.filter(
        meeting=poll.meeting_id, item=poll.item_id, title=poll.title, status=poll.Status.VOID, repeated_by__isnull=True
    )
    return rows.order_by("-round").first()


def check_not_counted(poll: Vote | Assessment) -> None:
    """Two clerks do not count one matter twice: the second is told what the first recorded."""
    rows = type(poll)._default_manager.filter(
        meeting=poll.meeting_id, item=poll.item_id, title=poll.title, status=poll.Status.COUNTED
    )
    if isinstance(poll, Assessment):
        rows = rows.filter(round=poll.round)
    if (other := rows.select_related("recorded_by").first()) is not None:
        raise ValidationError(
            f"“{poll.title}”已由{other.recorded_by}登记（{counts_text(other)}），没有重复登记；"
            "确需重新表决的，请先将原表决作废。"
        )


def counts_text(poll: Vote | Assessment) -> str:
    """The counts in a few words: 赞成20，反对1，弃权2，未表决0."""
    return "，".join(f"{label}{count}" for label, count in labels(poll))


def check_reason(reason: str, what: str) -> str:
    """The reason without blanks. Raises ValidationError if there is none."""
    if not reason.strip():
        raise ValidationError({"reason": f"{what}须写明理由。"})
    return reason.strip()


def may_correct(meeting: Meeting, actor: User) -> None:
    """A closed meeting is corrected by those who may; an open one by whoever records its counts."""
    if meeting.is_locked and not actor.has_perm(CORRECT):
        raise ValidationError("会议已经闭会，只有办公室主任可以更正。")


def apply_counts(poll: Vote | Assessment, values: Mapping[str, int | None]) -> dict[str, list[str]]:
    """Write corrected counts into the record and tell each change as old and new value.

    Raises ValidationError if nothing changes or a name is not that of a count.
    """
    known = {*poll.COLUMNS, "abstain", "not_cast", "issued", "returned", "spoiled", "blank"}
    if strange := values.keys() - known:
        raise ValidationError(f"不能更正{'、'.join(sorted(strange))}。")
    changes = {}
    for name, value in values.items():
        old = getattr(poll, name)
        if old != value:
            changes[word(poll, name)] = [_shown(old), _shown(value)]
            setattr(poll, name, value)
    return changes


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def mark_corrected(poll: Vote | Assessment, *, reason: str, on: date) -> None:
    """Show the correction to every reader; a slip mended before the meeting closed is none."""
    if poll.meeting.is_locked:
        poll.corrected_on, poll.correction_reason = on, reason


def log(actor: User, verb: str, poll: Model, meeting: Meeting, *, reason: str = "", detail: Any = None) -> None:
    """One line in the activity log, leading to the meeting's votes."""
    path = f"/admin/meetings/{poll._meta.model_name}/{poll.pk}/change/"
    activity.record(actor, verb, poll, path=path, reason=reason, detail={"meeting": str(meeting), **(detail or {})})


def item_of(poll: Vote | Assessment) -> AgendaItem | None:
    """The item as it is stored now."""
    return AgendaItem.objects.get(pk=poll.item_id) if poll.item_id else None
