"""代表建议 with the units: signed for, talked over, answered, graded, tracked or closed (handbook §2(j)).

Every step is about one unit's part; what the whole suggestion is follows from its parts (`settle`). Source: DL25
art 51; ZJ-SUG16 arts 14, 17-22, 24; ZJ-DEP16 art 43.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, deadlines, handling, notifications, obligations
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import (
    Station,
    Suggestion,
    SuggestionContact,
    SuggestionFeedback,
    SuggestionHandling,
    SuggestionRound,
    SuggestionSponsor,
)
from deputies.services.suggestion_drafts import COMMITTEE, sponsor_of
from deputies.services.suggestion_intake import open_round, tell_sponsors

Status = Suggestion.Status
Part = SuggestionHandling.Status
Role = SuggestionHandling.Role
Reason = SuggestionRound.Reason
Result = SuggestionRound.Result
Grade = SuggestionFeedback.Grade
#: from this round on the leadership is told (handbook §2(j) [C])
ROUND_OF_LEADERS: Final = 3
_LEADER_LENGTH: Final = 60
NOT_SIGNED: Final = "只有签名提出这件建议的代表可以反馈。"


@dataclass(frozen=True)
class Reply:
    """The official answer of a unit, as its head signed it."""

    text: str
    signed_by: str
    result_class: str
    letter_number: str = ""
    evidence: str = ""
    promised_on: date | None = None


@dataclass(frozen=True)
class Talk:
    """One talk with deputies before the answer."""

    held_on: date
    mode: str
    sponsors: Sequence[SuggestionSponsor]
    note: str
    place: str = ""
    people: str = ""
    station: Station | None = None


@dataclass(frozen=True)
class Opinion:
    """What a deputy thinks of an answer: of the result, of the attitude, and why."""

    result: str
    attitude: str
    comment: str = ""
    on_paper: bool = False


def locked(part: SuggestionHandling) -> SuggestionHandling:
    """The stored part, its suggestion locked first so that all parts of one matter move one after the other."""
    Suggestion.objects.select_for_update(of=("self",)).get(pk=part.suggestion_id)
    rows = SuggestionHandling.objects.select_for_update(of=("self",)).select_related("organ", "suggestion")
    return rows.get(pk=part.pk)


def current_round(part: SuggestionHandling) -> SuggestionRound:
    """The round that is running, or ran last. Raises TransitionError for a part without a clock."""
    found = part.rounds.select_related("obligation").order_by("-number").first()
    if found is None:
        raise TransitionError(f"“{part}”供参考，不用答复。")
    return found


@transaction.atomic
def acknowledge(part: SuggestionHandling, *, leader: str, plan: str, on: date, today: date, actor: User) -> None:
    """签收: the unit has it, names who answers, and may tell its plan."""
    row = locked(part)
    handling.check_not_ahead(on, today=today)
    if len(leader.strip()) > _LEADER_LENGTH:
        raise ValidationError({"leader": f"最多{_LEADER_LENGTH}个字。"})
    handling.acknowledge(row, on=on, leader=leader, actor=actor)
    row.plan = plan.strip()
    row.save(update_fields=["plan"])


@transaction.atomic
def give_back(part: SuggestionHandling, *, reason: str, on: date, today: date, actor: User) -> None:
    """退办 within ten days of receipt; a unit never hands it on by itself (SUG-RET; ZJ-SUG16 art 14).

    Raises ValidationError without a reason, after the days, and once it was answered.
    """
    row = locked(part)
    handling.check_organ(row, actor)
    if not reason.strip():
        raise ValidationError({"reason": "退办须写明理由，最好说明应当由哪个单位办理。"})
    handling.check_not_ahead(on, today=today)
    handling.check_day(on, not_before=row.handed_over_on, after="交办")
    last = deadlines.due("SUG-RET", row.handed_over_on).effective
    if on > last:
        raise ValidationError({"on": f"退办须在{date_text(last)}以前提出，现已超过期限，请继续办理。"})
    round_ = current_round(row)
    row.give_back(reason=reason.strip(), on=on)
    obligations.void(round_.obligation, reason=f"承办单位退办：{reason.strip()}"[:300], actor=actor)
    activity.record(actor, "退办代表建议", row, reason=reason.strip())
    if not row.is_historic:
        path = row.suggestion.get_absolute_url()
        notifications.tell_roles(COMMITTEE, subject=f"承办单位退办，请改交：{row}", body=reason.strip(), path=path)


@transaction.atomic
def note_contact(part: SuggestionHandling, talk: Talk, *, today: date, actor: User) -> SuggestionContact:
    """登记沟通: who of the sponsors was spoken with, how and where.

    Raises ValidationError for a day before the handing over or to come, for a deputy who did not sign, and when none
    is named.
    """
    row = locked(part)
    handling.check_organ(row, actor)
    handling.check_open(row)
    if not talk.sponsors:
        raise ValidationError({"deputies": "请选择参加沟通的代表。"})
    _check_signed(row, talk.sponsors)
    if talk.held_on > today:
        raise ValidationError({"held_on": "日期不能晚于今天。"})
    if talk.held_on < row.handed_over_on:
        raise ValidationError({"held_on": f"日期不能早于交办的日期（{date_text(row.handed_over_on)}）。"})
    if not talk.note.strip():
        raise ValidationError({"note": "请填写沟通情况。"})
    contact = SuggestionContact(
        handling=row,
        held_on=talk.held_on,
        mode=talk.mode,
        place=talk.place.strip(),
        station=talk.station,
        people=talk.people.strip(),
        note=talk.note.strip(),
    )
    contact.full_clean()
    contact.save(force_insert=True)
    contact.deputies.set(talk.sponsors)
    activity.record(actor, f"与代表沟通（{contact.get_mode_display()}）", row)
    return contact


def _check_signed(part: SuggestionHandling, sponsors: Sequence[SuggestionSponsor]) -> None:
    signed = set(part.suggestion.sponsors.confirmed().values_list("pk", flat=True))
    if any(each.pk not in signed for each in sponsors):
        raise ValidationError({"deputies": "只能选择签名提出这件建议的代表。"})


@transaction.atomic
def advise(part: SuggestionHandling, *, text: str, on: date, today: date, actor: User) -> None:
    """会办意见 to the lead handler; ends what the co-handler owed (SUG-CO). Raises ValidationError without words."""
    row = locked(part)
    handling.check_organ(row, actor)
    if row.role != Role.CO:
        raise ValidationError("只有会办单位提出会办意见。")
    if not text.strip():
        raise ValidationError({"text": "请填写会办意见。"})
    handling.check_not_ahead(on, today=today)
    handling.check_day(on, not_before=row.acknowledged_on, after="签收")
    row.advise(text=text.strip(), on=on)
    obligations.finish(current_round(row).obligation, on=on, actor=actor)
    activity.record(actor, "提出会办意见", row)
    lead = row.suggestion.handlings.in_force().filter(role=Role.LEAD).select_related("organ").first()
    if lead is not None and not row.is_historic:
        notifications.tell_organ(
            lead.organ, subject=f"会办意见：{row}", body=text.strip(), path=lead.get_absolute_url()
        )


@transaction.atomic
def reply(part: SuggestionHandling, given: Reply, *, on: date, today: date, actor: User) -> None:
    """答复 to every sponsor, signed by the unit's head, with the class of the result (DL25 art 51).

    Raises ValidationError at the field: no words, no signer, no class; class A without what shows it; class B without
    a later day promised; no talk with a deputy in this round where talks are required.
    """
    row = locked(part)
    if row.role == Role.CO:
        raise ValidationError("会办单位向主办单位提出会办意见，由主办单位答复代表。")
    round_ = current_round(row)
    handling.check_answer(row, text=given.text, signed_by=given.signed_by, actor=actor, what="答复内容")
    handling.check_not_ahead(on, today=today)
    handling.check_day(on, not_before=round_.opened_on, after="交办")
    handling.check_day(on, not_before=row.acknowledged_on, after="签收")
    _check_class(given, on)
    if settings.SUGGESTION_CONTACT_REQUIRED and not _has_talked(row, round_, on):
        raise ValidationError("答复前须与代表沟通：请先登记本轮办理中与代表的沟通情况。")
    round_.result_class = given.result_class
    round_.letter_number = given.letter_number.strip()
    round_.evidence = given.evidence.strip()
    round_.promised_on = given.promised_on
    round_.feedback_duty = _feedback_duty(row, on=on, today=today)
    round_.full_clean()
    # Before the answer itself: a round with an answer and without its class is refused.
    round_.save(update_fields=["result_class", "letter_number", "evidence", "promised_on", "feedback_duty"])
    handling.file_answer(
        row, round_, text=given.text.strip(), signed_by=given.signed_by, on=on, verb="答复代表建议", actor=actor
    )
    row.result_class = given.result_class
    row.save(update_fields=["result_class"])
    settle(row.suggestion, on=on)
    tell_sponsors(row.suggestion, f"{row.organ}已答复，请反馈意见：{row.suggestion}", body=given.text.strip())


def _check_class(given: Reply, on: date) -> None:
    errors = {}
    if given.result_class not in Result.values:
        errors["result_class"] = "请选择办理结果分类。"
    if given.result_class == Result.SOLVED and not given.evidence.strip():
        errors["evidence"] = "A类答复须写明解决情况的依据，例如完成的工程、出台的文件、现场可以看到的变化。"
    if given.result_class == Result.PLANNED and (given.promised_on is None or given.promised_on <= on):
        errors["promised_on"] = "B类答复须写明承诺完成日期，并晚于答复日期。"
    if given.result_class != Result.PLANNED and given.promised_on is not None:
        errors["promised_on"] = "只有B类答复填写承诺完成日期。"
    if errors:
        raise ValidationError(errors)


def _has_talked(part: SuggestionHandling, round_: SuggestionRound, on: date) -> bool:
    return part.contacts.filter(held_on__gte=round_.opened_on, held_on__lte=on).exists()


def _feedback_duty(part: SuggestionHandling, *, on: date, today: date) -> Obligation:
    """The lead deputy's form is owed; where the lead has no account, the committee collects it on paper."""
    lead = part.suggestion.sponsors.select_related("mandate__person__account").get(role=SuggestionSponsor.Role.LEAD)
    account = lead.mandate.person.account
    duty = Duty(
        title=f"反馈对答复的意见：{part.suggestion}（{part.organ}）",
        path=part.get_absolute_url(),
        account=account,
        role="" if account else COMMITTEE,
        is_historic=part.is_historic,
    )
    return obligations.open_duty("SUG-FB", duty, start=on, today=today)


