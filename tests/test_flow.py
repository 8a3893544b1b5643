"""One matter through the real doors: from the planned meeting to the page a citizen reads.

Every step is what a person does: open a page, fill the form that stands there, press the button. Nothing is called
behind the pages but what the clock does: the sweep, the mails, and the two tasks that look for what no longer fits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import lxml.html
import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from congress.models import Notification, Obligation, Organ, Publication, User
from congress.tasks import deliver_mail, sweep_reminders
from deputies.models import Seat
from meetings.models import Attendance, Meeting, OpinionPaper
from supervision.models import FollowUp, SpecialReport
from supervision.tasks import note_published, realign_reports
from tests import factories

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PHONE = "13900000000"
#: classes under which the three faces tell what was refused
ERRORS = ("errorlist", "errornote", "field-error", "form-errors", "message-error")


class Visitor:
    """A person at the browser: opens pages and presses buttons of forms that stand on them."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user

    def client(self) -> Client:
        client = Client()
        if self.user:
            client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def read(self, path: str) -> str:
        answer = self.client().get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def press(
        self, path: str, *, form: str = "", files: dict[str, SimpleUploadedFile] | None = None, **values: str
    ) -> str:
        """Fill the form on the page at `path` whose address ends with `form`, send it, read what follows."""
        client = self.client()
        page = lxml.html.fromstring(client.get(path).content.decode())
        found = [each for each in page.forms if each.method == "POST" and self._is_meant(each, form, values)]
        assert found, f"{path} has no form {form or ''} with {sorted(values)}"
        sent: dict[str, object] = {**dict(found[0].form_values()), **values, **(files or {})}
        answer = client.post(urljoin(path, found[0].action or ""), sent, follow=True)
        self._check(answer, path)
        return answer.content.decode()

    @staticmethod
    def _is_meant(form: lxml.html.FormElement, ending: str, values: dict[str, str]) -> bool:
        action = form.action or ""
        if "logout" in action or "i18n" in action:
            return False
        return action.endswith(ending) and set(values) <= set(form.fields.keys())

    @staticmethod
    def _check(answer: HttpResponse, path: str) -> None:
        page = lxml.html.fromstring(answer.content.decode())
        told = [" ".join(each.text_content().split()) for name in ERRORS for each in page.find_class(name)]
        assert answer.status_code == 200, (path, answer.status_code, told)
        assert not told, (path, told)


@contextmanager
def on(month: int, day: int, hour: int = 10) -> Iterator[date]:
    with time_machine.travel(datetime(2026, month, day, hour, tzinfo=SHANGHAI), tick=False):
        yield date(2026, month, day)


@pytest.fixture
def unit() -> Organ:
    return factories.organ(name="示例局")


@pytest.fixture
def committee() -> Organ:
    return factories.organ(Organ.Kind.WORKING_COMMITTEE, name="示例工作委员会")


def new_meeting(office: Visitor, kind: str, day: date, title: str = "", unit: Organ | None = None) -> Meeting:
    rows = {}
    if unit is not None:
        rows = {
            "items-0-order": "1",
            "items-0-kind": "special_report",
            "items-0-mode": "heard",
            "items-0-title": title,
            "items-0-reporting_organ": str(unit.pk),
        }
    client = office.client()
    page = lxml.html.fromstring(client.get("/admin/meetings/meeting/add/").content.decode())
    form = next(each for each in page.forms if each.get("id") == "meeting_form")
    sent = dict(form.form_values()) | {
        "kind": kind,
        "term": str(factories.term().pk),
        "starts_on": str(day),
        "ends_on": str(day),
        **rows,
    }
    if rows:
        sent["items-TOTAL_FORMS"] = "1"
    answer = client.post("/admin/meetings/meeting/add/", sent, follow=True)
    Visitor._check(answer, "meeting add")
    meeting = Meeting.objects.latest("pk")
    office.press(f"/admin/meetings/meeting/{meeting.pk}/change/", form="steps/schedule/")
    meeting.refresh_from_db()
    return meeting


