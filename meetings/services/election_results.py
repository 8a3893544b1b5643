"""Who is elected: the arithmetic of a by-election, apart from where its numbers come from.

Source: EL20 art 45 (more than half of the voters take part; more than half of the votes cast; the most votes first;
a tie for the last places is voted upon again).
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[K]):
    """Those elected, and those who tie for the places left."""

    elected: tuple[K, ...]
    tied: tuple[K, ...] = ()


def outcome(votes: Mapping[K, int], *, places: int, qualified: Collection[K]) -> Outcome[K]:
    """The `places` candidates with the most votes among those `qualified`; fewer qualified leave places vacant."""
    ranked = sorted(qualified, key=lambda each: -votes[each])
    if len(ranked) <= places:
        return Outcome(tuple(ranked))
    boundary = votes[ranked[places - 1]]
    if votes[ranked[places]] < boundary:
        return Outcome(tuple(ranked[:places]))
    above = tuple(each for each in ranked if votes[each] > boundary)
    return Outcome(above, tuple(each for each in ranked if votes[each] == boundary))


def is_more_than_half(part: int, whole: int) -> bool:
    """Strictly more: exactly half is not enough (《民法典》第一千二百五十九条)."""
    return part * 2 > whole
