"""What can be counted of reviews, experts and joint supervision."""

from congress.facts import Fact, register
from meetings.models import Assessment
from supervision.models import ExpertTerm, JointSupervision, PerformanceReview, ReviewKind

register(
    Fact(
        code="duty_reviews",
        label="听取履职情况报告",
        unit="名",
        rows=lambda: PerformanceReview.objects.heard().filter(kind=ReviewKind.DUTY_REPORT),
        date_field="heard_on",
        distinct="person",
        definition="在常委会会议上听取履职情况报告的任命人员，按首次听取日期计入年度；同一人一年内再次听取的计一名。",
        public_path=lambda year: f"/supervision/reviews/?kind=duty_report&year={year}",
        admin_path=lambda year: f"/admin/supervision/performancereview/?kind__exact=duty_report&heard_on__year={year}",
    )
)
register(
    Fact(
        code="performance_reviews",
        label="履职评议",
        unit="件",
        rows=lambda: PerformanceReview.objects.heard(),
        date_field="heard_on",
        definition="已听取报告的任后履职报告、法官检察官履职评议和部门工作评议，按首次听取日期计入年度。",
        public_path=lambda year: f"/supervision/reviews/?year={year}",
        admin_path=lambda year: f"/admin/supervision/performancereview/?heard_on__year={year}",
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="review_assessments",
        label="履职评议满意度测评",
        unit="次",
        rows=lambda: Assessment.objects.valid().filter(review_hearing__isnull=False),
        date_field="held_on",
        definition="履职评议中有效的满意度测评，一人（部门）一次测评计一次，按测评日期计入年度。",
        public_path=lambda year: f"/supervision/reviews/?year={year}",
        admin_path=lambda year: f"/admin/meetings/assessment/?status__exact=counted&held_on__year={year}",
        dimensions={"outcome": "outcome", "kind": "review_hearing__review__kind"},
    )
)
register(
    Fact(
        code="expert_letters",
        label="颁发监督专家聘书",
        unit="份",
        rows=lambda: ExpertTerm.objects.all(),
        date_field="starts_on",
        definition="颁发的监督专家聘书，续聘另计一份，按聘任日期计入年度。",
        admin_path=lambda year: f"/admin/supervision/expertterm/?starts_on__year={year}",
        dimensions={"field": "expert__field"},
    )
)
register(
    Fact(
        code="joint_supervisions",
        label="联动监督",
        unit="次",
        rows=lambda: JointSupervision.objects.all(),
        date_field="starts_on",
        definition="与上级、下级或者其他地区人大常委会联动开展的监督，按开始日期计入年度。",
        admin_path=lambda year: f"/admin/supervision/jointsupervision/?starts_on__year={year}",
        dimensions={"level": "led_by_level", "form": "form"},
    )
)
