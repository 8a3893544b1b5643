"""Acts and announcements on the desk, in the workspace and in public: the right role, other roles, strangers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meetings.models import Act, Announcement
from meetings.services import acts, announcements
from tests import factories, factories_acts
from tests.desk import Clerk, refusals
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


class TestDesk:
    def stored(self) -> Act:
        meeting = factories.meeting(starts_on=TODAY)
        act = factories_acts.new_act(
            meeting, executing_organ=factories.organ(), execution_due_on=TODAY + timedelta(days=90)
        )
        act.save()
        return act

    def test_the_office_registers_the_vote_that_carried_it(self) -> None:
        act = self.stored()
        vote, failed = factories_acts.vote(act.meeting), factories_acts.vote(act.meeting, yes=10)
        clerk, place = Clerk("office"), f"/admin/meetings/act/{act.pk}/"
        assert "交办执行" not in clerk.buttons(f"{place}change/")
        page = clerk.page(f"{place}steps/adopt/")
        assert page.xpath("//select[@name='vote']/option[@value!='']/@value") == [str(vote.pk)]
        assert refusals(clerk.step(f"{place}steps/adopt/", vote=failed.pk))
        clerk.step(f"{place}steps/adopt/", vote=vote.pk)
        act.refresh_from_db()
        assert act.vote == vote
        assert act.execution_obligation_id
        text = clerk.text(f"{place}change/")
        assert "赞成18票" in text
        assert {"编号", "发布公告", "交办执行", "变更执行期限"} <= set(clerk.buttons(f"{place}change/"))

    def test_the_announcement_is_drafted_and_issued_from_the_act(self) -> None:
        act = factories_acts.act()
        clerk, place = Clerk("office"), f"/admin/meetings/act/{act.pk}/steps/announce/"
        form = clerk.page(place).xpath("//textarea[@name='text']")[0].text
        assert act.title in form
        clerk.step(place, title="示例公告", text=form.strip(), on=timezone.localdate())
        row = Announcement.objects.get()
        assert list(announcements.telling_of(act)) == [row]
        page = f"/admin/meetings/announcement/{row.pk}/change/"
        assert "编号发布" not in clerk.buttons(page)
        assert "发布公告" not in clerk.buttons(f"/admin/meetings/act/{act.pk}/change/")

    def test_a_draft_of_an_announcement_is_issued_by_its_button(self) -> None:
        factories.term()
        clerk = Clerk("office")
        sent = {"kind": "other", "title": "示例公告", "issued_on": TODAY, "text": "现予公告。"}
        clerk.save("/admin/meetings/announcement/add/", sent)
        row = Announcement.objects.get()
        clerk.step(f"/admin/meetings/announcement/{row.pk}/steps/issue/")
        row.refresh_from_db()
        assert str(row.number) == "第十届第1号"

    def test_readers_find_no_buttons_and_strangers_no_register(self) -> None:
        act = factories_acts.act()
        assert Clerk("wc_officer").buttons(f"/admin/meetings/act/{act.pk}/change/") == []
        assert Clerk("auditor").status(f"/admin/meetings/act/{act.pk}/change/") == 403
        assert Clerk("auditor").status("/admin/meetings/announcement/") == 403

    @pytest.mark.parametrize("register", ["act", "announcement"])
    def test_registers_cost_the_same_whatever_they_hold(self, register: str) -> None:
        clerk, office = Clerk("office"), factories.user("office")
        place = f"/admin/meetings/{register}/"
        for _ in range(2):
            row = factories_acts.act(organ=factories.organ(), due_on=TODAY + timedelta(days=9))
            announcements.issue(announcements.of_act(row, on=TODAY), actor=office)
        before = clerk.queries(place)
        row = factories_acts.act(organ=factories.organ(), due_on=TODAY + timedelta(days=9))
        announcements.issue(announcements.of_act(row, on=TODAY), actor=office)
        assert clerk.queries(place) == before


class TestWorkspace:
    def test_the_executing_organ_and_the_committee_read_it_and_strangers_do_not(self) -> None:
        organ = factories.organ()
        act = factories_acts.act(organ=organ, due_on=TODAY + timedelta(days=90))
        page = acts.working_path(act)
        for reader in (Clerk("unit_clerk", organ=organ), Clerk("sc_chair")):
            assert "决定开展示例工作" in reader.text(page)
        for stranger in (Clerk("unit_clerk", organ=factories.organ()), Clerk("deputy")):
            assert stranger.status(page) == 404

    def test_an_act_not_adopted_stays_with_the_committee(self) -> None:
        organ = factories.organ()
        act = factories_acts.new_act(factories.meeting(starts_on=TODAY), executing_organ=organ)
        act.save()
        assert Clerk("unit_clerk", organ=organ).status(acts.working_path(act)) == 404


class TestPublic:
    def published(self, day: int = 0) -> Announcement:
        factories.term()
        row = Announcement(
            kind="other", title=f"示例公告{day}", issued_on=TODAY - timedelta(days=day), text="现予公告。"
        )
        announcements.issue(row, actor=factories.user("office"))
        factories.published(row, announcements.compose(row), path=row.get_absolute_url())
        return row

    def test_everyone_reads_a_published_announcement(self) -> None:
        row = self.published()
        page = Client().get(row.get_absolute_url()).content.decode()
        assert "现予公告。" in page
        assert "第十届第1号" in page
        assert row.title in Client().get("/announcements/").content.decode()
        assert row.title in Client().get("/announcements/?kind=other&year=2026").content.decode()
        assert row.title not in Client().get("/announcements/?kind=oath").content.decode()

    def test_what_is_not_published_is_not_there(self) -> None:
        factories.term()
        row = Announcement(kind="other", title="未公开的公告", issued_on=TODAY, text="现予公告。")
        announcements.issue(row, actor=factories.user("office"))
        assert Client().get(row.get_absolute_url()).status_code == 404
        assert row.title not in Client().get("/announcements/").content.decode()

    def test_the_list_costs_the_same_whatever_it_holds(
        self, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        self.published()
        Client().get("/announcements/")
        for day in range(1, 4):
            self.published(day)
        with django_assert_max_num_queries(8):
            Client().get("/announcements/")
