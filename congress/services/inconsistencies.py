"""Records that contradict each other or lack something: found by the checks of the apps, but for known exceptions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Count, QuerySet, Value
from openpyxl import Workbook

from congress import registry
from congress.models import KnownException, User
from congress.registry import Check
from congress.services import activity

#: rows of a check on the page; the file has them all
PAGE_ROWS: Final = 50
#: rows of one check in the file
FILE_ROWS: Final = 2_000
#: areas in the order of the page
AREAS: Final = ("监督", "会议", "代表", "经费", "公开", "期限")
_HEADINGS: Final = ("类别", "核对项目", "记录", "建议", "链接")


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that a check found: its key, how it is called, where it is put right."""

    key: int
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Section:
    """A check with how many rows it finds and the first of them."""

    name: str
    check: Check
    area: str
    total: int
    findings: Sequence[Finding] = ()

    @property
    def hidden(self) -> int:
        """How many more there are than are shown."""
        return self.total - len(self.findings)


def rows_of(name: str, on: date) -> QuerySet[Any]:
    """What a check finds, without the rows that somebody noted as known exceptions."""
    found = registry.checks.get(name).rows(on)
    return found.exclude(pk__in=KnownException.objects.filter(check_name=name).values("object_key"))


def counts(on: date) -> Counter[str]:
    """How many rows each check finds, in one query."""
    numbers: Counter[str] = Counter()
    queries = [_named_count(name, rows_of(name, on)) for name in registry.checks.names()]
    if queries:
        first, *others = queries
        numbers.update(dict(first.union(*others, all=True) if others else first))
    return numbers


def _named_count(name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    named: QuerySet[Any] = rows.order_by().annotate(name_of_check=Value(name, output_field=CharField()))
    counted: QuerySet[Any] = named.values("name_of_check").annotate(number=Count("pk"))
    return counted.values_list("name_of_check", "number")


def sections(on: date, *, limit: int = PAGE_ROWS) -> list[Section]:
    """Every check by its area; one query counts, and one more reads the first rows of each check that finds any."""
    numbers = counts(on)
    found = [_section(name, numbers[name], on, limit) for name in registry.checks.names()]
    return sorted(found, key=lambda section: (_place(section.area), section.area))


def _place(area: str) -> int:
    """Where an area stands on the page; unknown ones after the known."""
    return AREAS.index(area) if area in AREAS else len(AREAS)


def _section(name: str, total: int, on: date, limit: int) -> Section:
    check = registry.checks.get(name)
    rows = rows_of(name, on)
    area = check.area or str(rows.model._meta.app_config.verbose_name)
    if not total:
        return Section(name, check, area, 0)
    # What was put right since it was counted is not told to be hidden.
    findings = [Finding(row.pk, str(row), path_of(row)) for row in rows[:limit]]
    return Section(name, check, area, max(total, len(findings)), findings)


def path_of(row: Any) -> str:
    """The page of a record on the office's desk."""
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def by_area(found: Sequence[Section]) -> list[tuple[str, int, list[Section]]]:
    """Areas with how many rows their checks find; checks that find something come first."""
    areas = []
    for area, group in groupby(found, key=lambda section: section.area):
        rows = sorted(group, key=lambda section: not section.total)
        areas.append((area, sum(section.total for section in rows), rows))
    return areas


def workbook(on: date) -> tuple[bytes, int]:
    """Everything that was found as an Excel file, and how many rows."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("数据核对")
    sheet.append(_HEADINGS)
    number = 0
    for line in _lines(on):
        sheet.append(line)
        number += 1
    file = BytesIO()
    book.save(file)
    return file.getvalue(), number


def _lines(on: date) -> Iterator[list[str]]:
    for section in sections(on, limit=FILE_ROWS):
        for finding in section.findings:
            texts = (section.area, section.check.label, finding.text, section.check.advice, finding.path)
            # Text that no spreadsheet takes for a formula.
            yield [f"'{text}" if text.startswith(("=", "+", "-", "@")) else text for text in texts]


@transaction.atomic
def note_exception(name: str, key: int, *, reason: str, on: date, actor: User) -> KnownException:
    """Pass over a row of a check from now on.

    Raises ValidationError if there is no such check, it does not find the row, or the reason is missing or too long.
    """
    if name not in registry.checks.names():
        raise ValidationError("没有这个核对项目。")
    row = rows_of(name, on).filter(pk=key).first()
    if row is None:
        raise ValidationError("这条记录已经更正，或者已经登记为例外。")
    words = reason.strip()
    if not words:
        raise ValidationError({"reason": "登记例外须写明理由。"})
    exception = KnownException(check_name=name, object_key=key, title=str(row)[:300], reason=words, noted_by=actor)
    exception.full_clean()
    exception.save(force_insert=True)
    detail = {"check": registry.checks.get(name).label}
    activity.record(actor, "登记核对例外", row, path=path_of(row), reason=words, detail=detail)
    return exception


@transaction.atomic
def withdraw_exception(exception: KnownException, *, actor: User) -> None:
    """Check the row again from now on."""
    activity.record(actor, "取消核对例外", exception, reason=exception.reason)
    exception.delete()
