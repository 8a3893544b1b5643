"""Letters of opinion and opinions of the chairpersons' meeting: begun, held to their kind, adopted, printed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress import official
from congress.models import Activity, User
from meetings.models import AgendaItem, Meeting, OpinionPaper
from meetings.services import opinion_documents, opinions
from meetings.workspace.opinion import candidate_meetings
from tests import factories
from tests.desk import Clerk, refusals

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Kind = OpinionPaper.Kind


def chair_meeting(days_ago: int = 0, status: str = Meeting.Status.CLOSED) -> Meeting:
    return factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY - timedelta(days=days_ago), status=status)


def chair_item(days_ago: int = 5, **fields: object) -> AgendaItem:
    values: dict[str, object] = {"status": AgendaItem.Status.NOTED, "title": "听取示例工作情况的汇报", **fields}
    return factories.item(chair_meeting(days_ago), **values)


def chair_paper(**fields: object) -> OpinionPaper:
    values: dict[str, object] = {
        "kind": Kind.CHAIR,
        "item": chair_item(reporting_organ=factories.organ()),
        "title": "关于示例工作的主任会议议事意见",
        "working_committee": factories.organ("working_committee"),
        **fields,
    }
    return opinions.begin(OpinionPaper(**values), [("示例意见", None)], actor=factories.user("wc_officer"))


def text_of(paper: OpinionPaper) -> str:
    letter = opinion_documents.letter(paper, today=TODAY)
    official.render(letter)
    return " ".join(getattr(part, "text", "") for part in letter.body)


def test_a_letter_has_no_item_and_the_others_have_one() -> None:
    item = factories.item(factories.meeting(status=Meeting.Status.CLOSED), status=AgendaItem.Status.NOTED)
    for fields in (
        {"kind": Kind.LETTER, "item": item, "occasion": "视察"},
        {"kind": Kind.DELIBERATION},
        {"kind": Kind.CHAIR},
    ):
        paper = OpinionPaper(title="示例", working_committee=factories.organ("working_committee"), **fields)
        with pytest.raises(ValidationError, match="意见建议函不选择报告或者议题"):
            opinions.begin(paper, actor=factories.user("office"))
        with pytest.raises(IntegrityError, match="opinion_item_fits_its_kind"), transaction.atomic():
            paper.save()
    assert not OpinionPaper.objects.exists()


def test_a_letter_tells_what_gave_rise_to_it() -> None:
    with pytest.raises(ValidationError, match="须写明来由"):
        factories.letter(occasion="")
    row = factories.letter()
    with pytest.raises(IntegrityError, match="opinion_letter_has_an_occasion"), transaction.atomic():
        OpinionPaper.objects.filter(pk=row.pk).update(occasion="")


def test_the_item_is_one_of_the_right_meeting() -> None:
    with pytest.raises(ValidationError, match="须选择主任会议的议题"):
        chair_paper(item=factories.item())
    with pytest.raises(ValidationError, match="主任会议的议题形成主任会议议事意见"):
        factories.opinion_paper(item=chair_item()).full_clean()


def test_beginning_is_logged_and_keeps_the_points_with_their_organs() -> None:
    organ = factories.organ()
    paper = OpinionPaper(
        kind=Kind.LETTER, title="示例函", occasion="调研", working_committee=factories.organ("working_committee")
    )
    opinions.begin(paper, [("甲", organ), ("乙", None)], actor=factories.user("wc_officer"))
    assert list(paper.points.values_list("order", "text", "organ")) == [(1, "甲", organ.pk), (2, "乙", None)]
    assert Activity.objects.filter(verb="起草意见建议函").exists()


def test_a_point_without_words_begins_nothing() -> None:
    paper = OpinionPaper(
        kind=Kind.LETTER, title="示例函", occasion="调研", working_committee=factories.organ("working_committee")
    )
    with pytest.raises(ValidationError):
        opinions.begin(paper, [("　", None)], actor=factories.user("wc_officer"))
    assert not OpinionPaper.objects.exists()


def test_a_letter_is_submitted_without_a_report_that_was_heard(clerk: User) -> None:
    paper = factories.letter()
    opinions.submit(paper, actor=clerk)
    assert paper.status == OpinionPaper.Status.SUBMITTED


def test_a_letter_in_which_nobody_is_asked_is_refused_by_the_number_of_the_point(clerk: User) -> None:
    paper = factories.letter(addressee=None, points=2)
    paper.points.filter(order=1).update(organ=factories.organ())
    with pytest.raises(ValidationError, match="第2条意见没有承办机关"):
        opinions.submit(paper, actor=clerk)
    assert paper.status == OpinionPaper.Status.DRAFTED


def test_opinions_of_the_chairpersons_wait_until_the_topic_was_dealt_with(clerk: User) -> None:
    paper = chair_paper(item=chair_item(reporting_organ=factories.organ(), status=AgendaItem.Status.ADOPTED))
    with pytest.raises(ValidationError, match="议题还没有在主任会议上研究"):
        opinions.submit(paper, actor=clerk)


def test_opinions_of_the_chairpersons_may_be_adopted_at_the_same_meeting(clerk: User) -> None:
    paper = chair_paper()
    assert paper.item is not None
    opinions.submit(paper, actor=clerk)
    meeting = paper.item.meeting
    opinions.adopt(paper, meeting=meeting, on=meeting.starts_on, actor=factories.user("sc_chair"), today=TODAY)
    assert paper.handover_obligation is not None
    assert paper.handover_obligation.rule.code == "LTR-7"
    assert paper.society_duty is not None
    assert (paper.society_duty.kind, paper.society_duty.basis) == ("主任会议议事意见", "《监督法》第十条")


def test_a_letter_is_not_adopted_before_its_occasion_nor_offered_such_a_meeting(clerk: User) -> None:
    paper = factories.letter()
    opinions.submit(paper, actor=clerk)
    early, later = chair_meeting(11), chair_meeting(3)
    with pytest.raises(ValidationError, match="不能早于活动日期"):
        opinions.adopt(paper, meeting=early, on=early.starts_on, actor=factories.user("sc_chair"), today=TODAY)
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        assert list(candidate_meetings(paper)) == [later]


def test_the_word_paper_of_each_kind_calls_itself_by_its_name(clerk: User) -> None:
    letter = factories.letter()
    words = text_of(letter)
    assert "2026年9月6日，区人大常委会对示例工作进行了视察。" in words
    assert "请根据以上意见建议认真研究处理" in words
    chair = text_of(chair_paper())
    assert "研究了《听取示例工作情况的汇报》" in chair
    for paper in (letter, OpinionPaper.objects.get(kind=Kind.CHAIR)):
        official.render(opinion_documents.covering_letter(paper, on=TODAY))


def test_the_desk_begins_a_letter_and_prints_it() -> None:
    officer = Clerk("wc_officer")
    committee, addressee = factories.organ("working_committee"), factories.organ()
    sent = officer.form("/admin/meetings/opinionpaper/add/") | {
        "kind": "letter",
        "title": "关于养老服务工作的意见建议函",
        "working_committee": str(committee.pk),
        "addressee": str(addressee.pk),
        "occasion": "对全区养老服务工作进行了视察",
        "occasion_on": str(TODAY - timedelta(days=3)),
    }
    answer = officer.save("/admin/meetings/opinionpaper/add/", sent)
    assert refusals(answer) == ""
    paper = OpinionPaper.objects.get()
    assert (paper.kind, paper.item, paper.addressee) == (Kind.LETTER, None, addressee)
    page = f"/admin/meetings/opinionpaper/{paper.pk}/"
    assert "对全区养老服务工作进行了视察" in officer.text(f"{page}change/")
    assert officer.client.get(f"{page}opinions.docx").status_code == 200
    assert "意见建议函" in officer.text("/admin/meetings/opinionpaper/?kind__exact=letter")


def test_the_desk_refuses_a_letter_without_an_occasion_and_a_report_without_an_item() -> None:
    officer = Clerk("wc_officer")
    committee = factories.organ("working_committee")
    for kind, words in (("letter", "须写明来由"), ("deliberation", "须选择报告或者议题")):
        sent = officer.form("/admin/meetings/opinionpaper/add/") | {
            "kind": kind,
            "title": "示例",
            "working_committee": str(committee.pk),
        }
        assert words in refusals(officer.save("/admin/meetings/opinionpaper/add/", sent))
    assert not OpinionPaper.objects.exists()
