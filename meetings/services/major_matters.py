"""Matters of weight: received, screened by the chairpersons' meeting, tabled, deliberated; their three clocks.

Motions come thirty days before the committee's meeting, reports twenty, and each is deliberated within three months of
receipt. Source: 《浙江省各级人大常委会讨论决定重大事项的规定》(2018) arts 4, 5, 10, 11, 14; 地方组织法 art 52.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import LegalRule, Obligation, Organ, User
from congress.official.numerals import date_text
from congress.services import activity, attachments, deadlines, notifications, obligations
from congress.services.attachments import Upload
from congress.services.obligations import Duty
from deputies.models import Person, Seat
from meetings.models import AgendaItem, MajorMatter, Meeting
from meetings.services import agenda

Status = MajorMatter.Status
Sponsor = AgendaItem.Sponsor

DELIBERATION: Final = "MAJ-3M"
MOTION: Final = "MAJ-30"
REPORT: Final = "MAJ-20"

#: the kind of organ behind a sponsor; others are no organs of their own
_ORGANS: Final = {
    Sponsor.GOVERNMENT: Organ.Kind.GOVERNMENT,
    Sponsor.SUPERVISORY_COMMISSION: Organ.Kind.SUPERVISORY_COMMISSION,
    Sponsor.COURT: Organ.Kind.COURT,
    Sponsor.PROCURATORATE: Organ.Kind.PROCURATORATE,
}
#: heard or discussed, with a vote perhaps to come
BEFORE_THE_VOTE: Final = (AgendaItem.Status.DELIBERATED, AgendaItem.Status.NOTED)
#: outcomes of an item that count as deliberated
DELIBERATED_ITEMS: Final = (
    *BEFORE_THE_VOTE,
    AgendaItem.Status.VOTED_PASSED,
    AgendaItem.Status.VOTED_FAILED,
)


def admin_path(matter: MajorMatter) -> str:
    """Where the office works on it."""
    return f"/admin/meetings/majormatter/{matter.pk}/change/"


def working_path(matter: MajorMatter) -> str:
    """Where the chairpersons screen it."""
    return f"/workspace/major-matters/{matter.pk}/"


# ------------------------------------------------------------------------------------------------ receipt


@transaction.atomic
def receive(
    matter: MajorMatter,
    *,
    co_sponsors: Sequence[Person] = (),
    uploads: Sequence[Upload] = (),
    actor: User,
    today: date,
    is_historic: bool = False,
) -> MajorMatter:
    """Register an unsaved matter with its sponsors and papers; the three months run from receipt (《规定》 art 10).

    What is only reported has no such clock. Raises ValidationError if the sponsor may not propose, or is unclear.
    """
    if matter.received_on > today:
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    check_sponsors(matter, co_sponsors)
    matter.full_clean()
    matter.save(force_insert=True)
    matter.co_sponsors.set(co_sponsors)
    _keep(matter, uploads, actor=actor)
    if matter.mode != MajorMatter.Mode.REPORT:
        duty = Duty(
            title=f"审议重大事项：{matter.title}", path=admin_path(matter), role="office", is_historic=is_historic
        )
        matter.deliberation_obligation = _open(DELIBERATION, duty, start=matter.received_on, today=today)
        matter.save(update_fields=["deliberation_obligation"])
    activity.record(actor, "登记重大事项", matter)
    if not is_historic:
        notifications.tell_roles(
            "sc_chair", "sc_vice_chair", subject=f"收到重大事项：{matter}", path=working_path(matter)
        )
    return matter


def _open(code: str, duty: Duty, *, start: date, today: date) -> Obligation | None:
    """The duty; None for history from before the rule."""
    try:
        return obligations.open_duty(code, duty, start=start, today=today)
    except LegalRule.DoesNotExist:
        if duty.is_historic:
            return None
        raise


def check_sponsors(matter: MajorMatter, co_sponsors: Sequence[Person]) -> None:
    """Who may propose (地方组织法 art 52). Raises ValidationError naming who may not."""
    if matter.sponsor == Sponsor.PRESIDIUM:
        raise ValidationError({"sponsor": "主席团向人民代表大会会议提出议案，不向常委会会议提出。"})
    kind = _ORGANS.get(Sponsor(matter.sponsor))
    if kind is not None and (matter.organ is None or matter.organ.kind != kind):
        name = Sponsor(matter.sponsor).label
        raise ValidationError({"organ": f"由{name}提出的，提出机关须选择{name}。"})
    if matter.sponsor == Sponsor.MEMBERS:
        _check_members(matter, co_sponsors)
    elif co_sponsors:
        raise ValidationError({"co_sponsors": "只有组成人员联名提出的才填写联名人。"})


def _check_members(matter: MajorMatter, co_sponsors: Sequence[Person]) -> None:
    people = {person.pk: person for person in co_sponsors}
    seats = Seat.objects.in_office(on=matter.received_on).filter(person__in=people)
    in_office = set(seats.values_list("person_id", flat=True))
    if strangers := [person.name for key, person in people.items() if key not in in_office]:
        day = date_text(matter.received_on)
        raise ValidationError({"co_sponsors": f"{'、'.join(strangers)}在{day}不是常委会组成人员，不能联名。"})
    if len(people) < agenda.JOINT_SPONSORS:
        needed = agenda.JOINT_SPONSORS
        raise ValidationError({"co_sponsors": f"组成人员联名提出须{needed}人以上，现为{len(people)}人。"})


def _keep(matter: MajorMatter, uploads: Sequence[Upload], *, actor: User) -> None:
    matter.papers.add(*[attachments.store(upload, actor=actor) for upload in uploads])


# ------------------------------------------------------------------------------------------------ the meeting


@transaction.atomic
def plan(matter: MajorMatter, meeting: Meeting, *, reason: str = "", actor: User, today: date) -> None:
    """Choose the committee's meeting that is to deliberate it; the day to deliver by follows from that meeting's date.

    Raises ValidationError for another kind of meeting, one that is over, or, without a reason, for one that comes less
    than thirty (a report: twenty) days after receipt (《规定》 art 10).
    """
    _lock(matter)
    _check_plan(matter, meeting)
    _check_notice(matter, meeting, reason)
    matter.meeting = meeting
    matter.save(update_fields=["meeting"])
    owe_before(matter, actor=actor, today=today, reason=f"改为{meeting}审议")
    activity.record(actor, "拟定审议会议", matter, reason=reason, detail={"meeting": str(meeting)})


def _lock(matter: MajorMatter) -> None:
    rows = MajorMatter.objects.select_for_update(of=("self",))
    matter.refresh_from_db(from_queryset=rows.select_related("before_obligation", "deliberation_obligation", "meeting"))


def _check_plan(matter: MajorMatter, meeting: Meeting) -> None:
    if matter.mode == MajorMatter.Mode.REPORT:
        raise ValidationError("报告、备案的事项不列入会议审议，请直接备案。")
    if matter.status not in (Status.RECEIVED, Status.SCREENED):
        raise ValidationError(f"“{matter}”{matter.get_status_display()}，不能再改审议的会议。")
    if meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError({"meeting": "重大事项由常委会会议审议，请选择常委会会议。"})
    if meeting.status in Meeting.OFF or (meeting.is_locked and not is_historic(matter)):
        raise ValidationError({"meeting": f"“{meeting}”{meeting.get_status_display()}，请另选会议。"})
    if meeting.starts_on < matter.received_on:
        day = date_text(matter.received_on)
        raise ValidationError({"meeting": f"会议日期早于收到日期（{day}）。"})


def _check_notice(matter: MajorMatter, meeting: Meeting, reason: str) -> None:
    if reason.strip() or is_historic(matter):
        return
    limit = deadlines.due(_code(matter), meeting.starts_on)
    if matter.received_on > limit.plain:
        gap = (meeting.starts_on - matter.received_on).days
        what, days = ("议案", "三十") if matter.is_motion else ("报告", "二十")
        raise ValidationError(
            {
                "reason": f"收到之日距会议{gap}天，{what}应当提前{days}日提出"
                f"（最迟{date_text(limit.plain)}，《规定》第十条）；仍列入本次会议的，请写明理由。"
            }
        )


def _code(matter: MajorMatter) -> str:
    return MOTION if matter.is_motion else REPORT


def is_historic(matter: MajorMatter) -> bool:
    """Entered as history: nobody is reminded of it."""
    owed = matter.deliberation_obligation
    return owed is None or owed.is_historic


def owe_before(matter: MajorMatter, *, reason: str, actor: User, today: date) -> None:
    """Open the day to deliver by, or move it with the meeting; papers that came with the motion end it at once."""
    meeting, owed = matter.meeting, matter.before_obligation
    if meeting is None or (owed is not None and owed.status == Obligation.Status.DONE):
        return
    if owed is not None and owed.status == Obligation.Status.OPEN:
        obligations.restart(owed, start=meeting.starts_on, reason=reason, actor=actor, today=today)
        return
    duty = Duty(
        title=f"送达重大事项材料：{matter.title}",
        path=admin_path(matter) if matter.organ is None else working_path(matter),
        organ=matter.organ,
        role="" if matter.organ else "office",
        is_historic=is_historic(matter),
    )
    matter.before_obligation = _open(_code(matter), duty, start=meeting.starts_on, today=today)
    matter.save(update_fields=["before_obligation"])
    if matter.before_obligation is not None and (matter.papers.exists() or duty.is_historic):
        obligations.finish(matter.before_obligation, on=matter.received_on, actor=actor)


@transaction.atomic
def deliver(matter: MajorMatter, uploads: Sequence[Upload], *, on: date, actor: User) -> None:
    """The papers of the matter came; this ends the day to deliver by. Raises ValidationError without a file."""
    _lock(matter)
    if matter.status not in MajorMatter.OPEN:
        raise ValidationError(f"“{matter}”{matter.get_status_display()}，不再接收材料。")
    if not uploads:
        raise ValidationError({"uploads": "请选择文件。"})
    if on < matter.received_on:
        raise ValidationError({"on": f"送达日期不能早于收到日期（{date_text(matter.received_on)}）。"})
    _keep(matter, uploads, actor=actor)
    owed = matter.before_obligation
    if owed is not None and owed.status == Obligation.Status.OPEN:
        obligations.finish(owed, on=on, actor=actor)
    activity.record(actor, "登记材料送达", matter)


# ------------------------------------------------------------------------------------------------ screening


def check_screening(at: Meeting, matter: MajorMatter) -> None:
    """Only a chairpersons' meeting that sits or was held screens. Raises ValidationError."""
    if at.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"at": "重大事项由主任会议审议决定是否提请，请选择主任会议。"})
    if at.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"at": f"“{at}”{at.get_status_display()}，尚未召开，不能登记其意见。"})
    if at.ends_on < matter.received_on:
        raise ValidationError({"at": f"“{at}”早于收到日期（{date_text(matter.received_on)}）。"})


