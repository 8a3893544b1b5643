"""What the public is told of inspections, visits, research and inquiries.

Source: SL24 arts 17, 37, 50; handbook §5.3.
"""

from django.db import transaction

from congress.models import User
from congress.publishing import Content
from congress.services import publication
from congress.services.copies import composed, marked
from congress.services.deadlines import chinese_date
from supervision.models import Inquiry, Oversight

PUBLICATION_BASIS = "《监督法》第三十七条"
INQUIRY_BASIS = "《监督法》第五十条"


@transaction.atomic
def require_publication(record: Oversight | Inquiry, *, actor: User) -> None:
    """Open the duty to report it to deputies and to publish it."""
    is_inquiry = isinstance(record, Inquiry)
    duty = publication.Duty(
        kind=str(record._meta.verbose_name),
        title=str(record),
        basis=INQUIRY_BASIS if is_inquiry else PUBLICATION_BASIS,
        path=path_of(record),
    )
    since = record.sitting.starts_on if isinstance(record, Inquiry) else record.ends_on or record.starts_on
    publication.require(record, duty, since=since, actor=actor)


def path_of(record: Oversight | Inquiry) -> str:
    """The public page: an inquiry stands on the page of its meeting."""
    return record.sitting.meeting.get_absolute_url() if isinstance(record, Inquiry) else record.get_absolute_url()


def compose(oversight: Oversight) -> Content:
    """What the activity would show to readers."""
    facts = [
        ("类别", oversight.get_kind_display()),
        ("开始", marked(oversight, "starts_on", chinese_date(oversight.starts_on))),
        ("结束", marked(oversight, "ends_on", chinese_date(oversight.ends_on)) if oversight.ends_on else ""),
        ("被监督机关", marked(oversight, "organ", str(oversight.organ or ""))),
        ("首次", "是" if oversight.is_first else ""),
        ("参加", "全国、省、市、区、乡镇五级人大代表" if oversight.five_levels else ""),
        ("连续开展", f"第{oversight.series_year}年" if oversight.series_year else ""),
    ]
    instruments = [marked(oversight, "instruments", str(each)) for each in oversight.instruments.all()]
    subjects = [subject.title for subject in oversight.subjects.all()]
    findings = [line for line in oversight.findings.splitlines() if line.strip()]
    return composed(oversight, facts, [("检查的法律法规", instruments), ("内容", subjects), ("情况", findings)])


def compose_inquiry(inquiry: Inquiry) -> Content:
    """What the inquiry would show to readers; nothing of it is public before the sitting."""
    facts = [
        ("会议", marked(inquiry, "sitting", str(inquiry.sitting.meeting))),
        ("形式", inquiry.sitting.get_kind_display()),
        ("涉及问题", f"{inquiry.problems}个" if inquiry.problems else ""),
    ]
    return composed(inquiry, facts, [])
