"""Deliberation opinions as an official document (GB/T 9704-2012)."""

from datetime import date

from django.conf import settings

from congress.models import Organ
from congress.official import NumberedPoint, OfficialLetter, Paragraph, date_text
from meetings.models import OpinionPaper

#: said at the end of a paper that is handed over (SL24 art 17; ZJ-SUP08 art 44)
REQUEST = (
    "请根据以上审议意见认真研究处理，处理情况报告先送汇总本意见的工作委员会征求意见，"
    "自收到之日起三个月内或者在主任会议确定的期限内，书面报告区人大常委会。"
)


def letter(paper: OpinionPaper, *, today: date) -> OfficialLetter:
    """The opinion paper as it goes to the organs; until it is adopted it calls itself a draft and has no number."""
    day = paper.adopted_on or today
    committee = _committee_name(day)
    return OfficialLetter(
        issuer=committee,
        number=str(paper.number) if paper.number else "",
        title=paper.title if paper.is_fixed else f"{paper.title}（草稿）",
        addressee="、".join(organ.name_on(day) for organ in addressees(paper)),
        body=[Paragraph(_opening(paper)), *_points(paper), Paragraph(REQUEST)],
        signer=committee,
        date=day,
        sealed=paper.is_fixed,
    )


def _committee_name(day: date) -> str:
    """The standing committee's name on the day; the site's name while no such organ is registered."""
    organ = Organ.objects.filter(kind=Organ.Kind.STANDING_COMMITTEE).prefetch_related("names").first()
    return organ.name_on(day) if organ else str(settings.SITE_NAME)


def addressees(paper: OpinionPaper) -> list[Organ]:
    """The organs that answer: those named by single points, and the one that reported for all other points."""
    points = list(paper.points.select_related("organ"))
    organs = {point.organ.pk: point.organ for point in points if point.organ is not None}
    reporter = paper.item.reporting_organ
    if reporter is not None and (not points or any(point.organ_id is None for point in points)):
        organs = {reporter.pk: reporter, **organs}
    return list(organs.values())


def _opening(paper: OpinionPaper) -> str:
    item = paper.item
    heard = f"{date_text(item.meeting.starts_on)}，{item.meeting}{item.get_mode_display()}了《{item.title}》。"
    if paper.adopted_on is None:
        return f"{heard}根据会议审议情况，汇总意见如下："
    adopted = f"经{date_text(paper.adopted_on)}{paper.adopted_at_meeting}通过"
    return f"{heard}根据会议审议情况汇总，{adopted}，提出审议意见如下："


def _points(paper: OpinionPaper) -> list[NumberedPoint]:
    return [
        NumberedPoint(f"{point.text}（{point.organ}研究处理）" if point.organ else point.text, level=1)
        for point in paper.points.select_related("organ")
    ]
