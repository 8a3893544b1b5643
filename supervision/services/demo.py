"""A small set of live work dated relative to today, so that each kind of user finds something to do.

Everything in it says 示例: bodies, people and texts are artificial. It goes through the same services as real work.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction

from congress.models import Organ, User
from congress.publishing import Content
from congress.roles import BY_CODE
from congress.services import publication, workdays
from congress.services.rechecks import Shown
from deputies.models import Mandate, Person, Seat, Term
from meetings.models import AgendaItem, Attendance, Leave, Meeting, OpinionPaper, OpinionPoint
from meetings.services import attendance, meeting_publication, meetings, opinions
from meetings.services.attendance import RollEntry
from supervision.models import FollowUp, SpecialReport
from supervision.services import demo_filings, demo_funds, demo_patrols, demo_people, follow_ups, reports
from supervision.services.demo_meetings import People, Sessions
from supervision.services.follow_ups import Answer

TERM_NUMBER = 10
MEMBERS = 27
_ALL_FIELDS = ["*"]


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration: who it stands for, and where that person starts."""

    username: str
    display_name: str
    roles: tuple[str, ...]
    starts_at: str
    organ_code: str = ""


ACCOUNTS = (
    DemoAccount("office", "办公室经办（示例）", ("office",), "/admin/", "demo-office"),
    DemoAccount("officehead", "办公室主任（示例）", ("office", "office_head"), "/admin/", "demo-office"),
    DemoAccount("personnel", "人事任免经办（示例）", ("personnel_officer",), "/admin/", "demo-office"),
    DemoAccount("chair", "主任会议成员（示例）", ("sc_chair",), "/workspace/"),
    DemoAccount("member", "常委会委员（示例）", ("sc_member",), "/workspace/"),
    DemoAccount("committee", "工委主任（示例）", ("wc_officer", "wc_head"), "/admin/", "demo-committee"),
    DemoAccount("legal", "监察和司法工委经办（示例）", ("legal_wc",), "/admin/", "demo-committee"),
    DemoAccount("unit", "承办单位经办（示例）", ("unit_clerk",), "/workspace/", "demo-bureau"),
    DemoAccount("unithead", "承办单位负责人（示例）", ("unit_head",), "/workspace/", "demo-bureau"),
    DemoAccount("reviewer", "公开审核员（示例）", ("reviewer",), "/admin/"),
    DemoAccount("deputieswc", "代表工委经办（示例）", ("deputies_wc",), "/admin/", "demo-committee"),
    DemoAccount("treasurer", "经费财务（示例）", ("treasurer",), "/admin/", "demo-office"),
    DemoAccount("fundsapprover", "经费审批（示例）", ("funds_approver",), "/admin/", "demo-office"),
    DemoAccount("street", "街道人大工委经办（示例）", ("street_wc",), "/workspace/", "demo-street"),
    DemoAccount("deputy", "代表001（示例）", ("deputy",), "/workspace/"),
    DemoAccount("auditor", "审计员（示例）", ("auditor",), "/admin/"),
    DemoAccount("sysadmin", "系统管理员（示例）", ("sysadmin",), "/admin/"),
)

ORGANS = (
    ("demo-office", Organ.Kind.OFFICE, "区人大常委会办公室（示例）"),
    ("demo-committee", Organ.Kind.WORKING_COMMITTEE, "示例工作委员会"),
    ("demo-bureau", Organ.Kind.GOVERNMENT_DEPARTMENT, "示例局"),
    ("demo-street", Organ.Kind.STREET_WORKING_COMMITTEE, "示例街道人大工委"),
    ("demo-township", Organ.Kind.TOWNSHIP_CONGRESS, "示例镇人民代表大会"),
)


def role_labels(account: DemoAccount) -> str:
    """The roles as people call them."""
    return "、".join(BY_CODE[role].label for role in account.roles)


@transaction.atomic
def load(*, password: str, today: date) -> bool:
    """Make the accounts and the live work once; False if they are there already."""
    is_new = not User.objects.filter(username=ACCOUNTS[0].username).exists()
    organs = {code: _organ(code, kind, name) for code, kind, name in ORGANS}
    for account in ACCOUNTS:
        _account(account, organs, password)
    if is_new:
        _Live(today, organs).build()
    return is_new


def _organ(code: str, kind: str, name: str) -> Organ:
    return Organ.objects.get_or_create(code=code, defaults={"kind": kind, "name": name, "rank": 900})[0]


