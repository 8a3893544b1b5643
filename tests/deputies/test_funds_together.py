"""Two clerks at once: the money of a line is promised once, and a list is drawn up once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from congress.workflow import TransitionError
from deputies.models import AllowancePeriod, FundPayment
from deputies.services import allowances, funds
from tests import factories
from tests.factories_funds import approver, draft, entitled, line, payment, period, rate, treasurer

pytestmark = [pytest.mark.usefixtures("restored_reference_data"), pytest.mark.slow]
TODAY = factories.TODAY


def at_once(acts: Sequence[Callable[[], object]]) -> int:
    """Start all together; how many were refused in words."""

    def act(work: Callable[[], object]) -> int:
        try:
            work()
        except (ValidationError, TransitionError):
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(act, acts))


def test_what_is_left_is_promised_once() -> None:
    row = line("100.00")
    drafts = [draft(row, "60.00") for _ in range(6)]
    clerks = [treasurer() for _ in drafts]
    acts = [
        lambda one=one, clerk=clerk: funds.book(one, actor=clerk, today=TODAY)
        for one, clerk in zip(drafts, clerks, strict=True)
    ]
    assert at_once(acts) == 5
    assert FundPayment.objects.count() == 1


def test_one_approval_and_one_list_however_many_press() -> None:
    row, people = payment(), [approver() for _ in range(4)]
    acts = [lambda who=who: funds.approve([row], actor=who, today=TODAY) for who in people]
    assert at_once(acts) == 3
    rate()
    entitled()
    planned, clerks = period(), [treasurer() for _ in range(4)]
    copies = [AllowancePeriod.objects.get(pk=planned.pk) for _ in clerks]
    draws = [
        lambda copy=copy, who=who: allowances.draw_up(copy, actor=who, today=TODAY)
        for copy, who in zip(copies, clerks, strict=True)
    ]
    assert at_once(draws) == 3
    assert planned.payments.count() == 1
