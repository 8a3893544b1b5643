"""Lists of published records: one page by key, so that the last costs what the first does, and by year."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django.db.models import F, Func, Q, QuerySet
from django.http import Http404, QueryDict
from django.views.generic import DetailView, TemplateView

from congress.http import PublicPage
from congress.presentation import BadgeKind
from congress.services import copies
from congress.services.copies import Copy

PAGE_SIZE: Final = 20
FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2199
_CURSOR: Final = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{1,18})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list: its title and page, the day it stands under, what else to say of it."""

    title: str
    url: str
    on: date | None = None
    notes: Sequence[str] = ()
    state: BadgeKind = "none"
    state_label: str = ""
    is_illustrative: bool = False

    @property
    def note(self) -> str:
        """The notes in one line."""
        return " · ".join(note for note in self.notes if note)


@dataclass(frozen=True, slots=True)
class KeyPage:
    """A page of rows with the addresses of the pages beside it, empty where there is none."""

    rows: Sequence[Any]
    newer: str
    older: str


def key_page(
    rows: QuerySet[Any], *, by: str | Func, query: QueryDict, size: int = PAGE_SIZE, is_oldest_first: bool = False
) -> KeyPage:
    """The page of `rows`, newest first by the date `by`, that the address asks for; the first one if it asks wrongly.

    Pages are found by the key of the row beside them, so no page counts or skips those before it.
    """
    dated = rows.annotate(listed_on=F(by) if isinstance(by, str) else by)
    onward = _Direction("newer", _after, ("listed_on", "pk"))
    back = _Direction("older", _before, ("-listed_on", "-pk"))
    if not is_oldest_first:
        onward, back = back, onward
    if cursor := _cursor(query.get(back.name, "")):
        found = list(dated.filter(back.beyond(*cursor)).order_by(*back.order)[: size + 1])
        if len(found) >= size:
            page = found[:size][::-1]
            before = _address(query, back.name, page[0]) if len(found) > size else ""
            return _page(page, onward, before, _address(query, onward.name, page[-1]))
    cursor = _cursor(query.get(onward.name, ""))
    if cursor:
        dated = dated.filter(onward.beyond(*cursor))
    found = list(dated.order_by(*onward.order)[: size + 1])
    page = found[:size]
    before = _address(query, back.name, page[0]) if cursor and page else ""
    return _page(page, onward, before, _address(query, onward.name, page[-1]) if len(found) > size else "")


@dataclass(frozen=True, slots=True)
class _Direction:
    """Towards newer or older rows: the parameter of an address, the rows beyond a key, their order."""

    name: str
    beyond: Callable[[date, int], Q]
    order: tuple[str, str]


def _page(rows: Sequence[Any], onward: _Direction, before: str, after: str) -> KeyPage:
    """The page with the addresses of those before and after it, by their age."""
    return KeyPage(rows, after, before) if onward.name == "newer" else KeyPage(rows, before, after)


def _cursor(text: str) -> tuple[date, int] | None:
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        return None


def _before(day: date, key: int) -> Q:
    return Q(listed_on__lte=day) & (Q(listed_on__lt=day) | Q(pk__lt=key))


def _after(day: date, key: int) -> Q:
    return Q(listed_on__gte=day) & (Q(listed_on__gt=day) | Q(pk__gt=key))


def _address(query: QueryDict, name: str, row: Any) -> str:
    """The query string of the page beside `row`, with the filters of this one."""
    new = QueryDict(mutable=True)
    new.update({key: str(value) for key, value in query.items() if key not in ("newer", "older")})
    new[name] = f"{row.listed_on.isoformat()}_{row.pk}"
    return f"?{new.urlencode()}"


class PublishedList(PublicPage, TemplateView):
    """A public list of one kind of record; a class of its own says which, and what a line of it holds."""

    template_name = "congress/public/record_list.html"
    heading: ClassVar[str]
    lead: ClassVar[str] = ""
    #: what the place is for, while it is empty
    empty: ClassVar[str] = "已公开的内容将在这里按日期列出。"
    #: label and name of address of the lists beside this one
    tabs: ClassVar[Sequence[tuple[str, str]]] = ()
    #: values and words of the filter `kind`
    kinds: ClassVar[Sequence[tuple[str, str]]] = ()
    #: lookup of the date that places a record in a year
    day: ClassVar[str]

    def records(self) -> QuerySet[Any]:
        """The records that society may read, in any order."""
        raise NotImplementedError

    def row(self, copy: Copy[Any]) -> ListRow:
        """The line of one record, from its copy."""
        raise NotImplementedError

    def of_kind(self, rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
        """Those of a kind."""
        return rows.filter(kind=kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of rows and the filters."""
        query = self.request.GET
        everything = self.records()
        rows, kind = everything, query.get("kind", "")
        if kind:
            if kind not in dict(self.kinds):
                raise Http404
            rows = self.of_kind(rows, kind)
        year = _year(query.get("year", ""))
        if year:
            rows = rows.filter(**{f"{self.day}__year": year})
        page = key_page(rows, by=self.day, query=query)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [self.row(copy) for copy in copies.of_each(page.rows)],
            "years": self._years(everything),
            "year": year,
            "kind": kind,
        }

    def _years(self, rows: QuerySet[Any]) -> list[int]:
        # The two ends by index; counting years would read every row.
        days = rows.annotate(listed_on=F(self.day)).values_list("listed_on", flat=True)
        first, last = days.order_by("listed_on").first(), days.order_by("-listed_on").first()
        return list(range(last.year, first.year - 1, -1)) if first and last else []


def _year(text: str) -> int | None:
    if not text:
        return None
    year = int(text) if _YEAR.fullmatch(text) else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


class PublishedDetail(PublicPage, DetailView[Any]):
    """One record of `model` as its readers see it: the copy and its corrections, never the record's own words."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those society may read."""
        rows: QuerySet[Any] = self.model._default_manager.published()
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest copy and the corrections it has had; a record without a copy has no page."""
        found = copies.with_history([self.object])
        if not found:
            raise Http404
        return super().get_context_data(**kwargs) | {"copy": found[0], "copies": found}
