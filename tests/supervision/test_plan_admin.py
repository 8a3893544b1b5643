"""Plans on the office's desk: topics with their forms on one page, steps, adjustments, Excel, Word."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from congress.models import Organ
from meetings.models import Meeting
from supervision.models import Campaign, Oversight, SupervisionPlan, Topic
from supervision.services import plan_documents
from tests import factories, factories_plans
from tests.desk import Clerk, refusals, said, superuser
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
LIST = "/admin/supervision/supervisionplan/"
TOPICS = "/admin/supervision/topic/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_of(plan: SupervisionPlan) -> str:
    return f"{LIST}{plan.pk}/change/"


def with_topic(form: dict[str, Any], **cells: object) -> dict[str, Any]:
    """The form with one more row of topics."""
    place = int(form["topics-TOTAL_FORMS"])
    row = {"order": "", "title": "新议题", "origin": "members", "organ": "", "working_committee": "", "planned": ""}
    return (
        form
        | {f"topics-{place}-{name}": value for name, value in (row | cells).items()}
        | {"topics-TOTAL_FORMS": str(place + 1)}
    )


def test_a_plan_is_made_and_its_topics_with_their_forms_on_one_page() -> None:
    clerk, organ = Clerk("office"), factories.organ()
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    form = clerk.form(f"{LIST}add/")
    clerk.save(f"{LIST}add/", form | {"kind": "supervision", "year": "2027", "introduction": "突出重点。"})
    plan = SupervisionPlan.objects.get()
    form = with_topic(
        clerk.form(page_of(plan)), organ=organ.pk, working_committee=committee.pk, planned="报告6月；执法检查7至8月"
    )
    answer = clerk.save(page_of(plan), form)
    assert not refusals(answer)
    topic = plan.topics.get()
    assert (topic.title, topic.order, topic.organ) == ("新议题", 1, organ)
    assert [str(each) for each in topic.forms.all()] == ["6月听取审议报告", "7至8月执法检查"]
    form = clerk.form(page_of(plan))
    assert form["topics-0-planned"] == "听取审议报告6月；执法检查7至8月"
    clerk.save(page_of(plan), form | {"topics-0-planned": "视察5月"})
    assert [str(each) for each in topic.forms.all()] == ["5月视察"]
    assert "共" in clerk.text(f"{LIST}{plan.pk}/year/?by=committee")


def test_a_topic_without_an_organ_and_a_line_that_is_not_understood_are_refused_in_words() -> None:
    clerk, plan = Clerk("office"), factories_plans.plan()
    answer = clerk.save(page_of(plan), with_topic(clerk.form(page_of(plan)), planned="吃饭6月"))
    assert "每个议题都须有责任机关，请选择。" in refusals(answer)
    assert "看不懂“吃饭6月”" in refusals(answer)
    assert not plan.topics.exists()


def test_a_second_plan_of_the_year_is_refused_in_words() -> None:
    clerk = Clerk("office")
    factories_plans.plan(year=2027)
    form = clerk.form(f"{LIST}add/") | {"kind": "supervision", "year": "2027"}
    assert "该年度已有同类计划" in refusals(clerk.save(f"{LIST}add/", form))
    assert SupervisionPlan.objects.count() == 1


def test_the_steps_lead_to_adoption_and_the_topics_are_fixed_then() -> None:
    clerk, plan = Clerk("office"), factories_plans.plan()
    factories_plans.topic(plan)
    assert clerk.buttons(page_of(plan)) == ["拟定草案"]
    clerk.step(f"{LIST}{plan.pk}/steps/draft/")
    clerk.step(f"{LIST}{plan.pk}/steps/consult/")
    assert "登记主任会议通过" in clerk.buttons(page_of(plan))
    meeting = factories_plans.chairpersons(TODAY)
    adopt = f"{LIST}{plan.pk}/steps/adopt/"
    assert "日期须在该次主任会议期间" in refusals(clerk.step(adopt, meeting=meeting.pk, on="2026-09-15"))
    committee = factories.meeting(starts_on=TODAY, status=Meeting.Status.CLOSED)
    assert refusals(clerk.step(adopt, meeting=committee.pk, on=TODAY.isoformat()))
    assert "列入公开" in said(clerk.step(adopt, meeting=meeting.pk, on=TODAY.isoformat()))
    plan.refresh_from_db()
    assert plan.status == SupervisionPlan.Status.ADOPTED
    assert clerk.client.post(page_of(plan), {}).status_code == 403
    assert set(clerk.buttons(page_of(plan))) == {"调整：增加议题", "调整：形式和时间", "调整：取消议题"}


def test_a_slip_of_the_pen_in_an_adopted_plan_is_corrected_with_a_reason() -> None:
    head, plan = superuser(), factories_plans.adopted(topics=1)
    form = head.form(page_of(plan)) | {"topics-0-title": "改正的议题"}
    assert "更正须写明理由" in refusals(head.save(page_of(plan), form))
    head.save(page_of(plan), form | {"correction_reason": "错字"})
    assert plan.topics.get().title == "改正的议题"


def test_a_topic_is_added_by_adjustment_and_the_notice_is_printed() -> None:
    clerk, plan, organ = Clerk("office"), factories_plans.in_force(topics=1), factories.organ()
    committee = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    meeting = plan.adopted_at_meeting
    assert meeting
    step = f"{LIST}{plan.pk}/steps/add-topic/"
    sent: dict[str, Any] = {
        "title": "防汛工作",
        "origin": "public",
        "organ": organ.pk,
        "working_committee": committee.pk,
        "forms_line": "听取审议报告10月",
        "meeting": meeting.pk,
        "on": TODAY.isoformat(),
        "reason": "",
    }
    assert "调整计划须写明理由" in refusals(clerk.step(step, **sent))
    assert "每个议题都须有责任机关" in refusals(clerk.step(step, **(sent | {"reason": "汛情", "organ": ""})))
    assert plan.topics.count() == 1
    assert "已告知" in said(clerk.step(step, **(sent | {"reason": "汛情严重"})))
    row = plan.adjustments.get()
    paper = plan_documents.adjustment_notice(row)
    assert paper.title == f"关于调整{plan}的通知"
    answer = clerk.client.get(f"{LIST}{plan.pk}/notices/{row.pk}.docx")
    text = "\n".join(each.text for each in Document(BytesIO(answer.getvalue())).paragraphs)
    assert "增加议题“防汛工作”" in text
    assert "汛情严重" in text
    assert clerk.status(f"{LIST}{plan.pk}/notices/999999.docx") == 404


def test_the_plan_is_printed_as_an_official_paper() -> None:
    plan = factories_plans.consulted(introduction="突出重点。")
    clerk = Clerk("office")
    answer = clerk.client.get(f"{LIST}{plan.pk}/plan.docx")
    document = Document(BytesIO(answer.getvalue()))
    text = "\n".join(each.text for each in document.paragraphs)
    assert "（草案）" in text
    assert "6月听取审议报告" in text
    assert document.tables


def test_a_plan_with_an_open_topic_is_not_closed_on_the_desk() -> None:
    clerk, plan = Clerk("office"), factories_plans.in_force(topics=1)
    step = f"{LIST}{plan.pk}/steps/close/"
    assert "还没有结果" in refusals(clerk.step(step, on=TODAY.isoformat()))
    topic = plan.topics.get()
    finish = f"{TOPICS}{topic.pk}/steps/finish/"
    assert "登记完成须写明说明" in refusals(clerk.step(finish, on=TODAY.isoformat(), note=""))
    clerk.step(finish, on=TODAY.isoformat(), note="合并办理")
    clerk.step(step, on=TODAY.isoformat())
    plan.refresh_from_db()
    assert plan.status == SupervisionPlan.Status.CLOSED


def test_a_fact_is_entered_on_the_topics_page_and_must_fit() -> None:
    clerk, plan = Clerk("office"), factories_plans.plan()
    topic = factories_plans.topic(plan, forms="视察5月")
    visit = Oversight.objects.create(kind="visit", title="示例视察", starts_on=date(2026, 5, 9), status="done")
    report = factories.report()
    page = f"{TOPICS}{topic.pk}/change/"
    wrong = clerk.save(page, clerk.form(page) | {"forms-0-report": report.pk})
    assert "所选记录与监督形式“视察”不符" in refusals(wrong)
    both = clerk.save(page, clerk.form(page) | {"forms-0-oversight": visit.pk, "forms-0-fulfilled_on": "2026-05-09"})
    assert "只对应一件记录" in refusals(both)
    clerk.save(page, clerk.form(page) | {"forms-0-oversight": visit.pk})
    assert topic.forms.get().fact_on == date(2026, 5, 9)


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    head = ("年度", "计划类别", "序号", "议题", "议题来源", "责任机关", "责任工委", "形式和月份", "内容和要求")
    for row in (head, *rows):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("议题.xlsx", content.getvalue(), XLSX)


def imported(clerk: Clerk, *rows: tuple[object, ...]) -> Any:
    return clerk.client.post(f"{TOPICS}import/", {"import_file": sheet(*rows), "format": "0", "resource": ""})


def test_topics_come_from_an_excel_file_after_a_preview() -> None:
    clerk, plan = Clerk("office"), factories_plans.plan()
    organ = factories.organ(name="示例局", short_name="示例局")
    origin = Topic.Origin.MEMBERS.label
    answer = imported(clerk, (plan.year, "监督工作计划", "", "导入的议题", origin, organ.name, "", "报告6月", "要求"))
    page = answer.content.decode()
    assert "导入的议题" in page
    confirm = answer.context["confirm_form"].initial
    clerk.client.post(f"{TOPICS}process_import/", confirm, follow=True)
    topic = plan.topics.get()
    assert (topic.title, topic.organ, topic.order) == ("导入的议题", organ, 1)
    assert str(topic.forms.get()) == "6月听取审议报告"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({5: ""}, "每个议题都须有责任机关"),
        ({5: "没有的局"}, "未登记"),
        ({4: "听说的"}, "议题来源“听说的”不正确"),
        ({7: "吃饭6月"}, "看不懂"),
        ({1: "别的计划"}, "计划类别只能填写"),
        ({0: "2099"}, "还没有建立"),
    ],
)
def test_a_wrong_row_of_a_file_is_named_and_nothing_is_stored(cells: dict[int, object], message: str) -> None:
    plan, organ = factories_plans.plan(), factories.organ(name="示例局")
    row: list[object] = [
        plan.year,
        "监督工作计划",
        "",
        "议题",
        Topic.Origin.MEMBERS.label,
        organ.name,
        "",
        "报告6月",
        "",
    ]
    for place, value in cells.items():
        row[place] = value
    answer = imported(Clerk("office"), tuple(row))
    assert message in answer.content.decode()
    assert not Topic.objects.exists()


def test_a_file_adds_nothing_to_an_adopted_plan() -> None:
    plan, organ = factories_plans.adopted(topics=1), factories.organ(name="示例局")
    row = (plan.year, "监督工作计划", "", "插队议题", Topic.Origin.MEMBERS.label, organ.name, "", "报告6月", "")
    assert "不能导入议题" in imported(Clerk("office"), row).content.decode()
    assert plan.topics.count() == 1


def test_topics_are_taken_along_as_excel() -> None:
    factories_plans.topic(forms="报告6月；视察7月")
    clerk = Clerk("office")
    answer = clerk.client.post(f"{TOPICS}export/", {"format": "0"})
    if answer.status_code != 200 or answer.headers.get("Content-Type") != XLSX:
        answer = clerk.client.get(f"{TOPICS}export/")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("年度", "计划类别", "序号", "议题")
    assert "听取审议报告6月；视察7月" in rows[1]


def test_who_works_on_plans() -> None:
    plan = factories_plans.plan()
    officer = Clerk("wc_officer")
    factories_plans.topic(plan)
    assert officer.status(page_of(plan)) == 200
    assert officer.buttons(page_of(plan)) == []
    assert officer.client.post(f"{LIST}{plan.pk}/steps/draft/").status_code == 403
    assert Clerk("personnel_officer").status(LIST) == 403
    assert Clerk("deputy").client.get(LIST).status_code == 302


def test_a_campaign_with_its_teams() -> None:
    clerk, leader = Clerk("office"), factories.person()
    form = clerk.form("/admin/supervision/campaign/add/")
    form |= {"title": "专项监督", "year": "2026", "teams-TOTAL_FORMS": "1", "teams-0-number": "1"}
    form |= {"teams-0-leader": leader.pk, "teams-0-scope": "sector", "teams-0-area": "工业", "teams-0-weight": "2"}
    answer = clerk.save("/admin/supervision/campaign/add/", form)
    assert not refusals(answer)
    assert str(Campaign.objects.get().teams.get()) == "第1专项监督组（工业）"
    assert clerk.status("/admin/supervision/oversightteam/") == 200
    assert Clerk("personnel_officer").status("/admin/supervision/campaign/") == 403


def test_the_pages_take_as_many_queries_for_thirty_topics_as_for_ten() -> None:
    clerk, plan = Clerk("office"), factories_plans.plan()
    for _ in range(10):
        factories_plans.topic(plan)
    pages = (page_of(plan), f"{LIST}{plan.pk}/year/", TOPICS)
    few = [clerk.queries(page) for page in pages]
    for _ in range(22):
        factories_plans.topic(plan)
    assert [clerk.queries(page) for page in pages] == few
