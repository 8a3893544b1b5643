"""The product in a real browser: each face at phone and desk width, and one matter walked by hand.

Pictures of what was seen go to the folder that PICTURES names, where it is set.
"""

import os
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from deputies.models import ActivityAttendance, DutyActivity, DutyAssessment
from meetings.models import Meeting, OpinionPaper
from supervision.models import FollowUp, SpecialReport
from supervision.services import demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "browser-test-2026"
PHONE, DESK = 390, 1280
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
#: what the stock admin itself does not fulfil, named so that nothing else slips through
ADMIN_RULES_OF_DJANGO = {"aria-input-field-name", "empty-table-header", "label-title-only"}


@pytest.fixture
def site(live_server: LiveServer, restored_reference_data: None, monkeypatch: pytest.MonkeyPatch) -> LiveServer:
    """A running portal with the year 2019 and the demonstration."""
    call_command("load_year", str(settings.BASE_DIR / "supervision" / "data" / "2019"), stdout=StringIO())
    demo.load(password=PASSWORD, today=timezone.localdate())
    return live_server


@pytest.fixture
def visit(browser: Browser, site: LiveServer) -> Iterator[Callable[[str, int], Page]]:
    """A function that opens the portal for a person (or nobody) at a width."""
    opened: list[BrowserContext] = []

    def as_person(username: str, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, base_url=site.url, locale="zh-CN")
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if username:
            page.goto("/accounts/login/")
            page.fill("[name=login]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "login" not in url)
        return page

    yield as_person
    for context in opened:
        context.close()


def picture(page: Page, name: str, width: int) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def pages_of(username: str) -> dict[str, str]:
    """The pages a person comes for, by name."""
    report = SpecialReport.objects.published().order_by("-pk")[0]
    old = SpecialReport.objects.published().filter(item__meeting__starts_on__year=2019)[0]
    follow_up = FollowUp.objects.filter(is_historic=False).order_by("pk")[0]
    paper = OpinionPaper.objects.get(status=OpinionPaper.Status.SUBMITTED)
    own = ActivityAttendance.objects.get(activity__title="（示例）调研停车问题")
    coming = DutyActivity.objects.get(title="（示例）河道巡查主题活动")
    told = DutyAssessment.objects.get(status=DutyAssessment.Status.NOTIFIED)
    meeting = Meeting.objects.of_committee().filter(starts_on__gte=timezone.localdate()).order_by("starts_on")[0]
    return {
        "": {
            "home": "/",
            "reports": "/supervision/reports/",
            "report": f"/supervision/reports/{report.pk}/",
            "report-2019": f"/supervision/reports/{old.pk}/",
            "opinions": "/supervision/opinions/",
            "oversight": "/supervision/oversight/?year=2019",
            "inquiries": "/supervision/inquiries/?year=2019",
            "meetings": "/meetings/?year=2019",
            "meeting": f"/meetings/{meeting.pk}/",
            "acts": "/acts/",
            "organs": "/organs/",
            "search": "/search/?q=审计",
            "sign-in": "/accounts/login/",
            "not-found": "/nothing/here/",
        },
        "chair": {"chair-home": "/workspace/", "adopt": f"/workspace/opinions/{paper.pk}/"},
        "unithead": {
            "unit-home": "/workspace/",
            "follow-ups": "/workspace/follow-ups/",
            "follow-up": f"/workspace/follow-ups/{follow_up.pk}/",
            "notifications": "/workspace/notifications/",
            "profile": "/workspace/profile/",
        },
        "deputy": {
            "deputy-home": "/workspace/",
            "circulated": "/workspace/circulated/",
            "duty": "/workspace/duty/",
            "duty-new": "/workspace/duty/new/",
            "duty-record": f"/workspace/duty/records/{own.pk}/",
            "performance": told.get_absolute_url(),
        },
        "street": {
            "duty-activities": "/workspace/duty/activities/",
            "duty-activity": coming.get_absolute_url(),
            "duty-import": "/workspace/duty/activities/import/",
            "performances": f"/workspace/duty/assessments/?year={told.year}",
        },
        "office": {
            "desk": "/admin/",
            "desk-meeting": f"/admin/meetings/meeting/{meeting.pk}/change/",
            "desk-meetings": "/admin/meetings/meeting/",
            "desk-opinion": f"/admin/meetings/opinionpaper/{paper.pk}/change/",
            "desk-follow-up": f"/admin/supervision/followup/{follow_up.pk}/change/",
            "desk-checks": "/admin/inconsistencies/",
        },
        "reviewer": {"reviewer-desk": "/admin/", "publications": "/admin/congress/publication/"},
    }[username]


@pytest.mark.parametrize("username", ["", "chair", "unithead", "deputy", "street", "office", "reviewer"])
def test_pages_are_accessible_fit_their_width_and_keep_the_content_policy(
    username: str, visit: Callable[[str, int], Page]
) -> None:
    pages = pages_of(username)
    found: list[str] = []
    for width in (PHONE, DESK):
        page = visit(username, width)
        page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
        for name, path in pages.items():
            found.clear()
            page.goto(path)
            refused = [text for text in found if "Content Security Policy" in text or "Uncaught" in text]
            assert refused == [], (path, width)
            picture(page, name, width)
            if not path.startswith("/admin/"):
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            violations = {each["id"]: each["nodes"][0]["html"] for each in Axe().run(page).response["violations"]}
            if path.startswith("/admin/"):
                for rule in ADMIN_RULES_OF_DJANGO:
                    violations.pop(rule, None)
            assert violations == {}, (path, width)


def press(page: Page, label: str) -> None:
    """Press a button or follow a link of the page's main part by its words, and wait for what follows."""
    page.locator("main, #content").get_by_role("button", name=label, exact=True).or_(
        page.locator("main, #content").get_by_role("link", name=label, exact=True)
    ).first.click()
    page.wait_for_load_state()


def test_one_matter_is_walked_by_hand(visit: Callable[[str, int], Page], tmp_path: Path) -> None:
    paper = OpinionPaper.objects.get(status=OpinionPaper.Status.SUBMITTED)
    today = str(timezone.localdate())

    chair = visit("chair", PHONE)
    chair.goto("/workspace/")
    chair.get_by_role("link", name=paper.title).first.click()
    picture(chair, "walk-1-chair", PHONE)
    press(chair, "主任会议通过")
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.ADOPTED

    office = visit("office", DESK)
    office.goto(f"/admin/meetings/opinionpaper/{paper.pk}/change/")
    press(office, "交办…")
    picture(office, "walk-2-hand-over", DESK)
    office.locator("#content").get_by_role("button", name="交办", exact=True).click()
    office.wait_for_load_state()
    follow_up = FollowUp.objects.get(paper=paper)
    assert str(follow_up.paper.number).endswith("号")

    unit = visit("unithead", PHONE)
    unit.goto(f"/workspace/follow-ups/{follow_up.pk}/")
    unit.fill("[name=leader]", "示例局分管领导")
    press(unit, "签收")
    picture(unit, "walk-3-received", PHONE)
    for number, answer in enumerate(follow_up.answers.all(), start=1):
        unit.fill(f"[name=answer-{answer.pk}]", f"第{number}条已经落实。")
    unit.fill("main form[action$='draft/'] [name=text]", "处理情况报告。")
    press(unit, "送工委征求意见")

    committee = visit("committee", DESK)
    committee.goto(f"/admin/supervision/followup/{follow_up.pk}/steps/comment/")
    committee.fill("#content [name=text]", "无意见")
    committee.locator("#content").get_by_role("button", name="对草稿提出意见").click()
    committee.wait_for_load_state()

    evidence = tmp_path / "佐证材料.pdf"
    evidence.write_bytes(PDF)
    unit.goto(f"/workspace/follow-ups/{follow_up.pk}/")
    unit.set_input_files("main form[action$='report/'] [name=attachments]", str(evidence))
    picture(unit, "walk-4-report", PHONE)
    unit.locator("main form[action$='report/'] button[type=submit]").click()
    unit.wait_for_load_state()
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUp.Status.REPORTED
    assert follow_up.current_round.attachments.get().name == "佐证材料.pdf"

    steps = f"/admin/supervision/followup/{follow_up.pk}/steps"
    for step, label in (("circulate", "印发组成人员"), ("settle", "逐条确认落实"), ("accept", "办结")):
        office.goto(f"{steps}/{step}/")
        for choice in office.locator("#content select").all():
            choice.select_option("closed")
        if step == "accept":
            office.get_by_label("现场").fill("示例现场")
        picture(office, f"walk-5-{step}", DESK)
        office.locator("#content").get_by_role("button", name=label).click()
        office.wait_for_load_state()
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUp.Status.ACCEPTED_DONE
    assert follow_up.closed_on == date.fromisoformat(today)

    reviewer = visit("reviewer", DESK)
    duties = [paper.society_duty, follow_up.society_duty]
    for duty in duties:
        paper.refresh_from_db()
        place = f"/admin/congress/publication/{duty.pk}"
        for page, step, label in ((office, "prepare", "拟公开稿"), (reviewer, "redact", "脱敏审核")):
            page.goto(f"{place}/steps/{step}/")
            picture(page, f"walk-6-{step}", DESK)
            page.locator("#content").get_by_role("button", name=label).click()
            page.wait_for_load_state()
        chair.goto(f"/workspace/publications/{duty.pk}/")
        picture(chair, "walk-7-approve", PHONE)
        press(chair, "核准公开")
        reviewer.goto(f"{place}/change/")
        press(reviewer, "发布")
        duty.refresh_from_db()
        assert duty.is_readable

    citizen = visit("", PHONE)
    citizen.goto(f"/supervision/opinions/{paper.pk}/")
    assert "第1条已经落实。" in citizen.inner_text("main")
    picture(citizen, "walk-8-citizen", PHONE)
