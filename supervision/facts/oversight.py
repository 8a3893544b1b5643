"""What can be counted of inspections, visits and research."""

from django.db.models import QuerySet

from congress.facts import Fact, register
from supervision.models import Oversight, OversightParticipant


def _participants() -> QuerySet[OversightParticipant]:
    return OversightParticipant.objects.exclude(oversight__status__in=Oversight.BEFORE)


register(
    Fact(
        code="oversight",
        label="执法检查、调研视察",
        unit="次",
        rows=lambda: Oversight.objects.carried_out(),
        date_field="starts_on",
        definition="已开展的执法检查、视察和专题调研活动，按开始日期计入年度；一次活动有几项内容的计一次。",
        public_path=lambda year: f"/supervision/oversight/?year={year}",
    )
)
register(
    Fact(
        code="inspections",
        label="执法检查",
        unit="次",
        rows=lambda: Oversight.objects.carried_out().filter(kind=Oversight.Kind.INSPECTION),
        date_field="starts_on",
        definition="执法检查活动，按开始日期计入年度；一次检查几部法律法规的计一次。",
        public_path=lambda year: f"/supervision/oversight/?kind=inspection&year={year}",
    )
)
register(
    Fact(
        code="visits",
        label="视察",
        unit="次",
        rows=lambda: Oversight.objects.carried_out().filter(kind=Oversight.Kind.VISIT),
        date_field="starts_on",
        definition="视察活动，按开始日期计入年度；一次活动有几项内容的计一次。",
        public_path=lambda year: f"/supervision/oversight/?kind=visit&year={year}",
    )
)
register(
    Fact(
        code="research",
        label="调研",
        unit="次",
        rows=lambda: Oversight.objects.carried_out().filter(kind=Oversight.Kind.RESEARCH),
        date_field="starts_on",
        definition="专题调研活动，按开始日期计入年度。",
        public_path=lambda year: f"/supervision/oversight/?kind=research&year={year}",
    )
)
register(
    Fact(
        code="laws_inspected",
        label="执法检查涉及的法律法规",
        unit="部",
        rows=lambda: Oversight.objects.carried_out().inspections().filter(instruments__isnull=False),
        date_field="starts_on",
        definition="当年执法检查涉及的法律、法规和决定，同一部在几次检查中只计一部；与执法检查的次数分别统计。",
        distinct="instruments",
        dimensions={"kind": "instruments__kind"},
    )
)
register(
    Fact(
        code="five_level_oversight",
        label="五级代表参加的活动",
        unit="次",
        rows=lambda: Oversight.objects.carried_out().filter(five_levels=True),
        date_field="starts_on",
        definition="全国、省、市、区、乡镇五级人大代表参加的执法检查、视察和调研，按开始日期计入年度。",
    )
)
register(
    Fact(
        code="oversight_attendances",
        label="参加执法检查、视察和调研",
        unit="人次",
        rows=_participants,
        date_field="oversight__starts_on",
        definition="参加已开展活动的人次，同一人参加几次的分别计算；只计登记了参加人员的活动。",
        dimensions={"level": "level", "capacity": "capacity", "kind": "oversight__kind"},
    )
)
register(
    Fact(
        code="oversight_people",
        label="参加执法检查、视察和调研的人员",
        unit="人",
        rows=_participants,
        date_field="oversight__starts_on",
        definition="参加已开展活动的人数，同一人只计一次。",
        distinct="person",
    )
)
