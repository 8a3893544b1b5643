"""Appointments outside the desk: what chairpersons screen, what members find tabled, what an organ proposes."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from congress.http import WorkspacePage, signed_in
from congress.models import User
from congress.uploads import UploadField, UploadsField
from meetings.models import Meeting, PersonnelAction, PersonnelMotion, PersonnelPaper, PostCategory
from meetings.services import personnel, posts

SUBMIT = "meetings.submit_personnelmotion"
USE = "congress.use_workspace"
LIMIT = 100


class PersonnelList(WorkspacePage):
    """The motions that the person may read, by proposer and meeting; names stand on the page of each."""

    permission_required: Any = (USE,)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The latest first."""
        user = signed_in(request)
        rows = personnel.open_to(user).select_related("meeting__term").order_by("-received_on", "-pk")[:LIMIT]
        if not rows and not _may_read(user):
            raise PermissionDenied
        context = self.get_context_data() | {"motions": rows, "may_submit": _may_submit(user)}
        return render(request, "meetings/workspace/personnel_list.html", context)


class PersonnelPage(WorkspacePage):
    """One motion with its rows and the papers that the person may open; the reading is logged."""

    permission_required: Any = (USE,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Names and posts; papers by `papers_open_to`."""
        user = signed_in(request)
        rows = personnel.open_to(user).select_related("meeting__term", "screened_at__term", "proposing_organ")
        motion = get_object_or_404(rows, pk=pk)
        personnel.note_reading(motion, actor=user)
        papers = personnel.papers_open_to(user).filter(motion=motion).select_related("attachment")
        context = self.get_context_data() | {"motion": motion, "actions": _actions(motion), "papers": papers}
        return render(request, "meetings/workspace/personnel_detail.html", context)


def _actions(motion: PersonnelMotion) -> QuerySet[PersonnelAction]:
    return motion.actions.select_related("person", "post").order_by("order")


def _may_read(user: User) -> bool:
    return user.has_perm("meetings.screen_personnelmotion") or _may_submit(user)


def _may_submit(user: User) -> bool:
    return bool(user.organ_id) and user.has_perm(SUBMIT)


def _proposer(user: User) -> PostCategory.Proposer:
    """As whose head the person's organ proposes. Raises PermissionDenied for organs that propose nobody."""
    kind = user.organ.kind if user.organ else None
    for proposer, organ in posts.PROPOSING_KINDS.items():
        if organ == kind:
            return proposer
    raise PermissionDenied


class MotionForm(forms.Form):
    """A motion to hand in: for which meeting, signed by whom, with the list of names and the files."""

    title = forms.CharField(label="议案名称", max_length=200, initial="关于提请审议人事任免事项的议案")
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="拟提请的会议", empty_label=None)
    signed_by = forms.CharField(label="签署人", max_length=40)
    party_reference = forms.CharField(label="推荐函编号", max_length=60, required=False, help_text="只填编号。")
    list_file = UploadField(label="任免名单（Excel）", help_text="第一行为：姓名、职务、任免、理由，以下每行一项。")
    motion_file = UploadField(label="议案文件")
    cvs = UploadsField(label="简历", required=False)
    reasons = UploadsField(label="任免理由和任职资格", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        over = (*Meeting.HELD, *Meeting.OFF, Meeting.Status.OPEN)
        coming = Meeting.objects.of_committee().exclude(status__in=over)
        field.queryset = coming.select_related("term").order_by("starts_on", "pk")

    def clean_list_file(self) -> Any:
        """The lines of the list."""
        return personnel.read(self.cleaned_data["list_file"])


class PersonnelSubmit(WorkspacePage):
    """An organ hands in its own motion; the room takes it in and tells its keepers."""

    permission_required: Any = (SUBMIT,)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        self._check(request)
        return self._page(request, MotionForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Hand it in, rows and files together."""
        self._check(request)
        form = MotionForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form)
        try:
            motion = _hand_in(form.cleaned_data, actor=signed_in(request), today=timezone.localdate())
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._page(request, form)
        return HttpResponseRedirect(reverse("meetings_workspace:personnel_detail", args=[motion.pk]))

    def _check(self, request: HttpRequest) -> None:
        user = signed_in(request)
        if not _may_submit(user):
            raise PermissionDenied
        _proposer(user)

    def _page(self, request: HttpRequest, form: MotionForm) -> HttpResponse:
        proposer = _proposer(signed_in(request)).label
        context = self.get_context_data() | {"form": form, "proposer": proposer}
        return render(request, "meetings/workspace/personnel_submit.html", context, status=422 if form.errors else 200)


def _hand_in(data: dict[str, Any], *, actor: User, today: date) -> PersonnelMotion:
    motion = PersonnelMotion(
        title=data["title"],
        meeting=data["meeting"],
        signed_by=data["signed_by"],
        party_reference=data["party_reference"],
        proposer=_proposer(actor),
        proposing_organ=actor.organ,
        received_on=today,
    )
    kinds = PersonnelPaper.Kind
    files = [(kinds.MOTION, data["motion_file"])]
    files += [(kinds.CV, each) for each in data["cvs"]] + [(kinds.REASONS, each) for each in data["reasons"]]
    return personnel.hand_in(motion, data["list_file"], files, actor=actor, today=today)
