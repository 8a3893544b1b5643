"""Matters of weight: the register with its sponsors, its clocks and its steps."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalForm
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.obligation import due_cell
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.http import signed_in
from congress.models import Obligation, User
from congress.services.marks import due_mark
from congress.uploads import UploadsField
from meetings.models import AgendaItem, MajorMatter, Meeting
from meetings.services import major_matters

CHANGE = "meetings.change_majormatter"
Status = MajorMatter.Status


class MatterForm(PortalForm):
    """A matter; on a new one also the papers it came with."""

    uploads = UploadsField(label="材料", required=False)


class PlanForm(StepForm):
    """The committee's meeting, and why one that comes so soon."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="审议的常委会会议")
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="收到之日距会议不足三十日（报告不足二十日）仍列入的，写明理由。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = Meeting.objects.of_committee().filter(status__in=Meeting.BEFORE_OPENING)
        field = self.fields["meeting"]
        field.queryset = coming.exclude(status__in=Meeting.OFF).select_related("term").order_by("starts_on")  # type: ignore[attr-defined]
        field.initial = self.record.meeting_id


class DeliveryForm(DayForm):
    """The papers and the day they came."""

    uploads = UploadsField(label="材料")
    field_order = ("uploads", "on")


class ScreenForm(StepForm):
    """The chairpersons' meeting that decided."""

    at = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        field = self.fields["at"]
        field.queryset = held.select_related("term")  # type: ignore[attr-defined]
        field.widget = AutocompleteSelect(MajorMatter._meta.get_field("meeting"), admin.site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        latest = held.filter(ends_on__gte=self.record.received_on).order_by("-starts_on", "-pk").first()
        field.initial = latest.pk if latest else None


class RefuseForm(ScreenForm):
    """And the explanation."""

    reason = forms.CharField(label="向提出人说明的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TableForm(StepForm):
    """An item that stands on the agenda already, or none to make one."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="已有议程", required=False, empty_label="新增一项议程"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(
            meeting=self.record.meeting_id, kind=AgendaItem.Kind.MAJOR_MATTER, major_matter__isnull=True
        )
        self.fields["item"].queryset = items.order_by("order")  # type: ignore[attr-defined]


def _may_record_screening(user: User, matter: MajorMatter) -> bool:
    """The chairpersons themselves, or the office that writes down what their meeting decided."""
    del matter
    return user.has_perm("meetings.screen_majormatter") or user.has_perm(CHANGE)


def _table(matter: MajorMatter, actor: User, data: Mapping[str, Any]) -> str:
    item = major_matters.table(matter, item=data["item"], actor=actor)
    return f"已列入{item.meeting}议程第{item.order}项。"


def _waits_for_screening(matter: MajorMatter) -> bool:
    return matter.status == Status.RECEIVED and matter.mode != MajorMatter.Mode.REPORT


STEPS = (
    Step(
        "plan",
        "拟定审议会议",
        lambda matter, actor, data: major_matters.plan(matter, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda matter: matter.status in (Status.RECEIVED, Status.SCREENED) and matter.mode != MajorMatter.Mode.REPORT,
        form=PlanForm,
        note="议案提前三十日、报告提前二十日（《浙江省各级人大常委会讨论决定重大事项的规定》第十条）；期限随会议日期移动。",
    ),
    Step(
        "deliver",
        "登记材料送达",
        lambda matter, actor, data: major_matters.deliver(matter, data["uploads"], on=data["on"], actor=actor),
        CHANGE,
        lambda matter: matter.status in MajorMatter.OPEN,
        form=DeliveryForm,
    ),
    Step(
        "screen",
        "主任会议同意提请",
        lambda matter, actor, data: major_matters.screen(matter, actor=actor, **data),
        _may_record_screening,
        _waits_for_screening,
        form=ScreenForm,
        is_main=True,
    ),
    Step(
        "refuse",
        "主任会议不同意提请",
        lambda matter, actor, data: major_matters.refuse(matter, actor=actor, **data),
        _may_record_screening,
        _waits_for_screening,
        form=RefuseForm,
        note="理由将通知提出机关或者联名的组成人员（《规定》第十一条）。",
    ),
    Step(
        "table",
        "列入议程",
        _table,
        CHANGE,
        lambda matter: matter.status == Status.SCREENED and matter.meeting_id is not None,
        form=TableForm,
        is_main=True,
    ),
    Step(
        "deliberate",
        "登记已审议",
        lambda matter, actor, data: major_matters.deliberate(matter, actor=actor),
        CHANGE,
        lambda matter: matter.status == Status.TABLED and matter.item.status in major_matters.DELIBERATED_ITEMS,
        is_main=True,
    ),
    Step(
        "file",
        "备案",
        lambda matter, actor, data: major_matters.file(matter, actor=actor),
        CHANGE,
        lambda matter: matter.status == Status.RECEIVED and matter.mode == MajorMatter.Mode.REPORT,
        is_main=True,
    ),
    Step(
        "withdraw",
        "撤回",
        lambda matter, actor, data: major_matters.withdraw(matter, actor=actor, **data),
        CHANGE,
        lambda matter: matter.status in MajorMatter.OPEN,
        form=ReasonForm,
        note="交付表决前，提出人可以书面说明理由撤回（《规定》第十四条）；已列入的议程一并撤回。",
    ),
)


class MatterResource(ListResource):
    """Matters as a list."""

    title = column("事项", "title")
    category = column("类别", "get_category_display")
    mode = column("方式", "get_mode_display")
    sponsor = column("提出人", "get_sponsor_display")
    organ = column("提出机关", "organ")
    received_on = column("收到日期", "received_on")
    meeting = column("审议的会议", "meeting")
    status = column("状态", "get_status_display")
    related = ("organ", "meeting__term")


@admin.register(MajorMatter)
class MajorMatterAdmin(ExportAdmin, SteppedAdmin):
    """The register; who proposed what, and when it came, stays once it is entered."""

    form = MatterForm
    resource_classes = [MatterResource]
    list_display = ("title", "category", "mode", "received_on", "meeting", "due", "status")
    list_filter = ("status", "category", "mode", "sponsor")
    search_fields = ("title", "party_reference")
    date_hierarchy = "received_on"
    autocomplete_fields = ("organ", "co_sponsors")
    panel_template = "admin/panels/major_matter.html"
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[MajorMatter]:
        """Matters with what their pages need."""
        return (
            super()
            .get_queryset(request)
            .select_related(
                "organ",
                "meeting__term",
                "item",
                "screened_at__term",
                "before_obligation__rule",
                "deliberation_obligation__rule",
            )
        )

    def get_fieldsets(self, request: HttpRequest, obj: MajorMatter | None = None) -> Any:
        """The papers are chosen on a new matter; later ones come by their step."""
        self_fields: list[Any] = [
            ("title", "category"),
            ("mode", "is_motion", "received_on"),
            ("sponsor", "organ"),
            "co_sponsors",
            "party_reference",
        ]
        fields = self_fields if obj else [*self_fields, "uploads"]
        return self._guarded([(None, {"fields": fields})], request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: MajorMatter | None = None) -> tuple[str, ...]:
        """What the clocks and the right to propose rest on stays."""
        del request
        return ("mode", "is_motion", "received_on", "sponsor", "organ", "co_sponsors") if obj else ()

    def save_model(self, request: HttpRequest, obj: MajorMatter, form: Any, change: bool) -> None:
        """A new matter is received by its service."""
        if change:
            super().save_model(request, obj, form, change)
            return
        major_matters.receive(
            obj,
            co_sponsors=list(form.cleaned_data["co_sponsors"]),
            uploads=form.cleaned_data["uploads"] or (),
            actor=signed_in(request),
            today=timezone.localdate(),
        )

    @admin.display(description="审议期限")
    def due(self, matter: MajorMatter) -> str:
        """The due mark of the three months."""
        return due_cell(matter.deliberation_obligation) if matter.deliberation_obligation else ""

    def panel(self, request: HttpRequest, record: MajorMatter) -> dict[str, Any]:
        """Who proposed it, its clocks, where it stands on an agenda, its papers."""
        del request
        return {
            "matter": record,
            "sponsor": major_matters.sponsor_name(record),
            "before": _mark(record.before_obligation),
            "deliberation": _mark(record.deliberation_obligation),
            "files": list(record.papers.all()),
        }


def _mark(owed: Obligation | None) -> Any:
    return due_mark(owed, on=timezone.localdate()) if owed else None
