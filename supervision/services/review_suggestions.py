"""审查建议: a citizen asks that a document be reviewed, gets a receipt, and must get a reply.

No log line or message holds a name or number: they are erased with the suggestion (个人信息保护法 arts 6, 47).
"""

import re
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from congress.models import User
from congress.services import activity, citizens, locks, notifications, obligations
from congress.services.obligations import Duty
from supervision.models import NormFiling, ReviewSuggestion

from . import filings

RULE: Final = "NORM-REPLY"
Status = ReviewSuggestion.Status
_MARKUP: Final = re.compile(r"<[^>]*>|https?://|www\.|javascript:", re.IGNORECASE)
_TITLE: Final = (4, 200)
_MAKER: Final = (2, 80)
_REASON: Final = (10, 2000)


def admin_path(suggestion: ReviewSuggestion) -> str:
    """Where the review committee works on it."""
    return f"/admin/supervision/reviewsuggestion/{suggestion.pk}/change/"


@transaction.atomic
def submit(
    *, norm_title: str, maker_name: str, reason: str, name: str, phone: str, on: date, actor: User
) -> ReviewSuggestion:
    """提交: take a citizen's suggestion and start the clock of the reply; `actor` is the system's account.

    Where more wait than the committee can look at, it is taken all the same and waits its turn (`take_up`). The very
    same words of the same person are taken once and give the same receipt. What anybody else sent makes no difference,
    so nobody learns from the form whose number suggested before. Raises ValidationError by field for what is too short,
    too long, holds markup, addresses of the net or an identity number.
    """
    # Of two clicks at once the second sees the first.
    locks.hold("supervision.review_suggestions")
    row = ReviewSuggestion(
        norm_title=_clean(norm_title, "norm_title", _TITLE),
        maker_name=_clean(maker_name, "maker_name", _MAKER),
        reason=_clean(reason, "reason", _REASON, keeps_lines=True),
        name=citizens.clean_name(name),
        phone=citizens.clean_phone(phone),
        receipt=citizens.new_code(),
        received_on=on,
    )
    waiting = ReviewSuggestion.objects.exclude(status__in=ReviewSuggestion.ANSWERED)
    words = {name: getattr(row, name) for name in ("norm_title", "maker_name", "reason", "name", "phone")}
    if (sent := waiting.filter(**words).first()) is not None:
        return sent
    number = waiting.count()
    citizens.check_room(number)
    row.full_clean(exclude=["obligation"])
    row.save(force_insert=True)
    activity.record(actor, "收到审查建议", row, path=admin_path(row))
    if number < settings.REVIEW_SUGGESTIONS:
        _owe(row, today=on)
    elif number == settings.REVIEW_SUGGESTIONS:
        subject = f"待办理的审查建议超过{number}件，以后收到的依次排队"
        notifications.tell_roles(filings.ROLE, subject=subject, path="/admin/supervision/reviewsuggestion/")
    return row


def _owe(row: ReviewSuggestion, *, today: date) -> None:
    duty = Duty(title=f"答复：{row}", path=admin_path(row), role=filings.ROLE)
    row.obligation = obligations.open_duty(RULE, duty, start=row.received_on, today=today)
    row.save(update_fields=["obligation"])
    notifications.tell_roles(filings.ROLE, subject=f"收到审查建议：《{row.norm_title}》", path=admin_path(row))


@transaction.atomic
def take_up(*, actor: User, today: date) -> int:
    """Take up the oldest that waited their turn, as far as there is room; how many. The clock counts from receipt."""
    locks.hold("supervision.review_suggestions")
    waiting = ReviewSuggestion.objects.exclude(status__in=ReviewSuggestion.ANSWERED)
    room = settings.REVIEW_SUGGESTIONS - waiting.filter(obligation__isnull=False).count()
    queued = waiting.filter(obligation__isnull=True).select_for_update(of=("self",)).order_by("received_on", "pk")
    rows = list(queued[: max(room, 0)])
    for row in rows:
        _owe(row, today=today)
        activity.record(actor, "排队的审查建议开始办理", row, path=admin_path(row))
    return len(rows)


def _clean(text: str, field: str, length: tuple[int, int], *, keeps_lines: bool = False) -> str:
    """The words without what does not show. Raises ValidationError at the field."""
    cleaned = citizens.visible(text, keeps_lines=keeps_lines)
    least, most = length
    if not least <= len(cleaned) <= most:
        raise ValidationError({field: f"请填写{least}至{most}个字。"})
    if _MARKUP.search(cleaned):
        raise ValidationError({field: "请只填写文字，不要填写网址和网页代码。"})
    if citizens.has_identity_number(cleaned):
        raise ValidationError({field: "请不要填写身份证号码等个人信息。"})
    return cleaned


@transaction.atomic
def accept(suggestion: ReviewSuggestion, *, filing: NormFiling, actor: User) -> None:
    """受理: the document named by its filing is reviewed; the reply follows with the result.

    Raises ValidationError for a filing that this committee does not review.
    """
    if not filing.is_inward or filing.status == NormFiling.Status.RETURNED:
        raise ValidationError({"filing": "只能对应接受报备的文件；不属备案范围的，请不予受理并说明理由。"})
    suggestion.accept(filing=filing)
    if filing.initiative == NormFiling.Initiative.EX_OFFICIO and not filing.is_closed:
        filing.initiative = NormFiling.Initiative.SUGGESTED
        filing.save(update_fields=["initiative"])
    activity.record(actor, "受理审查建议", suggestion, path=admin_path(suggestion))


@transaction.atomic
def decline(suggestion: ReviewSuggestion, *, reply: str, on: date, actor: User) -> None:
    """不予受理: the reason is the reply. Raises ValidationError without words."""
    suggestion.decline(reply=_words(reply), on=on)
    _finish(suggestion, on, actor)
    activity.record(actor, "不予受理审查建议", suggestion, path=admin_path(suggestion))


@transaction.atomic
def answer(suggestion: ReviewSuggestion, *, reply: str, on: date, actor: User) -> None:
    """答复: the result of the review. Raises ValidationError without words."""
    suggestion.answer(reply=_words(reply), on=on)
    _finish(suggestion, on, actor)
    activity.record(actor, "答复审查建议", suggestion, path=admin_path(suggestion))


def _words(reply: str) -> str:
    if not reply.strip():
        raise ValidationError({"reply": "请写明答复；建议人用查询码可以看到。"})
    return reply.strip()


def _finish(suggestion: ReviewSuggestion, on: date, actor: User) -> None:
    owed = suggestion.obligation
    if owed is not None and owed.status == owed.Status.OPEN:
        obligations.finish(owed, on=on, actor=actor)


def due_for_erasure(*, on: date) -> QuerySet[ReviewSuggestion]:
    """Suggestions that were answered longer ago than people's data may be kept."""
    limit = on - timedelta(days=settings.REVIEW_SUGGESTION_KEEP_DAYS)
    return ReviewSuggestion.objects.filter(replied_on__lt=limit, erased_at__isnull=True)


@transaction.atomic
def erase(*, on: date, actor: User) -> int:
    """Erase names and numbers some time after the reply; the suggestion and its reply stay. Safe to repeat."""
    rows = list(due_for_erasure(on=on).select_for_update(of=("self",)))
    now = timezone.now()
    ReviewSuggestion.objects.filter(pk__in=[row.pk for row in rows]).update(name="", phone="", erased_at=now)
    for row in rows:
        activity.record(actor, "清除建议人信息", row, path=admin_path(row))
    return len(rows)
