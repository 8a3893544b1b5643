"""Rows that the checks pass over, and why."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from congress import registry
from congress.models import KnownException
from congress.services import inconsistencies

from .base import ReadOnlyAdmin
from .inconsistencies import NOTE
from .steps import Step, SteppedAdmin


def _withdraw(exception: KnownException, actor: Any, data: Any) -> str:
    del data
    inconsistencies.withdraw_exception(exception, actor=actor)
    return f"已取消例外，今后照常核对：{exception.title}。"


@admin.register(KnownException)
class KnownExceptionAdmin(SteppedAdmin, ReadOnlyAdmin):
    """Rows that the checks pass over, and why."""

    list_display = ("title", "check_label", "reason", "noted_by", "noted_at")
    list_select_related = ("noted_by",)
    search_fields = ("title", "reason")
    fields = ("title", "check_label", "reason", ("noted_by", "noted_at"))
    steps = (Step("withdraw", "取消例外", _withdraw, NOTE, lambda row: True),)

    @admin.display(description="核对项目", ordering="check_name")
    def check_label(self, row: KnownException) -> str:
        """The check in words; its code name where the app does not offer it any more."""
        known = row.check_name in registry.checks.names()
        return registry.checks.get(row.check_name).label if known else row.check_name

    def step_back_url(self, record: KnownException) -> str:
        """The list: a withdrawn exception has no page."""
        del record
        return reverse("admin:congress_knownexception_changelist")
