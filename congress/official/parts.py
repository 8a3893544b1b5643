"""The parts of an official document around its body: head, title, addressee, signature, end block.

Each function adds one part below what is there; measures are those of GB/T 9704-2012 clause 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Twips
from docx.text.paragraph import Paragraph

from . import styles
from .body import add_line, add_run
from .content import Attachment
from .fonts import BODY, HEI, KAI
from .numerals import date_text
from .styles import CHARACTER_TWIPS, CHARACTERS, LINE_PITCH, PRINT_WIDTH_TWIPS, set_indent, set_spacing
from .text import clean, width
from .titles import break_title
from .wml import element, put

PRINT_WIDTH_POINTS: Final = Mm(156).pt
MARK_DISTANCE: Final = Mm(35).pt
RULE_DISTANCE: Final = Mm(4).pt
TALLEST_MARK: Final = 52.0
NARROWEST_MARK: Final = 0.66

# Lines are measured in eighths of a point: 0.35 mm and 0.25 mm.
OUTER_RULE: Final = 8
INNER_RULE: Final = 6
RED_RULE: Final = 12

SEAL_DIAMETER: Final = Mm(42)
# Blank lines that the upper half of a seal needs between text and signature.
SEAL_LINES: Final = 2

SEAL_XML: Final = """
<mc:AlternateContent
  xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
  xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
  xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:Choice Requires="wps">
<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1"
  locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="column"><wp:posOffset>{across}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>{down}</wp:posOffset></wp:positionV>
