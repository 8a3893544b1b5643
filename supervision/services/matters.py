"""One matter from the report to its published answer, as its readers see it.

Public steps come from published copies. Of a published opinion paper also shown is what it promised: the organ that
holds it, the day it was handed over and the day its answer is due.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from congress.models import Obligation
from congress.presentation import BadgeKind, OpinionPoint, Step
from congress.progress import Progress
from congress.publishing import Point, Publishable
from congress.services import copies
from congress.services.copies import EXAMPLE_MARK, Copy
from congress.services.marks import due_mark
from meetings.models import OpinionPaper
from meetings.services import vote_words
from supervision.models import FollowUp, FollowUpRecheck, FollowUpRound, PointAnswer, SpecialReport
from supervision.services import progress, report_kinds
from supervision.services.follow_up_closing import with_last_look

Kind = OpinionPaper.Kind
#: the step that made the opinions, by their kind
_FORMED = {Kind.DELIBERATION: "形成审议意见", Kind.LETTER: "提出意见建议函", Kind.CHAIR: "形成主任会议议事意见"}
#: the words of a point's state as a copy holds them, and the shape they are drawn with
_STATES: dict[str, BadgeKind] = {
    PointAnswer.Status.OPEN.label: "current",
    PointAnswer.Status.CLOSED.label: "done",
    PointAnswer.Status.CARRIED_OVER.label: "owed",
}


@dataclass(frozen=True)
class Holding:
    """An opinion paper in the hands of one organ; `copy` is the published answer, if there is one."""

    follow_up: FollowUp
    copy: Copy[FollowUp] | None

    @property
    def organ(self) -> str:
        """The organ, by its name in the copy where there is one."""
        return (self.copy and self.copy.fact("承办机关")) or str(self.follow_up.organ)

    @property
    def round(self) -> FollowUpRound | None:
        """The round under way; None for a follow-up that never had one."""
        rounds = list(self.follow_up.rounds.all())
        return rounds[-1] if rounds else None


@dataclass(frozen=True)
class Matter:
    """A report, the opinions on it and what organs answered: of each only what is published."""

    report: Copy[SpecialReport] | None
    paper: Copy[OpinionPaper] | None
    holdings: Sequence[Holding]

    @property
    def answers(self) -> list[Copy[FollowUp]]:
        """The published answers."""
        return [holding.copy for holding in self.holdings if holding.copy]

    @property
    def copies(self) -> list[Copy[SpecialReport] | Copy[OpinionPaper] | Copy[FollowUp]]:
        """Everything that is published of it, in the order it came about."""
        return [copy for copy in (self.report, self.paper, *self.answers) if copy]

    @property
    def is_illustrative(self) -> bool:
        """Dates or words of any part are examples."""
        return any(copy.is_illustrative for copy in self.copies)


def of_reports(reports: QuerySet[SpecialReport], *, with_history: bool = False) -> list[Matter]:
    """The matters of the reports that are published, in the queryset's order; four queries, five with history."""
    rows = list(
        reports.select_related("item__opinion_paper__handover_obligation").prefetch_related(
            *_follow_ups("item__opinion_paper__follow_ups")
        )
    )
    papers = [_paper_of(report) for report in rows]
    return _matters(list(zip(rows, papers, strict=True)), with_history=with_history)


def of_papers(papers: QuerySet[OpinionPaper], *, with_history: bool = False) -> list[Matter]:
    """The matters of opinion papers, each with its report if there is one."""
    rows = list(
        papers.select_related("item__report", "handover_obligation").prefetch_related(*_follow_ups("follow_ups"))
    )
    return _matters([(_report_of(paper), paper) for paper in rows], with_history=with_history)


def _follow_ups(path: str) -> list[Any]:
    return [
        Prefetch(path, with_last_look(FollowUp.objects.select_related("organ").order_by("handed_over_on", "pk"))),
        Prefetch(f"{path}__rounds", FollowUpRound.objects.select_related("obligation").order_by("number")),
    ]


def _paper_of(report: SpecialReport) -> OpinionPaper | None:
    return getattr(report.item, "opinion_paper", None)


def _report_of(paper: OpinionPaper) -> SpecialReport | None:
    return getattr(paper.item, "report", None) if paper.item else None


