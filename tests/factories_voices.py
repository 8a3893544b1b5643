"""Typed functions that make what voters bring, on its way through the services."""

from django.utils import timezone

from congress.models import Organ, User
from deputies.models import OpinionField, PublicOpinion
from deputies.services import opinion_intake, opinion_lists, opinions
from tests import factories, factories_stations

TODAY = factories.TODAY


def registered() -> PublicOpinion:
    """A letter that its station has registered."""
    opinion_lists.prepare()
    station, system = factories_stations.station(), User.objects.system()
    text = f"第{PublicOpinion.objects.count()}件：路口的路灯不亮，晚上看不清。"
    row, _ = opinion_intake.receive(
        opinion_intake.Letter(text), station=station, deputy=None, at=timezone.now(), on=TODAY, actor=system
    )
    given = opinion_intake.Registration("路灯不亮", OpinionField.objects.get(name="城乡建设"))
    opinion_intake.register(row, given, on=TODAY, actor=system)
    return PublicOpinion.objects.get(pk=row.pk)


def hand_over(opinion: PublicOpinion, unit: Organ) -> None:
    """Sorted and given to a unit."""
    keeper = factories.user("street_wc", organ=opinion.station.organ)
    if opinion.status == PublicOpinion.Status.REGISTERED:
        opinions.tier(opinion, level=PublicOpinion.Level.TOWNSHIP, note="", on=TODAY, actor=keeper)
    opinions.hand_over(opinion, organ=unit, demand="", on=TODAY, today=TODAY, actor=keeper)
    opinion.refresh_from_db()


def handed_over() -> PublicOpinion:
    """With a unit."""
    row = registered()
    hand_over(row, factories.organ())
    return row


def another_round(opinion: PublicOpinion) -> None:
    """Given back by its unit, and to another."""
    opinions.take_back(opinion, reason="不属于本单位", actor=factories.user("unit_head", organ=opinion.organ))
    opinion.refresh_from_db()
    hand_over(opinion, factories.organ())
