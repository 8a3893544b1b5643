"""What waits in filing and review, the files of filings, what a published one shows, and what looks wrong."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from congress import registry
from congress.models import Obligation, Publication, User
from congress.presentation import Step
from congress.registry import Chain, Check, Composition, Task, Waiting
from congress.services.marks import owed_step
from supervision.models import DutyKind, FilingDuty, FilingOpinion, NormFiling, ReviewSuggestion
from supervision.services import filings, own_filings, review_suggestions

Status = NormFiling.Status
#: what the maker does next, by status
_MAKER_ACTS: Final = {
    Status.AWAITING: "报送备案",
    Status.SUPPLEMENT: "补正材料",
    Status.TALKED: "答复审查意见",
    Status.AGREED: "报告纠正情况",
    Status.OPINION: "答复审查意见",
}
#: what the review committee does next, by status
_REVIEWER_ACTS: Final = {
    Status.FILED: "形式审查",
    Status.REGISTERED: "启动审查",
    Status.UNDER_REVIEW: "审查并作出结论",
    Status.CORRECTION: "与制定机关沟通",
    Status.REFUSED: "提请主任会议",
    Status.TABLED: "登记常委会决定",
}


def filing_files(user: User | None) -> Q:
    """Files of filings, for those who may see the filing."""
    if user is None:
        return Q(pk__in=[])
    return Q(filing_files__filing__in=NormFiling.objects.all().visible_to(user))


def with_the_maker(user: User, on: date) -> list[Waiting]:
    """Documents of the person's organ that wait for it."""
    del on
    if not user.has_perm("supervision.file_normfiling"):
        return []
    rows = NormFiling.objects.all().visible_to(user).filter(status__in=_MAKER_ACTS, is_historic=False)
    return [
        Waiting(
            _ordered(rows),
            lambda row: Task(str(row), _MAKER_ACTS[Status(row.status)], filings.working_path(row), _due(row)),
        )
    ]


def with_the_reviewer(user: User, on: date) -> list[Waiting]:
    """Filings to check, review and carry on, own documents to send, suggestions to answer."""
    del on
    if not (user.is_staff and user.has_perm("supervision.review_normfiling")):
        return []
    inward = NormFiling.objects.inward().filter(status__in=_REVIEWER_ACTS, is_historic=False)
    own = NormFiling.objects.outward().filter(status=Status.AWAITING, is_historic=False)
    suggested = ReviewSuggestion.objects.exclude(status__in=ReviewSuggestion.ANSWERED).select_related("obligation")
    return [
        Waiting(_ordered(inward), _to_review),
        Waiting(_ordered(own), lambda row: Task(str(row), "向上报备", filings.admin_path(row), _due(row))),
        Waiting(suggested.order_by("received_on", "pk"), _to_answer),
    ]


def _to_review(row: NormFiling) -> Task:
    act = _REVIEWER_ACTS[Status(row.status)]
    return Task(str(row), act, filings.admin_path(row), _due(row), note=str(row.maker))


def _to_answer(row: ReviewSuggestion) -> Task:
    action = "受理或者答复" if row.status == ReviewSuggestion.Status.RECEIVED else "答复"
    due_on = row.obligation.due_on if row.obligation else None
    return Task(str(row), action, review_suggestions.admin_path(row), due_on)


def asked_of_committee(user: User, on: date) -> list[Waiting]:
    """Documents on which the person's working committee was asked for its opinion."""
    del on
    if not (user.organ_id and user.is_staff and user.has_perm("supervision.give_filingopinion")):
        return []
    rows = FilingOpinion.objects.filter(
        committee=user.organ_id, given_on=None, filing__status=Status.UNDER_REVIEW
    ).select_related("filing__maker", "obligation")
    return [Waiting(rows.order_by("asked_on", "pk"), _to_comment)]


def _to_comment(row: FilingOpinion) -> Task:
    filing = row.filing
    return Task(str(filing), "提出审查意见", filings.admin_path(filing), row.obligation.due_on, str(filing.maker))


def _ordered(rows: QuerySet[NormFiling]) -> QuerySet[NormFiling]:
    related = rows.select_related("maker").prefetch_related("duties__obligation")
    return related.order_by("filed_on", "published_on", "pk")


def _due(filing: NormFiling) -> date | None:
    days = [duty.obligation.due_on for duty in filing.duties.all() if duty.obligation.status == Obligation.Status.OPEN]
    return min(days, default=None)


def _overdue(kind: DutyKind, on: date) -> QuerySet[NormFiling]:
    rows = NormFiling.objects.filter(
        is_historic=False,
        duties__kind=kind,
        duties__obligation__status=Obligation.Status.OPEN,
        duties__obligation__due_on__lt=on,
    )
    return rows.select_related("maker").order_by("published_on", "pk")


def not_concluded(on: date) -> QuerySet[Any]:
    """Registered, and the three months of the review have passed without a conclusion."""
    return _overdue(DutyKind.REVIEW, on)


def not_answered(on: date) -> QuerySet[Any]:
    """The maker owes an answer to the review, and its days have passed."""
    return _overdue(DutyKind.ANSWER, on)


