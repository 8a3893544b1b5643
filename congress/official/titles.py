"""Break a title into lines of trapezoid or diamond shape without splitting a word.

GB/T 9704-2012 clause 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from math import ceil
from pathlib import Path
from typing import Final

from .text import clean_lines, width

# A line of 22 pt type holds 20 characters of the 156 mm print area; 18 leave a margin on both sides.
LONGEST_LINE: Final = 18.0
MOST_LINES: Final = 6

OPENING: Final = "《〈（〔“‘【"
CLOSING: Final = "》〉）〕”’】、，。：；！？"
# These lean on the word before them and may not start a line.
LEANING: Final = frozenset("的了等")
NUMBER: Final = re.compile(
    r"(第[一二三四五六七八九十百零〇]+[届次号期条]?|[A-Za-z0-9.%〔〕\-]+(?:年度?|[月日号次届期项件条])?)"
)

COST_UNKNOWN_BOUNDARY: Final = 25.0
COST_PLAIN_BOUNDARY: Final = 3.0
COST_HOURGLASS: Final = 40.0
COST_RECTANGLE: Final = 8.0
COST_EXTRA_LINE: Final = 12.0


@cache
def words() -> frozenset[str]:
    """Read the words that a line break may not split."""
    lines = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def break_title(title: str) -> list[str]:
    """Return the lines of a title. Line ends that the writer typed are kept as they are."""
    typed = [line.strip() for line in clean_lines(title)]
    if len(typed) != 1 or width(typed[0]) <= LONGEST_LINE:
        return typed
    return _best_lines(_units(typed[0]))


def _units(title: str) -> list[str]:
    """Cut a title into units that stay whole: words, numbers, single characters with their punctuation."""
    units: list[str] = []
    glue_next = False
    # re.split with a group keeps the numbers, at the odd places.
    runs = NUMBER.split(title)
    pieces = [piece for place, run in enumerate(runs) for piece in ([run] if place % 2 else _pieces(run))]
    for piece in pieces:
        leans = piece in LEANING or piece[0] in CLOSING
        if units and (leans or glue_next):
            units[-1] += piece
        else:
            units.append(piece)
        glue_next = piece in OPENING
    return [part for unit in units for part in _shortened(unit)]


def _pieces(title: str) -> list[str]:
    """Cut a title into the fewest words, numbers and single characters."""
    longest = max(map(len, words()))
    # The best cut of the first n characters: its number of pieces (a single character counts more), and the pieces.
    cuts: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(title) + 1):
        starts = range(max(0, end - longest), end)
        cuts.append(
            min(
                (cuts[start][0] + (1.6 if end - start == 1 else 1.0), [*cuts[start][1], title[start:end]])
                for start in starts
                if end - start == 1 or title[start:end] in words()
            )
        )
    return cuts[-1][1]


def _shortened(unit: str) -> Iterator[str]:
    """Cut what is longer than a line (a number of 40 digits) so that a way to break always exists."""
    size = int(LONGEST_LINE)
    return (unit[start : start + size] for start in range(0, len(unit), size))


def _best_lines(units: Sequence[str]) -> list[str]:
    total = sum(map(width, units))
    fewest = ceil(total / LONGEST_LINE)
    best: list[str] | None = None
    lowest = float("inf")
    for count in range(fewest, min(fewest + 1, MOST_LINES) + 1):
        for lines, cost in _ways(units, count, total):
            if cost + COST_EXTRA_LINE * (count - fewest) < lowest:
                best, lowest = lines, cost + COST_EXTRA_LINE * (count - fewest)
    return best or _greedy(units)


def _ways(units: Sequence[str], count: int, total: float) -> Iterator[tuple[list[str], float]]:
    """Yield the ways to break into `count` lines near the even ones, each with its cost."""
    for breaks in combinations(_likely_breaks(units, count, total), count - 1):
        edges = (0, *breaks, len(units))
        lines = ["".join(units[first:last]) for first, last in pairwise(edges)]
        if max(map(width, lines)) <= LONGEST_LINE:
            yield lines, _shape_cost([width(line) for line in lines]) + sum(_break_cost(units, at) for at in breaks)


def _likely_breaks(units: Sequence[str], count: int, total: float) -> list[int]:
    """Return the cheapest break places, at most 24, so that a very long title stays quick."""
    places = sorted(range(1, len(units)), key=lambda at: _break_cost(units, at))
    return sorted(places[: 24 if count <= 4 else 14])


def _break_cost(units: Sequence[str], at: int) -> float:
    before, after = units[at - 1], units[at]
    if before[-1] in LEANING or before[-1] in CLOSING or after[0] in OPENING or after == "关于":
        return 0.0
    if len(before) == 1 or len(after) == 1:
        return COST_UNKNOWN_BOUNDARY
    return COST_PLAIN_BOUNDARY


def _shape_cost(widths: Sequence[float]) -> float:
    steps = [second - first for first, second in pairwise(widths)]
    hourglass = any(first < 0 < second for first, second in pairwise(steps))
    rectangle = all(abs(step) < 1 for step in steps)
    uneven = max(0.0, max(widths) - 1.8 * min(widths))
    return COST_HOURGLASS * hourglass + COST_RECTANGLE * rectangle + 4 * uneven + 0.3 * (max(widths) - min(widths))


def _greedy(units: Sequence[str]) -> list[str]:
    lines = [""]
    for unit in units:
        if lines[-1] and width(lines[-1] + unit) > LONGEST_LINE:
            lines.append("")
        lines[-1] += unit
    return lines
