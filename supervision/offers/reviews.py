"""Reviews: what waits for whom, who opens the reports, what a published one shows, and what looks wrong."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Obligation, Publication, User
from congress.registry import Check, Composition, Task, Waiting
from meetings.models import Assessment, Meeting
from supervision.models import PerformanceReview, ReviewHearing
from supervision.services import review_publication, review_votes, reviews

_Status = PerformanceReview.Status
#: what the committee does next, by status
_NEXT: Final = {
    _Status.SELECTED: "发评议通知",
    _Status.REPORTED: "印发组成人员",
    _Status.HEARD: "登记测评",
    _Status.ASSESSED: "送达评议结果",
    _Status.RECTIFIED: "归档或者再次听取",
}


def report_files(user: User | None) -> Q:
    """Files of reports on duty and of rectification, for those who may see the case; members those issued."""
    if user is None:
        return Q(pk__in=[])
    seen = PerformanceReview.objects.all().visible_to(user)
    hearings = ReviewHearing.objects.filter(review__in=seen)
    if not may_read_before_issue(user):
        own = Q(review__organ=user.organ_id) if user.organ_id else Q(pk__in=[])
        hearings = hearings.filter(Q(issued_on__isnull=False) | own | Q(review__person__account=user.pk))
    own_files = seen if may_read_before_issue(user) else seen.filter(_own(user))
    return Q(review_hearings__in=hearings) | Q(rectified_reviews__in=own_files)


def may_read_before_issue(user: User) -> bool:
    """The committee's own people."""
    return user.has_perm("supervision.view_performancereview")


def _own(user: User) -> Q:
    mine = Q(person__account=user.pk)
    return mine | Q(organ=user.organ_id) if user.organ_id else mine


def waiting_for_chair(user: User, on: date) -> list[Waiting]:
    """Cases that the chairpersons' meeting is to take up."""
    del on
    if not user.has_perm("supervision.select_performancereview"):
        return []
    rows = PerformanceReview.objects.filter(status=_Status.PROPOSED).select_related("organ", "person")
    return [Waiting(rows.order_by("pk"), lambda row: Task(str(row), "确定评议对象", row.get_absolute_url()))]


def waiting_for_reviewed(user: User, on: date) -> list[Waiting]:
    """Reports on duty and on rectification that the organ or the person owes."""
    del on
    has_organ = bool(user.organ_id) and user.has_perm("supervision.submit_reviewreport")
    mine = Q(person__account=user.pk) | (Q(organ=user.organ_id) if has_organ else Q(pk__in=[]))
    owed = (*PerformanceReview.AWAITING_REPORT, _Status.RECTIFYING)
    rows = PerformanceReview.objects.filter(mine, status__in=owed, is_historic=False).with_page()
    return [Waiting(rows.order_by("pk"), _task_of)]


def _task_of(review: PerformanceReview) -> Task:
    is_rectifying = review.status == _Status.RECTIFYING
    current = review.current
    owed = review.rectification_obligation if is_rectifying else (current.obligation if current else None)
    due = owed.due_on if owed is not None and owed.status == Obligation.Status.OPEN else None
    return Task(str(review), "报送整改情况" if is_rectifying else "提交履职报告", review.get_absolute_url(), due)


def waiting_for_committee(user: User, on: date) -> list[Waiting]:
    """The next step of each case, for the working committee that holds it and for the office."""
    del on
    if not (user.is_staff and user.has_perm("supervision.change_performancereview")):
        return []
    rows = PerformanceReview.objects.filter(status__in=_NEXT, is_historic=False).select_related("organ", "person")
    if user.organ_id and not user.has_perm("meetings.record_vote"):
        rows = rows.filter(working_committee=user.organ_id)
    return [
        Waiting(
            rows.order_by("pk"),
            lambda row: Task(str(row), _NEXT[_Status(row.status)], reviews.admin_path(row), note=str(row.organ)),
        )
    ]


def compose_review(publication: Publication) -> Composition | None:
    """The result of a review; no file goes with it."""
    rows = PerformanceReview.objects.all().with_page()
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(review_publication.compose(row)) if row else None


def _live() -> QuerySet[PerformanceReview]:
    return PerformanceReview.objects.filter(is_historic=False).select_related("organ", "person")


def heard_without_vote(on: date) -> QuerySet[Any]:
    """Heard at a meeting that is over, and not voted on, or on a vote that was declared void."""
    del on
    over = ReviewHearing.objects.filter(
        review=OuterRef("pk"), meeting__status__in=Meeting.HELD, heard_on__isnull=False, assessment__isnull=True
    )
    void = ReviewHearing.objects.filter(review=OuterRef("pk"), assessment__status=Assessment.Status.VOID)
    return _live().filter(Exists(over) | Exists(void)).order_by("heard_on", "pk")


def result_not_sent(on: date) -> QuerySet[Any]:
    """Voted on at a meeting that is over, and the result still lies in the office."""
    del on
    over = ReviewHearing.objects.filter(
        review=OuterRef("pk"), assessment__isnull=False, result_sent_on__isnull=True, meeting__status__in=Meeting.HELD
    )
    return _live().filter(Exists(over), status=_Status.ASSESSED).order_by("heard_on", "pk")


def rectification_overdue(on: date) -> QuerySet[Any]:
    """The three months are over and nothing was reported."""
    late = Q(rectification_obligation__status=Obligation.Status.OPEN, rectification_obligation__due_on__lt=on)
    return _live().filter(late, status=_Status.RECTIFYING).order_by("rectification_obligation__due_on", "pk")


def voted_after_closing(on: date) -> QuerySet[Any]:
    """Cases in the archive on which an assessment was recorded on a meeting's page all the same."""
    del on
    later = Assessment.objects.filter(
        Q(repeats__review_hearing__review=OuterRef("pk")) | Q(item__review_hearing__review=OuterRef("pk")),
        status=Assessment.Status.COUNTED,
        review_hearing__isnull=True,
    )
    rows = PerformanceReview.objects.filter(Exists(later), status__in=PerformanceReview.CLOSED)
    return rows.select_related("organ", "person").order_by("pk")


registry.assessment_bars.add("reviews", review_votes.bar)
registry.file_access.add("review_reports", report_files)
registry.waiting.add("reviews_of_chair", waiting_for_chair)
registry.waiting.add("reviews_of_reviewed", waiting_for_reviewed)
registry.waiting.add("reviews_of_committee", waiting_for_committee)
registry.publication_composers.add("supervision.performancereview", compose_review)
registry.checks.add(
    "review_without_vote", Check("履职评议已听取但没有测评", heard_without_vote, "请登记测评；测评作废的，请重新测评。")
)
registry.checks.add("review_result_not_sent", Check("评议结果未送达", result_not_sent, "请送达本人、所在机关。"))
registry.checks.add(
    "review_rectification_overdue", Check("评议整改逾期", rectification_overdue, "请催办，或者依法延期。")
)
registry.checks.add(
    "review_voted_after_closing",
    Check("评议已归档又登记测评", voted_after_closing, "归档的评议不再测评，请核对会议页面登记的测评。"),
)
