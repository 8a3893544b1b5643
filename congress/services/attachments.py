"""Attachments: what may be kept, who may read it, and what readers get of a published version."""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from os.path import splitext
from typing import IO, Final, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from congress import registry
from congress.models import Attachment, Publication, PublishedFile, PublishedVersion, User
from congress.models.document import random_path
from congress.services import activity, file_types

logger = logging.getLogger(__name__)

#: what a form or an importer hands over
Upload: TypeAlias = "UploadedFile[bytes]"

NAME_LENGTH: Final = 200
SECRECY_REFUSAL: Final = "涉密文件不得上传本系统（保守国家秘密法第三十一条），请用纸质文件或涉密系统办理。"
#: the words beside every upload button
SECRECY_WARNING: Final = "严禁上传涉密文件。"

# Characters that do not show or that turn the reading direction, and halves of characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# 手机密码 and 司机密切联系 are no secrets, nor is 国家秘密 as a subject.
_SECRECY_MARK = re.compile(
    r"绝密|(?<![手司随有飞主])机密|机密(?![码度钥切封集])|秘密[★☆*]|[\[【(〔「{<]秘密[\]】)〕」}>]|秘密(?:级(?!别)|\d+[年月])"
)
_SECRECY_CLASS = re.compile(r"密|secret|confidential", re.IGNORECASE)


@dataclass(frozen=True)
class Checked:
    """What was found about an upload that may be kept."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(upload: Upload, *, name: str | None = None) -> Checked:
    """Read an upload to its end and judge it, keeping nothing.

    `name` is the name to show instead of the one the upload came with; it may leave out the extension.
    Raises ValidationError, whose message names the file.
    """
    given = [upload.name or "", name or ""]
    if any(has_secrecy_mark(each) for each in given):
        raise ValidationError(SECRECY_REFUSAL, code="secret_not_allowed")
    final = final_name(*given)
    stream = upload.file
    if stream is None:
        raise _refusal(final, "没有内容，请重新选择文件。", "empty")
    # What the sender says of the size spares reading; what was read decides.
    _check_size(upload.size or 0, final)
    size, sha256 = _measure(upload, final)
    if not size:
        raise _refusal(final, "是空文件，请重新选择。", "empty")
    return Checked(name=final, content_type=_content_type(stream, final), size=size, sha256=sha256)


@transaction.atomic
def store(
    upload: Upload,
    *,
    actor: User,
    security: str = Attachment.Security.INTERNAL,
    name: str | None = None,
) -> Attachment:
    """Keep an upload as a private attachment.

    Raises ValidationError and keeps nothing if the file is refused. Should the caller's transaction be rolled back
    later, the file that is left without a row is removed by `purge_orphans`.
    Source: 保守国家秘密法(2024) art 31; handbook §4.4.
    """
    if security not in Attachment.Security.values:
        if _SECRECY_CLASS.search(security):
            raise ValidationError(SECRECY_REFUSAL, code="secret_not_allowed")
        raise ValidationError(f"没有“{security[:20]}”这一级别，只能选择“内部”或“限制”。", code="security")
    checked = check(upload, name=name)
    attachment = Attachment(
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        security=security,
        uploaded_by=actor,
    )
    storage = attachment.file.storage
    path = random_path(attachment, checked.name)
    try:
        attachment.file = _write(storage, path, upload, checked.name)
        attachment.full_clean()
        attachment.save(force_insert=True)
        activity.record(actor, "上传附件", attachment, detail={"size": checked.size, "sha256": checked.sha256})
    except BaseException:
        # A storage that failed may fail again; the sweep takes what stays.
        with suppress(OSError):
            storage.delete(path)
        raise
    return attachment


def visible_to(user: User | AnonymousUser) -> QuerySet[Attachment]:
    """The attachments that a user may read: those of the records that are theirs (`registry.file_access`).

    Restricted ones never open without an account, because every reading of them is logged; and who reads all other
    files reads restricted ones of his own records alone (handbook §5.2, the restricted room).
    """
    account = user if isinstance(user, User) and user.is_active else None
    condition = Q(pk__in=[])
    if account and account.has_perm("congress.view_attachment"):
        condition |= ~Q(security=Attachment.Security.RESTRICTED)
    for access in registry.file_access:
        condition |= access(account) or Q(pk__in=[])
    mine = Attachment.objects.filter(pk__in=Attachment.objects.filter(condition).values("pk"))
    return mine if account else mine.exclude(security=Attachment.Security.RESTRICTED)


def note_reading(attachment: Attachment, *, actor: User) -> None:
    """Log that somebody was given the content, if it is restricted."""
    if attachment.security == Attachment.Security.RESTRICTED:
        with transaction.atomic():
            activity.record(actor, "查看限制级附件", attachment)


def published_to(user: User | AnonymousUser) -> QuerySet[PublishedFile]:
    """The files of the latest version of what society can read now, or deputies if the user is served with it."""
    publications = Publication.objects.readable()
    if not user.has_perm("supervision.read_circulated"):
        publications = publications.for_society()
    latest = PublishedVersion.objects.filter(publication=OuterRef("version__publication")).order_by("-number")
    return PublishedFile.objects.filter(
        version__publication__in=publications, version=Subquery(latest.values("pk")[:1])
    )


def purge_orphans(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Remove stored files that no row names: what a rolled-back transaction or a crash left behind. Gives their number.

    Files younger than `older_than` may belong to a transaction that is still open, and stay.
    """
    storage = Attachment._meta.get_field("file").storage
    before = timezone.now() - older_than
    removed = 0
    for path in _orphans(storage):
        if storage.get_modified_time(path) < before:
            storage.delete(path)
            removed += 1
    return removed


