"""The restricted room on the desk: motions typed on one page, steps as buttons, and who never gets in."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from congress.models import Activity, Attachment, User
from deputies.models import Person
from meetings.models import (
    Announcement,
    Attendance,
    LegalExam,
    Meeting,
    Oath,
    PersonnelAction,
    PersonnelMotion,
    PersonnelPaper,
    PostCategory,
    Vote,
)
from meetings.services import personnel
from tests import factories
from tests import factories_personnel as make
from tests.desk import Clerk, field_errors, refusals, said

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
Kind, Status = PersonnelAction.Kind, PersonnelAction.Status
LIST = "/admin/meetings/personnelmotion/"
ADD = f"{LIST}add/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def keeper(db: None) -> Clerk:
    """An officer who also records votes, as in a small office."""
    account = factories.user("personnel_officer", "office")
    return Clerk(user=account)


@pytest.fixture
def coming(db: None) -> Meeting:
    """The next meeting of the committee, today, with twenty members present."""
    today = timezone.localdate()
    at = make.meeting(on=today, status=Meeting.Status.PAPERS_OUT)
    for _ in range(20):
        seat = factories.seat(starts_on=today - timedelta(days=90))
        Attendance.objects.create(meeting=at, person=seat.person, status=Attendance.Status.PRESENT)
    return at


def page(motion: PersonnelMotion) -> str:
    return f"{LIST}{motion.pk}/change/"


def step(motion: PersonnelMotion, name: str) -> str:
    return f"{LIST}{motion.pk}/steps/{name}/"


def typed(clerk: Clerk, *rows: dict[str, object], **facts: object) -> dict[str, object]:
    """What is sent of a new motion."""
    sent = clerk.form(ADD) | facts
    for place, row in enumerate(rows):
        sent |= {f"actions-{place}-{name}": value for name, value in row.items()}
    return sent


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("名单.xlsx", stream.getvalue(), content_type=XLSX)


def test_four_appointments_are_typed_on_one_page(keeper: Clerk, coming: Meeting) -> None:
    held = make.tenure()
    known = factories.person()
    posts = [make.post() for _ in range(3)]
    answer = keeper.save(
        ADD,
        typed(
            keeper,
            {"act": Kind.APPOINT, "person": known.pk, "post": posts[0].pk},
            {"act": Kind.APPOINT, "new_name": "代表九〇一", "post": posts[1].pk},
            {"act": Kind.APPOINT, "new_name": "代表九〇二", "post": posts[2].pk},
            {"act": Kind.REMOVE, "person": held.person.pk, "post": held.post.pk},
        ),
    )
    assert refusals(answer) == ""
    motion = PersonnelMotion.objects.get()
    assert (motion.meeting, motion.proposer) == (coming, PostCategory.Proposer.CHAIR_MEETING)
    assert [row.person.name for row in motion.actions.all()] == [
        known.name,
        "代表九〇一",
        "代表九〇二",
        held.person.name,
    ]
    assert Person.objects.get(name="代表九〇一").stroke_key


def test_what_is_refused_stands_on_the_form_and_nothing_is_kept(keeper: Clerk, coming: Meeting) -> None:
    held = make.tenure(make.post("示例工委主任"))
    answer = keeper.save(
        ADD, typed(keeper, {"act": Kind.APPOINT, "new_name": "代表九〇三", "post": held.post.pk}, meeting=coming.pk)
    )
    assert f"已由{held.person}（自2022年2月1日起）担任" in refusals(answer)
    assert not PersonnelMotion.objects.exists()
    assert not Person.objects.filter(name="代表九〇三").exists()


def test_a_row_without_a_person_is_refused_beside_the_field(keeper: Clerk, coming: Meeting) -> None:
    answer = keeper.save(ADD, typed(keeper, {"act": Kind.APPOINT, "post": make.post().pk}))
    assert "actions-0-person" in field_errors(answer)


def test_a_typed_name_that_two_people_bear_is_not_guessed(keeper: Clerk, coming: Meeting) -> None:
    factories.person("代表九〇四")
    factories.person("代表九〇四")
    answer = keeper.save(ADD, typed(keeper, {"act": Kind.APPOINT, "new_name": "代表九〇四", "post": make.post().pk}))
    assert "有同名人员“代表九〇四”" in refusals(answer)


def test_rows_come_from_an_excel_list(keeper: Clerk, coming: Meeting) -> None:
    make.post("示例人民陪审员", of="lay_assessor", places=0)
    book = sheet(("姓名", "职务", "任免"), *[(f"代表八{place:03}", "示例人民陪审员", "任命") for place in range(60)])
    keeper.save(ADD, typed(keeper, proposer=PostCategory.Proposer.COURT_PRESIDENT, list_file=book))
    motion = PersonnelMotion.objects.get()
    assert motion.actions.count() == 60
    assert PersonnelAction.objects.filter(count_in_stats=True).count() == 0


def test_what_is_wrong_in_a_list_is_said_row_by_row(keeper: Clerk, coming: Meeting) -> None:
    make.post("示例职务甲")
    book = sheet(
        ("姓名", "职务", "任免"),
        ("代表八一一", "示例职务甲", "任命"),
        ("", "示例职务甲", "任命"),
        ("代表八一二", "没有的职务", "任命"),
        ("代表八一三", "示例职务甲", "提拔"),
    )
    answer = keeper.save(ADD, typed(keeper, list_file=book))
    words = refusals(answer)
    assert "第3行：没有填写姓名" in words
    assert "第4行：职务“没有的职务”没有登记" in words
    assert "第5行：“提拔”不是任免方式" in words
    assert not PersonnelMotion.objects.exists()


def test_a_list_without_headings_is_refused(keeper: Clerk, coming: Meeting) -> None:
    answer = keeper.save(ADD, typed(keeper, list_file=sheet(("名字", "岗位"))))
    assert "名单第1行须有“姓名”“职务”" in refusals(answer)


def test_rows_are_revised_while_the_file_is_open_and_fixed_afterwards(keeper: Clerk, coming: Meeting) -> None:
    motion = make.motion(make.action(), make.action(), at=coming, actor=keeper.user, received_on=coming.starts_on)
    first, second = motion.actions.all()
    keeper.change(page(motion), actions__0__order=2, actions__1__order=1)
    assert list(motion.actions.order_by("order")) == [second, first]
    keeper.step(step(motion, "submit"))
    assert "actions-0-post" not in keeper.form(page(motion))


def test_the_way_from_typing_to_the_oath_through_the_buttons(keeper: Clerk, coming: Meeting) -> None:
    today = coming.starts_on
    post = make.post("示例办公室主任", of="committee_officer")
    motion = make.motion(make.action(to=post), make.action(), at=coming, actor=keeper.user, received_on=today)
    first, second = motion.actions.all()
    screening = make.chairpersons(on=today)
    sent = {f"result_{first.pk}": "pass", f"score_{first.pk}": "92", "taken_on": today}
    keeper.step(step(motion, "exam"), **sent)
    keeper.step(step(motion, "submit"))
    keeper.step(step(motion, "screen"), at=screening.pk)
    keeper.step(step(motion, "table"))
    keeper.step(step(motion, "explain"), by="示例作说明人")
    Meeting.objects.filter(pk=coming.pk).update(status=Meeting.Status.OPEN)
    coming.items.update(status="adopted")
    rows = [first.pk, second.pk]
    answer = keeper.step(
        step(motion, "vote"),
        rows=rows,
        method=Vote.Method.ELECTRONIC,
        yes=20,
        no=0,
        abstain=0,
        not_cast=0,
        one_by_one="on",
    )
    assert "通过2项，未通过0项" in said(answer), refusals(answer)
    assert Vote.objects.filter(kind=Vote.Kind.PERSONNEL, item=motion.meeting.items.get()).count() == 2
    keeper.step(step(motion, "announce"), rows=rows, on=today)
    keeper.step(step(motion, "letters"), rows=rows, on=today)
    ceremony = "/admin/meetings/oathceremony/add/"
    ticked = keeper.page(ceremony).xpath("//input[@name='actions' and @checked]/@value")
    assert sorted(ticked) == sorted(str(key) for key in rows)
    answer = keeper.save(ceremony, keeper.form(ceremony) | {"actions": rows, "place": "区人大会议室"})
    assert refusals(answer) == ""
    assert Oath.objects.count() == 2
    first.refresh_from_db()
    assert (first.status, str(first.letter_number)) == (Status.SWORN, f"柯人大任〔{today.year}〕1号")
    assert Announcement.objects.get().text.count("为示例") == 2


def test_an_exam_is_told_in_the_room_and_not_in_its_history(keeper: Clerk, coming: Meeting) -> None:
    motion = make.motion(
        make.action(to=make.post(of="committee_officer")), at=coming, actor=keeper.user, received_on=coming.starts_on
    )
    row = motion.actions.get()
    keeper.step(
        step(motion, "exam"), **{f"result_{row.pk}": "fail", f"score_{row.pk}": "58.5", "taken_on": coming.starts_on}
    )
    assert "不合格（58.5分）" in keeper.text(page(motion))
    assert "58.5" not in keeper.text(f"{LIST}{motion.pk}/history/")
    assert "58" not in "".join(f"{line.text}{line.detail}" for line in Activity.objects.all())


def test_an_oath_of_another_organiser_is_refused_on_the_page(keeper: Clerk) -> None:
    judge = make.action(to=make.post("示例审判员", of="judge"))
    (row,) = make.decided(judge, at=make.meeting(on=make.TODAY), by=PostCategory.Proposer.COURT_PRESIDENT)
    ceremony = "/admin/meetings/oathceremony/add/"
    form = keeper.form(ceremony) | {"organiser": "sc", "held_on": timezone.localdate(), "actions": [row.pk]}
    answer = keeper.save(ceremony, form)
    assert "由区法院组织宣誓" in refusals(answer)
    assert not Oath.objects.exists()
    assert keeper.form(f"{ceremony}?organiser=court")["actions"] == str(row.pk)


def test_a_paper_is_restricted_and_its_name_tells_nobody(keeper: Clerk, coming: Meeting) -> None:
    row = make.action()
    motion = make.motion(row, at=coming, actor=keeper.user, received_on=coming.starts_on)
    form = keeper.form(page(motion)) | {
        "papers-TOTAL_FORMS": "1",
        "papers-INITIAL_FORMS": "0",
        "papers-0-kind": PersonnelPaper.Kind.CV,
        "papers-0-action": row.pk,
        "papers-0-upload": SimpleUploadedFile(f"{row.person}.pdf", PDF, content_type="application/pdf"),
    }
    answer = keeper.save(page(motion), form)
    assert refusals(answer) == ""
    kept = Attachment.objects.get()
    assert (kept.security, kept.name) == (Attachment.Security.RESTRICTED, "简历（第1项）.pdf")
    assert not Activity.objects.filter(text__contains=row.person.name, verb="上传附件").exists()


# ------------------------------------------------------------------------------------------------ who gets in

PAGES = ("", "add/", "{pk}/change/", "{pk}/history/", "{pk}/list.docx", "{pk}/steps/vote/", "reappoint/")


@pytest.mark.parametrize(
    "role",
    [
        "office",
        "office_head",
        "wc_officer",
        "wc_head",
        "deputies_wc",
        "reviewer",
        "auditor",
        "sysadmin",
        "sc_chair",
        "",
    ],
)
def test_nobody_else_opens_the_room(role: str) -> None:
    row = make.action()
    motion = make.motion(row)
    account = factories.user(*([role] if role else []))
    account.is_staff = True
    account.save(update_fields=["is_staff"])
    clerk = Clerk(user=account)
    for each in PAGES:
        answer = clerk.client.get(f"{LIST}{each.format(pk=motion.pk)}", follow=True)
        assert row.person.name not in answer.content.decode() if answer.status_code == 200 else True
        assert answer.status_code in (302, 403, 404) or answer.redirect_chain


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get(LIST).status_code == 302


def test_every_opening_of_a_motion_is_logged(keeper: Clerk, coming: Meeting) -> None:
    motion = make.motion(at=coming, actor=keeper.user, received_on=coming.starts_on)
    for place in ("change/", "history/", "steps/withdraw/", "list.docx"):
        before = Activity.objects.filter(verb="查阅人事任免案").count()
        keeper.client.get(f"{LIST}{motion.pk}/{place}")
        line = Activity.objects.filter(verb="查阅人事任免案").latest("pk")
        assert Activity.objects.filter(verb="查阅人事任免案").count() == before + 1
        assert line.actor == keeper.user


def test_the_log_names_nobody_before_the_vote(keeper: Clerk) -> None:
    row = make.action()
    make.ready(row, title=f"提请任命{row.person}", actor=keeper.user)
    assert not Activity.objects.filter(text__contains=row.person.name).exists()


def test_the_list_of_motions_takes_as_many_queries_for_many_as_for_few(keeper: Clerk) -> None:
    make.motion()
    few = keeper.queries(LIST)
    for _ in range(5):
        make.motion(make.action(), make.action())
    assert keeper.queries(LIST) == few


def test_the_page_of_a_motion_takes_as_many_queries_for_many_rows_as_for_few(keeper: Clerk) -> None:
    few = make.ready(make.action(), actor=keeper.user)
    many = make.ready(*[make.action() for _ in range(8)], actor=keeper.user)
    assert keeper.queries(page(many)) <= keeper.queries(page(few)) + 1


def test_everybody_of_a_renamed_organ_goes_into_one_motion(keeper: Clerk, coming: Meeting) -> None:
    organ = factories.organ("working_committee", name="法制内务司法工作委员会")
    held = [
        make.tenure(make.post(f"区人大法制内务司法工作委员会{title}", of="committee_officer", organ=organ, rank=rank))
        for rank, title in ((2, "副主任"), (1, "主任"))
    ]
    keeper.step(
        f"{LIST}reappoint/",
        organ=organ.pk,
        old_name="法制内务司法工作委员会",
        new_name="监察和司法工作委员会",
        proposer="chair_meeting",
        meeting=coming.pk,
        received_on=coming.starts_on,
    )
    rows = list(PersonnelMotion.objects.get().actions.order_by("order"))
    assert [(row.act, row.person) for row in rows] == [
        (Kind.REMOVE, held[1].person),
        (Kind.REMOVE, held[0].person),
        (Kind.APPOINT, held[1].person),
        (Kind.APPOINT, held[0].person),
    ]
    assert rows[2].post.title == "区人大监察和司法工作委员会主任"


def test_a_motion_that_changed_meanwhile_is_not_overwritten(keeper: Clerk, coming: Meeting) -> None:
    motion = make.motion(at=coming, actor=keeper.user, received_on=coming.starts_on)
    form = keeper.form(page(motion))
    PersonnelMotion.objects.filter(pk=motion.pk).update(signed_by="同事甲")
    keeper.save(page(motion), form | {"signed_by": "同事乙"})
    motion.refresh_from_db()
    assert motion.signed_by == "同事甲"


def test_an_exam_exists_for_one_row_once(keeper: Clerk, coming: Meeting) -> None:
    motion = make.motion(
        make.action(to=make.post(of="committee_officer")), at=coming, actor=keeper.user, received_on=coming.starts_on
    )
    row = motion.actions.get()
    for result in ("fail", "pass"):
        keeper.step(step(motion, "exam"), **{f"result_{row.pk}": result, "taken_on": coming.starts_on})
    assert LegalExam.objects.get().passed


def officer_without_votes() -> User:
    return make.officer()


def test_who_may_not_record_votes_chooses_a_recorded_one(coming: Meeting) -> None:
    clerk = Clerk(user=officer_without_votes())
    motion = make.ready(actor=clerk.user)
    page_of_vote = clerk.text(step(motion, "vote"))
    assert "已登记的表决" in page_of_vote
    assert "赞成" not in page_of_vote
    vote = make.vote(motion.meeting)
    clerk.step(step(motion, "vote"), rows=[motion.actions.get().pk], vote=vote.pk)
    assert personnel.open_to(clerk.user).get(pk=motion.pk).status == PersonnelMotion.Status.VOTED
