"""Posts that the committee fills, who holds them, and the table of who proposes and who organises the oath."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from congress.admin.base import PortalAdmin, ReadOnlyAdmin, StepsInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, ReasonForm, Step, StepForm, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from congress.models import User
from deputies.models import Person
from meetings.models import Assessment, PersonnelAction, Post, PostCategory, Tenure
from meetings.services import posts


@admin.register(PostCategory)
class PostCategoryAdmin(PortalAdmin):
    """The table of handbook §2(i): what is law stands fixed, what local rules may change is edited here."""

    list_display = ("name", "proposer", "oath_organiser", "needs_exam", "needs_speech", "is_secret", "counts")
    list_filter = ("proposer", "oath_organiser")
    search_fields = ("name", "code")
    fields = (
        ("name", "code"),
        ("proposer", "oath_organiser"),
        ("appoint_verb", "remove_verb"),
        ("needs_exam", "needs_speech", "is_secret", "counts"),
        ("basis", "rank"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: PostCategory | None = None) -> tuple[str, ...]:
        """Proposer and organiser of the oath are law, not a choice of the office."""
        del request
        return ("code", "proposer", "oath_organiser", "basis") if obj else ()


class TenureInline(StepsInline):
    """Who holds the post and who held it; written by votes and steps only."""

    model = Tenure
    verbose_name_plural = "任职情况"
    fields = ("person", "is_acting", "starts_on", "ends_on")
    ordering = ("-starts_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenure]:
        """With the names."""
        return super().get_queryset(request).select_related("person")


class HolderForm(StepForm):
    """Who has held the post since when, and on what ground."""

    person = forms.ModelChoiceField(Person.objects.all(), label="人员")
    starts_on = forms.DateField(label="任职日期", widget=DayInput)
    reason = forms.CharField(label="依据", max_length=200, initial="启用前已经任职")


class AbolishForm(DayForm):
    """The last day of the post."""


def _take_over(post: Post, actor: User, data: Any) -> str:
    row = Tenure(post=post, person=data["person"], starts_on=data["starts_on"])
    posts.take_over(row, actor=actor, reason=data["reason"])
    return f"已登记{data['person']}担任“{post}”。"


class PostResource(ListResource):
    """Posts as a list."""

    title = column("职务", "title")
    organ = column("机关", "organ__name")
    category = column("类别", "category__name")
    places = column("职数", "places")
    starts_on = column("设置日期", "starts_on")
    ends_on = column("撤销日期", "ends_on")
    related = ("organ", "category")


@admin.register(Post)
class PostAdmin(ExportAdmin, SteppedAdmin):
    """Posts with their holders."""

    resource_classes = [PostResource]
    list_display = ("title", "category", "organ", "places", "starts_on", "ends_on")
    list_filter = ("category", ("organ", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("category", "organ")
    search_fields = ("title", "organ__name", "organ__short_name")
    search_help_text = "可按职务、机关名称查找。"
    autocomplete_fields = ("organ",)
    fields = (("title", "category"), ("organ", "places"), ("starts_on", "ends_on", "rank"))
    inlines = (TenureInline,)
    history_with = ((Tenure, "post"),)
    steps = (
        Step(
            "take-over",
            "登记现任人员",
            _take_over,
            "meetings.change_post",
            lambda post: post.ends_on is None,
            form=HolderForm,
            note="只用于启用本系统以前已经任职、由人民代表大会选举产生的人员；其他任职由表决产生。",
        ),
        Step(
            "abolish",
            "撤销职务",
            lambda post, actor, data: posts.abolish(post, on=data["on"], actor=actor),
            "meetings.change_post",
            lambda post: post.ends_on is None,
            form=AbolishForm,
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """With what the names need."""
        return super().get_queryset(request).select_related("category", "organ")

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        """The end has a step of its own."""
        del request
        return ("ends_on",) if obj else ()


class TenureResource(ListResource):
    """Tenures as a list."""

    person = column("姓名", "person__name")
    post = column("职务", "post__title")
    organ = column("机关", "post__organ__name")
    is_acting = column("代理", "is_acting")
    starts_on = column("任职日期", "starts_on")
    ends_on = column("免职日期", "ends_on")
    related = ("person", "post__organ")


@admin.register(Tenure)
class TenureAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Who held what from when to when, by which act, and how the work was assessed later."""

    resource_classes = [TenureResource]
    list_display = ("person", "post", "is_acting", "starts_on", "ends_on")
    list_filter = ("is_acting", "post__category", "starts_on")
    list_select_related = ("person", "post__category")
    search_fields = ("person__name", "person__pinyin", "^person__initials", "post__title")
    search_help_text = "可按姓名、拼音、职务查找。"
    date_hierarchy = "starts_on"
    fields = ("person", "post", "is_acting", ("starts_on", "ends_on"), "acts", "assessments")
    readonly_fields = ("acts", "assessments")
    panel_template = "admin/panels/tenure.html"
    steps = (
        Step(
            "end",
            "登记离任",
            lambda row, actor, data: posts.note_end(row, actor=actor, **data),
            "meetings.change_post",
            lambda row: row.ends_on is None,
            form=type("EndForm", (ReasonForm, DayForm), {"__doc__": "The last day, and why."}),
            note="只用于不经常委会免职的离任：去世、任期届满、由人民代表大会选举他人等。免职请提请任免案。",
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenure]:
        """With what the names need."""
        return super().get_queryset(request).select_related("person", "post__category", "post__organ")

    def get_fields(self, request: HttpRequest, obj: Tenure | None = None) -> Any:
        """Assessments for those who read them."""
        shown = list(super().get_fields(request, obj))
        if not signed_in(request).has_perm("meetings.view_assessment"):
            shown.remove("assessments")
        return shown

    def panel(self, request: HttpRequest, record: Tenure) -> dict[str, Any]:
        """The tenure; the apps above add how the work was reviewed."""
        del request
        return {"tenure": record}

    @admin.display(description="任免依据")
    def acts(self, row: Tenure) -> SafeString | str:
        """The acts that made and ended it, with the meeting."""
        found = row.actions.select_related("motion__meeting__term", "person", "post").order_by("decided_on", "pk")
        lines = [(_act_line(action),) for action in found]
        return format_html_join("", "<div>{}</div>", lines) or "没有任免案（启用前任职或选举产生）"

    @admin.display(description="任后监督")
    def assessments(self, row: Tenure) -> SafeString | str:
        """Duty reports and satisfaction votes on the person since the tenure began, each with its page."""
        found = Assessment.objects.filter(person=row.person_id, held_on__gte=row.starts_on)
        if row.ends_on is not None:
            found = found.filter(held_on__lte=row.ends_on)
        lines = [
            (
                reverse("admin:meetings_meeting_change", args=[each.meeting_id]),
                each.meeting,
                each,
                each.get_outcome_display(),
            )
            for each in found.select_related("meeting__term").order_by("held_on")
        ]
        return format_html_join("", '<div><a href="{}">{}</a>　{}：{}</div>', lines) or "尚未听取履职情况报告。"


def _act_line(action: PersonnelAction) -> str:
    parts = [action.get_act_display(), str(action.motion.meeting), action.get_status_display()]
    return "　".join(part for part in parts if part)
