"""Whether the portal says that it is alive, and what it leans on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings

from congress.models import Mail
from tests import factories


def test_the_process_answers_without_a_database() -> None:
    # No database mark: a query would fail the test.
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_all_it_leans_on_is_told(settings: Settings, broker_url: str) -> None:
    settings.REDIS_URL = broker_url
    PeriodicTask.objects.update(last_run_at=timezone.now())
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    told = answer.json()
    assert told["ready"]
    assert told["database"]
    assert told["broker"]
    assert not told["is_late"]
    assert "oldest_unsent_mail_seconds" not in told


@pytest.mark.django_db
def test_a_mail_that_waits_too_long_is_told_but_the_pages_stay(settings: Settings, broker_url: str) -> None:
    settings.REDIS_URL = broker_url
    hour = timezone.now() - timedelta(hours=1)
    Mail.objects.create(recipient=factories.user(), queued_at=hour, not_before=hour)
    staff = Client()
    staff.force_login(factories.user("office"), backend="django.contrib.auth.backends.ModelBackend")
    answer = staff.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["oldest_unsent_mail_seconds"] >= 3600
    assert answer.json()["is_late"]


@pytest.mark.django_db
def test_a_broker_that_is_away_is_a_503(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["broker"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_the_answer(path: str) -> None:
    assert "no-store" in Client().get(path).headers["Cache-Control"]
    assert Client().post(path).status_code == 405
