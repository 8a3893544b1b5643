"""Filings of the demonstration: one that the bureau owes, one to register, one under review."""

from datetime import date, timedelta

from congress.models import Organ, User
from supervision.models import NormFiling, NormKind

from . import filing_reviews, filings


def build(*, bureau: Organ, committee: Organ, reviewer: User, today: date) -> None:
    """Enter them as the review committee would; every title says that it is an example."""

    def entered(title: str, days_ago: int, *, is_filed: bool) -> NormFiling:
        row = NormFiling(
            maker=bureau,
            title=f"{title}（示例）",
            norm_kind=NormKind.MEASURES,
            published_on=today - timedelta(days=days_ago),
            filed_on=today if is_filed else None,
            illustrative=["*"],
        )
        return filings.enter(row, actor=reviewer, today=today, is_expected=True)

    entered("示例事项服务指南", 12, is_filed=False)
    entered("示例场所管理办法", 6, is_filed=True)
    reviewed = entered("示例资金管理办法", 20, is_filed=True)
    filings.register(reviewed, on=today, actor=reviewer, today=today)
    filing_reviews.start(reviewed, committees=[committee], on=today, actor=reviewer, today=today)
