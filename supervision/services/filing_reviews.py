"""规范性文件审查: criteria, opinions of subject committees, the conclusion, and the way to a correction.

Source: SL24 arts 39-40; ZJ-SUP08 art 34; days after BJ-FILE24 arts 22-23, 29-30 as a model; handbook §2(h).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Extension, Obligation, Organ, User
from congress.official.numerals import date_text
from congress.services import activity, deadlines, notifications, numbering, obligations
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from meetings.models import Act, AgendaItem, Meeting
from supervision.models import DutyKind, FilingCheck, FilingOpinion, NormFiling

from . import filings

OPINION_SERIES: Final = "filing_opinion"
OPINION_RULE: Final = "NORM-OPN"
#: how late a day the maker may name for its correction
LATEST_CORRECTION: Final = "NORM-FIX-MAX"
Status = NormFiling.Status
Conclusion = NormFiling.Conclusion
Finding = FilingCheck.Finding


@transaction.atomic
def start(
    filing: NormFiling,
    *,
    committees: Iterable[Organ],
    on: date,
    actor: User,
    today: date,
    initiative: str = "",
    requested_by: Organ | None = None,
) -> None:
    """启动审查: opens the check list and sends copies to subject committees, which have thirty days.

    `initiative` tells why it is reviewed, where that was not known on entering.
    Raises TransitionError unless it is registered, ValidationError for a day before that, or for a request of nobody.
    """
    filings.check_day(on, after=filing.registered_on, label="登记日期", today=today)
    filing.start_review()
    if initiative and (initiative, requested_by) != (filing.initiative, filing.requested_by):
        filing.initiative, filing.requested_by = initiative, requested_by
        filing.validate_constraints()
        filing.save(update_fields=["initiative", "requested_by"])
    FilingCheck.objects.bulk_create(FilingCheck(filing=filing, criterion=each) for each in FilingCheck.Criterion.values)
    names = [_ask(filing, committee, on=on, today=today) for committee in committees]
    text = f"分送{'、'.join(names)}" if names else ""
    filings.note(filing, "启动审查", on=on, text=text, actor=actor)
    activity.record(actor, "启动审查", filing, path=filings.admin_path(filing))


@transaction.atomic
def ask(filing: NormFiling, *, committee: Organ, on: date, actor: User, today: date) -> None:
    """分送工委: one more subject committee gives its opinion within thirty days."""
    filings.lock(filing)
    if filing.status != Status.UNDER_REVIEW:
        raise TransitionError(f"“{filing}”当前为“{filing.get_status_display()}”，不能再分送工委。")
    filings.check_day(on, after=filing.registered_on, label="登记日期", today=today)
    name = _ask(filing, committee, on=on, today=today)
    filings.note(filing, "分送工委", on=on, text=name, actor=actor, is_internal=True)
    activity.record(actor, "分送工委", filing, path=filings.admin_path(filing))


def _ask(filing: NormFiling, committee: Organ, *, on: date, today: date) -> str:
    if committee.kind != Organ.Kind.WORKING_COMMITTEE:
        raise ValidationError({"committees": f"“{committee}”不是工作委员会，不能分送。"})
    if filing.opinions.filter(committee=committee).exists():
        raise ValidationError({"committee": f"{committee}已经分送，请勿重复分送。"})
    duty = Duty(title=f"提出审查意见：{filing}", path=filings.admin_path(filing), organ=committee)
    owed = obligations.open_duty(OPINION_RULE, duty, start=on, today=today)
    row = FilingOpinion(filing=filing, committee=committee, asked_on=on, obligation=owed)
    row.full_clean()
    row.save(force_insert=True)
    path = filings.admin_path(filing)
    notifications.tell_organ(committee, subject=f"请提出审查意见：{filing}", path=path)
    return str(committee)


@transaction.atomic
def give_opinion(
    filing: NormFiling, *, text: str, has_problem: bool, on: date, actor: User, today: date
) -> FilingOpinion:
    """提出工委意见: by somebody of the committee that was asked.

    Raises ValidationError for others, without words, or for a day before it was asked or one that has not come.
    """
    filings.lock(filing)
    row = filing.opinions.select_for_update().filter(committee=actor.organ_id).first() if actor.organ_id else None
    if row is None:
        raise ValidationError("本件没有分送您所在的工委，不能代其他工委提出意见。")
    if row.given_on is not None:
        raise TransitionError(f"{row.committee}已于{date_text(row.given_on)}提出意见。")
    if filing.status != Status.UNDER_REVIEW:
        raise TransitionError(f"“{filing}”当前为“{filing.get_status_display()}”，审查已经结束。")
    filings.check_day(on, after=row.asked_on, label="分送日期", today=today)
    row.text, row.has_problem, row.given_on, row.given_by = text.strip(), has_problem, on, actor
    row.full_clean()
    row.save(update_fields=["text", "has_problem", "given_on", "given_by"])
    if row.obligation.status == Obligation.Status.OPEN:
        obligations.finish(row.obligation, on=on, actor=actor)
    filings.note(filing, f"{row.committee}提出意见", on=on, text=row.text, actor=actor, is_internal=True)
    activity.record(actor, "提出审查意见", filing, path=filings.admin_path(filing))
    notifications.tell_roles(filings.ROLE, subject=f"工委意见：{filing}", path=filings.admin_path(filing))
    return row


@transaction.atomic
def conclude(filing: NormFiling, *, conclusion: str, text: str, on: date, actor: User, today: date) -> None:
    """作出结论: only after every criterion was checked, and in line with what was found.

    Raises ValidationError while a criterion is open, or where the conclusion contradicts the findings.
    """
    filings.check_day(on, after=filing.registered_on, label="登记日期", today=today)
    filings.lock(filing)
    if filing.status == Status.UNDER_REVIEW:
        _check_findings(filing, conclusion)
    if conclusion != Conclusion.NO_PROBLEM and not text.strip():
        raise ValidationError({"text": "提出建议或者需要纠正的，请写明审查意见。"})
    filing.conclude(conclusion=conclusion, text=text.strip(), on=on)
    filings.finish(filing, DutyKind.REVIEW, on=on, actor=actor)
    for row in filing.opinions.filter(given_on=None, obligation__status=Obligation.Status.OPEN):
        obligations.void(row.obligation, reason="审查已经作出结论", actor=actor)
    label = filing.get_conclusion_display()
    filings.note(filing, "作出审查结论", on=on, text=f"{label}。{text.strip()}", actor=actor)
    activity.record(actor, "作出审查结论", filing, path=filings.admin_path(filing), detail={"conclusion": conclusion})
    if filing.is_closed:
        filings.require_publication(filing, since=on, actor=actor)
    filings.tell_maker(filing, subject=f"审查结论（{label}）：{filing}", body=text.strip())


def _check_findings(filing: NormFiling, conclusion: str) -> None:
    rows = list(filing.checks.all())
    open_ones = [row.get_criterion_display() for row in rows if row.finding == Finding.OPEN]
    if open_ones or not rows:
        words = f"“{'”“'.join(open_ones)}”" if open_ones else "各项标准"
        raise ValidationError(f"还没有完成审查：{words}未填审查情况。请在审查标准中逐项填写后再作结论。")
    problems = [row.get_criterion_display() for row in rows if row.finding == Finding.PROBLEM]
    if conclusion == Conclusion.NO_PROBLEM and problems:
        raise ValidationError(
            {"conclusion": f"审查标准中登记了问题（{'、'.join(problems)}），不能结论为“未发现问题”。"}
        )
    if conclusion == Conclusion.CORRECTION and not problems:
        raise ValidationError({"conclusion": "审查标准中没有登记问题，不能结论为“需要纠正”。"})


def _check_next(filing: NormFiling, on: date, today: date) -> None:
    """A step is not dated before the one it follows, and not ahead."""
    last = filing.rounds.order_by("-on", "-pk").first()
    label = f"上一步“{last.step}”的日期" if last else ""
    filings.check_day(on, after=last.on if last else None, label=label, today=today)


@transaction.atomic
def talk(filing: NormFiling, *, text: str, on: date, actor: User, today: date) -> None:
    """沟通: before anything formal; the maker has thirty days to answer. Raises ValidationError without words."""
    filings.check_day(on, after=filing.concluded_on, label="作出结论日期", today=today)
    if not text.strip():
        raise ValidationError({"text": "请写明沟通的情况和要求。"})
    filing.talk()
    filings.open_duty(filing, DutyKind.ANSWER, start=on, today=today)
    filings.note(filing, "与制定机关沟通", on=on, text=text, actor=actor)
    activity.record(actor, "与制定机关沟通", filing, path=filings.admin_path(filing))
    filings.tell_maker(filing, subject=f"请研究纠正：{filing}", body=text)


@transaction.atomic
def agree(
    filing: NormFiling,
    *,
    plan: str,
    due_on: date | None,
    on: date,
    actor: User,
    today: date,
    papers: filings.Papers = filings.NO_PAPERS,
) -> None:
    """同意纠正: the maker's plan suspends the review; it corrects by its own day, or within thirty days.

    Raises ValidationError without a plan, or with a day that is past or later than rule NORM-FIX-MAX allows.
    """
    if not plan.strip():
        raise ValidationError({"plan": "请写明怎样纠正、由谁办理。"})
    filings.lock(filing)
    _check_next(filing, on, today)
    if due_on is not None and due_on <= on:
        raise ValidationError({"due_on": "完成日期应当晚于答复日期。"})
    latest = deadlines.due(LATEST_CORRECTION, on).effective
    if due_on is not None and due_on > latest:
        raise ValidationError({"due_on": f"完成日期最晚为{date_text(latest)}；需要更长时间的，请与审查工委商定。"})
    filing.agree(plan=plan.strip())
    filings.finish(filing, DutyKind.ANSWER, on=on, actor=actor)
    if papers is not filings.NO_PAPERS and any(uploads for _, uploads in papers.parts()):
        filings.attach(filing, papers=papers, actor=actor)
    filings.open_duty(filing, DutyKind.CORRECT, start=on, today=today, fixed_on=due_on)
    filings.note(filing, "制定机关同意纠正", on=on, text=plan, actor=actor)
    activity.record(actor, "同意纠正", filing, path=filings.admin_path(filing))
    notifications.tell_roles(filings.ROLE, subject=f"制定机关同意纠正：{filing}", path=filings.admin_path(filing))


@transaction.atomic
def issue_opinion(filing: NormFiling, *, at: Meeting, text: str, on: date, actor: User, today: date) -> None:
    """发书面审查意见: formal, as a chairpersons' meeting agreed; the maker has thirty days to answer.

    Raises ValidationError unless that meeting was held.
    """
    filings.check_day(on, after=filing.concluded_on, label="作出结论日期", today=today)
    if at.kind != Meeting.Kind.CHAIR_MEETING or at.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"at": "书面审查意见须经已经举行的主任会议研究。"})
    filings.lock(filing)
    if filing.status not in (Status.TALKED, Status.AGREED):
        raise TransitionError(f"“{filing}”当前为“{filing.get_status_display()}”，不能执行此操作。")
    number = numbering.issue(OPINION_SERIES, on=on, subject=filing.title, actor=actor)
    filing.issue_opinion(number=number, at=at)
    if text.strip():
        filing.conclusion_text = text.strip()
        filing.save(update_fields=["conclusion_text"])
    for owed in filings.open_duties(filing, DutyKind.ANSWER, DutyKind.CORRECT):
        obligations.void(owed, reason="已发书面审查意见", actor=actor)
    filings.open_duty(filing, DutyKind.ANSWER, start=on, today=today)
    filings.note(filing, "发书面审查意见", on=on, text=f"{number}。{text.strip()}", actor=actor)
    activity.record(actor, "发书面审查意见", filing, path=filings.admin_path(filing))
    filings.tell_maker(filing, subject=f"书面审查意见：{filing}", body=f"{number}。请在三十日内书面答复。")


@transaction.atomic
def correct(
    filing: NormFiling,
    *,
    to: str,
    text: str,
    on: date,
    actor: User,
    today: date,
    papers: filings.Papers = filings.NO_PAPERS,
) -> None:
    """修改、废止: the maker reports what it did; what was amended is published and filed again.

    Raises ValidationError for another outcome or a day that has not come.
    """
    if to not in NormFiling.CORRECTED:
        raise ValidationError({"to": "只能选择“已修改”或者“已废止”。"})
    filings.check_day(on, after=filing.concluded_on, label="作出结论日期", today=today)
    filing.correct(to=to, on=on)
    if any(uploads for _, uploads in papers.parts()):
        filings.attach(filing, papers=papers, actor=actor)
    filings.finish(filing, DutyKind.ANSWER, DutyKind.CORRECT, on=on, actor=actor)
    filings.note(filing, filing.get_status_display(), on=on, text=text, actor=actor)
    activity.record(actor, f"制定机关{filing.get_status_display()}", filing, path=filings.admin_path(filing))
    filings.require_publication(filing, since=on, actor=actor)
    notifications.tell_roles(
        filings.ROLE, subject=f"文件{filing.get_status_display()}：{filing}", path=filings.admin_path(filing)
    )


@transaction.atomic
def refuse(filing: NormFiling, *, reason: str, on: date, actor: User, today: date) -> None:
    """不予纠正: the maker says why; the chairpersons' meeting may table the annulment.

    Raises ValidationError without a reason, for a day before the last step, or one that has not come.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明不予纠正的理由。"})
    filings.lock(filing)
    _check_next(filing, on, today)
    filing.refuse()
    filings.finish(filing, DutyKind.ANSWER, on=on, actor=actor)
    filings.note(filing, "制定机关不予纠正", on=on, text=reason, actor=actor)
    activity.record(actor, "不予纠正", filing, path=filings.admin_path(filing), reason=reason)
    notifications.tell_roles(
        filings.ROLE, "sc_vice_chair", subject=f"制定机关不予纠正：{filing}", path=filings.admin_path(filing)
    )


