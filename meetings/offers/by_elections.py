"""By-elections and resignations: what waits, and those that came too late or were left half done."""

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from congress import registry
from congress.models import LegalRule, User
from congress.registry import Check, Task, Waiting
from deputies.models import Mandate, Term
from meetings.models import ByElection, Candidate, Resignation
from meetings.services import by_elections, resignations

Procedure, Status = ByElection.Procedure, ByElection.Status
#: what comes next, by status
_NEXT: Final = {
    Status.PLANNED: "登记公布候选人",
    Status.CANDIDATES_PUBLISHED: "登记选举结果",
    Status.HELD: "登记代表资格有效",
    Status.CONFIRMED: "公告",
}


def _elected() -> Exists:
    return Exists(Candidate.objects.filter(by_election=OuterRef("pk"), is_elected=True))


def by_elections_to_do(user: User, on: date) -> list[Waiting]:
    """By-elections under way and resignations not yet announced, for those who keep them."""
    if not (user.is_staff and user.has_perm("meetings.change_byelection")):
        return []
    under_way = Q(status__in=(Status.PLANNED, Status.CANDIDATES_PUBLISHED)) | (
        Q(status__in=(Status.HELD, Status.CONFIRMED)) & Q(_elected())
    )
    rows = ByElection.objects.filter(under_way).order_by("polling_on", "pk")
    letters = Resignation.objects.filter(Q(status="received") | Q(status="accepted", announcement__isnull=True))
    letters = letters.select_related("mandate__person", "seat__person").order_by("received_on", "pk")
    return [
        Waiting(rows, lambda row: Task(str(row), _action(row), by_elections.admin_path(row), _due(row, on))),
        Waiting(letters, _resigned),
    ]


def _resigned(row: Resignation) -> Task:
    act = "登记表决结果" if row.status == Resignation.Status.RECEIVED else "公告"
    return Task(str(row), act, resignations.admin_path(row))


def _action(row: ByElection) -> str:
    if row.procedure == Procedure.VOTERS or row.status == Status.CONFIRMED:
        return _NEXT[Status(row.status)]
    if row.status == Status.HELD:
        return "公告" if row.procedure == Procedure.CONGRESS else _NEXT[Status.HELD]
    return "登记投票结果"


def _due(row: ByElection, on: date) -> date | None:
    """Polling day while it is ahead; the days of publication are obligations with reminders of their own."""
    return row.polling_on if row.polling_on >= on else None


def lists_too_late(on: date) -> QuerySet[Any]:
    """By-elections whose lists were put up later than the law asks (ZJ-ELEC21 art 59)."""
    late = Q(pk__in=[])
    named = {"BYE-12": "voter_list_on", "BYE-7": "candidates_on"}
    rules = LegalRule.objects.filter(code__in=named, valid_from__lte=on).order_by("valid_from")
    days = {code: value for code, value in rules.values_list("code", "value") if value is not None}
    for code, value in days.items():
        late |= Q(**{f"{named[code]}__gt": F("polling_on") - timedelta(days=value)})
    return ByElection.objects.filter(late, procedure=Procedure.VOTERS).order_by("-polling_on")


def ends_not_announced(on: date) -> QuerySet[Any]:
    """Mandates of the present term that ended early, longer ago than the house allows, and were not announced."""
    before = on - timedelta(days=settings.BY_ELECTION_CLOSING_DAYS)
    ended = Mandate.objects.all().ended_early().filter(level=Mandate.Level.DISTRICT, ends_on__lt=before)
    current = ended.filter(term__in=Term.objects.all().on(on), announcements__isnull=True)
    return current.select_related("person").order_by("ends_on", "pk")


def elected_not_announced(on: date) -> QuerySet[Any]:
    """Elected longer ago than the house allows, and not confirmed or not announced."""
    before = on - timedelta(days=settings.BY_ELECTION_CLOSING_DAYS)
    rows = ByElection.objects.filter(_elected(), status__in=(Status.HELD, Status.CONFIRMED), polling_on__lt=before)
    return rows.order_by("polling_on")


def resignations_not_announced(on: date) -> QuerySet[Any]:
    """Accepted and not announced (EL20 art 55)."""
    before = on - timedelta(days=settings.BY_ELECTION_CLOSING_DAYS)
    rows = Resignation.objects.filter(status="accepted", announcement__isnull=True, vote__held_on__lt=before)
    return rows.select_related("mandate__person", "seat__person").order_by("received_on")


registry.waiting.add("by_elections", by_elections_to_do)
registry.checks.add(
    "lists_too_late",
    Check("补选名单公布不足法定天数", lists_too_late, "核对公布日期；确已迟延的，记录保留并说明。"),
)
registry.checks.add(
    "elected_not_announced",
    Check("补选当选后未确认资格或未公告", elected_not_announced, "请登记资格确认并公告。"),
)
registry.checks.add(
    "resignations_not_announced",
    Check("已接受的辞职未公告", resignations_not_announced, "《选举法》第五十五条：应当予以公告。"),
)
registry.checks.add(
    "ends_not_announced",
    Check(
        "资格终止未公告",
        ends_not_announced,
        "《代表法》第六十三条：代表资格终止由常委会公告，请在“辞职”的“公告代表资格终止”中办理。",
        area="代表",
    ),
)
