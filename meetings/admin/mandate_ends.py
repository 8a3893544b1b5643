"""Announcing ends of mandates that come with neither a resignation nor a by-election: deaths, moves, recalls."""

from typing import Any

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
from deputies.models import Mandate, Term
from meetings.services import resignations

LABEL = "公告代表资格终止"


def announceable() -> Any:
    """Mandates of the district that ended before the term did and that no announcement made known."""
    ended = Mandate.objects.all().ended_early().filter(level=Mandate.Level.DISTRICT, ends_on__lte=timezone.localdate())
    ended = ended.filter(announcements__isnull=True)
    return ended.select_related("person").order_by("-ends_on", "person__stroke_key")


class EndsForm(forms.Form):
    """Whose mandates, in which term, on which day."""

    term = forms.ModelChoiceField(Term.objects.all(), label="届")
    on = forms.DateField(label="公告日期", initial=timezone.localdate, widget=DayInput)
    ends = forms.ModelMultipleChoiceField(
        Mandate.objects.none(),
        label="终止的代表资格",
        widget=forms.CheckboxSelectMultiple,
        help_text="已经公告过的不要再选；与补选一并公告的，在补选的“公告”中选择。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].queryset = announceable()  # type: ignore[attr-defined]
        self.fields["term"].initial = Term.objects.all().on(timezone.localdate()).first()


def serve(request: HttpRequest, register: ModelAdmin[Any], permission: str) -> HttpResponse:
    """The page: on POST one announcement of all that were chosen."""
    actor = signed_in(request)
    if not actor.has_perm(permission):
        raise PermissionDenied
    back = reverse("admin:meetings_resignation_changelist")
    form = EndsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            issued = resignations.announce_ends(list(chosen["ends"]), term=chosen["term"], on=chosen["on"], actor=actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"已公告：{issued}。")
            return HttpResponseRedirect(back)
    context = {
        **register.admin_site.each_context(request),
        "title": LABEL,
        "subtitle": None,
        "opts": register.opts,
        "original": "辞职",
        "record_url": back,
        "step": {"label": LABEL, "note": "去世、迁出、罢免等原因终止的，在此公告；辞职在各自的页面公告。"},
        "form": form,
        "media": register.media + form.media,
    }
    return TemplateResponse(request, "admin/step.html", context)
