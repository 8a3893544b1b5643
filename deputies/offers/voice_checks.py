"""社情民意 that look wrong: closed without a call or an answer, late and not urged, told with somebody's number."""

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import F

from congress import registry
from congress.models import PublishedVersion, Urge
from congress.registry import Check
from congress.services.search import Text
from deputies.models import OpinionRating, OpinionRound, OpinionVisitor, PublicOpinion

Status = PublicOpinion.Status
_AREA: Final = "社情民意"
#: eleven digits of whatever kind, or a mail address: what is worth a closer look
_SUSPECT: Final = r"([0-9０-９〇零一幺二三四五六七八九][ .·‐-―－-]?){10,}|@"


def closed_without_a_call(on: date) -> QuerySet[Any]:
    """Closed and never rated although the visitor left a number by which the station could have asked."""
    del on
    rated = OpinionRating.objects.filter(opinion=OuterRef("pk"))
    reached = OpinionVisitor.objects.filter(opinion=OuterRef("pk")).exclude(phone="")
    rows = PublicOpinion.objects.filter(Exists(reached), ~Exists(rated), status=Status.CLOSED, is_historic=False)
    return rows.select_related("station").order_by("-closed_on", "pk")


def closed_without_a_reply(on: date) -> QuerySet[Any]:
    """Closed after it was handed over, and no unit ever answered."""
    del on
    rounds = OpinionRound.objects.filter(opinion=OuterRef("pk"), is_returned=False)
    replied = rounds.filter(reported_on__isnull=False)
    rows = PublicOpinion.objects.filter(Exists(rounds), ~Exists(replied), status=Status.CLOSED)
    return rows.select_related("station", "organ").order_by("-closed_on", "pk")


def late_and_not_urged(on: date) -> QuerySet[Any]:
    """With a unit that has been late longer than the gap between two urgings, and that nobody urged."""
    since = on - timedelta(days=settings.URGE_GAP_DAYS)
    urged = Urge.objects.filter(obligation=OuterRef("obligation"))
    late = OpinionRound.objects.filter(
        ~Exists(urged), obligation__status="open", obligation__due_on__lt=since, opinion=OuterRef("pk")
    )
    rows = PublicOpinion.objects.all().with_unit().filter(Exists(late), is_historic=False)
    return rows.select_related("station", "organ").order_by("handed_over_on", "pk")


def told_with_a_number(on: date) -> QuerySet[Any]:
    """Summaries that everyone reads and in which a number of a person or telephone or a mail address may stand.

    A look in the database only: what it asks for is joined with all other checks into one query.
    """
    del on
    newer = PublishedVersion.objects.filter(publication=OuterRef("publication"), number__gt=OuterRef("number"))
    copies = PublishedVersion.objects.annotate(words=Text(F("content"))).filter(
        ~Exists(newer),
        publication__in=PublicOpinion.objects.published().values("society_duty"),
        words__regex=_SUSPECT,
    )
    rows = PublicOpinion.objects.filter(society_duty__in=copies.values("publication"))
    return rows.select_related("station").order_by("-closed_on", "pk")


for _name, _label, _rows, _advice in (
    ("voices_closed_without_a_call", "办结未回访评价", closed_without_a_call, "来访人留有电话，请回访并登记评价。"),
    ("voices_closed_without_a_reply", "交办后没有答复即办结", closed_without_a_reply, "请核对承办单位的答复。"),
    ("voices_late_and_not_urged", "社情民意逾期没有催办", late_and_not_urged, "请在“未完成事项”中催办。"),
    (
        "voices_told_with_a_number",
        "公开摘要中可能有电话、证件号码、邮箱",
        told_with_a_number,
        "请核对；确有的，立即在“公开”中撤回，更正后再发布。",
    ),
):
    registry.checks.add(_name, Check(_label, _rows, _advice, area=_AREA))
