"""The chain behind what is owed in supervision: a follow-up's rounds, a report's papers."""

from datetime import date

from congress import registry
from congress.models import User
from congress.presentation import Step
from congress.registry import Chain
from congress.services.marks import owed_step
from supervision.models import Delivery, FollowUp, FollowUpRecheck, FollowUpRound, SpecialReport
from supervision.services import follow_ups, matters, reports


def of_round(round_: FollowUpRound, user: User, on: date) -> Chain | None:
    """The follow-up from the report to its closing, for those who may see it."""
    row = FollowUp.objects.all().visible_to(user).with_page().filter(pk=round_.follow_up_id).first()
    if row is None:
        return None
    path = follow_ups.admin_path(row) if user.is_staff else row.get_absolute_url()
    return Chain(str(row), path, matters.working_steps(row, on=on))


def of_recheck(recheck: FollowUpRecheck, user: User, on: date) -> Chain | None:
    """The follow-up that is to be looked at again, for those who may see it."""
    row = FollowUp.objects.all().visible_to(user).with_page().with_rechecks().filter(pk=recheck.follow_up_id).first()
    if row is None:
        return None
    path = follow_ups.admin_path(row) if user.is_staff else row.get_absolute_url()
    return Chain(str(row), path, matters.working_steps(row, on=on))


def of_delivery(delivery: Delivery, user: User, on: date) -> Chain | None:
    """The papers of a report up to the meeting, for those who read all reports."""
    if not user.has_perm("supervision.view_specialreport"):
        return None
    rows = SpecialReport.objects.select_related("item__meeting__term").prefetch_related("deliveries__obligation")
    report = rows.get(pk=delivery.report_id)
    path = reports.admin_path(report) if user.is_staff else f"/workspace/reports/{report.pk}/"
    meeting = report.item.meeting
    is_heard = report.status in SpecialReport.HEARD
    steps = [owed_step(each.get_step_display(), each.obligation, on=on) for each in report.deliveries.all()]
    heard = Step("听取审议", meeting.starts_on if is_heard else None, "done" if is_heard else "none", str(meeting))
    return Chain(str(report), path, [*steps, heard])


registry.chains.add("followupround", of_round)
registry.chains.add("followuprecheck", of_recheck)
registry.chains.add("delivery", of_delivery)
