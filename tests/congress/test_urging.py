"""催办: who may press for what, whom it reaches, and what is refused."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congress.models import Activity, Notification, Obligation, Organ, Urge, User
from congress.services import obligations, unfinished, urging, waiting
from congress.services.obligations import Duty
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
NOW = timezone.make_aware(datetime.combine(TODAY, datetime.min.time().replace(hour=10)))


def owe(
    organ: Organ | None = None,
    *,
    title: str = "示例报告",
    role: str = "",
    account: User | None = None,
    watched_by: Organ | None = None,
    historic: bool = False,
    late: int = 0,
) -> Obligation:
    duty = Duty(
        title=title,
        path="/workspace/follow-ups/1/",
        organ=organ,
        role=role,
        account=account,
        watched_by=watched_by,
        is_historic=historic,
    )
    row = obligations.open_duty("OPN-3M", duty, start=TODAY - timedelta(days=1), today=TODAY)
    if late:
        Obligation.objects.filter(pk=row.pk).update(due_on=TODAY - timedelta(days=late))
    return row


@pytest.fixture
def unit(db: None) -> Organ:
    return factories.organ()


@pytest.fixture
def committee(db: None) -> Organ:
    return factories.organ(Organ.Kind.WORKING_COMMITTEE)


def test_one_press_tells_everyone_of_the_organ_and_stays_on_record(unit: Organ) -> None:
    clerk, head = factories.user("unit_clerk", organ=unit), factories.user("unit_head", organ=unit)
    factories.user("unit_clerk", organ=factories.organ())
    chair = factories.user("sc_chair")
    row = owe(unit, late=3)
    outcome = urging.urge([row.pk], text="请  尽快报送", actor=chair, at=NOW)
    assert (outcome.urged, outcome.people) == (1, 2)
    assert outcome.text == "已催办1件，通知2人。"
    told = Notification.objects.order_by("recipient_id")
    assert [each.recipient for each in told] == [clerk, head]
    assert told[0].subject == "催办：示例报告"
    assert "请 尽快报送" in told[0].body
    assert "2026年9月13日到期，逾期3天" in told[0].body
    assert told[0].path == row.path
    assert told[0].is_urgent
    urge = Urge.objects.get()
    assert (urge.obligation, urge.urged_by, urge.text) == (row, chair, "请 尽快报送")
    assert urge.told_to == f"{clerk}、{head}"
    line = Activity.objects.get(verb="催办")
    assert (line.object_key, line.actor, line.reason) == (str(row.pk), chair, "请 尽快报送")


def test_what_a_role_or_one_account_owes_is_urged_of_them() -> None:
    office, person = factories.user("office"), factories.user("deputy")
    chair = factories.user("sc_chair")
    urging.urge([owe(role="office").pk], actor=chair, at=NOW)
    urging.urge([owe(account=person).pk], actor=chair, at=NOW)
    assert office.notifications.count() == person.notifications.count() == 1


def test_nobody_urges_himself() -> None:
    office = factories.user("office")
    row = owe(role="office")
    with pytest.raises(ValidationError, match="没有可以通知的账号"):
        urging.urge([row.pk], actor=office, at=NOW)
    other = factories.user("office")
    urging.urge([row.pk], actor=office, at=NOW)
    assert [each.recipient for each in Notification.objects.all()] == [other]


def test_an_organ_without_accounts_is_to_be_called(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit, is_active=False)
    row = owe(unit)
    with pytest.raises(ValidationError, match="请电话催办"):
        urging.urge([row.pk], actor=factories.user("office"), at=NOW)
    assert not Urge.objects.exists()
    assert not Activity.objects.filter(verb="催办").exists()


def test_what_is_over_is_not_urged(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    office, row = factories.user("office"), owe(unit)
    obligations.finish(row, on=TODAY, actor=office)
    with pytest.raises(ValidationError, match="已经办结，无须催办"):
        urging.urge([row.pk], actor=office, at=NOW)


def test_history_is_not_urged(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    row = owe(unit, historic=True)
    with pytest.raises(ValidationError, match="是历史记录，不催办"):
        urging.urge([row.pk], actor=factories.user("office"), at=NOW)


def test_pressing_again_too_soon_is_refused_with_the_last_time(unit: Organ, settings: object) -> None:
    factories.user("unit_clerk", organ=unit)
    first, second = factories.user("sc_chair"), factories.user("office")
    row = owe(unit)
    urging.urge([row.pk], actor=first, at=NOW)
    with pytest.raises(ValidationError, match=f"3日内已经催办过（2026年9月16日，{first}）"):
        urging.urge([row.pk], actor=second, at=NOW + timedelta(days=3, seconds=-1))
    assert Urge.objects.count() == Notification.objects.count() == 1
    urging.urge([row.pk], actor=second, at=NOW + timedelta(days=3))
    assert Urge.objects.count() == 2


def test_the_days_between_are_a_setting(unit: Organ, settings: pytest.FixtureRequest) -> None:
    settings.URGE_GAP_DAYS = 0  # type: ignore[attr-defined]
    factories.user("unit_clerk", organ=unit)
    office, row = factories.user("office"), owe(unit)
    urging.urge([row.pk], actor=office, at=NOW)
    urging.urge([row.pk], actor=office, at=NOW + timedelta(minutes=1))
    assert Urge.objects.count() == 2


def test_a_working_committee_urges_what_it_watches_and_nothing_else(unit: Organ, committee: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    officer = factories.user("wc_officer", organ=committee)
    own, other = owe(unit, watched_by=committee), owe(unit, watched_by=factories.organ())
    with pytest.raises(ValidationError, match="不在您的督办范围"):
        urging.urge([other.pk], actor=officer, at=NOW)
    outcome = urging.urge([own.pk, other.pk], actor=officer, at=NOW)
    assert outcome.urged == 1
    assert "不在您的督办范围，或者事项不存在：1件" in outcome.text
    assert Urge.objects.get().obligation == own


@pytest.mark.parametrize("role", ["deputy", "unit_clerk", "unit_head", "gov_office", "sc_member", "auditor"])
def test_others_urge_nothing(role: str, unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    row = owe(unit, watched_by=unit)
    with pytest.raises(ValidationError, match="不在您的督办范围"):
        urging.urge([row.pk], actor=factories.user(role, organ=unit), at=NOW)


def test_many_at_once_are_one_message_a_person_and_a_fixed_number_of_statements(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    chair = factories.user("sc_chair")
    chair.has_perm("congress.urge_obligation")

    def press(number: int) -> tuple[urging.Outcome, int]:
        keys = [owe(unit, title=f"示例{place:02}", late=number - place).pk for place in range(number)]
        with CaptureQueriesContext(connection) as captured:
            return urging.urge(keys, actor=chair, at=NOW), len(captured)

    (few, costs), (many, same) = press(2), press(40)
    assert (few.urged, few.people, many.urged, many.people) == (2, 1, 40, 1)
    assert costs == same <= 8
    assert Urge.objects.count() == Activity.objects.filter(verb="催办").count() == 42
    last = clerk.notifications.order_by("-id")[0]
    assert last.subject == "催办：示例00等40项"
    assert last.path == "/workspace/"
    assert last.body.count("示例") == urging.NAMED
    assert last.body.endswith("另有20项。")


def test_of_many_those_that_cannot_be_urged_are_named_with_the_reason(unit: Organ) -> None:
    factories.user("unit_clerk", organ=unit)
    chair = factories.user("sc_chair")
    fresh, pressed, done = owe(unit), owe(unit), owe(unit)
    urging.urge([pressed.pk], actor=chair, at=NOW)
    obligations.finish(done, on=TODAY, actor=chair)
    outcome = urging.urge([fresh.pk, pressed.pk, done.pk, 10**17], actor=chair, at=NOW)
    assert outcome.urged == 1
    assert dict(outcome.left_out) == {urging.NOT_OVERSEEN: 1, urging.TOO_SOON: 1, urging.OVER: 1}


def test_nothing_chosen_too_many_and_too_long_are_refused_in_words(unit: Organ) -> None:
    office, row = factories.user("office"), owe(unit)
    with pytest.raises(ValidationError, match="请先选择要催办的事项"):
        urging.urge([], actor=office, at=NOW)
    with pytest.raises(ValidationError, match="一次最多催办500件，本次选了10000件"):
        urging.urge(range(10_000), actor=office, at=NOW)
    with pytest.raises(ValidationError, match="最多300字"):
        urging.urge([row.pk], text="字" * 301, actor=office, at=NOW)


def test_those_who_owe_see_on_their_list_that_they_were_urged(unit: Organ) -> None:
    clerk = factories.user("unit_clerk", organ=unit)
    row = owe(unit)
    chair = factories.user("sc_chair")
    urging.urge([row.pk], actor=chair, at=NOW)
    urging.urge([row.pk], actor=chair, at=NOW + timedelta(days=4))
    assert waiting.block(clerk, on=TODAY + timedelta(days=5)).rows[0].note == "已催办2次，最近9月20日"


def test_an_urging_is_a_step_of_the_chain_behind_the_thing() -> None:
    follow_up = factories.follow_up()
    factories.user("unit_clerk", organ=follow_up.organ, display_name="经办人甲")
    chair = factories.user("sc_chair", display_name="主任甲")
    owed = follow_up.current_round.obligation
    urging.urge([owed.pk], text="请抓紧", actor=chair, at=NOW)
    chain = unfinished.chain(owed, chair, on=TODAY)
    assert chain.path == follow_up.get_absolute_url()
    assert [step.label for step in chain.steps][:3] == ["听取审议报告", "主任会议通过审议意见", "交办"]
    assert chain.steps[-1].label == "催办"
    assert chain.steps[-1].note == "主任甲催办，通知经办人甲。请抓紧"


def test_a_record_that_offers_no_chain_is_a_way_to_its_page(unit: Organ) -> None:
    row = owe(unit)
    chain = unfinished.chain(row, factories.user("sc_chair"), on=TODAY)
    assert (chain.title, chain.path, list(chain.steps)) == (row.title, row.path, [])
