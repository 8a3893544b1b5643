"""The papers of a meeting on the desk: every one that can be made now, the collection, minutes and bulletin steps."""

from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import PortalAdmin, explain
from congress.admin.steps import DayForm, Step, StepForm
from congress.http import signed_in
from congress.services import activity
from congress.services.attachments import final_name
from meetings.models import Meeting, MeetingMinutes
from meetings.services import meeting_documents, meeting_pack, minutes, name_lists, speeches
from meetings.services.meeting_documents import AFTER, BEFORE, DURING, MeetingDocument
from meetings.services.meetings import MINUTED_KINDS

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"


class NameOrderForm(StepForm):
    """The members in the order in which they are to be listed, and why."""

    names = forms.CharField(
        label="名单",
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="每行一人，自上而下排列；全部清空则恢复为主任、副主任按排序，其他组成人员按姓名笔画。",
    )
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].initial = "\n".join(line.name for line in name_lists.members(self.record))

    def clean_names(self) -> list[str]:
        """One name a line."""
        return str(self.cleaned_data["names"]).splitlines()


def has_draft(meeting: Meeting) -> bool:
    """Whether the meeting has minutes, in whatever state."""
    return MeetingMinutes.objects.filter(meeting=meeting).exists()


MEETING_STEPS = (
    Step(
        "draft-minutes",
        "起草纪要",
        lambda m, actor, data: f"已据会议记录起草《{minutes.draft(m, actor=actor)}》，请在“会议纪要”中修改、送审。",
        "meetings.add_meetingminutes",
        lambda m: m.kind in MINUTED_KINDS and m.status == Meeting.Status.CLOSED and not has_draft(m),
        is_main=True,
    ),
    Step(
        "bulletin",
        "编印简报",
        lambda m, actor, data: f"已编印{speeches.issue_bulletin(m, actor=actor, **data)}。",
        "meetings.change_speech",
        lambda m: m.kind in MINUTED_KINDS and m.status in (Meeting.Status.OPEN, *Meeting.HELD),
        form=DayForm,
        note="收入本人已经核对、尚未编入简报的发言，并取本年度下一期号。",
    ),
    Step(
        "name-order",
        "调整名单顺序",
        lambda m, actor, data: name_lists.set_order(m, data["names"], reason=data["reason"], actor=actor),
        "meetings.change_attendance",
        lambda m: m.status not in (Meeting.Status.PLANNED, *Meeting.OFF, Meeting.Status.ARCHIVED),
        form=NameOrderForm,
        is_rare=True,
    ),
)


class MeetingPapersAdmin(PortalAdmin):
    """What the register of meetings needs to hand out papers."""

    def get_urls(self) -> list[URLPattern]:
        """The page of the papers, and the files."""
        view = self.admin_site.admin_view
        return [
            path("<int:key>/files/", view(self.files_page), name="meetings_meeting_files"),
            path("<int:key>/files/all.zip", view(self.zip_view), name="meetings_meeting_zip"),
            path("<int:key>/files/all.pdf", view(self.pdf_view), name="meetings_meeting_pdf"),
            path("<int:key>/files/<slug:code>.docx", view(self.word_file), name="meetings_meeting_word"),
            path("<int:key>/files/<slug:code>.pdf", view(self.pdf_file), name="meetings_meeting_paper_pdf"),
            *super().get_urls(),
        ]

    def files_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """Every paper that can be made of the meeting now."""
        meeting = self._readable(request, key)
        rows = meeting_documents.documents(meeting, user=signed_in(request), on=timezone.localdate())
        can_pdf = official.engine() is not None
        context = {
            **self.admin_site.each_context(request),
            "title": "会议文件",
            "subtitle": str(meeting),
            "opts": self.opts,
            "original": meeting,
            "record_url": self.record_url(meeting),
            "groups": [(group, [row for row in rows if row.group == group]) for group in (BEFORE, DURING, AFTER)],
            "laid": meeting_pack.laid(meeting, user=signed_in(request)),
            "can_pdf": can_pdf,
            "can_join": can_pdf and official.joiner() is not None,
            "substitutions": official.font_report() if can_pdf else [],
            "is_by_hand": name_lists.is_by_hand(meeting),
        }
        return TemplateResponse(request, "admin/meeting_files.html", context)

    def word_file(self, request: HttpRequest, key: int, code: str) -> HttpResponseBase:
        """One paper as a Word file."""
        meeting, row = self._document(request, key, code)
        return _file(row.word(), _file_name(meeting, row.title, "docx"), WORD)

    def pdf_file(self, request: HttpRequest, key: int, code: str) -> HttpResponseBase:
        """The same as PDF, where the machine can make one."""
        meeting, row = self._document(request, key, code)
        try:
            return _file(official.to_pdf(row.word()), _file_name(meeting, row.title, "pdf"), PDF)
        except official.PdfError as error:
            return self._told(request, meeting, str(error))

    def zip_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """All papers as they are, in one ZIP."""
        meeting = self._readable(request, key)
        try:
            found = self._collected(request, meeting)
        except ValidationError as error:
            explain(request, error)
            return HttpResponseRedirect(self._page_url(meeting))
        response = StreamingHttpResponse(meeting_pack.zipped(found), content_type="application/zip")
        name = _file_name(meeting, "会议文件", "zip")
        response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
        return response

    def pdf_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """All papers in one PDF, with a page of contents."""
        meeting = self._readable(request, key)
        try:
            found = self._collected(request, meeting)
            content = meeting_pack.merged(meeting, found, on=timezone.localdate())
        except (ValidationError, official.PdfError) as error:
            told = error.messages[0] if isinstance(error, ValidationError) else str(error)
            return self._told(request, meeting, told)
        return _file(content, _file_name(meeting, "会议文件", "pdf"), PDF)

    def _collected(self, request: HttpRequest, meeting: Meeting) -> list[meeting_pack.Entry]:
        actor = signed_in(request)
        found = meeting_pack.entries(meeting, user=actor, on=timezone.localdate())
        with transaction.atomic():
            activity.record(
                actor, "下载会议文件汇编", meeting, path=self.record_url(meeting), detail={"files": len(found)}
            )
        return found

    def _document(self, request: HttpRequest, key: int, code: str) -> tuple[Meeting, MeetingDocument]:
        meeting, actor = self._readable(request, key), signed_in(request)
        row = meeting_documents.find(meeting, code, user=actor, on=timezone.localdate())
        if row is None:
            raise Http404
        if row.is_restricted:
            # Every reading of the personnel room is logged (handbook §5.2).
            with transaction.atomic():
                activity.record(actor, f"查看{row.title}", meeting, path=self.record_url(meeting))
        return meeting, row

    def _told(self, request: HttpRequest, meeting: Meeting, text: str) -> HttpResponse:
        messages.error(request, text)
        return HttpResponseRedirect(self._page_url(meeting))

    def _page_url(self, meeting: Meeting) -> str:
        return reverse("admin:meetings_meeting_files", args=[meeting.pk])

    def _readable(self, request: HttpRequest, key: int) -> Meeting:
        meeting: Meeting | None = self.get_object(request, str(key))
        if meeting is None:
            raise Http404
        if not self.has_view_permission(request, meeting):
            raise PermissionDenied
        return meeting


def _file_name(meeting: Meeting, title: str, extension: str) -> str:
    return final_name(f"a.{extension}", f"{meeting.name} {title}")


def _file(content: bytes, name: str, kind: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)
