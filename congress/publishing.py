"""What a record needs to pass the publication gate: a duty towards deputies and one towards society."""

from typing import Any, NotRequired, TypedDict, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


class Point(TypedDict):
    """A numbered point of a public text: what was asked, what was answered, and how it stands."""

    number: int
    text: str
    answer: str
    state: str


class PublishedVote(TypedDict):
    """The count of a vote or of an assessment: numbers, and the words of its result.

    `counts` are the columns and what stands apart (yes, no, abstain, not_cast, spoiled, blank); `grades` are label and
    count of an assessment and empty for a vote; `rule` and `has_line` belong to an assessment; `notes` tell of rounds
    and corrections.
    """

    title: str
    method: str
    entitled: int
    present: int
    counts: dict[str, int]
    grades: list[tuple[str, int]]
    result: str
    is_carried: bool
    rule: str
    has_line: bool
    notes: list[str]
    illustrative: bool


class Section(TypedDict):
    """A part of a public text."""

    heading: str
    paragraphs: list[str]
    points: list[Point]
    votes: NotRequired[list[PublishedVote]]


class Content(TypedDict):
    """What the public is shown of a record: plain text in a fixed shape, so that a preview is exactly the page.

    `facts` are label and value pairs; `illustrative` tells that dates or wording are examples.
    """

    title: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    illustrative: bool


def readable(duty: str) -> Q:
    """The condition that the copy behind the key `duty` can be read now."""
    return Q(**{f"{duty}__first_published_at__isnull": False, f"{duty}__withdrawal_reason": ""})


class PublishableQuerySet(models.QuerySet[M]):
    """Records by what an audience may read."""

    def published(self) -> Any:
        """Readable by society now."""
        return self.filter(readable("society_duty"))

    def circulated(self) -> Any:
        """Readable by deputies now: reported to them, or to everyone."""
        return self.filter(readable("deputies_duty") | readable("society_duty"))


class Publishable(models.Model):
    """A record with a publication duty towards each audience; an empty key means that no duty arose (yet)."""

    deputies_duty = models.OneToOneField(
        "congress.Publication",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="向代表通报",
    )
    society_duty = models.OneToOneField(
        "congress.Publication",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)s",
        verbose_name="向社会公布",
    )

    class Meta:
        abstract = True