def not_filed(on: date) -> QuerySet[Any]:
    """Published, the days of filing have passed, and not filed."""
    return NormFiling.objects.all().omitted(on=on).select_related("maker").order_by("published_on")


def not_corrected(on: date) -> QuerySet[Any]:
    """The maker agreed to correct, and its day has passed."""
    return _overdue(DutyKind.CORRECT, on)


def amended_without_new_filing(on: date) -> QuerySet[Any]:
    """Amended after the review, and no new text was filed."""
    del on
    newer = NormFiling.objects.filter(supersedes=OuterRef("pk"))
    rows = NormFiling.objects.filter(~Exists(newer), status=Status.AMENDED, is_historic=False)
    return rows.select_related("maker").order_by("closed_on")


def suggestions_without_reply(on: date) -> QuerySet[Any]:
    """Suggestions past the day of the reply."""
    rows = ReviewSuggestion.objects.exclude(status__in=ReviewSuggestion.ANSWERED)
    return rows.filter(obligation__due_on__lt=on).order_by("received_on")


def result_untold(on: date) -> QuerySet[Any]:
    """Suggestions whose document has its result, while the suggester still waits."""
    del on
    rows = ReviewSuggestion.objects.filter(status=ReviewSuggestion.Status.ACCEPTED)
    return rows.filter(filing__status__in=NormFiling.CLOSED).order_by("received_on")


def compose_filing(publication: Publication) -> Composition | None:
    """An entry of the catalogue; its papers stay inside."""
    rows = NormFiling.objects.select_related("maker", "number__series", "annulled_by")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(filings.compose(row)) if row else None


registry.file_access.add("norm_filings", filing_files)
registry.waiting.add("filings_of_maker", with_the_maker)
registry.waiting.add("filings_of_reviewer", with_the_reviewer)
registry.waiting.add("filings_of_committee", asked_of_committee)
registry.publication_composers.add("supervision.normfiling", compose_filing)
registry.preparations.add("filing_scope", filings.prepare_scope)
registry.checks.add(
    "filing_not_concluded", Check("备案登记后三个月没有审查结论", not_concluded, "请作出结论，或者申请延期。")
)
registry.checks.add(
    "filing_not_answered",
    Check("制定机关逾期未答复审查意见", not_answered, "请催办；仍不答复的，发书面审查意见或者登记不予纠正。"),
)
registry.checks.add("filing_not_filed", Check("已公布逾期未报备", not_filed, "请发漏报通知书。"))
registry.checks.add(
    "filing_not_corrected", Check("同意纠正后逾期未修改、废止", not_corrected, "请催办，或者发书面审查意见。")
)
registry.checks.add(
    "filing_amended_not_filed",
    Check("已修改但新文件没有报备", amended_without_new_filing, "请制定机关报备新文本，登记时选择“替代的原文件”。"),
)
registry.checks.add("suggestion_no_reply", Check("审查建议逾期未答复", suggestions_without_reply, "请答复建议人。"))
registry.checks.add(
    "suggestion_result_untold", Check("审查已有结果、建议人未获答复", result_untold, "请把结果答复建议人。")
)
registry.checks.add(
    "own_act_not_filed",
    Check(
        "本会制度办法没有列入向上报备",
        lambda on: own_filings.acts_to_file(),
        "系统每小时列入一次；仍在此处的，请核对备案范围。",
    ),
)


def chain_of_duty(duty: FilingDuty, user: User, on: date) -> Chain | None:
    """The course of the filing behind a duty; to the maker without what is internal."""
    return _chain(duty.filing, user, on)


def chain_of_opinion(opinion: FilingOpinion, user: User, on: date) -> Chain | None:
    """The course of the filing on which a committee was asked."""
    return _chain(opinion.filing, user, on)


def chain_of_suggestion(suggestion: ReviewSuggestion, user: User, on: date) -> Chain | None:
    """A suggestion, for those who answer it; nobody's name."""
    if not user.has_perm("supervision.view_reviewsuggestion") or suggestion.obligation is None:
        return None
    steps = [Step("收到审查建议", suggestion.received_on, "done"), owed_step("答复", suggestion.obligation, on=on)]
    return Chain(str(suggestion), review_suggestions.admin_path(suggestion), steps)


def _chain(filing: NormFiling, user: User, on: date) -> Chain | None:
    if not NormFiling.objects.all().visible_to(user).filter(pk=filing.pk).exists():
        return None
    reads_all = user.has_perm("supervision.view_normfiling")
    rounds = filing.rounds.all() if reads_all else filing.rounds.filter(is_internal=False)
    path = filings.admin_path(filing) if reads_all and user.is_staff else filings.working_path(filing)
    owed = filing.duties.filter(obligation__status=Obligation.Status.OPEN).select_related("obligation__rule")
    steps = [Step(row.step, row.on, "done", row.text) for row in rounds]
    return Chain(
        str(filing), path, [*steps, *(owed_step(each.get_kind_display(), each.obligation, on=on) for each in owed)]
    )


registry.chains.add("filing_duty", chain_of_duty)
registry.chains.add("filing_opinion", chain_of_opinion)
registry.chains.add("review_suggestion", chain_of_suggestion)
