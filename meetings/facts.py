"""What can be counted of meetings."""

from typing import Final

from django.db.models import QuerySet

from congress.facts import Fact, Rate, register, register_rate
from deputies.models import Mandate
from meetings.models import Act, Attendance, Candidate, Meeting, Oath, PersonnelAction, PostCategory, Vote

_DAY: Final = "meeting__starts_on"


def _members(kind: str, *, present: bool) -> QuerySet[Attendance]:
    rows = Attendance.objects.voting().filter(meeting__kind=kind, meeting__status__in=Meeting.HELD)
    rows = rows.exclude(status=Attendance.Status.UNRECORDED)
    return rows.present() if present else rows


def _personnel() -> QuerySet[PersonnelAction]:
    return PersonnelAction.objects.counted()


def _elected() -> QuerySet[Candidate]:
    levels = (Mandate.Level.CITY, Mandate.Level.DISTRICT)
    return Candidate.objects.filter(is_elected=True, mandate__level__in=levels)


def _announced(kind: str, year: int) -> str:
    return f"/announcements/?kind={kind}&year={year}"


register(
    Fact(
        code="committee_meetings",
        label="常委会会议",
        unit="次",
        rows=lambda: Meeting.objects.of_committee().held(),
        date_field="starts_on",
        definition="已召开的常委会会议，按召开日期计入年度；不由届内次数推算。",
        public_path=lambda year: f"/meetings/?kind=standing_committee&year={year}",
        admin_path=lambda year: f"/admin/meetings/meeting/?kind__exact=standing_committee&starts_on__year={year}",
    )
)
register(
    Fact(
        code="chair_meetings",
        label="主任会议",
        unit="次",
        rows=lambda: Meeting.objects.of_chairpersons().held(),
        date_field="starts_on",
        definition="已召开的主任会议；主任（扩大）会议不计入。",
        public_path=lambda year: f"/meetings/?kind=chair_meeting&year={year}",
        admin_path=lambda year: f"/admin/meetings/meeting/?kind__exact=chair_meeting&starts_on__year={year}",
    )
)
register(
    Fact(
        code="acts",
        label="决议决定",
        unit="项",
        rows=lambda: Act.objects.all(),
        date_field="adopted_on",
        definition="常委会会议通过的决议、决定和制度办法，按通过日期计入年度。",
        public_path=lambda year: f"/acts/?year={year}",
        admin_path=lambda year: f"/admin/meetings/act/?adopted_on__year={year}",
    )
)
register(
    Fact(
        code="votes",
        label="表决",
        unit="次",
        rows=lambda: Vote.objects.valid().filter(meeting__kind=Meeting.Kind.STANDING_COMMITTEE),
        date_field="held_on",
        definition="常委会会议上有效的表决，按表决日期计入年度；作废的轮次、满意度测评不计入。",
        public_path=lambda year: f"/meetings/?kind=standing_committee&year={year}",
        admin_path=lambda year: (
            f"/admin/meetings/vote/?meeting__kind__exact=standing_committee&status__exact=counted&held_on__year={year}"
        ),
        dimensions={"kind": "kind", "method": "method", "passed": "passed"},
    )
)
register(
    Fact(
        code="personnel_actions",
        label="任免国家机关工作人员",
        unit="人次",
        rows=_personnel,
        date_field="decided_on",
        definition=(
            "常委会会议表决通过的任命、免职、决定代理、接受辞职、撤职，一人一职一次任免计一人次，按表决日期计入年度；"
            "人民陪审员等不计入统计的职务除外。"
        ),
        public_path=lambda year: _announced("appointment", year),
        admin_path=lambda year: f"/admin/meetings/personnelaction/?count_in_stats__exact=1&decided_on__year={year}",
        dimensions={"act": "act", "category": "post__category__code", "proposer": "motion__proposer"},
    )
)
register(
    Fact(
        code="personnel_people",
        label="任免涉及人员",
        unit="人",
        rows=_personnel,
        date_field="decided_on",
        distinct="person",
        definition="任免人次所涉及的人员；同一人有几项任免的计一人。",
        public_path=lambda year: _announced("appointment", year),
        admin_path=lambda year: f"/admin/meetings/personnelaction/?count_in_stats__exact=1&decided_on__year={year}",
        dimensions={"act": "act", "category": "post__category__code"},
    )
)
register(
    Fact(
        code="oaths",
        label="组织宪法宣誓",
        unit="人次",
        rows=lambda: Oath.objects.filter(ceremony__organiser=PostCategory.OathOrganiser.COMMITTEE),
        date_field="ceremony__held_on",
        definition=(
            "由区人大常委会（主任会议）组织的宪法宣誓，一人宣誓一次计一人次，按仪式日期计入年度；"
            "由区法院、区检察院、区监委等组织的不计入，与任免人次不是同一范围。"
        ),
        public_path=lambda year: _announced("appointment", year),
        admin_path=lambda year: f"/admin/meetings/oathceremony/?held_on__year={year}",
        dimensions={"category": "action__post__category__code"},
    )
)
register(
    Fact(
        code="oaths_of_all",
        label="宪法宣誓（全部组织者）",
        unit="人次",
        rows=lambda: Oath.objects.all(),
        date_field="ceremony__held_on",
        definition="登记在册的宪法宣誓，不论由谁组织，按仪式日期计入年度。",
        admin_path=lambda year: f"/admin/meetings/oathceremony/?held_on__year={year}",
        dimensions={"organiser": "ceremony__organiser"},
    )
)
register(
    Fact(
        code="by_elections",
        label="补选市、区人大代表",
        unit="名",
        rows=_elected,
        date_field="by_election__polling_on",
        definition="补选当选并经确认代表资格的市、区人大代表，两种程序合计，按选举日计入年度。",
        public_path=lambda year: _announced("by_election", year),
        admin_path=lambda year: f"/admin/meetings/byelection/?polling_on__year={year}",
        dimensions={"level": "mandate__level", "procedure": "by_election__procedure"},
    )
)
register(
    Fact(
        code="invited_deputies",
        label="代表列席常委会会议",
        unit="人次",
        rows=lambda: Attendance.objects.present().filter(
            capacity=Attendance.Capacity.INVITED_DEPUTY,
            meeting__kind=Meeting.Kind.STANDING_COMMITTEE,
            meeting__status__in=Meeting.HELD,
        ),
        date_field=_DAY,
        definition="应邀列席已召开的常委会会议并到会的代表，一人一次会议计一人次。",
        public_path=lambda year: f"/meetings/?kind=standing_committee&year={year}",
        admin_path=lambda year: f"/admin/meetings/meeting/?kind__exact=standing_committee&starts_on__year={year}",
    )
)
for _code, _kind, _body in (
    ("committee", Meeting.Kind.STANDING_COMMITTEE, "常委会会议"),
    ("chair", Meeting.Kind.CHAIR_MEETING, "主任会议"),
):
    register(
        Fact(
            code=f"{_code}_expected",
            label=f"{_body}应到",
            unit="人次",
            rows=lambda kind=_kind: _members(kind, present=False),  # type: ignore[misc]
            date_field=_DAY,
            definition=f"已召开的{_body}当日在任的组成人员，一人一次会议计一人次；没有登记出席的会议不计入。",
            admin_path=lambda year, kind=_kind: f"/admin/meetings/meeting/?kind__exact={kind}&starts_on__year={year}",  # type: ignore[misc]
            dimensions={"status": "status"},
        )
    )
    register(
        Fact(
            code=f"{_code}_present",
            label=f"{_body}实到",
            unit="人次",
            rows=lambda kind=_kind: _members(kind, present=True),  # type: ignore[misc]
            date_field=_DAY,
            definition=f"出席{_body}的组成人员，中途到会、离会的计入；请假、缺席的不计入。",
            admin_path=lambda year, kind=_kind: f"/admin/meetings/meeting/?kind__exact={kind}&starts_on__year={year}",  # type: ignore[misc]
        )
    )
    register_rate(
        Rate(
            code=f"{_code}_attendance",
            label=f"{_body}出席率",
            part=f"{_code}_present",
            whole=f"{_code}_expected",
            definition=f"{_body}实到人次除以应到人次。",
        )
    )
