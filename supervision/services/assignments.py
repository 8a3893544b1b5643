"""What experts help with: assigned to one activity, no conflict declared, an opinion given.

An expert reads the papers of the activity and nothing else (handbook §5.2 expert).
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from congress.models import Attachment, Organ, User
from congress.services import activity, notifications
from congress.services.attachments import Upload
from meetings.models import Paper
from supervision.models import Expert, ExpertAssignment, ReviewHearing
from supervision.services import experts, reviews


def admin_path(assignment: ExpertAssignment) -> str:
    """Where the committee works on the assignment."""
    return f"/admin/supervision/expertassignment/{assignment.pk}/change/"


@transaction.atomic
def assign(assignment: ExpertAssignment, *, actor: User) -> ExpertAssignment:
    """Ask an expert to help with an unsaved assignment's one activity.

    Raises ValidationError if the expert is not in office on the day, or declared a bond to an organ of the activity.
    """
    assignment.full_clean()
    expert = assignment.expert
    if not Expert.objects.in_office(on=assignment.assigned_on).filter(pk=expert.pk).exists():
        raise ValidationError({"expert": f"{expert.name}当日不在聘期内，不能安排。"})
    check_bonds(assignment)
    assignment.save(force_insert=True)
    activity.record(actor, "安排专家参与", assignment, path=admin_path(assignment))
    if expert.account is not None:
        notifications.tell(
            [expert.account],
            subject=f"请参与监督活动：{assignment.matter}",
            body=assignment.task,
            path=assignment.get_absolute_url(),
        )
    return assignment


def check_bonds(assignment: ExpertAssignment) -> None:
    """Refuse, in words, an expert who is bound to an organ of the activity."""
    expert = assignment.expert
    bound = experts.bound_organs(expert, organs_of(assignment))
    if bound:
        names = "、".join(str(organ) for organ in bound)
        note = f"（{expert.bond_note}）" if expert.bond_note else ""
        raise ValidationError({"expert": f"{expert.name}已声明与{names}有利害关系{note}，不能参与这项活动。"})


def organs_of(assignment: ExpertAssignment) -> list[Organ]:
    """The organs whose work the activity looks at."""
    found: list[Organ | None] = []
    if assignment.oversight is not None:
        found += assignment.oversight.organs.select_related("parent__parent")
    if assignment.review is not None:
        found.append(assignment.review.organ)
    if assignment.report is not None:
        found.append(assignment.report.organ)
    if assignment.filing is not None:
        found.append(assignment.filing.maker)
    if assignment.inquiry is not None:
        found += [row.organ for row in assignment.inquiry.respondents.select_related("organ")]
        found.append(assignment.inquiry.item.reporting_organ if assignment.inquiry.item else None)
    return [organ for organ in found if organ is not None]


@transaction.atomic
def declare(assignment: ExpertAssignment, *, is_bound: bool, text: str = "", on: date, actor: User) -> None:
    """声明: free of any bond, so that the papers open; or bound, so that the expert withdraws.

    Raises ValidationError if a bond is declared without saying which.
    """
    if not is_bound:
        check_bonds(assignment)
        assignment.declare(on=on, text=text.strip() or "与本项活动涉及的机关没有利害关系。")
        activity.record(actor, "声明无利害关系", assignment, path=admin_path(assignment))
        return
    if not text.strip():
        raise ValidationError({"text": "请写明与哪个机关有什么利害关系。"})
    assignment.withdraw(reason=f"专家回避：{text.strip()}")
    activity.record(actor, "专家回避", assignment, reason=text.strip(), path=admin_path(assignment))
    notifications.tell_organ(
        assignment.expert.nominated_by,
        subject=f"专家回避：{assignment}",
        body=text.strip(),
        path=admin_path(assignment),
    )


@transaction.atomic
def finish(assignment: ExpertAssignment, *, opinion: str, files: Sequence[Upload] = (), on: date, actor: User) -> None:
    """提交意见. Raises ValidationError without words or files."""
    if not opinion.strip() and not files:
        raise ValidationError({"opinion": "请填写意见或者上传文件。"})
    assignment.finish(on=on, opinion=opinion.strip())
    assignment.attachments.add(*reviews.keep(files, actor=actor))
    activity.record(actor, "提交专家意见", assignment, path=admin_path(assignment))
    notifications.tell_organ(
        assignment.expert.nominated_by, subject=f"专家意见：{assignment}", path=admin_path(assignment)
    )


@transaction.atomic
def cancel(assignment: ExpertAssignment, *, reason: str, actor: User) -> None:
    """取消, with a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "取消须写明理由。"})
    assignment.withdraw(reason=reason.strip())
    activity.record(actor, "取消专家参与", assignment, reason=reason.strip(), path=admin_path(assignment))
    if assignment.expert.account is not None:
        notifications.tell([assignment.expert.account], subject=f"不再参与：{assignment.matter}", body=reason.strip())


def papers_open_to(user: User) -> Q:
    """The condition on files of the activities that an expert helps with, from the declaration to the opinion."""
    mine = ExpertAssignment.objects.filter(expert__account=user.pk, status=ExpertAssignment.Status.DECLARED)
    return Q(pk__in=_papers(mine)) | Q(expert_assignments__expert__account=user.pk)


def papers_of(assignment: ExpertAssignment) -> QuerySet[Attachment]:
    """The papers of one activity, without what is restricted."""
    rows = ExpertAssignment.objects.filter(pk=assignment.pk)
    return Attachment.objects.filter(pk__in=_papers(rows)).order_by("pk")


def _papers(rows: QuerySet[ExpertAssignment]) -> QuerySet[Attachment]:
    hearings = ReviewHearing.objects.filter(review__in=rows.values("review"))
    items = Q(item__report__in=rows.values("report")) | Q(item__inquiries__in=rows.values("inquiry"))
    papers = Paper.objects.filter(items)
    found = Attachment.objects.filter(
        Q(review_hearings__in=hearings)
        | Q(papers__in=papers)
        | Q(oversight_reports__in=rows.values("oversight"))
        | Q(norm_filings__in=rows.values("filing"))
    )
    return found.exclude(security=Attachment.Security.RESTRICTED).values("pk")  # type: ignore[return-value]
