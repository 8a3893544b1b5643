"""One's own public page: what is shown, what waits for approval, and the form for a change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.record_pages import USE
from congress.step_forms import StepForm
from congress.uploads import UploadField
from deputies.models import DeputyProfile, Person, PrivateDetails, ProfileChange
from deputies.services import profiles


class ChangeForm(StepForm):
    """Title, a few lines, a photo."""

    title = forms.CharField(label="工作单位和职务", max_length=80, required=False)
    introduction = forms.CharField(
        label="简介",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="不写电话、住址、证件号码等个人信息，经审核后公开。",
    )
    photo = UploadField(
        label="照片", required=False, help_text="jpg或png格式；公开前去除拍摄地点等信息，不选即保留现有照片。"
    )


class PublicProfile(WorkspacePage, TemplateView):
    """公开资料: of the deputy who signed in."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/public_profile.html"

    def person(self) -> Person:
        """The deputy behind the account; people without a mandate have no public page."""
        person = Person.objects.filter(account=self.user).first()
        if person is None or not profiles.mandates_of(person, on=timezone.localdate()).exists():
            raise Http404
        return person

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is shown, the last change, and the form unless one waits."""
        person = self.person()
        shown = DeputyProfile.objects.filter(person=person).select_related("photo__thumbnail").first()
        last = ProfileChange.objects.filter(person=person).select_related("photo__thumbnail").first()
        waits = last is not None and last.status == ProfileChange.Status.PROPOSED
        initial = {"title": shown.title, "introduction": shown.introduction} if shown else {}
        form = kwargs.pop("form", None) or (None if waits else ChangeForm(initial=initial))
        private = PrivateDetails.objects.filter(person=person).first()
        extra = {"private": private, "person": person, "shown": shown, "last": last, "waits": waits, "form": form}
        return super().get_context_data(**kwargs) | extra

    def post(self, request: HttpRequest) -> HttpResponse:
        """Propose, or show again what was typed and why it was refused."""
        person = self.person()
        form = ChangeForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            change = ProfileChange(person=person, title=data["title"], introduction=data["introduction"])
            today = timezone.localdate()
            if form.take(lambda: profiles.propose(change, data["photo"], actor=self.user, today=today)):
                messages.success(request, "已提出，代表工委审核后公开。")
                return redirect("deputies_workspace:public_profile")
        return self.render_to_response(self.get_context_data(form=form), status=422)
