"""Matters of weight: who may propose, three clocks, screening with an explanation, the agenda, withdrawal."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from congress import registry
from congress.models import Attachment, Notification, Obligation, Organ, User
from congress.services import attachments
from congress.workflow import TransitionError
from deputies.models import Person
from meetings.models import AgendaItem, MajorMatter, Meeting
from meetings.offers import matters as offers
from meetings.services import agenda, major_matters, matter_dates, meetings
from tests import factories, factories_acts
from tests.desk import Clerk, refusals
from tests.factories import TODAY
from tests.waits import lines

pytestmark = pytest.mark.django_db
Status = MajorMatter.Status


def upload(name: str = "方案.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "示例方案".encode())


def coming(days: int = 60) -> Meeting:
    return factories.meeting(starts_on=TODAY + timedelta(days=days), status=Meeting.Status.SCHEDULED)


def office() -> User:
    return factories.user("office")


def planned(matter: MajorMatter, meeting: Meeting, reason: str = "") -> MajorMatter:
    major_matters.plan(matter, meeting, reason=reason, actor=office(), today=TODAY)
    return matter


def screened(matter: MajorMatter) -> MajorMatter:
    major_matters.screen(matter, at=factories_acts.chair_meeting(), actor=factories.user("sc_chair"))
    return matter


def tabled(**fields: object) -> MajorMatter:
    matter = screened(planned(factories_acts.matter(**fields), coming()))
    major_matters.table(matter, actor=office())
    return matter


def people(count: int) -> list[Person]:
    return factories_acts.committee(count)


def receive(matter: MajorMatter, sponsors: list[Person] | None = None) -> MajorMatter:
    return major_matters.receive(matter, co_sponsors=sponsors or [], actor=office(), today=TODAY)


def refused(matter: MajorMatter, sponsors: list[Person] | None = None) -> str:
    with pytest.raises(ValidationError) as caught:
        receive(matter, sponsors)
    assert not MajorMatter.objects.exists()
    return "；".join(caught.value.messages)


class TestReceipt:
    def test_three_months_run_from_receipt_and_the_chairpersons_are_told(self) -> None:
        chair = factories.user("sc_chair")
        matter = factories_acts.matter()
        owed = matter.deliberation_obligation
        assert owed is not None
        assert (owed.rule.code, owed.start_on, owed.owed_role) == ("MAJ-3M", TODAY, "office")
        assert owed.due_plain == date(2026, 12, 16)
        assert Notification.objects.filter(recipient=chair, path=major_matters.working_path(matter)).exists()

    def test_what_is_only_reported_has_no_clock_and_is_put_on_file(self) -> None:
        matter = factories_acts.matter(mode=MajorMatter.Mode.REPORT)
        assert matter.deliberation_obligation is None
        with pytest.raises(ValidationError, match="请直接备案"):
            planned(matter, coming())
        with pytest.raises(ValidationError, match="请直接备案"):
            screened(matter)
        major_matters.file(matter, actor=office())
        assert matter.status == Status.FILED
        with pytest.raises(TransitionError):
            major_matters.file(matter, actor=office())

    def test_what_must_be_deliberated_is_not_only_filed(self) -> None:
        with pytest.raises(ValidationError, match="不能只作备案"):
            major_matters.file(factories_acts.matter(), actor=office())

    def test_history_reminds_nobody_even_from_before_the_rule(self) -> None:
        row = factories_acts.new_matter(received_on=date(2018, 5, 1))
        matter = major_matters.receive(row, actor=office(), today=TODAY, is_historic=True)
        assert matter.deliberation_obligation is None
        later = factories_acts.new_matter(received_on=date(2019, 5, 1))
        matter = major_matters.receive(later, actor=office(), today=TODAY, is_historic=True)
        assert matter.deliberation_obligation is not None
        assert matter.deliberation_obligation.is_historic
        assert not Notification.objects.exists()

    def test_three_members_in_office_may_propose(self) -> None:
        sponsors = people(3)
        matter = receive(factories_acts.new_matter(sponsor="members"), sponsors)
        assert set(matter.co_sponsors.all()) == set(sponsors)
        assert major_matters.sponsor_name(matter).endswith("等3名组成人员")

    def test_two_members_are_one_short(self) -> None:
        assert "须3人以上，现为2人" in refused(factories_acts.new_matter(sponsor="members"), people(2))

    def test_a_person_counted_twice_counts_once(self) -> None:
        first, second = people(2)
        assert "现为2人" in refused(factories_acts.new_matter(sponsor="members"), [first, second, first])

    def test_a_member_whose_seat_ended_yesterday_is_named(self) -> None:
        gone = factories.seat(ends_on=TODAY - timedelta(days=1)).person
        said = refused(factories_acts.new_matter(sponsor="members"), [*people(3), gone])
        assert f"{gone.name}在2026年9月16日不是常委会组成人员" in said

    def test_an_organ_proposes_as_what_it_is(self) -> None:
        assert "提出机关须选择区人民政府" in refused(factories_acts.new_matter(organ=factories.organ(Organ.Kind.COURT)))
        assert "提出机关须选择" in refused(factories_acts.new_matter(organ=None))

    def test_a_presidium_proposes_to_the_congress_alone(self) -> None:
        assert "主席团" in refused(factories_acts.new_matter(sponsor="presidium"))

    def test_others_have_no_co_sponsors_and_nothing_comes_tomorrow(self) -> None:
        assert "只有组成人员联名" in refused(factories_acts.new_matter(sponsor="chair_meeting"), people(3))
        assert "不能晚于今天" in refused(factories_acts.new_matter(received_on=TODAY + timedelta(days=1)))


class TestMeeting:
    def test_a_motion_is_due_thirty_days_before_and_a_report_twenty(self) -> None:
        meeting = coming()
        motion = planned(factories_acts.matter(), meeting)
        report = planned(factories_acts.matter(is_motion=False), meeting)
        assert motion.before_obligation is not None
        assert report.before_obligation is not None
        assert motion.before_obligation.due_plain == meeting.starts_on - timedelta(days=30)
        assert report.before_obligation.due_plain == meeting.starts_on - timedelta(days=20)
        assert motion.before_obligation.owed_organ == motion.organ

    def test_a_meeting_too_soon_needs_a_reason_and_shows_the_days(self) -> None:
        matter, meeting = factories_acts.matter(), coming(29)
        with pytest.raises(ValidationError, match="距会议29天，议案应当提前三十日提出"):
            planned(matter, meeting)
        assert MajorMatter.objects.get(pk=matter.pk).meeting is None
        planned(matter, meeting, reason="事项紧急")
        assert matter.meeting == meeting

    def test_exactly_thirty_days_are_enough(self) -> None:
        assert planned(factories_acts.matter(), coming(30)).meeting is not None

    def test_only_a_committee_meeting_to_come_deliberates(self) -> None:
        matter = factories_acts.matter()
        with pytest.raises(ValidationError, match="请选择常委会会议"):
            planned(matter, factories_acts.chair_meeting())
        for status in (Meeting.Status.CANCELLED, Meeting.Status.CLOSED):
            with pytest.raises(ValidationError, match="请另选会议"):
                planned(matter, factories.meeting(starts_on=TODAY + timedelta(days=40), status=status))
        with pytest.raises(ValidationError, match="早于收到日期"):
            planned(matter, factories.meeting(starts_on=TODAY - timedelta(days=1)))

    def test_papers_end_the_day_to_deliver_by(self) -> None:
        matter = planned(factories_acts.matter(), coming())
        with pytest.raises(ValidationError, match="请选择文件"):
            major_matters.deliver(matter, [], on=TODAY, actor=office())
        with pytest.raises(ValidationError, match="不能早于收到日期"):
            major_matters.deliver(matter, [upload()], on=TODAY - timedelta(days=1), actor=office())
        major_matters.deliver(matter, [upload()], on=TODAY, actor=office())
        assert matter.before_obligation is not None
        matter.before_obligation.refresh_from_db()
        assert matter.before_obligation.status == Obligation.Status.DONE
        assert [paper.name for paper in matter.papers.all()] == ["方案.txt"]

    def test_papers_that_came_with_the_motion_are_in_time(self) -> None:
        row = factories_acts.new_matter()
        matter = major_matters.receive(row, uploads=[upload()], actor=office(), today=TODAY)
        planned(matter, coming())
        assert matter.before_obligation is not None
        assert (matter.before_obligation.status, matter.before_obligation.done_on) == (Obligation.Status.DONE, TODAY)

    def test_its_day_moves_with_the_meeting_at_once(self) -> None:
        meeting = coming()
        matter = planned(factories_acts.matter(), meeting)
        day = meeting.starts_on + timedelta(days=14)
        meetings.move_date(meeting, starts_on=day, ends_on=day, reason="场地原因", actor=office(), today=TODAY)
        owed = Obligation.objects.get(pk=matter.before_obligation_id)
        assert owed.due_plain == day - timedelta(days=30)
        assert owed.changes.count() == 1

    def test_its_day_moves_with_the_choice_of_another_meeting(self) -> None:
        matter = planned(factories_acts.matter(), coming())
        later = coming(90)
        planned(matter, later)
        owed = Obligation.objects.get(pk=matter.before_obligation_id)
        assert owed.due_plain == later.starts_on - timedelta(days=30)

    def test_it_falls_away_with_a_meeting_put_off_and_comes_back_with_its_day(self) -> None:
        meeting = coming()
        matter = planned(factories_acts.matter(), meeting)
        meetings.postpone(meeting, reason="场地原因", actor=office())
        assert matter_dates.realign(actor=office(), today=TODAY) == 1
        assert matter_dates.realign(actor=office(), today=TODAY) == 0
        assert Obligation.objects.get(pk=matter.before_obligation_id).status == Obligation.Status.VOID
        Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.SCHEDULED)
        assert matter_dates.realign(actor=office(), today=TODAY) == 1
        current = MajorMatter.objects.get(pk=matter.pk)
        assert current.before_obligation is not None
        assert current.before_obligation.status == Obligation.Status.OPEN


class TestScreening:
    @pytest.mark.parametrize("status", [Meeting.Status.PLANNED, Meeting.Status.NOTICED, Meeting.Status.CANCELLED])
    def test_a_meeting_that_was_not_held_screens_nothing(self, status: str) -> None:
        matter, at = factories_acts.matter(), factories_acts.chair_meeting(status=status)
        with pytest.raises(ValidationError, match="尚未召开"):
            major_matters.screen(matter, at=at, actor=factories.user("sc_chair"))
        assert MajorMatter.objects.get(pk=matter.pk).status == Status.RECEIVED

    def test_only_the_chairpersons_meeting_after_receipt_screens(self) -> None:
        matter, chair = factories_acts.matter(), factories.user("sc_chair")
        committee = factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED)
        with pytest.raises(ValidationError, match="请选择主任会议"):
            major_matters.screen(matter, at=committee, actor=chair)
        earlier = factories_acts.chair_meeting(on=TODAY - timedelta(days=1))
        with pytest.raises(ValidationError, match="早于收到日期"):
            major_matters.screen(matter, at=earlier, actor=chair)

    def test_a_refusal_is_explained_to_the_organ_and_ends_what_was_owed(self) -> None:
        matter = planned(factories_acts.matter(), coming())
        clerk = factories.user("unit_clerk", organ=matter.organ)
        at, chair = factories_acts.chair_meeting(), factories.user("sc_chair")
        with pytest.raises(ValidationError, match="第十一条"):
            major_matters.refuse(matter, at=at, reason=" ", actor=chair)
        major_matters.refuse(matter, at=at, reason="条件尚不成熟", actor=chair)
        assert (matter.status, matter.status_note) == (Status.NOT_TABLED, "条件尚不成熟")
        told = Notification.objects.get(recipient=clerk, subject__startswith="重大事项未列入议程")
        assert "条件尚不成熟" in told.body
        states = set(Obligation.objects.filter(rule__code__startswith="MAJ").values_list("status", flat=True))
        assert states == {Obligation.Status.VOID}

    def test_members_who_proposed_are_told_why_not(self) -> None:
        sponsors = people(3)
        account = factories.user("sc_member")
        Person.objects.filter(pk=sponsors[0].pk).update(account=account)
        matter = receive(factories_acts.new_matter(sponsor="members"), sponsors)
        major_matters.refuse(
            matter, at=factories_acts.chair_meeting(), reason="条件尚不成熟", actor=factories.user("sc_chair")
        )
        assert Notification.objects.filter(recipient=account, body__contains="条件尚不成熟").exists()

    def test_of_two_chairpersons_the_second_is_told(self) -> None:
        matter = factories_acts.matter()
        stale = MajorMatter.objects.get(pk=matter.pk)
        screened(matter)
        with pytest.raises(TransitionError):
            screened(stale)

    def test_a_refusal_without_a_reason_does_not_enter_the_database(self) -> None:
        matter = factories_acts.matter()
        with pytest.raises(IntegrityError, match="major_matter_refusal_has_a_reason"), transaction.atomic():
            MajorMatter.objects.filter(pk=matter.pk).update(status=Status.NOT_TABLED)


class TestAgenda:
    def test_tabling_makes_the_item(self) -> None:
        matter = tabled()
        item = matter.item
        assert item is not None
        assert (item.meeting, item.kind, item.title) == (matter.meeting, AgendaItem.Kind.MAJOR_MATTER, matter.title)
        assert item.is_for_vote
        assert item.reporting_organ == matter.organ

    def test_an_item_that_is_there_is_linked(self) -> None:
        matter = screened(planned(factories_acts.matter(), coming()))
        item = factories.item(matter.meeting, kind=AgendaItem.Kind.MAJOR_MATTER)
        major_matters.table(matter, item=item, actor=office())
        assert matter.item == item
        other = screened(factories_acts.matter())
        planned(other, item.meeting)
        with pytest.raises(ValidationError, match="已经对应另一件重大事项"):
            major_matters.table(other, item=item, actor=office())

    def test_items_of_other_meetings_and_kinds_are_refused(self) -> None:
        matter = screened(planned(factories_acts.matter(), coming()))
        with pytest.raises(ValidationError, match="的议程。"):
            major_matters.table(matter, item=factories.item(kind="major_matter"), actor=office())
        with pytest.raises(ValidationError, match="不是重大事项"):
            major_matters.table(matter, item=factories.item(matter.meeting), actor=office())

    def test_nothing_is_tabled_unscreened_or_without_a_meeting(self) -> None:
        with pytest.raises(ValidationError, match="须经主任会议同意"):
            major_matters.table(planned(factories_acts.matter(), coming()), actor=office())
        with pytest.raises(ValidationError, match="请先拟定"):
            major_matters.table(screened(factories_acts.matter()), actor=office())

    def test_a_vote_on_the_item_ends_the_three_months(self) -> None:
        matter = tabled()
        with pytest.raises(ValidationError, match="还没有审议结果"):
            major_matters.deliberate(matter, actor=office())
        AgendaItem.objects.filter(pk=matter.item_id).update(status=AgendaItem.Status.VOTED_PASSED)
        assert matter_dates.realign(actor=office(), today=TODAY) == 1
        current = MajorMatter.objects.select_related("deliberation_obligation", "meeting").get(pk=matter.pk)
        assert current.status == Status.DELIBERATED
        assert current.meeting is not None
        assert current.deliberation_obligation is not None
        assert current.deliberation_obligation.done_on == current.meeting.ends_on

    def test_heard_and_waiting_for_its_vote_is_not_dealt_with_yet(self) -> None:
        matter = tabled()
        AgendaItem.objects.filter(pk=matter.item_id).update(status=AgendaItem.Status.NOTED)
        assert matter_dates.realign(actor=office(), today=TODAY) == 0
        Meeting.objects.filter(pk=matter.meeting_id).update(status=Meeting.Status.CLOSED)
        assert matter_dates.realign(actor=office(), today=TODAY) == 1

    def test_what_is_put_off_goes_on_with_the_item_that_takes_it_up(self) -> None:
        matter = tabled()
        AgendaItem.objects.filter(pk=matter.item_id).update(status="deferred", status_note="意见不一致")
        assert matter_dates.realign(actor=office(), today=TODAY) == 0
        later = factories.item(coming(90), kind=AgendaItem.Kind.MAJOR_MATTER, continues=matter.item)
        assert matter_dates.realign(actor=office(), today=TODAY) == 1
        current = MajorMatter.objects.get(pk=matter.pk)
        assert (current.status, current.item, current.meeting) == (Status.TABLED, later, later.meeting)


class TestWithdrawal:
    def test_its_item_is_withdrawn_with_it_and_nothing_is_owed(self) -> None:
        matter = tabled()
        with pytest.raises(ValidationError, match="第十四条"):
            major_matters.withdraw(matter, reason="", actor=office())
        major_matters.withdraw(matter, reason="方案需要修改", actor=office())
        assert matter.status == Status.WITHDRAWN
        item = AgendaItem.objects.get(pk=matter.item_id)
        assert (item.status, item.status_note) == (AgendaItem.Status.WITHDRAWN, "方案需要修改")
        assert item.withdrawn_by == str(matter.organ)
        assert not Obligation.objects.open().filter(rule__code__startswith="MAJ").exists()

    def test_an_item_withdrawn_at_the_meeting_withdraws_the_matter(self) -> None:
        matter = tabled()
        assert matter.item is not None
        agenda.withdraw(matter.item, reason="方案需要修改", by="区人民政府", actor=office())
        assert matter_dates.realign(actor=office(), today=TODAY) == 1
        assert MajorMatter.objects.get(pk=matter.pk).status == Status.WITHDRAWN

    def test_after_the_vote_it_is_too_late(self) -> None:
        matter = tabled()
        AgendaItem.objects.filter(pk=matter.item_id).update(status=AgendaItem.Status.VOTED_FAILED)
        with pytest.raises(ValidationError, match="不能撤回"):
            major_matters.withdraw(matter, reason="方案需要修改", actor=office())
        assert MajorMatter.objects.get(pk=matter.pk).status == Status.TABLED


class TestOffers:
    def test_each_finds_what_waits(self) -> None:
        matter = planned(factories_acts.matter(), coming())
        chair, clerk = factories.user("sc_chair"), factories.user("unit_clerk", organ=matter.organ)
        assert [task.action for task in lines(offers.matters_waiting(chair, TODAY))] == ["研究是否提请"]
        assert [task.action for task in lines(offers.owed_by_organ(clerk, TODAY))] == ["送达材料"]
        screened(matter)
        assert [task.action for task in lines(offers.matters_waiting(office(), TODAY))] == ["列入议程"]
        assert lines(offers.matters_waiting(factories.user("deputy"), TODAY)) == []

    def test_an_item_on_another_meeting_than_the_one_planned_is_among_the_checks(self) -> None:
        check = registry.checks.get("tabled_elsewhere")
        right, moved = tabled(), tabled()
        planned(factories_acts.matter(), coming())
        assert list(check.rows(TODAY)) == []
        MajorMatter.objects.filter(pk=moved.pk).update(meeting=coming(90))
        assert list(check.rows(TODAY)) == [moved]
        assert right.item is not None

    def test_three_months_without_deliberation_show_among_the_checks(self) -> None:
        matter = factories_acts.matter()
        assert matter.deliberation_obligation is not None
        day = matter.deliberation_obligation.due_on
        assert list(offers.not_deliberated_in_time(day)) == []
        assert list(offers.not_deliberated_in_time(day + timedelta(days=1))) == [matter]

    def test_papers_open_to_the_committee_and_the_organ_alone(self) -> None:
        row = factories_acts.new_matter()
        matter = major_matters.receive(row, uploads=[upload()], actor=office(), today=TODAY)
        paper = matter.papers.get()
        for reader in (factories.user("sc_chair"), factories.user("unit_clerk", organ=matter.organ)):
            assert paper in attachments.visible_to(reader)
        for stranger in (factories.user("deputy"), factories.user("unit_clerk", organ=factories.organ())):
            assert paper not in attachments.visible_to(stranger)
        assert Attachment.objects.count() == 1


class TestDesk:
    ADD = "/admin/meetings/majormatter/add/"

    def sent(self, **changes: object) -> dict[str, object]:
        values: dict[str, object] = {
            "title": "示例重大事项",
            "category": "project",
            "mode": "decide",
            "is_motion": "on",
            "received_on": TODAY,
            "sponsor": "government",
            "organ": factories_acts.government().pk,
        }
        return values | changes

    def test_a_matter_is_received_from_the_form_with_its_papers(self) -> None:
        clerk = Clerk("office")
        clerk.save(self.ADD, self.sent(uploads=upload()))
        matter = MajorMatter.objects.get()
        assert matter.deliberation_obligation is not None
        assert matter.papers.count() == 1
        page = f"/admin/meetings/majormatter/{matter.pk}/change/"
        assert "方案.txt" in clerk.text(page)
        assert "主任会议同意提请" in clerk.buttons(page)

    def test_a_refusal_stands_beside_its_field_and_nothing_is_kept(self) -> None:
        answer = Clerk("office").save(self.ADD, self.sent(sponsor="members", organ=""))
        assert "须3人以上，现为0人" in refusals(answer)
        assert not MajorMatter.objects.exists()

    def test_the_office_takes_it_to_the_agenda(self) -> None:
        matter = factories_acts.matter()
        meeting, at = coming(), factories_acts.chair_meeting()
        clerk, place = Clerk("office"), f"/admin/meetings/majormatter/{matter.pk}/steps/"
        clerk.step(f"{place}plan/", meeting=meeting.pk)
        clerk.step(f"{place}screen/", at=at.pk)
        clerk.step(f"{place}table/")
        matter.refresh_from_db()
        assert (matter.status, matter.meeting) == (Status.TABLED, meeting)

    def test_readers_find_no_buttons_and_strangers_no_register(self) -> None:
        matter = factories_acts.matter()
        page = f"/admin/meetings/majormatter/{matter.pk}/change/"
        assert Clerk("wc_officer").buttons(page) == []
        assert Clerk("auditor").status(page) == 403

    def test_the_register_costs_the_same_whatever_it_holds(self) -> None:
        clerk = Clerk("office")
        planned(factories_acts.matter(), coming())
        before = clerk.queries("/admin/meetings/majormatter/")
        planned(factories_acts.matter(), coming(70))
        assert clerk.queries("/admin/meetings/majormatter/") == before


class TestWorkspace:
    def test_the_chairpersons_agree_on_the_page(self) -> None:
        matter, at = factories_acts.matter(), factories_acts.chair_meeting()
        chair, page = Clerk("sc_chair"), major_matters.working_path(matter)
        stamp = chair.page(page).xpath("//section[@id='screen']//input[@name='stamp']/@value")[0]
        answer = chair.client.post(page, {"step": "screen", "at": at.pk, "stamp": stamp})
        assert answer.status_code == 302
        assert MajorMatter.objects.get(pk=matter.pk).status == Status.SCREENED

    def test_a_stale_page_changes_nothing(self) -> None:
        matter, at = factories_acts.matter(), factories_acts.chair_meeting()
        chair, page = Clerk("sc_chair"), major_matters.working_path(matter)
        answer = chair.client.post(page, {"step": "refuse", "at": at.pk, "reason": "我写的理由", "stamp": "old"})
        assert answer.status_code == 422
        assert "我写的理由" in answer.content.decode()
        assert MajorMatter.objects.get(pk=matter.pk).status == Status.RECEIVED

    def test_the_organ_follows_its_own_and_delivers_papers(self) -> None:
        matter = planned(factories_acts.matter(), coming())
        unit, page = Clerk("unit_clerk", organ=matter.organ), major_matters.working_path(matter)
        found = unit.page(page)
        assert not found.xpath("//section[@id='screen']")
        stamp = found.xpath("//section[@id='deliver']//input[@name='stamp']/@value")[0]
        answer = unit.client.post(page, {"step": "deliver", "uploads": upload(), "stamp": stamp})
        assert answer.status_code == 302
        assert matter.papers.count() == 1
        assert unit.client.post(page, {"step": "screen"}).status_code == 404

    def test_strangers_see_neither_page_nor_line(self) -> None:
        matter = factories_acts.matter()
        for stranger in (Clerk("deputy"), Clerk("unit_clerk", organ=factories.organ())):
            assert stranger.status(major_matters.working_path(matter)) == 404
            assert matter.title not in stranger.text("/workspace/major-matters/")
        assert matter.title in Clerk("sc_chair").text("/workspace/major-matters/")

    def test_the_list_costs_the_same_whatever_it_holds(self) -> None:
        chair = Clerk("sc_chair")
        planned(factories_acts.matter(), coming())
        before = chair.queries("/workspace/major-matters/")
        planned(factories_acts.matter(), coming(70))
        assert chair.queries("/workspace/major-matters/") == before
