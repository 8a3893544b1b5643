"""Reporting what a patrol found, on the phone: the page keeps what is entered and sends it when there is a network.

A finding carries a number that the phone made, so that what is sent twice is one. Without the script the page is an
ordinary form.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from congress.http import WorkspacePage, public_page
from congress.models import User
from congress.record_pages import USE
from congress.step_forms import DateInput
from congress.uploads import PicturesField
from deputies.models import PatrolCategory, PatrolFinding, PatrolRound
from deputies.services import patrol_reports
from deputies.services.patrol_reports import Picture

REPORT: Final = "deputies.report_patrolfinding"
_CONFLICT: Final = 409
_CREATED: Final = 201
_REFUSED: Final = 422
#: rounds of late, to which a finding may belong
_ROUND_DAYS: Final = 30
#: what the page is made of beside its own words
_FILES: Final = (
    "vendor/bootstrap/bootstrap-reboot.min.css",
    "vendor/bootstrap/bootstrap-grid.min.css",
    "css/components.css",
    "css/portal.css",
    "js/portal.js",
    "js/patrol.js",
    "img/mark.svg",
)


class ReportForm(forms.Form):
    """What was found, and where; `account` is whose phone wrote it down."""

    client_id = forms.UUIDField(label="上报编号", widget=forms.HiddenInput)
    account = forms.IntegerField(label="账号", widget=forms.HiddenInput)
    category = forms.ModelChoiceField(
        PatrolCategory.objects.none(), label="类别", empty_label="请选择", error_messages={"required": "请选择类别。"}
    )
    text = forms.CharField(label="情况", max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}))
    place = forms.CharField(label="地点", max_length=120, help_text="写路名门牌或者明显的标志物。")
    latitude = forms.DecimalField(label="纬度", widget=forms.HiddenInput, required=False)
    longitude = forms.DecimalField(label="经度", widget=forms.HiddenInput, required=False)
    accuracy_metres = forms.IntegerField(
        label="定位误差", widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000
    )
    photos = PicturesField(label="照片", required=False, max_files=patrol_reports.MOST_PHOTOS)
    photo_ids = forms.CharField(label="照片编号", widget=forms.HiddenInput, required=False, max_length=400)
    found_on = forms.DateField(label="发现日期", widget=DateInput(), initial=timezone.localdate)
    round = forms.ModelChoiceField(
        PatrolRound.objects.none(), label="巡查活动", required=False, empty_label="不属于某次活动"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Categories in use with their questions; rounds of late that the person is on."""
        super().__init__(*args, **kwargs)
        self.user = user
        categories = PatrolCategory.objects.filter(is_active=True)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        since = timezone.localdate() - timedelta(days=_ROUND_DAYS)
        rounds = PatrolRound.objects.filter(Q(members__person__account=user), starts_on__gte=since).distinct()
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
        self.asked = list(categories)
        for category in self.asked:
            for question in category.questions:
                self.fields[_name(category, question)] = _field(question)

    def groups(self) -> list[tuple[PatrolCategory, list[forms.BoundField]]]:
        """The questions of each category."""
        return [
            (category, [self[_name(category, question)] for question in category.questions])
            for category in self.asked
            if category.questions
        ]

    def pictures(self) -> list[Picture]:
        """The pictures with the numbers that the phone gave them."""
        numbers: list[UUID | None] = []
        for text in filter(None, self.cleaned_data["photo_ids"].split(",")):
            try:
                numbers.append(UUID(text))
            except ValueError:
                numbers.append(None)
        uploads = self.cleaned_data["photos"]
        numbers += [None] * (len(uploads) - len(numbers))
        return [Picture(upload, number) for upload, number in zip(uploads, numbers, strict=False)]

    def finding(self) -> PatrolFinding:
        """The finding, not stored yet."""
        names = (
            "client_id",
            "category",
            "text",
            "place",
            "latitude",
            "longitude",
            "accuracy_metres",
            "found_on",
            "round",
        )
        data = self.cleaned_data
        category: PatrolCategory = data["category"]
        answers = {each["key"]: data.get(_name(category, each)) or "" for each in category.questions}
        values = {name: data[name] for name in names}
        if values["latitude"] is not None and values["longitude"] is not None:
            values |= {name: round(values[name], 6) for name in ("latitude", "longitude")}
        return PatrolFinding(**values, answers=answers)


def _name(category: PatrolCategory, question: dict[str, Any]) -> str:
    return f"q_{category.pk}_{question['key']}"


def _field(question: dict[str, Any]) -> forms.Field:
    label = question["label"] + ("（必填）" if question.get("is_required") else "")
    if choices := question.get("choices"):
        pairs = [("", "请选择"), *((each, each) for each in choices)]
        return forms.ChoiceField(label=label, choices=pairs, required=False)
    return forms.CharField(label=label, max_length=200, required=False)


class ReportPage(WorkspacePage, TemplateView):
    """上报问题."""

    permission_required: Any = (USE, REPORT)
    template_name = "deputies/workspace/patrol_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; the page holds nobody's name, because the phone keeps it."""
        form = kwargs.pop("form", None) or ReportForm(
            user=self.user, initial={"client_id": uuid4(), "account": self.user.pk}
        )
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the finding; the script is told in JSON, whoever sends the form itself goes to its page."""
        form = ReportForm(request.POST, request.FILES, user=self.user)
        wants_json = request.headers.get("Accept") == "application/json"
        if form.is_valid() and form.cleaned_data["account"] != self.user.pk:
            form.add_error(None, ValidationError("这条记录由另一个账号填写，请用该账号登录后发送。", code="account"))
            return self._refused(form, wants_json, _CONFLICT)
        if form.is_valid():
            try:
                with transaction.atomic():
                    finding, is_new = patrol_reports.report(
                        form.finding(), form.pictures(), actor=self.user, today=timezone.localdate()
                    )
            except ValidationError as error:
                _tell(form, error)
            else:
                address = finding.get_absolute_url()
                if not wants_json:
                    return HttpResponseRedirect(address)
                told = {"id": str(finding.client_id), "url": address}
                return JsonResponse(told, status=_CREATED if is_new else 200)
        return self._refused(form, wants_json, _REFUSED)

    def _refused(self, form: ReportForm, wants_json: bool, status: int) -> HttpResponse:
        if not wants_json:
            return self.render_to_response(self.get_context_data(form=form), status=status)
        problems = [
            f"{form.fields[name].label}：{text}" if name in form.fields and form.fields[name].label else text
            for name, texts in form.errors.items()
            for text in texts
        ]
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        # A record that another account wrote waits on the phone for that account.
        told = {"problems": problems, "waits": "account" in codes, "renumber": bool(codes & patrol_reports.RENUMBER)}
        return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _tell(form: ReportForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, list(errors))


@public_page
@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """The page's service worker with the files that it keeps; it tells nobody's data, so it is open."""
    del request
    files = [static(name) for name in _FILES]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]
    text = render_to_string("deputies/workspace/patrol_worker.js", {"files": json.dumps(files), "version": version})
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
