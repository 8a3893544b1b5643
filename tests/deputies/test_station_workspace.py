"""Keepers and hosts on the phone: plan, announce, record, exchange; files in and out; nobody sees another's station."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from congress.models import User
from deputies.models import (
    ReceptionHost,
    ReceptionSlot,
    StandardItem,
    Station,
    StationAssessment,
    StationAssignment,
    StationCheck,
)
from deputies.offers import stations as offers
from deputies.services import receptions, roster_files, station_standards, stations
from deputies.services.receptions import HostLine
from tests import factories, photos
from tests.factories_duty import deputy
from tests.factories_stations import leaders, slot, staff, station

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
Status = ReceptionSlot.Status


@pytest.fixture
def soon() -> date:
    """A day to come, by the clock of the pages."""
    return timezone.localdate() + timedelta(days=7)


def keeper_of(place: Station) -> User:
    """The officer of a station."""
    account = staff(place).account
    assert account is not None
    return account


def stamp(client: Client, path: str, step: str) -> dict[str, str]:
    """The hidden inputs of a step's form."""
    forms = {each.name: form for each, form in client.get(path).context["forms"]}
    return {"step": step, "stamp": forms[step].initial["stamp"]}


def sheet(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    """A roster as a file."""
    book = openpyxl.Workbook()
    book.active.append(roster_files.HEADINGS)
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("接待安排.xlsx", out.getvalue())


def test_a_keeper_plans_announces_and_records_a_reception(signed_in: SignedIn, soon: date) -> None:
    place = station()
    client = signed_in(keeper_of(place))
    person = deputy(account=factories.user("deputy"))
    boss = factories.person("领导901")
    sent = {
        "kind": "leader",
        "held_on": soon.isoformat(),
        "starts_at": "09:00",
        "ends_at": "11:00",
        "theme": "停车",
        "deputies": person.name,
        "leaders": "领导901 副区长",
        "capacity": "government_leader",
        "tier": "district",
    }
    assert client.post(place.workspace_path, sent).status_code == 302
    row = ReceptionSlot.objects.get()
    assert {host.person for host in row.hosts.all()} == {person, boss}
    path = row.get_absolute_url()
    assert client.post(path, stamp(client, path, "publish")).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED
    # The day comes.
    today = timezone.localdate()
    ReceptionSlot.objects.filter(pk=row.pk).update(held_on=today, published_on=today)
    told = {
        "present": person.name,
        "visitors": 5,
        "opinions": 2,
        "minutes": 120,
        "summary": "<script>alert(1)</script>",
    }
    wrong = client.post(path, {**stamp(client, path, "record"), **told, "present": "谁也不是"})
    assert wrong.status_code == 422
    assert "不在这次接待的名单中" in wrong.content.decode()
    assert client.post(path, {**stamp(client, path, "record"), **told}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.visitors) == (Status.RECORDED, 5)
    page = client.get(path).content.decode()
    assert "<script>alert(1)" not in page
    assert row.hosts.get(person=boss).attendance == "absent"


def test_a_refused_plan_keeps_what_was_typed(signed_in: SignedIn, soon: date) -> None:
    place = station()
    client = signed_in(keeper_of(place))
    sent = {
        "kind": "deputy",
        "held_on": soon.isoformat(),
        "starts_at": "09:00",
        "ends_at": "11:00",
        "theme": "停车",
        "deputies": "查无此人",
    }
    answer = client.post(place.workspace_path, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“查无此人”未登记" in page
    assert 'value="停车"' in page
    assert not ReceptionSlot.objects.exists()


def test_nobody_opens_the_station_or_the_reception_of_another(signed_in: SignedIn, soon: date) -> None:
    mine, other = station(), station()
    row = slot(other, *leaders(1), held_on=soon, today=timezone.localdate(), is_published=True)
    client = signed_in(keeper_of(mine))
    assert client.get(other.workspace_path).status_code == 404
    assert client.get(f"{other.workspace_path}poster/").status_code == 404
    assert client.get(row.get_absolute_url()).status_code == 404
    stranger = signed_in(factories.user("deputy"))
    assert stranger.get(mine.workspace_path).status_code == 403
    assert stranger.get("/workspace/stations/roster/").status_code == 403
    assert stranger.get(row.get_absolute_url()).status_code == 404
    street = signed_in(factories.user("street_wc", organ=other.organ))
    assert street.get(other.workspace_path).status_code == 200
    assert street.get(mine.workspace_path).status_code == 404


def test_two_hosts_exchange_on_the_phone(signed_in: SignedIn, soon: date) -> None:
    today = timezone.localdate()
    one, two = (deputy(account=factories.user("deputy")) for _ in range(2))
    first = slot(None, HostLine(one), held_on=soon, today=today, is_published=True)
    second = slot(None, HostLine(two), held_on=soon + timedelta(days=1), today=today, is_published=True)
    assert one.account is not None
    assert two.account is not None
    asker, asked = signed_in(one.account), signed_in(two.account)
    path, other = first.get_absolute_url(), second.get_absolute_url()
    sent = {**stamp(asker, path, "swap"), "taken": second.hosts.get().pk, "reason": "出差"}
    assert asker.post(path, sent).status_code == 302
    assert "请求用" in asked.get(other).content.decode()
    assert "答复" in asked.get("/workspace/").content.decode()
    assert asked.post(other, {**stamp(asked, other, "answer"), "answer": "agree"}).status_code == 302
    assert second.hosts.get().person == one
    assert second.station.name in asker.get("/workspace/receptions/").content.decode()


def test_a_roster_comes_in_as_a_whole_and_goes_out_in_the_same_shape(signed_in: SignedIn, soon: date) -> None:
    place = station()
    person, boss = deputy(), factories.person("领导902")
    day = soon.isoformat()
    file = sheet(
        (place.name, day, "09:00", "11:00", "代表接待", "停车", person.name, "人大代表", "区级", ""),
        (place.name, day, "09:00", "11:00", "代表接待", "停车", boss.name, "党委领导", "乡镇街道级", "镇党委书记"),
    )
    client = signed_in(keeper_of(place))
    assert client.post("/workspace/stations/roster/", {"file": file}).status_code == 302
    assert ReceptionSlot.objects.count() == 1
    assert ReceptionHost.objects.count() == 2
    out = client.get("/workspace/stations/roster/roster/")
    cells = list(openpyxl.load_workbook(BytesIO(out.getvalue())).active.iter_rows(values_only=True))
    assert cells[0] == roster_files.HEADINGS
    assert {row[6] for row in cells[1:]} == {person.name, boss.name}
    for name in ("template", "timetable"):
        assert client.get(f"/workspace/stations/roster/{name}/").status_code == 200
    assert client.get("/workspace/stations/roster/other/").status_code == 404
    assert client.post("/workspace/stations/roster/", {"step": "publish"}).status_code == 302
    assert ReceptionSlot.objects.get().status == Status.PUBLISHED


def test_a_roster_with_wrong_rows_is_refused_as_a_whole_and_each_row_is_named(signed_in: SignedIn, soon: date) -> None:
    place = station()
    person = deputy()
    ended = deputy(ends_on=date(2026, 1, 31))
    day = soon.isoformat()
    good = (place.name, day, "09:00", "11:00", "代表接待", "", person.name, "人大代表", "区级", "")
    client = signed_in(keeper_of(place))
    unreadable = sheet(
        good,
        ("别的站", "不是日期", "九点", "11:00", "茶话会", "", "查无此人", "人大代表", "区级", ""),
    )
    page = client.post("/workspace/stations/roster/", {"file": unreadable})
    assert page.status_code == 422
    text = page.content.decode()
    for words in ("第3行", "不是您可以安排的联络站", "不是日期", "不是时间", "“茶话会”不正确", "“查无此人”未登记"):
        assert words in text
    twice = sheet(
        good,
        (place.name, day, "10:00", "12:00", "党政领导接待", "", person.name, "人大代表", "区级", ""),
        (place.name, day, "14:00", "15:00", "代表接待", "", ended.name, "人大代表", "区级", ""),
    )
    text = client.post("/workspace/stations/roster/", {"file": twice}).content.decode()
    assert "第3行" in text
    assert "不能同时在两个站" in text
    assert "第4行" in text
    assert not ReceptionSlot.objects.exists()
    assert not ReceptionHost.objects.exists()


def test_posters_show_a_code_for_the_station_and_each_deputy(signed_in: SignedIn, clerk: User) -> None:
    place = station()
    mandate = deputy(level="township").mandates.get()
    stations.assign(StationAssignment(station=place, mandate=mandate, starts_on=date(2022, 3, 1)), actor=clerk)
    client = signed_in(keeper_of(place))
    for path in (f"{place.workspace_path}poster/", f"{place.workspace_path}poster/{mandate.pk}/"):
        page = client.get(path).content.decode()
        assert "<svg" in page
        assert place.get_absolute_url() in page
    assert client.get(f"{place.workspace_path}poster/999999/").status_code == 404


def test_a_host_sees_receptions_in_the_calendar_file_and_called_off_ones_as_such(soon: date) -> None:
    account = factories.user("deputy")
    row = slot(None, HostLine(deputy(account=account)), held_on=soon, today=timezone.localdate(), is_published=True)
    before = list(offers.calendar(account))
    assert [each.is_cancelled for each in before] == [False]
    receptions.cancel(row, reason="台风", actor=User.objects.system())
    after = list(offers.calendar(account))
    assert [each.is_cancelled for each in after] == [True]
    assert after[0].key == before[0].key
    assert after[0].sequence > before[0].sequence


def test_a_station_scores_itself_then_the_street_and_another_station_after_its_visit(
    signed_in: SignedIn, clerk: User
) -> None:
    place, other = station(), station()
    station_standards.open_year(timezone.localdate().year, actor=clerk, today=timezone.localdate())
    row = StationAssessment.objects.get(station=place)
    own, street = signed_in(keeper_of(place)), signed_in(factories.user("street_wc", organ=place.organ))
    visitor, wc = signed_in(keeper_of(other)), signed_in(factories.user("deputies_wc"))
    path = row.get_absolute_url()
    full = {f"points_{item.pk}": "4" for item in row.scheme.items.all()}
    assert visitor.get(path).status_code == 404
    assert street.post(path, full).status_code == 404
    assert own.post(path, {}).status_code == 422
    for client in (own, street, wc):
        assert client.post(path, full).status_code == 302
    row.refresh_from_db()
    assert row.status == "mutual"
    assert visitor.post(path, {"given_by": other.pk, "points": "90"}).status_code == 302
    assert row.mutual_scores.get().given_by == other
    for client in (own, visitor):
        assert client.get("/workspace/stations/assessments/").status_code == 200
    assert "100×40%" in own.get(path).content.decode()


def test_a_check_of_an_item_is_kept_with_its_photograph(signed_in: SignedIn) -> None:
    place = station()
    client = signed_in(keeper_of(place))
    path = f"{place.workspace_path}checks/"
    item = StandardItem.objects.order_by("pk").first()
    assert item is not None
    sent = {"item": item.pk, "checked_on": timezone.localdate().isoformat()}
    assert "须写明情况" in client.post(path, sent).content.decode()
    picture = photos.upload()
    assert client.post(path, {**sent, "is_met": "on", "photos": picture}).status_code == 302
    check = StationCheck.objects.get()
    assert check.photos.count() == 1
    page = client.get(path).content.decode()
    assert "达到" in page
    thumbnail = check.photos.get().thumbnail
    assert client.get(f"/files/{thumbnail.public_id}/").status_code == 200
    assert Client().get(f"/files/{thumbnail.public_id}/").status_code != 200
