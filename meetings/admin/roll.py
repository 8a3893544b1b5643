"""The roll of a meeting on one page, all present but the exceptions; withdrawals, paper leave, and guests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from congress.admin.steps import Step, StepForm
from congress.models import Organ, User
from deputies.models import Person
from meetings.models import AgendaItem, Attendance, Leave, Meeting, Recusal
from meetings.services import attendance, invitations, quorum
from meetings.services.attendance import RollEntry

Status = Attendance.Status
CHANGE: Final = "meetings.change_attendance"
_RUNNING: Final = (
    Meeting.Status.SCHEDULED,
    Meeting.Status.NOTICED,
    Meeting.Status.PAPERS_OUT,
    Meeting.Status.OPEN,
)
_CHOICES: Final = ((Status.PRESENT, "出席"), (Status.ON_LEAVE, "请假"), (Status.ABSENT, "缺席"))


@dataclass(frozen=True)
class RollRow:
    """One member's line: its inputs, the leave behind it, and whether a colleague changed it meanwhile."""

    row: Attendance
    status: BoundField
    arrived: BoundField
    left: BoundField
    reason: BoundField
    granter: BoundField
    was: BoundField
    leave: Leave | None
    is_changed: bool

    @property
    def is_partly(self) -> bool:
        """Whether the line tells of a part of the meeting."""
        return bool(self.arrived.value() or self.left.value())


