"""The sheet of GB/T 9704-2012: paper, print area, grid, page numbers.

Measures are those of clauses 5 and 7.5: A4, print area 156 × 225 mm, 22 lines of 28 characters.
"""

from datetime import datetime
from typing import Final
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer
from docx.shared import Mm

from .fonts import FACES
from .styles import CHARACTERS, PAGE_NUMBER, Alignment, add_styles, set_indent
from .text import clean
from .wml import element, put

PAPER_WIDTH: Final = Mm(210)
PAPER_HEIGHT: Final = Mm(297)
MARGIN_TOP: Final = Mm(37)
MARGIN_BOTTOM: Final = Mm(35)
MARGIN_LEFT: Final = Mm(28)
MARGIN_RIGHT: Final = Mm(26)
PRINT_WIDTH: Final = Mm(156)
PRINT_HEIGHT: Final = Mm(225)

LINES: Final = 22
# The dash of the page number lies 7 mm below the print area; the middle of a 14 pt line is 2.5 mm above its foot.
FOOTER_DISTANCE: Final = Mm(25.5)

PACKAGE_PARTS: Final = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
}
DOCUMENT_PARTS: Final = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
}

# Word shows at most this much of a title or an author.
LONGEST_PROPERTY: Final = 255


def new_sheet(*, title: str, author: str, made_at: datetime) -> Document:
    """Return an empty document with the page, styles, grid and footers of the standard."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = PAPER_WIDTH, PAPER_HEIGHT
    section.top_margin, section.bottom_margin = MARGIN_TOP, MARGIN_BOTTOM
    section.left_margin, section.right_margin = MARGIN_LEFT, MARGIN_RIGHT
    section.header_distance, section.footer_distance = Mm(15), FOOTER_DISTANCE
    _set_grid(section._sectPr)
    add_styles(document)
    _name_stand_ins(document)
    _drop_leftovers(document)
    document.settings.odd_and_even_pages_header_footer = True
    section.even_page_footer.is_linked_to_previous = False
    _number_pages(section.footer, "right")
    _number_pages(section.even_page_footer, "left")
    properties = document.core_properties
    properties.title, properties.author = clean(title)[:LONGEST_PROPERTY], clean(author)[:LONGEST_PROPERTY]
    properties.last_modified_by, properties.comments, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = made_at
    return document


def _set_grid(section: BaseOxmlElement) -> None:
    put(
        section,
        "docGrid",
        type="linesAndChars",
        linePitch=int(PRINT_HEIGHT.twips / LINES),
        # In 4096ths of a point, added to the 16 pt of the Normal style.
        charSpace=round((PRINT_WIDTH.pt / CHARACTERS - 16) * 4096),
    )


def _number_pages(footer: _Footer, side: Alignment) -> None:
    """Write “— 1 —” one character from the outer edge: odd pages right, even pages left (clause 7.5)."""
    paragraph = footer.paragraphs[0]
    paragraph.style = PAGE_NUMBER.name
    properties = paragraph._p.get_or_add_pPr()
    set_indent(properties, left=1 if side == "left" else 0, right=1 if side == "right" else 0)
    put(properties, "jc", val=side)
    paragraph.add_run("— ")
    field = element("fldSimple", instr=" PAGE ")
    number = paragraph.add_run("1")._r
    field.append(number)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _name_stand_ins(document: Document) -> None:
    """List each face with its stand-ins, which Word takes where the face is missing."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(face.name)}><w:altName w:val={quoteattr(','.join(face.stand_ins))}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face in FACES
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _drop_leftovers(document: Document) -> None:
    """Remove what only the library's template needs: preview picture, bullet lists, second style sheet."""
    main = document.part
    for owner, kept in ((main.package, PACKAGE_PARTS), (main, DOCUMENT_PARTS)):
        for key in [key for key, relation in owner.rels.items() if relation.reltype not in kept]:
            owner.rels.pop(key)
    for language in document.settings.element.findall(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
