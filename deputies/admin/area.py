"""What registers of streets and townships share."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.models import Organ
from deputies.models import AREA_KINDS


class AreaKindFilter(admin.SimpleListFilter):
    """Rows of streets, or of townships; `key` is the lookup of their organ."""

    title = "所属"
    parameter_name = "area"
    key = "organ"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two kinds of area."""
        del request, model_admin
        return [(kind, str(Organ.Kind(kind).label)) for kind in AREA_KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the chosen kind."""
        del request
        return queryset.filter(**{f"{self.key}__kind": self.value()}) if self.value() else queryset
