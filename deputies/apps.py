"""App configuration."""

from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "deputies"
    verbose_name = "代表"
