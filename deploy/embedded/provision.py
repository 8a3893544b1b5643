"""Bring the database to where the portal can be shown: tables, rules, the records of 2019, the demonstration.

Runs as a process of its own (`python -m deploy.embedded.provision`), with one import of Django for all commands.
"""

import argparse
import hashlib
import io
import os
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import django
import psycopg
from django.core.management import CommandError, call_command

from deploy.embedded import console, places

APPS = ("congress", "deputies", "meetings", "supervision")
YEAR = places.ROOT / "supervision" / "data" / "2019"


def note_of(url: str) -> Path:
    """Return the file that says this very database was loaded; a database made anew has another name for it."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        ).fetchone()
    if row is None:
        raise LookupError("the server does not tell its identifier")
    return places.VAR / "loaded" / f"{row[0]}-{row[1]}.txt"


def is_blank(url: str) -> bool:
    """Whether the database has no tables of ours yet."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NULL").fetchone()
    return bool(row and row[0])


@dataclass(frozen=True)
class Note:
    """What was done to this database: the state of the source, the state of the year's records, the accounts."""

    source: str = ""
    year: str = ""
    accounts: str = ""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the note, empty if there is none."""
        if not path.exists():
            return cls()
        source, year, accounts = path.read_text("utf-8").split("\n", 2)
        return cls(source, year, accounts)

    def write(self, path: Path) -> None:
        """Keep the note; the accounts in it are for the owner's eyes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{self.source}\n{self.year}\n{self.accounts}")


def digest_of(*folders: Path) -> str:
    """Return a digest of all files below the folders, compiled ones left out."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(places.ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def source_digest() -> str:
    """Return the state of the source on this day: what `prepare` keeps may depend on the calendar."""
    return f"{time.strftime('%Y-%m-%d')} {digest_of(*(places.ROOT / name for name in APPS))}"


def is_current(url: str) -> bool:
    """Whether this database was brought up to this very source today."""
    return Note.read(note_of(url)).source == source_digest()


def accounts(url: str) -> str:
    """Return what `demo` printed when this database was loaded: the accounts."""
    return Note.read(note_of(url)).accounts.rstrip()


def provision(url: str, *, load: bool) -> None:
    """Migrate and prepare; with `load`, also the year's records and the demonstration, once per state of the files."""
    path = note_of(url)
    note = Note.read(path)
    year = digest_of(YEAR)
    outputs = {}
    for title, command in _steps(load=load and note.year != year):
        started = time.monotonic()
        outputs[command[0]] = _run(command)
        sys.stdout.write(f"      {title}（{time.monotonic() - started:.1f} 秒）\n")
    if "demo" in outputs:
        note = Note(year=year, accounts=outputs["demo"])
    replace(note, source=source_digest()).write(path)


def _steps(*, load: bool) -> Iterator[tuple[str, list[str]]]:
    yield "建表 migrate", ["migrate", "--no-input", "--verbosity=0"]
    yield "角色、规则、工作日、编号 prepare", ["prepare"]
    if load:
        yield "2019 年监督工作数据 load_year", ["load_year", str(YEAR)]
        yield "演示账号与在办事项 demo", ["demo"]


def _run(command: list[str]) -> str:
    output = io.StringIO()
    try:
        call_command(*command, stdout=output)
    except BaseException:
        sys.stderr.write(output.getvalue())
        sys.stderr.write(f"步骤失败：manage.py {' '.join(command)}\n")
        raise
    return output.getvalue()


def main() -> int:
    """Entry point of the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--load", action="store_true")
    options = parser.parse_args()
    console.standard_output(0)
    django.setup()
    try:
        provision(os.environ["DATABASE_URL"], load=options.load)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Exception:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
