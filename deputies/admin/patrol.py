"""Patrols on the desk: rounds, and findings with the steps of the office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import ReasonForm, Step, SteppedAdmin
from congress.http import signed_in
from congress.services import photos
from deputies.models import PatrolAssignment, PatrolFinding, PatrolRecheck, PatrolRound
from deputies.services import patrol_publication, patrol_reports, patrol_rounds, patrols

from .patrol_forms import AssignForm, HideForm, MergeForm

ASSIGN = "deputies.assign_patrolfinding"
Status = PatrolFinding.Status


class RoundResource(ListResource):
    """Rounds as a list."""

    title = column("名称", "title")
    theme = column("主题", "theme")
    organiser = column("组织单位", "organiser__name")
    area = column("范围", "area")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    findings_made = column("发现问题", "findings_made")
    handed_over = column("交办问题", "handed_over")
    related = ("organiser",)


@admin.register(PatrolRound)
class PatrolRoundAdmin(ExportAdmin, PortalAdmin):
    """Rounds with their members, who are told to the duty ledger."""

    resource_classes = [RoundResource]
    list_display = ("title", "theme", "organiser", "starts_on", "findings_made", "handed_over")
    list_filter = ("theme",)
    list_select_related = ("organiser",)
    search_fields = ("title", "theme", "area")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("organiser", "members")
    fields = (("theme", "title"), ("organiser", "area"), ("starts_on", "ends_on"), "members")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PatrolRound]:
        """Rounds with what they brought."""
        rows: QuerySet[PatrolRound] = super().get_queryset(request).with_counts()  # type: ignore[attr-defined]
        return rows

    @admin.display(description="发现问题（条）")
    def findings_made(self, row: Any) -> int:
        """How many findings."""
        return int(row.findings_made)

    @admin.display(description="交办问题（个）")
    def handed_over(self, row: Any) -> int:
        """How many of them were handed over."""
        return int(row.handed_over)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Members do duty on the round: the ledger is told, or refuses who held no mandate."""
        super().save_related(request, form, formsets, change)
        patrol_rounds.credit(form.instance, actor=signed_in(request), at=timezone.now())


def _hide(finding: PatrolFinding, actor: Any, data: Any) -> str:
    changed = 0
    for picture in finding.photos.all():
        areas = data[f"areas_{picture.pk}"]
        if areas != picture.hidden_areas:
            photos.hide(picture, areas, actor=actor)
            changed += 1
    return f"已重新生成{changed}张照片的展示图，原图不变。" if changed else "没有变化。"


def _assign(finding: PatrolFinding, actor: Any, data: Any) -> str:
    row = patrols.assign(
        finding, organ=data["organ"], on=data["on"], demand=data["demand"], actor=actor, today=timezone.localdate()
    )
    return f"已交{row.organ}办理。"


class AssignmentInline(PortalInline):
    """Each time it was handed over; written by steps only."""

    model = PatrolAssignment
    can_delete = False
    fields = ("number", "organ", "assigned_on", "demand", "accepted_on", "outcome", "answer", "answered_on")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the organs."""
        return super().get_queryset(request).select_related("organ", "finding")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By steps only."""
        del request, obj
        return False


class RecheckInline(PortalInline):
    """What the finder said later."""

    model = PatrolRecheck
    can_delete = False
    fields = ("asked_on", "answer", "note", "answered_on")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the finder only."""
        del request, obj
        return False


class FindingResource(ListResource):
    """Findings as a list, without who reported them."""

    found_on = column("发现日期", "found_on")
    category = column("类别", "category__name")
    text = column("情况", "text")
    place = column("地点", "place")
    latitude = column("纬度", "latitude")
    longitude = column("经度", "longitude")
    round = column("巡查活动", "round__title")
    organ = column("承办单位", "organ__name")
    assigned_on = column("首次交办日期", "assigned_on")
    status = column("状态", "get_status_display")
    answered_on = column("答复日期", "answered_on")
    platform = column("来源平台", "platform")
    external_id = column("平台编号", "external_id")
    related = ("category", "round", "organ")


@admin.register(PatrolFinding)
class PatrolFindingAdmin(ExportAdmin, SteppedAdmin):
    """Findings: handed over, noted, merged, made fit for publication."""

    resource_classes = [FindingResource]
    list_display = ("__str__", "category", "found_on", "organ", "due", "status")
    list_filter = ("status", "category", "batch", "is_historic")
    search_fields = ("place", "text", "external_id")
    date_hierarchy = "found_on"
    autocomplete_fields = ("round", "mandate")
    inlines = (AssignmentInline, RecheckInline)
    history_with = ((PatrolAssignment, "finding"), (PatrolRecheck, "finding"))
    panel_template = "admin/panels/patrol_finding.html"
    fields = (
        ("category", "round"),
        "text",
        "place",
        ("latitude", "longitude"),
        ("found_on", "mandate"),
    )
    steps = (
        Step(
            "assign",
            "交办",
            _assign,
            ASSIGN,
            lambda row: row.status in PatrolFinding.TO_ASSIGN,
            form=AssignForm,
            is_main=True,
        ),
        Step(
            "note",
            "留存备查",
            lambda row, actor, data: patrols.note(row, reason=data["reason"], actor=actor),
            ASSIGN,
            lambda row: row.status in (Status.REPORTED, Status.NOT_OURS),
            form=ReasonForm,
        ),
        Step(
            "merge",
            "并入重复的问题",
            lambda row, actor, data: patrols.merge(row, into=data["into"], actor=actor),
            ASSIGN,
            lambda row: row.status in (*PatrolFinding.TO_ASSIGN, *PatrolFinding.WITH_ORGAN),
            form=MergeForm,
            is_rare=True,
        ),
        Step(
            "hide",
            "遮挡照片",
            _hide,
            ASSIGN,
            lambda row: row.photos.exists(),
            form=HideForm,
            template="admin/patrol_hide.html",
            note="人脸、车牌等在公开前遮挡。展示图和缩略图重新生成，原图保留。",
            is_rare=True,
        ),
        Step(
            "require",
            "列入公开",
            lambda row, actor, data: patrol_publication.require(row, actor=actor, today=timezone.localdate()),
            "congress.prepare_publication",
            lambda row: (
                row.society_duty_id is None and row.status in (*PatrolFinding.ANSWERED, PatrolFinding.Status.CONFIRMED)
            ),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PatrolFinding]:
        """Findings with what a line tells."""
        rows = super().get_queryset(request)
        return rows.select_related("category", "organ", "obligation__rule", "round", "mandate__person", "society_duty")

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """The lists behind the figures."""
        figures = ("batch__isnull", "found_on__year", "assigned_on__year")
        return lookup in figures or super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was reported stays as it was; the rest are steps."""
        del request, obj
        return False

    @admin.display(description="答复期限")
    def due(self, row: PatrolFinding) -> str:
        """The due mark."""
        return due_cell(row.obligation) if row.obligation else ""

    def save_model(self, request: HttpRequest, obj: PatrolFinding, form: Any, change: bool) -> None:
        """A finding that the office writes down for a deputy."""
        patrol_reports.report(obj, actor=signed_in(request), today=timezone.localdate())

    def panel(self, request: HttpRequest, record: PatrolFinding) -> dict[str, Any]:
        """Its pictures, where it stands, and what may be the same thing."""
        del request
        is_open = record.status in PatrolFinding.OPEN
        return {
            "finding": record,
            "photos": list(record.photos.select_related("shown", "thumbnail", "original")),
            "alike": list(PatrolFinding.objects.all().alike(record).with_rows()[:10]) if is_open else [],
            "merged": list(record.merged.all()[:20]),
        }
