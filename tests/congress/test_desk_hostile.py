"""What no browser sends: the desk answers it with a message, not with a fault."""

import pytest

from congress.models import Activity, Organ, OrganName
from meetings.models import OpinionPaper
from tests import factories
from tests.desk import Clerk, refusals, said, superuser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["x", "NaN", "1e5", "²", "-1", "9" * 40, "1.0", " "])
def test_a_related_record_that_is_no_key_is_refused_on_the_form(key: str) -> None:
    account = factories.user("deputy")
    answer = Clerk("sysadmin").change(f"/admin/congress/user/{account.pk}/change/", organ=key)
    assert answer.status_code == 200
    if key.strip():
        assert refusals(answer)
    account.refresh_from_db()
    assert account.organ is None


@pytest.mark.parametrize("key", ["abc", "NaN", "9" * 40])
def test_organs_of_a_hand_over_that_are_no_keys_are_refused_on_the_form(key: str) -> None:
    paper = factories.adopted_paper()
    answer = Clerk("office").step(f"/admin/supervision/followup/hand-over/{paper.pk}/", organs=key, on="2026-09-16")
    assert answer.status_code == 200
    assert refusals(answer)
    paper.refresh_from_db()
    assert paper.status == OpinionPaper.Status.ADOPTED


@pytest.mark.parametrize("key", ["NaN", "abc"])
def test_instruments_of_an_outing_that_are_no_keys_are_refused_on_the_form(key: str) -> None:
    answer = superuser().client.post("/admin/supervision/oversight/add/", {"title": "示例", "instruments": key})
    assert answer.status_code == 200
    assert refusals(answer)


@pytest.mark.parametrize("key", ["abc", "", "9" * 40])
def test_chosen_rows_that_are_none_lead_back_to_the_list(key: str) -> None:
    factories.person()
    sent = {"action": "export_admin_action", "_selected_action": key, "index": "0"}
    answer = Clerk("office").client.post("/admin/deputies/person/", sent, follow=True)
    assert answer.status_code == 200
    if not key.isdigit():
        assert "请重新勾选" in said(answer)


@pytest.mark.parametrize("query", ["?at__year=2147483648", "?at__year=0"])
def test_a_year_that_never_was_gives_the_whole_list(query: str) -> None:
    answer = superuser().client.get(f"/admin/congress/activity/{query}", follow=True)
    assert answer.status_code == 200
    assert answer.wsgi_request.path == "/admin/congress/activity/"


@pytest.mark.parametrize("place", ["1/1", "999/1", "x/y"])
def test_records_are_not_reached_by_content_type(place: str) -> None:
    assert Clerk("office").status(f"/admin/r/{place}/") == 404


@pytest.mark.parametrize(("initial", "total"), [("-1", "1"), ("5", "1"), ("x", "1"), ("0", "-1")])
def test_rows_with_impossible_counts_are_a_page_out_of_date(initial: str, total: str) -> None:
    organ = factories.organ()
    answer = Clerk("office").change(
        f"/admin/congress/organ/{organ.pk}/change/",
        names__INITIAL_FORMS=initial,
        names__TOTAL_FORMS=total,
        names__0__name="旧名",
    )
    assert answer.status_code == 200
    assert "已过期" in refusals(answer)
    assert not OrganName.objects.filter(organ=organ).exists()


@pytest.mark.parametrize("total", ["301", "99999"])
def test_more_rows_than_are_taken_are_refused_without_being_built(total: str) -> None:
    organ = factories.organ()
    answer = Clerk("office").change(f"/admin/congress/organ/{organ.pk}/change/", name="新名", names__TOTAL_FORMS=total)
    assert "一次最多提交300行" in refusals(answer)
    assert Organ.objects.get(pk=organ.pk).name != "新名"


def test_rows_of_a_register_with_corrections_have_the_same_limits() -> None:
    person = factories.seat().person
    office = Clerk("office")
    path = f"/admin/deputies/person/{person.pk}/change/"
    assert "已过期" in refusals(office.change(path, seats__INITIAL_FORMS="-1"))
    assert "一次最多提交300行" in refusals(office.change(path, seats__TOTAL_FORMS="99999"))
    assert not Activity.objects.filter(verb="修改", object_key=str(person.pk)).exists()
