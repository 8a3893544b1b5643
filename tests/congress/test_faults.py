"""Reminders when something breaks: killed workers, a broker that is gone, several at once, odd hours.

Workers are real processes on the test's own database and broker. What left is counted by Message-ID: a resend under the
same one is folded by the receiver, a second one is not.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from copy import copy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Barrier
from typing import TypeVar

import pytest
import redis
import time_machine
from celery import Celery
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from congress import tasks
from congress.models import Mail, Notification, Obligation, Organ, Reminder, User
from congress.services import locks, notifications, obligations, preparation, reminders
from congress.services.obligations import Duty
from deploy.embedded import broker, places
from tests import factories
from tests.congress import mail_sink
from tests.congress.mail_sink import Receipt

T = TypeVar("T")

pytestmark = pytest.mark.faults

#: seconds; a crowded machine starts a worker in fifteen
PATIENCE = 60.0
SWEEP, DELIVER = "congress.tasks.sweep_reminders", "congress.tasks.deliver_mail"


class Drill:
    """The environment that the processes of a drill share, and the file where their mails end."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.sink = folder / "mails"
        self.log = folder / "worker.log"
        self.environ = environ | {
            "DJANGO_SETTINGS_MODULE": "congress.settings.development",
            "EMAIL_BACKEND": f"{mail_sink.__name__}.SinkBackend",
            "MAIL_SINK": str(self.sink),
            "PYTHONPATH": str(places.ROOT),
        }

    @property
    def receipts(self) -> list[Receipt]:
        """What left so far."""
        return mail_sink.read(self.sink)

    @contextmanager
    def worker(self, pool: str = "solo", *options: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that is ready for its first task; the end of the block kills it and its beat if they still live."""
        argv = [sys.executable, "-m", "celery", "--app", "congress.celery", "worker", "--pool", pool, *options]
        argv += ["--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        with self.log.open("ab") as log:
            start = log.tell()
            process = subprocess.Popen(
                argv,
                cwd=places.ROOT,
                env=self.environ | environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_for(lambda: b" ready." in self.log.read_bytes()[start:], self.log)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def order(self, *names: str) -> None:
        """Put tasks into the queue, as beat does."""
        address = (
            self.environ["REDIS_URL"].replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
        )
        with Celery(broker=address, set_as_current=False) as app:
            for name in names:
                app.send_task(name, queue=settings.CELERY_TASK_DEFAULT_QUEUE, ignore_result=True)

    def wait_until_sent(self, number: int) -> None:
        """Wait until so many mails are noted as sent."""
        wait_for(lambda: Mail.objects.filter(status=Mail.Status.SENT).count() >= number, self.log)

    def run(self, code: str, **environ: str) -> str:
        """Run Python in a process of its own; what it printed."""
        answer = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=places.ROOT,
            env=self.environ | environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture
def drill(process_environ: dict[str, str], restored_reference_data: None, tmp_path: Path) -> Drill:
    """Processes beside this one, on its database and broker."""
    return Drill(process_environ, tmp_path)


def wait_for(condition: Callable[[], bool], log: Path | None = None) -> None:
    """Wait until something is so; fail with the end of the log if it takes too long."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        told = log.read_text("utf-8")[-4000:] if log and log.exists() else ""
        assert time.monotonic() < give_up, f"it did not happen\n{told}"
        time.sleep(0.05)


def at_once(number: int, work: Callable[[], T]) -> list[T]:
    """Do something in several sessions of the database at the same moment."""
    barrier = Barrier(number)

    def one(_: int) -> T:
        try:
            connection.ensure_connection()
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def owe_late(number: int) -> User:
    """Things that were due yesterday; the head of the unit that owes them, who alone is to be told."""
    today = timezone.localdate()
    unit = factories.organ()
    head = factories.user("unit_head", organ=unit)
    duty = Duty(title="示例报告", path="/workspace/", organ=unit)
    began = today - timedelta(days=90)
    first = obligations.open_duty("OPN-3M", duty, start=began, today=began, fixed_on=today - timedelta(days=1))
    more = [copy(first) for _ in range(number - 1)]
    for obligation in more:
        obligation.pk = None
    Obligation.objects.bulk_create(more)
    return head


def told(user: User) -> int:
    """How many reminders a person has in the portal; no reminder twice."""
    keys = list(user.notifications.filter(reminder__isnull=False).values_list("reminder_id", flat=True))
    assert len(keys) == len(set(keys))
    return len(keys)


def expected_ids() -> set[str]:
    """The identity of every mail in the table."""
    return {notifications.compose(mail).extra_headers["Message-ID"] for mail in Mail.objects.all()}


def distinct(receipts: list[Receipt]) -> set[str]:
    """Messages as a receiver counts them."""
    return {receipt.message_id for receipt in receipts}


@pytest.mark.parametrize(("pool", "death", "left"), [("threads", "before", 0), ("solo", "after", 1)])
def test_a_worker_killed_between_decided_and_sent_leaves_one_message(
    drill: Drill, pool: str, death: str, left: int
) -> None:
    head = owe_late(1)
    with drill.worker(pool, MAIL_SINK_DEATH=death) as worker:
        drill.order(SWEEP, DELIVER)
        assert worker.wait(PATIENCE) == -signal.SIGKILL
    assert len(drill.receipts) == left
    assert Mail.objects.get().status == Mail.Status.QUEUED
    with drill.worker(pool):
        drill.order(SWEEP, DELIVER)
        drill.wait_until_sent(1)
    assert distinct(drill.receipts) == expected_ids()
    assert len(expected_ids()) == 1
    assert {receipt.recipient for receipt in drill.receipts} == {head.email}
    assert told(head) == 1


def test_reminders_survive_workers_killed_at_any_moment(drill: Drill) -> None:
    number, moments = 300, Random(20190910)  # noqa: S311 - the same moments in every run
    head = owe_late(number)
    for _ in range(5):
        with drill.worker(MAIL_SINK_SECONDS="0.002") as worker:
            drill.order(SWEEP, DELIVER)
            time.sleep(moments.uniform(0, 0.5))
            worker.kill()
    with drill.worker():
        drill.order(SWEEP, DELIVER)
        drill.wait_until_sent(number)
    assert told(head) == number
    assert Reminder.objects.count() == number
    assert len(expected_ids()) == number
    assert distinct(drill.receipts) == expected_ids()
    assert len(drill.receipts) <= number + 5


SAVE_FACTS = """
from datetime import timedelta
from django.utils import timezone
from congress.models import Extension, Obligation, User
from congress.services import notifications, obligations
today = timezone.localdate()
for obligation in Obligation.objects.order_by("pk"):
    clerk = User.objects.get(organ=obligation.owed_organ)
    asked = Extension(obligation=obligation, new_due_on=today + timedelta(days=30), reason="示例")
    obligations.request_extension(asked, actor=clerk, today=today)
    notifications.tell([clerk], subject="示例通知")
"""


def test_facts_are_saved_without_a_word_to_the_broker_and_their_mails_leave_once_it_is_back(drill: Drill) -> None:
    head, chief = owe_late(3), factories.user("office_head", email="chief@example.test")
    folder = places.socket_folder()
    # Worse than a broker that is gone: one that takes the call and never answers.
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(folder / "mute.sock"))
        mute.listen()
        mute.setblocking(False)
        drill.run(SAVE_FACTS, REDIS_URL=f"unix://{folder}/mute.sock")
        with pytest.raises(BlockingIOError):
            mute.accept()
    places.remove(folder)
    assert (chief.notifications.count(), head.notifications.count()) == (3, 3)
    with drill.worker():
        drill.order(DELIVER)
        drill.wait_until_sent(6)
        drill.order(DELIVER, DELIVER)
        wait_for(lambda: drill.log.read_text("utf-8").count("succeeded") >= 3, drill.log)
    assert len(drill.receipts) == len(distinct(drill.receipts)) == 6


