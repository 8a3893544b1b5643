"""Reviews on their way, schemes and experts with defaults; a test names only what it is about."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from congress.models import Organ, User
from deputies.models import Seat
from meetings.models import Assessment, AssessmentScale, Meeting, Post, Tenure
from meetings.services import meetings
from supervision.models import (
    Expert,
    PerformanceReview,
    ReviewHearing,
    ReviewItem,
    ReviewKind,
    ReviewScheme,
)
from supervision.services import experts, review_schemes, review_votes, reviews
from tests import factories, factories_personnel, factories_votes

TODAY = factories.TODAY
#: the first day of the meeting that hears the report: far enough for the twenty days
DAY = factories_votes.DAY


def tenure(organ: Organ | None = None) -> Tenure:
    """Somebody whom the committee appointed."""
    title = f"示例局局长（{Post.objects.count() + 1}）"
    post = factories_personnel.post(title, of="government_head", organ=organ or factories.organ())
    return factories_personnel.tenure(post)


def scheme(
    *weights: str, kind: str = ReviewKind.DUTY_REPORT, scale: str = "satisfaction", is_in_use: bool = True
) -> ReviewScheme:
    """A scheme with items of those weights."""
    row = ReviewScheme.objects.create(
        name=f"示例评议办法{ReviewScheme.objects.count() + 1}",
        kind=kind,
        scale=AssessmentScale.objects.get(code=scale),
    )
    for order, weight in enumerate(weights or ("60", "40"), start=1):
        ReviewItem.objects.create(scheme=row, order=order, name=f"项目{order}", weight=Decimal(weight))
    if is_in_use:
        review_schemes.adopt(row, actor=factories.user("office"))
    return row


def unsaved(kind: str = ReviewKind.DUTY_REPORT, **fields: Any) -> PerformanceReview:
    """A case that was not proposed yet."""
    values: dict[str, Any] = {"kind": kind, "year": TODAY.year, **fields}
    if kind != ReviewKind.DEPARTMENT and "tenure" not in values:
        values["tenure"] = tenure()
    if "organ" not in values:
        values["organ"] = values["tenure"].post.organ if values.get("tenure") else factories.organ()
    if "working_committee" not in values:
        values["working_committee"] = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    return PerformanceReview(**values)


def proposed(kind: str = ReviewKind.DUTY_REPORT, **fields: Any) -> PerformanceReview:
    """A case before the chairpersons' meeting."""
    return reviews.propose(unsaved(kind, **fields), actor=factories.user("office"))


def chair_meeting(on: date = TODAY, status: str = Meeting.Status.CLOSED) -> Meeting:
    """A chairpersons' meeting that was held."""
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=on, status=status)


def selected(kind: str = ReviewKind.DUTY_REPORT, **fields: Any) -> PerformanceReview:
    """A case that the chairpersons' meeting took up today."""
    row = proposed(kind, **fields)
    reviews.select(row, meeting=chair_meeting(), on=TODAY, actor=factories.user("sc_chair"), today=TODAY)
    return row


def notified(kind: str = ReviewKind.DUTY_REPORT, *, at: Meeting | None = None, **fields: Any) -> PerformanceReview:
    """A case of which the organ knows."""
    row = selected(kind, **fields)
    meeting = at or factories.meeting(starts_on=DAY, status=Meeting.Status.SCHEDULED)
    reviews.notify(row, meeting=meeting, mode="heard", on=TODAY, actor=factories.user("office"), today=TODAY)
    return row


def tabled(
    kind: str = ReviewKind.DUTY_REPORT, *, members: int = 27, present: int = 25, **fields: Any
) -> PerformanceReview:
    """A case on the agenda of a meeting in session, its report handed in and issued."""
    Seat.objects.all().delete()
    factories_votes.committee(members)
    meeting = factories.meeting(starts_on=DAY, status=Meeting.Status.SCHEDULED)
    meetings.expect_members(meeting)
    row = notified(kind, at=meeting, **fields)
    office = factories.user("office")
    reviews.submit_report(row, text="履职情况报告。", on=TODAY, actor=office)
    reviews.issue(row, on=TODAY, actor=office)
    reviews.table(row, actor=office)
    sit(meeting, present)
    return row


def sit(meeting: Meeting, present: int) -> None:
    """Open a meeting with so many in the room; its agenda is adopted."""
    seated = meeting.attendances.order_by("pk").values("pk")[:present]
    meeting.attendances.filter(pk__in=seated).update(status="present")
    meeting.items.update(status="adopted")
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.OPEN)


def heard(kind: str = ReviewKind.DUTY_REPORT, **fields: Any) -> PerformanceReview:
    """A case that was heard and is to be voted on."""
    row = tabled(kind, **fields)
    review_votes.hear(row, actor=factories.user("office"))
    return row


def counts(*, is_bad: bool = False, **fields: Any) -> Assessment:
    """Unsaved counts of 25 members in the room; good ones unless told otherwise."""
    values = {"basic": 2, "unsatisfied": 21} if is_bad else {"satisfied": 21, "basic": 2}
    return Assessment(**({"held_on": DAY, "abstain": 2} | values | fields))


def assessed(*, is_bad: bool = False, **fields: Any) -> PerformanceReview:
    """A case that was voted on."""
    row = heard(**fields)
    review_votes.assess(row, counts(is_bad=is_bad), actor=factories.user("office"))
    return row


def result_sent(*, is_bad: bool = False, **fields: Any) -> PerformanceReview:
    """A case whose result went out on the day of the vote."""
    row = assessed(is_bad=is_bad, **fields)
    review_votes.send_result(
        row, on=DAY, opinions_text="依法履职，重点工作推进有力。", actor=factories.user("office"), today=DAY
    )
    return row


def hearing(review: PerformanceReview) -> ReviewHearing:
    """The present hearing as it is stored."""
    return review.hearings.order_by("-number")[0]


def expert(*, status: str = Expert.Status.APPOINTED, account: User | None = None, **fields: Any) -> Expert:
    """An expert; in office since today unless told otherwise."""
    number = Expert.objects.count() + 1
    values: dict[str, Any] = {
        "name": f"专家{number:03}",
        "field": Expert.Field.LAW,
        "title": "教授（示例）",
        "organisation": f"示例大学{number:03}",
        "nominated_by": factories.organ(Organ.Kind.WORKING_COMMITTEE),
        "account": account,
        **fields,
    }
    if status != Expert.Status.APPOINTED:
        return Expert.objects.create(status=status, **values)
    row = Expert.objects.create(status=Expert.Status.APPROVED, **values)
    experts.appoint(row, meeting=chair_meeting(), starts_on=TODAY, actor=factories.user("office"), today=TODAY)
    return row


def later(days: int) -> date:
    """So many days after today."""
    return TODAY + timedelta(days=days)
