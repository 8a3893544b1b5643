"""What the portal holds of 2019 is what the report tells, and what it does not tell is marked as an example."""

import csv
import itertools
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from congress.facts import Amount, facts, rates
from congress.models import Activity, LegalRule, Obligation, Organ, Publication, User
from congress.registry import checks
from deputies.models import Mandate, Person, Seat
from meetings.models import (
    Act,
    AgendaItem,
    Announcement,
    Assessment,
    Attendance,
    ByElection,
    Meeting,
    Oath,
    OpinionPaper,
    PersonnelAction,
    PersonnelMotion,
    Sitting,
    Vote,
)
from supervision.models import (
    AuditFinding,
    AuditLedger,
    Campaign,
    Commitment,
    FollowUp,
    Indicator,
    Inquiry,
    NormFiling,
    OrganChange,
    Outcome,
    Oversight,
    OwnRule,
    PerformanceReview,
    PointAnswer,
    PublicityItem,
    Question,
    RectificationRound,
    SpecialReport,
    SupervisionPlan,
    Topic,
)
from supervision.services import year_import
from supervision.services.year_import.loading import SHEETS
from tests import factories

FOLDER = Path(settings.BASE_DIR) / "supervision" / "data" / "2019"
REAL_NAMES = {"徐登富", "吴伟荣"}


