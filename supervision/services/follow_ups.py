"""Handing opinions and acts over, answering them, assessing the answers.

Source: ZJ-SUP08 arts 43-45; SL24 art 17. The steps themselves are `congress.services.handling`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Attachment, DocumentNumber, Obligation, Organ, User
from congress.publishing import Content, Point, Section, readable
from congress.services import activity, handling, notifications, numbering, obligations, publication
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from congress.services.rechecks import Shown
from meetings.models import Act, Meeting, OpinionPaper
from meetings.services import acts, opinions, vote_words
from supervision.models import FollowUp, FollowUpRound, PointAnswer
from supervision.services import follow_up_checks, follow_up_closing, report_votes

PUBLICATION_BASIS = "《监督法》第十七条"

MEANS = report_votes.MEANS


@dataclass(frozen=True)
class Answer:
    """What the organ says of one point."""

    answer: PointAnswer
    text: str


@transaction.atomic
def hand_over(
    paper: OpinionPaper,
    organs: Sequence[Organ],
    *,
    on: date,
    actor: User,
    today: date,
    due_on: date | None = None,
) -> list[FollowUp]:
    """Hand an adopted paper to one or more organs, number it, and start each organ's clock.

    Three months from receipt, or the date the chairpersons' meeting fixed (`due_on`). Raises ValidationError if the
    paper is not adopted, an organ holds it already, or the dates are reversed.
    """
    if not organs:
        raise ValidationError({"organs": "请选择承办机关。"})
    _check_handover(paper, on, today, due_on)
    _check_points(paper, organs)
    if paper.status == OpinionPaper.Status.ADOPTED:
        number = numbering.issue(opinions.SERIES[paper.kind], on=on, subject=paper.title, actor=actor)
        _number(paper, number, on=on, actor=actor)
    return [_assign(paper, organ, on=on, due_on=due_on, actor=actor, today=today) for organ in organs]


def _check_handover(paper: OpinionPaper, on: date, today: date, due_on: date | None) -> None:
    if paper.status not in (OpinionPaper.Status.ADOPTED, OpinionPaper.Status.HANDED_OVER):
        raise ValidationError(f"{paper.get_kind_display()}须经主任会议通过后才能交办。")
    if paper.adopted_on and on < paper.adopted_on:
        raise ValidationError({"on": "交办日期不能早于主任会议通过的日期。"})
    if on > today:
        raise ValidationError({"on": "交办日期不能晚于今天。"})
    if due_on is not None and due_on <= on:
        raise ValidationError({"due_on": "报告期限须晚于交办日期。"})


def _check_points(paper: OpinionPaper, organs: Sequence[Organ]) -> None:
    """No point may fall between the organs: each that names one goes to it."""
    holders = {organ.pk for organ in organs} | set(paper.follow_ups.values_list("organ_id", flat=True))
    for point in paper.points.select_related("organ"):
        if point.organ_id is not None and point.organ_id not in holders:
            raise ValidationError({"organs": f"第{point.order}条意见由{point.organ}承办，请一并选择该机关。"})


def _number(paper: OpinionPaper, number: DocumentNumber, *, on: date, actor: User) -> None:
    paper.hand_over(number=number)
    if paper.handover_obligation and paper.handover_obligation.status == Obligation.Status.OPEN:
        obligations.finish(paper.handover_obligation, on=on, actor=actor)


def _assign(paper: OpinionPaper, organ: Organ, *, on: date, due_on: date | None, actor: User, today: date) -> FollowUp:
    follow_up = FollowUp(paper=paper, organ=organ, handed_over_on=on)
    follow_up.full_clean()
    follow_up.save(force_insert=True)
    points = paper.points.all()
    PointAnswer.objects.bulk_create(
        PointAnswer(follow_up=follow_up, point=point) for point in points if point.organ_id in (None, organ.pk)
    )
    _open_round(follow_up, number=1, start=on, due_on=due_on, demand="", today=today)
    activity.record(actor, "交办", follow_up)
    notifications.tell_organ(
        organ,
        subject=f"{paper.get_kind_display()}交办：{paper.title}",
        body=f"文号：{paper.number}。请签收并按期报送研究处理情况报告。",
        path=follow_up.get_absolute_url(),
    )
    return follow_up


def _open_round(
    follow_up: FollowUp, *, number: int, start: date, due_on: date | None, demand: str, today: date
) -> FollowUpRound:
    code = acts.EXECUTION if follow_up.paper is None else opinions.ANSWER_RULE[follow_up.paper.kind]
    return FollowUpRound.objects.create(
        follow_up=follow_up,
        number=number,
        demand=demand,
        obligation=obligations.open_duty(code, duty_of(follow_up), start=start, today=today, fixed_on=due_on),
    )


def duty_of(follow_up: FollowUp) -> Duty:
    """What the organ owes with its report."""
    what = "报送处理情况报告" if follow_up.act is None else "报告执行情况"
    return Duty(
        title=f"{what}：{follow_up.title}",
        path=follow_up.get_absolute_url(),
        organ=follow_up.organ,
        watched_by=follow_up.working_committee,
        is_historic=follow_up.is_historic,
    )


@transaction.atomic
def hand_over_act(
    act: Act,
    organs: Sequence[Organ],
    *,
    committee: Organ,
    on: date,
    actor: User,
    today: date,
    due_on: date | None = None,
) -> list[FollowUp]:
    """Hand the execution of an adopted act to one or more organs, watched by a working committee; number the act.

    The duty that the act put on its executing organ at adoption goes on as that organ's first round, so one report
    ends it. `due_on` is a date fixed now instead of the act's own; without either the general period runs from the
    adoption. Raises ValidationError if the act was not adopted, an organ holds it already, or the dates are reversed.
    """
    if not organs:
        raise ValidationError({"organs": "请选择执行机关。"})
    _check_act(act, on, today, due_on)
    if act.number_id is None:
        acts.number(act, actor=actor)
    return [
        _assign_act(act, organ, committee=committee, on=on, due_on=due_on, actor=actor, today=today) for organ in organs
    ]


def _check_act(act: Act, on: date, today: date, due_on: date | None) -> None:
    if act.vote_id is None:
        raise ValidationError("请先登记通过本件的表决，再交办执行。")
    if on < act.adopted_on:
        raise ValidationError({"on": f"交办日期不能早于通过日期（{chinese_date(act.adopted_on)}）。"})
    if on > today:
        raise ValidationError({"on": "交办日期不能晚于今天。"})
    if due_on is not None and due_on <= on:
        raise ValidationError({"due_on": "报告期限须晚于交办日期。"})


def _assign_act(
    act: Act, organ: Organ, *, committee: Organ, on: date, due_on: date | None, actor: User, today: date
) -> FollowUp:
    follow_up = FollowUp(act=act, organ=organ, committee=committee, handed_over_on=on)
    follow_up.full_clean()
    follow_up.save(force_insert=True)
    owed = act.execution_obligation
    if owed is not None and owed.status == Obligation.Status.OPEN and owed.owed_organ_id == organ.pk:
        obligations.hand_on(owed, duty_of(follow_up), actor=actor)
        if due_on is not None and due_on != owed.due_on:
            acts.move_execution(act, due_on=due_on, reason="交办时确定", decision="", actor=actor, today=today)
        FollowUpRound.objects.create(follow_up=follow_up, number=1, obligation=owed)
    else:
        fixed_on = due_on or act.execution_due_on
        _open_round(follow_up, number=1, start=act.adopted_on, due_on=fixed_on, demand="", today=today)
    activity.record(actor, "交办执行", follow_up)
    notifications.tell_organ(
        organ,
        subject=f"决议决定交办：{act.title}",
        body=f"文号：{act.number}。请签收并按期报告执行情况。",
        path=follow_up.get_absolute_url(),
    )
    return follow_up


@transaction.atomic
def acknowledge(follow_up: FollowUp, *, on: date, leader: str, actor: User, today: date) -> None:
    """The organ signs for it; three months count from receipt (ZJ-SUP08 art 44) unless a date was fixed.

    The period of an act runs from its adoption.
    """
    if on > today:
        raise ValidationError({"on": "签收日期不能晚于今天。"})
    handling.acknowledge(follow_up, on=on, leader=leader, actor=actor)
    obligation = follow_up.current_round.obligation
    if follow_up.act_id is None and obligation.start_on != on and not obligation.is_fixed:
        obligations.restart(obligation, start=on, reason="自签收之日起算", actor=actor, today=today)
    notifications.tell_roles("office", subject=f"已签收：{follow_up}", path=admin_path(follow_up))


def admin_path(follow_up: FollowUp) -> str:
    """Where the office works on it."""
    return f"/admin/supervision/followup/{follow_up.pk}/change/"


def _save_answers(follow_up: FollowUp, answers: Sequence[Answer]) -> None:
    for entry in answers:
        if entry.answer.follow_up_id != follow_up.pk:
            raise ValidationError("意见条目不属于本事项。")
        entry.answer.text = entry.text
        entry.answer.save(update_fields=["text"])


@transaction.atomic
def submit_draft(follow_up: FollowUp, *, text: str, answers: Sequence[Answer], on: date, actor: User) -> None:
    """Send the draft report, with an answer to each point, to the working committee."""
    handling.submit_draft(follow_up, follow_up.current_round, text=text, on=on, actor=actor)
    _save_answers(follow_up, answers)
    notifications.tell_organ(
        follow_up.working_committee, subject=f"报告草稿征求意见：{follow_up}", path=admin_path(follow_up)
    )


@transaction.atomic
def comment(follow_up: FollowUp, *, text: str, actor: User) -> None:
    """The working committee's comment on the draft."""
    handling.comment(follow_up, follow_up.current_round, text=text, actor=actor)


