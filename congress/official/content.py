"""What the body of an official document is made of: plain values, no layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal[1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. Line ends in it start a new paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a line of its own; its number (一、 （一） 1. （1）) is counted by the printer.

    `number` is the number that its writer typed; it prints as it stands and is not counted.
    """

    text: str
    level: Level = 1
    number: str = ""


@dataclass(frozen=True, slots=True)
class NumberedPoint:
    """A numbered paragraph that may open with words in the type of a heading: 一、**提高认识。**各部门要……."""

    text: str
    lead: str = ""
    level: Level = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may run over pages, its head repeated on each.

    `widths` are shares of the print area, one for each column; empty: equal. Rows shorter than the head are filled up.
    `row_height` in points is the least height of a row below the head, for what is written in by hand; `left` are the
    columns that run from the left edge instead of being centred.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    widths: Sequence[float] = ()
    row_height: float = 0
    left: Sequence[int] = ()

    def __post_init__(self) -> None:
        """Refuse rows or widths that do not fit the head."""
        if not self.head:
            raise ValueError("表格必须有表头。")
        if any(len(row) > len(self.head) for row in self.rows):
            raise ValueError("表格中有一行的栏数多于表头。")
        if self.widths and (len(self.widths) != len(self.head) or min(self.widths) <= 0):
            raise ValueError("表格的栏宽与栏数不符。")


@dataclass(frozen=True, slots=True)
class Names:
    """A list of people behind a label (出席、请假、列席): label in 黑体, names in 仿宋.

    Names keep their order; those of two characters are spread to three.
    """

    label: str
    names: Sequence[str]


Block = Paragraph | Heading | NumberedPoint | Table | Names


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment named below the text; with a body it is printed on its own pages, else it lies beside the paper."""

    title: str
    body: Sequence[Block] = ()
