"""Topics of plans: the facts behind their forms, what became of them, and rows from a file."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export import resources
from import_export.fields import Field
from import_export.widgets import IntegerWidget, Widget

from congress.admin.base import PortalForm, PortalInline
from congress.admin.exporting import ImportExportAdmin, ListResource, column
from congress.admin.importing import OrganByName
from congress.admin.steps import DayForm, Step, SteppedAdmin
from congress.models import User
from supervision.models import FITTING, PlannedForm, SupervisionPlan, Topic
from supervision.services import plan_forms, plans

CHANGE: Final = "supervision.change_topic"
_NEEDED: Final = "每个议题都须有责任机关，“责任机关”一栏不能为空。"
_KEYS: Final = ("report", "oversight", "inquiry", "review", "act", "meeting")


class FactForm(PortalForm):
    """A planned form with the record that fulfilled it."""

    def clean(self) -> dict[str, Any] | None:
        """One record only, of a fitting kind; the database says so too, but names no field."""
        cleaned = super().clean()
        chosen = [name for name in (*_KEYS, "fulfilled_on") if self.cleaned_data.get(name)]
        for name in chosen:
            if self.instance.kind not in FITTING.get(name, (self.instance.kind,)):
                self.add_error(name, f"所选记录与监督形式“{self.instance.get_kind_display()}”不符。")
        if len(chosen) > 1:
            self.add_error(chosen[1], "一个监督形式只对应一件记录；已选记录的，不再填写完成日期。")
        return cleaned


class FormInline(PortalInline):
    """The forms of a topic: months are the plan's and stay, facts are entered here."""

    model = PlannedForm
    form = FactForm
    verbose_name_plural = "形式、月份和事实"
    can_delete = False
    fields = ("form_and_months", *_KEYS, "fulfilled_on", "note")
    readonly_fields = ("form_and_months",)
    autocomplete_fields = _KEYS

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlannedForm]:
        """The forms with their facts."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[PlannedForm] = rows.with_facts().order_by("month_from", "id")
        return found

    @admin.display(description="形式")
    def form_and_months(self, form: PlannedForm) -> str:
        """6月听取审议报告."""
        return str(form)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Forms are written on the plan's page, or by adjustment."""
        del request, obj
        return False


class FinishForm(DayForm):
    """When, and a word where something has no record."""

    note = forms.CharField(
        label="说明", required=False, max_length=200, help_text="有形式还没有对应记录的，须写明说明。"
    )


class MoveForm(DayForm):
    """When and why."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def _finish(topic: Topic, actor: User, data: Mapping[str, Any]) -> None:
    plans.finish_topic(topic, on=data["on"], note=data["note"], actor=actor)


def _move(topic: Topic, actor: User, data: Mapping[str, Any]) -> str:
    moved = plans.move_topic(topic, on=data["on"], reason=data["reason"], actor=actor)
    return f"已转入{moved.plan}。" if moved else "已登记转下年；下年度计划建立后，请将该议题列入。"


def _is_open(topic: Topic) -> bool:
    plan = topic.plan
    is_under_way = plan.status in SupervisionPlan.UNDER_WAY and not plan.is_historic
    return topic.status == Topic.Status.PLANNED and is_under_way


class TopicResource(ListResource):
    """Topics as a list: the columns that an import takes, then what became of them."""

    year = column("年度", "plan__year")
    kind = column("计划类别", "plan__get_kind_display")
    order = column("序号", "order")
    title = column("议题", "title")
    origin = column("议题来源", "get_origin_display")
    organ = column("责任机关", "organ__name")
    committee = column("责任工委", "working_committee__name")
    planned = Field(column_name="形式和月份")
    weight = column("权重", "weight")
    content = column("内容和要求", "content")
    status = column("状态", "get_status_display")
    settled_on = column("结果日期", "settled_on")
    reason = column("理由", "status_reason")
    related = ("plan", "organ", "working_committee")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The chosen rows with their forms."""
        return super().filter_export(queryset, **kwargs).prefetch_related("forms")

    def dehydrate_planned(self, topic: Topic) -> str:
        """The forms in one line."""
        return plan_forms.render(topic.forms.all())


class OriginWords(Widget):  # type: ignore[misc]
    """Where a topic comes from, by its words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The stored value. Raises ValueError naming what is allowed."""
        del row, kwargs
        words = {label: key for key, label in Topic.Origin.choices}
        if str(value).strip() not in words:
            raise ValueError(f"议题来源“{value}”不正确，只能填写：{'、'.join(words)}。")
        return words[str(value).strip()]


