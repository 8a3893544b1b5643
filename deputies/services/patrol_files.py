"""Files of a platform's patrol records: read row by row, each bad row told by its number in the file."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any, Final

import openpyxl
from django.conf import settings

from congress.models import Organ
from deputies.models import ImportBatch, PatrolCategory, PatrolFinding

COLUMNS: Final = (
    "编号",
    "类别",
    "情况",
    "地点",
    "经度",
    "纬度",
    "发现日期",
    "上报人",
    "是否交办",
    "承办单位",
    "办理结果",
)
NEEDED: Final = ("编号", "类别", "情况", "地点", "发现日期")
#: rows told by name; more of them are told as a number
MOST_PROBLEMS: Final = 200
#: columns that are looked at
_MOST_COLUMNS: Final = 50
_OUTCOMES: Final = {
    "": PatrolFinding.Status.IN_HAND,
    "办理中": PatrolFinding.Status.IN_HAND,
    "已解决": PatrolFinding.Status.FIXED,
    "暂无法解决": PatrolFinding.Status.CANNOT,
}
_YES: Final = frozenset({"是", "1", "已交办", "true"})
_NO: Final = frozenset({"", "否", "0", "未交办", "false"})
_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y.%m.%d")


class FileRefused(ValueError):
    """No row of the file can be taken; `problems` says why, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(self.problems[:3]))


@dataclass
class Register:
    """What the rows name: categories and organs by their words."""

    categories: Mapping[str, PatrolCategory] = field(default_factory=dict)
    organs: Mapping[str, Organ] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Register":
        """All of them; a name that several organs bear is nobody's."""
        organs: dict[str, Organ] = {}
        several: set[str] = set()
        for organ in Organ.objects.all():
            for name in {organ.name, organ.short_name} - {""}:
                if name in organs:
                    several.add(name)
                organs[name] = organ
        for name in several:
            del organs[name]
        return cls({row.name: row for row in PatrolCategory.objects.all()}, organs)


