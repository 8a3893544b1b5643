"""Findings: written down on the spot, and made into opinions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import User
from congress.services import activity
from meetings.models import OpinionPaper
from meetings.services import opinions
from supervision.models import Finding, InspectionSite, Oversight
from supervision.services.inspections import admin_path, locked, working_path

Status = Oversight.Status


def takes_findings(oversight: Oversight) -> bool:
    """Whether findings can be added: once it is being prepared, and until the report is decided upon."""
    return oversight.status != Status.PLANNED and oversight.status in (*Oversight.OPEN, Status.REPORT_DRAFTED)


def next_order(oversight: Oversight) -> int:
    """The number after the last finding's."""
    return (oversight.findings.aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def add(finding: Finding, *, actor: User) -> Finding:
    """Write down an unsaved finding as the next one.

    Raises ValidationError once the report was tabled or handed over, or for a place that the person may not know of.
    """
    oversight = locked(finding.oversight)
    if not takes_findings(oversight):
        raise ValidationError("检查还没有开始准备，或者报告已经提请审议，不能再登记问题。")
    if finding.site is not None and not InspectionSite.objects.visible_to(actor).filter(pk=finding.site.pk).exists():
        raise ValidationError({"site": "检查点不正确。"})
    finding.order, finding.found_by = next_order(oversight), actor
    finding.full_clean()
    finding.save(force_insert=True)
    activity.record(actor, "登记检查问题", oversight, path=working_path(oversight))
    return finding


@transaction.atomic
def draft_opinions(oversight: Oversight, *, actor: User) -> OpinionPaper:
    """Make opinions of the findings that suggest something: on the tabled report, or as a letter where it was not.

    Each finding points to the point that came of it. Raises ValidationError if opinions were drafted already, nothing
    is suggested, or the report is neither deliberated nor decided upon. Source: SL24 art 37; ZJ-SUP08 arts 42-43.
    """
    locked(oversight)
    if oversight.status not in (Status.DELIBERATED, Status.NOT_TABLED):
        raise ValidationError("报告审议以后，或者主任会议决定不提请审议以后，才能起草意见。")
    if oversight.opinion_paper is not None:
        raise ValidationError(f"已经起草了《{oversight.opinion_paper}》。")
    found = list(oversight.findings.exclude(suggestion="").select_related("organ"))
    if not found:
        raise ValidationError("问题清单中还没有建议，请先填写建议。")
    paper = opinions.begin(_paper(oversight), [(each.suggestion, each.organ) for each in found], actor=actor)
    for finding, point in zip(found, paper.points.order_by("order"), strict=True):
        finding.point = point
        finding.save(update_fields=["point"])
    if oversight.item is None:
        oversight.letter = paper
        oversight.save(update_fields=["letter"])
    activity.record(actor, "起草意见", oversight, path=admin_path(oversight))
    return paper


def _paper(oversight: Oversight) -> OpinionPaper:
    committee = oversight.working_committee
    if committee is None:
        raise ValidationError("请先填写承办工委。")
    first = oversight.overseen.select_related("organ").first()
    shared: dict[str, Any] = {"working_committee": committee, "addressee": first.organ if first else None}
    if oversight.item is not None:
        title = f"关于{oversight}报告的审议意见"
        return OpinionPaper(kind=OpinionPaper.Kind.DELIBERATION, item=oversight.item, title=title, **shared)
    return OpinionPaper(
        kind=OpinionPaper.Kind.LETTER,
        title=f"关于{oversight}的意见建议",
        occasion=f"开展了{oversight}",
        occasion_on=oversight.last_day,
        **shared,
    )
