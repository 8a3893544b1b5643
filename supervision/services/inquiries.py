"""Special inquiries: prepared in the committee, held at a sitting, followed by opinions and commitments.

Source: SL24 arts 47-50; handbook §2(f). No message and no log line tells the words of a question.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import Organ, User
from congress.publishing import Content, Point, Section
from congress.services import activity, notifications, publication
from congress.services.copies import marked
from congress.services.deadlines import chinese_date
from congress.workflow import TransitionError
from meetings.models import Assessment, Meeting, OpinionPaper, Sitting
from supervision.models import AuditFinding, Commitment, FollowUp, Inquiry, InquiryFinding, Question, Respondent
from supervision.services import commitments
from supervision.services.audit_ledgers import WITHHELD

PUBLICATION_BASIS: Final = "《监督法》第五十条"
Status = Inquiry.Status


def admin_path(inquiry: Inquiry) -> str:
    """Where the committee prepares it."""
    return f"/admin/supervision/inquiry/{inquiry.pk}/change/"


def _lock(inquiry: Inquiry) -> None:
    """Read where it stands now, and keep others from moving it till the end of the transaction."""
    inquiry.refresh_from_db(fields=["status"], from_queryset=Inquiry.objects.select_for_update(of=("self",)))


@transaction.atomic
def propose(inquiry: Inquiry, *, actor: User) -> None:
    """Put an inquiry forward. Raises ValidationError where the sitting is not of the form that is meant."""
    check_sitting(inquiry)
    inquiry.full_clean()
    inquiry.save(force_insert=True)
    activity.record(actor, "提出专题询问", inquiry, path=admin_path(inquiry))


def prepares(user: User, inquiry: Inquiry) -> bool:
    """Whether the person prepares this inquiry: the office any, a committee those that it leads or nobody leads yet."""
    if user.has_perm("supervision.read_question_list"):
        return True
    is_own = inquiry.working_committee_id is None or inquiry.working_committee_id == user.organ_id
    return user.has_perm("supervision.prepare_inquiry") and is_own


def may_read_questions(user: User, inquiry: Inquiry | None) -> bool:
    """Whether the whole question list is open to the person: after the sitting, or to those who prepare it."""
    if inquiry is None:
        return False
    if inquiry.is_over and user.has_perm("supervision.read_inquiries"):
        return True
    return user.has_perm("supervision.read_question_list") or (
        user.has_perm("supervision.prepare_inquiry")
        and user.organ_id is not None
        and user.organ_id == inquiry.working_committee_id
    )


def check_sitting(inquiry: Inquiry) -> None:
    """Raise ValidationError unless the sitting belongs to the committee and is of the form that is meant."""
    sitting = inquiry.sitting
    if sitting is None:
        return
    if sitting.meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError({"sitting": "专题询问在常委会会议上开展，请选择常委会会议的会次。"})
    if sitting.kind != inquiry.kind:
        form = dict(Sitting.Kind.choices)[inquiry.kind]
        raise ValidationError({"sitting": f"所选会次是{sitting.get_kind_display()}，与询问形式“{form}”不符。"})


@transaction.atomic
def plan(inquiry: Inquiry, *, actor: User) -> None:
    """列入计划."""
    inquiry.plan()
    activity.record(actor, "列入监督计划", inquiry, path=admin_path(inquiry))


@transaction.atomic
def adopt_scheme(inquiry: Inquiry, *, meeting: Meeting, actor: User) -> None:
    """The chairpersons' meeting adopts the scheme. Raises ValidationError without one, or at another meeting."""
    if not inquiry.scheme.strip():
        raise ValidationError("请先填写工作方案。")
    if meeting.kind != Meeting.Kind.CHAIR_MEETING or meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "专题询问的工作方案由主任会议通过，请选择一次已经召开的主任会议。"})
    inquiry.adopt_scheme(meeting=meeting)
    activity.record(actor, "通过工作方案", inquiry, path=admin_path(inquiry), detail={"meeting": str(meeting)})


@transaction.atomic
def begin_research(inquiry: Inquiry, *, actor: User) -> None:
    """Research begins; its report goes to the members before the sitting (SL24 art 49)."""
    inquiry.begin_research()
    activity.record(actor, "开始调研", inquiry, path=admin_path(inquiry))


