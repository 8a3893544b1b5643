"""Forms for secret votes on paper: no name, no number, no mark that tells whose paper it is (handbook §4.2)."""

from datetime import date
from typing import Final

from django.db.models import QuerySet

from congress.official import Block, OfficialLetter, Paragraph, Table, date_text
from meetings.models import AgendaItem, Meeting, PersonnelAction
from meetings.services import letterhead

#: the height in points of a row that is marked by hand
MARKED: Final = 56
HOW: Final = "填写说明：赞成、反对、弃权只选一项，在相应栏内画“○”；多选或者在选项以外作记号的为无效票，不选的为弃权。"
HOW_GRADES: Final = "填写说明：只选一个等次，在相应栏内画“○”；多选或者另作记号的为无效票，不选的为弃权。"


def vote_paper(item: AgendaItem) -> OfficialLetter:
    """表决票 on one item."""
    body: list[Block] = [
        Paragraph(f"表决事项：{item.title}"),
        Table(["赞成", "反对", "弃权"], [["", "", ""]], row_height=MARKED),
        Paragraph(HOW),
    ]
    return _form(item.meeting, "表决票", body)


def satisfaction_paper(item: AgendaItem) -> OfficialLetter:
    """满意度测评票 on a report."""
    body: list[Block] = [
        Paragraph(f"测评事项：{item.title}"),
        Table(["满意", "基本满意", "不满意", "弃权"], [["", "", "", ""]], row_height=MARKED),
        Paragraph(HOW_GRADES),
    ]
    return _form(item.meeting, "满意度测评票", body)


def personnel_paper(item: AgendaItem) -> OfficialLetter:
    """人事任免表决票: one line for each person and post, in the order of the motion. Of the restricted room."""
    rows = [
        [str(number), row.person.name, f"{row.get_act_display()}　{row.post}", "", "", ""]
        for number, row in enumerate(nominated(item), start=1)
    ]
    body: list[Block] = [
        Table(
            ["序号", "姓名", "任免职务", "赞成", "反对", "弃权"],
            rows,
            widths=[1.5, 2.5, 6, 1.5, 1.5, 1.5],
            row_height=30,
        ),
        Paragraph(f"{HOW}逐人逐职表决。"),
    ]
    return _form(item.meeting, "人事任免表决票", body)


def nominated(item: AgendaItem) -> QuerySet[PersonnelAction]:
    """Those to be voted on at this item."""
    rows = PersonnelAction.objects.filter(motion__item=item).exclude(status=PersonnelAction.Status.DROPPED)
    return rows.select_related("person", "post").order_by("motion_id", "order")


def _form(meeting: Meeting, title: str, body: list[Block]) -> OfficialLetter:
    day: date = meeting.starts_on
    return OfficialLetter(
        title=f"{letterhead.full_name(meeting)}\n{title}",
        passed_at=date_text(day),
        body=body,
        date=day,
    )
