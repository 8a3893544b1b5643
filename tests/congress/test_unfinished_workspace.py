"""The desk of the unfinished on a phone: chairpersons and committees, one press, others kept out."""

from collections.abc import Iterator

import pytest
import time_machine

from congress.models import Obligation, Organ, Urge
from tests import factories
from tests.congress.test_urging import owe
from tests.desk import Clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
PATH = "/workspace/unfinished/"


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def unit(db: None) -> Organ:
    found = factories.organ()
    factories.user("unit_clerk", organ=found)
    return found


def told(answer: object) -> str:
    return " ".join(str(message) for message in answer.context["messages"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", ["deputy", "unit_clerk", "unit_head", "gov_office", "sc_member", "expert"])
def test_others_do_not_enter(role: str, unit: Organ) -> None:
    row = owe(unit, watched_by=unit)
    clerk = Clerk(role, organ=unit)
    assert clerk.status(PATH) == clerk.status(f"{PATH}{row.pk}/") == 403
    assert clerk.client.post(f"{PATH}urge/", {"one": str(row.pk)}).status_code == 403
    assert PATH not in {link.get("href") for link in clerk.page("/workspace/").iter("a")}


def test_a_chairperson_comes_from_home_sees_all_and_urges_with_one_press(unit: Organ) -> None:
    row = owe(unit, title="逾期的事项", late=3)
    chair = Clerk("sc_chair")
    assert PATH in {link.get("href") for link in chair.page("/workspace/").iter("a")}
    text = chair.text(PATH)
    assert "逾期的事项" in text
    assert "逾期 3 天" in text
    answer = chair.step(f"{PATH}urge/?lateness=late", one=str(row.pk))
    assert told(answer) == "已催办1件，通知1人。"
    assert answer.redirect_chain[-1][0] == f"{PATH}?lateness=late"
    assert Urge.objects.get().urged_by == chair.user


def test_one_thing_shows_its_chain_and_what_was_urged() -> None:
    follow_up = factories.follow_up()
    factories.user("unit_clerk", organ=follow_up.organ)
    owed = follow_up.current_round.obligation
    chair = Clerk("sc_vice_chair")
    answer = chair.step(f"{PATH}urge/", one=str(owed.pk), back="detail", text="请抓紧办理")
    assert answer.redirect_chain[-1][0] == f"{PATH}{owed.pk}/"
    text = chair.text(f"{PATH}{owed.pk}/")
    assert "主任会议通过审议意见" in text
    assert "请抓紧办理" in text
    links = {link.get("href") for link in chair.page(f"{PATH}{owed.pk}/").iter("a")}
    assert follow_up.get_absolute_url() in links


def test_a_finished_thing_is_still_read_but_not_urged(unit: Organ) -> None:
    row = owe(unit)
    Obligation.objects.filter(pk=row.pk).update(status="done", done_on=TODAY)
    chair = Clerk("sc_chair")
    assert "催办意见" not in chair.text(f"{PATH}{row.pk}/")
    assert "已经办结，无须催办" in told(chair.step(f"{PATH}urge/", one=str(row.pk), back="detail"))


def test_what_another_committee_watches_is_not_found(unit: Organ) -> None:
    row = owe(unit, watched_by=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    head = Clerk("wc_head", organ=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    assert head.status(f"{PATH}{row.pk}/") == 404
    assert "不在您的督办范围" in told(head.step(f"{PATH}urge/", one=str(row.pk)))


def test_history_has_no_page(unit: Organ) -> None:
    assert Clerk("sc_chair").status(f"{PATH}{owe(unit, historic=True).pk}/") == 404


@pytest.mark.parametrize("query", ["organ=x", "lateness=never", "by=all", "leader=1%27"])
def test_an_unknown_filter_is_told_and_shows_and_urges_nothing(query: str, unit: Organ) -> None:
    owe(unit, title="示例事项甲")
    chair = Clerk("sc_chair")
    text = chair.text(f"{PATH}?{query}")
    assert "筛选条件不正确" in text
    assert "示例事项甲" not in text
    assert "筛选条件不正确" in told(chair.step(f"{PATH}urge/?{query}", all="1"))
    assert not Urge.objects.exists()


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30])
def test_a_key_that_is_none_is_refused_in_words(key: str) -> None:
    assert "所选事项不正确" in told(Clerk("sc_chair").step(f"{PATH}urge/", one=key, back="detail"))


def test_it_costs_the_same_however_much_is_owed(unit: Organ) -> None:
    chair = Clerk("sc_chair")
    for _ in range(10):
        owe(unit, late=1)
    chair.step(f"{PATH}urge/", all="1")
    paths = (PATH, f"{PATH}?by=organ", f"{PATH}?by=leader")
    few = [chair.queries(path) for path in paths]
    for _ in range(30):
        owe(unit, late=1)
    chair.step(f"{PATH}urge/", all="1")
    assert [chair.queries(path) for path in paths] == few
    assert max(few) <= 15
