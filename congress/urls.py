"""Every door of the site on one page."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from congress.accounts import closed

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("congress.public.urls")),
    path("", include("deputies.public.urls")),
    path("", include("meetings.public.urls")),
    path("supervision/", include("supervision.public.urls")),
    path("workspace/", include("congress.workspace.urls")),
    path("workspace/", include("deputies.workspace.urls")),
    path("workspace/", include("meetings.workspace.urls")),
    path("workspace/", include("supervision.workspace.urls")),
    # Of the sign-in library's doors those that would let people change where their mail goes stay shut.
    path("accounts/email/", closed),
    path("accounts/signup/", closed),
    path("accounts/login/code/confirm/", closed),
    path("accounts/login/code/", closed),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
