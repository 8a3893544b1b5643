"""Attachments: what is taken and what is refused, who may read it, and what a published version hands out."""

import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from docx import Document
from openpyxl import Workbook
from PIL import Image, PngImagePlugin
from pytest_django import Settings

from congress import registry
from congress.models import Activity, Attachment, Publication, PublishedFile, PublishedVersion, User
from congress.services import attachments
from congress.uploads import UploadField, UploadsField
from tests import factories

OFFICE = "application/vnd.openxmlformats-officedocument."
MZ = (
    b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
    + bytes(64)
    + b"This program cannot be run in DOS mode."
)
ELF = b"\x7fELF\x02\x01\x01" + bytes(57)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
RTF = rb"{\rtf1\ansi\deff0 {\fonttbl {\f0 Times;}} text}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT = "区人民政府关于审议意见研究处理情况的报告\r\n一、基本情况\r\n"


# Good files are made by the programs that people use; hostile ones are bent from them.


@cache
def docx() -> bytes:
    document = Document()
    document.add_paragraph(TEXT)
    document.add_picture(io.BytesIO(png()))
    return saved(document.save)


@cache
def xlsx() -> bytes:
    book = Workbook()
    for row in range(50):
        book.active.append([row, "衢州市柯城区", row * 1.5])
    return saved(book.save)


@cache
def pptx() -> bytes:
    return archive(
        ("[Content_Types].xml", content_types(f"{OFFICE}presentationml.presentation.main+xml", "ppt/presentation.xml")),
        ("ppt/presentation.xml", b"<p:presentation/>"),
    )


@cache
def pdf() -> bytes:
    return saved(lambda out: Image.new("RGB", (40, 40), "white").save(out, "PDF"))


@cache
def png() -> bytes:
    return saved(lambda out: noise().save(out, "PNG"))


@cache
def jpg() -> bytes:
    return saved(lambda out: noise().save(out, "JPEG"))


@cache
def progressive() -> bytes:
    return saved(lambda out: noise().save(out, "JPEG", progressive=True))


def noise() -> Image.Image:
    return Image.effect_noise((64, 64), 80).convert("RGB")


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def compound(*names: str, rest: bytes = b"") -> bytes:
    """A compound file with these names in its directory, as far as anything here looks at it."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(name) + 2, 2, 1) + bytes(60)
        for name in ("Root Entry", *names)
    )
    return OLE + bytes(504) + entries + bytes(-len(entries) % 512) + rest


def content_types(kind: str, part: str) -> bytes:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" ContentType="{kind}"/>'
        "</Types>"
    ).encode()


def archive(*parts: tuple[str, bytes], bend: Callable[[list[zipfile.ZipInfo]], None] | None = None) -> bytes:
    """A ZIP archive; `bend` may falsify its directory before that is written."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
        if bend:
            bend(made.filelist)
    return out.getvalue()


def docx_with(*parts: tuple[str, bytes], bend: Callable[[list[zipfile.ZipInfo]], None] | None = None) -> bytes:
    """A small docx with more in it."""
    return archive(
        ("[Content_Types].xml", content_types(f"{OFFICE}wordprocessingml.document.main+xml", "word/document.xml")),
        ("word/document.xml", b"<w:document/>"),
        *parts,
        bend=bend,
    )


def macro(kind: str, part: str) -> bytes:
    return archive(
        ("[Content_Types].xml", content_types(f"application/vnd.ms-{kind}.macroEnabled.main+xml", part)), (part, b"")
    )


def last_is(**changes: object) -> Callable[[list[zipfile.ZipInfo]], None]:
    """Falsify what the directory says of the last part."""

    def bend(members: list[zipfile.ZipInfo]) -> None:
        for name, value in changes.items():
            setattr(members[-1], name, value)

    return bend


def overlap(members: list[zipfile.ZipInfo]) -> None:
    members[-1].header_offset = members[-2].header_offset


