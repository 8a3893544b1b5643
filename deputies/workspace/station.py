"""Stations in the workspace: what their keepers plan and write down, the roster as files, printed codes."""

from datetime import date, time
from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView

from congress import official
from congress.http import WorkspacePage
from congress.record_pages import USE
from congress.services.attachments import final_name
from congress.step_forms import DateInput, StepForm
from congress.uploads import UploadField
from deputies.models import (
    KEEP_AREA,
    Person,
    ReceptionHost,
    ReceptionSlot,
    ReceptionSlotQuerySet,
    Station,
    StationStaff,
)
from deputies.services import receptions, roster_files, station_documents, station_pages
from deputies.services.receptions import HostLine

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN: Final = 30
Status = ReceptionSlot.Status


class KeeperPage(WorkspacePage):
    """A page for those who keep stations: staff, streets and townships, and the committee's people."""

    permission_required: Any = (USE,)

    def has_permission(self) -> bool:
        """One of the three ways to keep a station."""
        keeps = ("deputies.keep_station", KEEP_AREA, "deputies.change_station")
        return super().has_permission() and any(self.user.has_perm(each) for each in keeps)

    def stations(self) -> QuerySet[Station]:
        """The person's stations that are open."""
        rows = Station.objects.all().kept_by(self.user, on=timezone.localdate())
        return rows.filter(closed_on__isnull=True)

    def slots(self) -> ReceptionSlotQuerySet:
        """Their receptions."""
        return ReceptionSlot.objects.filter(station__in=self.stations().values("pk"))


class ClockInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        """Browsers send and expect hours and minutes."""
        super().__init__(format="%H:%M")


class PlanForm(StepForm):
    """A reception: when, of which kind, who of the station's deputies, and which leaders."""

    kind = forms.ChoiceField(label="类别", choices=ReceptionSlot.Kind.choices)
    held_on = forms.DateField(label="接待日期", widget=DateInput)
    starts_at = forms.TimeField(label="开始时间", widget=ClockInput, initial=time(9))
    ends_at = forms.TimeField(label="结束时间", widget=ClockInput, initial=time(11, 30))
    theme = forms.CharField(label="接待主题", max_length=120, required=False)
    deputies = forms.CharField(
        label="接待代表", required=False, max_length=400, help_text="填写姓名，用“、”隔开。代表须在任。"
    )
    leaders = forms.CharField(
        label="党政领导、部门负责人",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每人一行：姓名 职务。须已在人员中登记。",
    )
    capacity = forms.ChoiceField(
        label="领导身份",
        choices=[each for each in ReceptionHost.Capacity.choices if each[0] != ReceptionHost.Capacity.DEPUTY],
        required=False,
    )
    tier = forms.ChoiceField(label="领导层级", choices=ReceptionHost.Tier.choices, required=False)

    def lines(self) -> list[HostLine]:
        """The hosts as they were named. Raises ValidationError for names that nobody or several bear."""
        names = [each.strip() for each in self.cleaned_data["deputies"].replace("，", "、").split("、") if each.strip()]
        found = [HostLine(_person(name, "deputies")) for name in names]
        for line in self.cleaned_data["leaders"].splitlines():
            if line.strip():
                name, _, title = line.strip().partition(" ")
                person = _person(name, "leaders")
                found.append(
                    HostLine(
                        person,
                        capacity=self.cleaned_data["capacity"] or ReceptionHost.Capacity.PARTY_LEADER,
                        tier=self.cleaned_data["tier"] or ReceptionHost.Tier.DISTRICT,
                        title=title.strip()[:60],
                    )
                )
        return found


def _person(name: str, field: str) -> Person:
    people = list(Person.objects.filter(name=name)[:2])
    if len(people) != 1:
        reason = "有几个同名，请由代表工委在后台安排" if people else "未登记，请先由代表工委登记"
        raise ValidationError({field: f"“{name[:40]}”{reason}。"})
    return people[0]


class StationList(KeeperPage, TemplateView):
    """The stations that a person keeps, with the next reception of each."""

    template_name = "deputies/workspace/station_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Stations by place."""
        rows = station_pages.with_next(self.stations(), on=timezone.localdate())
        return super().get_context_data(**kwargs) | {"stations": rows.select_related("organ")}


