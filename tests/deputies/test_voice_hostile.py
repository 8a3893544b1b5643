"""社情民意 under attack: a citizen, a foreign keeper, a unit and a former deputy try what they may not."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from docx import Document

from congress.models import Activity, Notification, Organ, User
from deputies.models import Mandate, OpinionRound, OpinionVisitor, PublicOpinion, StationAssignment
from deputies.services import (
    opinion_intake,
    opinion_lists,
    opinion_rates,
    opinion_summaries,
    opinion_visitors,
    opinions,
)
from tests import factories, factories_duty, factories_voices

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
Status = PublicOpinion.Status


@pytest.fixture(autouse=True)
def _today_and_lists() -> Iterator[None]:
    cache.clear()
    opinion_lists.prepare()
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def keeper_of(row: PublicOpinion) -> User:
    return factories.user("street_wc", organ=row.station.organ)


def hosted() -> tuple[PublicOpinion, Mandate, User]:
    """A registered letter to a deputy, whose account is the third."""
    row = factories_voices.registered()
    account = factories.user("deputy")
    deputy = factories_duty.deputy()
    deputy.account = account
    deputy.save()
    mandate = deputy.mandates.get()
    StationAssignment.objects.create(station=row.station, mandate=mandate, starts_on=TODAY)
    PublicOpinion.objects.filter(pk=row.pk).update(deputy=mandate)
    OpinionVisitor.objects.filter(opinion=row).update(name="张三丰", phone="13800000000")
    row.refresh_from_db()
    return row, mandate, account


def fed_back() -> tuple[PublicOpinion, OpinionVisitor]:
    row = factories_voices.handed_over()
    head = factories.user("unit_head", organ=row.organ)
    opinions.acknowledge(row, leader="负责人001", on=TODAY, actor=head)
    opinions.reply(row, text="已换新灯。", signed_by="负责人001", on=TODAY, today=TODAY, actor=head)
    opinions.feed_back(row, words="路灯已换新。", on=TODAY, today=TODAY, actor=keeper_of(row))
    row.refresh_from_db()
    return row, OpinionVisitor.objects.select_related("opinion").get(opinion=row)


def test_a_deputy_who_left_office_no_longer_learns_who_came(signed_in: SignIn) -> None:
    row, mandate, account = hosted()
    client, page = signed_in(account), row.get_absolute_url()
    assert "张三丰" in client.post(f"{page}visitor/").content.decode()
    assert "现场答复" in client.get(page).content.decode()
    yesterday = TODAY - timedelta(days=1)
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=yesterday, end_reason="resigned")
    assert client.post(f"{page}visitor/").status_code == 404
    shown = client.get(page).content.decode()
    assert "查看来访人" not in shown
    assert client.post(page, {"step": "spot", "words": "已答复"}).status_code == 404
    with pytest.raises(ValidationError, match="只有本联络站和接待代表"):
        opinion_visitors.read(row, on=TODAY, actor=account)


def test_a_deputy_raises_a_matter_in_the_own_name_alone() -> None:
    row, mandate, account = hosted()
    opinions.tier(row, level="district", note="", on=TODAY, actor=keeper_of(row))
    other = factories_duty.deputy().mandates.get()
    given = {"raised_as": "suggestion", "number": "", "words": "已提出建议", "on": TODAY}
    with pytest.raises(ValidationError, match="本人名义") as refused:
        opinions.raise_via(row, mandate=other, actor=account, **given)
    assert list(refused.value.error_dict) == ["mandate"]
    row.refresh_from_db()
    assert (row.status, row.raised_by) == (Status.TIERED, None)
    opinions.raise_via(row, mandate=mandate, actor=account, **given)
    row.refresh_from_db()
    assert (row.status, row.raised_by) == (Status.RAISED, mandate)


def test_a_visitors_words_stand_in_no_log_and_no_message_and_are_blanked_with_the_rest() -> None:
    row, visitor = fed_back()
    opinions.rate(
        row, grade="dissatisfied", comment="我是张三丰，没修好", by_phone=False, on=TODAY, actor=keeper_of(row)
    )
    opinions.reopen(visitor, reason="我是张三丰，灯还是不亮", on=TODAY, actor=User.objects.system())
    assert OpinionRound.objects.get(opinion=row, number=2).demand == "我是张三丰，灯还是不亮"
    assert not Activity.objects.filter(reason__contains="张三丰").exists()
    assert not Notification.objects.filter(body__contains="张三丰").exists()
    opinion_visitors.blank(row, reason="写有姓名", today=TODAY, actor=keeper_of(row))
    rounds = OpinionRound.objects.filter(opinion=row)
    kept = [text for each in rounds for text in (each.demand, each.verdict)]
    assert not any("张三丰" in text for text in kept)
    assert row.ratings.get().comment == ""
    events = OpinionRound.pgh_event_model  # type: ignore[attr-defined]
    assert {"demand", "verdict"} & {field.name for field in events._meta.get_fields()} == set()


@pytest.mark.parametrize("text", ["请打138 0000 0000", "身份证330802199001011234", "写信a.b@example.com"])
def test_a_visitor_writes_no_number_when_rating_or_asking_for_more(text: str) -> None:
    row, visitor = fed_back()
    with pytest.raises(ValidationError, match="请不要写") as refused:
        opinions.rate(row, grade="satisfied", comment=text, by_phone=False, on=TODAY, actor=User.objects.system())
    assert list(refused.value.error_dict) == ["comment"]
    with pytest.raises(ValidationError, match="请不要写") as refused:
        opinions.reopen(visitor, reason=text, on=TODAY, actor=User.objects.system())
    assert list(refused.value.error_dict) == ["reason"]
    row.refresh_from_db()
    assert (row.status, row.rounds.count(), row.ratings.count()) == (Status.FED_BACK, 1, 0)


def test_a_keeper_merges_into_nothing_that_is_hidden_from_him(signed_in: SignIn) -> None:
    own, foreign = factories_voices.registered(), factories_voices.registered()
    desk, page = signed_in(keeper_of(own)), own.get_absolute_url()
    stamp = re.findall(r'name="stamp" value="(\w+)"', desk.get(page).content.decode())[0]
    answer = desk.post(page, {"step": "merge", "stamp": stamp, "into": foreign.pk})
    assert answer.status_code == 422
    assert "没有这个编号" in answer.content.decode()
    own.refresh_from_db()
    assert (own.status, own.merged_into) == (Status.REGISTERED, None)


def test_a_unit_and_a_foreign_keeper_take_no_step_of_the_station(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    unit = factories.user("unit_head", organ=row.organ)
    foreign = factories.user("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE))
    steps = (
        "register",
        "tier",
        "hand_over",
        "raise",
        "refer",
        "refuse",
        "merge",
        "rate",
        "feed_back",
        "close",
        "blank",
    )
    for person in (unit, foreign):
        client = signed_in(person)
        for step in (*steps, "propose", "nothing"):
            assert client.post(row.get_absolute_url(), {"step": step, "reason": "x"}).status_code == 404, step
        assert client.post(f"{row.get_absolute_url()}visitor/").status_code == 404
    row.refresh_from_db()
    assert row.status == Status.HANDED_OVER


def test_a_guesser_of_codes_finds_nothing_and_is_asked_to_wait() -> None:
    factories_voices.registered()
    guesser = Client()
    for number in range(30):
        assert guesser.post("/voices/", {"code": f"ABCDEFGHJK{number:02}"}).status_code == 422
    assert guesser.post("/voices/", {"code": "ABCDEFGHJKLM"}).status_code == 429
    for code in ("ABCDEFGHJKLM", "results-1", "0", "a" * 400):
        assert guesser.get(f"/voices/{code}/").status_code == 404
        assert guesser.post(f"/voices/{code}/", {"step": "rate", "grade": "satisfied"}).status_code in (404, 429)


def test_script_and_control_characters_are_text_wherever_they_are_shown(signed_in: SignIn) -> None:
    bad = "<script>alert(1)</script>\x0b\x07路灯不亮晚上看不清"
    row = factories_voices.closed(answer=bad)
    PublicOpinion.objects.filter(pk=row.pk).update(text=bad, title="<script>alert(1)</script>")
    desk = signed_in(keeper_of(row))
    sheet = b"".join(desk.get(f"{row.get_absolute_url()}sheet/").streaming_content)  # type: ignore[attr-defined]
    cells = [cell.text for table in Document(BytesIO(sheet)).tables for line in table.rows for cell in line.cells]
    assert any("<script>alert(1)</script>" in text and "\x07" not in text for text in cells)
    for kind in ("excel", "word"):
        assert desk.post("/workspace/voices/lists/", {"year": "2026", "kind": kind}).status_code == 200
    factories_voices.let_out(row, problem=bad, result=bad)
    for path in (f"/voices/results/{row.pk}/", "/voices/results/", row.get_absolute_url()):
        shown = desk.get(path).content.decode()
        assert "<script>alert(1)" not in shown, path


def test_a_flood_is_told_as_what_it_is_and_hides_no_honest_letter() -> None:
    honest = factories_voices.registered()
    station = honest.station
    for number in range(60):
        letter = opinion_intake.Letter(f"灌水第{number}件，没有任何内容。")
        opinion_intake.receive(
            letter, station=station, deputy=None, at=timezone.now(), on=TODAY, actor=User.objects.system()
        )
    assert PublicOpinion.objects.all().piled().count() == 10
    assert PublicOpinion.objects.all().unsorted().count() == 51
    (rate,) = opinion_rates.by_station(2026, on=TODAY)
    assert rate.received == 61
    (later,) = opinion_rates.by_station(2026, on=TODAY + timedelta(days=30))
    assert (later.open_late, later.due) == (61, 61)


@pytest.mark.parametrize(
    "path",
    [
        "/voices/results/?station=' OR 1=1--",
        "/voices/results/?field=-1",
        "/voices/results/999999999/",
        "/voices/rates/?year=-2026",
        "/voices/rates/?year=2026 ",
        "/voices/rates/?year=" + "9" * 400,
    ],
)
def test_an_address_that_was_made_up_finds_no_page(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("query", ["older=x", "older=2026-13-40_1", "newer=9999-12-31_999999999999999999"])
def test_a_cursor_that_was_made_up_shows_a_page(query: str) -> None:
    factories_voices.let_out(factories_voices.closed())
    assert Client().get(f"/voices/results/?{query}").status_code == 200


def test_a_matter_that_is_not_public_has_no_page_under_its_number() -> None:
    closed = factories_voices.closed()
    assert Client().get(f"/voices/results/{closed.pk}/").status_code == 404
    opinion_summaries.propose(
        closed,
        opinion_summaries.Words("路灯不亮", "路口的路灯不亮。", "已换新灯。"),
        on=TODAY,
        actor=keeper_of(closed),
    )
    assert Client().get(f"/voices/results/{closed.pk}/").status_code == 404
    assert "路口的路灯" not in Client().get("/voices/results/").content.decode()
