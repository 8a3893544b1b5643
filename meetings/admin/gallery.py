"""The public gallery on the desk: seats and days, and the citizens who asked for one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congress.admin.base import PortalAdmin, ReadOnlyAdmin
from congress.admin.steps import Step, StepForm, SteppedAdmin
from congress.http import signed_in
from meetings.models import Gallery, ObserverApplication
from meetings.services import gallery

Status = ObserverApplication.Status
ADMIT = "meetings.admit_observer"


@admin.register(Gallery)
class GalleryAdmin(PortalAdmin):
    """Galleries: how many seats, and from when to when people may ask for one."""

    list_display = ("meeting", "seats", "seated", "waiting", "opens_on", "closes_on")
    fields = ("meeting", ("seats", "opens_on", "closes_on"), "decided_at", "note", "applications_shown")
    readonly_fields = ("applications_shown",)
    autocomplete_fields = ("meeting", "decided_at")
    search_fields = ("meeting__title", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Gallery]:
        """Galleries with their counts."""
        rows = (
            super().get_queryset(request).select_related("meeting__term", "meeting__session__term", "decided_at__term")
        )
        counted: QuerySet[Gallery] = rows.annotate(
            seated_number=Count("applications", filter=Q(applications__status__in=ObserverApplication.SEATED)),
            waiting_number=Count("applications", filter=Q(applications__status__in=(Status.RECEIVED, Status.WAITING))),
        )
        return counted

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The meeting is chosen once."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "meeting") if obj is not None else fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Seats cannot fall below those given."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.clean_seats = _clean_seats
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The people only for those who work with them."""
        fields = list(super().get_fields(request, obj))
        may_see = obj is not None and signed_in(request).has_perm("meetings.view_observerapplication")
        return fields if may_see else [name for name in fields if name != "applications_shown"]

    @admin.display(description="已安排")
    def seated(self, row: Any) -> int:
        """How many seats are given."""
        return int(row.seated_number)

    @admin.display(description="待安排")
    def waiting(self, row: Any) -> int:
        """How many wait for an answer or a seat."""
        return int(row.waiting_number)

    @admin.display(description="旁听申请")
    def applications_shown(self, row: Gallery) -> SafeString | str:
        """The applications with a way to each."""
        found = row.applications.order_by("applied_at", "pk")[:200]
        lines = format_html_join(
            "",
            '<li><a href="/admin/meetings/observerapplication/{}/change/">{}</a> {}{}</li>',
            ((each.pk, each.name or "（已清除）", each.get_status_display(), _pass(each)) for each in found),
        )
        return format_html('<ul class="plain-list">{}</ul>', lines) if lines else "还没有人报名。"


def _clean_seats(form: Any) -> int:
    seats = int(form.cleaned_data["seats"])
    if form.instance.pk:
        given = form.instance.applications.filter(status__in=ObserverApplication.SEATED).count()
        if seats < given:
            raise forms.ValidationError(f"已安排{given}人，席位不能少于{given}。")
    return seats


def _pass(row: ObserverApplication) -> str:
    return f"（{row.pass_number}号）" if row.pass_number else ""


class RefusalForm(StepForm):
    """Why there is no seat, in words that the citizen reads."""

    reason = forms.CharField(label="未安排的理由", max_length=200, initial="席位已满")


STEPS = (
    Step(
        "admit",
        "准予旁听",
        lambda row, actor, data: gallery.admit(row, actor=actor),
        ADMIT,
        lambda row: row.status in (Status.RECEIVED, Status.WAITING, Status.REFUSED),
        is_main=True,
    ),
    Step(
        "wait",
        "列为候补",
        lambda row, actor, data: gallery.put_on_waiting_list(row, actor=actor),
        ADMIT,
        lambda row: row.status == Status.RECEIVED,
    ),
    Step(
        "refuse",
        "不予安排",
        lambda row, actor, data: gallery.refuse(row, actor=actor, **data),
        ADMIT,
        lambda row: row.status in (Status.RECEIVED, Status.WAITING, Status.ADMITTED),
        form=RefusalForm,
    ),
    Step(
        "came",
        "核对证件、登记到场",
        lambda row, actor, data: gallery.note_arrival(row, on=timezone.localdate(), actor=actor),
        ADMIT,
        lambda row: row.status == Status.ADMITTED,
        is_main=True,
    ),
)


@admin.register(ObserverApplication)
class ObserverApplicationAdmin(SteppedAdmin, ReadOnlyAdmin):
    """Citizens who asked for a seat. No export: their data stay here until they are erased."""

    list_display = ("name", "phone", "gallery", "status", "pass_number", "applied_at")
    list_filter = ("status",)
    search_fields = ("name", "phone", "receipt")
    ordering = ("-applied_at",)
    fields = (
        *("gallery", "name", "phone", "same_number"),
        *("status", "pass_number", "reason", "id_checked", "applied_at", "erased_at"),
    )
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[ObserverApplication]:
        """Applications with their meetings."""
        return super().get_queryset(request).select_related("gallery__meeting__term", "gallery__meeting__session__term")

    @admin.display(description="同一号码的其他申请")
    def same_number(self, row: ObserverApplication) -> str:
        """The citizen is not told of them; the office gives one seat."""
        found = gallery.of_same_number(row).order_by("applied_at", "pk")[:10]
        return "、".join(f"{each.name}（{each.get_status_display()}）" for each in found) or "无"
