"""One step of the credentials of many: 250 people are not opened one by one at the election of a term."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from congress.admin.base import add_errors
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from deputies.models import Credential
from deputies.services import credentials

LABEL = "批量办理资格审查"
_ACTS: Final = (("elect", "登记当选"), ("check", "登记资格审查"), ("confirm", "确认资格有效"))
Status = Credential.Status


class PeopleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People with their constituency and how far they are."""

    def label_from_instance(self, obj: Credential) -> str:
        """The row in a line."""
        return f"{obj}　{obj.get_status_display()}"


class TogetherForm(forms.Form):
    """Which step, on which day, for whom."""

    act = forms.ChoiceField(label="办理", choices=_ACTS)
    on = forms.DateField(label="日期", initial=timezone.localdate, widget=DayInput)
    finding = forms.CharField(label="审查意见", max_length=200, required=False, help_text="登记资格审查时填写。")
    starts_on = forms.DateField(
        label="代表资格开始日期",
        required=False,
        widget=DayInput,
        help_text="确认资格有效时填写：新一届第一次会议举行之日。",
    )
    rows = PeopleChoice(Credential.objects.none(), label="人员", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_rows = Credential.objects.filter(status__in=(Status.CANDIDATE, Status.ELECTED, Status.CHECKED))
        self.fields["rows"].queryset = open_rows.select_related("person", "constituency")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """A confirmation names the day on which mandates begin."""
        cleaned = super().clean()
        if self.cleaned_data.get("act") == "confirm" and not self.cleaned_data.get("starts_on"):
            self.add_error("starts_on", "请填写代表资格开始日期。")
        return cleaned

    def take(self, actor: User) -> int:
        """The step for all that were chosen; how many. Raises ValidationError naming who cannot take it."""
        data = self.cleaned_data
        acts = {
            "elect": lambda row: credentials.elect(row, on=data["on"], actor=actor),
            "check": lambda row: credentials.check(row, on=data["on"], finding=data["finding"], actor=actor),
            "confirm": lambda row: credentials.confirm(row, on=data["on"], starts_on=data["starts_on"], actor=actor),
        }
        return credentials.together(list(data["rows"]), acts[data["act"]])


def serve(request: HttpRequest, register: ModelAdmin[Any], permission: str) -> HttpResponse:
    """The page: on POST one step for all that were chosen."""
    actor = signed_in(request)
    if not actor.has_perm(permission):
        raise PermissionDenied
    back = reverse("admin:deputies_credential_changelist")
    form = TogetherForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            number = form.take(actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"已办理{number}人。")
            return HttpResponseRedirect(back)
    context = {
        **register.admin_site.each_context(request),
        "title": LABEL,
        "subtitle": None,
        "opts": register.opts,
        "original": "代表资格审查",
        "record_url": back,
        "step": {"label": LABEL, "note": "勾选的人员一并办理；有一人不能办理的，全部不办理，并指出是谁、为什么。"},
        "form": form,
        "media": register.media + form.media,
    }
    return TemplateResponse(request, "admin/step.html", context)
