"""Official papers as values, and one function that prints them: a letter, a meeting notice, minutes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx.document import Document

from . import parts
from .body import BodyPrinter
from .content import Attachment, Block, Heading, Names, NumberedPoint, Paragraph
from .numerals import date_text, moment_text
from .page import new_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialLetter:
    """An official document with a red head: opinion, decision, notice, report, reply.

    There is no field for secrecy: a county-level organ does not set it and the portal holds no secrets.
    Source: 《中华人民共和国保守国家秘密法》(2024) arts 17, 31.

    `issuer` is the text of the red mark; empty leaves the head away (a copy for the public).
    `signed_by` names the 签发人 of a paper that goes upward. `passed_at` is the note under the title of an act:
    2019年8月28日柯城区第九届人民代表大会常务委员会第十四次会议通过. `signer` empty takes no signature.
    `class_mark` is A, B or C on a reply to a suggestion. `sealed` marks the place of the seal.
    """

    title: str
    body: Sequence[Block]
    issuer: str = ""
    number: str = ""
    addressee: str = ""
    attachments: Sequence[Attachment] = ()
    signer: str = ""
    date: dt.date
    sealed: bool = True
    note: str = ""
    copy_to: str = ""
    printed_by: str = ""
    printed_on: dt.date | None = None
    passed_at: str = ""
    signed_by: Sequence[str] = ()
    copy_number: int | None = None
    urgency: str = ""
    class_mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingNotice:
    """A notice that calls a meeting: date, place and agenda, who attends and who sits in.

    `meeting` is the meeting's full name; `decided_by` is the body that fixed it, if that is to be told.
    `starts_at` is local time, or a day whose hour is not fixed.
    """

    issuer: str
    number: str
    meeting: str
    addressee: str
    starts_at: dt.date
    place: str
    agenda: Sequence[str]
    signer: str
    date: dt.date
    length: str = ""
    decided_by: str = ""
    attendees: Sequence[str] = ()
    observers: Sequence[str] = ()
    requirements: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    sealed: bool = True
    contact: str = ""
    copy_to: str = ""
    printed_by: str = ""
    printed_on: dt.date | None = None

    def letter(self) -> OfficialLetter:
        """Return the notice as a letter."""
        return OfficialLetter(
            issuer=self.issuer,
            number=self.number,
            title=f"关于召开{self.meeting}的通知",
            addressee=self.addressee,
            body=[self._opening(), *self._sections()],
            attachments=self.attachments,
            signer=self.signer,
            date=self.date,
            sealed=self.sealed,
            note=self.contact,
            copy_to=self.copy_to,
            printed_by=self.printed_by,
            printed_on=self.printed_on,
        )

    def _opening(self) -> Paragraph:
        ground = f"根据{self.decided_by}决定，" if self.decided_by else ""
        length = f"，会期{self.length}" if self.length else ""
        return Paragraph(
            f"{ground}{self.meeting}定于{moment_text(self.starts_at)}在{self.place}召开{length}。现将有关事项通知如下："
        )

    def _sections(self) -> list[Block]:
        sections = (
            ("会议议程", self.agenda),
            ("出席人员", self.attendees),
            ("列席人员", self.observers),
            ("有关要求", self.requirements),
        )
        blocks: list[Block] = []
        for heading, lines in sections:
            if not lines:
                continue
            blocks.append(Heading(heading))
            # A single line needs no number.
            blocks.extend(map(NumberedPoint, lines) if len(lines) > 1 else map(Paragraph, lines))
        return blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Minutes in the form 纪要 (GB/T 9704-2012 clause 10.3): own red mark, lists of those present, no seal.

    `mark` is the red mark, usually the meeting's series (柯城区人大常委会会议纪要); `number` is the running number
    (第十四次). The body is what was dealt with; names come in the order given.
    """

    mark: str
    number: str
    issuer: str
    date: dt.date
    body: Sequence[Block]
    title: str = ""
    present: Sequence[str] = ()
    on_leave: Sequence[str] = ()
    observers: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    copy_to: str = ""
    printed_by: str = ""
    printed_on: dt.date | None = None


def render(paper: OfficialLetter | MeetingNotice | Minutes) -> bytes:
    """Return the paper as a Word file (docx). Text is data: control characters are dropped, markup is escaped."""
    if isinstance(paper, MeetingNotice):
        return render(paper.letter())
    document = new_sheet(
        title=paper.title or f"{paper.mark}{paper.number}" if isinstance(paper, Minutes) else paper.title,
        author=paper.issuer,
        made_at=dt.datetime.combine(paper.date, dt.time(), dt.UTC),
    )
    if isinstance(paper, Minutes):
        _print_minutes(document, paper)
    else:
        _print_letter(document, paper)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _print_letter(document: Document, letter: OfficialLetter) -> None:
    if letter.issuer:
        head = parts.Head(
            mark=letter.issuer,
            number=letter.number,
            signed_by=letter.signed_by,
            copy_number=letter.copy_number,
            urgency=letter.urgency,
            class_mark=letter.class_mark,
        )
        parts.head(document, head)
    parts.title(document, letter.title, blank_lines=2 if letter.issuer else 0)
    if letter.passed_at:
        parts.title_note(document, letter.passed_at)
    if letter.addressee:
        parts.addressee(document, letter.addressee)
    printer = BodyPrinter(document)
    printer.add_all(letter.body, blank_lines=0 if letter.addressee else 1)
    if letter.signer or letter.attachments:
        printer.keep_end_with_next()
    if letter.attachments:
        parts.attachment_note(document, letter.attachments)
    if letter.signer:
        parts.signature(document, letter.signer, letter.date, sealed=letter.sealed)
    if letter.note:
        parts.note(document, letter.note)
    _print_tail(document, letter)


def _print_minutes(document: Document, minutes: Minutes) -> None:
    parts.minutes_head(document, minutes.mark, minutes.number, minutes.issuer, date_text(minutes.date))
    if minutes.title:
        parts.title(document, minutes.title)
    printer = BodyPrinter(document)
    printer.add_all(minutes.body, blank_lines=1)
    if minutes.attachments:
        parts.attachment_note(document, minutes.attachments)
    lists = (("出席", minutes.present), ("请假", minutes.on_leave), ("列席", minutes.observers))
    printer.add_all([Names(label, names) for label, names in lists if names], blank_lines=1)
    _print_tail(document, minutes)


def _print_tail(document: Document, paper: OfficialLetter | Minutes) -> None:
    """Print the attachments that have a body, then the end block on the last page."""
    is_single = len(paper.attachments) == 1
    for number, attachment in enumerate(paper.attachments, start=1):
        if attachment.body:
            parts.attachment_head(document, attachment, None if is_single else number)
            BodyPrinter(document).add_all(attachment.body, blank_lines=1)
    parts.end_block(document, paper.copy_to, paper.printed_by, paper.printed_on)
