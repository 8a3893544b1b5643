"""The first page after signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.services import waiting


class Home(WorkspacePage, TemplateView):
    """“等我办” first, then this week; what meetings and supervision add are the tags of those apps."""

    permission_required = ()
    template_name = "congress/workspace/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An account that only administers has no matters of its own and goes to the office's desk."""
        if self.user.is_staff and not self.user.has_perm("congress.use_workspace"):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits, and the latest unread notifications."""
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "today": today,
            "desk": waiting.block(self.user, on=today),
            "latest": self.user.notifications.filter(read_at__isnull=True).order_by("-id")[:3],
        }
