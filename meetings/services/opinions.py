"""Deliberation opinions: collated, adopted by the chairpersons' meeting, ready to be handed over.

Source: SL24 art 17 (SL06 art 14); ZJ-SUP08 arts 42-43.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.publishing import Content, Section
from congress.services import activity, notifications, obligations, publication
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting, OpinionPaper

PUBLICATION_BASIS = "《监督法》第十七条"
#: an item on which members had their say
_HEARD = (AgendaItem.Status.NOTED, AgendaItem.Status.DELIBERATED, AgendaItem.Status.VOTED_PASSED)


def admin_path(paper: OpinionPaper) -> str:
    """Where the office works on the paper."""
    return f"/admin/meetings/opinionpaper/{paper.pk}/change/"


@transaction.atomic
def submit(paper: OpinionPaper, *, actor: User) -> None:
    """Put the collated text before the chairpersons' meeting. Raises ValidationError while it has no points."""
    if not paper.points.exists():
        raise ValidationError("审议意见还没有条目，请先逐条汇总。")
    if paper.item.status not in _HEARD:
        raise ValidationError("报告还没有听取审议，不能提请主任会议通过审议意见。")
    paper.submit()
    activity.record(actor, "提请主任会议", paper, path=admin_path(paper))
    notifications.tell_roles(
        "sc_chair", "sc_vice_chair", subject=f"待主任会议通过：{paper}", path=f"/workspace/opinions/{paper.pk}/"
    )


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
    """Adopt the text at a chairpersons' meeting; the seven days for handing it over start (OPN-7).

    Raises ValidationError if `meeting` is not a chairpersons' meeting, or `on` is not one of its days, or lies before
    the report was heard, or in the future.
    """
    _check_adoption(paper, meeting, on, today)
    paper.adopt(on=on, meeting=meeting)
    duty = Duty(title=f"交办{paper.title}", path=admin_path(paper), role="office", watched_by=paper.working_committee)
    paper.handover_obligation = obligations.open_duty("OPN-7", duty, start=on, today=today)
    paper.save(update_fields=["handover_obligation"])
    activity.record(actor, "主任会议通过", paper, path=admin_path(paper), detail={"meeting": str(meeting)})
    notifications.tell_roles("office", subject=f"待交办：{paper}", path=admin_path(paper))
    publication.require(
        paper,
        publication.Duty(
            kind="审议意见", title=paper.title, basis=PUBLICATION_BASIS, path=f"/supervision/opinions/{paper.pk}/"
        ),
        since=on,
        actor=actor,
    )


def _check_adoption(paper: OpinionPaper, meeting: Meeting, on: date, today: date) -> None:
    if meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"meeting": "审议意见由主任会议通过，请选择一次主任会议。"})
    if meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "这次主任会议还没有召开，请办公室先登记开会。"})
    if not meeting.starts_on <= on <= meeting.ends_on:
        raise ValidationError({"on": f"通过日期须在该次主任会议期间（{chinese_date(meeting.starts_on)}）。"})
    if on < paper.item.meeting.starts_on:
        raise ValidationError({"on": "通过日期不能早于听取报告的会议。"})
    if on > today:
        raise ValidationError({"on": "通过日期不能晚于今天。"})


def compose(paper: OpinionPaper) -> Content:
    """What the paper would show to readers."""
    item = paper.item
    facts = [
        ("审议的报告", item.title),
        ("会议", str(item.meeting)),
        ("通过", f"{paper.adopted_at_meeting}" if paper.adopted_at_meeting else ""),
        ("通过日期", chinese_date(paper.adopted_on) if paper.adopted_on else ""),
        ("文号", str(paper.number) if paper.number else ""),
    ]
    section: Section = {
        "heading": "审议意见",
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
