"""Bank accounts and telephones: sealed in the database, masked on pages, every whole reading on record."""

import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from congress.models import Activity, SealBroken, SealedField, reseal, seal, unseal
from congress.services import sealing
from deputies.models import BankAccount, PrivateDetails
from deputies.services import allowances, bank_accounts, private_details
from tests import factories
from tests.desk import Clerk, field_errors, refusals
from tests.factories_duty import deputy
from tests.factories_funds import NUMBER, approver, bank_account, entitled, period, rate, treasurer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_today")]
TODAY = factories.TODAY
DESK = "/admin/deputies/bankaccount/"
PHONE = "13800001234"


@pytest.fixture
def _at_today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def stored(model: Any, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")  # noqa: S608
        return [value for (value,) in cursor.fetchall()]


def readings() -> int:
    return Activity.objects.filter(verb=bank_accounts.READING).count()


def test_what_is_stored_is_noise_and_differs_each_time() -> None:
    bank_account(deputy())
    bank_account(deputy())
    private_details.keep(PrivateDetails(person=deputy(), phone=PHONE), actor=factories.user("deputies_wc"))
    first, second = stored(BankAccount, "number")
    (phone,) = stored(PrivateDetails, "phone")
    assert first != second
    assert not any(digits in text for text in (first, second, phone) for digits in (NUMBER, "4567", PHONE, "1234"))
    assert {row.number for row in BankAccount.objects.all()} == {NUMBER}
    assert PrivateDetails.objects.get().phone == PHONE


def test_a_sealed_column_cannot_be_asked_for() -> None:
    account = bank_account(deputy())
    for lookup in ("number", "number__contains", "number__startswith", "number__in", "number__gt"):
        with pytest.raises(FieldError, match="sealed"):
            BankAccount.objects.filter(**{lookup: NUMBER})
    assert BankAccount.objects.get(number__isnull=False) == account
    BankAccount.objects.update(number="123456789012")
    account.refresh_from_db()
    assert account.masked == "**** 9012"


def test_fixtures_hold_it_as_it_is_stored() -> None:
    row = bank_account(deputy())
    (kept,) = json.loads(serializers.serialize("json", [row]))
    assert NUMBER not in str(kept)
    assert unseal(kept["fields"]["number"]) == NUMBER


def test_without_the_key_it_is_refused_in_words_that_tell_nothing(settings: Any) -> None:
    bank_account(deputy())
    settings.SEALING_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealBroken) as caught:
        BankAccount.objects.get()
    assert NUMBER not in str(caught.value)
    with pytest.raises(CommandError, match="SEALING_KEYS"):
        call_command("reseal", stdout=io.StringIO())
    with pytest.raises(SealBroken):
        reseal("gAAAA-spoiled")


def test_the_key_is_changed_without_losing_anything(settings: Any) -> None:
    bank_account(deputy())
    private_details.keep(PrivateDetails(person=deputy(), phone=PHONE), actor=factories.user("deputies_wc"))
    PrivateDetails.objects.create(person=deputy())
    old, new = settings.SEALING_KEYS[0], Fernet.generate_key().decode()
    settings.SEALING_KEYS = [new, old]
    assert BankAccount.objects.get().number == NUMBER
    out = io.StringIO()
    call_command("reseal", stdout=out)
    assert "重新加密2项" in out.getvalue()
    settings.SEALING_KEYS = [new]
    assert BankAccount.objects.get().number == NUMBER
    assert {row.phone for row in PrivateDetails.objects.all()} == {PHONE, ""}
    call_command("reseal", stdout=out)


def test_nothing_stays_nothing() -> None:
    assert (seal(""), unseal(""), reseal("")) == ("", "", "")
    assert {field.name for _, field in sealing.sealed_columns()} >= {"number", "phone"}
    assert all(isinstance(field, SealedField) for _, field in sealing.sealed_columns())


@pytest.mark.parametrize(
    "number", ["", "12345678901", "1" * 23, "6222-0212-0800", "６２２２０２１２０８００１２３４", "没有账", "=1+1"]
)
def test_a_number_that_is_none_is_refused_and_not_repeated(number: str) -> None:
    with pytest.raises(ValidationError) as caught:
        bank_account(deputy(), number)
    assert not number or number not in str(caught.value)
    assert not BankAccount.objects.exists()


