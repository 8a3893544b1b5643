"""Accounts on the desk: made, given roles, closed, without a superuser."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from congress.models import Activity, Notification, User
from congress.services import accounts
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("restored_reference_data")
def test_a_password_is_set_on_its_own_form_logged_and_told_to_its_owner() -> None:
    sysadmin, account = Clerk("sysadmin"), factories.user("deputy")
    place = f"/admin/congress/user/{account.pk}/password/"
    answer = sysadmin.step(place, usable_password="true", password1=PASSWORD, password2=PASSWORD)
    assert answer.status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    line = Activity.objects.get(verb="重设密码")
    assert (line.actor, line.object_key) == (sysadmin.user, str(account.pk))
    assert Notification.objects.get(recipient=account).subject == "您的登录密码已由系统管理员重设"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("restored_reference_data")
def test_a_password_that_cannot_be_logged_is_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    sysadmin, account = Clerk("sysadmin"), factories.user("deputy")
    sysadmin.client.raise_request_exception = False
    monkeypatch.setattr("congress.services.activity.record", broken)
    sysadmin.client.post(
        f"/admin/congress/user/{account.pk}/password/",
        {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD},
    )
    account.refresh_from_db()
    assert not account.check_password(PASSWORD)
    assert not Notification.objects.filter(recipient=account).exists()


@pytest.mark.parametrize(
    "codes",
    [
        ("sysadmin", "deputy"),
        ("auditor", "office"),
        ("sysadmin", "auditor"),
        ("office", "reviewer"),
        ("reviewer", "sc_chair"),
        ("reviewer", "sc_vice_chair"),
        ("reviewer", "office_head"),
    ],
)
def test_roles_that_check_each_other_are_not_given_to_one_account(sysadmin: Clerk, codes: tuple[str, ...]) -> None:
    account = factories.user("deputy")
    answer = sysadmin.change(page_of(account), groups=[group(code) for code in codes])
    assert "不能" in refusals(answer)
    assert roles_of(account) == {"deputy"}
    with pytest.raises(ValidationError):
        accounts.set_roles(account, codes, actor=sysadmin.user)


@pytest.mark.parametrize("codes", [("office", "office_head"), ("wc_officer", "wc_head"), ("sysadmin",), ()])
def test_roles_that_go_together_are_given(sysadmin: Clerk, codes: tuple[str, ...]) -> None:
    account = factories.user("deputy")
    accounts.set_roles(account, codes, actor=sysadmin.user)
    assert roles_of(account) == set(codes)


@pytest.mark.parametrize("code", ["office_head", "sc_chair", "sc_vice_chair", "reviewer", "auditor"])
def test_auditors_and_heads_are_told_of_a_powerful_role(sysadmin: Clerk, code: str) -> None:
    watchers = {factories.user("auditor"), factories.user("office_head")}
    account = factories.user()
    accounts.set_roles(account, [code], actor=sysadmin.user)
    told = Notification.objects.filter(subject__startswith="授予角色")
    assert {each.recipient for each in told} == watchers
    accounts.set_roles(account, [], actor=sysadmin.user)
    accounts.set_roles(account, ["deputy"], actor=sysadmin.user)
    assert told.count() == len(watchers)


def test_accounts_cannot_be_deleted(sysadmin: Clerk) -> None:
    account = factories.user("deputy")
    assert sysadmin.status(f"/admin/congress/user/{account.pk}/delete/") == 403
