"""What a published inspection, visit or research shows; its files, its calendar, what waits, and what looks wrong."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from congress import registry
from congress.models import Obligation, Publication, User
from congress.registry import CalendarEvent, Check, Composition, Task, Waiting
from deputies.models import Mandate
from supervision.models import Finding, InspectionSite, OverseenOrgan, Oversight, OversightParticipant
from supervision.services import oversight
from supervision.services.inspections import admin_path, working_path

LIMIT: Final = 200
#: days after the last one on the spot from which a report is missed, and one to the level that entrusted it
REPORT_DAYS: Final = 60
_BACK: Final = timedelta(days=90)
_ALARMS: Final = (timedelta(days=-1), timedelta(hours=-2))
_LENGTH: Final = timedelta(hours=2)
Status = Oversight.Status


def compose_oversight(publication: Publication) -> Composition | None:
    """An inspection, visit or research."""
    rows = Oversight.objects.prefetch_related("organs__names", "instruments", "subjects", "participants__person")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(oversight.compose(row), list(row.report_files.all())) if row else None


def files(user: User | None) -> Q:
    """Files of self-checks for the committee, the group and the organ; of reports for those who read them."""
    if user is None:
        return Q(pk__in=[])
    seen = Oversight.objects.all().visible_to(user)
    told = Q(status__in=Oversight.AFTER_HANDOVER) | Q(participants__person__account=user)
    reports = seen if user.has_perm("supervision.view_oversight") else seen.filter(told)
    return Q(self_checks__in=OverseenOrgan.objects.all().visible_to(user)) | Q(
        oversight_reports__in=reports.values("pk")
    )


def with_the_organ(user: User, on: date) -> list[Waiting]:
    """Notices to sign for; what is owed afterwards stands among the obligations."""
    del on
    if not (user.organ_id and user.has_perm("supervision.answer_followup")):
        return []
    rows = OverseenOrgan.objects.filter(
        organ=user.organ_id, acknowledged_on__isnull=True, self_check_obligation__status=Obligation.Status.OPEN
    ).select_related("oversight")
    waiting = rows.filter(oversight__status__in=(Status.NOTIFIED, Status.SELF_CHECK))
    return [Waiting(waiting, lambda row: Task(str(row.oversight), "签收检查通知", working_path(row.oversight)))]


def with_the_committee(user: User, on: date) -> list[Waiting]:
    """Inspections of the person's own committee whose next step has come."""
    if not (user.is_staff and user.organ_id and user.has_perm("supervision.change_oversight")):
        return []
    begins = Q(status__in=(Status.NOTIFIED, Status.SELF_CHECK), starts_on__lte=on)
    is_over = Q(status__in=(Status.FIELDWORK, Status.DONE)) & (
        Q(ends_on__lt=on) | Q(ends_on__isnull=True, starts_on__lt=on)
    )
    drafts = Q(
        status__in=(Status.DELIBERATED, Status.NOT_TABLED), letter__isnull=True, item__opinion_paper__isnull=True
    )
    rows = Oversight.objects.filter(begins | is_over | drafts, is_historic=False, working_committee=user.organ_id)
    acts = {
        Status.FIELDWORK: "形成报告",
        Status.DONE: "形成报告",
        Status.DELIBERATED: "起草意见",
        Status.NOT_TABLED: "起草意见",
    }
    return [
        Waiting(
            rows.order_by("starts_on", "pk"),
            lambda row: Task(str(row), acts.get(Status(row.status), "开展检查"), admin_path(row)),
        )
    ]


def calendar(user: User) -> Iterator[CalendarEvent]:
    """The outings in which the person takes part, and the places of the own group, unannounced ones too."""
    since = timezone.localdate() - _BACK
    own = OversightParticipant.objects.filter(person__account=user, oversight__starts_on__gte=since)
    for row in own.select_related("oversight").order_by("-oversight__starts_on")[:LIMIT]:
        outing = row.oversight
        yield CalendarEvent(
            key=f"oversight-{outing.pk}",
            title=str(outing),
            starts=outing.starts_on,
            ends=outing.last_day + timedelta(days=1),
            path=working_path(outing),
            is_cancelled=outing.status == Status.CANCELLED,
        )
    goes = Q(group__members__person__account=user) | Q(
        group__isnull=True, oversight__participants__person__account=user
    )
    places = InspectionSite.objects.filter(pk__in=InspectionSite.objects.filter(goes).values("pk"))
    known = places.visible_to(user).filter(visits_on__gte=since)
    for site in known.select_related("oversight").order_by("-visits_on")[:LIMIT]:
        yield _visit(site)


def _visit(site: InspectionSite) -> CalendarEvent:
    word = "不打招呼检查" if site.is_unannounced else "检查"
    starts: date | datetime = site.visits_on
    ends: date | datetime = site.visits_on + timedelta(days=1)
    if site.visits_at is not None:
        starts = datetime.combine(site.visits_on, site.visits_at, tzinfo=timezone.get_current_timezone())
        ends = starts + _LENGTH
    return CalendarEvent(
        key=f"inspection-site-{site.pk}",
        title=f"{word}：{site.place}",
        starts=starts,
        ends=ends,
        path=working_path(site.oversight),
        place=site.place,
        description=str(site.oversight),
        is_cancelled=site.oversight.status == Status.CANCELLED,
        alarms=_ALARMS if site.visits_at else (),
    )


