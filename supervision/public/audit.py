"""The audit ledgers as everyone may read them: one page a year, in its published words."""

from typing import Any

from django.db.models import Q, QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services import copies
from congress.services.copies import Copy
from supervision.models import AuditLedger, Inquiry
from supervision.public.tabs import TABS


class LedgerList(PublishedList):
    """All published ledgers, the latest first."""

    heading = "审计整改"
    lead = "审计查出的问题和整改情况，整改到位一个、销号一个；没有整改到位的，开展专题询问或者结转下年。"
    tabs = TABS
    day = "opened_on"

    def records(self) -> QuerySet[AuditLedger]:
        """Those society may read."""
        rows: QuerySet[AuditLedger] = AuditLedger.objects.published()
        return rows

    def row(self, copy: Copy[AuditLedger]) -> ListRow:
        """Its year, how many findings, how many are settled."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            notes=tuple(_told(copy, label) for label in ("查出问题", "涉及金额", "已整改和销号")),
            is_illustrative=copy.is_illustrative,
        )


def _told(copy: Copy[AuditLedger], label: str) -> str:
    value = copy.fact(label)
    return f"{label}{value}" if value else ""


class LedgerDetail(PublishedDetail):
    """One year: totals by status with their sum, then each finding."""

    model = AuditLedger
    template_name = "supervision/public/audit_detail.html"
    context_object_name = "ledger"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sums apart from the list, because they stand above it; inquiries and lists that it leads to."""
        context = super().get_context_data(**kwargs)
        sections = context["copy"].content["sections"]
        inquiries = Inquiry.objects.published().held().filter(findings__ledger=self.object).distinct().order_by("pk")
        beside = Q(year=self.object.year - 1) | Q(year=self.object.year + 1)
        return context | {
            "inquiries": copies.of_each(inquiries),
            "ledgers": copies.of_each(AuditLedger.objects.published().filter(beside).order_by("year")),
            "sums": [section for section in sections if not section["points"]],
            "lists": [section for section in sections if section["points"]],
        }
