"""Whether a follow-up may be closed, where its handling is assessed by the members."""

from django.core.exceptions import ValidationError

from meetings.models import Assessment
from supervision.models import FollowUp, SpecialReport


def handling_is_assessed(follow_up: FollowUp) -> bool:
    """Whether the chairpersons' meeting planned a vote on the handling."""
    return SpecialReport.objects.filter(
        item__opinion_paper=follow_up.paper_id, assessed=SpecialReport.Assessed.HANDLING
    ).exists()


def check_satisfied(follow_up: FollowUp) -> None:
    """What was planned to be assessed is closed only by members who are satisfied, or by stronger means."""
    if follow_up.status == FollowUp.Status.ESCALATED:
        return
    vote = follow_up.current_round.assessment
    if vote is not None and not vote.is_void:
        if vote.outcome == Assessment.Outcome.UNSATISFIED:
            raise ValidationError("满意度测评结果为不满意，不能办结；请退回重新报告，两次不满意的可以升级监督。")
    elif follow_up.paper_id and handling_is_assessed(follow_up):
        raise ValidationError("主任会议已安排对研究处理情况进行满意度测评，登记测评结果后才能办结。")
