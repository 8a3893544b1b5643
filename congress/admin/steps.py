"""The next lawful steps of a record as buttons: each calls one service, and first asks for what the service needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress.http import signed_in
from congress.models import User
from congress.workflow import TransitionError

from .base import PortalAdmin, add_errors, explain
from .widgets import DayInput


class StepForm(forms.Form):
    """What a step asks for; it knows the record and the person."""

    def __init__(self, *args: Any, record: Any, actor: User, **kwargs: Any) -> None:
        self.record = record
        self.actor = actor
        super().__init__(*args, **kwargs)


class DayForm(StepForm):
    """On which day it was done; a day that has not come yet is a slip of the hand."""

    on = forms.DateField(label="日期", initial=timezone.localdate, widget=DayInput)

    def clean_on(self) -> date:
        """The day."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("日期不能晚于今天。")
        return day


class ReasonForm(StepForm):
    """Why."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class Step:
    """A button on a record's page.

    `run` calls the service with record, person and cleaned form, and may return what to say afterwards.
    `offered` tells by the record whether the button is shown; what is not offered is not run either. The service
    itself decides whether the step is lawful.
    `permission` is a permission's name or a condition on person and record.
    A step without a form acts at once; `is_main` marks the one that usually comes next; `note` stands above the form.
    `is_short`: the day is asked for beside the button, and the page of the step opens only if more is needed.
    `is_rare`: behind 更多.
    """

    name: str
    label: str
    run: Callable[[Any, User, Mapping[str, Any]], str | None]
    permission: str | Callable[[User, Any], bool]
    offered: Callable[[Any], bool]
    form: type[StepForm] | None = None
    is_main: bool = False
    note: str = ""
    template: str = "admin/step.html"
    is_short: bool = False
    is_rare: bool = False

    def is_permitted(self, user: User, record: Any) -> bool:
        """Whether the person may take this step on that record."""
        if callable(self.permission):
            return self.permission(user, record)
        return user.has_perm(self.permission)


def _not_now(record: Any, step: Step) -> str:
    """Why a step is not taken: mostly somebody else, or a second click, came first."""
    status = getattr(record, "get_status_display", None)
    now = f"当前为“{status()}”" if status else "可能已经办理过"
    return f"“{record}”{now}，不能办理“{step.label}”。"


@dataclass(frozen=True)
class Button:
    """A step as the page shows it; one that asks for something leads to a page of its own, or asks for a day here."""

    label: str
    url: str
    asks: bool
    is_main: bool
    day: str = ""
    is_rare: bool = False


class SteppedAdmin(PortalAdmin):
    """A register whose records have steps."""

    steps: Sequence[Step] = ()

    def get_urls(self) -> list[URLPattern]:
        """The pages of the steps before the admin's own."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/steps/<slug:step_name>/", view, name=name), *super().get_urls()]

    def buttons(self, request: HttpRequest, record: Any) -> list[Button]:
        """The steps that the record allows now and the person may take."""
        user = signed_in(request)
        offered = [step for step in self.steps if step.offered(record) and step.is_permitted(user, record)]
        return [
            self._button(step, record) for step in sorted(offered, key=lambda step: (step.is_rare, not step.is_main))
        ]

    def _button(self, step: Step, record: Any) -> Button:
        day = timezone.localdate().isoformat() if step.is_short else ""
        asks = step.form is not None and not step.is_short
        return Button(step.label, self.step_url(record, step.name), asks, step.is_main, day, step.is_rare)

    def step_url(self, record: Any, name: str) -> str:
        """The address of a step of a record."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[record.pk, name])

    def step_back_url(self, record: Any) -> str:
        """Where the person goes after a step."""
        return self.record_url(record)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the buttons."""
        record = kwargs.get("obj")
        if record is not None:
            context["buttons"] = buttons = self.buttons(request, record)
            context["rare_buttons"] = [button for button in buttons if button.is_rare]
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, step_name: str) -> HttpResponse:
        """Ask for what a step of a record needs, then call its service."""
        record, step = self._find(request, object_id, step_name)
        return self.serve_step(request, record, step, back=self.step_back_url(record))

    def serve_step(self, request: HttpRequest, record: Any, step: Step, *, back: str) -> HttpResponse:
        """The page of a step on GET; on POST the step itself, and then the way `back`."""
        if not step.offered(record):
            messages.error(request, _not_now(record, step))
            return HttpResponseRedirect(back)
        form = None
        try:
            form = self._form(step, request, record)
            is_complete = form is None or (form.is_valid() and "_preview" not in request.POST)
            if request.method == "POST" and is_complete:
                said = step.run(record, signed_in(request), form.cleaned_data if form else {})
                messages.success(request, said or f"已办理“{step.label}”。")
                return HttpResponseRedirect(back)
        except (ValidationError, TransitionError) as error:
            if form is None or isinstance(error, TransitionError):
                explain(request, error)
                return HttpResponseRedirect(back)
            add_errors(form, error)
        return self._page(request, record, step, form, back)

    def _find(self, request: HttpRequest, object_id: str, step_name: str) -> tuple[Any, Step]:
        record = self.get_object(request, unquote(object_id))
        step = next((step for step in self.steps if step.name == step_name), None)
        if record is None or step is None:
            raise Http404
        if not self.has_view_permission(request, record) or not step.is_permitted(signed_in(request), record):
            raise PermissionDenied
        return record, step

    def _form(self, step: Step, request: HttpRequest, record: Any) -> StepForm | None:
        if step.form is None:
            return None
        files = (request.POST, request.FILES) if request.method == "POST" else ()
        return step.form(*files, record=record, actor=signed_in(request))

    def _page(self, request: HttpRequest, record: Any, step: Step, form: StepForm | None, back: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "record_url": back,
            "step": step,
            "form": form,
            "media": self.media + form.media if form else self.media,
            **self.step_context(request, record, step, form),
        }
        return TemplateResponse(request, step.template, context)

    def step_context(self, request: HttpRequest, record: Any, step: Step, form: StepForm | None) -> dict[str, Any]:
        """What a step's own template needs beyond the form."""
        del request, record, step, form
        return {}
