"""Text that is sealed in the database: readable in the portal, a string of noise in a dump, a backup or a log."""

from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class SealBroken(Exception):
    """A sealed text that none of `SEALING_KEYS` opens; the message is for who runs the portal."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current() -> MultiFernet:
    return _box(tuple(settings.SEALING_KEYS))


def seal(text: str) -> str:
    """Text as it is stored, under the first key; nothing stays nothing."""
    return _current().encrypt(text.encode()).decode() if text else ""


def unseal(stored: str) -> str:
    """What was sealed, with whichever key. Raises SealBroken, which tells nothing of the content."""
    if not stored:
        return ""
    try:
        return _current().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise SealBroken("加密内容无法解开：SEALING_KEYS 中缺少加密时使用的密钥。") from None


def reseal(stored: str) -> str:
    """The same text under the first key. Raises SealBroken."""
    if not stored:
        return ""
    try:
        return _current().rotate(stored.encode()).decode()
    except InvalidToken:
        raise SealBroken("加密内容无法解开：SEALING_KEYS 中缺少加密时使用的密钥。") from None


#: what can be asked of a sealed column: the same text is never stored twice alike
_ASKABLE: Final = ("isnull",)


class SealedField(models.CharField):  # type: ignore[type-arg]
    """A short text that is kept sealed (bank accounts, telephones; Personal Information Protection Law art 51).

    `max_length` is that of the text. It cannot be searched or compared, and fixtures hold it as it is stored.
    """

    description = "Sealed text"

    def get_internal_type(self) -> str:
        """What is stored is longer than what was typed."""
        return "TextField"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Seal on the way in."""
        if value is None or hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)
        return seal(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """Open on the way out."""
        del expression, connection
        return None if value is None else unseal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to compare what is never stored twice alike."""
        if lookup_name not in _ASKABLE:
            raise FieldError(f"{self.name} is sealed and cannot be asked for by {lookup_name}.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """As it is stored, for fixtures."""
        return seal(str(self.value_from_object(obj) or ""))
