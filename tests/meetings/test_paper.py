"""Papers of a meeting: their versions, and who may open them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from congress.models import Attachment, User
from congress.services import attachments
from meetings.models import Attendance, Meeting, Paper
from meetings.services import meetings, papers
from tests import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def laid(meeting: Meeting, clerk: User, title: str = "报告") -> Paper:
    paper = Paper(meeting=meeting, title=title, received_on=factories.TODAY)
    papers.lay(paper, SimpleUploadedFile("报告.pdf", PDF), actor=clerk)
    return paper


def test_a_paper_of_the_same_title_is_the_next_version(clerk: User) -> None:
    meeting = factories.meeting()
    assert [laid(meeting, clerk).version, laid(meeting, clerk).version, laid(meeting, clerk, "说明").version] == [
        1,
        2,
        1,
    ]


def test_a_refused_file_leaves_nothing(clerk: User) -> None:
    paper = Paper(meeting=factories.meeting(), title="报告")
    with pytest.raises(ValidationError):
        papers.lay(paper, SimpleUploadedFile("报告.pdf", b"MZ\x90\x00"), actor=clerk)
    assert not Paper.objects.exists()
    assert not Attachment.objects.exists()


def test_members_open_papers_once_they_are_out_and_only_of_their_meeting(clerk: User) -> None:
    member = factories.user("sc_member")
    meeting = factories.meeting()
    Attendance.objects.create(meeting=meeting, person=factories.person(account=member))
    attachment = laid(meeting, clerk).attachment
    other = laid(factories.meeting(status=Meeting.Status.PAPERS_OUT), clerk).attachment
    assert not attachments.visible_to(member).exists()
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.PAPERS_OUT)
    assert list(attachments.visible_to(member)) == [attachment]
    assert other not in attachments.visible_to(member)


def test_the_committees_staff_open_papers_and_organs_do_not(clerk: User) -> None:
    attachment = laid(factories.meeting(), clerk).attachment
    assert attachment in attachments.visible_to(factories.user("wc_head"))
    for stranger in (factories.user("unit_head", organ=factories.organ()), factories.user("deputy")):
        assert attachment not in attachments.visible_to(stranger)


def test_a_paper_that_missed_its_day_says_by_how_much(clerk: User) -> None:
    meeting = factories.meeting(starts_on=factories.TODAY + timedelta(days=30))
    factories.seat()
    meetings.schedule(meeting, actor=clerk, today=factories.TODAY)
    due_on = meeting.papers_obligation.due_on
    for number, (after, late) in enumerate([(-3, 0), (0, 0), (2, 2)]):
        paper = Paper(meeting=meeting, title=f"材料{number}", received_on=due_on + timedelta(days=after))
        assert papers.late_days(paper) == late
    assert papers.late_days(Paper(meeting=meeting, title="未收到")) == 0
    assert papers.late_days(Paper(meeting=factories.meeting(), received_on=due_on)) == 0
