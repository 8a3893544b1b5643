"""Opinions of every kind: collated, adopted by the chairpersons' meeting, ready to be handed over.

Source: SL24 art 17 (SL06 art 14); ZJ-SUP08 arts 42-43.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from congress.publishing import Content, Section
from congress.services import activity, notifications, obligations, publication
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting, OpinionPaper, OpinionPoint

Kind = OpinionPaper.Kind

#: why a paper is published: opinions on a report by name, all other supervision as such
PUBLICATION_BASIS: Final[Mapping[str, str]] = {
    Kind.DELIBERATION: "《监督法》第十七条",
    Kind.LETTER: "《监督法》第十条",
    Kind.CHAIR: "《监督法》第十条",
}
#: the number series of each kind
SERIES: Final[Mapping[str, str]] = {
    Kind.DELIBERATION: "opinion",
    Kind.LETTER: "opinion_letter",
    Kind.CHAIR: "chair_opinion",
}
#: the rule by which a paper is handed over, and the one by which it is answered
HANDOVER_RULE: Final[Mapping[str, str]] = {Kind.DELIBERATION: "OPN-7", Kind.LETTER: "LTR-7", Kind.CHAIR: "LTR-7"}
ANSWER_RULE: Final[Mapping[str, str]] = {Kind.DELIBERATION: "OPN-3M", Kind.LETTER: "LTR-3M", Kind.CHAIR: "LTR-3M"}
#: an item on which members had their say
_HEARD = (AgendaItem.Status.NOTED, AgendaItem.Status.DELIBERATED, AgendaItem.Status.VOTED_PASSED)


def admin_path(paper: OpinionPaper) -> str:
    """Where the office works on the paper."""
    return f"/admin/meetings/opinionpaper/{paper.pk}/change/"


@transaction.atomic
def begin(paper: OpinionPaper, points: Sequence[tuple[str, Organ | None]] = (), *, actor: User) -> OpinionPaper:
    """Begin an unsaved paper of any kind, with the points known so far: the words and who acts on them.

    An activity that gives rise to a letter calls it and keeps the paper as its own. Raises ValidationError if the kind
    and the item do not fit, or a letter does not tell its occasion.
    """
    paper.full_clean()
    paper.save(force_insert=True)
    rows = [
        OpinionPoint(paper=paper, order=order, text=text.strip(), organ=organ)
        for order, (text, organ) in enumerate(points, start=1)
    ]
    for row in rows:
        row.full_clean()
    OpinionPoint.objects.bulk_create(rows)
    activity.record(actor, f"起草{paper.get_kind_display()}", paper, path=admin_path(paper))
    return paper


@transaction.atomic
def submit(paper: OpinionPaper, *, actor: User) -> None:
    """Put the collated text before the chairpersons' meeting.

    Raises ValidationError while it has no points, while what it is about was not heard, or if nobody would answer.
    """
    if not paper.points.exists():
        raise ValidationError(f"{paper.get_kind_display()}还没有条目，请先逐条汇总。")
    if paper.item is not None and paper.item.status not in _HEARD:
        what = "议题还没有在主任会议上研究" if paper.kind == Kind.CHAIR else "报告还没有听取审议"
        raise ValidationError(f"{what}，不能提请主任会议通过{paper.get_kind_display()}。")
    _check_holders(paper)
    paper.submit()
    activity.record(actor, "提请主任会议", paper, path=admin_path(paper))
    notifications.tell_roles(
        "sc_chair", "sc_vice_chair", subject=f"待主任会议通过：{paper}", path=f"/workspace/opinions/{paper.pk}/"
    )


def _check_holders(paper: OpinionPaper) -> None:
    """A letter has no report, so nothing else tells who answers."""
    if paper.kind == Kind.DELIBERATION or paper.answering_organ is not None:
        return
    orders = paper.points.filter(organ__isnull=True).order_by("order").values_list("order", flat=True)
    if missing := "、".join(map(str, orders)):
        raise ValidationError(f"第{missing}条意见没有承办机关，请填写主送机关或者逐条写明承办机关。")


@transaction.atomic
def send_back(paper: OpinionPaper, *, note: str, actor: User) -> None:
    """The chairpersons' meeting asks for another text."""
    if not note.strip():
        raise ValidationError({"note": "退回修改须写明意见。"})
    paper.send_back(note=note.strip())
    activity.record(actor, "退回修改", paper, reason=note, path=admin_path(paper))
    notifications.tell_organ(paper.working_committee, subject=f"退回修改：{paper}", body=note, path=admin_path(paper))


