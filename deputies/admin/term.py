"""Terms of the congress and its sessions."""

from django.contrib import admin

from congress.admin.base import PortalAdmin, PortalInline
from deputies.models import CongressSession, Term


class SessionInline(PortalInline):
    """The sessions of a term."""

    model = CongressSession
    can_delete = False
    fields = ("number", "starts_on", "ends_on", "motion_cutoff_at")


@admin.register(Term)
class TermAdmin(PortalAdmin):
    """Terms, with their sessions."""

    list_display = ("__str__", "starts_on", "ends_on")
    search_fields = ("number",)
    inlines = (SessionInline,)


@admin.register(CongressSession)
class CongressSessionAdmin(PortalAdmin):
    """Sessions of the congress."""

    list_display = ("__str__", "starts_on", "ends_on", "motion_cutoff_at")
    list_filter = ("term",)
    list_select_related = ("term",)
    search_fields = ("number",)
    fields = ("term", "number", ("starts_on", "ends_on"), "motion_cutoff_at")