def _live() -> QuerySet[Oversight]:
    return Oversight.objects.filter(is_historic=False).exclude(status=Status.CANCELLED)


def without_report(on: date) -> QuerySet[Any]:
    """Outings that ended long ago and have no report."""
    before = on - timedelta(days=REPORT_DAYS)
    over = Q(ends_on__lt=before) | Q(ends_on__isnull=True, starts_on__lt=before)
    return _live().filter(over).exclude(status__in=Oversight.WITH_REPORT)


def begun_without_notice(on: date) -> QuerySet[Any]:
    """Inspections whose first day has come, of which the organs were not told (ZJ-SUP08 art 29)."""
    return _live().filter(kind=Oversight.Kind.INSPECTION, starts_on__lte=on, notified_on__isnull=True)


def findings_without_suggestion(on: date) -> QuerySet[Any]:
    """Findings of a report that suggest nothing."""
    del on
    rows = Finding.objects.filter(suggestion="", oversight__status__in=Oversight.WITH_REPORT)
    return rows.filter(oversight__is_historic=False).select_related("oversight")


def findings_without_opinion(on: date) -> QuerySet[Any]:
    """Findings with a suggestion that no opinion took up, though the opinions went out."""
    del on
    rows = Finding.objects.filter(point__isnull=True, oversight__status__in=Oversight.AFTER_HANDOVER)
    inspections = rows.filter(oversight__kind=Oversight.Kind.INSPECTION, oversight__is_historic=False)
    return inspections.exclude(suggestion="").select_related("oversight")


def feedback_overdue(on: date) -> QuerySet[Any]:
    """Organs that owe the deputies their feedback (ZJ-DEP16 art 24)."""
    rows = OverseenOrgan.objects.filter(
        feedback_obligation__status=Obligation.Status.OPEN, feedback_obligation__due_on__lt=on
    )
    return rows.select_related("organ", "oversight")


def five_levels_untrue(on: date) -> QuerySet[Any]:
    """Outings said to have deputies of five levels, though the people entered are not of all five."""
    del on
    levels = Count("participants__level", distinct=True, filter=~Q(participants__level=""))
    rows = _live().filter(five_levels=True).annotate(levels=levels)
    return rows.filter(participants__isnull=False, levels__lt=len(Mandate.Level.choices)).distinct()


def series_gap(on: date) -> QuerySet[Any]:
    """Outings of a series whose year before has none, though an earlier one has."""
    del on
    others = Oversight.objects.filter(series=OuterRef("series")).exclude(status=Status.CANCELLED)
    earlier = others.filter(starts_on__year__lt=OuterRef("starts_on__year"))
    last = others.filter(starts_on__year=OuterRef("starts_on__year") - 1)
    return _live().exclude(series="").filter(Exists(earlier), ~Exists(last))


def entrusted_without_report(on: date) -> QuerySet[Any]:
    """Entrusted inspections of which the upper level has no written report (SL24 art 34)."""
    rows = _live().exclude(commissioned_by_level="").filter(upward_reported_on__isnull=True)
    return rows.filter(starts_on__lt=on - timedelta(days=REPORT_DAYS))


registry.file_access.add("oversight", files)
registry.waiting.add("oversight_of_organ", with_the_organ)
registry.waiting.add("oversight_of_committee", with_the_committee)
registry.calendar_events.add("oversight", calendar)
registry.publication_composers.add("supervision.oversight", compose_oversight)
registry.checks.add(
    "oversight_without_report",
    Check(f"活动结束{REPORT_DAYS}日仍无报告", without_report, "请填写报告正文并登记“报告已形成”。"),
)
registry.checks.add(
    "inspection_without_notice",
    Check("执法检查已到开始日期但未通知被检查机关", begun_without_notice, "请登记通知，或者更改日期。"),
)
registry.checks.add(
    "finding_without_suggestion",
    Check("检查发现的问题没有建议", findings_without_suggestion, "请补充建议（《监督法》第三十六条）。"),
)
registry.checks.add(
    "finding_without_opinion",
    Check("意见已交办，检查发现的问题没有对应的意见", findings_without_opinion, "核对意见条目是否遗漏。"),
)
registry.checks.add("feedback_overdue", Check("逾期未向代表反馈", feedback_overdue, "请催办。"))
registry.checks.add(
    "five_levels_untrue",
    Check("标明五级代表参加但登记的代表不足五级", five_levels_untrue, "核对参加人员的代表级别。"),
)
registry.checks.add("series_gap", Check("连续开展的检查中间缺少年份", series_gap, "补登缺少的年份，或者更正系列名称。"))
registry.checks.add(
    "entrusted_without_report",
    Check("受上级委托的检查没有书面报告上级", entrusted_without_report, "请登记向上级的书面报告。"),
)
