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
_IDENTITY_IN_TEXT: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)", re.ASCII)
_PHONE_IN_TEXT: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)
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


def has_identity_number(text: str) -> bool:
    """Whether an identity number stands in it, in whatever width of digits."""
    return bool(_IDENTITY_IN_TEXT.search(unicodedata.normalize("NFKC", text)))


def has_mobile_number(text: str) -> bool:
    """Whether a mobile number stands in it, in whatever width of digits."""
    return bool(_PHONE_IN_TEXT.search(unicodedata.normalize("NFKC", text)))


def check_room(held: int) -> None:
    """Raise ValidationError, naming the ways that stay open, once a form holds more than the portal stores.

    What is more than people can look at waits its turn; this is the utmost, far beyond any honest use. A smaller wall
    could be reached by one sender with many addresses, who would shut all others out (docs/decisions/0030).
    """
    if held >= settings.PUBLIC_FORM_MOST:
        raise ValidationError(
            "网上提交异常拥挤，暂时不能接收。请改用书面邮寄、当面递交或者电话联系区人大常委会办公室，效力相同。"
        )
