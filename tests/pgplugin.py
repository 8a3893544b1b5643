"""Starts the services the tests run on, before Django reads its settings.

Loaded with `-p tests.pgplugin`: pytest-django reads the settings before any conftest, so a DATABASE_URL set there would
be ignored. Processes of pytest-xdist inherit the addresses and share the servers; each has its own database.
"""

import os
import signal
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
import redis
from django.db import connection

from deploy.embedded import broker, postgres

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

IN_CI = os.environ.get("CI") == "true"
services = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Start what the environment does not name; a wrapper runs before pytest-django's own hook."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        # A run that is told to end removes its servers' folders, as after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        _start_database()
        _start_broker()
    yield


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    services.close()


def pytest_report_header() -> str:
    """Say which engine the run uses."""
    return f"database: {os.environ['EXPECT_ENGINE']}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything a test may need is installed, so a skipped test is a failure."""
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself is a failure there too."""
    return _refuse_skip((yield))


@pytest.fixture
def broker_url(worker_id: str) -> Iterator[str]:
    """The address of a broker database of this process's own, empty before and after.

    Number 0 is what the settings name; process gwN of pytest-xdist takes N + 1.
    """
    number = 1 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    server = urlsplit(os.environ["REDIS_URL"])
    place = f"{server.path}?db={number}" if server.scheme == "unix" else f"/{number}"
    address = f"{server.scheme}://{server.netloc}{place}"
    client = redis.Redis.from_url(address)
    client.flushdb()
    yield address
    client.flushdb()
    client.close()


@pytest.fixture
def process_environ(transactional_db: None, broker_url: str) -> dict[str, str]:
    """The environment for another process (a worker, a sweep) that shares this test's database and broker.

    The test must commit what that process is to see, so the database is emptied by truncation.
    """
    server = urlsplit(os.environ["DATABASE_URL"])
    database = f"{server.scheme}://{server.netloc}/{connection.settings_dict['NAME']}?{server.query}"
    return os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": broker_url,
        "DJANGO_SETTINGS_MODULE": "congress.settings.test",
    }


def _start_database() -> None:
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault("EXPECT_ENGINE", "server")
        return
    binaries = next(postgres.find_binaries(), None)
    if binaries is None:
        raise pytest.UsageError(postgres.THREE_WAYS)
    try:
        cluster = postgres.Cluster(binaries)
        services.callback(cluster.stop)
        cluster.start()
    except postgres.EngineError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ["DATABASE_URL"] = cluster.url
    os.environ.setdefault("EXPECT_ENGINE", binaries.source)


def _start_broker() -> None:
    if os.environ.get("REDIS_URL"):
        return
    binary = next(broker.find_binaries(), None)
    if binary is None:
        raise pytest.UsageError(broker.THREE_WAYS)
    server = broker.Broker(binary)
    services.callback(server.stop)
    try:
        server.start()
    except broker.BrokerError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ["REDIS_URL"] = server.url


def _refuse_skip(report: Report) -> Report:
    if IN_CI and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
