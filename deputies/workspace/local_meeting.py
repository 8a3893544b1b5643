"""A street's or township's own calendar: what it owes, its meetings, and its residents' councillors."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import Organ, User
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import DateInput, StepForm, stamp_of
from deputies.models import AREA_KINDS, KEEP_AREA, Councillor, LocalDuty, LocalMeeting
from deputies.services import local_meetings

READ: Final = "deputies.view_localmeeting"
#: the latest rows of a list
SHOWN: Final = 50
_STREET: Final = Organ.Kind.STREET_WORKING_COMMITTEE
Status = LocalMeeting.Status


class AreaPage(WorkspacePage, TemplateView):
    """A page of one area: a person's own, or the one that those who read all asked for."""

    permission_required: Any = (USE,)

    def has_permission(self) -> bool:
        """Those who keep an area, and those who read all."""
        may = self.user.has_perm(READ) or (self.user.has_perm(KEEP_AREA) and self.user.organ_id is not None)
        return super().has_permission() and may

    def organ(self) -> Organ | None:
        """The area of the page; nothing where all areas are shown. Somebody else's area is not found."""
        asked = self.request.GET.get("organ", "")
        areas = Organ.objects.filter(kind__in=AREA_KINDS)
        if not self.user.has_perm(READ):
            own = get_object_or_404(areas, pk=self.user.organ_id)
            if asked and asked != str(own.pk):
                raise Http404
            return own
        if not asked:
            return None
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
            raise Http404
        return get_object_or_404(areas, pk=int(asked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The area, and whether it is a street."""
        organ = self.organ()
        is_street = organ is not None and organ.kind == _STREET
        may_add = organ is not None and local_meetings.may_keep(self.user, organ)
        extra = {"organ": organ, "is_street": is_street, "may_add": may_add}
        return super().get_context_data(**kwargs) | extra


class PlanForm(StepForm):
    """A meeting that is planned, or was held and is entered now."""

    kind = forms.ChoiceField(label="会议")
    title = forms.CharField(label="议题", max_length=200)
    held_on = forms.DateField(label="日期", widget=DateInput)

    def __init__(self, *args: Any, organ: Organ, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_street = organ.kind == _STREET
        kinds = [each for each in LocalMeeting.Kind if (each in LocalMeeting.OF_STREETS) == of_street]
        self.fields["kind"].choices = [(each.value, each.label) for each in kinds]  # type: ignore[attr-defined]


class LocalMeetingList(AreaPage):
    """What the area owes and its meetings, with the form for the next one."""

    template_name = "deputies/workspace/local_meeting_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The deadlines that run, the latest meetings, and the form where the area is the person's own."""
        form = kwargs.pop("form", None)
        context = super().get_context_data(**kwargs)
        organ, today = context["organ"], timezone.localdate()
        rows = LocalMeeting.objects.all().visible_to(self.user).select_related("organ")
        owed = LocalDuty.objects.filter(obligation__status="open").select_related("obligation__rule", "organ")
        if organ is not None:
            rows, owed = rows.filter(organ=organ), owed.filter(organ=organ)
            form = form or (PlanForm(organ=organ) if context["may_add"] else None)
        return context | {
            "form": form,
            "meetings": rows[:SHOWN],
            "duties": [
                (row, due_mark(row.obligation, on=today)) for row in owed.order_by("obligation__due_on")[:SHOWN]
            ],
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a new meeting, or show again what was typed and why it was refused."""
        organ = self.organ()
        if organ is None:
            raise Http404
        form = PlanForm(request.POST, organ=organ)
        if form.is_valid():
            sent = {name: value for name, value in form.cleaned_data.items() if name != "stamp"}
            if form.take(lambda: local_meetings.keep(LocalMeeting(organ=organ, **sent), actor=self.user)):
                messages.success(request, "已登记；召开后请登记会议情况。")
                return redirect(f"{request.path}?organ={organ.pk}")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class HoldForm(StepForm):
    """When it was held, how many came, what was said."""

    on = forms.DateField(label="召开日期", widget=DateInput)
    attendees = forms.IntegerField(label="到会人数", min_value=1, max_value=100_000, required=False)
    note = forms.CharField(label="会议情况", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class CancelForm(StepForm):
    """Why it does not take place."""

    reason = forms.CharField(label="取消理由", max_length=200)


def _is_mine(user: User, row: LocalMeeting) -> bool:
    return row.status == Status.PLANNED and local_meetings.may_keep(user, row.organ)


class LocalMeetingPage(RecordPage):
    """One meeting and its steps."""

    template_name = "deputies/workspace/local_meeting_detail.html"
    steps = (
        PageStep(
            "hold",
            "登记已召开",
            HoldForm,
            lambda row, user, data: local_meetings.hold(
                row,
                on=data["on"],
                attendees=data["attendees"],
                note=data["note"],
                actor=user,
                today=timezone.localdate(),
            ),
            "已登记召开。",
            _is_mine,
            is_main=True,
        ),
        PageStep(
            "cancel",
            "取消会议",
            CancelForm,
            lambda row, user, data: local_meetings.cancel(row, reason=data["reason"], actor=user),
            "已取消。",
            _is_mine,
        ),
    )

    def record(self, *, is_locked: bool = False) -> LocalMeeting:
        """The meeting of the address, if it is of the person's area."""
        rows = LocalMeeting.objects.all().visible_to(self.user)
        if is_locked:
            return get_object_or_404(rows.select_for_update(of=("self",)), pk=self.kwargs["pk"])
        return get_object_or_404(rows.select_related("organ"), pk=self.kwargs["pk"])

    def stamp(self, record: LocalMeeting) -> str:
        """What the page showed."""
        return stamp_of([record.status, record.held_on, record.title])

    def initial(self, record: LocalMeeting, step: PageStep) -> dict[str, Any]:
        """The planned day."""
        return {"on": record.held_on} if step.name == "hold" else {}


class CouncillorForm(StepForm):
    """A councillor by name and community; nothing else is needed."""

    name = forms.CharField(label="姓名", max_length=40)
    origin = forms.ChoiceField(label="来自", choices=Councillor.Origin.choices)
    community = forms.CharField(label="社区或单位", max_length=60, required=False)
    starts_on = forms.DateField(label="推荐日期", widget=DateInput)
    ends_on = forms.DateField(label="结束日期", widget=DateInput, required=False)


class CouncillorList(AreaPage):
    """居民议事员 of a street: no deputies."""

    template_name = "deputies/workspace/councillor_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those who serve today, and the form where the street is the person's own."""
        form = kwargs.pop("form", None)
        context = super().get_context_data(**kwargs)
        organ = context["organ"]
        rows = Councillor.objects.in_force(on=timezone.localdate()).visible_to(self.user).select_related("organ")
        if organ is not None:
            rows = rows.filter(organ=organ)
            form = form or (CouncillorForm() if context["may_add"] and context["is_street"] else None)
        return context | {"form": form, "councillors": rows.order_by("organ__rank", "name")}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a new one."""
        organ = self.organ()
        if organ is None:
            raise Http404
        form = CouncillorForm(request.POST)
        if form.is_valid():
            sent = {name: value for name, value in form.cleaned_data.items() if name != "stamp"}
            if form.take(lambda: local_meetings.keep_councillor(Councillor(organ=organ, **sent), actor=self.user)):
                messages.success(request, "已登记居民议事员。")
                return redirect(f"{request.path}?organ={organ.pk}")
        return self.render_to_response(self.get_context_data(form=form), status=422)
