"""Terms of the congress and its sessions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline
from deputies.models import CongressSession, Term
from deputies.services import vacancies


class SessionInline(PortalInline):
    """The sessions of a term."""

    model = CongressSession
    can_delete = False
    fields = ("number", "starts_on", "ends_on", "motion_cutoff_at")


@admin.register(Term)
class TermAdmin(PortalAdmin):
    """Terms, with their sessions, their fixed numbers and who is in office."""

    list_display = ("__str__", "starts_on", "ends_on", "deputy_quota", "committee_quota")
    search_fields = ("number",)
    fields = ("number", ("starts_on", "ends_on"), ("deputy_quota", "committee_quota"))
    inlines = (SessionInline,)
    panel_template = "admin/panels/term.html"

    def panel(self, request: HttpRequest, record: Term) -> dict[str, Any]:
        """Fixed number, in office and vacancies: today, or on the last day of a term that is over."""
        del request
        today = timezone.localdate()
        day = max(record.starts_on, min(today, record.ends_on or today))
        return {"day": day, "standing": vacancies.standing(record, on=day)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A fixed number is not smaller than those who were in office."""
        super().save_related(request, form, formsets, change)
        vacancies.check(form.instance)


@admin.register(CongressSession)
class CongressSessionAdmin(PortalAdmin):
    """Sessions of the congress."""

    list_display = ("__str__", "starts_on", "ends_on", "motion_cutoff_at")
    list_filter = ("term",)
    list_select_related = ("term",)
    search_fields = ("number",)
    fields = ("term", "number", ("starts_on", "ends_on"), "motion_cutoff_at")