@transaction.atomic
def adopt(paper: OpinionPaper, *, meeting: Meeting, on: date, actor: User, today: date) -> None:
    """Adopt the text at a chairpersons' meeting; the days for handing it over start.

    Raises ValidationError if `meeting` is not a chairpersons' meeting, or `on` is not one of its days, or lies before
    what gave rise to the opinions, or in the future.
    """
    _check_adoption(paper, meeting, on, today)
    paper.adopt(on=on, meeting=meeting)
    duty = Duty(title=f"交办{paper.title}", path=admin_path(paper), role="office", watched_by=paper.working_committee)
    paper.handover_obligation = obligations.open_duty(HANDOVER_RULE[paper.kind], duty, start=on, today=today)
    paper.save(update_fields=["handover_obligation"])
    activity.record(actor, "主任会议通过", paper, path=admin_path(paper), detail={"meeting": str(meeting)})
    notifications.tell_roles("office", subject=f"待交办：{paper}", path=admin_path(paper))
    publication.require(
        paper,
        publication.Duty(
            kind=paper.get_kind_display(),
            title=paper.title,
            basis=PUBLICATION_BASIS[paper.kind],
            path=f"/supervision/opinions/{paper.pk}/",
        ),
        since=on,
        actor=actor,
    )


def _check_adoption(paper: OpinionPaper, meeting: Meeting, on: date, today: date) -> None:
    if meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"meeting": f"{paper.get_kind_display()}由主任会议通过，请选择一次主任会议。"})
    if meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "这次主任会议还没有召开，请办公室先登记开会。"})
    if not meeting.starts_on <= on <= meeting.ends_on:
        raise ValidationError({"on": f"通过日期须在该次主任会议期间（{chinese_date(meeting.starts_on)}）。"})
    if paper.raised_on is not None and on < paper.raised_on:
        before = "听取报告的会议" if paper.item is not None else f"活动日期（{chinese_date(paper.raised_on)}）"
        raise ValidationError({"on": f"通过日期不能早于{before}。"})
    if on > today:
        raise ValidationError({"on": "通过日期不能晚于今天。"})


def compose(paper: OpinionPaper) -> Content:
    """What the paper would show to readers."""
    facts = [
        *_facts_of_origin(paper),
        ("通过", f"{paper.adopted_at_meeting}" if paper.adopted_at_meeting else ""),
        ("通过日期", chinese_date(paper.adopted_on) if paper.adopted_on else ""),
        ("文号", str(paper.number) if paper.number else ""),
    ]
    section: Section = {
        "heading": paper.get_kind_display(),
        "paragraphs": [],
        "points": [
            {"number": point.order, "text": point.text, "answer": "", "state": ""} for point in paper.points.all()
        ],
    }
    return {
        "title": paper.title,
        "facts": [fact for fact in facts if fact[1]],
        "sections": [section],
        "illustrative": bool(paper.illustrative),
    }


def _facts_of_origin(paper: OpinionPaper) -> list[tuple[str, str]]:
    """What the opinions are about, and where they came up."""
    kind = [] if paper.kind == Kind.DELIBERATION else [("类别", paper.get_kind_display())]
    if paper.item is not None:
        what = "议题" if paper.kind == Kind.CHAIR else "审议的报告"
        return [*kind, (what, paper.item.title), ("会议", str(paper.item.meeting))]
    return [
        *kind,
        ("来由", paper.occasion),
        ("活动日期", chinese_date(paper.occasion_on) if paper.occasion_on else ""),
        ("主送机关", str(paper.addressee) if paper.addressee else ""),
    ]
