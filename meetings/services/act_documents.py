"""What a meeting decided, as papers to issue: resolutions, decisions, announcements."""

from congress.official import Block, OfficialLetter, Paragraph, date_text
from meetings.models import Act, Announcement
from meetings.services import letterhead


def act_paper(act: Act) -> OfficialLetter:
    """决议、决定: when it was passed stands under the title, then what it rests on, then what is resolved."""
    day = act.adopted_on
    name = letterhead.formal_name(act.meeting)
    return OfficialLetter(
        issuer=f"{letterhead.committee_name(day)}文件",
        number=str(act.number) if act.number else "",
        title=act.title,
        passed_at=f"{date_text(day)}{name}通过",
        body=_paragraphs(act.motive) + _paragraphs(act.text) or [Paragraph("（正文未登记）")],
        date=day,
        printed_by=letterhead.office_name(day) if act.number else "",
        printed_on=act.number.issued_on if act.number else None,
    )


def announcement_paper(announcement: Announcement) -> OfficialLetter:
    """公告: issued by the committee under its number of the term."""
    day = announcement.issued_on
    return OfficialLetter(
        issuer=f"{letterhead.committee_name(day)}公告",
        number=_announcement_number(announcement),
        title=announcement.title,
        body=_paragraphs(announcement.text),
        signer=letterhead.committee_name(day),
        date=day,
    )


def _announcement_number(announcement: Announcement) -> str:
    """第3号: announcements are counted through the term (handbook §4.2)."""
    return f"第{announcement.number.serial}号" if announcement.number else ""


def _paragraphs(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]