@transaction.atomic
def screen(matter: MajorMatter, *, at: Meeting, actor: User) -> None:
    """同意提请: the chairpersons' meeting puts it before the committee (《规定》 art 11)."""
    if matter.mode == MajorMatter.Mode.REPORT:
        raise ValidationError("报告、备案的事项不提请会议审议，请直接备案。")
    check_screening(at, matter)
    matter.screen(at=at)
    activity.record(actor, "主任会议同意提请", matter, detail={"meeting": str(at)})
    notifications.tell_roles("office", subject=f"重大事项可以列入议程：{matter}", path=admin_path(matter))


@transaction.atomic
def refuse(matter: MajorMatter, *, at: Meeting, reason: str, actor: User) -> None:
    """不列入: explained to those who proposed it (《规定》 art 11); what was owed ends.

    Raises ValidationError without an explanation.
    """
    if not reason.strip():
        raise ValidationError({"reason": "不提请审议的，须向提出人说明理由（《规定》第十一条）。"})
    check_screening(at, matter)
    matter.refuse(at=at, reason=reason.strip())
    _drop(matter, reason=f"主任会议决定不列入议程：{reason.strip()}", actor=actor)
    activity.record(actor, "主任会议不同意提请", matter, reason=reason.strip(), detail={"meeting": str(at)})
    if not is_historic(matter):
        body = f"{at}研究，不提请常委会会议审议。理由：{reason.strip()}"
        _explain(matter, subject=f"重大事项未列入议程：{matter}", body=body)


