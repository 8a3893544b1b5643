"""Who came: found by a code, read by the few who may and on record each time, erased when it is no longer needed."""

from datetime import date
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from congress.models import User
from congress.services import activity, citizens, deadlines
from deputies.models import OpinionRating, OpinionRound, OpinionVisitor, PublicOpinion
from deputies.services import opinion_summaries
from deputies.services.opinion_intake import locked

READING: Final = "查看来访人信息"
_GONE: Final = "（已清除）"


def by_code(code: str) -> OpinionVisitor | None:
    """The visitor of a code, however it was typed, with the matter and what it was merged into."""
    rows = OpinionVisitor.objects.select_related(
        "opinion__station", "opinion__field", "opinion__merged_into__station", "opinion__guidance"
    )
    return rows.filter(code_digest=citizens.digest(code)).first()


@transaction.atomic
def read(opinion: PublicOpinion, *, on: date, actor: User) -> OpinionVisitor:
    """Who came, for the own station and the deputy who received; every reading leaves a line (handbook §5.2).

    Raises ValidationError for anybody else.
    """
    if not PublicOpinion.objects.filter(pk=opinion.pk).naming(actor, on=on).exists():
        raise ValidationError("来访人信息只有本联络站和接待代表可以查看。")
    visitor = OpinionVisitor.objects.get(opinion=opinion)
    activity.record(actor, READING, opinion)
    return visitor


def due_for_erasure(*, on: date) -> QuerySet[OpinionVisitor]:
    """Those whose matter ended longer ago than people's data may be kept; of a merged one, the matter it belongs to."""
    limit = deadlines.add_months(on, -settings.OPINION_KEEP_MONTHS)
    ended = Q(opinion__merged_into__isnull=True, opinion__closed_on__lt=limit)
    ended |= Q(opinion__merged_into__closed_on__lt=limit)
    return OpinionVisitor.objects.filter(ended, erased_at__isnull=True)


@transaction.atomic
def erase(*, on: date, actor: User) -> int:
    """Erase names and numbers some months after the end; matter, answer and rating stay. Safe to repeat."""
    rows = list(due_for_erasure(on=on).select_for_update(of=("self",)).select_related("opinion"))
    OpinionVisitor.objects.filter(pk__in=[row.pk for row in rows]).update(name="", phone="", erased_at=timezone.now())
    for row in rows:
        activity.record(actor, "清除来访人信息", row.opinion)
    return len(rows)


@transaction.atomic
def blank(opinion: PublicOpinion, *, reason: str, today: date, actor: User) -> None:
    """清除内容: what should not have been written goes for good, with its summary; that it came and its answer stay.

    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "清除内容须写明理由。"})
    opinion = locked(opinion)
    opinion.text = f"（内容已于{today:%Y-%m-%d}清除）"
    opinion.place = ""
    opinion.save(update_fields=["text", "place"])
    _blank_later_words(opinion)
    opinion_summaries.take_away(opinion, reason=reason.strip(), actor=actor)
    activity.record(actor, "清除社情民意内容", opinion, reason=reason.strip())


def _blank_later_words(opinion: PublicOpinion) -> None:
    """What the visitor wrote when asking for more and when rating."""
    asked = OpinionRound.objects.filter(opinion=opinion, opened_by=OpinionRound.OpenedBy.VISITOR)
    before = [number - 1 for number in asked.values_list("number", flat=True)]
    OpinionRound.objects.filter(opinion=opinion, number__in=before).update(verdict=_GONE)
    asked.update(demand=_GONE)
    OpinionRating.objects.filter(opinion=opinion).exclude(comment="").update(comment="")
