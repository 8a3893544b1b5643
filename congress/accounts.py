"""Sign-in policy: accounts are made by the office, never by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import Http404, HttpRequest, HttpResponse


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the system administrator."""
        return False


def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A door of the sign-in library that this portal does not open: addresses are kept by the system administrator."""
    raise Http404


def lockout_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account that failed sign-ins count against: one name, however it is written."""
    given = (credentials or {}).get("username") or (credentials or {}).get("login") or request.POST.get("login", "")
    return str(given).strip().lower()
