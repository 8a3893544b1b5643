"""What can be counted of opinions and their handling."""

from django.db.models import QuerySet

from congress.facts import Fact, register
from meetings.models import OpinionPaper
from supervision.models import FollowUp, FollowUpRecheck

Kind = OpinionPaper.Kind


def _adopted(*kinds: str) -> QuerySet[OpinionPaper]:
    """Papers of these kinds that the chairpersons' meeting adopted."""
    return OpinionPaper.objects.filter(adopted_on__isnull=False, kind__in=kinds)


register(
    Fact(
        code="opinion_papers",
        label="审议意见",
        unit="件",
        rows=lambda: _adopted(Kind.DELIBERATION),
        date_field="adopted_on",
        definition="主任会议通过的审议意见，按通过日期计入年度；不包括意见建议函和主任会议议事意见。",
        public_path=lambda year: f"/supervision/opinions/?year={year}&kind=deliberation",
    )
)
register(
    Fact(
        code="opinion_letters",
        label="意见建议函、议事意见",
        unit="件",
        rows=lambda: _adopted(Kind.LETTER, Kind.CHAIR),
        date_field="adopted_on",
        definition="主任会议通过的意见建议函和主任会议议事意见，按通过日期计入年度。",
        public_path=lambda year: f"/supervision/opinions/?year={year}",
        dimensions={"kind": "kind"},
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
        code="rechecks",
        label="回头看",
        unit="次",
        rows=lambda: FollowUpRecheck.objects.all().done(),
        date_field="checked_on",
        definition="对已办结的交办事项开展并登记结果的回头看，按回头看日期计入年度；一件多次的分别计算。",
        dimensions={"result": "result", "organ": "follow_up__organ__name"},
        admin_path=lambda year: f"/admin/supervision/followuprecheck/?checked_on__year={year}",
    )
)