@transaction.atomic
def table(filing: NormFiling, *, item: AgendaItem, on: date, actor: User, today: date) -> None:
    """提请撤销: the chairpersons' meeting put it on the agenda of the standing committee (SL24 art 40).

    Raises ValidationError for an item of another body, for a day before the last step, or one that has not come.
    """
    filings.lock(filing)
    _check_next(filing, on, today)
    if item.meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError({"item": "撤销由常委会会议审议，请选择常委会会议的议程。"})
    filing.table(item=item)
    filings.note(filing, "提请常委会审议", on=on, text=f"{item.meeting}：{item.title}", actor=actor)
    activity.record(actor, "提请撤销", filing, path=filings.admin_path(filing))


@transaction.atomic
def annul(filing: NormFiling, *, act: Act, actor: User) -> None:
    """撤销: by an act that a valid vote carried with the majority of all members.

    Raises ValidationError unless the act rests on such a vote, of the meeting before which it was put.
    """
    vote = act.vote
    if vote is None or vote.is_void or not vote.passed:
        raise ValidationError({"act": "该决定没有有效的通过表决：撤销须由常委会全体组成人员过半数通过。"})
    if filing.tabled_item is not None and act.meeting_id != filing.tabled_item.meeting_id:
        raise ValidationError({"act": f"本件提请的是{filing.tabled_item.meeting}，请选择该次会议的决定。"})
    filing.annul(act=act)
    filings.note(filing, "撤销", on=act.adopted_on, text=act.title, actor=actor)
    activity.record(actor, "撤销规范性文件", filing, path=filings.admin_path(filing), detail={"act": act.pk})
    filings.require_publication(filing, since=act.adopted_on, actor=actor)
    filings.tell_maker(filing, subject=f"文件已被撤销：{filing}", body=act.title)


