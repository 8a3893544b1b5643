"""Document numbers: 柯人大常〔2019〕5号, without gaps, never reused."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import DocumentNumber, NumberSeries, User
from congress.services import activity


@transaction.atomic
def issue(code: str, *, on: date, subject: str, actor: User, period: int | None = None) -> DocumentNumber:
    """Take the next number of a series, for the year of `on` or for `period` (a term).

    The series row is locked until the transaction ends, so two papers never get one number and a paper that fails to be
    saved gives its number back. Raises NumberSeries.DoesNotExist.
    """
    series = NumberSeries.objects.select_for_update().get(code=code)
    counting = period if period is not None else on.year
    last = series.numbers.filter(period=counting).aggregate(last=Max("serial"))["last"] or 0
    number = DocumentNumber(
        series=series, period=counting, serial=last + 1, subject=subject[:200], issued_on=on, issued_by=actor
    )
    number.full_clean()
    number.save(force_insert=True)
    activity.record(actor, "编号", number)
    return number


@transaction.atomic
def void(number: DocumentNumber, *, reason: str, actor: User) -> None:
    """Take a number out of use. It is kept with its reason and never given again (handbook §4.2).

    Raises ValidationError without a reason, TransitionError if it is void already.
    """
    if not reason.strip():
        raise ValidationError({"void_reason": "请填写作废理由。"})
    number.void(reason=reason.strip())
    activity.record(actor, "作废文号", number, reason=reason)
