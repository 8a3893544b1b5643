"""The assessment as people meet it: the deputy's page, raters, the desk; closed to everybody else."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from congress.models import Notification, Organ
from deputies.models import (
    ActivityAttendance,
    AssessmentObjection,
    DutyAssessment,
    DutyKind,
    PerformanceScheme,
    Person,
    SchemeItem,
)
from deputies.services import performance, performance_schemes
from tests import factories
from tests.desk import Clerk, refusals, said
from tests.factories_duty import activity, assessed, attendance, deputy, told

pytestmark = pytest.mark.django_db
DESK = "/admin/deputies/dutyassessment/"


@pytest.fixture
def today() -> date:
    """Today by the clock of the pages."""
    return timezone.localdate()


@pytest.fixture
def office() -> Clerk:
    """The deputies' committee."""
    return Clerk("deputies_wc")


def member(**fields: Any) -> tuple[Clerk, Person]:
    """A deputy at the phone."""
    clerk = Clerk("deputy")
    return clerk, deputy(account=clerk.user, **fields)


def post(clerk: Clerk, path: str, step: str, **fields: Any) -> Any:
    """Take a step of a record's page with the stamp that it shows."""
    forms = {each.name: form for each, form in clerk.client.get(path).context["forms"]}
    return clerk.client.post(path, {"step": step, "stamp": forms[step].initial["stamp"], **fields})


def test_the_deputy_sees_sum_formula_and_the_rows_behind_each_point(today: date, office: Clerk) -> None:
    clerk, person = member()
    rows = [attendance(activity(DutyKind.GROUP, starts_on=today), person) for _ in range(2)]
    row = told(person, office.user, today=today)
    page = clerk.page(row.get_absolute_url())
    text = " ".join(page.text_content().split())
    assert performance.sum_sentence(row, performance.parts_of(row)) in text
    assert "2分×2次＝4分" in text
    links = set(page.xpath("//details[@class='evidence']//a/@href"))
    assert {f"/workspace/duty/records/{each.pk}/" for each in rows} <= links
    assert all(clerk.status(link) == 200 for link in links)
    assert f"{today.year}年履职考评" in clerk.text("/workspace/duty/")


def test_scores_are_closed_to_everybody_whom_the_matrix_does_not_name(today: date, office: Clerk) -> None:
    area = factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)
    _, person = member(delegation=area)
    path = told(person, office.user, today=today).get_absolute_url()
    other, _ = member(delegation=area)
    assert other.status(path) == 404
    assert other.status("/workspace/duty/assessments/") == 403
    for role in ("office", "wc_officer", "unit_clerk", "sc_member"):
        assert Clerk(role).status(path) == 404, role
    assert Client().get(path).status_code == 302
    assert Clerk("office").status(DESK) == 403
    assert Clerk("street_wc", organ=factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)).status(path) == 404
    for reader in (Clerk("sc_chair"), Clerk("street_wc", organ=area)):
        assert reader.status(path) == 200
        assert person.name in reader.text("/workspace/duty/assessments/")


def test_nothing_is_seen_before_it_is_told(today: date, office: Clerk) -> None:
    clerk, person = member()
    row = assessed(person, office.user, today=today)
    assert clerk.status(row.get_absolute_url()) == 404
    assert "履职考评：" not in clerk.text("/workspace/duty/")


def test_an_objection_is_made_on_the_page_and_answered_on_the_desk(today: date, office: Clerk) -> None:
    clerk, person = member()
    row = told(person, office.user, today=today)
    path = row.get_absolute_url()
    assert post(clerk, path, "object", text=" ").status_code == 422
    foreign = SchemeItem.objects.create(
        part=performance_schemes.new_version(row.scheme, actor=office.user).parts.all()[0],
        order=90,
        name="别的办法的项目",
        rule="added",
        points=1,
    )
    assert post(clerk, path, "object", text="漏计", item=foreign.pk).status_code == 422
    item = SchemeItem.objects.get(part__scheme=row.scheme, name="代表小组活动")
    assert post(clerk, path, "object", text="漏计一次<script>", item=item.pk).status_code == 302
    page = clerk.client.get(path).content.decode()
    assert "漏计一次<script>" not in page
    assert "还有" in page
    objection = AssessmentObjection.objects.get()
    desk = f"/admin/deputies/assessmentobjection/{objection.pk}/"
    assert office.buttons(f"{desk}change/") == ["答复"]
    answer = office.step(f"{desk}steps/answer/", result="upheld", text=" ")
    assert refusals(answer)
    office.step(f"{desk}steps/answer/", result="upheld", text="已补登，重新考评。")
    row.refresh_from_db()
    objection.refresh_from_db()
    assert (row.status, objection.status) == ("open", "upheld")
    assert Notification.objects.filter(recipient=clerk.user, subject__contains="考评异议的答复").exists()


