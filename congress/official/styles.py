"""The paragraph styles of an official document, as a clerk finds them in the style list of Word or WPS.

Sizes are those of GB/T 9704-2012: 二号 22 pt, 三号 16 pt, 四号 14 pt. Indents count characters of the grid.
"""

from dataclasses import dataclass
from typing import Final, Literal, cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.styles.style import ParagraphStyle

from .fonts import BODY, HEI, KAI, SONG, TITLE, Face
from .wml import put

LINE_PITCH: Final = 28.0
SIZE_2: Final = 22.0
SIZE_3: Final = 16.0
SIZE_4: Final = 14.0
RED: Final = "FF0000"
CHARACTERS: Final = 28
PRINT_WIDTH_TWIPS: Final = 8844
CHARACTER_TWIPS: Final = PRINT_WIDTH_TWIPS / CHARACTERS
# The section declares the grid of 22 × 28, but LibreOffice gives two cells to a character that is wider than its cell
# (16 pt against 15.79 pt). So the text leaves the grid and keeps the same pitch by itself: 28 pt lines, characters set
# 0.3 pt closer (in twentieths): 28 × 15.7 pt is 440 pt of 442, and justification fills the rest. With 0.25 pt closer
# LibreOffice already puts 27 on a line.
PITCH_CORRECTION: Final = -6

Alignment = Literal["left", "center", "right", "both"]


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style: face and size of the type, place on the line, height of the line in points."""

    name: str
    face: Face = BODY
    size: float = SIZE_3
    alignment: Alignment = "left"
    first_line: float = 0
    left: float = 0
    right: float = 0
    line: float = LINE_PITCH
    outline_level: int | None = None
    is_red: bool = False
    stays_with_next: bool = False


BODY_TEXT: Final = Style("公文正文", alignment="both", first_line=2)
TOP_LINE: Final = Style("版头要素")
ISSUER_MARK: Final = Style("发文机关标志", face=TITLE, alignment="center", is_red=True)
NUMBER: Final = Style("发文字号", alignment="center")
RULE: Final = Style("版头分隔线", size=1)
DOCUMENT_TITLE: Final = Style("公文标题", face=TITLE, size=SIZE_2, alignment="center", line=33)
TITLE_NOTE: Final = Style("题注", face=KAI, alignment="center")
ADDRESSEE: Final = Style("主送机关")
HEADINGS: Final = (
    Style("公文一级标题", face=HEI, first_line=2, outline_level=0, stays_with_next=True),
    Style("公文二级标题", face=KAI, first_line=2, outline_level=1, stays_with_next=True),
    Style("公文三级标题", first_line=2, outline_level=2, stays_with_next=True),
    Style("公文四级标题", first_line=2, outline_level=3, stays_with_next=True),
)
ATTACHMENT_NOTE: Final = Style("附件说明")
SIGNATURE: Final = Style("发文机关署名", alignment="right", stays_with_next=True)
DATE: Final = Style("成文日期", alignment="right")
NOTE: Final = Style("附注", first_line=2)
NAMES: Final = Style("人员名单")
ATTACHMENT_MARK: Final = Style("附件标识", face=HEI, stays_with_next=True)
TABLE_TITLE: Final = Style("表格标题", face=HEI, size=SIZE_4, alignment="center", line=24, stays_with_next=True)
CELL: Final = Style("表格文字", size=SIZE_4, alignment="center", line=22)
END_BLOCK: Final = Style("版记", size=SIZE_4, left=1, right=1, line=26)
PAGE_NUMBER: Final = Style("公文页码", face=SONG, size=SIZE_4, line=14)

STYLES: Final = (
    BODY_TEXT,
    TOP_LINE,
    ISSUER_MARK,
    NUMBER,
    RULE,
    DOCUMENT_TITLE,
    TITLE_NOTE,
    ADDRESSEE,
    *HEADINGS,
    ATTACHMENT_NOTE,
    SIGNATURE,
    DATE,
    NOTE,
    NAMES,
    ATTACHMENT_MARK,
    TABLE_TITLE,
    CELL,
    END_BLOCK,
    PAGE_NUMBER,
)


def add_styles(document: Document) -> None:
    """Put the styles in place of those of the library's template, and make 三号仿宋 the base of all."""
    styles = document.styles
    for style in [style for style in styles if not style.element.get(qn("w:default"))]:
        style.delete()
    normal = cast(ParagraphStyle, styles["Normal"])
    _shape(normal, Style("Normal"))
    for style in STYLES:
        added = cast(ParagraphStyle, styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH))
        added.base_style = normal
        added.quick_style = True
        _shape(added, style)


def set_face(run_properties: BaseOxmlElement, face: Face, size: float | None = None) -> None:
    """Set face and size for Chinese and Latin text alike, so that no theme font slips in."""
    name = face.name
    put(run_properties, "rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")
    if size is not None:
        put(run_properties, "sz", val=round(size * 2))
        put(run_properties, "szCs", val=round(size * 2))


def set_indent(
    paragraph_properties: BaseOxmlElement, *, left: float = 0, right: float = 0, first_line: float = 0
) -> None:
    """Set indents in characters of the grid; a negative first line hangs.

    Word counts the characters, other programs the twips, so both are written.
    """
    values: dict[str, int] = {}
    first = "firstLine" if first_line >= 0 else "hanging"
    for name, characters in (("left", left), ("right", right), (first, abs(first_line))):
        values[f"{name}Chars"] = round(characters * 100)
        values[name] = round(characters * CHARACTER_TWIPS)
    put(paragraph_properties, "ind", **values)


def set_spacing(paragraph_properties: BaseOxmlElement, *, line: float = LINE_PITCH, before: float = 0) -> None:
    """Set an exact line height and the space before, both in points."""
    put(paragraph_properties, "spacing", before=round(before * 20), after=0, line=round(line * 20), lineRule="exact")


def _shape(target: ParagraphStyle, style: Style) -> None:
    paragraph = target.element.get_or_add_pPr()
    run = target.element.get_or_add_rPr()
    if style.stays_with_next:
        put(paragraph, "keepNext")
    put(paragraph, "widowControl", val=0)
    # Without this a comma at the end of a line hangs beyond the print area.
    put(paragraph, "overflowPunct", val=0)
    # No extra space between Chinese and Latin text: it would leave the grid of 28 characters.
    put(paragraph, "autoSpaceDE", val=0)
    put(paragraph, "autoSpaceDN", val=0)
    put(paragraph, "snapToGrid", val=0)
    set_spacing(paragraph, line=style.line)
    set_indent(paragraph, left=style.left, right=style.right, first_line=style.first_line)
    put(paragraph, "jc", val=style.alignment)
    if style.outline_level is not None:
        put(paragraph, "outlineLvl", val=style.outline_level)
    set_face(run, style.face, style.size)
    put(run, "color", val=RED if style.is_red else "000000")
    put(run, "lang", val="en-US", eastAsia="zh-CN")
    put(run, "snapToGrid", val=0)
    put(run, "spacing", val=PITCH_CORRECTION if style.size == SIZE_3 else 0)
