"""Reports: what waits, who opens their files, what a published one shows, and what about them looks wrong."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from congress import registry
from congress.models import Attachment, Obligation, Publication, User
from congress.registry import Check, Composition, Task, Waiting
from meetings.models import AgendaItem, Assessment, OpinionPaper
from supervision.models import Delivery, ReportAmount, SpecialReport
from supervision.services import report_votes, reports

Kind, Status = SpecialReport.Kind, SpecialReport.Status
#: kinds on which members form no opinions of their own: a person's duty report is assessed
_WITHOUT_OPINIONS: Final = (Kind.DUTY,)
#: the last month in which a budget is adjusted, generally (ZJ-BUD16 art 28)
_LAST_MONTH: Final = 10


def report_files(user: User | None) -> Q:
    """Drafts, final texts and the opinions sent: for the committee's people, the organ and the committee that oversees.

    What was issued to members lies beside as a paper of the meeting, with the access of papers.
    """
    if user is None:
        return Q(pk__in=[])
    seen = reports.visible_to(user)
    return Q(deliveries__report__in=seen) | Q(reports_sent_with__in=seen)


def with_the_organ(user: User, on: date) -> list[Waiting]:
    """Drafts and final texts that the person's organ owes."""
    del on
    if not (user.organ_id and user.has_perm("supervision.answer_followup")):
        return []
    rows = (
        Delivery.objects.filter(
            report__organ=user.organ_id,
            obligation__status=Obligation.Status.OPEN,
            obligation__owed_organ=user.organ_id,
            step__in=(Delivery.Step.DRAFT, Delivery.Step.FINAL),
        )
        .select_related("report__item", "obligation")
        .order_by("obligation__due_on", "pk")
    )
    # Of one report the paper that is due first is the one to bring.
    earlier = rows.filter(report=OuterRef("report")).order_by("obligation__due_on", "pk").values("pk")[:1]
    return [Waiting(rows.filter(pk=Subquery(earlier)), _paper)]


def _paper(row: Delivery) -> Task:
    return Task(str(row.report), row.get_step_display(), reports.workspace_path(row.report), row.obligation.due_on)


def with_the_committee(user: User, on: date) -> list[Waiting]:
    """Drafts to comment on, reports to issue, reports to be given again."""
    del on
    if not (user.is_staff and user.has_perm("supervision.change_specialreport")):
        return []
    own = Q(working_committee=user.organ_id) if user.organ_id else Q(pk__in=[])
    rows = SpecialReport.objects.filter(Q(status=Status.FINAL_RECEIVED) | own & Q(status=Status.DRAFT_RECEIVED))
    actions = {Status.DRAFT_RECEIVED: "反馈修改意见", Status.FINAL_RECEIVED: "发给组成人员"}
    return [
        Waiting(
            rows.select_related("item").order_by("item__meeting__starts_on", "pk"),
            lambda row: Task(str(row), actions[Status(row.status)], reports.admin_path(row)),
        ),
        Waiting(
            unsatisfied_not_repeated(date.min).select_related("item"),
            lambda row: Task(str(row), "安排重新报告", reports.admin_path(row)),
        ),
    ]


def heard_without_opinions(on: date) -> QuerySet[Any]:
    """Reports that were heard, with no opinion paper begun."""
    del on
    papers = OpinionPaper.objects.filter(item=OuterRef("item"))
    live = SpecialReport.objects.heard().filter(illustrative=[], item__mode=AgendaItem.Mode.HEARD)
    found = live.exclude(kind__in=_WITHOUT_OPINIONS).filter(~Exists(papers))
    return found.select_related("item").order_by("-item__meeting__starts_on")


def late_without_reason(on: date) -> QuerySet[Any]:
    """Papers that came late, or whose report was heard before they were noted at all, and that say no reason."""
    del on
    owed = Obligation.Status
    late = Q(obligation__status=owed.DONE, obligation__done_on__gt=F("obligation__due_on"))
    unnoted = Q(obligation__status=owed.OPEN, report__status__in=SpecialReport.HEARD)
    rows = Delivery.objects.filter(late | unnoted, late_reason="", obligation__is_historic=False)
    return rows.select_related("report__item").order_by("-obligation__due_on")


