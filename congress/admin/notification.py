"""Notifications and mails, for reading."""

from django.contrib import admin

from congress.models import Mail, Notification

from .base import ReadOnlyAdmin


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """What people were told in the portal."""

    list_display = ("created_at", "recipient", "subject", "is_urgent", "read_at")
    list_filter = ("is_urgent", "created_at")
    list_select_related = ("recipient",)
    search_fields = ("subject", "recipient__display_name")
    date_hierarchy = "created_at"
    fields = ("created_at", "recipient", "subject", "body", "path", "is_urgent", "read_at")


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Mails and what became of them."""

    list_display = ("queued_at", "recipient", "status", "attempts", "sent_at", "last_error")
    list_filter = ("status", "queued_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__display_name", "message_id", "last_error")
    fields = (
        "recipient",
        "message_id",
        "digest_on",
        "status",
        "attempts",
        ("queued_at", "not_before", "sent_at"),
        "last_error",
    )