@transaction.atomic
def report(
    follow_up: FollowUp,
    *,
    text: str,
    signed_by: str,
    answers: Sequence[Answer],
    attachments: Sequence[Attachment],
    on: date,
    actor: User,
) -> None:
    """File the report, signed, with its attachments; every point must be answered."""
    if not actor.has_perm("supervision.sign_followup"):
        raise ValidationError("处理情况报告须由单位负责人签发报送。")
    if missing := [entry.answer.point.order for entry in answers if not entry.text.strip()]:
        raise ValidationError(f"第{'、'.join(map(str, missing))}条意见还没有写办理情况。")
    round_ = follow_up.current_round
    handling.report(follow_up, round_, text=text, signed_by=signed_by, on=on, actor=actor)
    _save_answers(follow_up, answers)
    round_.attachments.set(attachments)
    notifications.tell_roles("office", subject=f"收到处理情况报告：{follow_up}", path=admin_path(follow_up))


@transaction.atomic
def circulate(follow_up: FollowUp, *, on: date, actor: User) -> None:
    """Copies to all members of the standing committee and the working committee."""
    handling.circulate(follow_up, follow_up.current_round, on=on, actor=actor)
    notifications.tell(
        User.objects.with_role("sc_chair", "sc_vice_chair", "sc_member"),
        subject=f"处理情况报告：{follow_up}",
        path=follow_up.get_absolute_url(),
        is_urgent=False,
    )
    notifications.tell_organ(
        follow_up.working_committee, subject=f"处理情况报告：{follow_up}", path=admin_path(follow_up)
    )


