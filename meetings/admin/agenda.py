"""The agenda of a meeting: rows on the meeting's page, and the outcome of each item."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congress.admin.base import ReadOnlyAdmin
from congress.admin.correction import CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.ordered import OrderedForm
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from congress.http import signed_in
from congress.models import User
from deputies.models import Person
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda

from .meeting_forms import TargetForm


class AgendaForm(OrderedForm):
    """An item; one without a number comes last, and one added while the meeting sits says why."""

    settled_later = ("order", "motive", "is_urgent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].required = False

    def clean_order(self) -> int | None:
        """The place; a row without one keeps its own, and a new one comes last."""
        order: int | None = self.cleaned_data["order"]
        return order if order is not None or self.instance.pk is None else self.instance.order

    def clean(self) -> dict[str, Any] | None:
        """While the meeting sits, what is added must say why."""
        cleaned = super().clean()
        meeting: Meeting | None = self.cleaned_data.get("meeting")
        is_late = self.instance.pk is None and meeting is not None and meeting.status == Meeting.Status.OPEN
        if is_late and self.has_changed() and not self.cleaned_data.get("motive", "").strip():
            self.add_error("motive", "会议已经开始，临时列入的议程须写明理由。")
        return cleaned


class AgendaInline(CorrectedInline):
    """The items in their order."""

    model = AgendaItem
    form = AgendaForm
    verbose_name = "议程项目"
    verbose_name_plural = "议程"
    description = "按住行首拖动，或改动序号，保存后生效。"
    autocomplete_fields = ("reporting_organ",)
    fields = ("order", "kind", "mode", "title", "reporting_organ", "reporter", "is_for_vote", "outcome")
    readonly_fields = ("outcome",)
    classes = ("agenda",)

    class Media:
        js = ("js/agenda.js",)

    def get_fields(self, request: HttpRequest, obj: Meeting | None = None) -> Any:
        """The columns; while the meeting sits also why an item was added."""
        fields = list(super().get_fields(request, obj))
        if obj is not None and obj.status == Meeting.Status.OPEN:
            fields.insert(fields.index("outcome"), "motive")
        return fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        """The items with what a row needs."""
        rows = super().get_queryset(request).select_related("reporting_organ", "meeting", "screened_as__meeting__term")
        return rows.select_related("continues__meeting__term", "continued_by__meeting__term").order_by("order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Titles are long: they get a text box."""
        if db_field.name == "title":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "class": "agenda-title"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="结果")
    def outcome(self, item: AgendaItem) -> SafeString | str:
        """The item's state and the steps that change it."""
        if item._state.adding:
            return "—"
        links = [
            (reverse("admin:meetings_agendaitem_step", args=[item.pk, step.name]), step.label)
            for step in STEPS
            if step.offered(item)
        ]
        note = f"：{item.status_note}" if item.status_note else ""
        buttons = format_html_join("", '<a href="{}">{}</a>', links)
        return format_html(
            '{}{}{}<span class="row-steps">{}</span>', item.get_status_display(), note, _origin(item), buttons
        )


def _origin(item: AgendaItem) -> SafeString | str:
    """Where the item came from and where it went on, beside its state."""
    told = ["临时列入"] if item.is_urgent else []
    told += [f"经{item.screened_as.meeting}研究"] if item.screened_as else []
    told += [f"接续{item.continues.meeting}"] if item.continues else []
    if again := getattr(item, "continued_by", None):
        told.append(f"{again.meeting}再次列入")
    return format_html('<span class="row-origin">{}</span>', "；".join(told)) if told else ""


def save_agenda(request: HttpRequest, formset: Any) -> None:
    """Store the rows of an agenda: new items through the service, places in one move."""
    actor = signed_in(request)
    meeting: Meeting = formset.instance
    changed = formset.save(commit=False)
    for item in formset.deleted_objects:
        item.delete()
    wanted: dict[int, int] = {}
    for item in changed:
        place, is_new = item.order, item.pk is None
        if is_new:
            item.order = 0
            agenda.add(item, actor=actor)
        else:
            item.order = AgendaItem.objects.values_list("order", flat=True).get(pk=item.pk)
            item.save()
        if place:
            wanted[item.pk] = place
    if changed or formset.deleted_objects:
        _settle_places(meeting, wanted, actor)


