"""What can be counted of supervision."""

from congress.facts import Fact, register
from meetings.models import OpinionPaper
from supervision.models import FollowUp, Inquiry, Oversight, SpecialReport

_ON_THE_SPOT = (Oversight.Kind.INSPECTION, Oversight.Kind.VISIT)

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
        label="执法检查和视察",
        unit="次",
        rows=lambda: Oversight.objects.filter(kind__in=_ON_THE_SPOT),
        date_field="starts_on",
        definition="执法检查和视察活动，一次活动有几项内容的计一次；调研不计入。",
        public_path=lambda year: f"/supervision/oversight/?kind=on_the_spot&year={year}",
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
