"""Fixtures of the whole suite: the reference data every test may lean on, and people to act."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from congress.models import User
from tests import factories

# Playwright's synchronous driver runs an event loop in the thread of the test; Django takes that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database holds what `manage.py prepare` writes: roles, series, schedules, legal rules, calendar."""
    with django_db_blocker.unblock():
        call_command("prepare", stdout=StringIO())


@pytest.fixture
def today() -> date:
    """A working day that tests take as today."""
    return factories.TODAY


@pytest.fixture
def clerk(db: None) -> User:
    """A clerk of the office."""
    return factories.user("office", display_name="办公室经办人")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A function that gives a client signed in as a user."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


@pytest.fixture
def restored_reference_data(transactional_db: None) -> None:
    """For tests that commit: the reference data before, and again after the tables were emptied."""
    call_command("prepare", stdout=StringIO())


_EMPTIED = pytest.StashKey[bool]()


def _empties(item: pytest.Item) -> bool:
    """Whether a test commits, so that the tables are emptied after it."""
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and marker.kwargs.get("transaction", False)
    return is_marked or "transactional_db" in names or "live_server" in names


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Write the reference data again for a test that runs after one that emptied the tables.

    Tests that commit come last, but a process of pytest-xdist that is done takes over tests of another one.
    """
    uses_database = item.get_closest_marker("django_db") is not None or "db" in getattr(item, "fixturenames", ())
    if item.config.stash.get(_EMPTIED, False) and uses_database and not _empties(item):
        with item.config.stash[blocking_manager_key].unblock():
            call_command("prepare", stdout=StringIO())
        item.config.stash[_EMPTIED] = False


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Remember that the tables are empty from here on."""
    if _empties(item):
        item.config.stash[_EMPTIED] = True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; one for the process, since a second driver in a thread is refused."""
    found = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
    if not found:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()
