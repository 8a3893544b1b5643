"""Allowances on the desk: rates, who is entitled, periods with their lists, bank accounts by their last digits."""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from congress import official
from congress.admin.base import PortalAdmin, PortalForm
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, StepForm, SteppedAdmin
from congress.http import signed_in
from congress.models import Activity
from congress.uploads import UploadField
from deputies.models import AllowanceEntitlement, AllowancePeriod, AllowanceRate, BankAccount, FundPayment
from deputies.services import allowances, bank_accounts, fund_documents, funds

from .fund import WORD, PayForm, served, signer_of
from .group import InForceFilter

CHANGE: Final = "deputies.change_allowanceperiod"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Status = AllowancePeriod.Status
_today = timezone.localdate


@admin.register(AllowanceRate)
class AllowanceRateAdmin(PortalAdmin):
    """履职补贴标准 by date."""

    list_display = ("__str__", "length", "amount", "part_service", "starts_on", "ends_on", "basis")
    list_filter = ("length", InForceFilter)
    fields = (("length", "amount"), "part_service", "basis", ("starts_on", "ends_on"))

    def save_model(self, request: HttpRequest, obj: AllowanceRate, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        allowances.keep_rate(obj, actor=signed_in(request))


class EntitlementResource(ListResource):
    """Who is entitled as a list."""

    person = column("代表", "mandate__person__name")
    delegation = column("代表团所在乡镇街道", "mandate__delegation__name")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("最后一日", "ends_on")
    basis = column("认定依据", "basis")
    related = ("mandate__person", "mandate__delegation")


@admin.register(AllowanceEntitlement)
class AllowanceEntitlementAdmin(ExportAdmin, PortalAdmin):
    """无固定工资收入代表, from when to when."""

    resource_classes = [EntitlementResource]
    list_display = ("mandate", "starts_on", "ends_on", "basis")
    list_filter = (InForceFilter,)
    list_select_related = ("mandate__person",)
    search_fields = ("mandate__person__name", "mandate__person__pinyin", "^mandate__person__initials")
    autocomplete_fields = ("mandate",)
    fields = ("mandate", ("starts_on", "ends_on"), "basis")

    def save_model(self, request: HttpRequest, obj: AllowanceEntitlement, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        allowances.entitle(obj, actor=signed_in(request))


class SheetForm(StepForm):
    """The signed list."""

    upload = UploadField(label="签领表扫描件")


@admin.register(AllowancePeriod)
class AllowancePeriodAdmin(SteppedAdmin):
    """补贴发放期: plan, draw up, approve, pay, keep the signed sheet."""

    list_display = ("__str__", "starts_on", "ends_on", "status", "line")
    list_filter = ("status", "year")
    list_select_related = ("line__organ",)
    autocomplete_fields = ("line",)
    fields = (("year", "part"), "line")
    panel_template = "admin/panels/allowance_period.html"
    steps = (
        Step(
            "draw-up",
            "编制名单",
            lambda row, actor, data: f"已列入{allowances.draw_up(row, actor=actor, today=_today())}名代表，待审批。",
            CHANGE,
            lambda row: row.status == Status.PLANNED,
            is_main=True,
        ),
        Step(
            "approve",
            "审批名单",
            lambda row, actor, data: f"已审批{allowances.approve(row, actor=actor, today=_today())}笔。",
            funds.APPROVE,
            lambda row: row.status == Status.DRAWN_UP and _has(row, FundPayment.Status.DRAFTED),
            is_main=True,
        ),
        Step(
            "pay",
            "登记发放",
            lambda row, actor, data: f"已发放{allowances.pay(row, actor=actor, today=_today(), **data)}笔。",
            funds.PAY,
            lambda row: row.status == Status.DRAWN_UP and _has(row, FundPayment.Status.APPROVED),
            form=PayForm,
            is_main=True,
        ),
        Step(
            "sheet",
            "登记签领表",
            lambda row, actor, data: allowances.keep_sheet(row, data["upload"], actor=actor),
            CHANGE,
            lambda row: row.status == Status.DRAWN_UP,
            form=SheetForm,
        ),
        Step(
            "supplement",
            "补列",
            lambda row, actor, data: f"已补列{allowances.supplement(row, actor=actor, today=_today())}名代表。",
            CHANGE,
            lambda row: row.status == Status.DRAWN_UP,
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllowancePeriod]:
        """Periods with their line and rate."""
        rows: QuerySet[AllowancePeriod] = super().get_queryset(request)
        return rows.select_related("line__organ", "rate")

    def has_change_permission(self, request: HttpRequest, obj: AllowancePeriod | None = None) -> bool:
        """Until the list is drawn up."""
        is_open = obj is None or obj.status == Status.PLANNED
        return bool(is_open and super().has_change_permission(request, obj))

    def panel(self, request: HttpRequest, record: AllowancePeriod) -> dict[str, Any]:
        """The list, its sum, and its files."""
        rows = list(allowances.on_list(record))
        return {
            "period": record,
            "rows": rows,
            "total": sum(row.amount for row in rows),
            "files": record.sheets.all(),
            "may_read_accounts": signed_in(request).has_perm(bank_accounts.READ),
            "is_told": any(row.status in FundPayment.TOLD for row in rows),
        }

    def save_model(self, request: HttpRequest, obj: AllowancePeriod, form: Any, change: bool) -> None:
        """Planned by the service, which works out the days."""
        del form, change
        allowances.plan_period(obj, actor=signed_in(request))

    def get_urls(self) -> list[URLPattern]:
        """The two lists."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:key>/sheet.docx", wrap(self.sheet_view), name="deputies_allowanceperiod_sheet"),
            path("<int:key>/payments.xlsx", wrap(self.list_view), name="deputies_allowanceperiod_list"),
            *super().get_urls(),
        ]

    def sheet_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The sheet to sign, as Word."""
        period = self._readable(request, key)
        paper = fund_documents.signature_sheet(period, signer=signer_of(signed_in(request)), today=_today())
        return served(official.render(paper), f"{paper.title}.docx", WORD)

    def list_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The list for the bank, as Excel: by POST, because it is a reading that leaves lines in the log."""
        period = self._readable(request, key)
        if not signed_in(request).has_perm(bank_accounts.READ):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.record_url(period))
        try:
            content = bank_accounts.payment_list(period, actor=signed_in(request))
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
            return HttpResponseRedirect(self.record_url(period))
        return served(content, f"{period}发放清单.xlsx", EXCEL)

    def _readable(self, request: HttpRequest, key: int) -> AllowancePeriod:
        period: AllowancePeriod | None = self.get_object(request, str(key))
        if period is None:
            raise Http404
        if not self.has_view_permission(request, period):
            raise PermissionDenied
        return period


def _has(period: AllowancePeriod, status: str) -> bool:
    return period.payments.filter(status=status).exists()


class BankAccountForm(PortalForm):
    """Bank and number; a stored number is never shown, only replaced."""

    new_number = forms.CharField(
        label="账号",
        max_length=40,
        help_text="12至22位数字，可以带空格；保存后只显示后四位。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "new_number" in self.fields:
            self.fields["new_number"].required = False
            self.fields["new_number"].label = "新账号"
            self.fields["new_number"].help_text += "不改账号的留空。"


def _number_beside_its_input(error: ValidationError) -> ValidationError:
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({{"number": "new_number"}.get(name, name): rows for name, rows in error.error_dict.items()})


@admin.register(BankAccount)
class BankAccountAdmin(PortalAdmin):
    """银行账户: for the treasurer alone; no export, no search by number, no history of values."""

    form = BankAccountForm
    list_display = ("person", "bank", "masked_number")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__pinyin", "^person__initials")
    autocomplete_fields = ("person",)
    fields = ("person", "bank", "new_number")
    panel_template = "admin/panels/bank_account.html"

    @admin.display(description="账号")
    def masked_number(self, account: BankAccount) -> str:
        """The last four digits."""
        return account.masked

    def panel(self, request: HttpRequest, record: BankAccount) -> dict[str, Any]:
        """The last four digits, and the way to the whole."""
        del request
        return {"account": record, "whole_url": reverse("admin:deputies_bankaccount_whole", args=[record.pk])}

    @method_decorator(sensitive_post_parameters("new_number"))
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Errors do not report the number."""
        return super().changeform_view(*args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: BankAccount | None = None) -> tuple[str, ...]:
        """An account stays with its person."""
        del request
        return ("person",) if obj else ()

    def save_model(self, request: HttpRequest, obj: BankAccount, form: Any, change: bool) -> None:
        """By the service, which logs it without the values."""
        del change
        obj.number = form.cleaned_data["new_number"] or obj.number
        try:
            bank_accounts.keep(obj, actor=signed_in(request))
        except ValidationError as error:
            raise _number_beside_its_input(error) from None

    def _log(self, request: HttpRequest, verb: str, obj: Any, message: Any) -> Activity:
        """That it changed, without what it holds."""
        del message
        return super()._log(request, verb, obj, "")

    def get_urls(self) -> list[URLPattern]:
        """The page of the whole number."""
        view = self.admin_site.admin_view(self.whole_view)
        return [path("<int:key>/whole/", view, name="deputies_bankaccount_whole"), *super().get_urls()]

    def whole_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The whole number, by POST: every reading leaves a line."""
        account = self.get_object(request, str(key))
        if account is None:
            raise Http404
        actor = signed_in(request)
        if not self.has_view_permission(request, account) or not actor.has_perm(bank_accounts.READ):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.record_url(account))
        context = {
            **self.admin_site.each_context(request),
            "title": str(account),
            "subtitle": None,
            "opts": self.opts,
            "account": account,
            "number": bank_accounts.read(account, actor=actor),
            "record_url": self.record_url(account),
        }
        answer = TemplateResponse(request, "admin/bank_account_whole.html", context)
        answer.headers["Cache-Control"] = "no-store"
        return answer
