"""Yearly plans: collected, drafted, adopted by the chairpersons' meeting, made public, put in force, closed.

Source: SL24 arts 12, 63 (SL06 arts 8-9); ZJ-SUP08 arts 7-10; DL25 art 43; handbook §2(c).
"""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from congress.models import Organ, User
from congress.publishing import readable
from congress.services import activity, notifications, publication
from congress.services.deadlines import chinese_date
from meetings.models import Meeting
from supervision.models import PlannedForm, SupervisionPlan, Topic

Kind = SupervisionPlan.Kind
#: legal basis of publication, by kind of plan
BASIS: Final = {
    Kind.SUPERVISION: "《监督法》第六十三条",
    Kind.WORK: "主任会议通过的年度工作安排",
    Kind.DEPUTIES: "《代表法》第四十三条",
}
#: topics named in a message before it says 等
_NAMED: Final = 5


def admin_path(plan: SupervisionPlan) -> str:
    """Where the office works on the plan."""
    return f"/admin/supervision/supervisionplan/{plan.pk}/change/"


def workspace_path(plan: SupervisionPlan) -> str:
    """Where chairpersons adopt it and members read it."""
    return f"/workspace/plans/{plan.pk}/"


def named(topics: list[Topic]) -> str:
    """The first topics by name: “甲”“乙”等7项."""
    names = "".join(f"“{topic}”" for topic in topics[:_NAMED])
    return f"{names}等{len(topics)}项" if len(topics) > _NAMED else names


def held(plan: SupervisionPlan) -> SupervisionPlan:
    """The stored plan, locked until the transaction ends."""
    return SupervisionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


@transaction.atomic
def draft(plan: SupervisionPlan, *, actor: User) -> None:
    """拟定草案: topics are together. Raises ValidationError for a plan without topics, or a topic that is not ready."""
    _check_topics(plan)
    plan.draft()
    activity.record(actor, "拟定计划草案", plan, path=admin_path(plan))


def _check_topics(plan: SupervisionPlan) -> None:
    """Each topic has a form; those of the supervision plan a working committee (ZJ-SUP08 art 7)."""
    topics = plan.topics.all()
    if not topics.exists():
        raise ValidationError("计划还没有议题，请先填写议题。")
    bare = list(topics.filter(~Exists(PlannedForm.objects.filter(topic=OuterRef("pk")))))
    if bare:
        raise ValidationError(f"议题{named(bare)}还没有监督形式和月份。")
    unled = list(topics.filter(working_committee__isnull=True)) if plan.kind == Kind.SUPERVISION else []
    if unled:
        raise ValidationError(f"议题{named(unled)}还没有责任工委。")


@transaction.atomic
def consult(plan: SupervisionPlan, *, actor: User) -> None:
    """征求意见: the draft was sent round; without a Party gate it is before the chairpersons' meeting now."""
    _check_topics(plan)
    plan.consult()
    activity.record(actor, "征求计划意见", plan, path=admin_path(plan))
    if not plan.needs_clearance:
        _table(plan)


@transaction.atomic
def clear(plan: SupervisionPlan, *, number: str, actor: User) -> None:
    """报区委: keeps the number of the paper only. Raises ValidationError without one."""
    if not number.strip():
        raise ValidationError({"number": "请填写区委文号；内容不登记。"})
    plan.clear(number=number.strip())
    activity.record(actor, "登记区委文号", plan, path=admin_path(plan))
    _table(plan)


def _table(plan: SupervisionPlan) -> None:
    notifications.tell_roles("sc_chair", "sc_vice_chair", subject=f"待主任会议通过：{plan}", path=workspace_path(plan))


@transaction.atomic
def send_back(plan: SupervisionPlan, *, note: str, actor: User) -> None:
    """退回修改 by the chairpersons' meeting. Raises ValidationError without a note."""
    if not note.strip():
        raise ValidationError({"note": "退回修改须写明意见。"})
    plan.send_back(note=note.strip())
    activity.record(actor, "退回计划", plan, reason=note.strip(), path=admin_path(plan))
    notifications.tell_roles("office", subject=f"退回修改：{plan}", body=note.strip(), path=admin_path(plan))


