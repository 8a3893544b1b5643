"""Photographs: what of them may be shown, and how a part is made unreadable.

Copies are drawn anew from the pixels, so that place, time, device, comments and previews of the camera are gone.
"""

import io
import struct
import zlib
from collections.abc import Sequence
from os.path import splitext
from typing import IO, Final, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from PIL import Image, ImageCms, ImageOps

from congress.models import Attachment, Photo, Publication, User
from congress.services import activity, attachments
from congress.services.attachments import Upload

P = TypeVar("P", bound=Photo)

#: the types of files that are pictures, and Pillow's names of their forms
FORMS: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}
#: an area is made of this many blocks along its longer side
_BLOCKS: Final = 8
_THOUSAND: Final = 1000
_MOST_AREAS: Final = 20
_AREA_NUMBERS: Final = 4
# Pillow's readers raise whatever their parsing runs into.
_UNREADABLE: Final = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error)

#: left, top, width, height in thousandths
Area = Sequence[int]


def is_picture(content_type: str) -> bool:
    """Whether a file of that type is a picture, and goes out as a clean copy only."""
    return content_type in FORMS


def clean(stream: IO[bytes], *, content_type: str, side: int | None = None, hidden: Sequence[Area] = ()) -> bytes:
    """The picture in the same form: upright, no side longer than `side`, areas hidden, without any metadata.

    `side` is `PHOTO_SIDE` unless given. Raises ValueError if the picture cannot be read.
    """
    longest = settings.PHOTO_SIDE if side is None else side
    form = FORMS[content_type]
    stream.seek(0)
    try:
        with Image.open(stream, formats=[form]) as image:
            # A camera's JPEG is decoded at about the size that is wanted.
            image.draft("RGB", (longest * 2, longest * 2))
            drawn = _plain(_upright(image), form)
    except (Image.DecompressionBombError, *_UNREADABLE) as error:
        raise ValueError("cannot read the picture") from error
    drawn.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    for area in hidden:
        _hide(drawn, area)
    # What Pillow would write again: comments, text, profiles, previews.
    drawn.info.clear()
    out = io.BytesIO()
    if form == "JPEG":
        drawn.save(out, form, quality=85, optimize=True)
    else:
        drawn.save(out, form, optimize=True)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _UNREADABLE:
        # A damaged tag says nothing; damaged pixels are met again below.
        return image


def _plain(image: Image.Image, form: str) -> Image.Image:
    """The pixels in the colours that every screen takes for granted."""
    has_alpha = form == "PNG" and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    mode = "RGBA" if has_alpha else "L" if image.mode in ("1", "L") else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
            return converted if converted is not None else image.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert(mode)
    return image.convert(mode)


def _hide(image: Image.Image, area: Area) -> None:
    """Leave a few blocks of colour of an area, from which nothing can be made out again."""
    left, top, width, height = area
    box = (
        left * image.width // _THOUSAND,
        top * image.height // _THOUSAND,
        min(image.width, -(-(left + width) * image.width // _THOUSAND)),
        min(image.height, -(-(top + height) * image.height // _THOUSAND)),
    )
    size = (box[2] - box[0], box[3] - box[1])
    step = max(1, max(size) // _BLOCKS)
    part = image.crop(box).resize((max(1, size[0] // step), max(1, size[1] // step)), Image.Resampling.BOX)
    image.paste(part.resize(size, Image.Resampling.NEAREST), box)


@transaction.atomic
def take(photo: P, upload: Upload, *, actor: User, security: str = Attachment.Security.INTERNAL) -> P:
    """Keep a picture: the original, and the copies that may be shown. `photo` is unsaved and points at its record.

    Raises ValidationError naming the file if it is no picture, and keeps nothing.
    """
    checked = attachments.check(upload)
    if not is_picture(checked.content_type):
        raise ValidationError(f"文件“{checked.name}”不是照片，请选择jpg或png格式的照片。", code="not_a_picture")
    photo.original = attachments.store(upload, actor=actor, security=security)
    _draw(photo, actor=actor)
    photo.full_clean()
    photo.save(force_insert=True)
    return photo


@transaction.atomic
def hide(photo: Photo, areas: Sequence[Area], *, actor: User) -> None:
    """Make parts of the picture unreadable in everything that is shown from now on; the original keeps them.

    `areas` are all areas, so an empty list shows the whole again. A copy that waits for publication is replaced.
    Raises ValidationError naming the area that lies outside the picture.
    """
    photo = type(photo)._default_manager.select_for_update().get(pk=photo.pk)
    photo.hidden_areas = checked_areas(areas)
    before = {photo.shown.pk: "shown", photo.thumbnail.pk: "thumbnail"}
    _draw(photo, actor=actor)
    photo.save(update_fields=["shown", "thumbnail", "hidden_areas"])
    waiting = Publication.files.through._default_manager
    for old, name in before.items():
        waiting.filter(attachment_id=old).update(attachment=getattr(photo, name))
    activity.record(actor, "遮挡照片", photo, detail={"areas": len(photo.hidden_areas)})


def checked_areas(areas: Sequence[Area]) -> list[list[int]]:
    """The areas as they are stored. Raises ValidationError naming the one that is not an area of a picture."""
    if len(areas) > _MOST_AREAS:
        raise ValidationError(f"一张照片最多遮挡{_MOST_AREAS}处。", code="too_many")
    for number, area in enumerate(areas, 1):
        if not _is_area(area):
            raise ValidationError(f"第{number}处遮挡区域不在照片以内，请重新框选。", code="area")
    return [list(area) for area in areas]


def _is_area(area: Area) -> bool:
    if len(area) != _AREA_NUMBERS or not all(type(number) is int for number in area):
        return False
    left, top, width, height = area
    return min(left, top) >= 0 and min(width, height) > 0 and left + width <= _THOUSAND and top + height <= _THOUSAND


def _draw(photo: Photo, *, actor: User) -> None:
    original = photo.original
    stem, extension = splitext(original.name)
    for field, side, suffix in (
        ("shown", settings.PHOTO_SIDE, "展示"),
        ("thumbnail", settings.PHOTO_THUMBNAIL_SIDE, "缩略"),
    ):
        with original.file.open("rb") as source:
            try:
                content = clean(source, content_type=original.content_type, side=side, hidden=photo.hidden_areas)
            except ValueError:
                raise ValidationError(
                    f"照片“{original.name}”无法读出图像，请重新拍摄或导出。", code="damaged"
                ) from None
        copy = SimpleUploadedFile(f"{stem[:150]}（{suffix}）{extension}", content, original.content_type)
        setattr(photo, field, attachments.store(copy, actor=actor, security=original.security))


def shown_in(rows: "QuerySet[P]") -> Q:
    """The condition on attachments that opens what these photos show, and not their originals."""
    return Q(pk__in=rows.values("shown")) | Q(pk__in=rows.values("thumbnail"))


def all_of(rows: "QuerySet[P]") -> Q:
    """The condition on attachments that opens these photos with their originals."""
    return shown_in(rows) | Q(pk__in=rows.values("original"))
