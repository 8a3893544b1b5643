"""Resignations: received, decided by the committee's vote, announced."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.http import signed_in
from congress.models import User
from meetings.models import Resignation, Vote
from meetings.services import resignations

from . import mandate_ends

Status = Resignation.Status
CHANGE = "meetings.change_resignation"


class VoteChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Votes by their matter, day and result."""

    def label_from_instance(self, obj: Vote) -> str:
        """The vote in a line."""
        result = "通过" if obj.passed else "未通过"
        return f"{obj.title}（{obj.held_on}，赞成{obj.yes}/全体{obj.basis_total}，{result}）"


class DecisionForm(StepForm):
    """The vote that decided."""

    vote = VoteChoice(Vote.objects.none(), label="依据的表决", help_text="表决在会议页面登记，类别为“接受辞职”。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_votes = Vote.objects.valid().filter(kind=Vote.Kind.RESIGNATION, resignation__isnull=True)
        since = open_votes.filter(held_on__gte=self.record.received_on)
        self.fields["vote"].queryset = since.order_by("-held_on", "pk")  # type: ignore[attr-defined]


def _decide(record: Resignation, actor: User, data: Mapping[str, Any]) -> str:
    resignations.decide(record, vote=data["vote"], actor=actor)
    return f"辞职{record.get_status_display()}。"


class ResignationResource(ListResource):
    """Resignations as a list."""

    mandate = column("代表资格", "mandate")
    seat = column("常委会职务", "seat")
    received_on = column("收到日期", "received_on")
    held_on = column("表决日期", "vote__held_on")
    status = column("状态", "get_status_display")
    related = ("mandate__person", "seat__person", "vote")


@admin.register(Resignation)
class ResignationAdmin(ExportAdmin, SteppedAdmin):
    """Letters of resignation and what became of them."""

    resource_classes = [ResignationResource]
    change_list_template = "admin/resignation_list.html"
    list_display = ("office", "received_on", "decided_on", "status", "announcement")
    list_filter = ("status",)
    search_fields = ("mandate__person__name", "seat__person__name")
    date_hierarchy = "received_on"
    autocomplete_fields = ("mandate", "seat")
    fields = (("mandate", "seat"), "received_on")
    panel_template = "admin/panels/resignation.html"
    steps = (
        Step(
            "decide",
            "登记表决结果",
            _decide,
            CHANGE,
            lambda row: row.status == Status.RECEIVED,
            form=DecisionForm,
            is_main=True,
            note="超过全体组成人员半数赞成的，自表决之日起终止；同时收回账号的相应角色。",
        ),
        Step(
            "announce",
            "公告",
            lambda row, actor, data: f"已公告：{resignations.announce(row, actor=actor, **data).announcement}。",
            CHANGE,
            lambda row: row.status == Status.ACCEPTED and row.announcement_id is None,
            form=DayForm,
            is_main=True,
        ),
        Step(
            "withdraw",
            "登记撤回",
            lambda row, actor, data: resignations.withdraw(row, actor=actor, **data),
            CHANGE,
            lambda row: row.status == Status.RECEIVED,
            form=ReasonForm,
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        """The page for ends of mandates that come without a letter, before the admin's own."""
        view = self.admin_site.admin_view(self.announce_ends)
        own = path("announce-ends/", view, name="meetings_resignation_announce_ends")
        return [own, *super().get_urls()]

    def announce_ends(self, request: HttpRequest) -> HttpResponse:
        """Announce deaths, moves, recalls."""
        return mandate_ends.serve(request, self, CHANGE)

    @admin.display(description="辞去的职务")
    def office(self, row: Resignation) -> str:
        """What is resigned from."""
        return str(row.mandate or row.seat)

    @admin.display(description="表决日期", ordering="vote__held_on")
    def decided_on(self, row: Resignation) -> Any:
        """When it was voted on."""
        return row.vote.held_on if row.vote else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resignation]:
        """Resignations with what their lines show."""
        rows: QuerySet[Resignation] = super().get_queryset(request)
        return rows.select_related("mandate__person", "seat__person", "vote__meeting__term", "announcement")

    def panel(self, request: HttpRequest, record: Resignation) -> dict[str, Any]:
        """Where it stands."""
        del request
        return {"record": record}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A letter is not rewritten; each step has its service."""
        return super().has_change_permission(request, obj) and obj is None

    def save_model(self, request: HttpRequest, obj: Resignation, form: Any, change: bool) -> None:
        """A new one goes through its service."""
        del form, change
        resignations.receive(obj, actor=signed_in(request))
