"""Appointments: the table of posts, what waits, who may open papers of the restricted room, and what looks wrong."""

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from congress import registry
from congress.models import Obligation, User
from congress.registry import Check, Task, Waiting
from meetings.models import PersonnelAction, PersonnelMotion, PersonnelPaper, Tenure
from meetings.services import personnel, posts

_Status = PersonnelMotion.Status
#: the next step of a motion, for those who keep the room
_NEXT: Final = {
    _Status.RECEIVED: "提请主任会议",
    _Status.SCREENED: "列入议程",
    _Status.TABLED: "作说明",
    _Status.EXPLAINED: "表决",
}


def motions_waiting(user: User, on: date) -> list[Waiting]:
    """The next step of each motion: for those who keep the room, and for the chairpersons who screen it.

    The lines name the proposer and the meeting only: they are read outside the room too.
    """
    del on
    rows = PersonnelMotion.objects.select_related("meeting__term", "obligation").order_by("meeting__starts_on", "pk")
    found = []
    if user.is_staff and user.has_perm("meetings.enter_personnel_room"):
        found.append(Waiting(rows.filter(_under_objection()), lambda row: _in_the_room(row, "审查反映情况")))
        found.append(Waiting(rows.filter(status__in=_NEXT), lambda row: _in_the_room(row, _NEXT[_Status(row.status)])))
    if user.has_perm("meetings.screen_personnelmotion"):
        found.append(Waiting(rows.filter(status=_Status.SUBMITTED), _to_screen))
    return found


def _in_the_room(row: PersonnelMotion, act: str) -> Task:
    return Task(personnel.label(row), act, personnel.admin_path(row), row.meeting.starts_on)


def _to_screen(row: PersonnelMotion) -> Task:
    return Task(personnel.label(row), "审议任免案", f"/workspace/personnel/{row.pk}/", row.meeting.starts_on)


def _under_objection() -> Q:
    """On its way, something was said against it, and no report of the review is there (ZJ-APPT18 art 14, model)."""
    papers = PersonnelPaper.objects.filter(motion=OuterRef("pk"))
    said = Exists(papers.filter(kind=PersonnelPaper.Kind.COMPLAINT))
    reviewed = Exists(papers.filter(kind=PersonnelPaper.Kind.REVIEW))
    return Q(said, ~reviewed, status__in=PersonnelMotion.OPEN)


def personnel_files(user: User | None) -> Q:
    """Papers of the room: all for those who keep it, what was put before them for chairpersons, their own for organs.

    Members read a motion once it is tabled: the motion itself and CVs, nothing else (handbook §5.2).
    """
    if user is None:
        return Q(pk__in=[])
    return Q(pk__in=personnel.papers_open_to(user).values("attachment"))


def oaths_missing(on: date) -> QuerySet[Any]:
    """Appointed, and past the day by which the oath should have been taken (NPC-OATH18; practice rule OATH)."""
    rows = PersonnelAction.objects.owing_oath().filter(oath_obligation__status=Obligation.Status.OPEN)
    late = rows.filter(Q(oath_obligation__due_on__lt=on), _still_in_post(on))
    return late.select_related("person", "post").order_by("decided_on", "pk")


def letters_missing(on: date) -> QuerySet[Any]:
    """Appointed, still in the post, and without a letter of appointment after some weeks."""
    limit = on - timedelta(days=settings.APPOINTMENT_LETTER_DAYS)
    rows = PersonnelAction.objects.carried().filter(
        act=PersonnelAction.Kind.APPOINT, letter_number__isnull=True, decided_on__lt=limit, illustrative=[]
    )
    return rows.filter(_still_in_post(on)).select_related("person", "post").order_by("decided_on", "pk")


def _still_in_post(on: date) -> Q:
    return Q(tenure__ends_on__isnull=True) | Q(tenure__ends_on__gt=on)


def not_announced(on: date) -> QuerySet[Any]:
    """Carried, and not made known after some days (ZJ-APPT18 art 27, model)."""
    limit = on - timedelta(days=settings.APPOINTMENT_ANNOUNCEMENT_DAYS)
    rows = PersonnelAction.objects.carried().filter(announcement__isnull=True, decided_on__lt=limit, illustrative=[])
    return rows.select_related("person", "post").order_by("decided_on", "pk")


def tenures_without_act(on: date) -> QuerySet[Any]:
    """In a post that the committee fills, since a day on which the register was kept, by no appointment."""
    del on
    first = PersonnelAction.objects.carried().order_by("decided_on").values("decided_on")[:1]
    appointed = PersonnelAction.objects.filter(tenure=OuterRef("pk"), act__in=PersonnelAction.APPOINTING)
    rows = Tenure.objects.filter(~Exists(appointed), starts_on__gt=Subquery(first))
    rows = rows.exclude(post__category__code__in=posts.ELECTED)
    return rows.select_related("person", "post").order_by("starts_on", "pk")


def results_without_vote(on: date) -> QuerySet[Any]:
    """Results that their vote does not bear any more: it was declared void, or its outcome was corrected."""
    del on
    carried, failed = PersonnelAction.CARRIED, PersonnelAction.Status.FAILED
    wrong = Q(status__in=carried, vote__passed=False) | Q(status=failed, vote__passed=True) | Q(vote__status="void")
    rows = PersonnelAction.objects.filter(wrong).select_related("person", "post")
    return rows.order_by("decided_on", "pk")


registry.preparations.add("post_categories", posts.prepare_categories)
registry.waiting.add("personnel_motions", motions_waiting)
registry.file_access.add("personnel", personnel_files)
registry.checks.add(
    "oaths_missing", Check("任命后未宪法宣誓", oaths_missing, "请安排宣誓；由法院、检察院、监委组织的，请督促其报送。")
)
registry.checks.add("letters_missing", Check("任命后未颁发任命书", letters_missing, "请在任免案页面编号颁发任命书。"))
registry.checks.add("appointments_not_announced", Check("任免已表决未公布", not_announced, "请在任免案页面发布公告。"))
registry.checks.add(
    "tenures_without_act", Check("任职没有任命依据", tenures_without_act, "请核对任职日期，或者补登任免案。")
)
registry.checks.add(
    "personnel_results_without_vote",
    Check("任免结果与表决不符", results_without_vote, "表决已作废或者更正，请重新提请表决。"),
)
