"""Yearly plans: topics and their forms on one page, the steps to adoption, adjustments, the year as it went."""

from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congress import official
from congress.admin.base import StepsInline
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.ordered import OrderedForm
from congress.admin.steps import DayForm, Step, StepForm, SteppedAdmin
from congress.http import signed_in
from congress.services import activity
from supervision.models import PlanAdjustment, PlannedForm, SupervisionPlan, Topic
from supervision.services import plan_documents, plan_forms, plan_years, plans, progress

from .plan_steps import ADJUSTMENT_STEPS, AdoptForm

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STEER: Final = "supervision.steer_supervisionplan"
Status = SupervisionPlan.Status


class TopicForm(OrderedForm):
    """A topic with its forms and months in one line."""

    planned = forms.CharField(
        label="形式和月份",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"size": 30, "placeholder": "听取审议报告6月；执法检查7至8月"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].required = False
        if "weight" in self.fields:
            self.fields["weight"].required = False
        if "organ" in self.fields:
            self.fields["organ"].error_messages["required"] = "每个议题都须有责任机关，请选择。"
        if self.instance.pk:
            self.fields["planned"].initial = plan_forms.render(self.instance.forms.all())

    def clean_order(self) -> int | None:
        """The place; a row without one keeps its own, and a new one comes last."""
        order: int | None = self.cleaned_data["order"]
        return order if order is not None or self.instance.pk is None else self.instance.order

    def clean_weight(self) -> int:
        """The weight; a row without one keeps its own, and a new one counts as 1."""
        weight: int | None = self.cleaned_data["weight"]
        return self.instance.weight if weight is None else weight

    def clean_planned(self) -> list[plan_forms.Planned]:
        """The line as forms and months."""
        return plan_forms.parse(self.cleaned_data["planned"])


class TopicInline(CorrectedInline):
    """The topics in their order."""

    model = Topic
    form = TopicForm
    verbose_name = "议题"
    verbose_name_plural = "议题"
    autocomplete_fields = ("organ", "working_committee")
    fields = ("order", "title", "origin", "organ", "working_committee", "planned", "weight", "outcome")
    readonly_fields = ("outcome",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """The topics with what a row needs."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Topic] = rows.with_words().prefetch_related(
            Prefetch("forms", PlannedForm.objects.order_by("month_from", "id"))
        )
        return found.order_by("order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Titles are long: they get a text box."""
        if db_field.name == "title":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "class": "agenda-title"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="结果")
    def outcome(self, topic: Topic) -> SafeString | str:
        """How it stands, and the way to its page, where facts are entered."""
        if topic._state.adding:
            return "—"
        return format_html(
            '{}<span class="row-steps"><a href="{}">事实和结果</a></span>',
            f"{topic.get_status_display()}{'（临时）' if topic.is_ad_hoc else ''}",
            reverse("admin:supervision_topic_change", args=[topic.pk]),
        )


def save_topics(formset: Any) -> None:
    """Store the rows; a new one without a place comes last, and the line of forms becomes rows."""
    changed = formset.save(commit=False)
    for topic in formset.deleted_objects:
        topic.delete()
    for topic in changed:
        if topic.order is None:
            topic.order = plans.next_order(formset.instance)
        topic.save()
    for row in formset.forms:
        if row.instance.pk and "planned" in row.changed_data and row not in formset.deleted_forms:
            plan_forms.rewrite(row.instance, row.cleaned_data["planned"])


class AdjustmentInline(StepsInline):
    """What was adjusted, with the notice of each."""

    model = PlanAdjustment
    verbose_name_plural = "计划调整"
    fields = ("decided_on", "meeting", "change", "reason", "told", "notice")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanAdjustment]:
        """The adjustments with their meetings."""
        return super().get_queryset(request).select_related("meeting__term", "topic")

    @admin.display(description="通知")
    def notice(self, row: PlanAdjustment) -> SafeString:
        """The notice as a Word file."""
        address = reverse("admin:supervision_supervisionplan_notice", args=[row.plan_id, row.pk])
        return format_html('<a href="{}">Word</a>', address)


