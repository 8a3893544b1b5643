"""What runs by itself: an administrator switches it on and off and chooses how often, nothing else."""

# Imported first, so that its registers exist and can be taken away.
import django_celery_beat.admin  # noqa: F401
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from .base import PortalAdmin

admin.site.unregister([PeriodicTask, IntervalSchedule, CrontabSchedule, SolarSchedule, ClockedSchedule])


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(PortalAdmin):
    """Tasks as `manage.py prepare` wrote them; which code runs, and with what, is not set here."""

    list_display = ("name", "enabled", "interval", "last_run_at")
    list_filter = ("enabled",)
    search_fields = ("name", "task")
    ordering = ("name",)
    actions = None
    fields = (
        "name",
        "enabled",
        "interval",
        ("task", "queue"),
        ("args", "kwargs"),
        "expire_seconds",
        ("last_run_at", "total_run_count"),
    )
    readonly_fields = ("name", "task", "queue", "args", "kwargs", "expire_seconds", "last_run_at", "total_run_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PeriodicTask]:
        """Tasks with what their names show."""
        return super().get_queryset(request).select_related("interval", "crontab", "solar", "clocked")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A new task would run any code of the portal."""
        del request
        return False