@transaction.atomic
def feed_back(
    part: SuggestionHandling, sponsor: SuggestionSponsor, opinion: Opinion, *, on: date, today: date, actor: User
) -> SuggestionFeedback:
    """反馈: a sponsor grades the answer; the lead's grade decides what follows, and the unit writes none.

    Dissatisfied: a new round with a month (SUG-RE). Content with class B: the promise becomes a round of its own,
    owed on the day that was promised. Content with A or C: closed. On paper the committee enters it.

    Raises ValidationError for somebody who did not sign, for a second form on one answer, and without words where
    one is dissatisfied; TransitionError before there is an answer.
    """
    row = locked(part)
    if row.status != Part.REPORTED:
        raise TransitionError(f"“{row}”当前为“{row.get_status_display()}”，没有等待反馈的答复。")
    _check_voice(row, sponsor, opinion, actor)
    handling.check_not_ahead(on, today=today)
    round_ = current_round(row)
    handling.check_day(on, not_before=round_.reported_on, after="答复")
    if round_.feedbacks.filter(sponsor=sponsor).exists():
        raise ValidationError("这位代表已经反馈过这次答复。")
    _check_words(opinion)
    given = SuggestionFeedback(
        round=round_,
        sponsor=sponsor,
        result=opinion.result,
        attitude=opinion.attitude,
        comment=opinion.comment.strip(),
        given_on=on,
        on_paper=opinion.on_paper,
    )
    given.full_clean()
    given.save(force_insert=True)
    activity.record(actor, f"代表反馈：{given.get_result_display()}", row)
    if sponsor.role == SuggestionSponsor.Role.LEAD:
        _follow(row, round_, given, on=on, today=today, actor=actor)
    return given