def _matters(rows: Iterable[tuple[SpecialReport | None, OpinionPaper | None]], *, with_history: bool) -> list[Matter]:
    pairs = list(rows)
    records: list[Publishable] = []
    for report, paper in pairs:
        held = list(paper.follow_ups.all()) if paper else []
        records.extend(record for record in (report, paper, *held) if record is not None)
    load = copies.with_history if with_history else copies.of_each
    known = {(type(copy.record), copy.record.pk): copy for copy in load(records)}
    return [_matter(report, paper, known) for report, paper in pairs]


def _matter(report: SpecialReport | None, paper: OpinionPaper | None, known: Mapping[Any, Any]) -> Matter:
    shown = known.get((OpinionPaper, paper.pk)) if paper else None
    holdings = [
        Holding(follow_up, known.get((FollowUp, follow_up.pk)))
        for follow_up in (paper.follow_ups.all() if paper else ())
    ]
    return Matter(
        report=known.get((SpecialReport, report.pk)) if report else None,
        paper=shown,
        # Of a paper that is not published nobody is told who holds it.
        holdings=[holding for holding in holdings if shown or holding.copy],
    )


def points(matter: Matter) -> list[OpinionPoint]:
    """The points of the opinions, each with what was published of its answer.

    The words of a point are an example where the copy that gives them says that it holds examples; an answer then
    bears the mark of an example behind its own words.
    """
    asked = matter.paper or next(iter(matter.answers), None)
    if asked is None:
        return []
    answered: dict[int, list[tuple[Copy[FollowUp], Point]]] = {}
    for copy in matter.answers:
        for point in copy.points:
            answered.setdefault(point["number"], []).append((copy, point))
    return [
        _point(point, answered.get(point["number"], []), is_illustrative=asked.is_illustrative)
        for point in asked.points
    ]


def public_progress(matter: Matter) -> Progress:
    """How far the points are in all hands, by what was published of the answers; one query."""
    held = {holding.follow_up.pk: holding.copy for holding in matter.holdings}
    rows = PointAnswer.objects.filter(follow_up__in=held).values_list("follow_up", "point__order", "weight")
    weights: dict[str, list[int]] = {}
    for key, number, weight in rows:
        copy = held[key]
        told = {point["number"]: point["state"] for point in copy.points} if copy else {}
        weights.setdefault(told.get(number, ""), []).append(weight)
    carried = weights.pop(PointAnswer.Status.CARRIED_OVER.label, [])
    return Progress(
        done=sum(weights.get(PointAnswer.Status.CLOSED.label, [])),
        total=sum(sum(each) for each in weights.values()),
        left_out=len(carried),
        left_out_weight=sum(carried),
        why=progress.PAPER.why,
    )


def _point(asked: Point, answers: Sequence[tuple[Copy[FollowUp], Point]], *, is_illustrative: bool) -> OpinionPoint:
    states = list(dict.fromkeys(point["state"] for _, point in answers if point["state"]))
    several = len(answers) > 1
    texts = [_answer(copy, point, is_named=several) for copy, point in answers if point["answer"]]
    days = [day for copy, _ in answers if (day := copy.day("报送日期"))]
    return OpinionPoint(
        number=asked["number"],
        text=asked["text"],
        organ="、".join(copy.fact("承办机关") for copy, _ in answers),
        state=_STATES.get(states[0], "none") if len(states) == 1 else "current" if states else "none",
        state_label="、".join(states),
        answer="\n\n".join(texts),
        answered_on=max(days, default=None),
        is_illustrative=is_illustrative,
    )


def _answer(copy: Copy[FollowUp], point: Point, *, is_named: bool) -> str:
    text = f"{copy.fact('承办机关')}：{point['answer']}" if is_named else point["answer"]
    return f"{text}{EXAMPLE_MARK}" if copy.is_illustrative else text


def public_steps(matter: Matter, *, on: date) -> list[Step]:
    """The chain of a matter as everyone may see it on a day: nothing that is not published, and what is owed."""
    steps = []
    if matter.report:
        if late := matter.report.fact(report_kinds.LATE):
            steps.append(Step("报送报告", state="late", note=late))
        steps.append(
            Step(
                "听取审议报告",
                matter.report.day("听取日期"),
                "done",
                matter.report.fact("会议"),
                url=reverse("supervision_public:report_detail", args=[matter.report.record.pk]),
                is_illustrative=matter.report.is_illustrative,
            )
        )
        if resolved := matter.report.fact("作出决议"):
            steps.append(Step("作出决议", state="done", note=resolved))
        steps.extend(_voted(matter.report))
    if matter.paper:
        steps.extend(_occasion(matter.paper))
        steps.append(_opinions(matter.paper))
        if not matter.holdings:
            steps.append(_hand_over_owed(matter.paper.record, on))
    for holding in matter.holdings:
        steps.extend(handling_steps(holding, on=on))
    if published := _published(matter):
        steps.append(published)
    return steps


