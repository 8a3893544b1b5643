"""Outings and inquiries on the desk: once everyone can read them they change only with a reason."""

from collections.abc import Callable

import pytest
import time_machine

from congress.models import Activity
from supervision.models import Inquiry, LegalInstrument, Oversight
from tests import factories
from tests.desk import Clerk, field_errors, refusals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
REASON = "核对档案原件"
Record = Oversight | Inquiry


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def outing() -> Oversight:
    row = Oversight.objects.create(kind="inspection", title="关于示例法实施情况的执法检查", starts_on=TODAY)
    row.subjects.create(title="示例内容")
    return row


def inquiry() -> Inquiry:
    sitting = factories.meeting(starts_on=TODAY, status="closed").sittings.create(starts_on=TODAY)
    return Inquiry.objects.create(title="关于示例工作的专题询问", sitting=sitting, kind="plenary", status="held")


def page_of(record: Record) -> str:
    return f"/admin/supervision/{record._meta.model_name}/{record.pk}/change/"


def out(record: Record) -> Record:
    factories.published(record, {"title": record.title, "facts": [], "sections": [], "illustrative": False})
    return record


@pytest.mark.parametrize("make", [outing, inquiry])
def test_a_published_record_is_read_only_for_the_office(make: Callable[[], Record]) -> None:
    office = Clerk("office")
    record = make()
    opened = office.form(page_of(record))
    out(record)
    assert office.save(page_of(record), opened | {"title": "另一名称"}).status_code == 403
    assert not office.page(page_of(record)).xpath("//input[@name='title' or contains(@name, '-title')]")
    title = record.title
    record.refresh_from_db()
    assert record.title == title


@pytest.mark.parametrize("make", [outing, inquiry])
def test_a_published_record_is_corrected_with_a_reason(make: Callable[[], Record]) -> None:
    record = out(make())
    title = record.title
    head = Clerk("office", "office_head")
    answer = head.change(page_of(record), title="更正后的名称")
    assert "已经公开，更正须写明理由" in refusals(answer)
    assert field_errors(answer) == {"correction_reason"}
    record.refresh_from_db()
    assert record.title == title
    assert refusals(head.change(page_of(record), title="更正后的名称", correction_reason=REASON)) == ""
    line = Activity.objects.get(verb=f"更正{record._meta.verbose_name}")
    assert line.reason == REASON
    assert list(line.detail.values()) == [[title, "更正后的名称"]]
    history = head.text(page_of(record).replace("change", "history"))
    assert f"{title} → 更正后的名称" in history
    assert REASON in history


def test_the_subjects_and_laws_of_a_published_outing_need_the_reason_too() -> None:
    law = LegalInstrument.objects.create(title="示例法", kind="law")
    record = outing()
    out(record)
    head = Clerk("office", "office_head")
    assert "更正须写明理由" in refusals(head.change(page_of(record), subjects__0__title="另一内容"))
    assert record.subjects.get().title == "示例内容"
    changed = {"subjects__0__title": "另一内容", "instruments": [law.pk], "correction_reason": REASON}
    assert refusals(head.change(page_of(record), **changed)) == ""
    assert (record.subjects.get().title, record.instruments.get()) == ("另一内容", law)
    detail = Activity.objects.get(verb="更正执法检查与视察").detail
    assert ["示例内容", "另一内容"] in detail.values()
    assert detail["检查的法律法规"] == ["", "《示例法》"]


@pytest.mark.parametrize("make", [outing, inquiry])
def test_a_record_that_is_not_out_is_changed_without_a_reason(make: Callable[[], Record]) -> None:
    record = make()
    assert refusals(Clerk("office").change(page_of(record), title="改动后的名称")) == ""
    record.refresh_from_db()
    assert record.title == "改动后的名称"
