"""Opinions of every kind as official documents (GB/T 9704-2012)."""

from datetime import date

from congress.models import Organ
from congress.official import Attachment, NumberedPoint, OfficialLetter, Paragraph, date_text
from meetings.models import OpinionPaper
from meetings.services import letterhead

Kind = OpinionPaper.Kind

#: said at the end of a paper that is handed over (SL24 art 17; ZJ-SUP08 art 44)
REQUEST = (
    "请根据以上{what}认真研究处理，处理情况报告先送汇总本意见的工作委员会征求意见，"
    "自收到之日起三个月内或者在主任会议确定的期限内，书面报告区人大常委会。"
)
#: what the points of each kind are called within a sentence
_WHAT = {Kind.DELIBERATION: "审议意见", Kind.LETTER: "意见建议", Kind.CHAIR: "意见"}


def letter(paper: OpinionPaper, *, today: date) -> OfficialLetter:
    """The opinion paper as it goes to the organs; until it is adopted it calls itself a draft and has no number."""
    day = paper.adopted_on or today
    committee = letterhead.committee_name(day)
    return OfficialLetter(
        issuer=committee,
        number=str(paper.number) if paper.number else "",
        title=paper.title if paper.is_fixed else f"{paper.title}（草稿）",
        addressee="、".join(organ.name_on(day) for organ in addressees(paper)),
        body=[Paragraph(_opening(paper)), *_points(paper), Paragraph(REQUEST.format(what=_WHAT[Kind(paper.kind)]))],
        signer=committee,
        date=day,
        sealed=paper.is_fixed,
    )


def covering_letter(paper: OpinionPaper, *, on: date) -> OfficialLetter:
    """交办函: what goes with the opinions to the organs, and asks for the answer within the time of the law.

    Source: SL24 art 17; ZJ-SUP08 arts 43–44.
    """
    committee, what = letterhead.short_committee_name(on), paper.get_kind_display()
    adopted = f"{what}已经{date_text(paper.adopted_on)}{paper.adopted_at_meeting}通过，" if paper.adopted_on else ""
    return OfficialLetter(
        issuer=committee,
        title=f"关于交办《{paper.title}》的函",
        addressee="、".join(organ.name_on(on) for organ in addressees(paper)),
        body=[
            Paragraph(f"{_told(paper)}{adopted}现交你们研究处理，并就有关事项函告如下："),
            NumberedPoint("请自收到之日起确认签收，明确负责人和经办人，逐条研究处理。", level=1),
            NumberedPoint(
                f"处理情况报告报送前，先送{paper.working_committee.name_on(on)}征求意见。",
                level=1,
            ),
            NumberedPoint(
                f"自收到{what}之日起三个月内，或者在主任会议确定的期限内，将研究处理情况书面报告常委会。", level=1
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
    reporter = paper.answering_organ
    if reporter is not None and (not points or any(point.organ_id is None for point in points)):
        organs = {reporter.pk: reporter, **organs}
    return list(organs.values())


def _told(paper: OpinionPaper) -> str:
    """When and where the matter came up, as a sentence."""
    item = paper.item
    if item is None:
        day = f"{date_text(paper.occasion_on)}，" if paper.occasion_on else ""
        return f"{day}区人大常委会{paper.occasion.rstrip('。')}。"
    verb = "研究" if paper.kind == Kind.CHAIR else item.get_mode_display()
    return f"{date_text(item.meeting.starts_on)}，{item.meeting}{verb}了《{item.title}》。"


def _opening(paper: OpinionPaper) -> str:
    source = "监督活动情况" if paper.item is None else "会议研究情况" if paper.kind == Kind.CHAIR else "会议审议情况"
    if paper.adopted_on is None:
        return f"{_told(paper)}根据{source}，汇总意见如下："
    adopted = f"经{date_text(paper.adopted_on)}{paper.adopted_at_meeting}通过"
    return f"{_told(paper)}根据{source}汇总，{adopted}，提出{_WHAT[Kind(paper.kind)]}如下："


def _points(paper: OpinionPaper) -> list[NumberedPoint]:
    return [
        NumberedPoint(f"{point.text}（{point.organ}研究处理）" if point.organ else point.text, level=1)
        for point in paper.points.select_related("organ")
    ]
