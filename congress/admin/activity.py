"""The activity log, for reading."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congress.models import Activity

from .base import ReadOnlyAdmin
from .exporting import ExportAdmin, ListResource, column


class ActivityResource(ListResource):
    """The log as a list."""

    at = column("时间", "at")
    actor = column("操作人", "actor__display_name")
    verb = column("动作", "verb")
    text = column("对象", "text")
    reason = column("理由", "reason")
    related = ("actor",)


@admin.register(Activity)
class ActivityAdmin(ExportAdmin, ReadOnlyAdmin):
    """Who did what, when and why; nobody can change a line."""

    resource_classes = [ActivityResource]
    list_display = ("at", "actor", "verb", "target", "reason")
    list_filter = ("at", "model_label")
    list_select_related = ("actor",)
    search_fields = ("verb", "text", "reason", "actor__display_name", "actor__username")
    search_help_text = "可按动作、对象、理由、操作人查找。"
    date_hierarchy = "at"
    fields = ("at", "actor", "verb", "target", "model_label", "object_key", "reason", "detail")

    @admin.display(description="对象")
    def target(self, line: Activity) -> SafeString | str:
        """What it was done to, with a link where there is a page."""
        return format_html('<a href="{}">{}</a>', line.path, line.text) if line.path else line.text