def test_facts_are_saved_while_the_broker_is_gone(drill: Drill) -> None:
    head = owe_late(1)
    factories.user("office_head")
    drill.run(SAVE_FACTS, REDIS_URL="unix:///nowhere/broker.sock")
    assert head.notifications.count() == 1


def test_a_broker_that_forgets_everything_loses_nothing(drill: Drill) -> None:
    head = owe_late(20)
    drill.order(SWEEP, DELIVER)
    server = redis.Redis.from_url(drill.environ["REDIS_URL"])
    assert server.dbsize() > 0
    server.flushdb()
    server.close()
    with drill.worker():
        drill.order(SWEEP, DELIVER)
        drill.wait_until_sent(20)
    assert told(head) == 20
    assert len(drill.receipts) == len(distinct(drill.receipts)) == 20


def test_a_worker_goes_on_when_its_broker_comes_back(drill: Drill) -> None:
    head = owe_late(2)
    folder = places.socket_folder()
    drill.environ["REDIS_URL"] = f"unix://{folder}/broker.sock"
    try:
        with running_broker(folder) as server, drill.worker("threads"):
            drill.order(SWEEP)
            wait_for(lambda: told(head) == 2, drill.log)
            server.kill()
            server.wait()
            with running_broker(folder):
                drill.order(DELIVER)
                drill.wait_until_sent(2)
    finally:
        places.remove(folder)
    assert len(drill.receipts) == len(distinct(drill.receipts)) == 2


