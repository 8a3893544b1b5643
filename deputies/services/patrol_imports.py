"""Batches of a platform: counts typed in with their source, or a file that enters as a whole or not at all.

A file is looked through by a worker, because ten thousand rows take longer than a page may; how far it is stands on
the batch. Source: handbook §6.1 no 17.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.db.models import Q

from congress.models import User
from congress.services import activity, attachments, notifications
from congress.services.attachments import Upload
from deputies.models import ImportBatch, PatrolFinding
from deputies.services import patrol_files

logger = logging.getLogger(__name__)

#: rows between two notes of how far it is
_STEP: Final = 250
_CHUNK: Final = 1_000
_GIVEN_UP: Final = timedelta(minutes=30)
FILES: Final = (".csv", ".xlsx")
Status = ImportBatch.Status


def admin_path(batch: ImportBatch) -> str:
    """Where the committee looks at a batch."""
    return f"/admin/deputies/importbatch/{batch.pk}/change/"


@transaction.atomic
def count(batch: ImportBatch, *, actor: User, today: date) -> ImportBatch:
    """Keep the two counts of records that stay on the platform, with who stands for them."""
    return _add(batch, Status.COUNTED, actor, today)


@transaction.atomic
def receive(batch: ImportBatch, upload: Upload, *, actor: User, today: date) -> ImportBatch:
    """Keep a platform's file; a worker looks through it.

    Raises ValidationError naming the file if it is no table.
    """
    if not (upload.name or "").lower().endswith(FILES):
        raise ValidationError({"upload": "请选择xlsx或csv格式的文件。"})
    batch.file = attachments.store(upload, actor=actor)
    batch.records = batch.handed_over = 0
    return _add(batch, Status.WAITING, actor, today)


def _add(batch: ImportBatch, status: str, actor: User, today: date) -> ImportBatch:
    batch.status, batch.entered_by, batch.entered_on = status, actor, today
    batch.full_clean()
    if batch.ends_on > today:
        raise ValidationError({"ends_on": "截至日期不能晚于今天。"})
    batch.save(force_insert=True)
    activity.record(actor, "登记平台数据批次", batch, path=admin_path(batch))
    return batch


def run_waiting(*, actor: User, at: datetime) -> int:
    """Import every file that waits, one after the other; how many were taken in or refused.

    A worker that dies leaves its file running with no row stored: after a while another one begins it anew.
    """
    done = 0
    while (key := _claim(at)) is not None:
        run(ImportBatch.objects.select_related("file", "entered_by").get(pk=key), actor=actor)
        done += 1
    return done


@transaction.atomic
def _claim(at: datetime) -> int | None:
    left_behind = Q(status=Status.RUNNING, begun_at__lt=at - _GIVEN_UP)
    rows = ImportBatch.objects.select_for_update(skip_locked=True, of=("self",))
    row = rows.filter(Q(status=Status.WAITING) | left_behind).order_by("pk").first()
    if row is None:
        return None
    row.begin(at=at)
    return row.pk


def run(batch: ImportBatch, *, actor: User) -> None:
    """Look through a file and take all of its rows, or none and say which are bad.

    What is stored under its number already is left as it is, so that the same file twice changes nothing.
    """
    if batch.file is None:
        raise ValidationError("该批次没有文件。")
    rows = ImportBatch.objects.filter(pk=batch.pk)

    def note(done: int) -> None:
        if done % _STEP == 0:
            rows.update(rows_done=done)

    try:
        with batch.file.file.open("rb") as stream:
            found = patrol_files.findings(batch, stream, batch.file.name, progress=note)
    except patrol_files.FileRefused as refusal:
        _refuse(batch, refusal.problems, actor=actor)
        return
    except Exception:
        logger.exception("Cannot read the file of batch %s", batch.pk)
        _refuse(batch, ["文件无法读取，请重新导出后再试。"], actor=actor)
        return
    rows.update(rows_done=len(found), rows_total=len(found))
    try:
        _store(batch, found, actor=actor)
    except DataError:
        # Left running, the file would be begun anew for ever.
        logger.exception("Cannot store the rows of batch %s", batch.pk)
        _refuse(batch, ["文件中有不能保存的内容，请重新导出后再试。"], actor=actor)


@transaction.atomic
def _store(batch: ImportBatch, found: list[PatrolFinding], *, actor: User) -> None:
    ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    known = set(
        PatrolFinding.objects.filter(platform=batch.platform)
        .exclude(external_id="")
        .values_list("external_id", flat=True)
    )
    fresh = [row for row in found if row.external_id not in known]
    PatrolFinding.objects.bulk_create(fresh, batch_size=_CHUNK)
    handed_over = sum(row.was_handed_over_elsewhere for row in fresh)
    batch.finish(records=len(fresh), handed_over=handed_over, known=len(found) - len(fresh), problems=[])
    activity.record(actor, "导入巡查记录", batch, path=admin_path(batch), detail={"records": len(fresh)})
    notifications.tell([batch.entered_by], subject=f"已导入{len(fresh)}条：{batch}", path=admin_path(batch))


@transaction.atomic
def _refuse(batch: ImportBatch, problems: list[str], *, actor: User) -> None:
    batch.refuse(problems)
    activity.record(actor, "退回导入文件", batch, path=admin_path(batch), detail={"problems": len(problems)})
    notifications.tell(
        [batch.entered_by],
        subject=f"整个文件未导入：{batch}",
        body="\n".join(problems[:20]),
        path=admin_path(batch),
    )
