"""The execution of an act runs through the same loop as opinions: one duty, one report, one public chain."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from congress.models import Notification, Obligation, Organ, User
from congress.services import copies
from meetings.models import Act
from meetings.services import acts
from supervision.models import FollowUp
from supervision.offers import follow_ups as offers
from supervision.services import executions, follow_ups
from tests import factories, factories_acts
from tests.desk import Clerk, refusals
from tests.factories import TODAY
from tests.waits import lines

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=60)


def head_of(follow_up: FollowUp) -> User:
    return factories.user("unit_head", organ=follow_up.organ)


def reported(follow_up: FollowUp) -> FollowUp:
    head = head_of(follow_up)
    follow_ups.acknowledge(follow_up, on=TODAY, leader="分管领导", actor=head, today=TODAY)
    follow_ups.submit_draft(follow_up, text="草稿", answers=[], on=TODAY, actor=head)
    follow_ups.comment(follow_up, text="无意见", actor=factories.user("wc_head"))
    follow_ups.report(follow_up, text="已经执行。", signed_by="局长", answers=[], attachments=[], on=TODAY, actor=head)
    return follow_up


def closed(follow_up: FollowUp) -> FollowUp:
    office = factories.user("office")
    follow_ups.circulate(reported(follow_up), on=TODAY, actor=office)
    follow_ups.accept(follow_up, on=TODAY, note="同意办结。", shown=factories.SHOWN, actor=office)
    return follow_up


def hand_over(act: Act, *organs: Organ, **changes: object) -> list[FollowUp]:
    values: dict[str, object] = {
        "committee": factories.organ(Organ.Kind.WORKING_COMMITTEE),
        "on": TODAY,
        "actor": factories.user("office"),
        "today": TODAY,
        **changes,
    }
    return follow_ups.hand_over_act(act, list(organs), **values)


def test_the_duty_of_the_act_goes_on_as_the_first_round_and_ends_with_the_report() -> None:
    organ = factories.organ()
    act = factories_acts.act(organ=organ, due_on=DUE)
    clerk = factories.user("unit_clerk", organ=organ)
    follow_up = hand_over(act, organ)[0]
    owed = follow_up.current_round.obligation
    assert owed.pk == act.execution_obligation_id
    assert Obligation.objects.filter(owed_organ=organ).count() == 1
    assert (owed.due_on, owed.path, owed.watched_by) == (DUE, follow_up.get_absolute_url(), follow_up.committee)
    assert Notification.objects.filter(recipient=clerk, subject__startswith="决议决定交办").exists()
    assert str(act.number).endswith("〔2026〕1号")
    reported(follow_up)
    owed.refresh_from_db()
    assert (owed.status, owed.done_on) == (Obligation.Status.DONE, TODAY)


def test_receipt_moves_no_date_of_an_act() -> None:
    follow_up = factories_acts.act_follow_up()
    day = TODAY + timedelta(days=3)
    follow_ups.acknowledge(follow_up, on=day, leader="分管领导", actor=head_of(follow_up), today=day)
    assert follow_up.current_round.obligation.due_on == DUE
    without = factories_acts.act()
    second = hand_over(without, factories.organ())[0]
    before = second.current_round.obligation.due_on
    follow_ups.acknowledge(second, on=day, leader="分管领导", actor=head_of(second), today=day)
    second.current_round.obligation.refresh_from_db()
    assert second.current_round.obligation.due_on == before == TODAY.replace(year=2027, month=3)


def test_a_date_fixed_at_the_hand_over_replaces_that_of_the_act() -> None:
    organ = factories.organ()
    act = factories_acts.act(organ=organ, due_on=DUE)
    follow_up = hand_over(act, organ, due_on=DUE + timedelta(days=30))[0]
    assert follow_up.current_round.obligation.due_on == DUE + timedelta(days=30)
    assert Act.objects.get(pk=act.pk).execution_due_on == DUE + timedelta(days=30)


def test_another_organ_gets_a_duty_of_its_own() -> None:
    organ, other = factories.organ(), factories.organ()
    act = factories_acts.act(organ=organ, due_on=DUE)
    first, second = hand_over(act, organ, other)
    assert first.current_round.obligation.pk != second.current_round.obligation.pk
    assert second.current_round.obligation.due_on == DUE


def test_an_organ_holds_an_act_once() -> None:
    follow_up = factories_acts.act_follow_up()
    assert follow_up.act is not None
    with pytest.raises(ValidationError, match="已经交办给这个机关"):
        hand_over(follow_up.act, follow_up.organ)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": TODAY - timedelta(days=1)}, "不能早于通过日期"),
        ({"on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"due_on": TODAY}, "须晚于交办日期"),
    ],
)
def test_dates_out_of_order_hand_nothing_over(changes: dict[str, object], words: str) -> None:
    act = factories_acts.act(organ=factories.organ(), due_on=DUE)
    with pytest.raises(ValidationError, match=words):
        hand_over(act, factories.organ(), **changes)
    assert not FollowUp.objects.exists()
    assert Act.objects.get(pk=act.pk).number is None


def test_an_act_without_its_vote_is_not_handed_over() -> None:
    act = factories_acts.new_act(factories.meeting(starts_on=TODAY))
    act.save()
    with pytest.raises(ValidationError, match="先登记通过本件的表决"):
        hand_over(act, factories.organ())
    with pytest.raises(ValidationError, match="请选择执行机关"):
        hand_over(factories_acts.act())


def test_a_follow_up_has_exactly_one_origin() -> None:
    follow_up = factories_acts.act_follow_up()
    paper = factories.follow_up().paper
    for changes in ({"paper": paper}, {"act": None}, {"committee": None}):
        with pytest.raises(IntegrityError, match="followup_has_one_origin"), transaction.atomic():
            FollowUp.objects.filter(pk=follow_up.pk).update(**changes)


def test_sent_back_it_starts_a_round_of_the_acts_own_rule() -> None:
    follow_up = reported(factories_acts.act_follow_up())
    follow_ups.reopen(follow_up, verdict="请补充。", due_on=DUE, actor=factories.user("office"), today=TODAY)
    rounds = list(FollowUp.objects.get(pk=follow_up.pk).rounds.select_related("obligation__rule"))
    assert [row.obligation.rule.code for row in rounds] == ["ACT-EXEC", "ACT-EXEC"]


def test_closing_it_makes_the_report_due_for_publication_on_the_acts_page() -> None:
    follow_up = closed(factories_acts.act_follow_up())
    assert follow_up.act is not None
    assert follow_up.society_duty is not None
    assert follow_up.society_duty.path == follow_up.act.get_absolute_url()
    content = follow_ups.compose(follow_up)
    assert content["title"] == f"{follow_up.organ}对《{follow_up.title}》执行情况的报告"
    assert [section["heading"] for section in content["sections"]] == ["执行情况"]


def test_the_watching_committee_and_the_organ_find_it_among_their_tasks() -> None:
    follow_up = factories_acts.act_follow_up()
    clerk = factories.user("unit_clerk", organ=follow_up.organ)
    assert [task.title for task in lines(offers.with_the_organ(clerk, TODAY))] == [follow_up.title]
    head = head_of(follow_up)
    follow_ups.acknowledge(follow_up, on=TODAY, leader="分管领导", actor=head, today=TODAY)
    follow_ups.submit_draft(follow_up, text="草稿", answers=[], on=TODAY, actor=head)
    officer = factories.user("wc_officer", organ=follow_up.committee)
    assert [task.action for task in lines(offers.with_the_committee(officer, TODAY))] == ["对草稿提出意见"]


class TestDesk:
    def act(self) -> Act:
        return factories_acts.act(organ=factories.organ(), due_on=DUE)

    def test_the_office_hands_an_act_over_from_its_page(self) -> None:
        act, clerk = self.act(), Clerk("office")
        watcher = factories.organ(Organ.Kind.WORKING_COMMITTEE)
        page = f"/admin/meetings/act/{act.pk}/change/"
        assert "交办执行" in clerk.buttons(page)
        place = f"/admin/supervision/followup/hand-over-act/{act.pk}/"
        sent = {"organs": [act.executing_organ_id], "committee": watcher.pk, "on": timezone.localdate(), "due_on": ""}
        clerk.step(place, **sent)
        follow_up = FollowUp.objects.get(act=act)
        assert follow_up.committee == watcher
        text = clerk.text(f"/admin/supervision/followup/{follow_up.pk}/change/")
        assert act.title in text
        assert "逐条办理" not in text

    def test_the_form_says_what_is_missing(self) -> None:
        act = self.act()
        answer = Clerk("office").step(f"/admin/supervision/followup/hand-over-act/{act.pk}/", on=timezone.localdate())
        assert "请选择执行机关" in refusals(answer)
        assert not FollowUp.objects.exists()

    def test_others_have_no_such_page(self) -> None:
        act = self.act()
        place = f"/admin/supervision/followup/hand-over-act/{act.pk}/"
        assert Clerk("wc_officer").status(place) == 403
        assert Clerk("deputy").client.get(place).status_code in (302, 403)

    def test_the_register_lists_both_kinds_without_more_queries_a_row(self) -> None:
        clerk = Clerk("office")
        factories.follow_up()
        factories_acts.act_follow_up()
        before = clerk.queries("/admin/supervision/followup/")
        factories.follow_up()
        factories_acts.act_follow_up()
        assert clerk.queries("/admin/supervision/followup/") == before


class TestWorkspace:
    def test_the_organ_reads_text_and_deadline_and_others_nothing(self) -> None:
        follow_up = factories_acts.act_follow_up()
        unit = Clerk(user=head_of(follow_up))
        text = unit.text(follow_up.get_absolute_url())
        assert "决议决定执行" in text
        assert "决定开展示例工作" in text
        assert follow_up.title in unit.text("/workspace/follow-ups/")
        stranger = Clerk("unit_head", organ=factories.organ())
        assert stranger.status(follow_up.get_absolute_url()) == 404

    def test_the_organ_goes_through_the_loop_on_its_page(self) -> None:
        follow_up = factories_acts.act_follow_up()
        unit = Clerk(user=head_of(follow_up))
        page = follow_up.get_absolute_url()
        today = timezone.localdate()
        assert unit.client.post(f"{page}acknowledge/", {"on": today, "leader": "分管领导"}).status_code == 302
        stamp = unit.page(page).xpath("//form[contains(@action, 'draft')]//input[@name='stamp']/@value")[0]
        assert unit.client.post(f"{page}draft/", {"text": "草稿", "stamp": stamp}).status_code == 302
        follow_up.refresh_from_db()
        assert follow_up.status == FollowUp.Status.REPORT_DRAFTED


class TestPublic:
    def published(self, follow_up: FollowUp) -> Act:
        act = follow_up.act
        assert act is not None
        factories.published(act, acts.compose(act), path=act.get_absolute_url())
        return act

    def test_the_acts_page_shows_who_carries_it_out_and_by_when(self) -> None:
        follow_up = factories_acts.act_follow_up(due_on=timezone.localdate() + timedelta(days=30))
        act = self.published(follow_up)
        page = Client().get(act.get_absolute_url()).content.decode()
        assert f"由{follow_up.organ}执行" in page
        assert "报告执行情况" in page
        assert act.title in Client().get("/").content.decode()

    def test_a_report_shows_once_it_is_published(self) -> None:
        follow_up = closed(factories_acts.act_follow_up())
        act = self.published(follow_up)
        before = Client().get(act.get_absolute_url()).content.decode()
        assert "已经执行。" not in before
        assert "办理情况尚未公开" in before
        factories.published(follow_up, follow_ups.compose(follow_up), path=act.get_absolute_url())
        page = Client().get(act.get_absolute_url()).content.decode()
        assert "已经执行。" in page
        assert "执行情况向社会公开" in page

    def test_an_act_that_is_not_published_shows_nothing_of_its_execution(self) -> None:
        follow_up = factories_acts.act_follow_up()
        assert Client().get(f"/acts/{follow_up.act_id}/").status_code == 404
        assert follow_up.title not in Client().get("/").content.decode()

    def test_an_act_nobody_was_given_shows_its_day_alone(self) -> None:
        act = factories_acts.act(organ=factories.organ(), due_on=timezone.localdate() - timedelta(days=1))
        factories.published(act, acts.compose(act), path=act.get_absolute_url())
        assert "逾期" in Client().get(act.get_absolute_url()).content.decode()


def test_steps_of_history_are_never_late() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    row = factories_acts.new_act(meeting, executing_organ=factories.organ(), execution_due_on=DUE)
    act = acts.adopt(
        row, vote=factories_acts.vote(meeting), actor=factories.user("office"), today=TODAY, is_historic=True
    )
    factories.published(act, acts.compose(act))
    execution = executions.of_act(copies.of_each([act])[0])
    steps = executions.public_steps(execution, on=DUE + timedelta(days=1))
    assert [step.state for step in steps] == ["done", "owed"]
