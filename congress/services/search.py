"""Search in what society can read. The one door to it is `find`, so that what lies behind can be replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet
from django.utils import timezone

from congress.models import Publication, PublishedVersion

MAX_LENGTH: Final = 200
MAX_WORDS: Final = 8
LIMIT: Final = 50
#: characters around the first hit
_BEFORE: Final = 24
_AFTER: Final = 72


@dataclass(frozen=True, slots=True)
class Hit:
    """A published thing that was found: its title and page, its kind, the day it came out, where the words stand."""

    title: str
    path: str
    kind: str
    on: date
    excerpt: str
    is_illustrative: bool


class Text(Func):
    """All strings inside a JSON value, without its keys."""

    template = "jsonb_path_query_array(%(expressions)s, '$.** ? (@.type() == \"string\")')::text"
    output_field = CharField()


def split(query: str) -> list[str]:
    """The words of a query; what is longer than allowed is cut."""
    return list(dict.fromkeys(query[:MAX_LENGTH].split()))[:MAX_WORDS]


def find(query: str, *, limit: int = LIMIT) -> list[Hit]:
    """Published things whose latest copy holds all words of the query, the latest first; at most `limit`.

    Chinese is not divided into words: what is typed is looked for as it stands.
    """
    words = split(query)
    if not words:
        return []
    return [_hit(version, words) for version in _holding(words)[:limit]]


def _holding(words: Sequence[str]) -> QuerySet[PublishedVersion]:
    newer = PublishedVersion.objects.filter(publication=OuterRef("publication"), number__gt=OuterRef("number"))
    rows = PublishedVersion.objects.filter(
        ~Exists(newer), publication__in=Publication.objects.readable().for_society()
    ).annotate(words=Text(F("content")))
    for word in words:
        rows = rows.filter(words__icontains=_as_stored(word))
    return rows.select_related("publication").order_by("-published_at", "-pk")


def _as_stored(word: str) -> str:
    """A word as JSON text holds it."""
    return word.replace("\\", "\\\\").replace('"', '\\"')


def _hit(version: PublishedVersion, words: Sequence[str]) -> Hit:
    publication = version.publication
    return Hit(
        title=version.content["title"],
        path=publication.path,
        kind=publication.kind,
        on=timezone.localdate(version.published_at),
        excerpt=_excerpt(_lines(version.content), words),
        is_illustrative=version.content["illustrative"],
    )


def _lines(content: dict[str, Any]) -> list[str]:
    lines = [f"{label}：{value}" for label, value in content["facts"]]
    for section in content["sections"]:
        lines.extend(section["paragraphs"])
        for point in section["points"]:
            lines.extend(text for text in (point["text"], point["answer"]) if text)
    return lines


def _excerpt(lines: Sequence[str], words: Sequence[str]) -> str:
    """The surroundings of the first word in the first line that holds one."""
    for line in lines:
        folded = line.casefold()
        at = min((place for word in words if (place := folded.find(word.casefold())) >= 0), default=-1)
        if at >= 0:
            start, end = max(at - _BEFORE, 0), at + _AFTER
            return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
    return ""
