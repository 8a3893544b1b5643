"""快来议事 and the stories of stations as everyone may read them."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView, TemplateView

from congress.http import PublicPage
from congress.listing import ListRow, PublishedDetail, PublishedList, key_page
from congress.services.copies import Copy
from deputies.models import DeliberationEvent, Story


class DeliberationList(PublicPage, TemplateView):
    """Topics, the latest first."""

    template_name = "deputies/public/deliberation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of topics."""
        rows = DeliberationEvent.objects.all().published().select_related("station")
        return super().get_context_data(**kwargs) | {"page": key_page(rows, by="held_on", query=self.request.GET)}


class DeliberationPage(PublicPage, DetailView[DeliberationEvent]):
    """One topic: the day, who took part, opinions, results."""

    template_name = "deputies/public/deliberation_detail.html"
    context_object_name = "event"

    def get_queryset(self) -> QuerySet[DeliberationEvent]:
        """Those that were announced."""
        rows = DeliberationEvent.objects.all().published()
        return rows.select_related("station").prefetch_related("deputies__person")


class StoryList(PublishedList):
    """Stories that went out."""

    heading = "联络站的好故事"
    lead = "联络站好故事征集的获奖作品。"
    day = "entered_on"

    def records(self) -> QuerySet[Story]:
        """Those society may read."""
        rows: QuerySet[Story] = Story.objects.published()
        return rows

    def row(self, copy: Copy[Story]) -> ListRow:
        """Its title, its station, its award."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.record.entered_on,
            notes=(copy.fact("联络站"), copy.fact("作者"), copy.fact("奖项")),
            is_illustrative=copy.is_illustrative,
        )


class StoryPage(PublishedDetail):
    """One story as it went out."""

    model = Story
    template_name = "deputies/public/story_detail.html"
    context_object_name = "story"
