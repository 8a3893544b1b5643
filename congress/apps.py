"""App configuration of the kernel and its admin site."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class CongressConfig(AppConfig):
    """The kernel that all apps share."""

    name = "congress"
    verbose_name = "基础资料"

    def ready(self) -> None:
        """Let each app fill the registers from its `facts` and `offers` modules."""
        autodiscover_modules("facts", "offers")


class PortalAdminConfig(AdminConfig):
    """The office's desk."""

    default_site = "congress.admin.site.PortalAdminSite"

    def ready(self) -> None:
        """Load the kernel's desk before the search for others, or the site would be made twice."""
        import_module("congress.admin")
        super().ready()
