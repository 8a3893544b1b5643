"""旁听: citizens ask for a seat, the office gives the seats there are, and forgets the people when the meeting is over.

Whether and how many may watch is decided by the chairpersons' meeting (ZJ-SUP08 art 51; ZJ-RULES20 art 12). No log line
holds a name or number: they are erased with the application (个人信息保护法 arts 6, 47).
"""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity, citizens, notifications
from meetings.models import Gallery, Meeting, ObserverApplication

Status = ObserverApplication.Status


def is_open(gallery: Gallery, *, on: date) -> bool:
    """Whether people may sign up on that day."""
    meeting = gallery.meeting
    is_held = meeting.status in Meeting.OFF or meeting.status == Meeting.Status.OPEN or meeting.is_locked
    return gallery.opens_on <= on <= min(gallery.closes_on, meeting.starts_on) and not is_held


def admin_path(gallery: Gallery) -> str:
    """Where the office works on the gallery."""
    return f"/admin/meetings/gallery/{gallery.pk}/change/"


@transaction.atomic
def apply(gallery: Gallery, *, name: str, phone: str, on: date, actor: User) -> ObserverApplication:
    """报名: take a citizen's application; `actor` is the system's account, for a citizen has none.

    Where more have applied than the office can look at, it goes on the waiting list at once. A number that applied
    already is taken again and told nothing else, so that nobody learns of others; it gets one seat (`admit`). Raises
    ValidationError outside the time for it, and for a name or number that is none.
    """
    gallery = _held(gallery)
    if not is_open(gallery, on=on):
        raise ValidationError("现在不在旁听报名时间内。")
    row = ObserverApplication(
        gallery=gallery, name=citizens.clean_name(name), phone=citizens.clean_phone(phone), receipt=citizens.new_code()
    )
    number = gallery.applications.exclude(status=Status.WITHDRAWN).count()
    citizens.check_room(number)
    row.status = Status.RECEIVED if number < settings.GALLERY_APPLICATIONS else Status.WAITING
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "收到旁听申请", gallery, path=admin_path(gallery))
    if number == settings.GALLERY_APPLICATIONS:
        subject = f"旁听报名超过{number}人，以后报名的直接列为候补：{gallery}"
        notifications.tell_roles("office", subject=subject, path=admin_path(gallery))
    return row


def _held(gallery: Gallery) -> Gallery:
    """The gallery, locked: of two clerks who give the last seat one is told."""
    rows = Gallery.objects.select_for_update(of=("self",)).select_related("meeting__term", "meeting__session__term")
    return rows.get(pk=gallery.pk)


def seats_left(gallery: Gallery) -> int:
    """How many may still be admitted."""
    return gallery.seats - gallery.applications.filter(status__in=ObserverApplication.SEATED).count()


def of_same_number(application: ObserverApplication) -> QuerySet[ObserverApplication]:
    """Other applications with the same number that were not withdrawn; none once the number is erased."""
    rows = ObserverApplication.objects.filter(gallery=application.gallery_id, phone=application.phone)
    return rows.exclude(phone="").exclude(pk=application.pk).exclude(status=Status.WITHDRAWN)


@transaction.atomic
def admit(application: ObserverApplication, *, actor: User) -> None:
    """准予旁听: gives the next pass number.

    Raises ValidationError when all seats are given, and when the same number has one.
    """
    gallery = _held(application.gallery)
    _check_before(gallery)
    if of_same_number(application).filter(status__in=ObserverApplication.SEATED).exists():
        raise ValidationError("同一手机号码已经安排一席，请核对是否重复报名。")
    if seats_left(gallery) < 1:
        raise ValidationError(f"席位已满：共{gallery.seats}席，已全部安排；可列为候补，或先增加席位。")
    last = gallery.applications.aggregate(last=Max("pass_number"))["last"] or 0
    application.move(
        Status.ADMITTED,
        allowed=[Status.RECEIVED, Status.WAITING, Status.REFUSED],
        pass_number=application.pass_number or last + 1,
        reason="",
    )
    _log(actor, "准予旁听", application)