def test_peers_rate_on_the_phone_and_only_their_own_delegation(today: date, office: Clerk) -> None:
    area = factories.organ(Organ.Kind.STREET_WORKING_COMMITTEE)
    _, person = member(delegation=area)
    mate, own = member(delegation=area)
    stranger, _ = member(delegation=factories.organ())
    performance.open_year(today.year, actor=office.user, today=today)
    row = DutyAssessment.objects.get(mandate__person=person)
    path = f"/workspace/duty/ratings/{row.pk}/"
    assert person.name in mate.text("/workspace/duty/ratings/")
    assert stranger.status(path) == 404
    assert mate.status(f"/workspace/duty/ratings/{DutyAssessment.objects.get(mandate__person=own).pk}/") == 404
    name = mate.page(path).xpath("//input[starts-with(@name, 'points-')]/@name")[0]
    for points in ("6", "-1", "x", ""):
        answer = mate.client.post(path, {name: points})
        assert answer.status_code == 422, points
    assert not row.scores.exists()
    assert mate.client.post(path, {name: "4.5"}).status_code == 302
    assert row.scores.get().points == Decimal("4.5")
    mate.text("/workspace/")
    assert person.name not in mate.text("/workspace/duty/ratings/")
    told_to = Clerk("deputy")
    assert told_to.status(path) == 404


