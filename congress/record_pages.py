"""Pages of one record in the workspace, with the forms of the steps that the reader may take now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.step_forms import StepForm

USE: Final = "congress.use_workspace"


@dataclass(frozen=True)
class PageStep:
    """A step of a record's page: its form, what it does, what is said afterwards, and to whom it is offered."""

    name: str
    label: str
    form: type[StepForm]
    act: Callable[[Any, User, dict[str, Any]], object]
    done: str
    offered: Callable[[User, Any], bool]
    is_main: bool = False


class RecordPage(WorkspacePage, TemplateView):
    """One record; its steps are posted to its own address with their name."""

    permission_required: Any = (USE,)
    steps: Sequence[PageStep] = ()

    def record(self, *, is_locked: bool = False) -> Any:
        """The record of the address, if this person may see it; 404 otherwise."""
        raise NotImplementedError

    def stamp(self, record: Any) -> str:
        """What of the record its page showed."""
        raise NotImplementedError

    def initial(self, record: Any, step: PageStep) -> dict[str, Any]:
        """What a step's form holds at first."""
        del record, step
        return {}

    def make(self, record: Any, step: PageStep, *args: Any, **kwargs: Any) -> StepForm:
        """The form of a step; a page whose choices depend on the record narrows them here."""
        del record
        return step.form(*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The record and the forms."""
        record = kwargs.pop("record", None) or self.record()
        refused: tuple[PageStep, StepForm] | None = kwargs.pop("refused", None)
        forms = [
            (step, refused[1] if refused and refused[0] is step else self._fresh(record, step))
            for step in self.steps
            if step.offered(self.user, record)
        ]
        return super().get_context_data(**kwargs) | {"record": record, "forms": forms}

    def _fresh(self, record: Any, step: PageStep) -> StepForm:
        stamp, initial = self.stamp(record), self.initial(record, step)
        return self.make(record, step, stamp=stamp, initial=initial, auto_id=f"{step.name}-%s")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or show the page again with what was typed and why it was refused."""
        record = self.record()
        step = next((each for each in self.steps if each.name == request.POST.get("step")), None)
        if step is None or not step.offered(self.user, record):
            raise Http404
        form = self.make(record, step, request.POST, request.FILES, auto_id=f"{step.name}-%s")
        if form.is_valid() and form.take(
            lambda: step.act(record, self.user, form.cleaned_data),
            stamp=lambda: self.stamp(self.record(is_locked=True)),
        ):
            messages.success(request, step.done)
            return HttpResponseRedirect(request.path)
        current = self.record()
        form.restamp(self.stamp(current))
        return self.render_to_response(self.get_context_data(record=current, refused=(step, form)), status=422)
