"""Mandates and seats that ended in the past: changed only with a reason, wherever they stand on the desk."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from congress.models import Activity
from deputies.models import Mandate, Seat
from tests import factories
from tests.deputies.test_person_admin import imported, upload
from tests.desk import Clerk, field_errors, refusals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
ENDED = TODAY - timedelta(days=1)
REASON = "核对任免文件"
Record = Mandate | Seat


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def seat(ends_on: date | None = ENDED) -> Seat:
    return factories.seat(ends_on=ends_on)


def mandate(ends_on: date | None = ENDED) -> Mandate:
    return Mandate.objects.create(
        person=factories.person(),
        term=factories.term(),
        level="district",
        starts_on=date(2022, 2, 1),
        ends_on=ends_on,
        end_reason="resigned" if ends_on else "",
    )


def page_of(record: Record) -> str:
    return f"/admin/deputies/{record._meta.model_name}/{record.pk}/change/"


def page_of_person(record: Record) -> str:
    return f"/admin/deputies/person/{record.person_id}/change/"


def row_of(record: Record) -> str:
    return f"{record._meta.model_name}s__0__ends_on"


@pytest.mark.parametrize("make", [seat, mandate])
def test_what_ended_is_read_only_for_the_office(make: Callable[[], Record]) -> None:
    office = Clerk("office")
    record = make()
    assert office.save(page_of(record), {"ends_on": ""}).status_code == 403
    assert not office.page(page_of(record)).xpath("//input[@name='ends_on']")
    record.refresh_from_db()
    assert record.ends_on == ENDED


@pytest.mark.parametrize("make", [seat, mandate])
def test_what_ended_is_corrected_with_a_reason(make: Callable[[], Record]) -> None:
    record = make()
    head = Clerk("office", "office_head")
    day = ENDED - timedelta(days=3)
    answer = head.change(page_of(record), ends_on=str(day))
    assert "已经终止，更正须写明理由" in refusals(answer)
    assert field_errors(answer) == {"correction_reason"}
    record.refresh_from_db()
    assert record.ends_on == ENDED
    assert refusals(head.change(page_of(record), ends_on=str(day), correction_reason=REASON)) == ""
    line = Activity.objects.get(verb=f"更正{record._meta.verbose_name}")
    assert (line.reason, list(line.detail.values())) == (REASON, [[str(ENDED), str(day)]])
    history = head.text(page_of(record).replace("change", "history"))
    assert "2026年9月15日 → 2026年9月12日" in history
    assert REASON in history


def test_to_open_an_ended_seat_again_is_a_correction_too() -> None:
    record = seat()
    head = Clerk("office", "office_head")
    assert "更正须写明理由" in refusals(head.change(page_of(record), ends_on=""))
    assert refusals(head.change(page_of(record), ends_on="", correction_reason=REASON)) == ""
    assert Activity.objects.get(verb="更正常委会组成人员").detail == {"离任日期": [str(ENDED), ""]}


@pytest.mark.parametrize("make", [seat, mandate])
def test_what_ended_stands_fixed_on_the_persons_page_of_the_office(make: Callable[[], Record]) -> None:
    office = Clerk("office")
    record = make()
    opened = office.form(page_of_person(record))
    assert "correction_reason" not in opened
    name = row_of(record).replace("__", "-")
    office.save(page_of_person(record), opened | {name: "", "name": "改名"})
    record.refresh_from_db()
    record.person.refresh_from_db()
    assert (record.ends_on, record.person.name) == (ENDED, "改名")


@pytest.mark.parametrize("make", [seat, mandate])
def test_what_ended_is_corrected_on_the_persons_page_with_a_reason(make: Callable[[], Record]) -> None:
    record = make()
    head = Clerk("office", "office_head")
    day = ENDED - timedelta(days=3)
    changed = {row_of(record): str(day)}
    assert "已经终止，更正须写明理由" in refusals(head.change(page_of_person(record), **changed))
    record.refresh_from_db()
    assert record.ends_on == ENDED
    assert refusals(head.change(page_of_person(record), **changed, correction_reason=REASON)) == ""
    line = Activity.objects.get(verb="更正人员")
    assert (line.reason, list(line.detail.values())) == (REASON, [[str(ENDED), str(day)]])
    assert REASON in head.text(page_of_person(record).replace("change", "history"))


@pytest.mark.parametrize("make", [seat, mandate])
@pytest.mark.parametrize("ends_on", [None, TODAY])
def test_what_is_held_today_is_changed_without_a_reason(
    make: Callable[[date | None], Record], ends_on: date | None
) -> None:
    office = Clerk("office")
    record = make(ends_on)
    reason = {"end_reason": "resigned"} if isinstance(record, Mandate) else {}
    assert refusals(office.change(page_of(record), ends_on=str(ENDED), **reason)) == ""
    record.refresh_from_db()
    assert record.ends_on == ENDED
    assert not Activity.objects.filter(verb__startswith="更正").exists()


def test_a_refused_form_that_ends_a_seat_stays_open_for_the_office() -> None:
    office = Clerk("office")
    record = seat(None)
    answer = office.change(page_of(record), ends_on=str(ENDED), rank="很前")
    assert field_errors(answer) == {"rank"}


def test_a_file_does_not_change_a_seat_that_ended() -> None:
    record = seat()
    head = Clerk("office", "office_head")
    columns = ("姓名", "届", "职务", "排序", "任职日期", "离任日期")
    same = (record.person.name, "10", "委员", "100", "2022-02-01", str(ENDED))
    preview, outcome = imported(head, "seat", upload(columns, (*same[:5], "")))
    assert "不能导入改动" in preview
    assert outcome == ""
    assert imported(head, "seat", upload(columns, same))[1]
    record.refresh_from_db()
    assert record.ends_on == ENDED
