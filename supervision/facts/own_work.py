"""What can be counted of the committee's own and central work.

Where some of it is recorded singly and some is known as a total only, the figure adds both (`with_facts`).
"""

from collections.abc import Callable
from typing import Final

from django.db.models import F, QuerySet

from congress.facts import Fact, Rate, register, register_rate
from meetings.models import Meeting
from supervision.models import (
    Award,
    Beneficiary,
    ContactArea,
    CountedTotal,
    Indicator,
    Investment,
    OrganChange,
    Outcome,
    OwnRule,
    PartyRequest,
    PublicityItem,
    StaffTraining,
    StudyResult,
    TaskForce,
    TaskScope,
    Unit,
)

_BOTH: Final = "逐条登记的与只有总数的合计；总数中不含已逐条登记的。"
Total = CountedTotal.Kind


def _desk(register_name: str, query: str) -> Callable[[int], str]:
    """The list of a year on the desk."""
    return lambda year: f"/admin/supervision/{register_name}/?{query.format(year=year)}"


def _totals(kind: Total) -> Callable[[], QuerySet[CountedTotal]]:
    return lambda: CountedTotal.objects.filter(kind=kind)


def _scopes(unit: Unit) -> Callable[[], QuerySet[TaskScope]]:
    return lambda: TaskScope.objects.filter(unit=unit)


def _gains(unit: Unit) -> Callable[[], QuerySet[Beneficiary]]:
    return lambda: Beneficiary.objects.filter(unit=unit)


def _publicity(kind: PublicityItem.Kind) -> Callable[[], QuerySet[PublicityItem]]:
    return lambda: PublicityItem.objects.filter(kind=kind)


def _study(kind: StudyResult.Kind) -> Callable[[], QuerySet[StudyResult]]:
    return lambda: StudyResult.objects.filter(kind=kind)


for _kind, _unit, _label in (
    (Total.RESEARCH_REPORT, "个", "调研报告（总数登记）"),
    (Total.PROBLEM_SOLVED, "个", "解决问题（总数登记）"),
    (Total.SEMINAR, "次", "集中研讨（总数登记）"),
    (Total.TRAINING, "人次", "机关干部培训（总数登记）"),
):
    register(
        Fact(
            code=f"total_{_kind.value}",
            label=_label,
            unit=_unit,
            rows=_totals(_kind),
            date_field="as_of",
            sum_of="number",
            minimum="is_minimum",
            definition="只有总数、没有逐条记录的，按截至日期计入年度；来源写“余”“多”的为最小值。",
            admin_path=_desk("countedtotal", f"kind__exact={_kind.value}&as_of__year={{year}}"),
            dimensions={"subject": "subject", "platform": "platform"},
        )
    )
register(
    Fact(
        code="seminars",
        label="集中研讨",
        unit="次",
        rows=lambda: Meeting.objects.filter(kind=Meeting.Kind.STUDY).held(),
        date_field="starts_on",
        with_facts=("total_seminar",),
        definition=f"已举行的学习研讨，按日期计入年度，不计入常委会会议和主任会议。{_BOTH}",
        admin_path=lambda year: f"/admin/meetings/meeting/?kind__exact=study&starts_on__year={year}",
    )
)
for _result, _code, _label in (
    (StudyResult.Kind.RESEARCH_REPORT, "research_reports", "专题调研报告"),
    (StudyResult.Kind.PROBLEM_SOLVED, "problems_solved", "解决问题"),
):
    register(
        Fact(
            code=_code,
            label=_label,
            unit="个",
            rows=_study(_result),
            date_field="finished_on",
            with_facts=(f"total_{_result.value}",),
            definition=f"学习教育活动的成果，按完成日期计入年度。{_BOTH}",
            admin_path=_desk("studyresult", f"kind__exact={_result.value}&finished_on__year={{year}}"),
            dimensions={"campaign": "campaign", "organ": "organ__name"},
        )
    )