@transaction.atomic
def add_findings(inquiry: Inquiry, findings: Collection[AuditFinding], *, actor: User) -> int:
    """Put audit findings on the list of an inquiry; how many are new. Raises ValidationError for a settled one."""
    _lock(inquiry)
    if inquiry.is_over:
        raise TransitionError(f"“{inquiry}”当前为“{inquiry.get_status_display()}”，不能再列入问题。")
    known = set(inquiry.finding_rows.values_list("finding_id", flat=True))
    last = inquiry.finding_rows.aggregate(last=Max("order"))["last"] or 0
    fresh = [finding for finding in findings if finding.pk not in known]
    for finding in fresh:
        if finding.status in AuditFinding.DONE:
            raise ValidationError(f"“{finding}”已经整改到位，不列入专题询问。")
        last += 1
        InquiryFinding.objects.create(inquiry=inquiry, finding=finding, order=last)
    if fresh:
        activity.record(actor, f"列入{len(fresh)}个审计查出问题", inquiry, path=admin_path(inquiry))
    return len(fresh)


@transaction.atomic
def ask(inquiry: Inquiry, *, organ: Organ, text: str, actor: User) -> Question:
    """A member puts a question on the list. Raises ValidationError for people without a person of their own."""
    person = getattr(actor, "person", None)
    if person is None:
        raise ValidationError("您的账号没有关联到组成人员，请联系办公室。")
    _lock(inquiry)
    if inquiry.status not in Inquiry.COLLECTING:
        raise TransitionError(f"“{inquiry}”当前为“{inquiry.get_status_display()}”，现在不收集询问。")
    if not inquiry.respondents.filter(organ=organ).exists():
        raise ValidationError({"organ": "请选择一个应询单位。"})
    last = inquiry.questions.aggregate(last=Max("order"))["last"] or 0
    question = Question(inquiry=inquiry, order=last + 1, asker=person, organ=organ, text=text.strip())
    question.full_clean()
    question.save(force_insert=True)
    activity.record(actor, "提出询问", question, path=admin_path(inquiry))
    if inquiry.working_committee:
        notifications.tell_organ(
            inquiry.working_committee, subject=f"收到一个询问：{inquiry.title}", path=admin_path(inquiry)
        )
    return question


@transaction.atomic
def draw_up(inquiry: Inquiry, *, actor: User) -> None:
    """The outline stands. Raises ValidationError without questions, or where one is put to an organ not invited."""
    questions = list(inquiry.questions.select_related("organ"))
    if not questions:
        raise ValidationError("还没有询问，请先列出询问提纲。")
    _check_organs(inquiry, [(f"第{each.order}问", each.organ) for each in questions])
    inquiry.draw_up()
    activity.record(actor, "拟定询问提纲", inquiry, path=admin_path(inquiry))


def _check_organs(inquiry: Inquiry, named: Collection[tuple[str, Organ]]) -> None:
    known = set(inquiry.respondents.values_list("organ_id", flat=True))
    for what, organ in named:
        if organ.pk not in known:
            raise ValidationError(f"{what}的“{organ}”不是应询单位，请先列为应询单位。")


@transaction.atomic
def invite(inquiry: Inquiry, *, on: date, send_outline: bool, actor: User, today: date) -> None:
    """Heads of the organs are called to answer in person; the outline goes with the notice only if that was decided.

    Raises ValidationError without a sitting, or for a day after it.
    """
    if inquiry.sitting is None:
        raise ValidationError("请先选定开展询问的会次。")
    check_sitting(inquiry)
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    if on > inquiry.sitting.starts_on:
        raise ValidationError({"on": f"通知日期不能晚于询问的日期（{chinese_date(inquiry.sitting.starts_on)}）。"})
    inquiry.invite()
    inquiry.respondents.filter(invited_on__isnull=True).update(invited_on=on)
    activity.record(actor, "通知应询", inquiry, path=admin_path(inquiry))
    if send_outline:
        _send_outline(inquiry, on=on, actor=actor)
    _tell_respondents(inquiry, f"请主要负责人到会应询：{inquiry.title}")


