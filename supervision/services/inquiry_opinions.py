"""Opinions that come of an inquiry: its commitments become points, on the paper of its agenda item or in a letter.

Source: SL24 art 50; the loop from there on is that of any other opinion paper.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import User
from congress.services import activity
from meetings.models import OpinionPaper, OpinionPoint
from meetings.services import opinions
from supervision.models import Commitment, Inquiry
from supervision.services.audit_ledgers import WITHHELD


def may_draft(inquiry: Inquiry) -> bool:
    """Promises are listed, and some of them stand in no opinion yet."""
    listed = inquiry.status == Inquiry.Status.COMMITMENTS_LISTED
    return listed and inquiry.commitments.filter(point__isnull=True).exists()


@transaction.atomic
def draft(inquiry: Inquiry, *, actor: User) -> OpinionPaper:
    """Make points of the promises, each pointing to its own; the paper is begun where there is none.

    Raises ValidationError before the promises are listed, once all are points, or where the text is fixed already.
    """
    Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    inquiry.refresh_from_db()
    waiting = inquiry.commitments.filter(point__isnull=True).order_by("order")
    rows = list(waiting.select_related("organ", "question__finding"))
    if not may_draft(inquiry) or not rows:
        raise ValidationError("列出承诺事项以后才能起草意见；已经列入意见的不再列入。")
    paper = inquiry.paper
    if paper is None:
        paper = opinions.begin(_paper(inquiry), actor=actor)
    if paper.status != OpinionPaper.Status.DRAFTED:
        raise ValidationError(f"“{paper}”当前为“{paper.get_status_display()}”，不能再列入条目。")
    _add_points(paper, rows)
    if paper.kind == OpinionPaper.Kind.LETTER:
        inquiry.letter = paper
        inquiry.save(update_fields=["letter"])
    activity.record(actor, "承诺事项列入意见", inquiry, path=f"/admin/supervision/inquiry/{inquiry.pk}/change/")
    return paper


def _paper(inquiry: Inquiry) -> OpinionPaper:
    committee = inquiry.working_committee
    if committee is None:
        raise ValidationError("请先填写牵头工委。")
    if inquiry.item is not None:
        return OpinionPaper(
            kind=OpinionPaper.Kind.DELIBERATION,
            item=inquiry.item,
            title=f"关于{inquiry}的审议意见"[:200],
            working_committee=committee,
        )
    return OpinionPaper(
        kind=OpinionPaper.Kind.LETTER,
        title=f"关于{inquiry}的意见建议"[:200],
        occasion=f"开展了{inquiry}"[:300],
        occasion_on=inquiry.sitting.starts_on if inquiry.sitting else None,
        working_committee=committee,
    )


def _add_points(paper: OpinionPaper, rows: list[Commitment]) -> None:
    last = paper.points.aggregate(last=Max("order"))["last"] or 0
    for order, commitment in enumerate(rows, start=last + 1):
        # The paper goes to every organ and, redacted, to everyone; the words are on the organ's own page.
        text = f"兑现第{commitment.order}项承诺{WITHHELD}" if commitment.is_secret else commitment.text
        point = OpinionPoint(paper=paper, order=order, text=text, organ=commitment.organ)
        point.full_clean()
        point.save(force_insert=True)
        commitment.point = point
        commitment.save(update_fields=["point"])
