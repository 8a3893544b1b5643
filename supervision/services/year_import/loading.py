"""Loading the folder: read every sheet, check every row, store what is new, in one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from congress.models import Activity, DocumentNumber, LegalRule, NumberSeries, Obligation, User
from congress.workflow import TransitionError
from meetings.models import Announcement, Leave, LegalExam

from . import copies, days
from .audit import AUDIT
from .book import Book, Sheet
from .deputies import DEPUTIES
from .duty import DUTY_ACTIVITIES
from .elections import BY_ELECTIONS, CANDIDATES
from .filings import FILINGS
from .outings import INSPECTION_GROUPS, INSPECTIONS, LEGAL_INSTRUMENTS, OVERSIGHT_PARTICIPANTS, VISITS
from .oversight import FOLLOW_UPS, INQUIRIES, POINT_ANSWERS, SPECIAL_REPORTS
from .own_work import OWN_WORK
from .patrols import PATROL_BATCHES
from .people import MANDATES, ORGAN_NAMES, ORGANS, PEOPLE, SEATS, SESSIONS, TERMS
from .personnel import OATH_CEREMONIES, OATHS, PERSONNEL_ACTIONS, PERSONNEL_MOTIONS, POSTS, TENURES
from .plans import CAMPAIGNS, OVERSIGHT_TEAMS, PLAN_TOPICS, PLANS
from .presence import ASSESSMENTS, ATTENDANCE, VOTES
from .proceedings import ACTS, AGENDA_ITEMS, MEETINGS, OPINION_PAPERS, OPINION_POINTS, SITTINGS
from .reading import Evidence, ImportRefused, Problem, Row, read_evidence, read_sheet
from .reviews import PERFORMANCE_REVIEWS
from .stations import LIAISON_STATIONS

#: in the order in which they lean on one another
SHEETS: Final = (
    TERMS,
    SESSIONS,
    ORGANS,
    ORGAN_NAMES,
    PEOPLE,
    MANDATES,
    SEATS,
    *DEPUTIES,
    DUTY_ACTIVITIES,
    *LIAISON_STATIONS,
    PATROL_BATCHES,
    MEETINGS,
    SITTINGS,
    AGENDA_ITEMS,
    ATTENDANCE,
    VOTES,
    ASSESSMENTS,
    SPECIAL_REPORTS,
    ACTS,
    POSTS,
    TENURES,
    PERSONNEL_MOTIONS,
    PERSONNEL_ACTIONS,
    OATH_CEREMONIES,
    OATHS,
    PERFORMANCE_REVIEWS,
    BY_ELECTIONS,
    CANDIDATES,
    LEGAL_INSTRUMENTS,
    INSPECTIONS,
    VISITS,
    INSPECTION_GROUPS,
    OVERSIGHT_PARTICIPANTS,
    INQUIRIES,
    OPINION_PAPERS,
    OPINION_POINTS,
    FOLLOW_UPS,
    POINT_ANSWERS,
    *AUDIT,
    *OWN_WORK,
    CAMPAIGNS,
    OVERSIGHT_TEAMS,
    PLANS,
    PLAN_TOPICS,
    FILINGS,
)
_BY_FILE: Final = {sheet.file: sheet for sheet in SHEETS}
#: tables that services fill beside those of the sheets
_ALSO_WRITTEN: Final = (Announcement, DocumentNumber, LegalExam, Leave, Obligation)
_VERB: Final = "载入资料"


@dataclass(frozen=True)
class SheetReport:
    """What became of one sheet: records stored now, records that were there and stay as they are, rows left out.

    Left out is what belongs to a meeting that was closed before this load.
    """

    file: str
    created: int
    kept: int
    left_out: int = 0

    def __str__(self) -> str:
        late = f"，所属会议已经闭会而未载入{self.left_out}条" if self.left_out else ""
        return f"{self.file}：新增{self.created}条，已有{self.kept}条{late}。"


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
            yield str(sheet)


@transaction.atomic
def load(folder: Path, *, actor: User) -> Report:
    """Store what the folder's sheets tell and the portal does not have yet; a second load changes nothing.

    A record that is there stays as it is, also where a clerk has corrected it since. Everything enters as history:
    obligations are met and bear the historic mark, nobody is told or reminded.
    What people, posts and agendas are is stored first; what happened follows in the order of its days, through the
    services by which clerks enter it.
    Raises ImportRefused with every problem found, named by file, row and column; then nothing is stored. Of what
    happened, the first step that is refused is told.
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
    loaders = []
    with pghistory.context(actor=actor.pk, actor_name=str(actor), reason=f"{_VERB}：{folder.name}"):
        for sheet, rows in sheets:
            _check_rows(sheet, rows, evidence)
            loaders.append(_store_sheet(_Loader(sheet, folder.name, book), rows))
        _refuse_any(problems)
        for _, month in groupby(days.of(book), key=lambda step: (step.on.year, step.on.month)):
            _count_rows()
            for step in month:
                with _refusals(step.row, _BY_FILE[step.row.file]):
                    step.run()
                # What comes after leans on it.
                _refuse_any(problems)
        _count_rows()
        _register(loaders)
        copies.publish(book.fresh, folder=folder.name, actor=actor)
    return Report(folder.name, tuple(loader.report() for loader in loaders))


