"""快来议事 and the contest of stories on the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.http import signed_in
from deputies.models import DeliberationEvent, Mandate, Story, StoryContest
from deputies.services import station_life

CHANGE = "deputies.change_deliberationevent"
CONTEST = "deputies.change_storycontest"
_EVENT = DeliberationEvent.Status
_CONTEST = StoryContest.Status


class HoldForm(StepForm):
    """Who took part, and what was said."""

    deputies = forms.ModelMultipleChoiceField(label="参加的代表", queryset=Mandate.objects.none(), required=False)
    residents = forms.IntegerField(label="参加的群众（人）", min_value=0, max_value=9_999)
    opinions = forms.CharField(label="主要意见", widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Mandate.objects.in_office(on=self.record.held_on).select_related("person")
        rows = rows.filter(station_assignments__station=self.record.station_id).distinct()
        self.fields["deputies"].queryset = rows  # type: ignore[attr-defined]


class ConcludeForm(DayForm):
    """What came of it."""

    results = forms.CharField(label="办理结果", widget=forms.Textarea(attrs={"rows": 6}))


class EventResource(ListResource):
    """Topics as a list."""

    station = column("联络站", "station__name")
    topic = column("议题", "topic")
    held_on = column("议事日期", "held_on")
    residents = column("参加的群众（人）", "residents")
    status = column("状态", "get_status_display")
    related = ("station",)


@admin.register(DeliberationEvent)
class DeliberationEventAdmin(ExportAdmin, SteppedAdmin):
    """快来议事."""

    resource_classes = [EventResource]
    list_display = ("topic", "station", "held_on", "residents", "status")
    list_filter = ("status",)
    list_select_related = ("station",)
    date_hierarchy = "held_on"
    search_fields = ("topic", "station__name")
    autocomplete_fields = ("station",)
    fields = (
        ("station", "topic"),
        "background",
        ("held_on", "starts_at"),
        ("status", "announced_on"),
        "residents",
        "opinions",
        ("results", "concluded_on"),
    )
    readonly_fields = ("status", "announced_on", "residents", "opinions", "results", "concluded_on")
    steps = (
        Step(
            "announce",
            "公布议题",
            lambda row, actor, data: station_life.announce(row, on=timezone.localdate(), actor=actor),
            CHANGE,
            lambda row: row.status == _EVENT.PLANNED,
            is_main=True,
        ),
        Step(
            "hold",
            "登记议事情况",
            lambda row, actor, data: station_life.hold(
                row,
                deputies=list(data["deputies"]),
                residents=data["residents"],
                opinions=data["opinions"],
                on=timezone.localdate(),
                actor=actor,
            ),
            CHANGE,
            lambda row: row.status == _EVENT.ANNOUNCED,
            form=HoldForm,
            is_main=True,
        ),
        Step(
            "conclude",
            "反馈结果",
            lambda row, actor, data: station_life.conclude(row, actor=actor, **data),
            CHANGE,
            lambda row: row.status == _EVENT.HELD,
            form=ConcludeForm,
            is_main=True,
        ),
        Step(
            "cancel",
            "取消",
            lambda row, actor, data: station_life.cancel(row, reason=data["reason"], actor=actor),
            CHANGE,
            lambda row: row.status in (_EVENT.PLANNED, _EVENT.ANNOUNCED),
            form=ReasonForm,
            is_rare=True,
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Words change until the topic is announced."""
        return super().has_change_permission(request, obj) and (obj is None or obj.status == _EVENT.PLANNED)

    def save_model(self, request: HttpRequest, obj: DeliberationEvent, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        station_life.plan_deliberation(obj, actor=signed_in(request), today=timezone.localdate())


class NextForm(StepForm):
    """Which stories stay for the next round; the first one takes all."""

    staying = forms.ModelMultipleChoiceField(
        label="进入下一轮的故事", queryset=Story.objects.none(), required=False, help_text="第一轮不选，全部参加。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Story.objects.filter(contest=self.record).in_round(max(1, self.record.round_number))
        self.fields["staying"].queryset = rows  # type: ignore[attr-defined]


class AwardForm(DayForm):
    """Who won what, a field for each story of the last round."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for story in station_life.ranking(self.record):
            self.fields[f"story_{story.pk}"] = forms.ChoiceField(
                label=f"{story}（{story.station}）平均{story.mean if story.mean is not None else '未评'}",  # type: ignore[attr-defined]
                choices=[("", "—"), *Story.Award.choices],
                required=False,
            )

    def awards(self) -> dict[int, str]:
        """The stories that won."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith("story_") and value}
        return {int(name.removeprefix("story_")): value for name, value in chosen.items()}

    def clean(self) -> dict[str, Any]:
        """The day and the winners."""
        super().clean()
        return {"on": self.cleaned_data.get("on"), "awards": self.awards()}


@admin.register(StoryContest)
class StoryContestAdmin(SteppedAdmin):
    """“联络站的好故事”征集."""

    list_display = ("title", "year", "opens_on", "closes_on", "status", "round_number")
    list_filter = ("status", "year")
    search_fields = ("title",)
    fields = (("year", "title"), ("opens_on", "closes_on", "rounds"), ("status", "round_number", "closed_on"))
    readonly_fields = ("status", "round_number", "closed_on")
    steps = (
        Step(
            "next",
            "开始评选或进入下一轮",
            lambda row, actor, data: station_life.begin_round(row, staying=list(data["staying"]), actor=actor),
            CONTEST,
            lambda row: row.status != _CONTEST.CLOSED and row.round_number < row.rounds,
            form=NextForm,
            is_main=True,
        ),
        Step(
            "award",
            "揭晓",
            lambda row, actor, data: station_life.award(row, data["awards"], on=data["on"], actor=actor),
            CONTEST,
            lambda row: row.status == _CONTEST.JUDGING and row.round_number == row.rounds,
            form=AwardForm,
            is_main=True,
        ),
    )


class ScoreForm(StepForm):
    """One juror's points."""

    points = forms.DecimalField(label="得分", min_value=0, max_value=100, max_digits=4, decimal_places=1)


@admin.register(Story)
class StoryAdmin(SteppedAdmin):
    """Entries; jurors of the committee score them, winners go to the publication gate."""

    list_display = ("title", "station", "contest", "entered_on", "round_reached", "award")
    list_filter = ("contest", "award")
    list_select_related = ("station", "contest")
    search_fields = ("title", "author", "station__name")
    autocomplete_fields = ("station",)
    fields = (("contest", "station"), ("title", "author"), "text", ("round_reached", "award"))
    readonly_fields = ("round_reached", "award")
    steps = (
        Step(
            "score",
            "评分",
            lambda row, actor, data: (
                f"已评{station_life.score_story(row, points=data['points'], juror=actor).points}分。"
            ),
            "deputies.change_story",
            lambda row: row.contest.status == _CONTEST.JUDGING and row.round_reached >= row.contest.round_number,
            form=ScoreForm,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """With contest and station."""
        rows: QuerySet[Story] = super().get_queryset(request)
        return rows.select_related("contest", "station")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Words change while entries are taken."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.contest.status == _CONTEST.OPEN)

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        """A new entry is taken by the service."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            station_life.enter_story(obj, on=timezone.localdate(), actor=signed_in(request))