@transaction.atomic
def send_outline(inquiry: Inquiry, *, on: date, actor: User, today: date) -> None:
    """Each invited organ may read the questions put to it before the sitting."""
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    _lock(inquiry)
    if inquiry.status != Status.INVITED:
        raise TransitionError(f"“{inquiry}”当前为“{inquiry.get_status_display()}”，不能发送提纲。")
    _send_outline(inquiry, on=on, actor=actor)
    _tell_respondents(inquiry, f"询问提纲已发送：{inquiry.title}")


def _send_outline(inquiry: Inquiry, *, on: date, actor: User) -> None:
    inquiry.respondents.filter(invited_on__isnull=False, outline_sent_on__isnull=True).update(outline_sent_on=on)
    activity.record(actor, "发送询问提纲", inquiry, path=admin_path(inquiry))


def _tell_respondents(inquiry: Inquiry, subject: str) -> None:
    sitting = inquiry.sitting
    day = chinese_date(sitting.starts_on) if sitting else ""
    for respondent in inquiry.respondents.select_related("organ"):
        notifications.tell_organ(
            respondent.organ, subject=subject, body=f"询问日期：{day}。", path=inquiry.workspace_path
        )


@transaction.atomic
def hold(inquiry: Inquiry, *, actor: User, today: date) -> None:
    """The sitting took place; questions and answers open to the members. Raises ValidationError before its day."""
    sitting = inquiry.sitting
    if sitting is None or sitting.starts_on > today:
        raise ValidationError("询问的会次还没有到日期，不能登记为已开展。")
    if sitting.meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError(f"“{sitting.meeting}”还没有开会，不能登记为已开展。")
    inquiry.hold()
    activity.record(actor, "开展专题询问", inquiry, path=admin_path(inquiry))


@transaction.atomic
def list_commitments(inquiry: Inquiry, *, actor: User, today: date) -> None:
    """What was promised falls due. Raises ValidationError without a commitment, or for an organ that was not asked."""
    rows = list(inquiry.commitments.select_related("organ"))
    if not rows:
        raise ValidationError("还没有登记承诺事项，请先逐项登记应询单位的承诺。")
    _check_organs(inquiry, [(f"第{each.order}项承诺", each.organ) for each in rows])
    inquiry.list_commitments()
    for row in rows:
        commitments.start_clock(row, today=today)
    activity.record(actor, f"列出{len(rows)}项承诺事项", inquiry, path=admin_path(inquiry))


@transaction.atomic
def hand_over(inquiry: Inquiry, *, actor: User) -> None:
    """The opinions went to the organs (SL24 art 50). Raises ValidationError until their paper is handed over."""
    paper = inquiry.paper
    if paper is None:
        raise ValidationError("请先汇总询问意见：登记议程的审议意见，或者起草意见建议函。")
    if paper.status not in (OpinionPaper.Status.HANDED_OVER, OpinionPaper.Status.CLOSED):
        raise ValidationError(f"“{paper}”当前为“{paper.get_status_display()}”，交办后才能登记。")
    inquiry.hand_over()
    activity.record(actor, "交办询问意见", inquiry, path=admin_path(inquiry))


@transaction.atomic
def note_report(inquiry: Inquiry, *, actor: User) -> None:
    """Every organ reported how it handled the opinions. Raises ValidationError while one has not."""
    held = FollowUp.objects.filter(paper=inquiry.paper) if inquiry.paper else FollowUp.objects.none()
    waiting = [str(each.organ) for each in held.filter(status__in=FollowUp.WITH_ORGAN).select_related("organ")]
    if waiting or not held:
        raise ValidationError(f"{'、'.join(waiting) or '承办机关'}还没有报送处理情况。")
    inquiry.note_report()
    activity.record(actor, "报告处理情况", inquiry, path=admin_path(inquiry))


@transaction.atomic
def deliberate(inquiry: Inquiry, *, actor: User) -> None:
    """The chairpersons' meeting put the reports before the committee."""
    inquiry.deliberate()
    activity.record(actor, "提请审议处理情况", inquiry, path=admin_path(inquiry))


