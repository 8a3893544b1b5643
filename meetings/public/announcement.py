"""Announcements as everyone may read them."""

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services.copies import Copy
from meetings.models import Announcement
from meetings.public.tabs import TABS


class AnnouncementList(PublishedList):
    """All published announcements, the latest first."""

    heading = "公告"
    lead = "常委会关于决议决定、人事任免、代表资格和补选等事项的公告，按届连续编号。"
    tabs = TABS
    kinds = tuple(Announcement.Kind.choices)
    day = "issued_on"

    def records(self) -> QuerySet[Announcement]:
        """Those society may read."""
        rows: QuerySet[Announcement] = Announcement.objects.published()
        return rows

    def row(self, copy: Copy[Announcement]) -> ListRow:
        """Its title, its day, its number."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("公告日期"),
            notes=(copy.fact("文号"), copy.fact("类别")),
            is_illustrative=copy.is_illustrative,
        )


class AnnouncementDetail(PublishedDetail):
    """One announcement: its number, its day and its words."""

    model = Announcement
    template_name = "meetings/public/announcement_detail.html"
    context_object_name = "announcement"