def test_the_desk_takes_a_number_with_spaces_and_shows_its_last_four_digits() -> None:
    keeper, person = Clerk("treasurer"), deputy()
    answer = keeper.change(f"{DESK}add/", person=person.pk, bank="示例银行", new_number="1234")
    assert field_errors(answer) == {"new_number"}
    assert "12至22位数字" in refusals(answer)
    keeper.change(f"{DESK}add/", person=person.pk, bank="示例银行", new_number="6222 0212 0800 1234 567")
    row = BankAccount.objects.get()
    assert row.number == NUMBER
    for path in (DESK, f"{DESK}{row.pk}/change/", f"{DESK}{row.pk}/history/", f"{DESK}?q={person.name}"):
        page = keeper.client.get(path).content.decode()
        assert NUMBER not in page, path
    assert "**** 4567" in keeper.text(DESK)
    assert "**** 4567" in keeper.text(f"{DESK}{row.pk}/change/")
    # The hidden guard against stale forms carries no digest of the number.
    assert '"number"' not in keeper.form(f"{DESK}{row.pk}/change/")["loaded"]
    keeper.change(f"{DESK}{row.pk}/change/", bank="示例银行柯城支行")
    row.refresh_from_db()
    assert (row.bank, row.number) == ("示例银行柯城支行", NUMBER)
    keeper.change(f"{DESK}{row.pk}/change/", new_number="6222 0000 1111 2222")
    row.refresh_from_db()
    assert row.number == "6222000011112222"
    assert readings() == 0


def test_every_whole_reading_leaves_a_line_without_the_number() -> None:
    row, keeper = bank_account(deputy()), Clerk("treasurer")
    whole = f"{DESK}{row.pk}/whole/"
    assert keeper.client.get(whole).status_code == 302
    assert readings() == 0
    answer = keeper.client.post(whole)
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert Activity.objects.get(verb=bank_accounts.READING).actor == keeper.user
    for line in Activity.objects.all():
        assert NUMBER not in f"{line.text}{line.detail}{line.reason}{line.path}"


@pytest.mark.parametrize("role", ["funds_approver", "deputies_wc", "office", "sysadmin", "auditor"])
def test_nobody_but_the_treasurer_opens_an_account(role: str) -> None:
    row, clerk = bank_account(deputy()), Clerk(role)
    for path in (DESK, f"{DESK}{row.pk}/change/", f"{DESK}{row.pk}/history/"):
        assert clerk.status(path) == 403, path
    assert clerk.client.post(f"{DESK}{row.pk}/whole/").status_code == 403
    with pytest.raises(ValidationError, match="只有经费财务"):
        bank_accounts.read(row, actor=clerk.user)
    found = clerk.client.get(
        "/admin/autocomplete/", {"app_label": "deputies", "model_name": "bankaccount", "field_name": "x"}
    )
    assert found.status_code == 403
    assert readings() == 0


def test_no_search_and_no_sorting_leads_to_a_number() -> None:
    row, keeper = bank_account(deputy()), Clerk("treasurer")
    assert row.person.name not in keeper.text(f"{DESK}?q={NUMBER}")
    assert row.person.name not in keeper.text(f"{DESK}?q=4567")
    for query in ("?number=1", "?number__contains=4567", "?number__startswith=6", "?o=number"):
        answer = keeper.client.get(DESK + query, follow=True)
        assert answer.status_code < 500, query
    assert keeper.status(f"{DESK}export/") == 404 or keeper.client.get(f"{DESK}export/").status_code in (302, 404)
    public = Client().get(f"/search/?q={NUMBER}").content.decode()
    assert row.person.name not in public


def test_the_list_for_the_bank_tells_whole_numbers_and_logs_each() -> None:
    rate("1200.00")
    mandates = [entitled(), entitled()]
    for mandate in mandates:
        bank_account(mandate.person)
    made = period()
    allowances.draw_up(made, actor=treasurer(), today=TODAY)
    allowances.approve(made, actor=approver(), today=TODAY)
    path = f"/admin/deputies/allowanceperiod/{made.pk}/payments.xlsx"
    keeper = Clerk("treasurer")
    assert keeper.client.get(path).status_code == 302
    assert Clerk("funds_approver").client.post(path).status_code == 403
    assert readings() == 0
    answer = keeper.client.post(path)
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(values_only=True))
    assert [row[5] for row in rows[1:3]] == [NUMBER, NUMBER]
    assert rows[3][1:4] == ("合计", None, 2400)
    assert readings() == 2
    assert Activity.objects.filter(verb="下载发放清单").count() == 1
    assert not Activity.objects.filter(detail__icontains=NUMBER).exists()


def test_other_lists_and_pages_hold_no_number() -> None:
    rate("1200.00")
    clerk = Clerk("deputy")
    mandate = entitled(deputy(account=clerk.user))
    bank_account(mandate.person)
    made = period()
    allowances.draw_up(made, actor=treasurer(), today=TODAY)
    allowances.approve(made, actor=approver(), today=TODAY)
    keeper = Clerk("treasurer")
    for path in (
        "/admin/deputies/fundpayment/",
        f"/admin/deputies/fundpayment/{made.payments.get().pk}/change/",
        f"/admin/deputies/allowanceperiod/{made.pk}/change/",
        f"/admin/deputies/person/{mandate.person_id}/change/",
    ):
        assert NUMBER not in keeper.client.get(path, follow=True).content.decode(), path
    book = openpyxl.load_workbook(io.BytesIO(keeper.client.get("/admin/deputies/fundpayment/export/").content)).active
    assert not any(NUMBER in str(cell) for row in book.iter_rows(values_only=True) for cell in row)
    page = clerk.client.get("/workspace/allowances/").content.decode()
    assert "**** 4567" in page
    assert NUMBER not in page
