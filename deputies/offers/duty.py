"""What the duty ledger offers to the kernel: own records that wait, invitations, files, and rows that look wrong."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from congress import registry
from congress.models import User
from congress.registry import CalendarEvent, Check, Task, Waiting
from congress.services import photos as pictures
from deputies.models import KEEP_AREA, ActivityAttendance, DutyActivity, DutyPhoto, Person
from deputies.services import duty_pages, duty_records, profiles
from deputies.services.performance_marks import RATE
from deputies.services.profiles import ProfileBlock

Status = ActivityAttendance.Status
_BACK: Final = timedelta(days=92)
#: a calendar that is asked every hour stays short
_EVENTS: Final = 200
#: in the afternoon of the day before
_EVE: Final = timedelta(hours=9)


def to_verify(user: User, on: date) -> list[Waiting]:
    """Records of deputies that the person may check."""
    del on
    if not (user.has_perm(duty_records.VERIFY) or user.has_perm(KEEP_AREA)):
        return []
    rows = duty_records.to_check(user).select_related("activity", "person").order_by("submitted_at", "pk")
    return [Waiting(rows, lambda row: Task(str(row), "核实履职记录", duty_records.own_path(row), None))]


def own(user: User, on: date) -> list[Waiting]:
    """The person's own records that came back, and the activities to which the person is invited."""
    if not user.has_perm(RATE):
        return []
    coming = Q(status=Status.EXPECTED, activity__starts_on__gte=on)
    rows = ActivityAttendance.objects.filter(Q(status=Status.RETURNED) | coming, person__account=user)
    return [Waiting(rows.select_related("activity").order_by("activity__starts_on", "pk"), _task)]


def _task(row: ActivityAttendance) -> Task:
    if row.status == Status.RETURNED:
        return Task(str(row.activity), "修改后重新提交", duty_records.own_path(row), None)
    return Task(str(row.activity), "参加或者请假", row.activity.get_absolute_url(), row.activity.starts_on)


def calendar(user: User) -> Iterator[CalendarEvent]:
    """The activities to which a deputy is called; what other subjects bring stands in their own events."""
    if not user.has_perm(RATE):
        return
    changes = DutyActivity.pgh_event_model.objects.filter(pgh_obj=OuterRef("activity")).order_by()  # type: ignore[attr-defined]
    number = changes.values("pgh_obj").annotate(number=Count("pk")).values("number")
    called = ActivityAttendance.objects.filter(
        person__account=user,
        activity__is_own=False,
        activity__origin__isnull=True,
        activity__starts_on__gte=timezone.localdate() - _BACK,
    ).exclude(status__in=(Status.WITHDRAWN, Status.RETURNED))
    revised: QuerySet[Any] = called.annotate(revision=Coalesce(Subquery(number, output_field=IntegerField()), 0))
    for row in revised.select_related("activity").order_by("activity__starts_on", "pk")[:_EVENTS]:
        yield CalendarEvent(
            key=f"duty-{row.pk}",
            title=str(row.activity),
            starts=row.activity.starts_on,
            ends=row.activity.ends_on + timedelta(days=1),
            path=row.activity.get_absolute_url(),
            place=row.activity.place,
            sequence=row.revision,
            alarms=(_EVE,),
        )


def photos(user: User | None) -> Q:
    """Papers and clean copies of pictures of the records that the person may see; originals for nobody."""
    if user is None:
        return Q(pk__in=[])
    rows = ActivityAttendance.objects.all().visible_to(user)
    papers = ActivityAttendance.files.through.objects.filter(activityattendance__in=rows.values("pk"))
    shown = pictures.shown_in(DutyPhoto.objects.filter(attendance__in=rows.values("pk")))
    return shown | Q(pk__in=papers.values("attachment"))


def outside_mandates(on: date) -> QuerySet[Any]:
    """Rows on days that the mandate, ended or moved afterwards, does not cover."""
    del on
    rows = ActivityAttendance.objects.exclude(status=Status.WITHDRAWN).outside_mandates()
    found: QuerySet[Any] = rows.select_related("person", "activity").order_by("activity__starts_on")
    return found


def unverified_long_after(on: date) -> QuerySet[Any]:
    """Organised activities that are over, with people of whom nobody said whether they came."""
    rows = DutyActivity.objects.filter(
        attendances__status__in=(Status.EXPECTED, Status.LEAVE_ASKED), ends_on__lt=on, is_historic=False
    )
    return rows.distinct().order_by("ends_on")


def entered_twice(on: date) -> QuerySet[Any]:
    """Own records of a day on which an organiser or another subject tells of the same kind of duty."""
    del on
    others = ActivityAttendance.objects.counted().filter(
        person=OuterRef("person"),
        activity__kind=OuterRef("activity__kind"),
        activity__starts_on=OuterRef("activity__starts_on"),
        activity__is_own=False,
    )
    rows = ActivityAttendance.objects.counted().filter(Exists(others), activity__is_own=True)
    found: QuerySet[Any] = rows.select_related("person", "activity").order_by("activity__starts_on", "pk")
    return found


def public_record(person: Person, on: date) -> ProfileBlock | None:
    """The deputy's duty of this year and the last, by kinds."""
    years = [(year, duty_pages.public_year(person, year)) for year in (on.year, on.year - 1)]
    grade = duty_pages.public_grade(person, on.year - 1)
    if grade is None and not any(sums for _, sums in years):
        return None
    return ProfileBlock("deputies/public/duty_block.html", {"years": years, "grade": grade})


profiles.blocks.add("duty", public_record)
registry.file_access.add("duty_photos", photos)
registry.waiting.add("duty_records_to_verify", to_verify)
registry.waiting.add("duty_own", own)
registry.calendar_events.add("duty", calendar)
registry.checks.add(
    "duties_outside_mandates",
    Check("履职记录的日期不在代表任期之内", outside_mandates, "核对代表资格的起止日期和活动日期。", area="代表"),
)
registry.checks.add(
    "duties_entered_twice",
    Check(
        "同一代表同一天同一类履职，自行登记与组织单位登记各有一条",
        entered_twice,
        "核对是否同一次活动；是的，请代表撤回自行登记的记录或者登记例外。",
        area="代表",
    ),
)
registry.checks.add(
    "duties_not_verified",
    Check("活动已经结束，参加情况没有登记", unverified_long_after, "请登记参加、请假或者缺席。", area="代表"),
)
