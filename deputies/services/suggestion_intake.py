"""代表建议 with the committee: accepted or refused, sorted, joined with like ones, handed to units (handbook §2(j)).

Source: ZJ-SUG16 arts 6, 10, 13; DL25 art 51.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.models import Organ, User
from congress.official.numerals import date_text
from congress.services import activity, handling, locks, notifications, obligations
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import (
    Suggestion,
    SuggestionExclusion,
    SuggestionField,
    SuggestionHandling,
    SuggestionRound,
)
from deputies.services import opinions
from deputies.services.suggestion_drafts import locked

Status = Suggestion.Status
Role = SuggestionHandling.Role
Reason = SuggestionRound.Reason
#: the dated rule of a unit's first round; who answers has three months, who advises the lead two
RULES = {Role.LEAD: "SUG-3M", Role.SEPARATE: "SUG-3M", Role.CO: "SUG-CO"}
_LOCK = "deputies.suggestion_numbers"


def check_committee(actor: User, permission: str) -> None:
    """Raise ValidationError unless the actor does this for the committee."""
    if not actor.has_perm(f"deputies.{permission}"):
        raise ValidationError("代表建议由代表工委受理和交办。")


@transaction.atomic
def accept(suggestion: Suggestion, *, field: SuggestionField, note: str, on: date, today: date, actor: User) -> None:
    """受理: numbered within its session and sorted; ends what was owed, and tells every sponsor."""
    check_committee(actor, "accept_suggestion")
    locks.hold(_LOCK)
    row = locked(suggestion)
    _check_day(row, on, today)
    last = Suggestion.objects.filter(session=row.session_id).aggregate(last=Max("number"))["last"] or 0
    row.accept(on=on, number=last + 1, field=field, note=note.strip())
    _end_notice(row, on=on, actor=actor)
    activity.record(actor, "受理代表建议", row)
    if row.opinion is not None:
        # The voter's page tells under which number it goes on.
        opinions.number_raised(row.opinion, number=f"{row.session}第{row.number}号", actor=actor)
    tell_sponsors(row, f"代表建议已受理：{row}")


@transaction.atomic
def reject(
    suggestion: Suggestion, *, exclusion: SuggestionExclusion, note: str, on: date, today: date, actor: User
) -> None:
    """不予受理, with the rule that says why and where the matter belongs. Raises ValidationError without a word."""
    check_committee(actor, "accept_suggestion")
    if not note.strip():
        raise ValidationError({"note": "不予受理须向代表说明理由。"})
    row = locked(suggestion)
    _check_day(row, on, today)
    row.reject(on=on, exclusion=exclusion, note=note.strip())
    _end_notice(row, on=on, actor=actor)
    activity.record(actor, "不予受理代表建议", row, reason=f"{exclusion}：{note.strip()}")
    tell_sponsors(row, f"代表建议未受理：{row}", body=f"{exclusion}。{note.strip()}")


def _check_day(row: Suggestion, on: date, today: date) -> None:
    handling.check_not_ahead(on, today=today)
    handling.check_day(on, not_before=row.submitted_on, after="提出")


def _end_notice(row: Suggestion, *, on: date, actor: User) -> None:
    duty = row.acceptance_duty
    if duty is not None and duty.status == duty.Status.OPEN:
        obligations.finish(duty, on=on, actor=actor)


def tell_sponsors(row: Suggestion, subject: str, *, body: str = "") -> None:
    """Every sponsor is told of what becomes of it (ZJ-SUG16 art 22)."""
    if row.is_historic:
        return
    signed = row.sponsors.confirmed().select_related("mandate__person__account")
    accounts = [each.mandate.person.account for each in signed if each.mandate.person.account is not None]
    if accounts:
        notifications.tell(accounts, subject=subject, body=body, path=row.get_absolute_url(), is_urgent=False)


@transaction.atomic
def sort(suggestion: Suggestion, *, field: SuggestionField, actor: User) -> None:
    """改分类 of one that was accepted."""
    check_committee(actor, "accept_suggestion")
    row = locked(suggestion)
    if row.field_id is None:
        raise TransitionError(f"“{row}”还没有受理。")
    row.field = field
    row.save(update_fields=["field"])
    activity.record(actor, f"改为{field}类", row)


@transaction.atomic
def join(suggestion: Suggestion, *, into: Suggestion, actor: User) -> None:
    """并案: handed over together with a like one; each keeps its number, its clock and its own answer.

    Raises ValidationError for itself, for one of another session, and where either was handed over.
    """
    check_committee(actor, "assign_suggestion")
    keys = sorted((suggestion.pk, into.pk))
    held = {row.pk: row for row in Suggestion.objects.select_for_update(of=("self",)).filter(pk__in=keys)}
    if suggestion.pk == into.pk or into.pk not in held:
        raise ValidationError({"into": "请选择另一件建议。"})
    row, target = held[suggestion.pk], held[into.pk]
    if row.status != Status.ACCEPTED or target.status != Status.ACCEPTED:
        raise ValidationError({"into": "只有已受理、还没有交办的建议可以并案。"})
    if target.leading_case_id is not None:
        raise ValidationError({"into": f"“{target}”已经并入另一件，请选择那一件。"})
    if row.session_id != target.session_id:
        raise ValidationError({"into": "只能与同一次会议的建议并案。"})
    Suggestion.objects.filter(leading_case=row).update(leading_case=target)
    row.leading_case = target
    row.full_clean()
    row.save(update_fields=["leading_case"])
    activity.record(actor, f"并案到{target.number}号", row)


@dataclass(frozen=True)
class Part:
    """One unit and what it does: 主办, 会办, 分办 or 供参考."""

    organ: Organ
    role: str


@transaction.atomic
def hand_over(
    suggestion: Suggestion, parts: Sequence[Part], *, demand: str, on: date, today: date, actor: User
) -> list[SuggestionHandling]:
    """交办 to one lead with its co-handlers, or to several that each answer; joined cases go with it.

    Raises ValidationError at `parts` for units without a lead, several leads, a unit named twice, one that was
    dissolved, and for a case that was joined to another.
    """
    check_committee(actor, "assign_suggestion")
    row = locked(suggestion)
    if row.leading_case_id is not None:
        raise ValidationError("这件建议已经并案，请在并入的那一件中一起交办。")
    _check_parts(parts, on)
    handling.check_not_ahead(on, today=today)
    handling.check_day(on, not_before=row.decided_on, after="受理")
    joined = Suggestion.objects.select_for_update(of=("self",)).filter(leading_case=row, status=Status.ACCEPTED)
    made = []
    for case in (row, *joined.order_by("number")):
        case.hand_over()
        made += [_begin(case, part, demand, on=on, today=today, actor=actor) for part in parts]
        activity.record(actor, "交办代表建议", case, detail={"units": [part.organ.pk for part in parts]})
        tell_sponsors(case, f"代表建议已交办：{case}", body="承办单位：" + "、".join(str(part.organ) for part in parts))
    return made


def _check_parts(parts: Sequence[Part], on: date) -> None:
    roles = [part.role for part in parts]
    named = [part.organ.pk for part in parts]
    message = ""
    if not any(role in SuggestionHandling.ANSWERING for role in roles):
        message = "请至少选择一个主办单位或者分办单位。"
    elif roles.count(Role.LEAD) > 1:
        message = "只能有一个主办单位；几个单位各自办理的，请都选择分办。"
    elif Role.LEAD in roles and Role.SEPARATE in roles:
        message = "有主办单位的，其他单位选择会办；各自办理的，都选择分办。"
    elif Role.CO in roles and Role.LEAD not in roles:
        message = "会办单位须有主办单位。"
    elif len(set(named)) != len(named):
        message = "同一个单位只能出现一次。"
    if message:
        raise ValidationError({"parts": message})
    for part in parts:
        check_unit(part.organ, on)


def check_unit(organ: Organ, on: date) -> None:
    """Raise ValidationError for a unit that no longer exists."""
    if organ.ends_on is not None and organ.ends_on < on:
        raise ValidationError({"parts": f"{organ}已于{date_text(organ.ends_on)}撤销，请选择承接的单位。"})


def _begin(case: Suggestion, part: Part, demand: str, *, on: date, today: date, actor: User) -> SuggestionHandling:
    is_reference = part.role == Role.REFERENCE
    row = SuggestionHandling(
        suggestion=case,
        organ=part.organ,
        role=part.role,
        demand=demand.strip(),
        handed_over_on=on,
        status=SuggestionHandling.Status.REFERENCE if is_reference else SuggestionHandling.Status.HANDED_OVER,
        is_historic=case.is_historic,
    )
    row.full_clean()
    row.save(force_insert=True)
    if not is_reference:
        open_round(row, Reason.HANDING, RULES[Role(part.role)], demand, on=on, today=today)
    if not case.is_historic:
        subject = f"代表建议交办（{row.get_role_display()}）：{case}"
        notifications.tell_organ(part.organ, subject=subject, body=demand.strip(), path=row.get_absolute_url())
    return row


def open_round(
    part: SuggestionHandling,
    reason: str,
    rule: str,
    demand: str,
    *,
    on: date,
    today: date,
    fixed_on: date | None = None,
) -> SuggestionRound:
    """Begin the next round of a unit's part, with its duty."""
    number = part.rounds.count() + 1
    again = f"（第{number}轮）" if number > 1 else ""
    what = "提出会办意见" if part.role == Role.CO else "答复代表建议"
    duty = Duty(
        title=f"{what}：{part.suggestion}{again}",
        path=part.get_absolute_url(),
        organ=part.organ,
        is_historic=part.is_historic,
    )
    round_ = SuggestionRound(
        handling=part,
        number=number,
        reason=reason,
        obligation=obligations.open_duty(rule, duty, start=on, today=today, fixed_on=fixed_on),
        demand=demand.strip(),
        opened_on=on,
        unit_name=part.organ.name_on(on),
    )
    round_.full_clean()
    round_.save(force_insert=True)
    return round_