@contextmanager
def running_broker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A broker that answers at the folder's socket."""
    path = folder / "broker.sock"
    path.unlink(missing_ok=True)
    argv = [next(broker.find_binaries()), "--port", "0", "--unixsocket", path, "--dir", folder, "--save", ""]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    try:
        wait_for(path.exists)
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_worker_goes_on_when_the_database_drops_its_sessions(drill: Drill) -> None:
    head = owe_late(40)
    with drill.worker("threads", MAIL_SINK_SECONDS="0.02"):
        drill.order(SWEEP, DELIVER)
        wait_for(lambda: len(drill.receipts) > 3, drill.log)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] >= 1
        wait_for(lambda: "raised unexpected" in drill.log.read_text("utf-8"), drill.log)
        assert Mail.objects.filter(status=Mail.Status.QUEUED).exists()
        drill.order(DELIVER)
        drill.wait_until_sent(40)
    assert told(head) == 40
    assert distinct(drill.receipts) == expected_ids()


def test_five_sweeps_at_once_tell_each_person_once(restored_reference_data: None) -> None:
    head = owe_late(200)
    done = at_once(5, lambda: reminders.sweep(on=timezone.localdate()))
    assert sum(outcome.reminders for outcome in done) == 200
    assert sum(outcome.notifications for outcome in done) == 200
    assert told(head) == 200


def test_two_schedulers_and_their_workers_send_each_mail_once(drill: Drill) -> None:
    head = owe_late(30)
    second, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(task=DELIVER).update(interval=second)
    with drill.worker("threads", "--beat"), drill.worker("threads", "--beat"):
        drill.wait_until_sent(30)
        runs = drill.log.read_text("utf-8").count("succeeded")
        wait_for(lambda: drill.log.read_text("utf-8").count("succeeded") > runs + 4, drill.log)
    assert told(head) == 30
    assert len(drill.receipts) == len(distinct(drill.receipts)) == 30


def test_a_run_that_nobody_took_up_is_dropped_before_the_next(restored_reference_data: None) -> None:
    scheduled = PeriodicTask.objects.filter(task__in=[task for _, task, _ in preparation.SCHEDULE])
    assert scheduled.count() == len(preparation.SCHEDULE)
    assert all(row.expire_seconds == row.interval.every for row in scheduled)


def test_two_workers_deliver_at_once_and_send_nothing_twice(drill: Drill) -> None:
    head = owe_late(60)
    reminders.sweep(on=timezone.localdate())
    notifications.queue_urgent(at=timezone.now())
    with ExitStack() as workers:
        for _ in range(2):
            workers.enter_context(drill.worker(MAIL_SINK_SECONDS="0.03"))
        drill.order(DELIVER, DELIVER)
        drill.wait_until_sent(60)
    assert len(drill.receipts) == len(distinct(drill.receipts)) == 60 == told(head)
    assert len({receipt.pid for receipt in drill.receipts}) == 2


def test_five_queues_at_once_give_each_notification_one_mail_and_each_person_one_digest(
    restored_reference_data: None,
) -> None:
    people = [factories.user() for _ in range(5)]
    for number in range(60):
        notifications.tell(people, subject=f"急件{number}")
        notifications.tell(people, subject=f"提醒{number}", is_urgent=False)
    nine = timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=9)

    def queue() -> tuple[int, int]:
        return notifications.queue_urgent(at=nine), notifications.queue_digests(at=nine)

    done = at_once(5, queue)
    assert [sum(counts) for counts in zip(*done, strict=True)] == [300, 5]
    assert not Notification.objects.filter(mail__isnull=True).exists()
    assert {mail.notifications.count() for mail in Mail.objects.filter(digest_on__isnull=False)} == {60}


