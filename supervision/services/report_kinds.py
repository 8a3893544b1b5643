"""What kind a report is of, and which rule gives the day of its draft.

Source: handbook §1.4; BL18 arts 44, 69, 78.
"""

from collections.abc import Mapping
from typing import Final

from congress.models import Organ
from meetings.models import AgendaItem
from supervision.models import SpecialReport

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


def label(report: SpecialReport) -> str:
    """The kind in words, with the assets, the year and the time of it that the report is about."""
    parts = [report.get_assets_display() or report.get_kind_display()]
    if report.fiscal_year:
        parts.append(f"{report.fiscal_year}年{report.get_period_display() if report.period != 'year' else '度'}")
    return "·".join(parts)
