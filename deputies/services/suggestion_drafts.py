"""代表建议 in the deputies' hands: drafted, signed together, handed in, taken back (handbook §2(j)).

Source: DL25 arts 24, 36; ZJ-SUG16 arts 5-6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity, notifications, obligations
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import CongressSession, Mandate, PublicOpinion, Suggestion, SuggestionSponsor
from deputies.services import opinions

Status = Suggestion.Status
Role = SuggestionSponsor.Role
_TITLE: Final = (6, 80)
#: earlier cases that are shown while a title is typed
_ALIKE_SHOWN: Final = 5
#: who accepts and hands over
COMMITTEE: Final = "deputies_wc"


@dataclass(frozen=True)
class Paper:
    """What a deputy writes: one matter, as situation, analysis and proposal."""

    title: str
    situation: str = ""
    analysis: str = ""
    request: str = ""


def own_mandate(actor: User, *, on: date) -> Mandate:
    """The district mandate under which a person may propose today.

    Raises ValidationError where the person holds none, or it is suspended (DL25 art 61).
    """
    held = Mandate.objects.all().active(on=on).filter(person__account=actor, level=Mandate.Level.DISTRICT)
    found = held.select_related("person").first()
    if found is None:
        raise ValidationError("只有正在执行职务的区人大代表可以提出代表建议。")
    return found


@transaction.atomic
def draft(paper: Paper, *, on: date, actor: User) -> Suggestion:
    """起草: begin a suggestion under one's own name. Raises ValidationError for a title that is none."""
    return _begin(paper, mandate=own_mandate(actor, on=on), opinion=None, on=on, actor=actor)


@transaction.atomic
def draft_from_opinion(opinion: PublicOpinion, paper: Paper, *, words: str, on: date, actor: User) -> Suggestion:
    """转为代表建议: a deputy takes up what a voter brought; the voter reads `words` and the link is kept for good.

    Raises as `draft` and `opinions.raise_via`.
    """
    mandate = own_mandate(actor, on=on)
    if not PublicOpinion.objects.all().visible_to(actor, on=on).filter(pk=opinion.pk).exists():
        raise ValidationError("没有这件社情民意，或者您不能查看。")
    if not _was_given(opinion, mandate):
        opinions.raise_via(
            opinion,
            mandate=mandate,
            raised_as=PublicOpinion.RaisedAs.SUGGESTION,
            number="",
            words=words,
            on=on,
            actor=actor,
        )
    return _begin(paper, mandate=mandate, opinion=opinion, on=on, actor=actor)


def _was_given(opinion: PublicOpinion, mandate: Mandate) -> bool:
    """The station noted already that this deputy takes it up, and the voter was told. One opinion, one suggestion."""
    stored = PublicOpinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if Suggestion.objects.filter(opinion=stored).exclude(status=Status.WITHDRAWN).exists():
        raise ValidationError("这件社情民意已经有代表在写建议。")
    return stored.status == PublicOpinion.Status.RAISED and stored.raised_by_id == mandate.pk


def _begin(paper: Paper, *, mandate: Mandate, opinion: PublicOpinion | None, on: date, actor: User) -> Suggestion:
    row = Suggestion(drafted_on=on, opinion=opinion, **_checked(paper))
    row.full_clean()
    row.save(force_insert=True)
    lead = SuggestionSponsor(suggestion=row, mandate=mandate, role=Role.LEAD, invited_on=on, confirmed_on=on)
    lead.full_clean()
    lead.save(force_insert=True)
    activity.record(actor, "起草代表建议", row)
    return row


def _checked(paper: Paper) -> dict[str, str]:
    title = " ".join(paper.title.split())
    least, most = _TITLE
    if not least <= len(title) <= most:
        raise ValidationError({"title": f"标题请写{least}至{most}个字。"})
    return {
        "title": title,
        "situation": paper.situation.strip(),
        "analysis": paper.analysis.strip(),
        "request": paper.request.strip(),
    }


