"""What can be counted of activity funds and allowances (F140)."""

from congress.facts import Fact, register
from deputies.models import FundLine, FundPayment


def _paid(query: str = "") -> str:
    return f"/admin/deputies/fundpayment/?status__exact=paid{query}"


register(
    Fact(
        code="funds_paid",
        label="代表活动经费支出",
        unit="元",
        rows=lambda: FundPayment.objects.all().paid().filter(line__use=FundLine.Use.ACTIVITY),
        date_field="paid_on",
        sum_of="amount",
        definition="已支付的代表活动经费，按支付日期计入年度；待审批、待支付和已作废的不计。",
        admin_path=lambda year: _paid(f"&line__use__exact=activity&paid_on__year={year}"),
        dimensions={"source": "line__source", "purpose": "line__purpose", "activity": "activity__kind"},
    )
)
register(
    Fact(
        code="allowances_paid",
        label="代表履职补贴",
        unit="元",
        rows=lambda: FundPayment.objects.all().paid().filter(line__use=FundLine.Use.ALLOWANCE),
        date_field="paid_on",
        sum_of="amount",
        definition="已发放的无固定工资收入代表履职补贴，按支付日期计入年度。",
        admin_path=lambda year: _paid(f"&line__use__exact=allowance&paid_on__year={year}"),
        dimensions={"source": "line__source", "part": "period__part"},
    )
)
register(
    Fact(
        code="deputies_with_allowance",
        label="领取履职补贴的代表",
        unit="人",
        rows=lambda: FundPayment.objects.all().paid().filter(line__use=FundLine.Use.ALLOWANCE),
        date_field="paid_on",
        distinct="mandate__person",
        definition="本年领取过履职补贴的代表，一人计一人。",
        admin_path=lambda year: _paid(f"&line__use__exact=allowance&paid_on__year={year}"),
        dimensions={"delegation": "mandate__delegation__name"},
    )
)
