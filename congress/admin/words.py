"""Printed forms of records as downloads from the desk."""

from io import BytesIO
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest

from .base import PortalAdmin

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def readable_or_404(register: PortalAdmin, request: HttpRequest, key: int) -> Any:
    """The record of a register that the person may read. Raises Http404, PermissionDenied."""
    record = register.get_object(request, str(key))
    if record is None:
        raise Http404
    if not register.has_view_permission(request, record):
        raise PermissionDenied
    return record


def word_file(content: bytes, name: str) -> FileResponse:
    """A Word file under a name without its extension."""
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{name}.docx", content_type=WORD)
