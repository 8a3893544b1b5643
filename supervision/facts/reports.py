"""What can be counted of reports."""

from congress.facts import Fact, register
from supervision.models import SpecialReport

register(
    Fact(
        code="reports_heard",
        label="听取审议报告",
        unit="个",
        rows=lambda: SpecialReport.objects.heard().counted(),
        date_field="item__meeting__starts_on",
        definition=(
            "列入常委会会议议程、由报告机关作出并经听取或书面审议的报告，每件议程计1个，按会议日期计入年度；"
            "包括预算、决算、审计、债务、国有资产、环境、建议办理报告，监委、法院、检察院的报告，"
            "人大街道工委工作报告和履职情况报告；不包括执法检查报告、代表资格审查报告。不计入的类别可以在设置中指定。"
        ),
        dimensions={"kind": "kind", "organ": "organ__name", "mode": "item__mode", "is_first": "item__is_first"},
        public_path=lambda year: f"/supervision/reports/?year={year}",
    )
)
