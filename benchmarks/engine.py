"""A database for one run, and what a piece of work costs in it."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import environ
from django.db import connection, transaction

from deploy.embedded import postgres

TICKS = os.sysconf("SC_CLK_TCK")
KIB = 1024


@contextmanager
def fresh_database() -> Iterator[None]:
    """Migrate an empty database, on the server that DATABASE_URL names or on one started for the run, and drop it."""
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            cluster = postgres.Cluster(next(postgres.find_binaries()))
            stack.callback(cluster.stop)
            cluster.start()
            connection.settings_dict.update(environ.Env.db_url_config(cluster.url))
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        stack.callback(connection.creation.destroy_test_db, name, verbosity=0)
        yield


def server() -> str:
    """Which server answers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')"
        )
        return str(cursor.fetchone()[0])


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of processor time, and memory in MiB: growth of this process, peak of its session."""

    wall: float
    cpu: float
    client_growth: float
    server_peak: float


def cost_of(work: Callable[[], object], *, keep: bool = True) -> Cost:
    """What a piece of work costs this process and a new session of PostgreSQL, its commit included.

    With `keep` false it is rolled back.
    """
    connection.close()
    session = _session()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time() + _cpu(session)
    with transaction.atomic():
        work()
        transaction.set_rollback(not keep)
    return Cost(
        wall=time.perf_counter() - wall,
        cpu=time.process_time() + _cpu(session) - cpu,
        client_growth=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / KIB,
        server_peak=_private_peak(session),
    )


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu(pid: int) -> float:
    """Seconds a process has computed; 0 where the server runs on another machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _private_peak(pid: int) -> float:
    """Resident memory of a session without the buffers it shares with the others, in MiB; 0 if it cannot be read."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0.0
    values = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest}
    return (values.get("VmHWM", 0) - values.get("RssShmem", 0)) / KIB
