"""Print the blocks of a body: paragraphs, numbered headings and points, tables, lists of names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from itertools import chain, repeat
from math import ceil
from typing import Final

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from . import styles
from .content import Block, Heading, Level, Names, NumberedPoint, Paragraph, Table
from .fonts import BODY, HEI, KAI, Face
from .numerals import chinese
from .styles import CHARACTERS, PRINT_WIDTH_TWIPS, Style, set_face, set_indent, set_spacing
from .text import clean, clean_lines, width
from .wml import element, put

# The type of the words that open a heading or point of each level.
LEVEL_FACES: Final[tuple[Face, ...]] = (HEI, KAI, BODY, BODY)
FULL_SPACE: Final = "\u3000"


def add_line(document: Document, text: str, style: Style, *, blank_lines: float = 0) -> WordParagraph:
    """Add one paragraph of cleaned text, with blank lines of the grid above it."""
    paragraph = document.add_paragraph(clean(text), style.name)
    if blank_lines:
        set_spacing(paragraph._p.get_or_add_pPr(), line=style.line, before=blank_lines * styles.LINE_PITCH)
    return paragraph


def add_run(paragraph: WordParagraph, text: str, face: Face) -> None:
    """Append cleaned text in another face than the paragraph's style."""
    run = paragraph.add_run(clean(text))
    set_face(run._r.get_or_add_rPr(), face)


def level_number(level: Level, number: int) -> str:
    """Return the number of a heading or point: 一、 （一） 1. （1） (GB/T 9704-2012 clause 7.3.3)."""
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[level - 1]


def spread(name: str) -> str:
    """Return a name at the width of three characters: 田富 -> 田　富. Other names stay."""
    name = clean(name).strip()
    return FULL_SPACE.join(name) if len(name) == 2 and width(name) == 2 else name


def name_lines(names: Iterable[str], room: float) -> list[str]:
    """Set names on lines of at most `room` characters, a full-width space between them, and split none."""
    lines: list[list[str]] = []
    used = 0
    for name in map(spread, names):
        # Rounded up: the digits of stand-in faces are wider than half a character and stand off from Chinese text.
        needed = ceil(width(name))
        if lines and used + 1 + needed <= room:
            lines[-1].append(name)
            used += 1 + needed
        else:
            lines.append([name])
            used = needed
    return [FULL_SPACE.join(line) for line in lines]


@dataclass
class BodyPrinter:
    """Adds blocks to a document and counts the numbers of headings and points as it goes."""

    document: Document
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    blocks: int = 0

    def add_all(self, blocks: Iterable[Block], *, blank_lines: float = 0) -> None:
        """Add the blocks in order, with blank lines of the grid above the first."""
        already = len(self.document.paragraphs)
        for block in blocks:
            if blank_lines and not self.blocks and isinstance(block, Table) and not block.title:
                # A table has no space of its own above it.
                add_line(self.document, "", styles.BODY_TEXT)
                blank_lines -= 1
            self.add(block)
            self.blocks += 1
        first = self.document.paragraphs[already : already + 1]
        if first and blank_lines:
            set_spacing(first[0]._p.get_or_add_pPr(), before=blank_lines * styles.LINE_PITCH)

    def keep_end_with_next(self) -> None:
        """Hold the last paragraph on the page of what follows, so that no signature stands alone.

        Not where it is the only one: LibreOffice would move it away from its title.
        """
        # The last child of the body is the section's settings.
        last = self.document.element.body[-2]
        if self.blocks > 1 and last.tag == qn("w:p"):
            put(last.get_or_add_pPr(), "keepNext")

    @singledispatchmethod
    def add(self, block: Block) -> None:
        """Add one block."""
        raise TypeError(f"未知的正文内容：{type(block).__name__}")

    @add.register
    def _(self, block: Paragraph) -> None:
        for line in clean_lines(block.text):
            self.document.add_paragraph(line.strip(), styles.BODY_TEXT.name)

    @add.register
    def _(self, block: Heading) -> None:
        number = clean(block.number) or self._next(block.level)
        self.document.add_paragraph(number + clean(block.text), styles.HEADINGS[block.level - 1].name)

    @add.register
    def _(self, block: NumberedPoint) -> None:
        first, *others = clean_lines(block.text) or [""]
        paragraph = self.document.add_paragraph(style=styles.BODY_TEXT.name)
        add_run(paragraph, self._next(block.level) + clean(block.lead), LEVEL_FACES[block.level - 1])
        add_run(paragraph, first, BODY)
        for line in others:
            self.document.add_paragraph(line, styles.BODY_TEXT.name)

    @add.register
    def _(self, block: Table) -> None:
        if block.title:
            add_line(self.document, block.title, styles.TABLE_TITLE)
        table = self.document.add_table(rows=1 + len(block.rows), cols=len(block.head))
        widths = _column_widths(block)
        _draw_grid(table, widths)
        for place, (row, texts) in enumerate(zip(table.rows, (block.head, *block.rows), strict=True)):
            _fill_row(row, texts, widths, is_head=place == 0)
            for column in block.left if place else ():
                put(row.cells[column].paragraphs[0]._p.get_or_add_pPr(), "jc", val="left")
            if place and block.row_height:
                put(row._tr.get_or_add_trPr(), "trHeight", val=round(block.row_height * 20), hRule="atLeast")

    @add.register
    def _(self, block: Names) -> None:
        label = clean(block.label)
        hang = width(label) + 1
        paragraph = self.document.add_paragraph(style=styles.NAMES.name)
        # Lines are broken below; with half a character more room a reader whose indents are wider breaks none.
        set_indent(paragraph._p.get_or_add_pPr(), left=2 + hang, right=-0.5, first_line=-hang)
        add_run(paragraph, f"{label}：", HEI)
        for place, line in enumerate(name_lines(block.names, CHARACTERS - 2 - hang)):
            if place:
                paragraph.add_run().add_break()
            add_run(paragraph, line, BODY)

    def _next(self, level: Level) -> str:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (len(self.counts) - level)
        return level_number(level, self.counts[level - 1])


def _column_widths(block: Table) -> list[int]:
    shares = list(block.widths) or [1.0] * len(block.head)
    return [round(PRINT_WIDTH_TWIPS * share / sum(shares)) for share in shares]


def _draw_grid(table: WordTable, widths: Sequence[int]) -> None:
    table.autofit = False
    properties = table._tbl.tblPr
    put(properties, "tblW", w=PRINT_WIDTH_TWIPS, type="dxa")
    put(properties, "jc", val="center")
    borders = put(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    for column, twips in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(twips)


def _fill_row(row: _Row, texts: Sequence[str], widths: Sequence[int], *, is_head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    put(properties, "cantSplit")
    if is_head:
        put(properties, "tblHeader")
    for cell, text, twips in zip(row.cells, chain(texts, repeat("")), widths, strict=False):
        put(cell._tc.get_or_add_tcPr(), "tcW", w=twips, type="dxa")
        put(cell._tc.get_or_add_tcPr(), "vAlign", val="center")
        paragraph = cell.paragraphs[0]
        paragraph.style = styles.CELL.name
        add_run(paragraph, text, HEI if is_head else BODY)
