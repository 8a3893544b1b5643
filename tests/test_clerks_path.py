"""A complete ordinary meeting of the committee, entered by hand in a browser, with every page and key counted.

20 members, 8 items, 3 votes and 4 appointments. The figures stand in docs/clerks-path.md; a change that makes the
path longer fails here. Pictures go to the folder that PICTURES names, where it is set.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from pytest_django.live_server_helper import LiveServer

from congress.models import User
from deputies.models import Seat, Term
from meetings.models import AgendaItem, Meeting, PersonnelAction, Vote
from tests import factories, factories_personnel

pytestmark = [pytest.mark.browser, pytest.mark.slow]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

PASSWORD = "clerk-path-2026"
MEMBERS = 20
AGENDA = """一、听取和审议区人民政府关于2026年上半年国民经济和社会发展计划执行情况的报告
二、听取和审议区人民政府关于2026年上半年财政预算执行情况的报告
三、听取和审议区人民政府关于示例审计工作的报告
四、听取和审议关于示例法执法检查情况的报告
五、书面审议区人民政府关于代表建议、批评和意见办理情况的报告
六、审议关于批准示例事项的决议（草案）
七、审议关于加强示例工作的决定（草案）
八、审议人事任免事项"""
APPOINTED = ("示例甲", "示例乙", "示例丙", "示例丁")
#: what the whole path may cost; lower them when the path becomes shorter
MOST_PAGES = 20
MOST_CLICKS = 36
MOST_KEYS = 44


@dataclass
class Hand:
    """Somebody at a browser; pages, clicks and keys are counted from the first page of the work on."""

    page: Page
    pages: int = 0
    clicks: int = 0
    keys: int = 0
    by_step: list[tuple[str, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("framenavigated", self._count)

    def _count(self, frame: object) -> None:
        if frame is self.page.main_frame:
            self.pages += 1

    def go(self, path: str) -> None:
        """Open an address from a bookmark or a link."""
        self.clicks += 1
        self.page.goto(path)

    def press(self, label: str, *, within: str = "#content") -> None:
        """A button, and the page that follows."""
        self.clicks += 1
        self.page.locator(within).get_by_role("button", name=label, exact=True).first.click()
        self.page.wait_for_load_state()

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def type(self, place: Locator, text: str) -> None:
        """Click into a box and type."""
        self.clicks += 1
        self.keys += len(text)
        place.fill(text)

    def paste(self, place: Locator, text: str) -> None:
        """Click into a box and paste what was copied from a document."""
        self.clicks += 1
        self.keys += 2
        place.fill(text)

    def choose(self, place: Locator, value: str) -> None:
        """Pick from a list: opened with a click, found with its first letter, taken with Enter."""
        self.clicks += 1
        self.keys += 2
        place.select_option(value)

    def find(self, row: int, text: str) -> None:
        """Find a post in the box that searches while one types."""
        self.clicks += 1
        self.keys += len(text) + 1
        self.page.locator(f"#actions-{row} .field-post .select2-selection").click()
        self.page.locator(".select2-search__field").fill(text)
        self.page.locator(".select2-results__option--highlighted", has_text=text).wait_for()
        self.page.keyboard.press("Enter")

    def done(self, step: str) -> None:
        """Note what the path has cost up to here."""
        self.by_step.append((step, self.pages, self.clicks, self.keys))

    def picture(self, name: str) -> None:
        if folder := os.environ.get("PICTURES"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"path-{name}.png", full_page=True)


@pytest.fixture
def sit_down(
    browser: Browser, live_server: LiveServer, restored_reference_data: None
) -> Iterator[Callable[[User], Hand]]:
    """A function that signs somebody in and gives the browser into their hand."""
    opened: list[BrowserContext] = []

    def signed_in(user: User) -> Hand:
        user.set_password(PASSWORD)
        user.save()
        context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url, locale="zh-CN")
        opened.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)
        return Hand(page)

    yield signed_in
    for context in opened:
        context.close()


def seeded() -> None:
    """A committee of twenty, its last meeting, the chairpersons' meeting that screened, and four posts to fill."""
    today = timezone.localdate()
    term = Term.objects.create(number=10, starts_on=today - timedelta(days=700), ends_on=today + timedelta(days=700))
    for number in range(MEMBERS):
        role = Seat.Role.CHAIR if number == 0 else Seat.Role.VICE_CHAIR if number < 4 else Seat.Role.MEMBER
        Seat.objects.create(person=factories.person(), term=term, role=role, starts_on=term.starts_on)
    last = {"term": term, "status": Meeting.Status.ARCHIVED, "place": "一号会议室", "chaired_by": "示例主任"}
    factories.meeting(number=20, starts_on=today - timedelta(days=50), starts_at_time="09:00", **last)
    factories.meeting(Meeting.Kind.CHAIR_MEETING, number=30, starts_on=today, **last)
    for number in range(len(APPOINTED)):
        factories_personnel.post(f"示例街道工委{number + 1}号副主任")


def enter_meeting(clerk: Hand) -> Meeting:
    """From the empty form to a meeting whose papers are out."""
    today = timezone.localdate().isoformat()
    clerk.go("/admin/meetings/meeting/add/")
    clerk.type(clerk.page.locator("#id_starts_on"), today)
    clerk.page.locator("#id_starts_on").dispatch_event("change")
    clerk.paste(clerk.page.locator("#id_agenda_lines"), AGENDA)
    clerk.picture("1-new")
    clerk.press("保存并确定会议日期")
    meeting = Meeting.objects.latest("pk")
    assert (meeting.status, meeting.number, meeting.items.count()) == (Meeting.Status.SCHEDULED, 21, 8)
    clerk.press("登记发出通知")
    clerk.press("登记发出材料")
    clerk.type(clerk.page.locator("#id_missing_reason"), "另送")
    clerk.press("登记发出材料")
    clerk.picture("2-papers")
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PAPERS_OUT
    clerk.done("建会、议程、通知、材料")
    return meeting


