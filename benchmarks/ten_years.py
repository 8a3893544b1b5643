"""Ten years of a district's deputies: duty, receptions, patrols, payments; most of all of the one behind an account.

Every person and text is plainly artificial. The same rows at every run, so that two runs can be compared.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Final

from django.db import connection
from django.utils import timezone

from congress.models import Organ, User
from deputies.models import (
    ActivityAttendance,
    DutyActivity,
    DutyKind,
    FundLine,
    FundPayment,
    Mandate,
    PatrolCategory,
    PatrolFinding,
    Person,
    ReceptionHost,
    ReceptionSlot,
    Station,
    Term,
)

DEPUTIES: Final = 250
YEARS: Final = 10
ACTIVITIES_A_YEAR: Final = 60
RECEPTIONS_A_YEAR: Final = 12
FINDINGS_A_YEAR: Final = 1_000
#: rows of one statement: the history's trigger takes longer for each row the more rows its statement has
PIECE: Final = 1_000


def load(account: User, *, today: date, deputies: int = DEPUTIES, part: int = 1) -> int:
    """Everything, or one `part`-th of what happened; how many attendances. The account becomes the first deputy."""
    first = today - timedelta(days=365 * YEARS)
    term = Term.objects.order_by("-number").first() or Term.objects.create(number=98, starts_on=first)
    own = Person.objects.filter(account=account).first() or Person.objects.create(
        name="代表000", is_illustrative=True, account=account
    )
    Mandate.objects.filter(person=own).update(starts_on=first)
    others = Person.objects.bulk_create(
        Person(name=f"代表{number:03}", is_illustrative=True, stroke_key=f"{number:03}")
        for number in range(1, deputies)
    )
    without = (person for person in (own, *others) if not person.mandates.exists())
    Mandate.objects.bulk_create(
        Mandate(person=person, term=term, level=Mandate.Level.DISTRICT, starts_on=first) for person in without
    )
    people = [own.pk, *(person.pk for person in others)]
    held = {row.person_id: row for row in Mandate.objects.filter(person__in=people)}
    mandates = [held[key] for key in people]
    duties = _duties(mandates, _days(today, ACTIVITIES_A_YEAR * YEARS // part))
    _receptions(mandates, _days(today, RECEPTIONS_A_YEAR * YEARS // part))
    _findings(account, mandates, _days(today, FINDINGS_A_YEAR * YEARS // part))
    _payments(mandates, today, part)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return duties


def _days(today: date, number: int) -> list[date]:
    """Days spread over the ten years, the last one today."""
    return [today - timedelta(days=365 * YEARS * place // number) for place in range(number)]


def _duties(mandates: Sequence[Mandate], days: Sequence[date]) -> int:
    """The first deputy came to every activity, the others to each tenth."""
    system = User.objects.system()
    held = DutyActivity.objects.bulk_create(
        [
            DutyActivity(kind=DutyKind.VISIT, title=f"示例视察{day}", starts_on=day, ends_on=day, entered_by=system)
            for day in days
        ],
        batch_size=PIECE,
    )
    pairs = [(mandates[0], each) for each in held]
    pairs += list(product(mandates[1:], held[::10]))
    rows = [
        ActivityAttendance(
            activity=each,
            mandate=mandate,
            person_id=mandate.person_id,
            hours=Decimal(4),
            status=ActivityAttendance.Status.VERIFIED,
            verified_by=system,
            verified_at=timezone.now(),
        )
        for mandate, each in pairs
    ]
    return len(ActivityAttendance.objects.bulk_create(rows, batch_size=PIECE))


def _receptions(mandates: Sequence[Mandate], days: Sequence[date]) -> None:
    organ = Organ.objects.create(
        code="ten-years", kind=Organ.Kind.STREET_WORKING_COMMITTEE, name="示例街道人大工委（十年）"
    )
    station = Station.objects.create(
        code="ten-years", name="示例联络站（十年）", organ=organ, address="示例路1号", opened_on=days[-1]
    )
    slots = ReceptionSlot.objects.bulk_create(
        ReceptionSlot(
            station=station,
            held_on=day,
            starts_at=time(9),
            ends_at=time(11),
            published_on=day,
            status=ReceptionSlot.Status.HELD,
        )
        for day in days
    )
    rows = [
        ReceptionHost(
            slot=slot,
            person_id=mandate.person_id,
            capacity=ReceptionHost.Capacity.DEPUTY,
            attendance=ReceptionHost.Attendance.PRESENT,
            starts=timezone.make_aware(datetime.combine(slot.held_on, time(9))),
            ends=timezone.make_aware(datetime.combine(slot.held_on, time(11))),
        )
        for slot, mandate in product(slots, mandates[:20])
    ]
    ReceptionHost.objects.bulk_create(rows, batch_size=PIECE)


def _findings(account: User, mandates: Sequence[Mandate], days: Sequence[date]) -> None:
    """Each tenth is of the first deputy."""
    category = PatrolCategory.objects.get_or_create(name="示例类别（十年）")[0]
    rows = [
        PatrolFinding(
            category=category,
            text="示例问题",
            place="示例路",
            found_on=day,
            finder=None if place % 10 else account,
            mandate=mandates[place % len(mandates) if place % 10 else 0],
        )
        for place, day in enumerate(days)
    ]
    PatrolFinding.objects.bulk_create(rows, batch_size=PIECE)


def _payments(mandates: Sequence[Mandate], today: date, part: int) -> None:
    enters, approves = (User.objects.create_user(f"ten-years-{name}", password=None) for name in ("enters", "approves"))
    lines = FundLine.objects.bulk_create(
        FundLine(year=today.year - back, use=FundLine.Use.ALLOWANCE, purpose="示例补贴", amount=Decimal(9_000_000))
        for back in range(max(1, YEARS // part))
    )
    rows = [
        FundPayment(
            line=line,
            mandate=mandate,
            subject="示例补贴",
            amount=Decimal(600),
            status=FundPayment.Status.PAID,
            entered_by=enters,
            entered_on=day,
            approved_by=approves,
            approved_on=day,
            paid_on=day,
        )
        for line, mandate in product(lines, mandates)
        for day in (date(line.year, 1, 15), date(line.year, 7, 15))
    ]
    FundPayment.objects.bulk_create(rows, batch_size=PIECE)