class ClearForm(StepForm):
    """The number of the paper, and nothing of what it says."""

    number = forms.CharField(label="区委文号", max_length=60, help_text="只登记文号，不登记内容，不上传文件。")


def _adopt(plan: SupervisionPlan, actor: Any, data: Any) -> str:
    plans.adopt(plan, meeting=data["meeting"], on=data["on"], actor=actor, today=timezone.localdate())
    return "已登记通过，并列入公开事项。"


def _bring(plan: SupervisionPlan, actor: Any, data: Any) -> str:
    return f"已印发，告知{plans.bring_into_force(plan, on=data['on'], actor=actor)}人。"


STEPS: Final = (
    Step(
        "draft",
        "拟定草案",
        lambda plan, actor, data: plans.draft(plan, actor=actor),
        STEER,
        lambda plan: plan.status == Status.COLLECTING,
        is_main=True,
    ),
    Step(
        "consult",
        "已征求意见",
        lambda plan, actor, data: plans.consult(plan, actor=actor),
        STEER,
        lambda plan: plan.status == Status.DRAFTED,
        is_main=True,
        note="草案已征求各工委和有关机关意见，提请主任会议。",
    ),
    Step(
        "clear",
        "登记区委文号",
        lambda plan, actor, data: plans.clear(plan, actor=actor, **data),
        STEER,
        lambda plan: plan.status == Status.CONSULTED,
        form=ClearForm,
    ),
    Step(
        "adopt",
        "登记主任会议通过",
        _adopt,
        STEER,
        lambda plan: plan.status in SupervisionPlan.TABLED,
        form=AdoptForm,
        is_main=True,
        note="主任会议已经通过、尚未在手机上登记的，由办公室登记。",
    ),
    Step(
        "force",
        "印发执行",
        _bring,
        STEER,
        lambda plan: plan.status == Status.PUBLISHED,
        form=DayForm,
        is_main=True,
        note="告知组成人员和有关机关。计划公布以后才能印发执行。",
    ),
    *ADJUSTMENT_STEPS,
    Step(
        "close",
        "办结",
        lambda plan, actor, data: plans.close(plan, actor=actor, **data),
        STEER,
        lambda plan: plan.status == Status.IN_FORCE and not plan.is_historic,
        form=DayForm,
        note="每个议题都已完成、转下年或者取消的，才能办结。",
    ),
)


class PlanResource(ListResource):
    """Plans as a list."""

    year = column("年度", "year")
    kind = column("类别", "get_kind_display")
    status = column("状态", "get_status_display")
    adopted_at_meeting = column("通过的主任会议", "adopted_at_meeting__name")
    adopted_on = column("通过日期", "adopted_on")
    closed_on = column("办结日期", "closed_on")
    related = ("adopted_at_meeting__term",)


