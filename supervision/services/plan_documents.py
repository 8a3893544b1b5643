"""A yearly plan, and what was adjusted of one, as official papers (GB/T 9704-2012)."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from congress.official import Block, Heading, NumberedPoint, OfficialLetter, Paragraph, Table
from congress.official.numerals import date_text
from meetings.services import letterhead
from supervision.models import PlanAdjustment, SupervisionPlan, Topic
from supervision.services import plan_forms, plan_publication, plan_years

_WIDTHS: Final = (1, 6, 3, 3, 4)
_HEAD: Final = ("序号", "议题", "责任机关", "责任工委", "形式和时间")


def plan_paper(plan: SupervisionPlan, *, today: date) -> OfficialLetter:
    """The plan with its topics under their working committees and the table of the year.

    Until it is adopted it calls itself a draft.
    """
    day = plan.adopted_on or today
    committee = letterhead.committee_name(day)
    topics = plan_years.topics_of(plan)
    return OfficialLetter(
        issuer=f"{committee}文件",
        title=f"{letterhead.short_committee_name(day)}{plan}{'' if plan.is_fixed else '（草案）'}",
        passed_at=f"{date_text(plan.adopted_on)}{plan.adopted_at_meeting}通过"
        if plan.adopted_on and plan.adopted_at_meeting
        else "",
        body=[*_introduction(plan), *_topics(topics), Heading("年度安排表"), _table(topics)],
        date=day,
        sealed=plan.is_fixed,
        signer=committee,
        copy_to="区人民政府、区监察委员会、区人民法院、区人民检察院" if plan.is_fixed else "",
        printed_by=letterhead.office_name(day) if plan.is_fixed else "",
        printed_on=plan.in_force_on or plan.adopted_on,
    )


def _introduction(plan: SupervisionPlan) -> list[Block]:
    return [Paragraph(line.strip()) for line in plan.introduction.splitlines() if line.strip()]


def _topics(topics: Sequence[Topic]) -> list[Block]:
    blocks: list[Block] = []
    names = dict.fromkeys(_committee(topic) for topic in topics)
    for name in names:
        blocks.append(Heading(name))
        for topic in topics:
            if _committee(topic) == name:
                said = topic.content.strip() or f"由{topic.organ}负责"
                when = plan_forms.words(topic.forms.all())
                blocks.append(NumberedPoint(f"{said.rstrip('。')}。{when}。", lead=f"{topic.title}。", level=3))
    return blocks


def _committee(topic: Topic) -> str:
    return str(topic.working_committee or plan_publication.NO_COMMITTEE)


def _table(topics: Sequence[Topic]) -> Table:
    rows = [
        (
            str(topic.order),
            topic.title,
            str(topic.organ),
            str(topic.working_committee or "—"),
            plan_forms.words(topic.forms.all()),
        )
        for topic in topics
    ]
    return Table(head=_HEAD, rows=rows, widths=_WIDTHS, left=(1, 4))


def adjustment_notice(adjustment: PlanAdjustment) -> OfficialLetter:
    """关于调整计划的通知: all that one chairpersons' meeting changed, to members and organs (ZJ-SUP08 art 10)."""
    plan, day = adjustment.plan, adjustment.decided_on
    rows = list(plan.adjustments.filter(meeting=adjustment.meeting, decided_on=day).select_related("topic__organ"))
    organs = dict.fromkeys(row.topic.organ.name_on(day) for row in rows)
    committee = letterhead.short_committee_name(day)
    return OfficialLetter(
        issuer=committee,
        title=f"关于调整{plan}的通知",
        addressee="、".join(("区人大常委会组成人员", *organs)),
        body=[
            Paragraph(f"经{date_text(day)}{adjustment.meeting}决定，对{plan}作如下调整："),
            *(NumberedPoint(f"{row.change}理由：{row.reason.rstrip('。')}。", level=1) for row in rows),
            Paragraph("请按照调整后的计划做好有关工作。"),
        ],
        signer=committee,
        date=day,
        copy_to="区人民政府、区监察委员会、区人民法院、区人民检察院",
        printed_by=letterhead.office_name(day),
        printed_on=day,
    )