def own_sponsor(part: SuggestionHandling, actor: User) -> SuggestionSponsor:
    """The actor's own signature under the suggestion. Raises ValidationError for somebody who did not sign."""
    own = sponsor_of(part.suggestion, actor)
    if own is None or own.confirmed_on is None:
        raise ValidationError(NOT_SIGNED)
    return own


def _check_voice(part: SuggestionHandling, sponsor: SuggestionSponsor, opinion: Opinion, actor: User) -> None:
    """A deputy for himself, or the committee from the paper form; never a unit, never somebody who did not sign."""
    signed = part.suggestion.sponsors.confirmed().filter(pk=sponsor.pk).select_related("mandate__person").first()
    if signed is None:
        raise ValidationError(NOT_SIGNED)
    if opinion.on_paper:
        if not actor.has_perm("deputies.accept_suggestion"):
            raise ValidationError("纸质征询意见表由代表工委登记。")
    elif signed.mandate.person.account_id != actor.pk:
        raise ValidationError("只能由代表本人反馈。")


def _check_words(opinion: Opinion) -> None:
    errors = {}
    for name, grade in (("result", opinion.result), ("attitude", opinion.attitude)):
        if grade not in Grade.values:
            errors[name] = "请选择满意、基本满意或者不满意。"
    if Grade.DISSATISFIED in (opinion.result, opinion.attitude) and not opinion.comment.strip():
        errors["comment"] = "不满意的请写明哪里不满意。"
    if errors:
        raise ValidationError(errors)


