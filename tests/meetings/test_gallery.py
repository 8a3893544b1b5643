"""The public gallery: signing up, seats that are never exceeded, and people who are forgotten afterwards."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from congress import registry
from congress.models import Activity, Notification, User
from congress.services import citizens
from congress.workflow import TransitionError
from meetings import tasks
from meetings.models import Gallery, Meeting, ObserverApplication
from meetings.services import gallery, meeting_publication
from tests import factories
from tests.desk import Clerk, refusals, said
from tests.factories_attendance import application, opened_gallery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
GOOD = {"name": "示例市民", "phone": "13800000001", "is_agreed": "on"}


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    cache.clear()
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield
    cache.clear()


@pytest.fixture
def published() -> Gallery:
    meeting = factories.meeting(status=Meeting.Status.NOTICED, starts_on=TODAY + timedelta(days=7))
    factories.published(meeting, meeting_publication.compose(meeting), path=meeting.get_absolute_url())
    return opened_gallery(meeting)


def form_of(row: Gallery) -> str:
    return f"/meetings/{row.meeting_id}/gallery/"


def test_a_citizen_signs_up_and_reads_the_answer_by_a_code(published: Gallery, clerk: User) -> None:
    visitor = Client()
    assert form_of(published) in visitor.get(f"/meetings/{published.meeting_id}/").content.decode()
    answer = visitor.post(form_of(published), GOOD)
    row = ObserverApplication.objects.get()
    receipt = f"/gallery/{row.receipt}/"
    assert answer.headers["Location"] == receipt
    shown = visitor.get(receipt)
    assert "申请已收到" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "private, no-store"
    gallery.admit(row, actor=clerk)
    told = visitor.get(receipt.lower().replace("/gallery/", "/gallery/")).content.decode()
    assert "准予旁听" in told
    for private in (GOOD["name"], GOOD["phone"]):
        assert private not in told


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "1"}, "请填写真实姓名"),
        ({"name": "http://example.test"}, "请填写真实姓名"),
        ({"name": "<script>alert(1)</script>"}, "请填写真实姓名"),
        ({"name": "张\u202e三"}, "请填写真实姓名"),
        ({"name": "甲" * 41}, "最多"),
        ({"phone": "12345"}, "请填写11位手机号码"),
        ({"phone": "1380000000a"}, "请填写11位手机号码"),
        ({"phone": "138000000011"}, "请填写11位手机号码"),
        ({"is_agreed": ""}, "请勾选同意"),
        ({"website": "https://spam.test"}, "网址"),
    ],
)
def test_what_is_no_name_or_number_is_refused_in_words(published: Gallery, typed: dict[str, str], words: str) -> None:
    answer = Client().post(form_of(published), GOOD | typed)
    assert answer.status_code == 422
    assert words in answer.content.decode() or words == "最多"
    assert "<script>alert" not in answer.content.decode()
    assert not ObserverApplication.objects.exists()


@pytest.mark.parametrize("phone", ["+86 138-0000-0001", "１３８００００００１１", "138 0000 0001"])
def test_a_number_is_read_however_it_is_written(phone: str) -> None:
    assert citizens.clean_phone(phone).startswith("138")


def test_nobody_learns_from_the_form_whether_a_number_has_applied(published: Gallery) -> None:
    first, second = (Client().post(form_of(published), GOOD, follow=True) for _ in range(2))
    codes = ObserverApplication.objects.order_by("pk").values_list("receipt", flat=True)
    told = [
        re.sub(r"csrfmiddlewaretoken[^>]*", "", answer.content.decode()).replace(code, "")
        for answer, code in zip((first, second), codes, strict=True)
    ]
    assert told[0] == told[1]
    assert "已经报名" not in told[1]


def test_one_number_gets_one_seat_however_often_it_applied(published: Gallery, clerk: User) -> None:
    for _ in range(2):
        Client().post(form_of(published), GOOD)
    one, other = ObserverApplication.objects.order_by("pk")
    gallery.admit(one, actor=clerk)
    with pytest.raises(ValidationError, match="同一手机号码已经安排一席"):
        gallery.admit(other, actor=clerk)
    other.refresh_from_db()
    assert other.status == "received"
    assert list(gallery.of_same_number(other)) == [one]
    with pytest.raises(IntegrityError, match="observer_has_one_seat"), transaction.atomic():
        ObserverApplication.objects.filter(pk=other.pk).update(status="admitted", pass_number=2)
    gallery.withdraw(one, actor=User.objects.system())
    gallery.admit(other, actor=clerk)
    assert other.status == "admitted"


def test_who_withdrew_may_apply_again(published: Gallery) -> None:
    visitor = Client()
    visitor.post(form_of(published), GOOD)
    receipt = f"/gallery/{ObserverApplication.objects.get().receipt}/"
    assert "已撤回" in visitor.post(receipt, follow=True).content.decode()
    assert "当前为“已撤回”" in visitor.post(receipt).content.decode()
    assert visitor.post(form_of(published), GOOD).status_code == 302


def test_more_than_the_office_can_look_at_go_on_the_waiting_list(published: Gallery, settings: Any) -> None:
    settings.GALLERY_APPLICATIONS = 1
    office = factories.user("office")
    for number in range(3):
        answer = Client().post(form_of(published), GOOD | {"phone": f"1380000000{number}"}, follow=True)
    assert "您已列为候补" in answer.content.decode()
    found = ObserverApplication.objects.order_by("pk").values_list("status", flat=True)
    assert list(found) == ["received", "waiting", "waiting"]
    assert Notification.objects.filter(recipient=office, subject__contains="直接列为候补").count() == 1
    settings.PUBLIC_FORM_MOST = 3
    refused = Client().post(form_of(published), GOOD | {"phone": "13800000009"})
    assert refused.status_code == 422
    assert "暂时不能接收" in refused.content.decode()


def test_one_address_sends_only_some_an_hour(published: Gallery) -> None:
    visitor = Client()
    for _ in range(5):
        assert visitor.post(form_of(published), GOOD | {"phone": "1"}).status_code == 422
    assert visitor.post(form_of(published), GOOD).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").post(form_of(published), GOOD).status_code == 302


@pytest.mark.parametrize(
    ("opens", "closes", "status"),
    [(1, 5, "noticed"), (-5, -1, "noticed"), (-1, 5, "cancelled"), (-1, 5, "postponed"), (-1, 5, "open")],
)
def test_outside_its_days_nobody_can_sign_up(published: Gallery, opens: int, closes: int, status: str) -> None:
    Gallery.objects.update(opens_on=TODAY + timedelta(days=opens), closes_on=TODAY + timedelta(days=closes))
    Meeting.objects.update(status=status)
    visitor = Client()
    assert "<form" not in visitor.get(form_of(published)).content.decode().partition("<main")[2].partition("</main")[0]
    assert "现在不在旁听报名时间内" in "".join(
        visitor.post(form_of(published), GOOD).context["form"].non_field_errors()
    )
    assert not ObserverApplication.objects.exists()


def test_a_meeting_that_is_not_published_has_no_public_gallery() -> None:
    row = opened_gallery()
    assert Client().get(form_of(row)).status_code == 404
    assert Client().post(form_of(row), GOOD).status_code == 404
    assert Client().get("/gallery/AAAAAAAAAAAA/").status_code == 404


def test_seats_are_never_exceeded_and_one_that_comes_free_is_given_again(clerk: User) -> None:
    row = opened_gallery(seats=2)
    one, two, three = (application(row) for _ in range(3))
    office = factories.user("office")
    gallery.admit(one, actor=clerk)
    gallery.admit(two, actor=clerk)
    with pytest.raises(ValidationError, match="席位已满：共2席，已全部安排"):
        gallery.admit(three, actor=clerk)
    gallery.put_on_waiting_list(three, actor=clerk)
    gallery.withdraw(one, actor=User.objects.system())
    assert Notification.objects.filter(recipient=office, subject__contains="旁听席位空出").exists()
    gallery.admit(three, actor=clerk)
    # A number that somebody may hold in the hand is not given a second time.
    assert [each.pass_number for each in (one, two, three)] == [1, 2, 3]
    with pytest.raises(TransitionError, match="当前为“准予旁听”"):
        gallery.put_on_waiting_list(three, actor=clerk)


def test_a_refusal_needs_a_reason_and_the_card_is_looked_at_on_the_day(clerk: User) -> None:
    row = opened_gallery()
    one = application(row)
    with pytest.raises(ValidationError, match="未安排的，请写明理由"):
        gallery.refuse(one, reason=" ", actor=clerk)
    gallery.refuse(one, reason="席位已满", actor=clerk)
    gallery.admit(one, actor=clerk)
    with pytest.raises(ValidationError, match="只能在会议当日登记到场"):
        gallery.note_arrival(one, on=TODAY, actor=clerk)
    gallery.note_arrival(one, on=row.meeting.starts_on, actor=clerk)
    assert (one.status, one.id_checked) == ("came", True)


def test_people_are_forgotten_some_days_after_the_meeting_and_counts_stay(clerk: User) -> None:
    row = opened_gallery(factories.meeting(status=Meeting.Status.CLOSED, starts_on=TODAY - timedelta(days=8)))
    kept = opened_gallery(factories.meeting(status=Meeting.Status.CLOSED, starts_on=TODAY - timedelta(days=7)))
    for each in (row, kept):
        ObserverApplication.objects.create(
            gallery=each, name="示例市民", phone="13800000001", receipt=f"R{each.pk}", status="came", pass_number=1
        )
    tasks.erase_observers()
    gone, still = ObserverApplication.objects.order_by("gallery_id")
    assert (gone.name, gone.phone, gone.pass_number, gone.status) == ("", "", 1, "came")
    assert gone.erased_at is not None
    assert still.name == "示例市民"
    at = gone.erased_at
    tasks.erase_observers()
    gone.refresh_from_db()
    assert gone.erased_at == at
    assert Activity.objects.filter(verb="清除旁听人员信息").count() == 1


def test_no_log_line_holds_a_name_or_a_number(clerk: User) -> None:
    row = opened_gallery()
    one = application(row, name="张示例", phone="13912345678")
    gallery.admit(one, actor=clerk)
    gallery.refuse(one, reason="改期", actor=clerk)
    for line in Activity.objects.all():
        told = f"{line.text}{line.reason}{line.detail}"
        assert "张示例" not in told
        assert "13912345678" not in told


def test_the_office_admits_and_others_do_not_see_the_people(clerk: User) -> None:
    row = opened_gallery(seats=1)
    one, two = application(row, name="张示例"), application(row)
    office = Clerk(user=clerk)

    def step(each: ObserverApplication, name: str) -> str:
        return f"/admin/meetings/observerapplication/{each.pk}/steps/{name}/"

    assert "准予旁听" in said(office.step(step(one, "admit")))
    assert "席位已满" in said(office.step(step(two, "admit")))
    assert "已办理" in said(office.step(step(two, "wait")))
    page = f"/admin/meetings/gallery/{row.pk}/change/"
    assert "张示例" in office.text(page)
    reader = Clerk("wc_officer")
    assert reader.status("/admin/meetings/observerapplication/") == 403
    assert reader.step(step(two, "admit")).status_code == 403
    assert "张示例" not in reader.text(page)


def test_seats_cannot_fall_below_those_given(clerk: User) -> None:
    row = opened_gallery(seats=2)
    for _ in range(2):
        gallery.admit(application(row), actor=clerk)
    answer = Clerk(user=clerk).change(f"/admin/meetings/gallery/{row.pk}/change/", seats="1")
    assert "已安排2人，席位不能少于2" in refusals(answer)
    row.refresh_from_db()
    assert row.seats == 2


def test_an_application_without_an_answer_after_the_sign_up_is_among_the_checks(clerk: User) -> None:
    check = registry.checks.get("observers_without_answer")
    row = opened_gallery()
    waiting, answered = application(row), application(row)
    gallery.admit(answered, actor=clerk)
    closed = row.closes_on + timedelta(days=1)
    assert list(check.rows(row.closes_on)) == []
    assert list(check.rows(closed)) == [waiting]
    assert list(check.rows(row.meeting.ends_on + timedelta(days=1))) == []
    Meeting.objects.update(status=Meeting.Status.CANCELLED)
    assert list(check.rows(closed)) == []
