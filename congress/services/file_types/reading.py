"""What the checks of all file types share: the refusal, reading in blocks, and signs of a second file inside."""

import re
import struct
from collections.abc import Iterator
from typing import IO, Final

import filetype  # type: ignore[import-untyped]

BLOCK: Final = 64 * 1024

#: extensions of programs and of files that run them
PROGRAMS: Final = frozenset(
    "apk app bat chm class cmd cpl dex dll exe hta iso jar js jse lnk msc msi pif ps1 reg scf scr sh sys vb vbe vbs wsf"
    " docm dotm xlsm xltm xlam pptm potm ppsm ppam sldm".split()
)
#: extensions that a browser or a web server would run
WEB_PAGES: Final = frozenset("asp aspx htm html jsp mht mhtml php py svg svgz url xhtml xml xsl".split())

MARKUP: Final = re.compile(rb"<(?:script|html|svg|iframe|!doctype\s+html|\?php)", re.IGNORECASE)
# Long enough that compressed data does not contain them by chance.
_STOWAWAY = re.compile(
    rb"<script|<\?php\s|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF[\x01\x02]\x01\x01|This program cannot be run in DOS",
    re.IGNORECASE,
)
ZIP_END: Final = struct.Struct("<4s4H2LH")
#: the end record of a ZIP archive stands within this distance of its end
ZIP_END_REACH: Final = ZIP_END.size + 65_535


class FileRefusedError(ValueError):
    """The portal does not take this file; the text goes on after the file's name."""


def head(stream: IO[bytes]) -> bytes:
    """The first 8 KB."""
    stream.seek(0)
    return stream.read(8192)


def tail(stream: IO[bytes], length: int) -> bytes:
    """The last `length` bytes, or all if there are fewer."""
    stream.seek(max(0, size(stream) - length))
    return stream.read(length)


def size(stream: IO[bytes]) -> int:
    """The length in bytes; leaves the position at the end."""
    return stream.seek(0, 2)


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The whole stream from its beginning, in blocks."""
    stream.seek(0)
    while block := stream.read(BLOCK):
        yield block


def contains(stream: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    """Whether the pattern, whose matches are at most 64 bytes long, occurs."""
    end = b""
    for block in blocks(stream):
        if pattern.search(end + block):
            return True
        end = block[-64:]
    return False


def mismatch(stream: IO[bytes]) -> FileRefusedError:
    """The refusal of a file whose content is not what its extension says."""
    guess = filetype.guess(head(stream))
    found = f"内容像是“.{guess.extension}”文件" if guess else "内容无法识别"
    return FileRefusedError(f"的内容与扩展名不符（{found}），请勿修改扩展名，请用原格式上传。")


def damaged(what: str) -> FileRefusedError:
    """The refusal of a file that cannot be read to its end."""
    return FileRefusedError(f"已损坏或不完整（{what}），请重新导出后上传。")


def has_macros() -> FileRefusedError:
    """The refusal of a file that carries code."""
    return FileRefusedError("含有宏代码，不能上传，请另存为不含宏的文件。")


def refuse_markup(data: bytes) -> None:
    """Raise FileRefusedError if a browser could take the data for a page."""
    if MARKUP.search(data):
        raise FileRefusedError("含有网页或脚本代码，不能上传。")


def refuse_stowaways(stream: IO[bytes]) -> None:
    """Raise FileRefusedError if the file is at the same time a program, a script or an archive."""
    if _ends_in_archive(stream) or contains(stream, _STOWAWAY):
        raise FileRefusedError("内藏程序、脚本或压缩包，不能上传。")


def _ends_in_archive(stream: IO[bytes]) -> bool:
    end = tail(stream, ZIP_END_REACH)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < ZIP_END.size:
        return False
    directory_bytes = ZIP_END.unpack_from(end, at)[5]
    stream.seek(max(0, size(stream) - len(end) + at - directory_bytes))
    return directory_bytes == 0 or stream.read(4) == b"PK\x01\x02"
