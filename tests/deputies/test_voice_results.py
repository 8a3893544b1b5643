"""What everyone may read of voices: summaries that passed the gate, and rates with denominators that add up."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congress.models import Activity, Organ, Publication, User
from congress.registry import publication_composers
from congress.services import publication
from congress.workflow import TransitionError
from deputies.models import OpinionField, OpinionGuidance, OpinionSummary, OpinionVisitor, PublicOpinion
from deputies.services import opinion_intake, opinion_lists, opinion_rates, opinion_summaries, opinion_visitors
from tests import factories, factories_stations, factories_voices

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
Status = PublicOpinion.Status
RESULTS, RATES = "/voices/results/", "/voices/rates/"
Words = opinion_summaries.Words
GOOD = Words("路口路灯不亮", "路口的路灯不亮，晚上看不清。", "已换新灯。")


@pytest.fixture(autouse=True)
def _today_and_lists() -> Iterator[None]:
    cache.clear()
    opinion_lists.prepare()
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def keeper_of(row: PublicOpinion) -> User:
    return factories.user("street_wc", organ=row.station.organ)


def test_a_summary_goes_out_by_the_gate_and_tells_nobody(signed_in: SignIn) -> None:
    row = factories_voices.closed()
    OpinionVisitor.objects.filter(opinion=row).update(name="张三丰", phone="13800000000")
    desk, page = signed_in(keeper_of(row)), row.get_absolute_url()
    shown = desk.get(page).content.decode()
    stamp = re.findall(r'name="stamp" value="(\w+)"', shown)[-1]
    sent = {"step": "propose", "stamp": stamp, "title": GOOD.title, "problem": GOOD.problem, "result": GOOD.result}
    assert desk.post(page, sent).status_code == 302
    row.refresh_from_db()
    assert row.society_duty is not None
    assert row.society_duty.status == Publication.Status.REQUIRED
    assert row.deputies_duty is None
    assert Client().get(f"{RESULTS}{row.pk}/").status_code == 404
    factories_voices.let_out(row)
    answer = Client().get(f"{RESULTS}{row.pk}/").content.decode()
    assert "路口的路灯不亮" in answer
    assert "已换新灯" in answer
    assert "张三丰" not in answer
    assert "13800000000" not in answer
    listed = Client().get(RESULTS).content.decode()
    assert "路口路灯不亮" in listed
    assert str(row.station) in listed


def test_what_is_withdrawn_is_read_by_nobody() -> None:
    row = factories_voices.let_out(factories_voices.closed())
    assert row.society_duty is not None
    publication.withdraw(row.society_duty, reason="当事人要求", actor=factories.user("reviewer"))
    assert Client().get(f"{RESULTS}{row.pk}/").status_code == 404
    assert "路口路灯不亮" not in Client().get(RESULTS).content.decode()


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("problem", "请打13800000000联系，路灯不亮。", "电话号码"),
        ("problem", "请打138 0000 0000联系，路灯不亮。", "电话号码"),
        ("problem", "请打１３８００００００００联系，路灯不亮。", "电话号码"),
        ("problem", "请打一三八零零零零零零零零联系，路灯不亮。", "电话号码"),
        ("result", "请打0570-3051234联系。", "电话号码"),
        ("result", "身份证330802199001011234已核对。", "身份证号码"),
        ("result", "请写信到zhangsan@example.com。", "邮箱地址"),
        ("result", "已答复张三丰。", "称呼"),
        ("title", "张三丰反映路灯不亮", "称呼"),
        ("title", "路", "4至80个字"),
        ("problem", " ", "8至600个字"),
    ],
)
def test_a_summary_that_tells_a_person_is_refused_at_its_field(field: str, text: str, words: str) -> None:
    row = factories_voices.closed()
    OpinionVisitor.objects.filter(opinion=row).update(name="张三丰")
    with pytest.raises(ValidationError, match=words) as refused:
        opinion_summaries.propose(
            row,
            Words(**{"title": GOOD.title, "problem": GOOD.problem, "result": GOOD.result, field: text}),
            on=TODAY,
            actor=keeper_of(row),
        )
    assert list(refused.value.error_dict) == [field]
    assert not OpinionSummary.objects.exists()
    row.refresh_from_db()
    assert row.society_duty is None


def test_the_draft_masks_numbers_and_the_name() -> None:
    row = factories_voices.closed(answer="张三丰您好，请致电0570-3051234，或者写信 a.b@example.com，路灯已换。")
    PublicOpinion.objects.filter(pk=row.pk).update(text="我是张三丰，电话138 0000 0000，路灯不亮。")
    OpinionVisitor.objects.filter(opinion=row).update(name="张三丰")
    row.refresh_from_db()
    words = opinion_summaries.draft(row)
    assert words.problem == "我是×××，电话×××，路灯不亮。"
    assert words.result == "×××您好，请致电×××，或者写信 ×××，路灯已换。"


def test_nothing_is_proposed_before_the_end_or_by_another_street(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    with pytest.raises(TransitionError, match="办结"):
        opinion_summaries.propose(row, GOOD, on=TODAY, actor=keeper_of(row))
    done = factories_voices.closed()
    stranger = factories.user("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE))
    sent = {"step": "propose", "title": GOOD.title, "problem": GOOD.problem, "result": GOOD.result}
    assert signed_in(stranger).post(done.get_absolute_url(), sent).status_code == 404
    unit = factories.user("unit_head", organ=done.organ)
    assert signed_in(unit).post(done.get_absolute_url(), sent).status_code == 404
    assert not OpinionSummary.objects.exists()


def test_words_that_the_gate_has_are_not_changed_behind_it() -> None:
    row = factories_voices.let_out(factories_voices.closed())
    with pytest.raises(TransitionError, match="已公开"):
        opinion_summaries.propose(row, GOOD, on=TODAY, actor=keeper_of(row))
    assert row.society_duty is not None
    publication.withdraw(row.society_duty, reason="改写", actor=factories.user("reviewer"))
    again = opinion_summaries.propose(row, GOOD, on=TODAY, actor=keeper_of(row))
    assert again.problem == GOOD.problem


def test_blanking_a_matter_takes_its_summary_out_of_reach() -> None:
    row = factories_voices.let_out(factories_voices.closed())
    opinion_visitors.blank(row, reason="写有他人信息", today=TODAY, actor=keeper_of(row))
    assert Client().get(f"{RESULTS}{row.pk}/").status_code == 404
    assert not OpinionSummary.objects.filter(opinion=row).exists()
    with pytest.raises(ValidationError, match="理由"):
        opinion_visitors.blank(row, reason=" ", today=TODAY, actor=keeper_of(row))
    assert Activity.objects.filter(verb="撤回公开").exists()


def test_the_composer_knows_a_summary_and_nothing_else() -> None:
    row = factories_voices.let_out(factories_voices.closed())
    compose = publication_composers.get("deputies.publicopinion")
    assert row.society_duty is not None
    found = compose(row.society_duty)
    assert found is not None
    assert found.content["title"] == "路口路灯不亮"
    assert dict(found.content["facts"])["收到时间"] == "2026年9月"
    assert compose(Publication.objects.create(kind="x", title="x", audience="society", path="/")) is None


@pytest.mark.parametrize("query", ["station=nothing", "field=nothing", "field=999999999", "field=９"])
def test_a_filter_that_there_is_none_of_finds_no_page(query: str) -> None:
    assert Client().get(f"{RESULTS}?{query}").status_code == 404


def test_summaries_are_listed_by_station_and_field() -> None:
    one, other = (factories_voices.let_out(factories_voices.closed()) for _ in range(2))
    PublicOpinion.objects.filter(pk=other.pk).update(field=OpinionField.objects.get(name="公共安全"))
    only = Client().get(f"{RESULTS}?station={one.station.code}").content.decode()
    assert f"{RESULTS}{one.pk}/" in only
    assert f"{RESULTS}{other.pk}/" not in only
    safety = OpinionField.objects.get(name="公共安全")
    only = Client().get(f"{RESULTS}?field={safety.pk}").content.decode()
    assert f"{RESULTS}{other.pk}/" in only
    assert f"{RESULTS}{one.pk}/" not in only


def test_the_list_and_the_rates_cost_the_same_however_many_there_are() -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Client().get(path).status_code == 200
        return len(queries)

    factories_voices.let_out(factories_voices.closed())
    few = cost(RESULTS), cost(RATES)
    for _ in range(3):
        factories_voices.let_out(factories_voices.closed())
    assert (cost(RESULTS), cost(RATES)) == few
    assert few[0] <= 6
    assert few[1] <= 4


def test_a_rate_adds_up_and_counts_what_waits_against_the_station() -> None:
    closed = factories_voices.closed()
    station = closed.station
    system = User.objects.system()

    def letter(number: int, days: int) -> PublicOpinion:
        row, _ = opinion_intake.receive(
            opinion_intake.Letter(f"第{number}件事情：楼下的井盖坏了很久。"),
            station=station,
            deputy=None,
            at=timezone.now(),
            on=TODAY,
            actor=system,
        )
        PublicOpinion.objects.filter(pk=row.pk).update(received_on=TODAY - timedelta(days=days))
        return row

    letter(1, 0)
    letter(2, 6)
    late = letter(3, 9)
    guidance = OpinionGuidance.objects.first()
    assert guidance is not None
    opinion_intake.refuse(late, guidance=guidance, words="", on=TODAY, actor=keeper_of(closed))
    merged = letter(4, 0)
    opinion_intake.merge(merged, into=closed, on=TODAY, actor=keeper_of(closed))
    PublicOpinion.objects.filter(pk=letter(5, 30).pk).update(is_historic=True)
    (rate,) = opinion_rates.by_station(2026, on=TODAY)
    assert (rate.in_time, rate.late, rate.open_late, rate.not_due) == (2, 1, 1, 1)
    assert (rate.received, rate.due) == (5, 4)
    assert rate.percent is None
    assert rate.words == "2/4，样本少"
    page = Client().get(RATES).content.decode()
    assert "2/4，样本少" in page
    assert "已到期限不足10件" in page


def test_a_share_is_told_from_ten_that_are_due_and_never_rounded_up() -> None:
    assert opinion_rates.Rate("", 9, 1, 0, 5).words == "90%（9/10）"
    assert opinion_rates.Rate("", 199, 1, 0, 0).words == "99%（199/200）"
    assert opinion_rates.Rate("", 9, 0, 0, 1).words == "9/9，样本少"
    assert opinion_rates.Rate("", 0, 0, 0, 3).words == "尚无到期"


def test_what_a_unit_gave_back_is_not_its_and_a_second_round_is_another_duty() -> None:
    wrong, right = factories.organ(name="甲局"), factories.organ(name="乙局")
    row = factories_voices.registered()
    factories_voices.hand_over(row, wrong)
    factories_voices.another_round(row)
    assert row.organ is not None
    factories_voices.closed(right)
    rates = {rate.label: rate for rate in opinion_rates.by_unit(2026, on=TODAY)}
    assert "甲局" not in rates
    assert (rates["乙局"].in_time, rates["乙局"].due) == (1, 1)
    assert rates[row.organ.name].not_due == 1
    later = {rate.label: rate for rate in opinion_rates.by_unit(2026, on=TODAY + timedelta(days=60))}
    assert later[row.organ.name].open_late == 1


@pytest.mark.parametrize("year", ["1900", "2999", "abcd", "２０２６", "26"])
def test_a_year_of_which_nothing_can_be_told_finds_no_page(year: str) -> None:
    assert Client().get(f"{RATES}?year={year}").status_code == 404


def test_the_page_of_a_station_counts_letters_beside_receptions() -> None:
    row = factories_voices.closed()
    page = " ".join(Client().get(row.station.get_absolute_url()).content.decode().split())
    assert "<dt>网上来信</dt><dd>1件</dd>" in page
    assert "<dt>来信、登记中已答复</dt><dd>1件</dd>" in page
    assert "<dt>接待时收到意见</dt><dd>0件</dd>" in page
    other = factories_stations.station()
    assert "<dt>网上来信</dt><dd>0件</dd>" in " ".join(Client().get(other.get_absolute_url()).content.decode().split())
