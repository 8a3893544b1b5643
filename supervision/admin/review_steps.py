"""The steps of a review as buttons."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from congress.admin.steps import DayForm, ReasonForm, Step
from congress.models import User
from meetings.models import Assessment, Meeting
from meetings.services import vote_words
from supervision.models import PerformanceReview
from supervision.services import review_publication, review_votes, reviews

from .review_forms import (
    AssessForm,
    FileForm,
    HearForm,
    MeetingForm,
    NoticeForm,
    RectificationForm,
    RectifiedForm,
    ReportForm,
    ResultForm,
    TableForm,
    assessment_of,
)

Status = PerformanceReview.Status
CHANGE: Final = "supervision.change_performancereview"
COUNT: Final = "meetings.record_vote"


def _at(*statuses: str) -> Any:
    return lambda review: review.status in statuses


def _with_files(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as the services take it; a form keeps the name `files` for itself."""
    return {"files" if name == "uploads" else name: value for name, value in data.items()}


def _table(review: PerformanceReview, actor: User, data: Mapping[str, Any]) -> str:
    item = reviews.table(review, item=data["item"], actor=actor)
    return f"已列入议程：{item}。"


def _may_table(review: PerformanceReview) -> bool:
    before = (*PerformanceReview.AWAITING_REPORT, Status.REPORTED, Status.ISSUED)
    return review.status in before and review.current is not None and review.current.item_id is None


def _may_hear(review: PerformanceReview) -> bool:
    current = review.current
    is_ready = review.status in (Status.REPORTED, Status.ISSUED)
    return is_ready and current is not None and current.item_id is not None and _is_open(review)


def _is_open(review: PerformanceReview) -> bool:
    return review.current is not None and review.current.meeting.status == Meeting.Status.OPEN


def _assess(review: PerformanceReview, actor: User, data: Mapping[str, Any]) -> str:
    stored = review_votes.assess(review, assessment_of(review, data), actor=actor)
    return f"{vote_words.assessment_sentence(stored)}{vote_words.next_step(stored)}"


def _take(review: PerformanceReview, actor: User, data: Mapping[str, Any]) -> str:
    del data
    found = review_votes.recorded_elsewhere(review)
    stored = review_votes.assess(review, found or Assessment(), actor=actor)
    return vote_words.assessment_sentence(stored)


def _ask(review: PerformanceReview, actor: User, data: Mapping[str, Any]) -> str:
    letter = review_votes.ask_rectification(review, actor=actor, today=timezone.localdate(), **data)
    drafted = f"已起草《{letter}》，请补充后提请主任会议通过。" if letter else ""
    return f"整改期限已经起算。{drafted}"


def _needs_second(review: PerformanceReview) -> bool:
    current = review.current
    vote = current.assessment if current is not None else None
    return (
        review.status in (Status.RESULT_SENT, Status.RECTIFIED)
        and vote is not None
        and vote.outcome == Assessment.Outcome.UNSATISFIED
    )


STEPS: Final = (
    Step(
        "notify",
        "发评议通知",
        lambda r, actor, data: str(reviews.notify(r, actor=actor, today=timezone.localdate(), **data)) and None,
        CHANGE,
        _at(Status.SELECTED),
        form=NoticeForm,
        is_main=True,
        note="通知所在机关和本人；报告在会议举行的二十日前提交，会议改期时随之移动。",
    ),
    Step(
        "research",
        "开展调研",
        lambda r, actor, data: reviews.begin_research(r, actor=actor),
        CHANGE,
        _at(Status.NOTIFIED),
    ),
    Step(
        "report",
        "登记收到报告",
        lambda r, actor, data: reviews.submit_report(r, actor=actor, **_with_files(data)),
        CHANGE,
        _at(*PerformanceReview.AWAITING_REPORT),
        form=ReportForm,
        note="所在机关和本人可以在工作台自行提交；书面送来的在此登记。",
    ),
    Step(
        "issue",
        "印发组成人员",
        lambda r, actor, data: reviews.issue(r, on=data["on"], actor=actor),
        CHANGE,
        _at(Status.REPORTED),
        form=DayForm,
        is_main=True,
        is_short=True,
    ),
    Step("table", "列入议程", _table, CHANGE, _may_table, form=TableForm),
    Step(
        "hear",
        "登记听取",
        lambda r, actor, data: review_votes.hear(r, questions=data["questions"], actor=actor),
        CHANGE,
        _may_hear,
        form=HearForm,
        is_main=True,
    ),
    Step(
        "assess",
        "登记测评",
        _assess,
        COUNT,
        lambda r: r.status == Status.HEARD and _is_open(r) and review_votes.recorded_elsewhere(r) is None,
        form=AssessForm,
        is_main=True,
        note="测评以无记名方式进行，当场宣布结果；票数须与出席登记相符。",
    ),
    Step(
        "take",
        "采用会议页面登记的测评",
        _take,
        COUNT,
        lambda r: r.status == Status.HEARD and review_votes.recorded_elsewhere(r) is not None,
        is_main=True,
    ),
    Step(
        "result",
        "送达评议结果",
        lambda r, actor, data: review_votes.send_result(r, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _at(Status.ASSESSED),
        form=ResultForm,
        is_main=True,
        note="送达本人、所在机关，报区委（只记函号）；送达时编号。",
    ),
    Step("ask", "要求整改", _ask, CHANGE, _at(Status.RESULT_SENT), form=RectificationForm),
    Step(
        "rectified",
        "登记整改情况",
        lambda r, actor, data: review_votes.rectify(r, actor=actor, today=timezone.localdate(), **_with_files(data)),
        CHANGE,
        _at(Status.RECTIFYING),
        form=RectifiedForm,
        note="所在机关可以在工作台自行报送；书面送来的在此登记。",
    ),
    Step(
        "again",
        "再次听取",
        lambda r, actor, data: (
            str(review_votes.hear_again(r, actor=actor, today=timezone.localdate(), **data)) and None
        ),
        CHANGE,
        _needs_second,
        form=MeetingForm,
        is_main=True,
        note="上次测评为不满意的，整改后再次听取报告并测评。",
    ),
    Step(
        "file",
        "归档",
        lambda r, actor, data: review_votes.file(r, actor=actor, today=timezone.localdate(), **data),
        CHANGE,
        _at(Status.RESULT_SENT, Status.RECTIFIED),
        form=FileForm,
    ),
    Step(
        "require",
        "列入公开",
        lambda r, actor, data: review_publication.require_publication(r, actor=actor),
        "congress.prepare_publication",
        lambda r: (
            r.society_duty_id is None
            and r.status in (Status.RESULT_SENT, Status.RECTIFYING, Status.RECTIFIED, Status.FILED)
        ),
        is_rare=True,
    ),
    Step(
        "drop",
        "不再评议",
        lambda r, actor, data: reviews.drop(r, actor=actor, **data),
        CHANGE,
        lambda r: r.heard_on is None and r.status not in PerformanceReview.CLOSED,
        form=ReasonForm,
        is_rare=True,
    ),
)
