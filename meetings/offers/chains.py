"""The chain behind what is owed around meetings: notice and papers, opinions to hand over, acts to report on."""

from datetime import date

from congress import registry
from congress.models import Obligation, User
from congress.presentation import Step
from congress.registry import Chain
from congress.services.marks import owed_step
from meetings.models import Act, Conclusion, Meeting, OpinionPaper
from meetings.services import acts, meetings, opinions


def of_meeting(meeting: Meeting, user: User, on: date) -> Chain | None:
    """A meeting from its notice to its minutes, for those who read meetings."""
    if not user.has_perm("meetings.view_meeting"):
        return None
    row = Meeting.objects.select_related("term", "session", "notice_obligation", "papers_obligation").get(pk=meeting.pk)
    path = meetings.admin_path(row) if user.is_staff else f"/workspace/meetings/{row.pk}/"
    is_over = row.status in Meeting.HELD
    steps = [
        *_owed("发出会议通知", row.notice_obligation, on),
        *_owed("发出会议材料", row.papers_obligation, on),
        Step("开会", row.starts_on if is_over else None, "done" if is_over else "none", row.place),
        Step("成纪要", state="done" if row.status in (Meeting.Status.MINUTED, Meeting.Status.ARCHIVED) else "none"),
    ]
    return Chain(row.name, path, steps)


def _owed(label: str, obligation: Obligation | None, on: date) -> list[Step]:
    return [owed_step(label, obligation, on=on)] if obligation else []


def of_gap(meeting: Meeting, user: User, on: date) -> Chain | None:
    """The last meeting, after which the next one is owed."""
    if not user.has_perm("meetings.view_meeting"):
        return None
    row = Meeting.objects.select_related("term", "session", "gap_obligation").get(pk=meeting.pk)
    path = meetings.admin_path(row) if user.is_staff else f"/workspace/meetings/{row.pk}/"
    return Chain(row.name, path, [Step("上次会议", row.starts_on, "done"), *_owed("下次会议", row.gap_obligation, on)])


def of_opinions(paper: OpinionPaper, user: User, on: date) -> Chain | None:
    """Opinions from the hearing of the report to the hand-over, for those who read opinions."""
    if not user.has_perm("meetings.view_opinionpaper"):
        return None
    row = OpinionPaper.objects.select_related("handover_obligation", "adopted_at_meeting__term").get(pk=paper.pk)
    path = opinions.admin_path(row) if user.is_staff else f"/workspace/opinions/{row.pk}/"
    adopted = Step("主任会议通过", row.adopted_on, "done", str(row.adopted_at_meeting or ""))
    return Chain(row.title, path, [adopted, *_owed("交办", row.handover_obligation, on)])


def of_act(act: Act, user: User, on: date) -> Chain | None:
    """An act on whose execution an organ owes a report, for those who read acts."""
    if not user.has_perm("meetings.view_act"):
        return None
    row = Act.objects.select_related("execution_obligation", "meeting__term").get(pk=act.pk)
    path = acts.admin_path(row) if user.is_staff else f"/workspace/acts/{row.pk}/"
    passed = Step("会议通过", row.adopted_on, "done", str(row.meeting))
    return Chain(row.title, path, [passed, *_owed("报告执行情况", row.execution_obligation, on)])


def of_conclusion(conclusion: Conclusion, user: User, on: date) -> Chain | None:
    """What the chairpersons' meeting assigned, for those who read its minutes."""
    if not user.has_perm("meetings.view_conclusion"):
        return None
    row = Conclusion.objects.select_related("meeting__term", "obligation").get(pk=conclusion.pk)
    decided = Step("会议议定", row.meeting.starts_on, "done", str(row.meeting))
    path = row.obligation.path if row.obligation else ""
    return Chain(row.text[:60], path, [decided, *_owed("办理完成", row.obligation, on)])


registry.chains.add("noticed_meeting", of_meeting)
registry.chains.add("papers_meeting", of_meeting)
registry.chains.add("gap_meeting", of_gap)
registry.chains.add("opinion_paper", of_opinions)
registry.chains.add("executed_act", of_act)
registry.chains.add("conclusion", of_conclusion)
