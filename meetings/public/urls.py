"""Public pages of meetings and acts."""

from django.urls import path

from meetings.public.act import ActDetail, ActList
from meetings.public.announcement import AnnouncementDetail, AnnouncementList
from meetings.public.calendar import calendar
from meetings.public.gallery import GalleryApply, GalleryReceipt
from meetings.public.meeting import MeetingDetail, MeetingList

app_name = "meetings_public"
urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="meeting_list"),
    path("meetings/<int:pk>/", MeetingDetail.as_view(), name="meeting_detail"),
    path("meetings/<int:pk>/gallery/", GalleryApply.as_view(), name="gallery_apply"),
    path("gallery/<str:receipt>/", GalleryReceipt.as_view(), name="gallery_receipt"),
    path("acts/", ActList.as_view(), name="act_list"),
    path("acts/<int:pk>/", ActDetail.as_view(), name="act_detail"),
    path("announcements/", AnnouncementList.as_view(), name="announcement_list"),
    path("announcements/<int:pk>/", AnnouncementDetail.as_view(), name="announcement_detail"),
    path("calendar.ics", calendar, name="calendar"),
]
