"""The shorthand under which laws are inspected together: 一法两条例, 两法、两条例和两决定."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from congress.official.numerals import chinese
from supervision.models import LegalInstrument, Oversight

Kind = LegalInstrument.Kind

#: what a regulation calls itself, in the order of the shorthand; 条例 where its title says nothing
_REGULATIONS: Final = ("条例", "规定", "办法", "规则", "细则")
_ORDER: Final = ("法", *_REGULATIONS, "决定")
#: more kinds than this make no shorthand that anybody says
_MOST_KINDS: Final = 3


@dataclass(frozen=True)
class Named:
    """A law by its kind and title."""

    kind: str
    title: str


def bundle(instruments: Sequence[Named]) -> str:
    """How laws inspected together are called; empty of none.

    One is called by its title, two kinds run together (一法两条例), three are set apart (两法、两条例和两决定), several
    of one kind are counted (两法), and more kinds than three only as laws and regulations (五部法律法规).
    """
    if not instruments:
        return ""
    if len(instruments) == 1:
        return f"《{instruments[0].title}》"
    counts = Counter(_word(each) for each in instruments)
    parts = [f"{_number(counts[word])}{word}" for word in _ORDER if counts[word]]
    if len(parts) > _MOST_KINDS:
        return f"{_number(len(instruments))}部法律法规"
    return "".join(parts) if len(parts) < _MOST_KINDS else f"{'、'.join(parts[:-1])}和{parts[-1]}"


def bundle_of(oversight: Oversight) -> str:
    """The shorthand of an inspection's laws, in quotation marks as reports print it."""
    named = [Named(each.kind, each.title) for each in oversight.instruments.all()]
    words = bundle(named)
    return f"“{words}”" if len(named) > 1 else words


def suggested_title(subject: str, instruments: Sequence[Named]) -> str:
    """A title for the clerk to start from: 水污染防治“一法一条例”执法检查, 《示例条例》执法检查."""
    words = bundle(instruments)
    return f"{subject}“{words}”执法检查" if len(instruments) > 1 else f"{words or subject}执法检查"


def _word(named: Named) -> str:
    if named.kind == Kind.LAW:
        return "法"
    if named.kind == Kind.DECISION:
        return "决定"
    title = named.title.removesuffix("）").split("（")[0]
    return next((word for word in _REGULATIONS if title.endswith(word)), "条例")


def _number(count: int) -> str:
    """两 before a counted thing."""
    return "两" if count == 2 else chinese(count)
