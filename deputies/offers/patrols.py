"""Patrols: who may open the pictures, what waits for organ, finder and office, what looks wrong, what is published."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Attachment, Publication, User
from congress.presentation import Step
from congress.registry import Chain, Check, Composition, Task, Waiting
from congress.services import photos
from congress.services.marks import owed_step
from deputies.models import ImportBatch, PatrolFinding, PatrolPhoto
from deputies.services import patrol_publication, patrol_reports

Status = PatrolFinding.Status


def pictures(user: User | None) -> Q:
    """Pictures of findings that the person may see; the originals only for the finder and the committee."""
    if user is None:
        return Q(pk__in=[])
    seen = PatrolPhoto.objects.filter(finding__in=PatrolFinding.objects.all().visible_to(user))
    opened = photos.shown_in(seen)
    if user.has_perm("deputies.view_patrolfinding"):
        return photos.all_of(seen)
    return opened | photos.all_of(PatrolPhoto.objects.filter(finding__finder=user))


def batch_files(user: User | None) -> Q:
    """Files of a platform, which name the finders, for those who may know them."""
    if user is None or not user.has_perm("deputies.view_patrolfinding"):
        return Q(pk__in=[])
    return Q(pk__in=ImportBatch.objects.filter(file__isnull=False).values("file"))


def _live() -> QuerySet[PatrolFinding]:
    rows = PatrolFinding.objects.filter(is_historic=False)
    return rows.select_related("obligation", "category", "organ").order_by("found_on", "pk")


def with_the_organ(user: User, on: date) -> list[Waiting]:
    """Findings handed to the person's organ."""
    del on
    if not (user.organ_id and user.has_perm("deputies.answer_patrolfinding")):
        return []
    rows = _live().filter(organ=user.organ_id, status__in=PatrolFinding.WITH_ORGAN)
    return [Waiting(rows, lambda row: Task(str(row), "办理巡查问题", row.get_absolute_url(), _due(row)))]


def _due(finding: PatrolFinding) -> date | None:
    owed = finding.obligation
    return owed.due_on if owed and owed.status == owed.Status.OPEN else None


def to_look_again(user: User, on: date) -> list[Waiting]:
    """Findings of the person that were answered weeks ago."""
    del on
    if not (user.has_perm("deputies.report_patrolfinding") or user.has_perm("deputies.add_patrolfinding")):
        return []
    rows = _live().filter(finder=user, rechecks__answer="", rechecks__isnull=False, status__in=PatrolFinding.ANSWERED)
    return [
        Waiting(
            rows,
            lambda row: Task(str(row), "回访是否解决", row.get_absolute_url(), note=row.get_status_display()),
        )
    ]


def to_assign(user: User, on: date) -> list[Waiting]:
    """Findings that wait for the office."""
    del on
    if not (user.is_staff and user.has_perm("deputies.assign_patrolfinding")):
        return []
    rows = _live().filter(status__in=(Status.REPORTED, Status.NOT_OURS, Status.REOPENED))
    return [
        Waiting(
            rows,
            lambda row: Task(str(row), "交办巡查问题", patrol_reports.admin_path(row), note=row.get_status_display()),
        )
    ]


def chain(record: Any, user: User, on: date) -> Chain | None:
    """The way of one finding, for who may see it."""
    if not isinstance(record, PatrolFinding):
        return None
    if not PatrolFinding.objects.filter(pk=record.pk).visible_to(user).exists():
        return None
    steps = [Step("发现", record.found_on, "done")]
    if record.assigned_on:
        steps.append(Step("首次交办", record.assigned_on, "done", note=str(record.organ or "")))
    if record.obligation:
        steps.append(owed_step("答复", record.obligation, on=on))
    return Chain(str(record), record.get_absolute_url(), steps)


