"""Typed functions that make filings at each point of their way; a test names only what it is about."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from congress.models import Organ, User
from meetings.models import Meeting
from supervision.models import FilingCheck, NormFiling, NormKind, ReviewSuggestion
from supervision.services import filing_reviews, filings, review_suggestions
from supervision.services.filings import Papers
from tests import factories

TODAY = factories.TODAY
_serial = count(1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def upload(name: str = "正式文本.pdf") -> Any:
    """A file that the portal takes."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def papers() -> Papers:
    """What a complete filing brings."""
    return Papers(report=[upload("备案报告.pdf")], text=[upload()], explanation=[upload("说明.pdf")])


def new(*, maker: Organ | None = None, **fields: Any) -> NormFiling:
    """An unsaved filing of a document that the government published ten days ago."""
    number = next(_serial)
    values: dict[str, Any] = {
        "maker": maker or factories.organ(Organ.Kind.GOVERNMENT),
        "title": f"关于示例事项的规定{number}",
        "maker_number": f"示例政发〔2026〕{number}号",
        "norm_kind": NormKind.MEASURES,
        "published_on": TODAY - timedelta(days=10),
        **fields,
    }
    return NormFiling(**values)


def awaiting(*, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """Published and not filed yet."""
    return filings.enter(new(**fields), actor=actor or factories.user("legal_wc"), today=today)


def filed(*, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """Filed today."""
    row = new(**{"filed_on": today, **fields})
    return filings.enter(row, actor=actor or factories.user("legal_wc"), today=today, papers=papers())


def registered(*, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """Registered today."""
    row = filed(actor=actor, today=today, **fields)
    filings.register(row, on=today, actor=actor or factories.user("legal_wc"), today=today)
    return row


def under_review(*committees: Organ, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """In review, with copies to the committees."""
    row = registered(actor=actor, today=today, **fields)
    reviewer = actor or factories.user("legal_wc")
    filing_reviews.start(row, committees=committees, on=today, actor=reviewer, today=today)
    return row


def find(filing: NormFiling, problem: str = "") -> NormFiling:
    """Every criterion checked; one with a problem, if it is named."""
    for row in filing.checks.all():
        row.finding = FilingCheck.Finding.PROBLEM if row.criterion == problem else FilingCheck.Finding.FINE
        row.note = "增加了义务" if row.criterion == problem else ""
        row.full_clean()
        row.save()
    return filing


def to_be_corrected(*, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """Reviewed, and a correction is needed."""
    row = find(under_review(actor=actor, today=today, **fields), FilingCheck.Criterion.RIGHTS)
    reviewer = actor or factories.user("legal_wc")
    conclusion = NormFiling.Conclusion.CORRECTION
    filing_reviews.conclude(row, conclusion=conclusion, text="第三条增加义务", on=today, actor=reviewer, today=today)
    return row


def talked(*, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """Talked over with the maker."""
    row = to_be_corrected(actor=actor, today=today, **fields)
    filing_reviews.talk(row, text="请研究修改", on=today, actor=actor or factories.user("legal_wc"), today=today)
    return row


def with_opinion(*, actor: User | None = None, today: date = TODAY, **fields: Any) -> NormFiling:
    """A formal opinion went to the maker."""
    row = talked(actor=actor, today=today, **fields)
    at = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=today, status=Meeting.Status.CLOSED)
    reviewer = actor or factories.user("legal_wc")
    filing_reviews.issue_opinion(row, at=at, text="", on=today, actor=reviewer, today=today)
    return row


def suggestion(*, today: date = TODAY, **fields: str) -> ReviewSuggestion:
    """A citizen's suggestion."""
    values = {
        "norm_title": f"关于示例事项的规定{next(_serial)}",
        "maker_name": "示例机关",
        "reason": "第三条增加了公民的义务，没有上位法依据。",
        "name": "示例公民",
        "phone": "13800000000",
        **fields,
    }
    return review_suggestions.submit(**values, on=today, actor=User.objects.system())
