"""By-elections: planned with their candidates, then step by step to the announcement."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalForm, PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import Obligation, User
from congress.services.marks import due_mark
from deputies.models import Mandate, Person
from deputies.services import vacancies
from meetings.models import ByElection, Candidate, Vote
from meetings.services import by_elections, election_checks
from meetings.services.election_checks import BEFORE_VOTING

Procedure, Status = ByElection.Procedure, ByElection.Status
CHANGE = "meetings.change_byelection"


class ByElectionForm(PortalForm):
    """A by-election; a new one with its candidates, so that all is checked at once."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.all(), label="候选人", required=False, help_text="可以等于或多于应选名额，筹备期间可增减。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("people")) is not None:
            widget = AutocompleteSelectMultiple(Candidate._meta.get_field("person"), admin.site)
            widget.choices = field.choices  # type: ignore[attr-defined]
            field.widget = widget


class CandidateInline(PortalInline):
    """Candidates: entered while the by-election is planned, with their votes afterwards."""

    model = Candidate
    verbose_name_plural = "候选人"
    autocomplete_fields = ("person",)
    fields = ("person", "votes", "vote", "is_elected", "is_tied")
    readonly_fields = ("votes", "vote", "is_elected", "is_tied")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        """The candidates with what their lines show."""
        return super().get_queryset(request).select_related("person", "vote", "by_election")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is planned; a new one names its candidates in the form."""
        return super().has_add_permission(request, obj) and _is_planned(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is planned."""
        return super().has_change_permission(request, obj) and _is_planned(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is planned."""
        may = request.user.has_perm("meetings.delete_candidate")
        return may and _is_planned(obj)


def _is_planned(row: ByElection | None) -> bool:
    return row is not None and row.status == Status.PLANNED


class NewDayForm(StepForm):
    """Another polling day, and why."""

    polling_on = forms.DateField(label="新的选举日", widget=DayInput)
    reason = forms.CharField(label="改期理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _standing(record: ByElection) -> list[Candidate]:
    """Those on the papers of the next round."""
    rows = list(record.candidates.select_related("person").order_by("person__stroke_key", "person__name"))
    return [row for row in rows if row.is_tied] or [row for row in rows if not row.is_elected]


class CountForm(StepForm):
    """The count of an election by voters: papers first, then the votes of each candidate."""

    voters = forms.IntegerField(label="选民数", min_value=0)
    ballots_issued = forms.IntegerField(label="发出选票", min_value=0)
    ballots_returned = forms.IntegerField(label="收回选票", min_value=0)
    ballots_spoiled = forms.IntegerField(label="无效选票", min_value=0, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voters"].initial = self.record.voters
        for row in _standing(self.record):
            self.fields[f"votes_{row.pk}"] = forms.IntegerField(label=f"{row.person}得票", min_value=0)


class MeetingCountForm(StepForm):
    """The count of an election at a meeting: the papers, the tellers, then each candidate."""

    held_on = forms.DateField(label="选举日期", widget=DayInput)
    method = forms.ChoiceField(
        label="方式", choices=[(each.value, each.label) for each in (Vote.Method.SECRET_PAPER, Vote.Method.ELECTRONIC)]
    )
    counted_by = forms.ModelChoiceField(Person.objects.none(), label="计票人", required=False)
    overseen_by = forms.ModelChoiceField(Person.objects.none(), label="监票人", required=False)
    issued = forms.IntegerField(label="发出票数", min_value=0, required=False, help_text="电子表决不填。")
    returned = forms.IntegerField(label="收回票数", min_value=0, required=False)
    spoiled = forms.IntegerField(label="无效票", min_value=0, initial=0)
    not_cast = forms.IntegerField(label="未表决", min_value=0, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.record.meeting
        self.fields["held_on"].initial = self.record.polling_on
        present = Person.objects.filter(attendances__in=meeting.attendances.present()).by_strokes()
        for name in ("counted_by", "overseen_by"):
            self.fields[name].queryset = present  # type: ignore[attr-defined]
        for row in _standing(self.record):
            for name, label in (("yes", "赞成"), ("no", "反对"), ("abstain", "弃权")):
                field = forms.IntegerField(
                    label=f"{row.person}：{label}", min_value=0, initial=None if name == "yes" else 0
                )
                self.fields[f"{name}_{row.pk}"] = field


class AnnounceForm(DayForm):
    """The day, and the ends of mandates that are made known together with the election."""

    ends = forms.ModelMultipleChoiceField(
        Mandate.objects.none(),
        label="一并公告的终止",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="已经公告过的不要再选。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = vacancies.deputies_of(self.record.term).filter(ends_on__isnull=False, ends_on__lte=timezone.localdate())
        announced = Q(resignations__announcement__isnull=False)
        ended = ended.exclude(announced).exclude(end_reason=Mandate.EndReason.EXPIRED)
        self.fields["ends"].queryset = ended.select_related("person").order_by("-ends_on")  # type: ignore[attr-defined]


def _hold(record: ByElection, actor: User, data: Mapping[str, Any]) -> str:
    for name in ("voters", "ballots_issued", "ballots_returned", "ballots_spoiled"):
        setattr(record, name, data[name])
    results = {row: data[f"votes_{row.pk}"] for row in _standing(record)}
    return _told(record, by_elections.hold(record, results, actor=actor, today=timezone.localdate()))


def _hold_at_meeting(record: ByElection, actor: User, data: Mapping[str, Any]) -> str:
    shared = {name: data[name] for name in ("held_on", "method", "counted_by", "overseen_by", "spoiled", "not_cast")}
    papers = {name: data[name] for name in ("issued", "returned")}
    counts = {
        row: Vote(
            meeting=record.meeting,
            **shared,
            **papers,
            **{name: data[f"{name}_{row.pk}"] for name in ("yes", "no", "abstain")},
        )
        for row in _standing(record)
    }
    return _told(record, by_elections.hold_in_committee(record, counts, actor=actor))


def _told(record: ByElection, found: Any) -> str:
    names = "、".join(str(row.person) for row in found.elected)
    said = f"当选：{names}。" if names else "无人当选，名额空缺。"
    if record.status == Status.INVALID:
        return "参加投票的选民未过半数，选举无效。"
    if found.tied:
        said += f"{'、'.join(str(row.person) for row in found.tied)}票数相等，须再次投票。"
    return said


def _announce(record: ByElection, actor: User, data: Mapping[str, Any]) -> str:
    by_elections.announce(record, on=data["on"], ends=list(data["ends"]), actor=actor)
    return f"已公告：{record.announcement}。"


STEPS = (
    Step(
        "voter-list",
        "登记公布选民名单",
        lambda row, actor, data: by_elections.publish_voter_list(row, actor=actor, **data),
        CHANGE,
        lambda row: row.procedure == Procedure.VOTERS and row.voter_list_on is None and row.status != Status.INVALID,
        form=DayForm,
        is_main=True,
    ),
    Step(
        "candidates",
        "登记公布候选人",
        lambda row, actor, data: by_elections.publish_candidates(row, actor=actor, **data),
        CHANGE,
        lambda row: row.procedure == Procedure.VOTERS and row.status == Status.PLANNED,
        form=DayForm,
        is_main=True,
    ),
    Step(
        "hold",
        "登记选举结果",
        _hold,
        CHANGE,
        lambda row: row.procedure == Procedure.VOTERS and row.status == Status.CANDIDATES_PUBLISHED,
        form=CountForm,
        is_main=True,
        note="参加投票的选民过半数，选举有效；得票超过收回选票半数的当选。",
    ),
    Step(
        "hold-at-meeting",
        "登记投票结果",
        _hold_at_meeting,
        CHANGE,
        lambda row: row.procedure != Procedure.VOTERS and row.status in BEFORE_VOTING,
        form=MeetingCountForm,
        is_main=True,
        note="无记名投票，赞成票超过全体组成人员（全体代表）的半数方可当选。",
    ),
    Step(
        "confirm",
        "登记代表资格有效",
        lambda row, actor, data: f"已确认{len(by_elections.confirm(row, actor=actor, **data))}名代表的资格。",
        CHANGE,
        lambda row: row.procedure != Procedure.CONGRESS and row.status == Status.HELD,
        form=DayForm,
        is_main=True,
        note="区代表由区人大常委会确认，市代表由市人大常委会确认；代表资格自该日起。",
    ),
    Step(
        "announce",
        "公告",
        _announce,
        CHANGE,
        lambda row: row.status == (Status.HELD if row.procedure == Procedure.CONGRESS else Status.CONFIRMED),
        form=AnnounceForm,
        is_main=True,
    ),
    Step(
        "move",
        "选举日改期",
        lambda row, actor, data: by_elections.move_polling_day(row, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        lambda row: row.procedure == Procedure.VOTERS and row.status in BEFORE_VOTING,
        form=NewDayForm,
        note="尚未完成的公布期限随选举日移动，原日期保留。",
    ),
    Step(
        "call-off",
        "终止补选",
        lambda row, actor, data: by_elections.call_off(row, actor=actor, **data),
        CHANGE,
        lambda row: row.status in BEFORE_VOTING,
        form=ReasonForm,
    ),
)


class ByElectionResource(ListResource):
    """By-elections as a list."""

    constituency = column("选区或选举单位", "constituency")
    procedure = column("程序", "get_procedure_display")
    term = column("届", "term__number")
    places = column("应选名额", "places")
    polling_on = column("选举日", "polling_on")
    voter_list_on = column("公布选民名单", "voter_list_on")
    candidates_on = column("公布候选人", "candidates_on")
    voters = column("选民数", "voters")
    ballots_returned = column("收回选票", "ballots_returned")
    confirmed_on = column("资格确认", "confirmed_on")
    status = column("状态", "get_status_display")
    related = ("term",)


@admin.register(ByElection)
class ByElectionAdmin(ExportAdmin, SteppedAdmin):
    """By-elections by all three procedures."""

    form = ByElectionForm
    resource_classes = [ByElectionResource]
    list_display = ("constituency", "procedure", "polling_on", "places", "elected_total", "status")
    list_filter = ("procedure", "status", "term")
    search_fields = ("constituency", "candidates__person__name")
    date_hierarchy = "polling_on"
    autocomplete_fields = ("meeting",)
    inlines = (CandidateInline,)
    panel_template = "admin/panels/by_election.html"
    steps = STEPS
    history_with = ((Candidate, "by_election"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ByElection]:
        """By-elections with what their lines and panels need."""
        elected = Count("candidates", filter=Q(candidates__is_elected=True))
        rows: QuerySet[ByElection] = super().get_queryset(request).annotate(chosen=elected)
        return rows.select_related(
            "term", "meeting__term", "announcement", "list_obligation__rule", "candidates_obligation__rule"
        )

    @admin.display(description="当选")
    def elected_total(self, row: ByElection) -> int:
        """How many were elected."""
        return int(row.chosen)  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: ByElection | None = None) -> Any:
        """A new one names its candidates here, a stored one in the lines below."""
        del request
        facts = (("procedure", "term", "role"), ("constituency", "places"), ("polling_on", "meeting"))
        return facts if obj else (*facts, "people")

    def get_inlines(self, request: HttpRequest, obj: ByElection | None) -> Any:
        """A stored one has lines."""
        return super().get_inlines(request, obj) if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: ByElection | None = None) -> tuple[str, ...]:
        """What the deadlines rest on changes by its own step."""
        del request
        return ("procedure", "term", "role", "polling_on", "meeting") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The facts are open until the candidates are published; then each step has its service."""
        return super().has_change_permission(request, obj) and (obj is None or _is_planned(obj))

    def save_model(self, request: HttpRequest, obj: ByElection, form: Any, change: bool) -> None:
        """A new one goes through its service."""
        if change:
            super().save_model(request, obj, form, change)
            return
        people = list(form.cleaned_data["people"])
        by_elections.plan(obj, people, actor=signed_in(request), today=timezone.localdate())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What was changed must still fit the vacancies."""
        super().save_related(request, form, formsets, change)
        if change:
            election_checks.check(form.instance)

    def panel(self, request: HttpRequest, record: ByElection) -> dict[str, Any]:
        """Where it stands: deadlines, turnout, what came too late."""
        del request
        return {
            "by_election": record,
            "voter_list": _mark(record.list_obligation),
            "candidates": _mark(record.candidates_obligation),
            "shortfalls": election_checks.shortfalls(record),
            "standing": _vacancies(record),
        }


def _mark(obligation: Obligation | None) -> Any:
    return due_mark(obligation, on=timezone.localdate()) if obligation else None


def _vacancies(record: ByElection) -> vacancies.Standing | None:
    if record.procedure == Procedure.VOTERS:
        return vacancies.deputies(record.term, on=record.polling_on)
    return vacancies.committee(record.term, on=record.polling_on) if record.role else None


@admin.register(Candidate)
class CandidateAdmin(PortalAdmin):
    """Candidates, for the widget that finds people; they are edited on their by-election's page."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not a register of its own."""
        del request
        return False