@transaction.atomic
def edit(suggestion: Suggestion, paper: Paper, *, on: date, actor: User) -> None:
    """Change a draft. Who had signed another text is asked again; raises TransitionError once it was handed in."""
    row = locked(suggestion)
    check_lead(row, actor)
    if row.status != Status.DRAFT:
        raise TransitionError(f"“{row}”已经提出，内容不能再改。")
    changed = _checked(paper)
    if all(getattr(row, name) == value for name, value in changed.items()):
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changed))
    signed = row.sponsors.confirmed().filter(role=Role.CO)
    asked_again = list(signed.select_related("mandate__person__account"))
    signed.update(confirmed_on=None, invited_on=on)
    activity.record(actor, "修改代表建议", row)
    _tell(asked_again, f"“{row}”的内容有修改，请重新签名", row)


def locked(suggestion: Suggestion) -> Suggestion:
    """The stored suggestion, which nobody else can move meanwhile."""
    return Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)


def sponsor_of(suggestion: Suggestion, actor: User) -> SuggestionSponsor | None:
    """The actor's own standing row among the sponsors."""
    rows = suggestion.sponsors.standing().filter(mandate__person__account=actor)
    return rows.select_related("mandate__person").first()


def check_lead(suggestion: Suggestion, actor: User) -> SuggestionSponsor:
    """The lead's row. Raises ValidationError for anybody else."""
    own = sponsor_of(suggestion, actor)
    if own is None or own.role != Role.LEAD:
        raise ValidationError("只有领衔代表可以这样做。")
    return own


def _tell(sponsors: Sequence[SuggestionSponsor], subject: str, row: Suggestion) -> None:
    accounts = [each.mandate.person.account for each in sponsors if each.mandate.person.account is not None]
    if accounts and not row.is_historic:
        notifications.tell(accounts, subject=subject, path=row.get_absolute_url(), is_urgent=False)


@transaction.atomic
def invite(suggestion: Suggestion, mandate: Mandate, *, on: date, actor: User) -> SuggestionSponsor:
    """邀请附议: the deputy is asked and decides for himself. Raises ValidationError for one who was added before."""
    row = locked(suggestion)
    check_lead(row, actor)
    if row.status != Status.DRAFT:
        raise TransitionError(f"“{row}”已经提出，不能再邀请代表。")
    here = Mandate.objects.all().active(on=on).filter(pk=mandate.pk, level=Mandate.Level.DISTRICT)
    if not here.exists():
        raise ValidationError({"mandate": f"{mandate.person}在{date_text(on)}没有执行区人大代表职务。"})
    if row.sponsors.filter(mandate=mandate).exists():
        raise ValidationError({"mandate": f"{mandate.person}已经在提出代表中，不能重复添加。"})
    asked = SuggestionSponsor(suggestion=row, mandate=mandate, role=Role.CO, invited_on=on)
    asked.full_clean()
    asked.save(force_insert=True)
    activity.record(actor, f"邀请{mandate.person}附议", row)
    _tell([asked], f"邀请您附议：{row}", row)
    return asked


@transaction.atomic
def confirm(suggestion: Suggestion, *, on: date, actor: User) -> None:
    """签名: the invited deputy puts the name under it. Raises ValidationError for one who was not asked."""
    row = locked(suggestion)
    own = sponsor_of(row, actor)
    if own is None or own.confirmed_on is not None:
        raise ValidationError("没有等待您签名的邀请。")
    if row.status != Status.DRAFT:
        raise TransitionError(f"“{row}”已经提出，不能再签名。")
    if not Mandate.objects.all().active(on=on).filter(pk=own.mandate_id).exists():
        raise ValidationError("您目前没有执行代表职务，不能签名。")
    own.confirmed_on = on
    own.full_clean()
    own.save(update_fields=["confirmed_on"])
    activity.record(actor, "附议代表建议", row)


