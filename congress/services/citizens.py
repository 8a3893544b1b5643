"""What citizens send without an account: names, numbers and words as they may be kept, and the codes to ask with.

The least personal data that an answer needs (个人信息保护法 arts 6, 28); identity numbers are never taken.
"""

import hashlib
import re
import secrets
import unicodedata
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError

#: letters and digits that are not taken for one another
_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH: Final = 12
_PHONE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_NAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[·・.' -]){0,38}[^\W\d_]")
#: one space, hyphen or dot between digits hides no number
_GAP: Final = r"[\s.·‐-―－-]?"
_IDENTITY_IN_TEXT: Final = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{16}}{_GAP}[\dXx](?!\d)", re.ASCII)
_PHONE_IN_TEXT: Final = re.compile(rf"(?<!\d)(?:(?:00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)", re.ASCII)
_LANDLINE_IN_TEXT: Final = re.compile(rf"(?<!\d)0\d{{2,3}}{_GAP}\d{{7,8}}(?!\d)", re.ASCII)
_MAIL_IN_TEXT: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
#: digits as they are written to get past a look for digits
_DIGITS: Final = str.maketrans("〇零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "001123456789123456789")
_TELLING: Final = (_IDENTITY_IN_TEXT, _PHONE_IN_TEXT, _LANDLINE_IN_TEXT, _MAIL_IN_TEXT)
#: one letter is no name that could be told from other words
_SHORTEST_NAME: Final = 2
#: what stands where something was taken out
MASK: Final = "×××"
#: categories of characters that do not show or turn the reading direction
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def new_code() -> str:
    """A code that nobody can guess, of letters that can be read out on the telephone."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))


def plain_code(code: str) -> str:
    """A code however it was typed: spaces and hyphens left out, in capitals."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper()


def digest(code: str) -> str:
    """What is kept of a code that is shown once: who reads the table cannot ask with it."""
    return hashlib.sha256(plain_code(code).encode()).hexdigest()


def clean_name(name: str) -> str:
    """A name as people have them; raises ValidationError for addresses, digits and control characters."""
    text = " ".join(unicodedata.normalize("NFKC", name).split())
    if not _NAME.fullmatch(text):
        raise ValidationError({"name": "请填写真实姓名，2至40个字。"})
    return text


def clean_phone(phone: str) -> str:
    """A mobile number as eleven digits, however it was written."""
    text = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", phone)).removeprefix("+86")
    if not _PHONE.fullmatch(text):
        raise ValidationError({"phone": "请填写11位手机号码。"})
    return text


def has_unseen(text: str) -> bool:
    """Whether something in it does not show, or turns the reading direction; ends of lines are fine."""
    return any(char != "\n" and unicodedata.category(char) in _UNSEEN for char in text)


def visible(text: str, *, keeps_lines: bool = False) -> str:
    """The words without what does not show and without empty lines; in one line unless lines are kept."""
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(char for char in whole if char == "\n" or unicodedata.category(char) not in _UNSEEN)
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    return ("\n" if keeps_lines else " ").join(line for line in lines if line)


def _plain(text: str) -> str:
    """The text letter by letter with digits of every kind as 0 to 9; as long as it was."""
    narrow = (unicodedata.normalize("NFKC", char) for char in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(narrow, text, strict=True)).translate(_DIGITS)


def has_identity_number(text: str) -> bool:
    """Whether an identity number stands in it, in whatever digits, with or without gaps."""
    return bool(_IDENTITY_IN_TEXT.search(_plain(text)))


def has_mobile_number(text: str) -> bool:
    """Whether a mobile number stands in it, in whatever digits, with or without gaps."""
    return bool(_PHONE_IN_TEXT.search(_plain(text)))


def has_contact(text: str) -> bool:
    """Whether an identity number, a number of a telephone or a mail address stands in it."""
    plain = _plain(text)
    return any(pattern.search(plain) for pattern in _TELLING)


def masked(text: str, *, name: str = "") -> str:
    """The text without numbers of people and telephones, mail addresses and, where it is known, the person's name."""
    plain = _plain(text)
    left, at = [], 0
    for start, end in sorted(found.span() for pattern in _TELLING for found in pattern.finditer(plain)):
        if start >= at:
            left += [text[at:start], MASK]
        at = max(at, end)
    whole = "".join([*left, text[at:]])
    return whole.replace(name, MASK) if len(name) >= _SHORTEST_NAME else whole


def check_room(held: int) -> None:
    """Raise ValidationError, naming the ways that stay open, once a form holds more than the portal stores.

    What is more than people can look at waits its turn; this is the utmost, far beyond any honest use. A smaller wall
    could be reached by one sender with many addresses, who would shut all others out (docs/decisions/0030).
    """
    if held >= settings.PUBLIC_FORM_MOST:
        raise ValidationError(
            "网上提交异常拥挤，暂时不能接收。请改用书面邮寄、当面递交或者电话联系区人大常委会办公室，效力相同。"
        )
