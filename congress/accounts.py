"""Sign-in policy: accounts are made by the office, never by visitors."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the system administrator."""
        return False
