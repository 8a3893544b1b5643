"""Patrols in the demonstration: findings on every part of their way, a round, a batch that a platform counted."""

import io
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from congress.models import Organ, User
from deputies.models import ImportBatch, Mandate, PatrolCategory, PatrolFinding, PatrolRound
from deputies.services import patrol_imports, patrol_reports, patrol_rounds, patrols
from deputies.services.patrol_reports import Picture

_ALL_FIELDS = ["*"]


def build(deputy: User, bureau: Organ, *, clerk: User, actor: User, today: date) -> None:
    """What a deputy found on one round: to be handed over, twice the same, in hand, fixed and asked after, noted."""
    category, _ = PatrolCategory.objects.get_or_create(name="市容环境")
    mandate = Mandate.objects.get(person__account=deputy)
    outing = _round(mandate, actor=actor, today=today)
    told = (
        ("示例路12号门前", "（示例）垃圾堆放在人行道上。", 3, "28.970100", "118.870200"),
        ("示例路14号门前", "（示例）人行道堆着垃圾和纸箱。", 2, "28.970200", "118.870300"),
        ("示例公园南门", "（示例）路灯不亮。", 12, "28.975000", "118.881000"),
        ("示例桥东侧", "（示例）护栏松动。", 40, "28.960000", "118.860000"),
        ("示例社区广场", "（示例）健身器材旧了。", 9, "28.981000", "118.890000"),
    )
    found = [
        patrol_reports.report(
            PatrolFinding(
                category=category,
                round=outing if days == told[0][2] else None,
                text=text,
                place=place,
                latitude=latitude,
                longitude=longitude,
                accuracy_metres=12,
                found_on=today - timedelta(days=days),
                illustrative=_ALL_FIELDS,
            ),
            [Picture(_picture("#8a7f70"))],
            actor=deputy,
            today=today,
        )[0]
        for place, text, days, latitude, longitude in told
    ]
    _, _, lamp, rail, old = found
    day = today - timedelta(days=10)
    patrols.assign(lamp, organ=bureau, on=day, demand="（示例）请查明原因。", actor=actor, today=day)
    day = today - timedelta(days=38)
    patrols.assign(rail, organ=bureau, on=day, actor=actor, today=day)
    patrols.accept(rail, actor=clerk, today=day)
    day = today - timedelta(days=29)
    patrols.answer(
        rail,
        outcome="fixed",
        text="（示例）护栏已经加固。",
        pictures=[Picture(_picture("#6f8f6a"))],
        actor=clerk,
        today=day,
    )
    patrols.ask_again(on=today)
    patrols.note(old, reason="（示例）已列入明年更新计划。", actor=actor)
    _batch(actor, today)


def _round(mandate: Mandate, *, actor: User, today: date) -> PatrolRound:
    row = PatrolRound.objects.create(
        theme="创建文明城市",
        title="（示例）街面巡查",
        area="示例街道",
        starts_on=today - timedelta(days=3),
        illustrative=_ALL_FIELDS,
    )
    row.members.add(mandate)
    patrol_rounds.credit(row, actor=actor, at=timezone.localtime())
    return row


def _batch(actor: User, today: date) -> None:
    """Counts of the year before, so that they lie within one year on any day."""
    year = today.year - 1
    batch = ImportBatch(
        platform="示例平台",
        subject="示例巡查",
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        records=1_200,
        records_is_minimum=True,
        handed_over=86,
        source="（示例）平台导出的总数",
        illustrative=_ALL_FIELDS,
    )
    patrol_imports.count(batch, actor=actor, today=today)


def _picture(colour: str) -> SimpleUploadedFile:
    """A drawing in place of a photograph: a street, a kerb and a heap."""
    image = Image.new("RGB", (960, 640), "#d7dde2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 380, 960, 640), fill="#9aa0a6")
    draw.rectangle((0, 370, 960, 385), fill="#e8e4da")
    draw.polygon(((360, 470), (480, 330), (640, 350), (700, 480)), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return SimpleUploadedFile("示例照片.jpg", out.getvalue(), "image/jpeg")
