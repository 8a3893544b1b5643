"""People and seats that look wrong, and the chairpersons with what is in their charge."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Obligation, Organ
from congress.registry import Check, Leader
from congress.services import deadlines
from deputies.models import Charge, Mandate, Person, Seat, Term
from deputies.services import vacancies


def namesakes(on: date) -> QuerySet[Any]:
    """People who bear a name that another bears too: perhaps one person entered twice."""
    del on
    others = Person.objects.filter(name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    return Person.objects.filter(Exists(others)).order_by("name", "pk")


def seats_outside_their_term(on: date) -> QuerySet[Any]:
    """Seats that begin before or end after the term they belong to."""
    del on
    early = Q(starts_on__lt=F("term__starts_on"))
    late = Q(ends_on__gt=F("term__ends_on"))
    return Seat.objects.filter(early | late).select_related("person").order_by("starts_on")


def terms_over_their_quota(on: date) -> QuerySet[Any]:
    """Terms in which on some day more people were in office than there are places."""
    del on
    over = [term.pk for term in Term.objects.all() if vacancies.excess(term)]
    return Term.objects.filter(pk__in=over)


def seats_without_a_mandate(on: date) -> QuerySet[Any]:
    """Seats held by somebody who was no deputy of the district when they began, or is none on the day."""
    mandates = Mandate.objects.filter(person=OuterRef("person"), level=Mandate.Level.DISTRICT)
    at_start = mandates.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on")), starts_on__lte=OuterRef("starts_on")
    )
    now = mandates.in_office(on=on)
    held = Seat.objects.in_office(on=on).filter(~Exists(now))
    return Seat.objects.filter(~Exists(at_start) | Q(pk__in=held)).select_related("person").order_by("starts_on")


def places_open_too_long(on: date) -> QuerySet[Any]:
    """The present term where a place has stood open for longer than the house allows (`VACANCY_MONTHS`)."""
    since = deadlines.add_months(on, -settings.VACANCY_MONTHS)
    running = Term.objects.all().on(on).filter(starts_on__lte=since)
    return Term.objects.filter(pk__in=[term.pk for term in running if vacancies.lasting(term, since=since, on=on)])


def terms_without_quota(on: date) -> QuerySet[Any]:
    """Terms whose fixed numbers are not known: no vacancy can be told and no limit kept."""
    del on
    return Term.objects.filter(Q(deputy_quota__isnull=True) | Q(committee_quota__isnull=True))


def committees_without_a_leader(on: date) -> QuerySet[Any]:
    """Working committees that watch something unfinished and that no chairperson is in charge of."""
    watched = Obligation.objects.open().live().filter(watched_by=OuterRef("pk"))
    led = Charge.objects.in_force(on=on).filter(organ=OuterRef("pk"))
    rows = Organ.objects.filter(Exists(watched), ~Exists(led), kind__in=Charge.KINDS)
    return rows.order_by("rank", "code")


def chairpersons(on: date) -> list[Leader]:
    """The chair and vice-chairs in office, by rank, with the committees in their charge."""
    organs: dict[int, list[int]] = {}
    for seat, organ in Charge.objects.in_force(on=on).values_list("seat", "organ"):
        organs.setdefault(seat, []).append(organ)
    seats = Seat.objects.in_office(on=on).chairpersons().by_rank().select_related("person")
    return [
        Leader(str(seat.pk), seat.person.name, tuple(organs.get(seat.pk, ())), account=seat.person.account_id)
        for seat in seats
    ]


registry.leaders.add("chairpersons", chairpersons)
registry.checks.add("namesakes", Check("人员同名", namesakes, "核对是否同一人重复登记。"))
registry.checks.add(
    "seats_outside_their_term", Check("任职日期超出本届任期", seats_outside_their_term, "核对任职、离任日期和届。")
)
registry.checks.add(
    "terms_over_their_quota",
    Check("在任人数超过名额", terms_over_their_quota, "核对代表、组成人员的起止日期和本届名额。"),
)
registry.checks.add(
    "seats_without_a_mandate",
    Check(
        "常委会组成人员没有区人大代表资格",
        seats_without_a_mandate,
        "《地方组织法》第四十七条：组成人员由代表中选举产生。",
    ),
)
registry.checks.add("places_open_too_long", Check("缺额长期未补选", places_open_too_long, "请研究安排补选。"))
registry.checks.add("terms_without_quota", Check("本届名额未登记", terms_without_quota, "请在“届”中填写名额。"))
registry.checks.add(
    "committees_without_a_leader",
    Check(
        "工委没有登记分管领导",
        committees_without_a_leader,
        "请在“领导分管”中登记，未完成事项按分管领导汇总。",
        area="代表",
    ),
)
