"""The committee's own normative documents, filed with the city's committee within 30 days (ZJ-FILE07 art 4).

Found by a query, as docs/decisions/0013 tells: an act that was adopted owes its filing.
"""

from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from congress.models import Organ, User
from congress.services import activity, obligations
from meetings.models import Act
from supervision.models import FilingDirection, FilingDuty, FilingScope, NormFiling, NormKind

from . import filings

#: the kind of a document by the kind of the committee's own act
_NORM_OF_ACT: Final = {
    Act.Kind.RESOLUTION: NormKind.RESOLUTION,
    Act.Kind.DECISION: NormKind.DECISION,
    Act.Kind.RULE: NormKind.MEASURES,
}
#: acts of a normative kind by themselves: resolutions and decisions mostly settle one matter, which is none
#: (handbook §2(h), excluded); those that lay down rules are entered by hand
NORMATIVE_ACTS: Final = (Act.Kind.RULE,)
Status = NormFiling.Status


def acts_to_file() -> Any:
    """Live normative acts of the committee that are adopted and have no filing yet."""
    kinds = {str(row.norm_kind) for row in FilingScope.objects.filter(direction=FilingDirection.OUTWARD)}
    wanted = [kind for kind in NORMATIVE_ACTS if _NORM_OF_ACT[kind] in kinds]
    rows = Act.objects.filter(kind__in=wanted, filing__isnull=True, vote__isnull=False, source="", illustrative=[])
    return rows.select_related("society_duty", "meeting__term").order_by("pk")


@transaction.atomic
def realign(*, actor: User, today: date) -> int:
    """Owe the city's committee what the committee adopted, and follow the day of publication; how many changed.

    Found by a query (docs/decisions/0013), so it may run at any time and any number of times.
    """
    maker = Organ.objects.filter(kind=Organ.Kind.STANDING_COMMITTEE).first()
    if maker is None:
        return 0
    changed = 0
    for act in acts_to_file():
        row = NormFiling(
            direction=FilingDirection.OUTWARD,
            maker=maker,
            act=act,
            title=act.title,
            maker_number=str(act.number) if act.number else "",
            norm_kind=_NORM_OF_ACT[Act.Kind(act.kind)],
            published_on=_published_on(act),
            effective_on=act.effective_on,
        )
        if filings.scope_of(row) is None or row.published_on > today:
            continue
        filings.enter(row, actor=actor, today=today)
        changed += 1
    return changed + _follow_publication(actor=actor, today=today)


def _published_on(act: Act) -> date:
    """The day the public could read it; until then the day it was adopted."""
    duty = act.society_duty
    return timezone.localdate(duty.first_published_at) if duty and duty.first_published_at else act.adopted_on


def _follow_publication(*, actor: User, today: date) -> int:
    rows = NormFiling.objects.outward().filter(status=Status.AWAITING, act__isnull=False, is_historic=False)
    changed = 0
    for filing in rows.select_related("act__society_duty"):
        if filing.act is None or filing.published_on == (day := _published_on(filing.act)):
            continue
        filing.published_on = day
        filing.save(update_fields=["published_on"])
        for owed in filings.open_duties(filing, FilingDuty.Kind.FILE):
            obligations.restart(owed, start=day, reason="文件公布", actor=actor, today=today)
        changed += 1
    return changed


@transaction.atomic
def note_receipt(filing: NormFiling, *, number: str, on: date, actor: User, today: date) -> None:
    """登记上级回执: the city's committee registered the committee's own document under its number."""
    if filing.is_inward:
        raise ValidationError("接受报备的文件由本会登记，没有上级登记号。")
    if not number.strip():
        raise ValidationError({"number": "请填写上级备案登记号。"})
    filings.check_day(on, after=filing.filed_on, label="报送日期", today=today)
    filing.note_receipt(number=number.strip(), on=on)
    filings.note(filing, "上级登记", on=on, text=f"登记号：{number.strip()}", actor=actor)
    activity.record(actor, "登记上级备案回执", filing, path=filings.admin_path(filing))