def crowd(*, told: int) -> bytes:
    """An archive whose directory has 100,000 entries, and whose end record tells of `told`."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 100_000
    return b"PK\x03\x04" + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, told, told, len(directory), 4, 0)


def zip64(content: bytes) -> bytes:
    """The same archive with the 64-bit end records that Java exports write."""
    at = content.rindex(b"PK\x05\x06")
    _, _, _, _, entries, length, start, _ = struct.unpack("<4s4H2LH", content[at:])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, start)
    return content[:at] + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + content[at:]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def huge_png() -> bytes:
    header = struct.pack(">2L5B", 20_000, 10_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


def huge_jpg() -> bytes:
    at = jpg().index(b"\xff\xc0") + 5
    return jpg()[:at] + struct.pack(">2H", 20_000, 10_000) + jpg()[at + 4 :]


def png_saying(text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return saved(lambda out: noise().save(out, "PNG", pnginfo=info))


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>'
    b"<lolz>&lol2;</lolz>"
)
PPT_MACROS = bytes.fromhex("1f00ff0314000000020000040c00000007000000010000000200 0000".replace(" ", ""))


class Case(NamedTuple):
    """A hostile file and words of the answer."""

    name: str
    content: Callable[[], bytes]
    answer: str


HOSTILE = {
    # the extension says one thing, the content another
    "program as pdf": Case("报告.pdf", lambda: MZ, "内容像是“.exe”文件"),
    "program as docx": Case("报告.docx", lambda: MZ, "不符"),
    "program as png": Case("现场.png", lambda: MZ, "不符"),
    "program as jpg": Case("现场.jpg", lambda: MZ, "不符"),
    "program as xls": Case("清单.xls", lambda: MZ, "不符"),
    "program as txt": Case("说明.txt", lambda: MZ, "不符"),
    "linux program as pdf": Case("报告.pdf", lambda: ELF, "不符"),
    "linux program as csv": Case("清单.csv", lambda: ELF, "不符"),
    "docx as xlsx": Case("清单.xlsx", docx, "不符"),
    "xlsx as docx": Case("报告.docx", xlsx, "不符"),
    "pptx as docx": Case("报告.docx", pptx, "不符"),
    "docx as pptx": Case("汇报.pptx", docx, "不符"),
    "docx as pdf": Case("报告.pdf", docx, "不符"),
    "docx as doc": Case("报告.doc", docx, "不符"),
    "docx as txt": Case("报告.txt", docx, "不符"),
    "doc as docx": Case("报告.docx", lambda: compound("WordDocument"), "不符"),
    "doc as xls": Case("清单.xls", lambda: compound("WordDocument"), "不符"),
    "xls as doc": Case("报告.doc", lambda: compound("Workbook"), "不符"),
    "ppt as xls": Case("清单.xls", lambda: compound("PowerPoint Document"), "不符"),
    "installer as doc": Case("报告.doc", lambda: compound("\x05SummaryInformation"), "不符"),
    "pdf as docx": Case("报告.docx", pdf, "不符"),
    "pdf as jpg": Case("现场.jpg", pdf, "不符"),
    "pdf as txt": Case("报告.txt", pdf, "不符"),
    "png as jpg": Case("现场.jpg", png, "不符"),
    "jpg as png": Case("现场.png", jpg, "不符"),
    "jpg as pdf": Case("报告.pdf", jpg, "不符"),
    "gif as png": Case("现场.png", lambda: saved(lambda out: noise().save(out, "GIF")), "不符"),
    "text as pdf": Case("报告.pdf", lambda: TEXT.encode(), "内容无法识别"),
    "rtf as doc": Case("报告.doc", lambda: RTF, "不符"),
    "rtf as txt": Case("报告.txt", lambda: RTF, "不符"),
    "web page as doc": Case("报告.doc", lambda: HTML, "不符"),
    "plain zip as docx": Case("报告.docx", lambda: archive(("报告.txt", b"text")), "不符"),
    "opendocument as docx": Case(
        "报告.docx", lambda: archive(("mimetype", b"application/vnd.oasis.opendocument.text")), "不符"
    ),
    "types without the part": Case(
        "报告.docx",
        lambda: archive(
            ("[Content_Types].xml", content_types(f"{OFFICE}wordprocessingml.document.main+xml", "word/document.xml"))
        ),
        "不符",
    ),
    "template as docx": Case(
        "报告.docx",
        lambda: archive(
            ("[Content_Types].xml", content_types(f"{OFFICE}wordprocessingml.template.main+xml", "word/document.xml")),
            ("word/document.xml", b""),
        ),
        "不符",
    ),
    # names
    "program": Case("报告.exe", lambda: MZ, "（.exe）不能上传"),
    "program behind a document's name": Case("报告.pdf.exe", lambda: MZ, "（.exe）不能上传"),
    "document behind a program's name": Case("报告.exe.pdf", pdf, "双重扩展名"),
    "picture behind a script's name": Case("现场.php.jpg", jpg, "双重扩展名"),
    "text behind a script's name": Case("说明.js .txt", lambda: TEXT.encode(), "双重扩展名"),
    "capitals": Case("报告.EXE.PDF", pdf, "双重扩展名"),
    "trailing blank": Case("报告.exe ", lambda: MZ, "（.exe）不能上传"),
    "trailing dot": Case("报告.exe.", lambda: MZ, "（.exe）不能上传"),
    "no extension": Case("报告", pdf, "没有扩展名"),
    "nothing but an extension": Case(".pdf", pdf, "没有扩展名"),
    "wide letters": Case("报告.ｐｄｆ", pdf, "不能上传"),
    "endless extension": Case("报告." + "x" * 300, pdf, "不能上传"),
    "archive": Case("材料.zip", lambda: archive(("报告.txt", b"text")), "（.zip）不能上传"),
    "web page": Case("报告.html", lambda: HTML, "（.html）不能上传"),
    "drawing": Case("示意图.svg", lambda: SVG, "（.svg）不能上传"),
    "document with macros": Case("报告.docm", docx, "（.docm）不能上传"),
    "shortcut": Case("报告.pdf.lnk", lambda: b"L\0\0\0", "（.lnk）不能上传"),
    # macros
    "docm renamed": Case("报告.docx", lambda: macro("word.document", "word/document.xml"), "宏"),
    "xlsm renamed": Case("清单.xlsx", lambda: macro("excel.sheet", "xl/workbook.xml"), "宏"),
    "pptm renamed": Case("汇报.pptx", lambda: macro("powerpoint.presentation", "ppt/presentation.xml"), "宏"),
    "macro part": Case("报告.docx", lambda: docx_with(("word/vbaProject.bin", OLE)), "宏"),
    "macro part in capitals elsewhere": Case("报告.docx", lambda: docx_with(("x/VBAPROJECT.BIN", OLE)), "宏"),
    "old macro sheet": Case("清单.xlsx", lambda: docx_with(("xl/macrosheets/sheet1.xml", b"<x/>")), "宏"),
    "doc with macros": Case("报告.doc", lambda: compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT"), "宏"),
    "xls with macros": Case("清单.xls", lambda: compound("Workbook", "_VBA_PROJECT_CUR"), "宏"),
    "ppt with macros": Case("汇报.ppt", lambda: compound("PowerPoint Document", rest=PPT_MACROS), "宏"),
    "locked docx": Case("报告.docx", lambda: compound("EncryptionInfo", "EncryptedPackage"), "取消密码"),
    # a second file inside or around the first
    "blank before the pdf": Case("报告.pdf", lambda: b"\n" + pdf(), "不符"),
    "picture before the pdf": Case("报告.pdf", lambda: b"GIF89a" + pdf(), "不符"),
    "program before the pdf": Case("报告.pdf", lambda: MZ + pdf(), "不符"),
    "page before the pdf": Case("报告.pdf", lambda: HTML + pdf(), "不符"),
    "page in the pdf's head": Case("报告.pdf", lambda: b"%PDF-1.4\n%" + HTML + pdf(), "脚本"),
    "pdf header alone": Case("报告.pdf", lambda: b"%PDF-1.7\nnothing", "已损坏"),
    "archive behind the pdf": Case("报告.pdf", lambda: pdf() + archive(("a.txt", b"a")), "内藏"),
    "archive and a second pdf end": Case(
        "报告.pdf", lambda: pdf() + archive(("a.txt", b"a")) + b"startxref\n0\n%%EOF", "内藏"
    ),
    "program behind the pdf": Case("报告.pdf", lambda: pdf() + MZ + b"\nstartxref\n0\n%%EOF", "内藏"),
    "archive behind the jpg": Case("现场.jpg", lambda: jpg() + archive(("a.class", b"a")), "内藏"),
    "rar behind the png": Case("现场.png", lambda: png() + b"Rar!\x1a\x07\x00", "内藏"),
    "program behind the png": Case("现场.png", lambda: png() + ELF, "内藏"),
    "php in the png": Case("现场.png", lambda: png_saying("<?php system($_GET[0]); ?>"), "脚本"),
    "script behind the jpg": Case("现场.jpg", lambda: jpg() + bytes(9000) + HTML, "内藏"),
    "drawing as png": Case("示意图.png", lambda: SVG, "不符"),
    "data before the docx": Case("报告.docx", lambda: b"PK\x03\x04" + docx(), "结构异常"),
    "data behind the docx": Case("报告.docx", lambda: docx() + HTML, "结构异常"),
    "program in the docx": Case("报告.docx", lambda: docx_with(("word/embeddings/a.exe", MZ)), "可执行"),
    "macro document in the docx": Case("报告.docx", lambda: docx_with(("word/embeddings/a.xlsm", b"")), "可执行"),
    "program in the doc": Case("报告.doc", lambda: compound("WordDocument", rest=MZ), "内藏"),
    # code in text
    "page as txt": Case("说明.txt", lambda: HTML, "不符"),
    "page after a mark as txt": Case("说明.txt", lambda: b"\xef\xbb\xbf \r\n<HTML>", "脚本"),
    "drawing as txt": Case("说明.txt", lambda: SVG, "脚本"),
    "script in the text": Case("说明.txt", lambda: TEXT.encode() * 3000 + b"<ScRiPt>", "脚本"),
    "script in the csv": Case("清单.csv", lambda: b"a,b\r\n1,<script src=x></script>\r\n", "脚本"),
    "php as txt": Case("说明.txt", lambda: b"<?php echo 1;", "脚本"),
    "shell script as txt": Case("说明.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "不符"),
    "batch file as txt": Case("说明.txt", lambda: b"@echo off\r\nformat c:", "不符"),
    "xml as txt": Case("说明.txt", lambda: LAUGHS, "不符"),
    "NUL in the text": Case("说明.txt", lambda: b"a\0b", "不符"),
    "terminal codes in the text": Case("说明.txt", lambda: b"a\x1b[2Jb", "不符"),
    "two-byte text": Case("说明.txt", lambda: TEXT.encode("utf-16"), "UTF-8"),
    "no encoding at all": Case("说明.txt", lambda: "报告".encode() + b"\xff\xff\x80", "转换编码"),
    # bombs
    "thousand to one": Case("报告.docx", lambda: docx_with(("word/a.xml", bytes(30_000_000))), "压缩炸弹"),
    "ten at once": Case(
        "报告.docx", lambda: docx_with(*((f"word/{n}.xml", bytes(900_000)) for n in range(10))), "压缩炸弹"
    ),
    "gigabytes told": Case(
        "清单.xlsx", lambda: docx_with(("a.bin", b"a"), bend=last_is(file_size=3 << 30)), "压缩炸弹"
    ),
    "less told than packed": Case(
        "报告.docx",
        lambda: docx_with(("a.bin", bytes(900_000)), bend=last_is(file_size=9, CRC=zlib.crc32(bytes(9)))),
        "压缩炸弹",
    ),
    "100,000 entries": Case("报告.docx", lambda: crowd(told=65_535), "压缩炸弹"),
    "100,000 entries, three told": Case("报告.docx", lambda: crowd(told=3), "压缩炸弹"),
    "100,000 entries, told in 64 bits": Case("报告.docx", lambda: zip64(crowd(told=3)), "压缩炸弹"),
    "shared parts": Case("报告.docx", lambda: docx_with(("a.bin", b"a"), ("b.bin", b"b"), bend=overlap), "重叠"),
    "billion laughs": Case("报告.docx", lambda: docx_with(("word/a.xml", LAUGHS)), "实体"),
    "billion laughs in two bytes": Case(
        "报告.docx", lambda: docx_with(("word/a.xml", LAUGHS.decode().encode("utf-16"))), "实体"
    ),
    "laughs in the list of types": Case(
        "报告.docx", lambda: archive(("[Content_Types].xml", LAUGHS), ("word/document.xml", b"")), "实体"
    ),
    "200 megapixel png": Case("现场.png", huge_png, "像素"),
    "200 megapixel jpg": Case("现场.jpg", huge_jpg, "像素"),
    # broken or odd archives
    "part outside": Case("报告.docx", lambda: docx_with(("../../etc/cron.d/a", b"")), "非法路径"),
    "part at the root": Case("报告.docx", lambda: docx_with(("/etc/passwd", b"")), "非法路径"),
    "part on a drive": Case("报告.docx", lambda: docx_with(("C:/a.xml", b"")), "非法路径"),
    "same part in two cases": Case("报告.docx", lambda: docx_with(("word/Document.xml", b"<x/>")), "重名"),
    "locked part": Case("报告.docx", lambda: docx_with(("a.bin", b"a"), bend=last_is(flag_bits=1)), "加密"),
    "odd compression": Case(
        "报告.docx", lambda: docx_with(("a.bin", b"a"), bend=last_is(compress_type=12)), "压缩方式"
    ),
    "two names for a part": Case(
        "报告.docx", lambda: docx_with(("a.bin", b"a"), bend=last_is(filename="b.bin")), "不一致"
    ),
    "wrong checksum": Case("报告.docx", lambda: docx_with(("a.bin", b"a"), bend=last_is(CRC=1)), "已损坏"),
    "broken types": Case("报告.docx", lambda: archive(("[Content_Types].xml", b"<Types>")), "已损坏"),
    "half a docx": Case("报告.docx", lambda: docx()[: len(docx()) // 2], "已损坏"),
    "half a pdf": Case("报告.pdf", lambda: pdf()[: len(pdf()) // 2], "已损坏"),
    "half a png": Case("现场.png", lambda: png()[: len(png()) // 2], "已损坏"),
    "half a jpg": Case("现场.jpg", lambda: jpg()[: len(jpg()) // 2], "已损坏"),
    "half a progressive jpg": Case("现场.jpg", lambda: progressive()[: len(progressive()) // 2], "已损坏"),
    "magic alone": Case("现场.png", lambda: b"\x89PNG\r\n\x1a\n", "已损坏"),
    **{
        f"empty {ending}": Case(f"空.{ending}", lambda: b"", "空文件")
        for ending in ("pdf", "docx", "doc", "png", "txt")
    },
    # secrecy
    "top secret": Case("绝密文件.pdf", pdf, "涉密文件不得上传本系统（保守国家秘密法第三十一条）"),
    "secret": Case("关于某事的报告（机密）.pdf", pdf, "涉密文件不得上传"),
    "secret, spaced out": Case("机 \u200b密 通报.pdf", pdf, "涉密文件不得上传"),
    "confidential": Case("秘密★10年 请示.docx", docx, "涉密文件不得上传"),
    "confidential in brackets": Case("［秘密］名单.xlsx", xlsx, "涉密文件不得上传"),
    "marked in the path": Case("机密/名单.xlsx", xlsx, "涉密文件不得上传"),
}

GOOD = {
    "docx": ("关于2019年工作的报告.docx", docx, f"{OFFICE}wordprocessingml.document"),
    "docx of a Java export": ("报告.docx", lambda: zip64(docx()), f"{OFFICE}wordprocessingml.document"),
    "docx with a table inside": (
        "报告.docx",
        lambda: docx_with(("word/embeddings/表.xlsx", xlsx())),
        f"{OFFICE}wordprocessingml.document",
    ),
    "xlsx": ("问题清单.xlsx", xlsx, f"{OFFICE}spreadsheetml.sheet"),
    "pptx": ("汇报.pptx", pptx, f"{OFFICE}presentationml.presentation"),
    "doc": ("报告.doc", lambda: compound("WordDocument"), "application/msword"),
    "xls": ("清单.xls", lambda: compound("Workbook"), "application/vnd.ms-excel"),
    "ppt": ("汇报.ppt", lambda: compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "pdf": ("柯人大常〔2019〕5号.pdf", pdf, "application/pdf"),
    "png": ("现场1.png", png, "image/png"),
    "jpg": ("现场2.JPG", jpg, "image/jpeg"),
    "jpeg": ("现场3.jpeg", progressive, "image/jpeg"),
    "utf-8": ("说明.txt", TEXT.encode, "text/plain"),
    "utf-8 with a mark": ("说明.txt", lambda: TEXT.encode("utf-8-sig"), "text/plain"),
    "gb18030": ("清单.csv", lambda: TEXT.encode("gb18030"), "text/csv"),
    "long gb18030": ("清单.csv", lambda: b"x" + TEXT.encode("gb18030") * 3000, "text/csv"),
    "two letters of a program": ("说明.txt", lambda: b"MZ 2019", "text/plain"),
    "dots": ("第1.2稿（2019.3.5）.docx", docx, f"{OFFICE}wordprocessingml.document"),
    "two documents' names": ("报告.docx.pdf", pdf, "application/pdf"),
    "about secrets": ("《保守国家秘密法》宣传方案.pdf", pdf, "application/pdf"),
    "about passwords": ("手机密码管理规定.pdf", pdf, "application/pdf"),
}

NAMES = {
    "关于.pdf": "关于.pdf",
    "C:\\Users\\张三\\报告.pdf": "报告.pdf",
    "../../../etc/报告.pdf": "报告.pdf",
    "报\x00告\r\n.pdf": "报告 .pdf",
    "报告\u202e\u2066\u200f.pdf": "报告.pdf",
    " 报告　终稿 .pdf. ": "报告 终稿 .pdf",
    '报告:"终稿"<1>?.pdf': "报告__终稿__1__.pdf",
    "半\ud800个.pdf": "半个.pdf",
    "长" * 300 + ".pdf": "长" * 196 + ".pdf",
    "𠮷" * 300 + ".xlsx": "𠮷" * 195 + ".xlsx",
}


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    """A storage folder of the test's own."""
    folder = tmp_path / "media"
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def access(monkeypatch: pytest.MonkeyPatch) -> registry.Register[Callable[[User | None], Q]]:
    """A register of file access that no app has filled."""
    empty: registry.Register[Callable[[User | None], Q]] = registry.Register()
    monkeypatch.setattr(registry, "file_access", empty)
    return empty


