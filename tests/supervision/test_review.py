"""Reviews: each step allowed, refused, on a stale copy; the day of the report, both votes, the archive."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from congress.models import Notification, Obligation, Organ, User
from congress.workflow import TransitionError
from meetings.models import AgendaItem, Assessment, Meeting, OpinionPaper
from meetings.services import assessments, opinions
from supervision.models import PerformanceReview, ReviewFinding, ReviewHearing, ReviewKind
from supervision.services import follow_ups, review_votes, reviews
from tests import factories
from tests import factories_reviews as cases

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
DAY = cases.DAY
Status = PerformanceReview.Status


def text_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def stored(review: PerformanceReview) -> str:
    return PerformanceReview.objects.get(pk=review.pk).status


def test_a_case_walks_from_proposal_to_archive(clerk: User) -> None:
    review = cases.result_sent()
    review_votes.ask_rectification(review, points=[], actor=clerk, today=DAY)
    review_votes.rectify(review, text="已经整改。", on=DAY, actor=clerk, today=DAY)
    review_votes.file(review, on=DAY, actor=clerk, today=DAY)
    assert stored(review) == Status.FILED
    hearing = cases.hearing(review)
    assert hearing.assessment.outcome == Assessment.Outcome.SATISFIED
    assert hearing.assessment.person == review.person
    assert hearing.item.kind == AgendaItem.Kind.DUTY_REPORT
    assert hearing.item.status == AgendaItem.Status.NOTED
    assert str(hearing.result_number).startswith("柯人大评〔")
    assert review.rectification_obligation.status == Obligation.Status.DONE


def test_the_person_follows_from_the_tenure() -> None:
    tenure = cases.tenure()
    assert cases.proposed(tenure=tenure).person == tenure.person


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (ReviewKind.DUTY_REPORT, {"tenure": None}, "请选择其由常委会任命的任职"),
        (ReviewKind.TWO_OFFICERS, {}, "须在区法院或者区检察院任职"),
    ],
)
def test_a_case_that_does_not_fit_its_kind_is_refused(kind: str, fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        cases.proposed(kind, **fields)
    assert said in text_of(error)
    assert not PerformanceReview.objects.exists()


def test_a_judge_is_reviewed_as_one() -> None:
    court = factories.organ(Organ.Kind.COURT)
    assert cases.proposed(ReviewKind.TWO_OFFICERS, tenure=cases.tenure(court)).organ == court


def test_the_tenure_of_somebody_else_is_refused() -> None:
    with pytest.raises(ValidationError) as error:
        cases.proposed(person=factories.person())
    assert "的任职" in text_of(error)


def test_another_organ_than_that_of_the_post_is_refused() -> None:
    with pytest.raises(ValidationError) as error:
        cases.proposed(organ=factories.organ())
    assert "所在机关为" in text_of(error)


def test_a_scheme_of_another_kind_or_a_draft_is_refused() -> None:
    with pytest.raises(ValidationError) as error:
        cases.proposed(scheme=cases.scheme(kind=ReviewKind.DEPARTMENT))
    assert "不用于本类评议" in text_of(error)
    with pytest.raises(ValidationError) as error:
        cases.proposed(scheme=cases.scheme(is_in_use=False))
    assert "请选择使用中的方案" in text_of(error)


def test_chairpersons_are_told_of_a_proposal() -> None:
    chair = factories.user("sc_chair")
    review = cases.proposed()
    assert Notification.objects.filter(recipient=chair, path=review.get_absolute_url()).exists()


@pytest.mark.parametrize(
    ("kind", "status", "on", "said"),
    [
        (Meeting.Kind.STANDING_COMMITTEE, "closed", TODAY, "请选择一次主任会议"),
        (Meeting.Kind.CHAIR_MEETING, "planned", TODAY, "还没有召开"),
        (Meeting.Kind.CHAIR_MEETING, "closed", TODAY - timedelta(days=1), "须在该次主任会议期间"),
    ],
)
def test_only_a_chairpersons_meeting_that_was_held_selects(kind: str, status: str, on: date, said: str) -> None:
    review = cases.proposed()
    meeting = factories.meeting(kind, starts_on=TODAY, status=status)
    with pytest.raises(ValidationError) as error:
        reviews.select(review, meeting=meeting, on=on, actor=factories.user("sc_chair"), today=TODAY)
    assert said in text_of(error)
    assert stored(review) == Status.PROPOSED


def test_the_report_is_owed_twenty_days_before_the_meeting_and_moves_with_it(clerk: User) -> None:
    meeting = factories.meeting(starts_on=date(2026, 10, 28), status=Meeting.Status.SCHEDULED)
    review = cases.notified(at=meeting)
    owed = cases.hearing(review).obligation
    assert owed.due_plain == date(2026, 10, 8)
    assert owed.owed_organ == review.organ
    Meeting.objects.filter(pk=meeting.pk).update(starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
    assert reviews.realign(actor=clerk, today=TODAY) == 1
    owed.refresh_from_db()
    assert owed.due_plain == date(2026, 11, 5)
    assert reviews.realign(actor=clerk, today=TODAY) == 0


def test_the_day_falls_away_with_the_meeting_and_comes_back(clerk: User) -> None:
    review = cases.notified()
    meeting = cases.hearing(review).meeting
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.POSTPONED)
    assert reviews.realign(actor=clerk, today=TODAY) == 1
    assert cases.hearing(review).obligation.status == Obligation.Status.VOID
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.SCHEDULED)
    assert reviews.realign(actor=clerk, today=TODAY) == 1
    assert cases.hearing(review).obligation.status == Obligation.Status.OPEN


def test_a_planned_meeting_starts_the_day_once_it_is_dated(clerk: User) -> None:
    meeting = factories.meeting(starts_on=DAY)
    review = cases.notified(at=meeting)
    assert cases.hearing(review).obligation is None
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.SCHEDULED)
    assert reviews.realign(actor=clerk, today=TODAY) == 1
    assert cases.hearing(review).obligation is not None


def test_a_meeting_that_opened_already_cannot_hear_it() -> None:
    review = cases.selected()
    with pytest.raises(ValidationError) as error:
        reviews.notify(
            review,
            meeting=factories.meeting(status="open"),
            mode="heard",
            on=TODAY,
            actor=factories.user("office"),
            today=TODAY,
        )
    assert "请选择以后的会议" in text_of(error)
    assert stored(review) == Status.SELECTED or not review.hearings.exists()


def test_the_organ_is_told_by_the_notice() -> None:
    organ = factories.organ()
    member = factories.user("unit_clerk", organ=organ)
    review = cases.notified(tenure=cases.tenure(organ))
    assert Notification.objects.filter(recipient=member, path=review.get_absolute_url()).count() == 1


def test_a_late_report_says_why(clerk: User) -> None:
    review = cases.notified()
    late = DAY - timedelta(days=5)
    with pytest.raises(ValidationError) as error:
        reviews.submit_report(review, text="报告", on=late, actor=clerk)
    assert "请写明迟延理由" in text_of(error)
    assert stored(review) == Status.NOTIFIED
    reviews.submit_report(review, text="报告", on=late, late_reason="机构改革", actor=clerk)
    hearing = cases.hearing(review)
    assert hearing.late_reason == "机构改革"
    assert hearing.obligation.status == Obligation.Status.DONE


def test_an_empty_report_is_refused(clerk: User) -> None:
    review = cases.notified()
    with pytest.raises(ValidationError) as error:
        reviews.submit_report(review, text="  ", on=TODAY, actor=clerk)
    assert "请填写报告或者上传报告文件" in text_of(error)


def test_files_go_with_the_report(clerk: User) -> None:
    review = cases.notified()
    upload = SimpleUploadedFile("报告.txt", "履职情况".encode())
    reviews.submit_report(review, text="", files=[upload], on=TODAY, actor=clerk)
    assert cases.hearing(review).attachments.get().name == "报告.txt"


def test_an_item_of_another_meeting_is_refused(clerk: User) -> None:
    review = cases.notified()
    with pytest.raises(ValidationError) as error:
        reviews.table(review, item=factories.item(), actor=clerk)
    assert "的议程" in text_of(error)


def test_nothing_is_heard_before_it_is_on_the_agenda(clerk: User) -> None:
    review = cases.notified()
    reviews.submit_report(review, text="报告", on=TODAY, actor=clerk)
    with pytest.raises(ValidationError) as error:
        review_votes.hear(review, actor=clerk)
    assert "还没有列入会议议程" in text_of(error)


def test_a_second_vote_on_one_hearing_is_refused(clerk: User) -> None:
    review = cases.assessed()
    with pytest.raises(ValidationError) as error:
        review_votes.assess(review, cases.counts(), actor=clerk)
    assert "结果为“满意”，不能重复测评" in text_of(error)
    assert Assessment.objects.count() == 1


def test_a_vote_on_a_closed_case_is_refused_in_words(clerk: User) -> None:
    review = cases.result_sent()
    review_votes.file(review, on=DAY, actor=clerk, today=DAY)
    with pytest.raises(ValidationError) as error:
        review_votes.assess(review, cases.counts(), actor=clerk)
    assert "归档，不能再次测评" in text_of(error)
    assert Assessment.objects.count() == 1
    assert stored(review) == Status.FILED


def test_a_vote_before_the_hearing_is_refused(clerk: User) -> None:
    review = cases.tabled()
    with pytest.raises(ValidationError) as error:
        review_votes.assess(review, cases.counts(), actor=clerk)
    assert "听取报告以后才能测评" in text_of(error)


def test_counts_that_do_not_add_up_leave_nothing_behind(clerk: User) -> None:
    review = cases.heard()
    with pytest.raises(ValidationError) as error:
        review_votes.assess(review, cases.counts(satisfied=30), actor=clerk)
    assert "相差" in text_of(error)
    assert not Assessment.objects.exists()
    assert stored(review) == Status.HEARD


def test_the_grades_are_those_of_the_scheme(clerk: User) -> None:
    review = cases.heard(scheme=cases.scheme(scale="competence"))
    stored_vote = review_votes.assess(review, cases.counts(excellent=5, satisfied=16, basic=2), actor=clerk)
    assert stored_vote.scale == Assessment.Scale.COMPETENCE
    assert assessments.outcome_word(stored_vote) == "称职"


def test_words_that_are_edited_later_do_not_change_what_was_voted(clerk: User) -> None:
    scheme = cases.scheme()
    review = cases.heard(scheme=scheme)
    scheme.scale.satisfied = "好"
    scheme.scale.save()
    vote = review_votes.assess(PerformanceReview.objects.get(pk=review.pk), cases.counts(), actor=clerk)
    assert assessments.outcome_word(vote) == "好"
    scheme.scale.satisfied = "满意"
    scheme.scale.save()
    vote.refresh_from_db()
    assert assessments.outcome_word(vote) == "好"


def test_a_vote_recorded_on_the_meeting_s_page_is_taken_up(clerk: User) -> None:
    review = cases.heard()
    hearing = cases.hearing(review)
    row = assessments.record(
        cases.counts(meeting=hearing.meeting, item=hearing.item, title=hearing.item.title), actor=clerk
    )
    assert review_votes.recorded_elsewhere(review) == row
    review_votes.assess(review, row, actor=clerk)
    assert cases.hearing(review).assessment == row
    assert stored(review) == Status.ASSESSED


def test_the_meeting_s_page_takes_no_vote_on_a_case_that_was_voted_on_or_is_closed(clerk: User) -> None:
    review = cases.result_sent()
    hearing = cases.hearing(review)

    def again() -> Assessment:
        return cases.counts(meeting=hearing.meeting, item=hearing.item, title="换个名称的测评")

    with pytest.raises(ValidationError) as error:
        assessments.record(again(), actor=clerk)
    assert "结果为“满意”，不能重复测评" in text_of(error)
    review_votes.file(review, on=DAY, actor=clerk, today=DAY)
    with pytest.raises(ValidationError) as error:
        assessments.record(again(), actor=clerk)
    assert "已经归档，不能再次测评" in text_of(error)
    assert Assessment.objects.count() == 1
    assert stored(review) == Status.FILED


def test_a_vote_on_another_item_is_not_taken_up(clerk: User) -> None:
    review = cases.heard()
    meeting = cases.hearing(review).meeting
    other = factories.item(meeting, status="adopted")
    row = assessments.record(cases.counts(meeting=meeting, item=other, title=other.title), actor=clerk)
    with pytest.raises(ValidationError) as error:
        review_votes.assess(review, row, actor=clerk)
    assert "只能采用本次听取议程的有效测评" in text_of(error)


def test_a_result_needs_opinions_and_a_day_after_the_vote(clerk: User) -> None:
    review = cases.assessed()
    with pytest.raises(ValidationError) as error:
        review_votes.send_result(review, on=DAY, opinions_text=" ", actor=clerk, today=DAY)
    assert "请填写评议意见" in text_of(error)
    with pytest.raises(ValidationError) as error:
        review_votes.send_result(review, on=DAY - timedelta(days=1), opinions_text="意见", actor=clerk, today=DAY)
    assert "不能早于测评日期" in text_of(error)
    assert cases.hearing(review).result_number is None


def test_rectification_is_owed_within_three_months(clerk: User) -> None:
    review = cases.result_sent()
    review_votes.ask_rectification(review, points=[], actor=clerk, today=DAY)
    owed = review.rectification_obligation
    assert owed.due_plain == date(2027, 1, 16)
    assert owed.owed_organ == review.organ


def test_a_day_beyond_three_months_is_refused(clerk: User) -> None:
    review = cases.result_sent()
    with pytest.raises(ValidationError) as error:
        review_votes.ask_rectification(review, points=[], due_on=date(2027, 6, 1), actor=clerk, today=DAY)
    assert "整改期限不超过三个月" in text_of(error)
    assert stored(review) == Status.RESULT_SENT


def test_an_earlier_day_is_kept(clerk: User) -> None:
    review = cases.result_sent()
    review_votes.ask_rectification(review, points=[], due_on=date(2026, 12, 1), actor=clerk, today=DAY)
    assert review.rectification_obligation.due_on == date(2026, 12, 1)


def test_points_become_a_letter_that_takes_the_loop_of_every_opinion(clerk: User) -> None:
    review = cases.result_sent()
    letter = review_votes.ask_rectification(review, points=["加强调研", "改进作风"], actor=clerk, today=DAY)
    assert letter.kind == OpinionPaper.Kind.LETTER
    assert letter.answering_organ == review.organ
    assert [point.text for point in letter.points.order_by("order")] == ["加强调研", "改进作风"]
    with pytest.raises(ValidationError) as error:
        review_votes.rectify(review, text="已经整改。", on=DAY, actor=clerk, today=DAY)
    assert "还没有逐条报送" in text_of(error)
    opinions.submit(letter, actor=clerk)
    meeting = cases.chair_meeting(DAY)
    opinions.adopt(letter, meeting=meeting, on=DAY, actor=factories.user("sc_chair"), today=DAY)
    handed = follow_ups.hand_over(letter, [review.organ], on=DAY, actor=clerk, today=DAY)[0]
    type(handed).objects.filter(pk=handed.pk).update(status="reported")
    review_votes.rectify(review, text="已经整改。", on=DAY, actor=clerk, today=DAY)
    assert stored(review) == Status.RECTIFIED


def again(review: PerformanceReview, clerk: User) -> Meeting:
    meeting = factories.meeting(starts_on=DAY + timedelta(days=60), status=Meeting.Status.SCHEDULED)
    review_votes.hear_again(review, meeting=meeting, mode="heard", actor=clerk, today=DAY)
    return meeting


def test_after_dissatisfaction_it_is_heard_and_voted_on_again(clerk: User) -> None:
    review = cases.result_sent(is_bad=True)
    with pytest.raises(ValidationError) as error:
        review_votes.file(review, on=DAY, actor=clerk, today=DAY)
    assert "须再次听取和测评" in text_of(error)
    first = cases.hearing(review)
    again(review, clerk)
    hearing = cases.hearing(review)
    assert (hearing.number, stored(review)) == (2, Status.NOTIFIED)
    second = _vote_again(review, clerk, is_bad=False)
    assert second.repeats == first.assessment
    assert (second.round, second.outcome) == (2, Assessment.Outcome.SATISFIED)
    assert PerformanceReview.objects.get(pk=review.pk).heard_on == DAY


def _vote_again(review: PerformanceReview, clerk: User, *, is_bad: bool) -> Assessment:
    hearing = cases.hearing(review)
    day = hearing.meeting.starts_on
    first = review.hearings.order_by("number")[0].meeting
    for row in first.attendances.all():
        hearing.meeting.attendances.create(person=row.person, status="unrecorded")
    reviews.submit_report(review, text="再次报告", on=DAY, actor=clerk)
    reviews.table(review, actor=clerk)
    cases.sit(hearing.meeting, 25)
    review_votes.hear(review, actor=clerk)
    return review_votes.assess(review, cases.counts(is_bad=is_bad, held_on=day), actor=clerk)


def test_a_satisfied_outcome_is_not_voted_on_again(clerk: User) -> None:
    review = cases.result_sent()
    with pytest.raises(ValidationError) as error:
        again(review, clerk)
    assert "上次测评为“满意”，不再测评" in text_of(error)


def test_two_dissatisfied_votes_call_for_stronger_means(clerk: User) -> None:
    review = cases.result_sent(is_bad=True)
    meeting = again(review, clerk)
    _vote_again(review, clerk, is_bad=True)
    day = meeting.starts_on
    review_votes.send_result(review, on=day, opinions_text="仍不满意。", actor=clerk, today=day)
    with pytest.raises(ValidationError) as error:
        again(review, clerk)
    assert "两次测评均为不满意" in text_of(error)
    with pytest.raises(ValidationError) as error:
        review_votes.file(review, on=day, actor=clerk, today=day)
    assert "请写明后续处理意见" in text_of(error)
    review_votes.file(review, on=day, note="依法提出质询案。", actor=clerk, today=day)
    assert stored(review) == Status.FILED


def test_dropping_a_case_lets_what_is_owed_fall_away(clerk: User) -> None:
    review = cases.notified()
    with pytest.raises(ValidationError):
        reviews.drop(review, reason=" ", actor=clerk)
    reviews.drop(review, reason="本人已经离任", actor=clerk)
    assert stored(review) == Status.DROPPED
    assert cases.hearing(review).obligation.status == Obligation.Status.VOID


@pytest.mark.parametrize(
    "step", ["begin_research", "issue", "assess", "send_result", "ask_rectification", "hear_again"]
)
def test_a_step_out_of_order_is_refused(step: str) -> None:
    review = cases.proposed()
    with pytest.raises(TransitionError) as error:
        getattr(review, step)()
    assert "待主任会议确定" in str(error.value)


def test_a_stale_copy_takes_no_second_step(clerk: User) -> None:
    review = cases.notified()
    stale = PerformanceReview.objects.get(pk=review.pk)
    reviews.begin_research(review, actor=clerk)
    with pytest.raises(TransitionError) as error:
        reviews.begin_research(stale, actor=clerk)
    assert "当前为“调研中”" in str(error.value)


@pytest.mark.parametrize("name", ["review_of_tenure_once_a_year", "review_of_department_once_a_year"])
def test_nobody_is_reviewed_twice_a_year(name: str) -> None:
    kind = ReviewKind.DEPARTMENT if "department" in name else ReviewKind.DUTY_REPORT
    review = cases.proposed(kind)
    same = {"tenure": review.tenure} if review.tenure else {"organ": review.organ}
    with pytest.raises(ValidationError) as error:
        cases.proposed(kind, **same)
    assert "本年度已列入评议" in text_of(error)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("review_object_by_kind", {"kind": "department"}),
        ("review_days_in_order", {"selected_on": TODAY, "notified_on": TODAY - timedelta(days=1)}),
        ("review_closed_has_a_day", {"status": "filed"}),
        ("review_dropped_has_a_reason", {"status": "dropped"}),
    ],
)
def test_the_database_refuses_a_case_that_contradicts_itself(name: str, changes: dict[str, object]) -> None:
    review = cases.proposed()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PerformanceReview.objects.filter(pk=review.pk).update(**changes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("review_hearing_number_positive", {"number": 0}),
        ("review_assessed_after_hearing", {"heard_on": None, "result_sent_on": None}),
        ("review_result_after_assessment", {"assessment": None}),
        ("review_hearing_days_in_order", {"result_sent_on": TODAY}),
    ],
)
def test_the_database_refuses_a_hearing_that_contradicts_itself(name: str, changes: dict[str, object]) -> None:
    review = cases.result_sent()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ReviewHearing.objects.filter(review=review).update(**changes)


def test_exams_complaints_and_surveys_are_restricted() -> None:
    review = cases.proposed()
    for kind in ("survey", "exam", "complaint"):
        row = ReviewFinding(review=review, kind=kind, done_on=TODAY, text="示例")
        with pytest.raises(ValidationError) as error:
            row.full_clean()
        assert "属于限制级" in text_of(error)
    with pytest.raises(IntegrityError, match="review_finding_restricted_kinds"), transaction.atomic():
        ReviewFinding.objects.create(review=review, kind="exam", done_on=TODAY, text="示例")
