"""Workspace pages of meetings."""

from django.urls import path

from meetings.workspace.meeting import MeetingList, MeetingPage
from meetings.workspace.opinion import OpinionAdopt, OpinionPage, OpinionSendBack

app_name = "meetings_workspace"
urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="meeting_list"),
    path("meetings/<int:pk>/", MeetingPage.as_view(), name="meeting_detail"),
    path("opinions/<int:pk>/", OpinionPage.as_view(), name="opinion_detail"),
    path("opinions/<int:pk>/adopt/", OpinionAdopt.as_view(), name="opinion_adopt"),
    path("opinions/<int:pk>/send-back/", OpinionSendBack.as_view(), name="opinion_send_back"),
]