def _account(account: DemoAccount, organs: dict[str, Organ], password: str) -> None:
    user, is_new = User.objects.get_or_create(
        username=account.username,
        defaults={
            "display_name": account.display_name,
            "email": f"{account.username}@example.test",
            "organ": organs.get(account.organ_code),
            "is_staff": any(BY_CODE[role].is_staff for role in account.roles),
        },
    )
    if is_new:
        user.set_password(password)
        user.save(update_fields=["password"])
        user.groups.set(Group.objects.filter(name__in=account.roles))


class _Live:
    """Builds the live work; dates are days from today, negative in the past."""

    def __init__(self, today: date, organs: dict[str, Organ]) -> None:
        self.today = today
        self.bureau, self.committee = organs["demo-bureau"], organs["demo-committee"]
        self.street, self.township = organs["demo-street"], organs["demo-township"]
        people = {account.username: User.objects.get(username=account.username) for account in ACCOUNTS}
        self.office, self.office_head = people["office"], people["officehead"]
        self.chair, self.committee_head = people["chair"], people["committee"]
        self.unit_head, self.reviewer = people["unithead"], people["reviewer"]
        self.deputy, self.member = people["deputy"], people["member"]
        self.legal, self.deputies_wc = people["legal"], people["deputieswc"]
        self.treasurer, self.funds_approver = people["treasurer"], people["fundsapprover"]
        self.sessions = Sessions(
            today,
            People(
                office=self.office,
                office_head=self.office_head,
                chair=self.chair,
                personnel=people["personnel"],
                member=self.member,
                deputy=self.deputy,
                office_organ=self.committee,
            ),
        )

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def workday(self, offset: int) -> date:
        """The working day on or before it: nobody meets on a Sunday."""
        day = self.day(offset)
        return day if workdays.is_workday(day) else workdays.previous_workday(day)

    def build(self) -> None:
        self.term = self._term()
        self._members()
        demo_people.build(
            term=self.term,
            street=self.street,
            township=self.township,
            actor=self.deputies_wc,
            today=self.today,
        )
        demo_funds.build(treasurer=self.treasurer, approver=self.funds_approver, today=self.today)
        demo_patrols.build(self.deputy, self.bureau, clerk=self.unit_head, actor=self.deputies_wc, today=self.today)
        # In order of time, so that the running numbers of the term are in order too.
        self._closed(title="示例垃圾分类", heard=-150)
        self._being_answered(title="示例养老服务", heard=-120, received=-95)
        self._answered(title="示例学前教育", heard=-110)
        self._being_answered(title="示例营商环境", heard=-96, received=-80)
        self._appointed()
        self._waiting_for_handover()
        self._waiting_for_adoption()
        self._in_session()
        self._coming_meeting()
        demo_filings.build(bureau=self.bureau, committee=self.committee, reviewer=self.legal, today=self.today)

    def _term(self) -> Term:
        running = Term.objects.on(self.today).first()
        if running:
            return running
        last = Term.objects.first()
        starts_on = self.day(-3 * 365)
        if last and last.ends_on and last.ends_on >= starts_on:
            starts_on = last.ends_on + timedelta(days=1)
        return Term.objects.create(number=max(TERM_NUMBER, last.number + 1 if last else 0), starts_on=starts_on)

    def _members(self) -> None:
        for number in range(1, MEMBERS + 1):
            account = self.member if number == MEMBERS - 5 else None
            person = Person(name=f"示例委员{number:02}", is_illustrative=True, account=account)
            person.set_keys()
            person.save()
            role = Seat.Role.CHAIR if number == 1 else Seat.Role.VICE_CHAIR if number <= 5 else Seat.Role.MEMBER
            Seat.objects.create(person=person, term=self.term, role=role, rank=number, starts_on=self.term.starts_on)
        deputy = Person(name="代表001（示例）", is_illustrative=True, account=self.deputy)
        deputy.set_keys()
        deputy.save()
        Mandate.objects.create(
            person=deputy,
            term=self.term,
            level=Mandate.Level.DISTRICT,
            constituency="示例选区",
            starts_on=self.term.starts_on,
        )

    def _meeting(self, kind: str, day: date) -> Meeting:
        meeting = Meeting(
            term=self.term,
            kind=kind,
            starts_on=day,
            ends_on=day,
            place="示例会议室",
            illustrative=_ALL_FIELDS,
        )
        meeting.full_clean()
        meeting.save()
        return meeting

    def _item(self, meeting: Meeting, title: str) -> AgendaItem:
        return AgendaItem.objects.create(
            meeting=meeting,
            order=meeting.items.count() + 1,
            title=title,
            reporting_organ=self.bureau,
            illustrative=_ALL_FIELDS,
        )

    def _coming_meeting(self) -> None:
        """A dated meeting whose report the organ still owes."""
        meeting = self._meeting(Meeting.Kind.STANDING_COMMITTEE, self.workday(34))
        report = SpecialReport(
            item=self._item(meeting, "（示例）关于示例工作情况的报告"),
            organ=self.bureau,
            working_committee=self.committee,
            illustrative=_ALL_FIELDS,
        )
        meetings.schedule(meeting, actor=self.office, today=self.today)
        reports.start(report, actor=self.office, today=self.today)
        self._publish(meeting, meeting_publication.compose(meeting))
        self.sessions.prepare(meeting)
        self.sessions.propose(meeting)

    def _appointed(self) -> None:
        """Two were appointed three weeks ago; one owes the oath, and the minutes wait for approval."""
        day = self.workday(-21)
        screening = self._meeting(Meeting.Kind.CHAIR_MEETING, self.workday(-24))
        meeting = self._meeting(Meeting.Kind.STANDING_COMMITTEE, day)
        self._hold(screening)
        self.sessions.appoint(screening, meeting)

    def _in_session(self) -> None:
        """A meeting of the committee that sits today, with votes to enter."""
        screening = self._meeting(Meeting.Kind.CHAIR_MEETING, self.workday(-4))
        self._hold(screening)
        self.sessions.sit(screening, self._meeting(Meeting.Kind.STANDING_COMMITTEE, self.today))

    def _heard(self, title: str, offset: int) -> SpecialReport:
        """A report that was heard at a meeting in the past, its papers in time."""
        meeting = self._meeting(Meeting.Kind.STANDING_COMMITTEE, self.workday(offset))
        before = self.day(offset - 40)
        report = SpecialReport(
            item=self._item(meeting, f"（示例）关于{title}情况的报告"),
            organ=self.bureau,
            working_committee=self.committee,
            summary="（示例）本段为示例文字，用于说明报告提要的位置。",
            illustrative=_ALL_FIELDS,
        )
        meetings.schedule(meeting, actor=self.office, today=before)
        reports.start(report, actor=self.office, today=before)
        reports.receive_draft(report, on=self.day(offset - 26), actor=self.office, today=self.day(offset - 26))
        reports.comment(report, on=self.day(offset - 22), actor=self.committee_head)
        reports.receive_final(report, on=self.day(offset - 14), actor=self.office)
        reports.issue(report, on=self.day(offset - 11), actor=self.office)
        meetings.give_notice(meeting, on=self.day(offset - 12), actor=self.office)
        meetings.send_papers(
            meeting, on=self.day(offset - 11), actor=self.office, missing_reason="（示例）示例会议不附材料文件。"
        )
        away = meeting.attendances.filter(person__name__in=("示例委员26", "示例委员27")).select_related("person")
        entries = [
            RollEntry(row, Attendance.Status.ON_LEAVE, leave_reason=Leave.Reason.OFFICIAL, granted_by="（示例）主任")
            for row in away
        ]
        attendance.take_roll(meeting, entries, actor=self.office, today=meeting.starts_on)
        meetings.open_meeting(meeting, actor=self.office, today=meeting.starts_on)
        report.item.refresh_from_db()
        reports.hear(report, actor=self.office)
        meetings.close_meeting(meeting, actor=self.office)
        self.sessions.approve_minutes(meeting)
        self._publish(meeting, meeting_publication.compose(meeting))
        self._publish(report, reports.compose(report))
        return report

    def _hold(self, meeting: Meeting) -> None:
        """A chairpersons' meeting that took place."""
        meetings.schedule(meeting, actor=self.office, today=meeting.starts_on)
        attendance.all_present(meeting, actor=self.office)
        meetings.open_meeting(meeting, actor=self.office, today=meeting.starts_on)
        meetings.close_meeting(meeting, actor=self.office)
        self.sessions.approve_minutes(meeting)

    def _paper(self, report: SpecialReport, title: str) -> OpinionPaper:
        paper = OpinionPaper.objects.create(
            item=report.item,
            title=f"（示例）关于{title}情况报告的审议意见",
            working_committee=self.committee,
            illustrative=_ALL_FIELDS,
        )
        for order, text in enumerate(
            (
                "（示例）进一步健全工作机制，明确责任分工和时间节点。",
                "（示例）加大资金保障力度，提高资金使用绩效。",
                "（示例）加强宣传引导，及时公开工作进展。",
            ),
            start=1,
        ):
            OpinionPoint.objects.create(paper=paper, order=order, text=text)
        opinions.submit(paper, actor=self.committee_head)
        return paper

    def _adopted(self, title: str, *, heard: int, adopted: int) -> OpinionPaper:
        paper = self._paper(self._heard(title, heard), title)
        meeting = self._meeting(Meeting.Kind.CHAIR_MEETING, self.workday(adopted))
        self._hold(meeting)
        opinions.adopt(paper, meeting=meeting, on=meeting.starts_on, actor=self.chair, today=meeting.starts_on)
        return paper

    def _waiting_for_adoption(self) -> None:
        """A text that waits for the chairpersons' meeting of today."""
        self._paper(self._heard("示例公共文化服务", -8), "示例公共文化服务")
        meeting = self._meeting(Meeting.Kind.CHAIR_MEETING, self.today)
        meetings.schedule(meeting, actor=self.office, today=self.today)
        attendance.all_present(meeting, actor=self.office)
        meetings.open_meeting(meeting, actor=self.office, today=self.today)

    def _waiting_for_handover(self) -> None:
        """An adopted text that the office must hand over within the week."""
        self._adopted("示例水环境治理", heard=-15, adopted=-2)

    def _handed_over(self, title: str, *, heard: int, received: int) -> FollowUp:
        paper = self._adopted(title, heard=heard, adopted=received - 5)
        day = self.day(received - 2)
        follow_up = follow_ups.hand_over(paper, [self.bureau], on=day, actor=self.office, today=day)[0]
        self._publish(paper, opinions.compose(paper))
        FollowUp.objects.filter(pk=follow_up.pk).update(illustrative=_ALL_FIELDS)
        follow_up.refresh_from_db()
        received_on = self.day(received)
        follow_ups.acknowledge(
            follow_up, on=received_on, leader="示例局分管领导", actor=self.unit_head, today=received_on
        )
        return follow_up

    def _being_answered(self, *, title: str, heard: int, received: int) -> None:
        """With the organ: due soon, or late."""
        self._handed_over(title, heard=heard, received=received)

    def _reported(self, title: str, *, heard: int) -> FollowUp:
        follow_up = self._handed_over(title, heard=heard, received=heard + 15)
        answers = [Answer(answer, "（示例）已按要求落实。") for answer in follow_up.answers.all()]
        text = "（示例）收到审议意见后，专题研究部署，逐条制定措施并组织落实。"
        follow_ups.submit_draft(follow_up, text=text, answers=answers, on=self.day(heard + 70), actor=self.unit_head)
        follow_ups.comment(follow_up, text="无意见", actor=self.committee_head)
        follow_ups.report(
            follow_up,
            text=text,
            signed_by="示例局局长",
            answers=answers,
            attachments=[],
            on=self.day(heard + 80),
            actor=self.unit_head,
        )
        return follow_up

    def _answered(self, *, title: str, heard: int) -> None:
        """A report on the office's desk."""
        self._reported(title, heard=heard)

    def _closed(self, *, title: str, heard: int) -> None:
        """Closed; everything published but the handling report, which waits for the reviewer."""
        follow_up = self._reported(title, heard=heard)
        follow_ups.circulate(follow_up, on=self.day(heard + 85), actor=self.office)
        for answer in follow_up.answers.all():
            follow_ups.settle_point(answer, status="closed", reason="", actor=self.office)
        follow_ups.accept(
            follow_up,
            on=self.day(heard + 95),
            note="（示例）主任会议同意办结。",
            shown=Shown(place="（示例）现场查看办理情况"),
            actor=self.office,
        )
        for duty in (follow_up.deputies_duty, follow_up.society_duty):
            if duty is not None:
                publication.prepare(duty, content=follow_ups.compose(follow_up), actor=self.office)

    def _publish(self, record: Meeting | SpecialReport | OpinionPaper, content: Content) -> None:
        record.refresh_from_db()
        for duty in (record.deputies_duty, record.society_duty):
            if duty is None:
                continue
            publication.prepare(duty, content=content, actor=self.office)
            publication.redact(duty, content=content, files=[], actor=self.reviewer)
            publication.approve(duty, actor=self.chair)
            publication.publish(duty, actor=self.reviewer)
