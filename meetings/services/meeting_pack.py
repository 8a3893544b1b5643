"""All papers of a meeting together: one ZIP with the files as they are, one PDF with a page of contents.

Only what is final and what the person may read by itself; papers of the personnel room never (handbook §5.2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from os.path import splitext
from typing import Final

from django.core.exceptions import ValidationError

from congress import official
from congress.models import Attachment, User
from congress.official import Block, OfficialLetter, Paragraph, Table, period_text
from congress.services import attachments, packs
from meetings.models import Meeting, Paper
from meetings.services import letterhead, meeting_documents
from meetings.services.meeting_documents import BEFORE

PDF: Final = ".pdf"
#: office files that can be turned into pages
_CONVERTED: Final = frozenset({".docx", ".doc", ".wps", ".odt", ".rtf", ".xlsx", ".xls", ".pptx", ".ppt", ".txt"})
_IN_ZIP_ONLY: Final = "见压缩包"
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True)
class Entry:
    """One paper of the collection: made from the records, or a file that was laid before the meeting."""

    title: str
    file_name: str
    word: bytes = b""
    attachment: Attachment | None = None

    @property
    def extension(self) -> str:
        """The kind of file."""
        return splitext(self.file_name)[1].lower()

    def content(self) -> bytes:
        """The whole file. Raises ValidationError if the stored file is gone."""
        if self.attachment is None:
            return self.word
        try:
            with self.attachment.file.open("rb") as stream:
                return bytes(stream.read())
        except OSError:
            raise ValidationError(f"材料“{self.title}”的文件读取失败，请联系管理员。") from None


def entries(meeting: Meeting, *, user: User, on: date) -> list[Entry]:
    """The collection in order: what called the meeting, what was laid before it by the agenda, what came of it.

    Raises ValidationError if there is nothing to collect.
    """
    made = [row for row in meeting_documents.documents(meeting, user=user, on=on) if row.is_final]
    found: list[Entry] = []
    for row in made:
        if row.group == BEFORE:
            found.append(_made(row, len(found)))
    for paper in laid(meeting, user=user):
        name = attachments.final_name(paper.attachment.name, f"{len(found) + 1:02} {paper.title}")
        found.append(Entry(paper.title, name, attachment=paper.attachment))
    for row in made:
        if row.group != BEFORE:
            found.append(_made(row, len(found)))
    if not found:
        raise ValidationError("会议还没有可以汇集的文件。")
    return found


def _made(row: meeting_documents.MeetingDocument, before: int) -> Entry:
    name = attachments.final_name("a.docx", f"{before + 1:02} {row.title}")
    return Entry(row.title, name, word=row.word())


def laid(meeting: Meeting, *, user: User) -> list[Paper]:
    """The last version of each paper laid before the meeting that the person may open, by the agenda."""
    readable = attachments.visible_to(user).exclude(security=Attachment.Security.RESTRICTED)
    rows = meeting.papers.filter(attachment__in=readable.values("pk"), attachment__personnel_paper__isnull=True)
    latest = {row.title: row for row in rows.select_related("attachment", "item").order_by("version")}
    return sorted(latest.values(), key=lambda row: (row.item.order if row.item else 0, row.pk))


def zipped(found: Sequence[Entry]) -> Iterator[bytes]:
    """The collection as a ZIP file, piece by piece; a file is read when its turn comes."""
    return packs.zipped((entry.file_name, _pieces(entry)) for entry in found)


def _pieces(entry: Entry) -> Iterator[bytes]:
    if entry.attachment is None:
        yield entry.word
        return
    with entry.attachment.file.open("rb") as stream:
        yield from iter(lambda: stream.read(_CHUNK), b"")


def merged(meeting: Meeting, found: Sequence[Entry], *, on: date) -> bytes:
    """The collection as one PDF, a page of contents first; what cannot be turned into pages is named there.

    Raises official.PdfError without the programs, or if they fail.
    """
    papers = _pages(found)
    lengths = [official.page_count(paper) if paper else 0 for paper in papers]
    contents = official.to_pdf(official.render(_contents(meeting, found, lengths, first=2, on=on)))
    size = official.page_count(contents)
    if size > 1:
        contents = official.to_pdf(official.render(_contents(meeting, found, lengths, first=size + 1, on=on)))
    return official.joined([contents, *filter(None, papers)])


def _pages(found: Sequence[Entry]) -> list[bytes | None]:
    """Each paper as PDF, None where it cannot be."""
    convertible = [entry for entry in found if entry.extension in _CONVERTED]
    made = official.to_pdfs([(entry.extension, entry.content()) for entry in convertible])
    converted = {entry.file_name: pdf for entry, pdf in zip(convertible, made, strict=True)}
    papers: list[bytes | None] = []
    for entry in found:
        paper = entry.content() if entry.extension == PDF else converted.get(entry.file_name)
        # A damaged or locked file has no pages that can be counted.
        papers.append(paper if paper and official.page_count(paper) else None)
    return papers


def _contents(
    meeting: Meeting, found: Sequence[Entry], lengths: Sequence[int], *, first: int, on: date
) -> OfficialLetter:
    rows, page = [], first
    for number, (entry, length) in enumerate(zip(found, lengths, strict=True), start=1):
        rows.append([str(number), entry.title, str(page) if length else _IN_ZIP_ONLY])
        page += length
    body: list[Block] = [Table(["序号", "文件", "页码"], rows, widths=[1.4, 11, 2.6], left=[1])]
    if not all(lengths):
        body.append(Paragraph("标“见压缩包”的文件不能并入本文件，请在压缩包中查看。"))
    return OfficialLetter(
        title=f"{letterhead.full_name(meeting)}文件目录",
        passed_at=period_text(meeting.starts_on, meeting.ends_on),
        body=body,
        date=on,
    )