def _occasion(paper: Copy[OpinionPaper]) -> list[Step]:
    """What opinions without a report came from: the activity of a letter, or the chairpersons' meeting."""
    kind = paper.record.kind
    if kind == Kind.DELIBERATION:
        return []
    name, note = ("开展监督活动", "来由") if kind == Kind.LETTER else ("主任会议研究", "会议")
    day = paper.day("活动日期") if kind == Kind.LETTER else None
    return [Step(name, day, "done", paper.fact(note), is_illustrative=paper.is_illustrative)]


def _opinions(paper: Copy[OpinionPaper]) -> Step:
    note = " · ".join(part for part in (paper.fact("文号"), f"{len(paper.points)}条意见") if part)
    return Step(
        _FORMED[Kind(paper.record.kind)],
        paper.day("通过日期"),
        "done",
        note,
        url=reverse("supervision_public:opinion_detail", args=[paper.record.pk]),
        is_illustrative=paper.is_illustrative,
    )


def _hand_over_owed(paper: OpinionPaper, on: date) -> Step:
    owed = paper.handover_obligation
    if owed is None or owed.status != Obligation.Status.OPEN:
        return Step("交办", state="current", note="尚未公开承办机关")
    return Step("交办", state="late" if owed.due_on < on else "owed", due=due_mark(owed, on=on))


def handling_steps(holding: Holding, *, on: date, verb: str = "研究处理", what: str = "报送处理情况") -> list[Step]:
    """The public steps of one organ: handed over, answered or owed, closed."""
    copy = holding.copy
    handed_over = (copy and copy.day("交办日期")) or holding.follow_up.handed_over_on
    first = Step(
        "交办",
        handed_over,
        "done",
        f"由{holding.organ}{verb}",
        is_illustrative=bool(copy and copy.is_illustrative) or bool(holding.follow_up.illustrative),
    )
    if copy is None:
        return [first, _answer_owed(holding, on, what)]
    answered = Step(what, copy.day("报送日期"), "done", holding.organ, is_illustrative=copy.is_illustrative)
    voted = _voted(copy)
    closed = Step("评价办结", copy.day("办结日期"), "done", is_illustrative=copy.is_illustrative)
    if not closed.on:
        return [first, answered, *voted]
    return [first, answered, *voted, closed, *_looked(holding.follow_up)]


def _looked(follow_up: Any) -> list[Step]:
    """That a published follow-up was looked at again, and how it was found; never in whose words."""
    if not follow_up.looked_on:
        return []
    result = FollowUpRecheck.Result(follow_up.look_result)
    note = f"{result.label}，重新办理" if result == FollowUpRecheck.Result.FALLEN_BACK else result.label
    return [Step("回头看", follow_up.looked_on, "done", note, is_illustrative=bool(follow_up.illustrative))]


def _voted(copy: Copy[SpecialReport] | Copy[FollowUp]) -> list[Step]:
    """The members' satisfaction vote as the copy tells it."""
    sentence = copy.fact("满意度测评")
    return [Step("满意度测评", state="done", note=sentence, is_illustrative=copy.is_illustrative)] if sentence else []


def _answer_owed(holding: Holding, on: date, what: str) -> Step:
    """What the organ still owes; what lies with the committee is not told before it is published."""
    round_ = holding.round
    owed = round_.obligation if round_ else None
    if owed is None or owed.status != Obligation.Status.OPEN:
        return Step(what, state="current", note="办理情况尚未公开")
    late = owed.due_on < on and not owed.is_historic
    return Step(what, state="late" if late else "owed", note=holding.organ, due=due_mark(owed, on=on))


def _published(matter: Matter) -> Step | None:
    """Publication ends the chain once every part of it that exists is out."""
    if not matter.copies or any(holding.copy is None for holding in matter.holdings):
        return None
    if matter.paper and not matter.holdings:
        return None
    last = max(timezone.localdate(copy.version.published_at) for copy in matter.copies)
    return Step("向社会公开", last, "done")


