"""A reception in the workspace: keepers announce, put off and record it, hosts exchange it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.step_forms import DateInput, StepForm, stamp_of
from congress.uploads import UploadsField
from deputies.models import HostSwap, ReceptionHost, ReceptionSlot, Station
from deputies.services import host_swaps, receptions
from deputies.services.receptions import Record

from .station import ClockInput

Status = ReceptionSlot.Status
Attendance = ReceptionHost.Attendance
SHOWN = 50


def _keeps(user: User, slot: ReceptionSlot) -> bool:
    kept = Station.objects.all().kept_by(user, on=timezone.localdate())
    return not slot.is_historic and kept.filter(pk=slot.station_id).exists()


def _own(user: User, slot: ReceptionSlot) -> ReceptionHost | None:
    return next((host for host in slot.hosts.all() if host.person.account_id == user.pk), None)


class RescheduleForm(StepForm):
    """The new day and hours, and why."""

    held_on = forms.DateField(label="接待日期", widget=DateInput)
    starts_at = forms.TimeField(label="开始时间", widget=ClockInput)
    ends_at = forms.TimeField(label="结束时间", widget=ClockInput)
    reason = forms.CharField(label="原因", max_length=200, required=False, help_text="已公示的必填。")


class CancelForm(StepForm):
    """Why it does not take place."""

    reason = forms.CharField(label="取消原因", max_length=200)


class RecordForm(StepForm):
    """What came of it. The hosts are those of the page."""

    present = forms.CharField(
        label="到站的接待人",
        max_length=400,
        required=False,
        help_text="填写姓名，用“、”隔开；已按安排填好，没有到的请删去。",
    )
    excused = forms.CharField(label="请假的接待人", max_length=400, required=False)
    visitors = forms.IntegerField(label="接待群众（人）", min_value=0, max_value=9_999)
    opinions = forms.IntegerField(label="收到意见（件）", min_value=0, max_value=9_999)
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=1_440)
    summary = forms.CharField(
        label="接待情况",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不要填写来访人的姓名、电话、住址。",
    )
    late_reason = forms.CharField(label="补记原因", max_length=200, required=False, help_text="已登记为未接待的必填。")
    photos = UploadsField(label="照片", required=False)


class AskForm(StepForm):
    """With which reception to exchange, and why."""

    taken = forms.IntegerField(label="对方的接待", widget=forms.Select)
    reason = forms.CharField(label="原因", max_length=200)


class AnswerForm(StepForm):
    """Yes or no."""

    answer = forms.ChoiceField(
        label="答复", choices=(("agree", "同意调换"), ("decline", "不同意")), widget=forms.RadioSelect
    )


def _named(slot: ReceptionSlot, words: str, field: str) -> list[int]:
    """The rows of hosts that are named. Raises ValidationError for a name that is not on the list."""
    hosts = {host.person.name: host.pk for host in slot.hosts.select_related("person")}
    names = [each.strip() for each in words.replace("，", "、").split("、") if each.strip()]
    if strangers := [name for name in names if name not in hosts]:
        raise forms.ValidationError({field: f"“{'、'.join(strangers)}”不在这次接待的名单中。"})
    return [hosts[name] for name in names]


def _record(slot: ReceptionSlot, user: User, data: dict[str, Any]) -> None:
    told = Record(
        present=_named(slot, data["present"], "present"),
        excused=_named(slot, data["excused"], "excused"),
        visitors=data["visitors"],
        opinions=data["opinions"],
        minutes=data["minutes"],
        summary=data["summary"],
        late_reason=data["late_reason"],
    )
    receptions.record(slot, told, actor=user, today=timezone.localdate(), at=timezone.now(), uploads=data["photos"])


def _open_swap(user: User, slot: ReceptionSlot) -> HostSwap | None:
    rows = HostSwap.objects.filter(status=HostSwap.Status.PROPOSED, taken__person__account=user, taken_slot=slot)
    return rows.select_related("given__person", "given_slot__station").first()


def _answer(slot: ReceptionSlot, user: User, data: dict[str, Any]) -> None:
    swap = _open_swap(user, slot)
    if swap is None:
        raise forms.ValidationError("没有等待您答复的调换申请。")
    act = host_swaps.agree if data["answer"] == "agree" else host_swaps.decline
    act(swap, actor=user, on=timezone.localdate())


def _ask(slot: ReceptionSlot, user: User, data: dict[str, Any]) -> None:
    mine = _own(user, slot)
    taken = ReceptionHost.objects.select_related("slot__station", "person__account").filter(pk=data["taken"]).first()
    if mine is None or taken is None:
        raise forms.ValidationError({"taken": "请选择对方的接待。"})
    host_swaps.ask(mine, taken, reason=data["reason"], actor=user, on=timezone.localdate())


def _may_ask(user: User, slot: ReceptionSlot) -> bool:
    mine = _own(user, slot)
    is_open = slot.status == Status.PUBLISHED and slot.held_on >= timezone.localdate()
    if mine is None or not is_open or mine.swaps.filter(status=HostSwap.Status.PROPOSED).exists():
        return False
    return host_swaps.candidates(mine, on=timezone.localdate()).exists()


def _may_record(user: User, slot: ReceptionSlot) -> bool:
    turn = slot.status in (Status.PUBLISHED, Status.HELD, Status.MISSED)
    return turn and slot.held_on <= timezone.localdate() and _keeps(user, slot)


class ReceptionPage(RecordPage):
    """One reception, as its keepers or its hosts see it."""

    template_name = "deputies/workspace/reception_detail.html"
    steps: Sequence[PageStep] = (
        PageStep(
            "answer",
            "答复调换",
            AnswerForm,
            _answer,
            "已答复。",
            lambda user, slot: _open_swap(user, slot) is not None,
            is_main=True,
        ),
        PageStep(
            "publish",
            "公示",
            StepForm,
            lambda slot, user, data: receptions.publish([slot], on=timezone.localdate(), actor=user),
            "已公示，接待人已收到通知。",
            lambda user, slot: slot.status == Status.PLANNED and _keeps(user, slot),
            is_main=True,
        ),
        PageStep("record", "接待记录", RecordForm, _record, "已记录。", _may_record, is_main=True),
        PageStep("swap", "申请调换", AskForm, _ask, "已告知对方，等待答复。", _may_ask),
        PageStep(
            "reschedule",
            "改期",
            RescheduleForm,
            lambda slot, user, data: receptions.reschedule(
                slot,
                held_on=data["held_on"],
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                reason=data["reason"],
                actor=user,
                today=timezone.localdate(),
            ),
            "已改期。",
            lambda user, slot: slot.status in ReceptionSlot.OPEN and _keeps(user, slot),
        ),
        PageStep(
            "cancel",
            "取消接待",
            CancelForm,
            lambda slot, user, data: receptions.cancel(slot, reason=data["reason"], actor=user),
            "已取消。",
            lambda user, slot: slot.status in ReceptionSlot.OPEN and _keeps(user, slot),
        ),
    )

    def record(self, *, is_locked: bool = False) -> ReceptionSlot:
        """The reception of the address, for its keepers, its hosts and the committee."""
        rows: QuerySet[ReceptionSlot] = ReceptionSlot.objects.all().visible_to(self.user, on=timezone.localdate())
        if is_locked:
            return get_object_or_404(rows.select_for_update(of=("self",)), pk=self.kwargs["pk"])
        wide = rows.select_related("station__organ", "obligation__rule")
        return get_object_or_404(wide.prefetch_related("hosts__person", "photos__thumbnail"), pk=self.kwargs["pk"])

    def stamp(self, record: ReceptionSlot) -> str:
        """When, how far, and who."""
        hosts = sorted(record.hosts.values_list("person", flat=True))
        return stamp_of([record.status, record.held_on, record.starts_at, record.ends_at, hosts])

    def initial(self, record: ReceptionSlot, step: PageStep) -> dict[str, Any]:
        """Times as they are; everybody who was planned as present."""
        if step.name == "reschedule":
            return {name: getattr(record, name) for name in ("held_on", "starts_at", "ends_at")}
        if step.name == "record":
            return {"present": "、".join(host.person.name for host in record.hosts.all())}
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the exchange that waits, and the receptions one may exchange with."""
        context = super().get_context_data(**kwargs)
        slot: ReceptionSlot = context["record"]
        mine = _own(self.user, slot)
        for step, form in context["forms"]:
            if step.name == "swap" and mine is not None:
                rows = host_swaps.candidates(mine, on=timezone.localdate())[:SHOWN]
                form.fields["taken"].widget.choices = [(row.pk, f"{row.person}：{row.slot}") for row in rows]
        return context | {
            "swap": _open_swap(self.user, slot),
            "is_keeper": _keeps(self.user, slot),
        }


class MyReceptions(WorkspacePage, TemplateView):
    """A host's receptions, the next first."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/reception_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """To come and over."""
        today = timezone.localdate()
        rows = ReceptionHost.objects.filter(person__account=self.user, slot__published_on__isnull=False)
        rows = rows.select_related("slot__station")
        return super().get_context_data(**kwargs) | {
            "coming": rows.filter(slot__held_on__gte=today).order_by("starts", "pk")[:SHOWN],
            "past": rows.filter(slot__held_on__lt=today).order_by("-starts", "-pk")[:SHOWN],
        }
