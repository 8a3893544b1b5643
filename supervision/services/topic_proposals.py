"""Topics that people propose: a citizen without name or number, deputies, members and organs under their own.

Source: SL24 art 12; ZJ-SUP08 arts 9, 51.
"""

import unicodedata
from datetime import date
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from congress.models import User
from congress.services import activity, citizens, locks, notifications
from supervision.models import SupervisionPlan, Topic, TopicProposal
from supervision.services import plan_forms, plans

By = TopicProposal.By
_TITLE_LENGTH: Final = 80
_REASON_LENGTH: Final = 1000
_SHORTEST: Final = 4
#: where a proposal comes from, by a role of who makes it
_SIDES: Final = (
    (("sc_chair", "sc_vice_chair", "sc_member"), By.MEMBER),
    (("deputy",), By.DEPUTY),
    (("wc_officer", "wc_head", "office", "office_head", "deputies_wc", "legal_wc", "finance_wc"), By.COMMITTEE),
)
#: how a topic that came of a proposal was found (SL24 art 12)
_ORIGINS: Final = {
    By.CITIZEN: Topic.Origin.PUBLIC,
    By.DEPUTY: Topic.Origin.SUGGESTIONS,
    By.MEMBER: Topic.Origin.MEMBERS,
    By.COMMITTEE: Topic.Origin.RESEARCH,
    By.ORGAN: Topic.Origin.ORGAN,
}


def admin_path(proposal: TopicProposal) -> str:
    """Where the office answers."""
    return f"/admin/supervision/topicproposal/{proposal.pk}/change/"


def year_for(on: date) -> int:
    """The plan that a proposal of that day is for: from October on the next year's (handbook §3.3)."""
    return on.year + 1 if on.month >= settings.TOPIC_COLLECTION_MONTH else on.year


def clean_words(text: str, *, field: str, longest: int) -> str:
    """The words of a citizen as plain text; raises ValidationError for what is too short, too long or hidden.

    An identity or telephone number is refused: nobody needs it here (个人信息保护法 arts 6, 28).
    """
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if citizens.has_unseen(plain):
        raise ValidationError({field: "文字中有不能显示的字符，请删去后再提交。"})
    if len(plain) < _SHORTEST:
        raise ValidationError({field: f"请至少写{_SHORTEST}个字。"})
    if len(plain) > longest:
        raise ValidationError({field: f"最多{longest}个字，现有{len(plain)}个字。"})
    if citizens.has_identity_number(plain) or citizens.has_mobile_number(plain):
        raise ValidationError({field: "请不要填写身份证号码或者手机号码。"})
    return plain


@transaction.atomic
def receive(*, title: str, reason: str, on: date, actor: User) -> TopicProposal:
    """收到公民建议: no name, no number; `actor` is the system's account.

    A day that brings more than is usual shuts nobody out: the office is told once. Raises ValidationError for hostile
    or empty text, and for the same words sent twice.
    """
    locks.hold("supervision.topic_proposals")
    number = TopicProposal.objects.filter(by=By.CITIZEN, received_at__date=on).count()
    citizens.check_room(number)
    row = _store(TopicProposal(by=By.CITIZEN, year=year_for(on)), title, reason, actor)
    if number == settings.TOPIC_PROPOSALS_A_DAY:
        subject = f"今天收到的公众议题建议超过{number}件，请留意是否有人滥发"
        notifications.tell_roles("office", subject=subject, path="/admin/supervision/topicproposal/")
    return row


@transaction.atomic
def propose(*, title: str, reason: str, on: date, actor: User) -> TopicProposal:
    """提出建议 by somebody who signed in; an organ asks to report. Raises ValidationError as `receive`."""
    roles = set(actor.groups.values_list("name", flat=True))
    side = next((by for names, by in _SIDES if roles & set(names)), By.ORGAN)
    row = TopicProposal(by=side, proposed_by=actor, organ=actor.organ if side == By.ORGAN else None, year=year_for(on))
    return _store(row, title, reason, actor)


def _store(row: TopicProposal, title: str, reason: str, actor: User) -> TopicProposal:
    row.title = " ".join(clean_words(title, field="title", longest=_TITLE_LENGTH).split())
    row.reason = clean_words(reason, field="reason", longest=_REASON_LENGTH)
    if TopicProposal.objects.filter(title=row.title, reason=row.reason, by=row.by, year=row.year).exists():
        raise ValidationError("同样的建议已经收到，不用重复提交。")
    row.receipt = citizens.new_code()
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "收到议题建议", row, path=admin_path(row))
    return row


@transaction.atomic
def accept(proposal: TopicProposal, topic: Topic, *, forms: str, reply: str, actor: User, today: date) -> Topic:
    """列入计划: as a new topic of a plan that is not adopted yet, with a word to who proposed it.

    `topic` is unsaved, or one that the plan has already. Raises ValidationError for an adopted plan: there the topic
    is added by an adjustment first.
    """
    plan = plans.held(topic.plan)
    if topic._state.adding:
        _add(topic, plan, proposal, forms)
    proposal.accept(topic=topic, reply=reply.strip(), on=today)
    activity.record(actor, "采纳议题建议", proposal, path=admin_path(proposal), detail={"topic": str(topic)})
    _answer(proposal, f"已列入{plan}：{topic}")
    return topic


def _add(topic: Topic, plan: SupervisionPlan, proposal: TopicProposal, forms: str) -> None:
    if plan.status not in SupervisionPlan.BEFORE_ADOPTION:
        raise ValidationError("该计划已经通过，请先由主任会议决定增加议题，再将建议与该议题关联。")
    topic.order = plans.next_order(plan)
    topic.origin = _ORIGINS[By(proposal.by)]
    topic.full_clean()
    topic.save(force_insert=True)
    plan_forms.rewrite(topic, plan_forms.parse(forms))


@transaction.atomic
def decline(proposal: TopicProposal, *, reply: str, actor: User, today: date) -> None:
    """不列入: with a reply that the proposer reads. Raises ValidationError without one."""
    if not reply.strip():
        raise ValidationError({"reply": "未列入的，请写明答复；提出人可以看到。"})
    proposal.decline(reply=reply.strip(), on=today)
    activity.record(actor, "答复议题建议", proposal, reason=reply.strip(), path=admin_path(proposal))
    _answer(proposal, "未列入计划")


def _answer(proposal: TopicProposal, outcome: str) -> None:
    if proposal.proposed_by is not None:
        notifications.tell(
            [proposal.proposed_by],
            subject=f"议题建议答复：{proposal}",
            body="\n".join(part for part in (outcome, proposal.reply) if part),
            path=f"/workspace/topics/{proposal.pk}/",
            is_urgent=False,
        )


@transaction.atomic
def blank(proposal: TopicProposal, *, reason: str, actor: User) -> None:
    """清除内容: what a citizen should not have written goes for good; that something was sent stays.

    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "清除内容须写明理由。"})
    # Before the words go, so that the log does not keep them.
    proposal.title, proposal.reason = f"（内容已清除，{timezone.localdate():%Y-%m-%d}）", "（内容已清除）"
    proposal.save(update_fields=["title", "reason"])
    activity.record(actor, "清除议题建议内容", proposal, reason=reason.strip(), path=admin_path(proposal))