def check_decision(meeting: Meeting, on: date, today: date) -> None:
    """What is decided on a plan is decided by a chairpersons' meeting that was held, on one of its days.

    Raises ValidationError at `meeting` or `on`.
    """
    if meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"meeting": "计划由主任会议通过和调整，请选择一次主任会议。"})
    if meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "这次主任会议还没有召开，请先登记开会。"})
    if not meeting.starts_on <= on <= meeting.ends_on:
        raise ValidationError({"on": f"日期须在该次主任会议期间（{chinese_date(meeting.starts_on)}）。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})


@transaction.atomic
def adopt(plan: SupervisionPlan, *, meeting: Meeting, on: date, actor: User, today: date) -> None:
    """通过: at a chairpersons' meeting; its publication falls due.

    Raises ValidationError if the meeting is of another kind, was not held, or `on` is not one of its days.
    """
    stored = held(plan)
    check_decision(meeting, on, today)
    if stored.needs_clearance and stored.status == SupervisionPlan.Status.CONSULTED:
        raise ValidationError("该计划须先报区委，请办公室登记区委文号后再通过。")
    _check_topics(stored)
    stored.adopt(on=on, meeting=meeting)
    plan.refresh_from_db()
    activity.record(actor, "主任会议通过计划", plan, path=admin_path(plan), detail={"meeting": str(meeting)})
    notifications.tell_roles("office", subject=f"已通过，请公布：{plan}", path=admin_path(plan))
    duty = publication.Duty(
        kind="年度计划", title=str(plan), basis=BASIS[Kind(plan.kind)], path=plan.get_absolute_url()
    )
    publication.require(plan, duty, since=on, actor=actor)


@transaction.atomic
def note_published(*, actor: User) -> int:
    """Mark adopted plans whose copies society can read; how many. It may run at any time and any number of times."""
    rows = list(SupervisionPlan.objects.filter(readable("society_duty"), status=SupervisionPlan.Status.ADOPTED))
    for plan in rows:
        plan.mark_published()
        activity.record(actor, "计划已公布", plan, path=admin_path(plan))
    return len(rows)


@transaction.atomic
def bring_into_force(plan: SupervisionPlan, *, on: date, actor: User) -> int:
    """印发: tell members and the organs that report or are supervised; how many people were told (ZJ-SUP08 art 10)."""
    if plan.adopted_on and on < plan.adopted_on:
        raise ValidationError({"on": "印发日期不能早于通过日期。"})
    plan.bring_into_force(on=on)
    activity.record(actor, "印发计划", plan, path=admin_path(plan))
    return tell_concerned(plan, subject=f"已印发：{plan}")


def tell_concerned(plan: SupervisionPlan, *, subject: str, body: str = "") -> int:
    """Tell members, the reporting organs, those named by topics, and for the deputies' plan deputies; how many."""
    if plan.is_historic:
        return 0
    concerned = Organ.objects.filter(Q(kind__in=Organ.REPORTING_KINDS) | Q(planned_topics__plan=plan)).values("pk")
    roles = ["sc_chair", "sc_vice_chair", "sc_member"]
    if plan.kind == Kind.DEPUTIES:
        roles.append("deputy")
    by_role = User.objects.with_role(*roles).values("pk")
    people = User.objects.filter(Q(organ__in=concerned) | Q(pk__in=by_role), is_active=True).distinct()
    return len(notifications.tell(people, subject=subject, body=body, path=workspace_path(plan), is_urgent=False))


@transaction.atomic
def finish_topic(topic: Topic, *, on: date, note: str, actor: User) -> None:
    """登记完成. Raises ValidationError if a form has no fact and no note says why, or the topic is settled."""
    open_forms = list(topic.forms.all().unfulfilled())
    if open_forms and not note.strip():
        raise ValidationError({"note": f"“{open_forms[0]}”还没有对应的记录，登记完成须写明说明。"})
    _settle(topic, Topic.Status.DONE, on=on, reason=note.strip(), actor=actor)


@transaction.atomic
def move_topic(topic: Topic, *, on: date, reason: str, actor: User) -> Topic | None:
    """转下年: with a reason; into next year's plan where there is one that is not adopted yet.

    What it becomes there, or None. Raises ValidationError without a reason, or if the topic is settled.
    """
    if not reason.strip():
        raise ValidationError({"reason": "转下年须写明理由。"})
    _settle(topic, Topic.Status.MOVED, on=on, reason=reason.strip(), actor=actor)
    plan = topic.plan
    following = SupervisionPlan.objects.select_for_update(of=("self",)).filter(
        kind=plan.kind, year=plan.year + 1, status__in=SupervisionPlan.BEFORE_ADOPTION
    )
    target = following.first()
    if target is None:
        return None
    known = target.topics.filter(title=topic.title).first()
    moved = known or _copy(topic, target)
    Topic.objects.filter(pk=topic.pk).update(moved_to=moved)
    topic.refresh_from_db(fields=["moved_to"])
    return moved


def _copy(topic: Topic, target: SupervisionPlan) -> Topic:
    row = Topic(
        plan=target,
        order=next_order(target),
        title=topic.title,
        content=topic.content,
        origin=topic.origin,
        organ=topic.organ,
        working_committee=topic.working_committee,
        weight=topic.weight,
    )
    row.full_clean()
    row.save(force_insert=True)
    for form in topic.forms.all().unfulfilled():
        PlannedForm.objects.create(topic=row, kind=form.kind, month_from=form.month_from, month_to=form.month_to)
    return row


def next_order(plan: SupervisionPlan) -> int:
    """The place after the last topic."""
    last = plan.topics.order_by("-order").first()
    return last.order + 1 if last else 1


def _settle(topic: Topic, to: str, *, on: date, reason: str, actor: User) -> None:
    plan = topic.plan
    if plan.status not in SupervisionPlan.UNDER_WAY:
        raise ValidationError(f"计划当前为“{plan.get_status_display()}”，不能登记议题的结果。")
    if plan.adopted_on and on < plan.adopted_on:
        raise ValidationError({"on": "日期不能早于计划通过的日期。"})
    if not topic.settle(to, on=on, reason=reason):
        raise ValidationError(f"议题“{topic}”当前为“{topic.get_status_display()}”，不能再次登记。")
    verb = Topic.Status(to).label
    activity.record(actor, f"议题{verb}", topic, reason=reason, path=topic_path(topic))


def topic_path(topic: Topic) -> str:
    """Where the office works on a topic."""
    return f"/admin/supervision/topic/{topic.pk}/change/"


@transaction.atomic
def close(plan: SupervisionPlan, *, on: date, actor: User) -> None:
    """办结: only when every topic is done, moved or cancelled. Raises ValidationError naming those that are not."""
    stored = held(plan)
    if open_topics := list(stored.topics.all().open()):
        raise ValidationError(f"议题{named(open_topics)}还没有结果，请先登记完成、转下年，或者由主任会议决定取消。")
    if stored.in_force_on and on < stored.in_force_on:
        raise ValidationError({"on": "办结日期不能早于印发日期。"})
    stored.close(on=on)
    plan.refresh_from_db()
    activity.record(actor, "办结计划", plan, path=admin_path(plan))
