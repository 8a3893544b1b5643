"""Special inquiries as everyone may read of them: only what took place, and only in its published words."""

from typing import Any

from django.db.models import QuerySet

from congress.listing import ListRow, PublishedDetail, PublishedList
from congress.services import copies
from congress.services.copies import Copy
from supervision.models import AuditLedger, Inquiry
from supervision.public.tabs import TABS


class InquiryList(PublishedList):
    """All published inquiries, the latest first."""

    heading = "专题询问"
    lead = "常委会会议上就专门问题向有关机关开展的询问。"
    tabs = TABS
    day = "sitting__starts_on"

    def records(self) -> QuerySet[Inquiry]:
        """Those society may read; what has not taken place is never among them."""
        rows: QuerySet[Inquiry] = Inquiry.objects.published().held()
        return rows

    def row(self, copy: Copy[Inquiry]) -> ListRow:
        """Its title, its form, its meeting, how many problems it was about."""
        return ListRow(
            title=copy.title,
            url=copy.record.get_absolute_url(),
            on=copy.day("日期"),
            notes=(copy.fact("形式"), copy.fact("会议"), _problems(copy)),
            is_illustrative=copy.is_illustrative,
        )


def _problems(copy: Copy[Inquiry]) -> str:
    number = copy.fact("涉及问题")
    return f"涉及问题{number}" if number else ""


class InquiryDetail(PublishedDetail):
    """One inquiry: what was asked and answered, what was promised."""

    model = Inquiry
    template_name = "supervision/public/inquiry_detail.html"
    context_object_name = "inquiry"

    def get_queryset(self) -> QuerySet[Any]:
        """What has not taken place has no page."""
        rows: QuerySet[Any] = super().get_queryset().filter(status__in=Inquiry.OVER)
        return rows.select_related("sitting__meeting__society_duty")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The meeting, where its page can be read, and the ledgers whose findings it was about."""
        context = super().get_context_data(**kwargs)
        meeting = self.object.sitting.meeting
        duty = meeting.society_duty
        ledgers = AuditLedger.objects.published().filter(findings__inquiries=self.object).distinct().order_by("year")
        return context | {
            "meeting": meeting if duty and duty.is_readable else None,
            "ledgers": copies.of_each(ledgers),
        }
