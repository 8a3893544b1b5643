"""社情民意 on its way: sorted by level, handed over, answered, fed back, rated, reopened or closed (handbook §2(l)).

The unit's part is the loop that every handing over has (`congress.services.handling`).
"""

from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.models import Organ, User
from congress.official.numerals import date_text
from congress.services import activity, citizens, handling, notifications, obligations
from congress.services.obligations import Duty
from congress.workflow import TransitionError
from deputies.models import Mandate, OpinionRating, OpinionRound, OpinionVisitor, PublicOpinion
from deputies.services.opinion_intake import keepers, locked

Status = PublicOpinion.Status
Level = PublicOpinion.Level
#: the dated rule of each level; local rules give ten to thirty days
RULES: Final = {Level.VILLAGE: "STN-OPN-V", Level.TOWNSHIP: "STN-OPN-T", Level.DISTRICT: "STN-OPN"}
_LEADER_LENGTH: Final = 60


@transaction.atomic
def tier(opinion: PublicOpinion, *, level: str, note: str, on: date, actor: User) -> None:
    """分级: at which level it can be solved. Raises ValidationError for a level that is none."""
    if level not in Level.values:
        raise ValidationError({"level": "请选择层级。"})
    opinion = locked(opinion)
    _not_before(on, opinion.registered_on, "登记")
    opinion.tier(level=level, note=note.strip()[:200], on=on)
    activity.record(actor, f"分级为{opinion.get_level_display()}", opinion)
    if level == Level.DISTRICT:
        notifications.tell_roles(
            "deputies_wc", subject=f"区级社情民意待交办：{opinion}", path=opinion.get_absolute_url()
        )


def _not_before(on: date, day: date | None, after: str) -> None:
    handling.check_day(on, not_before=day, after=after)


@transaction.atomic
def hand_over(
    opinion: PublicOpinion,
    *,
    organ: Organ,
    demand: str,
    on: date,
    today: date,
    actor: User,
    due_on: date | None = None,
) -> OpinionRound:
    """交办: to the unit, with the days of its level or a day that was set, between the least and the most.

    Township level: the street's or township's people; district level: the deputies' committee. Raises ValidationError
    for a unit that was dissolved, a day that is too near or too far, and for what can only be raised by a deputy.
    """
    opinion = locked(opinion)
    handling.check_not_ahead(on, today=today)
    _check_assigner(opinion, actor, today)
    _check_unit(organ, on)
    _not_before(on, opinion.tiered_on, "分级")
    if due_on is not None:
        _check_due(due_on, on)
    opinion.hand_over(organ=organ, on=on)
    round_ = _open_round(opinion, OpinionRound.OpenedBy.HANDING, demand, on=on, today=today, due_on=due_on)
    activity.record(actor, f"交办{organ}", opinion)
    if not opinion.is_historic:
        notifications.tell_organ(
            organ, subject=f"社情民意交办：{opinion}", body=demand.strip(), path=opinion.get_absolute_url()
        )
    return round_


def may_hand_over(user: User, opinion: PublicOpinion, *, on: date) -> bool:
    """Who hands over, by the level: the deputies' committee, or the station's street or township (handbook §2(l))."""
    if opinion.level == Level.ABOVE:
        return False
    if opinion.level == Level.DISTRICT:
        return user.has_perm("deputies.assign_district_publicopinion")
    return user.has_perm("deputies.assign_publicopinion") and _keeps(user, opinion, on)


def _keeps(user: User, opinion: PublicOpinion, on: date) -> bool:
    return PublicOpinion.objects.filter(pk=opinion.pk).of_staff(user, on=on).exists()


def _check_assigner(opinion: PublicOpinion, actor: User, on: date) -> None:
    if opinion.level == Level.ABOVE:
        raise ValidationError("市级以上的事项不能直接交办，请通过代表提出、转送参考或者说明超出本级权限。")
    if may_hand_over(actor, opinion, on=on):
        return
    if opinion.level == Level.DISTRICT:
        raise ValidationError("区级事项由代表工委交办。")
    raise ValidationError("本级事项由联络站所在的街道工委、乡镇人大交办。")


def _check_unit(organ: Organ, on: date) -> None:
    if organ.ends_on is not None and organ.ends_on < on:
        raise ValidationError({"organ": f"{organ}已于{date_text(organ.ends_on)}撤销，请选择承接的单位。"})


def _check_due(due_on: date, on: date) -> None:
    least, most = settings.OPINION_DAYS
    if not least <= (due_on - on).days <= most:
        first, last = on + timedelta(days=least), on + timedelta(days=most)
        raise ValidationError(
            {"due_on": f"办理期限为{least}至{most}日，请选择{date_text(first)}至{date_text(last)}之间的日期。"}
        )


