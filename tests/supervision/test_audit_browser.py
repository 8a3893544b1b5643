"""The audit loop of 2019 walked in a real browser: finding, rectification, joint-group inquiry, write-off number.

Pictures of what was seen go to the folder that PICTURES names, where it is set.
"""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from supervision.models import AuditFinding, AuditLedger, Inquiry
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "browser-test-2019"
PHONE, DESK = 390, 1280


def opened(browser: Browser, site: LiveServer, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 844}, base_url=site.url, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)


def seen(page: Page, name: str, width: int) -> None:
    """The page does not scroll sideways; a picture is kept where somebody wants to look at it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 1, name
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"audit-{name}-{width}.png", full_page=True)


def walk_as_a_reader(page: Page, width: int) -> None:
    """From the list of ledgers to the finding, the inquiry and the next year's ledger."""
    page.goto("/supervision/audit/")
    seen(page, "list", width)
    page.get_by_role("link", name="2019年审计查出问题整改台账").click()
    expect(page.locator("h1")).to_contain_text("2019年审计查出问题整改台账")
    expect(page.locator("main")).to_contain_text("部分整改1个＋已销号11个＝12个")
    expect(page.locator("main")).to_contain_text("柯人大审销〔2019〕")
    seen(page, "ledger", width)
    page.get_by_role("link", name="专题询问：").click()
    expect(page.locator("main")).to_contain_text("联组会议")
    expect(page.locator("main")).to_contain_text("9个")
    seen(page, "inquiry", width)
    page.get_by_role("link", name="涉及的问题：").click()
    page.get_by_role("link", name="2020年审计查出问题整改台账").click()
    expect(page.locator("main")).to_contain_text("2019年第6号结转")
    seen(page, "ledger-2020", width)


def walk_on_the_desk(page: Page) -> None:
    """The same finding on the desk: its rounds, its inquiry, its number, and the one that was carried over."""
    finding = AuditFinding.objects.get(ledger__year=2019, order=1)
    page.goto("/admin/supervision/auditfinding/?ledger__year=2019")
    expect(page.locator("#content")).to_contain_text("部分整改1个＋已销号11个＝12个")
    seen(page, "desk-list", DESK)
    page.goto(f"/admin/supervision/auditfinding/{finding.pk}/change/")
    panel = page.locator("#content")
    expect(panel).to_contain_text(str(finding.write_off_number))
    expect(panel).to_contain_text("未整改到位")
    seen(page, "desk-finding", DESK)
    page.get_by_role("link", name=Inquiry.objects.get().title).first.click()
    expect(page.locator("#content")).to_contain_text("联组会议")
    seen(page, "desk-inquiry", DESK)
    left = AuditFinding.objects.get(ledger__year=2019, status="partially")
    page.goto(f"/admin/supervision/auditfinding/{left.pk}/change/")
    page.get_by_role("link", name="2020年第1号").click()
    expect(page.locator("#content")).to_contain_text("结转自")


def test_the_loop_of_2019_is_walked_by_readers_and_on_the_desk(
    browser: Browser, live_server: LiveServer, restored_reference_data: None
) -> None:
    call_command("load_year", str(settings.BASE_DIR / "supervision" / "data" / "2019"), stdout=StringIO())
    assert AuditLedger.objects.count() == 2
    account = factories.user("office", "finance_wc")
    account.set_password(PASSWORD)
    account.save()
    for width in (PHONE, DESK):
        page = opened(browser, live_server, width)
        walk_as_a_reader(page, width)
        page.context.close()
    page = opened(browser, live_server, DESK)
    sign_in(page, account.username)
    walk_on_the_desk(page)
    page.context.close()
