"""The deputies of an area, or of the whole district, as they were on any day."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.record_pages import USE
from deputies.models import KEEP_AREA, Mandate
from deputies.services import profiles

READ = "deputies.view_mandate"


class DeputyRoll(WorkspacePage, TemplateView):
    """代表名单: of a street or township for those who keep its work, of the district for those who read all."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/roll.html"

    def has_permission(self) -> bool:
        """Those who keep an area, and those who read all."""
        may = self.user.has_perm(READ) or (self.user.has_perm(KEEP_AREA) and self.user.organ_id is not None)
        return super().has_permission() and may

    def day(self) -> date:
        """The day asked for, or today; what is no day is today."""
        try:
            return date.fromisoformat(self.request.GET.get("on", ""))
        except ValueError:
            return timezone.localdate()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The roll of the day: the district's deputies and those of the area's own congress."""
        day = self.day()
        levels = (Mandate.Level.DISTRICT, Mandate.Level.TOWNSHIP)
        own = Mandate.objects.all().visible_to(self.user).values("pk")
        parts = [(level.label, [*profiles.roll(on=day, level=level).filter(pk__in=own)]) for level in levels]
        return super().get_context_data(**kwargs) | {
            "day": day,
            "parts": [(label, rows) for label, rows in parts if rows],
            "is_all": self.user.has_perm(READ),
            "may_reach": self.user.has_perm(KEEP_AREA) or self.user.has_perm("deputies.view_privatedetails"),
        }
