"""规范性文件备案: what must be filed, filing it, the formal check and the registration.

Source: SL24 arts 38-40 (SL06 arts 28-30); ZJ-FILE07 art 4; days of the formal check after BJ-FILE24 art 12 as a model;
handbook §2(h).
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Attachment, Obligation, User
from congress.official.numerals import date_text
from congress.publishing import Content
from congress.services import activity, attachments, notifications, numbering, obligations, publication
from congress.services.attachments import Upload
from congress.services.copies import composed, marked
from congress.services.obligations import Duty
from supervision.models import GOVERNMENT, DutyKind, FilingDuty, FilingFile, FilingRound, FilingScope, NormFiling

SCOPES: Final = Path(__file__).resolve().parents[1] / "data" / "filing_scope.toml"
SERIES: Final = "filing"
ROLE: Final = "legal_wc"
PUBLICATION_BASIS: Final = "《监督法》第四十五条；备案文件目录公开参照外省市规定"
Status = NormFiling.Status


@dataclass(frozen=True)
class Papers:
    """What comes with a filing: the uploads of each part."""

    report: Sequence[Upload] = ()
    text: Sequence[Upload] = ()
    explanation: Sequence[Upload] = ()
    basis: Sequence[Upload] = ()
    answer: Sequence[Upload] = ()
    other: Sequence[Upload] = ()

    def parts(self) -> Iterable[tuple[str, Sequence[Upload]]]:
        """Part and uploads."""
        return ((part, getattr(self, part)) for part in FilingFile.Part.values)


NO_PAPERS: Final = Papers()


def admin_path(filing: NormFiling) -> str:
    """Where the committee works on it."""
    return f"/admin/supervision/normfiling/{filing.pk}/change/"


def working_path(filing: NormFiling) -> str:
    """Where the maker works on it."""
    return f"/workspace/filings/{filing.pk}/"


def prepare_scope() -> None:
    """Write the rows of the scope that are missing; those that are there stay as the office left them."""
    rows: list[dict[str, Any]] = tomllib.loads(SCOPES.read_text(encoding="utf-8"))["scopes"]
    known = set(FilingScope.objects.values_list("direction", "maker_kind", "norm_kind"))
    for row in rows:
        for maker_kind, norm_kind in product(row["maker_kinds"], row["norm_kinds"]):
            if (row["direction"], maker_kind, norm_kind) in known:
                continue
            FilingScope.objects.create(
                direction=row["direction"],
                maker_kind=maker_kind,
                norm_kind=norm_kind,
                starts_on=row["starts_on"],
                ends_on=row.get("ends_on"),
                basis=row["basis"],
                note=row.get("note", ""),
            )


def scope_of(filing: NormFiling) -> FilingScope | None:
    """The row under which the document is filed, by the law of its publication; None if it is outside."""
    return FilingScope.objects.covering(
        direction=filing.direction,
        maker_kind=filing.maker.kind,
        norm_kind=filing.norm_kind,
        on=filing.published_on,
    ).first()


@transaction.atomic
def enter(
    filing: NormFiling, *, actor: User, today: date, papers: Papers = NO_PAPERS, is_expected: bool = False
) -> NormFiling:
    """登记一件: a document that was published, filed or not yet; its maker's 30 days run from publication.

    With `filed_on` it is filed at once. Without it the maker owes the filing; `is_expected` tells the maker so.
    Raises ValidationError for dates that are reversed or not yet come, and for a document that was entered before.
    """
    _check_days(filing, today)
    filing.status = Status.AWAITING if filing.filed_on is None else Status.FILED
    filing.full_clean()
    filing.save(force_insert=True)
    owed = open_duty(filing, DutyKind.FILE, start=filing.published_on, today=today)
    _keep_papers(filing, papers, actor=actor)
    if filing.filed_on is None:
        note(filing, "登记已公布文件", on=today, actor=actor)
        if is_expected and filing.is_inward:
            tell_maker(filing, subject=f"请报送备案：{filing}", body="文件已公布，请按期报送备案。")
    else:
        obligations.finish(owed, on=filing.filed_on, actor=actor)
        _note_filed(filing, on=filing.filed_on, actor=actor, today=today)
    activity.record(actor, "登记规范性文件", filing, path=admin_path(filing))
    return filing


def _check_days(filing: NormFiling, today: date) -> None:
    published: date | None = filing.published_on
    filed = filing.filed_on
    if published and published > today:
        raise ValidationError({"published_on": "公布日期不能晚于今天：文件公布以后才报备。"})
    if filed and filed > today:
        raise ValidationError({"filed_on": "报送日期不能晚于今天。"})


@transaction.atomic
def file(filing: NormFiling, *, on: date, actor: User, today: date, papers: Papers = NO_PAPERS) -> None:
    """报备: the maker files a document that awaited it, or the committee sends its own to the city's committee.

    Raises ValidationError for a day before the publication, TransitionError if it was filed already.
    """
    if on < filing.published_on:
        raise ValidationError({"on": f"报送日期不能早于公布日期（{date_text(filing.published_on)}）。"})
    if on > today:
        raise ValidationError({"on": "报送日期不能晚于今天。"})
    filing.file(on=on)
    finish(filing, DutyKind.FILE, on=on, actor=actor)
    _keep_papers(filing, papers, actor=actor)
    _note_filed(filing, on=on, actor=actor, today=today)
    activity.record(actor, "报送备案", filing, path=admin_path(filing))
    if not filing.is_inward:
        require_publication(filing, since=on, actor=actor)


def _note_filed(filing: NormFiling, *, on: date, actor: User, today: date) -> None:
    note(filing, "报送备案", on=on, actor=actor)
    if filing.is_inward and not filing.is_historic:
        open_duty(filing, DutyKind.CHECK, start=on, today=today)
        # Who enters a heap of papers needs no message for each.
        if not actor.has_perm("supervision.review_normfiling"):
            notifications.tell_roles(
                ROLE, subject=f"收到备案：{filing}", body=str(filing.maker), path=admin_path(filing)
            )


def missing_parts(filing: NormFiling) -> list[str]:
    """The parts of a complete filing that have no file."""
    held = set(filing.files.values_list("part", flat=True))
    return [part.label for part in FilingFile.NEEDED if part not in held]


@transaction.atomic
def ask_supplement(filing: NormFiling, *, text: str, on: date, actor: User, today: date) -> None:
    """要求补正: the maker has ten days. Raises ValidationError without saying what is missing."""
    _check_inward(filing)
    if not text.strip():
        raise ValidationError({"text": "请写明需要补正什么。"})
    check_day(on, after=filing.filed_on, label="报送日期", today=today)
    filing.ask_supplement()
    finish(filing, DutyKind.CHECK, on=on, actor=actor)
    open_duty(filing, DutyKind.SUPPLEMENT, start=on, today=today)
    note(filing, "要求补正", on=on, text=text, actor=actor)
    activity.record(actor, "要求补正", filing, path=admin_path(filing), reason=text)
    tell_maker(filing, subject=f"请补正备案材料：{filing}", body=text)


@transaction.atomic
def supplement(filing: NormFiling, *, papers: Papers, text: str = "", on: date, actor: User, today: date) -> None:
    """补正: what was missing came; the formal check begins anew. Raises ValidationError without a file."""
    if not any(uploads for _, uploads in papers.parts()):
        raise ValidationError("请上传补正的材料。")
    filing.supplement()
    finish(filing, DutyKind.SUPPLEMENT, on=on, actor=actor)
    _keep_papers(filing, papers, actor=actor)
    open_duty(filing, DutyKind.CHECK, start=on, today=today)
    note(filing, "补正材料", on=on, text=text, actor=actor)
    activity.record(actor, "补正备案材料", filing, path=admin_path(filing))
    notifications.tell_roles(ROLE, subject=f"备案材料已补正：{filing}", path=admin_path(filing))


@transaction.atomic
def return_(filing: NormFiling, *, reason: str, on: date, actor: User, today: date) -> None:
    """退回: outside the scope of filing, with the reason that the maker reads. Raises ValidationError without one.

    Of a document that was expected and not filed it says that no filing is owed.
    """
    if not reason.strip():
        raise ValidationError({"reason": "退回须写明理由，如“不属备案范围：人事任免文件”。"})
    check_day(on, after=filing.filed_on, label="报送日期", today=today)
    was_expected = filing.filed_on is None
    if not was_expected:
        _check_inward(filing)
    filing.return_(reason=reason.strip(), on=on)
    finish(filing, DutyKind.CHECK, on=on, actor=actor)
    for owed in open_duties(filing, DutyKind.FILE):
        obligations.void(owed, reason=reason.strip(), actor=actor)
    note(filing, "不需报备" if was_expected else "退回", on=on, text=reason, actor=actor)
    activity.record(actor, "退回备案", filing, path=admin_path(filing), reason=reason)
    if filing.is_inward:
        tell_maker(filing, subject=f"{'不需报备' if was_expected else '备案已退回'}：{filing}", body=reason)


@transaction.atomic
def register(filing: NormFiling, *, on: date, actor: User, today: date) -> None:
    """登记: gives the registered number and starts the three months of the review.

    Raises ValidationError if the document is outside the scope of the law of its publication: it is returned then.
    """
    _check_inward(filing)
    check_day(on, after=filing.filed_on, label="报送日期", today=today)
    if scope_of(filing) is None:
        raise ValidationError(
            f"{date_text(filing.published_on)}公布时，{filing.maker.get_kind_display()}的"
            f"“{filing.get_norm_kind_display()}”不在备案范围内，请退回并说明理由；确应备案的，先在“备案范围”中登记依据。"
        )
    current = NormFiling.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    number = (
        numbering.issue(SERIES, on=on, subject=filing.title, actor=actor) if current.status == Status.FILED else None
    )
    filing.register(on=on, number=number)
    finish(filing, DutyKind.CHECK, on=on, actor=actor)
    open_duty(filing, DutyKind.REVIEW, start=on, today=today)
    note(filing, "登记", on=on, text=f"登记号：{number}", actor=actor)
    activity.record(actor, "备案登记", filing, path=admin_path(filing))
    tell_maker(filing, subject=f"备案已登记：{filing}", body=f"登记号：{number}")


@transaction.atomic
def note_omission(filing: NormFiling, *, on: date, actor: User) -> None:
    """漏报、迟报通知: the maker is told that the document was published and not filed in time, or came late.

    Raises ValidationError while the days of filing still run.
    """
    _check_inward(filing)
    owed = filing.duties.select_related("obligation").get(kind=DutyKind.FILE).obligation
    if not owed.late_days(on=on):
        raise ValidationError(f"报备期限到{date_text(max(owed.due_plain, owed.due_on))}，没有迟延，不能发通知。")
    filing.notified_on = on
    filing.save(update_fields=["notified_on"])
    word = "漏报" if filing.filed_on is None else "迟报"
    note(filing, f"{word}通知", on=on, actor=actor)
    activity.record(actor, f"发{word}通知", filing, path=admin_path(filing))
    tell_maker(filing, subject=f"规范性文件{word}通知：{filing}", body=f"已超过法定期限{owed.late_days(on=on)}天。")


@transaction.atomic
def attach(filing: NormFiling, *, papers: Papers, actor: User) -> None:
    """Keep papers that came on another way. Raises ValidationError without a file."""
    if not any(uploads for _, uploads in papers.parts()):
        raise ValidationError("请选择文件。")
    _keep_papers(filing, papers, actor=actor)
    activity.record(actor, "登记备案材料", filing, path=admin_path(filing))


def _keep_papers(filing: NormFiling, papers: Papers, *, actor: User) -> None:
    for part, uploads in papers.parts():
        for upload in uploads:
            stored: Attachment = attachments.store(upload, actor=actor)
            FilingFile.objects.create(filing=filing, part=part, attachment=stored)


def duty_of(filing: NormFiling, kind: DutyKind) -> Duty:
    """Who owes it: the maker what is the maker's, the review committee the rest."""
    title = f"{kind.label}：{filing}"
    is_makers = kind in (DutyKind.SUPPLEMENT, DutyKind.ANSWER, DutyKind.CORRECT) or (
        kind == DutyKind.FILE and filing.is_inward
    )
    if is_makers:
        return Duty(title=title, path=working_path(filing), organ=filing.maker, is_historic=filing.is_historic)
    return Duty(title=title, path=admin_path(filing), role=ROLE, is_historic=filing.is_historic)


