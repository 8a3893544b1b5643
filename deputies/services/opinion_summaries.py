"""公开摘要: what everyone may read of an answered matter, proposed by its station, let out by the publication gate.

Nobody's name, number, address or words stand in it (handbook §5.2, §5.3; 个人信息保护法 art 6). Author, checker,
approver and publisher are different people, as for everything that goes out (`congress.services.publication`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from congress.models import Publication, User
from congress.publishing import Content
from congress.services import activity, citizens, copies, publication
from congress.workflow import TransitionError
from deputies.models import OpinionSummary, OpinionVisitor, PublicOpinion
from deputies.services.opinion_intake import locked

Status = PublicOpinion.Status
KIND: Final = "社情民意办理摘要"
BASIS: Final = "联络站“六公开”：公开办理结果（工作惯例）"
#: ended with an answer that no step changes any more
TELLABLE: Final = (Status.CLOSED, Status.RAISED, Status.FOR_REFERENCE, Status.OUTSIDE)
#: steps of the gate in which the words may still be put otherwise
_BEFORE_THE_GATE: Final = (Publication.Status.NONE, Publication.Status.REQUIRED, Publication.Status.WITHDRAWN)
_LENGTHS: Final = {"title": (4, 80), "problem": (8, 600), "result": (4, 1000)}
_LABELS: Final = {"title": "标题", "problem": "反映的问题", "result": "办理结果"}


@dataclass(frozen=True)
class Words:
    """What the station proposes that everyone reads."""

    title: str
    problem: str
    result: str


def draft(opinion: PublicOpinion) -> Words:
    """Words to begin with: the station's own, or those of the matter without names, numbers and addresses."""
    summary = OpinionSummary.objects.filter(opinion=opinion).first()
    if summary is not None:
        return Words(summary.title, summary.problem, summary.result)
    name = _visitor_name(opinion)
    return Words(*(citizens.masked(text, name=name) for text in (opinion.title, opinion.text, opinion.answer)))


def _visitor_name(opinion: PublicOpinion) -> str:
    return OpinionVisitor.objects.filter(opinion=opinion).values_list("name", flat=True).first() or ""


def page_of(opinion: PublicOpinion) -> str:
    """Where everyone reads it."""
    return reverse("deputies_public:voice_answered", args=[opinion.pk])


def _held_duty(opinion: PublicOpinion) -> Publication | None:
    key = opinion.society_duty_id
    return Publication.objects.select_for_update().get(pk=key) if key else None


def may_propose(opinion: PublicOpinion) -> bool:
    """Whether the words of its summary can be written now. Reads `society_duty` of the record."""
    duty = opinion.society_duty
    return opinion.status in TELLABLE and (duty is None or duty.status in _BEFORE_THE_GATE)


@transaction.atomic
def propose(opinion: PublicOpinion, words: Words, *, on: date, actor: User) -> OpinionSummary:
    """建议公开: the station's words of an ended matter; the duty to publish opens, and the gate takes it from here.

    Raises ValidationError at the field for words that are missing, too long, or hold a number, an address or the
    visitor's name; TransitionError before the end, and once the gate has the words.
    """
    opinion = locked(opinion)
    if opinion.status not in TELLABLE:
        raise TransitionError(f"“{opinion}”{opinion.get_status_display()}，办结并答复来访人以后才能建议公开。")
    if opinion.closed_on is not None and on < opinion.closed_on:
        raise ValidationError({"on": "日期不能早于办结日期。"})
    duty = _held_duty(opinion)
    if duty is not None and duty.status not in _BEFORE_THE_GATE:
        raise TransitionError(f"公开摘要{duty.get_status_display()}，不能在这里修改；请人大办公室撤回或者更正。")
    checked = _checked(words, name=_visitor_name(opinion))
    summary = OpinionSummary.objects.filter(opinion=opinion).first() or OpinionSummary(opinion=opinion)
    summary.title, summary.problem, summary.result = checked.title, checked.problem, checked.result
    summary.proposed_on = on
    summary.full_clean()
    summary.save()
    if duty is not None and duty.status == Publication.Status.NONE:
        duty.require()
    wanted = publication.Duty(kind=KIND, title=summary.title, basis=BASIS, path=page_of(opinion), is_for_society=True)
    publication.require(opinion, wanted, since=on, actor=actor)
    activity.record(actor, "建议公开摘要", opinion)
    return summary


def _checked(words: Words, *, name: str) -> Words:
    problems: dict[str, str] = {}
    found: dict[str, str] = {}
    for field, (least, most) in _LENGTHS.items():
        text = citizens.visible(getattr(words, field), keeps_lines=field != "title")
        found[field] = text
        if not least <= len(text) <= most:
            problems[field] = f"{_LABELS[field]}请写{least}至{most}个字，现有{len(text)}个字。"
        elif citizens.has_contact(text):
            problems[field] = f"{_LABELS[field]}中有身份证号码、电话号码或者邮箱地址，不能公开。"
        elif name and citizens.masked(text, name=name) != text:
            problems[field] = f"{_LABELS[field]}中有来访人的称呼，不能公开。"
    if problems:
        raise ValidationError(problems)
    return Words(**found)


def compose(opinion: PublicOpinion) -> Content:
    """What society would read: the summary, the station and the unit, the month in which it came."""
    summary = opinion.summary
    came = f"{opinion.received_on.year}年{opinion.received_on.month}月"
    facts = [
        ("联络站", str(opinion.station)),
        ("领域", str(opinion.field or "")),
        ("收到时间", copies.marked(opinion, "received_on", came)),
        ("承办单位", str(opinion.organ or "")),
        ("处理方式", opinion.get_disposition_display()),
        (opinion.get_raised_as_display(), opinion.raised_number),
    ]
    content = copies.composed(
        opinion,
        facts,
        [("反映的问题", summary.problem.split("\n")), ("办理结果", summary.result.split("\n"))],
    )
    return {**content, "title": summary.title}


@transaction.atomic
def take_away(opinion: PublicOpinion, *, reason: str, actor: User) -> None:
    """What was proposed goes for good, and what is out is withdrawn: the matter's words were blanked."""
    OpinionSummary.objects.filter(opinion=opinion).delete()
    duty = _held_duty(opinion)
    if duty is None:
        return
    if duty.is_readable:
        publication.withdraw(duty, reason=reason, actor=actor)
    elif duty.status in (Publication.Status.REQUIRED, Publication.Status.PREPARED, Publication.Status.REDACTED):
        duty.release()
        activity.record(actor, "无须公开", duty, reason=reason)
