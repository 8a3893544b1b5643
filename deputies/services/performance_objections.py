"""Objections against an assessment: made by the deputy in time, answered in words within the days of the rule."""

from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, notifications, obligations
from congress.services.obligations import Duty
from deputies.models import AssessmentObjection, DutyAssessment
from deputies.services.performance import locked

ANSWER: Final = "PERF-ANS"
ROLE: Final = "deputies_wc"


def admin_path(objection: AssessmentObjection) -> str:
    """Where it is answered."""
    return f"/admin/deputies/assessmentobjection/{objection.pk}/change/"


@transaction.atomic
def object_to(objection: AssessmentObjection, *, actor: User, today: date) -> None:
    """提出异议: the deputy says what is wrong; an answer is owed from here on.

    Raises ValidationError for somebody else's assessment, before it was told, after the time for objections, without
    words, or while another objection waits.
    """
    stored = locked(objection.assessment)
    if stored.mandate.person.account_id != actor.pk:
        raise ValidationError("只能对本人的考评结果提出异议。")
    if stored.status != DutyAssessment.Status.NOTIFIED or stored.objections_until is None:
        raise ValidationError(f"考评当前为“{stored.get_status_display()}”，不能提出异议。")
    if today > stored.objections_until:
        raise ValidationError(f"异议期已于{date_text(stored.objections_until)}届满。")
    if not objection.text.strip():
        raise ValidationError({"text": "请写明异议和理由。"})
    if objection.item is not None and objection.item.part.scheme_id != stored.scheme_id:
        raise ValidationError({"item": "请选择本次考评的项目。"})
    objection.text = objection.text.strip()
    objection.made_by, objection.made_on = actor, today
    objection.clean_fields(exclude=["obligation", "answered_by", "answered_at"])
    objection.validate_constraints(exclude=["obligation"])
    duty = Duty(title=f"答复考评异议：{stored}", path="/admin/deputies/assessmentobjection/", role=ROLE)
    objection.obligation = obligations.open_duty(ANSWER, duty, start=today, today=today)
    objection.save(force_insert=True)
    Obligation.objects.filter(pk=objection.obligation.pk).update(path=admin_path(objection))
    activity.record(actor, "提出考评异议", objection, path=admin_path(objection))
    notifications.tell_roles(ROLE, subject=f"考评异议：{stored}", body=objection.text[:200], path=admin_path(objection))


@transaction.atomic
def answer(objection: AssessmentObjection, *, is_upheld: bool, text: str, actor: User, at: datetime) -> None:
    """答复异议: upheld, the assessment is opened again; rejected, it stands. The deputy is told either way.

    Raises ValidationError without words, or for one's own objection.
    """
    if not text.strip():
        raise ValidationError({"text": "请写明答复。"})
    if objection.made_by_id == actor.pk:
        raise ValidationError("不能答复本人提出的异议。")
    assessment = locked(objection.assessment)
    objection.settle(is_upheld=is_upheld, answer=text.strip(), by=actor, at=at)
    if objection.obligation.status == Obligation.Status.OPEN:
        obligations.finish(objection.obligation, on=at.date(), actor=actor)
    if is_upheld:
        assessment.reopen()
    activity.record(actor, "答复考评异议", objection, path=admin_path(objection), reason=text.strip())
    notifications.tell(
        [objection.made_by],
        subject=f"考评异议的答复：{assessment.year}年履职考评",
        body=text.strip(),
        path=assessment.get_absolute_url(),
    )
