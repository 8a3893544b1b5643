"""Follow-ups: rounds, answers, what shows that they were closed, and the pages that hand something over."""

from io import BytesIO
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import SteppedAdmin
from congress.http import signed_in
from congress.presentation import OpinionPoint
from meetings.models import Act, OpinionPaper
from supervision.models import FollowUp, FollowUpRecheck, FollowUpRound, PointAnswer
from supervision.services import handover_documents, matters, progress

from .follow_up_steps import STEPS
from .handover import HAND_OVER, HAND_OVER_ACT

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_POINT_STATES = {"open": "current", "closed": "done", "carried_over": "owed"}


class FollowUpResource(ListResource):
    """Follow-ups as a list."""

    title = column("事项", "title")
    number = column("文号", "number")
    organ = column("承办机关", "organ__name")
    handed_over_on = column("交办日期", "handed_over_on")
    acknowledged_on = column("签收日期", "acknowledged_on")
    leader = column("责任领导", "leader")
    status = column("状态", "get_status_display")
    closed_on = column("办结日期", "closed_on")
    related = ("paper__number__series", "act__number__series", "organ")


class TurnFilter(admin.SimpleListFilter):
    """Whose turn it is."""

    title = "进度"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The turns."""
        return [("late", "已逾期"), ("office", "待本会办理"), ("organ", "承办机关办理中"), ("closed", "已办结")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
        """The follow-ups in that turn."""
        if self.value() == "late":
            return queryset.filter(pk__in=FollowUp.objects.overdue(on=timezone.localdate()).values("pk"))
        states = {"office": FollowUp.WITH_OFFICE, "organ": FollowUp.WITH_ORGAN, "closed": FollowUp.CLOSED}
        chosen = states.get(self.value() or "")
        return queryset.filter(status__in=chosen) if chosen else queryset


@admin.register(FollowUp)
class FollowUpAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Opinion papers and acts in the hands of organs, with everything that came of them."""

    resource_classes = [FollowUpResource]
    list_display = ("title", "organ", "handed_over_on", "due", "progress", "status")
    list_filter = (TurnFilter, "status", ("organ", admin.RelatedOnlyFieldListFilter), "is_historic")
    search_fields = ("paper__title", "act__title", "organ__name", "organ__short_name")
    date_hierarchy = "handed_over_on"
    fieldsets = ((None, {"fields": ()}),)
    panel_template = "admin/panels/follow_up.html"
    steps = STEPS
    history_with = ((FollowUpRound, "follow_up"), (PointAnswer, "follow_up"), (FollowUpRecheck, "follow_up"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUp]:
        """Follow-ups with their rounds and answers."""
        rows: QuerySet[FollowUp] = super().get_queryset(request).with_page()  # type: ignore[attr-defined]
        found: QuerySet[FollowUp] = progress.FOLLOW_UP.annotate(rows)
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> FollowUp | None:
        """One follow-up, with what shows that it was closed and the later looks."""
        found: FollowUp | None = super().get_object(request, object_id, from_field)
        if found is not None:
            prefetch_related_objects([found], *FollowUp.LOOKS)
        return found

    @admin.display(description="事项", ordering=Coalesce("paper__title", "act__title"))
    def title(self, follow_up: FollowUp) -> str:
        """The opinion paper or the act."""
        return follow_up.title

    @admin.display(description="期限")
    def due(self, follow_up: FollowUp) -> str:
        """The due mark of the round under way."""
        rounds = list(follow_up.rounds.all())
        return due_cell(rounds[-1].obligation) if rounds else ""

    @admin.display(description="进度")
    def progress(self, follow_up: FollowUp) -> str:
        """How far it is, by the weights of its points."""
        return str(progress.FOLLOW_UP.of(follow_up))

    def panel(self, request: HttpRequest, record: FollowUp) -> dict[str, Any]:
        """The chain, the points with their answers, and the rounds."""
        del request
        return {
            "follow_up": record,
            "chain_steps": matters.working_steps(record, on=timezone.localdate()),
            "progress": progress.FOLLOW_UP.of(record),
            "of_all_organs": progress.of_origin(record),
            "points": [_point(answer) for answer in record.answers.all()],
            "rounds": list(record.rounds.all()),
            "origin_url": _origin_url(record),
            "list_url": reverse("admin:supervision_followup_list", args=[record.paper_id]) if record.paper_id else "",
        }

    def get_urls(self) -> list[URLPattern]:
        """The pages that hand an opinion paper or an act over."""
        view = self.admin_site.admin_view(self.hand_over_view)
        listed = self.admin_site.admin_view(self.list_view)
        of_act = self.admin_site.admin_view(self.hand_over_act_view)
        return [
            path("hand-over/<int:key>/", view, name="supervision_followup_hand_over"),
            path("hand-over-list/<int:key>/list.docx", listed, name="supervision_followup_list"),
            path("hand-over-act/<int:key>/", of_act, name="supervision_followup_hand_over_act"),
            *super().get_urls(),
        ]

    def hand_over_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Hand an adopted opinion paper to organs."""
        papers = OpinionPaper.objects.select_related("item__reporting_organ", "handover_obligation", "number__series")
        paper = get_object_or_404(papers, pk=key)
        if not HAND_OVER.is_permitted(signed_in(request), paper):
            raise PermissionDenied
        return self.serve_step(
            request, paper, HAND_OVER, back=reverse("admin:meetings_opinionpaper_change", args=[key])
        )

    def list_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """交办清单: every point with who answers it and by when, as a Word file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        paper = get_object_or_404(OpinionPaper.objects.filter(follow_ups__isnull=False).distinct(), pk=key)
        content = official.render(handover_documents.hand_over_list(paper, on=timezone.localdate()))
        return FileResponse(
            BytesIO(content), as_attachment=True, filename=f"交办清单：{paper.title}.docx", content_type=WORD
        )

    def hand_over_act_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Hand the execution of an adopted act to organs."""
        rows = Act.objects.select_related("meeting__term", "executing_organ", "execution_obligation", "number__series")
        act = get_object_or_404(rows, pk=key)
        if not HAND_OVER_ACT.is_permitted(signed_in(request), act):
            raise PermissionDenied
        return self.serve_step(request, act, HAND_OVER_ACT, back=reverse("admin:meetings_act_change", args=[key]))


def _origin_url(follow_up: FollowUp) -> str:
    name = "opinionpaper" if follow_up.paper_id else "act"
    return reverse(f"admin:meetings_{name}_change", args=[follow_up.origin.pk])


def _point(answer: PointAnswer) -> OpinionPoint:
    note = f"（{answer.carry_reason}）" if answer.carry_reason else ""
    return OpinionPoint(
        number=answer.point.order,
        text=answer.point.text,
        state=_POINT_STATES[answer.status],  # type: ignore[arg-type]
        state_label=f"{answer.get_status_display()}{note}",
        answer=answer.text,
    )
