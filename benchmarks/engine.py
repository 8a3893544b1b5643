"""A database for one run, and what a piece of work cost in it."""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection

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
            os.environ["DATABASE_URL"] = cluster.url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings.test")
        os.environ.setdefault("TEST_DB_NAME", f"congress_bench_{os.getpid()}")
        django.setup()
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        stack.callback(connection.creation.destroy_test_db, name, verbosity=0)
        yield


@dataclass
class Cost:
    """Seconds on the clock and of processor time, and the peak memory of both sides in MiB, of a piece of work."""

    wall: float = 0.0
    cpu: float = 0.0
    client_growth: float = 0.0
    server_peak: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """Fill in a Cost at the end of the block: this process together with its session of PostgreSQL."""
    cost = Cost()
    session = _session()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time() + _cpu(session)
    yield cost
    cost.wall = time.perf_counter() - wall
    cost.cpu = time.process_time() + _cpu(session) - cpu
    cost.client_growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / KIB
    cost.server_peak = _private_peak(session)


def new_session() -> None:
    """Go on in a session of its own, so that its peak memory belongs to what follows."""
    connection.close()
    connection.ensure_connection()


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
    """Resident memory of a session without the buffers it shares with the others, MiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0.0
    values = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest}
    return (values.get("VmHWM", 0) - values.get("RssShmem", 0)) / KIB
