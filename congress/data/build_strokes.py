"""Build `strokes.tsv.gz` from the Debian packages `unicode-data` and `rime-data-stroke`.

Run once after either package changes: `python congress/data/build_strokes.py`. The product reads only the result.
Origin and licences of the two sources: README.md beside this file.
"""

import bz2
import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

UNIHAN = Path("/usr/share/unicode/Unihan_IRGSources.txt.bz2")
RIME = Path("/usr/share/rime-data/stroke.dict.yaml")
TARGET = Path(__file__).with_name("strokes.tsv.gz")

# 横 竖 撇 点（捺） 折, in the order in which GF 3003-1999 compares them.
STROKE_DIGITS = str.maketrans("hspnz", "12345")


def stroke_counts(path: Path) -> dict[str, int]:
    """Read the stroke count of every ideograph that has a mainland (G) source or lies in the basic plane."""
    counts: dict[str, int] = {}
    mainland: set[str] = set()
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 3:
                continue
            character = chr(int(fields[0][2:], 16))
            if fields[1] == "kTotalStrokes":
                # With two values the first is the one for simplified Chinese (UAX #38).
                counts[character] = int(fields[2].split()[0])
            elif fields[1] == "kIRG_GSource":
                mainland.add(character)
    return {
        character: count for character, count in counts.items() if character in mainland or ord(character) < 0x10000
    }


def stroke_codes(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each character with each of its codes, in the order of the file."""
    body = path.read_text(encoding="utf-8").split("\n...\n", 1)[1]
    for line in body.splitlines():
        character, tab, code = line.partition("\t")
        if tab and len(character) == 1 and not code.strip("hspnz"):
            yield character, code.translate(STROKE_DIGITS)


def mainland_sequences(counts: dict[str, int], path: Path) -> dict[str, str]:
    """Choose for each character the last listed code whose length is the stroke count.

    The file lists the Taiwan table first and after it the mainland codes that differ (丁 横折, then 横竖).
    """
    return {character: code for character, code in stroke_codes(path) if len(code) == counts.get(character)}


def main() -> None:
    """Write one line for each stroke sequence: count, sequence (empty where unknown), characters."""
    counts = stroke_counts(UNIHAN)
    sequences = mainland_sequences(counts, RIME)
    groups: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for character, count in counts.items():
        groups[count, sequences.get(character, "")].append(character)
    lines = [f"{count}\t{code}\t{''.join(sorted(members))}\n" for (count, code), members in sorted(groups.items())]
    # A fixed time stamp and no file name keep the file byte for byte the same from run to run.
    with TARGET.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write("".join(lines).encode())


if __name__ == "__main__":
    main()