register(
    Fact(
        code="publicity_items",
        label="宣传和纪念活动",
        unit="项",
        rows=lambda: PublicityItem.objects.all(),
        date_field="completed_on",
        definition="宣传片、书籍、展览、参观、纪念会等，一件计一项，按完成日期计入年度。",
        admin_path=_desk("publicityitem", "completed_on__year={year}"),
        dimensions={"kind": "kind", "series": "series"},
    )
)
for _item, _unit in PublicityItem.UNITS.items():
    register(
        Fact(
            code=f"publicity_{_item.value}",
            label=str(_item.label),
            unit=_unit,
            rows=_publicity(_item),
            date_field="completed_on",
            definition=f"宣传和纪念活动中的{_item.label}，按完成日期计入年度。",
            admin_path=_desk("publicityitem", f"kind__exact={_item.value}&completed_on__year={{year}}"),
            dimensions={"series": "series"},
        )
    )
register(
    Fact(
        code="task_forces",
        label="专班与专项工作",
        unit="项",
        rows=lambda: TaskForce.objects.all(),
        date_field="starts_on",
        definition="牵头、包干和参与的专项工作，按开始日期计入年度；跨年度的只计一次。",
        admin_path=_desk("taskforce", "starts_on__year={year}"),
        dimensions={"kind": "kind", "part": "part"},
    )
)
for _word, _code, _label in (
    (Unit.BUILDINGS, "scope_buildings", "包干房屋"),
    (Unit.HOUSEHOLDS, "scope_households", "包干户数"),
):
    register(
        Fact(
            code=_code,
            label=_label,
            unit=_word.value,
            rows=_scopes(_word),
            date_field="as_of",
            sum_of="number",
            minimum="is_minimum",
            definition="专项工作的包干范围，按截至日期计入年度，同一单位的相加。",
            admin_path=_desk("taskforce", "scopes__as_of__year={year}"),
            dimensions={"task_force": "task_force__name"},
        )
    )
register(
    Fact(
        code="indicators",
        label="专项工作指标",
        unit="项",
        rows=lambda: Indicator.objects.all(),
        date_field="as_of",
        definition="专项工作的指标，按截至日期计入年度。",
        admin_path=_desk("taskforce", "indicators__as_of__year={year}"),
        dimensions={"name": "name", "task_force": "task_force__name"},
    )
)
register(
    Fact(
        code="indicators_met",
        label="全部完成的指标",
        unit="项",
        rows=lambda: Indicator.objects.filter(done=F("total")),
        date_field="as_of",
        definition="完成数等于总数的指标，按截至日期计入年度。",
        admin_path=_desk("taskforce", "indicators__as_of__year={year}"),
        dimensions={"name": "name", "on_time": "on_time"},
    )
)
register_rate(Rate("indicators_met_rate", "指标完成率", "indicators_met", "indicators", "全部完成的指标数除以指标数。"))
register(
    Fact(
        code="contact_areas",
        label="常委会领导联系点",
        unit="个",
        rows=lambda: ContactArea.objects.all(),
        date_field="assigned_on",
        distinct="place",
        definition="常委会领导联系的街道、乡镇，同一地点计一个，按确定日期计入年度。",
        admin_path=_desk("taskforce", "contact_areas__assigned_on__year={year}"),
        dimensions={"kind": "task_force__kind"},
    )
)
register(
    Fact(
        code="investments",
        label="引进项目",
        unit="个",
        rows=lambda: Investment.objects.filter(attracted_on__isnull=False),
        date_field="attracted_on",
        definition="已经签约的招商引资项目，按引进（签约）日期计入年度。",
        admin_path=_desk("investment", "attracted_on__year={year}"),
        dimensions={"stage": "stage"},
    )
)
register(
    Fact(
        code="investment_amount",
        label="引进投资",
        unit="元",
        rows=lambda: Investment.objects.filter(attracted_on__isnull=False, amount__isnull=False),
        date_field="attracted_on",
        sum_of="amount",
        definition="已经签约项目的投资额之和，单位元，按引进（签约）日期计入年度；没有登记投资额的项目不在内。",
        admin_path=_desk("investment", "attracted_on__year={year}&amount__isnull=0"),
        dimensions={"stage": "stage"},
    )
)
register(
    Fact(
        code="outcomes",
        label="工作成效",
        unit="项",
        rows=lambda: Outcome.objects.all(),
        date_field="reached_on",
        definition="出台的政策、建立的机制等，按取得日期计入年度。",
        admin_path=_desk("outcome", "reached_on__year={year}"),
        dimensions={"kind": "kind", "first_in": "first_in"},
    )
)
for _word, _code, _label in (
    (Unit.ENTERPRISES, "outcome_enterprises", "政策受益企业"),
    (Unit.PERSONS, "outcome_people", "政策受益人数"),
):
    register(
        Fact(
            code=_code,
            label=_label,
            unit=_word.value,
            rows=_gains(_word),
            date_field="as_of",
            sum_of="number",
            minimum="is_minimum",
            definition="由外部提供的受益数，按截至日期计入年度，各项成效相加。",
            admin_path=_desk("outcome", "beneficiaries__as_of__year={year}"),
            dimensions={"outcome": "outcome__title"},
        )
    )
