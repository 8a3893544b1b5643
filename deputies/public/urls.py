"""Public pages of deputies and stations."""

from django.urls import path

from deputies.public.deputy import DeputyDetail, DeputyList
from deputies.public.station import StationDirectory, StationPage, Timetable
from deputies.public.station_life import DeliberationList, DeliberationPage, StoryList, StoryPage

app_name = "deputies_public"
urlpatterns = [
    path("deputies/", DeputyList.as_view(), name="deputy_list"),
    path("deputies/<int:pk>/", DeputyDetail.as_view(), name="deputy_detail"),
    path("stations/", StationDirectory.as_view(), name="station_list"),
    path("stations/timetable/", Timetable.as_view(), name="reception_list"),
    path("stations/deliberations/", DeliberationList.as_view(), name="deliberation_list"),
    path("stations/deliberations/<int:pk>/", DeliberationPage.as_view(), name="deliberation_detail"),
    path("stations/stories/", StoryList.as_view(), name="story_list"),
    path("stations/stories/<int:pk>/", StoryPage.as_view(), name="story_detail"),
    path("stations/<slug:code>/", StationPage.as_view(), name="station_detail"),
]
