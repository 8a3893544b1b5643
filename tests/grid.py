"""Measuring a rendered page of official paper: 22 lines of 28 characters, 37 mm above and 28 mm at the left."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

INK_BELOW = 128
DOTS_PER_MM = 150 / 25.4


def bands(marked: list[bool]) -> list[tuple[int, int]]:
    """The runs of marked rows or columns, each as its first and last."""
    edges = [place for place in range(1, len(marked)) if marked[place] != marked[place - 1]]
    starts = [place for place in [0, *edges] if marked[place]]
    return [(start, next((edge for edge in edges if edge > start), len(marked)) - 1) for start in starts]


def keeps_the_grid(path: Path, folder: Path) -> None:
    """Check the second page of a PDF, a full page of 国: it fills its square, so its edges are the character's."""
    command = ["pdftoppm", "-r", "150", "-gray", "-f", "2", "-l", "2", "-singlefile", path, folder / "page"]
    subprocess.run(command, check=True)
    with Image.open(folder / "page.pgm") as picture:
        width_px, height_px = picture.size
        rows = [min(picture.crop((0, y, width_px, y + 1)).tobytes()) < INK_BELOW for y in range(height_px)]
        lines = bands(rows)[:22]
        first, last = lines[0], lines[21]
        line = picture.crop((0, first[0], width_px, first[1] + 1))
        columns = [min(line.crop((x, 0, x + 1, line.height)).tobytes()) < INK_BELOW for x in range(width_px)]
    pitch = (last[0] - first[0]) / 21 / DOTS_PER_MM
    assert pitch == pytest.approx(28 / 72 * 25.4, abs=0.05)
    # The 23rd mark on the page is its number, not a line of text.
    assert bands(rows)[22][0] / DOTS_PER_MM > 37 + 225
    characters = bands(columns)
    assert len(characters) == 28
    left, right = characters[0][0] / DOTS_PER_MM, characters[-1][1] / DOTS_PER_MM
    assert 28 - 1 <= left <= 28 + 1
    # The standard fixes the left margin; 28 characters fill the print area but for less than half of one.
    assert 210 - 26 - 2 <= right <= 210 - 26
    # Readers set the 16 pt of a character higher or lower within its line of 28 pt: the first line begins at 37 mm,
    # the last ends within the print area.
    assert 37 <= first[0] / DOTS_PER_MM <= 37 + (28 - 16) / 72 * 25.4
    assert last[1] / DOTS_PER_MM <= 37 + 225
