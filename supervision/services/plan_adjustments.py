"""Adjusting an adopted plan: by a chairpersons' meeting, with a reason, and everybody concerned is told.

Source: ZJ-SUP08 art 10; a topic that is added is exempt from the 20, 10 and 7 days of its papers (art 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity, notifications, publication
from meetings.models import Meeting
from supervision.models import PlanAdjustment, SupervisionPlan, Topic
from supervision.services import plan_forms, plans
from supervision.services.plan_forms import Planned

Kind = PlanAdjustment.Kind


@dataclass(frozen=True)
class Decision:
    """Which chairpersons' meeting decided it, on which of its days, and why."""

    meeting: Meeting
    on: date
    reason: str


@transaction.atomic
def add_topic(
    topic: Topic, forms: Sequence[Planned], *, decision: Decision, actor: User, today: date
) -> PlanAdjustment:
    """增加议题: an unsaved topic of an adopted plan. Raises ValidationError as `_held`, or if it is incomplete."""
    plan = _held(topic.plan, decision, today)
    if not forms:
        raise ValidationError({"forms": "请填写监督形式和月份。"})
    topic.order, topic.is_ad_hoc = plans.next_order(plan), True
    topic.full_clean()
    topic.save(force_insert=True)
    plan_forms.rewrite(topic, forms)
    when = plan_forms.words(topic.forms.all())
    return _note(Kind.ADDED, topic, decision, f"增加议题“{topic}”，责任机关为{topic.organ}，{when}。", actor)


@transaction.atomic
def retime(topic: Topic, forms: Sequence[Planned], *, decision: Decision, actor: User, today: date) -> PlanAdjustment:
    """调整形式和时间. Raises ValidationError as `_held`, if nothing changes, or a form that was fulfilled would go."""
    _held(topic.plan, decision, today)
    _check_open(topic)
    if not forms:
        raise ValidationError({"forms": "请填写监督形式和月份；不再办理的，请取消议题。"})
    before = plan_forms.words(topic.forms.all())
    if not plan_forms.rewrite(topic, forms):
        raise ValidationError({"forms": "形式和月份没有变化。"})
    after = plan_forms.words(topic.forms.all())
    return _note(Kind.RETIMED, topic, decision, f"议题“{topic}”由“{before}”调整为“{after}”。", actor)


@transaction.atomic
def cancel(topic: Topic, *, decision: Decision, actor: User, today: date) -> PlanAdjustment:
    """取消议题. Raises ValidationError as `_held`, or if the topic is settled."""
    _held(topic.plan, decision, today)
    _check_open(topic)
    topic.settle(Topic.Status.CANCELLED, on=decision.on, reason=decision.reason.strip()[:200])
    return _note(Kind.CANCELLED, topic, decision, f"取消议题“{topic}”。", actor)


def _held(plan: SupervisionPlan, decision: Decision, today: date) -> SupervisionPlan:
    """The plan, locked; raises ValidationError without a reason, before adoption, or for a wrong meeting or day."""
    stored = plans.held(plan)
    if stored.status not in SupervisionPlan.UNDER_WAY:
        raise ValidationError(f"计划当前为“{stored.get_status_display()}”，不需要也不能作计划调整。")
    if not decision.reason.strip():
        raise ValidationError({"reason": "调整计划须写明理由。"})
    plans.check_decision(decision.meeting, decision.on, today)
    if stored.adopted_on and decision.on < stored.adopted_on:
        raise ValidationError({"on": "调整日期不能早于计划通过的日期。"})
    return stored


def _check_open(topic: Topic) -> None:
    topic.refresh_from_db(fields=["status"])
    if topic.status != Topic.Status.PLANNED:
        raise ValidationError(f"议题“{topic}”当前为“{topic.get_status_display()}”，不能调整。")


def _note(kind: str, topic: Topic, decision: Decision, change: str, actor: User) -> PlanAdjustment:
    plan = topic.plan
    row = PlanAdjustment(
        plan=plan,
        topic=topic,
        kind=kind,
        meeting=decision.meeting,
        decided_on=decision.on,
        reason=decision.reason.strip(),
        change=change,
    )
    row.full_clean()
    row.told = plans.tell_concerned(plan, subject=f"计划调整：{plan}", body=f"{change}理由：{row.reason}")
    row.save(force_insert=True)
    activity.record(actor, row.get_kind_display(), plan, reason=row.reason, path=plans.admin_path(plan))
    if plan.society_duty is not None and plan.society_duty.is_readable:
        notifications.tell_roles(
            "office",
            subject=f"计划已调整，请更正已公布的内容：{plan}",
            path=publication.desk_path(plan.society_duty),
        )
    return row
