"""What can be counted of reports."""

from congress.facts import Fact, register
from supervision.models import SpecialReport

register(
    Fact(
        code="reports_heard",
        label="听取审议报告",
        unit="个",
        rows=lambda: SpecialReport.objects.heard(),
        date_field="item__meeting__starts_on",
        definition="在常委会会议上听取或书面审议的专项工作报告，按会议日期计入年度。",
        public_path=lambda year: f"/supervision/reports/?year={year}",
    )
)
