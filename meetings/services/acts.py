"""Resolutions and decisions: their adoption, their numbers, their execution and their publication.

Source: 地方组织法 arts 25, 51, 54; ZJ-SUP08 art 48; ZJ-MAJOR18 art 20; handbook §1.2 决议/决定.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import DocumentNumber, Obligation, User
from congress.official.numerals import date_text
from congress.publishing import Content
from congress.services import activity, numbering, obligations, publication
from congress.services.copies import composed, marked
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import Act, Meeting, Vote
from meetings.services import letterhead, polls, vote_words

ACT_SERIES = "act"
PUBLICATION_BASIS = "《浙江省各级人民代表大会常务委员会监督条例》第四十八条"
EXECUTION = "ACT-EXEC"
#: votes that make an act: on its text, or on approving a report
ADOPTING = (Vote.Kind.ACT, Vote.Kind.REPORT)


@transaction.atomic
def adopt(act: Act, *, vote: Vote, actor: User, today: date, is_historic: bool = False) -> Act:
    """Record that a vote carried the act; a day fixed for reporting its execution becomes owed by its organ.

    `act` may be new or stored. Raises ValidationError unless the vote stands, was carried, is about an act or a report
    and belongs to the act's own meeting of a body that may resolve (地方组织法 art 54).
    """
    if act.pk is not None:
        act.vote_id = Act.objects.select_for_update().get(pk=act.pk).vote_id
    if act.vote_id is not None:
        raise ValidationError(f"“{act}”已经登记了通过的表决。")
    polls.hold(vote)
    _check_vote(act, vote)
    act.vote, act.adopted_on = vote, vote.held_on
    act.item = act.item or vote.item
    act.full_clean()
    act.save()
    if act.execution_due_on is not None:
        _owe_execution(act, today=today, is_historic=is_historic)
    activity.record(actor, "通过", act, detail={"vote": vote.pk, "yes": vote.yes, "basis": vote.basis_total})
    return act


def _check_vote(act: Act, vote: Vote) -> None:
    if act.meeting.kind not in Meeting.DECIDING:
        raise ValidationError(f"{act.meeting.get_kind_display()}不能作出决议决定（《地方组织法》第五十四条）。")
    if vote.meeting_id != act.meeting_id:
        raise ValidationError({"vote": f"表决“{vote}”属于{vote.meeting}，不是通过本件的{act.meeting}。"})
    if vote.kind not in ADOPTING:
        raise ValidationError({"vote": f"表决“{vote}”的类别是“{vote.get_kind_display()}”，不是表决决议决定。"})
    if vote.is_void:
        raise ValidationError({"vote": f"表决“{vote}”已经宣布无效，请选择重新表决的结果。"})
    if not vote.passed:
        counts = f"赞成{vote.yes}票，全体组成人员{vote.basis_total}人，须超过半数即至少{vote.basis_total // 2 + 1}票"
        raise ValidationError({"vote": f"表决“{vote}”未通过：{counts}。"})


def _owe_execution(act: Act, *, today: date, is_historic: bool) -> None:
    duty = Duty(
        title=f"报告执行情况：{act.title}",
        path=working_path(act),
        organ=act.executing_organ,
        is_historic=is_historic,
    )
    act.execution_obligation = obligations.open_duty(
        EXECUTION, duty, start=act.adopted_on, today=today, fixed_on=act.execution_due_on
    )
    act.save(update_fields=["execution_obligation"])


@transaction.atomic
def move_execution(act: Act, *, due_on: date, reason: str, decision: str, actor: User, today: date) -> None:
    """Fix another day for the report on the act's execution; the old one is kept with reason and decision.

    Raises ValidationError if nothing is owed any more, or without a reason.
    """
    owed = act.execution_obligation
    if owed is None or owed.status != Obligation.Status.OPEN:
        raise ValidationError("本件没有尚未完成的执行期限。")
    if not reason.strip():
        raise ValidationError({"reason": "变更执行期限须写明理由。"})
    act.execution_due_on = due_on
    act.full_clean()
    act.save(update_fields=["execution_due_on"])
    obligations.restart(
        owed, start=act.adopted_on, reason=reason.strip(), decision=decision, fixed_on=due_on, actor=actor, today=today
    )
    activity.record(actor, "变更执行期限", act, reason=reason)


@transaction.atomic
def number(act: Act, *, actor: User) -> DocumentNumber:
    """Give the act the next number of its year. Raises ValidationError if it has one."""
    current = Act.objects.select_for_update().get(pk=act.pk)
    if current.number_id is not None:
        raise ValidationError("该决议决定已经编号。")
    issued = numbering.issue(ACT_SERIES, on=act.adopted_on, subject=act.title, actor=actor)
    act.number = issued
    act.save(update_fields=["number"])
    return issued


@transaction.atomic
def require_publication(act: Act, *, actor: User) -> None:
    """Acts are published (ZJ-SUP08 art 48; ZJ-MAJOR18 art 20)."""
    duty = publication.Duty(
        kind=str(act._meta.verbose_name), title=act.title, basis=PUBLICATION_BASIS, path=act.get_absolute_url()
    )
    publication.require(act, duty, since=act.adopted_on, actor=actor)
    activity.record(actor, "列入公开", act)


def admin_path(act: Act) -> str:
    """Where the office works on it."""
    return f"/admin/meetings/act/{act.pk}/change/"


def working_path(act: Act) -> str:
    """Where the executing organ and the committee's people read it."""
    return f"/workspace/acts/{act.pk}/"


def heading(act: Act) -> str:
    """The line in brackets under the title: （2019年8月28日……会议通过）."""
    return f"（{date_text(act.adopted_on)}{letterhead.formal_name(act.meeting)}通过）"


def compose(act: Act) -> Content:
    """What the act would show to readers: where and how it was carried, its grounds, its text, who carries it out."""
    facts = [
        ("类别", marked(act, "kind", act.get_kind_display())),
        ("会议", marked(act, "meeting", str(act.meeting))),
        ("通过日期", marked(act, "adopted_on", chinese_date(act.adopted_on))),
        ("文号", str(act.number) if act.number else ""),
        ("施行日期", marked(act, "effective_on", chinese_date(act.effective_on)) if act.effective_on else ""),
        ("表决", vote_sentence(act)),
        ("执行机关", act.executing_organ.name_on(act.adopted_on) if act.executing_organ else ""),
        (
            "执行情况报告期限",
            marked(act, "execution_due_on", chinese_date(act.execution_due_on)) if act.execution_due_on else "",
        ),
    ]
    return composed(act, facts, [("依据和理由", _lines(act.motive)), ("正文", _lines(act.text))])


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def vote_sentence(act: Act) -> str:
    """How the act was carried, in a sentence; empty without a vote that stands."""
    return vote_words.sentence(act.vote) if act.vote is not None and not act.vote.is_void else ""
