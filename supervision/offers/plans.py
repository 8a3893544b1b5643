"""Plans before the chairpersons, proposals to answer, what a published plan shows, and what looks wrong in a plan."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from congress import registry
from congress.models import Publication, PublishedVersion, User
from congress.publishing import readable
from congress.registry import Check, Composition, Task, Waiting
from supervision.models import PlanAdjustment, PlannedForm, SupervisionPlan, Topic, TopicProposal
from supervision.services import plan_publication, plans, topic_proposals

#: the plan of a year is adopted by the end of April (rule PLAN-ADOPT)
ADOPTED_BY: Final = 4
#: a proposal is answered within a month
ANSWER_DAYS: Final = 30
Status = SupervisionPlan.Status


def plans_to_adopt(user: User, on: date) -> list[Waiting]:
    """Plans before the chairpersons' meeting."""
    del on
    if not user.has_perm("supervision.adopt_supervisionplan"):
        return []
    tabled = Q(status=Status.CLEARED) | Q(status=Status.CONSULTED, needs_clearance=False)
    rows = SupervisionPlan.objects.filter(tabled)
    return [Waiting(rows, lambda row: Task(str(row), "通过年度计划", plans.workspace_path(row)))]


def plans_of_office(user: User, on: date) -> list[Waiting]:
    """Plans that were published and have to go to those concerned, and proposals to answer."""
    del on
    if not user.is_staff:
        return []
    found = []
    if user.has_perm("supervision.steer_supervisionplan"):
        due = SupervisionPlan.objects.live().filter(status=Status.PUBLISHED)
        found.append(Waiting(due, lambda row: Task(str(row), "印发执行", plans.admin_path(row))))
    if user.has_perm("supervision.decide_topicproposal"):
        rows = TopicProposal.objects.all().waiting().order_by("received_at")
        found.append(Waiting(rows, lambda row: Task(row.title, "答复议题建议", topic_proposals.admin_path(row))))
    return found


def passed_without_fact(on: date) -> QuerySet[Any]:
    """Topics of plans under way with a form whose month is over and that has no fact."""
    late = PlannedForm.objects.all().passed(on=on).unfulfilled().filter(topic=OuterRef("pk"))
    rows = Topic.objects.open().filter(
        Exists(late), plan__is_historic=False, plan__status__in=SupervisionPlan.UNDER_WAY
    )
    return rows.select_related("plan").order_by("plan__year", "plan", "order")


def not_adopted(on: date) -> QuerySet[Any]:
    """Plans of this year or before that no chairpersons' meeting adopted by the end of April."""
    past = Q(year__lt=on.year)
    if on.month > ADOPTED_BY:
        past |= Q(year=on.year)
    return SupervisionPlan.objects.live().filter(past, status__in=SupervisionPlan.BEFORE_ADOPTION).order_by("year")


def adjusted_since_published(on: date) -> QuerySet[Any]:
    """Plans that were adjusted after the copy that everyone reads was put out."""
    del on
    copies = PublishedVersion.objects.filter(publication=OuterRef("society_duty")).order_by("-number")
    changes = PlanAdjustment.objects.filter(plan=OuterRef("pk"), noted_at__gt=OuterRef("copied_at"))
    rows = SupervisionPlan.objects.filter(readable("society_duty")).annotate(
        copied_at=Subquery(copies.values("published_at")[:1])
    )
    return rows.filter(Exists(changes)).order_by("-year")


def not_closed(on: date) -> QuerySet[Any]:
    """Plans of past years that were adopted and not closed."""
    rows = SupervisionPlan.objects.live().filter(year__lt=on.year, status__in=SupervisionPlan.UNDER_WAY)
    return rows.order_by("year")


def proposals_too_old(on: date) -> QuerySet[Any]:
    """Proposals that wait for longer than a month."""
    limit = on - timedelta(days=ANSWER_DAYS)
    return TopicProposal.objects.all().waiting().filter(received_at__date__lt=limit).order_by("received_at")


def moved_nowhere(on: date) -> QuerySet[Any]:
    """Topics that were moved to a year whose plan is there and does not have them."""
    following = SupervisionPlan.objects.filter(kind=OuterRef("plan__kind"), year=OuterRef("plan__year") + 1)
    del on
    rows = Topic.objects.filter(Exists(following), status=Topic.Status.MOVED, moved_to__isnull=True)
    return rows.filter(plan__is_historic=False).select_related("plan").order_by(F("settled_on").asc())


def compose_plan(publication: Publication) -> Composition | None:
    """A yearly plan."""
    rows = SupervisionPlan.objects.select_related("adopted_at_meeting__term")
    plan = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(plan_publication.compose(plan)) if plan else None


registry.waiting.add("plans_to_adopt", plans_to_adopt)
registry.waiting.add("plans_of_office", plans_of_office)
registry.publication_composers.add("supervision.supervisionplan", compose_plan)
registry.checks.add(
    "plan_passed_without_fact",
    Check("计划月份已过，没有对应的记录", passed_without_fact, "请登记事实，或者由主任会议调整计划。"),
)
registry.checks.add(
    "plan_not_adopted",
    Check("四月底前没有通过的年度计划", not_adopted, "请提请主任会议；法律没有规定日期，这是工作惯例。"),
)
registry.checks.add(
    "plan_adjusted_since_published",
    Check("计划调整后公布的内容没有更正", adjusted_since_published, "请在公开事项中重新拟稿，注明更正。"),
)
registry.checks.add("plan_not_closed", Check("往年计划没有办结", not_closed, "请登记各议题的结果后办结。"))
registry.checks.add(
    "topic_proposal_too_old", Check("议题建议超过三十日没有答复", proposals_too_old, "请列入计划或者答复。")
)
registry.checks.add(
    "topic_moved_nowhere", Check("转下年的议题没有列入下年计划", moved_nowhere, "请在下年计划中列入，或者核对。")
)
