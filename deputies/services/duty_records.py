"""What deputies enter themselves, on the phone with photos, and how the office checks it.

submitted → verified, or returned with a reason → put right and submitted again (feature “entered, then audited”).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity as log
from congress.services import attachments, notifications, photos
from congress.services.attachments import Upload
from deputies.models import (
    KEEP_AREA,
    OWN_KINDS,
    ActivityAttendance,
    ActivityAttendanceQuerySet,
    DutyActivity,
    DutyKind,
    DutyPhoto,
    Person,
    of_area,
)
from deputies.services.duty import admin_path, check_year_open, mandate_of

Status = ActivityAttendance.Status
ROLE: Final = "deputies_wc"
VERIFY: Final = "deputies.verify_duty"
MAX_FILES: Final = 9
_HOURS_A_DAY: Final = 24


def own_path(row: ActivityAttendance) -> str:
    """Where the deputy sees it."""
    return f"/workspace/duty/records/{row.pk}/"


@transaction.atomic
def submit(
    activity: DutyActivity, *, files: Sequence[Upload] = (), actor: User, at: datetime, note: str = ""
) -> ActivityAttendance:
    """登记履职: the deputy's own record, to be checked by the office.

    Raises ValidationError for an account that is no deputy's, a kind that others enter, a day that is still to come,
    and days outside the mandate, with the day of its end.
    """
    person = person_of(actor)
    # Two taps on the button of a phone: the second waits for the first, and finds its record.
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _check(activity, at.date())
    mandate = mandate_of(person, starts_on=activity.starts_on, ends_on=activity.ends_on)
    check_year_open(person, activity.starts_on.year)
    _check_once(person, activity)
    activity.is_own, activity.entered_by = True, actor
    activity.full_clean(exclude=["entered_by"])
    activity.save(force_insert=True)
    row = ActivityAttendance(
        activity=activity,
        mandate=mandate,
        person=person,
        hours=activity.hours,
        status=Status.SUBMITTED,
        submitted_at=at,
        note=note,
        role=_ROLES.get(DutyKind(activity.kind), ActivityAttendance.Role.PARTICIPANT),
    )
    row.full_clean()
    row.save(force_insert=True)
    _attach(row, files, actor=actor)
    log.record(actor, "登记履职记录", row, path=own_path(row))
    return row


_ROLES: Final = {
    DutyKind.RECEPTION: ActivityAttendance.Role.HOST,
    DutyKind.REPORT: ActivityAttendance.Role.REPORTER,
}


def person_of(account: User) -> Person:
    """The person whose account it is. Raises ValidationError if it is nobody's."""
    found = Person.objects.filter(account=account).first()
    if found is None:
        raise ValidationError("您的账号没有关联代表，不能登记履职记录，请与代表工委联系。")
    return found


def _check(activity: DutyActivity, today: date) -> None:
    if activity.kind not in OWN_KINDS:
        raise ValidationError(
            {"kind": f"{DutyKind(activity.kind).label if activity.kind else '该类别'}由组织单位登记，不能自行登记。"}
        )
    if activity.ends_on < activity.starts_on:
        raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
    if activity.ends_on > today:
        raise ValidationError({"ends_on": f"活动到{date_text(activity.ends_on)}才结束，结束后再登记。"})
    days = (activity.ends_on - activity.starts_on).days + 1
    if activity.hours > days * _HOURS_A_DAY:
        raise ValidationError({"hours": f"活动共{days}天，时长不能超过{days * _HOURS_A_DAY}小时。"})


def _check_once(person: Person, activity: DutyActivity) -> None:
    same = ActivityAttendance.objects.filter(
        person=person,
        activity__kind=activity.kind,
        activity__starts_on=activity.starts_on,
        activity__title=activity.title,
    )
    if same.exclude(status=Status.WITHDRAWN).exclude(activity=activity.pk).exists():
        raise ValidationError("这一天已有同名的履职记录，请勿重复登记。")


def _attach(row: ActivityAttendance, files: Sequence[Upload], *, actor: User) -> None:
    """Pictures are kept with a copy without place and device, which is all that is shown; papers as they are."""
    if row.files.count() + row.photos.count() + len(files) > MAX_FILES:
        raise ValidationError({"uploads": f"每条记录最多{MAX_FILES}张照片或者材料。"})
    for upload in files:
        try:
            if photos.is_picture(attachments.check(upload).content_type):
                photos.take(DutyPhoto(attendance=row), upload, actor=actor)
            else:
                row.files.add(attachments.store(upload, actor=actor))
        except ValidationError as error:
            raise ValidationError({"uploads": error.messages}) from error


