"""Yearly plans in the workspace: chairpersons adopt or send back, members and organs read the year."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.progress import Progress
from congress.record_pages import USE, PageStep, RecordPage
from congress.step_forms import DateInput, StepForm, stamp_of
from meetings.models import Meeting
from supervision.models import Campaign, SupervisionPlan
from supervision.services import plan_forms, plan_years, plans, progress

ADOPT: Final = "supervision.adopt_supervisionplan"


def candidate_meetings() -> QuerySet[Meeting]:
    """Chairpersons' meetings that may have adopted a plan: held or going on."""
    rows: QuerySet[Meeting] = (
        Meeting.objects.of_chairpersons()
        .filter(starts_on__lte=timezone.localdate(), status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        .select_related("term")
        .order_by("-starts_on", "-pk")
    )
    return rows


class AdoptForm(StepForm):
    """Where and when it was adopted."""

    meeting = forms.ModelChoiceField(label="主任会议", queryset=Meeting.objects.none(), empty_label="请选择")
    on = forms.DateField(label="通过日期", widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the meetings that can have adopted it."""
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = candidate_meetings()


class SendBackForm(StepForm):
    """What should be changed."""

    note = forms.CharField(label="退回意见", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _may_adopt(user: User, plan: SupervisionPlan) -> bool:
    is_ready = plan.status == SupervisionPlan.Status.CLEARED or (
        plan.status == SupervisionPlan.Status.CONSULTED and not plan.needs_clearance
    )
    return is_ready and user.has_perm(ADOPT)


def _may_send_back(user: User, plan: SupervisionPlan) -> bool:
    return plan.status in SupervisionPlan.TABLED and user.has_perm(ADOPT)


class PlanList(WorkspacePage, TemplateView):
    """The plans that this person may read, by year."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/plan_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them: three a year."""
        rows = SupervisionPlan.objects.all().visible_to(self.user).select_related("adopted_at_meeting__term")
        plans_read = progress.PLAN.annotate(rows.order_by("-year", "kind"))
        return super().get_context_data(**kwargs) | {
            "plans": [(plan, progress.PLAN.of(plan)) for plan in plans_read],
            "may_propose": self.user.has_perm("supervision.propose_topic"),
        }


class PlanPage(RecordPage):
    """One plan: its year, and the steps of the chairpersons."""

    template_name = "supervision/workspace/plan_detail.html"
    steps = (
        PageStep(
            "adopt",
            "主任会议通过",
            AdoptForm,
            lambda plan, user, data: plans.adopt(
                plan, meeting=data["meeting"], on=data["on"], actor=user, today=timezone.localdate()
            ),
            "已登记主任会议通过，办公室将予公布。",
            _may_adopt,
            is_main=True,
        ),
        PageStep(
            "send-back",
            "退回修改",
            SendBackForm,
            lambda plan, user, data: plans.send_back(plan, note=data["note"], actor=user),
            "已退回办公室修改。",
            _may_send_back,
        ),
    )

    def record(self, *, is_locked: bool = False) -> SupervisionPlan:
        """The plan of the address."""
        seen = SupervisionPlan.objects.all().visible_to(self.user).select_related("adopted_at_meeting__term")
        rows = progress.PLAN.annotate(seen)
        found: SupervisionPlan = get_object_or_404(
            rows.select_for_update(of=("self",)) if is_locked else rows, pk=self.kwargs["pk"]
        )
        return found

    def stamp(self, record: SupervisionPlan) -> str:
        """What a chairperson decides on: its state, its words, its topics and their months."""
        topics = [
            part
            for topic in plan_years.topics_of(record)
            for part in (topic.order, topic.title, topic.organ_id, plan_forms.render(topic.forms.all()))
        ]
        return stamp_of([record.status, record.introduction, *topics])

    def initial(self, record: SupervisionPlan, step: PageStep) -> dict[str, Any]:
        """The latest meeting and its day."""
        latest = candidate_meetings().first() if step.name == "adopt" else None
        return {"meeting": latest.pk, "on": latest.starts_on} if latest else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plan's year, by month or by committee, and its adjustments."""
        context = super().get_context_data(**kwargs)
        plan: SupervisionPlan = context["record"]
        asked = self.request.GET.get("by")
        by = plan_years.BY_COMMITTEE if asked == plan_years.BY_COMMITTEE else plan_years.BY_MONTH
        only_public = not self.user.has_perm("supervision.view_supervisionplan")
        year = plan_years.of_plan(plan, on=timezone.localdate(), only_public=only_public)
        return context | {
            "plan": plan,
            "year": year,
            "groups": year.grouped(by),
            "by": by,
            "progress": progress.PLAN.of(plan),
            "campaigns": self._campaigns(plan),
            "adjustments": plan.adjustments.select_related("meeting__term"),
        }

    def _campaigns(self, plan: SupervisionPlan) -> list[tuple[Campaign, Progress]]:
        """The campaigns of a supervision plan's year and how far they are, for those who read them."""
        if plan.kind != SupervisionPlan.Kind.SUPERVISION or not self.user.has_perm("supervision.view_campaign"):
            return []
        shape = progress.campaign(on=timezone.localdate())
        return [(row, shape.of(row)) for row in shape.annotate(Campaign.objects.filter(year=plan.year))]
