"""`python -m benchmarks.deputy`: a deputy's own pages with 250 deputies and ten years of records, beside the floor.

Uses the server that DATABASE_URL names, or starts one; the databases are dropped at the end. Prints processor
time of one run as multiples of `list20` of the same run, and asserts nothing.
"""

import io
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import district, ten_years
from benchmarks.desk import cpu_of, floor_cost, row
from benchmarks.engine import fresh_database, server
from congress.models import User
from congress.workspace.calendar import address

#: what the bars ask of a deputy's home, and of a list or a detail
HOME_BAR: Final = "<= 5, <= 15 queries"
PAGE_BAR: Final = "<= 2.5, <= 10 queries"


def main() -> None:
    """A tenth and the whole, each in a database of its own."""
    small, large = _measured(part=10), _measured(part=1)
    for name, cost in large.items():
        row(f"growth at ten times: {name}", f"{cost / small[name]:.2f}", "<= 1.2")


def _measured(*, part: int) -> dict[str, float]:
    with fresh_database():
        call_command("prepare", stdout=io.StringIO())
        district.load_people()
        account = User.objects.with_role("deputy")[0]
        duties = ten_years.load(account, today=timezone.localdate(), part=part)
        print(f"{server()}; {ten_years.DEPUTIES} deputies, {duties:,} attendances\n")
        base = floor_cost()
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        pages = {
            "home": ("/workspace/", HOME_BAR),
            "duty": ("/workspace/duty/", HOME_BAR),
            "receptions": ("/workspace/receptions/", PAGE_BAR),
            "patrols": ("/workspace/patrols/", PAGE_BAR),
            "allowances": ("/workspace/allowances/", PAGE_BAR),
            "calendar": (address(account), HOME_BAR),
            "public page": (f"/deputies/{account.person.pk}/", PAGE_BAR),
        }
        return {name: _page(client, name, path, bar, base) for name, (path, bar) in pages.items()}


def _page(client: Client, name: str, path: str, bar: str, base: float) -> float:
    cost = cpu_of(lambda: client.get(path))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    words = f"{cost / base:.1f} x list20, {len(captured)} queries"
    row(name, words if answer.status_code == 200 else f"HTTP {answer.status_code}", bar)
    return cost


if __name__ == "__main__":
    main()
