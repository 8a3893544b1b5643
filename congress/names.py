"""Order and spelling of personal names: 姓名笔画, 姓氏笔画 and pinyin.

The keys are stored in a column beside the name and sorted by the database, so they hold only ASCII digits and
lower-case letters: every collation puts those in the same order.
"""

import gzip
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pypinyin import lazy_pinyin

StrokeOrder = Literal["name", "surname"]

DATA: Final = Path(__file__).parent / "data"

# Dots and spaces only set a name out on the page (田　富, 买买提·阿不都); they do not take part in the order.
SEPARATORS: Final = frozenset("·•・‧∙．.")

# In a character's key a known sequence starts with 1–5; 6 puts an unknown sequence behind all of its stroke count.
UNKNOWN_SEQUENCE: Final = "6"
NOT_AN_IDEOGRAPH: Final = "99"
EMPTY_CHARACTER: Final = "00"


class Reading(NamedTuple):
    """The syllables of a surname, and whether it has more than one character."""

    syllables: tuple[str, ...]
    is_compound: bool


@cache
def stroke_table() -> dict[str, str]:
    """Read the table of strokes: character -> two digits of count, then one digit (1–5) for each stroke."""
    table: dict[str, str] = {}
    with gzip.open(DATA / "strokes.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            count, sequence, characters = line.rstrip("\n").split("\t")
            key = f"{int(count):02}{sequence or UNKNOWN_SEQUENCE}"
            table.update(dict.fromkeys(characters, key))
    return table


@cache
def surname_readings() -> dict[str, Reading]:
    """Read the editable table of surnames whose reading a dictionary gets wrong, and of compound surnames."""
    tables: dict[str, dict[str, str]] = tomllib.loads((DATA / "surnames.toml").read_text(encoding="utf-8"))
    return {
        surname: Reading(tuple(reading.split()), kind == "compound")
        for kind, readings in tables.items()
        for surname, reading in readings.items()
    }


def plain(name: str) -> str:
    """Return the characters of a name that count: no spaces, no dots, compatibility forms folded."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(character for character in folded if not character.isspace() and character not in SEPARATORS)


def split_name(name: str) -> tuple[str, str]:
    """Split a full name into surname and given name, knowing the compound surnames.

    A two-character name is always one and one: 司马 alone is 司 with the given name 马. A name with a dot
    (买买提·阿不都) has no surname in this sense; its first character stands for it.
    """
    characters = plain(name)
    reading = surname_readings().get(characters[:2])
    if len(characters) > 2 and reading is not None and reading.is_compound:
        return characters[:2], characters[2:]
    return characters[:1], characters[1:]


def stroke_count(character: str) -> int | None:
    """Return the number of strokes of one ideograph in its mainland form, None if it is not in the table."""
    key = stroke_table().get(character)
    return None if key is None else int(key[:2])


def stroke_key(name: str, order: StrokeOrder = "name") -> str:
    """Return an ASCII key that sorts names by strokes.

    Each character gives its stroke count, its stroke types in writing order (横 竖 撇 点 折) and its code point; the
    first characters are compared first, then the second, and so on. Compound surnames go by their first character.

    `order="name"` (姓名笔画) is the rule of the People's Congress system. `order="surname"` (姓氏笔画), for CPPCC and
    Party lists, puts a single given name first, as if an empty character preceded it. Characters that are not in the
    table sort behind all others. Source: 《浙江省县、乡两级人民代表大会代表选举实施细则》(2021) arts 35–36.
    """
    if order == "name":
        return _keys(plain(name))
    surname, given = split_name(name)
    return _keys(surname) + (EMPTY_CHARACTER if len(given) == 1 else "") + _keys(given)


def pinyin_key(name: str) -> tuple[str, str]:
    """Return a name's pinyin without tones, and its initials: 曾国藩 -> ("zengguofan", "zgf").

    ü is written v, as it is typed; numbers are kept whole. The surname follows `data/surnames.toml` where the
    dictionary errs.
    """
    syllables = _syllables(name)
    return "".join(syllables), "".join(part if part.isdigit() else part[0] for part in syllables)


def _keys(characters: Iterable[str]) -> str:
    table = stroke_table()
    return "".join(f"{table.get(character, NOT_AN_IDEOGRAPH)}{ord(character):06x}" for character in characters)


def _syllables(name: str) -> list[str]:
    surname, given = split_name(name)
    reading = surname_readings().get(surname)
    if reading is None:
        # The dictionary reads some characters by their neighbours, so it is given the whole name.
        spelled = lazy_pinyin(surname + given)
    else:
        spelled = [*reading.syllables, *lazy_pinyin(given)]
    lowered = ("".join(filter(str.isalnum, syllable)).lower() for syllable in spelled)
    return [syllable for syllable in lowered if syllable]
