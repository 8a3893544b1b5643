"""Where those who approve a publication read exactly what readers will see, and agree or send it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import Publication
from congress.services import publication as gate
from congress.step_forms import StepForm, stamp_of

APPROVE = "congress.approve_publication"
Status = Publication.Status


def stamp(publication: Publication) -> str:
    """What of it a person approves: its state, its words and its files."""
    files = publication.files.order_by("pk").values_list("sha256", flat=True)
    return stamp_of([publication.status, gate.checksum(publication.redacted), *files])


def stored_stamp(publication: Publication) -> str:
    """That of the stored row, which nobody else can move meanwhile."""
    return stamp(Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk))


class ApproveForm(StepForm):
    """Agreement with what the page shows."""


class SendBackForm(StepForm):
    """What still must be blanked."""

    reason = forms.CharField(label="退回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PublicationPage(WorkspacePage, TemplateView):
    """The redacted text as its readers will see it."""

    permission_required: Any = (APPROVE,)
    template_name = "congress/workspace/publication_detail.html"

    def publication(self) -> Publication:
        """The publication of the address."""
        rows = Publication.objects.select_related("prepared_by", "redacted_by", "approved_by").prefetch_related("files")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text, and the forms of the steps that this person may take now."""
        publication: Publication = kwargs.pop("publication", None) or self.publication()
        refused: StepForm | None = kwargs.pop("refused", None)
        forms_now: dict[str, StepForm] = {}
        own = (publication.prepared_by_id, publication.redacted_by_id)
        if publication.status == Status.REDACTED and self.user.pk not in own:
            seen = stamp(publication)
            forms_now = {
                "approve_form": ApproveForm(stamp=seen, auto_id="approve-%s"),
                "send_back_form": SendBackForm(stamp=seen, auto_id="back-%s"),
            }
        if refused is not None:
            forms_now["send_back_form" if isinstance(refused, SendBackForm) else "approve_form"] = refused
        return super().get_context_data(**kwargs) | forms_now | {"publication": publication}


class PublicationStep(PublicationPage):
    """A step posted from that page."""

    form_class: type[StepForm]
    prefix: str
    done: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A reloaded address of a step shows the page."""
        return redirect("workspace:publication_detail", pk=kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step, or show the page again with what was typed and why it was refused."""
        publication = self.publication()
        form = self.form_class(request.POST, auto_id=f"{self.prefix}-%s")
        if form.is_valid() and form.take(lambda: self.act(publication, form), stamp=lambda: stored_stamp(publication)):
            messages.success(request, self.done)
            return redirect("workspace:publication_detail", pk=pk)
        current = self.publication()
        form.restamp(stamp(current))
        return self.render_to_response(self.get_context_data(publication=current, refused=form), status=422)

    def act(self, publication: Publication, form: StepForm) -> None:
        """The service's step."""
        raise NotImplementedError


class Approve(PublicationStep):
    """核准."""

    form_class = ApproveForm
    prefix = "approve"
    done = "已核准，请发布人发布。"

    def act(self, publication: Publication, form: StepForm) -> None:
        """Agree."""
        del form
        gate.approve(publication, actor=self.user)


class SendBack(PublicationStep):
    """退回."""

    form_class = SendBackForm
    prefix = "back"
    done = "已退回重新脱敏。"

    def act(self, publication: Publication, form: StepForm) -> None:
        """Not yet."""
        gate.send_back(publication, reason=form.cleaned_data["reason"], actor=self.user)
