"""Quotas, seat history and the body of a day, on the desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine

from deputies.models import Mandate, Seat
from tests import factories
from tests import factories_by_elections as rows
from tests.desk import Clerk, refusals, said
from tests.factories import TODAY
from tests.factories_by_elections import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
MANDATES, SEATS = "/admin/deputies/mandate/", "/admin/deputies/seat/"


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def test_the_page_of_a_term_shows_quota_in_office_and_vacancies() -> None:
    term = rows.term()
    rows.deputies(224)
    text = Clerk("office").text(f"/admin/deputies/term/{term.pk}/change/")
    assert "名额 226 · 在任 224 · 缺额 2" in text
    assert "名额 27 · 在任 0 · 缺额 27" in text


def test_a_quota_below_those_in_office_is_refused_with_the_arithmetic() -> None:
    term = rows.term()
    rows.deputies(5)
    answer = Clerk("office").change(f"/admin/deputies/term/{term.pk}/change/", deputy_quota="4")
    assert "2022年2月1日在任区人大代表5名，超过第十届名额4名（5−4=1名）" in refusals(answer)
    term.refresh_from_db()
    assert term.deputy_quota == 226


def test_one_deputy_too_many_is_refused_in_the_form() -> None:
    term = rows.term(deputy_quota=1)
    rows.mandate()
    sent = {"person": str(factories.person().pk), "level": "district", "term": str(term.pk), "starts_on": str(TODAY)}
    answer = Clerk("office").change(f"{MANDATES}add/", **sent)
    assert "在任区人大代表2名，超过第十届名额1名（2−1=1名）" in refusals(answer)
    assert Mandate.objects.count() == 1


def test_one_member_too_many_is_refused_on_the_persons_page() -> None:
    term = rows.term(committee_quota=1)
    factories.seat()
    row = rows.mandate()
    path = f"/admin/deputies/person/{row.person_id}/change/"
    new = {"seats__TOTAL_FORMS": "1", "seats__0__term": str(term.pk), "seats__0__role": "member"}
    new |= {"seats__0__rank": "100", "seats__0__starts_on": str(TODAY), "seats__0__origin": "elected"}
    answer = Clerk("office").change(path, **new, seats__0__person=str(row.person_id), seats__0__id="")
    assert "在任常委会组成人员2名，超过第十届名额1名" in refusals(answer)
    assert Seat.objects.count() == 1


def test_a_mandate_is_ended_by_its_step_with_the_seat() -> None:
    row = rows.mandate()
    seat = Seat.objects.create(person=row.person, term=factories.term(), starts_on=START)
    clerk = Clerk("office")
    path = f"{MANDATES}{row.pk}/steps/end/"
    assert "辞职被接受" not in clerk.text(path)
    assert "日期不能晚于今天" in refusals(clerk.step(path, on=str(TODAY + timedelta(days=1)), reason="moved"))
    assert "请办理公告" in said(clerk.step(path, on=str(TODAY), reason="moved"))
    seat.refresh_from_db()
    assert (seat.ends_on, seat.end_reason) == (TODAY, "mandate_ended")
    assert "不能办理“终止代表资格”" in said(clerk.step(path, on=str(TODAY), reason="moved"))


def test_a_seat_is_ended_by_its_step_and_its_history_shows_on_the_persons_page() -> None:
    row = rows.mandate(constituency="第三选区")
    seat = Seat.objects.create(person=row.person, term=factories.term(), starts_on=START)
    clerk = Clerk("office")
    clerk.step(f"{SEATS}{seat.pk}/steps/end/", on=str(TODAY), reason="incompatible")
    text = clerk.text(f"/admin/deputies/person/{row.person_id}/change/")
    assert "常委会委员（第十届） 2022年2月1日至2026年9月16日 换届选举 担任不得兼任的职务" in text
    assert "区级人大代表（第三选区） 2022年2月1日至今 选举 —" in text


def test_others_do_not_end_mandates() -> None:
    row = rows.mandate()
    path = f"{MANDATES}{row.pk}/steps/end/"
    assert Clerk("wc_officer").step(path, on=str(TODAY), reason="moved").status_code == 403
    assert Clerk("deputy").status(path) == 302
    row.refresh_from_db()
    assert row.ends_on is None


@pytest.mark.parametrize(
    ("day", "names"), [("2024-06-30", {"甲", "乙"}), ("2024-07-01", {"乙"}), ("2022-01-31", set())]
)
def test_the_body_as_it_was_on_a_day_is_listed_and_taken_along(day: str, names: set[str]) -> None:
    factories.seat(holder=factories.person("甲"), ends_on=date(2024, 6, 30))
    factories.seat(holder=factories.person("乙"))
    clerk = Clerk("office")
    listed = clerk.page(f"{SEATS}?on={day}").xpath("//table[@id='result_list']//th[contains(@class, 'field-person')]")
    assert {row.text_content() for row in listed} == names
    answer = clerk.client.get(f"{SEATS}export/?on={day}")
    assert answer.status_code == 200
    table = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert {row[0].value for row in list(table.rows)[1:]} == names


def test_a_day_that_is_none_filters_nothing() -> None:
    factories.seat(holder=factories.person("甲"))
    assert "甲" in Clerk("office").text(f"{SEATS}?on=昨天")


def test_the_page_of_a_person_costs_the_same_whatever_was_held() -> None:
    row = rows.mandate()
    clerk = Clerk("office")
    path = f"/admin/deputies/person/{row.person_id}/change/"
    before = clerk.queries(path)
    for number in range(3):
        starts_on = date(2010 + number, 1, 1)
        Mandate.objects.create(
            person=row.person, level="city", starts_on=starts_on, ends_on=starts_on, end_reason="expired"
        )
    assert clerk.queries(path) == before
