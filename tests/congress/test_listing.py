"""Pages by key: nothing twice, nothing lost, and a wrong address does no harm."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from congress.listing import key_page
from meetings.models import Meeting
from tests import factories
from tests.published import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetings() -> list[Meeting]:
    # Three on each day, so that the key must tell rows of one day apart.
    return [factories.meeting(starts_on=factories.TODAY - timedelta(days=number // 3)) for number in range(25)]


def walk(direction: str, start: str = "") -> list[list[int]]:
    pages, query = [], start
    while True:
        page = key_page(Meeting.objects.all(), by="starts_on", query=QueryDict(query.lstrip("?")), size=7)
        pages.append([row.pk for row in page.rows])
        query = getattr(page, direction)
        if not query:
            return pages


def test_walking_to_the_end_meets_every_row_once(meetings: list[Meeting]) -> None:
    pages = walk("older")
    expected = list(Meeting.objects.order_by("-starts_on", "-pk").values_list("pk", flat=True))
    assert [pk for page in pages for pk in page] == expected
    assert [len(page) for page in pages] == [7, 7, 7, 4]


def test_walking_back_shows_the_same_pages(meetings: list[Meeting]) -> None:
    last = Meeting.objects.order_by("starts_on", "pk").first()
    assert last is not None
    back = walk("newer", f"newer={last.starts_on}_{last.pk}")
    assert back[-1] == walk("older")[0]


@pytest.mark.parametrize(
    "query",
    [
        "older=",
        "older=nonsense",
        "older=2026-02-31_1",
        "older=9999-99-99_1",
        "newer=2026-01-01_x",
        "older=2026-01-01_1'",
    ],
)
def test_a_cursor_that_is_none_shows_the_first_page(meetings: list[Meeting], query: str) -> None:
    page = key_page(Meeting.objects.all(), by="starts_on", query=QueryDict(query), size=7)
    assert [row.pk for row in page.rows] == walk("older")[0]


def test_links_keep_the_filters(meetings: list[Meeting]) -> None:
    page = key_page(Meeting.objects.all(), by="starts_on", query=QueryDict("year=2026&kind=x"), size=7)
    assert page.older.startswith("?year=2026&kind=x&older=")


def test_every_page_is_one_query(meetings: list[Meeting]) -> None:
    last = Meeting.objects.order_by("starts_on", "pk")[2]
    for query in ("", f"older={last.starts_on}_{last.pk}"):
        with cost() as spent:
            key_page(Meeting.objects.all(), by="starts_on", query=QueryDict(query), size=7)
        assert spent.queries == 1