@transaction.atomic
def reassign(part: SuggestionHandling, *, organ: Organ, on: date, today: date, actor: User) -> SuggestionHandling:
    """改交 a returned part to another unit; the clock begins anew on that day (handbook §2(j) [C]).

    Raises ValidationError unless the unit returned it, and for a part that was given to another already.
    """
    check_committee(actor, "assign_suggestion")
    case = locked(part.suggestion)
    row = SuggestionHandling.objects.select_for_update(of=("self",)).get(pk=part.pk)
    if row.status != SuggestionHandling.Status.RETURNED:
        raise ValidationError(f"{row.organ}没有退办，不能改交；已经答复的，不能改派。")
    standing = case.handlings.in_force()
    if row.role == Role.LEAD and standing.filter(role=Role.LEAD).exists():
        raise ValidationError("这件建议已经另有主办单位。")
    if standing.filter(organ=organ).exists():
        raise ValidationError({"organ": f"{organ}已经在承办这件建议。"})
    check_unit(organ, on)
    handling.check_not_ahead(on, today=today)
    handling.check_day(on, not_before=row.returned_on, after="退办")
    made = _begin(case, Part(organ, row.role), row.demand, on=on, today=today, actor=actor)
    activity.record(actor, f"改交{organ}", case, reason=row.return_reason)
    tell_sponsors(case, f"代表建议改交{organ}：{case}")
    return made
