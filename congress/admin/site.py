"""The admin site: the office's desk."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from congress.http import signed_in
from congress.services import waiting as waiting_tasks

from . import desk, inconsistencies, unfinished


class PortalAdminSite(AdminSite):
    """Django's admin under the committee's name, for staff who signed in through the portal."""

    site_header = "人大常委会工作台账"
    site_title = "工作台账"
    index_title = "今日工作"
    site_url = None
    empty_value_display = "—"

    def get_urls(self) -> list[Any]:
        """The desk's own pages beside the registers."""
        pages = [
            path("waiting/", self.admin_view(self.waiting), name="waiting"),
            # Django's own leads from any content type and key to a page, and breaks where there is none.
            path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.nowhere), name="view_on_site"),
        ]
        return [*pages, *inconsistencies.urls(self), *unfinished.urls(self), *super().get_urls()]

    def nowhere(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """Records are not reached by content type."""
        raise Http404

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send strangers to the portal's sign-in; people who are signed in but not staff get 403."""
        del extra_context
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        target = wanted if is_safe else reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied("您的账号不使用办公室工作台账，请从工作台办理。")
        return redirect_to_login(target, reverse("account_login"))

    # It shows nothing and only leads to the sign-in page.
    login.is_public_page = True  # type: ignore[attr-defined]

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """End the session and go to the public home page."""
        del extra_context
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        logout(request)
        return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Passwords are changed on the portal's own page."""
        del request, extra_context
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """What waits, what is late, what comes next; the registers after it."""
        blocks = desk.blocks(signed_in(request), timezone.localdate())
        return super().index(request, {"desk_blocks": blocks, **(extra_context or {})})

    def waiting(self, request: HttpRequest) -> HttpResponse:
        """Everything that waits for the person, by kind."""
        blocks = desk.waiting_blocks(signed_in(request), timezone.localdate(), limit=waiting_tasks.LIMIT)
        context = {**self.each_context(request), "title": "等我办理", "subtitle": None, "desk_blocks": blocks}
        return TemplateResponse(request, "admin/waiting.html", context)
