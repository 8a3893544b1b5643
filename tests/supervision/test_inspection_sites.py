"""The schedule of unannounced visits: group, chair and the committee that writes it know it, and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.test import Client

from congress.models import Activity, Notification, Organ, User
from congress.workspace.calendar import address
from supervision.models import InspectionSite, Oversight
from supervision.services import oversight as oversight_copies
from tests import factories
from tests import factories_inspections as make
from tests.desk import Clerk, refusals, superuser, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = make.TODAY
SECRET = "隐蔽的检查地点"
OPEN = "公开的检查地点"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def inspection() -> Oversight:
    """An inspection of which the organ was told, with an open and an unannounced place."""
    row = make.notified()
    make.site(row, place=OPEN)
    make.site(row, place=SECRET, is_unannounced=True)
    return row


def known(user: User) -> set[str]:
    return set(InspectionSite.objects.all().visible_to(user).values_list("place", flat=True))


KNOWING: dict[str, Callable[[Oversight], User]] = {
    "a member of the group": lambda row: _member(row),
    "the chair": lambda row: factories.user("sc_chair"),
    "a vice-chair": lambda row: factories.user("sc_vice_chair"),
    "the committee that writes": lambda row: factories.user("wc_officer", organ=row.working_committee),
    "its head": lambda row: factories.user("wc_head", organ=row.working_committee),
}
#: all others, and whether they may know of the open places
NOT_KNOWING: dict[str, tuple[Callable[[Oversight], User], bool]] = {
    "the office": (lambda row: factories.user("office"), True),
    "the head of the office": (lambda row: factories.user("office", "office_head"), True),
    "another committee": (lambda row: factories.user("wc_officer", organ=factories.organ("working_committee")), True),
    "a committee officer without a committee": (lambda row: factories.user("wc_officer"), True),
    "a member of the committee": (lambda row: factories.user("sc_member"), False),
    "a deputy": (lambda row: factories.user("deputy"), False),
    "the inspected organ": (lambda row: factories.user("unit_clerk", organ=row.organs.get()), True),
    "its head": (lambda row: factories.user("unit_head", organ=row.organs.get()), True),
    "another organ": (lambda row: factories.user("unit_head", organ=factories.organ()), False),
    "the government's office": (lambda row: factories.user("gov_office", organ=factories.organ("government")), False),
    "the reviewer": (lambda row: factories.user("reviewer"), False),
    "an expert": (lambda row: factories.user("expert"), False),
    "the auditor": (lambda row: factories.user("auditor"), False),
    "the system administrator": (lambda row: factories.user("sysadmin"), False),
    "the deputies' committee": (lambda row: factories.user("deputies_wc"), False),
    "a street's committee": (lambda row: factories.user("street_wc"), False),
    "a member of another inspection's group": (lambda row: _member(make.notified()), False),
    "a chair who answers for the inspected organ": (
        lambda row: factories.user("sc_chair", organ=row.organs.get()),
        True,
    ),
    "a chair of an organ above it": (lambda row: factories.user("sc_chair", organ=_above(row)), True),
}


def _member(row: Oversight) -> User:
    account = factories.user("deputy")
    make.member(row, account=account)
    return account


def _above(row: Oversight) -> Organ:
    above = factories.organ(Organ.Kind.GOVERNMENT)
    row.organs.update(parent=above)
    return above


@pytest.mark.parametrize("who", KNOWING)
def test_who_goes_leads_or_writes_knows_all_places(who: str, inspection: Oversight) -> None:
    user = KNOWING[who](inspection)
    assert known(user) == {OPEN, SECRET}
    page = Clerk(user=user).text(f"/workspace/oversight/{inspection.pk}/")
    assert SECRET in page
    assert "不打招呼" in page


@pytest.mark.parametrize("who", NOT_KNOWING)
def test_nobody_else_finds_an_unannounced_place_anywhere(who: str, inspection: Oversight) -> None:
    make_user, knows_open = NOT_KNOWING[who]
    user = make_user(inspection)
    assert known(user) == ({OPEN} if knows_open else set())
    client = Clerk(user=user).client
    secret = InspectionSite.objects.get(place=SECRET)
    pages = (
        "/workspace/",
        "/workspace/oversight/",
        f"/workspace/oversight/{inspection.pk}/",
        "/workspace/notifications/",
        "/admin/",
        f"/admin/supervision/oversight/{inspection.pk}/change/",
        f"/admin/supervision/oversight/{inspection.pk}/history/",
        f"/admin/supervision/oversight/{inspection.pk}/papers/notice.docx",
        "/admin/supervision/inspectionsite/",
        f"/admin/supervision/inspectionsite/{secret.pk}/change/",
        f"/admin/supervision/inspectionsite/{secret.pk}/history/",
        "/admin/supervision/finding/",
        "/admin/congress/activity/",
        f"/admin/autocomplete/?app_label=supervision&model_name=finding&field_name=site&term={SECRET[:2]}",
        f"/search/?q={SECRET[:2]}",
        address(user),
    )
    for path in pages:
        answer = client.get(path, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert SECRET.encode() not in body, path


def test_a_member_of_another_group_does_not_know_a_place_of_one_group(inspection: Oversight) -> None:
    other = inspection.groups.create(name="第二组")
    member = _member(inspection)
    make.site(inspection, place="第二组的地点", is_unannounced=True, group=other)
    assert known(member) == {OPEN, SECRET}


def test_the_calendar_of_a_member_tells_the_places_of_the_own_group(inspection: Oversight) -> None:
    member = _member(inspection)
    own = Client().get(address(member)).content.decode().replace("\r\n ", "")
    assert SECRET in own
    assert OPEN in own
    chair = Client().get(address(factories.user("sc_chair"))).content.decode()
    assert SECRET not in chair


def test_an_unannounced_place_has_no_name_in_logs_and_messages(inspection: Oversight) -> None:
    officer = Clerk("wc_officer", organ=inspection.working_committee)
    sent = {"oversight": inspection.pk, "place": "又一隐蔽地点", "visits_on": inspection.starts_on.isoformat()}
    answer = officer.save(
        "/admin/supervision/inspectionsite/add/",
        officer.form("/admin/supervision/inspectionsite/add/") | sent | {"is_unannounced": "on"},
    )
    assert refusals(answer) == ""
    assert InspectionSite.objects.filter(place="又一隐蔽地点", is_unannounced=True).exists()
    told = [line.text + str(line.detail) + line.reason for line in Activity.objects.all()]
    told += [f"{each.subject}{each.body}" for each in Notification.objects.all()]
    assert not [line for line in told if "隐蔽" in line]


def test_the_office_writes_no_places(inspection: Oversight) -> None:
    assert Clerk("office").status("/admin/supervision/inspectionsite/add/") == 403
    other = Clerk("wc_officer", organ=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    sent = {"oversight": inspection.pk, "place": "别处", "visits_on": inspection.starts_on.isoformat()}
    path = "/admin/supervision/inspectionsite/add/"
    assert "由承办工委登记" in refusals(other.save(path, other.form(path) | sent))
    assert not InspectionSite.objects.filter(place="别处").exists()


def test_a_place_lies_within_the_days_of_the_inspection(inspection: Oversight) -> None:
    officer = Clerk("wc_officer", organ=inspection.working_committee)
    path = "/admin/supervision/inspectionsite/add/"
    late = inspection.last_day + timedelta(days=1)
    sent = {"oversight": inspection.pk, "place": "别处", "visits_on": late.isoformat()}
    assert "起止日期之内" in refusals(officer.save(path, officer.form(path) | sent))


def test_a_file_taken_from_the_desk_holds_open_places_only(inspection: Oversight) -> None:
    root = superuser()
    assert SECRET in words(root.page("/admin/supervision/inspectionsite/"))
    answer = root.client.get("/admin/supervision/inspectionsite/export/")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    places = [row[3] for row in sheet.iter_rows(values_only=True)]
    assert places == ["地点", OPEN]


def test_readers_are_told_of_open_places_where_the_group_was_already(inspection: Oversight) -> None:
    make.site(inspection, place="未来的公开地点", visits_on=TODAY + timedelta(days=61))
    InspectionSite.objects.filter(place__in=(OPEN, SECRET)).update(visits_on=TODAY - timedelta(days=1))
    content = str(oversight_copies.compose(inspection))
    assert OPEN in content
    assert SECRET not in content
    assert "未来的公开地点" not in content
