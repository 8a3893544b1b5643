"""Word papers of filing and review: registration form, opinion, notice of omission, reply, catalogue, yearly report."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError

from congress.official import Block, Heading, OfficialLetter, Paragraph, Table, date_text
from meetings.services import letterhead
from supervision.models import FilingCheck, FilingDuty, NormFiling, ReviewSuggestion

from . import filings
from .filing_figures import YearFigures

_WIDE: Final = (3, 9)


def registration_form(filing: NormFiling, *, today: date) -> OfficialLetter:
    """备案登记表: what was filed, when, and what came of the formal check."""
    day = filing.registered_on or filing.filed_on or today
    rows = [
        ["备案登记号", str(filing.number or "")],
        ["文件名称", filing.title],
        ["制定机关", filing.maker.name_on(filing.published_on)],
        ["制定机关文号", filing.maker_number],
        ["文件种类", filing.get_norm_kind_display()],
        ["公布日期", date_text(filing.published_on)],
        ["施行日期", date_text(filing.effective_on) if filing.effective_on else ""],
        ["报送日期", date_text(filing.filed_on) if filing.filed_on else "未报备"],
        ["报备材料", "；".join(str(each) for each in filing.files.select_related("attachment"))],
        ["形式审查", filing.return_reason or (f"{date_text(day)}登记" if filing.registered_on else "")],
        ["审查启动方式", filing.get_initiative_display()],
        ["审查结论", filing.get_conclusion_display() if filing.conclusion else ""],
        ["经办人", ""],
        ["备注", _late_words(filing, today)],
    ]
    return OfficialLetter(
        title=f"{letterhead.short_committee_name(day)}\n规范性文件备案登记表",
        body=[Table(["项目", "内容"], rows, widths=_WIDE, row_height=28, left=(1,))],
        date=day,
    )


def _late_words(filing: NormFiling, today: date) -> str:
    late = late_days(filing, on=today)
    return f"超过法定期限{late}天。" if late else ""


def late_days(filing: NormFiling, *, on: date) -> int:
    """Days by which the filing came, or is, too late."""
    row = filing.duties.filter(kind=FilingDuty.Kind.FILE).select_related("obligation").first()
    return row.late_days(on=on) if row else 0


def opinion(filing: NormFiling, *, today: date) -> OfficialLetter:
    """审查意见书 to the maker: what was reviewed, what was found, what is asked.

    Raises ValidationError before there is a conclusion that says something.
    """
    if filing.conclusion not in (NormFiling.Conclusion.ADVICE, NormFiling.Conclusion.CORRECTION):
        raise ValidationError("还没有提出建议或者需要纠正的审查结论，不能制作审查意见书。")
    number = filing.opinion_number
    day = number.issued_on if number else filing.concluded_on or today
    problems = filing.checks.filter(finding=FilingCheck.Finding.PROBLEM)
    body: list[Block] = [
        Paragraph(
            f"你单位{date_text(filing.published_on)}公布的《{filing.title}》"
            f"{f'（{filing.maker_number}）' if filing.maker_number else ''}，已于"
            f"{date_text(filing.filed_on) if filing.filed_on else '——'}报送备案"
            f"{f'（登记号：{filing.number}）' if filing.number else ''}。经审查，提出意见如下："
        ),
        *_problems(problems),
        Heading("审查意见"),
        *(Paragraph(line) for line in filing.conclusion_text.splitlines() if line.strip()),
    ]
    if filing.conclusion == NormFiling.Conclusion.CORRECTION:
        body.append(Paragraph("请自收到本意见书之日起三十日内，书面答复是否修改或者废止以及有关安排。"))
    committee = letterhead.short_committee_name(day)
    return OfficialLetter(
        issuer=committee,
        number=str(number) if number else "",
        title=f"关于《{filing.title}》的审查意见书",
        addressee=filing.maker.name_on(day),
        body=body,
        signer=committee,
        date=day,
        printed_by=letterhead.office_name(day) if number else "",
        printed_on=number.issued_on if number else None,
    )


def _problems(rows: Iterable[FilingCheck]) -> list[Block]:
    lines: list[Block] = [Paragraph(f"{row.get_criterion_display()}：{row.note}") for row in rows]
    return [Heading("审查发现的问题"), *lines] if lines else []


def omission_notice(filing: NormFiling, *, today: date) -> OfficialLetter:
    """漏报、迟报通知书: the law, the day, and how late. Raises ValidationError where nothing is late."""
    day = filing.notified_on or today
    row = filing.duties.select_related("obligation__rule").filter(kind=FilingDuty.Kind.FILE).first()
    late = row.late_days(on=day) if row else 0
    if row is None or not late:
        raise ValidationError("本件没有迟延，不能制作漏报、迟报通知书。")
    is_omitted = filing.filed_on is None
    word = "漏报" if is_omitted else "迟报"
    committee = letterhead.short_committee_name(day)
    limit = date_text(max(row.obligation.due_plain, row.obligation.due_on))
    facts = (
        f"你单位{date_text(filing.published_on)}公布的《{filing.title}》"
        f"{f'（{filing.maker_number}）' if filing.maker_number else ''}，依照{row.obligation.rule.citation}，"
        f"应当于{limit}前报送备案，"
    )
    told = (
        f"至今没有报送，已超过{late}天。"
        if is_omitted
        else f"{date_text(filing.filed_on or day)}才报送，迟延{late}天。"
    )
    asked = (
        "请收到本通知后立即报送备案报告、正式文本、说明和制定依据，并说明漏报的原因。"
        if is_omitted
        else "请查明迟报的原因，今后按期报送备案。"
    )
    return OfficialLetter(
        issuer=committee,
        title=f"规范性文件{word}通知书",
        addressee=filing.maker.name_on(day),
        body=[Paragraph(facts + told), Paragraph(asked)],
        signer=committee,
        date=day,
    )


def reply(suggestion: ReviewSuggestion) -> OfficialLetter:
    """答复函 to a suggester. Raises ValidationError before there is a reply."""
    if suggestion.status not in ReviewSuggestion.ANSWERED or suggestion.replied_on is None:
        raise ValidationError("还没有答复，不能制作答复函。")
    day = suggestion.replied_on
    committee = letterhead.short_committee_name(day)
    return OfficialLetter(
        issuer=committee,
        title="关于规范性文件审查建议的答复函",
        addressee=suggestion.name or "建议人",
        body=[
            Paragraph(
                f"你{date_text(suggestion.received_on)}提出的对《{suggestion.norm_title}》的审查建议收悉。现答复如下："
            ),
            *(Paragraph(line) for line in suggestion.reply.splitlines() if line.strip()),
            Paragraph("感谢你对规范性文件备案审查工作的关心和支持。"),
        ],
        signer=committee,
        date=day,
    )


def catalogue(year: int, *, today: date) -> OfficialLetter:
    """备案文件目录 of a year: what was registered or sent upward, with the results."""
    rows = NormFiling.objects.counted().filter(filed_on__year=year).select_related("maker", "number__series")
    lines = [
        [
            str(place),
            str(row.number or row.receiver_number or "—"),
            row.title,
            row.maker.name_on(row.published_on),
            date_text(row.published_on),
            date_text(row.filed_on) if row.filed_on else "",
            filings.result_of(row) or row.get_direction_display(),
        ]
        for place, row in enumerate(
            rows.prefetch_related("maker__names").order_by("direction", "filed_on", "pk"), start=1
        )
    ]
    head = ["序号", "登记号", "文件名称", "制定机关", "公布日期", "报送日期", "结果"]
    body: list[Block] = [Table(head, lines, widths=(1, 2.2, 4.4, 2.8, 2, 2, 1.8), left=(2,))]
    return OfficialLetter(
        title=f"{year}年规范性文件备案目录",
        body=body if lines else [Paragraph("本年度没有备案的规范性文件。")],
        date=today,
        passed_at=f"共{len(lines)}件",
    )


def yearly_report(figures: YearFigures, *, today: date) -> OfficialLetter:
    """备案审查工作情况报告: figures from the records; what a person must write is marked （请补充）."""
    year = figures.year
    body: list[Block] = [
        Paragraph(f"根据《监督法》第四十五条的规定，现将{year}年规范性文件备案审查工作情况报告如下，请审议。"),
        Heading("备案工作情况"),
        Paragraph(
            f"{year}年，共审查报备规范性文件{figures.total}件，其中接受报备并登记{figures.inward}件，"
            f"本会文件向上报备{figures.outward}件；退回不属备案范围的{figures.returned}件。"
            f"{_listed('接受报备的，按制定机关分：', figures.by_maker)}{_listed('按文件种类分：', figures.by_kind)}"
            f"迟报{figures.late}件，发出漏报通知{figures.omitted}件。"
        ),
        Heading("审查工作情况"),
        Paragraph(
            f"{_listed('作出审查结论的：', figures.by_conclusion) or '没有作出审查结论的文件。'}"
            f"尚在审查、纠正中的{figures.under_review}件。"
            f"经审查，制定机关修改{figures.amended}件、废止{figures.repealed}件，常委会撤销{figures.annulled}件。"
        ),
        Paragraph(f"收到公民、组织提出的审查建议{figures.suggestions}件，已答复{figures.answered}件。"),
        Heading("存在的问题"),
        Paragraph("（请补充）"),
        Heading("下一步工作"),
        Paragraph("（请补充）"),
    ]
    return OfficialLetter(
        title=f"{letterhead.short_committee_name(today)}\n关于{year}年规范性文件备案审查工作情况的报告",
        body=body,
        signer=letterhead.short_committee_name(today),
        date=today,
        sealed=False,
    )


def _listed(lead: str, rows: Iterable[tuple[str, int]]) -> str:
    pairs = [f"{label}{number}件" for label, number in rows]
    return f"{lead}{'、'.join(pairs)}。" if pairs else ""
