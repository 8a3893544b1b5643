"""App configuration of the kernel and its admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class CongressConfig(AppConfig):
    """The kernel that all apps share."""

    name = "congress"
    verbose_name = "基础"

    def ready(self) -> None:
        """Let each app fill the registers (facts, tasks, files, checks, search) from its `offers` module."""
        autodiscover_modules("offers")


class PortalAdminConfig(AdminConfig):
    """The office's desk."""

    default_site = "congress.admin.site.PortalAdminSite"
