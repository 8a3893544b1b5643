"""社情民意: what waits for stations, units and the committee, pictures, lists at first, and what looks wrong."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from congress import registry
from congress.models import Obligation, Publication, User
from congress.registry import Check, Composition, Task, Waiting
from congress.services import deadlines, photos
from deputies.models import OpinionPhoto, PublicOpinion
from deputies.services import opinion_lists, opinion_summaries, opinion_visitors

Status = PublicOpinion.Status
_STATION_ACTS = {
    Status.RECEIVED: "登记来信",
    Status.REGISTERED: "答复或者分级",
    Status.TIERED: "交办",
    Status.REPORTED: "反馈来访人",
}
_UNIT_ACTS = {Status.HANDED_OVER: "签收", Status.ACCEPTED: "报送办理结果", Status.REOPENED: "重新办理"}


def with_the_station(user: User, on: date) -> list[Waiting]:
    """What the person's stations have to take up, sort, hand over or tell."""
    if not user.has_perm("deputies.keep_publicopinion"):
        return []
    rows = PublicOpinion.objects.all().of_staff(user, on=on).filter(status__in=_STATION_ACTS, is_piled=False)
    # What is sorted as the district's lies with the committee.
    own = rows.exclude(status=Status.TIERED, level=PublicOpinion.Level.DISTRICT)
    above = Q(status=Status.TIERED, level=PublicOpinion.Level.ABOVE)
    return [
        _waiting(own.exclude(above).filter(is_historic=False), _STATION_ACTS),
        _waiting(own.filter(above, is_historic=False), {Status.TIERED: "通过代表提出或者转送"}),
    ]


def with_the_committee(user: User, on: date) -> list[Waiting]:
    """Matters of the district's level that wait for their unit."""
    del on
    if not user.has_perm("deputies.assign_district_publicopinion"):
        return []
    rows = PublicOpinion.objects.filter(status=Status.TIERED, level=PublicOpinion.Level.DISTRICT, is_historic=False)
    return [_waiting(rows, _STATION_ACTS)]


def with_the_unit(user: User, on: date) -> list[Waiting]:
    """What was handed to the person's organ."""
    del on
    if not (user.organ_id and user.has_perm("deputies.answer_publicopinion")):
        return []
    rows = PublicOpinion.objects.all().with_unit().filter(organ=user.organ_id, is_historic=False)
    return [_waiting(rows, _UNIT_ACTS)]


def with_the_deputy(user: User, on: date) -> list[Waiting]:
    """Matters of today's deputies that were written to them or that they received, and no one has dealt with."""
    del on
    if not user.has_perm("deputies.host_reception"):
        return []
    rows = PublicOpinion.objects.all().of_deputy(user).filter(status=Status.REGISTERED, is_historic=False)
    return [_waiting(rows, {Status.REGISTERED: "现场答复，或者由联络站分级交办"})]


def _waiting(rows: QuerySet[PublicOpinion], acts: Any) -> Waiting:
    shown = rows.select_related("station").prefetch_related("rounds__obligation").order_by("received_on", "pk")
    return Waiting(shown, lambda row: Task(str(row), acts[row.status], row.get_absolute_url(), _due(row)))


def _due(row: PublicOpinion) -> date | None:
    owed = [each.obligation for each in row.rounds.all() if each.obligation.status == Obligation.Status.OPEN]
    return min((each.due_on for each in owed), default=None)


def opinion_photos(user: User | None) -> Q:
    """Pictures of matters that the person may read, as they may be shown."""
    if user is None:
        return Q(pk__in=[])
    seen = PublicOpinion.objects.all().visible_to(user, on=timezone.localdate())
    return photos.shown_in(OpinionPhoto.objects.filter(opinion__in=seen.values("pk")))


def compose_summary(publication: Publication) -> Composition | None:
    """What society would read of an answered matter."""
    rows = PublicOpinion.objects.select_related("station", "field", "organ", "summary")
    row = rows.filter(society_duty=publication, summary__isnull=False).first()
    return Composition(opinion_summaries.compose(row)) if row else None


def not_sorted_in_time(on: date) -> QuerySet[Any]:
    """Came in and were neither answered nor sorted within the days of the house."""
    since = on - timedelta(days=settings.OPINION_SORTING_DAYS)
    rows = PublicOpinion.objects.filter(
        status__in=PublicOpinion.BEFORE_SORTING, received_on__lt=since, is_historic=False
    )
    return rows.select_related("station").order_by("received_on")


def not_answered_in_time(on: date) -> QuerySet[Any]:
    """With a unit that should have answered."""
    rows = PublicOpinion.objects.all().overdue(on=on).filter(is_historic=False)
    return rows.select_related("station", "organ").order_by("handed_over_on")


def people_not_erased(on: date) -> QuerySet[Any]:
    """Matters that ended long ago and whose visitor's name or number is still kept."""
    kept = opinion_visitors.due_for_erasure(on=deadlines.add_months(on, -1)).exclude(name="", phone="")
    return PublicOpinion.objects.filter(visitor__in=kept).order_by("received_on")


registry.waiting.add("voices_of_station", with_the_station)
registry.waiting.add("voices_of_deputy", with_the_deputy)
registry.waiting.add("voices_of_committee", with_the_committee)
registry.waiting.add("voices_of_unit", with_the_unit)
registry.file_access.add("opinion_photos", opinion_photos)
registry.publication_composers.add("deputies.publicopinion", compose_summary)
registry.preparations.add("opinion_lists", opinion_lists.prepare)
registry.checks.add(
    "voices_not_sorted", Check("社情民意未及时答复或者分级", not_sorted_in_time, "请联络站登记、答复或者分级交办。")
)
registry.checks.add(
    "voices_not_answered", Check("社情民意逾期未答复", not_answered_in_time, "请催办；仍不答复的，报代表工委。")
)
registry.checks.add(
    "voices_not_erased", Check("来访人信息超期未清除", people_not_erased, "系统每小时清除一次；仍在此处的，请核对。")
)
