"""Resolutions and decisions on the desk: entered, numbered once, published through the gate."""

from collections.abc import Callable

import pytest
import time_machine

from congress.models import Activity, DocumentNumber
from meetings.models import Act
from meetings.services import acts
from tests import factories
from tests.desk import Clerk, field_errors, refusals, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


@pytest.fixture
def act() -> Act:
    meeting = factories.meeting(starts_on=TODAY, status="closed")
    return Act.objects.create(
        kind="decision", title="关于示例事项的决定", meeting=meeting, adopted_on=TODAY, text="正文。"
    )


def step_of(act: Act, name: str) -> str:
    return f"/admin/meetings/act/{act.pk}/steps/{name}/"


def test_the_same_title_twice_at_one_meeting_is_refused(office: Clerk, act: Act) -> None:
    answer = office.change(
        "/admin/meetings/act/add/", kind="decision", title=act.title, meeting=act.meeting_id, adopted_on=str(TODAY)
    )
    assert "同一会议已有同名的决议决定" in refusals(answer)


def test_an_act_is_numbered_once(office: Clerk, act: Act) -> None:
    assert "已编号：柯人大常〔2026〕1号" in said(office.step(step_of(act, "number")))
    assert "可能已经办理过，不能办理“编号”" in said(office.step(step_of(act, "number")))
    assert DocumentNumber.objects.count() == 1


def page_of(act: Act) -> str:
    return f"/admin/meetings/act/{act.pk}/change/"


def numbered(act: Act) -> Act:
    acts.number(act, actor=factories.user("office"))
    return act


def out(act: Act) -> Act:
    factories.published(act, acts.compose(act))
    return act


@pytest.mark.parametrize("close", [numbered, out])
def test_a_numbered_or_published_act_is_read_only_for_the_office(
    office: Clerk, act: Act, close: Callable[[Act], Act]
) -> None:
    opened = office.form(page_of(act))
    close(act)
    assert office.save(page_of(act), opened | {"title": "另一标题"}).status_code == 403
    assert not office.page(page_of(act)).xpath("//textarea[@name='text']")
    act.refresh_from_db()
    assert act.title == "关于示例事项的决定"


@pytest.mark.parametrize("close", [numbered, out])
def test_a_numbered_or_published_act_is_corrected_with_a_reason(act: Act, close: Callable[[Act], Act]) -> None:
    close(act)
    head = Clerk("office", "office_head", display_name="办公室主任")
    answer = head.change(page_of(act), text="正文，已校对。")
    assert "更正须写明理由" in refusals(answer)
    assert field_errors(answer) == {"correction_reason"}
    act.refresh_from_db()
    assert act.text == "正文。"
    assert refusals(head.change(page_of(act), text="正文，已校对。", correction_reason="校对原件")) == ""
    line = Activity.objects.get(verb="更正决议决定")
    assert (line.actor, line.reason, line.detail) == (head.user, "校对原件", {"正文": ["正文。", "正文，已校对。"]})
    history = head.text(f"/admin/meetings/act/{act.pk}/history/")
    assert "正文：正文。 → 正文，已校对。" in history
    assert "校对原件" in history


def test_an_act_neither_numbered_nor_published_is_changed_without_a_reason(office: Clerk, act: Act) -> None:
    assert "correction_reason" not in office.form(page_of(act))
    assert refusals(office.change(page_of(act), text="改动后的正文。")) == ""
    act.refresh_from_db()
    assert act.text == "改动后的正文。"


def test_its_publication_is_prepared_from_the_record(office: Clerk, act: Act) -> None:
    office.step(step_of(act, "require"))
    act.refresh_from_db()
    assert act.society_duty is not None
    office.step(f"/admin/congress/publication/{act.society_duty_id}/steps/prepare/")
    act.society_duty.refresh_from_db()
    assert act.society_duty.prepared["sections"][0]["paragraphs"] == ["正文。"]
    assert "列入公开" not in office.buttons(f"/admin/meetings/act/{act.pk}/change/")