def test_one_matter_from_the_meeting_to_the_published_page(unit: Organ, committee: Organ) -> None:
    for number in range(27):
        factories.seat(Seat.Role.CHAIR if number == 0 else Seat.Role.MEMBER)
    office = Visitor(factories.user("office", email="office@example.test"))
    chair = Visitor(factories.user("sc_chair", email="chair@example.test"))
    adviser = Visitor(factories.user("wc_officer", "wc_head", organ=committee, email="committee@example.test"))
    clerk = Visitor(factories.user("unit_clerk", organ=unit, email="unit@example.test"))
    head = Visitor(factories.user("unit_head", organ=unit, email="head@example.test"))
    reviewer = Visitor(factories.user("reviewer", email="reviewer@example.test"))
    deputy = Visitor(factories.user("deputy", email="deputy@example.test"))
    citizen = Visitor()

    # The office plans the meeting and takes the report onto its agenda.
    with on(3, 2):
        meeting = new_meeting(office, "standing_committee", date(2026, 4, 22), "关于示例工作情况的报告", unit)
        assert str(meeting) == "第十届人大常委会第一次会议"
        item = meeting.items.get()
        office.press(
            "/admin/supervision/specialreport/add/",
            item=str(item.pk),
            organ=str(unit.pk),
            working_committee=str(committee.pk),
            summary="示例提要。",
        )
        report = SpecialReport.objects.get()
        assert "4月2日" in clerk.read(f"/workspace/reports/{report.pk}/")

    # Beat finds what is due: the organ hears of its draft 15 days before.
    with on(3, 18, hour=9):
        realign_reports()
        sweep_reminders()
        assert Notification.objects.filter(
            recipient=clerk.user, subject__contains="草稿送工委", reminder__isnull=False
        ).exists()

    # The papers come, in time.
    place = f"/admin/supervision/specialreport/{report.pk}/steps"
    with on(4, 1):
        office.press(f"{place}/draft/", on="2026-04-01")
    with on(4, 3):
        adviser.press(f"{place}/comment/", on="2026-04-03")
    with on(4, 10):
        office.press(f"{place}/final/", on="2026-04-10")
    with on(4, 14):
        office.press(f"{place}/issue/", on="2026-04-14")
        desk = f"/admin/meetings/meeting/{meeting.pk}"
        office.press(f"{desk}/steps/notice/", on="2026-04-14")
        office.press(f"{desk}/steps/papers/", on="2026-04-14", missing_reason="报告随会议材料另册印发")
    assert {row.obligation.late_days(on=date(2026, 5, 1)) for row in report.deliveries.all()} == {0}

    # The day of the meeting.
    with on(4, 22):
        office.press(f"{desk}/change/", form="steps/all-present/")
        assert meeting.attendances.filter(status=Attendance.Status.PRESENT).count() == 27
        office.press(f"{desk}/change/", form="steps/open/")
        office.press(f"/admin/supervision/specialreport/{report.pk}/change/", form="steps/hear/")
        office.press(f"{desk}/change/", form="steps/close/")
        meeting.refresh_from_db()
        assert meeting.status == Meeting.Status.CLOSED

    # Opinions are collated point by point and put before the chairpersons' meeting.
    with on(4, 27):
        client = adviser.client()
        page = lxml.html.fromstring(client.get("/admin/meetings/opinionpaper/add/").content.decode())
        form = next(each for each in page.forms if each.get("id") == "opinionpaper_form")
        sent = dict(form.form_values()) | {
            "item": str(item.pk),
            "title": "关于示例工作情况报告的审议意见",
            "working_committee": str(committee.pk),
            "points-TOTAL_FORMS": "2",
            "points-0-order": "1",
            "points-0-text": "健全工作机制。",
            "points-1-order": "2",
            "points-1-text": "加大资金保障。",
        }
        Visitor._check(client.post("/admin/meetings/opinionpaper/add/", sent, follow=True), "opinion paper")
        paper = OpinionPaper.objects.get()
        adviser.press(f"/admin/meetings/opinionpaper/{paper.pk}/change/", form="steps/submit/")
    with on(4, 29):
        chairs_meeting = new_meeting(office, "chair_meeting", date(2026, 4, 29))
        office.press(f"/admin/meetings/meeting/{chairs_meeting.pk}/change/", form="steps/all-present/")
        office.press(f"/admin/meetings/meeting/{chairs_meeting.pk}/change/", form="steps/open/")
        assert "关于示例工作情况报告的审议意见" in chair.read("/workspace/")
        chair.press(f"/workspace/opinions/{paper.pk}/", form="adopt/", meeting=str(chairs_meeting.pk), on="2026-04-29")
        paper.refresh_from_db()
        assert paper.status == OpinionPaper.Status.ADOPTED

    # Handed over with a number, signed for, answered, commented on.
    with on(5, 6):
        office.press(f"/admin/supervision/followup/hand-over/{paper.pk}/", organs=[str(unit.pk)], on="2026-05-06")
        follow_up = FollowUp.objects.get()
        assert str(follow_up.paper.number).endswith("〔2026〕1号")
        citizen_sees = citizen.client().get(f"/supervision/opinions/{paper.pk}/").status_code
        assert citizen_sees == 404
    work = f"/workspace/follow-ups/{follow_up.pk}/"
    points = [f"answer-{answer.pk}" for answer in follow_up.answers.all()]
    with on(5, 8):
        clerk.press(work, form="acknowledge/", leader="分管领导")
        # Three months from receipt: 8 August 2026 is a Saturday, so Monday the 10th counts.
        assert Obligation.objects.get(pk=follow_up.current_round.obligation_id).due_on == date(2026, 8, 10)
    with on(7, 20):
        drafted = {points[0]: "已建机制。", points[1]: "已列预算。"}
        clerk.press(work, form="draft/", text="处理情况报告草稿。", **drafted)
        adviser.press(f"/admin/supervision/followup/{follow_up.pk}/steps/comment/", text="无意见")
        text = f"报告正文。联系人电话{PHONE}。"
        files = {"attachments": SimpleUploadedFile("佐证材料.pdf", PDF, content_type="application/pdf")}
        head.press(work, form="report/", text=text, signed_by="示例局局长", files=files, **drafted)

    # Not enough: sent back, answered again, closed.
    steps = f"/admin/supervision/followup/{follow_up.pk}/steps"
    with on(7, 28):
        office.press(f"{steps}/circulate/", on="2026-07-28")
        office.press(f"{steps}/reopen/", verdict="第二条请补充落实情况。", due_on="2026-09-10")
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.REOPENED
        assert "第二条请补充落实情况" in clerk.read(work)
    with on(9, 1):
        again = {points[0]: "已建机制。", points[1]: "资金已经到位。"}
        clerk.press(work, form="draft/", text="补充报告草稿。", **again)
        adviser.press(f"{steps}/comment/", text="无意见")
        files = {"attachments": SimpleUploadedFile("补充材料.pdf", PDF, content_type="application/pdf")}
        head.press(
            work,
            form="report/",
            text=f"补充报告正文。联系人电话{PHONE}。",
            signed_by="示例局局长",
            files=files,
            **again,
        )
        office.press(f"{steps}/circulate/", on="2026-09-01")
        office.press(f"{steps}/settle/", **settled(office, f"{steps}/settle/"))
        office.press(f"{steps}/accept/", on="2026-09-01", note="主任会议同意办结。", place="示例现场")
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.ACCEPTED_DONE
        assert follow_up.rounds.get(number=1).verdict == "第二条请补充落实情况。"

    # Prepared, redacted, approved and published by different people, for deputies and for society.
    with on(9, 8):
        assert Publication.objects.count() == 8
        for publication in Publication.objects.order_by("pk"):
            publish(publication, office=office, reviewer=reviewer, chair=chair)
        note_published()
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.PUBLISHED

    # What a citizen reads, without signing in.
    with on(9, 9):
        page = citizen.read(f"/supervision/reports/{report.pk}/")
        for words in (
            "关于示例工作情况的报告",
            "健全工作机制。",
            "资金已经到位。",
            "2026年4月22日",
            "2026年4月29日",
            "2026年5月6日",
        ):
            assert words in page, (words, page[page.find("<h1") :][:300])
        assert PHONE not in page
        assert "■■" in citizen.read(f"/supervision/opinions/{paper.pk}/")
        assert PHONE not in citizen.read(f"/supervision/opinions/{paper.pk}/")
        assert f"/supervision/opinions/{paper.pk}/" in citizen.read("/search/?q=资金已经到位")
        assert "关于示例工作情况报告的审议意见" in deputy.read("/workspace/circulated/")
        assert clerk.client().get("/admin/").status_code in (302, 403)

    # Each message of the way left the portal once. (The rows bear the database's own clock, so no travelling here.)
    deliver_mail()
    told = [message for message in mail.outbox if message.to == ["unit@example.test"]]
    assert [message.subject for message in told].count("审议意见交办：关于示例工作情况报告的审议意见") == 1
    identities = [message.extra_headers["Message-ID"] for message in told]
    assert len(identities) == len(set(identities))


def settled(office: Visitor, path: str) -> dict[str, str]:
    """Every point confirmed as carried out."""
    page = lxml.html.fromstring(office.client().get(path).content.decode())
    return {field.get("name"): "closed" for field in page.iter("select") if "closed" in field.value_options}


def publish(publication: Publication, *, office: Visitor, reviewer: Visitor, chair: Visitor) -> None:
    """The four steps, the telephone number blanked on the way."""
    place = f"/admin/congress/publication/{publication.pk}"
    office.press(f"{place}/steps/prepare/")
    client = reviewer.client()
    page = lxml.html.fromstring(client.get(f"{place}/steps/redact/").content.decode())
    form = next(each for each in page.forms if each.method == "POST" and "title" in each.fields)
    blanked = {name: (value or "").replace(PHONE, "■■") for name, value in form.form_values()}
    Visitor._check(client.post(f"{place}/steps/redact/", blanked, follow=True), "redact")
    publication.refresh_from_db()
    assert publication.status == Publication.Status.REDACTED
    chair.press(f"/workspace/publications/{publication.pk}/", form="approve/")
    reviewer.press(f"{place}/change/", form="steps/publish/")
    publication.refresh_from_db()
    assert publication.status == Publication.Status.PUBLISHED