def _open_round(
    opinion: PublicOpinion, opened_by: str, demand: str, *, on: date, today: date, due_on: date | None = None
) -> OpinionRound:
    if opinion.organ is None:
        raise ValidationError("还没有承办单位。")
    number = opinion.rounds.count() + 1
    again = f"（第{number}轮）" if number > 1 else ""
    duty = Duty(
        title=f"答复社情民意：{opinion}{again}",
        path=opinion.get_absolute_url(),
        organ=opinion.organ,
        watched_by=opinion.station.organ,
        is_historic=opinion.is_historic,
    )
    round_ = OpinionRound(
        opinion=opinion,
        number=number,
        obligation=obligations.open_duty(RULES[Level(opinion.level)], duty, start=on, today=today, fixed_on=due_on),
        demand=demand.strip(),
        opened_by=opened_by,
        opened_on=on,
        unit_name=opinion.organ.name_on(on),
    )
    round_.full_clean()
    round_.save(force_insert=True)
    return round_


def current_round(opinion: PublicOpinion) -> OpinionRound:
    """The round that is running, or ran last. Raises TransitionError where nothing was handed over."""
    found = opinion.rounds.select_related("obligation").order_by("-number").first()
    if found is None:
        raise TransitionError(f"“{opinion}”没有交办过。")
    return found


@transaction.atomic
def take_back(opinion: PublicOpinion, *, reason: str, actor: User) -> None:
    """退回: the unit says that it is the wrong one; the clock ends and the matter is handed to another.

    Raises ValidationError without a reason.
    """
    opinion = locked(opinion)
    handling.check_organ(opinion, actor)
    if not reason.strip():
        raise ValidationError({"reason": "退回须写明理由，最好说明应当由哪个单位办理。"})
    round_ = current_round(opinion)
    opinion.take_back()
    round_.is_returned, round_.verdict = True, reason.strip()
    round_.save(update_fields=["is_returned", "verdict"])
    obligations.void(round_.obligation, reason=f"承办单位退回：{reason.strip()}"[:300], actor=actor)
    activity.record(actor, "退回交办", opinion, reason=reason.strip())
    subject = f"承办单位退回，请改派：{opinion}"
    if opinion.level == Level.DISTRICT:
        notifications.tell_roles("deputies_wc", subject=subject, body=reason, path=opinion.get_absolute_url())
    else:
        notifications.tell_organ(opinion.station.organ, subject=subject, body=reason, path=opinion.get_absolute_url())


@transaction.atomic
def acknowledge(opinion: PublicOpinion, *, leader: str, on: date, actor: User) -> None:
    """签收: the unit has it and names who answers."""
    opinion = locked(opinion)
    if len(leader.strip()) > _LEADER_LENGTH:
        raise ValidationError({"leader": f"最多{_LEADER_LENGTH}个字。"})
    handling.acknowledge(opinion, on=on, leader=leader, actor=actor)


@transaction.atomic
def reply(opinion: PublicOpinion, *, text: str, signed_by: str, on: date, today: date, actor: User) -> None:
    """答复 by the unit: ends what the round owed; the station checks it and tells the visitor."""
    opinion = locked(opinion)
    round_ = current_round(opinion)
    handling.check_answer(opinion, text=text, signed_by=signed_by, actor=actor, what="答复内容")
    handling.check_not_ahead(on, today=today)
    _not_before(on, round_.opened_on, "交办")
    handling.file_answer(
        opinion, round_, text=text.strip(), signed_by=signed_by, on=on, verb="答复社情民意", actor=actor
    )
    if not opinion.is_historic:
        notifications.tell(
            keepers(opinion.station, on=today),
            subject=f"单位已答复，请审核并反馈来访人：{opinion}",
            path=opinion.get_absolute_url(),
        )


@transaction.atomic
def send_back(opinion: PublicOpinion, *, verdict: str, on: date, today: date, actor: User) -> OpinionRound:
    """退回重办 by the station: what came does not answer the matter; a new round with a new date."""
    return _again(opinion, OpinionRound.OpenedBy.STATION, verdict, on=on, today=today, actor=actor)


