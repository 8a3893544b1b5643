"""The way of a motion to the vote: received, examined, screened by the chairpersons, tabled, explained, spoken to.

Source: handbook §2(i); ZJ-APPT18 arts 9-14 (model).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import Attachment, Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, attachments, notifications, obligations
from congress.services.attachments import Upload
from congress.workflow import TransitionError
from meetings.models import AgendaItem, LegalExam, Meeting, PersonnelAction, PersonnelMotion, PersonnelPaper
from meetings.services import personnel_deadlines
from meetings.services.personnel import checks

label = personnel_deadlines.neutral_title
admin_path = personnel_deadlines.admin_path
#: how the agenda calls the item; it is public, and names nobody
ITEM_TITLE = "审议人事任免事项"
_Status = PersonnelMotion.Status


def locked(motion: PersonnelMotion) -> PersonnelMotion:
    """The stored motion, held until the transaction ends."""
    rows = PersonnelMotion.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__term", "obligation", "proposing_organ").get(pk=motion.pk)


def _note(motion: PersonnelMotion, verb: str, *, actor: User, reason: str = "") -> None:
    activity.record(actor, verb, motion, path=admin_path(motion), reason=reason)


def _note_row(action: PersonnelAction, verb: str, *, actor: User, reason: str = "") -> None:
    """Before the vote a log line names the row by its number alone: the log is read outside the room."""
    motion = action.motion
    activity.record(actor, verb, motion, path=admin_path(motion), reason=reason, detail={"row": action.order})


def _tell_proposer(motion: PersonnelMotion, what: str, *, body: str = "") -> None:
    if motion.proposing_organ is not None and not _is_history(motion):
        path = f"/workspace/personnel/{motion.pk}/"
        notifications.tell_organ(motion.proposing_organ, subject=f"{what}：{label(motion)}", body=body, path=path)


def _is_history(motion: PersonnelMotion) -> bool:
    return motion.obligation is None or motion.obligation.is_historic


@transaction.atomic
def receive(
    motion: PersonnelMotion,
    actions: Sequence[PersonnelAction],
    *,
    actor: User,
    today: date,
    is_historic: bool = False,
) -> PersonnelMotion:
    """Take in a motion with its rows, in their order, and start the clock of its meeting (APP-10).

    Raises ValidationError naming every row that cannot be proposed; then nothing is kept.
    """
    checks.check_motion(motion, today=today)
    motion.full_clean(exclude=["status"])
    for order, action in enumerate(actions, start=1):
        action.order = order
    checks.check_rows(motion, actions)
    motion.save(force_insert=True)
    _save_rows(motion, actions)
    motion.obligation = personnel_deadlines.open_for(motion, today=today, is_historic=is_historic)
    motion.save(update_fields=["obligation"])
    _note(motion, "收到任免案", actor=actor)
    if not actor.has_perm("meetings.enter_personnel_room") and not is_historic:
        notifications.tell_roles("personnel_officer", subject=f"收到：{label(motion)}", path=admin_path(motion))
    return motion


def _save_rows(motion: PersonnelMotion, actions: Sequence[PersonnelAction]) -> None:
    for action in actions:
        action.motion = motion
        if not action.post.category.counts:
            action.count_in_stats = False
        # What `check_rows` and the constraints say of the whole list is not asked again for each row.
        action.clean_fields(exclude=["motion", "person", "post"])
        action.save()


@transaction.atomic
def revise(motion: PersonnelMotion, actions: Sequence[PersonnelAction], *, actor: User, today: date) -> PersonnelMotion:
    """Replace the rows of a motion that is not submitted yet by `actions`; rows left out are taken off the list.

    Raises TransitionError once it is submitted, ValidationError as `receive`.
    """
    current = locked(motion)
    if current.status != _Status.RECEIVED:
        raise TransitionError(f"{label(current)}当前为“{current.get_status_display()}”，任免事项不能再修改。")
    checks.check_motion(motion, today=today)
    motion.full_clean(exclude=["status"])
    for order, action in enumerate(actions, start=1):
        action.order = order
    checks.check_rows(motion, actions)
    removed = current.actions.exclude(pk__in=[row.pk for row in actions if row.pk])
    if kept := removed.filter(papers__isnull=False).first() or removed.filter(exam__isnull=False).first():
        raise ValidationError(f"“{kept}”已有材料或考试记录，不能删除，请用“不提请表决”。")
    removed.delete()
    motion.save()
    _save_rows(motion, actions)
    moved = current.meeting_id != motion.meeting_id and motion.obligation is not None
    if moved and motion.obligation is not None and motion.obligation.status == Obligation.Status.OPEN:
        start = motion.meeting.starts_on
        obligations.restart(motion.obligation, start=start, reason="改提另一次会议", actor=actor, today=today)
    _note(motion, "修改任免案", actor=actor)
    return motion


@transaction.atomic
def submit(motion: PersonnelMotion, *, actor: User, today: date) -> None:
    """The file is complete: put it before the chairpersons' meeting, and fulfil APP-10 on that day."""
    checks.check_meeting(locked(motion).meeting)
    motion.submit()
    if motion.obligation is not None and motion.obligation.status == Obligation.Status.OPEN:
        obligations.finish(motion.obligation, on=today, actor=actor)
    _note(motion, "提请主任会议", actor=actor)
    if not _is_history(motion):
        path = f"/workspace/personnel/{motion.pk}/"
        notifications.tell_roles("sc_chair", "sc_vice_chair", subject=f"待主任会议审议：{label(motion)}", path=path)


