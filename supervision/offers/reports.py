"""Reports that were heard without opinions, and what a published report shows."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Attachment, Publication
from congress.registry import Check, Composition
from meetings.models import AgendaItem, OpinionPaper
from supervision.models import SpecialReport
from supervision.services import reports


def heard_without_opinions(on: date) -> QuerySet[Any]:
    """Reports that were heard, with no opinion paper begun."""
    del on
    papers = OpinionPaper.objects.filter(item=OuterRef("item"))
    live = SpecialReport.objects.heard().filter(illustrative=[], item__mode=AgendaItem.Mode.HEARD)
    return live.filter(~Exists(papers)).select_related("item").order_by("-item__meeting__starts_on")


def compose_report(publication: Publication) -> Composition | None:
    """A special work report, with the papers laid before the meeting for it."""
    rows = SpecialReport.objects.select_related("item__meeting__term", "organ")
    report = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    if report is None:
        return None
    files = Attachment.objects.filter(papers__item=report.item_id).distinct()
    return Composition(reports.compose(report), list(files))


registry.publication_composers.add("supervision.specialreport", compose_report)
registry.checks.add(
    "heard_without_opinions", Check("报告已听取但没有审议意见", heard_without_opinions, "请工委汇总审议意见。")
)