@transaction.atomic
def retain(filing: NormFiling, *, text: str, on: date, actor: User, today: date) -> None:
    """未予撤销: the annulment was not carried.

    Raises ValidationError without words, for a day before the last step or the meeting, or one that has not come.
    """
    if not text.strip():
        raise ValidationError({"text": "请写明表决的情况。"})
    filings.lock(filing)
    _check_next(filing, on, today)
    if filing.tabled_item is not None:
        filings.check_day(on, after=filing.tabled_item.meeting.starts_on, label="会议日期", today=today)
    filing.retain(on=on)
    filings.note(filing, "未予撤销", on=on, text=text, actor=actor)
    activity.record(actor, "未予撤销", filing, path=filings.admin_path(filing))
    filings.require_publication(filing, since=on, actor=actor)


@transaction.atomic
def record_findings(filing: NormFiling, found: Mapping[FilingCheck, tuple[str, str]], *, actor: User) -> int:
    """填写审查标准: the reviewer's finding and note of each criterion; how many changed.

    Raises TransitionError once the review has its conclusion, ValidationError for a problem without a note.
    """
    filings.lock(filing)
    if filing.status != Status.UNDER_REVIEW:
        raise TransitionError(f"“{filing}”当前为“{filing.get_status_display()}”，不能再填写审查标准。")
    changed = 0
    for row, (finding, note) in found.items():
        if (row.finding, row.note) == (finding, note.strip()):
            continue
        row.finding, row.note = finding, note.strip()
        row.full_clean()
        row.save(update_fields=["finding", "note"])
        changed += 1
    if changed:
        activity.record(actor, "填写审查标准", filing, path=filings.admin_path(filing))
    return changed


@transaction.atomic
def request_extension(filing: NormFiling, *, new_due_on: date, reason: str, actor: User, today: date) -> None:
    """申请延长审查: asked by the review committee, decided by somebody else (docs/decisions/0015).

    Raises ValidationError if no review is owed, or for a day that is not later.
    """
    owed = filings.open_duties(filing, DutyKind.REVIEW)
    if not owed:
        raise ValidationError("本件没有尚未完成的审查期限。")
    extension = Extension(obligation=owed[0], new_due_on=new_due_on, reason=reason)
    obligations.request_extension(extension, actor=actor, today=today)
