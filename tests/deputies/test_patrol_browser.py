"""A deputy on patrol without a network: what is entered stays on the phone and goes out once, later."""

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from deputies.models import PatrolFinding
from tests import factories_patrols as given
from tests import photos

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEW = "/workspace/patrols/new/"
PASSWORD = "patrol-browser-2026"
IN_CHARGE = """async (name) => {
  for (let turn = 0; turn < 400; turn += 1) {
    if (navigator.serviceWorker.controller?.scriptURL.endsWith(name)) { return; }
    await new Promise((go) => setTimeout(go, 50));
  }
  const found = await navigator.serviceWorker.getRegistrations();
  throw new Error(found.map((each) => `${each.scope} ${each.installing?.state} ${each.active?.state}`).join("; "));
}"""


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)


def write(page: Page, place: str, picture: Path) -> None:
    page.select_option("[name=category]", label="市容环境")
    page.fill("[name=text]", "垃圾堆放在人行道上。")
    page.fill("[name=place]", place)
    page.set_input_files("[name=photos]", str(picture))
    page.wait_for_selector(".patrol-photo img[src^='data:']")
    page.click("form[data-patrol] button[type=submit]")


def heavy_jpeg() -> bytes:
    """A picture of some eleven megabytes: a small one with comments, as a program may leave them."""
    content = photos.phone_jpeg()
    comment = b"\xff\xfe\xff\xff" + b"x" * 0xFFFD
    return content[:2] + comment * 175 + content[2:]


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_what_is_entered_offline_survives_and_is_sent_once(
    live_server: Any, browser: Browser, restored_reference_data: None, tmp_path: Path
) -> None:
    user = given.deputy()
    user.set_password(PASSWORD)
    user.save()
    given.category()
    picture = tmp_path / "现场.jpg"
    picture.write_bytes(photos.phone_jpeg())
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None)
    sign_in(page, live_server.url, user.username)
    page.goto(NEW)
    page.wait_for_selector("form[data-ready]")
    # The worker of the whole workspace is there as well; the page's own one takes over.
    page.evaluate(IN_CHARGE, "/patrols/new/worker.js")
    assert not Axe().run(page).response["violations"]
    keep_picture(page, "patrol-report-390")

    context.set_offline(True)
    write(page, "示例路1号", picture)
    page.wait_for_selector("text=没有网络，联网后自动发送")
    # The page is closed and opened again without a network: draft and record are there.
    page.fill("[name=text]", "写了一半的第二条")
    page.wait_for_timeout(600)
    page.close()
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(NEW)
    page.wait_for_selector("form[data-ready]")
    assert page.input_value("[name=text]") == "写了一半的第二条"
    assert "示例路1号" in page.inner_text("[data-queue]")
    keep_picture(page, "patrol-offline-390")
    assert PatrolFinding.objects.count() == 0

    # A page that was kept days ago starts with today all the same.
    today = page.evaluate("new Date().toLocaleDateString('sv-SE')")
    page.evaluate("document.querySelector('[name=found_on]').defaultValue = '2020-01-01'")

    context.set_offline(False)
    page.click("[data-send]")
    page.wait_for_selector("[data-queue-part]", state="hidden")
    row = PatrolFinding.objects.get()
    assert (row.place, row.finder, row.photos.count()) == ("示例路1号", user, 1)

    # The answer is lost on its way back: the record is sent again and stays one.
    page.route(f"**{NEW}", lambda route: (route.fetch(), route.abort()) if route.request.method == "POST" else None)
    write(page, "示例路2号", picture)
    page.wait_for_selector("text=没有网络，联网后自动发送")
    assert page.input_value("[name=found_on]") == today
    assert PatrolFinding.objects.count() == 2
    page.unroute(f"**{NEW}")
    # What is changed on the phone meanwhile is put right in the one that arrived unnoticed.
    page.click("[data-queue] button")
    page.fill("[name=text]", "垃圾和废旧家具堆放在人行道上。")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.click("form[data-patrol] button[type=submit]")
    assert answered.value.status == 200
    page.wait_for_selector("[data-queue-part]", state="hidden")
    assert PatrolFinding.objects.count() == 2
    assert PatrolFinding.objects.get(place="示例路2号").text == "垃圾和废旧家具堆放在人行道上。"

    # Pictures that are too large for one request go in two, under one number.
    heavy = [tmp_path / f"大照片{number}.jpg" for number in (1, 2)]
    for file in heavy:
        file.write_bytes(heavy_jpeg())
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url) if sent.method == "POST" else None)
    page.set_input_files("[name=photos]", [str(file) for file in heavy])
    page.wait_for_selector(".patrol-photo:nth-child(2) img[src^='data:']")
    write(page, "示例路5号", picture)
    page.wait_for_selector("[data-queue-part]", state="visible")
    page.wait_for_selector("[data-queue-part]", state="hidden")
    assert len(requests) == 2
    assert PatrolFinding.objects.get(place="示例路5号").photos.count() == 3

    # A session that ran out keeps the record on the phone.
    context.clear_cookies(name="sessionid")
    write(page, "示例路3号", picture)
    page.wait_for_selector("text=登录已过期")
    assert PatrolFinding.objects.count() == 3
    sign_in(page, live_server.url, user.username)
    page.goto(NEW)
    page.wait_for_selector("form[data-ready]")
    page.wait_for_selector("[data-queue-part]", state="hidden")
    assert PatrolFinding.objects.count() == 4

    # What the portal refuses is told and stays to be corrected.
    page.evaluate("document.querySelector('[name=found_on]').value = '2099-01-01'")
    write(page, "示例路4号", picture)
    page.wait_for_selector("text=发现日期不能晚于今天")
    page.click("[data-queue] button")
    page.evaluate("document.querySelector('[name=found_on]').value = new Date().toISOString().slice(0, 10)")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.click("form[data-patrol] button[type=submit]")
    assert answered.value.status == 201
    assert PatrolFinding.objects.filter(place="示例路4号").count() == 1
    assert not problems
    context.close()
