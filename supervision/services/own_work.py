"""A year of the committee's own and central work: what each register holds of it, and the figures that it gives.

It is read by the page of the year, by its Word paper and by its Excel file, and feeds the annual report.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear

from congress.facts import facts
from congress.models import User
from congress.official import amount_text, date_text
from congress.services.copies import marked
from deputies.models import ImportBatch
from supervision.models import (
    Award,
    ContactArea,
    CountedTotal,
    Investment,
    OrganChange,
    Outcome,
    OwnRule,
    PublicityItem,
    StaffTraining,
    StudyResult,
    TaskForce,
    number_text,
)

#: years that may be asked for
FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2200


@dataclass(frozen=True)
class YearFigure:
    """One figure of the year: its words, what it counts, and the list behind it."""

    label: str
    text: str
    definition: str
    path: str


@dataclass(frozen=True)
class Part:
    """One register's share of the year: its figures, and its rows under their headings."""

    title: str
    figures: Sequence[YearFigure]
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row as headings and cells."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def _part(title: str, figures: Sequence[YearFigure], head: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    """A part without the columns in which no row has anything."""
    used = [place for place in range(len(head)) if any(row[place] for row in rows)]
    return Part(title, figures, [head[place] for place in used], [[row[place] for place in used] for row in rows])


def of_year(year: int, *, reader: User) -> list[Part]:
    """The parts that hold something and that the reader may see."""
    parts = [build(year, reader) for build in _PARTS]
    return [part for part in parts if part.figures or part.rows]


def years() -> list[int]:
    """The years of which the registers hold something, the last one first."""
    queries: list[QuerySet[Any, Any]] = [
        model.objects.annotate(found_year=ExtractYear(field)).values_list("found_year", flat=True).order_by()
        for model, field in (
            (TaskForce, "starts_on"),
            (CountedTotal, "as_of"),
            (ImportBatch, "ends_on"),
            (Outcome, "reached_on"),
            (PublicityItem, "completed_on"),
            (StaffTraining, "starts_on"),
            (Award, "awarded_on"),
        )
    ]
    first, *others = queries
    return sorted(set(first.union(*others)), reverse=True)


def asked(words: str, *, today: date) -> tuple[int, list[int]]:
    """The year that somebody asks for in words, and the years to choose from, the last one first.

    Words that are no year give the last year of which the registers hold something.
    """
    known = years()
    is_year = (
        words.isascii() and words.isdigit() and len(words) == len("2019") and FIRST_YEAR <= int(words) <= LAST_YEAR
    )
    year = int(words) if is_year else next(iter(known), today.year)
    return year, sorted({year, today.year, *known}, reverse=True)


def figure(code: str, year: int) -> YearFigure | None:
    """A fact of the year in words; None where there is nothing."""
    fact = facts.get(code)
    amount = fact.amount(year)
    if not amount.number:
        return None
    text = number_text(amount.number, fact.unit, is_minimum=amount.is_minimum)
    if fact.unit == "元":
        text = amount_text(Decimal(amount.number))
    return YearFigure(fact.label, text, fact.definition, fact.admin_path(year) if fact.admin_path else "")


def _figures(year: int, codes: Iterable[str]) -> list[YearFigure]:
    return [found for code in codes if (found := figure(code, year))]


def _day(record: Any, field: str, day: date | None) -> str:
    return marked(record, field, date_text(day)) if day else ""


def _central(year: int, reader: User) -> Part:
    del reader
    last = date(year, 12, 31)
    running = TaskForce.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__year__gte=year), starts_on__lte=last)
    rows = running.select_related("leader", "organ").prefetch_related("scopes", "indicators")
    codes = ("scope_buildings", "scope_households", "indicators", "indicators_met")
    return _part(
        "专班与专项工作",
        _figures(year, codes),
        ("名称", "类别", "承担方式", "带队领导", "包干范围", "指标", "起止"),
        [
            (
                row.name,
                row.get_kind_display(),
                row.get_part_display(),
                str(row.leader or ""),
                "".join(marked(each, "number", each.text) for each in row.scopes.all()),
                "；".join(_indicator(each) for each in row.indicators.all() if each.as_of.year == year),
                f"{_day(row, 'starts_on', row.starts_on)}起{_until(row)}",
            )
            for row in rows
        ],
    )


def _until(row: TaskForce) -> str:
    return f"，{_day(row, 'ends_on', row.ends_on)}止" if row.ends_on else ""


def _indicator(row: Any) -> str:
    parts = f"{row.done}/{row.total}{row.unit}"
    on_time = "，按时" if row.on_time else ""
    return f"{row.name}{row.percent_text}（{marked(row, 'total', parts)}{on_time}）"


def _contacts(year: int, reader: User) -> Part:
    del reader
    rows = ContactArea.objects.filter(assigned_on__year=year).select_related("leader", "task_force")
    return _part(
        "常委会领导联系点",
        _figures(year, ["contact_areas"]),
        ("地点", "联系领导", "专项工作", "确定日期"),
        [
            (
                row.place,
                marked(row, "leader", str(row.leader or "")),
                str(row.task_force),
                _day(row, "assigned_on", row.assigned_on),
            )
            for row in rows
        ],
    )


def _investments(year: int, reader: User) -> Part:
    del reader
    rows = Investment.objects.filter(Q(attracted_on__year=year) | Q(stage_on__year=year))
    return _part(
        "招商引资",
        _figures(year, ["investments", "investment_amount"]),
        ("项目", "投资方", "投资额", "进展", "进展日期", "引进日期"),
        [
            (
                row.project,
                row.investor,
                amount_text(row.amount) if row.amount is not None else "",
                row.get_stage_display(),
                _day(row, "stage_on", row.stage_on),
                _day(row, "attracted_on", row.attracted_on),
            )
            for row in rows
        ],
    )


def _outcomes(year: int, reader: User) -> Part:
    del reader
    rows = Outcome.objects.filter(reached_on__year=year).prefetch_related("pushed_by", "beneficiaries")
    return _part(
        "工作成效",
        _figures(year, ["outcomes", "outcome_enterprises", "outcome_people"]),
        ("名称", "类别", "出台机关", "首创", "推动人", "受益", "取得日期"),
        [
            (
                row.title,
                row.get_kind_display(),
                row.issued_by,
                f"{row.get_first_in_display()}首创" if row.is_first else "",
                "、".join(map(str, row.pushed_by.all())),
                "".join(each.text for each in row.beneficiaries.all() if each.as_of.year == year),
                _day(row, "reached_on", row.reached_on),
            )
            for row in rows
        ],
    )


def _study(year: int, reader: User) -> Part:
    del reader
    rows = StudyResult.objects.filter(finished_on__year=year).select_related("organ")
    return _part(
        "学习教育",
        _figures(year, ["seminars", "research_reports", "problems_solved"]),
        ("题目", "类别", "所属活动", "承办机构", "完成日期"),
        [
            (
                row.title,
                row.get_kind_display(),
                row.campaign,
                str(row.organ or ""),
                _day(row, "finished_on", row.finished_on),
            )
            for row in rows
        ],
    )


def _publicity(year: int, reader: User) -> Part:
    del reader
    kinds = [f"publicity_{kind.value}" for kind in PublicityItem.UNITS]
    rows = PublicityItem.objects.filter(completed_on__year=year)
    return _part(
        "宣传和纪念活动",
        _figures(year, ["publicity_items", *kinds]),
        ("名称", "类别", "系列", "完成日期"),
        [(row.title, row.get_kind_display(), row.series, _day(row, "completed_on", row.completed_on)) for row in rows],
    )


def _rules(year: int, reader: User) -> Part:
    rows = OwnRule.objects.all().visible_to(reader)
    rows = rows.in_year(year) | rows.undated()
    codes = ["own_rules"]
    if reader.has_perm("supervision.read_party_references"):
        codes += ["party_documents", "party_requests"]
    return _part(
        "制度文件",
        _figures(year, codes),
        ("标题", "类别", "制定机关", "日期", "文号", "修订"),
        [
            (
                str(row),
                row.get_kind_display(),
                row.issuer,
                date_text(row.effective_on) if row.effective_on else "（未登记）",
                row.number,
                "是" if row.is_revision else "",
            )
            for row in rows.select_related("act")
        ],
    )


def _changes(year: int, reader: User) -> Part:
    del reader
    rows = OrganChange.objects.all().in_year(year).select_related("organ", "name")
    return _part(
        "机构变动",
        _figures(year, ["organ_changes"]),
        ("变动", "生效日期", "决定日期", "依据"),
        [
            (
                row.text,
                date_text(row.effective_on) if row.effective_on else "",
                _day(row, "decided_on", row.decided_on),
                row.basis,
            )
            for row in rows.prefetch_related("organ__names")
        ],
    )


def _awards(year: int, reader: User) -> Part:
    del reader
    rows = Award.objects.filter(awarded_on__year=year)
    return _part(
        "评选表彰",
        _figures(year, ["awards"]),
        ("名称", "类别", "表彰机关", "表彰数", "表彰日期"),
        [
            (
                row.title,
                row.get_kind_display(),
                marked(row, "issuer", row.issuer),
                str(row.recipients or ""),
                _day(row, "awarded_on", row.awarded_on),
            )
            for row in rows
        ],
    )


def _training(year: int, reader: User) -> Part:
    del reader
    rows = StaffTraining.objects.filter(starts_on__year=year)
    return _part(
        "机关干部培训",
        _figures(year, ["staff_trainings", "staff_trained"]),
        ("培训内容", "组织单位", "日期", "参加人次"),
        [(row.title, row.organiser, _day(row, "starts_on", row.starts_on), str(row.participants)) for row in rows],
    )


def _totals(year: int, reader: User) -> Part:
    del reader
    rows = CountedTotal.objects.filter(as_of__year=year).select_related("entered_by")
    return _part(
        "只有总数的事项",
        [],
        ("内容", "类别", "数目", "起止", "来源系统", "来源", "填报人"),
        [
            (
                row.subject,
                row.get_kind_display(),
                row.text,
                f"{date_text(row.starts_on)}至{date_text(row.as_of)}",
                row.platform,
                row.source,
                str(row.entered_by),
            )
            for row in rows
        ],
    )


def _patrols(year: int, reader: User) -> Part:
    del reader
    rows = ImportBatch.objects.filter(ends_on__year=year, records__gte=1).select_related("entered_by")
    return _part(
        "代表巡查",
        _figures(year, ["patrol_records", "patrol_issues"]),
        ("内容", "记录数", "交办数", "起止", "来源平台", "来源", "登记人"),
        [
            (
                row.subject,
                number_text(row.records, "条", is_minimum=row.records_is_minimum),
                number_text(row.handed_over, "个", is_minimum=row.handed_over_is_minimum),
                f"{date_text(row.starts_on)}至{date_text(row.ends_on)}",
                row.platform,
                row.source,
                str(row.entered_by),
            )
            for row in rows
        ],
    )


_PARTS: Final[tuple[Callable[[int, User], Part], ...]] = (
    _study,
    _publicity,
    _central,
    _contacts,
    _investments,
    _outcomes,
    _rules,
    _changes,
    _awards,
    _training,
    _patrols,
    _totals,
)
