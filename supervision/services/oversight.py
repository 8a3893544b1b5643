"""What the public is told of inspections, visits and research.

Source: SL24 arts 17, 37; handbook §5.3.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from congress.models import User
from congress.publishing import Content, Point, Section
from congress.services import publication
from congress.services.copies import EXAMPLE_MARK, composed, marked
from congress.services.deadlines import chinese_date
from supervision.models import Finding, Oversight
from supervision.services.inspection_groups import level_counts
from supervision.services.inspection_series import series_number
from supervision.services.instruments import bundle_of

PUBLICATION_BASIS = "《监督法》第三十七条"


@transaction.atomic
def require_publication(oversight: Oversight, *, actor: User) -> None:
    """Open the duty to report it to deputies and to publish it."""
    duty = publication.Duty(
        kind=str(oversight._meta.verbose_name),
        title=str(oversight),
        basis=PUBLICATION_BASIS,
        path=oversight.get_absolute_url(),
    )
    publication.require(oversight, duty, since=oversight.ends_on or oversight.starts_on, actor=actor)


def compose(oversight: Oversight) -> Content:
    """What the activity would show to readers: of the places only the open ones where it was already.

    The report has the parts of SL24 art 36: evaluation, problems and causes, suggestions on enforcement, on the law.
    """
    content = composed(oversight, _facts(oversight), _sections(oversight))
    if findings := list(oversight.findings.select_related("instrument")):
        content["sections"] += _findings(oversight, findings)
    return content


def _facts(oversight: Oversight) -> list[tuple[str, str]]:
    organs = "、".join(organ.name_on(oversight.starts_on) for organ in oversight.organs.all())
    people = list(oversight.participants.all())
    example = EXAMPLE_MARK if any(row.illustrative for row in people) else ""
    leaders = "、".join(str(row.person) for row in people if row.role == row.Role.LEADER)
    levels = "、".join(f"{label}{number}名" for label, number in level_counts(oversight).items())
    number = series_number(oversight, _series(oversight))
    return [
        ("类别", oversight.get_kind_display()),
        ("开始", marked(oversight, "starts_on", chinese_date(oversight.starts_on))),
        ("结束", marked(oversight, "ends_on", chinese_date(oversight.ends_on)) if oversight.ends_on else ""),
        ("被监督机关", marked(oversight, "organs", organs)),
        ("检查范围", marked(oversight, "instruments", bundle_of(oversight))),
        ("检查组组长", f"{leaders}{example}" if leaders else ""),
        ("检查方式", "、".join(Oversight.Method(each).label for each in oversight.methods)),
        ("首次", "是" if oversight.is_first else ""),
        ("参加", "全国、省、市、区、乡镇五级人大代表" if oversight.five_levels else ""),
        ("参加代表", f"{levels}{example}" if levels else ""),
        ("连续开展", f"第{number}年" if number else ""),
    ]


def _series(oversight: Oversight) -> list[Oversight]:
    return list(Oversight.objects.filter(series=oversight.series)) if oversight.series else []


def _sections(oversight: Oversight) -> list[tuple[str, list[str]]]:
    today = timezone.localdate()
    sites = oversight.sites.announced().filter(visits_on__lt=today)
    places = [
        f"{chinese_date(site.visits_on)}　{site.place}{EXAMPLE_MARK if site.illustrative else ''}" for site in sites
    ]
    return [
        ("检查的法律法规", [marked(oversight, "instruments", str(each)) for each in oversight.instruments.all()]),
        ("内容", [subject.title for subject in oversight.subjects.all()]),
        ("检查点", places),
        ("实施情况" if oversight.is_inspection else "情况", _lines(oversight.report)),
        ("反馈情况", [f"{row}：{line}" for row in oversight.overseen.all() for line in _lines(row.feedback)]),
    ]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _findings(oversight: Oversight, findings: Sequence[Finding]) -> list[Section]:
    """Problems with their causes, then what is suggested on enforcement and on the law."""
    problems: list[Point] = [_point(number, _problem(each)) for number, each in enumerate(findings, start=1)]
    parts: list[Section] = [{"heading": "存在的问题", "paragraphs": [], "points": problems}]
    for kind in Finding.Kind:
        wanted = [each for each in findings if each.kind == kind and each.suggestion.strip()]
        points = [_point(number, each.suggestion) for number, each in enumerate(wanted, start=1)]
        if points:
            parts.append({"heading": f"{kind.label}的建议", "paragraphs": [], "points": points})
    return parts


def _problem(finding: Finding) -> str:
    cause = f"原因：{finding.cause.strip().rstrip('。')}。" if finding.cause.strip() else ""
    basis = f"（{finding.basis}）" if finding.basis else ""
    mark = EXAMPLE_MARK if finding.illustrative else ""
    return f"{finding.problem.strip().rstrip('。')}{basis}。{cause}{mark}"


def _point(number: int, text: str) -> Point:
    return {"number": number, "text": text, "answer": "", "state": ""}