@pytest.fixture(scope="module", autouse=True)
def year(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The year is loaded once for the tests of this module, which only read it, and is taken out at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        year_import.load(FOLDER, actor=User.objects.system())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test of this module reads the database."""


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_counts_of_2019_are_those_of_the_report() -> None:
    assert Meeting.objects.of_committee().held().in_year(2019).count() == 14
    assert Meeting.objects.of_chairpersons().held().in_year(2019).count() == 19
    assert Meeting.objects.filter(kind=Meeting.Kind.STUDY).in_year(2019).count() == 8
    assert Oversight.objects.in_year(2019).count() == 12
    assert Oversight.objects.filter(kind=Oversight.Kind.INSPECTION).count() == 6
    assert Inquiry.objects.count() == 1
    assert Inquiry.objects.get().problems == 9
    assert AgendaItem.objects.filter(kind=AgendaItem.Kind.DUTY_REPORT).count() == 5
    assert Mandate.objects.filter(by_election=True, level__in=("city", "district")).count() == 19
    assert SpecialReport.objects.heard_in_year(2019).count() == 22


def test_the_22_reports_are_15_named_one_by_one_5_on_duty_and_those_of_the_street_committees() -> None:
    kinds = facts.get("reports_heard").by("kind", 2019)
    assert sum(kinds.values()) == facts.get("reports_heard").count(2019) == 22
    assert (kinds["duty"], kinds["street_committee"]) == (5, 2)
    assert kinds["final_accounts"] == kinds["audit"] == kinds["state_assets"] == kinds["commission"] == 1
    unnamed = SpecialReport.objects.filter(source="")
    assert [report.item.title for report in unnamed] == ["人大街道工委工作报告（之二，示例）"]
    accounts = SpecialReport.objects.get(kind="final_accounts").item.meeting
    assert SpecialReport.objects.get(kind="audit").item.meeting == accounts


def test_meetings_of_2019_have_dates_marked_as_examples_and_no_ordinal() -> None:
    counted = Meeting.objects.filter(kind__in=Meeting.NUMBERED)
    assert counted.filter(number__isnull=False).count() == 0
    assert all({"starts_on", "ends_on"} <= set(meeting.illustrative) for meeting in counted)


def test_meetings_never_lie_more_than_two_months_apart() -> None:
    days = sorted(
        date.fromisoformat(row["starts_on"])
        for row in rows_of(FOLDER / "meetings.csv")
        if row["kind"] == "standing_committee"
    )
    assert max((later - earlier).days for earlier, later in itertools.pairwise(days)) <= 59


def test_the_firsts_of_the_report_are_recorded() -> None:
    firsts = set(AgendaItem.objects.filter(is_first=True).values_list("kind", flat=True))
    assert firsts == {"state_asset_report", "special_report", "duty_report", "inquiry"}
    assert AgendaItem.objects.get(is_first=True, kind="special_report").reporting_organ == Organ.objects.get(
        code="supervisory"
    )
    assert Sitting.objects.get(is_first=True).kind == Sitting.Kind.JOINT_GROUP
    five_levels = Oversight.objects.get(is_first=True)
    assert five_levels.five_levels
    assert "最多跑一次" in five_levels.title


def test_the_inquiry_is_a_joint_sitting_inside_a_meeting_and_not_a_fifteenth_meeting() -> None:
    sitting = Inquiry.objects.get().sitting
    assert sitting.kind == Sitting.Kind.JOINT_GROUP
    assert sitting.meeting.kind == Meeting.Kind.STANDING_COMMITTEE
    assert sitting.meeting.sittings.count() == 2


def test_bundled_laws_are_counted_apart_from_inspections() -> None:
    technology = Oversight.objects.get(title__contains="科技成果转化")
    assert technology.instruments.count() == 3
    assert "instruments" in technology.illustrative
    assert Oversight.objects.get(title__contains="水污染").instruments.count() == 2
    assert Oversight.objects.get(title__contains="学前教育").series_year == 2
    assert Oversight.objects.get(title__contains="中医院").subjects.count() == 4


def test_a_renamed_committee_prints_the_name_of_the_day() -> None:
    committee = Organ.objects.get(code="wc-justice")
    assert committee.name_on(date(2018, 6, 1)).endswith("法制内务司法工作委员会")
    assert committee.name_on(date(2019, 12, 31)).endswith("监察和司法工作委员会")
    assert Organ.objects.filter(code="wc-society", starts_on__year=2019).exists()


@pytest.mark.parametrize("day", [date(2019, 1, 17), date(2019, 12, 26), date(2020, 4, 21), date(2021, 6, 1)])
def test_the_committee_has_one_chair_and_27_members_on_every_day(day: date) -> None:
    seats = Seat.objects.in_office(on=day)
    assert seats.count() == 27
    assert seats.filter(role=Seat.Role.CHAIR).count() == 1


def test_the_real_chair_holds_the_seat_on_the_one_day_the_report_attests() -> None:
    seat = Seat.objects.get(person__name="徐登富")
    assert (seat.starts_on, seat.ends_on, seat.role) == (date(2020, 4, 21), date(2020, 4, 21), Seat.Role.CHAIR)


def test_only_two_real_people_are_named_and_nothing_made_up_is_said_of_them() -> None:
    people = {row["key"]: row for row in rows_of(FOLDER / "people.csv")}
    real = {key for key, row in people.items() if row["is_illustrative"] == "false"}
    assert {people[key]["name"] for key in real} == REAL_NAMES
    assert set(Person.objects.filter(is_illustrative=False).values_list("name", flat=True)) == REAL_NAMES
    for sheet in ("seats.csv", "mandates.csv", "people.csv"):
        for row in rows_of(FOLDER / sheet):
            if row.get("person_key", row.get("key")) in real:
                assert row["illustrative"] == ""
    label = re.compile(r"(主任|副主任|委员|代表|候选人|领导|干部|法官|检察官)\d{3}")
    assert all(label.fullmatch(row["name"]) for key, row in people.items() if key not in real)


def test_an_organ_whose_name_the_report_does_not_give_says_that_it_is_an_example() -> None:
    for row in rows_of(FOLDER / "organs.csv"):
        assert ("name" in row["illustrative"].split(";")) == ("示例" in row["name"])


def test_every_source_cites_a_figure_and_words_of_the_report() -> None:
    figures = {row["id"] for row in rows_of(FOLDER / "figures.csv")}
    words = re.sub(r"\s", "", (FOLDER / "work-report.txt").read_text(encoding="utf-8"))
    cited = 0
    for sheet in SHEETS:
        for row in rows_of(FOLDER / sheet.file):
            numbers, _, quotation = row["source"].partition(" ")
            if row["source"]:
                cited += 1
                assert set(numbers.split(";")) <= figures
                assert re.sub(r"\s", "", quotation) in words
            else:
                assert row["illustrative"], f"{sheet.file} {row}: neither a source nor marked as an example"
    assert cited > 100


def test_the_example_chains_run_from_report_to_public_answer() -> None:
    follow_up = FollowUp.objects.get(paper__title__contains="专题询问")
    paper = follow_up.paper
    assert paper.status == OpinionPaper.Status.CLOSED
    assert paper.points.count() == 9
    assert paper.adopted_on
    assert follow_up.closed_on
    assert paper.item.meeting.starts_on < paper.adopted_on <= follow_up.handed_over_on < follow_up.closed_on
    assert paper.adopted_at_meeting in Meeting.objects.of_chairpersons()
    assert str(paper.number).endswith("〔2019〕3号")
    assert follow_up.status == FollowUp.Status.PUBLISHED
    assert not follow_up.answers.filter(status=PointAnswer.Status.OPEN).exists()
    round_ = follow_up.rounds.get()
    assert round_.obligation.rule.code == "OPN-3M"
    assert round_.obligation.rule.valid_from <= date(2019, 11, 13)
    assert round_.obligation.due_on == date(2020, 2, 13)
    assert FollowUp.objects.published().count() == 3


def test_what_readers_see_says_that_it_holds_examples() -> None:
    report = SpecialReport.objects.published().get(item__title__contains="国有资产")
    content = report.society_duty.versions.get().content
    assert content["illustrative"] is True
    facts = dict(content["facts"])
    assert "首次听取和审议" in facts["出处"]
    assert facts["报告机关"] == "衢州市柯城区人民政府"
    assert facts["听取日期"] == "2019年8月29日（示例）"
    answer = FollowUp.objects.published().first().society_duty.versions.get().content
    assert all(value.endswith("（示例）") for label, value in answer["facts"] if label != "出处")
    assert Oversight.objects.published().count() == 12
    assert Act.objects.published().count() == Act.objects.count() == 7
    assert not Meeting.objects.published().filter(kind__in=("party_group", "study")).exists()


def test_the_home_page_shows_the_figures_of_2019_as_the_report_counts_them() -> None:
    page = Client().get("/")
    assert page.context["year"] == 2019
    assert {figure.label: figure.number for figure in page.context["figures"]} == {
        "常委会会议": 14,
        "主任会议": 19,
        # The report tells of 10 acts and names these.
        "听取审议报告": 22,
        "决议决定": 7,
        "执法检查、调研视察": 12,
        "专题询问": 1,
    }
    assert "按已公开的记录统计" in page.content.decode()


def test_every_obligation_was_met_after_it_began() -> None:
    for obligation in Obligation.objects.exclude(status=Obligation.Status.VOID):
        assert obligation.is_historic
        assert obligation.done_on
        # What is owed before an event is counted back from it.
        if obligation.rule.direction == LegalRule.Direction.FORWARD:
            assert obligation.start_on <= obligation.done_on
        assert obligation.late_days(on=factories.TODAY) == 0


def test_only_the_meeting_after_the_last_one_is_owed_by_nobody() -> None:
    last = Meeting.objects.of_committee().latest("starts_on")
    assert [row.gap_meeting for row in Obligation.objects.filter(status=Obligation.Status.VOID)] == [last]


def counted_meetings() -> list[Meeting]:
    return list(Meeting.objects.filter(kind__in=Meeting.NUMBERED).in_year(2019))


def test_every_meeting_that_counts_has_its_agenda_its_roll_and_its_outcomes() -> None:
    assert len(counted_meetings()) == 14 + 19
    for meeting in counted_meetings():
        assert meeting.status == Meeting.Status.ARCHIVED
        assert meeting.items.exists()
        assert not meeting.items.exclude(status__in=("noted", "voted_passed")).exists()
        members = 27 if meeting.kind == Meeting.Kind.STANDING_COMMITTEE else 6
        roll = meeting.attendances.voting()
        assert roll.count() == members
        assert not roll.filter(status=Attendance.Status.UNRECORDED).exists()
        assert roll.present().count() > members / 2
        assert all(row.illustrative for row in meeting.attendances.all())


def test_everything_put_to_the_vote_was_voted_on_by_the_members_of_the_day() -> None:
    for item in AgendaItem.objects.filter(is_for_vote=True):
        assert item.votes.valid().exists(), item
    for vote in Vote.objects.all():
        assert vote.basis_total == (27 if vote.meeting.kind == Meeting.Kind.STANDING_COMMITTEE else 6)
        assert vote.passed
        assert "yes" in vote.illustrative
    assert not Vote.objects.filter(kind__in=Vote.ONLY_DECIDING, meeting__kind=Meeting.Kind.CHAIR_MEETING).exists()
    assert all(act.vote and act.vote.passed and act.vote.meeting == act.meeting for act in Act.objects.all())


def test_the_committee_deals_with_what_a_chairpersons_meeting_put_before_it() -> None:
    screened = AgendaItem.objects.filter(screened_as__isnull=False)
    assert screened.count() == 19
    for item in screened.select_related("meeting", "screened_as__meeting"):
        assert item.screened_as
        assert item.screened_as.meeting.kind == Meeting.Kind.CHAIR_MEETING
        assert item.screened_as.meeting.starts_on < item.meeting.starts_on


def test_what_the_report_does_not_name_says_in_its_title_that_it_is_an_example() -> None:
    for row in rows_of(FOLDER / "agenda_items.csv"):
        if not row["source"]:
            assert "title" in row["illustrative"].split(";")
            assert "示例" in row["title"] or row["kind"] == "opinions"


def test_111_personnel_acts_are_counted_apart_from_the_101_people_they_touch() -> None:
    assert facts.get("personnel_actions").count(2019) == 111
    assert facts.get("personnel_people").count(2019) == 101
    assert facts.get("personnel_actions").by("act", 2019) == {"appoint": 72, "remove": 39}
    assert sum(facts.get("personnel_actions").by("category", 2019).values()) == 111


def test_every_personnel_act_was_proposed_screened_and_voted_as_the_table_of_posts_says() -> None:
    for action in PersonnelAction.objects.select_related("motion", "vote", "post__category"):
        assert action.motion.proposer == action.post.category.proposer
        assert action.vote
        assert action.vote.meeting_id == action.motion.meeting_id
        assert action.tenure
        assert action.announcement
        assert bool(action.letter_number_id) == action.is_appointing
    assert set(PersonnelMotion.objects.values_list("status", flat=True)) == {"voted"}


def test_37_oaths_are_those_that_the_committee_organised() -> None:
    assert facts.get("oaths").count(2019) == 37
    assert facts.get("oaths_of_all").by("organiser", 2019) == {
        "sc": 37,
        "court": 20,
        "procuratorate": 12,
        "commission": 3,
    }
    assert not Oath.objects.exclude(action__act__in=PersonnelAction.APPOINTING).exists()
    assert not PersonnelAction.objects.owing_oath().exists()


def test_a_renamed_committee_was_appointed_anew_and_the_new_one_filled() -> None:
    motion = PersonnelMotion.objects.get(source__contains="增设社会建设工作委员会")
    posts = [action.post.title for action in motion.actions.order_by("order")]
    assert sum("法制内务司法" in title for title in posts) == 5
    assert sum("监察和司法" in title for title in posts) == 5
    assert sum("社会建设" in title for title in posts) == 5
    reappointed = motion.actions.filter(act="remove").values_list("person", flat=True)
    assert motion.actions.filter(act="appoint", person__in=reappointed).count() == 5


def test_19_by_elections_came_by_both_procedures() -> None:
    assert facts.get("by_elections").count(2019) == 19
    assert facts.get("by_elections").by("level", 2019) == {"city": 3, "district": 16}
    assert facts.get("by_elections").by("procedure", 2019) == {"committee": 3, "voters": 16}
    assert set(ByElection.objects.values_list("status", flat=True)) == {"announced"}
    assert not Mandate.objects.filter(by_election=True, ends_on__isnull=True).exists()


def test_attendance_is_told_as_a_part_of_a_whole() -> None:
    present, expected = rates.get("committee_attendance").of_year(2019)
    assert expected == 14 * 27
    assert facts.get("committee_expected").by("status", 2019)["present"] == present < expected
    share = rates.get("committee_attendance").share(2019)
    assert share
    assert share * expected == present
    assert rates.get("chair_attendance").of_year(2019)[1] == 19 * 6
    assert rates.get("committee_attendance").share(2018) is None


def test_five_heads_of_departments_were_heard_and_assessed() -> None:
    rows = Assessment.objects.filter(held_on__year=2019)
    assert rows.count() == 5
    assert rows.values("person").distinct().count() == 5
    assert not rows.exclude(item__kind=AgendaItem.Kind.DUTY_REPORT).exists()


def test_the_five_are_cases_of_review_without_more_than_the_report_tells() -> None:
    rows = PerformanceReview.objects.all()
    assert rows.count() == facts.get("duty_reviews").count(2019) == facts.get("review_assessments").count(2019) == 5
    assert not rows.exclude(is_first=True, is_historic=True, status="assessed", tenure__isnull=False).exists()
    assert not rows.exclude(hearings__assessment__isnull=False, hearings__item__kind="duty_report").exists()
    assert not rows.exclude(selected_on=None, notified_on=None, rectification_obligation=None, opinions="").exists()
    for row in rows:
        copy = row.society_duty.versions.get().content
        assert copy["illustrative"] is True
        told = dict(copy["facts"])
        assert told["评议对象"].endswith("（示例）")
        assert told["测评结果"].endswith("（示例）")


def test_announcements_are_made_up_and_say_so() -> None:
    rows = Announcement.objects.published()
    assert rows.count() == Announcement.objects.count() == 27
    for row in rows:
        content = row.society_duty.versions.get().content
        assert content["illustrative"] is True
        facts_ = dict(content["facts"])
        assert facts_["公告日期"].endswith("（示例）")
        assert facts_["文号"].endswith("（示例）")


@pytest.mark.parametrize("code", [code for code in facts.names() if facts.get(code).public_path])
def test_every_public_figure_opens_a_page(code: str, client: Client) -> None:
    fact = facts.get(code)
    assert fact.public_path
    assert client.get(fact.public_path(2019)).status_code == 200
    assert fact.definition
    assert fact.unit


@pytest.mark.parametrize("code", [code for code in facts.names() if facts.get(code).admin_path])
def test_every_figure_opens_its_records_on_the_desk(code: str, client: Client) -> None:
    fact = facts.get(code)
    assert fact.admin_path
    client.force_login(
        factories.user("office", "office_head", "personnel_officer", "deputies_wc", "legal_wc"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    response = client.get(fact.admin_path(2019))
    assert response.status_code == 200
    listed = response.context["cl"].result_count
    if response.context["cl"].model is fact.rows().model and not fact.distinct:
        assert listed == fact.count(2019)
    else:
        assert (listed > 0) == (fact.count(2019) > 0)


def test_readers_see_agenda_attendance_and_votes_of_a_meeting(client: Client) -> None:
    meeting = AgendaItem.objects.get(title__startswith="古城双修").meeting
    page = client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert "关于古城双修和礼贤片区改造国有土地上房屋征收项目的决定" in page
    assert re.search(r"应到27人，实到2\d人 <span class=\"illustrative\"", page)
    assert "委员0" not in page
    act = Act.objects.get(title__contains="古城双修")
    assert client.get(act.get_absolute_url()).status_code == 200
    announcement = Announcement.objects.get(meeting=meeting, kind="appointment")
    assert client.get(announcement.get_absolute_url()).status_code == 200


def test_the_figures_of_appointments_oaths_and_by_elections_are_those_of_the_report() -> None:
    told = {row["id"]: row["value"] for row in rows_of(FOLDER / "figures.csv")}
    for figure, code in (
        ("F009", "committee_meetings"),
        ("F010", "chair_meetings"),
        ("F089", "personnel_actions"),
        ("F090", "oaths"),
        ("F091", "by_elections"),
    ):
        assert facts.get(code).count(2019) == int(told[figure])


def test_the_committees_own_and_central_work_is_that_of_the_report() -> None:
    for code, number, is_minimum in (
        ("seminars", 8, False),
        ("research_reports", 23, False),
        ("problems_solved", 30, True),
        ("publicity_items", 5, False),
        ("contact_areas", 6, False),
        ("street_pilots", 2, False),
        ("stations", 18, False),
        ("stations_moved", 6, False),
        ("leaders_scheduled", 165, False),
        ("leaders_scheduled_times", 165, False),
        ("leaders_attended_times", 0, False),
        ("incoming_visits", 51, False),
        ("patrol_records", 6200, True),
        ("patrol_issues", 423, False),
        ("duty_reports", 60, True),
        ("duty_patrols", 1500, True),
        ("scope_buildings", 3, False),
        ("scope_households", 74, False),
        ("investment_amount", 130_000_000, False),
        ("outcome_enterprises", 189, False),
        ("outcome_people", 746, False),
        ("own_rules", 2, False),
        ("organ_changes", 4, False),
        ("awards", 1, False),
    ):
        assert facts.get(code).amount(2019) == Amount(number, is_minimum), code
    assert facts.get("duty_patrols").by("专项活动", 2019) == {"治水巡查": 1500}
    assert 0 < facts.get("duty_people").amount(2019).number < facts.get("duty_times").amount(2019).number
    assert rates.get("indicators_met_rate").of_year(2019) == (3, 3)
    assert {row.percent_text for row in Indicator.objects.all()} == {"100%"}
    assert {kind for kind, number in facts.get("publicity_items").by("kind", 2019).items() if number == 1} == {
        "film",
        "book",
        "visit",
        "commemoration",
        "exhibition",
    }
    assert PublicityItem.objects.get(kind="commemoration").meeting == Meeting.objects.get(kind="commemoration")


def test_a_deputy_who_is_named_is_named_with_nothing_made_up() -> None:
    policy = Outcome.objects.get(pushed_by__name="吴伟荣")
    assert (policy.first_in, policy.illustrative) == ("country", [])
    assert {row.text for row in policy.beneficiaries.all()} == {"189家", "746人"}


def test_changes_of_organs_and_rules_of_2019_lean_on_what_is_recorded_elsewhere() -> None:
    assert "区人大常委会法制内务司法工作委员会更名为区人大常委会监察和司法工作委员会" in {
        row.text for row in OrganChange.objects.all()
    }
    own = OwnRule.objects.own()
    assert {row.act.title for row in own if row.act} == set(own.values_list("title", flat=True))
    assert OwnRule.objects.of_the_party().filter(issued_on=None, number="").count() == 2
    for name in ("percent_unlike_parts", "rules_without_a_day", "renamed_without_a_decision", "totals_beside_records"):
        assert not checks.get(name).rows(factories.TODAY).exists(), name


def test_nothing_of_the_year_waits_for_publication() -> None:
    assert not Publication.objects.exclude(status=Publication.Status.PUBLISHED).exists()


def test_each_sheet_leaves_one_line_in_the_log() -> None:
    lines = Activity.objects.filter(verb="载入资料")
    assert set(lines.values_list("object_key", flat=True)) == {f"2019/{sheet.file}" for sheet in SHEETS}
    assert set(lines.values_list("actor", flat=True)) == {User.objects.system().pk}


def test_seven_teams_of_the_campaign_on_private_business_are_led_by_examples() -> None:
    campaign = Campaign.objects.get(year=2019)
    assert campaign.teams.count() == facts.get("oversight_teams").count(2019) == 7
    assert facts.get("campaigns").count(2019) == 1
    assert facts.get("oversight_teams").by("scope", 2019) == {"district": 3, "sector": 4}
    assert all(team.leader and team.leader.is_illustrative for team in campaign.teams.all())
    assert all("leader" in team.illustrative for team in campaign.teams.all())


def test_the_work_of_2020_stands_as_three_plans_in_the_words_of_the_report() -> None:
    plans = SupervisionPlan.objects.filter(year=2020)
    assert {plan.kind: plan.topics.count() for plan in plans} == {"supervision": 16, "work": 9, "deputies": 6}
    assert set(plans.values_list("status", "is_historic")) == {("in_force", True)}
    cited = {number for topic in Topic.objects.all() for number in topic.source.partition(" ")[0].split(";")}
    # F175 is a set phrase.
    assert cited == {f"F{number}" for number in range(157, 187)} - {"F175"}
    assert all("months" in topic.illustrative for topic in Topic.objects.all())
    assert Topic.objects.get(title__contains="动物防疫").forms.count() == 2
    assert facts.get("plan_topics").by("plan", 2020) == {"supervision": 16, "work": 9, "deputies": 6}
    assert facts.get("plan_topics_done").count(2020) == 0


def test_the_plans_of_2020_are_public_and_owe_nothing() -> None:
    assert SupervisionPlan.objects.published().count() == 3
    plan = SupervisionPlan.objects.get(kind="supervision")
    page = Client().get(plan.get_absolute_url()).content.decode()
    assert "数字经济发展情况" in page
    assert "示例" in page
    for name in ("plan_passed_without_fact", "plan_not_adopted", "plan_not_closed"):
        assert not checks.get(name).rows(date(2026, 9, 16)).exists()


def test_the_23_filings_stand_as_rows_and_say_what_is_an_example() -> None:
    fact = facts.get("norm_filings")
    assert fact.count(2019) == 23
    assert fact.by("方向", 2019) == {"inward": 21, "outward": 2}
    rows = NormFiling.objects.all()
    assert all(row.is_historic and "direction" in row.illustrative and "F014" in row.source for row in rows)
    named = {row.title for row in rows if "title" not in row.illustrative}
    assert named == {"衢州市柯城区人大常委会讨论决定重大事项实施办法", "区人大代表履职考评实施办法"}
    assert all(row.act is not None for row in rows.filter(title__in=named))
    assert all("（示例）" in row.title for row in rows.exclude(title__in=named))
    assert len(Client().get("/supervision/filings/?year=2019").context["rows"]) == 20
    assert not rows.filter(duties__obligation__status="open").exists()
    page = Client().get(rows.exclude(title__in=named)[0].get_absolute_url()).content.decode()
    assert "人民政府" in page
    assert "示例" in page


def test_the_nine_findings_of_2019_stand_as_rows_and_were_put_to_the_joint_group_inquiry() -> None:
    told = {row["id"]: row["value"] for row in rows_of(FOLDER / "figures.csv")}
    for figure, code in (
        ("F012", "inquiries"),
        ("F065", "joint_group_sittings"),
        ("F066", "findings_put_to_inquiry"),
    ):
        assert facts.get(code).count(2019) == int(told[figure])
    inquiry = Inquiry.objects.get()
    assert inquiry.problems_count == inquiry.problems == inquiry.findings.count() == 9
    first = RectificationRound.objects.filter(finding__in=inquiry.findings.all(), number=1)
    assert set(first.values_list("verdict", flat=True)) == {"not_rectified"}
    assert {finding.source[:4] for finding in inquiry.findings.all()} == {"F066"}


def test_the_audit_loop_of_2019_ends_in_numbers_and_one_finding_that_is_carried_over() -> None:
    totals = AuditFinding.objects.filter(ledger__year=2019).totals()
    assert totals.adds_up
    assert {row.status: row.findings for row in totals.rows if row.findings} == {"partially": 1, "closed": 11}
    numbers = AuditFinding.objects.filter(write_off_number__isnull=False).values_list("write_off_number__serial")
    assert sorted(serial for (serial,) in numbers) == list(range(1, 12))
    carried = AuditFinding.objects.get(ledger__year=2020)
    assert carried.carried_from == AuditFinding.objects.get(ledger__year=2019, status="partially")
    assert carried.amount == carried.carried_from.left_amount
    ledger = AuditLedger.objects.get(year=2019)
    assert ledger.obligation
    assert (ledger.obligation.due_plain, ledger.obligation.done_on) == (date(2019, 12, 31), date(2019, 10, 31))
    assert ledger.obligation.rule.code == "AUD-DEC"


def test_what_is_made_up_of_findings_questions_and_promises_says_so() -> None:
    assert not AuditFinding.objects.exclude(title__contains="示例").exists()
    assert not AuditFinding.objects.filter(illustrative=[]).exists()
    assert all(question.text.startswith("示例") for question in Question.objects.all())
    assert not Question.objects.filter(asker__is_illustrative=False).exists()
    assert Commitment.objects.count() == 9
    assert not Commitment.objects.filter(illustrative=[]).exists()


def test_readers_walk_from_the_ledger_to_the_inquiry_and_the_next_ledger(client: Client) -> None:
    ledger, inquiry = AuditLedger.objects.get(year=2019), Inquiry.objects.get()
    page = client.get(ledger.get_absolute_url()).content.decode()
    assert inquiry.get_absolute_url() in page
    assert AuditLedger.objects.get(year=2020).get_absolute_url() in page
    assert "柯人大审销〔2019〕4号" in page
    assert "已销号11个＋" in page or "部分整改1个＋已销号11个＝12个" in page
    page = client.get(inquiry.get_absolute_url()).content.decode()
    assert ledger.get_absolute_url() in page
    assert "9个" in page