@transaction.atomic
def step_back(suggestion: Suggestion, *, on: date, actor: User) -> None:
    """不附议 or 退出附议, until units have it; the row stays. Raises ValidationError for the lead."""
    row = locked(suggestion)
    own = sponsor_of(row, actor)
    if own is None or own.role == Role.LEAD:
        raise ValidationError("领衔代表不能退出，可以撤回整件建议。" if own else "您没有附议这件建议。")
    if row.status not in (Status.DRAFT, Status.SUBMITTED, Status.ACCEPTED):
        raise TransitionError(f"“{row}”已经交办，不能再退出附议。")
    own.withdrawn_on = on
    own.full_clean()
    own.save(update_fields=["withdrawn_on"])
    activity.record(actor, "退出附议", row)
    lead = [each for each in row.sponsors.select_related("mandate__person__account") if each.role == Role.LEAD]
    _tell(lead, f"{own.mandate.person}没有附议：{row}", row)


@transaction.atomic
def submit(suggestion: Suggestion, *, on: date, actor: User, today: date) -> None:
    """提出, in the session that sits or after the last one; who was asked and has not signed does not stand under it.

    Between sessions the committee owes its notice within seven days (SUG-7). Raises ValidationError for what is
    empty, and where no session is known.
    """
    row = locked(suggestion)
    lead = check_lead(row, actor)
    if not Mandate.objects.all().active(on=on).filter(pk=lead.mandate_id).exists():
        raise ValidationError("您目前没有执行代表职务，不能提出代表建议。")
    missing = {
        name: f"请填写{label}。"
        for name, label in (("situation", "情况"), ("request", "建议"))
        if not getattr(row, name).strip()
    }
    if missing:
        raise ValidationError(missing)
    session = session_of(on)
    is_between = not (session.starts_on and session.starts_on <= on <= (session.ends_on or on))
    row.submit(on=on, session=session, is_between_sessions=is_between)
    row.sponsors.asked().update(withdrawn_on=on)
    if is_between:
        duty = Duty(
            title=f"决定是否受理代表建议：{row.title}",
            path=row.get_absolute_url(),
            role=COMMITTEE,
            is_historic=row.is_historic,
        )
        row.acceptance_duty = obligations.open_duty("SUG-7", duty, start=on, today=today)
        row.save(update_fields=["acceptance_duty"])
    activity.record(actor, "提出代表建议", row)
    if not row.is_historic:
        notifications.tell_roles(COMMITTEE, subject=f"收到代表建议：{row.title}", path=row.get_absolute_url())


def session_of(on: date) -> CongressSession:
    """The session under which a suggestion of that day counts: the one that sits, else the last that closed.

    Raises ValidationError where none is registered.
    """
    opened = CongressSession.objects.filter(starts_on__lte=on).select_related("term").order_by("-starts_on").first()
    if opened is None:
        raise ValidationError("还没有登记人民代表大会会议的日期，请联系代表工委。")
    return opened


@transaction.atomic
def withdraw(suggestion: Suggestion, *, reason: str, actor: User) -> None:
    """撤回 by the lead until it was handed over. Raises ValidationError without a reason once it was handed in."""
    row = locked(suggestion)
    check_lead(row, actor)
    if row.status != Status.DRAFT and not reason.strip():
        raise ValidationError({"reason": "撤回已经提出的建议须写明理由。"})
    row.withdraw()
    end_acceptance(row, reason="代表撤回建议", actor=actor)
    activity.record(actor, "撤回代表建议", row, reason=reason.strip())


def end_acceptance(row: Suggestion, *, reason: str, actor: User) -> None:
    """Drop what is owed for the acceptance, if it is owed still."""
    duty = row.acceptance_duty
    if duty is not None and duty.status == duty.Status.OPEN:
        obligations.void(duty, reason=reason, actor=actor)


def alike(title: str, *, user: User, excluding: int | None = None) -> Sequence[Suggestion]:
    """Earlier cases whose title is like this one, the likest first; only what the person may read."""
    if len(title.strip()) < _TITLE[0]:
        return []
    rows = (
        Suggestion.objects.all()
        .visible_to(user)
        .filed()
        .exclude(pk=excluding or 0)
        .annotate(likeness=TrigramSimilarity("title", title))
        .filter(likeness__gte=settings.SUGGESTION_ALIKENESS)
    )
    return list(rows.select_related("session__term").order_by("-likeness", "-pk")[:_ALIKE_SHOWN])
