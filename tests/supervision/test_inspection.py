"""A law-enforcement inspection from its programme to the organs' answers, step by step."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import Activity, LegalRule, Notification, Obligation, User
from congress.workflow import TransitionError
from deputies.models import Mandate, Seat
from meetings.models import AgendaItem, Meeting, OpinionPaper, Post, PostCategory, Tenure
from meetings.services import opinions
from supervision.models import FollowUp, LegalInstrument, OverseenOrgan, Oversight
from supervision.services import findings, follow_ups, inspection_progress, inspections, outings
from supervision.services.instruments import Named, bundle, bundle_of, suggested_title
from tests import factories
from tests import factories_inspections as make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY
Status = Oversight.Status


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        act()
    return "".join(caught.value.messages)


# ------------------------------------------------------------------------------------------------ the programme


def test_the_programme_is_adopted_by_a_chairpersons_meeting_and_the_notice_falls_due(clerk: User) -> None:
    row = make.inspection(starts_on=date(2026, 12, 1))
    inspections.adopt_programme(row, meeting=make.chair_meeting(), actor=clerk, today=TODAY)
    assert row.status == Status.PROGRAMME_ADOPTED
    owed = row.notice_obligation
    assert owed is not None
    assert (owed.rule.code, owed.due_plain, owed.owed_organ) == ("INS-1M", date(2026, 11, 1), row.working_committee)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda row: row.overseen.all().delete(), "被检查机关"),
        (lambda row: row.instruments.clear(), "检查的法律法规"),
        (lambda row: Oversight.objects.filter(pk=row.pk).update(working_committee=None), "承办工委"),
        (lambda row: Oversight.objects.filter(pk=row.pk).update(programme=" "), "方案内容"),
    ],
)
def test_a_programme_without_organ_law_committee_or_text_is_refused(
    spoil: Callable[[Oversight], object], words: str, clerk: User
) -> None:
    row = make.inspection()
    spoil(row)
    message = refused(lambda: inspections.adopt_programme(row, meeting=make.chair_meeting(), actor=clerk, today=TODAY))
    assert f"请先填写{words}" in message
    row.refresh_from_db()
    assert row.status == Status.PLANNED
    assert not Obligation.objects.exists()


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        (Meeting.Kind.STANDING_COMMITTEE, Meeting.Status.CLOSED, "由主任会议决定"),
        (Meeting.Kind.CHAIR_MEETING, Meeting.Status.PLANNED, "还没有召开"),
    ],
)
def test_another_meeting_does_not_decide(kind: str, status: str, words: str, clerk: User) -> None:
    meeting = factories.meeting(kind, starts_on=TODAY, status=status)
    row = make.inspection()
    assert words in refused(lambda: inspections.adopt_programme(row, meeting=meeting, actor=clerk, today=TODAY))


def test_a_visit_has_no_programme(clerk: User) -> None:
    row = make.outing(programme="内容")
    message = refused(lambda: inspections.adopt_programme(row, meeting=make.chair_meeting(), actor=clerk, today=TODAY))
    assert "不适用执法检查的步骤" in message


# ------------------------------------------------------------------------------------------------ the group


def test_a_group_with_its_leader_is_told(clerk: User) -> None:
    row = make.adopted()
    account = factories.user("deputy")
    make.leader(row)
    make.member(row, account=account)
    inspections.form_group(row, actor=clerk)
    assert row.status == Status.GROUP_FORMED
    assert Notification.objects.get(recipient=account).path == f"/workspace/oversight/{row.pk}/"


def test_a_group_needs_a_leader(clerk: User) -> None:
    row = make.adopted()
    assert "还没有检查组" in refused(lambda: inspections.form_group(row, actor=clerk))
    make.member(row)
    assert "第一组还没有组长" in refused(lambda: inspections.form_group(row, actor=clerk))


def test_the_leader_is_of_the_chairpersons_meeting(clerk: User) -> None:
    row = make.adopted()
    person = factories.seat(Seat.Role.MEMBER).person
    group = row.groups.create(name="第一组")
    row.participants.create(person=person, group=group, role="leader", capacity="committee")
    assert "不是主任会议组成人员" in refused(lambda: inspections.form_group(row, actor=clerk))


def test_somebody_who_works_for_an_inspected_organ_stays_out(clerk: User) -> None:
    row = make.adopted()
    make.leader(row)
    organ = row.organs.get()
    person = make.member(row, account=factories.user("deputy", organ=organ))
    message = refused(lambda: inspections.form_group(row, actor=clerk))
    assert f"{person}是被检查机关{organ}的工作人员" in message
    assert "第三十三条" in message
    row.refresh_from_db()
    assert row.status == Status.PROGRAMME_ADOPTED


def test_somebody_who_holds_a_post_below_an_inspected_organ_stays_out(clerk: User) -> None:
    row = make.adopted()
    make.leader(row)
    person = make.member(row)
    below = factories.organ(parent=factories.organ(parent=row.organs.get()))
    post = Post.objects.create(category=PostCategory.objects.first(), organ=below, title="示例职务")
    tenure = Tenure.objects.create(post=post, person=person, starts_on=date(2023, 1, 1))
    assert f"{person}担任示例职务" in refused(lambda: inspections.form_group(row, actor=clerk))
    tenure.ends_on = row.starts_on - timedelta(days=1)
    tenure.save()
    inspections.form_group(row, actor=clerk)


def test_the_same_official_may_take_part_in_a_visit(clerk: User) -> None:
    row = make.outing()
    make.member(row, account=factories.user("deputy", organ=row.organs.get()))
    outings.hold(row, actor=clerk, today=TODAY)
    assert row.status == Status.DONE


def test_a_deputy_comes_with_a_mandate_of_the_day(clerk: User) -> None:
    row = make.adopted()
    make.leader(row)
    person = make.member(row, level="province")
    Mandate.objects.filter(person=person).delete()
    assert "没有省级代表资格" in refused(lambda: inspections.form_group(row, actor=clerk))


# ------------------------------------------------------------------------------------------------ the notice


def test_the_notice_fulfils_its_deadline_and_every_organ_owes_a_self_check(clerk: User) -> None:
    row = make.adopted(organs=2)
    make.leader(row)
    inspections.form_group(row, actor=clerk)
    unit = factories.user("unit_clerk", organ=row.organs.first())
    inspections.notify(row, on=TODAY, actor=clerk, today=TODAY, self_check_due_on=TODAY + timedelta(days=20))
    assert (row.status, row.notified_on) == (Status.NOTIFIED, TODAY)
    assert row.notice_obligation is not None
    assert row.notice_obligation.done_on == TODAY
    owed = [each.self_check_obligation for each in row.overseen.all()]
    assert {each.due_on for each in owed if each} == {TODAY + timedelta(days=20)}
    assert {each.owed_organ for each in owed if each} == set(row.organs.all())
    assert Notification.objects.filter(recipient=unit, subject__contains="执法检查通知").exists()


def test_a_notice_less_than_a_month_ahead_says_why(clerk: User) -> None:
    row = make.adopted(starts_on=TODAY + timedelta(days=10))
    make.leader(row)
    inspections.form_group(row, actor=clerk)
    assert "已超过" in refused(lambda: inspections.notify(row, on=TODAY, actor=clerk, today=TODAY))
    inspections.notify(row, on=TODAY, actor=clerk, today=TODAY, late_reason="上级临时部署")
    assert row.notice_late_reason == "上级临时部署"
    assert row.notice_obligation is not None
    assert row.notice_obligation.late_days(on=TODAY) > 0


@pytest.mark.parametrize(
    ("on", "due", "words"),
    [
        (TODAY + timedelta(days=1), None, "不能晚于今天"),
        (TODAY, TODAY, "自查期限须晚于通知日期"),
    ],
)
def test_days_of_a_notice_that_cannot_be(on: date, due: date | None, words: str, clerk: User) -> None:
    row = make.adopted()
    make.leader(row)
    inspections.form_group(row, actor=clerk)
    assert words in refused(lambda: inspections.notify(row, on=on, actor=clerk, today=TODAY, self_check_due_on=due))


def test_a_moved_inspection_moves_its_notice_and_tells_who_was_told(clerk: User) -> None:
    row = make.adopted(starts_on=date(2026, 12, 1))
    inspections.move_days(row, starts_on=date(2026, 12, 31), ends_on=None, reason="会议冲突", actor=clerk, today=TODAY)
    assert row.notice_obligation is not None
    row.notice_obligation.refresh_from_db()
    assert row.notice_obligation.due_plain == date(2026, 11, 30)
    assert "改期须写明理由" in refused(
        lambda: inspections.move_days(row, starts_on=TODAY, ends_on=None, reason=" ", actor=clerk, today=TODAY)
    )


def test_a_cancelled_inspection_owes_nothing(clerk: User) -> None:
    row = make.notified()
    assert "取消须写明理由" in refused(lambda: inspections.cancel(row, reason="", actor=clerk))
    inspections.cancel(row, reason="计划调整", actor=clerk)
    assert row.status == Status.CANCELLED
    assert not Obligation.objects.open().exists()
    assert not Oversight.objects.carried_out().filter(pk=row.pk).exists()


# ------------------------------------------------------------------------------------------------ self-check


def test_the_organ_signs_and_reports_its_self_check(clerk: User) -> None:
    row = make.notified()
    unit = factories.user("unit_clerk", organ=row.organs.get())
    organ = row.overseen.get()
    outings.acknowledge(organ, on=TODAY, actor=unit, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.SELF_CHECK
    assert "请填写情况" in refused(lambda: outings.send_self_check(organ, text=" ", on=TODAY, actor=unit, today=TODAY))
    outings.send_self_check(organ, text="自查情况良好。", on=TODAY, actor=unit, today=TODAY)
    assert organ.self_check_obligation is not None
    organ.self_check_obligation.refresh_from_db()
    assert organ.self_check_obligation.status == Obligation.Status.DONE
    assert "不能重复报送" in refused(
        lambda: outings.send_self_check(organ, text="再报", on=TODAY, actor=unit, today=TODAY)
    )


def test_fieldwork_waits_for_its_day_and_not_for_a_silent_organ(clerk: User) -> None:
    row = make.notified()
    assert "请先更改检查日期" in refused(lambda: inspections.start_fieldwork(row, actor=clerk, today=TODAY))
    inspections.start_fieldwork(row, actor=clerk, today=row.starts_on)
    assert row.status == Status.FIELDWORK


def test_a_stale_copy_takes_no_step_twice(clerk: User) -> None:
    row = make.notified()
    stale = Oversight.objects.get(pk=row.pk)
    inspections.start_fieldwork(row, actor=clerk, today=row.starts_on)
    with pytest.raises(TransitionError, match="检查中"):
        inspections.start_fieldwork(stale, actor=clerk, today=row.starts_on)


# ------------------------------------------------------------------------------------------------ the report


def test_a_report_needs_its_text_and_its_findings(clerk: User) -> None:
    row = make.in_the_field()
    day = row.starts_on
    assert "报告正文" in refused(lambda: inspections.draft_report(row, on=day, actor=clerk, today=day))
    Oversight.objects.filter(pk=row.pk).update(report="总体评价")
    assert "还没有登记检查发现的问题" in refused(lambda: inspections.draft_report(row, on=day, actor=clerk, today=day))


def test_a_tabled_report_is_deliberated_and_its_opinions_point_back_to_the_findings(clerk: User) -> None:
    row = make.reported()
    day = row.starts_on
    item = make.inspection_item()
    inspections.table(row, item=item, meeting=make.chair_meeting(), actor=clerk, today=day)
    assert (row.status, row.item) == (Status.TABLED, item)
    assert "还没有听取审议" in refused(lambda: inspections.deliberate(row, actor=clerk))
    AgendaItem.objects.filter(pk=item.pk).update(status=AgendaItem.Status.NOTED)
    assert inspection_progress.realign(actor=clerk) == 1
    row.refresh_from_db()
    assert row.status == Status.DELIBERATED
    assert row.society_duty is not None
    paper = findings.draft_opinions(row, actor=clerk)
    assert (paper.kind, paper.item) == (OpinionPaper.Kind.DELIBERATION, item)
    assert [each.point.text for each in row.findings.all() if each.point] == ["建议1", "建议2"]
    assert "已经起草" in refused(lambda: findings.draft_opinions(row, actor=clerk))


def test_a_report_that_is_not_tabled_gives_a_letter_in_the_common_loop(clerk: User) -> None:
    row = make.reported()
    day = row.starts_on
    inspections.leave_untabled(row, meeting=make.chair_meeting(), reason="问题较少", actor=clerk, today=day)
    paper = findings.draft_opinions(row, actor=clerk)
    row.refresh_from_db()
    assert (paper.kind, row.letter) == (OpinionPaper.Kind.LETTER, paper)
    opinions.submit(paper, actor=clerk)
    chair = factories.user("sc_chair")
    meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=row.last_day, status=Meeting.Status.CLOSED)
    opinions.adopt(paper, meeting=meeting, on=row.last_day, actor=chair, today=row.last_day)
    follow_ups.hand_over(paper, [row.organs.get()], on=row.last_day, actor=clerk, today=row.last_day)
    inspection_progress.realign(actor=clerk)
    row.refresh_from_db()
    assert row.status == Status.HANDED_OVER
    FollowUp.objects.filter(paper=paper).update(status=FollowUp.Status.REPORTED)
    assert inspection_progress.realign(actor=clerk) == 1
    row.refresh_from_db()
    assert row.status == Status.REPORTED
    assert inspection_progress.realign(actor=clerk) == 0


def test_not_tabling_needs_a_reason(clerk: User) -> None:
    row = make.reported()
    assert "须写明理由" in refused(
        lambda: inspections.leave_untabled(
            row, meeting=make.chair_meeting(), reason=" ", actor=clerk, today=row.starts_on
        )
    )


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (lambda: factories.item(factories.meeting()), "执法检查报告"),
        (lambda: factories.item(make.chair_meeting(), kind="inspection_report"), "常委会会议"),
        (lambda: make.inspection_item(status="withdrawn", status_note="撤回", withdrawn_by="主任会议"), "已撤回"),
    ],
)
def test_a_report_is_tabled_under_an_item_of_its_kind(item: Callable[[], AgendaItem], words: str, clerk: User) -> None:
    row = make.reported()
    chosen = item()
    assert words in refused(
        lambda: inspections.table(row, item=chosen, meeting=make.chair_meeting(), actor=clerk, today=row.starts_on)
    )


def test_a_later_inspection_tracks_an_earlier_one(clerk: User) -> None:
    earlier = make.reported()
    Oversight.objects.filter(pk=earlier.pk).update(status=Status.REPORTED)
    later = make.notified(tracks=earlier)
    inspections.start_fieldwork(later, actor=clerk, today=later.starts_on)
    earlier.refresh_from_db()
    assert earlier.status == Status.TRACKED


def test_an_entrusted_inspection_is_reported_upward(clerk: User) -> None:
    row = make.reported()
    day = row.starts_on
    assert "没有登记委托" in refused(
        lambda: inspections.report_upward(row, text="报告", on=day, actor=clerk, today=day)
    )
    Oversight.objects.filter(pk=row.pk).update(commissioned_by_level="province")
    inspections.report_upward(row, text="书面报告", on=day, actor=clerk, today=day)
    assert row.upward_reported_on == day


# ------------------------------------------------------------------------------------------------ visits


def test_a_visit_is_held_reported_handed_over_and_fed_back_within_three_months(clerk: User) -> None:
    row = make.outing(starts_on=date(2026, 9, 1), report="视察情况。")
    outings.hold(row, actor=clerk, today=TODAY)
    inspections.draft_report(row, on=TODAY, actor=clerk, today=TODAY)
    outings.hand_report(row, on=TODAY, actor=clerk, today=TODAY)
    organ = row.overseen.get()
    assert organ.feedback_obligation is not None
    assert organ.feedback_obligation.due_plain == date(2026, 12, 16)
    unit = factories.user("unit_head", organ=organ.organ)
    outings.give_feedback(organ, text="已经整改。", on=TODAY, actor=unit, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.FED_BACK
    organ.feedback_obligation.refresh_from_db()
    assert organ.feedback_obligation.status == Obligation.Status.DONE


def test_a_visit_without_an_organ_is_handed_to_nobody(clerk: User) -> None:
    row = make.outing(organs=0, report="视察情况。")
    outings.hold(row, actor=clerk, today=TODAY)
    inspections.draft_report(row, on=TODAY, actor=clerk, today=TODAY)
    assert "请先登记被监督机关" in refused(lambda: outings.hand_report(row, on=TODAY, actor=clerk, today=TODAY))


def test_an_inspection_does_not_take_the_steps_of_a_visit(clerk: User) -> None:
    assert "请按执法检查的步骤" in refused(lambda: outings.hold(make.inspection(), actor=clerk, today=TODAY))


# ------------------------------------------------------------------------------------------------ what rows may hold


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda row: Oversight.objects.filter(pk=row.pk).update(tracks=row.pk), "oversight_tracks_another"),
        (
            lambda row: Oversight.objects.filter(pk=row.pk).update(status="not_tabled"),
            "oversight_not_tabled_has_a_reason",
        ),
        (
            lambda row: Oversight.objects.filter(pk=row.pk).update(upward_report="报告"),
            "oversight_upward_report_is_dated",
        ),
        (lambda row: row.overseen.create(organ=row.organs.get()), "overseen_organ_once"),
        (lambda row: row.overseen.update(self_checked_on=TODAY), "overseen_self_check_has_words"),
        (lambda row: row.overseen.update(fed_back_on=TODAY), "overseen_feedback_has_words"),
        (lambda row: [row.groups.create(name="第一组") for _ in range(2)], "inspection_group_once"),
        (lambda row: [make.site(row, place="同一地点") for _ in range(2)], "inspection_site_once"),
        (lambda row: row.participants.create(person=factories.person()), "participant_deputy_has_a_level"),
        (lambda row: [make.leader(row) for _ in range(2)], "participant_one_leader"),
        (lambda row: row.findings.create(order=0, problem="问题"), "finding_order_positive"),
        (lambda row: row.findings.create(order=1, problem="问题", article="第一条"), "finding_article_names_its_law"),
    ],
)
def test_the_database_holds_the_rules(change: Callable[[Oversight], object], name: str) -> None:
    row = make.inspection()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change(row)


def test_a_person_takes_part_once() -> None:
    row = make.inspection()
    person = make.member(row)
    with pytest.raises(IntegrityError, match="participant_once"), transaction.atomic():
        row.participants.create(person=person, level="city")


# ------------------------------------------------------------------------------------------------ 一法两条例

LAW, LOCAL, ADMIN, DECISION = "law", "local_regulation", "admin_regulation", "decision"


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([], ""),
        ([(LAW, "野生动物保护法")], "《野生动物保护法》"),
        ([(LAW, "促进科技成果转化法"), (LOCAL, "甲条例"), (LOCAL, "乙条例")], "一法两条例"),
        ([(LAW, "水污染防治法"), (LOCAL, "水污染防治条例")], "一法一条例"),
        ([(LAW, "甲法"), (LAW, "乙法")], "两法"),
        (
            [(LAW, "甲法"), (LAW, "乙法"), (ADMIN, "甲条例"), (LOCAL, "乙条例"), (DECISION, "一"), (DECISION, "二")],
            "两法、两条例和两决定",
        ),
        ([(LAW, "甲法"), (LOCAL, "保障“最多跑一次”改革规定")], "一法一规定"),
        ([(LAW, "甲法"), (LOCAL, "甲条例"), (LOCAL, "甲办法"), (DECISION, "甲决定")], "四部法律法规"),
        ([(LOCAL, "未列全名的文件（报告未列全名）"), (LAW, "甲法")], "一法一条例"),
    ],
)
def test_laws_inspected_together_have_a_shorthand(kinds: list[tuple[str, str]], words: str) -> None:
    assert bundle([Named(kind, title) for kind, title in kinds]) == words


def test_a_title_is_suggested_from_the_laws() -> None:
    one, two = Named(LOCAL, "学前教育条例"), Named(LAW, "水污染防治法")
    assert suggested_title("", [one]) == "《学前教育条例》执法检查"
    assert suggested_title("水污染防治", [two, one]) == "水污染防治“一法一条例”执法检查"
    row = make.inspection()
    row.instruments.add(LegalInstrument.objects.create(title="水污染防治法", kind=LAW))
    assert bundle_of(row) == "“一法一条例”"


def test_the_self_check_is_a_rule_of_practice() -> None:
    rule = LegalRule.objects.for_event("INS-SELF", TODAY)
    assert (rule.value, rule.mark) == (15, LegalRule.Mark.PRACTICE)


def test_organs_that_were_told_of_an_inspection_are_told_that_it_is_off(clerk: User) -> None:
    row = make.notified()
    told = factories.user("unit_clerk", organ=row.overseen.get().organ)
    inspections.cancel(row, reason="计划调整", actor=clerk)
    message = Notification.objects.get(recipient=told, subject__startswith="执法检查取消")
    assert message.body == "计划调整"


def test_another_organ_does_not_take_the_place_of_one_that_was_told() -> None:
    overseen = make.notified().overseen.get()
    overseen.full_clean()
    overseen.organ = factories.organ()
    with pytest.raises(ValidationError, match="已经通知该机关"):
        overseen.full_clean()
    untold = make.adopted().overseen.get()
    untold.organ = factories.organ()
    untold.full_clean()


# ------------------------------------------------------------------------------------------------ one more organ


def test_an_organ_added_after_the_notice_gets_a_notice_and_a_self_check_of_its_own(clerk: User) -> None:
    row = make.notified()
    organ = factories.organ()
    account = factories.user("unit_clerk", organ=organ)
    day = TODAY + timedelta(days=5)
    inspections.add_organ(row, organ=organ, on=day, actor=clerk, today=day)
    added = row.overseen.get(organ=organ)
    owed = added.self_check_obligation
    assert owed is not None
    assert (owed.start_on, owed.owed_organ) == (day, organ)
    assert Notification.objects.filter(recipient=account, subject=f"执法检查通知：{row}").count() == 1
    assert row.overseen.exclude(pk=added.pk).get().self_check_obligation != owed
    with pytest.raises(ValidationError, match="已经列入"):
        inspections.add_organ(row, organ=organ, on=day, actor=clerk, today=day)


def test_a_late_notice_to_one_more_organ_says_why(clerk: User) -> None:
    row = make.notified()
    day = row.starts_on - timedelta(days=3)
    organ = factories.organ()
    with pytest.raises(ValidationError, match="请写明迟延理由"):
        inspections.add_organ(row, organ=organ, on=day, actor=clerk, today=day)
    with pytest.raises(ValidationError, match="不能早于首次通知"):
        inspections.add_organ(row, organ=organ, on=TODAY - timedelta(days=1), actor=clerk, today=day)
    inspections.add_organ(row, organ=organ, on=day, actor=clerk, today=day, late_reason="新划入职责")
    assert Activity.objects.get(verb="补充被检查机关").reason == "新划入职责"


def test_an_organ_does_not_slip_into_an_inspection_without_a_notice(clerk: User) -> None:
    for row, words in (
        (make.notified(), "请用“补充被检查机关”"),
        (make.in_the_field(), "检查已经开展"),
    ):
        with pytest.raises(ValidationError, match=words):
            OverseenOrgan(oversight=row, organ=factories.organ()).full_clean()
    for row in (make.adopted(), make.in_the_field()):
        with pytest.raises(ValidationError):
            inspections.add_organ(row, organ=factories.organ(), on=TODAY, actor=clerk, today=TODAY)
        assert row.overseen.count() == 1
    OverseenOrgan(oversight=make.adopted(), organ=factories.organ()).full_clean()


def test_an_official_of_an_organ_that_is_added_keeps_it_out_while_he_inspects(clerk: User) -> None:
    row = make.notified()
    organ = factories.organ()
    make.member(row, account=factories.user("unit_clerk", organ=organ))
    with pytest.raises(ValidationError, match="不能参加对该机关的执法检查"), transaction.atomic():
        inspections.add_organ(row, organ=organ, on=TODAY, actor=clerk, today=TODAY)
    assert row.overseen.count() == 1