@transaction.atomic
def deliberate(follow_up: FollowUp, *, meeting: Meeting, on: date, actor: User) -> None:
    """Put the report before a standing committee meeting. Raises ValidationError for any other meeting."""
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError({"meeting": "处理情况报告由常委会会议审议，请选择一次常委会会议。"})
    handling.deliberate(follow_up, follow_up.current_round, on=on, actor=actor)
    follow_up.deliberated_at_meeting = meeting
    follow_up.save(update_fields=["deliberated_at_meeting"])


@transaction.atomic
def reopen(follow_up: FollowUp, *, verdict: str, due_on: date, actor: User, today: date) -> FollowUpRound:
    """Send it back with a new date: a new round begins, the old one stays as it was."""
    if due_on <= today:
        raise ValidationError({"due_on": "新的期限须晚于今天。"})
    round_ = follow_up.current_round
    handling.reopen(follow_up, round_, verdict=verdict, actor=actor)
    return begin_again(follow_up, verdict=verdict, due_on=due_on, today=today)


def begin_again(follow_up: FollowUp, *, verdict: str, due_on: date, today: date) -> FollowUpRound:
    """The round after the last one, in the transaction of the step that sent it back; the organ is told."""
    follow_up.answers.filter(status=PointAnswer.Status.CLOSED).update(status=PointAnswer.Status.OPEN)
    fresh = _open_round(
        follow_up, number=follow_up.rounds.count() + 1, start=today, due_on=due_on, demand=verdict.strip(), today=today
    )
    notifications.tell_organ(
        follow_up.organ,
        subject=f"退回补充：{follow_up}",
        body=f"{verdict}\n请于{chinese_date(due_on)}前重新报送。",
        path=follow_up.get_absolute_url(),
    )
    return fresh


@transaction.atomic
def escalate(follow_up: FollowUp, *, means: str, reason: str, actor: User) -> None:
    """Take stronger means."""
    if means not in MEANS:
        raise ValidationError({"means": "请选择升级方式。"})
    handling.lock(follow_up)
    # Not from what the page had read: a colleague may have opened another round meanwhile.
    last = follow_up.rounds.select_related("obligation").order_by("-number")[0]
    handling.escalate(follow_up, last, means=means, reason=reason, actor=actor)


@transaction.atomic
def settle_point(answer: PointAnswer, *, status: str, reason: str, actor: User) -> None:
    """Say of one point that it is carried out, still open, or carried over to next year with a reason."""
    handling.lock(answer.follow_up)
    if answer.follow_up.is_closed:
        raise ValidationError("事项已经办结，不能再改条目状态。")
    answer.status, answer.carry_reason = status, reason.strip()
    answer.full_clean()
    answer.save(update_fields=["status", "carry_reason"])
    activity.record(
        actor, f"条目{answer.get_status_display()}", answer, reason=reason, path=admin_path(answer.follow_up)
    )


