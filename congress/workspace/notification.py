"""What the portal told a person."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.services import notifications

PAGE_SIZE: Final = 20


class NotificationList(WorkspacePage, TemplateView):
    """A person's own notifications, the latest first, one page by key."""

    permission_required = ()
    template_name = "congress/workspace/notification_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page and the address of the older ones."""
        rows = self.user.notifications.order_by("-id")
        before = self.request.GET.get("before", "")
        if before.isascii() and before.isdigit() and len(before) <= 18:
            rows = rows.filter(pk__lt=int(before))
        found = list(rows[: PAGE_SIZE + 1])
        page = found[:PAGE_SIZE]
        return super().get_context_data(**kwargs) | {
            "notifications": page,
            "older": f"?before={page[-1].pk}" if len(found) > PAGE_SIZE else "",
            "is_first_page": "before" not in self.request.GET,
        }


class NotificationRead(WorkspacePage):
    """Mark one as read and go where it leads."""

    permission_required = ()
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another person's notification is not found."""
        notification = get_object_or_404(self.user.notifications, pk=pk)
        notifications.mark_read(self.user, keys=[pk])
        is_ours = notification.path and url_has_allowed_host_and_scheme(notification.path, allowed_hosts=None)
        return redirect(notification.path if is_ours else "workspace:notification_list")


class NotificationReadAll(WorkspacePage):
    """Mark all as read."""

    permission_required = ()
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Back to the list."""
        changed = notifications.mark_read(self.user)
        messages.success(request, f"已将{changed}条通知标为已读。")
        return redirect("workspace:notification_list")