@pytest.fixture
def actor(db: None) -> User:
    """Somebody who uploads."""
    return person("uploader")


def person(name: str, *permissions: str) -> User:
    account = factories.user(display_name=name)
    for permission in permissions:
        app, codename = permission.split(".")
        account.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return account


def upload(name: str = "报告.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    made = SimpleUploadedFile("x", pdf() if content is None else content)
    # Set past the cleaning of Django's own setter, as an importer could.
    made.__dict__["_name"] = name
    return made


def stored_files(media: Path) -> list[Path]:
    return [entry for entry in media.rglob("*") if entry.is_file()]


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def answered(user: User | None, address: str) -> int:
    response = client_of(user).get(address)
    # Reading to the end closes the file; close() would also close the database.
    list(response)
    return response.status_code


def body(response: object) -> bytes:
    assert isinstance(response, FileResponse)
    return b"".join(iter(response))


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_leaves_nothing(case: Case, actor: User, media: Path) -> None:
    with pytest.raises(ValidationError) as refusal:
        attachments.store(upload(case.name, case.content()), actor=actor)
    assert case.answer in refusal.value.messages[0]
    assert not Attachment.objects.exists()
    assert not Activity.objects.exists()
    assert not stored_files(media)


def test_there_are_hostile_files_enough() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize(("name", "content", "kind"), GOOD.values(), ids=GOOD)
def test_a_good_file_is_kept_as_it_is(
    name: str, content: Callable[[], bytes], kind: str, actor: User, media: Path
) -> None:
    attachment = attachments.store(upload(name, content()), actor=actor)
    attachment.refresh_from_db()
    with attachment.file.open("rb") as stored:
        assert stored.read() == content()
    assert (attachment.name, attachment.content_type) == (name, kind)
    assert attachment.size == len(content())
    assert len(stored_files(media)) == 1
    line = Activity.objects.get()
    assert (line.verb, line.actor, line.detail["sha256"]) == ("上传附件", actor, attachment.sha256)


@pytest.mark.parametrize(("given", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_cleaned_and_cut_but_keeps_its_extension(given: str, kept: str, actor: User) -> None:
    content = xlsx() if given.endswith(".xlsx") else pdf()
    assert attachments.store(upload(given, content), actor=actor).name == kept


def test_a_given_name_takes_the_extension_of_the_upload(actor: User) -> None:
    assert attachments.store(upload("scan0001.pdf"), actor=actor, name="整改报告").name == "整改报告.pdf"
    assert attachments.store(upload("scan0001.pdf"), actor=actor, name="整改报告.pdf").name == "整改报告.pdf"
    assert attachments.store(upload("scan0001.pdf"), actor=actor, name="第1.2稿").name == "第1.2稿.pdf"


def test_a_given_name_cannot_hide_a_program_or_a_secret(actor: User) -> None:
    with pytest.raises(ValidationError, match="exe"):
        attachments.store(upload("evil.exe", MZ), actor=actor, name="报告.pdf")
    with pytest.raises(ValidationError, match="涉密文件"):
        attachments.store(upload("scan0001.pdf"), actor=actor, name="机密通报")


@pytest.mark.parametrize("security", ["绝密", "机密", "秘密", "secret", "TOP_SECRET", "confidential"])
def test_a_class_of_state_secrecy_is_refused_with_the_law(security: str, actor: User, media: Path) -> None:
    with pytest.raises(ValidationError) as refusal:
        attachments.store(upload(), actor=actor, security=security)
    assert refusal.value.code == "secret_not_allowed"
    assert "保守国家秘密法第三十一条" in refusal.value.messages[0]
    assert not stored_files(media)


def test_an_unknown_class_is_refused(actor: User) -> None:
    with pytest.raises(ValidationError, match="没有“public”这一级别"):
        attachments.store(upload(), actor=actor, security="public")


class Endless(SimpleUploadedFile):
    """An upload of 200 MB that never exists as a whole; its sender may say less."""

    def __init__(self, told: int) -> None:
        super().__init__("录像.pdf", b"%PDF-1.4")
        self.size = told
        self.read_bytes = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        block = bytes(chunk_size or 65_536)
        while self.read_bytes < 200 * 1024 * 1024:
            self.read_bytes += len(block)
            yield block


@pytest.mark.parametrize("told", [200 * 1024 * 1024, 1000], ids=["told", "hidden"])
def test_200_megabytes_are_refused_by_name_and_limit_without_being_read(
    told: int, actor: User, media: Path, settings: Settings
) -> None:
    endless = Endless(told)
    tracemalloc.start()
    try:
        with pytest.raises(ValidationError, match=r"文件“录像\.pdf”超过20 MB的上限"):
            attachments.store(endless, actor=actor)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert endless.read_bytes <= settings.ATTACHMENT_MAX_BYTES + 65_536
    assert not stored_files(media)


@pytest.mark.parametrize(
    "case", ["thousand to one", "100,000 entries, three told", "200 megapixel png", "less told than packed"]
)
def test_a_bomb_does_not_take_memory(case: str) -> None:
    bomb = upload(HOSTILE[case].name, HOSTILE[case].content())
    tracemalloc.start()
    try:
        with pytest.raises(ValidationError):
            attachments.check(bomb)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_an_upload_on_disk_is_kept_too(actor: User, media: Path) -> None:
    with TemporaryUploadedFile("报告.docx", "text/html", len(docx()), None) as temporary:
        temporary.write(docx())
        temporary.flush()
        attachment = attachments.store(temporary, actor=actor)
    assert attachment.content_type.endswith("wordprocessingml.document")
    assert stored_files(media)[0].read_bytes() == docx()


def test_a_refusal_names_the_file_even_when_its_name_is_long() -> None:
    with pytest.raises(ValidationError) as refusal:
        attachments.check(upload("长" * 300 + ".exe", MZ))
    message = refusal.value.messages[0]
    assert message.startswith("文件“" + "长" * 40 + "…")
    assert "长.exe”" in message


def test_a_storage_that_fails_is_told_in_words(actor: User, media: Path) -> None:
    media.write_text("a file where the folder should be")
    with pytest.raises(ValidationError, match="未能保存"):
        attachments.store(upload(), actor=actor)
    assert not Attachment.objects.exists()


def test_a_row_that_cannot_be_saved_leaves_no_file(media: Path, db: None) -> None:
    with pytest.raises(ValidationError):
        attachments.store(upload(), actor=User(pk=999_999_999, username="gone"))
    assert not stored_files(media)


def test_what_a_rolled_back_step_left_is_purged_and_nothing_else(actor: User, media: Path) -> None:
    kept = attachments.store(upload(), actor=actor)
    published = published_file(actor)
    with transaction.atomic():
        attachments.store(upload(), actor=actor)
        transaction.set_rollback(True)
    assert len(stored_files(media)) == 3
    assert attachments.purge_orphans() == 0
    for file in stored_files(media):
        os.utime(file, (0, 0))
    assert attachments.purge_orphans(older_than=timedelta(hours=1)) == 1
    assert {file.name for file in stored_files(media)} == {Path(kept.file.name).name, Path(published.file.name).name}


def test_purging_an_empty_storage_is_nothing(db: None) -> None:
    assert attachments.purge_orphans() == 0


def test_a_stored_file_has_no_telling_name(actor: User) -> None:
    attachment = attachments.store(upload("报告.pdf"), actor=actor)
    other = attachments.store(upload("报告.pdf"), actor=actor)
    assert attachment.file.name != other.file.name
    assert "." not in attachment.file.name
    assert "报告" not in attachment.file.name


def test_nobody_reads_an_attachment_that_no_record_opens(actor: User, access: object) -> None:
    attachment = attachments.store(upload(), actor=actor)
    for user in (None, person("stranger"), actor):
        assert answered(user, f"/files/{attachment.public_id}/") == 404


def test_a_condition_that_names_nothing_opens_nothing(
    actor: User, access: registry.Register[Callable[[User | None], Q]]
) -> None:
    attachment = attachments.store(upload(), actor=actor)
    access.add("careless", lambda user: Q())
    assert answered(actor, f"/files/{attachment.public_id}/") == 404


def test_those_whom_a_record_lets_in_read_the_file_and_others_do_not(
    actor: User, access: registry.Register[Callable[[User | None], Q]]
) -> None:
    attachment = attachments.store(upload(), actor=actor)
    access.add("none", lambda user: Q(pk__in=[]))
    access.add("own", lambda user: Q(uploaded_by=user) if user else Q(pk__in=[]))
    response = client_of(actor).get(f"/files/{attachment.public_id}/")
    assert response.status_code == 200
    assert body(response) == pdf()
    for stranger in (None, person("stranger")):
        assert answered(stranger, f"/files/{attachment.public_id}/") == 404


def test_a_record_with_many_ties_to_a_file_opens_it_once(
    actor: User, access: registry.Register[Callable[[User | None], Q]]
) -> None:
    attachment = attachments.store(upload(), actor=actor)
    attachments.store(upload(), actor=actor)
    access.add("joined", lambda user: Q(uploaded_by__activities__isnull=False))
    assert answered(actor, f"/files/{attachment.public_id}/") == 200


def test_the_permission_opens_every_attachment(actor: User, access: object) -> None:
    attachment = attachments.store(upload(), actor=actor)
    assert answered(person("checker", "congress.view_attachment"), f"/files/{attachment.public_id}/") == 200


def test_an_account_that_was_closed_reads_nothing(
    actor: User, access: registry.Register[Callable[[User | None], Q]]
) -> None:
    attachment = attachments.store(upload(), actor=actor)
    access.add("own", lambda user: Q(uploaded_by=user) if user else Q(pk__in=[]))
    client = client_of(actor)
    User.objects.filter(pk=actor.pk).update(is_active=False)
    assert client.get(f"/files/{attachment.public_id}/").status_code == 404


def test_every_reading_of_a_restricted_attachment_is_logged(
    actor: User, access: registry.Register[Callable[[User | None], Q]]
) -> None:
    attachment = attachments.store(upload(), actor=actor, security=Attachment.Security.RESTRICTED)
    access.add("everyone", lambda user: Q(pk=attachment.pk))
    readings = Activity.objects.filter(verb="查看限制级附件", object_key=str(attachment.pk))
    for times in (1, 2):
        assert answered(actor, f"/files/{attachment.public_id}/") == 200
        assert readings.filter(actor=actor).count() == times
    assert answered(None, f"/files/{attachment.public_id}/") == 404
    assert readings.count() == 2


def test_reading_an_ordinary_attachment_is_not_logged(actor: User, access: object) -> None:
    attachment = attachments.store(upload(), actor=actor)
    assert answered(person("checker", "congress.view_attachment"), f"/files/{attachment.public_id}/") == 200
    assert not Activity.objects.exclude(verb="上传附件").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/files/1/",
        "/files/%2e%2e/",
        "/media/{path}",
        "/{path}",
        "/var/media/{path}",
        "/static/{path}",
        "/published-files/{pk}/",
    ],
)
def test_no_other_address_leads_to_the_file(address: str, actor: User, access: object) -> None:
    attachment = attachments.store(upload(), actor=actor)
    checker = client_of(person("checker", "congress.view_attachment"))
    assert checker.get(address.format(path=attachment.file.name, pk=attachment.pk)).status_code == 404
    assert checker.get(f"/files/{uuid4()}/").status_code == 404


def test_a_file_is_saved_and_never_shown_as_a_page(actor: User, access: object) -> None:
    attachment = attachments.store(upload("审议意见 '5号'.txt", TEXT.encode()), actor=actor)
    response = client_of(person("checker", "congress.view_attachment")).get(f"/files/{attachment.public_id}/")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%AE%A1%E8%AE%AE%E6%84%8F%E8%A7%81%20%275%E5%8F%B7%27.txt"
    )
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Length"] == str(len(TEXT.encode()))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert body(response) == TEXT.encode()


