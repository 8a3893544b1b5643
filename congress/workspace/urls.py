"""The kernel's workspace pages: what waits, notifications, the account, the calendar."""

from django.urls import path

from congress.workspace.calendar import calendar
from congress.workspace.home import Home
from congress.workspace.install import manifest, offline, worker
from congress.workspace.notification import NotificationList, NotificationRead, NotificationReadAll
from congress.workspace.profile import Profile
from congress.workspace.publication import Approve, PublicationPage, SendBack
from congress.workspace.unfinished import UnfinishedDetail, UnfinishedList, UnfinishedUrge

app_name = "workspace"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("notifications/", NotificationList.as_view(), name="notification_list"),
    path("notifications/read/", NotificationReadAll.as_view(), name="notification_read_all"),
    path("notifications/<int:pk>/read/", NotificationRead.as_view(), name="notification_read"),
    path("profile/", Profile.as_view(), name="profile"),
    path("publications/<int:pk>/", PublicationPage.as_view(), name="publication_detail"),
    path("publications/<int:pk>/approve/", Approve.as_view(), name="publication_approve"),
    path("publications/<int:pk>/send-back/", SendBack.as_view(), name="publication_send_back"),
    path("unfinished/", UnfinishedList.as_view(), name="unfinished_list"),
    path("unfinished/urge/", UnfinishedUrge.as_view(), name="unfinished_urge"),
    path("unfinished/<int:pk>/", UnfinishedDetail.as_view(), name="unfinished_detail"),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("worker.js", worker, name="worker"),
    path("offline/", offline, name="offline"),
]
