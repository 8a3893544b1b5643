"""Fixtures of the whole suite: the reference data every test may lean on, and people to act."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from congress.models import User
from tests import factories


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
