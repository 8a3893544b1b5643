"""代表名录: who is a deputy of the district today, and what everyone may read of each.

Name, constituency, group, photo, title, station and record of duty; never phone, address or identity number, and no
word of a suspension (handbook §5.2).
"""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import PublicPage
from deputies.models import Mandate, Person
from deputies.services import profiles

_NO_AREA = "其他代表"


class DeputyList(PublicPage, TemplateView):
    """The district's deputies of today by their areas, found by a part of a name or a constituency."""

    template_name = "deputies/public/deputy_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The roll in groups."""
        words = self.request.GET.get("q", "").strip().replace("\x00", "")[:40]
        rows = list(profiles.roll(on=timezone.localdate()))
        if words:
            rows = [row for row in rows if words in row.person.name or words in row.constituency]
        areas = [
            (area, list(found))
            for area, found in groupby(rows, key=lambda row: str(row.delegation) if row.delegation else _NO_AREA)
        ]
        has_illustrative = any(row.person.is_illustrative for row in rows)
        return super().get_context_data(**kwargs) | {
            "areas": areas,
            "total": len(rows),
            "words": words,
            "has_illustrative": has_illustrative,
            "today": timezone.localdate(),
        }


class DeputyDetail(PublicPage, TemplateView):
    """One deputy, with what the other subjects show; who has left office has no page."""

    template_name = "deputies/public/deputy_detail.html"

    def people(self) -> QuerySet[Person]:
        """Those who hold a mandate today."""
        held = Mandate.objects.in_office(on=timezone.localdate()).values("person")
        return Person.objects.filter(pk__in=held).select_related("profile__photo__shown")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Mandates, groups, the approved profile, and the other subjects' parts."""
        today = timezone.localdate()
        person = get_object_or_404(self.people(), pk=self.kwargs["pk"])
        return super().get_context_data(**kwargs) | {
            "person": person,
            "profile": getattr(person, "profile", None),
            "mandates": profiles.mandates_of(person, on=today),
            "groups": [profiles.kind_of(row) for row in profiles.groups_of(person, on=today)],
            "blocks": profiles.page_blocks(person, on=today),
        }
