"""What the portal told a person."""

from collections.abc import Callable

import pytest
from django.test import Client

from congress.models import Notification, User
from congress.services import notifications
from tests import factories
from tests.published import cost

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/workspace/notifications/"


def told(user: User, subject: str = "示例通知", path: str = "/workspace/profile/") -> Notification:
    (row,) = notifications.tell([user], subject=subject, path=path)
    return row


def test_a_person_sees_only_his_own_and_how_many_are_unread(signed_in: SignIn) -> None:
    user = factories.user("deputy")
    told(user, "给我的")
    told(factories.user("deputy"), "给别人的")
    page = signed_in(user).get(LIST)
    assert "给我的" in page.content.decode()
    assert "给别人的" not in page.content.decode()
    assert page.context["unread_notifications"] == 1


def test_opening_one_marks_it_and_leads_to_its_page(signed_in: SignIn) -> None:
    user = factories.user("deputy")
    row = told(user)
    answer = signed_in(user).post(f"{LIST}{row.pk}/read/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/workspace/profile/")
    row.refresh_from_db()
    assert row.read_at is not None


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_never_leads_out_of_the_portal(signed_in: SignIn, path: str) -> None:
    user = factories.user("deputy")
    row = told(user, path=path)
    assert signed_in(user).post(f"{LIST}{row.pk}/read/").headers["Location"] == LIST


def test_another_person_s_is_not_found_and_stays_unread(signed_in: SignIn) -> None:
    row = told(factories.user("deputy"))
    assert signed_in(factories.user("deputy")).post(f"{LIST}{row.pk}/read/").status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_all_can_be_marked_at_once(signed_in: SignIn) -> None:
    user, other = factories.user("deputy"), factories.user("deputy")
    told(user), told(user)
    theirs = told(other)
    page = signed_in(user).post(f"{LIST}read/", follow=True)
    assert "已将2条通知标为已读" in page.content.decode()
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_reading_by_address_alone_changes_nothing(signed_in: SignIn) -> None:
    user = factories.user("deputy")
    row = told(user)
    assert signed_in(user).get(f"{LIST}{row.pk}/read/").status_code == 405
    assert signed_in(user).get(f"{LIST}read/").status_code == 405


def test_a_post_without_the_token_is_refused() -> None:
    user = factories.user("deputy")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"{LIST}read/").status_code == 403


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1 OR 1=1", "１"])
def test_a_wrong_page_shows_the_first(signed_in: SignIn, before: str) -> None:
    user = factories.user("deputy")
    told(user)
    assert len(signed_in(user).get(LIST, {"before": before}).context["notifications"]) == 1


@pytest.mark.parametrize("number", [10, 100])
def test_queries_do_not_grow_and_pages_meet_each_once(signed_in: SignIn, number: int) -> None:
    user = factories.user("deputy")
    keys = [told(user).pk for _ in range(number)]
    client = signed_in(user)
    client.get(LIST)
    with cost() as spent:
        page = client.get(LIST)
    assert spent.queries == 4
    seen, older = [row.pk for row in page.context["notifications"]], page.context["older"]
    while older:
        page = client.get(f"{LIST}{older}")
        seen += [row.pk for row in page.context["notifications"]]
        older = page.context["older"]
    assert seen == sorted(keys, reverse=True)


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get(LIST).status_code == 302
