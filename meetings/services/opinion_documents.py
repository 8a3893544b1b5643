"""Deliberation opinions as an official document (GB/T 9704-2012)."""

from datetime import date

from congress.models import Organ
from congress.official import Attachment, NumberedPoint, OfficialLetter, Paragraph, date_text
from meetings.models import OpinionPaper
from meetings.services import letterhead

#: said at the end of a paper that is handed over (SL24 art 17; ZJ-SUP08 art 44)
REQUEST = (
    "请根据以上审议意见认真研究处理，处理情况报告先送汇总本意见的工作委员会征求意见，"
    "自收到之日起三个月内或者在主任会议确定的期限内，书面报告区人大常委会。"
)


def letter(paper: OpinionPaper, *, today: date) -> OfficialLetter:
    """The opinion paper as it goes to the organs; until it is adopted it calls itself a draft and has no number."""
    day = paper.adopted_on or today
    committee = letterhead.committee_name(day)
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


def covering_letter(paper: OpinionPaper, *, on: date) -> OfficialLetter:
    """交办函: what goes with the opinions to the organs, and asks for the answer within the time of the law.

    Source: SL24 art 17; ZJ-SUP08 arts 43–44.
    """
    committee, report = letterhead.short_committee_name(on), paper.item
    told = f"{date_text(report.meeting.starts_on)}，{report.meeting}{report.get_mode_display()}了{report.title}。"
    adopted = f"审议意见已经{date_text(paper.adopted_on)}{paper.adopted_at_meeting}通过，" if paper.adopted_on else ""
    return OfficialLetter(
        issuer=committee,
        title=f"关于交办《{paper.title}》的函",
        addressee="、".join(organ.name_on(on) for organ in addressees(paper)),
        body=[
            Paragraph(f"{told}{adopted}现交你们研究处理，并就有关事项函告如下："),
            NumberedPoint("请自收到之日起确认签收，明确负责人和经办人，逐条研究处理。", level=1),
            NumberedPoint(
                f"处理情况报告报送前，先送{paper.working_committee.name_on(on)}征求意见。",
                level=1,
            ),
            NumberedPoint(
                "自收到审议意见之日起三个月内，或者在主任会议确定的期限内，将研究处理情况书面报告常委会。", level=1
            ),
        ],
        attachments=[Attachment(paper.title)],
        signer=committee,
        date=on,
        copy_to=paper.working_committee.name_on(on),
        printed_by=letterhead.office_name(on),
        printed_on=on,
    )


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
