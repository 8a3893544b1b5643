"""Text that is safe to print, and how wide it is on the character grid."""

import unicodedata

# Overrides and isolates turn the reading direction, so a name could print as something else than is stored.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_LINE_ENDS = frozenset("\t\r\n\v\f\u2028\u2029\x85")
_INVISIBLE = frozenset("\ufeff\ufffe\uffff\u200b\u2060\u00ad")


def clean(text: str) -> str:
    """Return `text` on one line, without what XML forbids or a reader cannot see.

    Each tab and line end becomes a space. `<`, `>` and `&` stay: the XML library escapes them.
    """
    return "".join(" " if character in _LINE_ENDS else character for character in text if _is_printable(character))


def clean_lines(text: str) -> list[str]:
    """Return the non-empty lines of `text`, each cleaned."""
    return [line for line in map(clean, text.splitlines()) if line.strip()]


def width(text: str) -> float:
    """Return the width of `text` in Chinese characters; Latin letters and digits are half a character."""
    return sum(0.5 if unicodedata.east_asian_width(character) in {"Na", "H"} else 1.0 for character in text)


def _is_printable(character: str) -> bool:
    if character in _LINE_ENDS:
        return True
    if character in _DIRECTION or character in _INVISIBLE:
        return False
    # Cc: control characters, Cs: lone surrogates. Noncharacters end in FFFE or FFFF on every plane.
    return unicodedata.category(character) not in {"Cc", "Cs"} and ord(character) & 0xFFFE != 0xFFFE
