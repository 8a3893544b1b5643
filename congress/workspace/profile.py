"""A person's account."""

from typing import Any

from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.roles import BY_CODE
from congress.workspace.calendar import address


class Profile(WorkspacePage, TemplateView):
    """Who one is to the portal: organ, roles, and the calendar to subscribe to."""

    permission_required = ()
    template_name = "congress/workspace/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The roles by the names people call them."""
        codes = self.user.groups.values_list("name", flat=True)
        return super().get_context_data(**kwargs) | {
            "roles": [BY_CODE[code].label if code in BY_CODE else code for code in codes],
            "calendar_url": self.request.build_absolute_uri(address(self.user)),
        }
