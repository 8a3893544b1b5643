"""社情民意 on paper: the sheet that goes to a unit, and the list of a month or a year as Word and Excel.

Nobody who came stands in them; numbers and names in a visitor's words are masked (handbook §5.2).
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from openpyxl import Workbook

from congress.models import User
from congress.official import Block, OfficialLetter, Paragraph, Table, date_text
from congress.services import activity, citizens
from congress.workflow import TransitionError
from deputies.models import OpinionRound, OpinionVisitor, PublicOpinion
from deputies.services import opinion_rates
from deputies.services.opinions import current_round

#: rows that an Excel file and a list on paper take
EXCEL_ROWS: Final = 10_000
WORD_ROWS: Final = 500
FIRST_YEAR: Final = 2000
_MONTHS: Final = 12
_HEADINGS: Final = (
    "收到日期",
    "联络站",
    "渠道",
    "标题",
    "领域",
    "层级",
    "承办单位",
    "办理期限",
    "状态",
    "处理方式",
    "答复日期",
    "来访人评价",
)
_RATES: Final = ("联络站", "收到", "已到期限", "按期答复", "逾期答复", "逾期未答复", "未到期限", "按期答复率")


def sheet(opinion: PublicOpinion) -> OfficialLetter:
    """社情民意交办单: what the unit is asked, and by when. Raises TransitionError where nothing was handed over."""
    round_ = current_round(opinion)
    if round_.is_returned:
        raise TransitionError(f"“{opinion}”已退回，改派后再下载交办单。")
    name = OpinionVisitor.objects.filter(opinion=opinion).values_list("name", flat=True).first() or ""
    facts = (
        ("编号", f"第{opinion.pk}号（第{round_.number}轮）"),
        ("标题", opinion.title),
        ("联络站", opinion.station.name),
        ("收到日期", date_text(opinion.received_on)),
        ("领域", str(opinion.field or "")),
        ("层级", opinion.get_level_display()),
        ("事发地点", citizens.masked(opinion.place, name=name)),
        ("反映的内容", citizens.masked(opinion.text, name=name)),
        ("办理要求", round_.demand),
        ("办理期限", date_text(round_.obligation.due_on)),
        ("签收人、日期", ""),
        ("办理结果", ""),
        ("签发人、日期", ""),
    )
    rows = [(label, words) for label, words in facts if words or label in ("签收人、日期", "办理结果", "签发人、日期")]
    return OfficialLetter(
        title="社情民意交办单",
        addressee=round_.unit_name,
        body=[
            Paragraph(
                "现将群众反映的下列事项交你单位办理，请在办理期限前报送办理结果；不属于你单位职责的，请及时退回。"
            ),
            Table(("项目", "内容"), rows, widths=(2, 8), left=(1,), row_height=28),
        ],
        signer=_assigner(opinion, round_),
        date=max(round_.opened_on, opinion.received_on),
        sealed=False,
    )


def _assigner(opinion: PublicOpinion, round_: OpinionRound) -> str:
    """Who hands over: the deputies' committee on the district's level, else the station's street or township."""
    if opinion.level == PublicOpinion.Level.DISTRICT:
        people = User.objects.with_role("deputies_wc").filter(organ__isnull=False).select_related("organ")
        first = people.order_by("pk").first()
        return first.organ.name_on(round_.opened_on) if first and first.organ else "代表工委"
    return opinion.station.organ.name_on(round_.opened_on)


@dataclass(frozen=True, slots=True)
class Span:
    """A month, or a year where `month` is 0."""

    year: int
    month: int = 0

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month or _MONTHS
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def words(self) -> str:
        """2026年9月, or 2026年."""
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"


def span(year: str, month: str, *, on: date) -> Span:
    """The span that was asked for. Raises ValidationError at the field for one that is none or lies ahead."""
    if not _is_number(year, 4) or not FIRST_YEAR <= int(year) <= on.year:
        raise ValidationError({"year": f"年份请填写{FIRST_YEAR}至{on.year}之间的四位数字。"})
    if month and (not _is_number(month, 2) or not 1 <= int(month) <= _MONTHS):
        raise ValidationError({"month": "月份请填写1至12，不填为全年。"})
    found = Span(int(year), int(month or 0))
    if found.first > on:
        raise ValidationError({"month": "这个月还没有到。"})
    return found


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits


def _found(rows: QuerySet[PublicOpinion], asked: Span, limit: int) -> list[PublicOpinion]:
    """What came in the span, oldest first. Raises ValidationError if there is more than the limit."""
    came = rows.filter(received_on__range=(asked.first, asked.last))
    related = came.select_related("station", "field", "organ").prefetch_related("rounds__obligation", "ratings")
    found = list(related.order_by("received_on", "pk")[: limit + 1])
    if len(found) > limit:
        raise ValidationError(f"{asked.words}超过{limit:,}件，请按月下载，或者下载Excel清单。")
    return found


