"""Office files before 2007 (doc, xls, ppt): a compound file of named streams ([MS-CFB])."""

import re
from typing import IO, Final

from .reading import blocks, contains, has_macros, head, mismatch, refuse_stowaways

_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_STREAMS: Final = {
    "doc": ("WordDocument",),
    "xls": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
}
_MACROS: Final = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA")
# PowerPoint keeps its macros inside a stream: a VBAInfoContainer whose atom says that there are some ([MS-PPT] 2.4.10).
_POWERPOINT_MACROS = re.compile(
    rb"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL
)


def check_compound(stream: IO[bytes], *, kind: str) -> None:
    """Raise FileRefusedError unless it holds the main stream of that kind and no macros that can be seen cheaply."""
    if not head(stream).startswith(_MAGIC):
        raise mismatch(stream)
    if _has_entry(stream, *_MACROS) or (kind == "ppt" and contains(stream, _POWERPOINT_MACROS)):
        raise has_macros()
    if not _has_entry(stream, *_MAIN_STREAMS[kind]):
        raise mismatch(stream)
    refuse_stowaways(stream)


def is_encrypted_office(stream: IO[bytes]) -> bool:
    """Whether it is a newer Office file behind a password, which Office wraps into a compound file."""
    return head(stream).startswith(_MAGIC) and _has_entry(stream, "EncryptedPackage")


def _has_entry(stream: IO[bytes], *names: str) -> bool:
    """Whether the directory has one of the names.

    Entries are 128 bytes long, aligned, and begin with the name in UTF-16 ([MS-CFB] 2.6), so they are found without
    walking the allocation tables, which a hostile file could make endless.
    """
    wanted = [name.encode("utf-16-le") + b"\0\0" for name in names]
    return any(_begins_an_entry(block, raw) for block in blocks(stream) for raw in wanted)


def _begins_an_entry(block: bytes, raw: bytes) -> bool:
    at = block.find(raw)
    while at >= 0 and at % 128:
        at = block.find(raw, at + 1)
    return at >= 0