def table_motion(officer: Hand) -> None:
    """Four appointments, from receipt to the agenda."""
    officer.go("/admin/meetings/personnelmotion/add/")
    for row, name in enumerate(APPOINTED):
        officer.type(officer.page.locator(f"#id_actions-{row}-new_name"), name)
        officer.find(row, f"{row + 1}号")
    officer.picture("3-motion")
    officer.press("保存并继续编辑")
    officer.press("提请主任会议")
    officer.press("登记主任会议同意…")
    officer.press("登记主任会议同意")
    officer.press("列入议程")
    officer.picture("4-tabled")
    assert PersonnelAction.objects.count() == len(APPOINTED)
    officer.done("人事任免案：收案、提请、主任会议同意、列入议程")


def take_roll(clerk: Hand, meeting: Meeting) -> None:
    """All present but two, and open."""
    clerk.go(f"/admin/meetings/meeting/{meeting.pk}/steps/roll/")
    absent = list(meeting.attendances.voting().order_by("person__stroke_key")[:2])
    for row in absent:
        clerk.click(clerk.page.locator(f"[name='status-{row.pk}'][value=absent]"))
    clerk.picture("5-roll")
    clerk.press("登记出席")
    clerk.press("开会")
    meeting.refresh_from_db()
    assert (meeting.status, meeting.attendances.present().count()) == (Meeting.Status.OPEN, MEMBERS - 2)
    clerk.done("出席（2人例外）、开会")


def explain(officer: Hand) -> None:
    """The motion is explained at the meeting."""
    officer.press("登记说明…")
    officer.type(officer.page.locator("#id_by"), "示例主任")
    officer.press("登记说明")
    officer.done("登记说明")


def hold_votes(clerk: Hand, meeting: Meeting) -> None:
    """Three votes on one page, one of them with exceptions; the rest is heard, and the meeting closes."""
    clerk.press("登记表决…")
    row = clerk.page.locator(".ballot-row").first
    clerk.type(row.locator("[name$='-no']"), "1")
    clerk.type(row.locator("[name$='-abstain']"), "2")
    clerk.picture("6-votes")
    clerk.press("登记表决")
    clerk.press("其余登记听取")
    clerk.picture("7-done")
    clerk.press("闭会")
    meeting.refresh_from_db()
    clerk.picture("8-closed")
    assert meeting.status == Meeting.Status.CLOSED, clerk.page.inner_text("#content")[:600]
    clerk.done("三项表决、听取、闭会")


def test_a_complete_ordinary_meeting_is_entered_in_one_sitting(sit_down: Callable[[User], Hand]) -> None:
    seeded()
    clerk, officer = sit_down(factories.user("office")), sit_down(factories_personnel.officer())
    clerk.pages = officer.pages = 0
    meeting = enter_meeting(clerk)
    table_motion(officer)
    take_roll(clerk, meeting)
    explain(officer)
    hold_votes(clerk, meeting)

    votes = Vote.objects.filter(meeting=meeting)
    assert votes.count() == 3
    assert all(vote.passed for vote in votes)
    carried = PersonnelAction.objects.carried()
    assert carried.count() == len(APPOINTED)
    assert not meeting.items.exclude(status__in=AgendaItem.DISPOSED).exists()

    pages, clicks, keys = (
        clerk.pages + officer.pages,
        clerk.clicks + officer.clicks,
        clerk.keys + officer.keys,
    )
    told = f"{pages} pages, {clicks} clicks, {keys} keys; {clerk.by_step} {officer.by_step}"
    if folder := os.environ.get("PICTURES"):
        (Path(folder) / "path.txt").write_text(told, encoding="utf-8")
    assert (pages <= MOST_PAGES, clicks <= MOST_CLICKS, keys <= MOST_KEYS) == (True, True, True), told


def test_rows_of_the_agenda_are_dragged_and_moved_by_keys(sit_down: Callable[[User], Hand]) -> None:
    seeded()
    meeting = factories.meeting(starts_on=timezone.localdate() + timedelta(days=20), term=Term.objects.get())
    for title in "甲乙丙丁":
        factories.item(meeting, title=title)
    clerk = sit_down(factories.user("office"))
    clerk.go(f"/admin/meetings/meeting/{meeting.pk}/change/")
    page = clerk.page
    grips = page.locator("#items-group tr.form-row:not(.empty-form) .grip")
    grips.nth(1).scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 300)")
    last, first = grips.nth(3).bounding_box(), page.locator("#items-0").bounding_box()
    assert last is not None
    assert first is not None
    page.mouse.move(last["x"] + 3, last["y"] + 8)
    page.mouse.down()
    page.mouse.move(last["x"] + 3, first["y"] + 30, steps=8)
    page.mouse.move(last["x"] + 3, first["y"] + 2, steps=4)
    page.mouse.up()
    assert page.locator("#id_items-3-order").input_value() == "1"
    page.locator("#id_items-0-order").press("Alt+ArrowDown")
    page.set_viewport_size({"width": 390, "height": 844})
    clerk.picture("9-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    clerk.press("保存")
    assert [item.title for item in meeting.items.order_by("order")] == ["丁", "乙", "甲", "丙"]
