"""What can be counted of duty (F135, F136): 人次 counts rows of the ledger, 人 counts persons (handbook §1.9)."""

from collections.abc import Callable
from typing import Final

from django.db.models import QuerySet

from congress.facts import Fact, Rate, register, register_rate
from deputies.models import ActivityAttendance, DutyActivity, DutyKind, Mandate

_OF_ROWS: Final = {
    "类别": "activity__kind",
    "专项活动": "activity__campaign",
    "代表层级": "mandate__level",
    "代表团": "mandate__delegation__name",
    "身份": "role",
}
_YEAR: Final = "activity__starts_on__year"


def _desk(year: int, kind: str = "") -> str:
    of_kind = f"&activity__kind__exact={kind}" if kind else ""
    return f"/admin/deputies/activityattendance/?turn=counted&{_YEAR}={year}{of_kind}"


def _of(kind: str) -> QuerySet[ActivityAttendance]:
    return ActivityAttendance.objects.counted().of_kinds(kind)


def _rows_of_the_district(kind: str) -> Callable[[], QuerySet[ActivityAttendance]]:
    def rows() -> QuerySet[ActivityAttendance]:
        counted = _of(kind) if kind else ActivityAttendance.objects.counted()
        return counted.filter(mandate__level=Mandate.Level.DISTRICT)

    return rows


def _list_of_the_district(kind: str) -> Callable[[int], str]:
    return lambda year: f"{_desk(year, kind)}&mandate__level__exact={Mandate.Level.DISTRICT}"


register(
    Fact(
        code="duty_activities",
        label="代表履职活动",
        unit="次",
        rows=lambda: DutyActivity.objects.organised(),
        date_field="starts_on",
        definition="有组织单位的履职活动，按开始日期计入年度；代表自行登记的不计。",
        admin_path=lambda year: f"/admin/deputies/dutyactivity/?is_own__exact=0&starts_on__year={year}",
        dimensions={"类别": "kind", "专项活动": "campaign", "组织单位": "organiser__name"},
    )
)
register(
    Fact(
        code="duty_times",
        label="代表履职人次",
        unit="人次",
        rows=lambda: ActivityAttendance.objects.counted(),
        date_field="activity__starts_on",
        definition="已核实的参加记录，按活动开始日期计入年度；同一人参加几次计几人次。",
        admin_path=_desk,
        dimensions=_OF_ROWS,
        minimum="activity__is_minimum",
    )
)
register(
    Fact(
        code="duty_people",
        label="参加履职的代表",
        unit="人",
        rows=lambda: ActivityAttendance.objects.counted(),
        date_field="activity__starts_on",
        definition="有已核实参加记录的代表，按活动开始日期计入年度；同一人无论几次、有几个代表资格都计一人。",
        admin_path=_desk,
        distinct="person",
        dimensions=_OF_ROWS,
    )
)
register(
    Fact(
        code="duty_hours",
        label="代表履职时长",
        unit="小时",
        rows=lambda: ActivityAttendance.objects.counted(),
        date_field="activity__starts_on",
        definition="已核实参加记录的时长合计，按活动开始日期计入年度。",
        admin_path=_desk,
        sum_of="hours",
        dimensions=_OF_ROWS,
    )
)
register(
    Fact(
        code="duty_reports",
        label="代表向选民述职",
        unit="人次",
        rows=lambda: _of(DutyKind.REPORT),
        date_field="activity__starts_on",
        definition="已核实的向选民述职记录，按述职日期计入年度；一位代表述职一次计一人次。",
        admin_path=lambda year: _desk(year, DutyKind.REPORT),
        dimensions=_OF_ROWS,
        minimum="activity__is_minimum",
    )
)
register(
    Fact(
        code="duty_patrols",
        label="代表参与巡查",
        unit="人次",
        rows=lambda: _of(DutyKind.PATROL),
        date_field="activity__starts_on",
        definition="已核实的巡查参加记录，按开始日期计入年度；治水巡查等按“专项活动”分列。巡查发现的问题另计。",
        admin_path=lambda year: _desk(year, DutyKind.PATROL),
        dimensions=_OF_ROWS,
        minimum="activity__is_minimum",
    )
)
# Who has duty holds a mandate on its day, so each share is of those who held one on some day of the year: who came by
# by-election counts from then on, who left the year before does not.
for _part, _kind, _label, _what in (
    ("duty_district_people", "", "参加履职的区人大代表", "有已核实参加记录"),
    ("duty_district_reporters", DutyKind.REPORT, "向选民述职的区人大代表", "有已核实述职记录"),
):
    register(
        Fact(
            code=_part,
            label=_label,
            unit="人",
            rows=_rows_of_the_district(_kind),
            date_field="activity__starts_on",
            definition=f"本年内{_what}的区人大代表，按活动开始日期计入年度；同一人无论几次都计一人。",
            admin_path=_list_of_the_district(_kind),
            distinct="person",
            dimensions=_OF_ROWS,
        )
    )
    register_rate(
        Rate(
            f"{_part}_share",
            f"{_label}占比",
            _part,
            "district_deputies",
            "除以本年内在任过的区人大代表人数：年内补选的自当选起、年内终止的至终止止都计一人，上年已终止的不计。",
        )
    )