def _settle_places(meeting: Meeting, wanted: Mapping[int, int], actor: User) -> None:
    """The order that the rows ask for; of two at one place the one that was moved there comes first."""
    rows = meeting.items.values_list("pk", "order")
    keys = sorted((wanted.get(key, order), key not in wanted, order, key) for key, order in rows)
    agenda.reorder(meeting, [key for *_, key in keys], actor=actor)


class ConfirmForm(StepForm):
    """Nothing but the person's will: the page asks whether it is meant."""


class SponsorForm(StepForm):
    """Who put the item forward; joint sponsors are ticked."""

    sponsor = forms.ChoiceField(label="提出人", choices=AgendaItem.Sponsor.choices)
    people = forms.ModelMultipleChoiceField(
        label="联名组成人员",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="组成人员联名提出的，须三人以上，均为会议当日在任。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].initial = self.record.sponsor
        people: Any = self.fields["people"]
        people.queryset = agenda.sponsors_of(self.record)
        people.initial = list(self.record.co_sponsors.values_list("pk", flat=True))


class AgainForm(TargetForm):
    """The later meeting of the same kind."""

    @property
    def target_kind(self) -> str:
        """As the meeting at which it was deferred."""
        return str(self.record.meeting.kind)


class WithdrawForm(ReasonForm):
    """Who asked, and why."""

    by = forms.CharField(label="要求撤回的人或机关", max_length=60)


def _propose(item: AgendaItem, actor: User, data: Mapping[str, Any]) -> str:
    agenda.propose_to(item, meeting=data["meeting"], actor=actor)
    return f"已提请“{data['meeting']}”。"


def _take_up(item: AgendaItem, actor: User, data: Mapping[str, Any]) -> str:
    agenda.take_up_again(item, meeting=data["meeting"], actor=actor)
    return f"已再次列入“{data['meeting']}”。"


def _may_be_proposed(item: AgendaItem) -> bool:
    return (
        item.meeting.kind == Meeting.Kind.CHAIR_MEETING
        and item.meeting.status in (Meeting.Status.OPEN, *Meeting.HELD)
        and item.kind != AgendaItem.Kind.OPINIONS
        and item.status not in (AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED)
    )


def _awaits_outcome(item: AgendaItem) -> bool:
    waiting = [AgendaItem.Status.ADOPTED, AgendaItem.Status.PRESENTED]
    return item.meeting.status == Meeting.Status.OPEN and item.status in waiting


STEPS = (
    Step(
        "note",
        "登记听取",
        lambda item, actor, data: agenda.note(item, actor=actor),
        "meetings.change_agendaitem",
        _awaits_outcome,
        form=ConfirmForm,
        note="登记本项已在会上听取、审议，不付表决。",
    ),
    Step(
        "defer",
        "暂不表决",
        lambda item, actor, data: agenda.defer(item, actor=actor, **data),
        "meetings.change_agendaitem",
        lambda item: (
            _awaits_outcome(item)
            or (item.meeting.status == Meeting.Status.OPEN and item.is_for_vote and item.status == "noted")
        ),
        form=ReasonForm,
    ),
    Step(
        "withdraw",
        "撤回",
        lambda item, actor, data: agenda.withdraw(item, actor=actor, **data),
        "meetings.change_agendaitem",
        lambda item: item.status not in AgendaItem.DISPOSED and not item.meeting.is_locked,
        form=WithdrawForm,
        note="提案人在表决前撤回的，写明理由（《重大事项规定》第十四条）。",
    ),
    Step(
        "draft",
        "列入草案",
        lambda item, actor, data: agenda.put_on_draft(item, actor=actor),
        "meetings.change_agendaitem",
        lambda item: item.status == AgendaItem.Status.PROPOSED and item.meeting.status in Meeting.BEFORE_OPENING,
        form=ConfirmForm,
        note="主任会议决定列入议程草案（《地方组织法》第五十四条）。",
    ),
    Step(
        "sponsor",
        "提出人",
        lambda item, actor, data: agenda.set_sponsor(item, actor=actor, **data),
        "meetings.change_agendaitem",
        lambda item: (
            item.status in (AgendaItem.Status.PROPOSED, AgendaItem.Status.ON_DRAFT) and not item.meeting.is_locked
        ),
        form=SponsorForm,
    ),
    Step(
        "propose",
        "提请常委会会议",
        _propose,
        "meetings.change_agendaitem",
        _may_be_proposed,
        form=TargetForm,
        note="列入常委会会议的议程草案，标题、机关、报告人一并带去（《地方组织法》第五十四条）。",
    ),
    Step(
        "again",
        "再次提请",
        _take_up,
        "meetings.change_agendaitem",
        lambda item: item.status == AgendaItem.Status.DEFERRED and not hasattr(item, "continued_by"),
        form=AgainForm,
        note="暂不交付表决的议程在以后的会议上再次列入，与原议程相互链接。",
    ),
)


class AgendaResource(ListResource):
    """Agenda items as a list."""

    meeting = column("会议", "meeting__name")
    starts_on = column("日期", "meeting__starts_on")
    order = column("序号", "order")
    kind = column("类别", "get_kind_display")
    mode = column("方式", "get_mode_display")
    title = column("标题", "title")
    reporting_organ = column("报告机关", "reporting_organ__name")
    reporter = column("报告人", "reporter")
    sponsor = column("提出人", "get_sponsor_display")
    is_for_vote = column("付表决", "is_for_vote")
    is_urgent = column("临时列入", "is_urgent")
    motive = column("临时列入的理由", "motive")
    status = column("结果", "get_status_display")
    status_note = column("说明", "status_note")
    withdrawn_by = column("撤回要求人", "withdrawn_by")
    related = ("meeting__term", "reporting_organ")


@admin.register(AgendaItem)
class AgendaItemAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """All items of all meetings, for finding; they are edited on their meeting's page."""

    resource_classes = [AgendaResource]
    list_display = ("title", "kind", "meeting", "reporting_organ", "status")
    list_filter = ("kind", "status", "is_for_vote", "is_urgent", "meeting__kind", "meeting__term")
    date_hierarchy = "meeting__starts_on"
    search_fields = ("title", "reporting_organ__name", "reporting_organ__short_name")
    ordering = ("-meeting__starts_on", "order")
    fields = (
        *("meeting_link", "order", "kind", "mode", "title", "reporting_organ", "reporter", "sponsor", "co_sponsors"),
        *("is_for_vote", "is_urgent", "motive", "status", "status_note", "withdrawn_by", "linked"),
    )
    readonly_fields = ("meeting_link", "linked")
    steps = STEPS

    @admin.display(description="会议")
    def meeting_link(self, item: AgendaItem) -> SafeString:
        """The page where it is edited."""
        return format_html('<a href="{}">{}</a>', self.step_back_url(item), item.meeting)

    @admin.display(description="来龙去脉")
    def linked(self, item: AgendaItem) -> SafeString | str:
        """The items that came before and after this one, at other meetings."""
        kin = [("主任会议议题", item.screened_as), ("接续的议程", item.continues)]
        kin += [("常委会议程", getattr(item, "tabled_as", None)), ("再次列入", getattr(item, "continued_by", None))]
        rows = [(label, self.record_url(each), each.meeting) for label, each in kin if each is not None]
        return format_html_join("", '<div>{}：<a href="{}">{}</a></div>', rows) or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        """The items with their meetings."""
        return super().get_queryset(request).select_related("meeting__term", "reporting_organ")

    def step_back_url(self, record: AgendaItem) -> str:
        """Back to the meeting."""
        return reverse("admin:meetings_meeting_change", args=[record.meeting_id])
