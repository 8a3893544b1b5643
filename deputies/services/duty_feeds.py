"""What contacts with voters tell the duty ledger: one way only, as often as one likes."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from congress.models import User
from deputies.models import ContactLog, ContactPair, DutyKind
from deputies.services import duty
from deputies.services.duty import Occasion, Presence


def first_day(today: date) -> date:
    """From where on feeds look: corrections of last year's records still reach the ledger."""
    return date(today.year - 1, 1, 1)


@transaction.atomic
def credit_contacts(*, since: date, actor: User, at: datetime) -> int:
    """Credit deputies with the contacts that they made with voters from a day on; how many rows were written."""
    rows = ContactLog.objects.filter(made_on__gte=since, pair__kind=ContactPair.Kind.DEPUTY_VOTERS)
    logs = rows.select_related("pair__keeper").order_by("pk")
    return duty.mirror([occasion for log in logs if (occasion := _occasion(log))], actor=actor, at=at)


def _occasion(log: ContactLog) -> Occasion | None:
    if log.pair is None:
        return None
    return Occasion(
        origin=f"deputies.contactlog.{log.pk}",
        kind=DutyKind.CONTACT,
        title=f"联系选民：{log.pair.place}（{log.get_way_display()}{log.people}人）",
        starts_on=log.made_on,
        ends_on=log.made_on,
        presences=[Presence(log.pair.keeper)],
        hours=Decimal(1),
        path="/workspace/contacts/",
        place=log.pair.place,
        illustrative=log.illustrative,
    )
