"""What the law and the motion itself forbid, said in sentences: proposer, meeting, rows, holders, failures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError

from congress.official.numerals import date_text
from meetings.models import Meeting, PersonnelAction, PersonnelMotion, PostCategory, Tenure
from meetings.services import posts

_Kind = PersonnelAction.Kind
#: acts that take somebody out of a post
LEAVING: Final = (_Kind.REMOVE, _Kind.ACCEPT_RESIGNATION, _Kind.REVOKE)
#: after so many failed votes in a term the same person is not proposed for the same post again (ZJ-APPT18 art 15)
MAX_FAILURES: Final = 2


def check_motion(motion: PersonnelMotion, *, today: date) -> None:
    """The motion is for a committee meeting that is not over, comes from the right organ, on a possible day."""
    check_meeting(motion.meeting)
    if motion.received_on > today:
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    if motion.received_on > motion.meeting.ends_on:
        last = date_text(motion.meeting.ends_on)
        raise ValidationError({"received_on": f"收到日期不能晚于会议结束日期（{last}）。"})
    _check_organ(motion)


def check_meeting(meeting: Meeting) -> None:
    """Only the committee appoints, and only at a meeting that is not over (地方组织法 arts 50, 54)."""
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError({"meeting": f"人事任免由常委会会议表决，{meeting}不能任免。"})
    if meeting.status in Meeting.HELD:
        raise ValidationError({"meeting": f"{meeting}已经闭会，任免案请提请下次常委会会议。"})
    if meeting.status == Meeting.Status.CANCELLED:
        raise ValidationError({"meeting": f"{meeting}已取消，任免案请提请另一次常委会会议。"})


def _check_organ(motion: PersonnelMotion) -> None:
    wanted = posts.PROPOSING_KINDS.get(PostCategory.Proposer(motion.proposer))
    organ = motion.proposing_organ
    if wanted is not None and organ is not None and organ.kind != wanted:
        raise ValidationError({"proposing_organ": f"提请人是{motion.get_proposer_display()}，提请机关不能是{organ}。"})


def check_rows(motion: PersonnelMotion, actions: Sequence[PersonnelAction]) -> None:
    """Raise ValidationError with a sentence for every row that cannot be proposed; order is that of the list."""
    if not actions:
        raise ValidationError("任免案没有任免事项，请至少填写一项。")
    found = [*_repeated(actions), *_contrary(actions)]
    for rule in (_wrong_proposer, _wrong_act, _wrong_day):
        found += _each(actions, lambda action, rule=rule: rule(motion, action))  # type: ignore[misc]
    found += _failed_before(motion, actions)
    found += _proposed_elsewhere(motion, actions)
    found += _holders_problems(motion, actions)
    if found:
        raise ValidationError(found)


def _each(actions: Iterable[PersonnelAction], rule: Callable[[PersonnelAction], str]) -> list[str]:
    return [said(action, message) for action in actions if (message := rule(action))]


def said(action: PersonnelAction, message: str) -> str:
    """A sentence about one row, with its number and name."""
    return f"第{action.order}项（{action}）：{message}"


def _repeated(actions: Sequence[PersonnelAction]) -> list[str]:
    first: dict[tuple[int, int, str], int] = {}
    found = []
    for action in actions:
        key = (action.person_id, action.post_id, action.act)
        if key in first:
            found.append(said(action, f"与第{first[key]}项重复，同一人的同一任免事项只列一次。"))
        first.setdefault(key, action.order)
    return found


def _contrary(actions: Sequence[PersonnelAction]) -> list[str]:
    """A person is not put into a post and taken out of it by one motion."""
    leaving = {(row.person_id, row.post_id): row.order for row in actions if row.act in LEAVING}
    return [
        said(row, f"第{leaving[row.person_id, row.post_id]}项免去其同一职务，任命和免职互相矛盾。")
        for row in actions
        if row.is_appointing and (row.person_id, row.post_id) in leaving
    ]


def _wrong_proposer(motion: PersonnelMotion, action: PersonnelAction) -> str:
    lawful = posts.proposers(action.post.category, action.act)
    if motion.proposer in lawful:
        return ""
    names = "或者".join(PostCategory.Proposer(code).label for code in lawful)
    return f"{action.get_act_display()}{action.post.category}由{names}提请，不能由{motion.get_proposer_display()}提请。"


def _wrong_act(motion: PersonnelMotion, action: PersonnelAction) -> str:
    del motion
    if action.act in posts.acts_of(action.post.category):
        return ""
    if action.post.category.code in posts.ELECTED:
        return "该职务由人民代表大会选举，常委会只能依法决定代理或者接受辞职。"
    if action.act == _Kind.DECIDE_ACTING:
        return "只有区长、区监委主任、区法院院长、区检察院检察长可以决定代理。"
    return "该职务由常委会任命，辞去职务请按免职办理。"


def _wrong_day(motion: PersonnelMotion, action: PersonnelAction) -> str:
    if not action.is_appointing:
        return ""
    try:
        posts.check_open(action.post, on=motion.meeting.starts_on)
    except ValidationError as refusal:
        return str(refusal.message)
    return ""


def _failed_before(motion: PersonnelMotion, actions: Sequence[PersonnelAction]) -> list[str]:
    appointing = [row for row in actions if row.is_appointing]
    rows = PersonnelAction.objects.filter(
        status=PersonnelAction.Status.FAILED,
        act__in=PersonnelAction.APPOINTING,
        motion__meeting__term=motion.meeting.term_id,
        person__in={row.person_id for row in appointing},
    )
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    for person, post, day in rows.order_by("decided_on").values_list("person", "post", "decided_on"):
        if day is not None:
            days[person, post].append(day)
    return [
        said(
            row,
            f"本届内已{len(failed)}次提请、均未通过（{'、'.join(date_text(day) for day in failed)}），"
            "不能再提请任命同一职务（浙江省人大常委会人事任免条例第十五条）。",
        )
        for row in appointing
        if len(failed := days[row.person_id, row.post_id]) >= MAX_FAILURES
    ]


def _proposed_elsewhere(motion: PersonnelMotion, actions: Sequence[PersonnelAction]) -> list[str]:
    rows = PersonnelAction.objects.filter(
        motion__meeting=motion.meeting_id,
        status__in=PersonnelAction.BEFORE_VOTE,
        person__in={row.person_id for row in actions},
    ).exclude(motion=motion.pk)
    known = set(rows.values_list("person", "post", "act"))
    return [
        said(row, "同次会议的另一任免案已列有这一事项。")
        for row in actions
        if (row.person_id, row.post_id, row.act) in known
    ]


def _holders_problems(motion: PersonnelMotion, actions: Sequence[PersonnelAction]) -> list[str]:
    """Removals of people who do not hold the post, and appointments beyond its places.

    What other motions of the meeting still await is taken as if it were carried; the vote itself looks again.
    """
    day = motion.meeting.starts_on
    pending = PersonnelAction.objects.filter(motion__meeting=motion.meeting_id, status__in=PersonnelAction.BEFORE_VOTE)
    others = list(pending.exclude(motion=motion.pk))
    tenures = posts.held_after(day, posts={row.post_id for row in actions}).select_related("person", "post")
    holding: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in tenures.order_by("starts_on", "pk"):
        holding[tenure.post_id].append(tenure)
    return [*_not_holding(actions, others, holding), *_no_place(actions, others, holding)]


def _not_holding(
    actions: Sequence[PersonnelAction], others: Sequence[PersonnelAction], holding: dict[int, list[Tenure]]
) -> list[str]:
    coming = {(row.person_id, row.post_id) for row in others if row.is_appointing}
    held = {(row.person_id, post) for post, rows in holding.items() for row in rows} | coming
    return [
        said(row, not_holding(row))
        for row in actions
        if row.act in LEAVING and (row.person_id, row.post_id) not in held
    ]


def not_holding(action: PersonnelAction) -> str:
    """What is said when somebody is to leave a post that is not held."""
    return f"{action.person}现未担任“{action.post}”，不能{action.get_act_display()}；任职未登记的，请先在职务页登记。"


def _no_place(
    actions: Sequence[PersonnelAction], others: Sequence[PersonnelAction], holding: dict[int, list[Tenure]]
) -> list[str]:
    leaving = {(row.person_id, row.post_id) for row in (*actions, *others) if row.act in LEAVING}
    taken: Counter[int] = Counter(row.post_id for row in others if row.act == _Kind.APPOINT)
    found = []
    for row in actions:
        if row.act != _Kind.APPOINT or not row.post.places:
            continue
        taken[row.post_id] += 1
        staying = [
            tenure
            for tenure in holding[row.post_id]
            if (tenure.person_id, tenure.post_id) not in leaving
            and not (tenure.is_acting and tenure.person_id == row.person_id)
        ]
        if len(staying) + taken[row.post_id] > row.post.places:
            found.append(said(row, _taken_by(row, staying)))
    return found


def _taken_by(action: PersonnelAction, staying: Sequence[Tenure]) -> str:
    places = f"“{action.post}”职数{action.post.places}人"
    if not staying:
        return f"{places}，任免案提请任命的人数超过职数。"
    names = "、".join(f"{row.person}（自{date_text(row.starts_on)}起）" for row in staying)
    return f"{places}，已由{names}担任，须先免去现任职务，或者在同次会议一并提请免职。"