class RollForm(StepForm):
    """All members of the day; everybody not recorded yet is proposed as present.

    Each line carries what it showed. Where a colleague stored something meanwhile, lines not touched here take it
    over, lines that were touched keep what was typed, and nothing is stored before the clerk has seen both.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.record.attendances.voting().select_related("person", "arrived_item", "left_item")
        found = rows.prefetch_related("leaves").order_by("person__stroke_key", "person__name")
        self.outside = attendance.not_in_office(self.record)
        self.members: list[Attendance] = [row for row in found if row.pk not in self.outside]
        self.items: dict[str, AgendaItem] = {str(item.pk): item for item in self.record.items.order_by("order")}
        self.changed: set[int] = set()
        choices = [("", "—"), *((key, f"第{item.order}项 {item.title[:16]}") for key, item in self.items.items())]
        for row in self.members:
            self._add_fields(row, choices)

    def _add_fields(self, row: Attendance, choices: Sequence[tuple[str, str]]) -> None:
        shown = _shown(attendance.state_of(row))
        leave = _standing(row)
        reasons = [("", "选择事由"), *Leave.Reason.choices]
        self.fields |= {
            f"status-{row.pk}": forms.ChoiceField(
                label=f"{row.person}的出席情况", choices=_CHOICES, widget=forms.RadioSelect, initial=shown["status"]
            ),
            f"arrived-{row.pk}": forms.ChoiceField(
                label=f"{row.person}自何项起到会", choices=choices, required=False, initial=shown["arrived"]
            ),
            f"left-{row.pk}": forms.ChoiceField(
                label=f"{row.person}在何项前离会", choices=choices, required=False, initial=shown["left"]
            ),
            f"reason-{row.pk}": forms.ChoiceField(
                label=f"{row.person}的请假事由",
                choices=reasons,
                required=False,
                initial=leave.reason_kind if leave else "",
            ),
            f"granter-{row.pk}": forms.CharField(
                label=f"{row.person}请假的批准人",
                max_length=60,
                required=False,
                initial=leave.granted_by if leave else "",
                widget=forms.TextInput(attrs={"placeholder": "批准人"}),
            ),
            f"was-{row.pk}": forms.CharField(
                widget=forms.HiddenInput, required=False, initial=attendance.state_of(row)
            ),
        }

    def lines(self) -> Iterator[RollRow]:
        """The lines for the page."""
        for row in self.members:
            names = ("status", "arrived", "left", "reason", "granter", "was")
            inputs = {name: self[f"{name}-{row.pk}"] for name in names}
            yield RollRow(row=row, leave=_standing(row), is_changed=row.pk in self.changed, **inputs)

    @property
    def strangers(self) -> Sequence[str]:
        """Why some on the list are not asked for."""
        return list(self.outside.values())

    @property
    def needed(self) -> int:
        """How many must be present."""
        return quorum.of(self.record).needed

    def clean(self) -> dict[str, Any]:
        """Refuse a form that has not seen what a colleague stored; otherwise the entries for the service."""
        cleaned = super().clean() or {}
        self._merge(cleaned)
        cleaned["entries"] = [self._entry(row, cleaned) for row in self.members]
        cleaned["seen"] = {row.pk: attendance.state_of(row) for row in self.members}
        return cleaned

    def _merge(self, cleaned: Mapping[str, Any]) -> None:
        told = []
        data = {name: self.data.get(name) for name in self.data}
        for row in self.members:
            now = attendance.state_of(row)
            was = str(self.data.get(self.add_prefix(f"was-{row.pk}"), ""))
            if was == now:
                continue
            self.changed.add(row.pk)
            told.append(f"{row.person}（{row.get_status_display()}）")
            data[f"was-{row.pk}"] = now
            typed = {name: str(cleaned.get(f"{name}-{row.pk}") or "") for name in ("status", "arrived", "left")}
            if typed == _shown(was):
                data.update({f"{name}-{row.pk}": value for name, value in _shown(now).items()})
        if told:
            self.data = data
            raise ValidationError(
                f"您填写期间，同事已登记：{'、'.join(told)}。本页已标出这些人，您没有改动的已按同事的登记显示，"
                "您改动的仍按您的填写；请核对后再次保存。",
                code="stale",
            )

    def _entry(self, row: Attendance, cleaned: Mapping[str, Any]) -> RollEntry:
        def value(name: str) -> str:
            return str(cleaned.get(f"{name}-{row.pk}") or "")

        return RollEntry(
            attendance=row,
            status=value("status"),
            arrived_item=self.items.get(value("arrived")),
            left_item=self.items.get(value("left")),
            arrived_at=row.arrived_at,
            left_at=row.left_at,
            leave_reason=value("reason"),
            granted_by=value("granter"),
        )


def _shown(state: str) -> dict[str, str]:
    """What a line shows for a stored state; somebody not recorded yet is proposed as present."""
    status, arrived, left = (*state.split("|"), "", "", "")[:3]
    return {"status": Status.PRESENT if status == Status.UNRECORDED else status, "arrived": arrived, "left": left}


def _standing(row: Attendance) -> Leave | None:
    standing = (Leave.Status.GRANTED, Leave.Status.REQUESTED)
    return next((leave for leave in row.leaves.all() if leave.status in standing), None)


def _take_roll(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    attendance.take_roll(meeting, data["entries"], actor=actor, today=timezone.localdate(), seen=data["seen"])
    found = quorum.of(meeting)
    return f"已登记出席：{found.arithmetic}。"


class PaperLeaveForm(StepForm):
    """Whose leave, why, and who granted it."""

    attendance = forms.ModelChoiceField(label="请假人", queryset=Attendance.objects.none(), empty_label="请选择")
    reason_kind = forms.ChoiceField(label="事由", choices=[("", "请选择"), *Leave.Reason.choices])
    granted_by = forms.CharField(label="批准人", max_length=60)
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="仅批准人和办公室可见。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.record.attendances.exclude(status=Status.PRESENT).select_related("person")
        _offer(self.fields["attendance"], rows.order_by("person__stroke_key", "person__name"))


class RecusalForm(StepForm):
    """Who takes no part in which item, and why."""

    attendance = forms.ModelChoiceField(label="组成人员", queryset=Attendance.objects.none(), empty_label="请选择")
    item = forms.ModelChoiceField(label="议题", queryset=AgendaItem.objects.none(), empty_label="请选择")
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.record.attendances.voting().select_related("person")
        _offer(self.fields["attendance"], rows.order_by("person__stroke_key", "person__name"))
        _offer(self.fields["item"], self.record.items.order_by("order"))


class LiftRecusalForm(StepForm):
    """Which withdrawal was entered by mistake, and how that came."""

    recusal = forms.ModelChoiceField(label="回避", queryset=Recusal.objects.none(), empty_label="请选择")
    reason = forms.CharField(label="撤销的理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Recusal.objects.filter(attendance__meeting=self.record)
        _offer(self.fields["recusal"], rows.select_related("attendance__person", "attendance__meeting", "item"))


class InviteForm(StepForm):
    """One person who sits in: in which capacity, from where, for which items."""

    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.all())
    capacity = forms.ChoiceField(
        label="身份",
        choices=[each for each in Attendance.Capacity.choices if each[0] != Attendance.Capacity.MEMBER],
        initial=Attendance.Capacity.NONVOTING,
    )
    organ = forms.ModelChoiceField(label="所属机关", queryset=Organ.objects.all(), required=False)
    title = forms.CharField(label="职务", max_length=60, required=False)
    items = forms.ModelMultipleChoiceField(
        label="应邀议题",
        queryset=AgendaItem.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选表示列席全部议程；选了的，只能看这些议题的材料。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["items"], self.record.items.order_by("order"))
        for name in ("person", "organ"):
            field = self.fields[name]
            field.widget = AutocompleteSelect(Attendance._meta.get_field(name), admin.site)
            if isinstance(field, forms.ModelChoiceField):
                field.widget.choices = field.choices


class ByLawForm(StepForm):
    """Who is to sit in by law and is known by office, and the organs whose head must be named by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = invitations.by_law(self.record)


