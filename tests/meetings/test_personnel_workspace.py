"""Appointments outside the desk: who reads which motion and which paper, and how an organ hands its own in."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congress.models import Activity, Organ, User
from congress.services import attachments
from meetings.models import Attendance, Meeting, PersonnelAction, PersonnelMotion, PersonnelPaper, PostCategory
from meetings.services import personnel
from tests import factories
from tests import factories_personnel as make
from tests.desk import Clerk

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
LIST = "/workspace/personnel/"
SUBMIT = f"{LIST}submit/"
Kind = PersonnelPaper.Kind


def pdf(name: str = "材料.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (("姓名", "职务", "任免", "理由"), *rows):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile(
        "名单.xlsx",
        stream.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def page(motion: PersonnelMotion) -> str:
    return f"{LIST}{motion.pk}/"


def with_papers(motion: PersonnelMotion) -> dict[str, PersonnelPaper]:
    """A paper of each of four kinds."""
    officer = make.officer()
    kinds = (Kind.MOTION, Kind.CV, Kind.REASONS, Kind.COMPLAINT)
    return {kind: personnel.lay_paper(PersonnelPaper(motion=motion, kind=kind), pdf(), actor=officer) for kind in kinds}


def member_at(meeting: Meeting) -> User:
    """A member who is expected at the meeting."""
    account = factories.user("sc_member")
    person = factories.person(account=account)
    factories.seat(holder=person)
    Attendance.objects.create(meeting=meeting, person=person)
    return account


def kinds_open_to(user: User, papers: dict[str, PersonnelPaper]) -> set[str]:
    seen = set(attachments.visible_to(user).values_list("pk", flat=True))
    return {kind for kind, paper in papers.items() if paper.attachment_id in seen}


def test_chairpersons_read_what_was_put_before_them_and_not_before(client: Client) -> None:
    chair = Clerk("sc_chair")
    motion = make.motion()
    papers = with_papers(motion)
    assert chair.status(page(motion)) == 404
    assert kinds_open_to(chair.user, papers) == set()
    personnel.submit(motion, actor=make.officer(), today=make.TODAY)
    assert motion.actions.get().person.name in chair.text(page(motion))
    assert kinds_open_to(chair.user, papers) == set(papers)


def test_members_read_a_tabled_motion_once_the_papers_are_out() -> None:
    at = make.meeting(status=Meeting.Status.NOTICED)
    member = Clerk(user=member_at(at))
    motion = make.ready(at=at)
    papers = with_papers(motion)
    assert member.status(page(motion)) == 404
    Meeting.objects.filter(pk=at.pk).update(status=Meeting.Status.PAPERS_OUT)
    assert motion.actions.get().person.name in member.text(page(motion))
    assert kinds_open_to(member.user, papers) == {Kind.MOTION, Kind.CV}


def test_a_member_of_another_meeting_reads_nothing() -> None:
    motion = make.ready(at=make.meeting(status=Meeting.Status.PAPERS_OUT))
    papers = with_papers(motion)
    elsewhere = member_at(make.meeting(status=Meeting.Status.PAPERS_OUT))
    assert Clerk(user=elsewhere).status(page(motion)) == 404
    assert kinds_open_to(elsewhere, papers) == set()


@pytest.mark.parametrize("role", ["office", "deputy", "unit_clerk", "gov_office", "sysadmin", "auditor", "expert"])
def test_others_find_neither_motion_nor_papers(role: str) -> None:
    motion = make.ready(at=make.meeting(status=Meeting.Status.PAPERS_OUT))
    papers = with_papers(motion)
    other = Clerk(role, organ=factories.organ())
    assert other.status(page(motion)) in (403, 404)
    assert other.status(LIST) in (200, 403)
    assert kinds_open_to(other.user, papers) == set()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(LIST).status_code == 302


def test_every_reading_of_a_page_and_of_a_file_is_logged() -> None:
    chair = Clerk("sc_chair")
    motion = make.ready()
    papers = with_papers(motion)
    chair.client.get(page(motion))
    assert Activity.objects.filter(actor=chair.user, verb="查阅人事任免案").count() == 1
    chair.client.get(f"/files/{papers[Kind.CV].attachment.public_id}/")
    assert Activity.objects.filter(actor=chair.user, verb="查看限制级附件").count() == 1


# ------------------------------------------------------------------------------------------------ handed in


@pytest.fixture
def court(db: None) -> Organ:
    return factories.organ(Organ.Kind.COURT)


@pytest.fixture
def liaison(court: Organ) -> Clerk:
    return Clerk("court_liaison", organ=court)


def hand_in(clerk: Clerk, *rows: tuple[str, ...], at: Meeting) -> object:
    sent = {
        "title": "关于提请任命审判员的议案",
        "meeting": at.pk,
        "signed_by": "示例院长",
        "list_file": sheet(*rows),
        "motion_file": pdf("议案.pdf"),
        "cvs": [pdf("一.pdf"), pdf("二.pdf")],
    }
    return clerk.client.post(SUBMIT, sent)


def test_an_organ_hands_in_its_motion_with_list_and_files(liaison: Clerk, court: Organ) -> None:
    make.post("示例审判员", of="judge", places=0)
    at = make.meeting(on=make.DAY.replace(year=make.DAY.year + 1))
    hand_in(liaison, ("代表七〇一", "示例审判员", "任命", ""), ("代表七〇二", "示例审判员", "任命", ""), at=at)
    motion = PersonnelMotion.objects.get()
    assert (motion.proposer, motion.proposing_organ) == (PostCategory.Proposer.COURT_PRESIDENT, court)
    assert (motion.actions.count(), motion.papers.count()) == (2, 3)
    assert "代表七〇一" in liaison.text(page(motion))


def test_what_another_head_proposes_is_refused_and_nothing_kept(liaison: Clerk) -> None:
    make.post("示例局长", of="government_head")
    at = make.meeting(on=make.DAY.replace(year=make.DAY.year + 1))
    answer = hand_in(liaison, ("代表七〇三", "示例局长", "任命", ""), at=at)
    assert "由区长提请" in answer.content.decode()  # type: ignore[attr-defined]
    assert not PersonnelMotion.objects.exists()
    assert not PersonnelPaper.objects.exists()


def test_an_organ_does_not_see_the_motions_of_another(liaison: Clerk) -> None:
    other = make.motion(
        make.action(to=make.post("示例检察员", of="procurator")), by=PostCategory.Proposer.CHIEF_PROCURATOR
    )
    assert liaison.status(page(other)) == 404
    own = make.motion(
        make.action(to=make.post("示例审判员", of="judge")),
        by=PostCategory.Proposer.COURT_PRESIDENT,
        proposing_organ=liaison.user.organ,
    )
    assert liaison.status(page(own)) == 200


@pytest.mark.parametrize("role", ["deputy", "sc_chair", "unit_clerk", "office"])
def test_others_hand_in_nothing(role: str) -> None:
    assert Clerk(role, organ=factories.organ(Organ.Kind.COURT)).status(SUBMIT) == 403


def test_the_list_takes_as_many_queries_for_many_as_for_few() -> None:
    chair = Clerk("sc_chair")
    make.ready()
    few = chair.queries(LIST)
    for _ in range(4):
        make.ready()
    assert chair.queries(LIST) == few


def test_carried_rows_show_their_state(liaison: Clerk) -> None:
    chair = Clerk("sc_chair")
    (row,) = make.decided()
    assert PersonnelAction.Status.PASSED.label in chair.text(page(row.motion))
