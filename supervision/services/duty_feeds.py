"""What inspections, visits and research tell the duty ledger of the deputies who went along."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Prefetch

from congress.models import User
from deputies.models import DutyKind
from deputies.services import duty
from deputies.services.duty import Occasion, Presence, Role
from supervision.models import Oversight, OversightParticipant

Kind = Oversight.Kind
Status = Oversight.Status
Capacity = OversightParticipant.Capacity
_KINDS: Final = {
    Kind.INSPECTION: DutyKind.INSPECTION,
    Kind.VISIT: DutyKind.VISIT,
    Kind.RESEARCH: DutyKind.RESEARCH,
}
#: nobody has gone out yet, or nobody ever will
_NOT_GONE: Final = (
    Status.PLANNED,
    Status.PROGRAMME_ADOPTED,
    Status.GROUP_FORMED,
    Status.NOTIFIED,
    Status.SELF_CHECK,
    Status.FIELDWORK,
    Status.CANCELLED,
)


@transaction.atomic
def credit_outings(*, since: date, actor: User, at: datetime) -> int:
    """Credit deputies with the outings from a day on that were carried out; how many rows were written.

    Members of the committee are deputies too; staff and experts without a mandate are left out by the ledger.
    """
    people = Prefetch(
        "participants",
        OversightParticipant.objects.filter(capacity__in=(Capacity.DEPUTY, Capacity.COMMITTEE)).select_related(
            "person"
        ),
    )
    rows = Oversight.objects.filter(kind__in=_KINDS, starts_on__gte=since).exclude(status__in=_NOT_GONE)
    outings = rows.select_related("working_committee").prefetch_related(people).order_by("pk")
    written = duty.mirror([_occasion(outing) for outing in outings], actor=actor, at=at)
    cancelled = Oversight.objects.filter(status=Status.CANCELLED, starts_on__gte=since).values_list("pk", flat=True)
    return written + duty.drop([_origin(key) for key in cancelled], actor=actor)


def _origin(key: int) -> str:
    return f"supervision.oversight.{key}"


def _occasion(outing: Oversight) -> Occasion:
    leads = (OversightParticipant.Role.LEADER, OversightParticipant.Role.DEPUTY_LEADER)
    return Occasion(
        origin=_origin(outing.pk),
        kind=_KINDS[Kind(outing.kind)],
        title=outing.title[:160],
        starts_on=outing.starts_on,
        ends_on=outing.ends_on or outing.starts_on,
        presences=[
            Presence(
                row.person,
                role=Role.LEADER if row.role in leads else Role.PARTICIPANT,
                illustrative=row.illustrative,
            )
            for row in outing.participants.all()
        ],
        path=outing.get_absolute_url(),
        organiser=outing.working_committee,
        is_historic=outing.is_historic,
        illustrative=outing.illustrative,
        source=outing.source,
    )
