"""The year of own work in the workspace: for the committee's leaders, and for nobody outside the committee."""

import pytest
import time_machine
from django.test import Client

from supervision.models import PartyRequest
from tests import factories
from tests.desk import Clerk
from tests.factories_own_work import DAY, indicator, investment, rule, stored, task_force, total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
PAGE = "/workspace/own-work/"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{factories.TODAY}T10:00:00+08:00", tick=False):
        yield


def test_a_leader_reads_the_year_with_figures_and_what_they_count() -> None:
    stored(total())
    stored(investment())
    stored(indicator(task_force=task_force()))
    stored(rule(kind="party", title="示例党委意见", issuer="区委"))
    PartyRequest.objects.create(sent_on=DAY, number="示例〔2026〕2号")
    chair = Clerk("sc_chair")
    text = chair.text(PAGE)
    for words in ("6200余人次", "引进投资 1.3亿元", "入户调查率100%", "示例党委意见", "请示报告 1次", "口径"):
        assert words in text
    assert not chair.page(PAGE).xpath("//main//a[contains(@href, '/admin/')]")
    assert "自身建设和中心工作：年度情况" in chair.text("/workspace/")
    assert "这一年的登记簿里还没有记录" in chair.text(f"{PAGE}?year=2001")


@pytest.mark.parametrize("role", ["deputy", "sc_member", "unit_head", "street_wc", "gov_office", "expert"])
def test_others_neither_read_it_nor_are_led_to_it(role: str) -> None:
    somebody = Clerk(role)
    assert somebody.status(PAGE) == 403
    assert "自身建设和中心工作" not in somebody.text("/workspace/")


def test_a_stranger_is_asked_to_sign_in() -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_page_costs_the_same_however_many_rows_there_are() -> None:
    chair = Clerk("sc_vice_chair")

    def grow(number: int, start: int) -> None:
        for place in range(start, start + number):
            force = task_force(name=f"示例{place}", leader=factories.person())
            stored(indicator(task_force=force))
            stored(investment(project=f"示例{place}"))

    grow(10, 0)
    few = chair.queries(PAGE)
    grow(25, 10)
    assert chair.queries(PAGE) == few