def audit_apart_from_accounts(on: date) -> QuerySet[Any]:
    """Final accounts and audit reports of which a meeting heard one without the other (SL24 art 27)."""
    del on
    heard = SpecialReport.objects.heard()
    there = {
        kind: Exists(heard.filter(kind=kind, item__meeting=OuterRef("item__meeting")))
        for kind in (Kind.AUDIT, Kind.FINAL_ACCOUNTS)
    }
    apart = Q(kind=Kind.FINAL_ACCOUNTS) & ~there[Kind.AUDIT] | Q(kind=Kind.AUDIT) & ~there[Kind.FINAL_ACCOUNTS]
    return heard.filter(apart).select_related("item").order_by("-item__meeting__starts_on")


def adjusted_after_october(on: date) -> QuerySet[Any]:
    """Budget adjustments tabled for November or December."""
    del on
    rows = SpecialReport.objects.filter(kind=Kind.BUDGET_ADJUSTMENT, item__meeting__starts_on__month__gt=_LAST_MONTH)
    return rows.select_related("item").order_by("-item__meeting__starts_on")


def planned_vote_missing(on: date) -> QuerySet[Any]:
    """Reports that the members should have assessed and did not, though the report was heard."""
    del on
    votes = Assessment.objects.filter(item=OuterRef("item"), person__isnull=True, status=Assessment.Status.COUNTED)
    rows = SpecialReport.objects.heard().filter(assessed=SpecialReport.Assessed.REPORT)
    return rows.filter(~Exists(votes)).select_related("item").order_by("-item__meeting__starts_on")


def unsatisfied_not_repeated(on: date) -> QuerySet[SpecialReport]:
    """Reports found 不满意 that were neither given again nor taken to stronger means."""
    del on
    votes = Assessment.objects.filter(
        item=OuterRef("item"),
        person__isnull=True,
        status=Assessment.Status.COUNTED,
        outcome=Assessment.Outcome.UNSATISFIED,
        repeated_by__isnull=True,
    )
    rows = SpecialReport.objects.filter(repeated_by__isnull=True, escalation="")
    return rows.filter(Exists(votes)).select_related("item").order_by("-item__meeting__starts_on")


def debt_over_the_limit(on: date) -> QuerySet[Any]:
    """Balances of debt above the limit of the same report."""
    del on
    amounts = ReportAmount.Kind
    over: Q = Q(pk__in=[])
    for balance, limit in (
        (amounts.BALANCE_GENERAL, amounts.LIMIT_GENERAL),
        (amounts.BALANCE_SPECIAL, amounts.LIMIT_SPECIAL),
    ):
        lower = ReportAmount.objects.filter(report=OuterRef("report"), kind=limit, amount__lt=OuterRef("amount"))
        over |= Q(Exists(lower), kind=balance)
    return (
        ReportAmount.objects.filter(over).select_related("report__item").order_by("-report__item__meeting__starts_on")
    )


def compose_report(publication: Publication) -> Composition | None:
    """A special work report, with the papers laid before the meeting for it."""
    rows = SpecialReport.objects.select_related("item__meeting__term", "organ")
    report = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    if report is None:
        return None
    files = Attachment.objects.filter(papers__item=report.item_id).distinct()
    return Composition(reports.compose(report), list(files))


registry.assessment_bars.add("reports", report_votes.bar)
registry.file_access.add("reports", report_files)
registry.waiting.add("reports_of_organ", with_the_organ)
registry.waiting.add("reports_of_committee", with_the_committee)
registry.publication_composers.add("supervision.specialreport", compose_report)
for name, check in (
    (
        "heard_without_opinions",
        Check("报告已听取但没有审议意见", heard_without_opinions, "请工委汇总审议意见。"),
    ),
    (
        "papers_late_without_reason",
        Check("报告材料迟延或未登记，没有写明理由", late_without_reason, "请登记送达日期和迟延理由。"),
    ),
    (
        "audit_apart_from_accounts",
        Check(
            "决算与审计工作报告不在同一次会议听取",
            audit_apart_from_accounts,
            "审查和批准决算的同时听取和审议审计工作报告（监督法第二十七条）。",
        ),
    ),
    (
        "adjusted_after_october",
        Check(
            "预算调整在十月底以后提请", adjusted_after_october, "一般应在十月底前（浙江省预算审查监督条例第二十八条）。"
        ),
    ),
    (
        "planned_vote_missing",
        Check("安排了满意度测评但没有测评结果", planned_vote_missing, "请在会议页面登记满意度测评。"),
    ),
    (
        "unsatisfied_not_repeated",
        Check("测评为不满意但没有安排重新报告", unsatisfied_not_repeated, "请安排下次会议重新报告并再次测评。"),
    ),
    (
        "debt_over_the_limit",
        Check("政府债务余额超过限额", debt_over_the_limit, "请核对报告中的金额。"),
    ),
):
    registry.checks.add(name, check)
