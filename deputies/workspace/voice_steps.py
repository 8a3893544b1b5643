"""The steps of a matter in the workspace: what each asks for, what it does, and to whom it is offered."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone

from congress.models import User
from congress.record_pages import PageStep
from deputies.models import PublicOpinion
from deputies.services import opinion_intake, opinion_summaries, opinion_visitors, opinions
from deputies.workspace.voice_forms import (
    CloseForm,
    HandOverForm,
    LeaderForm,
    MergeForm,
    NumberForm,
    RaiseForm,
    RatingForm,
    ReasonForm,
    ReferForm,
    RefuseForm,
    RegisterForm,
    ReopenForm,
    ReplyForm,
    SpotForm,
    SummaryForm,
    TierForm,
    WordsForm,
)

Status = PublicOpinion.Status
ANSWER: Final = "deputies.answer_publicopinion"


def _merge(row: PublicOpinion, user: User, data: dict[str, Any]) -> None:
    readable = PublicOpinion.objects.all().visible_to(user, on=_today())
    into = readable.filter(pk=data["into"]).first()
    if into is None:
        raise ValidationError({"into": "没有这个编号，请核对。"})
    opinion_intake.merge(row, into=into, on=_today(), actor=user)


def _keeps(*statuses: str) -> Any:
    return lambda user, row: row.is_kept and row.status in statuses


def _assigns(user: User, row: PublicOpinion) -> bool:
    return row.status == Status.TIERED and opinions.may_hand_over(user, row, on=_today())


def _holds(*statuses: str) -> Any:
    return lambda user, row: (
        bool(user.organ_id) and user.organ_id == row.organ_id and user.has_perm(ANSWER) and row.status in statuses
    )


def _today() -> date:
    return timezone.localdate()


def _register(row: PublicOpinion, user: User, data: dict[str, Any]) -> None:
    given = opinion_intake.Registration(data["title"], data["field"], data["place"])
    opinion_intake.register(row, given, on=_today(), actor=user)


STEPS: Final[Sequence[PageStep]] = (
    PageStep("register", "登记", RegisterForm, _register, "已登记。", _keeps(Status.RECEIVED), is_main=True),
    PageStep(
        "spot",
        "现场答复",
        SpotForm,
        lambda row, user, data: opinion_intake.answer_on_spot(
            row, words=data["words"], is_agreed=data["is_agreed"], on=_today(), actor=user
        ),
        "已登记答复。",
        lambda user, row: (
            row.status == Status.REGISTERED and row.deputy_id is not None and (row.is_kept or row.is_host)
        ),
    ),
    PageStep(
        "tier",
        "分级",
        TierForm,
        lambda row, user, data: opinions.tier(row, level=data["level"], note=data["note"], on=_today(), actor=user),
        "已分级。",
        # A level that was chosen wrongly is put right before it is handed over.
        _keeps(Status.REGISTERED, Status.ANSWERED, Status.TIERED),
        is_main=True,
    ),
    PageStep(
        "hand_over",
        "交办",
        HandOverForm,
        lambda row, user, data: opinions.hand_over(
            row,
            organ=data["organ"],
            demand=data["demand"],
            due_on=data["due_on"],
            on=_today(),
            today=_today(),
            actor=user,
        ),
        "已交办。",
        _assigns,
        is_main=True,
    ),
    PageStep(
        "raise",
        "转为代表议案建议",
        RaiseForm,
        lambda row, user, data: opinions.raise_via(
            row,
            mandate=data["mandate"],
            raised_as=data["raised_as"],
            number=data["number"],
            words=data["words"],
            on=_today(),
            actor=user,
        ),
        "已登记。",
        lambda user, row: row.status in (Status.TIERED, Status.FED_BACK, Status.RATED) and (row.is_kept or row.is_host),
    ),
    PageStep(
        "refer",
        "转送参考或者超出权限",
        ReferForm,
        lambda row, user, data: opinions.refer(
            row, is_outside=data["is_outside"], words=data["words"], on=_today(), actor=user
        ),
        "已登记。",
        _keeps(Status.TIERED),
    ),
    PageStep(
        "refuse",
        "不予受理",
        RefuseForm,
        lambda row, user, data: opinion_intake.refuse(
            row, guidance=data["guidance"], words=data["words"], on=_today(), actor=user
        ),
        "已引导到相应渠道。",
        _keeps(*PublicOpinion.BEFORE_SORTING),
    ),
    PageStep("merge", "合并", MergeForm, _merge, "已合并。", _keeps(*PublicOpinion.BEFORE_SORTING)),
    PageStep(
        "number",
        "登记议案建议编号",
        NumberForm,
        lambda row, user, data: opinions.number_raised(row, number=data["number"], actor=user),
        "已登记。",
        _keeps(Status.RAISED),
    ),
    PageStep(
        "rate",
        "登记电话回访评价",
        RatingForm,
        lambda row, user, data: opinions.rate(
            row, grade=data["grade"], comment=data["comment"], by_phone=True, on=_today(), actor=user
        ),
        "已登记。",
        lambda user, row: row.is_kept and row.status in PublicOpinion.TOLD and not opinions.is_rated(row),
    ),
    PageStep(
        "acknowledge",
        "签收",
        LeaderForm,
        lambda row, user, data: opinions.acknowledge(row, leader=data["leader"], on=_today(), actor=user),
        "已签收。",
        _holds(Status.HANDED_OVER),
        is_main=True,
    ),
    PageStep(
        "reply",
        "报送办理结果",
        ReplyForm,
        lambda row, user, data: opinions.reply(
            row, text=data["text"], signed_by=data["signed_by"], on=_today(), today=_today(), actor=user
        ),
        "办理结果已报送联络站。",
        _holds(Status.ACCEPTED, Status.REOPENED),
        is_main=True,
    ),
    PageStep(
        "take_back",
        "退回改派",
        ReasonForm,
        lambda row, user, data: opinions.take_back(row, reason=data["reason"], actor=user),
        "已退回，由联络站另行交办。",
        _holds(Status.HANDED_OVER, Status.ACCEPTED),
    ),
    PageStep(
        "feed_back",
        "反馈来访人",
        WordsForm,
        lambda row, user, data: opinions.feed_back(row, words=data["words"], on=_today(), today=_today(), actor=user),
        "已反馈，来访人用查询码可以看到并评价。",
        _keeps(Status.REPORTED),
        is_main=True,
    ),
    PageStep(
        "send_back",
        "退回重办",
        ReopenForm,
        lambda row, user, data: opinions.send_back(
            row, verdict=data["verdict"], on=_today(), today=_today(), actor=user
        ),
        "已退回单位重新办理。",
        _keeps(Status.REPORTED, Status.FED_BACK, Status.RATED),
    ),
    PageStep(
        "close",
        "办结",
        CloseForm,
        lambda row, user, data: opinions.close(
            row, is_solved=data["is_solved"], note=data["note"], on=_today(), actor=user
        ),
        "已办结。",
        _keeps(Status.ANSWERED, Status.FED_BACK, Status.RATED),
    ),
    PageStep(
        "propose",
        "建议公开摘要",
        SummaryForm,
        lambda row, user, data: opinion_summaries.propose(
            row,
            opinion_summaries.Words(data["title"], data["problem"], data["result"]),
            on=_today(),
            actor=user,
        ),
        "已报人大办公室，经脱敏、核准后公开。",
        lambda user, row: row.is_kept and opinion_summaries.may_propose(row),
    ),
    PageStep(
        "blank",
        "清除内容",
        ReasonForm,
        lambda row, user, data: opinion_visitors.blank(row, reason=data["reason"], today=_today(), actor=user),
        "已清除。",
        lambda user, row: row.is_kept,
    ),
)
