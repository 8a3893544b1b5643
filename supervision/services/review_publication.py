"""What everyone may know of a review: that it was held, its opinions and its outcome; never a score or a complaint."""

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.publishing import Content
from congress.services import publication
from congress.services.copies import composed, marked
from congress.services.deadlines import chinese_date
from meetings.services import assessments
from supervision.models import PerformanceReview, ReviewHearing

PUBLICATION_BASIS = "《监督法》第十条"


@transaction.atomic
def require_publication(review: PerformanceReview, *, actor: User) -> None:
    """Open the duty to report the result to deputies and to publish it. Raises ValidationError before it was sent."""
    sent = review.hearings.filter(result_sent_on__isnull=False).order_by("-number").first()
    if sent is None or sent.result_sent_on is None:
        raise ValidationError("评议结果送达以后才能列入公开。")
    duty = publication.Duty(
        kind="履职评议结果", title=title_of(review), basis=PUBLICATION_BASIS, path=review.public_path
    )
    publication.require(review, duty, since=sent.result_sent_on, actor=actor)


def title_of(review: PerformanceReview) -> str:
    """The title of the published result."""
    return f"{review.subject}{review.get_kind_display()}结果"


def compose(review: PerformanceReview) -> Content:
    """What the review would show to readers: facts, outcomes, opinions, and that work was rectified."""
    facts = [
        ("类别", review.get_kind_display()),
        ("评议对象", marked(review, "person", review.subject)),
        ("职务", marked(review, "tenure", review.post_title)),
        ("机关", marked(review, "organ", str(review.organ)) if review.person else ""),
        ("首次", "是" if review.is_first else ""),
    ]
    for hearing in review.hearings.select_related("meeting__term", "assessment").order_by("number"):
        facts += _facts_of(hearing, review)
    opinions = [line for line in review.opinions.splitlines() if line.strip()]
    rectified = [line for line in review.rectification.splitlines() if line.strip()]
    content = composed(review, facts, [("评议意见", opinions), ("整改情况", rectified)])
    content["title"] = title_of(review)
    return content


def _facts_of(hearing: ReviewHearing, review: PerformanceReview) -> list[tuple[str, str]]:
    if hearing.heard_on is None:
        return []
    again = "" if hearing.number == 1 else f"（第{hearing.number}次）"
    vote = hearing.assessment
    outcome = assessments.outcome_word(vote) if vote is not None and not vote.is_void else ""
    is_example = vote is not None and bool(vote.illustrative)
    return [
        (f"会议{again}", marked(review, "item", str(hearing.meeting))),
        (f"听取日期{again}", marked(review, "item", chinese_date(hearing.heard_on))),
        (f"测评结果{again}", f"{outcome}（示例）" if outcome and is_example else outcome),
    ]
