"""Reviews in the workspace: chairpersons select, the reviewed report, members read what was issued."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import Obligation, User
from congress.presentation import DueMark, Step, StepState
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import DateInput, StepForm, stamp_of
from congress.uploads import UploadsField
from meetings.models import Meeting
from supervision.models import PerformanceReview, ReviewHearing
from supervision.services import review_votes, reviews

LIMIT = 200
Status = PerformanceReview.Status
SELECT = "supervision.select_performancereview"


class ChairForm(StepForm):
    """At which chairpersons' meeting it was decided, and when."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议", empty_label="请选择")
    on = forms.DateField(label="确定日期", widget=DateInput(), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        held = (Meeting.Status.OPEN, *Meeting.HELD)
        rows = Meeting.objects.of_chairpersons().filter(status__in=held, starts_on__lte=timezone.localdate())
        field.queryset = rows.select_related("term").order_by("-starts_on", "-pk")


class DropForm(StepForm):
    """Why not."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DutyReportForm(StepForm):
    """The report on duty, in words or as files."""

    text = forms.CharField(label="报告", required=False, widget=forms.Textarea(attrs={"rows": 10}))
    uploads = UploadsField(label="报告文件", required=False)
    late_reason = forms.CharField(label="迟延理由", required=False, max_length=200, help_text="超过期限的填写。")


class RectifiedForm(StepForm):
    """What was rectified, in words, with files where they help."""

    text = forms.CharField(label="整改情况", widget=forms.Textarea(attrs={"rows": 8}))
    uploads = UploadsField(label="整改材料", required=False)


def is_reviewed(user: User, review: PerformanceReview) -> bool:
    """The person, or somebody who answers for the organ."""
    is_organ = bool(user.organ_id) and user.organ_id == review.organ_id
    is_person = review.person is not None and review.person.account_id == user.pk
    return is_person or (is_organ and user.has_perm("supervision.submit_reviewreport"))


def _may_select(user: User, review: PerformanceReview) -> bool:
    return review.status == Status.PROPOSED and user.has_perm(SELECT)


def _may_report(user: User, review: PerformanceReview) -> bool:
    return review.status in PerformanceReview.AWAITING_REPORT and is_reviewed(user, review)


def _may_rectify(user: User, review: PerformanceReview) -> bool:
    return review.status == Status.RECTIFYING and is_reviewed(user, review)


STEPS = (
    PageStep(
        "select",
        "主任会议确定",
        ChairForm,
        lambda review, user, data: reviews.select(
            review, meeting=data["meeting"], on=data["on"], actor=user, today=timezone.localdate()
        ),
        "已登记主任会议确定，承办工委将发出评议通知。",
        _may_select,
        is_main=True,
    ),
    PageStep(
        "drop",
        "不列入评议",
        DropForm,
        lambda review, user, data: reviews.drop(review, reason=data["reason"], actor=user),
        "已登记不列入评议。",
        _may_select,
    ),
    PageStep(
        "report",
        "提交履职报告",
        DutyReportForm,
        lambda review, user, data: reviews.submit_report(
            review,
            text=data["text"],
            files=data["uploads"],
            late_reason=data["late_reason"],
            on=timezone.localdate(),
            actor=user,
        ),
        "已提交。",
        _may_report,
        is_main=True,
    ),
    PageStep(
        "rectified",
        "报送整改情况",
        RectifiedForm,
        lambda review, user, data: review_votes.rectify(
            review,
            text=data["text"],
            files=data["uploads"],
            on=timezone.localdate(),
            actor=user,
            today=timezone.localdate(),
        ),
        "已报送。",
        _may_rectify,
        is_main=True,
    ),
)


class ReviewList(WorkspacePage, TemplateView):
    """The cases that the person may see, the latest first."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/review_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One list; 403 for those who never have anything here."""
        rows = PerformanceReview.objects.all().visible_to(self.user).select_related("organ", "person")
        found = list(rows.order_by("-year", "-pk")[:LIMIT])
        if not found and not _may_read(self.user):
            raise PermissionDenied
        return super().get_context_data(**kwargs) | {"reviews": found}


def _may_read(user: User) -> bool:
    names = ("view_performancereview", "read_issued_reviews", "submit_reviewreport")
    return any(user.has_perm(f"supervision.{name}") for name in names)


class ReviewPage(RecordPage):
    """One case: where it stands, the report once it may be read, the result once it was sent."""

    template_name = "supervision/workspace/review_detail.html"
    steps = STEPS

    def record(self, *, is_locked: bool = False) -> PerformanceReview:
        """The case of the address."""
        rows: QuerySet[PerformanceReview] = PerformanceReview.objects.all().visible_to(self.user)
        if is_locked:
            return get_object_or_404(rows.select_for_update(of=("self",)), pk=self.kwargs["pk"])
        return get_object_or_404(
            PerformanceReview.objects.filter(pk__in=rows.values("pk")).with_page(), pk=self.kwargs["pk"]
        )

    def stamp(self, record: PerformanceReview) -> str:
        """Its state and whom it is about."""
        return stamp_of([record.status, record.person_id, record.organ_id, record.reason])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The case with its hearings as far as this person may read them."""
        context = super().get_context_data(**kwargs)
        review: PerformanceReview = context["record"]
        today = timezone.localdate()
        is_inside = self.user.has_perm("supervision.view_performancereview") or is_reviewed(self.user, review)
        hearings = [row for row in review.hearings.all() if is_inside or row.issued_on is not None]
        was_sent = any(row.result_sent_on is not None for row in hearings)
        return context | {
            "chain": chain(review, on=today),
            "due": _due_now(review, on=today) if is_inside else None,
            "hearings": hearings,
            "opinions": review.opinions if was_sent else "",
            "is_inside": is_inside,
            "letter": review.letter if is_inside else None,
            "office_path": reviews.admin_path(review) if self.user.is_staff else "",
        }


def _due_now(review: PerformanceReview, *, on: date) -> DueMark | None:
    """What is owed at the moment; None while nothing is."""
    current = review.current
    owed = (current.obligation if current else None, review.rectification_obligation)
    still = [each for each in owed if each is not None and each.status == Obligation.Status.OPEN]
    return due_mark(still[0], on=on) if still else None


def chain(review: PerformanceReview, *, on: date) -> list[Step]:
    """The case as dated steps: what is done, what is owed by when."""
    steps = [_dated("主任会议确定", review.selected_on), _dated("评议通知", review.notified_on)]
    for hearing in review.hearings.all():
        steps += _of_hearing(hearing, on=on)
    if review.rectification_obligation is not None:
        steps.append(_owed("报送整改情况", review.rectification_obligation, review.rectified_on, on=on))
    return [*steps, _dated("归档", review.closed_on)]


def _of_hearing(hearing: ReviewHearing, *, on: date) -> Sequence[Step]:
    again = "" if hearing.number == 1 else "再次"
    vote = hearing.assessment
    return (
        _owed(f"{again}提交报告", hearing.obligation, hearing.reported_on, on=on),
        _dated("印发组成人员", hearing.issued_on),
        _dated(f"{again}听取", hearing.heard_on, str(hearing.meeting)),
        _dated("满意度测评", vote.held_on if vote is not None and not vote.is_void else None),
        _dated("送达结果", hearing.result_sent_on, str(hearing.result_number or "")),
    )


def _dated(title: str, day: date | None, note: str = "") -> Step:
    return Step(title, day, "done" if day else "none", note)


def _owed(title: str, owed: Obligation | None, done_on: date | None, *, on: date) -> Step:
    if done_on is not None or owed is None or owed.status != Obligation.Status.OPEN:
        return _dated(title, done_on)
    state: StepState = "late" if owed.due_on < on else "owed"
    return Step(title, state=state, due=due_mark(owed, on=on))