@transaction.atomic
def assess(inquiry: Inquiry, *, assessment: Assessment, actor: User) -> None:
    """Members assessed the answers. Raises ValidationError for a void count or one of another inquiry."""
    if assessment.status != Assessment.Status.COUNTED:
        raise ValidationError({"assessment": "请选择一次有效的测评。"})
    if Inquiry.objects.filter(assessment=assessment).exclude(pk=inquiry.pk).exists():
        raise ValidationError({"assessment": "这次测评属于另一次专题询问。"})
    inquiry.assess(assessment=assessment)
    activity.record(actor, "登记测评", inquiry, path=admin_path(inquiry))


@transaction.atomic
def require_publication(inquiry: Inquiry, *, actor: User) -> None:
    """Open the duty to report it to deputies and to publish it. Raises ValidationError before the sitting."""
    if not inquiry.is_over or inquiry.sitting is None:
        raise ValidationError("专题询问开展以前，询问内容不得公开。")
    duty = publication.Duty(
        kind=str(inquiry._meta.verbose_name),
        title=str(inquiry),
        basis=PUBLICATION_BASIS,
        path=inquiry.get_absolute_url(),
    )
    publication.require(inquiry, duty, since=inquiry.sitting.starts_on, actor=actor)


@transaction.atomic
def note_published(*, actor: User) -> int:
    """Mark the inquiries that are through and whose copies society can read; how many."""
    rows = Inquiry.objects.published().filter(status__in=(Status.REPORTED, Status.DELIBERATED, Status.ASSESSED))
    for inquiry in rows:
        inquiry.mark_published()
        activity.record(actor, "专题询问已公开", inquiry, path=inquiry.get_absolute_url())
    return len(rows)


def compose(inquiry: Inquiry) -> Content:
    """What the inquiry shows to readers: questions with answers, and what was promised.

    Where a finding holds commercial secrets the words are left out. Raises ValidationError before the sitting.
    """
    sitting = inquiry.sitting
    if not inquiry.is_over or sitting is None:
        raise ValidationError("专题询问开展以前，询问内容不得公开。")
    number = inquiry.problems_count
    facts = [
        ("会议", marked(inquiry, "sitting", str(sitting.meeting))),
        ("日期", marked(inquiry, "sitting", chinese_date(sitting.starts_on))),
        ("形式", sitting.get_kind_display()),
        ("涉及问题", f"{number}个" if number else ""),
        ("牵头工委", str(inquiry.working_committee or "")),
    ]
    sections: list[Section] = [
        {"heading": "询问和答复", "paragraphs": [], "points": [_question(each) for each in _asked(inquiry)]},
        {"heading": "承诺事项", "paragraphs": [], "points": [_commitment(each) for each in _promised(inquiry)]},
    ]
    return {
        "title": str(inquiry),
        "facts": [fact for fact in facts if fact[1]],
        "sections": [section for section in sections if section["points"]],
        "illustrative": bool(inquiry.illustrative),
    }


def _asked(inquiry: Inquiry) -> list[Question]:
    rows = inquiry.questions.select_related("organ", "asker", "finding", "follow_up_of").order_by("order")
    return list(rows)


def _promised(inquiry: Inquiry) -> list[Commitment]:
    rows = inquiry.commitments.select_related("organ", "question__finding").order_by("order")
    return list(rows)


def _question(question: Question) -> Point:
    after = f"（追问第{question.follow_up_of.order}问）" if question.follow_up_of else ""
    by = f"{question.asker}问" if question.asker else "问"
    text, answer = question.text, question.answer
    if question.is_secret:
        text = answer = WITHHELD
    who = f"{question.organ}{question.responder}答："
    return {
        "number": question.order,
        "text": f"{by}{after}：{text}",
        "answer": f"{who}{answer}" if question.answer else "",
        "state": "",
    }


def _commitment(commitment: Commitment) -> Point:
    text = WITHHELD if commitment.is_secret else commitment.text
    due = f"，{chinese_date(commitment.due_on)}前" if commitment.due_on else ""
    return {
        "number": commitment.order,
        "text": f"{commitment.organ}承诺{due}：{text}",
        "answer": "" if commitment.is_secret else commitment.result,
        "state": commitment.get_status_display(),
    }


def respondent_of(inquiry: Inquiry, user: User) -> Respondent | None:
    """As which respondent the person's organ was invited."""
    rows = inquiry.respondents.select_related("organ").filter(invited_on__isnull=False)
    return rows.filter(organ=user.organ_id).first() if user.organ_id else None