def open_duty(
    filing: NormFiling, kind: DutyKind, *, start: date, today: date, fixed_on: date | None = None
) -> Obligation:
    """Start the clock of one kind of duty."""
    owed = obligations.open_duty(
        FilingDuty.RULES[kind], duty_of(filing, kind), start=start, today=today, fixed_on=fixed_on
    )
    FilingDuty.objects.create(filing=filing, kind=kind, obligation=owed)
    return owed


def open_duties(filing: NormFiling, *kinds: DutyKind) -> list[Obligation]:
    """What is still owed of those kinds."""
    rows = filing.duties.filter(kind__in=kinds, obligation__status=Obligation.Status.OPEN)
    return [row.obligation for row in rows.select_related("obligation")]


def finish(filing: NormFiling, *kinds: DutyKind, on: date, actor: User) -> None:
    """Those duties, as far as they are open, were done on that day."""
    for owed in open_duties(filing, *kinds):
        obligations.finish(owed, on=on, actor=actor)


def note(
    filing: NormFiling, step: str, *, on: date, actor: User, text: str = "", is_internal: bool = False
) -> FilingRound:
    """Write a line of the course."""
    return FilingRound.objects.create(
        filing=filing, step=step, on=on, text=text.strip(), actor=actor, is_internal=is_internal
    )