def _orphans(storage: Storage) -> Iterator[str]:
    root = "attachments"
    for folder in storage.listdir(root)[0] if storage.exists(root) else []:
        stored = {f"{root}/{folder}/{name}" for name in storage.listdir(f"{root}/{folder}")[1]}
        for model in (Attachment, PublishedFile):
            stored.difference_update(model._default_manager.filter(file__in=stored).values_list("file", flat=True))
        small = PublishedFile.objects.filter(thumbnail__in=stored)
        stored.difference_update(small.values_list("thumbnail", flat=True))
        yield from sorted(stored)


def has_secrecy_mark(name: str) -> bool:
    """Whether a file name carries a mark of state secrecy (绝密、机密、秘密★), also spaced out or in wide letters."""
    visible = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) not in _UNSEEN)
    return bool(_SECRECY_MARK.search("".join(visible.split())))


def final_name(upload_name: str, shown: str = "") -> str:
    """The name to keep: `shown` with the extension that the file came with, cleaned and cut to 200 characters."""
    stem, extension = splitext(_clean(upload_name))
    if wanted := _clean(shown):
        stem = wanted.removesuffix(extension)
    return stem[: max(1, NAME_LENGTH - len(extension))] + extension[:NAME_LENGTH]


def _clean(name: str) -> str:
    """The last part of a path, without what does not show, is reserved on some system, or reverses the direction."""
    seen = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", name)
        if char.isspace() or unicodedata.category(char) not in _UNSEEN
    )
    last = seen.replace("\\", "/").rsplit("/", 1)[-1]
    return " ".join(re.sub(r'[<>:"|?*]', "_", last).split()).strip(". ")


def _check_size(size: int, name: str) -> None:
    limit = settings.ATTACHMENT_MAX_BYTES
    if size > limit:
        raise _refusal(name, f"超过{limit / 1024 / 1024:g} MB的上限，请压缩或拆分后上传。", "too_large")


def _measure(upload: Upload, name: str) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for chunk in upload.chunks():
        size += len(chunk)
        _check_size(size, name)
        digest.update(chunk)
    return size, digest.hexdigest()


def _content_type(stream: IO[bytes], name: str) -> str:
    try:
        return file_types.check(stream, name).content_type
    except file_types.FileRefusedError as refusal:
        raise _refusal(name, str(refusal), "type") from None


def _write(storage: Storage, path: str, upload: Upload, name: str) -> str:
    try:
        return storage.save(path, upload)
    except OSError:
        logger.exception("Cannot write an attachment")
        raise _refusal(name, "未能保存（存储空间不足或存储故障），请稍后再试或联系管理员。", "storage") from None


def _refusal(name: str, reason: str, code: str) -> ValidationError:
    short = name if len(name) <= 60 else f"{name[:40]}…{name[-19:]}"
    return ValidationError(f"文件“{short}”{reason}", code=code)
