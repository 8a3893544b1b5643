"""Loading the folder: read every sheet, check every row, store what is new, in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from congress.models import Activity, LegalRule, NumberSeries, User

from . import copies
from .book import Book, Sheet
from .oversight import (
    FOLLOW_UPS,
    INQUIRIES,
    INSPECTIONS,
    LEGAL_INSTRUMENTS,
    POINT_ANSWERS,
    SPECIAL_REPORTS,
    VISITS,
)
from .people import MANDATES, ORGAN_NAMES, ORGANS, PEOPLE, SEATS, SESSIONS, TERMS
from .proceedings import ACTS, AGENDA_ITEMS, MEETINGS, OPINION_PAPERS, OPINION_POINTS, SITTINGS
from .reading import Evidence, ImportRefused, Problem, Row, read_evidence, read_sheet

#: in the order in which they lean on one another
SHEETS: Final = (
    TERMS,
    SESSIONS,
    ORGANS,
    ORGAN_NAMES,
    PEOPLE,
    MANDATES,
    SEATS,
    MEETINGS,
    SITTINGS,
    AGENDA_ITEMS,
    SPECIAL_REPORTS,
    ACTS,
    LEGAL_INSTRUMENTS,
    INSPECTIONS,
    VISITS,
    INQUIRIES,
    OPINION_PAPERS,
    OPINION_POINTS,
    FOLLOW_UPS,
    POINT_ANSWERS,
)
_VERB: Final = "载入资料"


@dataclass(frozen=True)
class SheetReport:
    """What became of one sheet: records stored now, and records that were there and stay as they are."""

    file: str
    created: int
    kept: int


@dataclass(frozen=True)
class Report:
    """What a load did."""

    folder: str
    sheets: tuple[SheetReport, ...]

    @property
    def created(self) -> int:
        """Records stored by this load."""
        return sum(sheet.created for sheet in self.sheets)

    def lines(self) -> Iterator[str]:
        """The report in sentences for the clerk."""
        for sheet in self.sheets:
            yield f"{sheet.file}：新增{sheet.created}条，已有{sheet.kept}条。"


@transaction.atomic
def load(folder: Path, *, actor: User) -> Report:
    """Store what the folder's sheets tell and the portal does not have yet; a second load changes nothing.

    A record that is there stays as it is, also where a clerk has corrected it since. Everything enters as history:
    obligations are met and bear the historic mark, nobody is told or reminded.
    Raises ImportRefused with every problem found, named by file, row and column; then nothing is stored.
    """
    with connection.cursor() as cursor:
        # Two loads at once would both find nothing stored.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_year'))")
    problems: list[Problem] = []
    evidence = read_evidence(folder, problems)
    sheets = [(sheet, read_sheet(folder / sheet.file, sheet.columns, problems)) for sheet in SHEETS]
    problems += _stray_files(folder)
    _refuse_any(problems)
    book = Book(actor, files={sheet.model: sheet.file for sheet in SHEETS})
    reports = []
    with pghistory.context(actor=actor.pk, actor_name=str(actor), reason=f"{_VERB}：{folder.name}"):
        for sheet, rows in sheets:
            _check_rows(sheet, rows, evidence)
            reports.append(_store_sheet(_Loader(sheet, folder.name, book), rows))
        _refuse_any(problems)
        copies.publish(book.fresh, folder=folder.name, actor=actor)
    return Report(folder.name, tuple(reports))


def _refuse_any(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise ImportRefused(found)


def _stray_files(folder: Path) -> Iterator[Problem]:
    """A misspelt file name must not pass as a missing one nobody notices."""
    known = {"figures.csv", *(sheet.file for sheet in SHEETS)}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            yield Problem(path.name, 0, "", "不认识的文件，请核对文件名")


def _check_rows(sheet: Sheet, rows: Iterable[Row], evidence: Evidence) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        row.check_illustrative()
        evidence.check(row)
        key = sheet.key(row)
        if not any(row.text(column) for column in sheet.identity):
            row.refuse(sheet.identity[0], "不能为空")
        elif key in seen:
            row.refuse(sheet.identity[0], f"与第{seen[key]}行重复（{key}）")
        seen.setdefault(key, row.number)


class _Loader:
    """Stores the rows of one sheet, knowing what earlier loads and people have stored."""

    def __init__(self, sheet: Sheet, folder: str, book: Book) -> None:
        self.sheet = sheet
        self.book = book
        self.register = f"{folder}/{sheet.file}"
        self.created: dict[str, Any] = {}
        records: list[models.Model] = list(sheet.model._default_manager.all())
        self._by_pk: dict[Any, models.Model] = {record.pk: record for record in records}
        self._by_nature: dict[tuple[Any, ...], models.Model] = {self._nature(record): record for record in records}
        self._registered: dict[str, Any] = {}
        for line in Activity.objects.filter(verb=_VERB, object_key=self.register).values_list("detail", flat=True):
            self._registered |= line["rows"]

    def _nature(self, record: models.Model) -> tuple[Any, ...]:
        return tuple(getattr(record, name) for name in self.sheet.natural)

    def stored(self, key: str, record: models.Model) -> models.Model | None:
        """The record that a row stands for, by the register of earlier loads or by its nature.

        The register still knows a record whose title or day a clerk has corrected, so it does not enter twice.
        """
        pk = self._registered.get(key)
        return self._by_pk[pk] if pk in self._by_pk else self._by_nature.get(self._nature(record))

    def store(self, row: Row) -> Any:
        """Store the row's record or find it; what it gives of a row that is refused has no meaning."""
        sheet, key = self.sheet, self.sheet.key(row)
        record = sheet.build(row, self.book)
        if row.is_refused:
            return record
        known = self.stored(key, record)
        if known is not None:
            return known
        try:
            _check(record)
            record.save(force_insert=True)
            if sheet.attach:
                sheet.attach(row, self.book, record)
        except ValidationError as error:
            _refuse_row(row, error, sheet)
        except (LegalRule.DoesNotExist, NumberSeries.DoesNotExist):
            row.refuse("", "缺少期限规则或文号系列，请先运行 prepare")
        except IntegrityError as error:
            # The transaction is lost, so the problems found so far are all that can be told.
            row.refuse("", "与已有记录冲突，不能保存")
            raise ImportRefused(row.problems) from error
        else:
            self.created[key] = record.pk
        return record


