"""Doors: sign-in is required everywhere by middleware, and a page opens by an explicit mark."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.generic import View
from django.views.generic.base import ContextMixin

from congress.models import User

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


@method_decorator(login_not_required, name="dispatch")
class PublicPage(View):
    """A page that everyone may read; it must take its rows from `published()` querysets."""

    is_public_page = True


def public_page(view: V) -> V:
    """Mark a function as a door that is open without signing in; it must check by itself who may see what."""
    opened = login_not_required(view)
    opened.is_public_page = True  # type: ignore[attr-defined]
    return opened


class WorkspacePage(PermissionRequiredMixin, ContextMixin, View):
    """A page for people who signed in and hold `permission_required`; strangers to it get 403."""

    raise_exception = True
    request: HttpRequest

    @property
    def user(self) -> User:
        """The person who signed in (the middleware lets nobody else through)."""
        return signed_in(self.request)

    def has_permission(self) -> bool:
        """All of `permission_required`, which may be empty for pages that everyone signed in may see."""
        return self.user.has_perms(self.get_permission_required())

    def get_permission_required(self) -> Any:
        """The permissions as a tuple; a page that forgets to name them is a programming error."""
        if self.permission_required is None:
            raise NotImplementedError(f"{type(self).__name__} names no permission_required")
        return super().get_permission_required()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The count beside 通知, which every page of the workspace shows."""
        return super().get_context_data(**kwargs) | {
            "unread_notifications": self.user.notifications.filter(read_at__isnull=True).count()
        }


def signed_in(request: HttpRequest) -> User:
    """The user of a request that passed the sign-in middleware."""
    if not isinstance(request.user, User):
        raise TypeError("signed_in() on a request without a user")
    return request.user
