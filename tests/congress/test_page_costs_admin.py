"""What the page of a record costs: the same however many rows hang on it, and never much."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.utils import timezone

from congress.models import (
    Attachment,
    LegalRule,
    Obligation,
    ObligationChange,
    Organ,
    Publication,
    PublishedVersion,
    RuleStage,
    User,
)
from deputies.models import (
    AreaContact,
    ContactLog,
    ContactPair,
    DeputyGroup,
    DutyActivity,
    DutyAssessment,
    Mandate,
    PatrolFinding,
    PerformanceScheme,
    Person,
    PublicOpinion,
    ReceptionSlot,
    SchemeItem,
    SchemePart,
    StandardItem,
    StandardScheme,
    Station,
    StationAssignment,
    StationHours,
    Suggestion,
    Term,
)
from deputies.services import patrol_reports, patrols, receptions
from meetings.models import (
    Attendance,
    ByElection,
    DeputyTalk,
    Meeting,
    OpinionPaper,
    OpinionPoint,
    Paper,
    PersonnelMotion,
    Post,
    PostCategory,
)
from supervision.models import (
    AuditFinding,
    Campaign,
    ContactArea,
    Delivery,
    Expert,
    FollowUp,
    FollowUpRound,
    Inquiry,
    Interpellation,
    JointSupervision,
    LegalInstrument,
    Outcome,
    Oversight,
    PerformanceReview,
    PointAnswer,
    ReviewScheme,
    SpecialReport,
    SupervisionPlan,
    TaskForce,
    Topic,
)
from tests import (
    factories,
    factories_duty,
    factories_own_work,
    factories_patrols,
    factories_people,
    factories_plans,
    factories_stations,
    factories_suggestions,
    factories_voices,
)
from tests.congress.test_desk_admin import APPS, registers, some_of_everything
from tests.desk import superuser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
#: queries of a page, however much it shows
LIMIT = 25


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def attachment() -> Attachment:
    return Attachment.objects.create(
        name="材料.pdf", content_type="application/pdf", size=1, sha256="0", uploaded_by=factories.user()
    )


def obligation() -> Obligation:
    """A deadline that nothing hangs on yet."""
    row = factories.follow_up().current_round.obligation
    return Obligation.objects.create(
        rule=row.rule,
        title="期限",
        path="/",
        owed_organ=factories.organ(),
        start_on=TODAY,
        due_plain=TODAY,
        due_on=TODAY,
        target_on=TODAY,
        remind_from=TODAY,
    )


def of_meeting(meeting: Meeting, number: int) -> None:
    item = factories.item(meeting, reporting_organ=factories.organ())
    factories.seat(holder=(member := factories.person()))
    Attendance.objects.create(meeting=meeting, person=member)
    guest = factories.person()
    Attendance.objects.create(meeting=meeting, person=guest, capacity="nonvoting", organ=factories.organ())
    Paper.objects.create(meeting=meeting, title=f"材料{number}", attachment=attachment(), item=item)
    meeting.sittings.create(starts_on=meeting.starts_on, kind="group")


def of_opinion(paper: OpinionPaper, number: int) -> None:
    OpinionPoint.objects.create(paper=paper, order=100 + number, text="意见", organ=factories.organ())


def of_report(report: SpecialReport, number: int) -> None:
    """The chain has as many rows as it has steps."""
    for step in Delivery.Step.values[: number + 1]:
        if not report.deliveries.filter(step=step).exists():
            report.deliveries.create(step=step, obligation=obligation())


def of_follow_up(follow_up: FollowUp, number: int) -> None:
    point = OpinionPoint.objects.create(paper=follow_up.paper, order=100 + number, text="意见")
    PointAnswer.objects.get_or_create(follow_up=follow_up, point=point)
    round_ = FollowUpRound.objects.create(follow_up=follow_up, number=100 + number, obligation=obligation())
    round_.attachments.add(attachment())


def of_organ(organ: Organ, number: int) -> None:
    day = TODAY - timedelta(days=100 * (number + 1))
    organ.names.create(name=f"旧名{number}", starts_on=day, ends_on=day + timedelta(days=9))


def of_rule(rule: LegalRule, number: int) -> None:
    RuleStage.objects.create(rule=rule, kind="lead", days=200 + number, audience="owner")


def of_person(person: Person, number: int) -> None:
    # Before the seat that the person holds today.
    day = date(2021, 1, 1) - timedelta(days=100 * number)
    factories.seat(holder=person, starts_on=day, ends_on=day + timedelta(days=9))
    Mandate.objects.create(
        person=person,
        term=factories.term(),
        level="district",
        delegation=factories.organ(),
        starts_on=day,
        ends_on=day + timedelta(days=9),
        end_reason="resigned",
    )


def of_group(group: DeputyGroup, number: int) -> None:
    del number
    factories_people.member(group).save()


def of_reception(slot: ReceptionSlot, number: int) -> None:
    del number
    line = factories_stations.leaders(1)[0]
    receptions.add_host(slot, line, actor=factories.user(), today=TODAY)


def of_duty_activity(row: DutyActivity, number: int) -> None:
    del number
    factories_duty.attendance(row, factories_duty.deputy())


def of_assessment(row: DutyAssessment, number: int) -> None:
    item = SchemeItem.objects.get(part__is_bonus=True, part__scheme=row.scheme)
    row.entries.create(item=item, points=1, happened_on=TODAY, reason=f"示例{number}", entered_by=factories.user())
    rated = SchemeItem.objects.get(rule="rated", part__scheme=row.scheme)
    rater = row.scheme.raters.get(who="peers")
    row.scores.create(item=rated, rater=rater, account=factories.user(), points=1)


def of_performance_scheme(row: PerformanceScheme, number: int) -> None:
    PerformanceScheme.objects.filter(pk=row.pk).update(status="drafted")
    row.parts.create(order=50 + number, name=f"部分{number}", cap=1)
    row.grades.create(name=f"等次{number}", lowest=101 + number)


def of_scheme_part(row: SchemePart, number: int) -> None:
    PerformanceScheme.objects.filter(pk=row.scheme_id).update(status="drafted")
    row.items.create(order=50 + number, name=f"项目{number}", rule="added", points=1)


def of_public_opinion(opinion: PublicOpinion, number: int) -> None:
    del number
    factories_voices.another_round(opinion)


def of_suggestion(suggestion: Suggestion, number: int) -> None:
    del number
    sponsor = factories_suggestions.deputy()
    suggestion.sponsors.create(mandate=factories_suggestions.mandate(sponsor), role="co", invited_on=TODAY)
    suggestion.handlings.create(organ=factories.organ(), role="separate", handed_over_on=TODAY)


def of_standards(scheme: StandardScheme, number: int) -> None:
    StandardItem.objects.create(scheme=scheme, group="hardware", order=number + 1, text="示例", points=4)


def of_station(station: Station, number: int) -> None:
    factories_stations.staff(station)
    hours = {"weekday": number + 1, "opens_at": time(9), "closes_at": time(17)}
    StationHours.objects.create(station=station, **hours)
    mandate = factories_duty.deputy().mandates.get()
    StationAssignment.objects.create(station=station, mandate=mandate, starts_on=TODAY)


def of_patrol_finding(finding: PatrolFinding, number: int) -> None:
    """Another round with a picture, one that is like it, and one that was merged into it."""
    del number
    clerk = factories_patrols.unit()
    assert clerk.organ is not None
    if finding.organ is not None and finding.status == PatrolFinding.Status.ASSIGNED:
        factories_patrols.answered(User.objects.filter(organ=finding.organ).latest("pk"), finding)
    patrols.assign(finding, organ=clerk.organ, on=TODAY, actor=factories.user("deputies_wc"), today=TODAY)
    finding.refresh_from_db()
    like, same = (factories_patrols.finding(place=finding.place, category=finding.category) for _ in range(2))
    del like
    patrols.merge(same, into=finding, actor=factories.user("deputies_wc"))
    patrol_reports.add_photos(
        finding, [factories_patrols.picture()], actor=clerk, assignment=finding.assignments.last()
    )


def of_contact_pair(pair: ContactPair, number: int) -> None:
    _contact(number, pair=pair)


def of_area_contact(area: AreaContact, number: int) -> None:
    _contact(number, area=area)


def _contact(number: int, **of: Any) -> None:
    ContactLog.objects.create(made_on=TODAY, note=f"示例情况{number}", entered_by=factories.user(), **of)


def of_term(term: Term, number: int) -> None:
    term.sessions.create(number=50 + number)


def of_outing(outing: Oversight, number: int) -> None:
    outing.subjects.create(title=f"内容{number}")
    outing.instruments.add(LegalInstrument.objects.create(title=f"所检查的法律{number}", kind="law"))
    outing.overseen.create(organ=factories.organ())
    group = outing.groups.create(name=f"第{number}组")
    outing.participants.create(person=factories.person(), group=group, capacity="staff")
    outing.findings.create(order=number + 100, problem=f"问题{number}")


def of_publication(publication: Publication, number: int) -> None:
    publication.files.add(attachment())
    PublishedVersion.objects.create(
        publication=publication, number=100 + number, content={}, sha256="0", published_by=factories.user()
    )


def of_obligation(row: Obligation, number: int) -> None:
    ObligationChange.objects.create(
        obligation=row,
        old_start_on=TODAY,
        old_due_on=TODAY,
        new_due_on=TODAY,
        reason="改期",
        changed_by=factories.user(),
    )
    row.extensions.create(
        old_due_on=TODAY,
        new_due_on=TODAY + timedelta(days=9),
        reason="申请",
        requested_by=factories.user(),
        decided_by=factories.user(),
        decided_on=timezone.localdate(),
        status="refused",
        decision=f"不同意{number}",
    )


def of_talk(talk: DeputyTalk, number: int) -> None:
    guest = Attendance.objects.create(meeting=talk.meeting, person=factories.person(), capacity="invited_deputy")
    talk.points.create(order=number + 1, text=f"意见{number}", raised_by=guest, organ=factories.organ())


def of_by_election(row: ByElection, number: int) -> None:
    del number
    row.candidates.create(person=factories.person())


def of_post(post: Post, number: int) -> None:
    day = date(2021, 1, 1) - timedelta(days=100 * number)
    post.tenures.create(person=factories.person(), starts_on=day, ends_on=day + timedelta(days=9))


def of_motion(motion: PersonnelMotion, number: int) -> None:
    post = Post.objects.create(
        category=PostCategory.objects.first(), organ=factories.organ(), title=f"职务{motion.pk}-{number}"
    )
    row = motion.actions.create(order=number + 1, person=factories.person(), post=post)
    motion.papers.create(kind="cv", attachment=attachment(), action=row)


#: registers whose pages show related rows, and what gives a record one more row of each kind
def of_review(review: PerformanceReview, number: int) -> None:
    done = review.research.count()
    for place in range(done, done + number):
        review.research.create(kind="interview", done_on=TODAY, text=f"情况{place}")


def of_scheme(scheme: ReviewScheme, number: int) -> None:
    scheme.status = ReviewScheme.Status.DRAFTED
    scheme.save(update_fields=["status"])
    first = scheme.items.count() + 1
    for place in range(first, first + number):
        scheme.items.create(order=place, name=f"项目{place}", weight=1)


def of_expert(expert: Expert, number: int) -> None:
    meeting = factories.meeting(Meeting.Kind.CHAIR_MEETING, starts_on=TODAY, status="closed")
    first = expert.terms.count()
    for place in range(first, first + number):
        day = TODAY + timedelta(days=10 * place + 2000)
        expert.terms.create(approved_at=meeting, starts_on=day, ends_on=day + timedelta(days=5))


def of_joint(joint: JointSupervision, number: int) -> None:
    first = joint.partners.count()
    for place in range(first, first + number):
        joint.partners.create(name=f"示例市人大常委会{place}", level="city")


def of_audit_finding(row: AuditFinding, number: int) -> None:
    row.rounds.create(number=row.rounds.count() + number + 1)


def of_campaign(row: Campaign, number: int) -> None:
    row.teams.create(number=number + 1, scope="area", area=f"区块{number}")


def of_inquiry(row: Inquiry, number: int) -> None:
    row.respondents.create(organ=factories.organ())
    row.questions.create(order=number + 50, organ=factories.organ(), text=f"问题{number}")
    row.commitments.create(order=number + 50, organ=factories.organ(), text=f"承诺{number}")


def of_interpellation(row: Interpellation, number: int) -> None:
    del number
    row.signers.create(person=factories.person(), signed_on=TODAY)


def of_plan(row: SupervisionPlan, number: int) -> None:
    del number
    factories_plans.topic(row)


def of_topic(row: Topic, number: int) -> None:
    row.forms.create(kind="visit", month_from=number + 1, month_to=number + 1)


def of_task_force(row: TaskForce, number: int) -> None:
    row.indicators.create(name=f"指标{number}", done=1, total=2, unit="户", **factories_own_work.entered())
    ContactArea.objects.create(task_force=row, place=f"街道{number}", assigned_on=TODAY)


def of_outcome(row: Outcome, number: int) -> None:
    units = ("家", "人", "户", "幢", "件", "项")
    row.beneficiaries.create(number=number + 1, unit=units[number], **factories_own_work.entered())


GROWING: dict[str, Callable[[Any, int], None]] = {
    "meetings.meeting": of_meeting,
    "meetings.opinionpaper": of_opinion,
    "supervision.specialreport": of_report,
    "supervision.followup": of_follow_up,
    "supervision.oversight": of_outing,
    "congress.organ": of_organ,
    "congress.legalrule": of_rule,
    "congress.publication": of_publication,
    "congress.obligation": of_obligation,
    "deputies.areacontact": of_area_contact,
    "deputies.contactpair": of_contact_pair,
    "deputies.deputygroup": of_group,
    "deputies.patrolfinding": of_patrol_finding,
    "deputies.dutyactivity": of_duty_activity,
    "deputies.dutyassessment": of_assessment,
    "deputies.performancescheme": of_performance_scheme,
    "deputies.person": of_person,
    "deputies.publicopinion": of_public_opinion,
    "deputies.receptionslot": of_reception,
    "deputies.standardscheme": of_standards,
    "deputies.suggestion": of_suggestion,
    "deputies.schemepart": of_scheme_part,
    "deputies.station": of_station,
    "deputies.term": of_term,
    "meetings.deputytalk": of_talk,
    "meetings.byelection": of_by_election,
    "meetings.post": of_post,
    "meetings.personnelmotion": of_motion,
    "supervision.performancereview": of_review,
    "supervision.reviewscheme": of_scheme,
    "supervision.expert": of_expert,
    "supervision.jointsupervision": of_joint,
    "supervision.auditfinding": of_audit_finding,
    "supervision.campaign": of_campaign,
    "supervision.inquiry": of_inquiry,
    "supervision.interpellation": of_interpellation,
    "supervision.supervisionplan": of_plan,
    "supervision.topic": of_topic,
    "supervision.taskforce": of_task_force,
    "supervision.outcome": of_outcome,
}


#: registers of which nothing else makes a row
MADE: dict[str, Callable[[], Any]] = {
    "supervision.campaign": lambda: Campaign.objects.create(title="示例专项监督", year=TODAY.year),
    "supervision.supervisionplan": factories_plans.plan,
    "supervision.topic": lambda: factories_plans.topic(SupervisionPlan.objects.first()),
    "supervision.taskforce": factories_own_work.task_force,
    "supervision.outcome": lambda: factories_own_work.outcome().save(),
}


def newest(label: str) -> Any:
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    if label in MADE and not model._default_manager.exists():
        MADE[label]()
    return model._default_manager.order_by("pk").last()


def page_of(label: str, record: Any) -> str:
    return f"{registers()[label]}{record.pk}/change/"


def test_every_register_with_rows_on_its_pages_is_measured() -> None:
    with_rows = {
        model._meta.label_lower
        for model, register in admin.site._registry.items()
        if register.inlines and model._meta.app_label in APPS
    }
    assert with_rows <= GROWING.keys() <= registers().keys()


@pytest.mark.parametrize("label", GROWING)
def test_a_page_costs_the_same_however_many_rows_hang_on_its_record(label: str) -> None:
    root = superuser()
    some_of_everything()
    record = newest(label)
    GROWING[label](record, 0)
    few = root.queries(page_of(label, record))
    for number in range(1, 6):
        GROWING[label](record, number)
    assert root.queries(page_of(label, record)) == few <= LIMIT


def test_no_page_of_a_record_takes_many_queries() -> None:
    root = superuser()
    some_of_everything()
    records = {label: record for label in registers() if (record := newest(label)) is not None}
    costs = {label: root.queries(page_of(label, record)) for label, record in records.items()}
    assert {label: cost for label, cost in costs.items() if cost > LIMIT} == {}
