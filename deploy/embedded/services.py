"""Database and broker: found in the environment or started here, told to Django by environment variables."""

import base64
import os
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from deploy.embedded import broker, places, postgres
from deploy.embedded.children import Child


class ServiceError(Exception):
    """A service is missing or does not answer; the message tells the reader what to do."""


@dataclass
class Services:
    """What was started or found, and the environment that names it."""

    environ: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    own_database: bool = False
    client_programs: Path | None = None


def start_database(stack: ExitStack, services: Services) -> str:
    """Use DATABASE_URL, else start the project's own cluster; return a word for the reader."""
    given = os.environ.get("DATABASE_URL")
    if given:
        check_database(given)
        services.environ["DATABASE_URL"] = given
        return "使用 DATABASE_URL"
    binaries = next(postgres.find_binaries(), None)
    if binaries is None:
        raise ServiceError(postgres.THREE_WAYS)
    data = places.VAR / "postgres" / str(binaries.major)
    try:
        cluster = postgres.Cluster(binaries, data)
        stack.callback(cluster.stop)
        services.children.append(cluster.start())
    except postgres.EngineError as error:
        raise ServiceError(str(error)) from error
    services.environ["DATABASE_URL"] = cluster.url
    services.own_database = True
    services.client_programs = cluster.bin
    return f"PostgreSQL {binaries.major}（{'内嵌' if binaries.source == 'embedded' else '本机'}）"


def start_broker(stack: ExitStack, services: Services) -> str:
    """Use REDIS_URL, else start the project's own broker; return a word for the reader."""
    given = os.environ.get("REDIS_URL")
    if given:
        services.environ["REDIS_URL"] = given
        return "使用 REDIS_URL"
    binary = next(broker.find_binaries(), None)
    if binary is None:
        raise ServiceError(broker.THREE_WAYS)
    server = broker.Broker(binary, places.VAR / "broker")
    stack.callback(server.stop)
    try:
        services.children.append(server.start())
    except broker.BrokerError as error:
        raise ServiceError(str(error)) from error
    services.environ["REDIS_URL"] = server.url
    return binary.name


def check_database(url: str) -> None:
    """Raise ServiceError unless the database answers, is new enough, and stores text as UTF-8."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
            row = connection.execute("SELECT getdatabaseencoding()").fetchone()
    except psycopg.Error as error:
        raise ServiceError(f"DATABASE_URL 指向的数据库无法连接：{error}") from error
    if version < postgres.OLDEST_MAJOR:
        raise ServiceError(f"需要 PostgreSQL {postgres.OLDEST_MAJOR} 或以上版本，DATABASE_URL 指向的是 {version}。")
    if row is None or row[0] != "UTF8":
        raise ServiceError("DATABASE_URL 指向的数据库编码不是 UTF8，请用 CREATE DATABASE … ENCODING 'UTF8' 重建。")


def secret_key() -> str:
    """Return this checkout's own key, made at the first start."""
    return _kept("secret-key", lambda: secrets.token_urlsafe(64))


def sealing_key() -> str:
    """Return the key of this checkout's sealed columns, made at the first start; without it they cannot be read."""
    return _kept("sealing-key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _kept(name: str, make: Callable[[], str]) -> str:
    note = places.VAR / name
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(make())
    return note.read_text("ascii").strip()


def django_environ(services: Services) -> dict[str, str]:
    """Return the whole environment for a Django process."""
    environ = os.environ | services.environ
    environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings.development")
    environ.setdefault("PYTHONUTF8", "1")
    environ["PYTHONUNBUFFERED"] = "1"
    if environ["DJANGO_SETTINGS_MODULE"] == "congress.settings.development":
        environ.setdefault("SECRET_KEY", secret_key())
        environ.setdefault("SEALING_KEYS", sealing_key())
    if services.client_programs is not None:
        environ["PATH"] = f"{services.client_programs}{os.pathsep}{environ.get('PATH', os.defpath)}"
    return environ