def _again(opinion: PublicOpinion, opened_by: str, verdict: str, *, on: date, today: date, actor: User) -> OpinionRound:
    opinion = locked(opinion)
    handling.check_not_ahead(on, today=today)
    last = current_round(opinion)
    _not_before(on, last.reported_on, "答复")
    by_visitor = opened_by == OpinionRound.OpenedBy.VISITOR
    handling.reopen(opinion, last, verdict=verdict, actor=actor, is_logged=not by_visitor)
    round_ = _open_round(opinion, opened_by, verdict, on=on, today=today)
    if opinion.organ is not None and not opinion.is_historic:
        notifications.tell_organ(
            opinion.organ,
            subject=f"请重新办理：{opinion}",
            body="来访人认为没有解决，理由见办理页面。" if by_visitor else verdict,
            path=opinion.get_absolute_url(),
        )
    return round_


@transaction.atomic
def feed_back(opinion: PublicOpinion, *, words: str, on: date, today: date, actor: User) -> None:
    """反馈: the station tells the visitor and the deputy. Raises ValidationError without words."""
    opinion = locked(opinion)
    handling.check_not_ahead(on, today=today)
    if not words.strip():
        raise ValidationError({"words": "请填写反馈内容；来访人用查询码可以看到。"})
    _not_before(on, current_round(opinion).reported_on, "答复")
    opinion.feed_back(answer=words.strip(), on=on)
    activity.record(actor, "反馈来访人", opinion)
    account = opinion.deputy.person.account if opinion.deputy else None
    if account is not None and not opinion.is_historic:
        notifications.tell(
            [account], subject=f"社情民意已反馈：{opinion}", path=opinion.get_absolute_url(), is_urgent=False
        )


def round_to_rate(opinion: PublicOpinion) -> int:
    """The number under which the present answer is rated; 0 where no unit answered."""
    last = opinion.rounds.filter(reported_on__isnull=False).order_by("-number").values_list("number", flat=True).first()
    return last or 0


def is_rated(own: PublicOpinion) -> bool:
    """Whether the visitor of this row has rated the present answer."""
    return own.ratings.filter(round_number=round_to_rate(own.leading)).exists()


@transaction.atomic
def rate(own: PublicOpinion, *, grade: str, comment: str, by_phone: bool, on: date, actor: User) -> OpinionRating:
    """评价 by the visitor of this row, by code or over the telephone; each answer once, and never by default.

    Raises ValidationError before there is an answer, for a grade that is none, and for a second rating of one answer.
    """
    own = locked(own)
    leading = locked(own.merged_into) if own.merged_into else own
    if grade not in OpinionRating.Grade.values:
        raise ValidationError({"grade": "请选择满意、基本满意或者不满意。"})
    _check_citizens_words("comment", comment)
    if leading.status not in PublicOpinion.TOLD:
        raise TransitionError("还没有答复，暂时不能评价。")
    if is_rated(own):
        raise ValidationError("本次答复已经评价过。")
    rating = OpinionRating(
        opinion=own,
        round_number=round_to_rate(leading),
        grade=grade,
        comment=comment.strip(),
        by_phone=by_phone,
        rated_on=on,
    )
    rating.full_clean()
    rating.save(force_insert=True)
    if own.pk == leading.pk and leading.status == Status.FED_BACK:
        leading.note_rating()
    activity.record(actor, f"来访人评价：{rating.get_grade_display()}", own)
    if grade == OpinionRating.Grade.DISSATISFIED and not leading.is_historic:
        notifications.tell(
            keepers(leading.station, on=on),
            subject=f"来访人不满意：{leading}",
            path=leading.get_absolute_url(),
        )
    return rating


def _check_citizens_words(field: str, text: str) -> None:
    if citizens.has_contact(text):
        raise ValidationError({field: "请不要写身份证号码、电话号码、邮箱地址。"})


def may_reopen(visitor: OpinionVisitor) -> bool:
    """Whether the visitor can still ask for it to be done again: after an answer of a unit, once, not when merged."""
    opinion = visitor.opinion
    is_told = opinion.status in (Status.FED_BACK, Status.RATED)
    return is_told and not opinion.rounds.filter(opened_by=OpinionRound.OpenedBy.VISITOR).exists()


@transaction.atomic
def reopen(visitor: OpinionVisitor, *, reason: str, on: date, actor: User) -> OpinionRound:
    """要求重新办理 by the visitor, once. Raises ValidationError without a reason or the second time."""
    opinion = locked(visitor.opinion)
    if not reason.strip():
        raise ValidationError({"reason": "请写明哪里没有解决。"})
    _check_citizens_words("reason", reason)
    if opinion.rounds.filter(opened_by=OpinionRound.OpenedBy.VISITOR).exists():
        raise ValidationError("已经重新办理过一次；仍不满意的，请到联络站反映。")
    return _again(opinion, OpinionRound.OpenedBy.VISITOR, reason, on=on, today=on, actor=actor)


