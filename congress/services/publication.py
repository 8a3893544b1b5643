"""The publication gate: prepare, redact, approve, publish, correct, withdraw.

Source: handbook §2.0 PublicationDuty, §5.2 (author, approver and publisher are different people), §5.3.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from congress.models import Attachment, Publication, PublishedFile, PublishedVersion, User
from congress.publishing import Content, Publishable, PublishedVote, Section
from congress.services import activity, notifications, photos
from congress.workflow import TransitionError


@dataclass(frozen=True)
class Duty:
    """What must be published: kind and title for the list of what is due, legal basis, and the page it appears on.

    `days` is a house target of its own instead of `PUBLICATION_TARGET_DAYS`; `is_for_society` alone: deputies read the
    record itself, so nothing is circulated to them.
    """

    kind: str
    title: str
    basis: str
    path: str
    days: int | None = None
    is_for_society: bool = False


def desk_path(publication: Publication) -> str:
    """Where the office and the reviewer work on it."""
    return f"/admin/congress/publication/{publication.pk}/change/"


def approval_path(publication: Publication) -> str:
    """Where those who approve read it, on a phone too."""
    return f"/workspace/publications/{publication.pk}/"


def circulated_path(publication: Publication) -> str:
    """Where deputies read the copy that is meant for them."""
    return f"/workspace/circulated/{publication.pk}/"


@transaction.atomic
def require(record: Publishable, duty: Duty, *, since: date, actor: User) -> None:
    """Open the duty of a record towards deputies and towards society, once.

    No law gives days for publishing (handbook §5.3): the target is `PUBLICATION_TARGET_DAYS` after `since`.
    """
    target = since + timedelta(days=settings.PUBLICATION_TARGET_DAYS if duty.days is None else duty.days)
    for field, audience in (
        ("deputies_duty", Publication.Audience.DEPUTIES),
        ("society_duty", Publication.Audience.SOCIETY),
    ):
        if getattr(record, f"{field}_id") or (duty.is_for_society and audience != Publication.Audience.SOCIETY):
            continue
        publication = Publication(
            kind=duty.kind,
            title=duty.title[:200],
            audience=audience,
            basis=duty.basis,
            path=duty.path,
            target_on=target,
        )
        publication.full_clean()
        publication.save(force_insert=True)
        type(record)._default_manager.filter(pk=record.pk).update(**{field: publication})
        activity.record(actor, "列入公开事项", publication, path=duty.path)
    record.refresh_from_db(fields=["deputies_duty", "society_duty"])


@transaction.atomic
def prepare(publication: Publication, *, content: Content, files: Sequence[Attachment] = (), actor: User) -> None:
    """Propose what is to be shown. Where a copy is out already this starts its correction, and it stays readable."""
    publication.prepare(content=content, by=actor)
    publication.files.set(files)
    activity.record(actor, "拟公开稿", publication)
    notifications.tell_roles("reviewer", subject=f"待脱敏审核：{publication}", path=desk_path(publication))


@transaction.atomic
def redact(publication: Publication, *, content: Content, files: Sequence[Attachment], actor: User) -> None:
    """Leave of the proposal what may be read. Only files chosen here go out; the originals stay private.

    Raises ValidationError if the shape of the content was changed or a restricted file was chosen.
    """
    if publication.status not in (Publication.Status.PREPARED, Publication.Status.REDACTED):
        raise TransitionError(f"“{publication}”当前为“{publication.get_status_display()}”，不能执行此操作。")
    check_shape(publication.prepared, content)
    if any(attachment.security == Attachment.Security.RESTRICTED for attachment in files):
        raise ValidationError({"files": "限制级文件不能公开，请上传脱敏后的文件。"})
    publication.redact(content=content, by=actor)
    publication.files.set(files)
    activity.record(actor, "脱敏", publication)
    notifications.tell_roles(
        "office_head",
        "sc_chair",
        "sc_vice_chair",
        subject=f"待核准公开：{publication}",
        path=approval_path(publication),
    )


def check_shape(prepared: Content, redacted: Content) -> None:
    """Redaction blanks words; it adds no part and drops none, so that a reader sees that something was withheld."""
    same = (
        len(prepared["facts"]) == len(redacted["facts"])
        and [section["heading"] for section in prepared["sections"]]
        == [section["heading"] for section in redacted["sections"]]
        and all(
            _is_same_part(before, after)
            for before, after in zip(prepared["sections"], redacted["sections"], strict=True)
        )
    )
    if not same:
        raise ValidationError("脱敏只能遮盖文字，不能增删段落；如需改动内容，请退回重新拟稿。")


def _is_same_part(before: Section, after: Section) -> bool:
    """As many paragraphs and points, and votes with the same numbers and results."""
    return (
        len(before["paragraphs"]) == len(after["paragraphs"])
        and len(before["points"]) == len(after["points"])
        and [_numbers(vote) for vote in before.get("votes", [])] == [_numbers(vote) for vote in after.get("votes", [])]
    )


def _numbers(vote: PublishedVote) -> object:
    """All of a count but its words, as it is stored."""
    fixed = {name: value for name, value in vote.items() if name not in ("title", "notes")}
    return json.dumps([fixed, len(vote["notes"])], ensure_ascii=False, sort_keys=True)


@transaction.atomic
def approve(publication: Publication, *, actor: User) -> None:
    """Agree that exactly this may be read. Raises ValidationError if `actor` prepared or redacted it."""
    publication.refresh_from_db()
    if actor.pk in (publication.prepared_by_id, publication.redacted_by_id):
        raise ValidationError("核准人不能是拟稿人或脱敏人，请由另一位有权限的人核准。")
    publication.approve(by=actor)
    activity.record(actor, "核准公开", publication)
    notifications.tell_roles(
        "reviewer",
        subject=f"已核准，待发布：{publication}",
        path=desk_path(publication),
    )


@transaction.atomic
def send_back(publication: Publication, *, reason: str, actor: User) -> None:
    """Not yet: the checker redacts again. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "退回须写明理由。"})
    publication.send_back()
    activity.record(actor, "退回脱敏", publication, reason=reason)
    notifications.tell_roles(
        "reviewer", subject=f"退回重新脱敏：{publication}", body=reason.strip(), path=desk_path(publication)
    )


