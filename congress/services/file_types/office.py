"""Office files since 2007 (docx, xlsx, pptx): a ZIP archive of XML parts.

The archive is judged by its end record, then by its directory, and only then read, entry by entry, each held to the
size that the directory gave. Archives inside it are not opened.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import IO, Final
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .compound import is_encrypted_office
from .reading import (
    BLOCK,
    PROGRAMS,
    ZIP_END,
    ZIP_END_REACH,
    FileRefusedError,
    damaged,
    has_macros,
    head,
    mismatch,
    size,
    tail,
)

MAX_ENTRIES: Final = 5_000
MAX_DIRECTORY_BYTES: Final = 1024 * 1024
MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
# Office files shrink to a fortieth at best; below the grace a high ratio does no harm.
MAX_RATIO: Final = 200
RATIO_GRACE_BYTES: Final = 1024 * 1024

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64_BYTES = 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_CONTENT_TYPES = "[content_types].xml"


def check_office(stream: IO[bytes], *, main: str) -> None:
    """Raise FileRefusedError unless it is an Office archive without macros whose main part is of type `main`."""
    if not head(stream).startswith(_LOCAL_MAGIC):
        if is_encrypted_office(stream):
            raise FileRefusedError("设有打开密码，系统无法检查，请取消密码后上传。")
        raise mismatch(stream)
    _check_end(stream)
    members = _members(stream)
    _check_size(stream, members)
    for member in members:
        _check_entry(member)
    _check_types(stream, members, main=main)
    for member in members:
        for _ in _content(stream, member):
            pass


def _check_end(stream: IO[bytes]) -> None:
    """Judge by the end record, before anything builds a list of the entries."""
    end = tail(stream, ZIP_END_REACH)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < ZIP_END.size:
        raise damaged("缺少压缩目录")
    *_, entries, directory_bytes, directory_at, comment_bytes = ZIP_END.unpack_from(end, at)
    stop = size(stream) - len(end) + at
    is_last = at + ZIP_END.size + comment_bytes == len(end)
    at64 = at - _LOCATOR64_BYTES - _END64.size
    if at64 >= 0 and end.startswith(b"PK\x06\x07", at - _LOCATOR64_BYTES):
        *_, entries, directory_bytes, directory_at = _END64.unpack_from(end, at64)
        stop -= at - at64
    if entries > MAX_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise FileRefusedError(f"内含的部件超过{MAX_ENTRIES}个，疑似压缩炸弹，不能上传。")
    # A second file hides before the first entry, between directory and end record, or after the end.
    if directory_at + directory_bytes != stop or not is_last:
        raise FileRefusedError("的结构异常（前后附有其他数据），不能上传。")


def _members(stream: IO[bytes]) -> list[ZipInfo]:
    try:
        with ZipFile(stream) as archive:
            return archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        raise damaged("压缩目录有误") from None


def _check_size(stream: IO[bytes], members: list[ZipInfo]) -> None:
    """Judge by what the directory says of the entries; `_content` holds them to it."""
    if len(members) > MAX_ENTRIES or len({member.filename.lower() for member in members}) != len(members):
        raise FileRefusedError("内含重名或过多的部件，不能上传。")
    unpacked = sum(member.file_size for member in members)
    if (
        unpacked > MAX_UNPACKED_BYTES
        or _is_bomb(unpacked, size(stream))
        or any(_is_bomb(member.file_size, member.compress_size) for member in members)
    ):
        raise FileRefusedError("解压后过大，疑似压缩炸弹，不能上传。")
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end or (end == 0 and member.header_offset != 0):
            raise FileRefusedError("的结构异常（部件相互重叠），不能上传。")
        end = member.header_offset + _LOCAL_HEADER.size + member.compress_size


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_GRACE_BYTES and unpacked > MAX_RATIO * packed


def _check_entry(member: ZipInfo) -> None:
    name = member.filename.lower()
    if name.startswith("/") or "\\" in member.orig_filename or ":" in name or ".." in name.split("/"):
        raise FileRefusedError("内含非法路径，不能上传。")
    if "vbaproject" in name or "vbadata" in name or "/macrosheets/" in name:
        raise has_macros()
    if name.rsplit(".", 1)[-1] in PROGRAMS:
        raise FileRefusedError(f"内含可执行的文件（{name.rsplit('/', 1)[-1][:60]}），不能上传。")
    if member.flag_bits & _ENCRYPTED:
        raise FileRefusedError("内含加密的部件，系统无法检查，请取消密码后上传。")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileRefusedError("使用了不支持的压缩方式，请用Office或WPS重新保存后上传。")


def _check_types(stream: IO[bytes], members: list[ZipInfo], *, main: str) -> None:
    parts = {member.filename.lower(): member for member in members}
    if _CONTENT_TYPES not in parts:
        raise mismatch(stream)
    types = _content_types(stream, parts[_CONTENT_TYPES])
    if any("macro" in kind.lower() or "vba" in kind.lower() for kind, _ in types):
        raise has_macros()
    if not any(kind == main and part.lower() in parts for kind, part in types):
        raise mismatch(stream)


def _content_types(stream: IO[bytes], member: ZipInfo) -> list[tuple[str, str]]:
    """The content types that the archive declares, each with its part (empty for a default by extension)."""
    if member.file_size > RATIO_GRACE_BYTES:
        raise damaged("类型表过大")
    text = b"".join(_content(stream, member))
    try:
        # `_content` has refused document type declarations, which entity bombs need.
        root = ElementTree.fromstring(text)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError):
        raise damaged("类型表有误") from None
    return [(node.get("ContentType", ""), node.get("PartName", "").lstrip("/")) for node in root]


def _content(stream: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """The content of an entry in blocks, never more than the directory declared, its checksum proved at the end."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    length, crc, end = 0, 0, b""
    for block in _inflated(stream, member):
        length += len(block)
        crc = zlib.crc32(block, crc)
        if length > member.file_size:
            raise FileRefusedError("解压后的大小与目录所记不符，疑似压缩炸弹，不能上传。")
        if is_xml:
            # Without the NULs of UTF-16 the words stand together in every encoding that Office reads.
            text = end + block.replace(b"\0", b"")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise FileRefusedError("的XML中含有实体定义，不能上传。")
            end = text[-16:]
        yield block
    if length != member.file_size or crc != member.CRC:
        raise damaged("部件校验不符")


def _inflated(stream: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    packed = _packed(stream, member)
    if member.compress_type == ZIP_STORED:
        yield from packed
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for block in packed:
            left = block
            while left and not inflater.eof:
                yield inflater.decompress(left, BLOCK)
                left = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise damaged("部件无法解压") from None
    if not inflater.eof:
        raise damaged("部件无法解压")


def _packed(stream: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """The packed bytes of an entry in blocks; its own header must name it as the directory does."""
    stream.seek(member.header_offset)
    header = stream.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(_LOCAL_MAGIC):
        raise damaged("部件头有误")
    *_, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
    encoding = "utf-8" if member.flag_bits & _UTF8_NAME else "cp437"
    if stream.read(name_bytes) != member.orig_filename.encode(encoding):
        raise FileRefusedError("的结构异常（部件名称不一致），不能上传。")
    stream.seek(extra_bytes, 1)
    left = member.compress_size
    while left and (block := stream.read(min(BLOCK, left))):
        left -= len(block)
        yield block
