"""The papers of an inspection: programme, notice and report, as official documents (GB/T 9704-2012).

None of them names a place that is not announced.
"""

from datetime import date

from congress.official import Block, Heading, NumberedPoint, OfficialLetter, Paragraph, date_text, period_text
from meetings.services import letterhead
from supervision.models import Finding, InspectionGroup, Oversight, OversightParticipant
from supervision.services.instruments import bundle_of

Role = OversightParticipant.Role


def programme(oversight: Oversight, *, today: date) -> OfficialLetter:
    """方案: what is looked at, how, when, by whom; a draft until it is adopted (ZJ-SUP08 art 27)."""
    meeting = oversight.adopted_at_meeting
    title = f"关于开展{oversight}的方案"
    return OfficialLetter(
        title=title if meeting else f"{title}（草稿）",
        body=[
            *_part("检查内容", _subjects(oversight)),
            *_part("检查方式", ["、".join(Oversight.Method(each).label for each in oversight.methods)]),
            *_part("检查时间", [_period(oversight)]),
            *_part("检查组", [_group(group) for group in oversight.groups.prefetch_related("members__person")]),
            *_part("组织实施", oversight.programme.splitlines()),
        ],
        passed_at=f"{date_text(meeting.starts_on)}{letterhead.full_name(meeting)}通过" if meeting else "",
        date=meeting.starts_on if meeting else today,
        sealed=False,
    )


def notice(oversight: Oversight, *, today: date) -> OfficialLetter:
    """通知: to the organs, a month before the start, with what they check themselves (ZJ-SUP08 art 29)."""
    day = oversight.notified_on or today
    rows = list(oversight.overseen.select_related("organ", "self_check_obligation"))
    due = next((row.self_check_obligation.due_on for row in rows if row.self_check_obligation), None)
    until = f"于{date_text(due)}前" if due else "在检查开始前"
    committee = oversight.working_committee
    decided = f"经{letterhead.full_name(oversight.adopted_at_meeting)}研究，" if oversight.adopted_at_meeting else ""
    announced = oversight.sites.announced().order_by("visits_on", "visits_at")
    return OfficialLetter(
        issuer=letterhead.short_committee_name(day),
        title=f"关于开展{oversight}的通知",
        addressee="、".join(row.organ.name_on(day) for row in rows),
        body=[
            Paragraph(f"{decided}决定开展{oversight}。现将有关事项通知如下："),
            *_part("检查内容", _subjects(oversight)),
            *_part("检查时间", [_period(oversight)]),
            *_part("检查安排", [f"{date_text(site.visits_on)}，{site.place}" for site in announced]),
            *_part(
                "有关要求",
                [
                    f"请对照上述法律法规开展自查，{until}将自查报告"
                    f"{f'报送{committee.name_on(day)}' if committee else '报送区人大常委会'}。",
                    "检查期间，除上述安排外，检查组可以进行随机抽查和不打招呼的检查。",
                    "请如实提供情况，不得妨碍检查。",
                ],
            ),
        ],
        signer=letterhead.short_committee_name(day),
        date=day,
        printed_by=letterhead.office_name(day),
        printed_on=day,
    )


def report(oversight: Oversight, *, today: date) -> OfficialLetter:
    """执法检查报告 in its four parts (SL24 art 36); of a visit or research its text and what was found."""
    day = oversight.report_on or today
    findings = list(oversight.findings.select_related("instrument", "organ"))
    title = f"关于{oversight}情况的报告"
    return OfficialLetter(
        title=title if oversight.report_on else f"{title}（草稿）",
        body=[
            Paragraph(_opening(oversight)),
            *_part("法律法规实施情况" if oversight.is_inspection else "基本情况", oversight.report.splitlines()),
            *_part("存在的主要问题及原因", [_problem(each) for each in findings]),
            *_part("改进执法工作的建议", _suggestions(findings, Finding.Kind.ENFORCEMENT)),
            *_part("修改完善法律法规的建议", _suggestions(findings, Finding.Kind.AMENDMENT)),
        ],
        signer=_signer(oversight, day),
        date=day,
        sealed=False,
    )


def _signer(oversight: Oversight, day: date) -> str:
    committee = letterhead.short_committee_name(day)
    if oversight.is_inspection:
        return f"{committee}执法检查组"
    return oversight.working_committee.name_on(day) if oversight.working_committee else committee


def _opening(oversight: Oversight) -> str:
    leaders = [row.person.name for row in oversight.participants.select_related("person") if row.role == Role.LEADER]
    led = f"，由{'、'.join(leaders)}任组长" if leaders else ""
    scope = f"，检查{bundle_of(oversight)}的贯彻实施情况" if oversight.is_inspection and bundle_of(oversight) else ""
    return f"{_period(oversight)}，区人大常委会开展了{oversight}{led}{scope}。现将情况报告如下："


def _period(oversight: Oversight) -> str:
    return period_text(oversight.starts_on, oversight.last_day)


def _subjects(oversight: Oversight) -> list[str]:
    laws = [f"{each}的贯彻实施情况" for each in oversight.instruments.all()]
    return laws + [subject.title for subject in oversight.subjects.all()]


def _group(group: InspectionGroup) -> str:
    by_role = {role: [row.person.name for row in group.members.all() if row.role == role] for role in Role}
    return f"{group.name}：" + "；".join(
        f"{Role(role).label}{'、'.join(names)}" for role, names in by_role.items() if names
    )


def _problem(finding: Finding) -> str:
    basis = f"（{finding.basis}）" if finding.basis else ""
    cause = f"主要原因是{finding.cause.strip().rstrip('。')}。" if finding.cause.strip() else ""
    return f"{finding.problem.strip().rstrip('。')}{basis}。{cause}"


def _suggestions(findings: list[Finding], kind: str) -> list[str]:
    return [each.suggestion.strip() for each in findings if each.kind == kind and each.suggestion.strip()]


def _part(heading: str, lines: list[str]) -> list[Block]:
    """A heading with its lines, numbered where there are several; nothing where there is nothing to say."""
    said = [line.strip() for line in lines if line.strip()]
    if not said:
        return []
    blocks = [NumberedPoint(line, level=2) for line in said] if len(said) > 1 else [Paragraph(said[0])]
    return [Heading(heading), *blocks]
