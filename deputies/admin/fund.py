"""Activity funds on the desk: lines with their account, decisions that change them, payments in the steps of two."""

from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone

from congress import official
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from congress.services.attachments import final_name
from congress.uploads import UploadField
from deputies.models import FundAdjustment, FundLine, FundPayment
from deputies.services import fund_documents, funds

CHANGE: Final = "deputies.change_fundpayment"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Status = FundPayment.Status


def served(content: bytes, name: str, kind: str) -> FileResponse:
    """A file to keep, in no cache on the way."""
    answer = FileResponse(BytesIO(content), as_attachment=True, filename=final_name(name), content_type=kind)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def signer_of(user: User) -> str:
    """The body under a paper: that of the person who prints it."""
    return user.organ.name_on(timezone.localdate()) if user.organ else ""


class AdjustForm(StepForm):
    """How much by which decision."""

    amount = forms.DecimalField(
        label="调整金额（元）", max_digits=12, decimal_places=2, help_text="追加填正数，调减填负数。"
    )
    decision = forms.CharField(label="决定", max_length=120, help_text="作出决定的会议或者文号。")
    decided_on = forms.DateField(label="决定日期", initial=timezone.localdate, widget=DayInput)


def _adjust(line: FundLine, actor: User, data: Any) -> str:
    row = funds.adjust(FundAdjustment(line=line, **data), actor=actor, today=timezone.localdate())
    return f"已登记：{row}。"


class LineResource(ListResource):
    """The account of the lines."""

    year = column("年度", "year")
    use = column("用途类别", "get_use_display")
    purpose = column("用途", "purpose")
    source = column("来源", "get_source_display")
    organ = column("街道或乡镇", "organ__name")
    amount = column("年初预算（元）", "amount")
    adjusted = column("调整（元）", "adjusted")
    budget = column("预算合计（元）", "budget")
    paid = column("已支付（元）", "paid")
    booked = column("已登记（元）", "booked")
    left = column("结余（元）", "left")
    related = ("organ",)