<wp:extent cx="{size}" cy="{size}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="1" name="印章位置" descr="印章位置"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm>
<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom><a:noFill/>
<a:ln w="12700"><a:solidFill><a:srgbClr val="FF9999"/></a:solidFill><a:prstDash val="dash"/></a:ln></wps:spPr>
<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>
</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the red head of a letter tells.

    `signed_by` makes it the head of a paper that goes upward; the copy number prints with six digits.
    """

    mark: str
    number: str = ""
    signed_by: Sequence[str] = ()
    copy_number: int | None = None
    urgency: str = ""
    class_mark: str = ""


def head(document: Document, content: Head) -> None:
    """Add the red head: top lines, issuer mark, document number and the red line.

    In a paper that goes upward the number stands left and 签发人 right (clause 7.2.6).
    """
    rows = _top_lines(document, content)
    issuer_mark(document, content.mark, lines_above=rows)
    if content.signed_by:
        _number_and_signers(document, content.number, content.signed_by)
    elif content.number:
        add_line(document, content.number, styles.NUMBER, blank_lines=2)
    red_rule(document)


def minutes_head(document: Document, mark: str, number: str, issuer: str, day: str) -> None:
    """Add the head of minutes: red mark, number, then issuing office left and date right above the red line."""
    issuer_mark(document, mark)
    if number:
        add_line(document, _bracketed(number), styles.NUMBER, blank_lines=1)
    paragraph = add_line(document, "", styles.NUMBER, blank_lines=1)
    _left_and_right(paragraph, issuer)
    add_run(paragraph, day, BODY)
    red_rule(document)


def issuer_mark(document: Document, mark: str, *, lines_above: int = 0) -> Paragraph:
    """Add the issuer mark in red, its top 35 mm below the top of the print area (clause 7.2.4).

    A long name is set smaller and narrower until it fits one line.
    """
    text = clean(mark).strip()
    scale, size = mark_size(width(text))
    paragraph = document.add_paragraph(text, styles.ISSUER_MARK.name)
    before = max(MARK_DISTANCE - lines_above * LINE_PITCH, 0)
    set_spacing(paragraph._p.get_or_add_pPr(), line=size * 1.1, before=before)
    for run in paragraph.runs:
        properties = run._r.get_or_add_rPr()
        put(properties, "w", val=round(scale * 100))
        put(properties, "sz", val=round(size * 2))
        put(properties, "szCs", val=round(size * 2))
    return paragraph


def mark_size(characters: float) -> tuple[float, float]:
    """Return the horizontal scale and the size in points that fit a mark of so many characters on one line."""
    room = PRINT_WIDTH_POINTS / max(characters, 1)
    scale = min(max(room / TALLEST_MARK, NARROWEST_MARK), 1.0)
    return scale, int(min(TALLEST_MARK, room / scale) * 2) / 2


def red_rule(document: Document) -> None:
    """Add the red line of the width of the print area, 4 mm below what precedes it (clause 7.2.7)."""
    paragraph = add_line(document, "", styles.RULE)
    properties = paragraph._p.get_or_add_pPr()
    put(properties, "snapToGrid", val=0)
    set_spacing(properties, line=RULE_DISTANCE)
    borders = put(properties, "pBdr")
    borders.append(element("bottom", val="single", sz=RED_RULE, space=0, color=styles.RED))


def title(document: Document, text: str, *, blank_lines: float = 2) -> None:
    """Add the centred title, broken into a trapezoid or diamond, two blank lines below the red line."""
    paragraph = add_line(document, "", styles.DOCUMENT_TITLE, blank_lines=blank_lines)
    for place, line in enumerate(break_title(text)):
        if place:
            paragraph.add_run().add_break()
        paragraph.add_run(line)


def title_note(document: Document, text: str) -> None:
    """Add the note below a title that tells when an act was passed, in brackets."""
    add_line(document, _bracketed(text), styles.TITLE_NOTE)


def addressee(document: Document, organs: str) -> None:
    """Add the addressees flush left with a full-width colon, one blank line below the title."""
    add_line(document, f"{clean(organs).rstrip('：:')}：", styles.ADDRESSEE, blank_lines=1)


def attachment_note(document: Document, attachments: Sequence[Attachment]) -> None:
    """List the attachments one blank line below the text; further lines align with the first name."""
    label = "附件："
    number_width = 1.5 if len(attachments) > 1 else 0.0
    for place, attachment in enumerate(attachments):
        lead = label if place == 0 else ""
        paragraph = add_line(document, lead, styles.ATTACHMENT_NOTE, blank_lines=0 if place else 1)
        if number_width:
            # The tab ends at the hanging indent, so the names align whatever the width of the digits.
            paragraph.add_run(f"{place + 1}.\t")
        paragraph.add_run(clean(attachment.title).strip().rstrip("。；;"))
        set_indent(
            paragraph._p.get_or_add_pPr(),
            left=2 + width(label) + number_width,
            first_line=-(width(lead) + number_width),
        )
        paragraph.paragraph_format.keep_with_next = True


def signature(document: Document, signer: str, day: date, *, sealed: bool) -> None:
    """Add the issuing organ and the date.

    Sealed (clause 7.3.5.1): the date ends four characters from the right, the name is centred above it, and a dashed
    circle marks the place of the seal; the seal itself is never stored. Unsealed (7.3.5.2): the name ends two
    characters from the right and the date starts two characters to the right of the name.
    """
    name, day_text = clean(signer).strip(), date_text(day)
    indents = sealed_indents if sealed else unsealed_indents
    name_right, date_right = indents(width(name), width(day_text))
    first = add_line(document, name, styles.SIGNATURE, blank_lines=SEAL_LINES if sealed else 1)
    set_indent(first._p.get_or_add_pPr(), right=name_right)
    second = add_line(document, day_text, styles.DATE)
    set_indent(second._p.get_or_add_pPr(), right=date_right)
    if sealed:
        centre = CHARACTERS - date_right - width(day_text) / 2
        _mark_seal(second, centre * CHARACTER_TWIPS)


def sealed_indents(name: float, day: float) -> tuple[float, float]:
    """Return the characters right of name and date, both centred on one axis, neither beyond the print area."""
    date_right = max(4.0, (name - day) / 2)
    return date_right + (day - name) / 2, date_right


def unsealed_indents(name: float, day: float) -> tuple[float, float]:
    """Return the characters right of name and date: 首字比发文机关署名首字右移二字.

    A date longer than the name ends two characters from the right instead.
    """
    date_right = name - day
    if date_right >= 0:
        return 2.0, date_right
    return 4.0 + day - name, 2.0


def note(document: Document, text: str) -> None:
    """Add the note in brackets below the date (clause 7.3.6)."""
    add_line(document, _bracketed(text), styles.NOTE)


def attachment_head(document: Document, attachment: Attachment, number: int | None) -> None:
    """Start an attachment on a new page: 附件1 in 黑体 on line 1, its title on line 3 (clause 7.3.7)."""
    mark = add_line(document, f"附件{number or ''}", styles.ATTACHMENT_MARK)
    mark.paragraph_format.page_break_before = True
    title(document, attachment.title, blank_lines=1)


def end_block(document: Document, copy_to: str, printed_by: str, printed_on: date | None) -> None:
    """Add the end block at the foot of the last page: copies, printing office and date between black lines (7.4)."""
    rows = [bool(copy_to), bool(printed_by)].count(True)
    if not rows:
        return
    table = document.add_table(rows=rows, cols=1)
    _place_end_block(table._tbl.tblPr)
    paragraphs = [row.cells[0].paragraphs[0] for row in table.rows]
    for row, paragraph in zip(table.rows, paragraphs, strict=True):
        put(row._tr.get_or_add_trPr(), "cantSplit")
        put(row.cells[0]._tc.get_or_add_tcPr(), "tcW", w=PRINT_WIDTH_TWIPS, type="dxa")
        paragraph.style = styles.END_BLOCK.name
    if copy_to:
        add_run(paragraphs[0], f"抄送：{clean(copy_to).rstrip('。')}。", BODY)
        hang = 3 * styles.SIZE_4 / styles.SIZE_3
        set_indent(paragraphs[0]._p.get_or_add_pPr(), left=1 + hang, right=1, first_line=-hang)
    if printed_by:
        add_run(paragraphs[-1], printed_by, BODY)
        if printed_on is not None:
            _tab_right(paragraphs[-1], CHARACTERS - 1)
            paragraphs[-1].add_run("\t")
            add_run(paragraphs[-1], f"{date_text(printed_on)}印发", BODY)
    # A floating table hangs on the paragraph after it.
    anchor = add_line(document, "", styles.RULE)
    set_spacing(anchor._p.get_or_add_pPr(), line=1)


def _top_lines(document: Document, content: Head) -> int:
    """Add copy number and urgency at the left, the class mark of a reply at the right; return the lines used."""
    left = [] if content.copy_number is None else [(f"{content.copy_number:06d}", BODY)]
    if content.urgency:
        left.append((content.urgency, HEI))
    if content.class_mark and not left:
        left.append(("", BODY))
    for place, (text, face) in enumerate(left):
        paragraph = add_line(document, "", styles.TOP_LINE)
        add_run(paragraph, text, face)
        if content.class_mark and place == 0:
            _tab_right(paragraph, CHARACTERS)
            paragraph.add_run("\t")
            add_run(paragraph, content.class_mark, HEI)
    return len(left)


def _number_and_signers(document: Document, number: str, signed_by: Sequence[str]) -> None:
    paragraph = add_line(document, "", styles.NUMBER, blank_lines=2)
    _left_and_right(paragraph, number)
    add_run(paragraph, "签发人：", BODY)
    add_run(paragraph, "　".join(signed_by), KAI)


def _left_and_right(paragraph: Paragraph, left: str) -> None:
    """Start a line one character from the left, and lead what is added next to one character from the right."""
    properties = paragraph._p.get_or_add_pPr()
    set_indent(properties, left=1, right=1)
    put(properties, "jc", val="left")
    _tab_right(paragraph, CHARACTERS - 1)
    add_run(paragraph, left, BODY)
    paragraph.add_run("\t")


def _tab_right(paragraph: Paragraph, characters: float) -> None:
    tabs = put(paragraph._p.get_or_add_pPr(), "tabs")
    tabs.append(element("tab", val="right", pos=round(characters * CHARACTER_TWIPS)))


def _bracketed(text: str) -> str:
    text = clean(text).strip()
    return text if text.startswith("（") and text.endswith("）") else f"（{text}）"


def _place_end_block(properties: BaseOxmlElement) -> None:
    """Float the table at the foot of the print area, with lines of 0.35 mm outside and 0.25 mm inside."""
    # Measured from the edge of the page: LibreOffice lets a table as wide as the text stand in the text.
    put(properties, "tblpPr", vertAnchor="margin", horzAnchor="page", tblpX=Mm(28).twips, tblpYSpec="bottom")
    put(properties, "tblOverlap", val="never")
    put(properties, "tblW", w=PRINT_WIDTH_TWIPS, type="dxa")
    put(properties, "tblLayout", type="fixed")
    borders = put(properties, "tblBorders")
    for side, thickness in (("top", OUTER_RULE), ("bottom", OUTER_RULE), ("insideH", INNER_RULE)):
        borders.append(element(side, val="single", sz=thickness, space=0, color="000000"))
    margins = put(properties, "tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=0, type="dxa"))


def _mark_seal(paragraph: Paragraph, centre_twips: float) -> None:
    """Draw a dashed red circle behind the signature, its centre a little above the line between name and date."""
    across = round(Twips(round(centre_twips)) - SEAL_DIAMETER / 2)
    # The date line is the second of the signature; the circle's centre lies 4.6 mm above its top.
    down = round(-SEAL_DIAMETER / 2 - Mm(4.6))
    paragraph.add_run()._r.append(parse_xml(SEAL_XML.format(across=across, down=down, size=round(SEAL_DIAMETER))))