def _count_rows() -> None:
    """Let the database count the rows that this transaction wrote.

    To everybody else the tables are empty until it ends, and a plan for empty tables takes minutes over full ones.
    """
    quote = connection.ops.quote_name
    written: list[type[models.Model]] = [*(sheet.model for sheet in SHEETS), *_ALSO_WRITTEN]
    tables = dict.fromkeys(model._meta.db_table for model in written)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(quote, tables))}")


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
        self.created: dict[str, models.Model] = {}
        self.kept = self.left_out = 0
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
            self.kept += 1
            return known
        if sheet.is_late(record, self.book):
            self.left_out += 1
            return None
        with _refusals(row, sheet):
            sheet.store(row, self.book, record)
            if sheet.attach:
                sheet.attach(row, self.book, record)
            self.created[key] = record
            self.book.enter(sheet.model, row, record)
        return record

    def report(self) -> SheetReport:
        """What became of the sheet."""
        return SheetReport(self.sheet.file, len(self.created), self.kept, self.left_out)


@contextmanager
def _refusals(row: Row, sheet: Sheet) -> Iterator[None]:
    """Turn what a check or a service refuses into problems of the row."""
    try:
        yield
    except ValidationError as error:
        _refuse_row(row, error, sheet)
    except TransitionError as error:
        row.refuse("", str(error))
    except (LegalRule.DoesNotExist, NumberSeries.DoesNotExist):
        row.refuse("", "缺少期限规则或文号系列，请先运行 prepare")
    except IntegrityError as error:
        # The transaction is lost, so the problems found so far are all that can be told.
        row.refuse("", "与已有记录冲突，不能保存")
        raise ImportRefused(row.problems) from error


def _refuse_row(row: Row, error: ValidationError, sheet: Sheet) -> None:
    if hasattr(error, "error_dict"):
        row.refuse_all(error, sheet.column_of())
        return
    for message in error.messages:
        row.refuse("", message)


def _store_sheet(loader: _Loader, rows: Iterable[Row]) -> _Loader:
    for row in rows:
        found = loader.store(row)
        loader.book.add(loader.sheet.model, loader.sheet.key(row), None if row.is_refused else found)
    return loader


def _register(loaders: Iterable[_Loader]) -> None:
    """One line in the log for each sheet; it is also how the next load knows these records again."""
    for loader in loaders:
        if not loader.created:
            continue
        Activity.objects.create(
            actor=loader.book.actor,
            verb=_VERB,
            model_label=loader.sheet.model._meta.label_lower,
            object_key=loader.register,
            text=f"{loader.register}：新增{len(loader.created)}条",
            detail={"rows": {key: record.pk for key, record in loader.created.items()}},
        )
