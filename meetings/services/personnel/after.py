"""After the vote: the announcement with its list, letters of appointment, and the oath to the Constitution.

Source: ZJ-APPT18 arts 27-28 (model); NPC-OATH18; ZJ-OATH15 arts 4-8.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, numbering, obligations
from meetings.models import Announcement, Oath, OathCeremony, PersonnelAction, PostCategory
from meetings.services import announcements
from meetings.services.personnel import checks, motions, wording

LETTER_SERIES: Final = "letter_of_appointment"
ANNOUNCEMENT_TITLE: Final = "关于人事任免的公告"
_Status = PersonnelAction.Status
_Organiser = PostCategory.OathOrganiser


def _locked(actions: Sequence[PersonnelAction]) -> list[PersonnelAction]:
    if not actions:
        raise ValidationError("请至少选择一项任免。")
    keys = [row.pk for row in actions]
    rows = PersonnelAction.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    related = ("person", "post__category", "post__organ", "motion__meeting__term", "oath_obligation")
    return list(rows.select_related(*related).order_by("motion__meeting", "motion", "order"))


def _raise_all(problems: Sequence[str]) -> None:
    if problems:
        raise ValidationError(list(problems))


def _refresh(actions: Sequence[PersonnelAction]) -> None:
    for action in actions:
        action.refresh_from_db()


def _note(action: PersonnelAction, verb: str, *, actor: User) -> None:
    activity.record(actor, verb, action, path=motions.admin_path(action.motion))


def compose_list(actions: Sequence[PersonnelAction], *, on: date) -> str:
    """The text of the announcement of appointments and removals of one meeting."""
    meeting = actions[0].motion.meeting
    decided = actions[0].decided_on or meeting.ends_on
    opening = f"{meeting}于{date_text(decided)}通过下列任免："
    return announcements.framed(opening, *wording.list_text(actions))


@transaction.atomic
def announce(actions: Sequence[PersonnelAction], *, on: date, actor: User, is_historic: bool = False) -> Announcement:
    """Make the carried actions of one meeting known: a numbered announcement with their list, to be published.

    Raises ValidationError naming rows that are not carried, announced already, or of different meetings.
    """
    rows = _locked(actions)
    _raise_all([checks.said(row, message) for row in rows if (message := _announcing_problem(row, on))])
    if len({row.motion.meeting_id for row in rows}) > 1:
        raise ValidationError("一份公告只公布一次会议的任免，请分次公布。")
    announcement = Announcement(
        kind=Announcement.Kind.APPOINTMENT,
        title=ANNOUNCEMENT_TITLE,
        meeting=rows[0].motion.meeting,
        issued_on=on,
        text=compose_list(rows, on=on),
        illustrative=["text"] if any(row.illustrative for row in rows) else [],
    )
    announcements.issue(announcement, actor=actor, is_historic=is_historic)
    for action in rows:
        if action.status == _Status.SWORN:
            # The oath was taken at the meeting itself, before the list came out.
            action.announcement = announcement
            action.save(update_fields=["announcement"])
        else:
            action.announce(announcement=announcement)
        _note(action, "公布任免", actor=actor)
    _refresh(actions)
    return announcement


def _announcing_problem(action: PersonnelAction, on: date) -> str:
    if action.status not in PersonnelAction.CARRIED or action.decided_on is None:
        return f"当前为“{action.get_status_display()}”，表决通过后才能公布。"
    if action.announcement_id is not None or action.status == _Status.ANNOUNCED:
        return "已经公布。"
    if on < action.decided_on:
        return f"公告日期不能早于表决日期（{date_text(action.decided_on)}）。"
    return ""


@transaction.atomic
def issue_letters(actions: Sequence[PersonnelAction], *, on: date, actor: User) -> list[PersonnelAction]:
    """Number a letter of appointment for each appointee, in motion order, handed over on `on`.

    Raises ValidationError naming rows that are no carried appointment, have a letter, or were decided later.
    """
    rows = _locked(actions)
    _raise_all([checks.said(row, message) for row in rows if (message := _letter_problem(row, on))])
    for action in rows:
        action.letter_number = numbering.issue(LETTER_SERIES, on=on, subject=f"任命书：{action}", actor=actor)
        action.letter_issued_on = on
        action.save(update_fields=["letter_number", "letter_issued_on"])
        _note(action, "颁发任命书", actor=actor)
    _refresh(actions)
    return rows


def _letter_problem(action: PersonnelAction, on: date) -> str:
    if action.act != PersonnelAction.Kind.APPOINT:
        return f"{action.get_act_display()}不发任命书。"
    if action.status not in PersonnelAction.CARRIED or action.decided_on is None:
        return f"当前为“{action.get_status_display()}”，表决通过后才能颁发任命书。"
    if action.letter_number_id is not None:
        return f"已经颁发任命书（{action.letter_number}）。"
    if on < action.decided_on:
        return f"任命书不能早于表决日期（{date_text(action.decided_on)}）颁发。"
    return ""


@transaction.atomic
def swear(
    ceremony: OathCeremony, actions: Sequence[PersonnelAction], *, actor: User, today: date | None = None
) -> list[Oath]:
    """Write down who took the oath at a ceremony, new or stored, and fulfil their duties to swear.

    Raises ValidationError naming rows that are not carried yet, were decided later, have sworn, or whose oath another
    body organises (ZJ-OATH15 arts 4-8).
    """
    if today is not None and ceremony.held_on > today:
        raise ValidationError({"held_on": "宣誓日期不能晚于今天，仪式举行后再登记。"})
    rows = _locked(actions)
    _raise_all([checks.said(row, message) for row in rows if (message := _oath_problem(ceremony, row))])
    ceremony.full_clean()
    ceremony.save()
    oaths = []
    for action in rows:
        oath = Oath(ceremony=ceremony, action=action, illustrative=list(action.illustrative))
        oath.full_clean()
        oath.save(force_insert=True)
        action.swear()
        if action.oath_obligation is not None and action.oath_obligation.status == Obligation.Status.OPEN:
            obligations.finish(action.oath_obligation, on=ceremony.held_on, actor=actor)
        _note(action, "宪法宣誓", actor=actor)
        oaths.append(oath)
    _refresh(actions)
    return oaths


def _oath_problem(ceremony: OathCeremony, action: PersonnelAction) -> str:
    if not action.is_appointing:
        return f"{action.get_act_display()}不需要宣誓。"
    if action.status == _Status.SWORN:
        return "已经宣誓。"
    if action.status not in PersonnelAction.CARRIED or action.decided_on is None:
        return f"当前为“{action.get_status_display()}”，表决通过后才能宣誓。"
    if ceremony.held_on < action.decided_on:
        return (
            f"宣誓日期（{date_text(ceremony.held_on)}）早于表决日期（{date_text(action.decided_on)}），"
            "表决通过后才能宣誓。"
        )
    return _organiser_problem(ceremony, action)


def _organiser_problem(ceremony: OathCeremony, action: PersonnelAction) -> str:
    lawful = _Organiser(action.post.category.oath_organiser)
    if lawful == _Organiser.NONE:
        return "该类职务不组织宪法宣誓。"
    if ceremony.organiser != lawful:
        return f"由{lawful.label}组织宣誓，不由{_Organiser(ceremony.organiser).label}组织。"
    return ""
