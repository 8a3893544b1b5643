"""The pool of experts: nomination, approval, letters of appointment, renewal, dismissal; and what they help with.

Source: handbook §1.1 (expert_pool: usual local rule); §3.4 (terms of experts: thirty days before).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, Organ, User
from congress.models.organ import in_force_on
from congress.publishing import Content
from congress.services import activity, notifications, numbering, obligations, publication
from congress.services.copies import composed
from congress.services.deadlines import add_months, chinese_date
from congress.services.obligations import Duty
from deputies.models import Term
from meetings.models import Meeting
from supervision.models import Expert, ExpertTerm
from supervision.services import reviews

RULE: Final = "TERM-END"
SERIES: Final = "expert_letter"
#: years of a letter of appointment, unless the congress's term ends before (local practice, handbook §1.1)
YEARS: Final = 3
PUBLICATION_BASIS = "监督专家库管理办法（工作惯例）"


def admin_path(expert: Expert) -> str:
    """Where the pool is kept."""
    return f"/admin/supervision/expert/{expert.pk}/change/"


@transaction.atomic
def nominate(expert: Expert, *, actor: User) -> Expert:
    """Put an unsaved expert into the pool as nominated by a working committee."""
    expert.full_clean()
    expert.save(force_insert=True)
    activity.record(actor, "推荐监督专家", expert, path=admin_path(expert))
    return expert


@transaction.atomic
def submit(expert: Expert, *, actor: User) -> None:
    """提请主任会议."""
    expert.submit()
    activity.record(actor, "提请主任会议", expert, path=admin_path(expert))
    notifications.tell_roles(
        "sc_chair", "sc_vice_chair", subject=f"待主任会议通过：聘任监督专家{expert}", path=workspace_path(expert)
    )


def workspace_path(expert: Expert) -> str:
    """Where chairpersons read and decide, on a phone too."""
    return f"/workspace/experts/{expert.pk}/"


@transaction.atomic
def approve(expert: Expert, *, meeting: Meeting, on: date, actor: User, today: date) -> None:
    """通过 at a chairpersons' meeting; the letter of appointment is still to be given."""
    reviews.check_chair_meeting(meeting, on, today=today)
    expert.approve()
    activity.record(actor, "主任会议通过聘任", expert, path=admin_path(expert), detail={"meeting": str(meeting)})
    notifications.tell_organ(expert.nominated_by, subject=f"已通过，请发聘书：{expert}", path=admin_path(expert))


@transaction.atomic
def refuse(expert: Expert, *, reason: str, actor: User) -> None:
    """不予聘任, with a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "不予聘任须写明理由。"})
    expert.refuse(reason=reason.strip())
    activity.record(actor, "不予聘任", expert, reason=reason.strip(), path=admin_path(expert))
    notifications.tell_organ(
        expert.nominated_by, subject=f"不予聘任：{expert}", body=reason.strip(), path=admin_path(expert)
    )


def usual_end(starts_on: date) -> date:
    """Three years, or the last day of the congress's term if that comes first."""
    end = add_months(starts_on, 12 * YEARS)
    term = Term.objects.filter(in_force_on(starts_on)).order_by("-starts_on").first()
    last = term.ends_on if term is not None else None
    return min(end, last) if last is not None and last > starts_on else end


@transaction.atomic
def appoint(
    expert: Expert,
    *,
    meeting: Meeting,
    starts_on: date,
    ends_on: date | None = None,
    actor: User,
    today: date,
    is_historic: bool = False,
) -> ExpertTerm:
    """聘任或者续聘: a letter with its number; the end of the term is owed by the committee that nominated.

    Raises ValidationError if the days overlap an earlier letter, or the expert was dismissed.
    """
    if meeting.kind != Meeting.Kind.CHAIR_MEETING or meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "请选择通过聘任的主任会议。"})
    if starts_on < meeting.starts_on:
        raise ValidationError({"starts_on": f"聘任日期不能早于主任会议（{chinese_date(meeting.starts_on)}）。"})
    expert.appoint()
    row = ExpertTerm(expert=expert, approved_at=meeting, starts_on=starts_on, ends_on=ends_on or usual_end(starts_on))
    _check_overlap(row)
    _finish_earlier(expert, on=starts_on, actor=actor)
    row.number = numbering.issue(SERIES, on=starts_on, subject=str(expert), actor=actor)
    duty = Duty(
        title=f"专家聘期届满：{expert}",
        path=admin_path(expert),
        organ=expert.nominated_by,
        watched_by=expert.nominated_by,
        is_historic=is_historic,
    )
    row.obligation = obligations.open_duty(RULE, duty, start=row.ends_on, today=today)
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "颁发聘书", expert, path=admin_path(expert), detail={"number": str(row.number)})
    if expert.account is not None:
        notifications.tell(
            [expert.account], subject="聘任为监督专家", body=f"聘书编号：{row.number}。", path="/workspace/assignments/"
        )
    return row


