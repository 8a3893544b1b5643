"""社情民意 as it comes in: written by a visitor or taken down by the station, registered, answered or merged.

No log line or message holds a visitor's name, number or words: they are erased with the visitor (handbook §5.2;
个人信息保护法 arts 6, 28, 47). Source: handbook §2(l).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Final

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from congress.models import User
from congress.services import activity, attachments, citizens, locks, notifications, photos
from congress.services.attachments import Upload
from congress.workflow import TransitionError
from deputies.models import (
    Mandate,
    OpinionField,
    OpinionGuidance,
    OpinionPhoto,
    OpinionVisitor,
    PublicOpinion,
    ReceptionSlot,
    Station,
    StationAssignment,
    StationStaff,
)

Status = PublicOpinion.Status
Channel = PublicOpinion.Channel
_LOCK: Final = "deputies.public_opinions"
_TEXT: Final = (8, 2000)
_PLACE_LENGTH: Final = 120
_TITLE: Final = (4, 80)
MOST_PHOTOS: Final = 3
#: opinions that the page of a new one shows as perhaps the same
_ALIKE_SHOWN: Final = 5


@dataclass(frozen=True)
class Letter:
    """What a visitor tells: the matter, and as little of the person as the person likes."""

    text: str
    place: str = ""
    name: str = ""
    phone: str = ""
    photos: Sequence[Upload] = field(default_factory=tuple)


@dataclass(frozen=True)
class Registration:
    """What the station makes of it: a title without personal data, the field, who received."""

    title: str
    field: OpinionField
    place: str = ""
    deputy: Mandate | None = None
    reception: ReceptionSlot | None = None


@transaction.atomic
def receive(
    letter: Letter, *, station: Station, deputy: Mandate | None, at: datetime, on: date, actor: User
) -> tuple[PublicOpinion, str]:
    """来信: take what a visitor wrote; the code is told now and never again. `actor` is the system's account.

    Where more wait than the station can look at, it is taken all the same and waits its turn (`take_up`). Raises
    ValidationError at the field for what is too short or too long, an identity number or number of a telephone in the
    text, a name or number that is none, a file that is no picture, a station or deputy that takes no letters.
    """
    locks.hold(_LOCK)
    _check_addressee(station, deputy, on)
    row = PublicOpinion(station=station, deputy=deputy, channel=Channel.ONLINE, received_on=on, **_words(letter))
    waiting = PublicOpinion.objects.filter(station=station).waiting()
    if waiting.filter(text=row.text).exists():
        raise ValidationError({"text": "同样的内容已经收到，不用重复提交；请用原来的查询码查看。"})
    citizens.check_room(PublicOpinion.objects.all().waiting().count())
    in_line = waiting.filter(is_piled=False).count()
    row.is_piled = in_line >= settings.STATION_OPINIONS_IN_LINE
    code = _keep(row, letter, at=at, actor=actor)
    activity.record(actor, "收到来信", row)
    _tell_of_arrival(row, in_line, on)
    return row, code


def _check_addressee(station: Station, deputy: Mandate | None, on: date) -> None:
    if not Station.objects.all().active(on=on).filter(pk=station.pk).exists():
        raise ValidationError({"station": "这个联络站已经停用，请选择其他联络站。"})
    if deputy is None:
        return
    if not StationAssignment.objects.in_force(on=on).filter(station=station, mandate=deputy).exists():
        raise ValidationError({"deputy": "这位代表不在所选的联络站，请重新选择。"})


def _words(letter: Letter) -> dict[str, str]:
    text = citizens.visible(letter.text, keeps_lines=True)
    least, most = _TEXT
    if len(text) < least:
        raise ValidationError({"text": f"请写清楚是什么事情，至少{least}个字。"})
    if len(text) > most:
        raise ValidationError({"text": f"最多{most}个字，现有{len(text)}个字。"})
    if citizens.has_identity_number(text):
        raise ValidationError({"text": "请不要填写身份证号码。"})
    if citizens.has_mobile_number(text):
        raise ValidationError({"text": "请不要在内容中写手机号码；需要回电的，请填在“电话”一栏。"})
    place = citizens.visible(letter.place)
    if len(place) > _PLACE_LENGTH:
        raise ValidationError({"place": f"最多{_PLACE_LENGTH}个字。"})
    return {"text": text, "place": place}


def _keep(row: PublicOpinion, letter: Letter, *, at: datetime, actor: User) -> str:
    """Store the matter, apart from it who came, and the pictures without what a camera wrote into them."""
    if len(letter.photos) > MOST_PHOTOS:
        raise ValidationError({"photos": f"最多{MOST_PHOTOS}张照片。"})
    code = citizens.new_code()
    visitor = OpinionVisitor(
        name=citizens.clean_name(letter.name) if letter.name.strip() else "",
        phone=citizens.clean_phone(letter.phone) if letter.phone.strip() else "",
        code_digest=citizens.digest(code),
        agreed_at=at,
    )
    row.full_clean()
    row.save(force_insert=True)
    visitor.opinion = row
    visitor.full_clean()
    visitor.save(force_insert=True)
    for number, upload in enumerate(letter.photos, 1):
        _keep_photo(row, upload, number, actor)
    return code


def _keep_photo(row: PublicOpinion, upload: Upload, number: int, actor: User) -> None:
    """Even the original is kept without place, device and the name of its file: nobody needs them here."""
    try:
        checked = attachments.check(upload)
    except ValidationError as error:
        raise ValidationError({"photos": error.messages}) from error
    if not photos.is_picture(checked.content_type) or upload.file is None:
        raise ValidationError({"photos": f"第{number}个文件不是照片，请选择jpg或png格式的照片。"})
    try:
        content = photos.clean(upload.file, content_type=checked.content_type)
    except ValueError:
        raise ValidationError({"photos": f"第{number}张照片无法读出图像，请重新拍摄。"}) from None
    extension = "jpg" if checked.content_type == "image/jpeg" else "png"
    plain = SimpleUploadedFile(f"照片{number}.{extension}", BytesIO(content).getvalue(), checked.content_type)
    photos.take(OpinionPhoto(opinion=row), plain, actor=actor)


def _tell_of_arrival(row: PublicOpinion, in_line: int, on: date) -> None:
    """One message when the line begins and one when it is full: the station is not drowned in a flood."""
    path = "/workspace/voices/"
    if in_line == 0:
        subject = f"有新的来信待登记：{row.station}"
        notifications.tell(keepers(row.station, on=on), subject=subject, path=path, is_urgent=False)
    elif in_line == settings.STATION_OPINIONS_IN_LINE and not _has_pile(row):
        subject = f"{row.station}待登记的来信超过{in_line}件，以后收到的依次排队"
        notifications.tell(keepers(row.station, on=on), subject=subject, path=path)
    if not row.is_piled:
        _tell_deputy(row, "有选民通过联络站给您来信")


def _tell_deputy(row: PublicOpinion, subject: str, *, but: User | None = None) -> None:
    """The deputy to whom it was written, or who received it; without words of the visitor."""
    account = row.deputy.person.account if row.deputy is not None else None
    if account is not None and account != but and not row.is_historic:
        notifications.tell([account], subject=subject, path=row.get_absolute_url(), is_urgent=False)


def _has_pile(row: PublicOpinion) -> bool:
    piled = PublicOpinion.objects.filter(station=row.station, is_piled=True)
    return piled.exclude(pk=row.pk).exists()


def keepers(station: Station, *, on: date) -> QuerySet[User]:
    """The accounts that keep a station: its own staff; where it has none, its street's or township's people."""
    staff = StationStaff.objects.in_office(on=on).filter(
        Q(station=station) | Q(station=station.parent_id), account__isnull=False
    )
    own = User.objects.get_queryset().active().filter(pk__in=staff.values("account"))
    return own if own.exists() else User.objects.of(station.organ)


@transaction.atomic
def take_up(*, actor: User) -> int:
    """Bring the oldest that waited their turn into the lines of their stations, as far as there is room; how many."""
    locks.hold(_LOCK)
    moved = 0
    piled = PublicOpinion.objects.filter(is_piled=True)
    for key in piled.order_by().values_list("station", flat=True).distinct():
        rows = PublicOpinion.objects.filter(station=key)
        room = max(0, settings.STATION_OPINIONS_IN_LINE - rows.in_line().count())
        oldest = rows.filter(is_piled=True).order_by("received_on", "pk")[:room]
        taken = list(oldest.select_related("deputy__person__account"))
        moved += PublicOpinion.objects.filter(pk__in=[row.pk for row in taken]).update(is_piled=False)
        for row in taken:
            _tell_deputy(row, "有选民通过联络站给您来信")
    return moved


@transaction.atomic
def take_down(
    letter: Letter,
    registration: Registration,
    *,
    station: Station,
    channel: str,
    on: date,
    at: datetime,
    today: date,
    actor: User,
) -> tuple[PublicOpinion, str]:
    """登记来访、来电、走访: typed by the station and registered at once; the code is for the visitor.

    Raises ValidationError as `receive` and `register`, for a day to come, and for the channel of letters.
    """
    if channel not in (Channel.VISIT, Channel.PHONE, Channel.OUTREACH):
        raise ValidationError({"channel": "请选择来站接待、来电或者走访收集。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    _check_addressee(station, registration.deputy, on)
    _check_reception(registration.reception, station)
    row = PublicOpinion(
        station=station,
        deputy=registration.deputy,
        reception=registration.reception,
        channel=channel,
        received_on=on,
        registered_on=on,
        status=Status.REGISTERED,
        title=_title(registration.title),
        field=registration.field,
        **_words(letter),
    )
    code = _keep(row, letter, at=at, actor=actor)
    activity.record(actor, "登记社情民意", row)
    _tell_deputy(row, "联络站登记了您接待的社情民意", but=actor)
    return row, code


def _check_reception(reception: ReceptionSlot | None, station: Station) -> None:
    if reception is not None and reception.station_id != station.pk:
        raise ValidationError({"reception": "接待场次不在本站。"})


def _title(title: str) -> str:
    plain = citizens.visible(title)
    least, most = _TITLE
    if not least <= len(plain) <= most:
        raise ValidationError({"title": f"标题请写{least}至{most}个字。"})
    if citizens.has_identity_number(plain) or citizens.has_mobile_number(plain):
        raise ValidationError({"title": "标题不能有身份证号码、手机号码等个人信息。"})
    return plain


@transaction.atomic
def register(opinion: PublicOpinion, registration: Registration, *, on: date, actor: User) -> None:
    """登记 a letter: title, field, place, who receives. Raises ValidationError at the field."""
    opinion = locked(opinion)
    if on < opinion.received_on:
        raise ValidationError({"on": "登记日期不能早于收到日期。"})
    deputy = registration.deputy or opinion.deputy
    _check_addressee(opinion.station, registration.deputy, on)
    place = citizens.visible(registration.place)[:_PLACE_LENGTH] or opinion.place
    opinion.register(on=on, title=_title(registration.title), field=registration.field, place=place, deputy=deputy)
    activity.record(actor, "登记社情民意", opinion)
    _tell_deputy(opinion, f"社情民意已登记，可以现场答复：{opinion}", but=actor)


def locked(opinion: PublicOpinion) -> PublicOpinion:
    """The stored opinion, which nobody else can move meanwhile."""
    rows = PublicOpinion.objects.select_for_update(of=("self",)).select_related(
        "station__organ", "organ", "deputy__person__account"
    )
    return rows.get(pk=opinion.pk)


def alike(opinion: PublicOpinion, *, user: User, on: date) -> Sequence[PublicOpinion]:
    """Others of the last months that may tell of the same matter, the likest first; only what the person may read."""
    since = opinion.received_on - timedelta(days=settings.OPINION_ALIKE_DAYS)
    rows = (
        PublicOpinion.objects.all()
        .visible_to(user, on=on)
        .filter(received_on__gte=since)
        .exclude(pk=opinion.pk)
        .exclude(status__in=(Status.MERGED, Status.NOT_ACCEPTED))
        .annotate(likeness=TrigramSimilarity("text", opinion.text))
        .filter(likeness__gte=settings.OPINION_ALIKENESS)
    )
    return list(rows.select_related("station").order_by("-likeness", "pk")[:_ALIKE_SHOWN])


@transaction.atomic
def merge(opinion: PublicOpinion, *, into: PublicOpinion, on: date, actor: User) -> None:
    """合并: deal with it under another; its visitor is answered with that one, and rates for himself.

    Raises ValidationError for itself, for one that is merged itself or not registered yet.
    """
    first, second = sorted((opinion.pk, into.pk))
    held = {row.pk: row for row in PublicOpinion.objects.select_for_update().filter(pk__in=(first, second))}
    if opinion.pk == into.pk or into.pk not in held:
        raise ValidationError({"into": "请选择另一件社情民意。"})
    target = held[into.pk]
    if target.status in (Status.RECEIVED, Status.MERGED, Status.NOT_ACCEPTED):
        raise ValidationError({"into": f"“{target}”{target.get_status_display()}，不能合并到它。"})
    row = held[opinion.pk]
    row.merge(into=target, on=on)
    PublicOpinion.objects.filter(merged_into=row).update(merged_into=target)
    activity.record(actor, "合并社情民意", row, detail={"into": target.pk})


@transaction.atomic
def refuse(opinion: PublicOpinion, *, guidance: OpinionGuidance, words: str, on: date, actor: User) -> None:
    """不予受理: guided to the right channel; the visitor reads where to go."""
    opinion = locked(opinion)
    _check_day(opinion, on)
    answer = "\n".join(part for part in (guidance.advice, words.strip()) if part)
    opinion.refuse(guidance=guidance, answer=answer, on=on)
    activity.record(actor, "不予受理", opinion, reason=guidance.reason)


def _check_day(opinion: PublicOpinion, on: date) -> None:
    if on < (opinion.registered_on or opinion.received_on):
        raise ValidationError({"on": "日期不能早于收到、登记的日期。"})


@transaction.atomic
def answer_on_spot(opinion: PublicOpinion, *, words: str, is_agreed: bool, on: date, actor: User) -> None:
    """现场答复 by the deputy who receives; closed at once if the visitor agrees.

    Raises ValidationError without words, or where no deputy receives.
    """
    opinion = locked(opinion)
    _check_day(opinion, on)
    if not words.strip():
        raise ValidationError({"words": "请填写答复内容；来访人用查询码可以看到。"})
    if opinion.deputy is None:
        raise TransitionError("现场答复由接待代表作出，请先登记接待代表。")
    opinion.answer_on_spot(answer=words.strip(), on=on)
    activity.record(actor, "现场答复", opinion)
    if is_agreed:
        opinion.close(on=on, note="来访人同意现场答复", disposition=PublicOpinion.Disposition.SOLVED)
        activity.record(actor, "办结社情民意", opinion)
