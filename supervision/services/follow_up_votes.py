"""The members' satisfaction vote on the handling of opinions: taken as the verdict on a round, once.

Source: handbook §2.0 (ZJ-RULES20 art 29, model), §2(d).
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity, notifications
from meetings.models import Assessment
from meetings.services import vote_words
from supervision.models import FollowUp, FollowUpRound
from supervision.services import follow_ups


@transaction.atomic
def assess(follow_up: FollowUp, *, assessment: Assessment, actor: User) -> None:
    """Take the members' satisfaction vote as the verdict on this round; the counts are those of the meeting's page.

    Raises ValidationError on a closed matter, before it was put before a meeting, on a vote of another meeting or
    another matter, or on a second vote of the same round; nothing is changed then.
    """
    if follow_up.is_closed:
        raise ValidationError(f"“{follow_up}”已经办结，不能再次测评。")
    round_ = follow_up.current_round
    _check_assessable(follow_up, round_, assessment)
    round_.assessment = assessment
    round_.full_clean()
    round_.save(update_fields=["assessment"])
    sentence = vote_words.assessment_sentence(assessment)
    activity.record(
        actor, "登记满意度测评", follow_up, path=follow_ups.admin_path(follow_up), detail={"result": sentence}
    )
    notifications.tell_organ(
        follow_up.organ, subject=f"满意度测评：{follow_up}", body=sentence, path=follow_up.get_absolute_url()
    )


def _check_assessable(follow_up: FollowUp, round_: FollowUpRound, assessment: Assessment) -> None:
    if follow_up.status != FollowUp.Status.DELIBERATED:
        raise ValidationError("处理情况报告提请常委会会议审议后，才能登记测评结果。")
    held = round_.assessment
    if held is not None and not held.is_void:
        raise ValidationError(f"本轮已经测评（{vote_words.assessment_sentence(held)}），不能再次测评。")
    if assessment.is_void or assessment.person_id is not None:
        raise ValidationError({"assessment": "请选择一次对工作的有效测评。"})
    if assessment.meeting_id != follow_up.deliberated_at_meeting_id:
        raise ValidationError({"assessment": "请选择审议处理情况报告的那次会议上的测评。"})
    if FollowUpRound.objects.filter(assessment=assessment).exclude(pk=round_.pk).exists():
        raise ValidationError({"assessment": "这次测评已经登记在另一件办理事项上。"})
    before = follow_up.rounds.filter(number=round_.number - 1).first()
    last = before.assessment if before else None
    if last is not None and not last.is_void and assessment.repeats_id != last.pk:
        raise ValidationError({"assessment": "上一轮已经测评，请在会议的测评中选择“上次测评”后再登记。"})
