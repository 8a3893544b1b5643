"""What readers see of records: their latest readable copies, in a fixed number of queries.

A public page takes its words from here and never from the record, so what was redacted stays out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, Literal, TypeVar, cast

from django.db.models import Model, Prefetch, QuerySet

from congress.models import Publication, PublishedFile, PublishedVersion
from congress.publishing import Content, Point, Publishable, Section

R = TypeVar("R", bound=Model)
P = TypeVar("P", bound=Publishable)
Duty = Literal["society_duty", "deputies_duty"]

#: what a copy puts behind a fact that is an example, not history
EXAMPLE_MARK: Final = "（示例）"
_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)


@dataclass(frozen=True)
class Copy(Generic[R]):
    """The copy of a record that its audience reads now; `corrections` are those it has had, the first one first."""

    record: R
    version: PublishedVersion
    corrections: Sequence[PublishedVersion] = ()

    @property
    def content(self) -> Content:
        """What is shown."""
        return cast(Content, self.version.content)

    @property
    def title(self) -> str:
        """The title as published."""
        return self.content["title"]

    @property
    def is_illustrative(self) -> bool:
        """Dates or words are examples."""
        return self.content["illustrative"]

    @property
    def points(self) -> list[Point]:
        """The numbered points of all parts."""
        return [point for section in self.content["sections"] for point in section["points"]]

    @property
    def files(self) -> list[PublishedFile]:
        """The files that went out with it."""
        return list(self.version.files.all())

    def fact(self, *labels: str) -> str:
        """The first fact that bears one of the labels, without the mark of an example; empty if there is none."""
        return self._fact(labels).removesuffix(EXAMPLE_MARK)

    def is_example(self, *labels: str) -> bool:
        """Whether that fact is an example."""
        return self._fact(labels).endswith(EXAMPLE_MARK)

    def day(self, *labels: str) -> date | None:
        """That fact as a date; None where there is none or it was withheld."""
        return read_day(self._fact(labels))

    def _fact(self, labels: Sequence[str]) -> str:
        facts = dict(self.content["facts"])
        return next((facts[label] for label in labels if facts.get(label)), "")


def read_day(text: str) -> date | None:
    """The date that a fact begins with (2019年8月28日); None if it begins with something else."""
    found = _DAY.match(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def of_each(records: Iterable[P], *, duty: Duty = "society_duty") -> list[Copy[P]]:
    """The copies of the records, in their order; a record that has no readable copy is left out. One query."""
    rows = list(records)
    latest = _latest([getattr(row, f"{duty}_id") for row in rows])
    copies = ((row, latest.get(getattr(row, f"{duty}_id"))) for row in rows)
    return [Copy(row, version) for row, version in copies if version is not None]


def _latest(publications: Sequence[int | None]) -> Mapping[int | None, PublishedVersion]:
    wanted = [key for key in publications if key is not None]
    if not wanted:
        return {}
    rows = _readable().filter(publication__in=wanted).order_by("publication_id", "-number").distinct("publication_id")
    return {row.publication_id: row for row in rows}


def _readable() -> QuerySet[PublishedVersion]:
    return PublishedVersion.objects.filter(
        publication__first_published_at__isnull=False, publication__withdrawal_reason=""
    )


def with_history(records: Iterable[P], *, duty: Duty = "society_duty") -> list[Copy[P]]:
    """The copies of a few records with their files and corrections, for a page of their own. Two queries."""
    rows = list(records)
    versions = _versions([key for row in rows if (key := getattr(row, f"{duty}_id")) is not None])
    return [_copy(row, known) for row in rows if (known := versions.get(getattr(row, f"{duty}_id")))]


def of_publications(publications: Iterable[Publication]) -> list[Copy[Publication]]:
    """What the audiences of several publications read now, in their order. One query."""
    rows = list(publications)
    latest = _latest([row.pk for row in rows])
    return [Copy(row, version) for row in rows if (version := latest.get(row.pk))]


def of_publication(publication: Publication) -> Copy[Publication] | None:
    """What the audience of a publication reads now, with its files and corrections; None if it reads nothing."""
    known = _versions([publication.pk]).get(publication.pk)
    return _copy(publication, known) if known else None


def _versions(publications: Sequence[int]) -> Mapping[int, list[PublishedVersion]]:
    versions: dict[int, list[PublishedVersion]] = {}
    if publications:
        found = (
            _readable()
            .filter(publication__in=publications)
            .order_by("publication_id", "number")
            .prefetch_related(Prefetch("files", PublishedFile.objects.order_by("id")))
        )
        for version in found:
            versions.setdefault(version.publication_id, []).append(version)
    return versions


def _copy(record: R, known: Sequence[PublishedVersion]) -> Copy[R]:
    return Copy(record, known[-1], tuple(version for version in known if version.correction))


def marked(record: Any, field: str, text: str) -> str:
    """The text, with the mark of an example where the record says that this field is one."""
    return f"{text}{EXAMPLE_MARK}" if text and field in record.illustrative else text


def composed(record: Any, facts: Sequence[tuple[str, str]], sections: Sequence[tuple[str, list[str]]]) -> Content:
    """Content made of facts and plain paragraphs; what is empty is left out."""
    parts: list[Section] = [
        {"heading": heading, "paragraphs": paragraphs, "points": []} for heading, paragraphs in sections if paragraphs
    ]
    return {
        "title": str(record),
        "facts": [fact for fact in facts if fact[1]],
        "sections": parts,
        "illustrative": bool(record.illustrative),
    }