def waiting_too_long(on: date) -> QuerySet[Any]:
    """Findings that were reported a fortnight ago and neither handed over nor noted."""
    rows = PatrolFinding.objects.filter(status=Status.REPORTED, found_on__lt=on - timedelta(days=14))
    return rows.filter(is_historic=False).select_related("category")


def alike_and_apart(on: date) -> QuerySet[Any]:
    """Open findings of one category at one place: perhaps the same thing twice."""
    since = on - timedelta(days=settings.PATROL_ALIKE_DAYS)
    twin = PatrolFinding.objects.filter(
        category=OuterRef("category"), place=OuterRef("place"), status__in=PatrolFinding.OPEN, found_on__gte=since
    ).exclude(pk=OuterRef("pk"))
    rows = PatrolFinding.objects.filter(Exists(twin), status__in=PatrolFinding.OPEN, found_on__gte=since)
    return rows.filter(is_historic=False).select_related("category")


def found_outside_the_mandate(on: date) -> QuerySet[Any]:
    """Findings of days on which the finder held no mandate: it was ended afterwards with an earlier day."""
    del on
    after = Q(mandate__ends_on__lt=F("found_on")) | Q(mandate__starts_on__gt=F("found_on"))
    return PatrolFinding.objects.filter(after).select_related("mandate__person")


def batches_that_differ(on: date) -> QuerySet[Any]:
    """Batches of a file whose counts are not those of their rows."""
    del on
    rows = ImportBatch.objects.filter(status=ImportBatch.Status.DONE).annotate(
        held=Count("findings"), handed=Count("findings", filter=Q(findings__was_handed_over_elsewhere=True))
    )
    return rows.exclude(held=F("records"), handed=F("handed_over"))


def batches_without_rows(on: date) -> QuerySet[Any]:
    """Counts of a period for which rows of the same platform were imported too: they would be counted twice."""
    del on
    rows = ImportBatch.objects.filter(
        status=ImportBatch.Status.DONE,
        platform=OuterRef("platform"),
        subject=OuterRef("subject"),
        starts_on__lte=OuterRef("ends_on"),
        ends_on__gte=OuterRef("starts_on"),
    )
    return ImportBatch.objects.filter(Exists(rows), status=ImportBatch.Status.COUNTED)


def compose(publication: Publication) -> Composition | None:
    """A finding in its public words with the pictures that may be shown."""
    rows = PatrolFinding.objects.select_related("category", "organ")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    if row is None:
        return None
    shown = Attachment.objects.filter(pk__in=row.photos.values("shown")).order_by("pk")
    return Composition(patrol_publication.compose(row), list(shown))


registry.file_access.add("patrol_photos", pictures)
registry.file_access.add("patrol_batches", batch_files)
registry.waiting.add("patrol_findings_of_organ", with_the_organ)
registry.waiting.add("patrol_findings_to_look_again", to_look_again)
registry.waiting.add("patrol_findings_to_assign", to_assign)
registry.chains.add("patrol_finding", chain)
registry.publication_composers.add("deputies.patrolfinding", compose)
registry.checks.add(
    "patrol_findings_waiting", Check("巡查问题上报后未处理", waiting_too_long, "请交办或者留存备查。", area="代表")
)
registry.checks.add(
    "patrol_findings_alike",
    Check("同一地点同类巡查问题重复", alike_and_apart, "核对是否同一问题，重复的请并入。", area="代表"),
)
registry.checks.add(
    "patrol_findings_outside_mandate",
    Check("上报巡查问题时没有代表资格", found_outside_the_mandate, "核对发现日期和代表资格的起止日期。", area="代表"),
)
registry.checks.add(
    "patrol_batches_differ", Check("平台批次的数目与记录不符", batches_that_differ, "请核对导入的记录。", area="代表")
)
registry.checks.add(
    "patrol_batches_twice",
    Check(
        "平台总数与导入的记录重复", batches_without_rows, "已导入记录的时段不应再登记总数，否则合计重复。", area="代表"
    ),
)
