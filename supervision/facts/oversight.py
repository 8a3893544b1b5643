"""What can be counted of inspections, visits and research."""

from congress.facts import Fact, register
from supervision.models import Oversight

register(
    Fact(
        code="oversight",
        label="执法检查、调研视察",
        unit="次",
        rows=lambda: Oversight.objects.all(),
        date_field="starts_on",
        definition="执法检查、视察和专题调研活动，按开始日期计入年度；一次活动有几项内容的计一次。",
        public_path=lambda year: f"/supervision/oversight/?year={year}",
    )
)
register(
    Fact(
        code="inspections",
        label="执法检查",
        unit="次",
        rows=lambda: Oversight.objects.filter(kind=Oversight.Kind.INSPECTION),
        date_field="starts_on",
        definition="执法检查活动，按开始日期计入年度；一次检查几部法律法规的计一次。",
        public_path=lambda year: f"/supervision/oversight/?kind=inspection&year={year}",
    )
)
register(
    Fact(
        code="visits",
        label="视察",
        unit="次",
        rows=lambda: Oversight.objects.filter(kind=Oversight.Kind.VISIT),
        date_field="starts_on",
        definition="视察活动，按开始日期计入年度；一次活动有几项内容的计一次。",
        public_path=lambda year: f"/supervision/oversight/?kind=visit&year={year}",
    )
)
register(
    Fact(
        code="research",
        label="调研",
        unit="次",
        rows=lambda: Oversight.objects.filter(kind=Oversight.Kind.RESEARCH),
        date_field="starts_on",
        definition="专题调研活动，按开始日期计入年度。",
        public_path=lambda year: f"/supervision/oversight/?kind=research&year={year}",
    )
)
