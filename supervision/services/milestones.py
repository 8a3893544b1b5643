"""What each year owes by law: obligations that appear by themselves, and end with the report that fulfils them.

Rules and days: handbook §3.2, §3.3. Only the current year is opened, and of it only what is still to come: what lies
before the portal was in use is history, and history never reminds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import LegalRule, Obligation, Organ, User
from congress.services import activity, deadlines, locks, obligations
from congress.services.obligations import Duty
from supervision.models import AuditLedger, SpecialReport, SupervisionPlan, YearlyMilestone

GOVERNMENT: Final = Organ.Kind.GOVERNMENT
Kind = SpecialReport.Kind
OFFICE: Final = "office"
PLAN: Final = "PLAN-ADOPT"
FIVE_YEARS: Final = "FYP-MID"
_AUDIT: Final = "AUD-SAME"
_ACCOUNTS: Final = "FAC-WIN"
_RECTIFICATION: Final = "AUD-DEC"
#: five-year plans begin in 2021, 2026 …
_PERIOD: Final = 5
_PERIOD_BEGINS: Final = 1
_THIRD_YEAR: Final = 2


@dataclass(frozen=True)
class Yearly:
    """A rule of the calendar: its code, what is to be done, who owes it (an organ of a kind, else a role), by what.

    `reports` are the kinds of report that fulfil it, one of each.
    """

    code: str
    title: str
    organ_kind: str = ""
    reports: tuple[str, ...] = ()
    role: str = OFFICE


YEARLY: Final = (
    Yearly(PLAN, "通过年度监督工作计划"),
    Yearly(_ACCOUNTS, "审查批准上一年度决算", GOVERNMENT, (Kind.FINAL_ACCOUNTS,)),
    Yearly(_AUDIT, "听取审议审计工作报告", GOVERNMENT, (Kind.AUDIT,)),
    Yearly(
        "MID-WIN", "听取审议上半年计划和预算执行情况的报告", GOVERNMENT, (Kind.MID_YEAR_PLAN, Kind.BUDGET_EXECUTION)
    ),
    Yearly("ADJ-OCT", "审查批准预算调整方案", GOVERNMENT, (Kind.BUDGET_ADJUSTMENT,)),
    Yearly("ENV", "听取审议环境状况和环境保护目标完成情况的报告", GOVERNMENT, (Kind.ENVIRONMENT,)),
    Yearly("ASSET", "听取审议国有资产管理情况的报告", GOVERNMENT, (Kind.STATE_ASSETS,)),
    Yearly("DEBT", "听取审议政府债务管理情况的报告", GOVERNMENT, (Kind.DEBT,)),
    Yearly(_RECTIFICATION, "听取审议审计查出问题整改情况的报告", GOVERNMENT, (Kind.RECTIFICATION,)),
    Yearly("SUGREP", "听取审议代表建议办理情况的报告", GOVERNMENT, (Kind.SUGGESTIONS,)),
    Yearly("NORMREP", "听取审议规范性文件备案审查工作情况的报告", reports=(Kind.NORM_FILING,), role="legal_wc"),
    Yearly(FIVE_YEARS, "听取审议五年规划实施情况的中期评估报告", GOVERNMENT, (Kind.FIVE_YEAR_PLAN,)),
)
_REPORTS: Final = {each.code: each.reports for each in YEARLY}


def path_of(code: str, year: int) -> str:
    """Where those who owe it, and the committee, read of it."""
    return f"/workspace/milestones/?year={year}#{code}"


def admin_path(milestone: YearlyMilestone) -> str:
    """Where the office settles it by hand."""
    return f"/admin/supervision/yearlymilestone/{milestone.pk}/change/"


def of_year(year: int) -> Iterator[Yearly]:
    """What falls due in a year; the mid-term evaluation only in the third year of a five-year plan."""
    third = (year - _PERIOD_BEGINS) % _PERIOD == _THIRD_YEAR
    return (each for each in YEARLY if each.code != FIVE_YEARS or third)


@transaction.atomic
def open_year(*, actor: User, today: date) -> int:
    """Open what the current year owes and does not know yet; how many. Safe to repeat."""
    locks.hold("supervision.milestones")
    year = today.year
    known = set(YearlyMilestone.objects.filter(year=year).values_list("rule_code", flat=True))
    organ = Organ.objects.filter(kind=GOVERNMENT, ends_on__isnull=True).order_by("rank", "code").first()
    opened = 0
    for each in of_year(year):
        if each.code not in known and _due_on(each.code, year) >= today:
            _open(each, year, organ, actor=actor, today=today)
            opened += 1
    return opened


def start_of(code: str, year: int) -> date:
    """The day from which a rule counts: the audit report goes with the accounts, whose window closes then."""
    if code == _AUDIT:
        return deadlines.due(_ACCOUNTS, date(year, 1, 1)).plain
    return date(year - _THIRD_YEAR, 1, 1) if code == FIVE_YEARS else date(year, 1, 1)


def _due_on(code: str, year: int) -> date:
    return deadlines.due(code, start_of(code, year)).effective


def _open(each: Yearly, year: int, government: Organ | None, *, actor: User, today: date) -> None:
    owing = government if each.organ_kind else None
    duty = Duty(
        title=f"{year}年：{each.title}",
        path=path_of(each.code, year),
        organ=owing,
        role="" if owing else each.role,
    )
    row = YearlyMilestone(rule_code=each.code, year=year, title=each.title)
    row.obligation = _owed_by_ledger(each.code, year) or obligations.open_duty(
        each.code, duty, start=start_of(each.code, year), today=today
    )
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "列入年度法定事项", row, path=admin_path(row))


def _owed_by_ledger(code: str, year: int) -> Obligation | None:
    """What the audit ledger of the year owes already: the same report is not owed twice."""
    if code != _RECTIFICATION:
        return None
    ledger = AuditLedger.objects.filter(year=year, obligation__isnull=False).select_related("obligation").first()
    return ledger.obligation if ledger else None


@transaction.atomic
def settle(*, actor: User) -> int:
    """End what was fulfilled meanwhile: found by a query, because reports know nothing of milestones; how many."""
    done = 0
    rows = YearlyMilestone.objects.filter(obligation__status=Obligation.Status.OPEN).select_related("obligation__rule")
    for row in rows.select_for_update(of=("self",)):
        if row.rule_code == PLAN:
            done += _settle_by_plan(row, actor)
        elif reports := _heard(row):
            _close(row, reports[-1], on=reports[-1].item.meeting.starts_on, actor=actor)
            done += 1
    return done


def _settle_by_plan(row: YearlyMilestone, actor: User) -> int:
    plan = SupervisionPlan.objects.adopted().filter(kind=SupervisionPlan.Kind.SUPERVISION, year=row.year).first()
    if plan is None or plan.adopted_on is None:
        return 0
    _close(row, None, on=plan.adopted_on, actor=actor)
    return 1


def _close(row: YearlyMilestone, report: SpecialReport | None, *, on: date, actor: User) -> None:
    obligations.finish(row.obligation, on=on, actor=actor)
    row.report = report
    row.save(update_fields=["report"])
    activity.record(actor, "完成年度法定事项", row, path=admin_path(row))


def _heard(row: YearlyMilestone) -> list[SpecialReport]:
    """The first report of each kind that fulfils the row, by their days; empty while one is missing.

    Heard in the year, and where the law gives a span of the year, not before it opens.
    """
    opens = date(row.year, 1, 1)
    if row.obligation.rule.unit == LegalRule.Unit.WINDOW:
        opens = deadlines.window(row.obligation.rule, row.obligation.start_on.year).opens
    heard = SpecialReport.objects.all().heard_in_year(row.year).filter(item__meeting__starts_on__gte=opens)
    dated = heard.select_related("item__meeting").order_by("item__meeting__starts_on", "pk")
    found = [dated.filter(kind=kind).first() for kind in _REPORTS.get(row.rule_code, ())]
    known = [report for report in found if report is not None]
    return sorted(known, key=lambda report: report.item.meeting.starts_on) if len(known) == len(found) else []


@transaction.atomic
def finish(milestone: YearlyMilestone, *, on: date, note: str, report: SpecialReport | None, actor: User) -> None:
    """登记完成 by hand: by a report that was heard, or with a word on how. Raises ValidationError with neither."""
    if report is None and not note.strip():
        raise ValidationError({"note": "没有选择报告的，请写明办理情况。"})
    if report is not None and report.status not in SpecialReport.HEARD:
        raise ValidationError({"report": "这件报告还没有听取，不能作为完成的依据。"})
    if on.year != milestone.year:
        raise ValidationError({"on": f"日期须在{milestone.year}年之内。"})
    obligations.finish(milestone.obligation, on=on, actor=actor)
    milestone.report, milestone.note = report, note.strip()
    milestone.save(update_fields=["report", "note"])
    activity.record(actor, "完成年度法定事项", milestone, reason=note.strip(), path=admin_path(milestone))


@transaction.atomic
def waive(milestone: YearlyMilestone, *, reason: str, decision: str, actor: User) -> None:
    """不需办理 this year (no budget adjustment, say), by a decision. Raises ValidationError without either."""
    obligations.waive(milestone.obligation, reason=reason, decision=decision, actor=actor)
    activity.record(actor, "豁免年度法定事项", milestone, reason=reason.strip(), path=admin_path(milestone))


def citation(milestone: YearlyMilestone) -> str:
    """The law behind it."""
    rule: LegalRule = milestone.obligation.rule
    return str(rule.citation)
