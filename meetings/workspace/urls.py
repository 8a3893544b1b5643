"""Workspace pages of meetings."""

from django.urls import path

from meetings.workspace.act import ActPage
from meetings.workspace.attendance import AskLeave, Confirm, DecideLeave, LeavePage, SignIn, WithdrawLeave
from meetings.workspace.conclusion import ConclusionList, ConclusionPage
from meetings.workspace.major_matter import MajorMatterList, MajorMatterPage
from meetings.workspace.meeting import MeetingList, MeetingPage
from meetings.workspace.minutes import MinutesApprove, MinutesPage, MinutesSendBack
from meetings.workspace.opinion import OpinionAdopt, OpinionPage, OpinionSendBack
from meetings.workspace.personnel import PersonnelList, PersonnelPage, PersonnelSubmit
from meetings.workspace.talk import TalkPointList, TalkPointPage

app_name = "meetings_workspace"
urlpatterns = [
    path("personnel/", PersonnelList.as_view(), name="personnel_list"),
    path("personnel/submit/", PersonnelSubmit.as_view(), name="personnel_submit"),
    path("personnel/<int:pk>/", PersonnelPage.as_view(), name="personnel_detail"),
    path("meetings/", MeetingList.as_view(), name="meeting_list"),
    path("meetings/<int:pk>/", MeetingPage.as_view(), name="meeting_detail"),
    path("acts/<int:pk>/", ActPage.as_view(), name="act_detail"),
    path("conclusions/", ConclusionList.as_view(), name="conclusion_list"),
    path("conclusions/<int:pk>/", ConclusionPage.as_view(), name="conclusion_detail"),
    path("major-matters/", MajorMatterList.as_view(), name="major_matter_list"),
    path("major-matters/<int:pk>/", MajorMatterPage.as_view(), name="major_matter_detail"),
    path("talk-points/", TalkPointList.as_view(), name="talk_point_list"),
    path("talk-points/<int:pk>/", TalkPointPage.as_view(), name="talk_point_detail"),
    path("meetings/<int:pk>/confirm/", Confirm.as_view(), name="confirm"),
    path("meetings/<int:pk>/leave/", AskLeave.as_view(), name="leave_ask"),
    path("meetings/<int:pk>/leave/withdraw/", WithdrawLeave.as_view(), name="leave_withdraw"),
    path("leaves/<int:pk>/", LeavePage.as_view(), name="leave_detail"),
    path("leaves/<int:pk>/grant/", DecideLeave.as_view(), name="leave_grant"),
    path("leaves/<int:pk>/refuse/", DecideLeave.as_view(is_grant=False), name="leave_refuse"),
    path("sign-in/<str:token>/", SignIn.as_view(), name="sign_in"),
    path("minutes/<int:pk>/", MinutesPage.as_view(), name="minutes_detail"),
    path("minutes/<int:pk>/approve/", MinutesApprove.as_view(), name="minutes_approve"),
    path("minutes/<int:pk>/send-back/", MinutesSendBack.as_view(), name="minutes_send_back"),
    path("opinions/<int:pk>/", OpinionPage.as_view(), name="opinion_detail"),
    path("opinions/<int:pk>/adopt/", OpinionAdopt.as_view(), name="opinion_adopt"),
    path("opinions/<int:pk>/send-back/", OpinionSendBack.as_view(), name="opinion_send_back"),
]
