"""App configuration."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "meetings"
    verbose_name = "会议"