def _explain(matter: MajorMatter, *, subject: str, body: str) -> None:
    """Tell those who proposed it."""
    if matter.organ is not None:
        notifications.tell_organ(matter.organ, subject=subject, body=body)
    accounts = User.objects.filter(is_active=True, person__in=matter.co_sponsors.all())
    notifications.tell(accounts, subject=subject, body=body)


def _drop(matter: MajorMatter, *, reason: str, actor: User) -> None:
    for owed in (matter.before_obligation, matter.deliberation_obligation):
        if owed is not None and owed.status == Obligation.Status.OPEN:
            obligations.void(owed, reason=reason[:300], actor=actor)


# ------------------------------------------------------------------------------------------------ the agenda


@transaction.atomic
def table(matter: MajorMatter, *, item: AgendaItem | None = None, actor: User) -> AgendaItem:
    """列入议程: make the item of the chosen meeting, or link one that is there.

    Raises ValidationError if no meeting was chosen, or the item is of another meeting or kind.
    """
    _lock(matter)
    if matter.meeting is None:
        raise ValidationError("请先拟定审议的常委会会议。")
    if matter.status != Status.SCREENED:
        raise ValidationError(f"“{matter}”{matter.get_status_display()}，须经主任会议同意提请后才能列入议程。")
    found = _existing(matter, item) if item is not None else agenda.add(_item(matter, matter.meeting), actor=actor)
    found.co_sponsors.set(matter.co_sponsors.all())
    matter.table(item=found)
    activity.record(actor, "列入议程", matter, detail={"meeting": str(matter.meeting)})
    return found


