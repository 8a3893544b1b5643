"""What supervision shows on the home page and on the page of a meeting."""

from datetime import date
from typing import Any, Final

from django import template
from django.db.models import Exists, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from congress.listing import ListRow
from congress.models import Obligation, Publication, User
from congress.presentation import DeskRow
from congress.publishing import readable
from congress.services import copies
from congress.services.copies import Copy
from congress.services.marks import due_mark
from meetings.models import Act, Meeting
from supervision.models import (
    AuditFinding,
    FollowUp,
    FollowUpRound,
    Inquiry,
    Interpellation,
    Oversight,
    SpecialReport,
)
from supervision.services import executions, follow_ups, matters

register = template.Library()

_LATEST: Final = 4
_PROMISES: Final = 6


@register.inclusion_tag("supervision/public/reports_block.html")
def reports_heard_last() -> dict[str, Any]:
    """The reports that were heard last."""
    reports = SpecialReport.objects.published().order_by("-item__meeting__starts_on", "-pk")
    rows = [
        ListRow(
            copy.title,
            copy.record.get_absolute_url(),
            copy.day("听取日期"),
            (copy.fact("报告机关"),),
            is_illustrative=copy.is_illustrative,
        )
        for copy in copies.of_each(reports[:_LATEST])
    ]
    return {"rows": rows}


@register.inclusion_tag("supervision/public/promised_block.html")
def promised_and_due(today: date) -> dict[str, Any]:
    """Published opinions and acts that an organ holds and has not answered, the one due first at the top."""
    rounds = (
        FollowUpRound.objects.filter(
            readable("follow_up__paper__society_duty") | readable("follow_up__act__society_duty"),
            obligation__status=Obligation.Status.OPEN,
            obligation__is_historic=False,
            follow_up__is_historic=False,
            follow_up__status__in=FollowUp.WITH_ORGAN,
        )
        .select_related("obligation", "follow_up__organ", "follow_up__paper", "follow_up__act")
        .order_by("obligation__due_on", "pk")[:_PROMISES]
    )
    held = list(rounds)
    origins: set[Any] = {round_.follow_up.origin for round_ in held}
    known = {copy.record: copy for copy in copies.of_each(origins)}
    rows = [
        (
            DeskRow(
                copy.title,
                follow_ups.public_path(round_.follow_up),
                f"{round_.follow_up.organ}{'研究处理' if round_.follow_up.paper_id else '执行'}",
                due_mark(round_.obligation, on=today),
            ),
            copy.is_illustrative,
        )
        for round_ in held
        if (copy := known.get(round_.follow_up.origin))
    ]
    return {"rows": rows}


@register.inclusion_tag("supervision/public/execution_block.html")
def execution_of_act(act: Copy[Act]) -> dict[str, Any]:
    """Who carries a published act out, how far it is, and the published reports on it."""
    execution = executions.of_act(act)
    return {
        "execution": execution,
        "steps": executions.public_steps(execution, on=timezone.localdate()),
        "progress": executions.public_progress(execution),
    }


@register.inclusion_tag("supervision/workspace/execution_links.html")
def follow_ups_of_act(act: Act, user: User) -> dict[str, Any]:
    """The follow-ups of an act that a person may open."""
    return {"rows": list(FollowUp.objects.filter(act=act).visible_to(user).with_page().order_by("pk"))}


@register.inclusion_tag("supervision/public/meeting_reports.html")
def reports_of_meeting(meeting: Meeting) -> dict[str, Any]:
    """The published reports of a meeting, each with its chain, and the published inquiries."""
    today = timezone.localdate()
    reports = SpecialReport.objects.published().filter(item__meeting=meeting).order_by("item__order", "pk")
    found = [matter for matter in matters.of_reports(reports) if matter.report]
    inquiries = Inquiry.objects.published().filter(sitting__meeting=meeting).order_by("pk")
    return {
        "reports": [(matter.report, matters.public_steps(matter, on=today)) for matter in found],
        "inquiries": copies.of_each(inquiries),
    }


@register.inclusion_tag("supervision/workspace/circulated_block.html")
def circulated_last(user: User) -> dict[str, Any]:
    """What was reported to deputies last, for those who may read it."""
    if not user.has_perm("supervision.read_circulated"):
        return {"is_reader": False}
    rows = Publication.objects.readable().for_deputies().order_by("-first_published_at", "-pk")
    return {"is_reader": True, "copies": copies.of_publications(rows[:_LATEST])}


@register.inclusion_tag("supervision/workspace/filing_links.html")
def filing_links(user: User) -> dict[str, Any]:
    """For those who file documents: the way to a new one and to their own."""
    return {"may_file": user.has_perm("supervision.file_normfiling")}


@register.inclusion_tag("supervision/workspace/oversight_links.html")
def oversight_links(user: User) -> dict[str, Any]:
    """The way to inquiries, audit findings and interpellations, for those to whom they are open or who have some.

    At most one query, and none for who reads all of them or could have none.
    """
    answers, asks = user.has_perm("supervision.answer_inquiry"), user.has_perm("supervision.ask_question")
    rectifies = user.has_perm("supervision.rectify_auditfinding")
    registers: list[tuple[str, str, bool, bool, QuerySet[Any]]] = [
        (
            "专题询问",
            "supervision_workspace:inquiry_list",
            user.has_perm("supervision.read_inquiries"),
            answers,
            Inquiry.objects.all().visible_to(user),
        ),
        (
            "审计查出问题整改",
            "supervision_workspace:audit_list",
            user.has_perm("supervision.read_auditfindings") or user.has_perm("supervision.verify_auditfinding"),
            rectifies or user.has_perm("supervision.view_government_followups"),
            AuditFinding.objects.all().visible_to(user),
        ),
        (
            "质询案",
            "supervision_workspace:interpellation_list",
            user.has_perm("supervision.view_interpellation"),
            answers or asks,
            Interpellation.objects.all().visible_to(user),
        ),
    ]
    asked = {address: Exists(rows) for _, address, is_open, may, rows in registers if may and not is_open}
    names = {address: f"has_{place}" for place, address in enumerate(asked)}
    own = User.objects.filter(pk=user.pk).annotate(**{names[address]: exists for address, exists in asked.items()})
    found = own.values(*names.values()).get() if asked else {}
    return {
        "links": [
            (label, reverse(address))
            for label, address, is_open, *_ in registers
            if is_open or found.get(names.get(address, ""))
        ]
    }


@register.inclusion_tag("supervision/workspace/oversight_block.html")
def own_outings(user: User) -> dict[str, Any]:
    """The outings under way or to come in which the person takes part, or of which the person's organ was told."""
    organs = Q(overseen__organ=user.organ_id, status__in=Oversight.KNOWN_TO_ORGANS) if user.organ_id else Q()
    own = Q(participants__person__account=user) | organs if organs else Q(participants__person__account=user)
    rows = Oversight.objects.filter(own, is_historic=False, status__in=Oversight.OPEN).distinct()
    return {"rows": list(rows.visible_to(user).order_by("starts_on", "pk")[:_LATEST])}