def test_a_file_answers_only_to_reading(actor: User, access: object) -> None:
    attachment = attachments.store(upload(), actor=actor)
    checker = client_of(person("checker", "congress.view_attachment"))
    assert checker.post(f"/files/{attachment.public_id}/").status_code == 405
    response = checker.head(f"/files/{attachment.public_id}/")
    list(response)
    assert response.status_code == 200


def test_a_file_that_the_storage_lost_is_not_found(actor: User, access: object, media: Path) -> None:
    attachment = attachments.store(upload(), actor=actor, security=Attachment.Security.RESTRICTED)
    stored_files(media)[0].unlink()
    checker = client_of(person("checker", "congress.view_attachment"))
    assert checker.get(f"/files/{attachment.public_id}/").status_code == 404
    assert not Activity.objects.filter(verb="查看限制级附件").exists()


def test_the_web_server_can_send_the_file_for_us(actor: User, access: object, settings: Settings) -> None:
    settings.ATTACHMENT_ACCEL_PREFIX = "/protected/"
    attachment = attachments.store(upload("报告.pdf"), actor=actor)
    response = client_of(person("checker", "congress.view_attachment")).get(f"/files/{attachment.public_id}/")
    assert response["X-Accel-Redirect"] == f"/protected/{attachment.file.name}"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.content == b""