def _check(record: models.Model) -> None:
    """All of the record's own checks, without asking again for each key whether what the book found is there."""
    found = [
        each.name
        for each in record._meta.concrete_fields
        if each.is_relation and getattr(record, each.attname) is not None
    ]
    record.clean_fields(exclude=found)
    record.clean()
    record.validate_unique()
    record.validate_constraints()


def _refuse_row(row: Row, error: ValidationError, sheet: Sheet) -> None:
    if hasattr(error, "error_dict"):
        row.refuse_all(error, sheet.column_of())
        return
    for message in error.messages:
        row.refuse("", message)


def _store_sheet(loader: _Loader, rows: Iterable[Row]) -> SheetReport:
    kept = 0
    for row in rows:
        found = loader.store(row)
        record, key = None if row.is_refused else found, loader.sheet.key(row)
        loader.book.add(loader.sheet.model, key, record)
        kept += record is not None and key not in loader.created
        if record is not None and key in loader.created:
            loader.book.fresh.append(record)
    if loader.created:
        _register(loader)
    return SheetReport(loader.sheet.file, len(loader.created), kept)


def _register(loader: _Loader) -> None:
    """One line in the log for the sheet; it is also how the next load knows these records again."""
    Activity.objects.create(
        actor=loader.book.actor,
        verb=_VERB,
        model_label=loader.sheet.model._meta.label_lower,
        object_key=loader.register,
        text=f"{loader.register}：新增{len(loader.created)}条",
        detail={"rows": loader.created},
    )
