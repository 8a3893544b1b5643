"""代表资格审查: from candidate to deputy, each step once and in order."""

from datetime import date
from typing import Any

import lxml.html
import pytest
from django.core.exceptions import ValidationError

from congress.workflow import TransitionError
from deputies.models import Credential, Mandate
from deputies.services import credentials
from tests import factories
from tests.desk import Clerk, words
from tests.factories_people import constituency, credential

pytestmark = pytest.mark.django_db
POLLED, CHECKED, CONFIRMED, OPENED = date(2022, 1, 5), date(2022, 1, 10), date(2022, 1, 12), date(2022, 2, 1)


def clerk() -> Any:
    return factories.user("deputies_wc")


def elected(place: Any = None) -> Credential:
    row = credentials.nominate(credential(place), actor=clerk())
    credentials.elect(row, on=POLLED, actor=clerk())
    return row


def checked(place: Any = None) -> Credential:
    row = elected(place)
    credentials.check(row, on=CHECKED, finding="选举合法有效", actor=clerk())
    return row


def test_a_mandate_begins_only_when_the_credentials_are_confirmed() -> None:
    row = checked()
    assert not Mandate.objects.exists()
    mandate = credentials.confirm(row, on=CONFIRMED, starts_on=OPENED, actor=clerk())
    assert (mandate.constituency, mandate.delegation) == (row.constituency.name, row.constituency.organ)
    assert Mandate.objects.in_office(on=OPENED).get() == row.mandate
    with pytest.raises(TransitionError, match="资格有效"):
        credentials.confirm(row, on=CONFIRMED, starts_on=OPENED, actor=clerk())
    assert Mandate.objects.count() == 1


def test_invalid_credentials_begin_no_mandate_and_free_the_seat() -> None:
    place = constituency()
    row = checked(place)
    with pytest.raises(ValidationError, match="请写明资格无效的理由"):
        credentials.refuse(row, on=CONFIRMED, reason=" ", actor=clerk())
    credentials.refuse(row, on=CONFIRMED, reason="当选人户籍不符", actor=clerk())
    assert not Mandate.objects.exists()
    elected(place)


def test_a_constituency_elects_no_more_than_its_seats() -> None:
    place = constituency(seats=1)
    elected(place)
    second = credentials.nominate(credential(place), actor=clerk())
    with pytest.raises(ValidationError, match="应选代表1名，已登记当选1名"):
        credentials.elect(second, on=POLLED, actor=clerk())
    credentials.lose(second, actor=clerk())
    assert second.status == Credential.Status.NOT_ELECTED


def test_steps_are_taken_in_order_and_days_not_reversed() -> None:
    row = credentials.nominate(credential(), actor=clerk())
    with pytest.raises(TransitionError, match="代表候选人"):
        credentials.check(row, on=CHECKED, finding="", actor=clerk())
    credentials.elect(row, on=POLLED, actor=clerk())
    with pytest.raises(TransitionError):
        credentials.confirm(row, on=CONFIRMED, starts_on=OPENED, actor=clerk())
    assert not Mandate.objects.exists()
    with pytest.raises(ValidationError, match="不能早于当选日期"):
        credentials.check(row, on=date(2022, 1, 1), finding="", actor=clerk())
    credentials.check(row, on=CHECKED, finding="", actor=clerk())
    with pytest.raises(ValidationError, match="不能早于审查日期"):
        credentials.confirm(row, on=POLLED, starts_on=OPENED, actor=clerk())
    with pytest.raises(ValidationError, match="不能在常委会确认之前开始"):
        credentials.confirm(row, on=CONFIRMED, starts_on=POLLED, actor=clerk())


def test_one_who_cannot_be_confirmed_keeps_the_whole_list_back() -> None:
    actor, good, bad = clerk(), checked(), checked()
    Mandate.objects.create(person=bad.person, level="district", term=factories.term(), starts_on=OPENED)
    with pytest.raises(ValidationError, match=f"{bad.person}.*已是区级人大代表"):
        credentials.together(
            [good, bad], lambda row: credentials.confirm(row, on=CONFIRMED, starts_on=OPENED, actor=actor)
        )
    assert Credential.objects.filter(status="checked").count() == 2
    assert Mandate.objects.count() == 1


def test_a_person_is_nominated_once_in_a_constituency_of_the_term() -> None:
    row = credentials.nominate(credential(), actor=clerk())
    twice = Credential(person=row.person, term=row.term, constituency=row.constituency)
    with pytest.raises(ValidationError, match="已经登记"):
        credentials.nominate(twice, actor=clerk())
    other = Credential(
        person=factories.person(),
        term=factories.term(9, starts_on=date(2017, 2, 1), ends_on=date(2022, 1, 31)),
        constituency=row.constituency,
    )
    with pytest.raises(ValidationError, match="不是第九届的选区"):
        credentials.nominate(other, actor=clerk())


def test_the_office_takes_a_step_for_the_whole_list_on_one_page() -> None:
    desk = Clerk("deputies_wc")
    rows = [elected(), elected()]
    page = "/admin/deputies/credential/together/"
    assert str(rows[0].person) in desk.text(page)
    sent = {"act": "check", "on": "2022-01-10", "finding": "选举合法有效", "rows": [str(row.pk) for row in rows]}
    assert "已办理2人" in words(lxml.html.fromstring(desk.save(page, sent).content.decode()))
    wrong = sent | {"act": "confirm", "on": "2022-01-12"}
    assert "请填写代表资格开始日期" in desk.save(page, wrong).content.decode()
    assert "请勾选要办理的人员" in desk.save(page, sent | {"rows": []}).content.decode()
    assert not Mandate.objects.exists()
    desk.save(page, wrong | {"starts_on": "2022-02-01"})
    assert Mandate.objects.in_office(on=OPENED).count() == 2
    assert Clerk("office").status(page) == 403


def test_a_step_that_one_cannot_take_is_taken_by_none() -> None:
    desk = Clerk("deputies_wc")
    ready, early = elected(), credentials.nominate(credential(), actor=clerk())
    sent = {"act": "check", "on": "2022-01-10", "rows": [str(ready.pk), str(early.pk)]}
    answer = desk.save("/admin/deputies/credential/together/", sent).content.decode()
    assert str(early) in answer
    ready.refresh_from_db()
    assert ready.status == Credential.Status.ELECTED
