"""Posts: the table of who proposes and who organises the oath, and who holds what on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from congress.models import User
from meetings.models import PersonnelAction, PostCategory, Tenure
from meetings.services import posts
from tests import factories
from tests import factories_personnel as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
Kind = PersonnelAction.Kind
By, Oath = PostCategory.Proposer, PostCategory.OathOrganiser

#: handbook §2(i), and the oath organisers below it
TABLE = {
    "deputy_head": (By.DISTRICT_HEAD, Oath.COMMITTEE, True),
    "government_head": (By.DISTRICT_HEAD, Oath.COMMITTEE, False),
    "acting_head": (By.CHAIR_MEETING, Oath.COMMITTEE, True),
    "commission_member": (By.COMMISSION_HEAD, Oath.COMMISSION, False),
    "court_leader": (By.COURT_PRESIDENT, Oath.COURT, False),
    "judge": (By.COURT_PRESIDENT, Oath.COURT, False),
    "lay_assessor": (By.COURT_PRESIDENT, Oath.COURT_AND_JUSTICE, False),
    "procuratorate_leader": (By.CHIEF_PROCURATOR, Oath.PROCURATORATE, False),
    "procurator": (By.CHIEF_PROCURATOR, Oath.PROCURATORATE, False),
    "committee_officer": (By.CHAIR_MEETING, Oath.COMMITTEE, False),
    "street_committee": (By.CHAIR_MEETING, Oath.COMMITTEE, False),
    "credentials": (By.CHAIR_MEETING, Oath.COMMITTEE, False),
    "elected": (By.PERSON, Oath.PRESIDIUM, False),
    "other": (By.CHAIR_MEETING, Oath.APPOINTING_ORGAN, False),
}


def test_the_table_has_every_row_of_the_handbook_and_no_other() -> None:
    assert set(PostCategory.objects.values_list("code", flat=True)) == set(TABLE)


@pytest.mark.parametrize("code", TABLE)
def test_each_row_says_who_proposes_who_organises_the_oath_and_how_it_is_voted(code: str) -> None:
    category = make.category(code)
    assert (category.proposer, category.oath_organiser, category.is_secret) == TABLE[code]
    assert category.basis


def test_preparing_again_keeps_what_the_office_changed() -> None:
    PostCategory.objects.filter(code="judge").update(needs_exam=False, name="审判员等")
    PostCategory.objects.filter(code="procurator").delete()
    posts.prepare_categories()
    judge = make.category("judge")
    assert (judge.needs_exam, judge.name) == (False, "审判员等")
    assert make.category("procurator").needs_exam


def test_lay_assessors_stay_out_of_the_count_of_appointments() -> None:
    assert not make.category("lay_assessor").counts
    assert PostCategory.objects.filter(counts=False).count() == 1


def test_a_resignation_is_proposed_by_the_person_and_a_revocation_by_the_chairpersons_too() -> None:
    deputy = make.category("deputy_head")
    assert posts.proposers(deputy, Kind.ACCEPT_RESIGNATION) == (By.PERSON,)
    assert posts.proposers(deputy, Kind.REVOKE) == (By.DISTRICT_HEAD, By.CHAIR_MEETING)
    assert posts.proposers(deputy, Kind.APPOINT) == (By.DISTRICT_HEAD,)


@pytest.mark.parametrize(
    ("code", "lawful"),
    [
        ("acting_head", {Kind.DECIDE_ACTING, Kind.ACCEPT_RESIGNATION}),
        ("elected", {Kind.ACCEPT_RESIGNATION}),
        ("deputy_head", {Kind.APPOINT, Kind.REMOVE, Kind.REVOKE, Kind.ACCEPT_RESIGNATION}),
        ("judge", {Kind.APPOINT, Kind.REMOVE, Kind.REVOKE}),
    ],
)
def test_what_the_committee_may_do_about_a_post(code: str, lawful: set[str]) -> None:
    assert set(posts.acts_of(make.category(code))) == lawful


def test_the_words_of_an_act_are_those_of_the_category() -> None:
    assert posts.verb(make.category("government_head"), Kind.APPOINT) == "决定任命"
    assert posts.verb(make.category("government_head"), Kind.REMOVE) == "决定免去"
    assert posts.verb(make.category("judge"), Kind.APPOINT) == "任命"
    assert posts.verb(make.category("credentials"), Kind.APPOINT) == "通过"


def test_a_holder_who_leaves_today_has_left_when_the_day_ends() -> None:
    held = make.tenure()
    held.ends_on = DAY
    held.save()
    assert held in posts.held_after(DAY - timedelta(days=1))
    assert held not in posts.held_after(DAY)
    assert held in Tenure.objects.in_office(on=DAY)


def test_a_holder_is_not_written_down_for_a_post_that_is_taken(clerk: User) -> None:
    held = make.tenure(make.post("示例工委主任"))
    with pytest.raises(ValidationError, match=f"“示例工委主任”已由{held.person}（自2022年2月1日起）担任"):
        posts.take_over(
            Tenure(post=held.post, person=factories.person(), starts_on=DAY), actor=clerk, reason="换届时任命"
        )
    assert Tenure.objects.count() == 1


def test_a_post_without_limit_takes_any_number() -> None:
    judges = make.post("示例审判员", of="judge", places=0)
    for _ in range(3):
        make.tenure(judges)
    assert posts.held_after(DAY, posts=[judges.pk]).count() == 3


def test_a_post_is_abolished_only_when_nobody_holds_it(clerk: User) -> None:
    held = make.tenure()
    with pytest.raises(ValidationError, match=f"仍由{held.person}担任"):
        posts.abolish(held.post, on=DAY, actor=clerk)
    posts.note_end(held, on=DAY, actor=clerk, reason="任期届满")
    posts.abolish(held.post, on=DAY, actor=clerk)
    held.post.refresh_from_db()
    assert held.post.ends_on == DAY


def test_the_end_of_a_tenure_is_noted_once_and_not_before_its_beginning(clerk: User) -> None:
    held = make.tenure()
    with pytest.raises(ValidationError, match="免职日期不能早于任职日期"):
        posts.note_end(held, on=date(2021, 1, 1), actor=clerk, reason="去世")
    posts.note_end(held, on=DAY, actor=clerk, reason="去世")
    with pytest.raises(ValidationError, match="已于2026年10月16日不再担任"):
        posts.note_end(held, on=DAY, actor=clerk, reason="去世")


def test_two_posts_of_one_name_are_one_too_many(clerk: User) -> None:
    post = make.post("示例办公室主任")
    again = type(post)(category=post.category, organ=post.organ, title=post.title)
    with pytest.raises(ValidationError, match="已有同名的职务"):
        posts.establish(again, actor=clerk)