def _existing(matter: MajorMatter, item: AgendaItem) -> AgendaItem:
    if item.meeting_id != matter.meeting_id:
        raise ValidationError({"item": f"“{item}”不是{matter.meeting}的议程。"})
    if item.kind != AgendaItem.Kind.MAJOR_MATTER:
        raise ValidationError({"item": f"“{item}”的类别是“{item.get_kind_display()}”，不是重大事项。"})
    if MajorMatter.objects.filter(item=item).exists():
        raise ValidationError({"item": f"“{item}”已经对应另一件重大事项。"})
    return item


def _item(matter: MajorMatter, meeting: Meeting) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        kind=AgendaItem.Kind.MAJOR_MATTER,
        title=matter.title,
        reporting_organ=matter.organ,
        sponsor=matter.sponsor,
        is_for_vote=matter.mode == MajorMatter.Mode.DECIDE,
        motive="重大事项，经主任会议同意提请" if meeting.status == Meeting.Status.OPEN else "",
    )


@transaction.atomic
def deliberate(matter: MajorMatter, *, actor: User) -> None:
    """审议: its item was disposed of at the meeting; this ends the three months.

    Raises ValidationError while the item has no outcome, or was put off.
    """
    _lock(matter)
    if matter.item is None or matter.item.status not in DELIBERATED_ITEMS:
        raise ValidationError("该事项的议程还没有审议结果，请先在会议中登记。")
    matter.deliberate()
    owed = matter.deliberation_obligation
    if owed is not None and owed.status == Obligation.Status.OPEN:
        obligations.finish(owed, on=matter.item.meeting.ends_on, actor=actor)
    activity.record(actor, "已审议", matter, detail={"outcome": matter.item.get_status_display()})


@transaction.atomic
def withdraw(matter: MajorMatter, *, reason: str, actor: User) -> None:
    """撤回: by the sponsors with reasons before the vote; its item is withdrawn with it (《规定》 art 14)."""
    if not reason.strip():
        raise ValidationError({"reason": "撤回须写明理由（《规定》第十四条）。"})
    _lock(matter)
    if matter.item is not None and matter.item.status not in AgendaItem.DISPOSED:
        agenda.withdraw(matter.item, reason=reason.strip()[:200], by=sponsor_name(matter)[:60], actor=actor)
    elif matter.item is not None and matter.item.status in DELIBERATED_ITEMS:
        raise ValidationError("该事项已经审议，不能撤回；撤回须在交付表决前提出（《规定》第十四条）。")
    matter.withdraw(reason=reason.strip())
    _drop(matter, reason=f"已撤回：{reason.strip()}", actor=actor)
    activity.record(actor, "撤回重大事项", matter, reason=reason.strip())


def sponsor_name(matter: MajorMatter) -> str:
    """Who proposed it, as minutes name them."""
    if matter.organ is not None:
        return str(matter.organ)
    names = [person.name for person in matter.co_sponsors.all()]
    return f"{'、'.join(names)}等{len(names)}名组成人员" if names else str(matter.get_sponsor_display())


@transaction.atomic
def file(matter: MajorMatter, *, actor: User) -> None:
    """备案: a matter that is only reported is put on file (《规定》 art 5)."""
    if matter.mode != MajorMatter.Mode.REPORT:
        raise ValidationError("须由常委会会议审议的事项不能只作备案。")
    matter.file()
    activity.record(actor, "备案", matter)
