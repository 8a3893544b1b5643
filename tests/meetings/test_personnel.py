"""Appointments from the motion to the vote: each step as the law wants it, refused in words otherwise."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from congress.models import Activity, Notification, Obligation, Organ, User
from congress.workflow import TransitionError
from meetings.models import AgendaItem, LegalExam, Meeting, PersonnelAction, PersonnelMotion, PostCategory, Tenure, Vote
from meetings.services import meetings, personnel, posts
from tests import factories
from tests import factories_personnel as make
from tests.meetings.test_posts import TABLE

pytestmark = pytest.mark.django_db
TODAY, DAY = make.TODAY, make.DAY
Kind, Status = PersonnelAction.Kind, PersonnelAction.Status
Proposer = PostCategory.Proposer


@pytest.fixture
def officer(db: None) -> User:
    return make.officer()


def refuse(motion: PersonnelMotion, *actions: PersonnelAction, match: str) -> None:
    """The motion is refused with the sentence, and nothing of it is kept."""
    before = PersonnelMotion.objects.count(), PersonnelAction.objects.count()
    with pytest.raises(ValidationError, match=match):
        personnel.receive(motion, list(actions), actor=make.officer(), today=TODAY)
    assert (PersonnelMotion.objects.count(), PersonnelAction.objects.count()) == before


# ------------------------------------------------------------------------------------------------ received


def test_a_motion_keeps_its_rows_in_their_order_and_starts_its_clock(officer: User) -> None:
    motion = make.motion(make.action(), make.action(), actor=officer)
    assert [row.order for row in motion.actions.all()] == [1, 2]
    assert motion.obligation is not None
    assert motion.obligation.rule.code == "APP-10"
    assert motion.obligation.due_plain == DAY - timedelta(days=10)


@pytest.mark.parametrize("code", [code for code in TABLE if code not in posts.ELECTED])
def test_only_the_proposer_of_the_table_proposes(code: str) -> None:
    lawful = TABLE[code][0]
    wrong = next(value for value in Proposer.values if value != lawful)
    to = make.post(f"示例职务{code}", of=code)
    refuse(make.unsaved(by=wrong), make.action(to=to), match=f"第1项.*由{lawful.label}提请")
    assert make.motion(make.action(to=to), by=lawful).pk


def test_the_proposing_organ_is_the_one_whose_head_proposes() -> None:
    court = factories.organ(Organ.Kind.COURT)
    motion = make.unsaved(by=Proposer.DISTRICT_HEAD, proposing_organ=court)
    refuse(motion, make.action(to=make.post(of="government_head")), match="提请机关不能是")


def test_a_motion_without_rows_is_refused() -> None:
    refuse(make.unsaved(), match="至少填写一项")


def test_a_motion_for_a_meeting_that_is_over_is_refused() -> None:
    over = make.meeting(on=TODAY - timedelta(days=3), status=Meeting.Status.CLOSED)
    motion = make.unsaved(at=over, received_on=TODAY - timedelta(days=20))
    refuse(motion, make.action(), match="已经闭会，任免案请提请下次常委会会议")


def test_a_chairpersons_meeting_appoints_nobody() -> None:
    refuse(make.unsaved(at=make.chairpersons()), make.action(), match="由常委会会议表决")


def test_a_motion_received_tomorrow_is_refused() -> None:
    refuse(make.unsaved(received_on=TODAY + timedelta(days=1)), make.action(), match="不能晚于今天")


def test_a_person_is_not_counted_twice_in_a_motion() -> None:
    row = make.action()
    again = make.action(to=row.post, who=row.person)
    refuse(make.unsaved(), row, again, match="第2项.*与第1项重复")


def test_one_motion_does_not_appoint_and_remove_one_person_in_one_post() -> None:
    held = make.tenure()
    out = make.action(Kind.REMOVE, to=held.post, who=held.person)
    back = make.action(to=held.post, who=held.person)
    refuse(make.unsaved(), out, back, match="任命和免职互相矛盾")


def test_what_another_motion_of_the_meeting_proposes_is_not_proposed_again() -> None:
    row = make.action()
    first = make.motion(row)
    refuse(
        make.unsaved(at=first.meeting),
        make.action(to=row.post, who=row.person),
        match="同次会议的另一任免案已列有",
    )


def test_an_appointment_to_a_post_already_filled_names_the_holder_and_since_when() -> None:
    held = make.tenure(make.post("示例工委主任"))
    refuse(
        make.unsaved(),
        make.action(to=held.post),
        match=f"“示例工委主任”职数1人，已由{held.person}（自2022年2月1日起）担任",
    )


def test_more_appointments_than_places_are_refused() -> None:
    to = make.post("示例工委委员", places=2)
    rows = [make.action(to=to) for _ in range(3)]
    refuse(make.unsaved(), *rows, match="第3项.*职数2人，任免案提请任命的人数超过职数")


def test_a_filled_post_may_be_proposed_together_with_the_removal_of_its_holder() -> None:
    held = make.tenure()
    out = make.action(Kind.REMOVE, to=held.post, who=held.person)
    assert make.motion(out, make.action(to=held.post)).pk


def test_somebody_who_does_not_hold_the_post_is_not_removed() -> None:
    row = make.action(Kind.REMOVE)
    refuse(make.unsaved(), row, match=f"{row.person}现未担任")


def test_a_post_that_was_abolished_takes_nobody() -> None:
    gone = make.post("示例旧职务", ends_on=TODAY - timedelta(days=1))
    refuse(make.unsaved(), make.action(to=gone), match="“示例旧职务”已于2026年9月15日撤销")


@pytest.mark.parametrize("code", posts.ELECTED)
def test_elected_heads_are_not_appointed_by_the_committee(code: str) -> None:
    motion = make.unsaved(by=TABLE[code][0])
    refuse(motion, make.action(to=make.post("示例区长", of=code)), match="由人民代表大会选举")


def test_only_heads_are_acted_for() -> None:
    refuse(make.unsaved(), make.action(Kind.DECIDE_ACTING), match="只有区长、区监委主任")


def test_an_appointed_officer_is_removed_and_does_not_resign() -> None:
    held = make.tenure()
    row = make.action(Kind.ACCEPT_RESIGNATION, to=held.post, who=held.person)
    refuse(make.unsaved(by=Proposer.PERSON), row, match="辞去职务请按免职办理")


def test_every_row_that_is_wrong_is_named_at_once() -> None:
    held = make.tenure()
    with pytest.raises(ValidationError) as refusal:
        personnel.receive(
            make.unsaved(),
            [make.action(Kind.REMOVE), make.action(to=held.post), make.action(to=make.post(of="judge", places=0))],
            actor=make.officer(),
            today=TODAY,
        )
    assert [message[:3] for message in refusal.value.messages] == ["第3项", "第1项", "第2项"]


def test_rows_of_a_category_outside_the_statistics_are_not_counted() -> None:
    assessors = make.post("示例人民陪审员", of="lay_assessor", places=0)
    motion = make.motion(*[make.action(to=assessors) for _ in range(5)], by=Proposer.COURT_PRESIDENT)
    assert motion.actions.filter(count_in_stats=True).count() == 0


# ------------------------------------------------------------------------------------------------ the clock


def test_the_clock_moves_with_the_meeting(officer: User) -> None:
    at = make.meeting(status=Meeting.Status.SCHEDULED)
    motion = make.motion(at=at)
    later = DAY + timedelta(days=7)
    meetings.move_date(at, starts_on=later, ends_on=later, reason="场地调整", actor=officer, today=TODAY)
    assert motion.obligation is not None
    motion.obligation.refresh_from_db()
    assert motion.obligation.due_plain == later - timedelta(days=10)


def test_a_meeting_put_off_drops_the_clock_and_a_new_day_starts_it_again(officer: User) -> None:
    factories.seat()
    at = make.meeting(status=Meeting.Status.SCHEDULED)
    motion = make.motion(at=at)
    meetings.postpone(at, reason="台风", actor=officer)
    assert not Obligation.objects.open().filter(personnel_motion=motion).exists()
    meetings.schedule(at, actor=officer, today=TODAY)
    assert Obligation.objects.open().filter(personnel_motion=motion).count() == 1


def test_the_clock_stops_when_the_file_is_complete(officer: User) -> None:
    motion = make.motion(actor=officer)
    personnel.submit(motion, actor=officer, today=TODAY)
    assert motion.obligation is not None
    assert (motion.obligation.status, motion.obligation.done_on) == (Obligation.Status.DONE, TODAY)


def test_what_is_told_outside_the_room_names_nobody(officer: User) -> None:
    chair = factories.user("sc_chair")
    row = make.action()
    motion = make.motion(row, actor=officer, title=f"提请任命{row.person}")
    personnel.submit(motion, actor=officer, today=TODAY)
    told = Notification.objects.get(recipient=chair)
    assert row.person.name not in f"{told.subject}{told.body}"
    assert motion.obligation is not None
    assert row.person.name not in motion.obligation.title


def test_history_reminds_nobody_and_tells_nobody(officer: User) -> None:
    factories.user("sc_chair")
    motion = make.unsaved()
    personnel.receive(motion, [make.action()], actor=officer, today=TODAY, is_historic=True)
    personnel.submit(motion, actor=officer, today=TODAY)
    assert motion.obligation is not None
    assert motion.obligation.is_historic
    assert not Notification.objects.exists()


# ------------------------------------------------------------------------------------------------ revised


def test_rows_change_until_the_file_is_submitted(officer: User) -> None:
    motion = make.motion(make.action(), make.action(), actor=officer)
    kept = motion.actions.get(order=2)
    personnel.revise(motion, [kept, make.action()], actor=officer, today=TODAY)
    assert motion.actions.first() == kept
    assert motion.actions.count() == 2
    personnel.submit(motion, actor=officer, today=TODAY)
    with pytest.raises(TransitionError, match="不能再修改"):
        personnel.revise(motion, [kept], actor=officer, today=TODAY)


# ------------------------------------------------------------------------------------------------ screened


@pytest.fixture
def submitted(officer: User) -> PersonnelMotion:
    motion = make.motion(actor=officer)
    personnel.submit(motion, actor=officer, today=TODAY)
    return motion


def test_the_chairpersons_meeting_screens(officer: User, submitted: PersonnelMotion) -> None:
    at = make.chairpersons()
    personnel.screen(submitted, at=at, actor=officer)
    assert (submitted.status, submitted.screened_at) == (PersonnelMotion.Status.SCREENED, at)


def test_another_meeting_does_not_screen(officer: User, submitted: PersonnelMotion) -> None:
    with pytest.raises(ValidationError, match="不是主任会议"):
        personnel.screen(submitted, at=make.meeting(status=Meeting.Status.OPEN), actor=officer)


def test_a_chairpersons_meeting_that_has_not_met_does_not_screen(officer: User, submitted: PersonnelMotion) -> None:
    with pytest.raises(ValidationError, match="还没有召开"):
        personnel.screen(submitted, at=make.chairpersons(status=Meeting.Status.SCHEDULED), actor=officer)


@pytest.mark.parametrize(("days", "message"), [(-5, "在收到任免案.*之前已经结束"), (60, "不能事后审议")])
def test_screening_lies_between_receipt_and_vote(
    officer: User, submitted: PersonnelMotion, days: int, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        personnel.screen(submitted, at=make.chairpersons(on=TODAY + timedelta(days=days)), actor=officer)


def test_a_motion_is_screened_once(officer: User, submitted: PersonnelMotion) -> None:
    stale = PersonnelMotion.objects.get(pk=submitted.pk)
    personnel.screen(submitted, at=make.chairpersons(), actor=officer)
    with pytest.raises(TransitionError, match="主任会议已同意提请"):
        personnel.screen(stale, at=make.chairpersons(), actor=officer)


def test_who_has_not_passed_a_required_exam_is_not_put_before_the_committee(officer: User) -> None:
    motion = make.motion(make.action(to=make.post(of="government_head")), actor=officer, by=Proposer.DISTRICT_HEAD)
    personnel.submit(motion, actor=officer, today=TODAY)
    row = motion.actions.get()
    with pytest.raises(ValidationError, match=f"考试未登记或者不合格：{row.person}"):
        personnel.screen(motion, at=make.chairpersons(), actor=officer)
    personnel.record_exam(row, taken_on=TODAY, passed=False, actor=officer)
    with pytest.raises(ValidationError, match="不合格"):
        personnel.screen(motion, at=make.chairpersons(), actor=officer)
    personnel.record_exam(row, taken_on=TODAY, passed=True, actor=officer)
    personnel.screen(motion, at=make.chairpersons(), actor=officer)
    assert LegalExam.objects.count() == 1


def test_the_score_of_an_exam_never_enters_the_log(officer: User) -> None:
    motion = make.motion(actor=officer)
    personnel.record_exam(motion.actions.get(), taken_on=TODAY, score=Decimal("87.5"), actor=officer)
    for line in Activity.objects.all():
        assert "87" not in f"{line.text}{line.reason}{line.detail}"


def test_a_score_above_a_hundred_is_refused(officer: User) -> None:
    with pytest.raises(ValidationError, match="0至100"):
        personnel.record_exam(make.motion().actions.get(), taken_on=TODAY, score=Decimal(101), actor=officer)


def test_a_motion_sent_back_falls_with_its_rows_and_needs_a_reason(officer: User, submitted: PersonnelMotion) -> None:
    with pytest.raises(ValidationError, match="写明理由"):
        personnel.send_back(submitted, reason=" ", actor=officer)
    personnel.send_back(submitted, reason="材料不全", actor=officer)
    assert submitted.actions.get().status == Status.DROPPED


def test_the_organ_takes_its_motion_back(officer: User) -> None:
    motion = make.motion(actor=officer)
    personnel.withdraw(motion, reason="人选调整", actor=officer)
    assert motion.status == PersonnelMotion.Status.WITHDRAWN
    assert not Obligation.objects.open().filter(personnel_motion=motion).exists()


def test_an_objection_puts_one_row_off_and_the_others_go_on(officer: User) -> None:
    motion = make.ready(make.action(), make.action(), actor=officer)
    first, second = motion.actions.all()
    personnel.drop([first], reason="有反映情况，待核实", actor=officer)
    personnel.decide([second], vote=make.vote(motion.meeting), actor=officer)
    motion.refresh_from_db()
    first.refresh_from_db()
    assert (first.status, motion.status) == (Status.DROPPED, PersonnelMotion.Status.VOTED)


# ------------------------------------------------------------------------------------------------ tabled, explained


@pytest.fixture
def screened(officer: User, submitted: PersonnelMotion) -> PersonnelMotion:
    personnel.screen(submitted, at=make.chairpersons(), actor=officer)
    return submitted


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": AgendaItem.Kind.ACT}, "请选择“人事任免”议程"),
        ({"kind": AgendaItem.Kind.PERSONNEL, "status": AgendaItem.Status.NOTED}, "不能再列入任免案"),
    ],
)
def test_a_motion_is_tabled_under_an_open_item_of_appointments(
    officer: User, screened: PersonnelMotion, fields: dict[str, str], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        personnel.table(screened, item=factories.item(screened.meeting, **fields), actor=officer)


def test_a_motion_is_not_tabled_at_another_meeting(officer: User, screened: PersonnelMotion) -> None:
    elsewhere = factories.item(make.meeting(), kind=AgendaItem.Kind.PERSONNEL)
    with pytest.raises(ValidationError, match="任免案提请的是"):
        personnel.table(screened, item=elsewhere, actor=officer)


def test_the_item_is_added_to_the_agenda_where_it_is_missing(officer: User, screened: PersonnelMotion) -> None:
    item = personnel.put_on_agenda(screened, actor=officer)
    assert (item.kind, item.is_for_vote) == (AgendaItem.Kind.PERSONNEL, True)
    assert screened.actions.get().person.name not in item.title


def test_a_sitting_meeting_takes_no_new_item_this_way(officer: User, screened: PersonnelMotion) -> None:
    Meeting.objects.filter(pk=screened.meeting_id).update(status=Meeting.Status.OPEN)
    with pytest.raises(ValidationError, match="临时增列"):
        personnel.put_on_agenda(screened, actor=officer)
    assert not screened.meeting.items.exists()


def test_a_speech_is_made_at_the_meeting(officer: User) -> None:
    motion = make.ready(actor=officer)
    row = motion.actions.select_related("motion__meeting").get()
    with pytest.raises(ValidationError, match="在会议期间进行"):
        personnel.note_speech(row, on=DAY - timedelta(days=1), actor=officer)
    personnel.note_speech(row, on=DAY, actor=officer)
    assert row.status == Status.SPOKEN


# ------------------------------------------------------------------------------------------------ voted


def decide(motion: PersonnelMotion, actor: User, **fields: object) -> list[PersonnelAction]:
    """Vote on all rows of the motion together."""
    return personnel.decide(list(motion.actions.all()), vote=make.vote(motion.meeting, **fields), actor=actor)


def refuse_vote(motion: PersonnelMotion, vote: Vote, match: str) -> None:
    """The vote decides nothing, with the sentence."""
    tenures = list(Tenure.objects.values_list())
    with pytest.raises(ValidationError, match=match):
        personnel.decide(list(motion.actions.all()), vote=vote, actor=make.officer())
    assert list(Tenure.objects.values_list()) == tenures
    assert not motion.actions.filter(vote__isnull=False).exists()


def test_a_carried_appointment_makes_a_tenure_and_owes_an_oath(officer: User) -> None:
    motion = make.ready(actor=officer)
    (row,) = decide(motion, officer)
    assert (row.status, row.decided_on) == (Status.PASSED, DAY)
    assert row.tenure is not None
    assert (row.tenure.starts_on, row.tenure.ends_on) == (DAY, None)
    assert row.oath_obligation is not None
    assert row.oath_obligation.due_plain == DAY + timedelta(days=30)
    motion.refresh_from_db()
    assert motion.status == PersonnelMotion.Status.VOTED


def test_a_carried_removal_ends_the_tenure_and_frees_the_place_in_the_same_vote(officer: User) -> None:
    held = make.tenure()
    motion = make.ready(
        make.action(to=held.post), make.action(Kind.REMOVE, to=held.post, who=held.person), actor=officer
    )
    decide(motion, officer)
    held.refresh_from_db()
    assert held.ends_on == DAY
    assert posts.held_after(DAY, posts=[held.post_id]).count() == 1


def test_the_removal_may_be_carried_by_an_earlier_vote_of_the_meeting(officer: User) -> None:
    held = make.tenure()
    motion = make.ready(
        make.action(Kind.REMOVE, to=held.post, who=held.person), make.action(to=held.post), actor=officer
    )
    out, into = motion.actions.all()
    personnel.decide([out], vote=make.vote(motion.meeting), actor=officer)
    personnel.decide([into], vote=make.vote(motion.meeting), actor=officer)
    assert into.status == Status.PASSED


def test_an_appointment_fails_to_be_carried_while_the_holder_stays(officer: User) -> None:
    held = make.tenure(make.post("示例工委主任"))
    motion = make.ready(
        make.action(Kind.REMOVE, to=held.post, who=held.person), make.action(to=held.post), actor=officer
    )
    out, into = motion.actions.all()
    personnel.decide([out], vote=make.vote(motion.meeting, yes=10, no=10), actor=officer)
    with pytest.raises(ValidationError, match=f"已由{held.person}（自2022年2月1日起）担任"):
        personnel.decide([into], vote=make.vote(motion.meeting), actor=officer)
    into.refresh_from_db()
    assert into.status == Status.PROPOSED


def test_a_vote_that_fails_changes_nothing_in_office(officer: User) -> None:
    motion = make.ready(actor=officer)
    (row,) = decide(motion, officer, yes=10, no=10)
    assert (row.status, row.tenure) == (Status.FAILED, None)
    assert not Tenure.objects.exists()


def test_twice_failed_for_the_same_post_in_the_term_is_not_proposed_again(officer: User) -> None:
    row = make.action()
    for days in (30, 60):
        again = make.action(to=row.post, who=row.person)
        motion = make.ready(again, actor=officer, at=make.meeting(on=TODAY + timedelta(days=days)))
        decide(motion, officer, yes=5, no=10)
    refuse(
        make.unsaved(at=make.meeting(on=TODAY + timedelta(days=90))),
        make.action(to=row.post, who=row.person),
        match="已2次提请、均未通过（2026年10月16日、2026年11月15日）",
    )
    assert make.motion(make.action(who=row.person)).pk


def test_only_a_vote_on_appointments_decides(officer: User) -> None:
    motion = make.ready(actor=officer)
    refuse_vote(motion, make.vote(motion.meeting, kind=Vote.Kind.ACT), "不是人事任免")


def test_a_void_vote_decides_nothing(officer: User) -> None:
    motion = make.ready(actor=officer)
    vote = make.vote(motion.meeting)
    Vote.objects.filter(pk=vote.pk).update(status=Vote.Status.VOID, passed=False, void_reason="票数不符")
    vote.refresh_from_db()
    refuse_vote(motion, vote, "已作废")


def test_a_vote_of_another_meeting_decides_nothing(officer: User) -> None:
    motion = make.ready(actor=officer)
    refuse_vote(motion, make.vote(make.meeting()), "提请的是")


def test_a_chairpersons_vote_decides_nothing(officer: User) -> None:
    motion = make.ready(actor=officer)
    refuse_vote(motion, make.vote(make.chairpersons()), "由常委会会议表决")


def test_nothing_is_voted_before_it_is_on_the_agenda(officer: User) -> None:
    motion = make.motion(actor=officer)
    refuse_vote(motion, make.vote(motion.meeting), "尚未列入会议议程")


def test_nothing_is_voted_before_it_was_explained(officer: User, screened: PersonnelMotion) -> None:
    personnel.put_on_agenda(screened, actor=officer)
    refuse_vote(screened, make.vote(screened.meeting), "还没有作说明")


def test_a_nominee_who_has_to_speak_speaks_first(officer: User) -> None:
    motion = make.ready(make.action(to=make.post(of="commission_member")), actor=officer, by=Proposer.COMMISSION_HEAD)
    PersonnelAction.objects.filter(motion=motion).update(status=Status.EXAMINED)
    refuse_vote(motion, make.vote(motion.meeting), "还没有作拟任职发言")


def test_deputy_heads_are_voted_by_secret_ballot(officer: User) -> None:
    motion = make.ready(make.action(to=make.post(of="deputy_head")), actor=officer, by=Proposer.DISTRICT_HEAD)
    refuse_vote(motion, make.vote(motion.meeting), "须用无记名投票，这次表决是电子表决")
    decide(motion, officer, method=Vote.Method.SECRET_PAPER)
    assert motion.actions.get().status == Status.PASSED


def test_an_action_is_decided_once(officer: User) -> None:
    motion = make.ready(make.action(), make.action(), actor=officer)
    first, _ = motion.actions.all()
    personnel.decide([first], vote=make.vote(motion.meeting), actor=officer)
    with pytest.raises(ValidationError, match="当前为“表决通过”，不能再表决"):
        personnel.decide([first], vote=make.vote(motion.meeting), actor=officer)


def test_one_action_is_not_chosen_twice_for_a_vote(officer: User) -> None:
    motion = make.ready(actor=officer)
    row = motion.actions.get()
    with pytest.raises(ValidationError, match="只能选一次"):
        personnel.decide([row, row], vote=make.vote(motion.meeting), actor=officer)


# ------------------------------------------------------------------------------------------------ acting


def heads(officer: User) -> tuple[Organ, PersonnelAction]:
    """A government and the row that lets one of its deputies act as its head."""
    government = factories.organ(Organ.Kind.GOVERNMENT)
    deputy = make.tenure(make.post("示例副区长", of="deputy_head", organ=government))
    head = make.post("示例区长", of="acting_head", organ=government)
    return government, make.action(Kind.DECIDE_ACTING, to=head, who=deputy.person)


def test_a_deputy_acts_for_the_head(officer: User) -> None:
    _, row = heads(officer)
    decide(make.ready(row, actor=officer), officer, method=Vote.Method.SECRET_PAPER)
    tenure = Tenure.objects.get(post=row.post)
    assert (tenure.is_acting, tenure.person) == (True, row.person)


def test_who_is_no_deputy_does_not_act(officer: User) -> None:
    government, row = heads(officer)
    row.person = factories.person()
    motion = make.ready(row, actor=officer)
    refuse_vote(motion, make.vote(motion.meeting, method=Vote.Method.SECRET_PAPER), f"不是{government}的副职领导人员")


def test_a_deputy_appointed_by_the_same_vote_may_act(officer: User) -> None:
    government, row = heads(officer)
    row.person = factories.person()
    deputy = make.action(to=make.post("示例副区长乙", of="deputy_head", organ=government), who=row.person)
    at = make.meeting()
    first = make.ready(deputy, actor=officer, at=at, by=Proposer.DISTRICT_HEAD)
    second = make.ready(row, actor=officer, at=at)
    rows = [*first.actions.all(), *second.actions.all()]
    personnel.decide(rows, vote=make.vote(at, method=Vote.Method.SECRET_PAPER), actor=officer)
    assert Tenure.objects.filter(person=row.person).count() == 2


def test_two_do_not_act_for_one_head(officer: User) -> None:
    government, row = heads(officer)
    decide(make.ready(row, actor=officer), officer, method=Vote.Method.SECRET_PAPER)
    other = make.tenure(make.post("示例副区长丙", of="deputy_head", organ=government))
    again = make.action(Kind.DECIDE_ACTING, to=row.post, who=other.person)
    motion = make.ready(again, actor=officer)
    refuse_vote(motion, make.vote(motion.meeting, method=Vote.Method.SECRET_PAPER), f"已由{row.person}代理")


def test_acting_beside_a_head_in_office_needs_the_reason_why_he_cannot_serve(officer: User) -> None:
    _, row = heads(officer)
    held = make.tenure(row.post)
    motion = make.ready(row, actor=officer)
    refuse_vote(motion, make.vote(motion.meeting, method=Vote.Method.SECRET_PAPER), f"已由{held.person}")
    motion.actions.update(reason="因故不能担任职务")
    decide(motion, officer, method=Vote.Method.SECRET_PAPER)
    assert Tenure.objects.filter(post=row.post, is_acting=True).exists()


def test_a_resignation_is_accepted_and_ends_the_tenure(officer: User) -> None:
    held = make.tenure(make.post("示例区长", of="acting_head"))
    row = make.action(Kind.ACCEPT_RESIGNATION, to=held.post, who=held.person)
    motion = make.motion(row, actor=officer, by=Proposer.PERSON)
    personnel.submit(motion, actor=officer, today=TODAY)
    personnel.screen(motion, at=make.chairpersons(), actor=officer)
    personnel.put_on_agenda(motion, actor=officer)
    decide(motion, officer, kind=Vote.Kind.RESIGNATION)
    held.refresh_from_db()
    assert held.ends_on == DAY
