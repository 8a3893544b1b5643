"""联系方式 on the desk: masked in the list, whole on the page, whose every opening is logged; no export."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.admin.base import PortalAdmin
from congress.http import signed_in
from congress.models import Activity
from deputies.models import PrivateDetails
from deputies.services import private_details


@admin.register(PrivateDetails)
class PrivateDetailsAdmin(PortalAdmin):
    """For the deputies' committee alone."""

    list_display = ("person", "phone_masked")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__pinyin", "^person__initials")
    autocomplete_fields = ("person",)
    fields = ("person", "phone", "address")

    @admin.display(description="手机号码")
    def phone_masked(self, details: PrivateDetails) -> str:
        """Not the whole number."""
        return details.masked_phone

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Whoever opens the page has read it."""
        details = kwargs.get("obj")
        if details is not None:
            private_details.note_reading(details, actor=signed_in(request))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: PrivateDetails, form: Any, change: bool) -> None:
        """By the service, which logs it without the values."""
        del form, change
        private_details.keep(obj, actor=signed_in(request))

    def _log(self, request: HttpRequest, verb: str, obj: Any, message: Any) -> Activity:
        """Which fields changed, without what they hold."""
        del message
        return super()._log(request, verb, obj, "")
