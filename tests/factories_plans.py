"""Yearly plans with their topics, at any step."""

from datetime import date

from congress.models import Organ
from meetings.models import Meeting
from supervision.models import PlannedForm, SupervisionPlan, Topic
from supervision.services import plan_adjustments, plan_forms, plans
from supervision.services.plan_adjustments import Decision
from tests import factories, factories_acts
from tests.factories import TODAY

Status = SupervisionPlan.Status


def plan(kind: str = SupervisionPlan.Kind.SUPERVISION, *, year: int = TODAY.year, **fields: object) -> SupervisionPlan:
    """A plan for which topics are collected."""
    return SupervisionPlan.objects.create(kind=kind, year=year, **fields)


def topic(of: SupervisionPlan | None = None, *, forms: str = "听取审议报告6月", **fields: object) -> Topic:
    """A topic with its forms, next in order."""
    where = of or plan()
    order = plans.next_order(where)
    values: dict[str, object] = {
        "title": f"示例议题第{order}项",
        "origin": Topic.Origin.MEMBERS,
        "organ": factories.organ(),
        "working_committee": factories.organ(Organ.Kind.WORKING_COMMITTEE),
        **fields,
    }
    row = Topic.objects.create(plan=where, order=order, **values)
    plan_forms.rewrite(row, plan_forms.parse(forms))
    return row


def consulted(*, topics: int = 2, **fields: object) -> SupervisionPlan:
    """A plan before the chairpersons' meeting."""
    row = plan(**fields)
    for _ in range(topics):
        topic(row)
    office = factories.user("office")
    plans.draft(row, actor=office)
    plans.consult(row, actor=office)
    return row


def chairpersons(on: date = TODAY) -> Meeting:
    """A chairpersons' meeting that was held."""
    return factories_acts.chair_meeting(on=on)


def adopted(*, topics: int = 2, on: date = TODAY, **fields: object) -> SupervisionPlan:
    """A plan that the chairpersons' meeting of `on` adopted."""
    row = consulted(topics=topics, **fields)
    plans.adopt(row, meeting=chairpersons(on), on=on, actor=factories.user("sc_chair"), today=TODAY)
    return row


def in_force(*, topics: int = 2, on: date = TODAY, **fields: object) -> SupervisionPlan:
    """A plan that was adopted, is published and was sent round."""
    row = adopted(topics=topics, on=on, **fields)
    SupervisionPlan.objects.filter(pk=row.pk).update(status=Status.IN_FORCE, in_force_on=on)
    row.refresh_from_db()
    return row


def decision(on: date = TODAY, *, reason: str = "区委部署调整", meeting: Meeting | None = None) -> Decision:
    """What a chairpersons' meeting decided on a plan."""
    return Decision(meeting or chairpersons(on), on, reason)


def cancelled(row: Topic) -> Topic:
    """A topic that an adjustment cancelled."""
    plan_adjustments.cancel(row, decision=decision(), actor=factories.user("office"), today=TODAY)
    row.refresh_from_db()
    return row


def done(row: Topic, *, on: date = TODAY) -> Topic:
    """A topic whose forms were done."""
    PlannedForm.objects.filter(topic=row).update(fulfilled_on=on)
    plans.finish_topic(row, on=on, note="", actor=factories.user("office"))
    row.refresh_from_db()
    return row