def _follow(
    part: SuggestionHandling,
    round_: SuggestionRound,
    given: SuggestionFeedback,
    *,
    on: date,
    today: date,
    actor: User,
) -> None:
    duty = round_.feedback_duty
    if duty is not None and duty.status == duty.Status.OPEN:
        obligations.finish(duty, on=on, actor=actor)
    if given.result == Grade.DISSATISFIED:
        handling.reopen(part, round_, verdict=given.comment, actor=actor)
        open_round(part, Reason.DISSATISFIED, "SUG-RE", given.comment, on=on, today=today)
        _tell_of_another_round(part, round_.number + 1, given.comment)
    elif round_.result_class == Result.PLANNED:
        part.track()
        promised = round_.promised_on
        open_round(part, Reason.PROMISE, "SUG-B", "兑现答复中的承诺", on=on, today=today, fixed_on=promised)
        activity.record(actor, "转入跟踪办理", part)
    else:
        part.close(on=on, note="代表" + given.get_result_display())
        activity.record(actor, "办结承办事项", part)
    settle(part.suggestion, on=on)


def _tell_of_another_round(part: SuggestionHandling, number: int, why: str) -> None:
    if part.is_historic:
        return
    notifications.tell_organ(
        part.organ, subject=f"代表不满意，请重新办理：{part}", body=why, path=part.get_absolute_url()
    )
    roles = [COMMITTEE, *(["sc_vice_chair"] if number >= ROUND_OF_LEADERS else [])]
    for role in roles:
        subject = f"代表不满意，进入第{number}轮办理：{part}"
        notifications.tell_roles(role, subject=subject, body=why, path=part.get_absolute_url())


def settle(suggestion: Suggestion, *, on: date) -> None:
    """Let the whole follow its parts: answered when all who answer have, closed when all of them are."""
    parts = list(suggestion.handlings.in_force().answering().values_list("status", flat=True))
    if not parts:
        status = Status.HANDLING
    elif all(each == Part.CLOSED for each in parts):
        status = Status.CLOSED
    elif all(each in (Part.CLOSED, Part.TRACKING) for each in parts):
        status = Status.TRACKING
    elif all(each in (Part.CLOSED, Part.TRACKING, Part.REPORTED) for each in parts):
        status = Status.REPLIED
    else:
        status = Status.HANDLING
    suggestion.refresh_from_db(fields=["status"])
    if suggestion.status != status:
        suggestion.settle(status, closed_on=on if status == Status.CLOSED else None)
