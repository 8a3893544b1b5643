"""`dev.py up` and `dev.py manage` on a copy of the checkout, as on a fresh clone."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.embedded import places, postgres

PARTS = ("congress", "deputies", "meetings", "supervision", "deploy", "templates", "static", "manage.py")
START_SECONDS = 180.0
STOP_SECONDS = 30.0

pytestmark = [pytest.mark.slow, pytest.mark.faults]


class Checkout:
    """A copy of the project without its virtual environment, which this process's own stands in for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in PARTS:
            source, target = places.ROOT / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        named = {
            "DATABASE_URL",
            "REDIS_URL",
            "DJANGO_SETTINGS_MODULE",
            "SECRET_KEY",
            "SEALING_KEYS",
            "PORT",
            "MEDIA_ROOT",
        }
        self.environ = {name: value for name, value in os.environ.items() if name not in named}
        self.environ["PYTHONPATH"] = str(folder)

    def command(self, *argv: str) -> list[str]:
        """Return what `dev.py` hands over to."""
        return [sys.executable, "-m", "deploy.embedded.supervisor", *argv]

    @contextmanager
    def up(self) -> Iterator["Portal"]:
        """Start the portal and wait for its address; a test that fails leaves nothing running."""
        log = self.folder / "up.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command("up"), stdout=output, stderr=subprocess.STDOUT, env=self.environ, cwd=self.folder
            )
        portal = Portal(process, log)
        try:
            give_up = time.monotonic() + START_SECONDS
            while not portal.url and time.monotonic() < give_up:
                assert process.poll() is None, log.read_text("utf-8")
                time.sleep(0.1)
            assert portal.url, log.read_text("utf-8")
            yield portal
        finally:
            process.kill()
            process.wait()

    def manage(self, *argv: str) -> str:
        """Run a management command and return its standard output."""
        answer = subprocess.run(
            self.command("manage", *argv),
            env=self.environ,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def processes(self) -> list[str]:
        """Return the command lines of all processes that belong to this copy."""
        mark = os.fsencode(self.folder)
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                line = (entry / "cmdline").read_bytes()
                told = line + (entry / "environ").read_bytes()
            except OSError:
                continue
            if mark in told:
                found.append(line.replace(b"\0", b" ").decode("utf-8", "replace"))
        return found

    def is_quiet(self) -> bool:
        """Whether all processes of this copy end in time."""
        give_up = time.monotonic() + STOP_SECONDS
        while self.processes() and time.monotonic() < give_up:
            time.sleep(0.1)
        return not self.processes()


class Portal:
    """A running `up`."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def url(self) -> str:
        """The printed address, empty while there is none."""
        found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read_text("utf-8"))
        return found[0] if found else ""

    def status(self) -> int:
        """Return what the home page answers."""
        with urllib.request.urlopen(self.url, timeout=30) as response:  # noqa: S310 - our own address
            return int(response.status)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One copy for all tests here: the first start loads the records, later ones find them."""
    copy = Checkout(tmp_path_factory.mktemp("checkout"))
    yield copy
    places.remove(postgres.shelter_of(copy.folder / "var" / "postgres" / "18"))


QUESTION = "from supervision.models import SpecialReport; print(SpecialReport.objects.count())"


def test_a_management_command_on_a_fresh_clone_finds_the_records_and_prints_only_its_own(checkout: Checkout) -> None:
    assert int(checkout.manage("shell", "--no-imports", "-c", QUESTION)) > 0
    assert checkout.is_quiet()


def test_up_shows_the_portal_and_the_accounts_and_ends_on_sigterm(checkout: Checkout) -> None:
    with checkout.up() as portal:
        assert portal.status() == 200
        assert "账号" in portal.log.read_text("utf-8")
        portal.process.send_signal(signal.SIGTERM)
        assert portal.process.wait(STOP_SECONDS) == 0
    assert checkout.is_quiet(), checkout.processes()


def test_a_running_portal_serves_management_commands_and_a_second_up_tells_its_address(checkout: Checkout) -> None:
    with checkout.up() as portal:
        assert int(checkout.manage("shell", "--no-imports", "-c", QUESTION)) > 0
        assert checkout.manage("dbshell", "--", "--version").startswith("psql")
        assert portal.process.poll() is None
        second = subprocess.run(
            checkout.command("up"),
            env=checkout.environ,
            cwd=checkout.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert portal.url in second.stdout
        portal.process.send_signal(signal.SIGINT)
        assert portal.process.wait(STOP_SECONDS) == 0
    assert checkout.is_quiet(), checkout.processes()


def test_up_killed_by_force_leaves_no_process_and_the_next_start_finds_the_data(checkout: Checkout) -> None:
    before = checkout.manage("shell", "--no-imports", "-c", QUESTION)
    with checkout.up() as portal:
        portal.process.kill()
    assert checkout.is_quiet(), checkout.processes()
    assert checkout.manage("shell", "--no-imports", "-c", QUESTION) == before
