"""`python -m benchmarks.desk`: the desk of the unfinished over a hundred thousand open deadlines, beside the floor.

Uses the server that DATABASE_URL names, or starts one of its own; the database is dropped at the end. Prints processor
time of one run as multiples of `list20` of the same run, and asserts nothing.
"""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import district, floor
from benchmarks.engine import cost_of, fresh_database, server
from congress.models import Obligation, Organ, User
from congress.services import urging
from deputies.models import Charge, Person, Seat, Term

OPEN: Final = 100_000
DUE: Final = 8_000
REQUESTS: Final = 20
LIST: Final = "/workspace/unfinished/"
#: what the bars ask of the desk: processor time as a multiple of the floor, and queries
BAR: Final = "<= 5, <= 15 queries"


def main() -> None:
    """Load, measure, print."""
    with fresh_database():
        call_command("prepare", stdout=io.StringIO())
        print(f"{server()}; {district.load_people()} accounts, {district.DEPARTMENTS} departments\n")
        _divide()
        base = floor_cost()
        small = _pages(OPEN // 10, DUE // 10, base)
        large = _pages(OPEN, DUE, base)
        for name, cost in large.items():
            row(f"growth at ten times: {name}", f"{cost / small[name]:.2f}", "<= 1.2" if "gathered" not in name else "")
        _urge()


def row(what: str, measured: str, bar: str = "") -> None:
    """Print one line of the table."""
    print(f"{what:<58}{measured:>30}   {bar}")


def _divide() -> None:
    """A chairperson for each working committee."""
    today = timezone.localdate()
    term = Term.objects.create(number=99, starts_on=today - timedelta(days=300))
    for place, organ in enumerate(Organ.objects.filter(code__startswith="bench-c")):
        person = Person(name=f"代表{place:03}", is_illustrative=True)
        person.set_keys()
        person.save()
        seat = Seat.objects.create(person=person, term=term, role=Seat.Role.VICE_CHAIR, starts_on=term.starts_on)
        Charge.objects.create(seat=seat, organ=organ, starts_on=term.starts_on)


def _client() -> Client:
    client = Client()
    chair = User.objects.with_role("sc_chair")[0]
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return client


def cpu_of(get: Callable[[], object]) -> float:
    """Milliseconds of processor time of one request, over some; the first fills caches and is not counted."""
    get()
    return cost_of(lambda: [get() for _ in range(REQUESTS)]).cpu * 1000 / REQUESTS


@override_settings(ROOT_URLCONF="benchmarks.floor", MIDDLEWARE=floor.MIDDLEWARE)
def floor_cost() -> float:
    client = Client()
    cost = cpu_of(lambda: client.get("/list20/"))
    row("list20", f"{cost:.1f} ms CPU")
    return cost


def _pages(total: int, due: int, base: float) -> dict[str, float]:
    today = timezone.localdate()
    district.load_obligations(total, due=due, today=today, rules=district.RULES, watched=True)
    # The eight thousand that reach a stage are late here.
    Obligation.objects.filter(due_on=today + timedelta(days=7)).update(due_on=today - timedelta(days=3))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE congress_obligation")
    client = _client()
    last = Obligation.objects.order_by("-due_on", "-pk")[60]
    organ = Organ.objects.filter(code__startswith="bench-d")[0]
    pages = {
        "first page": LIST,
        "last page": f"{LIST}?newer={last.due_on}_{last.pk}",
        "one organ": f"{LIST}?organ={organ.pk}",
        "late, one rule": f"{LIST}?lateness=late&rule=OPN-3M",
        "gathered by organ": f"{LIST}?by=organ",
        "gathered by leader": f"{LIST}?by=leader",
        "home of the chair": "/workspace/",
    }
    costs = {}
    for name, path in pages.items():
        costs[name] = cpu_of(lambda path=path: client.get(path))  # type: ignore[misc]
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        words = f"{costs[name] / base:.1f} x list20, {len(captured)} queries"
        row(f"{total:,} open: {name}", words if answer.status_code == 200 else f"HTTP {answer.status_code}", BAR)
    return costs


def _urge() -> None:
    """As many as one press takes."""
    actor = User.objects.with_role("sc_chair")[0]
    keys = list(Obligation.objects.order_by("due_on", "pk").values_list("pk", flat=True)[: urging.MOST])
    cost = cost_of(lambda: urging.urge(keys, actor=actor, at=timezone.now()))
    row(f"one press on {urging.MOST} things", f"{cost.wall:.2f} s ({cost.cpu:.2f} s CPU)")


if __name__ == "__main__":
    main()
