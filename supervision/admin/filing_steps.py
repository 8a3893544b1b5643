"""The steps of a filing as buttons on its page."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from congress.admin.steps import DayForm, Step
from congress.models import Extension, Obligation, User
from supervision.models import DutyKind, NormFiling
from supervision.services import filing_documents as documents
from supervision.services import filing_reviews, filings, own_filings

from . import filing_forms as forms

Status = NormFiling.Status
REVIEW: Final = "supervision.review_normfiling"
CHANGE: Final = "supervision.change_normfiling"


def _today() -> Any:
    return timezone.localdate()


def _file(filing: NormFiling, actor: User, data: Mapping[str, Any]) -> None:
    filings.file(filing, on=data["on"], papers=forms.papers_of(data), actor=actor, today=_today())


def _supplement(filing: NormFiling, actor: User, data: Mapping[str, Any]) -> None:
    filings.supplement(filing, papers=forms.papers_of(data), on=data["on"], actor=actor, today=_today())


def _register(filing: NormFiling, actor: User, data: Mapping[str, Any]) -> str:
    filings.register(filing, on=data["on"], actor=actor, today=_today())
    return f"已登记：{filing.number}。"


def _check(filing: NormFiling, actor: User, data: Mapping[str, Any]) -> str:
    found = {
        row: (data.get(f"finding_{row.pk}", row.finding), data.get(f"note_{row.pk}", "")) for row in filing.checks.all()
    }
    return f"已填写{filing_reviews.record_findings(filing, found, actor=actor)}项。"


@transaction.atomic
def _extend(filing: NormFiling, actor: User, data: Mapping[str, Any]) -> str:
    filing_reviews.request_extension(
        filing, new_due_on=data["new_due_on"], reason=data["reason"], actor=actor, today=_today()
    )
    return "延期申请已提交，决定之前原期限不变。"


def _owes_review(filing: NormFiling) -> bool:
    waiting = Extension.objects.filter(obligation__filing_duty__filing=filing, status=Extension.Status.REQUESTED)
    rows = filing.duties.filter(kind=DutyKind.REVIEW, obligation__status=Obligation.Status.OPEN)
    return rows.exists() and not waiting.exists()


def _is(*statuses: str) -> Any:
    return lambda filing: filing.is_inward and filing.status in statuses


def _may_give(user: User, filing: NormFiling) -> bool:
    """Somebody of a committee that was asked and has not answered."""
    return bool(
        user.organ_id
        and user.has_perm("supervision.give_filingopinion")
        and filing.opinions.filter(committee=user.organ_id, given_on=None).exists()
    )


STEPS: Final = (
    Step("file", "登记报备", _file, CHANGE, lambda f: f.status == Status.AWAITING, forms.FileForm, is_main=True),
    Step("register", "登记", _register, REVIEW, _is(Status.FILED), DayForm, is_main=True, is_short=True),
    Step(
        "ask-supplement",
        "要求补正",
        lambda f, actor, data: filings.ask_supplement(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.FILED),
        forms.TextDayForm,
        note="写明缺什么材料；制定机关有十日补正。",
    ),
    Step(
        "return",
        "退回",
        lambda f, actor, data: filings.return_(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.FILED),
        forms.ReasonDayForm,
        note="不属备案范围的退回，如内部管理、人事任免、具体事项、请示报告；理由制定机关可以看到。",
    ),
    Step(
        "dismiss",
        "不需报备",
        lambda f, actor, data: filings.return_(f, actor=actor, today=_today(), **data),
        REVIEW,
        lambda f: f.status == Status.AWAITING,
        forms.ReasonDayForm,
        note="登记有误，或者不属备案范围；期限随之失效，理由留存。",
        is_rare=True,
    ),
    Step("supplement", "登记补正", _supplement, CHANGE, _is(Status.SUPPLEMENT), forms.SupplementedForm, is_main=True),
    Step(
        "start",
        "启动审查",
        lambda f, actor, data: filing_reviews.start(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.REGISTERED),
        forms.StartForm,
        is_main=True,
        note="分送的工委有三十日提出意见。",
    ),
    Step("checks", "填写审查标准", _check, REVIEW, _is(Status.UNDER_REVIEW), forms.ChecksForm, is_main=True),
    Step(
        "give-opinion",
        "提出工委意见",
        lambda f, actor, data: str(filing_reviews.give_opinion(f, actor=actor, today=_today(), **data)) + "已提出。",
        _may_give,
        _is(Status.UNDER_REVIEW),
        forms.OpinionForm,
        is_main=True,
    ),
    Step(
        "conclude",
        "作出审查结论",
        lambda f, actor, data: filing_reviews.conclude(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.UNDER_REVIEW),
        forms.ConcludeForm,
        note="审查标准逐项填写以后才能作出结论；未发现问题、提出建议的即办结。",
    ),
    Step(
        "ask",
        "再分送工委",
        lambda f, actor, data: filing_reviews.ask(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.UNDER_REVIEW),
        forms.AskForm,
        is_rare=True,
    ),
    Step(
        "extend",
        "申请延长审查",
        _extend,
        REVIEW,
        _owes_review,
        forms.ExtendForm,
        is_rare=True,
    ),
    Step(
        "talk",
        "登记沟通",
        lambda f, actor, data: filing_reviews.talk(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.CORRECTION),
        forms.TextDayForm,
        is_main=True,
        note="沟通以后制定机关有三十日答复。",
    ),
    Step(
        "agree",
        "登记同意纠正",
        lambda f, actor, data: filing_reviews.agree(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.TALKED, Status.OPINION),
        forms.AgreeForm,
    ),
    Step(
        "opinion",
        "发书面审查意见",
        lambda f, actor, data: filing_reviews.issue_opinion(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.TALKED, Status.AGREED),
        forms.FormalOpinionForm,
        note="须经主任会议研究；编号以后可以制作审查意见书，制定机关有三十日答复。",
    ),
    Step(
        "correct",
        "登记修改、废止",
        lambda f, actor, data: filing_reviews.correct(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.TALKED, Status.AGREED, Status.OPINION, Status.REFUSED),
        forms.CorrectForm,
        is_main=True,
        note="修改后的文件应当重新报备，登记时选择“替代的原文件”。",
    ),
    Step(
        "refuse",
        "登记不予纠正",
        lambda f, actor, data: filing_reviews.refuse(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.OPINION),
        forms.ReasonDayForm,
        note="制定机关书面表示不改，或者逾期不答复。",
    ),
    Step(
        "table",
        "登记提请撤销",
        lambda f, actor, data: filing_reviews.table(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.REFUSED),
        forms.TableForm,
    ),
    Step(
        "annul",
        "登记撤销",
        lambda f, actor, data: filing_reviews.annul(f, actor=actor, **data),
        REVIEW,
        _is(Status.TABLED),
        forms.AnnulForm,
        is_main=True,
    ),
    Step(
        "retain",
        "登记未予撤销",
        lambda f, actor, data: filing_reviews.retain(f, actor=actor, today=_today(), **data),
        REVIEW,
        _is(Status.TABLED),
        forms.TextDayForm,
    ),
    Step(
        "receipt",
        "登记上级回执",
        lambda f, actor, data: own_filings.note_receipt(f, actor=actor, today=_today(), **data),
        CHANGE,
        lambda f: not f.is_inward and f.status == Status.FILED,
        forms.ReceiptForm,
        is_main=True,
    ),
    Step(
        "omission",
        "发漏报、迟报通知",
        lambda f, actor, data: filings.note_omission(f, actor=actor, on=data["on"]),
        CHANGE,
        lambda f: f.is_inward and not f.is_historic and bool(documents.late_days(f, on=_today())),
        DayForm,
        is_rare=True,
    ),
    Step(
        "attach",
        "上传材料",
        lambda f, actor, data: filings.attach(f, papers=forms.papers_of(data), actor=actor),
        CHANGE,
        lambda f: not f.is_historic,
        forms.PapersForm,
        is_rare=True,
    ),
)
