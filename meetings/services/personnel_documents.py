"""Papers of an appointment: the list of names, letters of appointment, and the paper from which the oath is read."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from congress.official import Block, OfficialLetter, Paragraph, Table, date_text, render
from meetings.models import OathCeremony, PersonnelAction
from meetings.services import letterhead, oath_words, personnel, posts

_Kind = PersonnelAction.Kind
#: where the chair signs by hand
SIGNATURE: Final = "（签名）"


def appointment_list(actions: Sequence[PersonnelAction], *, today: date) -> OfficialLetter:
    """任免名单: by verbs in motion order, under the meeting that passed it; a draft before the vote says so.

    The number is that of the announcement, where the list was announced.
    """
    first = actions[0]
    meeting = first.motion.meeting
    day = first.decided_on or today
    is_decided = all(row.decided_on for row in actions)
    announcement = first.announcement
    committee = letterhead.committee_name(day)
    body: list[Block] = []
    for verb, lines in personnel.group_lines(actions):
        body.append(Paragraph(f"{verb}："))
        body += [Paragraph(f"{line}{'。' if line == lines[-1] else '；'}") for line in lines]
    return OfficialLetter(
        issuer=f"{committee}公告" if announcement else "",
        number=str(announcement.number) if announcement and announcement.number else "",
        title=f"{committee}任免名单{'' if is_decided else '（草案）'}",
        passed_at=f"{date_text(day)}{letterhead.formal_name(meeting)}通过" if is_decided else "",
        body=body,
        signer=committee if announcement else "",
        date=announcement.issued_on if announcement else day,
    )


def letter_of_appointment(action: PersonnelAction) -> OfficialLetter:
    """任命书: whom the committee appointed to what and when, signed by the chair (ZJ-APPT18 art 28, model)."""
    day = action.letter_issued_on or action.decided_on or action.motion.meeting.starts_on
    decided = action.decided_on or day
    committee = letterhead.committee_name(day)
    verb = posts.verb(action.post.category, action.act)
    said = (
        f"{letterhead.formal_name(action.motion.meeting)}于{date_text(decided)}{verb}"
        f"{action.person.name}为{action.post.title}。"
    )
    return OfficialLetter(
        number="",
        title="任 命 书",
        body=[
            *([Paragraph(str(action.letter_number))] if action.letter_number else []),
            Paragraph(f"{action.person.name}同志："),
            Paragraph(said),
            Paragraph("特颁此书。"),
            Paragraph(f"{committee}主任：　　　　　　　　{SIGNATURE}"),
        ],
        signer=committee,
        date=day,
    )


def letters(actions: Sequence[PersonnelAction]) -> bytes:
    """The letters of several appointees as a ZIP of Word files, named by their order and the person."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for place, action in enumerate(actions, start=1):
            archive.writestr(f"{place:02}{action.person.name}任命书.docx", render(letter_of_appointment(action)))
    return stream.getvalue()


def oath_paper(ceremony: OathCeremony, actions: Sequence[PersonnelAction]) -> OfficialLetter:
    """誓词: the words of the day, who leads and who oversees, and those who swear, in motion order."""
    day = ceremony.held_on
    facts = [
        ("组织", ceremony.get_organiser_display()),
        ("地点", ceremony.place),
        ("主持人", ceremony.presided_by),
        ("监誓人", ceremony.overseen_by),
    ]
    lines = [f"{label}：{text}" for label, text in facts if text]
    rows = [[str(place), row.person.name, row.post.title, ""] for place, row in enumerate(actions, start=1)]
    return OfficialLetter(
        title="宪法宣誓誓词",
        passed_at=oath_words.note_on(day),
        body=[
            Paragraph(oath_words.on(day)),
            *(Paragraph(line) for line in lines),
            Paragraph("宣誓人："),
            Table(head=["序号", "姓名", "职务", "签名"], rows=rows, widths=(1.5, 2, 6, 2.5)),
        ],
        date=day,
        sealed=False,
    )
