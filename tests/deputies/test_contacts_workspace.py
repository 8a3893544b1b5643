"""联系记录 on the phone: for one's own pairs and areas only."""

from typing import Any

import pytest
from django.utils import timezone

from deputies.models import ContactLog, ContactPair
from tests import factories
from tests.desk import Clerk
from tests.factories_duty import deputy
from tests.factories_people import area, pair

pytestmark = pytest.mark.django_db
PAGE = "/workspace/contacts/"


def sent(kept: str, **fields: Any) -> dict[str, Any]:
    values = {
        "kept": kept,
        "made_on": timezone.localdate().isoformat(),
        "way": "visit",
        "people": "2",
        "note": "走访两户",
    }
    return values | fields


def test_a_deputy_logs_a_contact_with_voters() -> None:
    clerk = Clerk("deputy")
    row = pair(deputy(account=clerk.user), kind=ContactPair.Kind.DEPUTY_VOTERS)
    row.save()
    assert "联系代表和选民：登记联系情况" in clerk.text("/workspace/")
    assert clerk.client.post(PAGE, sent(f"pair-{row.pk}")).status_code == 302
    assert ContactLog.objects.get().entered_by == clerk.user
    assert "走访两户" in clerk.text(PAGE)
    answer = clerk.client.post(PAGE, sent(f"pair-{row.pk}", people="11"))
    assert answer.status_code == 422
    assert "不能超过所联系选民人数" in answer.content.decode()
    assert ContactLog.objects.count() == 1


def test_a_leader_logs_a_contact_with_the_area() -> None:
    clerk = Clerk("sc_vice_chair")
    holder = factories.seat("vice_chair", holder=deputy(account=clerk.user)).person
    row = area(holder)
    row.save()
    assert clerk.client.post(PAGE, sent(f"area-{row.pk}")).status_code == 302
    assert ContactLog.objects.get().area == row


def test_somebody_elses_pair_cannot_be_chosen() -> None:
    other = pair()
    other.save()
    clerk = Clerk("deputy")
    deputy(account=clerk.user)
    answer = clerk.client.post(PAGE, sent(f"pair-{other.pk}"))
    assert answer.status_code == 422
    assert not ContactLog.objects.exists()
    assert "没有联系对象" in clerk.text(PAGE)
    assert Clerk("sysadmin").status(PAGE) == 403
