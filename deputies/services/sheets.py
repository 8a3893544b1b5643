"""Excel sheets of this app, in and out: rows under known headings, cells read with words for what is wrong."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
from django.core.exceptions import ValidationError
from openpyxl.styles import Font

from congress.services.attachments import Upload, check

_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")
Cells = dict[str, Any]


def read(upload: Upload, headings: Sequence[str], *, most: int, empty: str) -> list[tuple[int, Cells]]:
    """The filled rows of a file by their numbers, each cell under its heading.

    Raises ValidationError if the file cannot be read, lacks a heading, has more than `most` rows, or holds none.
    """
    check(upload)
    try:
        upload.seek(0)
        rows = list(openpyxl.load_workbook(upload, read_only=True, data_only=True).active.iter_rows(values_only=True))
    except (AttributeError, BadZipFile, KeyError, OSError, SyntaxError, TypeError, ValueError):
        raise ValidationError("文件无法读取，请下载模板填写后重新选择（xlsx格式）。") from None
    found = [text(cell) for cell in (rows[0] if rows else ())]
    if missing := [name for name in headings if name not in found]:
        raise ValidationError(f"文件缺少“{'、'.join(missing)}”这几列，请下载模板填写。")
    if len(rows) - 1 > most:
        raise ValidationError(f"一次最多导入{most}行，请拆分文件。")
    filled = [(number, dict(zip(found, row, strict=False))) for number, row in enumerate(rows[1:], 2) if any(row)]
    if not filled:
        raise ValidationError(empty)
    return filled


def text(value: Any) -> str:
    """A cell as text; an empty one is empty."""
    return "" if value is None else str(value).strip()


def day(value: Any, label: str, wrong: list[str]) -> date | None:
    """A day in any of the usual forms; None, with the reason added to `wrong`, if it is none."""
    if isinstance(value, datetime):
        return value.date()
    for form in _DAYS:
        try:
            return datetime.strptime(text(value), form).date()  # noqa: DTZ007 - a day has no hour
        except ValueError:
            continue
    wrong.append(f"{label}“{text(value)[:20]}”不是日期，请写成 2026-10-15")
    return None


def choice(value: Any, choices: Iterable[tuple[str, Any]], label: str, wrong: list[str]) -> str:
    """The stored value of the words of a choice; empty, with the reason added to `wrong`, if there is none."""
    known = {str(words): key for key, words in choices}
    words = text(value)
    if words not in known:
        wrong.append(f"{label}“{words[:20]}”不正确，只能填写：{'、'.join(known)}")
    return known.get(words, "")


def plain(words: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


def fill(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Head in bold, and the rows; text is made plain, numbers stay numbers."""
    if title:
        sheet.title = title
    sheet.append(list(head))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([plain(each) if isinstance(each, str) else each for each in row])


def saved(book: openpyxl.Workbook) -> bytes:
    """The file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()
