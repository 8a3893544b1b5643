"""社情民意 on paper and in queues: the sheet for a unit, lists of a month and a year, who waits for what."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from congress.models import Activity, Organ, User
from deputies.models import OpinionVisitor, PublicOpinion
from deputies.services import opinion_lists, opinions
from tests import factories, factories_voices

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
VOICES, LISTS = "/workspace/voices/", "/workspace/voices/lists/"


@pytest.fixture(autouse=True)
def _today_and_lists() -> Iterator[None]:
    cache.clear()
    opinion_lists.prepare()
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        yield


def keeper_of(row: PublicOpinion) -> User:
    return factories.user("street_wc", organ=row.station.organ)


def words_of(content: bytes) -> str:
    book = Document(BytesIO(content))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in book.paragraphs), *cells])


def sheets_of(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {each.title: list(each.iter_rows(values_only=True)) for each in book.worksheets}


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_sheet_asks_the_unit_and_tells_nobody(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    OpinionVisitor.objects.filter(opinion=row).update(name="张三丰", phone="13800000000")
    PublicOpinion.objects.filter(pk=row.pk).update(text="我是张三丰，电话138-0000-0000，路灯不亮。")
    for reader in (keeper_of(row), factories.user("unit_head", organ=row.organ), factories.user("deputies_wc")):
        answer = signed_in(reader).get(f"{VOICES}{row.pk}/sheet/")
        assert answer.status_code == 200
        words = words_of(body(answer))
        assert "社情民意交办单" in words
        assert "我是×××，电话×××，路灯不亮。" in words
        assert str(row.organ) in words
        assert "13800000000" not in words


def test_a_stranger_and_a_matter_without_a_unit_have_no_sheet(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    for stranger in (
        factories.user("unit_head", organ=factories.organ()),
        factories.user("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)),
        factories.user("deputy"),
    ):
        assert signed_in(stranger).get(f"{VOICES}{row.pk}/sheet/").status_code == 404
    waiting = factories_voices.registered()
    assert signed_in(keeper_of(waiting)).get(f"{VOICES}{waiting.pk}/sheet/").status_code == 404
    opinions.take_back(row, reason="不属于本单位", actor=factories.user("unit_head", organ=row.organ))
    assert signed_in(keeper_of(row)).get(f"{VOICES}{row.pk}/sheet/").status_code == 404


def test_the_list_of_a_year_holds_the_own_stations_alone_and_is_on_record(signed_in: SignIn) -> None:
    own, other = factories_voices.closed(), factories_voices.handed_over()
    PublicOpinion.objects.filter(pk=own.pk).update(title="=1+1")
    sent = {"year": "2026", "month": "", "kind": "excel"}
    found = sheets_of(body(signed_in(keeper_of(own)).post(LISTS, sent)))
    assert [row[1] for row in found["清单"][1:]] == [str(own.station)]
    assert found["清单"][1][3] == "'=1+1"
    assert found["清单"][1][-1] == "未评价"
    assert found["答复情况"][1][:4] == (str(own.station), 1, 1, 1)
    assert found["答复情况"][-1][0] == "合计"
    every = sheets_of(body(signed_in(factories.user("deputies_wc")).post(LISTS, sent)))
    assert {row[1] for row in every["清单"][1:]} == {str(own.station), str(other.station)}
    assert Activity.objects.filter(verb="下载社情民意清单").count() == 2


def test_the_list_on_paper_tells_what_is_late(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    with time_machine.travel(datetime(2026, 11, 16, 2, tzinfo=UTC)):
        answer = signed_in(keeper_of(row)).post(LISTS, {"year": "2026", "month": "9", "kind": "word"})
        words = words_of(body(answer))
    assert "2026年9月社情民意办理清单" in words
    assert "收到社情民意1件" in words
    assert "逾期未答复1件" in words
    assert "三、单位逾期未答复" in words
    assert "路灯不亮" in words


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("year", "二〇二六", "年份请填写"),
        ("year", "2027", "年份请填写"),
        ("year", "1999", "年份请填写"),
        ("month", "13", "月份请填写1至12"),
        ("month", "0", "月份请填写1至12"),
        ("month", "x", "月份请填写1至12"),
        ("month", "12", "这个月还没有到"),
        ("kind", "pdf", "pdf"),
    ],
)
def test_a_span_that_is_none_is_told_at_its_field(signed_in: SignIn, field: str, value: str, told: str) -> None:
    row = factories_voices.registered()
    sent = {"year": "2026", "month": "9", "kind": "excel", field: value}
    answer = signed_in(keeper_of(row)).post(LISTS, sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert told in answer.content.decode()
    assert not Activity.objects.filter(verb="下载社情民意清单").exists()


def test_units_and_deputies_take_no_list(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    for stranger in (factories.user("unit_head", organ=row.organ), factories.user("deputy")):
        assert signed_in(stranger).get(LISTS).status_code == 403
        assert signed_in(stranger).post(LISTS, {"year": "2026", "kind": "excel"}).status_code == 403


def test_what_waits_stands_in_its_queue_with_its_number(signed_in: SignIn) -> None:
    late, fresh = factories_voices.handed_over(), factories_voices.registered()
    PublicOpinion.objects.filter(pk=fresh.pk).update(station=late.station, title="井盖坏了")
    answered = factories_voices.handed_over()
    PublicOpinion.objects.filter(pk=answered.pk).update(station=late.station, title="公交站亭")
    head = factories.user("unit_head", organ=answered.organ)
    opinions.acknowledge(answered, leader="负责人001", on=TODAY, actor=head)
    opinions.reply(answered, text="已修。", signed_by="负责人001", on=TODAY, today=TODAY, actor=head)
    piled = factories_voices.registered()
    PublicOpinion.objects.filter(pk=piled.pk).update(
        station=late.station, title="", is_piled=True, status="received", registered_on=None
    )
    keeper = keeper_of(late)
    desk = signed_in(keeper)

    def queue(name: str) -> list[int]:
        answer = signed_in(keeper).get(f"{VOICES}?queue={name}")
        return [row.pk for row, _, _ in answer.context["rows"]]

    assert queue("unsorted") == [fresh.pk]
    assert queue("feedback") == [answered.pk]
    assert queue("pile") == [piled.pk]
    assert queue("overdue") == []
    page = desk.get(VOICES).content.decode()
    assert "待登记分级（1）" in page
    assert "排队来信（1）" in page
    with time_machine.travel(datetime(2026, 11, 16, 2, tzinfo=UTC)):
        assert queue("overdue") == [late.pk]


def test_a_queue_is_not_for_units_and_there_is_none_of_another_name(signed_in: SignIn) -> None:
    row = factories_voices.handed_over()
    unit = signed_in(factories.user("unit_head", organ=row.organ))
    assert unit.get(f"{VOICES}?queue=pile").status_code == 404
    assert "排队来信" not in unit.get(VOICES).content.decode()
    assert signed_in(keeper_of(row)).get(f"{VOICES}?queue=nothing").status_code == 404


def test_a_queue_and_a_list_cost_the_same_however_many_there_are(signed_in: SignIn) -> None:
    first = factories_voices.handed_over()
    reader = factories.user("deputies_wc")

    def cost(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    def costs() -> tuple[int, int]:
        desk = signed_in(reader)
        desk.get(VOICES)
        return (
            cost(lambda: desk.get(f"{VOICES}?queue=overdue")),
            cost(lambda: body(desk.post(LISTS, {"year": "2026", "kind": "word"}))),
        )

    later = datetime(2026, 11, 16, 2, tzinfo=UTC)
    with time_machine.travel(later):
        few = costs()
    for _ in range(2):
        factories_voices.handed_over()
    with time_machine.travel(later):
        assert costs() == few
    assert first.rounds.get().obligation.due_on < later.date() - timedelta(days=1)
