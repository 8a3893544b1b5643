"""Public pages of deputies and stations."""

from django.urls import path

from deputies.public.deputy import DeputyDetail, DeputyList
from deputies.public.patrol import FindingDetail, FindingList
from deputies.public.station import StationDirectory, StationPage, Timetable
from deputies.public.station_life import DeliberationList, DeliberationPage, StoryList, StoryPage
from deputies.public.voice import VoiceLookUp, VoiceReceipt, VoiceWrite
from deputies.public.voice_results import VoiceRates, VoiceResult, VoiceResults

app_name = "deputies_public"
urlpatterns = [
    path("deputies/", DeputyList.as_view(), name="deputy_list"),
    path("deputies/<int:pk>/", DeputyDetail.as_view(), name="deputy_detail"),
    path("patrols/", FindingList.as_view(), name="patrol_list"),
    path("patrols/<int:pk>/", FindingDetail.as_view(), name="patrol_detail"),
    path("stations/", StationDirectory.as_view(), name="station_list"),
    path("stations/timetable/", Timetable.as_view(), name="reception_list"),
    path("stations/deliberations/", DeliberationList.as_view(), name="deliberation_list"),
    path("stations/deliberations/<int:pk>/", DeliberationPage.as_view(), name="deliberation_detail"),
    path("stations/stories/", StoryList.as_view(), name="story_list"),
    path("stations/stories/<int:pk>/", StoryPage.as_view(), name="story_detail"),
    path("voices/", VoiceLookUp.as_view(), name="voice_look_up"),
    path("voices/write/", VoiceWrite.as_view(), name="voice_write"),
    path("voices/results/", VoiceResults.as_view(), name="voice_results"),
    path("voices/results/<int:pk>/", VoiceResult.as_view(), name="voice_answered"),
    path("voices/rates/", VoiceRates.as_view(), name="voice_rates"),
    path("voices/<slug:code>/", VoiceReceipt.as_view(), name="voice_receipt"),
    path("stations/<slug:code>/", StationPage.as_view(), name="station_detail"),
]
