"""Inquiries of the earlier release were written down after their sittings: they were held, in the form of those."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Q, Subquery


def note_held(apps: Any, schema_editor: Any) -> None:
    """Give each its status and form; one that cites the year's report is history."""
    del schema_editor
    inquiries = apps.get_model("supervision", "Inquiry").objects
    kinds = apps.get_model("meetings", "Sitting").objects.filter(pk=OuterRef("sitting"))
    inquiries.update(status="held", kind=Subquery(kinds.values("kind")[:1]))
    inquiries.filter(~Q(source="")).update(is_historic=True)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0012_inquiries_and_audit")]

    operations = [migrations.RunPython(note_held, migrations.RunPython.noop)]