@transaction.atomic
def record_exam(
    action: PersonnelAction, *, taken_on: date, passed: bool = True, score: Decimal | None = None, actor: User
) -> LegalExam:
    """Write down the legal exam of a nominee; one who failed may sit it again. The score never enters the log."""
    if not action.is_appointing:
        raise ValidationError("只有拟任命的人员参加任前法律知识考试。")
    if taken_on > action.motion.meeting.ends_on:
        raise ValidationError({"taken_on": "考试日期不能晚于会议日期。"})
    exam = LegalExam.objects.select_for_update().filter(action=action).first() or LegalExam(action=action)
    exam.taken_on, exam.passed, exam.score = taken_on, passed, score
    exam.full_clean()
    exam.save()
    if passed:
        action.examine()
    _note_row(action, "登记任前法律知识考试", actor=actor)
    return exam


@transaction.atomic
def screen(motion: PersonnelMotion, *, at: Meeting, actor: User) -> None:
    """The chairpersons' meeting puts the motion before the committee (ZJ-APPT18 art 11, model).

    Raises ValidationError if `at` is not a chairpersons' meeting that was held between receipt and vote, or naming
    those who have not passed a required exam.
    """
    _check_screening(motion, at)
    missing = [
        f"{row.person}（{row.post}）"
        for row in motion.actions.filter(
            act=PersonnelAction.Kind.APPOINT,
            status=PersonnelAction.Status.PROPOSED,
            post__category__needs_exam=True,
        ).select_related("person", "post")
    ]
    if missing:
        raise ValidationError(f"任前法律知识考试未登记或者不合格：{'、'.join(missing)}，不能提请常委会会议。")
    motion.screen(at=at)
    _note(motion, "主任会议同意提请", actor=actor)
    _tell_proposer(motion, "主任会议已同意提请")


def _check_screening(motion: PersonnelMotion, at: Meeting) -> None:
    if at.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"at": f"任免案由主任会议审议，{at}不是主任会议。"})
    if at.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"at": f"{at}还没有召开，请先登记开会。"})
    if at.ends_on < motion.received_on:
        raise ValidationError({"at": f"{at}在收到任免案（{date_text(motion.received_on)}）之前已经结束。"})
    if at.starts_on > motion.meeting.ends_on:
        raise ValidationError({"at": f"{at}在{motion.meeting}之后，不能事后审议。"})


@transaction.atomic
def send_back(motion: PersonnelMotion, *, reason: str, actor: User) -> None:
    """The chairpersons' meeting does not put it before the committee; its rows fall."""
    reason = _reason(reason)
    motion.send_back(reason=reason)
    _close_rows(motion, reason=reason, actor=actor)
    _note(motion, "退回任免案", actor=actor, reason=reason)
    _tell_proposer(motion, "已退回", body=reason)


@transaction.atomic
def withdraw(motion: PersonnelMotion, *, reason: str, actor: User) -> None:
    """The proposing organ takes it back before the vote."""
    reason = _reason(reason)
    motion.withdraw(reason=reason)
    _close_rows(motion, reason=reason, actor=actor)
    _note(motion, "撤回任免案", actor=actor, reason=reason)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
    return reason.strip()[:200]


def _close_rows(motion: PersonnelMotion, *, reason: str, actor: User) -> None:
    for action in motion.actions.filter(status__in=PersonnelAction.BEFORE_VOTE):
        action.drop(reason=reason)
    if motion.obligation is not None and motion.obligation.status == Obligation.Status.OPEN:
        obligations.void(motion.obligation, reason=reason, actor=actor)


@transaction.atomic
def drop(actions: Sequence[PersonnelAction], *, reason: str, actor: User) -> None:
    """Put rows off the vote: an objection is looked into, or the organ takes one back (ZJ-APPT18 art 14, model)."""
    reason = _reason(reason)
    motions = {row.motion_id: row.motion for row in actions}
    for action in actions:
        action.drop(reason=reason)
        _note_row(action, "不提请表决", actor=actor, reason=reason)
    for motion in motions.values():
        settle(motion, reason=reason)


