"""The desk: its door, its first page, who may open which register, and what pages cost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from congress.models import KnownException, Mail, Notification, NumberSeries, Obligation, OrganName
from congress.services import notifications
from deputies.models import Mandate, Person
from meetings.models import Act, Attendance, ByElection, DeputyTalk, Meeting, PersonnelMotion, Post, PostCategory
from meetings.services import meetings
from supervision.models import Inquiry, JointSupervision, LegalInstrument, Oversight
from tests import (
    factories,
    factories_duty,
    factories_filings,
    factories_funds,
    factories_patrols,
    factories_people,
    factories_reviews,
    factories_stations,
    factories_suggestions,
    factories_voices,
)
from tests import factories_inquiries as made
from tests.desk import Clerk, superuser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
APPS = ("congress", "deputies", "meetings", "supervision")


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def registers() -> dict[str, str]:
    """Every register of ours by the name of its model."""
    return {
        model._meta.label_lower: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.app_label in APPS
    }


def some_of_everything() -> None:
    """At least one more row in every register."""
    follow_up = factories.follow_up()
    paper = follow_up.paper
    report = factories.report(at=factories.meeting(number=100 + Meeting.objects.count()))
    meetings.schedule(report.item.meeting, actor=factories.user("office"), today=TODAY)
    person = factories.person()
    Mandate.objects.create(
        person=person, term=factories.term(), level="district", starts_on=TODAY, delegation=factories.organ()
    )
    factories.seat(holder=person)
    organ = factories.organ(parent=factories.organ())
    OrganName.objects.create(organ=organ, name="旧名", starts_on=TODAY)
    Act.objects.create(kind="decision", title=f"决定{paper.pk}", meeting=paper.item.meeting, adopted_on=TODAY)
    outing = Oversight.objects.create(kind="visit", title=f"视察{paper.pk}", starts_on=TODAY)
    outing.subjects.create(title="内容")
    outing.overseen.create(organ=organ)
    outing.findings.create(order=1, problem="问题", organ=organ)
    outing.sites.create(place="地点", visits_on=TODAY)
    LegalInstrument.objects.create(title=f"法律{paper.pk}", kind="law")
    sitting = paper.item.meeting.sittings.create(starts_on=TODAY)
    Inquiry.objects.create(title="询问", sitting=sitting)
    made.commitment()
    made.verified()
    made.interpellation()
    Attendance.objects.create(meeting=report.item.meeting, person=person)
    notifications.tell([factories.user()], subject="通知")
    Mail.objects.create(recipient=factories.user())
    KnownException.objects.create(
        check_name="namesakes", object_key=paper.pk, title="示例", reason="示例", noted_by=factories.user()
    )
    NumberSeries.objects.create(code=f"series-{paper.pk}", name="系列", prefix="例")
    Post.objects.create(category=PostCategory.objects.first(), organ=organ, title=f"职务{paper.pk}")
    DeputyTalk.objects.create(meeting=paper.item.meeting, held_on=TODAY)
    ByElection.objects.create(procedure="voters", term=factories.term(), constituency="选区", polling_on=TODAY)
    PersonnelMotion.objects.create(
        title=f"任免案{paper.pk}", proposer="chair_meeting", received_on=TODAY, meeting=report.item.meeting
    )
    factories.published(paper, {"title": paper.title, "facts": [], "sections": [], "illustrative": False})
    factories_filings.under_review(factories.organ("working_committee"))
    factories_filings.suggestion()
    review = factories_reviews.proposed()
    review.scores.create(item=factories_reviews.scheme().items.first(), grader="评委001", points=1)
    review.expert_assignments.create(expert=factories_reviews.expert(), task="意见", assigned_on=TODAY)
    JointSupervision.objects.create(title=f"联动{paper.pk}", led_by_level="city", starts_on=TODAY)
    factories_people.one_of_each()
    factories_stations.one_of_each()
    factories_voices.handed_over()
    factories_patrols.one_of_each()
    factories_duty.one_of_each()
    factories_funds.one_of_each()
    factories_suggestions.one_of_each()


def test_a_stranger_is_led_to_the_sign_in_page_and_back() -> None:
    answer = Client().get("/admin/meetings/meeting/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/admin/meetings/meeting/"
    assert answer.status_code == 200


def test_another_site_is_no_way_back() -> None:
    answer = Client().get("/admin/login/?next=https://example.org/")
    assert "example.org" not in answer.headers["Location"]


@pytest.mark.parametrize("role", ["deputy", "unit_clerk", "unit_head", "sc_member", "sc_chair"])
def test_people_of_the_workspace_do_not_enter_the_desk(role: str) -> None:
    clerk = Clerk(role)
    answer = clerk.client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "不使用办公室工作台账" in answer.content.decode()
    for path in registers().values():
        assert clerk.client.get(path, follow=True).status_code == 403, path


#: registers that each role of the desk may read
MATRIX = {
    "office": {
        "congress.attachment", "congress.documentnumber", "congress.extension", "congress.knownexception",
        "congress.legalrule", "congress.numberseries", "congress.obligation", "congress.organ",
        "congress.publication", "congress.specialday", "congress.workcalendaryear",
        "deputies.areacontact", "deputies.charge", "deputies.congresssession", "deputies.constituency",
        "deputies.contactlog", "deputies.contactpair", "deputies.councillor", "deputies.deputygroup",
        "deputies.groupmember", "deputies.localduty", "deputies.localmeeting", "deputies.mandate", "deputies.person",
        "deputies.profilechange", "deputies.seat", "deputies.streetpilot", "deputies.term",
        "deputies.hostswap", "deputies.incomingvisit", "deputies.receptionhost", "deputies.receptionslot",
        "deputies.deliberationevent", "deputies.standardscheme", "deputies.station", "deputies.stationassessment",
        "deputies.stationmove", "deputies.story", "deputies.storycontest",
        "deputies.importbatch", "deputies.patrolcategory", "deputies.patrolfinding", "deputies.patrolround",
        "meetings.act", "meetings.agendaitem", "meetings.announcement", "meetings.assessment", "meetings.attendance",
        "meetings.byelection", "meetings.candidate", "meetings.deputytalk", "meetings.gallery", "meetings.leave",
        "meetings.majormatter", "meetings.meeting", "meetings.meetingminutes", "meetings.observerapplication",
        "meetings.opinionpaper",
        "meetings.post", "meetings.postcategory", "meetings.resignation", "meetings.sitting", "meetings.speech",
        "meetings.tenure", "meetings.vote",
        "supervision.finding", "supervision.followup", "supervision.followuprecheck", "supervision.inquiry",
        "supervision.inspectionsite",
        "supervision.legalinstrument", "supervision.oversight",
        "supervision.auditfinding", "supervision.auditledger", "supervision.commitment",
        "supervision.interpellation",
        "supervision.specialreport",
        "supervision.filingscope", "supervision.normfiling",
        "meetings.assessmentscale", "supervision.expert", "supervision.expertassignment", "supervision.expertterm",
        "supervision.jointsupervision", "supervision.performancereview", "supervision.reviewscheme",
        "supervision.award", "supervision.campaign", "supervision.countedtotal", "supervision.investment",
        "supervision.organchange", "supervision.outcome", "supervision.oversightteam", "supervision.ownrule",
        "supervision.partyrequest", "supervision.publicityitem", "supervision.stafftraining",
        "supervision.studyresult", "supervision.supervisionplan", "supervision.taskforce", "supervision.topic",
        "supervision.topicproposal", "supervision.yearlymilestone",
    },
    "wc_officer": {
        "congress.attachment", "congress.documentnumber", "congress.legalrule", "congress.obligation",
        "congress.organ",
        "deputies.areacontact", "deputies.charge", "deputies.congresssession", "deputies.constituency",
        "deputies.contactlog", "deputies.contactpair", "deputies.councillor", "deputies.deputygroup",
        "deputies.groupmember", "deputies.localduty", "deputies.localmeeting", "deputies.mandate", "deputies.person",
        "deputies.profilechange", "deputies.seat", "deputies.streetpilot", "deputies.term",
        "deputies.hostswap", "deputies.incomingvisit", "deputies.receptionhost", "deputies.receptionslot",
        "deputies.deliberationevent", "deputies.standardscheme", "deputies.station", "deputies.stationassessment",
        "deputies.importbatch", "deputies.stationmove", "deputies.story", "deputies.storycontest",
        "meetings.act", "meetings.agendaitem", "meetings.announcement", "meetings.assessment", "meetings.attendance",
        "meetings.byelection", "meetings.candidate", "meetings.deputytalk", "meetings.gallery",
        "meetings.majormatter", "meetings.meeting", "meetings.meetingminutes", "meetings.opinionpaper",
        "meetings.post", "meetings.postcategory", "meetings.resignation", "meetings.sitting", "meetings.speech",
        "meetings.tenure", "meetings.vote",
        "supervision.finding", "supervision.followup", "supervision.followuprecheck", "supervision.inquiry",
        "supervision.inspectionsite",
        "supervision.legalinstrument", "supervision.oversight",
        "supervision.auditfinding", "supervision.auditledger", "supervision.commitment",
        "supervision.interpellation",
        "supervision.specialreport",
        "supervision.normfiling",
        "meetings.assessmentscale", "supervision.expert", "supervision.expertassignment", "supervision.expertterm",
        "supervision.jointsupervision", "supervision.performancereview", "supervision.reviewscheme",
        "supervision.award", "supervision.campaign", "supervision.countedtotal", "supervision.investment",
        "supervision.organchange", "supervision.outcome", "supervision.oversightteam", "supervision.ownrule",
        "supervision.publicityitem", "supervision.stafftraining", "supervision.studyresult",
        "supervision.supervisionplan", "supervision.taskforce", "supervision.topic",
        "supervision.topicproposal", "supervision.yearlymilestone",
    },
    "personnel_officer": {
        "congress.organ", "deputies.person", "meetings.agendaitem", "meetings.announcement", "meetings.meeting",
        "meetings.oathceremony", "meetings.personnelaction", "meetings.personnelmotion", "meetings.post",
        "meetings.postcategory", "meetings.tenure", "meetings.vote",
        "supervision.expert", "supervision.expertassignment", "supervision.jointsupervision",
        "supervision.performancereview", "supervision.reviewscheme", "supervision.reviewscore",
    },
    "treasurer": {
        "congress.organ", "deputies.dutyactivity", "deputies.mandate", "deputies.person",
        "deputies.allowanceentitlement", "deputies.allowanceperiod", "deputies.allowancerate", "deputies.bankaccount",
        "deputies.fundline", "deputies.fundpayment",
    },
    "funds_approver": {
        "deputies.allowanceentitlement", "deputies.allowanceperiod", "deputies.allowancerate",
        "deputies.fundline", "deputies.fundpayment",
    },
    "reviewer": {"congress.attachment", "congress.publication"},
    "auditor": {"congress.activity"},
    "sysadmin": {"congress.mail", "congress.organ", "congress.user"},
}  # fmt: skip


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_reads_its_own_registers_and_no_others(role: str) -> None:
    clerk = Clerk(role)
    open_to = {label for label, path in registers().items() if clerk.status(path) == 200}
    refused = {label for label, path in registers().items() if clerk.status(path) == 403}
    assert open_to == MATRIX[role]
    assert refused == set(registers()) - MATRIX[role]


@pytest.mark.parametrize("role", ["reviewer", "auditor", "sysadmin"])
def test_who_reads_no_register_cannot_take_it_along(role: str) -> None:
    clerk = Clerk(role)
    assert clerk.status("/admin/meetings/meeting/export/") == 403
    assert clerk.status("/admin/deputies/person/import/") == 403


def test_the_first_page_shows_what_waits_what_is_late_and_what_comes_next() -> None:
    late = factories.follow_up().current_round.obligation
    Obligation.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=3))
    waiting = factories.adopted_paper()
    meeting = factories.meeting(number=100)
    item = factories.item(meeting, title="关于示例工作情况的报告")
    meetings.schedule(meeting, actor=factories.user("office"), today=TODAY)
    office = Clerk("office")
    page = office.page("/admin/")
    text = " ".join(page.text_content().split())
    assert "已逾期" in text
    assert "逾期 3 天" in text
    assert f"缺材料：{item.title}" in text
    links = {link.text_content().strip(): link.get("href") for link in page.xpath("//ul[@class='desk-rows']//a")}
    assert links[waiting.title] == f"/admin/meetings/opinionpaper/{waiting.pk}/change/"
    assert links[str(meeting)] == f"/admin/meetings/meeting/{meeting.pk}/change/"


def test_an_empty_desk_says_so() -> None:
    assert "现在没有等您办理的事项" in Clerk("auditor").text("/admin/")


def test_everything_that_waits_stands_on_one_page() -> None:
    papers = [factories.adopted_paper() for _ in range(9)]
    office = Clerk("office")
    assert "查看全部" in office.text("/admin/")
    text = office.text("/admin/waiting/")
    assert all(paper.title in text for paper in papers)


def test_inconsistent_records_are_counted_and_linked() -> None:
    for _ in range(2):
        Person.objects.create(name="同名者")
    meeting = factories.meeting(status=Meeting.Status.CLOSED, starts_on=TODAY - timedelta(days=5))
    paper = factories.adopted_paper(on=TODAY - timedelta(days=9))
    office = Clerk("office")
    assert "数据待核对" in office.text("/admin/")
    page = office.page("/admin/inconsistencies/")
    links = {link.get("href") for link in page.xpath("//section[@class='check']//a")}
    assert f"/admin/meetings/meeting/{meeting.pk}/change/" in links
    assert f"/admin/meetings/opinionpaper/{paper.pk}/change/" in links
    names = page.get_element_by_id("namesakes")
    assert "2条" in names.text_content()
    assert Clerk("auditor").status("/admin/inconsistencies/") == 403


def test_the_first_page_costs_the_same_however_much_waits() -> None:
    office = Clerk("office", "office_head")
    some_of_everything()
    factories.adopted_paper()
    few = office.queries("/admin/")
    for _ in range(4):
        some_of_everything()
        factories.adopted_paper()
    assert office.queries("/admin/") == few <= 25


def test_lists_cost_the_same_however_many_rows_they_have() -> None:
    root = superuser()
    some_of_everything()
    some_of_everything()
    few = {label: root.queries(path) for label, path in registers().items()}
    for _ in range(3):
        some_of_everything()
    many = {label: root.queries(path) for label, path in registers().items()}
    assert many == few
    assert max(many.values()) <= 15, many


def test_every_page_of_every_register_opens() -> None:
    root = superuser()
    some_of_everything()
    for model, register in admin.site._registry.items():
        if model._meta.app_label not in APPS:
            continue
        place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        row = model._default_manager.order_by("pk").last()
        paths = [f"{place}?q=示例", f"{place}?q=%E4%B8%80"] if register.search_fields else []
        if row is not None:
            paths += [f"{place}{row.pk}/change/", f"{place}{row.pk}/history/"]
        if register.has_add_permission(_request(root)):
            paths.append(f"{place}add/")
        for path in paths:
            assert root.status(path) == 200, path


HOSTILE = (
    "?e=1",
    "?p=99999999",
    "?o=9.-9.x",
    "?q=%27%22%3B--&p=x",
    "?all=",
    "?state=zzz&progress=zzz&turn=zzz&in_office=zzz",
    "?status__exact=zzz",
    "?id__exact=99999999999999999999999",
    "?pk__in=a,b",
    "?starts_on__year=0&starts_on__month=13",
    "?starts_on__gte=0001-01-01&starts_on__lt=9999-12-31",
    "?at__year=99999&due_on__year=-1",
)


def test_hostile_addresses_never_break_a_list() -> None:
    root = superuser()
    some_of_everything()
    for path in registers().values():
        for query in HOSTILE:
            assert root.client.get(path + query, follow=True).status_code < 500, path + query


@pytest.mark.parametrize("key", ["0", "-1", "99999999999999999999", "x", "²", "1_2F", "%00"])
def test_a_record_that_does_not_exist_is_not_found(key: str) -> None:
    root = superuser()
    for page in ("change/", "history/", "steps/schedule/", "steps/none/"):
        path = f"/admin/meetings/meeting/{key}/{page}"
        assert root.client.get(path, follow=True).status_code < 500
        assert root.client.post(path, {}, follow=True).status_code < 500


def _request(clerk: Clerk) -> object:
    request = clerk.client.get("/admin/").wsgi_request
    request.user = clerk.user
    return request


def test_no_page_of_the_desk_holds_inline_scripts_or_styles() -> None:
    root = superuser()
    some_of_everything()
    meeting = Meeting.objects.order_by("pk").last()
    assert meeting is not None
    for path in ("/admin/", "/admin/waiting/", f"/admin/meetings/meeting/{meeting.pk}/change/"):
        page = root.page(path)
        assert not page.xpath("//style | //*[@style] | //*[@onclick]"), path
        assert all(script.get("src") or script.get("type") == "application/json" for script in page.iter("script")), (
            path
        )


def test_people_are_told_in_the_portal() -> None:
    """The register of notifications is for superusers: it holds what others were told."""
    some_of_everything()
    assert Notification.objects.exists()
    assert Clerk("office").status("/admin/congress/notification/") == 403
