"""Patrol findings: reported once however often sent, handed over, answered, merged, and asked after weeks later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from congress.models import Activity, Attachment, Notification, Obligation
from congress.workflow import TransitionError
from deputies.models import ActivityAttendance, PatrolFinding, PatrolPhoto, PatrolRecheck, PatrolRound
from deputies.offers import patrols as offers
from deputies.services import patrol_figures, patrol_reports, patrol_rounds, patrols
from tests import factories, photos
from tests import factories_patrols as given

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
Status = PatrolFinding.Status


def test_a_finding_sent_twice_is_one_and_late_pictures_are_added() -> None:
    actor, number, first, second = given.deputy(), uuid4(), given.picture(), given.picture("二.jpg")
    row, is_new = patrol_reports.report(given.unsaved(client_id=number), [first], actor=actor, today=TODAY)
    again, is_new_again = patrol_reports.report(
        given.unsaved(client_id=number), [first, second], actor=actor, today=TODAY
    )
    assert (is_new, is_new_again, again.pk) == (True, False, row.pk)
    assert PatrolFinding.objects.count() == 1
    assert row.photos.count() == 2
    assert row.mandate.person.account == actor
    assert Activity.objects.filter(verb="上报巡查问题").count() == 1


def test_a_number_of_somebody_else_is_refused() -> None:
    row = given.finding()
    with pytest.raises(ValidationError, match="已由他人使用"):
        patrol_reports.report(given.unsaved(client_id=row.client_id), actor=given.deputy(), today=TODAY)


def test_only_a_deputy_in_office_on_the_day_reports() -> None:
    gone = given.deputy(ends_on=TODAY - timedelta(days=10))
    with pytest.raises(ValidationError, match="代表资格已于"):
        patrol_reports.report(given.unsaved(), actor=gone, today=TODAY)
    patrol_reports.report(given.unsaved(found_on=TODAY - timedelta(days=10)), actor=gone, today=TODAY)
    with pytest.raises(ValidationError, match="没有关联代表"):
        patrol_reports.report(given.unsaved(), actor=factories.user("deputy"), today=TODAY)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"found_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"text": "  "}, "text"),
        ({"place": ""}, "place"),
        ({"latitude": "28.97"}, "同时填写"),
        ({"latitude": "91", "longitude": "118"}, "90"),
    ],
)
def test_bad_input_is_refused_and_nothing_kept(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        patrol_reports.report(given.unsaved(**fields), [given.picture()], actor=given.deputy(), today=TODAY)
    assert words in str(refused.value)
    assert not PatrolFinding.objects.exists()
    assert not Attachment.objects.exists()


def test_what_is_no_picture_is_refused_with_the_whole_report() -> None:
    text = photos.upload(b"%PDF-1.4\nstartxref\n0\n%%EOF", name="现场.pdf")
    with pytest.raises(ValidationError, match="不是照片"):
        patrol_reports.report(given.unsaved(), [patrol_reports.Picture(text)], actor=given.deputy(), today=TODAY)
    assert not Attachment.objects.exists()


def test_questions_of_the_category_are_asked_and_their_choices_kept() -> None:
    category = given.category(
        "河道", questions=[{"key": "colour", "label": "水色", "choices": ["清", "浑"], "is_required": True}]
    )
    with pytest.raises(ValidationError, match="请回答“水色”"):
        given.finding(category=category)
    with pytest.raises(ValidationError, match="所列选项"):
        given.finding(category=category, answers={"colour": "红"})
    row = given.finding(category=category, answers={"colour": "浑", "strange": "x"})
    assert row.answers == {"colour": "浑"}
    category.is_active = False
    category.save()
    with pytest.raises(ValidationError, match="已停用"):
        given.finding(category=category, answers={"colour": "浑"})


def test_a_finding_is_handed_over_taken_up_and_answered_with_a_picture() -> None:
    clerk = given.unit()
    row = given.assigned(clerk)
    assert row.obligation.rule.code == "PTR-15"
    assert row.obligation.due_plain == TODAY + timedelta(days=15)
    patrols.accept(row, actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="请上传办理后的照片"):
        patrols.answer(row, outcome="fixed", text="已清理。", actor=clerk, today=TODAY)
    patrols.answer(row, outcome="fixed", text="已清理。", pictures=[given.picture()], actor=clerk, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.FIXED
    assert row.obligation.status == Obligation.Status.DONE
    assert row.assignments.get().photos.get().kind == PatrolPhoto.Kind.DONE
    assert Notification.objects.filter(recipient=row.finder, subject__startswith="巡查问题已解决").exists()


def test_only_the_unit_that_has_it_works_on_it() -> None:
    row = given.assigned(given.unit())
    stranger = given.unit()
    with pytest.raises(ValidationError, match="只有承办单位"):
        patrols.accept(row, actor=stranger, today=TODAY)
    with pytest.raises(ValidationError, match="只有承办单位"):
        patrols.answer(row, outcome="cannot", text="无权处理", actor=stranger, today=TODAY)


@pytest.mark.parametrize(("outcome", "text", "words"), [("cannot", " ", "请写明理由"), ("done", "x", "请选择办理结果")])
def test_an_answer_without_reason_or_outcome_changes_nothing(outcome: str, text: str, words: str) -> None:
    clerk = given.unit()
    row = given.assigned(clerk)
    with pytest.raises(ValidationError, match=words):
        patrols.answer(row, outcome=outcome, text=text, actor=clerk, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.ASSIGNED


def test_what_is_not_the_units_own_goes_to_another_one_and_rounds_stay() -> None:
    clerk, office = given.unit(), factories.user("deputies_wc")
    row = given.assigned(clerk)
    patrols.answer(row, outcome="not_ours", text="属城管职责。", actor=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="请交办其他单位"):
        patrols.assign(row, organ=clerk.organ, on=TODAY, actor=office, today=TODAY)
    patrols.assign(row, organ=factories.organ(), on=TODAY, actor=office, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.ASSIGNED
    assert [(each.number, each.outcome) for each in row.assignments.all()] == [(1, "not_ours"), (2, "")]
    with pytest.raises(TransitionError):
        patrols.assign(row, organ=factories.organ(), on=TODAY, actor=office, today=TODAY)


def test_the_finder_is_asked_once_four_weeks_later_and_what_is_broken_goes_back() -> None:
    clerk, finder = given.unit(), given.deputy()
    row = given.assigned(clerk, actor=finder)
    patrols.answer(row, outcome="fixed", text="已清理。", pictures=[given.picture()], actor=clerk, today=TODAY)
    assert patrols.ask_again(on=TODAY + timedelta(days=27)) == 0
    later = TODAY + timedelta(days=28)
    assert patrols.ask_again(on=later) == 1
    assert patrols.ask_again(on=later) == 0
    (waiting,) = offers.to_look_again(finder, later)
    assert [waiting.line(each).action for each in waiting.rows] == ["回访是否解决"]
    with pytest.raises(ValidationError, match="还有什么没有解决"):
        patrols.recheck(row, result="broken", actor=finder, today=later)
    with pytest.raises(ValidationError, match="只有上报人"):
        patrols.recheck(row, result="fixed", actor=given.deputy(), today=later)
    patrols.recheck(row, result="broken", text="又堆起来了。", actor=finder, today=later)
    row.refresh_from_db()
    assert row.status == Status.REOPENED
    with pytest.raises(TransitionError):
        patrols.recheck(row, result="fixed", actor=finder, today=later)
    office = factories.user("deputies_wc")
    patrols.assign(row, organ=clerk.organ, on=later, actor=office, today=later)
    patrols.answer(row, outcome="cannot", text="须列入改造。", actor=clerk, today=later)
    again = later + timedelta(days=28)
    assert patrols.ask_again(on=again) == 1
    patrols.recheck(row, result="fixed", actor=finder, today=again)
    row.refresh_from_db()
    assert row.status == Status.CONFIRMED
    assert PatrolRecheck.objects.filter(finding=row).count() == 2


def test_duplicates_are_hinted_by_place_and_by_coordinates_and_merged() -> None:
    clerk = given.unit()
    main = given.assigned(clerk, latitude="28.970000", longitude="118.870000")
    near = given.finding(place="示例路口", latitude="28.970900", longitude="118.871000")
    same_place = given.finding()
    given.finding(place="远处", latitude="28.99", longitude="118.87")
    given.finding(category=given.category("河道"))
    assert set(PatrolFinding.objects.all().alike(main)) == {near, same_place}
    office = factories.user("deputies_wc")
    patrols.merge(near, into=main, actor=office)
    near.refresh_from_db()
    assert (near.status, near.merged_into) == (Status.MERGED, main)
    for one, other, words in (
        (main, main, "并入自己"),
        (same_place, near, "已并入其他问题"),
        (main, same_place, "已有其他"),
    ):
        with pytest.raises(ValidationError, match=words):
            patrols.merge(one, into=other, actor=office)
    patrols.answer(main, outcome="fixed", text="已清理。", pictures=[given.picture()], actor=clerk, today=TODAY)
    assert Notification.objects.filter(recipient=near.finder, subject__startswith="巡查问题已解决").exists()


def test_a_merged_finding_owes_nothing() -> None:
    main, other = given.assigned(given.unit()), given.assigned(given.unit())
    patrols.merge(other, into=main, actor=factories.user("deputies_wc"))
    other.obligation.refresh_from_db()
    assert other.obligation.status == Obligation.Status.VOID


def test_what_is_noted_needs_a_reason_and_may_be_handed_over_later() -> None:
    office, row = factories.user("deputies_wc"), given.finding()
    with pytest.raises(ValidationError, match="请写明留存理由"):
        patrols.note(row, reason=" ", actor=office)
    patrols.note(row, reason="现场已劝导。", actor=office)
    patrols.assign(row, organ=factories.organ(), on=TODAY, actor=office, today=TODAY)
    row.refresh_from_db()
    assert row.status == Status.ASSIGNED


def test_an_assignment_is_not_dated_before_the_finding_or_in_the_future() -> None:
    office, row = factories.user("deputies_wc"), given.finding()
    for day, words in ((TODAY - timedelta(days=1), "不能早于"), (TODAY + timedelta(days=1), "不能晚于今天")):
        with pytest.raises(ValidationError, match=words):
            patrols.assign(row, organ=factories.organ(), on=day, actor=office, today=TODAY)


def test_who_may_see_a_finding_and_open_its_pictures() -> None:
    clerk, finder = given.unit(), given.deputy()
    row = given.assigned(clerk, actor=finder, pictures=[given.picture()])
    photo = row.photos.get()
    seen = PatrolFinding.objects.all()
    assert [seen.visible_to(user).count() for user in (finder, clerk, given.deputy(), given.unit())] == [1, 1, 0, 0]
    opened = {
        name: set(Attachment.objects.filter(offers.pictures(user)))
        for name, user in (("finder", finder), ("clerk", clerk), ("other", given.deputy()))
    }
    assert opened == {
        "finder": {photo.original, photo.shown, photo.thumbnail},
        "clerk": {photo.shown, photo.thumbnail},
        "other": set(),
    }


def test_the_funnel_counts_each_stage_in_one_query(django_assert_num_queries: object) -> None:
    clerk, office = given.unit(), factories.user("deputies_wc")
    given.finding()
    noted = given.finding(category=given.category("河道"))
    patrols.note(noted, reason="现场已劝导。", actor=office)
    main = given.assigned(clerk)
    patrols.answer(main, outcome="fixed", text="已清理。", pictures=[given.picture()], actor=clerk, today=TODAY)
    other = given.assigned(clerk)
    patrols.merge(other, into=main, actor=office)
    with django_assert_num_queries(2):
        found = patrol_figures.funnel(TODAY.year)
    assert found.total.counts == [4, 1, 2, 0, 1, 0, 0, 0, 0]
    assert [(line.label, line.recorded) for line in found.lines] == [("市容环境", 3), ("河道", 1)]
    by_organ = patrol_figures.funnel(TODAY.year, by="organ")
    assert {line.label: line.handed_over for line in by_organ.lines} == {str(clerk.organ): 2, "未交办": 0}


def test_a_round_counts_its_findings_and_credits_its_members_once() -> None:
    account = given.deputy()
    mandate = account.person.mandates.get()
    round_ = PatrolRound.objects.create(theme="治水", title="示例治水巡查", starts_on=TODAY)
    round_.members.add(mandate)
    at, office = timezone.now(), factories.user("deputies_wc")
    for _ in range(2):
        patrol_rounds.credit(round_, actor=office, at=at)
    assert ActivityAttendance.objects.counted().filter(activity__kind="patrol", mandate=mandate).count() == 1
    given.assigned(given.unit(), actor=account, round=round_)
    given.finding(account, round=round_)
    counted = PatrolRound.objects.all().with_counts().get()
    assert (counted.findings_made, counted.handed_over) == (2, 1)
    round_.starts_on = date(2021, 1, 1)
    with pytest.raises(ValidationError, match="资格不在任"):
        patrol_rounds.credit(round_, actor=office, at=at)


def test_the_database_keeps_findings_whole() -> None:
    row = given.finding()
    rows = PatrolFinding.objects.filter(pk=row.pk)
    for broken in (
        {"status": "assigned"},
        {"status": "merged"},
        {"latitude": "28.9"},
        {"assigned_on": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)


def test_checks_find_what_a_clerk_should_look_at() -> None:
    clerk = given.unit()
    old = given.finding(found_on=TODAY - timedelta(days=20), place="另一处")
    first, second = given.finding(), given.finding()
    assert list(offers.waiting_too_long(TODAY)) == [old]
    assert set(offers.alike_and_apart(TODAY)) == {first, second}
    row = given.assigned(clerk, place="第三处")
    row.mandate.ends_on, row.mandate.end_reason = TODAY - timedelta(days=1), "moved"
    row.mandate.save()
    assert list(offers.found_outside_the_mandate(TODAY)) == [row]
