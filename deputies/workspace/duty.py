"""The deputy's own duty on the phone: the year's record, entering one with photos, putting it right, its check."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.presentation import Figure
from congress.record_pages import USE, PageStep, RecordPage
from congress.step_forms import DateInput, StepForm, stamp_of
from congress.uploads import UploadsField
from deputies.models import OWN_KINDS, ActivityAttendance, DutyActivity, DutyAssessment, DutyKind, Person
from deputies.services import duty_pages, duty_records
from deputies.services.performance_schemes import plain

Status = ActivityAttendance.Status
_UNCHECKED: Final = (Status.SUBMITTED, Status.RETURNED)
_EARLIEST, _LATEST = 1949, 2199


class RecordForm(StepForm):
    """What the deputy did: kind, title, days, place, hours, in a few words, with pictures."""

    kind = forms.ChoiceField(label="类别", choices=[(kind.value, kind.label) for kind in OWN_KINDS])
    title = forms.CharField(label="名称", max_length=160, help_text="如“走访石梁镇敬老院”。")
    starts_on = forms.DateField(label="开始日期", widget=DateInput)
    ends_on = forms.DateField(label="结束日期", widget=DateInput, required=False, help_text="当天结束的不填。")
    place = forms.CharField(label="地点", max_length=120, required=False)
    hours = forms.DecimalField(
        label="时长（小时）",
        min_value=Decimal("0.5"),
        max_value=999,
        max_digits=5,
        decimal_places=1,
        initial=Decimal(2),
    )
    content = forms.CharField(
        label="情况",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不要填写他人的电话、住址等个人信息。",
    )
    uploads = UploadsField(
        label="照片和材料",
        required=False,
        max_files=duty_records.MAX_FILES,
        help_text="照片去除拍摄地点等信息后显示；最多9个文件。",
    )

    def clean(self) -> dict[str, Any]:
        """One day, unless the last one is told."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = cleaned.get("starts_on")
        return cleaned


_TOLD: Final = ("kind", "title", "starts_on", "ends_on", "place", "hours", "content")


