"""Public pages of meetings and acts."""

from django.urls import path

from meetings.public.act import ActDetail, ActList
from meetings.public.calendar import calendar
from meetings.public.meeting import MeetingDetail, MeetingList

app_name = "meetings_public"
urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="meeting_list"),
    path("meetings/<int:pk>/", MeetingDetail.as_view(), name="meeting_detail"),
    path("acts/", ActList.as_view(), name="act_list"),
    path("acts/<int:pk>/", ActDetail.as_view(), name="act_detail"),
    path("calendar.ics", calendar, name="calendar"),
]
