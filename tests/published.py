"""Published records for the tests of pages: contents, copies in bulk, and what a page cost."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congress.models import Publication, PublishedVersion, User
from congress.publishing import Content, Point, Publishable
from congress.services.publication import checksum
from meetings.models import OpinionPaper
from meetings.services import opinions
from supervision.models import FollowUp, SpecialReport
from supervision.services import follow_ups, reports
from tests import factories

#: bars.md §2: HTML of a public page, compressed
HTML_LIMIT = 12 * 1024


def content(
    title: str, *, illustrative: bool = False, text: str = "", points: Sequence[Point] = (), **facts: str
) -> Content:
    """A public text; keyword arguments are its facts."""
    sections = (
        [{"heading": "正文", "paragraphs": [text] if text else [], "points": list(points)}] if text or points else []
    )
    return {"title": title, "facts": list(facts.items()), "sections": sections, "illustrative": illustrative}  # type: ignore[typeddict-item]


def put_out(
    records: Sequence[Publishable], contents: Sequence[Content], *, audience: str = "society", kind: str = "示例"
) -> None:
    """Readable copies of many records at once, without the steps of the gate."""
    actor = factories.user("reviewer")
    now = timezone.now()
    rows = Publication.objects.bulk_create(
        Publication(
            kind=kind,
            title=each["title"],
            audience=audience,
            path="/",
            status=Publication.Status.PUBLISHED,
            prepared=each,
            redacted=each,
            first_published_at=now,
        )
        for each in contents
    )
    PublishedVersion.objects.bulk_create(
        PublishedVersion(publication=row, number=1, content=each, sha256=checksum(each), published_by=actor)
        for row, each in zip(rows, contents, strict=True)
    )
    for record, row in zip(records, rows, strict=True):
        setattr(record, f"{audience}_duty", row)
        record.save(update_fields=[f"{audience}_duty"])


def publish_report(report: SpecialReport) -> SpecialReport:
    """The report with its readable copies."""
    factories.published(report, reports.compose(report), kind="专项工作报告", path=report.get_absolute_url())
    return report


def publish_paper(paper: OpinionPaper) -> OpinionPaper:
    """The opinion paper with its readable copies."""
    factories.published(paper, opinions.compose(paper), kind="审议意见", path=f"/supervision/opinions/{paper.pk}/")
    return paper


def publish_follow_up(follow_up: FollowUp) -> FollowUp:
    """The handling with its readable copies."""
    path = f"/supervision/opinions/{follow_up.paper_id}/"
    factories.published(follow_up, follow_ups.compose(follow_up), kind="研究处理情况报告", path=path)
    return follow_up


def report_of(paper: OpinionPaper) -> SpecialReport:
    """A heard report on the paper's agenda item."""
    return SpecialReport.objects.create(
        kind=SpecialReport.Kind.GENERAL,
        item=paper.item,
        organ=paper.item.reporting_organ or factories.organ(),
        working_committee=paper.working_committee,
        status=SpecialReport.Status.DELIBERATED,
    )


def organ_user(follow_up: FollowUp, *roles: str) -> User:
    """Somebody who acts for the organ that holds the matter; its head unless told otherwise."""
    return factories.user(*(roles or ("unit_head",)), organ=follow_up.organ)


def compressed(body: bytes) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(body, compresslevel=6))


@dataclass
class Cost:
    """The number of queries of a block."""

    queries: int = 0


@contextmanager
def cost() -> Iterator[Cost]:
    """Counts the queries of the block."""
    counted = Cost()
    with CaptureQueriesContext(connection) as captured:
        yield counted
    counted.queries = len(captured)
