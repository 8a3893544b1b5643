"""The public copies of a past year's records.

The facts are those of a report that society has read already, and what was made up as an example says so. They pass
the gate as history: no draft, no redaction, no approval by a second person is claimed, and nobody is notified.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db import models
from django.utils import timezone

from congress.models import Publication, PublishedVersion, User
from congress.publishing import Content, Publishable
from congress.services.copies import EXAMPLE_MARK
from congress.services.publication import checksum
from meetings.models import Act, Announcement, Meeting, OpinionPaper
from meetings.services import acts, announcements, meeting_publication, opinions
from supervision.models import (
    AuditLedger,
    FollowUp,
    Inquiry,
    NormFiling,
    Oversight,
    PerformanceReview,
    SpecialReport,
    SupervisionPlan,
)
from supervision.services import (
    audit_ledgers,
    filings,
    follow_ups,
    inquiries,
    oversight,
    plan_publication,
    reports,
    review_publication,
)

#: illustrative field -> the facts of a copy that show it, where another service composes the copy
_FACTS_OF: Final = {
    "organ": ("报告机关", "承办机关"),
    "meeting": ("会议", "听取日期"),
    "mode": ("方式",),
    "kind": ("类别",),
    "fiscal_year": ("类别",),
    "number": ("文号",),
    "adopted_at_meeting": ("通过",),
    "adopted_on": ("通过日期",),
    "handed_over_on": ("交办日期",),
    "reported_on": ("报送日期",),
    "closed_on": ("办结日期",),
}
#: meetings of inner Party life stay inside
_PRIVATE_MEETINGS: Final = (Meeting.Kind.PARTY_GROUP, Meeting.Kind.STUDY)


def publish(records: Iterable[models.Model], *, folder: str, actor: User) -> None:
    """Put out a copy of each record that has a public page, for deputies and for society."""
    for record in records:
        if not isinstance(record, Publishable) or (isinstance(record, Meeting) and record.kind in _PRIVATE_MEETINGS):
            continue
        # Children and the dates of other records were stored after it.
        current = type(record)._default_manager.get(pk=record.pk)
        _publish(current, basis=f"{folder}年工作报告（摘要）所载，作为历史资料公开", actor=actor)
        if isinstance(current, FollowUp):
            current.mark_published()


def _publish(record: Publishable, *, basis: str, actor: User) -> None:
    compose, path = _COMPOSERS[type(record)]
    content = compose(record)
    _mark_examples(record, content)
    source = getattr(record, "source", "").partition(" ")[2]
    if source:
        content["facts"].append(("出处", f"工作报告（摘要）：“{source}”"))
    duties = {
        field: _put_out(record, content, audience, path(record), basis, actor)
        for field, audience in (
            ("deputies_duty", Publication.Audience.DEPUTIES),
            ("society_duty", Publication.Audience.SOCIETY),
        )
    }
    for field, duty in duties.items():
        setattr(record, field, duty)
    record.save(update_fields=list(duties))


def _mark_examples(record: Any, content: Content) -> None:
    """Mark the facts of a composed copy that rest on illustrative fields of the record, its item or its meeting."""
    fields = set(record.illustrative)
    if isinstance(record, (SpecialReport, OpinionPaper)) and record.item is not None:
        fields.update(record.item.illustrative)
    marked = {label for field, labels in _FACTS_OF.items() if field in fields for label in labels}
    content["facts"] = [
        (label, value if label not in marked or value.endswith(EXAMPLE_MARK) else f"{value}{EXAMPLE_MARK}")
        for label, value in content["facts"]
    ]


def _put_out(
    record: Publishable, content: Content, audience: Publication.Audience, path: str, basis: str, actor: User
) -> Publication:
    publication = Publication(
        kind=str(record._meta.verbose_name),
        title=content["title"][:200],
        audience=audience,
        basis=basis,
        path=path,
        status=Publication.Status.PUBLISHED,
        prepared=content,
        redacted=content,
        published_by=actor,
        first_published_at=timezone.now(),
    )
    publication.save(force_insert=True)
    PublishedVersion.objects.create(
        publication=publication, number=1, content=content, sha256=checksum(content), published_by=actor
    )
    return publication


def _own_page(record: Any) -> str:
    return str(record.get_absolute_url())


_COMPOSERS: Final[dict[type[Publishable], tuple[Callable[[Any], Content], Callable[[Any], str]]]] = {
    Meeting: (meeting_publication.compose, _own_page),
    Act: (acts.compose, _own_page),
    Announcement: (announcements.compose, _own_page),
    SpecialReport: (reports.compose, _own_page),
    OpinionPaper: (opinions.compose, lambda paper: f"/supervision/opinions/{paper.pk}/"),
    FollowUp: (follow_ups.compose, follow_ups.public_path),
    Oversight: (oversight.compose, _own_page),
    PerformanceReview: (review_publication.compose, lambda review: review.public_path),
    Inquiry: (inquiries.compose, _own_page),
    AuditLedger: (audit_ledgers.compose, _own_page),
    SupervisionPlan: (plan_publication.compose, _own_page),
    NormFiling: (filings.compose, _own_page),
}
