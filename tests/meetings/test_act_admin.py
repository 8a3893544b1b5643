"""Resolutions and decisions on the desk: entered, numbered once, published through the gate."""

import pytest
import time_machine

from congress.models import DocumentNumber
from meetings.models import Act
from tests import factories
from tests.desk import Clerk, refusals, said

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
    assert "已经编号" in said(office.step(step_of(act, "number")))
    assert DocumentNumber.objects.count() == 1


def test_its_publication_is_prepared_from_the_record(office: Clerk, act: Act) -> None:
    office.step(step_of(act, "require"))
    act.refresh_from_db()
    assert act.society_duty is not None
    office.step(f"/admin/congress/publication/{act.society_duty_id}/steps/prepare/")
    act.society_duty.refresh_from_db()
    assert act.society_duty.prepared["sections"][0]["paragraphs"] == ["正文。"]
    assert "列入公开" not in office.buttons(f"/admin/meetings/act/{act.pk}/change/")