def _check_overlap(row: ExpertTerm) -> None:
    if row.ends_on <= row.starts_on:
        raise ValidationError({"ends_on": "聘期届满须晚于聘任日期。"})
    other = row.expert.terms.filter(starts_on__lte=row.ends_on, ends_on__gte=row.starts_on).first()
    if other is not None:
        span = f"{chinese_date(other.starts_on)}至{chinese_date(other.ends_on)}"
        raise ValidationError({"starts_on": f"与已有聘期（{span}）重叠，请从届满次日起续聘。"})


def _finish_earlier(expert: Expert, *, on: date, actor: User) -> None:
    for term in expert.terms.select_related("obligation"):
        if term.obligation is not None and term.obligation.status == Obligation.Status.OPEN:
            obligations.finish(term.obligation, on=on, actor=actor)


@transaction.atomic
def dismiss(expert: Expert, *, meeting: Meeting, on: date, reason: str, actor: User, today: date) -> None:
    """解聘 by the chairpersons' meeting; what the expert was helping with is withdrawn."""
    if not reason.strip():
        raise ValidationError({"reason": "解聘须写明理由。"})
    reviews.check_chair_meeting(meeting, on, today=today)
    expert.dismiss(on=on, reason=reason.strip())
    _end_all(expert, on=on, reason="专家已解聘", actor=actor)
    activity.record(actor, "解聘监督专家", expert, reason=reason.strip(), path=admin_path(expert))


@transaction.atomic
def end(expert: Expert, *, on: date, actor: User) -> None:
    """聘期已满 and not renewed. Raises ValidationError before the last day of the letter."""
    term = expert.terms.order_by("-starts_on").first()
    if term is not None and on < term.ends_on:
        raise ValidationError({"on": f"聘期至{chinese_date(term.ends_on)}，尚未届满；提前终止请用“解聘”。"})
    expert.end()
    _end_all(expert, on=on, reason="专家聘期已满", actor=actor)
    activity.record(actor, "聘期已满", expert, path=admin_path(expert))


def _end_all(expert: Expert, *, on: date, reason: str, actor: User) -> None:
    for term in expert.terms.select_related("obligation"):
        if term.obligation is not None and term.obligation.status == Obligation.Status.OPEN:
            obligations.finish(term.obligation, on=on, actor=actor)
    for assignment in expert.assignments.under_way():
        assignment.withdraw(reason=reason)
        activity.record(actor, "取消专家参与", assignment, reason=reason)


@transaction.atomic
def require_publication(expert: Expert, *, actor: User) -> None:
    """Open the duty to list the expert in the public directory. Raises ValidationError for one not in office."""
    if expert.status != Expert.Status.APPOINTED:
        raise ValidationError("在聘的专家才列入公开名录。")
    duty = publication.Duty(kind="监督专家名录", title=str(expert), basis=PUBLICATION_BASIS, path=expert.public_path)
    term = expert.terms.order_by("-starts_on").first()
    if term is None:
        raise ValidationError("还没有颁发聘书。")
    publication.require(expert, duty, since=term.starts_on, actor=actor)


def compose(expert: Expert) -> Content:
    """What the directory would show: name, field and title, nothing else."""
    content = composed(expert, [("领域", expert.get_field_display()), ("职称或职务", expert.title)], [])
    content["title"] = expert.name
    return content


def bound_organs(expert: Expert, organs: Sequence[Organ]) -> list[Organ]:
    """Organs of a matter to which the expert is bound, itself or through the body above."""
    bound = set(expert.bound_to.values_list("pk", flat=True))
    return [organ for organ in organs if bound & {organ.pk, *_above(organ)}]


def _above(organ: Organ) -> set[int]:
    found: set[int] = set()
    while organ.parent is not None and organ.parent_id not in found:
        found.add(organ.parent.pk)
        organ = organ.parent
    return found
