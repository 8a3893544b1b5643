"""Every door of the site on one page."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("congress.public.urls")),
    path("", include("meetings.public.urls")),
    path("supervision/", include("supervision.public.urls")),
    path("workspace/", include("congress.workspace.urls")),
    path("workspace/", include("meetings.workspace.urls")),
    path("workspace/", include("supervision.workspace.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
