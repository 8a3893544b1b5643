"""The page of inconsistencies: silent on a clean database, what each check finds, known exceptions, its cost."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError

from congress import registry
from congress.models import Activity, KnownException, Obligation, Organ, Publication
from congress.services import activity, inconsistencies, publication
from deputies.models import Person
from meetings.models import Attendance, Meeting, OpinionPaper
from supervision.models import Delivery, FollowUp, PointAnswer, SpecialReport
from tests import factories, factories_votes
from tests.congress.test_unfinished import charge
from tests.congress.test_urging import owe
from tests.desk import Clerk, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
PATH = "/admin/inconsistencies/"
BEFORE = TODAY - timedelta(days=20)


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def found(name: str) -> list[Any]:
    return list(inconsistencies.rows_of(name, TODAY))


def test_a_clean_database_is_silent() -> None:
    assert inconsistencies.counts(TODAY).total() == 0
    assert len(registry.checks.names()) > 45
    text = Clerk("office").text(PATH)
    assert "没有发现需要核对的记录" in text
    assert "列为例外" not in text


def ended_organ() -> Obligation:
    organ = factories.organ(ends_on=TODAY - timedelta(days=1))
    factories.user("unit_clerk", organ=organ)
    return owe(organ)


def organ_without_accounts() -> Organ:
    organ = factories.organ()
    factories.user("unit_clerk", organ=organ, is_active=False)
    owe(organ)
    return organ


def committee_without_leader() -> Organ:
    led = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    charge(led)
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    unit = factories.organ()
    factories.user("unit_clerk", organ=unit)
    owe(unit, watched_by=committee)
    owe(unit, watched_by=led)
    return committee


def corrected_paper() -> OpinionPaper:
    paper = factories.adopted_paper()
    copied = {"title": paper.title, "facts": [], "sections": [], "illustrative": False}
    with time_machine.travel(f"{TODAY - timedelta(days=1)}T10:00:00+08:00", tick=False):
        factories.published(paper, copied)
    activity.record(factories.user("office"), "更正审议意见", paper, reason="笔误")
    return paper


def held(**fields: Any) -> Meeting:
    return factories.meeting(status=Meeting.Status.CLOSED, starts_on=TODAY - timedelta(days=2), **fields)


def roll_with_a_gap() -> Meeting:
    meeting = held()
    for status in (Attendance.Status.PRESENT, Attendance.Status.UNRECORDED):
        Attendance.objects.create(meeting=meeting, person=factories.person(), status=status)
    return meeting


def minutes_long_overdue() -> Meeting:
    return factories.meeting(status=Meeting.Status.CLOSED, starts_on=BEFORE)


def deadline_of_a_held_meeting() -> Meeting:
    meeting = held()
    meeting.notice_obligation = owe(role="office")
    meeting.save()
    return meeting


def opinions_handed_over_still_owed() -> OpinionPaper:
    paper = factories.follow_up().paper
    assert paper is not None
    Obligation.objects.filter(pk=paper.handover_obligation_id).update(status="open", done_on=None)
    return paper


def closed_follow_up(**fields: Any) -> FollowUp:
    row = factories.follow_up()
    FollowUp.objects.filter(pk=row.pk).update(
        status=FollowUp.Status.ACCEPTED_DONE, closed_on=TODAY, **{"closing_note": "满意", **fields}
    )
    PointAnswer.objects.filter(follow_up=row).update(status=PointAnswer.Status.CLOSED)
    Obligation.objects.filter(followupround__follow_up=row).update(status="done", done_on=TODAY)
    return row


def closed_without_note() -> FollowUp:
    return closed_follow_up(closing_note="")


def closed_with_duty() -> FollowUp:
    row = closed_follow_up()
    Obligation.objects.filter(followupround__follow_up=row).update(status="open", done_on=None)
    return row


def closed_with_open_point() -> FollowUp:
    row = closed_follow_up()
    answer = row.answers.first()
    assert answer is not None
    answer.status = PointAnswer.Status.OPEN
    answer.save()
    return row


def report_nobody_heard() -> SpecialReport:
    report = factories.report()
    Meeting.objects.filter(pk=report.item.meeting_id).update(status=Meeting.Status.CLOSED)
    return report


def late_paper_without_reason() -> SpecialReport:
    report = factories.report()
    owed = owe(report.organ)
    Obligation.objects.filter(pk=owed.pk).update(
        status="done", done_on=TODAY, due_on=BEFORE, due_plain=BEFORE, target_on=BEFORE
    )
    Delivery.objects.create(report=report, step=Delivery.Step.DRAFT, obligation=owed)
    return report


def meeting_without_quorum() -> Meeting:
    """Of three members one came: half or fewer do not make a quorum."""
    meeting = held()
    absent, present = Attendance.Status.ABSENT, Attendance.Status.PRESENT
    for status in (present, absent, absent):
        Attendance.objects.create(
            meeting=meeting, person=factories.person(), capacity=Attendance.Capacity.MEMBER, status=status
        )
    return meeting


def opinions_kept_back() -> OpinionPaper:
    paper = factories.adopted_paper()
    OpinionPaper.objects.filter(pk=paper.pk).update(adopted_on=TODAY - timedelta(days=8))
    return paper


def publication_past_its_day() -> Publication:
    meeting = held()
    duty = publication.Duty(kind="示例", title="示例", basis="示例依据", path="/")
    publication.require(meeting, duty, since=TODAY, actor=factories.user("office"))
    assert meeting.society_duty is not None
    Publication.objects.exclude(pk=meeting.society_duty.pk).update(target_on=TODAY)
    Publication.objects.filter(pk=meeting.society_duty.pk).update(target_on=TODAY - timedelta(days=1))
    return meeting.society_duty


def date_counted_before_the_holidays_are_known() -> Obligation:
    owed = owe(role="office")
    Obligation.objects.filter(pk=owed.pk).update(is_provisional=True)
    return owed


PLANTED: dict[str, Callable[[], Any]] = {
    "ended_organs_owing": ended_organ,
    "organs_that_nobody_acts_for": organ_without_accounts,
    "committees_without_a_leader": committee_without_leader,
    "corrected_opinionpaper": corrected_paper,
    "rolls_incomplete": roll_with_a_gap,
    "minutes_missing": minutes_long_overdue,
    "deadlines_of_meetings_that_are_over": deadline_of_a_held_meeting,
    "handed_over_and_still_owed": opinions_handed_over_still_owed,
    "closed_without_a_word": closed_without_note,
    "closed_and_still_owed": closed_with_duty,
    "closed_with_open_points": closed_with_open_point,
    "not_heard_at_their_meeting": report_nobody_heard,
    "late_without_a_reason": late_paper_without_reason,
    "held_without_attendance": held,
    "held_without_quorum": meeting_without_quorum,
    "adopted_not_handed_over": opinions_kept_back,
    "closed_not_published": closed_follow_up,
    "late_publications": publication_past_its_day,
    "provisional_obligations": date_counted_before_the_holidays_are_known,
}


@pytest.mark.parametrize("name", PLANTED)
def test_one_planted_breach_is_found(name: str) -> None:
    assert found(name) == []
    row = PLANTED[name]()
    assert found(name) == [row]
    assert inconsistencies.counts(TODAY)[name] == 1


def test_a_vote_with_more_people_than_the_roll_counts_is_found() -> None:
    meeting = factories_votes.in_session()
    vote = factories_votes.recorded(meeting)
    assert found("more_voted_than_came") == []
    Attendance.objects.filter(meeting=meeting, status=Attendance.Status.PRESENT).first().delete()
    assert found("more_voted_than_came") == [vote]


def test_checks_stand_by_area_with_their_counts_and_their_rows_linked() -> None:
    committee_without_leader()
    meeting = minutes_long_overdue()
    page = Clerk("office").page(PATH)
    headings = [" ".join(node.text_content().split()) for node in page.xpath("//section[@class='check-area']/h2")]
    assert headings[0].startswith("监督")
    assert any(heading.startswith("会议") for heading in headings)
    section = page.get_element_by_id("minutes_missing")
    assert "1条" in section.text_content()
    assert section.xpath(".//li/a/@href") == [f"/admin/meetings/meeting/{meeting.pk}/change/"]


def namesakes(number: int) -> list[Person]:
    return [factories.person("同名者") for _ in range(number)]


def test_a_known_exception_does_not_come_back_and_keeps_its_reason() -> None:
    first, second = namesakes(2)
    office = Clerk("office")
    answer = office.step(f"{PATH}namesakes/{first.pk}/except/", reason="确为两人")
    assert "已登记例外" in said(answer)
    assert found("namesakes") == [second]
    row = KnownException.objects.get()
    assert (row.check_name, row.object_key, row.reason) == ("namesakes", first.pk, "确为两人")
    line = Activity.objects.get(verb="登记核对例外")
    assert (line.object_key, line.reason, line.detail) == (str(first.pk), "确为两人", {"check": "人员同名"})
    listed = office.text("/admin/congress/knownexception/")
    assert "人员同名" in listed
    assert "已取消例外" in said(office.step(f"/admin/congress/knownexception/{row.pk}/steps/withdraw/"))
    assert found("namesakes") == [first, second]


@pytest.mark.parametrize(
    ("name", "reason", "message"),
    [
        ("namesakes", "  ", "须写明理由"),
        ("namesakes", "字" * 301, "300"),
        ("nothing", "理由", "没有这个核对项目"),
        ("minutes_missing", "理由", "已经更正，或者已经登记为例外"),
    ],
)
def test_an_exception_that_cannot_be_is_refused_in_words(name: str, reason: str, message: str) -> None:
    first, _ = namesakes(2)
    answer = Clerk("office").step(f"{PATH}{name}/{first.pk}/except/", reason=reason)
    assert message in said(answer)
    assert not KnownException.objects.exists()


def test_the_same_exception_is_noted_once() -> None:
    first, _ = namesakes(2)
    actor = factories.user("office")
    inconsistencies.note_exception("namesakes", first.pk, reason="确为两人", on=TODAY, actor=actor)
    with pytest.raises(ValidationError, match="已经登记为例外"):
        inconsistencies.note_exception("namesakes", first.pk, reason="确为两人", on=TODAY, actor=actor)


def test_who_may_see_and_who_may_note() -> None:
    first, _ = namesakes(2)
    officer = Clerk("wc_officer")
    assert officer.status(PATH) == 200
    assert officer.client.post(f"{PATH}namesakes/{first.pk}/except/", {"reason": "理由"}).status_code == 403
    for role in ("auditor", "deputy", "personnel_officer"):
        clerk = Clerk(role)
        for path in (PATH, f"{PATH}list.xlsx"):
            assert clerk.client.get(path, follow=True).status_code == 403


@pytest.mark.parametrize("key", ["0", "99999999999999999999", "x"])
def test_a_row_that_is_none_is_no_fault(key: str) -> None:
    assert Clerk("office").client.post(f"{PATH}namesakes/{key}/except/", {"reason": "理由"}).status_code in (302, 404)


def test_the_page_costs_the_same_however_many_rows_are_found() -> None:
    office = Clerk("office")
    namesakes(3)
    for _ in range(3):
        minutes_long_overdue()
        committee_without_leader()
    few = office.queries(PATH), office.queries("/admin/")
    namesakes(30)
    for _ in range(7):
        minutes_long_overdue()
        committee_without_leader()
    assert (office.queries(PATH), office.queries("/admin/")) == few


def test_everything_found_goes_along_as_an_excel_file() -> None:
    for _ in range(2):
        factories.person("=同名")
    office = Clerk("office")
    answer = office.client.get(f"{PATH}list.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("类别", "核对项目", "记录", "建议", "链接")
    assert [row[:3] for row in rows[1:]] == [("代表", "人员同名", "'=同名")] * 2
    assert Activity.objects.get(verb="导出数据核对").detail == {"rows": 2}