def working_steps(follow_up: FollowUp, *, on: date) -> list[Step]:
    """The chain of a follow-up as the organ and the committee see it, every round with what came of it.

    `follow_up` comes from `with_page()`.
    """
    verb = "研究处理" if follow_up.paper else "执行"
    steps = [
        *_origin(follow_up),
        Step("交办", follow_up.handed_over_on, "done", f"由{follow_up.organ}{verb}"),
        Step(
            "签收",
            follow_up.acknowledged_on,
            "done" if follow_up.acknowledged_on else "current",
            f"责任领导：{follow_up.leader}" if follow_up.leader else "",
        ),
    ]
    rounds = list(follow_up.rounds.all())
    for round_ in rounds:
        steps.extend(_round_steps(round_, follow_up, on, several=len(rounds) > 1))
    return [*steps, *_ending(follow_up, on)]


def _origin(follow_up: FollowUp) -> list[Step]:
    paper, number = follow_up.paper, str(follow_up.number or "")
    if paper is None:
        adopted_on = follow_up.act.adopted_on if follow_up.act else None
        adopted = Step("会议通过", adopted_on, "done", str(follow_up.meeting or ""))
        return [adopted, Step("编号", state="done", note=number)]
    if paper.item is None:
        raised = Step("开展监督活动", paper.occasion_on, "done", paper.occasion)
    else:
        name = "主任会议研究" if paper.kind == Kind.CHAIR else "听取审议报告"
        raised = Step(name, paper.item.meeting.starts_on, "done", str(paper.item.meeting))
    adopted_on, state = paper.adopted_on, "done" if paper.adopted_on else "none"
    return [raised, Step(f"主任会议通过{paper.get_kind_display()}", adopted_on, state, number)]  # type: ignore[arg-type]


def _round_steps(round_: FollowUpRound, follow_up: FollowUp, on: date, *, several: bool) -> list[Step]:
    name = f"第{round_.number}轮：" if several else ""
    owed = round_.obligation
    steps = []
    if round_.drafted_on:
        steps.append(Step(f"{name}草稿送工委", round_.drafted_on, "done", "工委已提出意见" if round_.comment else ""))
    if round_.reported_on:
        mark = due_mark(owed, on=on, done_word="已报送")
        steps.append(Step(f"{name}报送处理情况", round_.reported_on, "done", f"签发：{round_.signed_by}", due=mark))
    elif owed.status == Obligation.Status.OPEN:
        state = "late" if owed.due_on < on else "owed"
        steps.append(Step(f"{name}报送处理情况", state=state, note=round_.demand, due=due_mark(owed, on=on)))  # type: ignore[arg-type]
    if round_.circulated_on:
        steps.append(Step(f"{name}印发组成人员", round_.circulated_on, "done"))
    if round_.deliberated_on:
        steps.append(
            Step(f"{name}提请审议", round_.deliberated_on, "done", str(follow_up.deliberated_at_meeting or ""))
        )
    if round_.assessment:
        vote = round_.assessment
        steps.append(Step(f"{name}满意度测评", vote.held_on, "done", vote_words.assessment_sentence(vote)))
    return steps


def _ending(follow_up: FollowUp, on: date) -> list[Step]:
    if follow_up.status == FollowUp.Status.ESCALATED:
        return [Step("升级监督", state="current", note=follow_up.escalation)]
    closed = Step("评价办结", follow_up.closed_on, "done" if follow_up.closed_on else "none", follow_up.closing_note)
    duty = follow_up.society_duty
    out = duty is not None and duty.is_readable and duty.first_published_at is not None
    looked = [_look(recheck, on) for recheck in follow_up.rechecks.all()]
    published = Step(
        "公开",
        timezone.localdate(duty.first_published_at) if out and duty and duty.first_published_at else None,
        "done" if out else "none",
    )
    return [closed, published, *looked] if follow_up.is_closed else [*looked, closed, published]


def _look(recheck: FollowUpRecheck, on: date) -> Step:
    """A later look, taken or owed."""
    if recheck.is_done:
        seen = "、".join(str(each) for each in recheck.evidence.all())
        note = "；".join(part for part in (recheck.get_result_display(), recheck.note, f"凭据：{seen}") if part)
        return Step("回头看", recheck.checked_on, "done", note)
    owed = recheck.obligation
    if owed.status != Obligation.Status.OPEN:
        return Step("回头看", state="none", note=owed.get_status_display())
    return Step("回头看", state="late" if owed.due_on < on else "owed", due=due_mark(owed, on=on))