def published_file(
    by: User,
    *,
    status: str = Publication.Status.PUBLISHED,
    is_out: bool = True,
    audience: str = Publication.Audience.SOCIETY,
    versions: int = 1,
) -> PublishedFile:
    """The file of the first version of a publication."""
    reason = "示例" if status == Publication.Status.WITHDRAWN else ""
    publication = Publication.objects.create(
        kind="示例",
        title="示例",
        audience=audience,
        path="/",
        status=status,
        first_published_at=timezone.now() if is_out else None,
        withdrawal_reason=reason,
    )
    made = [
        PublishedVersion.objects.create(publication=publication, number=number, content={}, sha256="", published_by=by)
        for number in range(1, versions + 1)
    ]
    copy = PublishedFile(version=made[0], name="公开稿.pdf", content_type="application/pdf", size=len(pdf()), sha256="")
    copy.file.save("x", ContentFile(pdf()), save=False)
    copy.save()
    return copy


@pytest.mark.parametrize("status", ["published", "corrected"])
def test_everyone_reads_a_file_published_to_society(status: str, actor: User) -> None:
    response = client_of(None).get(f"/published-files/{published_file(actor, status=status).pk}/")
    assert body(response) == pdf()
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("status", ["required", "redacted", "approved"])
def test_nobody_reads_a_file_of_what_is_not_public_yet(status: str, actor: User) -> None:
    file = published_file(actor, status=status, is_out=False)
    for user in (None, person("deputy", "supervision.read_circulated"), person("checker", "congress.view_attachment")):
        assert answered(user, f"/published-files/{file.pk}/") == 404