def _line(row: PublicOpinion) -> tuple[str, ...]:
    rounds = [each for each in row.rounds.all() if not each.is_returned]
    last = max(rounds, key=lambda each: each.number, default=None)
    grade = max(row.ratings.all(), key=lambda each: (each.round_number, each.pk), default=None)
    return (
        row.received_on.isoformat(),
        row.station.name,
        row.get_channel_display(),
        row.title or "（未登记）",
        str(row.field or ""),
        row.get_level_display(),
        str(row.organ or ""),
        last.obligation.due_on.isoformat() if last else "",
        row.get_status_display(),
        row.get_disposition_display(),
        row.answered_on.isoformat() if row.answered_on else "",
        grade.get_grade_display() if grade else "未评价",
    )


def workbook(rows: QuerySet[PublicOpinion], asked: Span, *, on: date, actor: User) -> bytes:
    """清单 as an Excel file: every matter of the span, and the rates of its stations. Who took it is logged."""
    found = _found(rows, asked, EXCEL_ROWS)
    book = Workbook(write_only=True)
    lines: Any = book.create_sheet("清单")
    lines.append(_HEADINGS)
    for row in found:
        lines.append([_plain(text) for text in _line(row)])
    counts: Any = book.create_sheet("答复情况")
    counts.append(_RATES)
    for rate in _rates(found, on):
        counts.append(
            [
                _plain(rate.label),
                *(rate.received, rate.due, rate.in_time, rate.late, rate.open_late, rate.not_due),
                rate.words,
            ]
        )
    file = BytesIO()
    book.save(file)
    _record(actor, asked, len(found))
    return file.getvalue()


def _rates(found: Sequence[PublicOpinion], on: date) -> list[opinion_rates.Rate]:
    live = PublicOpinion.objects.filter(pk__in=[row.pk for row in found], is_historic=False)
    rates = opinion_rates.of_stations(live, on=on)
    return [*rates, opinion_rates.total(rates)]


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _record(actor: User, asked: Span, rows: int) -> None:
    activity.record(actor, "下载社情民意清单", actor, detail={"span": asked.words, "rows": rows})


def paper(rows: QuerySet[PublicOpinion], asked: Span, *, on: date, actor: User) -> OfficialLetter:
    """清单 on paper: numbers by field, rates by station, what is late and unanswered, and every matter.

    Raises ValidationError if there is more than `WORD_ROWS`. Who took it is logged.
    """
    found = _found(rows, asked, WORD_ROWS)
    fields = Counter(str(row.field or "未登记") for row in found)
    rates = _rates(found, on)
    whole = rates[-1]
    told = (
        f"{asked.words}收到社情民意{len(found)}件。截至{date_text(on)}，已到答复期限{whole.due}件，"
        f"其中按期答复{whole.in_time}件、逾期答复{whole.late}件、逾期未答复{whole.open_late}件；"
        f"未到期限{whole.not_due}件。"
    )
    late = [row for row in found if _is_late(row, on)]
    body: list[Block] = [
        Paragraph(told),
        Table(("领域", "件数"), [(name, str(number)) for name, number in fields.most_common()], title="一、按领域"),
        Table(
            ("联络站", "收到", "已到期限", "按期", "逾期", "未答复", "按期答复率"),
            [
                (
                    rate.label,
                    *map(str, (rate.received, rate.due, rate.in_time, rate.late, rate.open_late)),
                    rate.words,
                )
                for rate in rates
            ],
            title="二、按联络站",
            widths=(4, 1.4, 1.8, 1.4, 1.4, 1.6, 3),
            left=(0,),
        ),
        _lines("三、单位逾期未答复", late),
        _lines("四、全部清单", found),
    ]
    actor_organ = actor.organ.name_on(on) if actor.organ else ""
    _record(actor, asked, len(found))
    return OfficialLetter(title=f"{asked.words}社情民意办理清单", body=body, signer=actor_organ, date=on, sealed=False)


def _is_late(row: PublicOpinion, on: date) -> bool:
    owed = [each.obligation.due_on for each in row.rounds.all() if each.reported_on is None and not each.is_returned]
    return row.status in PublicOpinion.WITH_ORGAN and any(day < on for day in owed)


def _lines(title: str, rows: Sequence[PublicOpinion]) -> Block:
    if not rows:
        return Paragraph(f"{title}：无。")
    lines = []
    for number, row in enumerate(rows, 1):
        came, station, _, name, field, _, organ, due, status, *_ = _line(row)
        lines.append((str(number), came, station, name, field, organ, due, status))
    return Table(
        ("序号", "收到日期", "联络站", "标题", "领域", "承办单位", "期限", "状态"),
        lines,
        title=title,
        widths=(1, 2, 3, 4, 2, 2.6, 2, 1.8),
        left=(2, 3, 5),
    )
