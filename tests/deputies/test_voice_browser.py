"""A citizen's letter in Chromium: written on the phone, answered, rated."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from congress.models import Organ, User
from deputies.models import OpinionField, PublicOpinion
from deputies.services import opinion_intake, opinion_lists, opinions
from tests import factories, factories_stations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = "礼贤路路口的路灯已经三天不亮，晚上看不清。"


def test_a_citizen_writes_is_answered_and_rates(live_server: Any, browser: Any, restored_reference_data: None) -> None:
    opinion_lists.prepare()
    street = factories.organ(kind=Organ.Kind.STREET_WORKING_COMMITTEE)
    station, keeper = factories_stations.station(organ=street), factories.user("street_wc", organ=street)
    page = browser.new_page(viewport={"width": 390, "height": 800})
    try:
        page.goto(f"{live_server.url}{station.get_absolute_url()}")
        page.get_by_role("link", name="给本站写信").click()
        page.get_by_label("反映的内容").fill(TEXT)
        page.get_by_role("button", name="提交").click()
        # Nobody agreed yet: what was typed stays.
        assert page.get_by_text("请勾选同意后再提交").count()
        assert page.get_by_label("反映的内容").input_value() == TEXT
        page.get_by_label("我同意").check()
        page.get_by_role("button", name="提交").click()
        page.get_by_role("heading", name="已收到").wait_for()
        _answered(keeper)
        page.reload()
        page.get_by_text("路灯已换新").wait_for()
        page.get_by_label("满意", exact=True).check()
        page.get_by_role("button", name="提交评价").click()
        page.get_by_text("您的评价：满意").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        page.close()
    assert PublicOpinion.objects.get().status == PublicOpinion.Status.RATED


def _answered(keeper: User) -> None:
    today, unit = timezone.localdate(), factories.organ()
    head = factories.user("unit_head", organ=unit)
    row = PublicOpinion.objects.get()
    given = opinion_intake.Registration("礼贤路路灯不亮", OpinionField.objects.get(name="城乡建设"))
    steps: tuple[Callable[[], object], ...] = (
        lambda: opinion_intake.register(row, given, on=today, actor=keeper),
        lambda: opinions.tier(row, level="township", note="", on=today, actor=keeper),
        lambda: opinions.hand_over(row, organ=unit, demand="", on=today, today=today, actor=keeper),
        lambda: opinions.acknowledge(row, leader="负责人001", on=today, actor=head),
        lambda: opinions.reply(row, text="已换", signed_by="负责人001", on=today, today=today, actor=head),
        lambda: opinions.feed_back(row, words="路灯已换新。", on=today, today=today, actor=keeper),
    )
    for step in steps:
        step()
