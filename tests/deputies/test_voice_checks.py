"""What looks wrong of voices is found, and what is right is not; what is counted of them opens; a deputy's station."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from congress.facts import Amount, facts, rates
from congress.models import PublishedVersion, Urge, User
from congress.services import publication
from deputies.models import OpinionRound, OpinionVisitor, PublicOpinion, StationAssignment
from deputies.offers import voice_checks
from deputies.services import opinion_lists, opinions
from deputies.services.receptions import HostLine
from tests import factories, factories_duty, factories_stations, factories_voices

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today_and_lists() -> Iterator[None]:
    cache.clear()
    opinion_lists.prepare()
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def rate(row: PublicOpinion, grade: str) -> None:
    opinions.rate(row, grade=grade, comment="", by_phone=True, on=TODAY, actor=User.objects.system())


def test_who_left_a_number_and_was_not_asked_is_found() -> None:
    silent, asked, unknown = (factories_voices.closed() for _ in range(3))
    OpinionVisitor.objects.filter(opinion__in=(silent, asked)).update(phone="13800000000")
    rate(asked, "satisfied")
    assert list(voice_checks.closed_without_a_call(TODAY)) == [silent]
    assert unknown not in voice_checks.closed_without_a_call(TODAY)


def test_what_was_closed_and_never_answered_by_its_unit_is_found() -> None:
    good, bad = factories_voices.closed(), factories_voices.closed()
    OpinionRound.objects.filter(opinion=bad).update(reported_on=None, text="")
    assert list(voice_checks.closed_without_a_reply(TODAY)) == [bad]
    assert good not in voice_checks.closed_without_a_reply(TODAY)


def test_what_is_late_is_found_until_somebody_urges() -> None:
    row = factories_voices.handed_over()
    owed = row.rounds.get().obligation
    day = owed.due_on + timedelta(days=3)
    assert not voice_checks.late_and_not_urged(day).exists()
    assert list(voice_checks.late_and_not_urged(day + timedelta(days=1))) == [row]
    Urge.objects.create(obligation=owed, urged_by=factories.user(), urged_at=timezone.now(), told_to="甲局")
    assert not voice_checks.late_and_not_urged(day + timedelta(days=1)).exists()


@pytest.mark.parametrize("number", ["13800000000", "138-0000-0000", "一三八零零零零零零零零", "a.b@example.com"])
def test_a_number_that_slipped_into_what_everyone_reads_is_found(number: str) -> None:
    clean, bad = (factories_voices.let_out(factories_voices.closed()) for _ in range(2))
    duty = bad.society_duty
    assert duty is not None
    content = PublishedVersion.objects.get(publication=duty).content
    content["sections"][0]["paragraphs"] = [f"请联系{number}。"]
    office, reviewer = factories.user("office"), factories.user("reviewer")
    publication.prepare(duty, content=content, actor=office)
    publication.redact(duty, content=content, files=(), actor=reviewer)
    publication.approve(duty, actor=factories.user("office_head"))
    publication.publish(duty, actor=reviewer, correction="示例")
    assert list(voice_checks.told_with_a_number(TODAY)) == [bad]
    publication.withdraw(duty, reason="有电话", actor=reviewer)
    assert not voice_checks.told_with_a_number(TODAY).exists()
    assert clean.society_duty is not None


def test_the_figures_of_voices_count_what_they_say() -> None:
    one, other = factories_voices.closed(), factories_voices.closed()
    factories_voices.another_round(factories_voices.handed_over())
    rate(one, "satisfied")
    rate(other, "dissatisfied")
    for code, number in (
        ("voices_received", 3),
        ("voices_answered", 2),
        ("voices_handed_over", 3),
        ("voices_raised", 0),
        ("voices_rated", 2),
        ("voices_satisfied", 1),
    ):
        assert facts.get(code).amount(2026) == Amount(number), code
    assert rates.get("voices_satisfaction").of_year(2026) == (1, 2)


def test_the_page_of_a_deputy_shows_the_station_and_the_next_reception() -> None:
    place = factories_stations.station(name="示例路联络站")
    deputy = factories_duty.deputy()
    mandate = deputy.mandates.get()
    path = f"/deputies/{deputy.pk}/"
    assert "示例路联络站" not in Client().get(path).content.decode()
    belongs = StationAssignment.objects.create(station=place, mandate=mandate, starts_on=TODAY)
    slot = factories_stations.slot(place, HostLine(deputy), is_published=True, theme="示例主题")
    page = Client().get(path).content.decode()
    assert "示例路联络站" in page
    assert "示例主题" in page
    assert f"/voices/write/?deputy={mandate.pk}" in page
    belongs.ends_on = TODAY - timedelta(days=1)
    belongs.starts_on = TODAY - timedelta(days=9)
    belongs.save()
    assert "示例路联络站" not in Client().get(path).content.decode()
    assert slot.station == place
