"""Activities in the workspace: deputies ask for leave, organisers call, enter and verify a list in one move."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.step_forms import DateInput, StepForm, stamp_of
from deputies.models import KEEP_AREA, ActivityAttendance, DeputyGroup, DutyActivity, DutyKind, Mandate, Person
from deputies.services import duty_lists, duty_pages
from deputies.services.duty import Presence

Status = ActivityAttendance.Status
#: what an organiser holds; the rest is written by meetings, stations and other subjects
HELD: Final = (
    DutyKind.INSPECTION,
    DutyKind.VISIT,
    DutyKind.RESEARCH,
    DutyKind.TRAINING,
    DutyKind.GROUP,
    DutyKind.CORE_GROUP,
    DutyKind.CAMPAIGN,
    DutyKind.REPORT,
    DutyKind.PATROL,
    DutyKind.OTHER,
)
_MARKS: Final = (
    (Status.VERIFIED, "参加"),
    (Status.ON_LEAVE, "请假"),
    (Status.ABSENT, "缺席"),
    ("", "待定"),
)


class NamesField(forms.CharField):
    """Deputies by their names."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "填写姓名，用“、”或换行隔开，均须为活动当天在任的代表。"
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(**{"max_length": 4_000, "widget": widget, "help_text": help_text, **kwargs})


