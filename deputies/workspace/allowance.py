"""我的补贴: what was approved and paid to the deputy who signed in, and where it goes by the last four digits."""

from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.record_pages import USE
from deputies.models import BankAccount, FundPayment

#: payments on the page: a term of quarters
SHOWN: Final = 60


class MyAllowances(WorkspacePage, TemplateView):
    """One's own payments by years; nobody else's, whatever permissions one holds."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/allowance_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The payments with the sum of each year."""
        own = FundPayment.objects.filter(mandate__person__account=self.user, status__in=FundPayment.TOLD)
        rows = list(own.select_related("line", "period").order_by("-line__year", "-approved_on", "-pk")[:SHOWN])
        years = [(year, list(group)) for year, group in groupby(rows, key=lambda row: row.line.year)]
        return super().get_context_data(**kwargs) | {
            "years": [(year, group, _paid(group)) for year, group in years],
            "account": BankAccount.objects.filter(person__account=self.user).first(),
        }


def _paid(rows: list[FundPayment]) -> Decimal:
    return sum((row.amount for row in rows if row.status == FundPayment.Status.PAID), Decimal(0))
