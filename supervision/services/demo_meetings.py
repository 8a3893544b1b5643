"""Meetings at work in the demonstration: one to prepare, one in session, minutes to approve, people to appoint.

Dates are days from today; people and posts are artificial and say so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from congress.models import Organ, User
from congress.services import workdays
from deputies.models import Person
from meetings.models import (
    Act,
    AgendaItem,
    Attendance,
    Gallery,
    Leave,
    Meeting,
    OathCeremony,
    PersonnelAction,
    PersonnelMotion,
    Post,
    PostCategory,
    Vote,
)
from meetings.services import acts, agenda, attendance, meetings, minutes, personnel, posts, votes
from meetings.services.attendance import RollEntry

EXAMPLE: Final = ["*"]
#: days before a meeting on which things are done in the demonstration
_MOTION, _NOTICE, _PAPERS = 14, 9, 8
_NO_FILES: Final = "（示例）示例会议不附材料文件。"


@dataclass(frozen=True)
class People:
    """The accounts that act in the demonstration."""

    office: User
    office_head: User
    chair: User
    personnel: User
    member: User
    deputy: User
    office_organ: Organ


class Sessions:
    """Builds the meetings; each method leaves one thing for somebody to do."""

    def __init__(self, today: date, people: People) -> None:
        self.today, self.people = today, people
        self.clerk = people.office

    def day(self, offset: int) -> date:
        """The day so far from today; negative in the past."""
        return self.today + timedelta(days=offset)

    def workday(self, offset: int) -> date:
        """The working day on or before it."""
        day = self.day(offset)
        return day if workdays.is_workday(day) else workdays.previous_workday(day)

    def prepare(self, meeting: Meeting) -> None:
        """A coming meeting: a leave to grant, a deputy who is invited, and seats for citizens to sign up for."""
        person = Person.objects.get(account=self.people.member)
        row = meeting.attendances.get(person=person)
        attendance.request_leave(
            row, reason_kind=Leave.Reason.OFFICIAL, note="（示例）外出开会", actor=self.people.member
        )
        deputy = Person.objects.get(account=self.people.deputy)
        attendance.invite(meeting, deputy, capacity=Attendance.Capacity.INVITED_DEPUTY, actor=self.clerk)
        seats = Gallery(
            meeting=meeting,
            seats=5,
            opens_on=self.today,
            closes_on=meeting.starts_on - timedelta(days=3),
            note="（示例）请携带身份证，提前十五分钟到场。",
        )
        seats.full_clean()
        seats.save()

    def appoint(self, screening: Meeting, meeting: Meeting) -> None:
        """A meeting of the past that appointed two: one has sworn, the other owes the oath; its minutes wait."""
        names = ("示例干部01", "示例干部02")
        motion = self._motion(meeting, names, received_on=meeting.starts_on - timedelta(days=_MOTION))
        self._through_screening(motion, screening)
        item = self._item(meeting, "（示例）人事任免", AgendaItem.Kind.PERSONNEL, is_for_vote=True)
        decision = self._item(meeting, "（示例）关于示例事项的决定（草案）", AgendaItem.Kind.ACT, is_for_vote=True)
        self._call(meeting)
        personnel.table(motion, item=item, actor=self.people.personnel)
        self._open(meeting)
        self._explain(motion, meeting.starts_on)
        vote = self._vote(item, "（示例）任命事项", Vote.Kind.PERSONNEL, Vote.Method.ELECTRONIC)
        actions = list(motion.actions.select_related("motion__meeting", "post__category", "person"))
        personnel.decide(actions, vote=vote, actor=self.people.personnel)
        self._adopt(decision)
        personnel.announce(actions, on=meeting.starts_on, actor=self.people.personnel)
        personnel.issue_letters(actions, on=meeting.starts_on, actor=self.people.personnel)
        ceremony = OathCeremony(
            held_on=meeting.starts_on,
            place="示例会议室",
            presided_by="示例委员01",
            meeting=meeting,
            illustrative=EXAMPLE,
        )
        personnel.swear(ceremony, actions[:1], actor=self.people.personnel)
        meetings.close_meeting(meeting, actor=self.clerk)
        paper = minutes.draft(meeting, actor=self.clerk)
        minutes.submit(paper, actor=self.clerk)

    def sit(self, screening: Meeting, meeting: Meeting) -> None:
        """A meeting that is in session today: a report heard, a decision and an appointment to vote on."""
        motion = self._motion(meeting, ("示例干部03",), received_on=self.day(-_MOTION))
        self._through_screening(motion, screening)
        heard = self._item(meeting, "（示例）关于示例工作情况的汇报", AgendaItem.Kind.OTHER)
        self._item(meeting, "（示例）关于示例项目的决定（草案）", AgendaItem.Kind.ACT, is_for_vote=True)
        item = self._item(meeting, "（示例）人事任免", AgendaItem.Kind.PERSONNEL, is_for_vote=True)
        self._call(meeting)
        personnel.table(motion, item=item, actor=self.people.personnel)
        self._open(meeting)
        heard.refresh_from_db()
        agenda.note(heard, actor=self.clerk)
        self._explain(motion, meeting.starts_on)

    def propose(self, meeting: Meeting) -> None:
        """A motion that waits for the next chairpersons' meeting."""
        motion = self._motion(meeting, ("示例干部04", "示例干部05"), received_on=self.today)
        for action in motion.actions.select_related("motion__meeting"):
            personnel.record_exam(action, taken_on=self.today, actor=self.people.personnel)
        personnel.submit(motion, actor=self.people.personnel, today=self.today)

    def approve_minutes(self, meeting: Meeting) -> None:
        """Minutes drafted by the clerk and approved by the head of the office."""
        paper = minutes.draft(meeting, actor=self.clerk)
        minutes.submit(paper, actor=self.clerk)
        minutes.approve(paper, actor=self.people.office_head, today=meeting.ends_on)
        meetings.minute(meeting, actor=self.clerk)

    def _motion(self, meeting: Meeting, names: tuple[str, ...], *, received_on: date) -> PersonnelMotion:
        category = PostCategory.objects.get(code="committee_officer")
        motion = PersonnelMotion(
            title="（示例）主任会议关于提请任命职务的议案",
            proposer=category.proposer,
            signed_by="示例委员01",
            received_on=received_on,
            meeting=meeting,
            illustrative=EXAMPLE,
        )
        actions = [
            PersonnelAction(person=self._person(name), post=self._post(category, name), illustrative=EXAMPLE)
            for name in names
        ]
        personnel.receive(motion, actions, actor=self.people.personnel, today=received_on)
        return motion

    def _person(self, name: str) -> Person:
        person = Person(name=name, is_illustrative=True)
        person.set_keys()
        person.save()
        return person

    def _post(self, category: PostCategory, name: str) -> Post:
        post = Post(
            category=category,
            organ=self.people.office_organ,
            title=f"示例工作委员会副主任{name[-2:]}（示例）",
            illustrative=EXAMPLE,
        )
        return posts.establish(post, actor=self.people.personnel)

    def _through_screening(self, motion: PersonnelMotion, screening: Meeting) -> None:
        for action in motion.actions.select_related("motion__meeting"):
            personnel.record_exam(action, taken_on=motion.received_on, actor=self.people.personnel)
        personnel.submit(motion, actor=self.people.personnel, today=motion.received_on)
        personnel.screen(motion, at=screening, actor=self.people.chair)

    def _explain(self, motion: PersonnelMotion, on: date) -> None:
        personnel.explain(motion, by="示例委员01", actor=self.people.personnel)
        for action in motion.actions.select_related("motion__meeting", "post__category"):
            if action.post.category.needs_speech:
                personnel.note_speech(action, on=on, actor=self.people.personnel)

    def _item(self, meeting: Meeting, title: str, kind: str, *, is_for_vote: bool = False) -> AgendaItem:
        item = AgendaItem(
            meeting=meeting, order=0, title=title, kind=kind, is_for_vote=is_for_vote, illustrative=EXAMPLE
        )
        return agenda.add(item, actor=self.clerk)

    def _call(self, meeting: Meeting) -> None:
        """Dated, told, papers out."""
        before = meeting.starts_on - timedelta(days=_NOTICE)
        meetings.schedule(meeting, actor=self.clerk, today=before)
        meetings.give_notice(meeting, on=before, actor=self.clerk)
        papers_on = meeting.starts_on - timedelta(days=_PAPERS)
        meetings.send_papers(meeting, on=papers_on, actor=self.clerk, missing_reason=_NO_FILES)

    def _open(self, meeting: Meeting) -> None:
        away = meeting.attendances.select_related("person").get(person__name="示例委员27")
        entry = RollEntry(away, Attendance.Status.ON_LEAVE, leave_reason=Leave.Reason.OFFICIAL, granted_by="示例委员01")
        attendance.take_roll(meeting, [entry], actor=self.clerk, today=meeting.starts_on)
        meetings.open_meeting(meeting, actor=self.clerk, today=meeting.starts_on)

    def _vote(self, item: AgendaItem, title: str, kind: str, method: str) -> Vote:
        item.refresh_from_db()
        vote = Vote(
            meeting=item.meeting,
            item=item,
            kind=kind,
            title=title,
            method=method,
            held_on=item.meeting.starts_on,
            yes=24,
            no=1,
            abstain=1,
            illustrative=EXAMPLE,
        )
        return votes.record(vote, actor=self.clerk)

    def _adopt(self, item: AgendaItem) -> None:
        day = item.meeting.starts_on
        vote = self._vote(item, "（示例）关于示例事项的决定", Vote.Kind.ACT, Vote.Method.ELECTRONIC)
        act = Act(
            kind=Act.Kind.DECISION,
            title="（示例）关于示例事项的决定",
            meeting=item.meeting,
            item=item,
            adopted_on=day,
            text="（示例）本段为示例文字，用于说明决定正文的位置。",
            illustrative=EXAMPLE,
        )
        acts.adopt(act, vote=vote, actor=self.clerk, today=day)
        acts.number(act, actor=self.clerk)
