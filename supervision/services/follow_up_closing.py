"""What closing a follow-up leaves behind: evidence of it, and the later look that falls due."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from congress.models import PublishedVersion, User
from congress.services import obligations
from congress.services.obligations import Duty
from congress.services.rechecks import RULE, Shown
from supervision.models import FollowUp, FollowUpEvidence, FollowUpRecheck, FollowUpRound


def keep(shown: Shown, of: FollowUpRound | FollowUpRecheck, *, actor: User) -> None:
    """Store what shows that a round was rightly closed, or what a later look saw."""
    key = "round" if isinstance(of, FollowUpRound) else "recheck"
    FollowUpEvidence.objects.bulk_create(FollowUpEvidence(**{key: of}, **each) for each in shown.parts(actor=actor))


def plan_recheck(follow_up: FollowUp, *, since: date) -> FollowUpRecheck | None:
    """回头看: the working committee in charge owes a look some months after `since`; history owes nothing."""
    if follow_up.is_historic:
        return None
    duty = Duty(
        title=f"回头看：{follow_up}",
        path=follow_up.get_absolute_url(),
        organ=follow_up.working_committee,
    )
    owed = obligations.open_duty(RULE, duty, start=since, today=since)
    recheck = FollowUpRecheck(follow_up=follow_up, obligation=owed)
    recheck.full_clean()
    recheck.save(force_insert=True)
    return recheck


def with_last_look(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """With `looked_on` and `look_result` of the last look that was taken, without its words."""
    looks = FollowUpRecheck.objects.filter(follow_up=OuterRef("pk")).done()
    last = looks.order_by("-checked_on", "-pk")
    return rows.annotate(
        looked_on=Subquery(last.values("checked_on")[:1]), look_result=Subquery(last.values("result")[:1])
    )


def without_evidence() -> Q:
    """The condition that nothing shows why the last round was closed."""
    last = FollowUpRound.objects.filter(follow_up=OuterRef(OuterRef("pk"))).order_by("-number")
    return ~Q(Exists(FollowUpEvidence.objects.filter(round=last.values("pk")[:1])))


def outdated() -> Q:
    """The condition that the copies which can be read tell of a closing before the last one."""
    fallen = FollowUpRecheck.objects.filter(follow_up=OuterRef("pk"), result=FollowUpRecheck.Result.FALLEN_BACK)
    since = PublishedVersion.objects.filter(
        publication=OuterRef("society_duty"), published_at__date__gte=OuterRef("closed_on")
    )
    return Q(Exists(fallen)) & ~Q(Exists(since))
