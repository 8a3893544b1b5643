"""The workspace on a phone: it can be installed, and without a network it says so and shows nothing of anybody."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests import factories_patrols

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "install-browser-2026"
IN_CHARGE = """async (name) => {
  for (let turn = 0; turn < 400; turn += 1) {
    if (navigator.serviceWorker.controller?.scriptURL.endsWith(name)) { return; }
    await new Promise((go) => setTimeout(go, 50));
  }
  const found = await navigator.serviceWorker.getRegistrations();
  throw new Error(found.map((each) => `${each.scope} ${each.installing?.state} ${each.active?.state}`).join("; "));
}"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) { found.push(new URL(request.url).pathname); }
  }
  return found;
}"""


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)


def test_it_can_be_installed_and_keeps_nobody_s_pages(
    live_server: Any, browser: Browser, restored_reference_data: None
) -> None:
    user = factories_patrols.deputy()
    user.set_password(PASSWORD)
    user.save()
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None)
    sign_in(page, user.username)
    page.goto("/workspace/")
    # A page that was on its way when the worker began is nobody's; the next one is the worker's.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.evaluate(IN_CHARGE, "/workspace/worker.js")
    session = context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["url"].endswith("/workspace/manifest.webmanifest")
    assert told["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in errors if each["errorId"] != "in-incognito"] == []

    context.set_offline(True)
    page.goto("/workspace/notifications/")
    assert "现在没有网络" in page.inner_text("h1")
    assert not Axe().run(page).response["violations"]
    kept = page.evaluate(KEPT)
    assert "/workspace/offline/" in kept
    assert [path for path in kept if not path.startswith("/static/")] == ["/workspace/offline/"]

    context.set_offline(False)
    page.click("text=再试一次")
    page.wait_for_selector("text=我今年的履职")
    assert problems == []
    context.close()
