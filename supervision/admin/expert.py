"""The pool of experts on the desk: nomination, letters of appointment, and what experts help with."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congress import official
from congress.admin.base import ReadOnlyAdmin, StepsInline
from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from congress.official import date_text
from meetings.models import Meeting
from supervision.models import Expert, ExpertAssignment, ExpertTerm
from supervision.services import assignments, expert_documents, experts

Status = Expert.Status
CHANGE: Final = "supervision.change_expert"
CONTACT: Final = "supervision.view_expert_contact"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def chair_meetings() -> QuerySet[Meeting]:
    """Chairpersons' meetings that took place, the latest first."""
    rows = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
    found: QuerySet[Meeting] = rows.select_related("term").order_by("-starts_on", "-pk")
    return found


class ChairMeetingForm(StepForm):
    """At which chairpersons' meeting it was decided."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = chair_meetings()


class AppointForm(ChairMeetingForm):
    """The days of the letter."""

    starts_on = forms.DateField(label="聘任日期", widget=DayInput, initial=timezone.localdate)
    ends_on = forms.DateField(
        label="聘期届满", required=False, widget=DayInput, help_text="不填则为三年，或者至本届任期届满（取较早者）。"
    )


class DismissForm(ReasonForm, DayForm, ChairMeetingForm):
    """By which meeting, when and why."""

    field_order = ("meeting", "on", "reason")


def _appoint(expert: Expert, actor: User, data: Mapping[str, Any]) -> str:
    term = experts.appoint(expert, actor=actor, today=timezone.localdate(), **data)
    return f"聘书编号{term.number}，聘期至{date_text(term.ends_on)}。"


class TermInline(StepsInline):
    """Letters of appointment; written by the steps."""

    model = ExpertTerm
    verbose_name_plural = "聘期"
    fields = ("number", "approved_at", "starts_on", "ends_on", "due", "paper")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExpertTerm]:
        """With what the names need."""
        rows: QuerySet[ExpertTerm] = super().get_queryset(request)
        return rows.select_related("number__series", "approved_at__term", "obligation", "expert")

    @admin.display(description="届满提醒")
    def due(self, row: ExpertTerm) -> SafeString | str:
        """The due mark."""
        return due_cell(row.obligation) if row.obligation else "—"

    @admin.display(description="聘书")
    def paper(self, row: ExpertTerm) -> SafeString:
        """The letter as a Word file."""
        return format_html(
            '<a href="{}">下载聘书（Word）</a>', reverse("admin:supervision_expert_letter", args=[row.pk])
        )


class ExpertResource(ListResource):
    """Experts as a list; without contacts."""

    name = column("姓名", "name")
    field = column("领域", "get_field_display")
    title = column("职称或职务", "title")
    organisation = column("单位", "organisation")
    nominated_by = column("推荐工委", "nominated_by__name")
    status = column("状态", "get_status_display")
    related = ("nominated_by",)


@admin.register(Expert)
class ExpertAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Experts; contacts for those who arrange the work."""

    resource_classes = [ExpertResource]
    list_display = ("name", "field", "title", "organisation", "until", "status")
    list_filter = ("field", "status", ("nominated_by", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "title", "organisation")
    search_help_text = "可按姓名、职称、单位查找。"
    autocomplete_fields = ("nominated_by", "bound_to", "account")
    fields = (
        ("name", "field"),
        ("title", "organisation"),
        ("email", "phone"),
        ("nominated_by", "account"),
        "bound_to",
        "bond_note",
        "matters",
    )
    readonly_fields = ("matters",)
    inlines = (TermInline,)
    history_with = ((ExpertTerm, "expert"),)
    steps = (
        Step(
            "submit",
            "提请主任会议",
            lambda e, actor, data: experts.submit(e, actor=actor),
            CHANGE,
            lambda e: e.status == Status.NOMINATED,
            is_main=True,
        ),
        Step(
            "appoint",
            "颁发聘书",
            _appoint,
            CHANGE,
            lambda e: e.status == Status.APPROVED,
            form=AppointForm,
            is_main=True,
            note="选择通过聘任的主任会议；聘书自动编号，届满三十日前提醒推荐工委。",
        ),
        Step(
            "renew",
            "续聘",
            _appoint,
            CHANGE,
            lambda e: e.status in (Status.APPOINTED, Status.ENDED),
            form=AppointForm,
            note="选择通过续聘的主任会议；从原聘期届满次日起。",
        ),
        Step(
            "publish",
            "列入公开名录",
            lambda e, actor, data: experts.require_publication(e, actor=actor),
            "congress.prepare_publication",
            lambda e: e.status == Status.APPOINTED and e.society_duty_id is None,
            note="只公开姓名、领域、职称或职务。",
        ),
        Step(
            "end",
            "登记聘期已满",
            lambda e, actor, data: experts.end(e, on=data["on"], actor=actor),
            CHANGE,
            lambda e: e.status == Status.APPOINTED,
            form=DayForm,
            is_rare=True,
        ),
        Step(
            "dismiss",
            "解聘",
            lambda e, actor, data: experts.dismiss(e, actor=actor, today=timezone.localdate(), **data),
            CHANGE,
            lambda e: e.status == Status.APPOINTED,
            form=DismissForm,
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expert]:
        """Experts with their terms."""
        rows: QuerySet[Expert] = super().get_queryset(request)
        return rows.select_related("nominated_by", "account", "society_duty").prefetch_related("terms")

    def get_fields(self, request: HttpRequest, obj: Expert | None = None) -> Any:
        """Contacts for those who may read them; what the expert helps with on a stored record."""
        may_read = signed_in(request).has_perm(CONTACT)
        rows = [row for row in self.fields if may_read or row != ("email", "phone")]
        return [row for row in rows if obj is not None or row != "matters"]

    def closing(self, record: Expert) -> str:
        """Closed once dismissed or refused."""
        return f"专家{record.get_status_display()}" if record.status in (Status.DISMISSED, Status.REFUSED) else ""

    def save_model(self, request: HttpRequest, obj: Expert, form: Any, change: bool) -> None:
        """A new expert is a nomination."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            experts.nominate(obj, actor=signed_in(request))

    @admin.display(description="聘期至")
    def until(self, expert: Expert) -> str:
        """The last day of the present letter."""
        return date_text(expert.term.ends_on) if expert.term else "—"

    @admin.display(description="参与的监督活动")
    def matters(self, expert: Expert) -> SafeString | str:
        """What the expert helped with, each with its page."""
        rows = ExpertAssignment.objects.filter(expert=expert).with_matter().order_by("-assigned_on", "-pk")[:100]
        lines = [(assignments.admin_path(row), row.matter, row.get_status_display()) for row in rows]
        return format_html_join("", '<div><a href="{}">{}</a>　{}</div>', lines) or "尚未参与。"

    def get_urls(self) -> list[URLPattern]:
        """The letters before the admin's own pages."""
        view = self.admin_site.admin_view(self.letter_view)
        return [path("letters/<int:key>.docx", view, name="supervision_expert_letter"), *super().get_urls()]

    def letter_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """聘书 as a Word file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = ExpertTerm.objects.select_related("expert", "approved_at__term", "number__series")
        term = get_object_or_404(rows, pk=key)
        content = official.render(expert_documents.letter_of_appointment(term))
        return FileResponse(
            BytesIO(content), as_attachment=True, filename=f"{term.expert.name}聘书.docx", content_type=WORD
        )


class TermResource(ListResource):
    """Letters of appointment as a list."""

    expert = column("专家", "expert__name")
    field = column("领域", "expert__get_field_display")
    number = column("聘书编号", "number")
    starts_on = column("聘任日期", "starts_on")
    ends_on = column("聘期届满", "ends_on")
    related = ("expert", "number__series")


@admin.register(ExpertTerm)
class ExpertTermAdmin(ExportAdmin, ReadOnlyAdmin):
    """Letters of appointment, by the day on which they run out too; written by the steps of the expert."""

    resource_classes = [TermResource]
    list_display = ("expert", "number", "starts_on", "ends_on")
    list_filter = ("expert__field", "expert__status")
    search_fields = ("expert__name",)
    date_hierarchy = "starts_on"
    fields = ("expert", "number", "approved_at", ("starts_on", "ends_on"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExpertTerm]:
        """With what the names need."""
        rows: QuerySet[ExpertTerm] = super().get_queryset(request)
        return rows.select_related("expert", "number__series", "approved_at__term")


class AssignmentResource(ListResource):
    """Assignments as a list."""

    expert = column("专家", "expert__name")
    field = column("领域", "expert__get_field_display")
    matter = column("监督活动", "matter")
    task = column("任务", "task")
    assigned_on = column("安排日期", "assigned_on")
    done_on = column("完成日期", "done_on")
    fee = column("劳务费（元）", "fee")
    status = column("状态", "get_status_display")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """With what the names of matters need."""
        del kwargs
        return queryset.with_matter()  # type: ignore[attr-defined,no-any-return]


@admin.register(ExpertAssignment)
class ExpertAssignmentAdmin(ExportAdmin, SteppedAdmin):
    """Assignments; made here, answered in the workspace."""

    resource_classes = [AssignmentResource]
    list_display = ("expert", "subject", "assigned_on", "fee", "status")
    list_filter = ("status", "expert__field")
    search_fields = ("expert__name", "task")
    date_hierarchy = "assigned_on"
    autocomplete_fields = ("expert", "oversight", "inquiry", "review", "report", "filing")
    fields = (
        "expert",
        ("oversight", "inquiry"),
        ("review", "report"),
        "filing",
        "task",
        ("assigned_on", "fee"),
        "declaration",
        "opinion",
        "files",
    )
    readonly_fields = ("declaration", "opinion", "files")
    steps = (
        Step(
            "cancel",
            "取消",
            lambda a, actor, data: assignments.cancel(a, actor=actor, **data),
            "supervision.change_expertassignment",
            lambda a: a.status in ExpertAssignment.OPEN,
            form=ReasonForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExpertAssignment]:
        """Assignments with what their names need."""
        rows: QuerySet[ExpertAssignment] = super().get_queryset(request)
        return rows.filter(pk__in=rows.values("pk")).with_matter()  # type: ignore[attr-defined,no-any-return]

    def get_fields(self, request: HttpRequest, obj: ExpertAssignment | None = None) -> Any:
        """The answers on a stored record."""
        return self.fields if obj is not None else self.fields[:-3]

    def get_readonly_fields(self, request: HttpRequest, obj: ExpertAssignment | None = None) -> tuple[str, ...]:
        """Who helps with what stays."""
        del request
        fixed = ("expert", *ExpertAssignment.MATTERS, "assigned_on") if obj else ()
        return (*fixed, *self.readonly_fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Today."""
        return {"assigned_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: ExpertAssignment, form: Any, change: bool) -> None:
        """A new assignment is checked for bonds, and the expert is told."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            assignments.assign(obj, actor=signed_in(request))

    @admin.display(description="监督活动")
    def subject(self, assignment: ExpertAssignment) -> str:
        """What the expert helps with."""
        return str(assignment.matter)

    @admin.display(description="附件")
    def files(self, assignment: ExpertAssignment) -> SafeString | str:
        """What the expert handed in."""
        rows = [(reverse("public:file", args=[each.public_id]), each.name) for each in assignment.attachments.all()]
        return format_html_join("", '<div><a href="{}">{}</a></div>', rows) or "—"
