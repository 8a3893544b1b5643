"""After the vote: announcement, letters of appointment, oaths, and the alarms about what is missing."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from congress import registry
from congress.models import Obligation, Organ, User
from meetings.models import Meeting, Oath, OathCeremony, PersonnelAction, PostCategory, Vote
from meetings.offers import personnel as offers
from meetings.services import oath_words, personnel, personnel_documents, posts
from tests import factories
from tests import factories_personnel as make
from tests.meetings.test_posts import TABLE

pytestmark = pytest.mark.django_db
DAY = make.DAY
Kind, Status = PersonnelAction.Kind, PersonnelAction.Status
Organiser = PostCategory.OathOrganiser


@pytest.fixture
def officer(db: None) -> User:
    return make.officer()


@pytest.fixture
def appointed(officer: User) -> PersonnelAction:
    """Somebody appointed on the day of the meeting."""
    return make.decided(actor=officer)[0]


def ceremony(organiser: str = Organiser.COMMITTEE, *, on: date = DAY) -> OathCeremony:
    return OathCeremony(organiser=organiser, held_on=on, place="区人大会议室")


# ------------------------------------------------------------------------------------------------ announced


def test_the_announcement_prints_the_list_by_verbs_in_motion_order(officer: User) -> None:
    held = make.tenure(make.post("示例街道工委主任"))
    rows = make.decided(
        make.action(Kind.REMOVE, to=held.post, who=held.person), make.action(to=held.post), actor=officer
    )
    announcement = personnel.announce(rows, on=DAY, actor=officer)
    lines = announcement.text.splitlines()
    assert lines[1:5] == [
        "免去：",
        f"{held.person}的示例街道工委主任职务。",
        "任命：",
        f"{rows[1].person}为示例街道工委主任。",
    ]
    assert announcement.number is not None
    assert announcement.society_duty is not None
    assert {row.status for row in make.reload(rows)} == {Status.ANNOUNCED}


def test_nothing_is_announced_before_the_vote_or_twice(officer: User) -> None:
    motion = make.ready(actor=officer)
    rows = list(motion.actions.all())
    with pytest.raises(ValidationError, match="表决通过后才能公布"):
        personnel.announce(rows, on=DAY, actor=officer)
    personnel.decide(rows, vote=make.vote(motion.meeting), actor=officer)
    with pytest.raises(ValidationError, match="公告日期不能早于表决日期"):
        personnel.announce(rows, on=DAY - timedelta(days=1), actor=officer)
    personnel.announce(rows, on=DAY, actor=officer)
    with pytest.raises(ValidationError, match="已经公布"):
        personnel.announce(rows, on=DAY, actor=officer)


def test_one_announcement_tells_of_one_meeting(officer: User) -> None:
    rows = make.decided(actor=officer) + make.decided(actor=officer)
    with pytest.raises(ValidationError, match="一份公告只公布一次会议"):
        personnel.announce(rows, on=DAY, actor=officer)


def test_who_swore_at_the_meeting_itself_is_announced_afterwards(officer: User, appointed: PersonnelAction) -> None:
    personnel.swear(ceremony(), [appointed], actor=officer)
    personnel.announce([appointed], on=DAY, actor=officer)
    assert appointed.status == Status.SWORN
    assert appointed.announcement is not None


# ------------------------------------------------------------------------------------------------ letters


def test_letters_are_numbered_in_motion_order_without_gaps(officer: User) -> None:
    rows = make.decided(make.action(), make.action(), actor=officer)
    personnel.issue_letters(list(reversed(rows)), on=DAY, actor=officer)
    numbers = [row.letter_number.serial for row in make.reload(rows) if row.letter_number]
    assert numbers == [1, 2]


def test_a_letter_is_issued_once_after_the_vote_and_to_appointees_only(
    officer: User, appointed: PersonnelAction
) -> None:
    with pytest.raises(ValidationError, match="任命书不能早于表决日期"):
        personnel.issue_letters([appointed], on=DAY - timedelta(days=1), actor=officer)
    personnel.issue_letters([appointed], on=DAY, actor=officer)
    with pytest.raises(ValidationError, match="已经颁发任命书"):
        personnel.issue_letters([appointed], on=DAY, actor=officer)
    held = make.tenure()
    removed = make.decided(make.action(Kind.REMOVE, to=held.post, who=held.person), actor=officer)
    with pytest.raises(ValidationError, match="免职不发任命书"):
        personnel.issue_letters(removed, on=DAY, actor=officer)


# ------------------------------------------------------------------------------------------------ sworn


def test_an_oath_fulfils_the_duty_to_swear(officer: User, appointed: PersonnelAction) -> None:
    personnel.swear(ceremony(), [appointed], actor=officer)
    assert appointed.status == Status.SWORN
    assert appointed.oath_obligation is not None
    appointed.oath_obligation.refresh_from_db()
    assert appointed.oath_obligation.status == Obligation.Status.DONE
    with pytest.raises(ValidationError, match="已经宣誓"):
        personnel.swear(ceremony(), [appointed], actor=officer)


def test_an_oath_before_the_vote_is_refused_and_nothing_is_kept(officer: User) -> None:
    motion = make.ready(actor=officer)
    with pytest.raises(ValidationError, match="表决通过后才能宣誓"):
        personnel.swear(ceremony(), list(motion.actions.all()), actor=officer)
    assert not OathCeremony.objects.exists()


def test_an_oath_dated_before_the_vote_is_refused(officer: User, appointed: PersonnelAction) -> None:
    with pytest.raises(ValidationError, match="早于表决日期"):
        personnel.swear(ceremony(on=DAY - timedelta(days=1)), [appointed], actor=officer)
    assert not Oath.objects.exists()


def test_an_oath_that_is_still_to_come_is_refused(officer: User, appointed: PersonnelAction) -> None:
    with pytest.raises(ValidationError, match="不能晚于今天"):
        personnel.swear(ceremony(), [appointed], actor=officer, today=DAY - timedelta(days=1))


def test_somebody_removed_does_not_swear(officer: User) -> None:
    held = make.tenure()
    rows = make.decided(make.action(Kind.REMOVE, to=held.post, who=held.person), actor=officer)
    with pytest.raises(ValidationError, match="免职不需要宣誓"):
        personnel.swear(ceremony(), rows, actor=officer)


@pytest.mark.parametrize("code", [code for code in TABLE if code not in posts.ELECTED])
def test_only_the_organiser_of_the_table_organises_the_oath(officer: User, code: str) -> None:
    proposer, organiser, is_secret = TABLE[code]
    motion = make.ready(make.action(to=make.post(f"示例职务{code}", of=code)), actor=officer, by=proposer)
    method = Vote.Method.SECRET_PAPER if is_secret else Vote.Method.ELECTRONIC
    rows = personnel.decide(list(motion.actions.all()), vote=make.vote(motion.meeting, method=method), actor=officer)
    wrong = next(value for value in Organiser.values if value not in (organiser, Organiser.NONE))
    with pytest.raises(ValidationError, match=f"由{organiser.label}组织宣誓"):
        personnel.swear(ceremony(wrong), rows, actor=officer)
    assert len(personnel.swear(ceremony(organiser), rows, actor=officer)) == 1


def test_who_is_removed_before_swearing_owes_no_oath_any_more(officer: User, appointed: PersonnelAction) -> None:
    out = make.action(Kind.REMOVE, to=appointed.post, who=appointed.person)
    make.decided(out, actor=officer, at=make.meeting(on=DAY + timedelta(days=20)))
    assert not Obligation.objects.open().filter(oath_of=appointed).exists()
    assert appointed not in offers.oaths_missing(DAY + timedelta(days=90))


def test_the_words_of_the_oath_are_those_of_the_day() -> None:
    assert "富强、民主、文明、和谐的社会主义国家" in oath_words.on(date(2018, 3, 11))
    assert "富强民主文明和谐美丽的社会主义现代化强国" in oath_words.on(date(2018, 3, 12))
    with pytest.raises(LookupError):
        oath_words.on(date(2015, 12, 31))


# ------------------------------------------------------------------------------------------------ counted, alarmed


def test_acts_and_people_are_counted_apart(officer: User) -> None:
    held = make.tenure()
    rows = make.decided(
        make.action(Kind.REMOVE, to=held.post, who=held.person),
        make.action(who=held.person),
        make.action(),
        actor=officer,
    )
    counted = PersonnelAction.objects.counted()
    assert (counted.count(), counted.values("person").distinct().count()) == (3, 2)
    assert len(rows) == 3


def test_a_missing_oath_letter_and_announcement_are_alarms(officer: User, appointed: PersonnelAction) -> None:
    assert appointed not in offers.oaths_missing(DAY + timedelta(days=30))
    late = DAY + timedelta(days=45)
    for check in (offers.oaths_missing, offers.letters_missing, offers.not_announced):
        assert list(check(late)) == [appointed]
    personnel.issue_letters([appointed], on=DAY, actor=officer)
    personnel.announce([appointed], on=DAY, actor=officer)
    personnel.swear(ceremony(), [appointed], actor=officer)
    for check in (offers.oaths_missing, offers.letters_missing, offers.not_announced):
        assert not check(late)


def test_who_was_appointed_and_not_made_known_is_among_the_checks_after_some_days(
    officer: User, appointed: PersonnelAction
) -> None:
    check = registry.checks.get("appointments_not_announced")
    limit = DAY + timedelta(days=settings.APPOINTMENT_ANNOUNCEMENT_DAYS)
    assert list(check.rows(limit)) == []
    assert list(check.rows(limit + timedelta(days=1))) == [appointed]
    personnel.announce([appointed], on=DAY, actor=officer)
    assert list(check.rows(limit + timedelta(days=1))) == []


def test_a_tenure_without_an_act_is_an_alarm_unless_the_congress_elects(
    officer: User, appointed: PersonnelAction
) -> None:
    later = DAY + timedelta(days=5)
    odd = make.tenure(since=later)
    make.tenure(make.post("示例区长", of="acting_head"), since=later)
    make.tenure()
    assert list(offers.tenures_without_act(later)) == [odd]


def test_a_result_that_its_vote_does_not_bear_is_an_alarm(officer: User, appointed: PersonnelAction) -> None:
    Vote.objects.filter(pk=appointed.vote_id).update(status=Vote.Status.VOID, passed=False, void_reason="票数不符")
    assert list(offers.results_without_vote(DAY)) == [appointed]


# ------------------------------------------------------------------------------------------------ renamed, printed


def test_nobody_in_office_leaves_nothing_to_appoint_anew(officer: User) -> None:
    organ = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    plan = personnel.ReappointmentPlan(organ=organ, old_name="甲", new_name="乙")
    with pytest.raises(ValidationError, match="没有在任人员"):
        personnel.reappoint(make.unsaved(), plan, actor=officer, today=make.TODAY)


def test_a_title_that_the_new_name_does_not_touch_is_named(officer: User) -> None:
    organ = factories.organ(Organ.Kind.WORKING_COMMITTEE)
    make.tenure(make.post("示例主任", organ=organ))
    plan = personnel.ReappointmentPlan(organ=organ, old_name="甲", new_name="乙")
    with pytest.raises(ValidationError, match="职务名称没有变化：示例主任"):
        personnel.reappoint(make.unsaved(), plan, actor=officer, today=make.TODAY)


def test_the_list_says_that_it_is_a_draft_before_the_vote(officer: User) -> None:
    motion = make.ready(actor=officer)
    draft = personnel_documents.appointment_list(list(motion.actions.all()), today=DAY)
    assert draft.title.endswith("（草案）")
    rows = personnel.decide(list(motion.actions.all()), vote=make.vote(motion.meeting), actor=officer)
    final = personnel_documents.appointment_list(rows, today=DAY)
    assert "草案" not in final.title
    assert final.passed_at.endswith("通过")


def test_a_letter_names_person_post_meeting_and_leaves_room_for_the_chair(
    officer: User, appointed: PersonnelAction
) -> None:
    personnel.issue_letters([appointed], on=DAY, actor=officer)
    words = "".join(block.text for block in personnel_documents.letter_of_appointment(appointed).body)
    assert f"任命{appointed.person}为{appointed.post}" in words
    assert "（签名）" in words
    assert Meeting.objects.count()
