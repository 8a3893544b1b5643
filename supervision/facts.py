"""What can be counted of supervision."""

from congress.facts import Fact, register
from meetings.models import OpinionPaper
from supervision.models import FollowUp, Inquiry, Oversight, SpecialReport

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
register(
    Fact(
        code="opinion_papers",
        label="审议意见",
        unit="件",
        rows=lambda: OpinionPaper.objects.filter(adopted_on__isnull=False),
        date_field="adopted_on",
        definition="主任会议通过的审议意见，按通过日期计入年度。",
        public_path=lambda year: f"/supervision/opinions/?year={year}",
    )
)
register(
    Fact(
        code="follow_ups_closed",
        label="审议意见办结",
        unit="件",
        rows=lambda: FollowUp.objects.filter(status__in=FollowUp.CLOSED),
        date_field="closed_on",
        definition="承办机关已办结的审议意见，按办结日期计入年度；一件交多个机关的分别计算。",
    )
)
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
register(
    Fact(
        code="inquiries",
        label="专题询问",
        unit="次",
        rows=lambda: Inquiry.objects.all(),
        date_field="sitting__starts_on",
        definition="在常委会会议上开展的专题询问，按会次日期计入年度。",
        public_path=lambda year: f"/supervision/inquiries/?year={year}",
    )
)
