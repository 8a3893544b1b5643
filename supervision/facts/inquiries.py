"""What can be counted of inquiries."""

from congress.facts import Fact, register
from meetings.models import Meeting, Sitting
from supervision.models import Commitment, Inquiry, InquiryFinding, Interpellation, Question


def _list(year: int) -> str:
    return f"/supervision/inquiries/?year={year}"


register(
    Fact(
        code="inquiries",
        label="专题询问",
        unit="次",
        rows=lambda: Inquiry.objects.held(),
        date_field="sitting__starts_on",
        definition="在常委会会议上开展的专题询问，按会次日期计入年度；筹备中的不计。",
        public_path=_list,
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="joint_group_sittings",
        label="联组会议",
        unit="次",
        rows=lambda: Sitting.objects.filter(kind=Sitting.Kind.JOINT_GROUP, meeting__status__in=Meeting.HELD),
        date_field="starts_on",
        definition="已召开的常委会会议中的联组会议，按日期计入年度，不另计常委会会议次数。",
    )
)
register(
    Fact(
        code="findings_put_to_inquiry",
        label="专题询问涉及的未整改到位问题",
        unit="个",
        rows=lambda: InquiryFinding.objects.filter(inquiry__status__in=Inquiry.OVER),
        date_field="inquiry__sitting__starts_on",
        definition="列入已开展专题询问的审计查出问题，按询问日期计入年度；同一问题多次询问的计一个。",
        public_path=_list,
        distinct="finding",
    )
)
register(
    Fact(
        code="inquiry_questions",
        label="专题询问提问",
        unit="个",
        rows=lambda: Question.objects.filter(inquiry__status__in=Inquiry.OVER),
        date_field="inquiry__sitting__starts_on",
        definition="在已开展的专题询问中提出的询问，追问另计，按询问日期计入年度。",
        public_path=_list,
        dimensions={"is_prepared": "is_prepared"},
    )
)
register(
    Fact(
        code="inquiry_commitments",
        label="专题询问承诺事项",
        unit="项",
        rows=lambda: Commitment.objects.filter(inquiry__status__in=Inquiry.OVER),
        date_field="inquiry__sitting__starts_on",
        definition="应询单位在专题询问中作出的承诺，按询问日期计入年度。",
        public_path=_list,
        dimensions={"status": "status"},
    )
)
register(
    Fact(
        code="interpellations",
        label="质询案",
        unit="件",
        rows=lambda: Interpellation.objects.exclude(
            status__in=(Interpellation.Status.DRAFTED, Interpellation.Status.WITHDRAWN)
        ),
        date_field="submitted_on",
        definition="常委会组成人员联名提出、没有撤回的质询案，按提出日期计入年度。",
        dimensions={"status": "status"},
    )
)
