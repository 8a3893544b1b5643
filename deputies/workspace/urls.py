"""Workspace pages of deputies."""

from django.urls import path

from deputies.workspace.contact import ContactList
from deputies.workspace.local_meeting import CouncillorList, LocalMeetingList, LocalMeetingPage
from deputies.workspace.profile import PublicProfile
from deputies.workspace.roll import DeputyRoll
from deputies.workspace.voice import VoiceList, VoicePage, VoiceTakeDown, VoiceVisitor

app_name = "deputies_workspace"
urlpatterns = [
    path("contacts/", ContactList.as_view(), name="contact_list"),
    path("councillors/", CouncillorList.as_view(), name="councillor_list"),
    path("local-meetings/", LocalMeetingList.as_view(), name="local_meeting_list"),
    path("local-meetings/<int:pk>/", LocalMeetingPage.as_view(), name="local_meeting_detail"),
    path("deputies/", DeputyRoll.as_view(), name="deputy_roll"),
    path("voices/", VoiceList.as_view(), name="voice_list"),
    path("voices/new/", VoiceTakeDown.as_view(), name="voice_take_down"),
    path("voices/<int:pk>/", VoicePage.as_view(), name="voice_detail"),
    path("voices/<int:pk>/visitor/", VoiceVisitor.as_view(), name="voice_visitor"),
    path("profile/public/", PublicProfile.as_view(), name="public_profile"),
]
