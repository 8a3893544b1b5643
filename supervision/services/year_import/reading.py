"""The sheets of a year's folder as rows of cells, and what is wrong with them, by file, row and column."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

#: more than any year of a district holds; a longer sheet is a mistake that would block the office for minutes
MAX_ROWS: Final = 20_000
#: columns that every sheet ends with
COMMON_COLUMNS: Final = ("illustrative", "source")
_FLAGS: Final = {"true": True, "false": False, "": False}
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; row 1 is the header, as a spreadsheet counts."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        row = f" 第{self.row}行" if self.row else ""
        column = f" {self.column}" if self.column else ""
        return f"{self.file}{row}{column}：{self.text}"


class ImportRefused(ValidationError):
    """The folder was refused as a whole; `messages` holds one sentence for each problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([str(problem) for problem in problems])
        self.problems = tuple(problems)


@dataclass
class Row:
    """One row of a sheet. Readers of a cell note what is wrong and go on, so that one run names everything."""

    file: str
    number: int
    cells: dict[str, str]
    problems: list[Problem]
    #: set by a problem, or by leaning on a row that has one: it is not stored
    is_refused: bool = field(default=False)
    _days: dict[str, date | None] = field(default_factory=dict)

    def refuse(self, column: str, text: str) -> None:
        """Note a problem of this row."""
        self.is_refused = True
        self.problems.append(Problem(self.file, self.number, column, text))

    def refuse_all(self, error: ValidationError, columns: dict[str, str]) -> None:
        """Note what a record's own checks found; `columns` gives the column of a field."""
        for name, messages in error.message_dict.items():
            for message in messages:
                self.refuse("" if name == NON_FIELD_ERRORS else columns.get(name, name), message)

    def text(self, column: str) -> str:
        """The cell without surrounding blanks."""
        return self.cells[column]

    def day(self, column: str) -> date | None:
        """The date in the cell, None if it is empty; a wrong one is told once however often it is read."""
        if column not in self._days:
            self._days[column] = self._read_day(column)
        return self._days[column]

    def _read_day(self, column: str) -> date | None:
        value = self.cells[column]
        if not value:
            return None
        if not _DAY.fullmatch(value):
            self.refuse(column, "日期写法不对，应为 2019-08-28")
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse(column, f"日历上没有“{value}”这一天")
            return None

    def needed_day(self, column: str) -> Any:
        """The date in the cell; an empty one is a problem. None only after a problem."""
        if not self.cells[column]:
            self.refuse(column, "日期不能为空，应为 2019-08-28 的写法")
        return self.day(column)

    def whole(self, column: str) -> int | None:
        """The whole number in the cell, None if it is empty."""
        value = self.cells[column]
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            self.refuse(column, f"“{value}”不是整数")
            return None
        return int(value)

    def needed_whole(self, column: str) -> Any:
        """The whole number in the cell; an empty one is a problem. None only after a problem."""
        if not self.cells[column]:
            self.refuse(column, "不能为空，应为整数")
        return self.whole(column)

    def flag(self, column: str) -> bool:
        """true or false; empty is false."""
        value = self.cells[column]
        if value not in _FLAGS:
            self.refuse(column, f"“{value}”应写为 true 或 false")
        return _FLAGS.get(value, False)

    def parts(self, column: str) -> list[str]:
        """The parts of a cell that lists several things, divided by semicolons."""
        return [part.strip() for part in self.cells[column].split(";") if part.strip()]

    def check_illustrative(self) -> None:
        """The illustrative fields are named by columns of this sheet that hold something."""
        for name in self.parts("illustrative"):
            if name not in self.cells:
                self.refuse("illustrative", f"“{name}”不是本表的列")
            elif not self.cells[name]:
                self.refuse("illustrative", f"“{name}”这一格是空的，不能标为示例")


@dataclass(frozen=True)
class Evidence:
    """What a source may cite: the figures of the report by number, and its words."""

    figures: frozenset[str]
    words: str

    def check(self, row: Row) -> None:
        """A source reads `F061 words of the report` or `F034;F069 words`; an empty one claims nothing."""
        source = row.text("source")
        if not source:
            return
        numbers, _, quotation = source.partition(" ")
        for number in numbers.split(";"):
            if number not in self.figures:
                row.refuse("source", f"figures.csv 中没有“{number}”")
        if not quotation:
            row.refuse("source", "编号之后应引报告原文")
        elif _unspaced(quotation) not in self.words:
            row.refuse("source", f"报告原文中找不到“{quotation}”")


def read_evidence(folder: Path, problems: list[Problem]) -> Evidence:
    """Read `figures.csv` and `work-report.txt`."""
    figures = _records(folder / "figures.csv", problems)
    words = _decoded(folder / "work-report.txt", problems) or ""
    return Evidence(frozenset(cells[0] for _, cells in figures if cells), _unspaced(words))


def read_sheet(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Read one sheet. Its header must hold exactly `columns` and the common ones, in any order."""
    records = _records(path, problems)
    _, header = next(records, (1, None))
    if header is None:
        if path.exists() and not any(problem.file == path.name for problem in problems):
            problems.append(Problem(path.name, 1, "", "文件是空的，应有表头"))
        return []
    found = [name.strip() for name in header]
    wrong = _header_problems(path.name, found, (*columns, *COMMON_COLUMNS))
    problems.extend(wrong)
    if wrong:
        return []
    rows: list[Row] = []
    for number, cells in records:
        if len(rows) == MAX_ROWS:
            problems.append(Problem(path.name, number, "", f"超过{MAX_ROWS}行，请核对文件"))
            break
        if len(cells) != len(found):
            problems.append(Problem(path.name, number, "", f"应有{len(found)}格，实有{len(cells)}格"))
            continue
        values = (cell.strip() for cell in cells)
        rows.append(Row(path.name, number, dict(zip(found, values, strict=True)), problems))
    return rows


def _header_problems(file: str, found: Sequence[str], wanted: Sequence[str]) -> list[Problem]:
    return [
        *(Problem(file, 1, name, "缺少这一列") for name in wanted if name not in found),
        *(Problem(file, 1, name, "多出的列，请核对列名") for name in dict.fromkeys(found) if name not in wanted),
        *(Problem(file, 1, name, "列名重复") for name in dict.fromkeys(found) if found.count(name) > 1),
    ]


def _records(path: Path, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file with their number in a spreadsheet; blank lines are counted and left out."""
    text = _decoded(path, problems)
    if text is None:
        return
    number = 0
    # `splitlines` would also break at characters that are no line ends in CSV.
    lines = re.split(r"(?<=\n)", text)
    try:
        for number, cells in enumerate(csv.reader(lines, strict=True), start=1):
            if any(cells):
                yield number, cells
    except csv.Error as error:
        problems.append(Problem(path.name, number + 1, "", f"表格格式有误，请检查引号和逗号（{error}）"))


def _decoded(path: Path, problems: list[Problem]) -> str | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(path.name, 0, "", "缺少这个文件"))
    except OSError as error:
        problems.append(Problem(path.name, 0, "", f"无法读取文件（{error.strerror}）"))
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 0, "", "文字编码不是 UTF-8，请另存为 UTF-8 编码的 CSV"))
    else:
        if "\x00" not in text:
            return text
        problems.append(Problem(path.name, 0, "", "文件含有空字符，不是文本文件"))
    return None


def _unspaced(text: str) -> str:
    """The words alone: the printed report breaks lines anywhere."""
    return re.sub(r"\s", "", text)
