"""The kernel's public pages."""

from django.urls import path

from congress.public.files import attachment_download, published_file_download, published_thumbnail
from congress.public.health import healthz, readyz
from congress.public.home import Home
from congress.public.organ import OrganDetail, OrganList
from congress.public.search import Search

app_name = "public"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("organs/", OrganList.as_view(), name="organ_list"),
    path("organs/<int:pk>/", OrganDetail.as_view(), name="organ_detail"),
    path("files/<uuid:public_id>/", attachment_download, name="file"),
    path("published-files/<int:pk>/", published_file_download, name="published_file"),
    path("published-files/<int:pk>/thumbnail/", published_thumbnail, name="published_thumbnail"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