def test_a_week_without_a_worker_loses_nothing(restored_reference_data: None) -> None:
    unit, committee = factories.organ(), factories.organ(Organ.Kind.WORKING_COMMITTEE)
    clerk = factories.user("unit_clerk", organ=unit)
    head, chief = factories.user("wc_head", organ=committee), factories.user("sc_vice_chair")
    start = factories.TODAY
    duty = Duty(title="示例报告", path="/workspace/", organ=unit, watched_by=committee)
    obligation = obligations.open_duty("OPN-3M", duty, start=start, today=start)
    reminders.sweep(on=obligation.due_plain - timedelta(days=14))
    reminders.sweep(on=obligation.due_plain - timedelta(days=6))
    subjects = clerk.notifications.order_by("id").values_list("subject", flat=True)
    assert list(subjects) == ["还有14天到期：示例报告", "还有6天到期：示例报告"]
    reminders.sweep(on=obligation.due_on + timedelta(days=8))
    assert subjects.count() == 2
    assert "逾期8天：示例报告" in head.notifications.values_list("subject", flat=True)
    assert "逾期8天：示例报告" in chief.notifications.values_list("subject", flat=True)


def test_a_stage_that_nobody_could_be_told_of_is_told_when_somebody_can(restored_reference_data: None) -> None:
    head = owe_late(1)
    User.objects.update(is_active=False)
    today = timezone.localdate()
    assert reminders.sweep(on=today) == reminders.Sweep(0, 0)
    User.objects.filter(pk=head.pk).update(is_active=True)
    assert reminders.sweep(on=today) == reminders.Sweep(1, 1)


def test_a_day_swept_again_after_the_clock_went_back_tells_nothing_twice(restored_reference_data: None) -> None:
    head = owe_late(1)
    today = timezone.localdate()
    days = [today - timedelta(days=1), today, today + timedelta(days=1)]
    first = [reminders.sweep(on=day).notifications for day in days]
    again = [reminders.sweep(on=day).notifications for day in reversed(days)]
    assert (first, again) == ([1, 1, 0], [0, 0, 0])
    assert told(head) == 2


def test_a_lock_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        locks.hold("示例")


@pytest.fixture
def host_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that knows nothing of Shanghai."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def midnight(day: date) -> datetime:
    """The moment in UTC at which a day begins in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    "first_day",
    [date(2026, 9, 16), date(2028, 2, 29), date(2028, 3, 1), date(2026, 12, 31), date(2027, 1, 1)],
)
def test_a_day_begins_at_midnight_in_shanghai_wherever_the_host_stands(
    restored_reference_data: None, host_in_utc: None, first_day: date
) -> None:
    unit = factories.organ()
    clerk = factories.user("unit_clerk", organ=unit)
    duty = Duty(title="示例报告", path="/workspace/", organ=unit)
    began = first_day - timedelta(days=14)
    due_on = first_day + timedelta(days=15)
    obligations.open_duty("OPN-3M", duty, start=began, today=began, fixed_on=due_on)
    with time_machine.travel(midnight(first_day) - timedelta(minutes=1), tick=False):
        tasks.sweep_reminders()
        assert not clerk.notifications.exists()
    with time_machine.travel(midnight(first_day), tick=False):
        tasks.sweep_reminders()
    assert clerk.notifications.get().subject == "还有15天到期：示例报告"


def test_a_month_that_starts_on_the_last_of_january_ends_on_the_leap_day(restored_reference_data: None) -> None:
    duty = Duty(title="示例报告", path="/workspace/", organ=factories.organ())
    obligation = obligations.open_duty("OPN-3M", duty, start=date(2027, 11, 30), today=date(2027, 11, 30))
    assert obligation.due_plain == date(2028, 2, 29)


def test_a_worker_takes_the_day_from_shanghai_on_a_host_in_utc(drill: Drill) -> None:
    code = """
import datetime, time_machine
from django.utils import timezone
with time_machine.travel(datetime.datetime(2026, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), tick=False):
    print(timezone.localdate())
"""
    assert drill.run(code, TZ="UTC").strip() == "2027-01-01"
