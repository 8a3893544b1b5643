"""App configuration."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "supervision"
    verbose_name = "监督"