def _offer(field: forms.Field, rows: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def _invite_by_law(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    del data
    invited = attendance.invite_by_law(meeting, actor=actor)
    return f"已邀请{len(invited)}人列席。" if invited else "没有新的应当列席的人员。"


def _has_begun(meeting: Meeting) -> bool:
    return meeting.status in _RUNNING and meeting.starts_on <= timezone.localdate()


def _may_record_leave(user: User, meeting: Meeting) -> bool:
    needed = "meetings.correct_closed_meeting" if meeting.is_locked else "meetings.record_leave"
    return user.has_perm(needed)


MEETING_STEPS: Final = (
    Step(
        "roll",
        "登记出席",
        _take_roll,
        CHANGE,
        _has_begun,
        form=RollForm,
        template="admin/roll.html",
    ),
    Step(
        "expected",
        "核对应到名单",
        lambda m, actor, data: attendance.refresh_expected(m, actor=actor).sentence or "应到名单与在任人员一致。",
        CHANGE,
        lambda m: m.status in _RUNNING,
        is_rare=True,
    ),
    Step(
        "paper-leave",
        "登记书面请假",
        lambda m, actor, data: f"已登记：{attendance.record_leave(actor=actor, **data)}。",
        _may_record_leave,
        lambda m: m.status in (*_RUNNING, *Meeting.HELD),
        form=PaperLeaveForm,
        note="请假须经主任批准（或其委托的副主任）。事由只有本人、批准人和办公室可以看到。",
    ),
    Step(
        "recuse",
        "登记回避",
        lambda m, actor, data: f"已登记：{attendance.recuse(actor=actor, **data)}。",
        "meetings.add_recusal",
        lambda m: m.status in _RUNNING,
        form=RecusalForm,
        note="回避的组成人员不参加该项议题的审议、表决，不计入该项的出席（《浙江省实施代表法办法》第四十八条）。",
        is_rare=True,
    ),
    Step(
        "lift-recusal",
        "撤销回避",
        lambda m, actor, data: attendance.lift_recusal(actor=actor, **data),
        "meetings.delete_recusal",
        lambda m: m.status in _RUNNING and Recusal.objects.filter(attendance__meeting=m).exists(),
        form=LiftRecusalForm,
        is_rare=True,
    ),
    Step(
        "invite-by-law",
        "邀请依法列席人员",
        _invite_by_law,
        "meetings.add_attendance",
        lambda m: m.kind == Meeting.Kind.STANDING_COMMITTEE and m.status in _RUNNING,
        form=ByLawForm,
        template="admin/invite_by_law.html",
        is_rare=True,
    ),
    Step(
        "invite",
        "邀请列席",
        lambda m, actor, data: f"已邀请{attendance.invite(m, actor=actor, **data).person}。",
        "meetings.add_attendance",
        lambda m: m.status in _RUNNING,
        form=InviteForm,
        is_rare=True,
    ),
)
