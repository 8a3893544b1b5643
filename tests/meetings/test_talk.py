"""Talks with deputies who sat in: only those who came, points to organs, answers to the deputy."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from congress.models import Notification
from meetings.models import Attendance, DeputyTalk, Meeting, TalkPoint
from meetings.offers import matters as offers
from meetings.services import talks
from tests import factories, factories_acts
from tests.desk import Clerk
from tests.factories import TODAY
from tests.waits import lines

pytestmark = pytest.mark.django_db


def test_only_deputies_who_were_invited_and_came_take_part() -> None:
    meeting = factories.meeting(starts_on=TODAY)
    came = factories_acts.guest(meeting)
    absent = factories_acts.guest(meeting, status=Attendance.Status.ABSENT)
    member = Attendance.objects.create(meeting=meeting, person=factories.person(), status="present")
    elsewhere = factories_acts.guest(factories.meeting(starts_on=TODAY - timedelta(days=1)))
    talk = DeputyTalk(meeting=meeting, held_on=TODAY)
    talks.check_participants(talk, [came])
    for other in (absent, member, elsewhere):
        with pytest.raises(ValidationError, match=other.person.name):
            talks.check_participants(talk, [came, other])


def test_a_talk_belongs_to_a_committee_meeting_and_does_not_come_before_it() -> None:
    with pytest.raises(ValidationError, match="不能早于会议日期"):
        talks.check(DeputyTalk(meeting=factories.meeting(starts_on=TODAY), held_on=TODAY - timedelta(days=1)))
    chairs = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY)
    with pytest.raises(ValidationError, match="请选择常委会会议"):
        talks.check(DeputyTalk(meeting=chairs, held_on=TODAY))


def test_an_organ_is_told_once_when_a_point_goes_to_it() -> None:
    point, organ = factories_acts.talk_point(), factories.organ()
    clerk = factories.user("unit_clerk", organ=organ)
    point.organ = organ
    talks.save_point(point, actor=factories.user("office"))
    talks.save_point(point, actor=factories.user("office"))
    assert Notification.objects.filter(recipient=clerk, path=talks.working_path(point)).count() == 1
    assert [task.action for task in lines(offers.talk_points_waiting(clerk, TODAY))] == ["答复座谈意见"]


def test_who_did_not_take_part_raised_nothing() -> None:
    point = factories_acts.talk_point()
    point.raised_by = factories_acts.guest(point.talk.meeting)
    with pytest.raises(ValidationError, match="没有参加座谈"):
        talks.save_point(point, actor=factories.user("office"))


def test_the_answer_reaches_the_deputy() -> None:
    organ, account = factories.organ(), factories.user("deputy")
    meeting = factories.meeting(starts_on=TODAY)
    guest = factories_acts.guest(meeting, person=factories.person(account=account))
    point = factories_acts.talk_point(organ=organ, raised_by=guest)
    clerk = factories.user("unit_clerk", organ=organ)
    talks.answer(point, text="已经列入计划。", on=TODAY, actor=clerk, today=TODAY)
    told = Notification.objects.get(recipient=account)
    assert (told.body, told.path) == ("已经列入计划。", talks.working_path(point))
    with pytest.raises(ValidationError, match="已经答复"):
        talks.answer(point, text="又答。", on=TODAY, actor=clerk, today=TODAY)


def test_strangers_empty_words_and_wrong_days_answer_nothing() -> None:
    organ = factories.organ()
    point = factories_acts.talk_point(organ=organ)
    clerk, stranger = (factories.user("unit_clerk", organ=each) for each in (organ, factories.organ()))
    held = point.talk.held_on
    for actor, text, on, words in (
        (stranger, "答复", TODAY, "只有承办机关"),
        (clerk, " ", TODAY, "请填写答复"),
        (clerk, "答复", TODAY + timedelta(days=1), "不晚于今天"),
        (clerk, "答复", held - timedelta(days=1), "座谈日期"),
    ):
        with pytest.raises(ValidationError, match=words):
            talks.answer(point, text=text, on=on, actor=actor, today=TODAY)
    assert TalkPoint.objects.get(pk=point.pk).answer == ""


def test_the_deputy_reads_the_own_point_and_no_other() -> None:
    account = factories.user("deputy")
    guest = factories_acts.guest(factories.meeting(starts_on=TODAY), person=factories.person(account=account))
    own, other = factories_acts.talk_point(raised_by=guest), factories_acts.talk_point()
    deputy = Clerk(user=account)
    assert own.text in deputy.text(talks.working_path(own))
    assert deputy.status(talks.working_path(other)) == 404
    found = deputy.page("/workspace/talk-points/").xpath("//main//a/@href")
    assert [link for link in found if "/talk-points/" in link] == [talks.working_path(own)]
    assert deputy.client.post(talks.working_path(own), {"step": "answer"}).status_code == 404


def test_the_organ_answers_on_its_page() -> None:
    point = factories_acts.talk_point(organ=factories.organ())
    unit, page = Clerk("unit_clerk", organ=point.organ), talks.working_path(point)
    stamp = unit.page(page).xpath("//input[@name='stamp']/@value")[0]
    sent = {"step": "answer", "text": "已经列入计划。", "on": timezone.localdate(), "stamp": stamp}
    assert unit.client.post(page, sent).status_code == 302
    assert "已经列入计划。" in unit.text(page)
    assert Clerk("unit_clerk", organ=factories.organ()).status(page) == 404


def test_the_office_enters_a_talk_and_sends_a_point_to_an_organ() -> None:
    meeting = factories.meeting(starts_on=timezone.localdate() - timedelta(days=1))
    guest, organ, clerk = factories_acts.guest(meeting), factories.organ(), Clerk("office")
    clerk.save("/admin/meetings/deputytalk/add/", {"meeting": meeting.pk, "held_on": timezone.localdate(),
               "points-TOTAL_FORMS": 0, "points-INITIAL_FORMS": 0})  # fmt: skip
    talk = DeputyTalk.objects.get()
    place = f"/admin/meetings/deputytalk/{talk.pk}/change/"
    clerk.save(place, clerk.form(place) | {"participants": [guest.pk]})
    assert list(talk.participants.all()) == [guest]
    row = {"points-TOTAL_FORMS": 1, "points-0-id": "", "points-0-talk": talk.pk, "points-0-order": 1}
    row |= {"points-0-text": "建议加快进度。", "points-0-organ": organ.pk, "points-0-raised_by": guest.pk}
    clerk.save(place, clerk.form(place) | {"participants": [guest.pk]} | row)
    point = talk.points.get()
    assert (point.organ, point.raised_by) == (organ, guest)
    assert Clerk("deputy").client.get(place).status_code in (302, 403)
