"""Files, behind a check of their own: nothing is served from the storage folder.

Whoever may not read a file gets the same answer as for one that does not exist.
"""

import logging
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from congress.http import public_page
from congress.models import Attachment, PublishedFile, User
from congress.services import attachments

logger = logging.getLogger(__name__)

#: a file is saved, never shown as a page of this site
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


@public_page
@require_safe
def attachment_download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """An attachment, for those who may read it; reading a restricted one is logged."""
    attachment = get_object_or_404(attachments.visible_to(request.user), public_id=public_id)
    response = _send(attachment)
    if isinstance(request.user, User):
        attachments.note_reading(attachment, actor=request.user)
    return response


@public_page
@require_safe
def published_file_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of what is published now, for the audience it is published to."""
    return _send(get_object_or_404(attachments.published_to(request.user), pk=pk))


@public_page
@require_safe
def published_thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The small copy of a published picture, for lists."""
    record = get_object_or_404(attachments.published_to(request.user).exclude(thumbnail=""), pk=pk)
    return _send(record, record.thumbnail)


def _send(record: Attachment | PublishedFile, file: FieldFile | None = None) -> HttpResponseBase:
    """The content as a file to be saved; the web server sends it where `ATTACHMENT_ACCEL_PREFIX` names its location."""
    response: HttpResponseBase
    stored = record.file if file is None else file
    if prefix := getattr(settings, "ATTACHMENT_ACCEL_PREFIX", ""):
        response = HttpResponse(content_type=record.content_type)
        response["Content-Disposition"] = content_disposition_header(True, record.name) or "attachment"
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(stored.name or '')}"
    else:
        content = _open(stored)
        response = FileResponse(content, as_attachment=True, filename=record.name, content_type=record.content_type)
    for header, value in HEADERS.items():
        response[header] = value
    return response


def _open(file: FieldFile) -> FieldFile:
    try:
        return file.open("rb")
    except OSError:
        logger.exception("A stored file cannot be opened: %s", file.name)
        raise Http404 from None
