"""Which files the portal takes: the type is read from the content and must agree with the extension.

Everything is read in blocks and nothing is unpacked beyond fixed limits, so a hostile file costs little.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from os.path import splitext
from typing import IO, Final

from .compound import check_compound
from .office import check_office
from .pdf import check_pdf
from .pictures import check_picture
from .reading import PROGRAMS, WEB_PAGES, FileRefusedError
from .text import check_text

_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileType:
    """A type of file that may be uploaded, and the look into its content that proves it."""

    content_type: str
    check: Callable[[IO[bytes]], None]


def _office(kind: str) -> FileType:
    return FileType(f"{_OFFICE}{kind}", partial(check_office, main=f"{_OFFICE}{kind}.main+xml"))


_JPEG = FileType("image/jpeg", partial(check_picture, magic=b"\xff\xd8\xff", form="JPEG"))

TYPES: Final = {
    "pdf": FileType("application/pdf", check_pdf),
    "docx": _office("wordprocessingml.document"),
    "xlsx": _office("spreadsheetml.sheet"),
    "pptx": _office("presentationml.presentation"),
    "doc": FileType("application/msword", partial(check_compound, kind="doc")),
    "xls": FileType("application/vnd.ms-excel", partial(check_compound, kind="xls")),
    "ppt": FileType("application/vnd.ms-powerpoint", partial(check_compound, kind="ppt")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": FileType("image/png", partial(check_picture, magic=b"\x89PNG\r\n\x1a\n", form="PNG")),
    "txt": FileType("text/plain", check_text),
    "csv": FileType("text/csv", check_text),
}
ACCEPTED: Final = "、".join(TYPES)


def check(stream: IO[bytes], name: str) -> FileType:
    """The type of a file, if its name may be used and its content proves what the extension says.

    Raises FileRefusedError. The stream must be seekable; its position afterwards is undefined.
    """
    stem, dot_extension = splitext(name.lower())
    extension = dot_extension.removeprefix(".")
    kind = TYPES.get(extension)
    if kind is None:
        ending = f"（.{extension[:20]}）" if extension else "（没有扩展名）"
        raise FileRefusedError(f"的类型{ending}不能上传，可上传：{ACCEPTED}。")
    if not (PROGRAMS | WEB_PAGES).isdisjoint(part.strip() for part in stem.split(".")[1:]):
        raise FileRefusedError("有双重扩展名，不能上传，请改名后再试。")
    kind.check(stream)
    return kind


__all__ = ["ACCEPTED", "TYPES", "FileRefusedError", "FileType", "check"]
