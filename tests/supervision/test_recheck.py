"""Closing needs evidence, and a later look tells whether it lasted; what fell back begins again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from congress import facts
from congress.models import Activity, Attachment, Notification, Obligation, Organ, Reminder
from congress.registry import chains, checks
from congress.services import attachments
from congress.services.rechecks import Look, Shown
from congress.workflow import TransitionError
from meetings.models import OpinionPaper
from supervision.models import FollowUp, FollowUpEvidence, FollowUpRecheck, PointAnswer
from supervision.services import commitments, follow_up_closing, follow_ups, rechecks
from supervision.services.follow_ups import Answer
from tests import factories, factories_acts, factories_inquiries
from tests.desk import Clerk, refusals
from tests.factories import TODAY
from tests.published import publish_paper

pytestmark = pytest.mark.django_db
Result = FollowUpRecheck.Result
LATER = date(2027, 3, 16)
PDF = b"%PDF-1.4\n" + b"0" * 2_000 + b"\nstartxref\n0\n%%EOF\n"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场照片.pdf", PDF, content_type="application/pdf")


def ready(follow_up: FollowUp | None = None) -> FollowUp:
    """Circulated, with every point settled."""
    found = follow_up or factories.follow_up()
    head, office = factories.user("unit_head", organ=found.organ), factories.user("office")
    given = [Answer(answer, "已经落实。") for answer in found.answers.all()]
    if found.status == FollowUp.Status.HANDED_OVER:
        follow_ups.acknowledge(found, on=TODAY, leader="分管领导", actor=head, today=TODAY)
    follow_ups.submit_draft(found, text="草稿", answers=given, on=TODAY, actor=head)
    follow_ups.comment(found, text="无意见", actor=office)
    follow_ups.report(found, text="报告", signed_by="局长", answers=given, attachments=[], on=TODAY, actor=head)
    follow_ups.circulate(found, on=TODAY, actor=office)
    for answer in found.answers.all():
        follow_ups.settle_point(answer, status=PointAnswer.Status.CLOSED, reason="", actor=office)
    return found


def closed(follow_up: FollowUp | None = None) -> FollowUp:
    found = ready(follow_up)
    follow_ups.accept(found, on=TODAY, note="同意", shown=factories.SHOWN, actor=factories.user("office"))
    return found


def historic() -> FollowUp:
    found = factories.follow_up()
    FollowUp.objects.filter(pk=found.pk).update(
        status="published", closed_on=TODAY, closing_note="满意", is_historic=True
    )
    found.refresh_from_db()
    return found


def look(result: str = Result.KEPT, **changes: object) -> Look:
    values: dict[str, object] = {"result": result, "on": LATER, "shown": factories.SHOWN, "note": "实地看过", **changes}
    return Look(**values)


def record(follow_up: FollowUp, found: Look, today: date = LATER) -> FollowUpRecheck:
    return rechecks.record(follow_up, found, actor=factories.user("office"), today=today)


def page_of(follow_up: FollowUp) -> str:
    return f"/admin/supervision/followup/{follow_up.pk}/change/"


def step_of(follow_up: FollowUp, name: str) -> str:
    return f"/admin/supervision/followup/{follow_up.pk}/steps/{name}/"


def test_closing_without_evidence_is_refused_and_changes_nothing() -> None:
    follow_up, office = ready(), factories.user("office")
    with pytest.raises(ValidationError) as error:
        follow_ups.accept(follow_up, on=TODAY, note="同意", shown=Shown(place="  "), actor=office)
    assert "办结须有凭据" in error.value.message_dict["place"][0]
    with pytest.raises(ValidationError, match="最多填写120个字"):
        follow_ups.accept(follow_up, on=TODAY, note="同意", shown=Shown(place="村" * 121), actor=office)
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUp.Status.CIRCULATED
    assert not FollowUpEvidence.objects.exists()


def test_closing_keeps_files_and_places_and_plans_a_look_by_the_working_committee() -> None:
    follow_up = ready()
    office = factories.user("office")
    file = attachments.store(paper(), actor=office)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=Shown([file], "示例村"), actor=office)
    assert [str(each) for each in follow_up.current_round.evidence.all()] == ["现场照片.pdf", "示例村"]
    recheck = follow_up.rechecks.get()
    owed = recheck.obligation
    assert (owed.rule.code, owed.due_on, owed.owed_organ) == ("FU-RECHECK", LATER, follow_up.working_committee)
    assert not owed.is_historic
    assert not recheck.is_done


def test_the_months_are_a_setting() -> None:
    follow_up = ready()
    follow_up.rounds.get().obligation.rule.__class__.objects.filter(code="FU-RECHECK").update(value=3)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=factories.user("office"))
    assert follow_up.rechecks.get().obligation.due_on == date(2026, 12, 16)


def test_a_look_that_finds_it_kept_ends_the_duty_and_tells_the_organ() -> None:
    follow_up = closed()
    clerk = factories.user("unit_clerk", organ=follow_up.organ)
    recheck = record(follow_up, look(note=""))
    recheck.obligation.refresh_from_db()
    assert (recheck.obligation.status, recheck.obligation.done_on) == (Obligation.Status.DONE, LATER)
    assert follow_up.status == FollowUp.Status.ACCEPTED_DONE
    assert [str(each) for each in recheck.evidence.all()] == ["示例现场"]
    assert Notification.objects.filter(recipient=clerk, subject__startswith="回头看保持良好").exists()
    with pytest.raises(ValidationError, match="没有待登记的回头看"):
        record(follow_up, look())


def test_what_is_partly_kept_is_looked_at_again() -> None:
    follow_up = closed()
    record(follow_up, look(Result.PARTLY))
    again = rechecks.open_of(FollowUp.objects.get(pk=follow_up.pk))
    assert again is not None
    assert again.obligation.due_on == date(2027, 9, 16)
    assert follow_up.status == FollowUp.Status.ACCEPTED_DONE


def test_what_fell_back_begins_a_new_round_and_its_paper_is_open_again() -> None:
    follow_up = closed()
    clerk = factories.user("unit_clerk", organ=follow_up.organ)
    due = LATER + timedelta(days=60)
    record(follow_up, look(Result.FALLEN_BACK, note="污水又排了出来", due_on=due))
    assert (follow_up.status, follow_up.closed_on) == (FollowUp.Status.REOPENED, None)
    first, second = follow_up.rounds.order_by("number")
    assert first.verdict == "同意\n回头看：污水又排了出来"
    assert (second.number, second.obligation.due_on) == (2, due)
    assert second.demand == "回头看发现反弹：污水又排了出来"
    assert set(follow_up.answers.values_list("status", flat=True)) == {PointAnswer.Status.OPEN}
    assert OpinionPaper.objects.get(pk=follow_up.paper_id).status == OpinionPaper.Status.HANDED_OVER
    assert Notification.objects.filter(recipient=clerk, subject__startswith="退回补充").exists()
    assert Activity.objects.filter(verb="反弹，重新办理").count() == 1
    assert rechecks.open_of(follow_up) is None
    closed(FollowUp.objects.get(pk=follow_up.pk))
    assert follow_up.rechecks.open().count() == 1
    assert OpinionPaper.objects.get(pk=follow_up.paper_id).status == OpinionPaper.Status.CLOSED


def test_the_execution_of_an_act_falls_back_too() -> None:
    follow_up = closed(factories_acts.act_follow_up())
    record(follow_up, look(Result.FALLEN_BACK, due_on=LATER + timedelta(days=30)))
    assert follow_up.status == FollowUp.Status.REOPENED
    assert follow_up.rounds.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"result": "fine"}, "result", "请选择回头看的结果"),
        ({"on": LATER + timedelta(days=1)}, "on", "不能晚于今天"),
        ({"on": TODAY - timedelta(days=1)}, "on", "不能早于办结"),
        ({"result": Result.PARTLY, "note": " "}, "note", "须写明情况"),
        ({"result": Result.FALLEN_BACK}, "due_on", "须写明重新办理的期限"),
        ({"result": Result.FALLEN_BACK, "due_on": LATER}, "due_on", "晚于今天"),
        ({"shown": Shown()}, "place", "回头看须有凭据"),
    ],
)
def test_an_incomplete_look_is_refused_at_its_field(changes: dict[str, object], field: str, words: str) -> None:
    follow_up = closed()
    with pytest.raises(ValidationError) as error:
        record(follow_up, look(**changes))
    assert words in error.value.message_dict[field][0]
    recheck = follow_up.rechecks.get()
    assert (recheck.result, recheck.checked_on, recheck.obligation.status) == ("", None, "open")
    assert not recheck.evidence.exists()


def test_an_open_matter_does_not_fall_back() -> None:
    follow_up = ready()
    with pytest.raises(TransitionError):
        follow_up.fall_back()
    with pytest.raises(ValidationError, match="没有待登记的回头看"):
        record(follow_up, look())
    with pytest.raises(ValidationError, match="还没有办结"):
        rechecks.plan(follow_up, actor=factories.user("office"), today=TODAY)
    with pytest.raises(ValidationError, match="还没有办结"):
        rechecks.add_evidence(follow_up, shown=factories.SHOWN, actor=factories.user("office"))


def test_history_owes_no_look_and_nobody_is_reminded_but_evidence_may_be_added() -> None:
    follow_up, office = historic(), factories.user("office")
    with pytest.raises(ValidationError, match="历史记录不安排回头看"):
        rechecks.plan(follow_up, actor=office, today=TODAY)
    assert not FollowUpRecheck.objects.exists()
    assert not checks.get("closed_without_evidence").rows(TODAY).filter(pk=follow_up.pk).exists()
    rechecks.add_evidence(follow_up, shown=Shown(place="示例村"), actor=office)
    assert rechecks.has_evidence(follow_up)
    assert not Reminder.objects.exists()


def test_a_matter_closed_earlier_gets_a_look_once() -> None:
    follow_up, office = closed(), factories.user("office")
    with pytest.raises(ValidationError, match="已经安排了回头看"):
        rechecks.plan(follow_up, actor=office, today=TODAY)
    follow_up.rechecks.all().delete()
    planned = rechecks.plan(follow_up, actor=office, today=LATER)
    assert planned.obligation.due_on == date(2027, 9, 16)


def test_the_database_holds_the_rules_of_looks_and_evidence() -> None:
    follow_up = closed()
    recheck, office = follow_up.rechecks.get(), factories.user("office")
    looks = FollowUpRecheck.objects.filter(pk=recheck.pk)
    with pytest.raises(IntegrityError, match="followup_recheck_result_has_a_day"), transaction.atomic():
        looks.update(result="kept")
    with pytest.raises(IntegrityError, match="followup_recheck_worse_has_words"), transaction.atomic():
        looks.update(result="partly", checked_on=TODAY, note="")
    with pytest.raises(ValidationError, match="已经安排了回头看"):
        follow_up_closing.plan_recheck(follow_up, since=TODAY)
    with pytest.raises(IntegrityError, match="followup_evidence_of_one_thing"), transaction.atomic():
        FollowUpEvidence.objects.create(place="甲", noted_by=office)
    with pytest.raises(IntegrityError, match="followup_evidence_is_a_paper_or_a_place"), transaction.atomic():
        FollowUpEvidence.objects.create(round=follow_up.current_round, noted_by=office)


def test_checks_name_closings_without_evidence_looks_that_are_late_and_copies_that_are_old() -> None:
    follow_up = closed()
    assert not checks.get("closed_without_evidence").rows(TODAY).exists()
    FollowUpEvidence.objects.all().delete()
    assert list(checks.get("closed_without_evidence").rows(TODAY)) == [follow_up]
    assert not checks.get("rechecks_overdue").rows(LATER).exists()
    assert list(checks.get("rechecks_overdue").rows(LATER + timedelta(days=1))) == [follow_up.rechecks.get()]
    factories.published(follow_up, follow_ups.compose(follow_up))
    assert not checks.get("closed_with_an_old_copy").rows(TODAY).exists()


def test_a_copy_of_the_first_closing_does_not_publish_the_second() -> None:
    follow_up, office = closed(), factories.user("office")
    factories.published(follow_up, follow_ups.compose(follow_up))
    assert follow_ups.note_published(actor=office) == 1
    follow_up.refresh_from_db()
    record(follow_up, look(Result.FALLEN_BACK, due_on=LATER + timedelta(days=30)))
    assert Notification.objects.filter(subject__startswith="已重新办理，请更正").exists()
    # As if the copy were older than the second closing.
    again = closed(FollowUp.objects.get(pk=follow_up.pk))
    FollowUp.objects.filter(pk=again.pk).update(closed_on=date(2099, 1, 1))
    assert follow_ups.note_published(actor=office) == 0
    assert list(checks.get("closed_with_an_old_copy").rows(TODAY)) == [again]


def test_the_fact_counts_looks_by_result() -> None:
    follow_up = closed()
    fact = facts.facts.get("rechecks")
    assert fact.amount(2027).number == 0
    record(follow_up, look())
    assert fact.amount(2027).number == 1
    assert fact.amount(2026).number == 0


def test_the_chain_behind_an_owed_look_is_that_of_its_follow_up() -> None:
    follow_up = closed()
    recheck = follow_up.rechecks.get()
    found = chains.get("followuprecheck")(recheck, factories.user("office"), TODAY)
    assert found is not None
    assert [step.label for step in found.steps][-1] == "回头看"
    assert chains.get("followuprecheck")(recheck, factories.user("deputy"), TODAY) is None


def test_the_office_closes_with_a_file_looks_again_and_everything_stands_on_the_page() -> None:
    follow_up, office = ready(), Clerk("office")
    answer = office.step(step_of(follow_up, "accept"), on=str(TODAY), note="同意办结。")
    assert "办结须有凭据" in refusals(answer)
    assert not Attachment.objects.exists()
    sent = {"on": str(TODAY), "note": "同意办结。", "uploads": paper()}
    assert office.client.post(step_of(follow_up, "accept"), sent).status_code == 302
    assert "现场照片.pdf" in office.text(page_of(follow_up))
    assert "登记回头看" in office.buttons(page_of(follow_up))
    refused = office.step(step_of(follow_up, "look"), on=str(TODAY), result="fallen_back", note="", place="")
    assert "须写明情况" in refusals(refused)
    today = {"on": str(TODAY), "place": "示例村"}
    office.step(step_of(follow_up, "look"), result="partly", note="有所松动", **today)
    page = office.text(page_of(follow_up))
    assert "回头看：部分反弹" in page
    assert "现场：示例村" in page


def test_evidence_is_added_and_a_look_planned_for_what_was_closed_before() -> None:
    follow_up, office = closed(), Clerk("office")
    follow_up.rechecks.all().delete()
    FollowUpEvidence.objects.all().delete()
    assert {"补登办结凭据", "安排回头看"} <= set(office.buttons(page_of(follow_up)))
    assert "须有凭据" in refusals(office.step(step_of(follow_up, "evidence"), place=""))
    office.step(step_of(follow_up, "evidence"), place="示例村")
    office.step(step_of(follow_up, "plan-look"))
    assert {"补登办结凭据", "安排回头看"}.isdisjoint(office.buttons(page_of(follow_up)))


def test_only_the_working_committee_in_charge_and_the_office_record_a_look() -> None:
    follow_up = closed()
    mine = Clerk("wc_officer", organ=follow_up.working_committee)
    other = Clerk("wc_officer", organ=factories.organ(Organ.Kind.WORKING_COMMITTEE))
    assert mine.buttons(page_of(follow_up)) == ["登记回头看"]
    assert other.buttons(page_of(follow_up)) == []
    sent = {"on": str(TODAY), "result": "kept", "place": "示例村"}
    assert other.step(step_of(follow_up, "look"), **sent).status_code == 403
    mine.step(step_of(follow_up, "look"), **sent)
    assert follow_up.rechecks.get().result == Result.KEPT


def test_evidence_opens_for_who_may_see_the_follow_up_and_for_nobody_else() -> None:
    follow_up, office = ready(), factories.user("office")
    file = attachments.store(paper(), actor=office)
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=Shown([file]), actor=office)
    address = f"/files/{file.public_id}/"
    seen = Clerk("sc_member"), Clerk("unit_clerk", organ=follow_up.organ)
    assert all(file in attachments.visible_to(clerk.user) for clerk in seen)
    assert file not in attachments.visible_to(Clerk("unit_clerk").user)
    assert Client().get(address).status_code != 200


def test_the_register_lists_looks_and_exports_them() -> None:
    clerk, late = Clerk("office"), "/admin/supervision/followuprecheck/"
    follow_up = closed()
    assert str(follow_up.organ) in clerk.text(late)
    record(follow_up, look())
    few = clerk.queries(late)
    for _ in range(4):
        closed()
    assert clerk.queries(late) == few
    assert "保持良好" in clerk.text(f"{late}?look=done")
    assert clerk.status(f"{late}?look=late") == 200
    assert clerk.client.get(f"{late}export/").status_code == 200
    assert Clerk("personnel_officer").status(late) == 403


def test_everyone_reads_that_it_was_looked_at_again_but_not_in_whose_words() -> None:
    follow_up = closed()
    record(follow_up, look(Result.KEPT, note="某某家门口"))
    address = f"/supervision/opinions/{follow_up.paper_id}/"
    publish_paper(follow_up.paper)
    assert "回头看" not in Client().get(address).content.decode()
    factories.published(follow_up, follow_ups.compose(follow_up))
    page = Client().get(address).content.decode()
    assert "回头看" in page
    assert "保持良好" in page
    assert "某某家门口" not in page
    assert "示例现场" not in page


def test_a_promise_is_kept_only_where_something_shows_it() -> None:
    commitment = factories_inquiries.commitment()
    clerk = factories.user("office")
    commitments.report(commitment, result="示例", files=[], on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="确认兑现须有凭据"):
        commitments.settle(commitment, status="kept", note="", on=TODAY, actor=clerk, today=TODAY)
    commitment.refresh_from_db()
    assert commitment.status == "reported"
    commitments.settle(commitment, status="kept", note="", on=TODAY, actor=clerk, today=TODAY, place="示例村")
    assert commitment.seen_at == "示例村"
