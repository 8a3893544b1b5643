"""Plain text and CSV: UTF-8 or GB18030, and nothing that a program would read as its own."""

import codecs
import re
from typing import IO

from .reading import MARKUP, FileRefusedError, blocks, contains, head, mismatch

# All control characters but tab, line ends, page break and the end mark of old DOS files.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_OTHER_FORMAT = re.compile(rb"#!|%PDF-|%!PS|\{\\rtf|<\?xml|<!doctype|@echo\s+off|MIME-Version:", re.IGNORECASE)


def check_text(stream: IO[bytes]) -> None:
    """Raise FileRefusedError unless it is text in one of the two encodings, without code for a browser or a shell."""
    start = head(stream)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefusedError("的编码是UTF-16，请另存为UTF-8编码后上传。")
    if _OTHER_FORMAT.match(start.removeprefix(codecs.BOM_UTF8).lstrip()) or contains(stream, _NOT_TEXT):
        raise mismatch(stream)
    if contains(stream, MARKUP):
        raise FileRefusedError("含有网页或脚本代码，不能上传。")
    if not (_decodes(stream, "utf-8") or _decodes(stream, "gb18030")):
        raise FileRefusedError("不是UTF-8或GB18030编码的文本，请转换编码后上传。")


def _decodes(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in blocks(stream):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
