"""What can be counted of inquiries."""

from congress.facts import Fact, register
from supervision.models import Inquiry

register(
    Fact(
        code="inquiries",
        label="专题询问",
        unit="次",
        rows=lambda: Inquiry.objects.all(),
        date_field="sitting__starts_on",
        definition="在常委会会议上开展的专题询问，按会次日期计入年度。",
        public_path=lambda year: f"/supervision/inquiries/?year={year}",
    )
)