def test_nobody_reads_a_file_of_what_was_withdrawn(actor: User) -> None:
    file = published_file(actor, status=Publication.Status.WITHDRAWN)
    for user in (None, person("deputy", "supervision.read_circulated"), person("checker", "congress.view_attachment")):
        assert answered(user, f"/published-files/{file.pk}/") == 404


def test_a_file_of_an_older_version_is_gone_with_it(actor: User) -> None:
    file = published_file(actor, versions=2)
    assert answered(None, f"/published-files/{file.pk}/") == 404


def test_what_is_circulated_to_deputies_opens_to_them_alone(actor: User) -> None:
    file = published_file(actor, audience=Publication.Audience.DEPUTIES)
    for stranger in (None, actor):
        assert answered(stranger, f"/published-files/{file.pk}/") == 404
    deputy = person("deputy", "supervision.read_circulated")
    assert body(client_of(deputy).get(f"/published-files/{file.pk}/")) == pdf()


class PaperForm(forms.Form):
    """A form of the kind that every face has."""

    paper = UploadField(label="报告", required=False)
    annexes = UploadsField(label="附件", max_files=3)


def answer(*annexes: SimpleUploadedFile, paper: SimpleUploadedFile | None = None) -> PaperForm:
    sent: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict({"annexes": list(annexes)})
    if paper:
        sent["paper"] = paper
    return PaperForm({}, sent)