def rows_of(stream: IO[bytes], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file with their numbers as a spreadsheet shows them; empty ones are left out.

    Raises FileRefused if the file has not the columns that are needed, or more rows than may be taken.
    """
    lines = _lines_of_csv(stream) if name.lower().endswith(".csv") else _lines_of_xlsx(stream)
    head: list[str] | None = None
    taken = 0
    for number, cells in lines:
        values = [_text(cell) for cell in cells]
        if not any(values):
            continue
        if head is None:
            head = values
            _check_head(head)
            continue
        taken += 1
        if taken > settings.PATROL_IMPORT_ROWS:
            raise FileRefused([f"文件超过{settings.PATROL_IMPORT_ROWS}行，请拆分后分批导入。"])
        yield number, dict(zip(head, values, strict=False))
    if head is None or not taken:
        raise FileRefused(["文件中没有记录。"])


def _lines_of_csv(stream: IO[bytes]) -> Iterator[tuple[int, Sequence[Any]]]:
    content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise FileRefused([f"第{reader.line_num}行：不是规范的CSV，请另存为CSV UTF-8后再导入。"]) from None


def _lines_of_xlsx(stream: IO[bytes]) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise FileRefused(["文件无法读取，请用xlsx或CSV格式重新导出。"]) from None
    sheet = book.worksheets[0]
    # What the file says of its own size may be wrong by millions of cells.
    sheet.reset_dimensions()
    yield from enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), 1)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _check_head(head: Sequence[str]) -> None:
    problems = []
    if missing := [name for name in NEEDED if name not in head]:
        problems.append(f"文件缺少“{'、'.join(missing)}”列。")
    if strange := [name for name in head if name and name not in COLUMNS]:
        problems.append(f"文件有不认识的列“{'、'.join(strange)}”，可用的列：{'、'.join(COLUMNS)}。")
    if len(set(filter(None, head))) != len([name for name in head if name]):
        problems.append("文件有重复的列名。")
    if problems:
        raise FileRefused(problems)


def findings(
    batch: ImportBatch, stream: IO[bytes], name: str, *, progress: Callable[[int], None]
) -> list[PatrolFinding]:
    """All rows as findings that are not stored yet; `progress` is told how many were looked at.

    Raises FileRefused, naming every bad row, if a single one is bad.
    """
    register = Register.load()
    found: list[PatrolFinding] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for done, (number, row) in enumerate(rows_of(stream, name), 1):
        try:
            finding = _finding(batch, row, register)
            if finding.external_id in seen:
                raise ValueError(f"编号“{finding.external_id}”与第{seen[finding.external_id]}行重复。")
            seen[finding.external_id] = number
            found.append(finding)
        except ValueError as error:
            problems.append(f"第{number}行：{error}")
        progress(done)
    if problems:
        more = len(problems) - MOST_PROBLEMS
        raise FileRefused([*problems[:MOST_PROBLEMS], *([f"另有{more}行有误。"] if more > 0 else [])])
    return found


def _finding(batch: ImportBatch, row: Mapping[str, str], register: Register) -> PatrolFinding:
    if empty := [name for name in NEEDED if not row.get(name)]:
        raise ValueError(f"“{'、'.join(empty)}”不能为空。")
    for name, limit in (("编号", 60), ("地点", 120), ("上报人", 40), ("情况", 5_000)):
        if len(row.get(name, "")) > limit:
            raise ValueError(f"“{name}”超过{limit}个字。")
    category = register.categories.get(row["类别"])
    if category is None:
        raise ValueError(f"类别“{row['类别']}”未登记，应为：{'、'.join(register.categories)}。")
    latitude, longitude = _coordinate(row, "纬度", 90), _coordinate(row, "经度", 180)
    if (latitude is None) != (longitude is None):
        raise ValueError("经度和纬度须同时填写或者同时不填。")
    handed, organ, status = _course(row, register)
    return PatrolFinding(
        batch=batch,
        platform=batch.platform,
        external_id=row["编号"],
        category=category,
        text=row["情况"],
        place=row["地点"],
        latitude=latitude,
        longitude=longitude,
        found_on=_day(batch, row["发现日期"]),
        finder_name=row.get("上报人", ""),
        was_handed_over_elsewhere=handed,
        organ=organ,
        status=status,
        # What the platform has is looked after there: nobody here is reminded or asked.
        is_historic=True,
    )


def _coordinate(row: Mapping[str, str], name: str, limit: int) -> Decimal | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{name}“{text}”不是数字。") from None
    if not value.is_finite() or abs(value) > limit:
        raise ValueError(f"{name}“{text}”超出范围。")
    return round(value, 6)


def _day(batch: ImportBatch, text: str) -> date:
    for form in _DAYS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if not batch.is_of(day):
            raise ValueError(f"发现日期“{text}”不在本批次的起止日期内。")
        return day
    raise ValueError(f"发现日期“{text}”不正确，请写成“2019-06-27”的形式。")


def _course(row: Mapping[str, str], register: Register) -> tuple[bool, Organ | None, str]:
    """Whether the platform handed it over, to whom, and how it stands there."""
    flag, name, outcome = row.get("是否交办", ""), row.get("承办单位", ""), row.get("办理结果", "")
    if flag.lower() not in _YES | _NO:
        raise ValueError(f"是否交办“{flag}”不正确，请填写“是”或“否”。")
    if flag.lower() in _NO:
        if name or outcome:
            raise ValueError("没有交办的记录不应有承办单位或办理结果。")
        return False, None, PatrolFinding.Status.NOTED
    organ = register.organs.get(name)
    if organ is None:
        raise ValueError(f"承办单位“{name}”未登记或者不止一个，请先在机构登记簿中核对。")
    if outcome not in _OUTCOMES:
        raise ValueError(f"办理结果“{outcome}”不正确，应为：{'、'.join(filter(None, _OUTCOMES))}。")
    return True, organ, _OUTCOMES[outcome]