@admin.register(FundLine)
class FundLineAdmin(ExportAdmin, SteppedAdmin):
    """经费预算项目, each with what is paid and left."""

    resource_classes = [LineResource]
    list_display = ("purpose", "year", "budget_now", "paid_now", "left_now", "use", "source", "organ")
    list_filter = ("year", "use", "source")
    list_select_related = ("organ",)
    search_fields = ("purpose", "organ__name", "note")
    autocomplete_fields = ("organ",)
    fields = (("year", "use"), ("source", "organ"), "purpose", "amount", "note")
    actions = ("print_account",)
    panel_template = "admin/panels/fund_line.html"
    history_with = ((FundAdjustment, "line"),)
    steps = (
        Step(
            "adjust",
            "预算调整",
            _adjust,
            "deputies.add_fundadjustment",
            lambda row: True,
            form=AdjustForm,
            note="登记作出的决定；调减不能少于已经登记的支付。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FundLine]:
        """Lines with their account."""
        rows: Any = super().get_queryset(request)
        return FundLine.objects.filter(pk__in=rows.values("pk")).with_account()

    @admin.display(description="预算合计（元）", ordering="budget")
    def budget_now(self, line: FundLine) -> str:
        """With what changed it."""
        return f"{line.budget}"  # type: ignore[attr-defined]

    @admin.display(description="已支付（元）", ordering="paid")
    def paid_now(self, line: FundLine) -> str:
        """What left."""
        return f"{line.paid}"  # type: ignore[attr-defined]

    @admin.display(description="结余（元）", ordering="left")
    def left_now(self, line: FundLine) -> str:
        """What can still be booked."""
        return f"{line.left}"  # type: ignore[attr-defined]

    def panel(self, request: HttpRequest, record: FundLine) -> dict[str, Any]:
        """The account, and the decisions that changed the budget."""
        del request
        waiting = record.booked - record.paid  # type: ignore[attr-defined]
        return {"line": record, "unpaid": waiting, "adjustments": record.adjustments.all()}

    def save_model(self, request: HttpRequest, obj: FundLine, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        funds.keep_line(obj, actor=signed_in(request))

    @admin.action(description="所选项目的收支表（Word）", permissions=["view"])
    def print_account(self, request: HttpRequest, queryset: QuerySet[FundLine]) -> FileResponse:
        """The account on paper."""
        lines = list(queryset.select_related("organ").order_by("year", "use", "source", "pk"))
        paper = fund_documents.account(lines, signer=signer_of(signed_in(request)), today=timezone.localdate())
        return served(official.render(paper), f"{paper.title}.docx", WORD)


class PayForm(StepForm):
    """The day on which the money left, and the voucher."""

    on = forms.DateField(label="支付日期", initial=timezone.localdate, widget=DayInput)
    voucher = forms.CharField(label="凭证号", max_length=60, required=False)


class EvidenceForm(StepForm):
    """A number, a file, or both."""

    voucher = forms.CharField(label="凭证号", max_length=60, required=False)
    upload = UploadField(label="凭证材料", required=False)


def may_void(user: User, payment: FundPayment) -> bool:
    """A draft by who enters, what was approved by who approves."""
    is_draft = payment.status == Status.DRAFTED
    return user.has_perm(funds.APPROVE) or (is_draft and user.has_perm(CHANGE))


class PaymentResource(ListResource):
    """Payments as a list, without bank accounts."""

    line = column("经费预算项目", "line__purpose")
    year = column("年度", "line__year")
    subject = column("支付事由", "subject")
    person = column("代表", "mandate__person__name")
    activity = column("履职活动", "activity__title")
    amount = column("金额（元）", "amount")
    status = column("状态", "get_status_display")
    approved_on = column("审批日期", "approved_on")
    paid_on = column("支付日期", "paid_on")
    voucher = column("凭证号", "voucher")
    void_reason = column("作废理由", "void_reason")
    related = ("line", "mandate__person", "activity")


@admin.register(FundPayment)
class FundPaymentAdmin(ExportAdmin, SteppedAdmin):
    """经费支付: entered by one, approved by another, paid, or void with a reason."""

    resource_classes = [PaymentResource]
    list_display = ("subject", "amount", "line", "status", "approved_on", "paid_on", "voucher")
    list_filter = ("status", "line__year", "line__use", "line__source")
    list_select_related = ("line__organ",)
    date_hierarchy = "entered_on"
    search_fields = ("subject", "voucher", "mandate__person__name", "mandate__person__pinyin")
    autocomplete_fields = ("line", "activity", "mandate")
    fields = ("line", "subject", ("activity", "mandate"), ("amount", "voucher"))
    panel_template = "admin/panels/fund_payment.html"
    steps = (
        Step(
            "approve",
            "审批",
            lambda row, actor, data: f"已审批{funds.approve([row], actor=actor, today=timezone.localdate())}笔。",
            funds.APPROVE,
            lambda row: row.status == Status.DRAFTED,
            is_main=True,
        ),
        Step(
            "pay",
            "登记支付",
            lambda row, actor, data: f"已支付{funds.pay([row], actor=actor, today=timezone.localdate(), **data)}笔。",
            funds.PAY,
            lambda row: row.status == Status.APPROVED,
            form=PayForm,
            is_main=True,
        ),
        Step(
            "evidence",
            "登记凭证",
            lambda row, actor, data: funds.add_evidence(row, actor=actor, **data),
            CHANGE,
            lambda row: row.status != Status.VOIDED,
            form=EvidenceForm,
        ),
        Step(
            "void",
            "作废",
            lambda row, actor, data: funds.void(row, reason=data["reason"], actor=actor),
            may_void,
            lambda row: row.status != Status.VOIDED,
            form=ReasonForm,
            note="作废后金额退回预算项目；已支付的须先收回款项。记录和理由保留。",
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FundPayment]:
        """Payments with what their page names."""
        rows: QuerySet[FundPayment] = super().get_queryset(request)
        return rows.select_related("line__organ", "mandate__person", "activity", "period", "entered_by", "approved_by")

    def has_change_permission(self, request: HttpRequest, obj: FundPayment | None = None) -> bool:
        """A draft of one's own making; allowances come from their period."""
        is_open = obj is None or (obj.status == Status.DRAFTED and obj.period_id is None)
        return bool(is_open and super().has_change_permission(request, obj))

    def panel(self, request: HttpRequest, record: FundPayment) -> dict[str, Any]:
        """Who entered, approved and paid, and the evidence."""
        del request
        return {"payment": record, "files": record.files.all()}

    def save_model(self, request: HttpRequest, obj: FundPayment, form: Any, change: bool) -> None:
        """Booked by the service."""
        del form, change
        funds.book(obj, actor=signed_in(request), today=timezone.localdate())
