"""Phones and addresses of deputies: for the deputies' committee alone, masked for the area, never public."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from congress.models import Activity
from deputies.models import Person, PrivateDetails
from deputies.services import private_details
from tests import factories
from tests.desk import Clerk
from tests.factories_duty import deputy
from tests.factories_people import keeper, street

pytestmark = pytest.mark.django_db
PHONE, ADDRESS = "13800001234", "示例路1号"
DESK = "/admin/deputies/privatedetails/"


def kept(person: Person) -> PrivateDetails:
    row = PrivateDetails(person=person, phone=PHONE, address=ADDRESS)
    return private_details.keep(row, actor=factories.user("deputies_wc"))


def test_the_committee_reads_the_whole_and_each_reading_is_logged() -> None:
    row = kept(deputy())
    clerk = Clerk("deputies_wc")
    assert "138****1234" in clerk.text(DESK)
    assert PHONE not in clerk.text(DESK)
    readings = Activity.objects.filter(verb="查看代表联系方式", actor=clerk.user)
    assert not readings.exists()
    page = clerk.client.get(f"{DESK}{row.pk}/change/").content.decode()
    assert PHONE in page
    assert readings.count() == 1
    assert not Activity.objects.filter(detail__icontains=PHONE).exists()
    assert not Activity.objects.filter(text__contains=PHONE).exists()


@pytest.mark.parametrize("role", ["office", "wc_officer", "reviewer", "sysadmin", "auditor"])
def test_nobody_else_on_the_desk_opens_it(role: str) -> None:
    row = kept(deputy())
    clerk = Clerk(role)
    assert clerk.status(DESK) == 403
    assert clerk.status(f"{DESK}{row.pk}/change/") == 403


def test_a_street_sees_a_masked_number_of_its_own_deputies_and_the_public_none() -> None:
    own = street()
    person = deputy(delegation=own)
    kept(person)
    page = Clerk(user=keeper(own)).text("/workspace/deputies/")
    assert "138****1234" in page
    assert PHONE not in page
    for path in ("/deputies/", f"/deputies/{person.pk}/"):
        content = Client().get(path).content.decode()
        assert "1234" not in content
        assert ADDRESS not in content


def test_the_deputy_sees_the_own_number_and_no_other() -> None:
    clerk = Clerk("deputy")
    kept(deputy(account=clerk.user))
    assert PHONE in clerk.text("/workspace/profile/public/")
    other = Clerk("deputy")
    deputy(account=other.user)
    assert PHONE not in other.text("/workspace/profile/public/")


@pytest.mark.parametrize("phone", ["123", "1380000123", "138000012345", "电话"])
def test_a_number_that_is_none_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError, match="11位手机号"):
        private_details.keep(PrivateDetails(person=deputy(), phone=phone), actor=factories.user())
    assert not PrivateDetails.objects.exists()
