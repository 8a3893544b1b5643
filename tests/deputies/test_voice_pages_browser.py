"""Pages of voices and stations in Chromium at phone and desk width: accessible, and within their width."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone

from congress.models import User
from deputies.models import Person, PublicOpinion, StationAssignment
from deputies.services.receptions import HostLine
from tests import factories, factories_duty, factories_stations, factories_voices
from tests.test_browser import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[User], Client]


def pages(row: PublicOpinion, waiting: PublicOpinion, deputy: Person) -> dict[str, dict[str, str]]:
    """The pages of each person, by name."""
    station = row.station.get_absolute_url()
    return {
        "": {
            "voice-results": "/voices/results/",
            "voice-result": f"/voices/results/{row.pk}/",
            "voice-rates": f"/voices/rates/?year={row.received_on.year}",
            "voice-write": f"/voices/write/?station={row.station_id}",
            "voice-look-up": "/voices/",
            "stations": "/stations/",
            "station": station,
            "timetable": "/stations/timetable/",
            "deliberations": "/stations/deliberations/",
            "deputy": f"/deputies/{deputy.pk}/",
        },
        "keeper": {
            "voices": "/workspace/voices/",
            "voices-queue": "/workspace/voices/?queue=unsorted",
            "voice-waiting": waiting.get_absolute_url(),
            "voice-closed": row.get_absolute_url(),
            "voice-lists": "/workspace/voices/lists/",
            "voice-new": "/workspace/voices/new/",
            "station-desk": f"/workspace{station}",
        },
    }


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_voices_are_accessible_and_fit_their_width(
    live_server: Any, browser: Any, restored_reference_data: None, signed_in: SignIn, width: int
) -> None:
    row = factories_voices.let_out(factories_voices.closed())
    waiting = factories_voices.registered()
    PublicOpinion.objects.filter(pk=waiting.pk).update(station=row.station)
    for other in (factories_voices.handed_over(), factories_voices.registered()):
        PublicOpinion.objects.filter(pk=other.pk).update(received_on=row.received_on - timedelta(days=40))
    deputy = factories_duty.deputy()
    StationAssignment.objects.create(
        station=row.station, mandate=deputy.mandates.get(), starts_on=timezone.localdate() - timedelta(days=9)
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    host = HostLine(deputy)
    factories_stations.slot(row.station, host, held_on=tomorrow, today=factories.TODAY, is_published=True)
    keeper = factories.user("street_wc", organ=row.station.organ)
    for person, shown in pages(row, waiting, deputy).items():
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
        if person:
            key = signed_in(keeper).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message, refused=refused: refused.append(message.text))
        for name, path in shown.items():
            answer = page.goto(f"{live_server.url}{path}")
            assert answer.status == 200, (path, answer.status)
            picture(page, name, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            violations = {each["id"]: each["nodes"][0]["html"] for each in Axe().run(page).response["violations"]}
            assert violations == {}, (path, width)
            assert [text for text in refused if "Content Security Policy" in text] == [], path
        context.close()
