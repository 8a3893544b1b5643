"""Document numbers: 柯人大常〔2019〕5号, in order, without gaps, never twice."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from congress.models import DocumentNumber, User
from congress.services import numbering
from congress.workflow import TransitionError
from tests import factories


def issue(actor: User, *, on: date = date(2019, 8, 28)) -> DocumentNumber:
    return numbering.issue("act", on=on, subject="示例", actor=actor)


@pytest.mark.django_db
def test_numbers_run_without_gaps_and_without_leading_zeros(clerk: User) -> None:
    assert [str(issue(clerk)) for _ in range(3)] == [f"柯人大常〔2019〕{serial}号" for serial in (1, 2, 3)]


@pytest.mark.django_db
def test_each_year_begins_with_one(clerk: User) -> None:
    issue(clerk)
    assert str(issue(clerk, on=date(2020, 1, 2))) == "柯人大常〔2020〕1号"


@pytest.mark.django_db
def test_a_paper_that_is_not_saved_gives_its_number_back(clerk: User) -> None:
    def fail_after_taking() -> None:
        with transaction.atomic():
            issue(clerk)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_taking()
    assert issue(clerk).serial == 1


@pytest.mark.django_db
def test_a_void_number_keeps_its_reason_and_is_not_given_again(clerk: User) -> None:
    number = issue(clerk)
    with pytest.raises(ValidationError, match="作废理由"):
        numbering.void(number, reason="", actor=clerk)
    numbering.void(number, reason="文稿撤回", actor=clerk)
    assert (number.status, number.void_reason) == (DocumentNumber.Status.VOID, "文稿撤回")
    assert issue(clerk).serial == 2
    with pytest.raises(TransitionError, match="作废"):
        numbering.void(number, reason="再次", actor=clerk)


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_at_once_get_eight_numbers(restored_reference_data: None) -> None:
    actor = factories.user("office")
    barrier = Barrier(8)

    def take() -> None:
        barrier.wait()
        issue(actor)
        connection.close()

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(DocumentNumber.objects.values_list("serial", flat=True)) == list(range(1, 9))
