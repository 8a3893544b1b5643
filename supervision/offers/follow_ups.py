"""What waits in the loop of follow-ups, their files, what a published one shows, and those nobody can read yet."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from congress import registry
from congress.models import Publication, User
from congress.publishing import readable
from congress.registry import Check, Composition, Task, Waiting
from supervision.models import FollowUp, FollowUpRecheck, FollowUpRound
from supervision.services import follow_ups

_STATUS = FollowUp.Status
#: what the organ does next, by status
_ORGAN_ACTS = {
    _STATUS.HANDED_OVER: "签收",
    _STATUS.ACCEPTED: "报送草稿",
    _STATUS.REOPENED: "补充办理",
    _STATUS.REPORT_DRAFTED: "报送报告",
}
#: what the committee does next, by status
_OFFICE_ACTS = {
    _STATUS.REPORTED: "印发组成人员",
    _STATUS.CIRCULATED: "评价办理结果",
    _STATUS.DELIBERATED: "评价办理结果",
}


def round_files(user: User | None) -> Q:
    """Files of handling reports, for those who may see the follow-up."""
    if user is None:
        return Q(pk__in=[])
    seen = FollowUpRound.objects.filter(follow_up__in=FollowUp.objects.all().visible_to(user))
    looks = FollowUpRecheck.objects.all().visible_to(user)
    return Q(follow_up_rounds__in=seen) | Q(followupevidence__round__in=seen) | Q(followupevidence__recheck__in=looks)


def with_the_organ(user: User, on: date) -> list[Waiting]:
    """Opinions and acts in the hands of the person's organ."""
    del on
    if not (user.organ_id and user.has_perm("supervision.answer_followup")):
        return []
    return [Waiting(_ordered(FollowUp.objects.filter(organ=user.organ_id, status__in=_ORGAN_ACTS)), _to_handle)]


def _to_handle(row: FollowUp) -> Task | None:
    # A draft without comment lies with the committee.
    if row.status == _STATUS.REPORT_DRAFTED and not row.current_round.comment:
        return None
    return Task(row.title, _ORGAN_ACTS[_STATUS(row.status)], row.get_absolute_url(), _due(row))


def with_the_committee(user: User, on: date) -> list[Waiting]:
    """Drafts to comment on, reports to circulate and to assess."""
    del on
    if not user.is_staff:
        return []
    condition = Q(pk__in=[])
    if user.organ_id:
        condition |= Q(status=_STATUS.REPORT_DRAFTED) & (
            Q(paper__working_committee=user.organ_id) | Q(committee=user.organ_id)
        )
    if user.has_perm("supervision.assess_followup"):
        condition |= Q(status__in=_OFFICE_ACTS)
    return [Waiting(_ordered(FollowUp.objects.filter(condition, is_historic=False)), _to_assess)]


def _to_assess(row: FollowUp) -> Task | None:
    if row.status == _STATUS.REPORT_DRAFTED and row.current_round.comment:
        return None
    act = _OFFICE_ACTS.get(_STATUS(row.status), "对草稿提出意见")
    return Task(str(row), act, follow_ups.admin_path(row), note=str(row.organ))


def _ordered(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    related = rows.select_related("paper", "act", "organ").prefetch_related("rounds__obligation")
    return related.order_by("handed_over_on", "pk")


def _due(follow_up: FollowUp) -> date | None:
    owed = follow_up.current_round.obligation
    return owed.due_on if owed.status == owed.Status.OPEN else None


def closed_not_published(on: date) -> QuerySet[Any]:
    """Follow-ups that are closed and that nobody can read yet."""
    del on
    closed = FollowUp.objects.filter(status=_STATUS.ACCEPTED_DONE).exclude(readable("society_duty"))
    return closed.select_related("paper", "act", "organ").order_by("closed_on")


def compose_follow_up(publication: Publication) -> Composition | None:
    """A handling report, with the files of its last round."""
    rows = FollowUp.objects.select_related("organ", "paper", "act").prefetch_related("rounds__attachments")
    follow_up = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    if follow_up is None:
        return None
    return Composition(follow_ups.compose(follow_up), list(follow_up.current_round.attachments.all()))


registry.file_access.add("follow_up_rounds", round_files)
registry.waiting.add("follow_ups_of_organ", with_the_organ)
registry.waiting.add("follow_ups_of_committee", with_the_committee)
registry.publication_composers.add("supervision.followup", compose_follow_up)
registry.checks.add("closed_not_published", Check("办理已办结但未公开", closed_not_published, "请在公开事项中办理。"))