@transaction.atomic
def correct(
    row: ActivityAttendance, changed: DutyActivity, *, files: Sequence[Upload] = (), actor: User, at: datetime
) -> None:
    """重新提交: an own record that came back or is unchecked, put right by the deputy.

    `changed` is its activity with the new values. Raises ValidationError for somebody else's record and for what
    `submit` refuses.
    """
    _check_own(row, actor)
    stored = DutyActivity.objects.select_for_update(of=("self",)).get(pk=changed.pk)
    _check(changed, at.date())
    mandate = mandate_of(row.person, starts_on=changed.starts_on, ends_on=changed.ends_on)
    for year in {stored.starts_on.year, changed.starts_on.year}:
        check_year_open(row.person, year)
    _check_once(row.person, changed)
    row.resubmit(at=at)
    changed.full_clean()
    changed.save()
    row.mandate, row.hours = mandate, changed.hours
    row.save(update_fields=["mandate", "hours"])
    _attach(row, files, actor=actor)
    log.record(actor, "重新提交履职记录", row, path=own_path(row))


@transaction.atomic
def withdraw(row: ActivityAttendance, *, actor: User) -> None:
    """撤回: the deputy takes the record back; it stays on file and counts nowhere."""
    _check_own(row, actor)
    row.withdraw()
    log.record(actor, "撤回履职记录", row, path=own_path(row))


def _check_own(row: ActivityAttendance, actor: User) -> None:
    if not row.activity.is_own or row.person.account_id != actor.pk:
        raise ValidationError("只能办理本人登记的履职记录。")


def checks_records(user: User) -> bool:
    """Whether a person checks own records of deputies at all."""
    return user.has_perm(VERIFY) or (user.has_perm(KEEP_AREA) and user.organ_id is not None)


def to_check(user: User) -> ActivityAttendanceQuerySet:
    """Own records of deputies that wait for the person's check: all, or those of the area; never one's own."""
    rows = ActivityAttendance.objects.filter(activity__is_own=True, status=Status.SUBMITTED)
    rows = rows.exclude(person__account=user)
    return rows if user.has_perm(VERIFY) else rows.filter(of_area(user, "mandate__delegation"))


def may_verify(user: User, row: ActivityAttendance) -> bool:
    """The deputies' committee checks all, an area its own; nobody checks himself."""
    if row.person.account_id == user.pk:
        return False
    if user.has_perm(VERIFY):
        return True
    return ActivityAttendance.objects.filter(of_area(user, "mandate__delegation"), pk=row.pk).exists()


@transaction.atomic
def verify(row: ActivityAttendance, *, actor: User, at: datetime) -> None:
    """核实: the record counts from here on.

    Raises ValidationError for who may not, oneself included, and for a year whose assessment was confirmed.
    """
    _check_verifier(row, actor)
    check_year_open(row.person, row.activity.starts_on.year)
    row.verify(by=actor, at=at)
    log.record(actor, "核实履职记录", row, path=admin_path(row.activity))
    _tell(row, f"履职记录已核实：{row.activity}")


@transaction.atomic
def verify_all(rows: Collection[ActivityAttendance], *, actor: User, at: datetime) -> int:
    """核实: all of them or none; how many."""
    for row in rows:
        verify(row, actor=actor, at=at)
    return len(rows)


@transaction.atomic
def give_back(row: ActivityAttendance, *, reason: str, actor: User) -> None:
    """退回: with the reason, which the deputy reads. Raises ValidationError without one."""
    _check_verifier(row, actor)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回的理由。"})
    if len(reason.strip()) > 200:
        raise ValidationError({"reason": "退回理由不能超过200字。"})
    row.give_back(reason=reason.strip())
    log.record(actor, "退回履职记录", row, path=admin_path(row.activity), reason=reason.strip())
    _tell(row, f"履职记录被退回：{row.activity}", reason.strip())


def _check_verifier(row: ActivityAttendance, actor: User) -> None:
    if not row.activity.is_own:
        raise ValidationError("本记录由组织单位登记，请在活动中核实。")
    if not may_verify(actor, row):
        raise ValidationError("您不能核实这条履职记录。")


def _tell(row: ActivityAttendance, subject: str, body: str = "") -> None:
    if row.person.account is not None:
        notifications.tell([row.person.account], subject=subject, body=body, path=own_path(row), is_urgent=False)
