"""Signing in: guesses are counted against the account, and nobody moves where mail goes."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from congress.accounts import lockout_name
from congress.middleware import ProxiedAddress
from tests import factories

PASSWORD = "right-password-2026"


def attempt(username: str, password: str, address: str = "127.0.0.1") -> int:
    form = {"login": username, "password": password}
    return Client().post("/accounts/login/", form, REMOTE_ADDR=address).status_code


@pytest.fixture
def account(db: None, settings: Settings) -> str:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = False
    user = factories.user("deputy")
    user.set_password(PASSWORD)
    user.save()
    return user.username


def test_the_right_password_opens_the_workspace(account: str) -> None:
    assert attempt(account, PASSWORD) == 302


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
@pytest.mark.parametrize("spelling", [str, str.upper])
def test_after_five_wrong_guesses_the_account_is_locked_however_it_is_written(
    account: str, spelling: type[str], address: str
) -> None:
    for _ in range(5):
        attempt(account, "wrong")
    assert attempt(spelling(account), PASSWORD, address) == 429


def test_one_locked_account_leaves_the_others_alone(account: str) -> None:
    other = factories.user("deputy")
    other.set_password(PASSWORD)
    other.save()
    for _ in range(5):
        attempt(account, "wrong")
    assert attempt(other.username, PASSWORD) == 302


def test_the_name_counts_without_case_and_blanks() -> None:
    request = RequestFactory().post("/accounts/login/", {"login": " Deputy "})
    assert lockout_name(request) == lockout_name(request, {"username": "DEPUTY"}) == "deputy"


@pytest.mark.parametrize(
    ("forwarded", "address"), [("203.0.113.7", "203.0.113.7"), ("1.2.3.4, 203.0.113.7", "203.0.113.7"), ("", "")]
)
def test_behind_our_web_server_the_visitors_address_counts(forwarded: str, address: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    ProxiedAddress(view)(RequestFactory().get("/", REMOTE_ADDR="", **headers))
    assert seen == [address]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/signup/", "/accounts/login/code/"])
def test_nobody_moves_where_mail_goes_or_opens_an_account(path: str) -> None:
    client = Client()
    client.force_login(factories.user("deputy"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "evil@example.test", "action_add": ""}).status_code == 404


@pytest.mark.django_db
def test_a_nul_byte_in_a_cookie_is_refused() -> None:
    assert Client(headers={"cookie": 'sessionid="abc\\000def"'}).get("/").status_code == 400