class ActivityForm(StepForm):
    """An activity, and who is asked to come."""

    kind = forms.ChoiceField(label="类别", choices=[(kind.value, kind.label) for kind in HELD])
    title = forms.CharField(label="名称", max_length=160)
    starts_on = forms.DateField(label="开始日期", widget=DateInput)
    ends_on = forms.DateField(label="结束日期", widget=DateInput, required=False, help_text="当天结束的不填。")
    place = forms.CharField(label="地点", max_length=120, required=False)
    hours = forms.DecimalField(
        label="时长（小时）",
        min_value=Decimal("0.5"),
        max_value=999,
        max_digits=5,
        decimal_places=1,
        initial=Decimal(4),
    )
    group = forms.ModelChoiceField(
        label="代表小组", queryset=DeputyGroup.objects.none(), required=False, help_text="选择后，小组成员列入名单。"
    )
    campaign = forms.CharField(label="专项活动", max_length=80, required=False)
    content = forms.CharField(label="内容", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    people = NamesField(label="通知参加的代表", required=False)

    def __init__(self, *args: Any, groups: QuerySet[DeputyGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One day, unless the last one is told."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = cleaned.get("starts_on")
        return cleaned


class OrganiserPage(WorkspacePage, TemplateView):
    """A page for those who organise: the deputies' committee, streets and townships."""

    permission_required: Any = (USE,)

    def has_permission(self) -> bool:
        """Either of the two."""
        return super().has_permission() and organises(self.user)

    def groups(self) -> QuerySet[DeputyGroup]:
        """Groups whose members one may call: all, or those of the own area."""
        rows = DeputyGroup.objects.in_force(on=timezone.localdate()).select_related("organ")
        return rows if self.user.has_perm(duty_lists.KEEP) else rows.filter(organ=self.user.organ)


def organises(user: User) -> bool:
    """Whether a person keeps lists of activities at all."""
    return user.has_perm(duty_lists.KEEP) or (user.has_perm(KEEP_AREA) and user.organ_id is not None)


class ActivityList(OrganiserPage):
    """Activities that one organises, newest first, with how many came and how many wait."""

    template_name = "deputies/workspace/activity_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of activities; those of deputies themselves are checked elsewhere."""
        rows = DutyActivity.objects.organised().visible_to(self.user).with_numbers().select_related("organiser")
        page = key_page(rows, by="starts_on", query=self.request.GET)
        return super().get_context_data(**kwargs) | {"page": page}


class NewActivity(OrganiserPage):
    """登记活动: and tell those who are asked to come."""

    template_name = "deputies/workspace/activity_new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with today."""
        initial = {"starts_on": timezone.localdate(), "kind": DutyKind.GROUP}
        form = kwargs.pop("form", None) or ActivityForm(groups=self.groups(), initial=initial)
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the activity with its list, or show again what was typed and why it was refused."""
        form = ActivityForm(request.POST, groups=self.groups())
        if form.is_valid():
            names = ("kind", "title", "starts_on", "ends_on", "place", "hours", "group", "campaign", "content")
            activity = DutyActivity(organiser=self.user.organ, **{name: form.cleaned_data[name] for name in names})

            def organise() -> None:
                duty_lists.organise(activity, actor=self.user)
                people = _named(self.user, form.cleaned_data["people"], activity)
                if activity.group is not None:
                    people = list({*people, *duty_lists.members_of(activity.group, activity)})
                if people:
                    duty_lists.expect(activity, people, actor=self.user, today=timezone.localdate())

            if form.take(organise):
                messages.success(request, "已登记，名单中的代表会收到通知。")
                return redirect(activity.get_absolute_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _named(user: User, words: str, activity: DutyActivity) -> list[Person]:
    try:
        return duty_lists.people_named(words, Mandate.objects.all().visible_to(user), on=activity.starts_on)
    except ValidationError as error:
        raise ValidationError({"people": error.messages}) from error


class LeaveForm(StepForm):
    """Why one cannot come; told to the organiser only."""

    reason = forms.CharField(label="请假理由", max_length=200, help_text="只有组织单位能看到。")


class PeopleForm(StepForm):
    """Who else is on the list."""

    people = NamesField(label="代表")


class RollForm(StepForm):
    """The whole list with a mark for each; the rows are those of the page."""

    def marks(self) -> dict[int, str]:
        """The marks that were sent, by the key of the row."""
        known = {str(mark) for mark, _ in _MARKS if mark}
        found = {}
        for name, value in self.data.items():
            key = name.removeprefix("row-")
            if name != key and key.isascii() and key.isdecimal() and len(key) < 19 and value in known:
                found[int(key)] = str(value)
        return found

    def clean(self) -> dict[str, Any]:
        """The marks."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["marks"] = self.marks()
        if not cleaned["marks"]:
            raise ValidationError("请至少为一位代表选择参加、请假或者缺席。")
        return cleaned


def _waits(activity: DutyActivity) -> bool:
    return any(row.status in (Status.EXPECTED, Status.LEAVE_ASKED) for row in activity.attendances.all())


def _own(user: User, activity: DutyActivity) -> ActivityAttendance | None:
    return next((row for row in activity.attendances.all() if row.person.account_id == user.pk), None)


def _may_ask(user: User, activity: DutyActivity) -> bool:
    row = _own(user, activity)
    return row is not None and row.status == Status.EXPECTED and timezone.localdate() <= activity.starts_on


def _ask(activity: DutyActivity, user: User, data: dict[str, Any]) -> None:
    row = _own(user, activity)
    if row is None:
        raise ValidationError("您不在本活动的名单中。")
    duty_lists.ask_leave(row, reason=data["reason"], actor=user, today=timezone.localdate())


def _has_begun(activity: DutyActivity) -> bool:
    return activity.starts_on <= timezone.localdate()


def _expect(activity: DutyActivity, user: User, data: dict[str, Any]) -> None:
    people = _named(user, data["people"], activity)
    duty_lists.expect(activity, people, actor=user, today=timezone.localdate())


def _enter(activity: DutyActivity, user: User, data: dict[str, Any]) -> None:
    presences = [Presence(person) for person in _named(user, data["people"], activity)]
    duty_lists.enter(activity, presences, actor=user, at=timezone.localtime())


class ActivityPage(RecordPage):
    """One activity: to its organiser with the whole list, to a deputy on the list with the own row."""

    template_name = "deputies/workspace/activity_detail.html"
    steps = (
        PageStep("leave", "请假", LeaveForm, _ask, "已告知组织单位，请等待答复。", _may_ask),
        PageStep(
            "settle",
            "核实参加情况",
            RollForm,
            lambda activity, user, data: duty_lists.settle(
                activity, data["marks"], actor=user, at=timezone.localtime()
            ),
            "已核实，计入履职台账。",
            lambda user, activity: (
                _has_begun(activity) and _waits(activity) and duty_lists.may_organise(user, activity)
            ),
            is_main=True,
        ),
        PageStep(
            "expect",
            "通知参加",
            PeopleForm,
            _expect,
            "已列入名单并通知。",
            lambda user, activity: not _has_begun(activity) and duty_lists.may_organise(user, activity),
        ),
        PageStep(
            "enter",
            "补登参加人员",
            PeopleForm,
            _enter,
            "已登记，计入履职台账。",
            lambda user, activity: _has_begun(activity) and duty_lists.may_organise(user, activity),
        ),
    )

    def record(self, *, is_locked: bool = False) -> DutyActivity:
        """The activity of the address, if this person may see it."""
        rows: QuerySet[DutyActivity] = DutyActivity.objects.all()
        if is_locked:
            rows = rows.select_for_update(of=("self",))
        visible = DutyActivity.objects.all().visible_to(self.user).values("pk")
        return get_object_or_404(
            rows.filter(pk__in=visible)
            .select_related("organiser", "group")
            .prefetch_related("attendances__person", "attendances__mandate"),
            pk=self.kwargs["pk"],
        )

    def stamp(self, record: DutyActivity) -> str:
        """The list as it stands."""
        return stamp_of([record.starts_on, *((row.pk, row.status) for row in record.attendances.all())])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list for who organises, the own row for a deputy."""
        context = super().get_context_data(**kwargs)
        activity: DutyActivity = context["record"]
        may_see_all = duty_lists.may_read_list(self.user, activity)
        rows = [row for row in activity.attendances.all() if row.status != Status.WITHDRAWN]
        forms_of = {step.name: form for step, form in context["forms"]}
        roll = forms_of.get("settle")
        chosen = roll.marks() if isinstance(roll, RollForm) and roll.is_bound else {}
        return context | {
            "forms": [(step, form) for step, form in context["forms"] if step.name != "settle"],
            "roll": roll,
            "marks": _MARKS,
            "rows": [
                (row, duty_pages.badge(row), chosen.get(row.pk, _usual(row)) if self._is_open(row) else None)
                for row in rows
                if may_see_all or row.person.account_id == self.user.pk
            ],
            "is_organiser": may_see_all,
            "counted": sum(row.status == Status.VERIFIED for row in rows),
        }

    def _is_open(self, row: ActivityAttendance) -> bool:
        return row.status in (Status.EXPECTED, Status.LEAVE_ASKED) and row.person.account_id != self.user.pk


def _usual(row: ActivityAttendance) -> str:
    """The mark that usually comes: who asked for leave has it, everybody else came."""
    return Status.ON_LEAVE if row.status == Status.LEAVE_ASKED else Status.VERIFIED