@admin.register(SupervisionPlan)
class SupervisionPlanAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Plans with their topics; once adopted, substance changes by adjustment, and slips of the pen with a reason."""

    resource_classes = [PlanResource]
    list_display = ("__str__", "status", "topics_count", "open_count", "progress", "adopted_on")
    list_filter = ("kind", "status", "year")
    search_fields = ("year", "topics__title")
    fields = (("kind", "year"), "introduction", "needs_clearance")
    inlines = (TopicInline, AdjustmentInline)
    panel_template = "admin/panels/plan.html"
    history_with = ((Topic, "plan"), (PlanAdjustment, "plan"))
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupervisionPlan]:
        """Plans with the numbers of their topics."""
        rows: QuerySet[SupervisionPlan] = super().get_queryset(request)
        counted = rows.select_related("adopted_at_meeting__term", "society_duty").annotate(
            topics_total=Count("topics"),
            topics_open=Count("topics", filter=Q(topics__status=Topic.Status.PLANNED)),
        )
        found: QuerySet[SupervisionPlan] = progress.PLAN.annotate(counted)
        return found

    @admin.display(description="议题")
    def topics_count(self, plan: SupervisionPlan) -> int:
        """How many topics."""
        return int(plan.topics_total)  # type: ignore[attr-defined]

    @admin.display(description="未有结果")
    def open_count(self, plan: SupervisionPlan) -> int:
        """How many of them are open."""
        return int(plan.topics_open)  # type: ignore[attr-defined]

    @admin.display(description="进度")
    def progress(self, plan: SupervisionPlan) -> str:
        """How far it is, by the weights of its topics."""
        return str(progress.PLAN.of(plan))

    def get_readonly_fields(self, request: HttpRequest, obj: SupervisionPlan | None = None) -> tuple[str, ...]:
        """Kind and year stay; the gate stays once the plan is before the chairpersons' meeting."""
        del request
        if obj is None:
            return ()
        is_tabled = obj.status not in (Status.COLLECTING, Status.DRAFTED)
        return ("kind", "year", "needs_clearance") if is_tabled else ("kind", "year")

    def closing(self, record: SupervisionPlan) -> str:
        """Closed once it was adopted."""
        return "计划已经通过，内容调整由主任会议决定" if record.is_fixed else ""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Topics are stored with their forms."""
        if formset.model is Topic:
            activity.note_context(signed_in(request))
            save_topics(formset)
            formset.save_m2m()
            return
        super().save_formset(request, form, formset, change)

    def panel(self, request: HttpRequest, record: SupervisionPlan) -> dict[str, Any]:
        """Where it stands, the year, and its papers."""
        del request
        year = plan_years.of_plan(record, on=timezone.localdate())
        return {
            "plan": record,
            "progress": progress.PLAN.of(record),
            "months": year.months,
            "facts": year.facts,
            "late": year.late,
            "forms_total": len(year.lines),
            "year_url": reverse("admin:supervision_supervisionplan_year", args=[record.pk]),
            "word_url": reverse("admin:supervision_supervisionplan_word", args=[record.pk]),
        }

    def get_urls(self) -> list[URLPattern]:
        """The year, and the printed forms."""
        view = self.admin_site.admin_view
        return [
            path("<int:key>/year/", view(self.year_view), name="supervision_supervisionplan_year"),
            path("<int:key>/plan.docx", view(self.word_view), name="supervision_supervisionplan_word"),
            path("<int:key>/notices/<int:row>.docx", view(self.notice_view), name="supervision_supervisionplan_notice"),
            *super().get_urls(),
        ]

    def year_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Plan against fact, by month or by committee, for the screen and for paper."""
        plan = self._readable(request, key)
        by = plan_years.BY_COMMITTEE if request.GET.get("by") == plan_years.BY_COMMITTEE else plan_years.BY_MONTH
        year = plan_years.of_plan(plan, on=timezone.localdate(), urls=True)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{plan}：计划与完成情况",
            "subtitle": None,
            "opts": self.opts,
            "plan": plan,
            "progress": progress.PLAN.of(plan),
            "record_url": self.record_url(plan),
            "months": year.months,
            "groups": year.grouped(by),
            "by": by,
            "year": year,
        }
        return TemplateResponse(request, "admin/plan_year.html", context)

    def word_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The plan as a Word file."""
        plan = self._readable(request, key)
        return _word(plan_documents.plan_paper(plan, today=timezone.localdate()), f"{plan}.docx")

    def notice_view(self, request: HttpRequest, key: int, row: int) -> HttpResponseBase:
        """The notice of an adjustment as a Word file."""
        plan = self._readable(request, key)
        found = plan.adjustments.select_related("meeting__term").filter(pk=row).first()
        if found is None:
            raise Http404
        return _word(plan_documents.adjustment_notice(found), f"关于调整{plan}的通知.docx")

    def _readable(self, request: HttpRequest, key: int) -> SupervisionPlan:
        plan: SupervisionPlan | None = self.get_object(request, str(key))
        if plan is None:
            raise Http404
        if not self.has_view_permission(request, plan):
            raise PermissionDenied
        return plan


def _word(paper: official.OfficialLetter, name: str) -> FileResponse:
    return FileResponse(BytesIO(official.render(paper)), as_attachment=True, filename=name, content_type=WORD)
