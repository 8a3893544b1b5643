"""Meetings as everyone may read of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.presentation import BadgeKind
from congress.services import copies
from congress.services.copies import Copy
from meetings.models import Act, Meeting
from meetings.public.act import act_row

_KINDS = (
    Meeting.Kind.STANDING_COMMITTEE,
    Meeting.Kind.CHAIR_MEETING,
    Meeting.Kind.CHAIR_MEETING_ENLARGED,
    Meeting.Kind.SPECIAL,
    Meeting.Kind.COMMEMORATION,
)


class MeetingList(PublishedList):
    """All published meetings, the latest first."""

    heading = "会议"
    lead = "常委会会议、主任会议及其他会议，按召开日期排列。"
    kinds = tuple((kind.value, kind.label) for kind in _KINDS)
    day = "starts_on"

    def records(self) -> QuerySet[Meeting]:
        """Those society may read."""
        rows: QuerySet[Meeting] = Meeting.objects.published()
        return rows

    def row(self, copy: Copy[Meeting]) -> ListRow:
        """Its name, its day, its form."""
        state, label = standing(copy.record)
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("日期"),
            notes=(copy.fact("类别"), copy.fact("地点")),
            state=state,
            state_label=label,
            is_illustrative=copy.is_illustrative,
        )


def standing(meeting: Meeting) -> tuple[BadgeKind, str]:
    """Said of a meeting only while it is not over, or when it will not be held as told."""
    if meeting.status in Meeting.OFF:
        return "none", meeting.get_status_display()
    return ("owed", "即将召开") if meeting.starts_on >= timezone.localdate() else ("done", "")


class MeetingDetail(PublishedDetail):
    """One meeting: when, where, the agenda, the acts; reports and inquiries come by a tag of supervision."""

    model = Meeting
    template_name = "meetings/public/meeting_detail.html"
    context_object_name = "meeting"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The copy of the meeting and those of its acts."""
        acts = copies.of_each(Act.objects.published().filter(meeting=self.object).order_by("adopted_on", "pk"))
        state, label = standing(self.object)
        return super().get_context_data(**kwargs) | {
            "acts": [act_row(copy) for copy in acts],
            "state": state,
            "state_label": label,
        }