@transaction.atomic
def close(opinion: PublicOpinion, *, is_solved: bool, note: str, on: date, actor: User) -> None:
    """办结. Raises ValidationError without a word where the visitor is dissatisfied or has not rated."""
    opinion = locked(opinion)
    _not_before(on, opinion.answered_on, "答复来访人")
    last = opinion.ratings.filter(round_number=round_to_rate(opinion)).first()
    if (last is None or last.grade == OpinionRating.Grade.DISSATISFIED) and not note.strip():
        raise ValidationError({"note": "来访人没有评价或者不满意的，办结须写明说明。"})
    _close(opinion, is_solved=is_solved, note=note.strip(), on=on, actor=actor)


def _close(opinion: PublicOpinion, *, is_solved: bool, note: str, on: date, actor: User) -> None:
    ways = PublicOpinion.Disposition
    opinion.close(on=on, note=note, disposition=ways.SOLVED if is_solved else ways.HANDED)
    activity.record(actor, "办结社情民意", opinion, reason=note)


@transaction.atomic
def close_settled(*, on: date, actor: User) -> int:
    """Close what was fed back long enough ago and is not disputed; a missing rating stays missing. How many."""
    limit = on - timedelta(days=settings.OPINION_RATING_DAYS)
    disputed = Q(ratings__grade=OpinionRating.Grade.DISSATISFIED)
    rows = PublicOpinion.objects.filter(
        status__in=(Status.FED_BACK, Status.RATED, Status.ANSWERED), answered_on__lt=limit, is_historic=False
    ).exclude(pk__in=PublicOpinion.objects.filter(disputed).values("pk"))
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for row in found:
        note = "" if row.status == Status.RATED else f"反馈满{settings.OPINION_RATING_DAYS}日来访人未评价"
        _close(row, is_solved=row.status == Status.RATED, note=note, on=on, actor=actor)
    return len(found)


@transaction.atomic
def raise_via(
    opinion: PublicOpinion, *, mandate: Mandate, raised_as: str, number: str, words: str, on: date, actor: User
) -> None:
    """转为议案建议: a deputy takes it up; the suggestion itself is registered where suggestions are handled.

    Raises ValidationError for a deputy who is not in office on the day, for another deputy than the one who acts, and
    without a word for the visitor.
    """
    opinion = locked(opinion)
    if mandate.person.account_id != actor.pk and not _keeps(actor, opinion, on):
        raise ValidationError({"mandate": "代表只能以本人名义提出，请选择自己。"})
    if not Mandate.objects.all().active(on=on).filter(pk=mandate.pk).exists():
        raise ValidationError({"mandate": f"{mandate.person}在{date_text(on)}没有执行代表职务，不能提出议案建议。"})
    if raised_as not in PublicOpinion.RaisedAs.values:
        raise ValidationError({"raised_as": "请选择代表建议或者代表议案。"})
    if not words.strip():
        raise ValidationError({"words": "请填写给来访人的答复。"})
    _not_before(on, opinion.tiered_on, "分级")
    opinion.raise_via(mandate=mandate, raised_as=raised_as, number=number.strip()[:60], answer=words.strip(), on=on)
    activity.record(actor, f"转为{opinion.get_raised_as_display()}", opinion)
    account = mandate.person.account
    if account is not None and account != actor and not opinion.is_historic:
        # The station may note it, the deputy alone writes it.
        notifications.tell(
            [account], subject=f"联络站登记由您提出{opinion.get_raised_as_display()}", path=opinion.get_absolute_url()
        )


@transaction.atomic
def number_raised(opinion: PublicOpinion, *, number: str, actor: User) -> None:
    """登记议案建议编号 once it is known. Raises TransitionError where nothing was raised."""
    opinion = locked(opinion)
    if opinion.status != Status.RAISED:
        raise TransitionError(f"“{opinion}”没有转为议案建议。")
    if not number.strip():
        raise ValidationError({"number": "请填写编号。"})
    opinion.raised_number = number.strip()[:60]
    opinion.save(update_fields=["raised_number"])
    activity.record(actor, "登记议案建议编号", opinion)


@transaction.atomic
def refer(opinion: PublicOpinion, *, is_outside: bool, words: str, on: date, actor: User) -> None:
    """转送参考, or 超出本级权限: with the reason that the visitor reads. Raises ValidationError without one."""
    opinion = locked(opinion)
    if not words.strip():
        raise ValidationError({"words": "请写明理由；来访人用查询码可以看到。"})
    _not_before(on, opinion.tiered_on, "分级")
    opinion.refer(is_outside=is_outside, answer=words.strip(), on=on)
    activity.record(actor, opinion.get_status_display(), opinion, reason=words.strip())
