"""What can be counted of patrols: findings recorded here, and batches of a platform, which are never both."""

from congress.facts import Fact, register
from deputies.models import ImportBatch, PatrolFinding, PatrolRound

_BOTH = "平台批次的记录数与本系统上报的合计；由文件导入的记录计在批次中，不重复计。"


register(
    Fact(
        code="patrol_rounds",
        label="巡查活动",
        unit="次",
        rows=lambda: PatrolRound.objects.all(),
        date_field="starts_on",
        definition="代表巡查活动，按开始日期计入年度。",
        admin_path=lambda year: f"/admin/deputies/patrolround/?starts_on__year={year}",
        dimensions={"theme": "theme"},
    )
)
register(
    Fact(
        code="patrol_findings",
        label="本系统上报的巡查记录",
        unit="条",
        rows=lambda: PatrolFinding.objects.filter(batch__isnull=True),
        date_field="found_on",
        definition="代表在本系统上报的巡查问题，按发现日期计入年度。",
        admin_path=lambda year: f"/admin/deputies/patrolfinding/?batch__isnull=1&found_on__year={year}",
        dimensions={"category": "category__name", "status": "status"},
    )
)
register(
    Fact(
        code="patrol_records",
        label="巡查记录",
        unit="条",
        rows=lambda: ImportBatch.objects.all(),
        date_field="ends_on",
        sum_of="records",
        minimum="records_is_minimum",
        with_facts=("patrol_findings",),
        definition=f"按批次截至日期、本系统上报的按发现日期计入年度。{_BOTH}",
        admin_path=lambda year: f"/admin/deputies/importbatch/?ends_on__year={year}",
        dimensions={"subject": "subject", "platform": "platform"},
    )
)
register(
    Fact(
        code="patrol_findings_assigned",
        label="在本系统交办的巡查问题",
        unit="个",
        rows=lambda: PatrolFinding.objects.filter(assigned_on__isnull=False, was_handed_over_elsewhere=False),
        date_field="assigned_on",
        definition="在本系统交办的巡查问题，按首次交办日期计入年度；平台上已经交办的计在批次中。",
        admin_path=lambda year: f"/admin/deputies/patrolfinding/?assigned_on__year={year}",
        dimensions={"category": "category__name", "organ": "organ__name", "status": "status"},
    )
)
register(
    Fact(
        code="patrol_issues",
        label="巡查交办问题",
        unit="个",
        rows=lambda: ImportBatch.objects.all(),
        date_field="ends_on",
        sum_of="handed_over",
        minimum="handed_over_is_minimum",
        with_facts=("patrol_findings_assigned",),
        definition="平台批次的交办数与在本系统交办的合计；平台上已经交办的不重复计。",
        admin_path=lambda year: f"/admin/deputies/importbatch/?ends_on__year={year}",
        dimensions={"subject": "subject", "platform": "platform"},
    )
)
