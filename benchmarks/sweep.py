"""`python -m benchmarks.sweep`: the reminders of the measuring district beside what a loop would need.

Uses the server that DATABASE_URL names, or starts one of its own; the database is dropped at the end. Prints ratios of
one run and asserts nothing.
"""

import io
from datetime import date, timedelta
from random import Random

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from benchmarks import district
from benchmarks.engine import Cost, cost_of, fresh_database, server
from congress.models import Notification, Obligation, Reminder, RuleStage, User
from congress.services import notifications, reminders

TODAY = date(2026, 9, 16)
OPEN, DUE = 100_000, 8_000
SAMPLE = 1_000
ONE_BY_ONE = 500
MAILS = 1_000
DUMMY = "django.core.mail.backends.dummy.EmailBackend"


def main() -> None:
    """Load, measure, print."""
    with fresh_database():
        call_command("prepare", stdout=io.StringIO())
        people = district.load_people()
        print(f"{server()}; {people} accounts, {district.DEPARTMENTS} departments\n")
        small = measure("a tenth of it", OPEN // 10, DUE // 10, rules=("OPN-3M",), watched=False)
        plain = measure("one stage each, two people", OPEN, DUE, rules=("OPN-3M",), watched=False)
        row("memory beside the tenth: session", f"{small.server_peak:.0f} -> {plain.server_peak:.0f} MiB", "flat")
        row("memory beside the tenth: this process", f"{plain.client_growth:+.1f} MiB", "flat")
        loops(plain)
        measure("owners, watchers, leaders, government", OPEN, DUE, rules=district.RULES, watched=True)
        mails()


def row(what: str, measured: str, bar: str = "") -> None:
    """Print one line of the table."""
    print(f"{what:<52}{measured:>36}   {bar}")


def measure(what: str, total: int, due: int, *, rules: tuple[str, ...], watched: bool) -> Cost:
    """Sweep a district, and sweep it again at once."""
    district.load_obligations(total, due=due, today=TODAY, rules=rules, watched=watched)
    first = cost_of(lambda: reminders.sweep(on=TODAY))
    stages, told = Reminder.objects.count(), Notification.objects.count()
    row(f"{total:,} open, {due:,} due: {what}", f"{stages:,} reminders, {told:,} notices")
    bar = "<= 1 s" if stages == due else f"{first.cpu / told * 10_000:.2f} s CPU for 10,000 notices"
    row("  sweep", f"{first.wall:.2f} s ({first.cpu:.2f} s CPU)", bar)
    again = cost_of(lambda: reminders.sweep(on=TODAY))
    new = Reminder.objects.count() - stages + Notification.objects.count() - told
    row("  again at once", f"{new} new, {again.wall:.2f} s ({again.cpu:.2f} s CPU)", "0 new")
    return first


def loops(swept: Cost) -> None:
    """The same work row by row, on samples: a loop over what is open, and one transaction for each notice."""
    Reminder.objects.all().delete()
    keys = list(Obligation.objects.order_by("pk").values_list("pk", flat=True))
    sample = Random(district.SEED).sample(keys, SAMPLE)
    looped = cost_of(lambda: loop(sample), keep=False)
    ratio = looped.cpu / SAMPLE * OPEN / swept.cpu
    row(f"  loop of get_or_create (sample of {SAMPLE:,})", f"{ratio:,.0f} x the sweep's CPU", "> 100 x")
    due = keys[:ONE_BY_ONE]
    single = cost_of(lambda: [one_task(key) for key in due])
    written = Notification.objects.count()
    ratio = (single.cpu / written) / (swept.cpu / (2 * DUE))
    row(f"  one transaction per reminder (sample of {ONE_BY_ONE})", f"{ratio:,.0f} x the CPU a notice", ">= 10 x")


def loop(keys: list[int]) -> None:
    """What a plain loop does for each open obligation."""
    for obligation in Obligation.objects.filter(pk__in=keys):
        for stage in obligation.rule.stages.filter(is_active=True):
            if not is_reached(obligation, stage):
                continue
            reminder, _ = Reminder.objects.get_or_create(obligation=obligation, stage=stage, due_on=obligation.due_on)
            for person in User.objects.filter(organ=obligation.owed_organ, is_active=True):
                Notification.objects.get_or_create(
                    reminder=reminder, recipient=person, defaults={"subject": obligation.title}
                )


def is_reached(obligation: Obligation, stage: RuleStage) -> bool:
    """Whether the stage's day is today."""
    return (
        stage.kind == RuleStage.Kind.LEAD
        and stage.audience == RuleStage.Audience.OWNER
        and obligation.due_plain - timedelta(days=stage.days) == TODAY
    )


@transaction.atomic
def one_task(key: int) -> None:
    """What a queue with one task for each reminder does in each, the queue itself left out."""
    obligation = Obligation.objects.select_for_update().get(pk=key)
    loop([obligation.pk])


def mails() -> None:
    """Queue and hand over a thousand urgent mails to a server that takes no time."""
    Notification.objects.all().delete()
    people = list(User.objects.filter(email__gt="")[: MAILS // 5])
    for number in range(5):
        notifications.tell(people, subject=f"示例{number}")
    now = timezone.now() + timedelta(minutes=1)
    queued = cost_of(lambda: notifications.queue_urgent(at=now))
    with override_settings(EMAIL_BACKEND=DUMMY):
        sent = cost_of(lambda: notifications.deliver(at=now, limit=MAILS))
    row(f"{MAILS:,} mails: queued", f"{queued.cpu / MAILS * 1000:.2f} ms CPU each")
    row("  handed over, each noted on its own", f"{sent.cpu / MAILS * 1000:.2f} ms CPU each")


if __name__ == "__main__":
    main()