@transaction.atomic
def publish(publication: Publication, *, actor: User, correction: str = "") -> PublishedVersion:
    """Put out an immutable copy of what was approved, with copies of the files, and tell deputies where it is for them.

    Raises ValidationError if `actor` approved it, or if a correction comes without saying what was corrected.
    """
    publication.refresh_from_db()
    if actor.pk in (publication.approved_by_id, publication.prepared_by_id):
        raise ValidationError("发布人不能是拟稿人或核准人，请由另一位有权限的人发布。")
    is_correction = publication.first_published_at is not None
    if is_correction and not correction.strip():
        raise ValidationError({"correction": "更正已公开的内容须写明更正说明。"})
    publication.publish(at=timezone.now(), by=actor)
    version = PublishedVersion.objects.create(
        publication=publication,
        number=publication.versions.count() + 1,
        content=publication.redacted,
        sha256=checksum(publication.redacted),
        correction=correction.strip(),
        published_by=actor,
    )
    for attachment in publication.files.all():
        _copy(attachment, version)
    activity.record(
        actor, "更正公开" if is_correction else "发布", publication, reason=correction, path=publication.path
    )
    if publication.audience == Publication.Audience.DEPUTIES:
        notifications.tell(
            User.objects.with_role("deputy"),
            subject=f"通报：{publication.title}",
            path=circulated_path(publication),
            is_urgent=False,
        )
    return version


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, actor: User) -> None:
    """Take it away from readers; the copies stay on file and the reason is kept."""
    if not reason.strip():
        raise ValidationError({"reason": "撤回须写明理由。"})
    publication.refresh_from_db()
    publication.withdraw(reason=reason.strip())
    activity.record(actor, "撤回公开", publication, reason=reason, path=publication.path)


def checksum(content: Content) -> str:
    """SHA-256 of the content in a canonical form."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _copy(attachment: Attachment, version: PublishedVersion) -> None:
    copy = PublishedFile(
        version=version,
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=attachment.sha256,
    )
    with attachment.file.open("rb") as source:
        # The path is made anew by the field, so nothing tells which private file it came from.
        if photos.is_picture(attachment.content_type):
            _copy_picture(source, copy)
        else:
            copy.file.save(attachment.name, File(source), save=False)
    copy.save(force_insert=True)


def _copy_picture(source: IO[bytes], copy: PublishedFile) -> None:
    """Fill the copy of a picture, which never carries place, time or device; without a change to what is seen."""
    try:
        content = photos.clean(source, content_type=copy.content_type)
        thumbnail = photos.clean(source, content_type=copy.content_type, side=settings.PHOTO_THUMBNAIL_SIDE)
    except ValueError:
        raise ValidationError({"files": f"图片“{copy.name}”无法读出图像，不能公开，请更换文件。"}) from None
    copy.size, copy.sha256 = len(content), hashlib.sha256(content).hexdigest()
    copy.file.save(copy.name, ContentFile(content), save=False)
    copy.thumbnail.save(copy.name, ContentFile(thumbnail), save=False)


def latest(publication: Publication | None) -> PublishedVersion | None:
    """The copy that readers see now, or None."""
    if publication is None or not publication.is_readable:
        return None
    return publication.versions.first()
