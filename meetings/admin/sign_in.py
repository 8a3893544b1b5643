"""The code in the hall: a page that shows it, fresh every minute, and who is still missing."""

from io import BytesIO
from typing import Any, Final

import qrcode
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

from congress.admin.steps import Button, SteppedAdmin
from congress.http import signed_in
from meetings.models import Attendance, Meeting
from meetings.services import quorum, sign_in

CHANGE: Final = "meetings.change_attendance"
_STATES: Final = (
    Meeting.Status.SCHEDULED,
    Meeting.Status.NOTICED,
    Meeting.Status.PAPERS_OUT,
    Meeting.Status.OPEN,
)


def picture(address: str) -> SafeString:
    """The code of an address as a drawing that needs no style and no other file."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    svg = drawn.getvalue().decode().partition("?>")[2]
    # Made by the library from an address that the portal signed: nothing of it was typed by anybody.
    return mark_safe(svg)  # noqa: S308


class SignInAdmin(SteppedAdmin):
    """What the register of meetings needs to show the code."""

    def get_urls(self) -> list[URLPattern]:
        """The page of the code before the register's own."""
        view = self.admin_site.admin_view(self.code_page)
        return [path("<int:key>/sign-in/", view, name="meetings_meeting_sign_in"), *super().get_urls()]

    def buttons(self, request: HttpRequest, record: Any) -> list[Button]:
        """A way to the code on the days of the meeting."""
        found = super().buttons(request, record)
        is_day = record.starts_on <= timezone.localdate() <= record.ends_on and record.status in _STATES
        if is_day and signed_in(request).has_perm(CHANGE):
            found.append(Button("签到二维码", reverse("admin:meetings_meeting_sign_in", args=[record.pk]), True, False))
        return found

    def code_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """The code of this minute, who signed in and who has not; it asks for the next one by itself."""
        meeting = self.get_object(request, str(key))
        if meeting is None:
            raise Http404
        if not signed_in(request).has_perm(CHANGE):
            raise PermissionDenied
        refusals: list[str] = []
        try:
            sign_in.check_open(meeting, at=timezone.now())
        except ValidationError as error:
            refusals = error.messages
        rows = meeting.attendances.select_related("person").order_by("person__stroke_key", "person__name")
        context = {
            **self.admin_site.each_context(request),
            "title": "会议签到",
            "subtitle": None,
            "opts": self.opts,
            "meeting": meeting,
            "record_url": self.record_url(meeting),
            "refusals": refusals,
            "code": "" if refusals else picture(sign_in.address(meeting)),
            "quorum": quorum.of(meeting),
            "missing": [row for row in rows if row.status == Attendance.Status.UNRECORDED],
            "seconds": settings.SIGN_IN_CODE_SECONDS,
        }
        answer = TemplateResponse(request, "admin/sign_in_code.html", context)
        # Well before the shown code ends, so that whoever scans it has time to press the button.
        answer["Refresh"] = str(max(settings.SIGN_IN_CODE_SECONDS // 3, 5))
        answer["Cache-Control"] = "no-store"
        return answer
