"""Public pages of deputies."""

from django.urls import path

from deputies.public.deputy import DeputyDetail, DeputyList

app_name = "deputies_public"
urlpatterns = [
    path("deputies/", DeputyList.as_view(), name="deputy_list"),
    path("deputies/<int:pk>/", DeputyDetail.as_view(), name="deputy_detail"),
]
