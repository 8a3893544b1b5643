"""The execution of an act as everyone may see it: who holds it, how far it is, what was published of the reports.

Words of the act and of the reports come from published copies; of a published act also shown is what it promised: the
organ that holds it, the day it was handed over and the day its report is due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from congress.models import Obligation
from congress.presentation import Step
from congress.progress import Progress
from congress.services import copies
from congress.services.copies import Copy
from congress.services.marks import due_mark
from meetings.models import Act
from supervision.models import FollowUp, FollowUpRound
from supervision.services.follow_up_closing import with_last_look
from supervision.services.matters import Holding, handling_steps


@dataclass(frozen=True)
class Execution:
    """A published act in the hands of organs; no holdings while it was not handed over."""

    act: Copy[Act]
    holdings: Sequence[Holding]

    @property
    def answers(self) -> list[Copy[FollowUp]]:
        """The published reports on it."""
        return [holding.copy for holding in self.holdings if holding.copy]

    @property
    def is_followed(self) -> bool:
        """Somebody carries it out, or owes a report on it."""
        return bool(self.holdings) or self.act.record.execution_obligation is not None


def of_act(act: Copy[Act]) -> Execution:
    """The execution of a published act, in a fixed number of queries."""
    rounds = Prefetch("rounds", FollowUpRound.objects.select_related("obligation").order_by("number"))
    rows = with_last_look(FollowUp.objects.filter(act=act.record).select_related("organ").prefetch_related(rounds))
    held = list(rows.order_by("handed_over_on", "pk"))
    known = {copy.record.pk: copy for copy in copies.with_history(held)}
    return Execution(act, [Holding(row, known.get(row.pk)) for row in held])


def public_progress(execution: Execution) -> Progress:
    """How far an act is carried out: an organ is done when its published report says that it was closed."""
    done = [holding for holding in execution.holdings if holding.copy and holding.copy.day("办结日期")]
    return Progress(
        done=sum(holding.follow_up.weight for holding in done),
        total=sum(holding.follow_up.weight for holding in execution.holdings),
    )


def public_steps(execution: Execution, *, on: date) -> list[Step]:
    """The chain of an act from its adoption to its published execution."""
    act = execution.act
    steps = [Step("会议通过", act.day("通过日期"), "done", act.fact("会议"), is_illustrative=act.is_illustrative)]
    if not execution.holdings:
        return [*steps, *_owed(act.record, on)]
    for holding in execution.holdings:
        steps.extend(handling_steps(holding, on=on, verb="执行", what="报告执行情况"))
    if all(holding.copy for holding in execution.holdings):
        last = max(timezone.localdate(copy.version.published_at) for copy in execution.answers)
        steps.append(Step("执行情况向社会公开", last, "done"))
    return steps


def _owed(act: Act, on: date) -> list[Step]:
    owed = act.execution_obligation
    if owed is None or owed.status != Obligation.Status.OPEN:
        return []
    late = owed.due_on < on and not owed.is_historic
    return [Step("报告执行情况", state="late" if late else "owed", due=due_mark(owed, on=on))]