def test_a_year_is_carried_through_on_the_desk(today: date, office: Clerk) -> None:
    _, person = member()
    attendance(activity(DutyKind.GROUP, starts_on=today), person)
    scheme = performance_schemes.in_use()
    place = f"/admin/deputies/performancescheme/{scheme.pk}/"
    assert "还没有开始" in refusals(office.step(f"{place}steps/open_year/", year=today.year + 1))
    assert "1位代表列入" in said(office.step(f"{place}steps/open_year/", year=today.year))
    row = DutyAssessment.objects.get()
    page = f"{DESK}{row.pk}/"
    rated = SchemeItem.objects.get(rule="rated", part__scheme=scheme)
    rater = scheme.raters.get(who="committee")
    bonus = SchemeItem.objects.get(part__is_bonus=True, part__scheme=scheme)
    fact = {"item": bonus.pk, "points": "8", "happened_on": today.isoformat(), "reason": "受到表彰"}
    assert "满分10" in refusals(office.step(f"{page}steps/enter/", **fact | {"points": "11"}))
    office.step(f"{page}steps/enter/", **fact | {"points": "2", "reason": "登记错了"})
    wrong = row.entries.get().pk
    assert refusals(office.step(f"{page}steps/cancel/", entry=wrong, reason=" "))
    office.step(f"{page}steps/cancel/", entry=wrong, reason="重复登记")
    office.step(f"{page}steps/enter/", **fact)
    assert "满分5" in refusals(office.step(f"{page}steps/rate/", item=rated.pk, rater=rater.pk, points="6"))
    office.step(f"{page}steps/rate/", item=rated.pk, rater=rater.pk, points="5")
    office.client.post(DESK, {"action": "compute_chosen", "_selected_action": [row.pk]})
    text = office.text(f"{page}change/")
    assert "8（受到表彰）＝8分" in text
    assert "2分×1次＝2分" in text
    office.client.post(DESK, {"action": "notify_chosen", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.status == "notified"
    refusal = refusals(office.step(f"{place}steps/confirm_year/", year=today.year, decision="第12次主任会议"))
    assert "届满后才能确认" in refusal
    DutyAssessment.objects.update(objections_until=today - timedelta(days=1))
    assert "已确认1位" in said(office.step(f"{place}steps/confirm_year/", year=today.year, decision="第12次主任会议"))
    row.refresh_from_db()
    assert (row.status, row.decision) == ("confirmed", "第12次主任会议")
    assert office.buttons(f"{page}change/") == []


def test_a_draft_scheme_is_changed_on_its_pages_and_one_in_use_is_not(office: Clerk) -> None:
    scheme = performance_schemes.in_use()
    place = f"/admin/deputies/performancescheme/{scheme.pk}/"
    office.step(f"{place}steps/version/")
    draft = PerformanceScheme.objects.get(version=2)
    part = draft.parts.get(name="履职纪律")
    page = f"/admin/deputies/schemepart/{part.pk}/change/"
    answer = office.change(page, cap="9", items__0__points="9")
    assert not refusals(answer)
    part.refresh_from_db()
    assert (part.cap, part.items.get().points) == (Decimal(9), Decimal(9))
    text = said(office.step(f"/admin/deputies/performancescheme/{draft.pk}/steps/adopt/"))
    assert "＝99" in text
    used = scheme.parts.all()[0]
    assert not office.page(f"/admin/deputies/schemepart/{used.pk}/change/").xpath("//input[@name='cap']")
    assert not office.page(f"{place}change/").xpath("//input[@name='name']")


def test_own_records_are_checked_on_the_desk_one_by_one_or_together(today: date, office: Clerk) -> None:
    rows = [
        attendance(activity(DutyKind.CONTACT, starts_on=today, is_own=True), deputy(), status="submitted")
        for _ in range(3)
    ]
    place = "/admin/deputies/activityattendance/"
    assert office.buttons(f"{place}{rows[0].pk}/change/") == ["核实通过", "退回"]
    office.step(f"{place}{rows[0].pk}/steps/give_back/", reason="重复")
    office.client.post(place, {"action": "verify_chosen", "_selected_action": [row.pk for row in rows]})
    assert not ActivityAttendance.objects.counted().exists()
    office.client.post(place, {"action": "verify_chosen", "_selected_action": [row.pk for row in rows[1:]]})
    assert ActivityAttendance.objects.counted().times() == 2
    assert "1条" in office.text(f"{place}?turn=own") or "0 " in office.text(f"{place}?turn=own")


def test_the_desk_verifies_a_list_in_one_move_and_corrects_one_row(today: date, office: Clerk) -> None:
    held = activity(starts_on=today)
    came, leave, absent = (attendance(held, deputy(), status="expected") for _ in range(3))
    place = f"/admin/deputies/dutyactivity/{held.pk}/"
    both = office.step(f"{place}steps/settle/", on_leave=[leave.pk], absent=[leave.pk])
    assert "不能既是请假又是缺席" in refusals(both)
    office.step(f"{place}steps/settle/", on_leave=[leave.pk], absent=[absent.pk])
    assert [row.status for row in held.attendances.order_by("pk")] == ["verified", "on_leave", "absent"]
    row = f"/admin/deputies/activityattendance/{came.pk}/steps/reconsider/"
    assert refusals(office.step(row, reason=""))
    office.step(row, reason="登记错了人")
    came.refresh_from_db()
    assert (came.status, came.verified_by) == ("expected", None)


def test_names_on_the_desk_are_refused_with_the_name(today: date, office: Clerk) -> None:
    held = activity(starts_on=today)
    person = deputy()
    place = f"/admin/deputies/dutyactivity/{held.pk}/steps/enter/"
    assert "“查无此人”不是" in refusals(office.step(place, people=f"{person.name}、查无此人"))
    assert not held.attendances.exists()
    assert "已登记1人" in said(office.step(place, people=person.name))
    assert "已登记参加本活动" in refusals(office.step(place, people=person.name))


def test_an_assessment_page_costs_the_same_however_much_evidence(today: date, office: Clerk) -> None:
    clerk, person = member()
    attendance(activity(DutyKind.GROUP, starts_on=today), person)
    row = told(person, office.user, today=today)
    few = clerk.queries(row.get_absolute_url())
    DutyAssessment.objects.filter(pk=row.pk).update(status="open")
    for _ in range(8):
        attendance(activity(DutyKind.GROUP, starts_on=today), person)
    row.refresh_from_db()
    performance.compute([row], actor=office.user, at=timezone.localtime())
    row.refresh_from_db()
    performance.notify(row, actor=office.user, today=today)
    assert clerk.queries(row.get_absolute_url()) == few