register(
    Fact(
        code="own_rules",
        label="制度建设",
        unit="项",
        rows=lambda: OwnRule.objects.own().dated(),
        date_field="day",
        definition="常委会制定或者修订的制度，按印发日期计入年度，没有印发日期的按通过日期。",
        admin_path=_desk("ownrule", "kind__exact=own&day__year={year}"),
        dimensions={"is_revision": "is_revision"},
    )
)
register(
    Fact(
        code="party_documents",
        label="落实的党委文件",
        unit="件",
        rows=lambda: OwnRule.objects.of_the_party().dated(),
        date_field="day",
        definition="登记了文号的党委文件，按印发日期计入年度；没有日期的不计入任何年度。",
        admin_path=_desk("ownrule", "kind__exact=party&day__year={year}"),
    )
)
register(
    Fact(
        code="party_requests",
        label="请示报告",
        unit="次",
        rows=lambda: PartyRequest.objects.all(),
        date_field="sent_on",
        definition="向区委请示报告，一个文号计一次，按日期计入年度。",
        admin_path=_desk("partyrequest", "sent_on__year={year}"),
    )
)
register(
    Fact(
        code="organ_changes",
        label="机构变动",
        unit="项",
        rows=lambda: OrganChange.objects.dated(),
        date_field="day",
        definition="机构的设立、更名、撤销和职责调整，按机关登记中的生效日期计入年度。",
        admin_path=_desk("organchange", "day__year={year}"),
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="awards",
        label="评选表彰",
        unit="次",
        rows=lambda: Award.objects.all(),
        date_field="awarded_on",
        definition="开展的和受到的评选表彰，按表彰日期计入年度。",
        admin_path=_desk("award", "awarded_on__year={year}"),
        dimensions={"kind": "kind"},
    )
)
register(
    Fact(
        code="staff_trainings",
        label="机关干部培训",
        unit="期",
        rows=lambda: StaffTraining.objects.all(),
        date_field="starts_on",
        definition="机关干部培训班次，按开始日期计入年度。",
        admin_path=_desk("stafftraining", "starts_on__year={year}"),
    )
)
register(
    Fact(
        code="staff_trained",
        label="机关干部参加培训",
        unit="人次",
        rows=lambda: StaffTraining.objects.all(),
        date_field="starts_on",
        sum_of="participants",
        with_facts=("total_training",),
        definition=f"参加机关干部培训的人次，按开始日期计入年度。{_BOTH}",
        admin_path=_desk("stafftraining", "starts_on__year={year}"),
    )
)
