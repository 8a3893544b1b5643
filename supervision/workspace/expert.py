"""Experts in the workspace: chairpersons approve, experts declare, read the papers of their matter, give an opinion."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.services import attachments
from congress.step_forms import StepForm, stamp_of
from congress.uploads import UploadsField
from supervision.models import Expert, ExpertAssignment
from supervision.services import assignments, experts

from .review import ChairForm, DropForm

APPROVE = "supervision.approve_expert"
ASSIST = "supervision.assist_as_expert"
LIMIT = 200
Status = ExpertAssignment.Status


def _may_decide(user: User, expert: Expert) -> bool:
    return expert.status == Expert.Status.SUBMITTED and user.has_perm(APPROVE)


class ExpertPage(RecordPage):
    """A nomination before the chairpersons' meeting; without contacts."""

    template_name = "supervision/workspace/expert_detail.html"
    permission_required = ("supervision.view_expert",)
    steps = (
        PageStep(
            "approve",
            "主任会议通过",
            ChairForm,
            lambda expert, user, data: experts.approve(
                expert, meeting=data["meeting"], on=data["on"], actor=user, today=timezone.localdate()
            ),
            "已登记主任会议通过，推荐工委将颁发聘书。",
            _may_decide,
            is_main=True,
        ),
        PageStep(
            "refuse",
            "不予聘任",
            DropForm,
            lambda expert, user, data: experts.refuse(expert, reason=data["reason"], actor=user),
            "已登记不予聘任。",
            _may_decide,
        ),
    )

    def record(self, *, is_locked: bool = False) -> Expert:
        """The expert of the address."""
        rows: QuerySet[Expert] = Expert.objects.all()
        if is_locked:
            return get_object_or_404(rows.select_for_update(of=("self",)), pk=self.kwargs["pk"])
        wide = rows.select_related("nominated_by").prefetch_related("bound_to", "terms")
        return get_object_or_404(wide, pk=self.kwargs["pk"])

    def stamp(self, record: Expert) -> str:
        """Who it is and how far."""
        return stamp_of([record.status, record.name, record.field, record.title])


class DeclareForm(StepForm):
    """Whether something binds the expert to the organs of the matter."""

    bond = forms.TypedChoiceField(
        label="与本项活动涉及的机关",
        choices=(("no", "没有利害关系，可以参与"), ("yes", "有利害关系，申请回避")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="说明", required=False, max_length=280, widget=forms.Textarea(attrs={"rows": 3}), help_text="回避的必填。"
    )


class OpinionForm(StepForm):
    """The opinion, in words or as files."""

    opinion = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 8}))
    uploads = UploadsField(label="附件", required=False)


def _is_mine(user: User, row: ExpertAssignment) -> bool:
    return row.expert.account_id == user.pk


class AssignmentList(WorkspacePage, TemplateView):
    """What the expert was asked to help with; all of it for the committee's people."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/assignment_list.html"

    def has_permission(self) -> bool:
        """Experts, and those who read all."""
        is_reader = self.user.has_perm("supervision.view_expertassignment")
        return super().has_permission() and (is_reader or self.user.has_perm(ASSIST))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest first."""
        rows = ExpertAssignment.objects.all().visible_to(self.user).with_matter()
        return super().get_context_data(**kwargs) | {"assignments": rows.order_by("-assigned_on", "-pk")[:LIMIT]}


class AssignmentPage(RecordPage):
    """One matter: the task, what is declared, the papers after it, the opinion."""

    template_name = "supervision/workspace/assignment_detail.html"
    steps = (
        PageStep(
            "declare",
            "利害关系声明",
            DeclareForm,
            lambda row, user, data: assignments.declare(
                row, is_bound=data["bond"], text=data["text"], on=timezone.localdate(), actor=user
            ),
            "已登记声明。",
            lambda user, row: row.status == Status.ASSIGNED and _is_mine(user, row),
            is_main=True,
        ),
        PageStep(
            "finish",
            "提交意见",
            OpinionForm,
            lambda row, user, data: assignments.finish(
                row, opinion=data["opinion"], files=data["uploads"], on=timezone.localdate(), actor=user
            ),
            "已提交，感谢参与。",
            lambda user, row: row.status == Status.DECLARED and _is_mine(user, row),
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> ExpertAssignment:
        """The assignment of the address."""
        rows = ExpertAssignment.objects.all().visible_to(self.user)
        if is_locked:
            return get_object_or_404(rows.select_for_update(of=("self",)), pk=self.kwargs["pk"])
        return get_object_or_404(rows.with_matter(), pk=self.kwargs["pk"])

    def stamp(self, record: ExpertAssignment) -> str:
        """The task and how far."""
        return stamp_of([record.status, record.task])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The papers that this person may open now."""
        context = super().get_context_data(**kwargs)
        row: ExpertAssignment = context["record"]
        open_now = attachments.visible_to(self.user).values("pk")
        return context | {
            "papers": assignments.papers_of(row).filter(pk__in=open_now),
            "own_files": row.attachments.filter(pk__in=open_now),
            "is_waiting": row.status == Status.ASSIGNED,
        }
