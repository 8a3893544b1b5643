"""The public gallery: signing up for a seat, and asking later what became of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import TemplateView

from congress.citizen_pages import TOO_OFTEN, CitizenForm, CodePage, is_too_often
from congress.http import PublicPage
from congress.models import User
from congress.services import copies
from congress.workflow import TransitionError
from meetings.models import Gallery, Meeting, ObserverApplication
from meetings.services import gallery


class ApplicationForm(CitizenForm):
    """The least that is needed to admit somebody; `website` is empty unless a program fills it."""

    name = forms.CharField(label="姓名", max_length=40, help_text="与入场时出示的身份证件一致。")
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text="仅用于联系旁听事宜，会后删除。",
    )
    is_agreed = forms.BooleanField(
        label="我同意为安排旁听使用上述信息，并遵守会场秩序",
        error_messages={"required": "请勾选同意后再提交。"},
    )


class GalleryApply(PublicPage, TemplateView):
    """旁听报名: open while the gallery takes applications; otherwise the page says so."""

    template_name = "meetings/public/gallery_apply.html"

    def gallery(self) -> Gallery:
        """The gallery of a published meeting."""
        meetings = Meeting.objects.published()
        rows = Gallery.objects.filter(meeting__in=meetings).select_related(
            "meeting__term", "meeting__session__term", "meeting__society_duty"
        )
        return get_object_or_404(rows, meeting=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The published words of the meeting, the seats, and the form while it is open."""
        row = kwargs.pop("gallery", None) or self.gallery()
        found = copies.of_each([row.meeting])
        if not found:
            raise Http404
        today = timezone.localdate()
        form = kwargs.pop("form", None) or ApplicationForm()
        return super().get_context_data(**kwargs) | {
            "gallery": row,
            "copy": found[0],
            "is_open": gallery.is_open(row, on=today),
            "is_early": today < row.opens_on,
            "form": form,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the application and show the receipt; an address that sends too many is asked to wait."""
        del pk
        row = self.gallery()
        if is_too_often(request, "gallery"):
            return render(request, "429.html", status=TOO_OFTEN)
        form = ApplicationForm(request.POST)
        if form.is_valid():
            try:
                found = gallery.apply(
                    row,
                    name=form.cleaned_data["name"],
                    phone=form.cleaned_data["phone"],
                    on=timezone.localdate(),
                    actor=User.objects.system(),
                )
            except ValidationError as error:
                form.refuse(error)
            else:
                return redirect("meetings_public:gallery_receipt", receipt=found.receipt)
        return self.render_to_response(self.get_context_data(gallery=row, form=form), status=422)


class GalleryReceipt(CodePage):
    """What became of an application, by the code of its receipt; it tells nobody's name or number."""

    template_name = "meetings/public/gallery_receipt.html"

    def application(self) -> ObserverApplication:
        """The application of the code."""
        rows = ObserverApplication.objects.select_related("gallery__meeting__term", "gallery__meeting__society_duty")
        return get_object_or_404(rows, receipt=self.kwargs["receipt"].upper())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its state, and whether it can still be withdrawn."""
        row = self.application()
        meeting = row.gallery.meeting
        found = copies.of_each([meeting])
        is_coming = not (meeting.is_locked or meeting.status in Meeting.OFF)
        waiting = (ObserverApplication.Status.RECEIVED, ObserverApplication.Status.WAITING)
        return super().get_context_data(**kwargs) | {
            "application": row,
            "gallery": row.gallery,
            "copy": found[0] if found else None,
            "meeting": meeting,
            "may_withdraw": is_coming and row.status in (*waiting, ObserverApplication.Status.ADMITTED),
        }

    def post(self, request: HttpRequest, receipt: str) -> HttpResponse:
        """Withdraw; a second press finds it withdrawn."""
        del request
        row = self.application()
        try:
            gallery.withdraw(row, actor=User.objects.system())
        except TransitionError as error:
            return self.render_to_response(self.get_context_data(refusal=str(error)), status=422)
        return redirect("meetings_public:gallery_receipt", receipt=receipt)
