"""The chain of an outing as its own people see it: what was done, what is owed, what comes next."""

from datetime import date

from congress.models import Obligation
from congress.presentation import Step
from congress.presentation import StepState as State
from congress.services.marks import due_mark
from meetings.models import OpinionPaper
from supervision.models import OverseenOrgan, Oversight

Status = Oversight.Status


def steps(oversight: Oversight, *, on: date) -> list[Step]:
    """Every step of its kind of path, with days and deadlines as seen on a day."""
    if oversight.status == Status.CANCELLED:
        return [Step("取消", state="none", note=oversight.status_note)]
    before = _preparation(oversight, on) if oversight.is_inspection else []
    report = Step("形成报告", oversight.report_on, _state(bool(oversight.report_on)))
    after = _opinions(oversight) if oversight.is_inspection else _feedback(oversight, on)
    return [*before, _on_the_spot(oversight), report, *after, _published(oversight)]


def _state(is_done: bool, *, otherwise: State = "none") -> State:
    return "done" if is_done else otherwise


def _preparation(oversight: Oversight, on: date) -> list[Step]:
    if oversight.is_historic:
        return []
    meeting = oversight.adopted_at_meeting
    notice = oversight.notice_obligation
    is_formed = oversight.status not in (Status.PLANNED, Status.PROGRAMME_ADOPTED)
    rows = list(oversight.overseen.all())
    return [
        Step(
            "主任会议通过方案", meeting.starts_on if meeting else None, _state(meeting is not None), str(meeting or "")
        ),
        Step("组成检查组", state=_state(is_formed), note="、".join(map(str, oversight.groups.all()))),
        Step(
            "通知被检查机关",
            oversight.notified_on,
            _state(oversight.notified_on is not None, otherwise=_owed(notice, on)),
            f"迟延：{oversight.notice_late_reason}" if oversight.notice_late_reason else "",
            due=due_mark(notice, on=on, done_word="已通知") if notice else None,
        ),
        *(_self_check(row, on) for row in rows if row.self_check_obligation),
    ]


def _owed(obligation: Obligation | None, on: date) -> State:
    if obligation is None or obligation.status != Obligation.Status.OPEN:
        return "none"
    return "late" if obligation.due_on < on else "owed"


def _self_check(row: OverseenOrgan, on: date) -> Step:
    owed = row.self_check_obligation
    return Step(
        f"{row.organ}自查",
        row.self_checked_on,
        _state(row.self_checked_on is not None, otherwise=_owed(owed, on)),
        "" if row.acknowledged_on else "尚未签收",
        due=due_mark(owed, on=on, done_word="已报送") if owed else None,
    )


def _on_the_spot(oversight: Oversight) -> Step:
    begun = oversight.status not in Oversight.BEFORE
    going = oversight.status in (Status.FIELDWORK, Status.DONE)
    return Step(
        "开展检查" if oversight.is_inspection else f"开展{oversight.get_kind_display()}",
        oversight.starts_on,
        ("current" if going and oversight.is_inspection else "done") if begun else "none",
        illustrative_days(oversight),
    )


def illustrative_days(oversight: Oversight) -> str:
    """Until when, where it took more than a day."""
    last = oversight.ends_on
    return f"至{last.month}月{last.day}日" if last and last != oversight.starts_on else ""


def _opinions(oversight: Oversight) -> list[Step]:
    found: list[Step] = []
    if oversight.status == Status.NOT_TABLED or oversight.letter or oversight.status_note:
        found.append(Step("主任会议决定不提请审议", state="done", note=oversight.status_note))
    if oversight.item is not None:
        meeting = oversight.item.meeting
        heard = oversight.status not in (Status.REPORT_DRAFTED, Status.TABLED)
        found.append(Step("提请常委会会议审议", meeting.starts_on, "done" if heard else "current", str(meeting)))
    paper = oversight.opinion_paper
    if paper is not None:
        found.append(Step(paper.get_kind_display(), paper.adopted_on, _paper_state(paper), paper.get_status_display()))
    return found


def _paper_state(paper: OpinionPaper) -> State:
    return "done" if paper.is_fixed else "current"


def _feedback(oversight: Oversight, on: date) -> list[Step]:
    return [
        Step(
            f"{row.organ}向代表反馈",
            row.fed_back_on,
            _state(row.fed_back_on is not None, otherwise=_owed(row.feedback_obligation, on)),
            due=due_mark(row.feedback_obligation, on=on, done_word="已反馈"),
        )
        for row in oversight.overseen.all()
        if row.feedback_obligation
    ]


def _published(oversight: Oversight) -> Step:
    duty = oversight.society_duty
    return Step("向社会公开", state=_state(bool(duty and duty.is_readable)))
