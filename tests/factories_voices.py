"""Typed functions that make what voters bring, on its way through the services."""

from django.utils import timezone

from congress.models import Organ, User
from congress.services import publication
from deputies.models import OpinionField, PublicOpinion
from deputies.services import opinion_intake, opinion_lists, opinion_summaries, opinions
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


def closed(unit: Organ | None = None, *, answer: str = "路灯已换新。") -> PublicOpinion:
    """Answered by a unit, fed back and closed."""
    row = registered()
    hand_over(row, unit or factories.organ())
    keeper = factories.user("street_wc", organ=row.station.organ)
    head = factories.user("unit_head", organ=row.organ)
    opinions.acknowledge(row, leader="负责人001", on=TODAY, actor=head)
    opinions.reply(row, text="已换新灯。", signed_by="负责人001", on=TODAY, today=TODAY, actor=head)
    opinions.feed_back(row, words=answer, on=TODAY, today=TODAY, actor=keeper)
    opinions.close(row, is_solved=True, note="电话回访满意", on=TODAY, actor=keeper)
    row.refresh_from_db()
    return row


def let_out(opinion: PublicOpinion, *, problem: str = "路口的路灯不亮。", result: str = "已换新灯。") -> PublicOpinion:
    """Proposed by its station and let out by the gate."""
    keeper = factories.user("street_wc", organ=opinion.station.organ)
    words = opinion_summaries.Words("路口路灯不亮", problem, result)
    opinion_summaries.propose(opinion, words, on=TODAY, actor=keeper)
    opinion = PublicOpinion.objects.select_related("society_duty", "station", "field", "organ", "summary").get(
        pk=opinion.pk
    )
    duty = opinion.society_duty
    assert duty is not None
    content = opinion_summaries.compose(opinion)
    publication.prepare(duty, content=content, actor=factories.user("office"))
    publication.redact(duty, content=content, files=(), actor=(reviewer := factories.user("reviewer")))
    publication.approve(duty, actor=factories.user("office_head"))
    publication.publish(duty, actor=reviewer)
    return opinion
