"""What can be counted of opinions and their handling."""

from congress.facts import Fact, register
from meetings.models import OpinionPaper
from supervision.models import FollowUp

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
