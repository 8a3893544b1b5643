"""An inspection on the desk: entered with its organs and people, taken step by step, printed, and checked."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from congress import registry
from congress.facts import facts
from congress.models import Activity, Organ, User
from meetings.models import Meeting
from supervision.models import Finding, Oversight, OversightParticipant
from supervision.services import inspection_documents, inspections
from tests import factories
from tests import factories_inspections as make
from tests.desk import Clerk, refusals, said, superuser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = make.TODAY
Status = Oversight.Status


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def page_of(row: Oversight) -> str:
    return f"/admin/supervision/oversight/{row.pk}/change/"


def step_of(row: Oversight, name: str) -> str:
    return f"/admin/supervision/oversight/{row.pk}/steps/{name}/"


def text_of(row: Oversight, paper: str) -> str:
    answer = Clerk("office").client.get(f"/admin/supervision/oversight/{row.pk}/papers/{paper}.docx")
    assert answer.status_code == 200
    document = docx.Document(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


# ------------------------------------------------------------------------------------------------ entering


def test_an_official_of_an_inspected_organ_is_refused_on_the_page_and_nothing_is_stored() -> None:
    row = make.inspection()
    group = row.groups.create(name="第一组")
    person = factories.person(account=factories.user("deputy", organ=row.organs.get()))
    sent = {
        "participants-TOTAL_FORMS": 1,
        "participants-0-person": person.pk,
        "participants-0-group": group.pk,
        "participants-0-role": "member",
        "participants-0-capacity": "staff",
        "participants-0-level": "",
    }
    office = Clerk("office")
    answer = office.save(page_of(row), office.form(page_of(row)) | sent)
    assert f"{person}是被检查机关" in refusals(answer)
    assert not OversightParticipant.objects.exists()


def test_an_organ_is_refused_whose_official_is_in_the_group_already() -> None:
    row = make.inspection()
    organ = factories.organ()
    make.member(row, account=factories.user("deputy", organ=organ))
    sent = {"overseen-TOTAL_FORMS": 2, "overseen-1-organ": organ.pk, "overseen-1-oversight": row.pk}
    office = Clerk("office")
    assert "的工作人员" in refusals(office.save(page_of(row), office.form(page_of(row)) | sent))
    assert row.overseen.count() == 1


def test_people_organs_and_findings_are_entered_on_one_page() -> None:
    row = make.inspection()
    group = row.groups.create(name="第一组")
    person = factories.seat().person
    sent = {
        "methods": ["meeting", "spot_check"],
        "participants-TOTAL_FORMS": 1,
        "participants-0-person": person.pk,
        "participants-0-group": group.pk,
        "participants-0-role": "member",
        "participants-0-capacity": "committee",
        "findings-TOTAL_FORMS": 1,
        "findings-0-order": 1,
        "findings-0-kind": "amendment",
        "findings-0-problem": "问题",
        "findings-0-suggestion": "修改条例",
    }
    office = Clerk("office")
    assert refusals(office.save(page_of(row), office.form(page_of(row)) | sent)) == ""
    row.refresh_from_db()
    assert row.methods == ["meeting", "spot_check"]
    assert row.participants.get().person == person
    assert row.findings.get().kind == Finding.Kind.AMENDMENT


def test_the_steps_are_offered_in_their_order_and_to_those_who_write() -> None:
    row = make.inspection()
    office = Clerk("office")
    assert office.buttons(page_of(row)) == ["登记方案通过", "列入公开", "改期", "取消"]
    meeting = make.chair_meeting()
    assert "已办理" in said(office.step(step_of(row, "programme"), meeting=meeting.pk))
    assert "检查组已组成" in office.buttons(page_of(row))
    reader = Clerk("wc_head")
    assert reader.buttons(page_of(row)) == []
    assert reader.client.post(step_of(row, "group")).status_code == 403
    visit = make.outing()
    assert "登记已开展" in office.buttons(page_of(visit))
    assert "登记方案通过" not in office.buttons(page_of(visit))


def test_who_only_reads_an_inspection_reads_its_methods_in_words() -> None:
    row = make.inspection(methods=["spot_check"])
    assert "随机抽查" in Clerk("wc_head").text(page_of(row))


def test_a_late_notice_asks_for_its_reason_at_the_field() -> None:
    row = make.adopted(starts_on=TODAY + timedelta(days=5))
    make.leader(row)
    office = Clerk("office")
    office.step(step_of(row, "group"))
    answer = office.step(step_of(row, "notice"), on=TODAY.isoformat())
    assert "请写明迟延理由" in refusals(answer)
    office.step(step_of(row, "notice"), on=TODAY.isoformat(), late_reason="上级临时部署")
    row.refresh_from_db()
    assert row.status == Status.NOTIFIED


def test_the_days_of_a_dated_inspection_move_by_a_step_only() -> None:
    row = make.adopted()
    office = Clerk("office")
    assert not office.page(page_of(row)).xpath("//input[@name='starts_on']")
    later = row.starts_on + timedelta(days=7)
    office.step(step_of(row, "move"), starts_on=later.isoformat(), ends_on="", reason="会议冲突")
    row.refresh_from_db()
    assert row.starts_on == later


def test_a_report_that_is_not_tabled_is_drafted_as_a_letter_on_the_desk() -> None:
    row = make.reported()
    meeting = make.chair_meeting()
    with time_machine.travel(f"{row.last_day}T10:00:00+08:00", tick=False):
        office = Clerk("office")
        office.step(step_of(row, "untabled"), meeting=meeting.pk, reason="问题较少")
        assert "已起草" in said(office.step(step_of(row, "opinions")))
    row.refresh_from_db()
    assert row.letter is not None
    assert row.letter.points.count() == 2


@pytest.mark.parametrize("name", ["programme", "notice", "report", "else"])
def test_a_stranger_prints_nothing(name: str) -> None:
    row = make.inspection()
    path = f"/admin/supervision/oversight/{row.pk}/papers/{name}.docx"
    assert Clerk("reviewer").status(path) in (302, 403, 404)
    assert Clerk("deputy").status(path) == 302
    if name == "else":
        assert Clerk("office").status(path) == 404


# ------------------------------------------------------------------------------------------------ papers


def test_the_papers_tell_what_the_law_asks_and_no_unannounced_place() -> None:
    row = make.notified()
    person = make.member(row)
    make.site(row, place="公开的地点")
    make.site(row, place="隐蔽的地点", is_unannounced=True)
    programme = text_of(row, "programme")
    assert f"{row.instruments.get()}的贯彻实施情况" in programme
    assert person.name in programme
    notice = text_of(row, "notice")
    assert "自查" in notice
    assert "公开的地点" in notice
    assert "隐蔽的地点" not in programme + notice + text_of(row, "report")


def test_the_report_has_its_four_parts() -> None:
    row = make.reported(suggestions=1)
    row.findings.create(order=2, kind="amendment", problem="条款过时", suggestion="修改条例")
    text = text_of(row, "report")
    parts = ("法律法规实施情况", "存在的主要问题及原因", "改进执法工作的建议", "修改完善法律法规的建议")
    assert [part for part in parts if part in text] == list(parts)
    assert "建议1" in text
    assert "修改条例" in text


def test_a_visit_has_a_report_and_neither_programme_nor_notice() -> None:
    row = make.outing(report="视察情况。")
    assert "视察情况" in text_of(row, "report")
    assert Clerk("office").status(f"/admin/supervision/oversight/{row.pk}/papers/notice.docx") == 404


def test_a_draft_says_that_it_is_one() -> None:
    row = make.inspection()
    assert inspection_documents.programme(row, today=TODAY).title.endswith("（草稿）")
    assert not inspection_documents.programme(make.adopted(), today=TODAY).title.endswith("（草稿）")


# ------------------------------------------------------------------------------------------------ findings from a file

HEAD = "活动名称,序号,类别,问题,原因,建议,涉及机关,法律法规,条款"


def preview(text: str) -> tuple[Clerk, Any]:
    office = Clerk("office")
    file = SimpleUploadedFile("问题.csv", text.encode())
    path = "/admin/supervision/finding/import/"
    return office, office.client.post(path, {"import_file": file, "format": "1", "resource": ""})


def test_findings_are_entered_from_a_file() -> None:
    row = make.in_the_field()
    organ, law = row.organs.get(), row.instruments.get()
    office, answer = preview(f"{HEAD}\n{row.title},1,改进执法工作,问题甲,原因,建议,{organ.name},{law},第一条\n")
    form = answer.context["confirm_form"]
    office.client.post("/admin/supervision/finding/process_import/", form.initial, follow=True)
    finding = row.findings.get()
    assert (finding.problem, finding.organ, finding.instrument, finding.article) == ("问题甲", organ, law, "第一条")
    line = Activity.objects.get(verb="导入检查发现的问题")
    assert (line.actor, line.detail) == (office.user, {"new": 1})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("没有这项检查,1,改进执法工作,问题,,,,,", "未登记"),
        ("{title},1,别的,问题,,,,,", "只能填写"),
        ("{title},1,改进执法工作,问题,,,没有这个机关,,", "未登记"),
        ("{title},1,改进执法工作,问题,,,,没有这部法,", "未登记"),
        ("{title},1,改进执法工作,问题,,,,,第一条", "填写条款时须选择法律法规"),
        ("{title},1,改进执法工作,,,,,,", "问题"),
    ],
)
def test_a_wrong_line_of_a_file_is_told_and_nothing_is_stored(line: str, words: str) -> None:
    row = make.in_the_field()
    _, answer = preview(f"{HEAD}\n{line.format(title=row.title)}\n")
    assert answer.context.get("confirm_form") is None
    assert words in answer.content.decode()
    assert not Finding.objects.exists()


def test_a_file_adds_nothing_to_a_report_that_was_decided_upon() -> None:
    row = make.reported()
    Oversight.objects.filter(pk=row.pk).update(status=Status.DELIBERATED)
    _, answer = preview(f"{HEAD}\n{row.title},9,改进执法工作,问题,,,,,\n")
    assert "不能导入问题" in answer.content.decode()


def test_a_line_that_names_one_of_several_organs_of_a_name_is_refused() -> None:
    row = make.in_the_field()
    for _ in range(2):
        twin = factories.organ()
        Organ.objects.filter(pk=twin.pk).update(name="示例局")
    _, answer = preview(f"{HEAD}\n{row.title},1,改进执法工作,问题,,,示例局,,\n")
    assert answer.context.get("confirm_form") is None
    assert "涉及机关“示例局”不止一个" in answer.content.decode()


def test_a_file_adds_nothing_to_an_inspection_that_is_only_planned_or_called_off() -> None:
    for status in (Status.PLANNED, Status.CANCELLED):
        row = make.inspection()
        Oversight.objects.filter(pk=row.pk).update(status=status, status_note="示例理由")
        _, answer = preview(f"{HEAD}\n{row.title},1,改进执法工作,问题,,,,,\n")
        assert f"“{row.title}”当前为“{Status(status).label}”，不能导入问题" in answer.content.decode()
    assert not Finding.objects.exists()


# ------------------------------------------------------------------------------------------------ checks and facts


def found(name: str) -> set[Any]:
    return set(registry.checks.get(name).rows(TODAY))


def test_what_looks_wrong_is_found(clerk: User) -> None:
    silent = make.outing(starts_on=TODAY - timedelta(days=61))
    assert found("oversight_without_report") == {silent}
    unnoticed = make.inspection(starts_on=TODAY)
    assert unnoticed in found("inspection_without_notice")
    row = make.reported()
    row.findings.create(order=9, problem="没有建议的问题")
    assert found("finding_without_suggestion") == {row.findings.get(order=9)}
    assert found("finding_without_opinion") == set()
    Oversight.objects.filter(pk=row.pk).update(status=Status.HANDED_OVER)
    assert found("finding_without_opinion") == set(row.findings.exclude(suggestion=""))
    few = make.outing(five_levels=True)
    make.member(few)
    assert found("five_levels_untrue") == {few}
    Oversight.objects.filter(pk=few.pk).update(commissioned_by_level="city", starts_on=TODAY - timedelta(days=61))
    assert found("entrusted_without_report") == {few}


def test_a_series_with_a_gap_is_found() -> None:
    for back in (3, 2):
        make.inspection(starts_on=TODAY.replace(year=TODAY.year - back), series="示例")
    assert found("series_gap") == set()
    late = make.inspection(starts_on=TODAY, series="示例")
    assert found("series_gap") == {late}


def test_feedback_that_is_late_is_found(clerk: User) -> None:
    row = make.outing(starts_on=TODAY - timedelta(days=200), report="情况")
    day = TODAY - timedelta(days=150)
    Oversight.objects.filter(pk=row.pk).update(status=Status.DONE)
    inspections.draft_report(row, on=day, actor=clerk, today=day)
    with time_machine.travel(f"{day}T10:00:00+08:00", tick=False):
        Clerk("office").step(step_of(row, "hand"), on=day.isoformat())
    assert found("feedback_overdue") == {row.overseen.get()}


def test_laws_are_counted_once_and_people_by_times_and_heads() -> None:
    one, two = make.in_the_field(starts_on=TODAY + timedelta(days=60)), make.inspection(starts_on=TODAY)
    Oversight.objects.filter(pk=two.pk).update(status=Status.FIELDWORK)
    two.instruments.set(one.instruments.all())
    leader = one.participants.get().person
    two.participants.create(person=leader, capacity="committee")
    planned = make.inspection(starts_on=TODAY)
    year = TODAY.year
    assert planned.status == Status.PLANNED
    assert facts.get("inspections").count(year) == 2
    assert facts.get("laws_inspected").count(year) == 1
    assert facts.get("oversight_attendances").count(year) == 2
    assert facts.get("oversight_people").count(year) == 1


# ------------------------------------------------------------------------------------------------ costs


@pytest.mark.parametrize("number", [10, 30])
def test_lists_of_the_desk_cost_the_same_however_many_rows(number: int) -> None:
    root = superuser()
    for back in range(number):
        row = make.inspection(starts_on=TODAY - timedelta(days=back))
        make.site(row)
        row.findings.create(order=1, problem="问题", organ=row.organs.get(), instrument=row.instruments.get())
    for register, budget in (("oversight", 15), ("inspectionsite", 12), ("finding", 15)):
        spent = root.queries(f"/admin/supervision/{register}/")
        assert spent <= budget, (register, spent)


def test_a_meeting_of_the_committee_decides_nothing_for_an_inspection_on_the_desk() -> None:
    row = make.inspection()
    meeting = factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED)
    assert refusals(Clerk("office").step(step_of(row, "programme"), meeting=meeting.pk)) != ""
    row.refresh_from_db()
    assert row.status == Status.PLANNED