class StationDesk(KeeperPage, TemplateView):
    """One station: what is planned, what waits for its record, and the form for the next reception."""

    template_name = "deputies/workspace/station_detail.html"

    def station(self) -> Station:
        """The station of the address, if the person keeps it."""
        return get_object_or_404(self.stations().select_related("organ", "parent"), code=self.kwargs["code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Receptions to come and those without a record."""
        today = timezone.localdate()
        station = kwargs.pop("station", None) or self.station()
        rows = ReceptionSlot.objects.filter(station=station, is_historic=False).prefetch_related("hosts__person")
        waiting = rows.filter(status__in=(Status.PUBLISHED, Status.MISSED, Status.HELD), held_on__lte=today)
        coming = rows.filter(status__in=ReceptionSlot.OPEN, held_on__gte=today)
        return super().get_context_data(**kwargs) | {
            "station": station,
            "form": kwargs.get("form") or PlanForm(),
            "waiting": waiting.order_by("held_on", "pk")[:SHOWN],
            "coming": coming.order_by("held_on", "starts_at", "pk")[:SHOWN],
            "done": rows.filter(status=Status.RECORDED).order_by("-held_on", "-pk")[:10],
            "deputies": station_pages.deputies_of(station, on=today),
            "staff": StationStaff.objects.all().in_office(on=today).filter(station=station),
        }

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Plan a reception, or show again what was typed and why it was refused."""
        del code
        station = self.station()
        form = PlanForm(request.POST)
        if form.is_valid():
            names = ("kind", "held_on", "starts_at", "ends_at", "theme")
            slot = ReceptionSlot(station=station, **{name: form.cleaned_data[name] for name in names})

            def plan() -> None:
                receptions.plan(slot, form.lines(), actor=self.user, today=timezone.localdate())

            if form.take(plan):
                messages.success(request, "已安排，请在接待日三天以前公示。")
                return redirect(slot.get_absolute_url())
        return self.render_to_response(self.get_context_data(station=station, form=form), status=422)


class RosterForm(StepForm):
    """A roster as an Excel file."""

    file = UploadField(label="接待安排（xlsx）")


class RosterPage(KeeperPage, TemplateView):
    """The roster of all one's stations: as a file out and in, as the paper that is put up."""

    template_name = "deputies/workspace/roster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Receptions to come, and the form for a file."""
        coming = self.slots().filter(status__in=ReceptionSlot.OPEN, held_on__gte=timezone.localdate())
        rows = coming.select_related("station").prefetch_related("hosts__person")
        return super().get_context_data(**kwargs) | {
            "form": kwargs.get("form") or RosterForm(),
            "slots": rows.order_by("held_on", "starts_at", "pk")[:100],
            "planned": coming.filter(status=Status.PLANNED).count(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a file as a whole, or announce everything that is planned."""
        today = timezone.localdate()
        if request.POST.get("step") == "publish":
            rows = list(self.slots().filter(status=Status.PLANNED, held_on__gte=today))
            form = StepForm(request.POST)
            if form.is_valid() and form.take(lambda: receptions.publish(rows, on=today, actor=self.user)):
                messages.success(request, f"已公示{len(rows)}次接待。")
            else:
                messages.error(request, "没有公示：" + "；".join(map(str, form.non_field_errors())))
            return redirect(request.path)
        form = RosterForm(request.POST, request.FILES)
        if form.is_valid() and form.take(
            lambda: roster_files.take(form.cleaned_data["file"], self.stations(), actor=self.user, today=today)
        ):
            messages.success(request, "已导入，请核对后公示。")
            return redirect(request.path)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RosterFile(KeeperPage):
    """The files of the roster: template, what stands as Excel, the timetable as Word."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """The file of that name."""
        today = timezone.localdate()
        if name == "template":
            return _file(roster_files.template(), "接待安排模板.xlsx", EXCEL)
        rows = self.slots().filter(held_on__gte=today)
        if name == "roster":
            return _file(roster_files.workbook(rows), "接待安排.xlsx", EXCEL)
        if name == "timetable":
            signer = self.user.organ.name_on(today) if self.user.organ else ""
            paper = station_documents.timetable(rows, title=_title(today), signer=signer, today=today)
            return _file(official.render(paper), "接待安排公示.docx", WORD)
        raise Http404


def _title(today: date) -> str:
    return f"{today.year}年代表联络站接待安排公示"


def _file(content: bytes, name: str, kind: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=final_name(name), content_type=kind)


class PosterPage(KeeperPage, TemplateView):
    """A poster to print: the code of a station, or of one of its deputies."""

    template_name = "deputies/workspace/station_poster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The code and the words beside it."""
        today = timezone.localdate()
        station = get_object_or_404(self.stations().select_related("organ"), code=self.kwargs["code"])
        deputies = station_pages.deputies_of(station, on=today)
        asked = self.kwargs.get("mandate")
        deputy = get_object_or_404(deputies, mandate=asked) if asked else None
        target = station_documents.address(station, deputy=asked)
        return super().get_context_data(**kwargs) | {
            "station": station,
            "deputy": deputy,
            "deputies": deputies,
            "week": station_pages.week(station.hours.all()),
            "target": target,
            # Made by the library from an address of the portal: nothing of it was typed by a visitor.
            "code": mark_safe(station_documents.code(target)),  # noqa: S308
        }