class TopicImport(resources.ModelResource):  # type: ignore[misc]
    """Topics from a file, into plans that are not adopted yet; a topic that is known is brought up to date."""

    plan = Field("plan", "年度")
    order = Field("order", "序号", widget=IntegerWidget())
    title = Field("title", "议题")
    origin = Field("origin", "议题来源", widget=OriginWords())
    organ = Field("organ", "责任机关", widget=OrganByName("责任机关", needed=_NEEDED))
    committee = Field("working_committee", "责任工委", widget=OrganByName("责任工委"))
    content = Field("content", "内容和要求")

    class Meta:
        model = Topic
        fields = ("plan", "order", "title", "origin", "organ", "committee", "content")
        import_id_fields = ("plan", "title")
        clean_model_instances = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Find the plan by year and kind. Raises ValueError where there is none that still takes topics."""
        del kwargs
        year, words = str(row.get("年度") or "").strip(), str(row.get("计划类别") or "").strip()
        kinds = {label: key for key, label in SupervisionPlan.Kind.choices}
        if words not in kinds or not (year.isascii() and year.isdigit()):
            raise ValueError(f"计划“{year}年{words}”不正确，计划类别只能填写：{'、'.join(kinds)}。")
        plan = SupervisionPlan.objects.filter(kind=kinds[words], year=int(year[:5])).first()
        if plan is None:
            raise ValueError(f"{year}年{words}还没有建立，请先新增年度计划。")
        if plan.is_fixed:
            raise ValueError(f"{plan}已经通过，不能导入议题；增减议题由主任会议决定调整。")
        row["年度"] = plan

    def init_instance(self, row: Any = None) -> Topic:
        """A new topic of the plan of its row, at its end."""
        plan: SupervisionPlan = row["年度"]
        return Topic(plan=plan, order=plans.next_order(plan))

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Take a cell; an empty place keeps the one there is."""
        if field.column_name == "序号" and not str(row.get("序号") or "").strip():
            return
        if field.column_name == "内容和要求" and row.get("内容和要求") is None:
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def after_save_instance(self, instance: Topic, row: Any, **kwargs: Any) -> None:
        """Store the forms. Raises ValidationError for a line that is not understood."""
        del kwargs
        try:
            plan_forms.rewrite(instance, plan_forms.parse(str(row.get("形式和月份") or "")))
        except ValidationError as error:
            raise ValidationError({"形式和月份": error.messages}) from None


@admin.register(Topic)
class TopicAdmin(ImportExportAdmin, SteppedAdmin):
    """Topics of all plans: facts, and done, moved; the words are the plan's and are changed on its page."""

    resource_classes = [TopicResource]
    list_display = ("title", "plan", "organ", "working_committee", "planned", "status")
    list_filter = (
        "status",
        "plan__kind",
        "plan__year",
        "origin",
        "is_ad_hoc",
        ("working_committee", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title", "organ__name", "organ__short_name")
    fields = ("plan", "title", ("origin", "is_ad_hoc"), ("organ", "working_committee"), "content", "outcome")
    inlines = (FormInline,)
    history_with = ((PlannedForm, "topic"),)
    steps = (
        Step("finish", "登记完成", _finish, CHANGE, _is_open, form=FinishForm, is_main=True),
        Step(
            "move",
            "转下年",
            _move,
            CHANGE,
            _is_open,
            form=MoveForm,
            note="下年度计划已经建立、还没有通过的，议题自动列入。取消议题由主任会议决定，在计划页面办理。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """Topics with their plans, organs and forms."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Topic] = rows.with_words().prefetch_related("forms").order_by("-plan__year", "plan", "order")
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All but what it is about in detail."""
        del request, obj
        return ("plan", "title", "origin", "is_ad_hoc", "organ", "working_committee", "outcome")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Topics are added on the plan's page."""
        del request
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may add topics on a plan's page may take them from a file."""
        return bool(request.user.has_perm("supervision.add_topic"))

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:
        """The columns that are taken from a file."""
        del request
        return [TopicImport]

    @admin.display(description="形式和月份")
    def planned(self, topic: Topic) -> str:
        """The forms in one line."""
        return plan_forms.words(topic.forms.all())

    @admin.display(description="结果")
    def outcome(self, topic: Topic) -> str:
        """What became of it."""
        told = [topic.get_status_display()]
        told += [f"{topic.settled_on:%Y-%m-%d}"] if topic.settled_on else []
        told += [topic.status_reason] if topic.status_reason else []
        told += [f"转入{topic.moved_to.plan}"] if topic.moved_to else []
        return "，".join(told)