@transaction.atomic
def accept(follow_up: FollowUp, *, on: date, note: str, shown: Shown, actor: User) -> None:
    """Close it: every point is carried out or carried over, and something shows it.

    The publication duty arises (SL24 art 17), and a later look falls due. Raises ValidationError without evidence.
    """
    shown.check("办结")
    handling.lock(follow_up)
    open_points = follow_up.answers.filter(status=PointAnswer.Status.OPEN).select_related("point")
    if orders := [answer.point.order for answer in open_points]:
        raise ValidationError(f"第{'、'.join(map(str, orders))}条意见仍在办理中，须逐条确认落实或结转后才能办结。")
    follow_up_checks.check_satisfied(follow_up)
    round_ = follow_up.current_round
    handling.accept(follow_up, round_, on=on, note=note, actor=actor)
    follow_up_closing.keep(shown, round_, actor=actor)
    follow_up_closing.plan_recheck(follow_up, since=on)
    publication.require(
        follow_up,
        publication.Duty(
            kind="研究处理情况报告" if follow_up.act_id is None else "执行情况报告",
            title=title_of(follow_up),
            basis=PUBLICATION_BASIS if follow_up.paper is None else opinions.PUBLICATION_BASIS[follow_up.paper.kind],
            path=public_path(follow_up),
        ),
        since=on,
        actor=actor,
    )
    if follow_up.paper is not None:
        _close_paper(follow_up.paper, actor=actor)


def public_path(follow_up: FollowUp) -> str:
    """The public page on which the answer appears: that of what was handed over."""
    if follow_up.act is not None:
        return follow_up.act.get_absolute_url()
    return f"/supervision/opinions/{follow_up.paper_id}/"


def _close_paper(paper: OpinionPaper, *, actor: User) -> None:
    """The paper closes when every organ's part is closed (handbook §2.0: all items closed or carried over)."""
    is_open = paper.follow_ups.exclude(status__in=FollowUp.CLOSED).exists()
    is_unheld = paper.points.filter(answers__isnull=True).exists()
    if paper.status == OpinionPaper.Status.HANDED_OVER and not is_open and not is_unheld:
        paper.close()
        activity.record(actor, f"{paper.get_kind_display()}办结", paper)


@transaction.atomic
def note_published(*, actor: User) -> int:
    """Mark closed follow-ups whose copies are out for both audiences; how many. It may run at any time.

    What fell back and was closed again is out once a copy of the new closing is.
    """
    closed = FollowUp.objects.filter(status=FollowUp.Status.ACCEPTED_DONE)
    rows = list(
        closed.filter(readable("society_duty"), readable("deputies_duty")).exclude(follow_up_closing.outdated())
    )
    for follow_up in rows:
        follow_up.mark_published()
        activity.record(actor, "公开", follow_up)
    return len(rows)


def title_of(follow_up: FollowUp) -> str:
    """The title of the handling report, under the organ's name of the day."""
    what = "研究处理情况" if follow_up.act_id is None else "执行情况"
    return f"{follow_up.organ.name_on(follow_up.handed_over_on)}对《{follow_up.title}》{what}的报告"


def compose(follow_up: FollowUp) -> Content:
    """What the handling would show to readers: the last report and the answer to each point."""
    round_ = follow_up.current_round
    facts = [
        ("承办机关", follow_up.organ.name_on(follow_up.handed_over_on)),
        ("交办日期", chinese_date(follow_up.handed_over_on)),
        ("报送日期", chinese_date(round_.reported_on) if round_.reported_on else ""),
        ("满意度测评", vote_words.assessment_sentence(round_.assessment) if round_.assessment else ""),
        ("办结日期", chinese_date(follow_up.closed_on) if follow_up.closed_on else ""),
    ]
    points: list[Point] = [
        {
            "number": answer.point.order,
            "text": answer.point.text,
            "answer": answer.text,
            "state": answer.get_status_display(),
        }
        for answer in follow_up.answers.select_related("point")
    ]
    heading = "研究处理情况" if follow_up.act_id is None else "执行情况"
    report: Section = {
        "heading": heading,
        "paragraphs": [line for line in round_.text.splitlines() if line.strip()],
        "points": [],
    }
    by_point: Section = {"heading": "逐条办理", "paragraphs": [], "points": points}
    return {
        "title": title_of(follow_up),
        "facts": [fact for fact in facts if fact[1]],
        # The execution of an act is reported as a whole.
        "sections": [report, by_point] if follow_up.act_id is None else [report],
        "illustrative": bool(follow_up.illustrative),
    }