def _check_inward(filing: NormFiling) -> None:
    if not filing.is_inward:
        raise ValidationError("向上报备的文件由上级人大常委会审查，不能在这里办理这一步。")


def lock(filing: NormFiling) -> None:
    """Read where it stands now, and keep others from moving it till the end of the transaction."""
    filing.refresh_from_db(fields=["status"], from_queryset=NormFiling.objects.select_for_update(of=("self",)))


def check_day(on: date, *, after: date | None, label: str, today: date) -> None:
    """Refuse a day before the step that it follows, and one that has not come. Raises ValidationError at `on`."""
    if after is not None and on < after:
        raise ValidationError({"on": f"日期不能早于{label}（{date_text(after)}）。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})


def tell_maker(filing: NormFiling, *, subject: str, body: str) -> None:
    """A message to the maker's accounts; those of the government go to its office too."""
    if filing.is_historic:
        return
    told = list(User.objects.of(filing.maker))
    if filing.maker.kind in GOVERNMENT:
        told += User.objects.with_role("gov_office")
    notifications.tell(told, subject=subject, body=body, path=working_path(filing))


def require_publication(filing: NormFiling, *, since: date, actor: User) -> None:
    """The catalogue and the results are made public (SL24 art 45; BJ-FILE24 art 40 as a model)."""
    duty = publication.Duty(
        kind=str(filing._meta.verbose_name),
        title=filing.title,
        basis=PUBLICATION_BASIS,
        path=filing.get_absolute_url(),
    )
    publication.require(filing, duty, since=since, actor=actor)


def result_of(filing: NormFiling) -> str:
    """What came of it, in the words that the public reads; nothing of what is under way."""
    if filing.status in (Status.AMENDED, Status.REPEALED, Status.ANNULLED, Status.RETAINED):
        return filing.get_status_display()
    if filing.status == Status.CONCLUDED:
        return filing.get_conclusion_display()
    return "审查中" if filing.is_inward and filing.registered_on else ""


def compose(filing: NormFiling) -> Content:
    """What the public reads: the entry of the catalogue and the result, no working paper, nobody who asked."""
    day = filing.filed_on or filing.published_on
    facts = [
        ("方向", marked(filing, "direction", filing.get_direction_display())),
        ("制定机关", marked(filing, "maker", filing.maker.name_on(day))),
        ("文号", marked(filing, "maker_number", filing.maker_number)),
        ("文件种类", marked(filing, "norm_kind", filing.get_norm_kind_display())),
        ("公布日期", marked(filing, "published_on", date_text(filing.published_on))),
        ("施行日期", marked(filing, "effective_on", date_text(filing.effective_on)) if filing.effective_on else ""),
        ("报送日期", marked(filing, "filed_on", date_text(filing.filed_on)) if filing.filed_on else ""),
        ("备案登记号", str(filing.number) if filing.number else filing.receiver_number),
        ("审查结果", marked(filing, "conclusion", result_of(filing))),
        ("撤销的决定", str(filing.annulled_by) if filing.annulled_by else ""),
    ]
    return composed(filing, facts, [])
