"""Give the outings of earlier releases their status, and take their organ over into rows of its own."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone

READABLE = {"society_duty__first_published_at__isnull": False, "society_duty__withdrawal_reason": ""}


def carry_over(apps, schema_editor):
    """What everyone can read is published, what was imported is history; the rest stands where its days put it."""
    del schema_editor
    outings = apps.get_model("supervision", "Oversight").objects
    overseen = apps.get_model("supervision", "OverseenOrgan").objects
    outings.exclude(source="").update(is_historic=True, status="published")
    outings.filter(pk__in=outings.filter(**READABLE).values("pk")).update(status="published")
    begun = outings.filter(status="planned", starts_on__lte=timezone.localdate())
    begun.exclude(report="").update(status="report_drafted", report_on=F("starts_on"))
    begun.filter(kind="inspection").update(status="fieldwork")
    begun.exclude(kind="inspection").update(status="done")
    for outing in outings.filter(organ__isnull=False).order_by("pk"):
        overseen.get_or_create(oversight_id=outing.pk, organ_id=outing.organ_id)


def carry_back(apps, schema_editor):
    """The first organ of each outing is its organ again; the others are lost with their table."""
    del schema_editor
    for row in apps.get_model("supervision", "OverseenOrgan").objects.order_by("-pk"):
        apps.get_model("supervision", "Oversight").objects.filter(pk=row.oversight_id).update(organ_id=row.organ_id)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0007_inspections")]

    operations = [migrations.RunPython(carry_over, carry_back)]
