"""Totals of patrols that were typed in before there were batches of a platform become such batches."""

from datetime import date
from typing import Any, Final

from django.db import migrations

RECORD: Final = "patrol_record"
ISSUE: Final = "patrol_issue"
#: what a total that names no platform is filed under
NO_PLATFORM: Final = "未注明平台"
ONE_LINE: Final = 200
_BATCH_FIELDS: Final = {"number": "records", "as_of": "ends_on"}
_TOTAL_FIELDS: Final = {"records": "number", "handed_over": "number", "ends_on": "as_of"}


def to_batches(apps: Any, schema_editor: Any) -> None:
    """One batch for each subject and period, with its records and with those handed over.

    A total of what was handed over that no total of records covers stands for as many records at least. A batch lies
    within one year: of a longer period the year in which it ended is kept, by which its figure was counted. What a batch of the same period tells already is not told twice.
    """
    del schema_editor
    totals = apps.get_model("supervision", "CountedTotal").objects.filter(kind__in=(RECORD, ISSUE))
    stored = apps.get_model("deputies", "ImportBatch").objects.filter(status="counted")
    batches: dict[tuple[str, str, date, date], dict[str, Any]] = {}
    for row in totals.order_by("-kind", "pk"):
        starts_on = max(row.starts_on, date(row.as_of.year, 1, 1))
        key = (row.platform or NO_PLATFORM, row.subject[:80], starts_on, row.as_of)
        told = batches.setdefault(key, {"row": row, "records": 0, "handed_over": 0, "sources": []})
        name = "records" if row.kind == RECORD else "handed_over"
        told |= {name: row.number, f"{name}_is_minimum": row.is_minimum}
        told["sources"] += [row.source] if row.source not in told["sources"] else []
    for (platform, subject, starts_on, ends_on), told in batches.items():
        row = told["row"]
        is_covered = told["records"] >= told["handed_over"]
        period = {"platform": platform, "subject": subject, "starts_on": starts_on, "ends_on": ends_on}
        if stored.filter(**period).exists():
            continue
        stored.create(
            **period,
            status="counted",
            records=max(told["records"], told["handed_over"], 1),
            records_is_minimum=told.get("records_is_minimum", False) or not is_covered,
            handed_over=told["handed_over"],
            handed_over_is_minimum=told.get("handed_over_is_minimum", False),
            source="；".join(told["sources"])[:ONE_LINE],
            entered_by=row.entered_by,
            entered_on=row.entered_on,
            is_historic=True,
            illustrative=[_BATCH_FIELDS.get(name, name) for name in row.illustrative],
        )
    totals.delete()


def to_totals(apps: Any, schema_editor: Any) -> None:
    """Each batch of counts as its two totals."""
    del schema_editor
    batches = apps.get_model("deputies", "ImportBatch").objects.filter(status="counted")
    for row in batches:
        for kind, unit, name in ((RECORD, "条", "records"), (ISSUE, "个", "handed_over")):
            if getattr(row, name):
                apps.get_model("supervision", "CountedTotal").objects.create(
                    kind=kind,
                    unit=unit,
                    number=getattr(row, name),
                    is_minimum=getattr(row, f"{name}_is_minimum"),
                    subject=row.subject,
                    platform="" if row.platform == NO_PLATFORM else row.platform,
                    starts_on=row.starts_on,
                    as_of=row.ends_on,
                    source=row.source,
                    entered_by=row.entered_by,
                    entered_on=row.entered_on,
                    illustrative=[_TOTAL_FIELDS.get(field, field) for field in row.illustrative],
                )
    batches.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("deputies", "0011_batches_know_their_worker"),
        ("supervision", "0018_rechecks"),
    ]

    operations = [migrations.RunPython(to_batches, to_totals)]
