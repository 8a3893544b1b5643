"""Patrol findings in the workspace: the finder's own, those of a unit, and the funnel of a year."""

from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import StepForm, stamp_of
from congress.uploads import PicturesField
from deputies.models import PatrolAssignment, PatrolFinding, PatrolPhoto, PatrolRecheck
from deputies.services import patrol_figures, patrols
from deputies.services.patrol_reports import MOST_PHOTOS, Picture

Status = PatrolFinding.Status
ANSWER: Final = "deputies.answer_patrolfinding"
REPORT: Final = "deputies.report_patrolfinding"
PAGE_SIZE: Final = 20
BADGES: Final[dict[str, BadgeKind]] = {
    Status.REPORTED: "owed",
    Status.NOTED: "none",
    Status.ASSIGNED: "current",
    Status.IN_HAND: "current",
    Status.FIXED: "done",
    Status.CANNOT: "soon",
    Status.NOT_OURS: "owed",
    Status.CONFIRMED: "done",
    Status.REOPENED: "late",
    Status.MERGED: "none",
}
SCOPES: Final = (("", "全部"), ("open", "未办结"), ("answered", "已答复"))


class AcceptForm(StepForm):
    """受理: nothing but the will."""


class AnswerForm(StepForm):
    """办理结果, with a picture where it is fixed."""

    outcome = forms.ChoiceField(
        label="办理结果",
        choices=[(each.value, each.label) for each in PatrolAssignment.Outcome],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="办理情况或理由",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="不能解决、不属本单位职责的，写明理由。",
    )
    photos = PicturesField(label="办理后的照片", required=False, max_files=MOST_PHOTOS)


class RecheckForm(StepForm):
    """回访: is it really so."""

    result = forms.ChoiceField(
        label="现在解决了吗",
        choices=[(each.value, each.label) for each in PatrolRecheck.Answer],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="仍未解决的，写明还有什么没有解决。",
    )


def _holds(user: User, finding: PatrolFinding) -> bool:
    return bool(user.organ_id) and user.organ_id == finding.organ_id and user.has_perm(ANSWER)


def _answer(finding: PatrolFinding, user: User, data: dict[str, Any]) -> None:
    patrols.answer(
        finding,
        outcome=data["outcome"],
        text=data["text"],
        pictures=[Picture(upload) for upload in data["photos"]],
        actor=user,
        today=timezone.localdate(),
    )


class FindingList(WorkspacePage, TemplateView):
    """The findings that a person may see, the open ones of a unit by their date first."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/patrol_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        rows = PatrolFinding.objects.all().visible_to(self.user).with_rows()
        scope = self.request.GET.get("scope", "")
        if scope == "open":
            rows = rows.filter(status__in=PatrolFinding.OPEN)
        elif scope == "answered":
            rows = rows.filter(status__in=(*PatrolFinding.ANSWERED, Status.CONFIRMED))
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page"))
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [
                (
                    row,
                    BADGES[row.status],
                    due_mark(row.obligation, on=today, done_word="已答复") if row.obligation else None,
                )
                for row in page
            ],
            "scope": scope,
            "scopes": SCOPES,
            "may_report": self.user.has_perm(REPORT),
        }


def _answer_of(finding: PatrolFinding | None) -> PatrolAssignment | None:
    """The last answer of an organ, for those whose findings were merged into it."""
    if finding is None:
        return None
    rows = finding.assignments.exclude(outcome="").exclude(outcome=PatrolAssignment.Outcome.NOT_OURS)
    return rows.select_related("organ").order_by("number").last()


class FindingPage(RecordPage):
    """One finding: what was found and where, what came of it, and the next step of whoever acts."""

    template_name = "deputies/workspace/patrol_detail.html"
    steps = (
        PageStep(
            "recheck",
            "回答回访",
            RecheckForm,
            lambda record, user, data: patrols.recheck(
                record, result=data["result"], text=data["text"], actor=user, today=timezone.localdate()
            ),
            "回访已登记，谢谢。",
            lambda user, record: (
                record.finder_id == user.pk
                and record.status in PatrolFinding.ANSWERED
                and any(not each.answer for each in record.rechecks.all())
            ),
            is_main=True,
        ),
        PageStep(
            "accept",
            "受理",
            AcceptForm,
            lambda record, user, data: patrols.accept(record, actor=user, today=timezone.localdate()),
            "已受理。",
            lambda user, record: _holds(user, record) and record.status == Status.ASSIGNED,
        ),
        PageStep(
            "answer",
            "答复办理结果",
            AnswerForm,
            _answer,
            "答复已提交，上报人会收到通知。",
            lambda user, record: _holds(user, record) and record.status in PatrolFinding.WITH_ORGAN,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> PatrolFinding:
        """The finding of the address, if this person may see it."""
        if is_locked:
            PatrolFinding.objects.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = PatrolFinding.objects.all().visible_to(self.user).with_rows()
        rows = rows.select_related("merged_into", "mandate__person", "finder", "obligation__rule")
        return get_object_or_404(rows.prefetch_related("rechecks"), pk=self.kwargs["pk"])

    def stamp(self, record: PatrolFinding) -> str:
        """Its state and how often it was handed over."""
        return stamp_of([record.status, record.rounds_made, *record.rechecks.values_list("pk", "answer")])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mark, the deadline, the rounds with their pictures, the answers to questions."""
        context = super().get_context_data(**kwargs)
        record: PatrolFinding = context["record"]
        pictures = list(record.photos.select_related("shown", "thumbnail"))
        rounds = record.assignments.select_related("organ", "recheck").order_by("number")
        is_own = record.finder_id == self.user.pk
        owed = record.obligation
        return context | {
            "badge": BADGES[record.status],
            "due": due_mark(owed, on=timezone.localdate(), done_word="已答复") if owed else None,
            "found_photos": [each for each in pictures if each.kind == PatrolPhoto.Kind.FOUND],
            "rounds": [(each, [one for one in pictures if one.assignment_id == each.pk]) for each in rounds],
            "main_answer": _answer_of(record.merged_into),
            "answers": [
                (each["label"], record.answers[each["key"]])
                for each in record.category.questions
                if each["key"] in record.answers
            ],
            # Who reported is for the committee and the finder, not for the unit that is told of the fault.
            "shows_finder": is_own or self.user.has_perm("deputies.view_patrolfinding"),
        }


class PatrolFunnel(WorkspacePage, TemplateView):
    """The way of a year's findings, by category or by organ."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/patrol_funnel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The funnel of the year and grouping of the address."""
        by = self.request.GET.get("by", "category")
        if by not in patrol_figures.GROUPINGS:
            raise Http404
        known = patrol_figures.years()
        text = self.request.GET.get("year", "")
        year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
        if text and year not in known:
            raise Http404
        year = year or (known[0] if known else timezone.localdate().year)
        return super().get_context_data(**kwargs) | {
            "funnel": patrol_figures.funnel(year, by=by),
            "stages": [label for label, _ in patrol_figures.STAGES.values()],
            "by": by,
            "grouping": patrol_figures.GROUPINGS[by][0],
            "groupings": [(name, label) for name, (label, _) in patrol_figures.GROUPINGS.items()],
            "years": known,
        }