class ReasonForm(StepForm):
    """Why it cannot be confirmed as it is."""

    reason = forms.CharField(label="退回理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def year_of(request: HttpRequest) -> int:
    """The year asked for, or this one; what is no year is this one."""
    asked = request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == len(str(_LATEST))
    return int(asked) if is_year and _EARLIEST <= int(asked) <= _LATEST else timezone.localdate().year


class DutyPage(WorkspacePage, TemplateView):
    """A page of a deputy's own duty."""

    permission_required: Any = (USE,)

    def person(self) -> Person:
        """The deputy behind the account; 404 for who is or was none."""
        person = Person.objects.filter(account=self.user, mandates__isnull=False).distinct().first()
        if person is None:
            raise Http404
        return person


class MyDuty(DutyPage):
    """我的履职: the year by kind, what waits, and the list; the assessment once it was told."""

    template_name = "deputies/workspace/duty_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The year's sums, the page of rows, the rows that want something of the deputy."""
        today = timezone.localdate()
        person, year = self.person(), year_of(self.request)
        rows = duty_pages.rows_of(person, year)
        sums = duty_pages.sums(rows)
        open_rows = ActivityAttendance.objects.filter(person=person, status__in=(Status.RETURNED, Status.EXPECTED))
        return super().get_context_data(**kwargs) | {
            "person": person,
            "year": year,
            "years": duty_pages.years_of(person, this_year=today.year),
            "figures": [
                Figure(sum(each.times for each in sums), "次", "已核实的履职"),
                Figure(plain(sum((each.hours for each in sums), Decimal(0))), "小时", "履职时长"),
            ],
            "sums": sums,
            "page": key_page(rows, by="activity__starts_on", query=self.request.GET),
            "waiting": open_rows.select_related("activity").order_by("activity__starts_on", "pk")[:7],
            "assessment": duty_pages.assessment_of(person, year, DutyAssessment.objects.visible_to(self.user)),
        }


class NewRecord(DutyPage):
    """登记履职: the form of an own record."""

    template_name = "deputies/workspace/duty_new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with today."""
        self.person()
        today = timezone.localdate()
        form = kwargs.pop("form", None) or RecordForm(initial={"starts_on": today, "kind": DutyKind.CONTACT})
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the record, or show again what was typed and why it was refused."""
        self.person()
        form = RecordForm(request.POST, request.FILES)
        if form.is_valid():
            activity = DutyActivity(**{name: form.cleaned_data[name] for name in _TOLD})

            def submit() -> None:
                duty_records.submit(
                    activity, files=form.cleaned_data["uploads"], actor=self.user, at=timezone.localtime()
                )

            if form.take(submit):
                messages.success(request, "已提交，由代表工委或所在街道、乡镇核实后计入台账。")
                return redirect("deputies_workspace:duty_home")
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _is_mine(user: Any, row: ActivityAttendance) -> bool:
    return row.activity.is_own and row.person.account_id == user.pk and row.status in _UNCHECKED


def _is_for_check(user: Any, row: ActivityAttendance) -> bool:
    waits = row.activity.is_own and row.status == Status.SUBMITTED
    return waits and duty_records.may_verify(user, row)


def _correct(row: ActivityAttendance, user: Any, data: dict[str, Any]) -> None:
    changed = row.activity
    for name in _TOLD:
        setattr(changed, name, data[name])
    duty_records.correct(row, changed, files=data["uploads"], actor=user, at=timezone.localtime())


class DutyRecord(RecordPage):
    """One row of the ledger, as the deputy and those who check it see it."""

    template_name = "deputies/workspace/duty_record.html"
    steps = (
        PageStep(
            "verify",
            "核实通过",
            StepForm,
            lambda row, user, data: duty_records.verify(row, actor=user, at=timezone.localtime()),
            "已核实，计入履职台账。",
            _is_for_check,
            is_main=True,
        ),
        PageStep(
            "give_back",
            "退回",
            ReasonForm,
            lambda row, user, data: duty_records.give_back(row, reason=data["reason"], actor=user),
            "已退回，代表会收到通知。",
            _is_for_check,
        ),
        PageStep("correct", "修改并提交", RecordForm, _correct, "已重新提交。", _is_mine, is_main=True),
        PageStep(
            "withdraw",
            "撤回",
            StepForm,
            lambda row, user, data: duty_records.withdraw(row, actor=user),
            "已撤回，不计入台账。",
            _is_mine,
        ),
    )

    def record(self, *, is_locked: bool = False) -> ActivityAttendance:
        """The row of the address, if this person may see it."""
        rows: QuerySet[ActivityAttendance] = ActivityAttendance.objects.all()
        if is_locked:
            rows = rows.select_for_update(of=("self",))
        visible = ActivityAttendance.objects.all().visible_to(self.user).values("pk")
        named = ("activity__organiser", "activity__group", "person", "mandate__delegation", "verified_by")
        return get_object_or_404(rows.filter(pk__in=visible).select_related(*named), pk=self.kwargs["pk"])

    def stamp(self, record: ActivityAttendance) -> str:
        """State, words and pictures: what somebody who checks has seen."""
        told = [getattr(record.activity, name) for name in _TOLD]
        keys = [*record.photos.values_list("pk", flat=True), *record.files.values_list("pk", flat=True)]
        return stamp_of([record.status, record.submitted_at, *told, *keys])

    def initial(self, record: ActivityAttendance, step: PageStep) -> dict[str, Any]:
        """What stands already."""
        return {name: getattr(record.activity, name) for name in _TOLD} if step.name == "correct" else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The row with its pictures and papers."""
        context = super().get_context_data(**kwargs)
        record: ActivityAttendance = context["record"]
        is_own = record.person.account_id == self.user.pk
        path = record.activity.path
        return context | {
            "activity": record.activity,
            "badge": duty_pages.badge(record),
            "photos": record.photos.select_related("thumbnail", "shown"),
            "papers": record.files.all(),
            "source_path": path if self.user.is_staff or not path.startswith("/admin/") else "",
            "is_mine": is_own,
            "shows_leave": is_own or duty_records.may_verify(self.user, record),
        }


class ToCheck(WorkspacePage, TemplateView):
    """Own records of deputies that wait for this person's check."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/duty_checks.html"

    def has_permission(self) -> bool:
        """The deputies' committee, streets and townships."""
        return super().has_permission() and duty_records.checks_records(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The oldest first."""
        rows = duty_records.to_check(self.user).select_related("activity", "person")
        page = key_page(rows, by="activity__starts_on", query=self.request.GET, is_oldest_first=True)
        return super().get_context_data(**kwargs) | {"page": page}
