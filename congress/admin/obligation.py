"""What is owed by when, requests for more time, and waivers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congress.http import signed_in
from congress.models import Extension, Obligation, User
from congress.services import obligations, unfinished, urging
from congress.services.marks import due_mark, owed_by

from .base import ReadOnlyAdmin
from .exporting import ExportAdmin, ListResource, column
from .filters import DefaultFilter
from .steps import Step, StepForm, SteppedAdmin

#: days that “due soon” looks ahead
SOON_DAYS = 7


def due_cell(obligation: Obligation) -> SafeString:
    """The due mark in a cell of a list: word and date, coloured by state."""
    mark = due_mark(obligation, on=timezone.localdate())
    return format_html('<span class="due-cell is-{}">{}</span>', mark.state, mark.text)


class StateFilter(DefaultFilter):
    """Late, due soon, owed, and what is over."""

    title = "期限状态"
    parameter_name = "state"
    default = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The states by their urgency."""
        return [
            ("open", "待完成"),
            ("late", "已逾期"),
            ("soon", f"{SOON_DAYS}天内到期"),
            ("late_done", "逾期完成"),
            ("closed", "已结束"),
            ("historic", "历史记录"),
            ("all", "全部"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The obligations in that state."""
        rows, day = Obligation.objects.all(), timezone.localdate()
        chosen = {
            "late": rows.overdue(on=day),
            "soon": rows.due_within(SOON_DAYS, on=day),
            "open": rows.open().live(),
            "late_done": rows.live().filter(done_on__gt=Greatest("due_plain", "due_on")),
            "closed": rows.exclude(status=Obligation.Status.OPEN).live(),
            "historic": rows.filter(is_historic=True),
        }.get(self.value())
        return queryset if chosen is None else queryset & chosen


class WaiverForm(StepForm):
    """A waiver needs a reason and the decision it rests on."""

    reason = forms.CharField(label="豁免理由", widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.CharField(label="决定", max_length=120, help_text="主任会议的次数和日期，或决定文号。")


class UrgeForm(StepForm):
    """What to say beside the title and the date."""

    text = forms.CharField(
        label="催办意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可不填；通知会写明事项和到期日。",
    )


def _oversees(user: User, row: Obligation) -> bool:
    """Whether the person keeps an eye on it."""
    return Obligation.objects.overseen_by(user).filter(pk=row.pk).exists()


class ObligationResource(ListResource):
    """Deadlines as a list."""

    title = column("事项", "title")
    owed_organ = column("责任机关", "owed_organ__name")
    rule = column("依据", "rule__citation")
    start_on = column("起算日", "start_on")
    due_plain = column("法定期限", "due_plain")
    due_on = column("到期日", "due_on")
    done_on = column("完成日期", "done_on")
    status = column("状态", "get_status_display")
    related = ("owed_organ", "rule")


@admin.register(Obligation)
class ObligationAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Deadlines, the most urgent first, with how each date was reached."""

    resource_classes = [ObligationResource]
    list_display = ("title", "owed_text", "due", "status", "rule_code")
    list_filter = (StateFilter, ("owed_organ", admin.RelatedOnlyFieldListFilter), "is_provisional")
    list_select_related = ("owed_organ", "owed_account", "rule")
    search_fields = ("title", "owed_organ__name")
    date_hierarchy = "due_on"
    fields = (
        "title",
        "owed_text",
        "watched_by",
        "rule",
        ("start_on", "due_plain", "due_on", "target_on"),
        ("status", "done_on"),
        "closing_reason",
        "closing_decision",
        "is_provisional",
        "is_historic",
    )
    panel_template = "admin/panels/obligation.html"
    steps = (
        Step(
            "urge",
            "催办",
            lambda row, actor, data: urging.urge([row.pk], text=data["text"], actor=actor, at=timezone.now()).text,
            _oversees,
            lambda row: row.status == Obligation.Status.OPEN and not row.is_historic,
            form=UrgeForm,
        ),
        Step(
            "waive",
            "豁免期限",
            lambda row, actor, data: obligations.waive(row, actor=actor, **data),
            "congress.waive_obligation",
            lambda row: row.status == Obligation.Status.OPEN,
            form=WaiverForm,
        ),
    )

    @admin.display(description="责任主体")
    def owed_text(self, row: Obligation) -> str:
        """Organ, account or role."""
        return owed_by(row)

    @admin.display(description="期限", ordering="due_on")
    def due(self, row: Obligation) -> SafeString:
        """The due mark."""
        return due_cell(row)

    @admin.display(description="规则", ordering="rule__code")
    def rule_code(self, row: Obligation) -> str:
        """The rule, by its code; the page of the deadline cites the law."""
        return row.rule.code

    def panel(self, request: HttpRequest, record: Obligation) -> dict[str, Any]:
        """How the date was reached and moved, who asked for more time, the chain behind it and what was urged."""
        chain = unfinished.chain(record, signed_in(request), on=timezone.localdate())
        return {
            "due": due_mark(record, on=timezone.localdate()),
            "chain_steps": chain.steps,
            "belongs_to": chain.title,
            "moves": record.changes.select_related("changed_by"),
            "extensions": record.extensions.select_related("requested_by", "decided_by"),
            "path": chain.path,
        }


class ApprovalForm(StepForm):
    """Consent to more time."""

    decision = forms.CharField(label="决定意见", max_length=300, initial="同意延期。")


class RefusalForm(StepForm):
    """A refusal says why."""

    decision = forms.CharField(label="不同意的理由", max_length=300)


def _is_open(extension: Extension) -> bool:
    return extension.status == Extension.Status.REQUESTED


@admin.register(Extension)
class ExtensionAdmin(SteppedAdmin, ReadOnlyAdmin):
    """Requests for more time, and the decisions on them."""

    list_display = ("obligation", "owed_text", "old_due_on", "new_due_on", "status", "requested_by", "requested_at")
    list_filter = ("status",)
    list_select_related = ("obligation__owed_organ", "obligation__owed_account", "requested_by")
    search_fields = ("obligation__title", "reason")
    fields = (
        "obligation",
        ("old_due_on", "new_due_on"),
        "reason",
        ("requested_by", "requested_at"),
        "status",
        ("decided_by", "decided_on"),
        "decision",
    )
    steps = (
        Step(
            "approve",
            "同意延期",
            lambda row, actor, data: obligations.approve_extension(
                row, actor=actor, today=timezone.localdate(), **data
            ),
            "congress.decide_extension",
            _is_open,
            form=ApprovalForm,
            is_main=True,
        ),
        Step(
            "refuse",
            "不同意",
            lambda row, actor, data: obligations.refuse_extension(row, actor=actor, today=timezone.localdate(), **data),
            "congress.decide_extension",
            _is_open,
            form=RefusalForm,
        ),
    )

    @admin.display(description="责任主体")
    def owed_text(self, row: Extension) -> str:
        """Who owes."""
        return owed_by(row.obligation)