@transaction.atomic
def put_on_waiting_list(application: ObserverApplication, *, actor: User) -> None:
    """列为候补: for when a seat comes free."""
    _check_before(_held(application.gallery))
    application.move(Status.WAITING, allowed=[Status.RECEIVED])
    _log(actor, "列为候补", application)


@transaction.atomic
def refuse(application: ObserverApplication, *, reason: str, actor: User) -> None:
    """不予安排, with a reason that the citizen reads. Raises ValidationError without one."""
    _held(application.gallery)
    if not reason.strip():
        raise ValidationError({"reason": "未安排的，请写明理由；申请人可以看到。"})
    application.move(Status.REFUSED, allowed=[Status.RECEIVED, Status.WAITING, Status.ADMITTED], reason=reason.strip())
    _log(actor, "未安排旁听", application)


@transaction.atomic
def withdraw(application: ObserverApplication, *, actor: User) -> None:
    """撤回 by the citizen; a seat that comes free is told to the office while somebody waits for one."""
    gallery = _held(application.gallery)
    had_seat = application.status == Status.ADMITTED
    application.move(Status.WITHDRAWN, allowed=[Status.RECEIVED, Status.WAITING, Status.ADMITTED])
    _log(actor, "撤回旁听申请", application)
    if had_seat and gallery.applications.filter(status=Status.WAITING).exists():
        notifications.tell_roles("office", subject=f"旁听席位空出，可安排候补：{gallery}", path=admin_path(gallery))


@transaction.atomic
def note_arrival(application: ObserverApplication, *, on: date, actor: User) -> None:
    """登记到场: the identity card was looked at in the door. Raises ValidationError on another day."""
    meeting = _held(application.gallery).meeting
    if not meeting.starts_on <= on <= meeting.ends_on:
        raise ValidationError(f"会议日期为{date_text(meeting.starts_on)}，只能在会议当日登记到场。")
    application.move(Status.CAME, allowed=[Status.ADMITTED], id_checked=True)
    _log(actor, "旁听人员到场", application)


def _check_before(gallery: Gallery) -> None:
    meeting = gallery.meeting
    if meeting.is_locked or meeting.status in Meeting.OFF:
        raise ValidationError(f"会议当前为“{meeting.get_status_display()}”，不能再安排旁听。")


def _log(actor: User, verb: str, application: ObserverApplication) -> None:
    detail = {"application": application.pk, "pass": application.pass_number}
    activity.record(actor, verb, application.gallery, path=admin_path(application.gallery), detail=detail)


def due_for_erasure(*, on: date) -> QuerySet[ObserverApplication]:
    """Applications whose meeting has been over, or called off, for longer than people's data may be kept."""
    limit = on - timedelta(days=settings.GALLERY_KEEP_DAYS)
    over = Q(gallery__meeting__ends_on__lt=limit) & ~Q(gallery__meeting__status=Meeting.Status.POSTPONED)
    long_off = Q(gallery__meeting__status__in=Meeting.OFF, gallery__closes_on__lt=limit)
    return ObserverApplication.objects.filter(over | long_off, erased_at__isnull=True)


@transaction.atomic
def erase(*, on: date, actor: User) -> int:
    """Erase names and numbers when the meeting is over; counts and passes stay. How many were; safe to repeat."""
    rows = list(due_for_erasure(on=on).select_for_update(of=("self",)).select_related("gallery__meeting__term"))
    now = timezone.now()
    ObserverApplication.objects.filter(pk__in=[row.pk for row in rows]).update(name="", phone="", erased_at=now)
    for gallery in {row.gallery_id: row.gallery for row in rows}.values():
        number = sum(row.gallery_id == gallery.pk for row in rows)
        activity.record(actor, "清除旁听人员信息", gallery, path=admin_path(gallery), detail={"rows": number})
    return len(rows)
