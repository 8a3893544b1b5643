"""Workspace pages of meetings."""

from django.urls import path

from meetings.workspace.opinion import OpinionAdopt, OpinionPage, OpinionSendBack

app_name = "meetings_workspace"
urlpatterns = [
    path("opinions/<int:pk>/", OpinionPage.as_view(), name="opinion_detail"),
    path("opinions/<int:pk>/adopt/", OpinionAdopt.as_view(), name="opinion_adopt"),
    path("opinions/<int:pk>/send-back/", OpinionSendBack.as_view(), name="opinion_send_back"),
]
