"""What kind a report is of, and which rule gives the day of its draft.

Source: handbook §1.4; BL18 arts 44, 69, 78.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Case, F, When

from congress.models import Organ
from meetings.models import AgendaItem
from supervision.models import Delivery, SpecialReport

#: the name of the fact in the copy
LATE: Final = "逾期报送"
Kind = SpecialReport.Kind
_Item = AgendaItem.Kind

#: kind of the agenda item -> kind of the report, where the first tells the second
_BY_ITEM: Final[Mapping[str, Kind]] = {
    _Item.PLAN_EXECUTION: Kind.MID_YEAR_PLAN,
    _Item.FINAL_ACCOUNTS: Kind.FINAL_ACCOUNTS,
    _Item.DEBT: Kind.DEBT,
    _Item.STATE_ASSET_REPORT: Kind.STATE_ASSETS,
    _Item.AUDIT_REPORT: Kind.AUDIT,
    _Item.RECTIFICATION_REPORT: Kind.RECTIFICATION,
    _Item.ENVIRONMENT_REPORT: Kind.ENVIRONMENT,
    _Item.SUGGESTION_REPORT: Kind.SUGGESTIONS,
    _Item.DUTY_REPORT: Kind.DUTY,
}
#: words of a title that tell the kind; the first that stands there counts
_BY_WORDS: Final = (
    ("预算调整", Kind.BUDGET_ADJUSTMENT),
    ("投资", Kind.INVESTMENT),
    ("重点支出", Kind.INVESTMENT),
    ("预算草案", Kind.BUDGET_DRAFT),
    ("预算执行", Kind.BUDGET_EXECUTION),
    ("备案审查", Kind.NORM_FILING),
    ("五年规划", Kind.FIVE_YEAR_PLAN),
    ("民生实事", Kind.LIVELIHOOD),
    ("街道工委", Kind.STREET_COMMITTEE),
)
_BY_ORGAN: Final[Mapping[str, Kind]] = {
    Organ.Kind.SUPERVISORY_COMMISSION: Kind.COMMISSION,
    Organ.Kind.COURT: Kind.COURT,
    Organ.Kind.PROCURATORATE: Kind.PROCURATORATE,
}


def kind_of(item: AgendaItem, organ: Organ) -> Kind:
    """The kind that the agenda item, its words or the reporting organ tell; otherwise the general one."""
    # A budget adjustment stands on the agenda under the debt.
    words = next((kind for word, kind in _BY_WORDS if word in item.title), None)
    if words == Kind.BUDGET_ADJUSTMENT:
        return words
    return _BY_ITEM.get(item.kind) or words or _BY_ORGAN.get(organ.kind, Kind.GENERAL)


#: kinds whose draft is due 30 days before, by a rule of their own
_DRAFT_RULES: Final[Mapping[str, str]] = {
    Kind.BUDGET_DRAFT: "BUD-30",
    Kind.BUDGET_ADJUSTMENT: "ADJ-30",
    Kind.FINAL_ACCOUNTS: "FAC-30",
}


def clock(report: SpecialReport, step: Delivery.Step) -> tuple[str, date]:
    """The rule of a step of the papers, and the day from which it counts back.

    The first draft of a budget counts from the session that will approve it (BL18 art 44); while that has no day, it
    is due like any report. Drafts of adjustments and accounts count from the meeting (BL18 arts 69, 78).
    """
    code, start = Delivery.RULES[step], report.item.meeting.starts_on
    if step != Delivery.Step.DRAFT or report.kind not in _DRAFT_RULES:
        return code, start
    if report.kind != Kind.BUDGET_DRAFT:
        return _DRAFT_RULES[report.kind], start
    opens = report.session.starts_on if report.session else None
    return (_DRAFT_RULES[report.kind], opens) if opens else (code, start)


#: the same day for the rows of `Delivery`, as the database tells it
CLOCK_START: Final = Case(
    When(
        step=Delivery.Step.DRAFT,
        report__kind=Kind.BUDGET_DRAFT,
        report__session__starts_on__isnull=False,
        then=F("report__session__starts_on"),
    ),
    default=F("report__item__meeting__starts_on"),
)


def check_hearing(report: SpecialReport) -> None:
    """Final accounts are approved at the meeting that hears the audit report. Raises ValidationError otherwise.

    Source: SL24 art 27 (SL06 art 19), rule AUD-SAME.
    """
    if report.kind != Kind.FINAL_ACCOUNTS or has_audit(report):
        return
    raise ValidationError(
        "本次会议没有听取审计工作报告的议程：审查和批准决算的同时应当听取和审议审计工作报告（监督法第二十七条），"
        "请先将审计工作报告列入本次会议。"
    )


def has_audit(report: SpecialReport) -> bool:
    """Whether the audit report stands on the agenda of the same meeting."""
    live = report.item.meeting.items.exclude(status__in=(AgendaItem.Status.WITHDRAWN, AgendaItem.Status.DEFERRED))
    audits = SpecialReport.objects.filter(kind=Kind.AUDIT, item__in=live)
    return audits.exists() or live.filter(kind=AgendaItem.Kind.AUDIT_REPORT).exists()


def label(report: SpecialReport) -> str:
    """The kind in words, with the assets, the year and the time of it that the report is about."""
    parts = [report.get_assets_display() or report.get_kind_display()]
    if report.fiscal_year:
        parts.append(f"{report.fiscal_year}年{report.get_period_display() if report.period != 'year' else '度'}")
    return "·".join(parts)


def late_papers(report: SpecialReport) -> str:
    """Which papers came past the legal limit and by how many days; empty if none did.

    Lateness is told, never hidden (handbook §2(d)); the reason stays with the committee. A paper that never came counts
    to the day of hearing, and one that the chairpersons released from its days is not late.
    """
    heard_on = report.item.meeting.starts_on
    rows = report.deliveries.select_related("obligation").order_by("obligation__due_plain", "pk")
    late = [(row.get_step_display(), row.late_days(on=heard_on)) for row in rows if not row.obligation.is_historic]
    return "，".join(f"{step}迟{days}日" for step, days in late if days)
