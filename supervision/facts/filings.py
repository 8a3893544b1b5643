"""What can be counted of filing and review (F014)."""

from typing import Any, Final

from django.db.models import QuerySet

from congress.facts import Fact, Rate, register, register_rate
from supervision.models import NormFiling, ReviewSuggestion

_DIMENSIONS: Final = {
    "方向": "direction",
    "文件种类": "norm_kind",
    "制定机关类别": "maker__kind",
    "制定机关": "maker__name",
    "审查启动方式": "initiative",
    "审查结论": "conclusion",
    "状态": "status",
}


def _fact(
    code: str, label: str, rows: Any, definition: str, *, turn: str, date_field: str = "filed_on", kind: str = ""
) -> None:
    direction = "" if turn == "returned" else f"&direction__exact={kind or 'inward'}"
    register(
        Fact(
            code=code,
            label=label,
            unit="件",
            rows=rows,
            date_field=date_field,
            definition=definition,
            public_path=(lambda year: f"/supervision/filings/?kind={kind}&year={year}") if kind else None,
            admin_path=lambda year: f"/admin/supervision/normfiling/?turn={turn}{direction}&{date_field}__year={year}",
            dimensions=_DIMENSIONS,
        )
    )


def _counted() -> QuerySet[NormFiling]:
    return NormFiling.objects.counted()


register(
    Fact(
        code="norm_filings",
        label="审查报备规范性文件",
        unit="件",
        rows=_counted,
        date_field="filed_on",
        definition="接受报备并已登记的，和本会向上报备的规范性文件，按报送日期计入年度；退回的、已公布未报备的不计。",
        public_path=lambda year: f"/supervision/filings/?year={year}",
        admin_path=lambda year: f"/admin/supervision/normfiling/?turn=counted&filed_on__year={year}",
        dimensions=_DIMENSIONS,
    )
)
_fact(
    "norm_filings_inward",
    "接受报备规范性文件",
    lambda: _counted().filter(direction="inward"),
    "有关机关报送本会并已登记的规范性文件，按报送日期计入年度。",
    turn="counted",
    kind="inward",
)
_fact(
    "norm_filings_outward",
    "向上报备规范性文件",
    lambda: _counted().filter(direction="outward"),
    "本会报送市人大常委会备案的规范性文件，按报送日期计入年度。",
    turn="counted",
    kind="outward",
)
_fact(
    "norm_filings_concluded",
    "审查办结规范性文件",
    lambda: NormFiling.objects.inward().concluded(),
    "已作出审查结论的规范性文件，按作出结论日期计入年度。",
    turn="concluded",
    date_field="concluded_on",
)
_fact(
    "norm_filings_corrected",
    "审查纠正规范性文件",
    lambda: NormFiling.objects.inward().corrected(),
    "经审查由制定机关修改、废止或者由常委会撤销的规范性文件，按办结日期计入年度。",
    turn="corrected",
    date_field="closed_on",
)
_fact(
    "norm_filings_late",
    "迟报规范性文件",
    lambda: NormFiling.objects.inward().late(),
    "超过法定期限才报送备案的规范性文件，按报送日期计入年度；逢休息日顺延的不算迟报。",
    turn="came_late",
)
_fact(
    "norm_filings_returned",
    "退回备案",
    lambda: NormFiling.objects.all().returned(),
    "不属备案范围而退回的文件，按报送日期计入年度。",
    turn="returned",
)
register(
    Fact(
        code="review_suggestions",
        label="收到审查建议",
        unit="件",
        rows=lambda: ReviewSuggestion.objects.all(),
        date_field="received_on",
        definition="公民、组织提出的规范性文件审查建议，按收到日期计入年度。",
        admin_path=lambda year: f"/admin/supervision/reviewsuggestion/?received_on__year={year}",
        dimensions={"状态": "status"},
    )
)
register(
    Fact(
        code="review_suggestions_answered",
        label="答复审查建议",
        unit="件",
        rows=lambda: ReviewSuggestion.objects.filter(status__in=ReviewSuggestion.ANSWERED),
        date_field="received_on",
        definition="已经答复的审查建议，按收到日期计入年度。",
        dimensions={"状态": "status"},
    )
)
register_rate(
    Rate(
        code="review_suggestions_answered_rate",
        label="审查建议答复率",
        part="review_suggestions_answered",
        whole="review_suggestions",
        definition="当年收到的审查建议中已经答复的比例。",
    )
)
