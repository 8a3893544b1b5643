"""People as the registers keep them."""

from collections.abc import Collection

from deputies.models import Person

_KEYS = ("pinyin", "initials")


def forget_keys(person: Person, *, keep: Collection[str] = ()) -> None:
    """Empty the search keys of a person whose name changed, except those a clerk set just now."""
    for key in _KEYS:
        if key not in keep:
            setattr(person, key, "")