def test_a_form_gives_the_uploads_that_may_be_kept(actor: User) -> None:
    form = answer(upload(), upload("现场.png", png()), paper=upload("报告.docx", docx()))
    assert form.is_valid(), form.errors
    kept = [
        attachments.store(each, actor=actor) for each in (form.cleaned_data["paper"], *form.cleaned_data["annexes"])
    ]
    assert [each.name for each in kept] == ["报告.docx", "报告.pdf", "现场.png"]
    assert [each.size for each in kept] == [len(docx()), len(pdf()), len(png())]


def test_a_form_names_each_file_it_refuses() -> None:
    form = answer(upload("a.exe", MZ), upload(), upload("b.txt", b""), paper=upload("c.pdf", MZ))
    assert not form.is_valid()
    assert [message[:9] for message in form.errors["annexes"]] == ["文件“a.exe”", "文件“b.txt”"]
    assert form.errors["paper"][0].startswith("文件“c.pdf”的内容与扩展名不符")


def test_a_form_asks_for_a_file_and_limits_their_number() -> None:
    assert answer().errors == {"annexes": ["请选择文件。"]}
    assert answer(*[upload()] * 4).errors == {"annexes": ["一次最多上传3个文件，现有4个。"]}


def test_a_form_says_what_may_be_uploaded_and_what_never() -> None:
    page = PaperForm().as_p()
    assert "multiple" in page
    assert 'accept=".pdf,.docx' in page
    assert "每个文件不超过20 MB" in page
    assert "严禁上传涉密文件" in page