def settle(motion: PersonnelMotion, *, reason: str = "") -> None:
    """Close a motion of which no row awaits its vote any more."""
    if motion.actions.filter(status__in=PersonnelAction.BEFORE_VOTE).exists():
        return
    if motion.actions.filter(vote__isnull=False).exists():
        motion.note_voted()
    else:
        motion.withdraw(reason=reason or "全部事项不提请表决")


@transaction.atomic
def table(motion: PersonnelMotion, *, item: AgendaItem, actor: User) -> None:
    """Put it on the agenda of its meeting, under an item of appointments.

    Raises ValidationError for an item of another meeting or kind, or one that has its result.
    """
    checks.check_meeting(motion.meeting)
    if item.meeting_id != motion.meeting_id:
        raise ValidationError({"item": f"“{item}”是{item.meeting}的议程，任免案提请的是{motion.meeting}。"})
    if item.kind != AgendaItem.Kind.PERSONNEL:
        raise ValidationError({"item": f"“{item}”的类别是{item.get_kind_display()}，请选择“人事任免”议程。"})
    if item.status in AgendaItem.DISPOSED:
        raise ValidationError({"item": f"“{item}”{item.get_status_display()}，不能再列入任免案。"})
    motion.table(item=item)
    _note(motion, "列入议程", actor=actor)


@transaction.atomic
def put_on_agenda(motion: PersonnelMotion, *, actor: User) -> AgendaItem:
    """Table it under the appointments item of its meeting, which is added to the agenda where it is missing.

    Raises ValidationError if the meeting is sitting already and has no such item: that takes an urgent motion.
    """
    meeting = Meeting.objects.select_for_update().get(pk=motion.meeting_id)
    items = meeting.items.filter(kind=AgendaItem.Kind.PERSONNEL).exclude(status__in=AgendaItem.DISPOSED)
    item = items.order_by("order").first()
    if item is None:
        if meeting.status not in Meeting.BEFORE_OPENING:
            raise ValidationError("会议已经开会，议程中没有人事任免项目，请先在会议页面临时增列并写明理由。")
        last = meeting.items.aggregate(last=Max("order"))["last"] or 0
        item = AgendaItem(
            meeting=meeting,
            order=last + 1,
            kind=AgendaItem.Kind.PERSONNEL,
            title=ITEM_TITLE,
            is_for_vote=True,
            status=AgendaItem.Status.ON_DRAFT,
        )
        item.full_clean()
        item.save(force_insert=True)
        path = f"/admin/meetings/meeting/{meeting.pk}/change/"
        activity.record(actor, "增列议程", item, path=path)
    table(motion, item=item, actor=actor)
    return item


@transaction.atomic
def explain(motion: PersonnelMotion, *, by: str, actor: User) -> None:
    """The organ's head explained the motion to the committee (ZJ-APPT18 art 12, model)."""
    if not by.strip():
        raise ValidationError({"by": "请填写作说明的人。"})
    motion.explain(by=by.strip())
    _note(motion, "作任免案说明", actor=actor)


@transaction.atomic
def note_speech(action: PersonnelAction, *, on: date, actor: User) -> None:
    """The nominee appeared before the committee and spoke (ZJ-APPT18 art 13, model)."""
    motion = action.motion
    if not action.is_appointing:
        raise ValidationError("只有拟任命的人员作拟任职发言。")
    if motion.status not in (_Status.TABLED, _Status.EXPLAINED):
        raise ValidationError("任免案还没有列入议程，不能登记拟任职发言。")
    if not motion.meeting.starts_on <= on <= motion.meeting.ends_on:
        days = f"{date_text(motion.meeting.starts_on)}至{date_text(motion.meeting.ends_on)}"
        raise ValidationError({"on": f"拟任职发言在会议期间进行（{days}）。"})
    action.speak(on=on)
    _note_row(action, "作拟任职发言", actor=actor)


@transaction.atomic
def lay_paper(paper: PersonnelPaper, upload: Upload, *, actor: User) -> PersonnelPaper:
    """Keep a file in the restricted room. A complaint is told to those who keep the room.

    Raises ValidationError if the file is refused or belongs to a row of another motion.
    """
    if paper.action is not None and paper.action.motion_id != paper.motion_id:
        raise ValidationError({"action": "任免事项不属于这一任免案。"})
    # The log tells the names of files: this one tells the kind and the row, not whom it is about.
    row = f"（第{paper.action.order}项）" if paper.action is not None else ""
    name = f"{paper.get_kind_display()}{row}"
    security = Attachment.Security.RESTRICTED
    paper.attachment = attachments.store(upload, actor=actor, security=security, name=name)
    paper.full_clean()
    paper.save(force_insert=True)
    _note(paper.motion, "登记人事材料", actor=actor)
    if paper.kind == PersonnelPaper.Kind.COMPLAINT and not _is_history(paper.motion):
        notifications.tell_roles(
            "personnel_officer", subject=f"收到反映情况：{label(paper.motion)}", path=admin_path(paper.motion)
        )
    return paper
