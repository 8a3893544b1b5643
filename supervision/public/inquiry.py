"""Special inquiries as everyone may read of them; each is shown in full on the page of its meeting."""

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedList
from congress.services.copies import Copy
from supervision.models import Inquiry
from supervision.public.tabs import TABS


class InquiryList(PublishedList):
    """All published inquiries, the latest first."""

    heading = "专题询问"
    lead = "常委会会议上就专门问题向有关机关开展的询问。"
    tabs = TABS
    day = "sitting__starts_on"

    def records(self) -> QuerySet[Inquiry]:
        """Those society may read, with whether the page of the meeting can be read too."""
        rows: QuerySet[Inquiry] = Inquiry.objects.published().select_related("sitting__meeting__society_duty")
        return rows

    def row(self, copy: Copy[Inquiry]) -> ListRow:
        """Its title, how many problems it was about, its meeting."""
        meeting = copy.record.sitting.meeting
        duty = meeting.society_duty
        return ListRow(
            title=copy.title,
            url=f"{meeting.get_absolute_url()}#inquiry-{copy.record.pk}" if duty and duty.is_readable else "",
            on=copy.day("日期"),
            notes=(copy.fact("形式"), copy.fact("会议"), _problems(copy)),
            is_illustrative=copy.is_illustrative,
        )


def _problems(copy: Copy[Inquiry]) -> str:
    number = copy.fact("涉及问题")
    return f"涉及问题{number}" if number else ""
