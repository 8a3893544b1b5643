"""社情民意: a citizen's letter on its way to reply and rating, and what is refused."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congress.models import Activity, Obligation, Organ, User
from congress.workflow import TransitionError
from deputies.models import (
    OpinionField,
    OpinionGuidance,
    OpinionPhoto,
    OpinionVisitor,
    PublicOpinion,
    Station,
    StationAssignment,
)
from deputies.offers import suggestions as suggestion_offers
from deputies.offers import voices as offers
from deputies.services import opinion_intake, opinion_lists, opinion_visitors, opinions, suggestion_drafts
from tests import factories, factories_stations, factories_suggestions
from tests.desk import field_errors
from tests.photos import traces, upload
from tests.waits import lines

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
Status, Level = PublicOpinion.Status, PublicOpinion.Level
WRITE = "/voices/write/"
TEXT = "礼贤路路口的路灯已经三天不亮，晚上看不清。"


@pytest.fixture(autouse=True)
def _today_and_lists() -> Iterator[None]:
    cache.clear()
    opinion_lists.prepare()
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def street() -> Organ:
    return factories.organ(kind=Organ.Kind.STREET_WORKING_COMMITTEE)


@pytest.fixture
def station(street: Organ) -> Station:
    return factories_stations.station(organ=street)


@pytest.fixture
def keeper(street: Organ) -> User:
    return factories.user("street_wc", organ=street)


def letter(**fields: object) -> opinion_intake.Letter:
    return opinion_intake.Letter(**{"text": TEXT, **fields})


def received(station: Station, **fields: object) -> tuple[PublicOpinion, str]:
    return opinion_intake.receive(
        letter(**fields), station=station, deputy=None, at=timezone.now(), on=TODAY, actor=User.objects.system()
    )


def registered(station: Station, keeper: User) -> tuple[PublicOpinion, str]:
    row, code = received(station, name="张三", phone="13800000000")
    given = opinion_intake.Registration("礼贤路路灯不亮", OpinionField.objects.get(name="城乡建设"))
    opinion_intake.register(row, given, on=TODAY, actor=keeper)
    row.refresh_from_db()
    return row, code


def handed_over(station: Station, keeper: User, unit: Organ) -> tuple[PublicOpinion, str]:
    row, code = registered(station, keeper)
    opinions.tier(row, level=Level.TOWNSHIP, note="", on=TODAY, actor=keeper)
    opinions.hand_over(row, organ=unit, demand="", on=TODAY, today=TODAY, actor=keeper)
    row.refresh_from_db()
    return row, code


def told(station: Station, keeper: User, unit: Organ) -> tuple[PublicOpinion, str]:
    row, code = handed_over(station, keeper, unit)
    head = factories.user("unit_head", organ=unit)
    opinions.acknowledge(row, leader="负责人001", on=TODAY, actor=head)
    opinions.reply(row, text="已换新灯。", signed_by="负责人001", on=TODAY, today=TODAY, actor=head)
    opinions.feed_back(row, words="路灯已换新。", on=TODAY, today=TODAY, actor=keeper)
    row.refresh_from_db()
    return row, code


def test_a_letter_travels_from_the_phone_to_reply_and_rating(
    station: Station, street: Organ, keeper: User, signed_in: SignIn
) -> None:
    unit = factories.organ()
    citizen, desk = Client(), signed_in(keeper)
    answer = citizen.post(WRITE, {"station": station.pk, "text": TEXT, "name": "张三", "is_agreed": "on"})
    assert answer.status_code == 302
    receipt = answer.headers["Location"]
    assert "来信已收到" in citizen.get(receipt).content.decode()
    row = PublicOpinion.objects.get()
    page = row.get_absolute_url()

    def take(client: Client, step: str, **sent: object) -> None:
        shown = client.get(page).content.decode()
        stamp = re.search(r'name="stamp" value="(\w+)"', shown)
        assert stamp, shown
        done = client.post(page, {"step": step, "stamp": stamp[1], **sent})
        assert done.status_code == 302, done.content.decode()

    take(desk, "register", title="礼贤路路灯不亮", field=OpinionField.objects.get(name="城乡建设").pk)
    take(desk, "tier", level="township")
    take(desk, "hand_over", organ=unit.pk, demand="请修复")
    owed = Obligation.objects.get(owed_organ=unit)
    # Township level: fifteen days (STN-OPN-T), to the next working day.
    assert owed.due_plain == TODAY + timedelta(days=15)
    clerk = signed_in(factories.user("unit_head", organ=unit))
    take(clerk, "acknowledge", leader="负责人001")
    take(clerk, "reply", text="已换新灯。", signed_by="负责人001")
    owed.refresh_from_db()
    assert owed.status == Obligation.Status.DONE
    assert "已交有关单位办理" in citizen.get(receipt).content.decode()
    take(desk, "feed_back", words="路灯已换新，欢迎继续监督。")
    assert "路灯已换新，欢迎继续监督。" in citizen.get(receipt).content.decode()
    rated = citizen.post(receipt, {"step": "rate", "grade": "satisfied"})
    assert rated.status_code == 302
    assert "您的评价：满意" in citizen.get(receipt).content.decode()
    take(desk, "close", is_solved="on")
    row.refresh_from_db()
    assert (row.status, row.disposition) == (Status.CLOSED, PublicOpinion.Disposition.SOLVED)


def test_script_in_a_letter_is_text(station: Station, keeper: User, signed_in: SignIn) -> None:
    row, _ = received(station, text="<script>alert(1)</script>路灯不亮已经三天了")
    shown = signed_in(keeper).get(row.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_flood_makes_a_queue_and_nothing_is_lost(station: Station, settings: pytest.FixtureRequest) -> None:
    settings.STATION_OPINIONS_IN_LINE = 3  # type: ignore[attr-defined]
    codes = [received(station, text=f"第{number}件：路灯不亮已经很久了")[1] for number in range(5)]
    assert PublicOpinion.objects.filter(is_piled=True).count() == 2
    assert "依次排队" in Client().get(f"/voices/{codes[-1]}/").content.decode()
    for row in PublicOpinion.objects.all().in_line():
        PublicOpinion.objects.filter(pk=row.pk).update(
            status=Status.REGISTERED, title="路灯", field=OpinionField.objects.first(), registered_on=TODAY
        )
    assert opinion_intake.take_up(actor=User.objects.system()) == 2
    assert not PublicOpinion.objects.filter(is_piled=True).exists()


def test_one_address_that_sends_too_many_is_asked_to_wait(station: Station) -> None:
    sent = {"station": station.pk, "is_agreed": "on"}
    answers = [
        Client().post(WRITE, {**sent, "text": f"第{number}件：路灯不亮已经很久了"}).status_code for number in range(7)
    ]
    assert answers.count(302) == 5
    assert answers[-1] == 429
    assert PublicOpinion.objects.count() == 5
    page = Client().post(WRITE, {**sent, "text": "最后一件：路灯不亮已经很久了"}).content.decode()
    assert "最后一件：路灯不亮已经很久了" in page
    assert "这一件还没有提交" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "太短", "至少8个字"),
        ("text", "身份证33080219900101123X，路灯不亮", "请不要填写身份证号码"),
        ("text", "路灯不亮，请打13800000000找我", "请不要在内容中写手机号码"),
        ("phone", "12345", "请填写11位手机号码"),
        ("station", "999999", ""),
        ("is_agreed", "", "请勾选同意"),
    ],
)
def test_what_a_letter_must_not_hold_is_told_at_its_field(station: Station, field: str, value: str, words: str) -> None:
    sent = {"station": str(station.pk), "text": TEXT, "is_agreed": "on", field: value}
    answer = Client().post(WRITE, {key: each for key, each in sent.items() if each})
    assert answer.status_code == 422
    assert field in field_errors(answer)
    assert words in answer.content.decode()
    assert not PublicOpinion.objects.exists()


def test_the_same_letter_twice_is_taken_once(station: Station) -> None:
    received(station)
    with pytest.raises(ValidationError, match="同样的内容已经收到"):
        received(station)


def test_even_the_kept_picture_tells_no_place(station: Station) -> None:
    received(station, photos=(upload(),))
    photo = OpinionPhoto.objects.get()
    for kept in (photo.original, photo.shown, photo.thumbnail):
        with kept.file.open("rb") as stream:
            assert traces(stream.read()) == []


def test_a_wrong_code_opens_nothing() -> None:
    assert Client().get("/voices/ABCDEFGHJKLM/").status_code == 404
    answer = Client().post("/voices/", {"code": "ABCD EFGH JKLM"})
    assert answer.status_code == 422
    assert "没有这个查询码" in answer.content.decode()


def test_the_code_is_found_however_it_is_typed(station: Station) -> None:
    _, code = received(station)
    typed = f"{code[:4].lower()}-{code[4:8]} {code[8:]}"
    assert Client().post("/voices/", {"code": typed}).headers["Location"] == f"/voices/{code}/"


def test_who_came_is_read_by_the_own_station_alone_and_each_reading_is_on_record(
    station: Station, keeper: User, signed_in: SignIn
) -> None:
    unit = factories.organ()
    row, _ = handed_over(station, keeper, unit)
    page = f"{row.get_absolute_url()}visitor/"
    assert "13800000000" in signed_in(keeper).post(page).content.decode()
    assert Activity.objects.filter(verb=opinion_visitors.READING, actor=keeper).count() == 1
    for other in (
        factories.user("unit_head", organ=unit),
        factories.user("deputies_wc"),
        factories.user("street_wc", organ=factories.organ(kind=Organ.Kind.STREET_WORKING_COMMITTEE)),
    ):
        client = signed_in(other)
        assert client.post(page).status_code == 404
        assert "13800000000" not in client.get(row.get_absolute_url()).content.decode()
    assert Activity.objects.filter(verb=opinion_visitors.READING).count() == 1


def test_another_street_and_another_unit_find_nothing(station: Station, keeper: User, signed_in: SignIn) -> None:
    row, _ = handed_over(station, keeper, factories.organ())
    for stranger in (
        factories.user("street_wc", organ=factories.organ(kind=Organ.Kind.STREET_WORKING_COMMITTEE)),
        factories.user("unit_head", organ=factories.organ()),
        factories.user("deputy"),
    ):
        client = signed_in(stranger)
        assert client.get(row.get_absolute_url()).status_code == 404
        assert str(row) not in client.get("/workspace/voices/").content.decode()
    assert Client().get(row.get_absolute_url()).status_code == 302


def test_what_is_not_accepted_is_guided_elsewhere(station: Station, keeper: User) -> None:
    row, code = received(station)
    where = OpinionGuidance.objects.get(reason="属于个人信访事项的")
    opinion_intake.refuse(row, guidance=where, words="", on=TODAY, actor=keeper)
    assert "请向信访部门提出" in Client().get(f"/voices/{code}/").content.decode()


def test_a_district_matter_is_handed_over_by_the_committee_alone(station: Station, keeper: User) -> None:
    row, _ = registered(station, keeper)
    opinions.tier(row, level=Level.DISTRICT, note="", on=TODAY, actor=keeper)
    unit = factories.organ()
    with pytest.raises(ValidationError, match="区级事项由代表工委交办"):
        opinions.hand_over(row, organ=unit, demand="", on=TODAY, today=TODAY, actor=keeper)
    committee = factories.user("deputies_wc")
    assert [task.action for task in lines(offers.with_the_committee(committee, TODAY))] == ["交办"]
    opinions.hand_over(row, organ=unit, demand="", on=TODAY, today=TODAY, actor=committee)
    assert Obligation.objects.get(owed_organ=unit).due_plain == TODAY + timedelta(days=30)


@pytest.mark.parametrize("days", [9, 31])
def test_a_day_outside_the_days_of_the_house_is_refused(station: Station, keeper: User, days: int) -> None:
    row, _ = registered(station, keeper)
    opinions.tier(row, level=Level.VILLAGE, note="", on=TODAY, actor=keeper)
    with pytest.raises(ValidationError, match="办理期限为10至30日"):
        opinions.hand_over(
            row,
            organ=factories.organ(),
            demand="",
            due_on=TODAY + timedelta(days=days),
            on=TODAY,
            today=TODAY,
            actor=keeper,
        )
    assert not row.rounds.exists()


def test_a_visitor_may_ask_once_for_more(station: Station, keeper: User) -> None:
    unit = factories.organ()
    row, code = told(station, keeper, unit)
    page = f"/voices/{code}/"
    assert Client().post(page, {"step": "again", "reason": "还是不亮"}).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.REOPENED
    assert row.rounds.count() == 2
    assert Obligation.objects.open().filter(owed_organ=unit).count() == 1
    visitor = OpinionVisitor.objects.get(opinion=row)
    with pytest.raises(ValidationError, match="已经重新办理过一次"):
        opinions.reopen(visitor, reason="还是不亮", on=TODAY, actor=User.objects.system())


def test_an_answer_is_rated_once_and_never_by_default(station: Station, keeper: User) -> None:
    row, code = told(station, keeper, factories.organ())
    page = f"/voices/{code}/"
    assert Client().post(page, {"step": "rate", "grade": "dissatisfied"}).status_code == 302
    assert Client().post(page, {"step": "rate", "grade": "satisfied"}).status_code == 422
    assert [each.grade for each in row.ratings.all()] == ["dissatisfied"]
    later = TODAY + timedelta(days=40)
    # Disputed: it is not closed by time.
    assert opinions.close_settled(on=later, actor=User.objects.system()) == 0


def test_what_nobody_disputes_is_closed_after_its_days_without_a_rating(station: Station, keeper: User) -> None:
    row, _ = told(station, keeper, factories.organ())
    assert opinions.close_settled(on=TODAY + timedelta(days=15), actor=User.objects.system()) == 0
    assert opinions.close_settled(on=TODAY + timedelta(days=16), actor=User.objects.system()) == 1
    row.refresh_from_db()
    assert row.status == Status.CLOSED
    assert not row.ratings.exists()


def test_names_and_numbers_are_erased_some_months_after_the_end(station: Station, keeper: User) -> None:
    row, code = told(station, keeper, factories.organ())
    opinions.close(row, is_solved=True, note="电话回访已解决", on=TODAY, actor=keeper)
    system = User.objects.system()
    assert opinion_visitors.erase(on=TODAY + timedelta(days=180), actor=system) == 0
    assert opinion_visitors.erase(on=TODAY + timedelta(days=190), actor=system) == 1
    visitor = OpinionVisitor.objects.get()
    assert (visitor.name, visitor.phone) == ("", "")
    # The answer is still found by the code.
    assert "路灯已换新。" in Client().get(f"/voices/{code}/").content.decode()


def test_a_unit_that_is_the_wrong_one_gives_it_back_and_owes_nothing(station: Station, keeper: User) -> None:
    unit = factories.organ()
    row, _ = handed_over(station, keeper, unit)
    head = factories.user("unit_head", organ=unit)
    with pytest.raises(ValidationError, match="须写明理由"):
        opinions.take_back(row, reason=" ", actor=head)
    opinions.take_back(row, reason="应由住建部门办理", actor=head)
    row.refresh_from_db()
    assert row.status == Status.TIERED
    assert not Obligation.objects.open().filter(owed_organ=unit).exists()


def test_a_stale_copy_does_not_answer_twice(station: Station, keeper: User) -> None:
    unit = factories.organ()
    row, _ = told(station, keeper, unit)
    with pytest.raises(TransitionError):
        opinions.feed_back(row, words="再次反馈", on=TODAY, today=TODAY, actor=keeper)


def test_merged_letters_are_each_answered(station: Station, keeper: User) -> None:
    first, _ = registered(station, keeper)
    second, code = received(station, text="礼贤路路口的路灯已经五天不亮，晚上看不清路。")
    assert [row.pk for row in opinion_intake.alike(second, user=keeper, on=TODAY)] == [first.pk]
    opinion_intake.merge(second, into=first, on=TODAY, actor=keeper)
    assert "合并办理" in Client().get(f"/voices/{code}/").content.decode()
    with pytest.raises(ValidationError, match="请选择另一件"):
        opinion_intake.merge(first, into=first, on=TODAY, actor=keeper)


def test_the_station_takes_down_what_a_visitor_tells(station: Station, keeper: User, signed_in: SignIn) -> None:
    client = signed_in(keeper)
    sent = {
        "station": station.pk,
        "channel": "visit",
        "on": TODAY.isoformat(),
        "title": "礼贤路路灯不亮",
        "field": OpinionField.objects.get(name="城乡建设").pk,
        "text": TEXT,
        "is_agreed": "on",
    }
    answer = client.post("/workspace/voices/new/", sent, follow=True)
    code = re.search(r"查询码：(\w{12})", answer.content.decode())
    assert code
    assert Client().get(f"/voices/{code[1]}/").status_code == 200
    later = {"on": (TODAY + timedelta(days=1)).isoformat(), "text": "另一件事情：井盖松动了"}
    late = client.post("/workspace/voices/new/", sent | later)
    assert late.status_code == 422
    assert "日期不能晚于今天" in late.content.decode()
    assert PublicOpinion.objects.count() == 1
    assert (
        signed_in(factories.user("unit_head", organ=factories.organ())).get("/workspace/voices/new/").status_code == 403
    )


def test_what_was_not_sorted_or_answered_in_time_is_found(station: Station, keeper: User) -> None:
    row, _ = received(station)
    assert list(offers.not_sorted_in_time(TODAY + timedelta(days=5))) == []
    assert list(offers.not_sorted_in_time(TODAY + timedelta(days=6))) == [row]
    PublicOpinion.objects.filter(pk=row.pk).update(text="另一件事情：井盖松动了")
    other, _ = handed_over(station, keeper, factories.organ())
    assert list(offers.not_answered_in_time(TODAY + timedelta(days=10))) == []
    assert list(offers.not_answered_in_time(TODAY + timedelta(days=40))) == [other]


def test_the_list_costs_the_same_however_many_there_are(station: Station, keeper: User, signed_in: SignIn) -> None:
    client = signed_in(keeper)
    costs = []
    for start in (0, 10):
        for number in range(start, start + 10):
            received(station, text=f"第{number}件：路灯不亮已经很久了")
        client.get("/workspace/voices/")
        with CaptureQueriesContext(connection) as spent:
            assert client.get("/workspace/voices/").status_code == 200
        costs.append(len(spent))
    assert costs[0] == costs[1] <= 15


def test_what_a_station_cannot_hand_over_does_not_wait_for_it(station: Station, keeper: User) -> None:
    row, _ = registered(station, keeper)
    opinions.tier(row, level=Level.DISTRICT, note="", on=TODAY, actor=keeper)
    assert lines(offers.with_the_station(keeper, TODAY)) == []
    opinions.tier(row, level=Level.ABOVE, note="", on=TODAY, actor=keeper)
    assert [task.action for task in lines(offers.with_the_station(keeper, TODAY))] == ["通过代表提出或者转送"]


def test_only_the_street_of_the_station_hands_over_on_its_level(station: Station, keeper: User) -> None:
    row, _ = registered(station, keeper)
    opinions.tier(row, level=Level.TOWNSHIP, note="", on=TODAY, actor=keeper)
    elsewhere = factories.user("street_wc", organ=factories.organ(kind=Organ.Kind.STREET_WORKING_COMMITTEE))
    for stranger in (elsewhere, factories.user("deputies_wc"), factories.user("deputy")):
        with pytest.raises(ValidationError, match="由联络站所在的街道工委、乡镇人大交办"):
            opinions.hand_over(row, organ=factories.organ(), demand="", on=TODAY, today=TODAY, actor=stranger)
    assert not row.rounds.exists()


def test_a_letter_to_a_deputy_waits_for_that_deputy_and_is_answered_on_the_spot(
    station: Station, keeper: User, signed_in: SignIn
) -> None:
    deputy = factories_suggestions.deputy()
    mandate = factories_suggestions.mandate(deputy)
    sent = {"station": station.pk, "deputy": mandate.pk, "text": TEXT, "is_agreed": "on"}
    refused = Client().post(WRITE, sent)
    assert refused.status_code == 422
    assert not PublicOpinion.objects.exists()
    StationAssignment.objects.create(station=station, mandate=mandate, starts_on=TODAY - timedelta(days=30))
    assert Client().post(WRITE, sent).status_code == 302
    row = PublicOpinion.objects.get()
    assert row.deputy == mandate
    assert deputy.notifications.filter(subject__contains="给您来信").exists()
    assert lines(offers.with_the_deputy(deputy, TODAY)) == []
    given = opinion_intake.Registration("礼贤路路灯不亮", OpinionField.objects.get(name="城乡建设"))
    opinion_intake.register(row, given, on=TODAY, actor=keeper)
    assert [task.path for task in lines(offers.with_the_deputy(deputy, TODAY))] == [row.get_absolute_url()]
    assert lines(offers.with_the_deputy(factories_suggestions.deputy(), TODAY)) == []
    client = signed_in(deputy)
    stamp = re.search(r'name="stamp" value="(\w+)"', client.get(row.get_absolute_url()).content.decode())
    assert stamp
    spot = {"step": "spot", "stamp": stamp[1], "words": "已联系，今天修好。", "is_agreed": "on"}
    assert client.post(row.get_absolute_url(), spot).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.answer) == (Status.CLOSED, "已联系，今天修好。")
    assert lines(offers.with_the_deputy(deputy, TODAY)) == []


def test_a_deputy_is_told_when_a_letter_leaves_the_pile(station: Station, settings: Any) -> None:
    settings.STATION_OPINIONS_IN_LINE = 1
    deputy = factories_suggestions.deputy()
    mandate = factories_suggestions.mandate(deputy)
    StationAssignment.objects.create(station=station, mandate=mandate, starts_on=TODAY - timedelta(days=30))
    first, _ = received(station)
    row, _ = opinion_intake.receive(
        letter(text="另外一件：桥面有坑，骑车很危险。"),
        station=station,
        deputy=mandate,
        at=timezone.now(),
        on=TODAY,
        actor=User.objects.system(),
    )
    assert row.is_piled
    assert not deputy.notifications.exists()
    PublicOpinion.objects.filter(pk=first.pk).delete()
    assert opinion_intake.take_up(actor=User.objects.system()) == 1
    assert deputy.notifications.filter(subject__contains="给您来信").count() == 1


def test_what_a_station_raises_in_a_deputys_name_waits_for_that_deputy(station: Station, keeper: User) -> None:
    deputy = factories_suggestions.deputy()
    row, _ = registered(station, keeper)
    opinions.tier(row, level=Level.ABOVE, note="", on=TODAY, actor=keeper)
    opinions.raise_via(
        row,
        mandate=factories_suggestions.mandate(deputy),
        raised_as=PublicOpinion.RaisedAs.SUGGESTION,
        number="",
        words="由代表提出建议。",
        on=TODAY,
        actor=keeper,
    )
    assert deputy.notifications.filter(subject__contains="由您提出代表建议").exists()
    assert [task.action for task in lines(suggestion_offers.to_write(deputy, TODAY))] == ["写成代表建议"]
    factories_suggestions.session()
    suggestion_drafts.draft_from_opinion(row, factories_suggestions.PAPER, words="", on=TODAY, actor=deputy)
    assert lines(suggestion_offers.to_write(deputy, TODAY)) == []
