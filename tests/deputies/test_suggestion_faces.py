"""代表建议 on the phone: each step by its own people, and what strangers and bad input get."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congress.models import User
from deputies.models import (
    PublicOpinion,
    StationAssignment,
    Suggestion,
    SuggestionExclusion,
    SuggestionField,
    SuggestionHandling,
)
from deputies.offers import suggestions as offers
from deputies.services import opinions, suggestion_lists
from deputies.services.suggestion_intake import Part
from tests import factories, factories_voices
from tests import factories_suggestions as make
from tests.waits import lines

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SignIn = Callable[[User], Client]
Status, State, Role = Suggestion.Status, SuggestionHandling.Status, SuggestionHandling.Role
NEW = "/workspace/suggestions/new/"
SENT = {"title": "关于改善示例路照明的建议", "situation": "三处不亮。", "analysis": "", "request": "请更换。"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 16, 2, tzinfo=UTC)):
        suggestion_lists.prepare()
        make.session()
        yield


def take(client: Client, page: str, step: str, status: int = 302, **sent: object) -> str:
    shown = client.get(page).content.decode()
    stamp = re.search(r'name="stamp" value="(\w+)"', shown)
    assert stamp, shown
    done = client.post(page, {"step": step, "stamp": stamp[1], **sent})
    assert done.status_code == status, done.content.decode()
    return done.content.decode()


def test_a_suggestion_travels_from_the_phone_to_its_end(signed_in: SignIn) -> None:
    deputy, other, unit = make.deputy(), make.deputy(), factories.organ()
    desk, lead, second = signed_in(make.committee()), signed_in(deputy), signed_in(other)
    answer = lead.post(NEW, SENT)
    assert answer.status_code == 302
    row = Suggestion.objects.get()
    page = row.get_absolute_url()
    take(lead, page, "invite", mandate=make.mandate(other).pk)
    assert [task.action for task in lines(offers.to_sign(other, TODAY))] == ["签名附议"]
    take(second, page, "confirm")
    take(lead, page, "submit")
    take(desk, page, "accept", field=SuggestionField.objects.get(name="城乡建设").pk)
    take(desk, page, "hand_over", lead=unit.pk, demand="请抓紧办理")
    part = SuggestionHandling.objects.get()
    own = part.get_absolute_url()
    clerk = signed_in(make.head(unit))
    take(clerk, own, "acknowledge", leader="负责人001", plan="本月完成")
    signed = part.suggestion.sponsors.get(role="lead").pk
    take(clerk, own, "talk", held_on="2026-09-16", mode="meeting", deputies=[signed], note="现场看过")
    take(clerk, own, "reply", text="已更换。", result_class="A", evidence="现场可看", signed_by="负责人001")
    assert [task.action for task in lines(offers.to_grade(deputy, TODAY))] == ["反馈对答复的意见"]
    take(second, own, "grade", result="satisfied", attitude="satisfied")
    assert lines(offers.to_grade(other, TODAY)) == []
    take(lead, own, "grade", result="basically", attitude="satisfied")
    row.refresh_from_db()
    part.refresh_from_db()
    assert (row.status, part.status) == (Status.CLOSED, State.CLOSED)
    for client in (lead, second, desk, clerk):
        for address in (page, own, "/workspace/suggestions/?all=1"):
            assert client.get(address).status_code == 200


def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(signed_in: SignIn) -> None:
    lead = signed_in(make.deputy())
    answer = lead.post(NEW, {**SENT, "title": "短"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "标题请写6至80个字" in text
    assert "三处不亮。" in text
    assert not Suggestion.objects.exists()


def test_script_in_a_suggestion_is_shown_as_text(signed_in: SignIn) -> None:
    lead = signed_in(make.deputy())
    lead.post(NEW, {**SENT, "title": "<script>alert(1)</script>的建议", "situation": "<img src=x onerror=alert(1)>"})
    text = lead.get(Suggestion.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_draft_is_closed_to_everybody_else(signed_in: SignIn) -> None:
    row = make.draft()
    for user in (make.deputy(), make.committee(), make.head(factories.organ()), factories.user("office")):
        assert signed_in(user).get(row.get_absolute_url()).status_code == 404
    assert Client().get(row.get_absolute_url()).status_code == 302


def test_units_find_no_part_of_others(signed_in: SignIn) -> None:
    one, two = factories.organ(), factories.organ()
    first = make.handed_over(Part(one, Role.SEPARATE), Part(two, Role.SEPARATE))
    other = first.suggestion.handlings.get(organ=two)
    clerk = signed_in(make.head(one))
    assert clerk.get(other.get_absolute_url()).status_code == 404
    text = clerk.get(first.suggestion.get_absolute_url()).content.decode()
    assert str(one) in text
    assert str(two) not in text


@pytest.mark.parametrize("step", ["accept", "reject", "hand_over", "submit", "withdraw", "edit", "confirm"])
def test_steps_of_others_are_no_doors(signed_in: SignIn, step: str) -> None:
    row = make.submitted()
    field = SuggestionField.objects.first()
    rule = SuggestionExclusion.objects.first()
    assert field is not None
    assert rule is not None
    sent = {"step": step, "field": field.pk, "exclusion": rule.pk, "note": "好", "reason": "好", **SENT}
    stranger = make.deputy()
    for user in (stranger, make.head(factories.organ())):
        assert signed_in(user).post(row.get_absolute_url(), sent).status_code == 404
    lead = signed_in(make.lead_of(row))
    if step != "withdraw":
        assert lead.post(row.get_absolute_url(), sent).status_code == 404
    row.refresh_from_db()
    assert row.status == Status.SUBMITTED


def test_a_talk_with_a_foreign_deputy_is_refused_at_its_field(signed_in: SignIn) -> None:
    part = make.acknowledged(make.handed_over())
    foreign = make.accepted().sponsors.get()
    clerk = signed_in(make.head(part.organ))
    sent = {"held_on": "2026-09-16", "mode": "phone", "deputies": [foreign.pk], "note": "电话"}
    assert "选择一个有效的选项" in take(clerk, part.get_absolute_url(), "talk", 422, **sent)
    assert not part.contacts.exists()


def test_units_that_do_not_fit_are_told_beside_the_choice(signed_in: SignIn) -> None:
    row = make.accepted()
    desk = signed_in(make.committee())
    text = take(desk, row.get_absolute_url(), "hand_over", 422, co=[factories.organ().pk], demand="请办理")
    assert "请至少选择一个主办单位或者分办单位" in text
    assert "请办理" in text
    assert make.fresh(row).status == Status.ACCEPTED


def test_a_deputy_writes_a_suggestion_of_what_a_voter_brought(signed_in: SignIn) -> None:
    opinion, deputy = factories_voices.registered(), make.deputy()
    StationAssignment.objects.create(
        station=opinion.station, mandate=make.mandate(deputy), starts_on=factories.TODAY.replace(month=1)
    )
    PublicOpinion.objects.filter(pk=opinion.pk).update(deputy=make.mandate(deputy))
    keeper = factories.user("street_wc", organ=opinion.station.organ)
    opinions.tier(opinion, level=PublicOpinion.Level.DISTRICT, note="", on=TODAY, actor=keeper)
    client = signed_in(deputy)
    assert "写成代表建议" in client.get(opinion.get_absolute_url()).content.decode()
    address = f"/workspace/suggestions/from-voice/{opinion.pk}/"
    assert "路灯不亮" in client.get(address).content.decode()
    assert client.post(address, {**SENT, "words": ""}).status_code == 422
    assert client.post(address, {**SENT, "words": "已由代表写成建议。"}).status_code == 302
    row = Suggestion.objects.get()
    assert row.opinion == opinion
    assert "来自社情民意" in client.get(row.get_absolute_url()).content.decode()
    # The draft is the deputy's alone: its station does not read it before it is handed in.
    assert f'href="{row.get_absolute_url()}"' in client.get(opinion.get_absolute_url()).content.decode()
    assert row.get_absolute_url() not in signed_in(keeper).get(opinion.get_absolute_url()).content.decode()
    assert client.post(address, {**SENT, "words": "又一件"}).status_code == 422
    assert signed_in(make.deputy()).get(address).status_code == 404


def test_like_cases_come_while_one_types(signed_in: SignIn) -> None:
    filed = make.submitted()
    client = signed_in(make.lead_of(filed))
    text = client.get("/workspace/suggestions/alike/", {"title": "关于改善示例路的照明"}).content.decode()
    assert str(filed) in text
    assert "<html" not in text
    assert signed_in(make.head(factories.organ())).get("/workspace/suggestions/alike/").status_code == 403


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(signed_in: SignIn) -> None:
    desk = signed_in(make.committee())
    make.handed_over()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as spent:
            assert desk.get("/workspace/suggestions/").status_code == 200
        return len(spent)

    cost()
    few = cost()
    for _ in range(4):
        make.handed_over(Part(factories.organ(), Role.SEPARATE), Part(factories.organ(), Role.SEPARATE))
    assert cost() == few


def test_what_waits_names_each_turn(signed_in: SignIn) -> None:
    del signed_in
    desk = make.committee()
    row = make.accepted()
    part = make.handed_over()
    told = {task.action for task in lines(offers.with_the_committee(desk, TODAY)) if str(row) in task.title}
    assert told == {"交办"}
    assert [task.action for task in lines(offers.with_the_unit(make.head(part.organ), TODAY))] == ["签收"]
    assert lines(offers.with_the_unit(make.head(factories.organ()), TODAY)) == []


def test_the_desk_of_the_committee_shows_who_signed_and_who_has_it(signed_in: SignIn) -> None:
    other = make.deputy()
    part = make.handed_over(others=[other])
    text = signed_in(make.committee()).get(f"/admin/deputies/suggestion/{part.suggestion_id}/change/").content.decode()
    assert str(make.mandate(other).person) in text
    assert str(part.organ) in text
