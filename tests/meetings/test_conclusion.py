"""Conclusions of chairpersons' meetings: owed once the meeting is over, reported done by the organ or the office."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from congress.models import Notification, Obligation
from meetings.models import Conclusion, Meeting
from meetings.offers import matters as offers
from meetings.services import conclusions
from tests import factories, factories_acts
from tests.desk import Clerk
from tests.factories import TODAY
from tests.waits import lines

pytestmark = pytest.mark.django_db


def assign(meeting: Meeting, **fields: bool) -> int:
    return conclusions.assign_all(meeting, actor=factories.user("office"), today=TODAY, **fields)


class TestAssignment:
    def test_it_becomes_owed_by_its_organ_on_its_day_once(self) -> None:
        row = factories_acts.conclusion()
        clerk = factories.user("unit_clerk", organ=row.organ)
        assert assign(row.meeting) == 1
        assert assign(row.meeting) == 0
        row.refresh_from_db()
        assert row.obligation is not None
        assert (row.obligation.owed_organ, row.obligation.due_on) == (row.organ, row.due_on)
        assert row.obligation.rule.code == "CM-TASK"
        assert Notification.objects.filter(recipient=clerk, path=conclusions.working_path(row)).count() == 1

    def test_beat_finds_what_closed_meetings_assigned(self) -> None:
        row, actor = factories_acts.conclusion(), factories.user("office")
        assert conclusions.assign_closed(actor=actor, today=TODAY) == 1
        assert conclusions.assign_closed(actor=actor, today=TODAY) == 0
        old = factories_acts.conclusion(of=factories_acts.chair_meeting(on=TODAY - timedelta(days=9)), due_on=TODAY)
        assert conclusions.assign_closed(actor=actor, today=TODAY + timedelta(days=1)) == 0
        assert list(offers.assignments_not_opened(TODAY)) == [old]
        assert row.meeting != old.meeting

    def test_what_names_nobody_or_no_day_is_a_decision_alone(self) -> None:
        row = factories_acts.conclusion(due_on=None)
        Conclusion.objects.create(meeting=row.meeting, order=2, text="同意所提方案。")
        assert assign(row.meeting) == 0

    def test_a_meeting_that_sits_assigns_nothing(self) -> None:
        row = factories_acts.conclusion(of=factories_acts.chair_meeting(status=Meeting.Status.OPEN))
        with pytest.raises(ValidationError, match="尚未闭会"):
            assign(row.meeting)

    def test_history_reminds_nobody(self) -> None:
        row = factories_acts.conclusion()
        factories.user("unit_clerk", organ=row.organ)
        assign(row.meeting, is_historic=True)
        row.refresh_from_db()
        assert row.obligation is not None
        assert row.obligation.is_historic
        assert not Notification.objects.exists()

    def test_committee_meetings_other_items_and_earlier_days_are_refused(self) -> None:
        committee = factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED)
        with pytest.raises(ValidationError, match="属于主任会议"):
            conclusions.check(Conclusion(meeting=committee, order=1, text="同意。"))
        meeting = factories_acts.chair_meeting()
        with pytest.raises(ValidationError, match="不是本次会议的议题"):
            conclusions.check(Conclusion(meeting=meeting, item=factories.item(), order=1, text="同意。"))
        with pytest.raises(ValidationError, match="不能早于会议日期"):
            conclusions.check(Conclusion(meeting=meeting, due_on=TODAY - timedelta(days=1), order=1, text="同意。"))

    def test_a_day_without_an_organ_does_not_enter_the_database(self) -> None:
        row = factories_acts.conclusion()
        with pytest.raises(IntegrityError, match="conclusion_due_has_an_organ"), transaction.atomic():
            Conclusion.objects.filter(pk=row.pk).update(organ=None)


class TestFinishing:
    def test_the_organ_reports_it_done_and_the_deadline_is_met(self) -> None:
        row, office = factories_acts.assignment(), factories.user("office")
        clerk = factories.user("unit_clerk", organ=row.organ)
        conclusions.finish(row, on=TODAY, note="方案已经印发。", actor=clerk, today=TODAY)
        assert row.obligation is not None
        row.obligation.refresh_from_db()
        assert (row.done_on, row.obligation.status) == (TODAY, Obligation.Status.DONE)
        assert Notification.objects.filter(recipient=office, subject__startswith="议定事项已完成").exists()
        with pytest.raises(ValidationError, match="登记完成"):
            conclusions.finish(row, on=TODAY, note="又一次。", actor=clerk, today=TODAY)

    def test_the_office_writes_it_down_for_the_organ(self) -> None:
        row = factories_acts.assignment()
        conclusions.finish(row, on=TODAY, note="电话告知已办结。", actor=factories.user("office"), today=TODAY)
        assert row.done_note == "电话告知已办结。"

    def test_others_do_not(self) -> None:
        row = factories_acts.assignment()
        for other in (factories.user("unit_clerk", organ=factories.organ()), factories.user("deputy")):
            with pytest.raises(ValidationError, match="只有承办机关"):
                conclusions.finish(row, on=TODAY, note="已办。", actor=other, today=TODAY)

    @pytest.mark.parametrize(
        ("days", "note", "words"),
        [(1, "已办。", "不能晚于今天"), (-1, "已办。", "不能早于会议"), (0, " ", "填写完成情况")],
    )
    def test_days_and_words_are_asked_for(self, days: int, note: str, words: str) -> None:
        row = factories_acts.assignment()
        with pytest.raises(ValidationError, match=words):
            conclusions.finish(
                row, on=TODAY + timedelta(days=days), note=note, actor=factories.user("office"), today=TODAY
            )
        assert Conclusion.objects.get(pk=row.pk).done_on is None

    def test_what_is_late_shows_among_the_checks(self) -> None:
        row = factories_acts.assignment()
        assert row.due_on is not None
        assert list(offers.assignments_overdue(row.due_on)) == []
        assert list(offers.assignments_overdue(row.due_on + timedelta(days=1))) == [row]


class TestFaces:
    def test_the_organ_sees_its_task_and_finishes_it(self) -> None:
        row = factories_acts.assignment()
        unit = Clerk("unit_clerk", organ=row.organ)
        assert [task.action for task in lines(offers.owed_by_organ(unit.user, TODAY))] == ["办理议定事项"]
        page = conclusions.working_path(row)
        stamp = unit.page(page).xpath("//input[@name='stamp']/@value")[0]
        sent = {"step": "finish", "on": timezone.localdate(), "note": "已经办理。", "stamp": stamp}
        assert unit.client.post(page, sent).status_code == 302
        assert "已经办理。" in unit.text(page)
        assert lines(offers.owed_by_organ(unit.user, TODAY)) == []

    def test_nobody_else_opens_it_and_the_organ_only_after_the_meeting(self) -> None:
        row = factories_acts.assignment()
        for stranger in (Clerk("unit_clerk", organ=factories.organ()), Clerk("deputy")):
            assert stranger.status(conclusions.working_path(row)) == 404
            assert row.text not in stranger.text("/workspace/conclusions/")
        assert row.text in Clerk("sc_chair").text("/workspace/conclusions/?open=1")
        early = factories_acts.conclusion()
        assert Clerk("unit_clerk", organ=early.organ).status(conclusions.working_path(early)) == 404

    def test_the_list_costs_the_same_whatever_it_holds(self) -> None:
        chair = Clerk("sc_chair")
        factories_acts.assignment()
        before = chair.queries("/workspace/conclusions/")
        factories_acts.assignment(of=factories_acts.chair_meeting(on=TODAY - timedelta(days=2)))
        assert chair.queries("/workspace/conclusions/") == before

    def test_a_chairpersons_meeting_has_the_rows_and_a_committee_meeting_has_not(self) -> None:
        clerk = Clerk("office")
        chairs = factories_acts.chair_meeting(status=Meeting.Status.OPEN)
        place = f"/admin/meetings/meeting/{chairs.pk}/change/"
        assert "conclusions-TOTAL_FORMS" in clerk.form(place)
        committee = factories.meeting()
        assert "conclusions-TOTAL_FORMS" not in clerk.form(f"/admin/meetings/meeting/{committee.pk}/change/")

    def test_the_office_assigns_from_the_meeting(self) -> None:
        row = factories_acts.conclusion()
        page = f"/admin/meetings/meeting/{row.meeting_id}/"
        clerk = Clerk("office")
        assert "交办议定事项" in clerk.buttons(f"{page}change/")
        clerk.step(f"{page}steps/assign-conclusions/")
        row.refresh_from_db()
        assert row.obligation is not None
        assert "交办议定事项" not in clerk.buttons(f"{page}change/")
