"""The words of the grades of satisfaction assessments."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from congress.admin.base import PortalAdmin
from meetings.models import AssessmentScale


@admin.register(AssessmentScale)
class AssessmentScaleAdmin(PortalAdmin):
    """Scales of three or four grades; what was voted already keeps the words of its own day."""

    list_display = ("name", "excellent", "satisfied", "basic", "unsatisfied", "is_current")
    list_filter = ("is_current",)
    search_fields = ("name", "code")
    fields = (("name", "code"), ("excellent", "satisfied"), ("basic", "unsatisfied"), "is_current")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code names it in imports."""
        del request
        return ("code",) if obj else ()
