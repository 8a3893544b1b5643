"""Stations: opened, moved, closed; their hours, staff and deputies.

Source: handbook §1.8, §2(l); a deputy of any level may be attached to a station (§6.1 no 9).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from congress.official.numerals import date_text
from congress.services import activity, photos
from congress.services.attachments import Upload
from deputies.models import (
    AREA_KINDS,
    Mandate,
    Station,
    StationAssignment,
    StationHours,
    StationMove,
    StationPhoto,
    StationStaff,
)

ROLE: Final = "station_staff"
#: addresses beside those of stations
RESERVED: Final = ("timetable", "deliberations", "stories", "roster", "assessments")
_OF_THE_DISTRICT: Final = (Organ.Kind.WORKING_COMMITTEE, Organ.Kind.OFFICE)
_OF_THE_AREA: Final = (Station.Kind.STATION, Station.Kind.POINT)


def admin_path(station: Station) -> str:
    """Where the office keeps it."""
    return f"/admin/deputies/station/{station.pk}/change/"


@transaction.atomic
def register(station: Station, *, actor: User) -> Station:
    """建站: a new station, or the correction of one.

    Raises ValidationError if the organ is none that keeps stations of that kind, or the point lies below another
    organ's station.
    """
    is_new = station.pk is None
    check(station)
    station.full_clean()
    station.save(force_insert=is_new)
    activity.record(actor, "建站" if is_new else "修改联络站", station, path=admin_path(station))
    return station


def check(station: Station) -> None:
    """Raise ValidationError where kind, organ and the station above do not fit together."""
    if station.code in RESERVED:
        raise ValidationError({"code": f"“{station.code}”是网站其他页面的地址，请换一个代码。"})
    organ = station.organ if station.organ_id else None
    wanted = AREA_KINDS if station.kind in _OF_THE_AREA else _OF_THE_DISTRICT
    if organ is not None and organ.kind not in wanted:
        words = "人大街道工委或者乡镇人大" if wanted is AREA_KINDS else "代表工委或者办公室"
        raise ValidationError({"organ": f"{station.get_kind_display()}由{words}管理，{organ}不是。"})
    if station.parent is not None and station.parent.organ_id != station.organ_id:
        raise ValidationError({"parent": "联络点与所属联络站须属于同一街道或者乡镇。"})
    if station.parent is not None and station.parent.kind != Station.Kind.STATION:
        raise ValidationError({"parent": "联络点须设在联络站之下。"})


def _locked(station: Station) -> Station:
    return Station.objects.select_for_update(of=("self",)).select_related("organ").get(pk=station.pk)


@transaction.atomic
def move(station: Station, *, on: date, address: str, reason: str, actor: User, today: date) -> StationMove:
    """搬迁: from the address it has to another one; the earlier one stays on record.

    Raises ValidationError for a day to come, before the last move or before the opening.
    """
    stored = _locked(station)
    last = stored.moves.order_by("-moved_on").first()
    if on > today:
        raise ValidationError({"on": "搬迁日期不能晚于今天。"})
    earliest = last.moved_on if last else stored.opened_on
    if on < earliest:
        raise ValidationError({"on": f"搬迁日期不能早于{date_text(earliest)}。"})
    moved = StationMove(
        station=stored, moved_on=on, from_address=stored.address, to_address=address.strip(), reason=reason.strip()
    )
    moved.full_clean()
    moved.save(force_insert=True)
    stored.address, stored.longitude, stored.latitude = moved.to_address, None, None
    stored.full_clean()
    stored.save(update_fields=["address", "longitude", "latitude"])
    station.refresh_from_db(fields=["address", "longitude", "latitude"])
    activity.record(actor, "搬迁联络站", stored, reason=reason, path=admin_path(stored))
    return moved


@transaction.atomic
def close(station: Station, *, on: date, reason: str, actor: User) -> None:
    """停用: staff and deputies leave it on the day before.

    Raises ValidationError if it is closed already, has points or receptions that are still to come.
    """
    stored = _locked(station)
    if stored.closed_on is not None:
        raise ValidationError(f"{stored}已于{date_text(stored.closed_on)}停用。")
    if stored.points.filter(closed_on__isnull=True).exists():
        raise ValidationError(f"{stored}之下还有联络点，请先停用联络点或者改设所属联络站。")
    if stored.receptions.filter(status__in=("planned", "published"), held_on__gte=on).exists():
        raise ValidationError(f"{stored}还有停用以后的接待安排，请先取消。")
    stored.closed_on = on
    stored.full_clean()
    stored.save(update_fields=["closed_on"])
    last = on - timedelta(days=1)
    for staff in stored.staff.filter(ends_on__isnull=True):
        relieve(staff, on=max(last, staff.starts_on), actor=actor)
    for assignment in stored.assignments.filter(ends_on__isnull=True):
        release(assignment, on=max(last, assignment.starts_on), actor=actor)
    station.refresh_from_db(fields=["closed_on"])
    activity.record(actor, "停用联络站", stored, reason=reason, path=admin_path(stored))


@transaction.atomic
def set_hours(station: Station, hours: Iterable[StationHours], *, actor: User) -> None:
    """开放时间: the whole week anew.

    Raises ValidationError naming the weekday on which two spans overlap or one is reversed.
    """
    stored = _locked(station)
    rows = sorted(hours, key=lambda row: (row.weekday, row.opens_at))
    for before, after in pairwise(rows):
        if before.weekday == after.weekday and after.opens_at < before.closes_at:
            raise ValidationError(f"{after.get_weekday_display()}的开放时段重叠。")
    stored.hours.all().delete()
    for row in rows:
        row.pk, row.station = None, stored
        row.full_clean()
        row.save(force_insert=True)
    activity.record(actor, "设置开放时间", stored, path=admin_path(stored), detail={"rows": len(rows)})


@transaction.atomic
def appoint(staff: StationStaff, *, actor: User) -> StationStaff:
    """任站长、联络员: the account opens this station's roster and records, and no other's.

    Raises ValidationError if the station is closed, or there is another head on the days.
    """
    stored = _locked(staff.station)
    if stored.closed_on is not None:
        raise ValidationError(f"{stored}已停用，不能任站长或者联络员。")
    if staff.account_id and not staff.name:
        staff.name = str(staff.account)
    staff.full_clean()
    staff.save(force_insert=staff.pk is None)
    if staff.account is not None:
        staff.account.groups.add(Group.objects.get(name=ROLE))
    activity.record(
        actor, f"任{staff.get_post_display()}", stored, path=admin_path(stored), detail={"name": staff.name}
    )
    return staff


@transaction.atomic
def relieve(staff: StationStaff, *, on: date, actor: User) -> None:
    """离任: the last day; who keeps no other station loses the role.

    Raises ValidationError if it has ended already or the day lies before the first.
    """
    stored = StationStaff.objects.select_for_update(of=("self",)).select_related("account", "station").get(pk=staff.pk)
    if stored.ends_on is not None and stored.ends_on <= on:
        raise ValidationError(f"{stored}已于{date_text(stored.ends_on)}离任。")
    stored.ends_on = on
    stored.full_clean()
    stored.save(update_fields=["ends_on"])
    staff.ends_on = on
    account = stored.account
    if account is not None and not account.station_posts.filter(ends_on__isnull=True).exists():
        account.groups.remove(Group.objects.get(name=ROLE))
    activity.record(actor, "站长、联络员离任", stored.station, detail={"name": stored.name})


@transaction.atomic
def assign(assignment: StationAssignment, *, actor: User) -> StationAssignment:
    """编组进站: a deputy of any level belongs to the station from a day on.

    Raises ValidationError if the mandate is not held on the days, the station is closed or a point, or the deputy
    belongs to another station.
    """
    stored = _locked(assignment.station)
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("person").get(pk=assignment.mandate_id)
    if stored.kind not in (Station.Kind.CENTRE, Station.Kind.STATION):
        raise ValidationError({"station": "代表编入联络站或者中心站；联络点的代表即其联络站的代表。"})
    if stored.closed_on is not None:
        raise ValidationError({"station": f"{stored}已停用，不能编入代表。"})
    last = assignment.ends_on or assignment.starts_on
    if assignment.starts_on < mandate.starts_on or (mandate.ends_on is not None and last > mandate.ends_on):
        ended = f"至{date_text(mandate.ends_on)}" if mandate.ends_on else ""
        raise ValidationError(
            {"mandate": f"{mandate}的资格自{date_text(mandate.starts_on)}{ended}，进站日期不在其间。"}
        )
    assignment.full_clean()
    assignment.save(force_insert=assignment.pk is None)
    activity.record(actor, "代表编组进站", stored, path=admin_path(stored), detail={"deputy": str(mandate)})
    return assignment


@transaction.atomic
def release(assignment: StationAssignment, *, on: date, actor: User) -> None:
    """离站: the last day at the station.

    Raises ValidationError if the deputy left before, or the day lies before the first.
    """
    stored = StationAssignment.objects.select_for_update(of=("self",)).select_related("station").get(pk=assignment.pk)
    if stored.ends_on is not None and stored.ends_on <= on:
        raise ValidationError(f"该代表已于{date_text(stored.ends_on)}离站。")
    stored.ends_on = on
    stored.full_clean()
    stored.save(update_fields=["ends_on"])
    assignment.ends_on = on
    activity.record(actor, "代表离站", stored.station, path=admin_path(stored.station))


@transaction.atomic
def add_photo(station: Station, upload: Upload, *, caption: str, actor: User) -> StationPhoto:
    """A picture of the station; readers are given a copy without place and device."""
    photo = photos.take(StationPhoto(station=station, caption=caption.strip()), upload, actor=actor)
    activity.record(actor, "上传联络站照片", station, path=admin_path(station))
    return photo
