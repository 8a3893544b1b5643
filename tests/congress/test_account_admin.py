"""Accounts on the desk: made, given roles, closed, without a superuser."""

import pytest
from django.contrib.auth.models import Group

from congress.models import Activity, User
from tests import factories
from tests.desk import Clerk, refusals, said, superuser

pytestmark = pytest.mark.django_db
PASSWORD = "jie-dao-2026-gong-wei"


@pytest.fixture
def sysadmin() -> Clerk:
    return Clerk("sysadmin")


def page_of(account: User) -> str:
    return f"/admin/congress/user/{account.pk}/change/"


def roles_of(account: User) -> set[str]:
    return set(account.groups.values_list("name", flat=True))


def group(code: str) -> str:
    return str(Group.objects.get(name=code).pk)


def test_an_account_is_opened_and_given_a_role(sysadmin: Clerk) -> None:
    sysadmin.change(
        "/admin/congress/user/add/",
        username="jingban",
        display_name="经办人",
        usable_password="true",
        password1=PASSWORD,
        password2=PASSWORD,
    )
    account = User.objects.get(username="jingban")
    assert not account.is_staff
    answer = sysadmin.change(page_of(account), groups=[group("office")])
    assert refusals(answer) == ""
    account.refresh_from_db()
    assert (roles_of(account), account.is_staff) == ({"office"}, True)
    assert Activity.objects.get(verb="调整角色").detail == {"from": [], "to": ["人大办公室"]}


def test_taking_the_last_role_of_the_desk_away_closes_the_desk(sysadmin: Clerk) -> None:
    account = factories.user("office")
    sysadmin.change(page_of(account), groups=[group("deputy")])
    account.refresh_from_db()
    assert (roles_of(account), account.is_staff) == ({"deputy"}, False)


def test_nobody_gives_himself_a_role(sysadmin: Clerk) -> None:
    answer = sysadmin.change(page_of(sysadmin.user), groups=[group("sysadmin"), group("office_head")])
    assert "不能修改自己的角色" in refusals(answer)
    assert roles_of(sysadmin.user) == {"sysadmin"}


def test_a_closed_account_is_out_with_its_next_request(sysadmin: Clerk) -> None:
    clerk = Clerk("office")
    assert clerk.status("/admin/") == 200
    sysadmin.step(f"/admin/congress/user/{clerk.user.pk}/steps/deactivate/")
    assert clerk.status("/admin/") == 302
    assert "不能停用自己的账号" in said(sysadmin.step(f"/admin/congress/user/{sysadmin.user.pk}/steps/deactivate/"))


def test_the_systems_account_and_superusers_are_out_of_reach(sysadmin: Clerk) -> None:
    root = superuser().user
    for account in (User.objects.system(), root):
        assert sysadmin.client.post(page_of(account), {"username": "x"}).status_code == 403
        assert sysadmin.buttons(page_of(account)) == []
        assert sysadmin.status(f"/admin/congress/user/{account.pk}/password/") == 403


def test_a_password_is_set_on_its_own_form(sysadmin: Clerk) -> None:
    account = factories.user("deputy")
    place = f"/admin/congress/user/{account.pk}/password/"
    sysadmin.step(place, usable_password="true", password1=PASSWORD, password2=PASSWORD)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_accounts_cannot_be_deleted(sysadmin: Clerk) -> None:
    account = factories.user("deputy")
    assert sysadmin.status(f"/admin/congress/user/{account.pk}/delete/") == 403
