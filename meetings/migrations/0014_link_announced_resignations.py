from typing import Any

from django.db import migrations


def link(apps: Any, schema_editor: Any) -> None:
    """Note on announcements of resignations which mandates they told of: so far only the letter knew."""
    del schema_editor
    told = apps.get_model("meetings", "Announcement").mandates.through
    letters = apps.get_model("meetings", "Resignation").objects
    announced = letters.filter(mandate__isnull=False, announcement__isnull=False)
    pairs = announced.values_list("announcement", "mandate").distinct()
    told.objects.bulk_create(
        [told(announcement_id=announcement, mandate_id=mandate) for announcement, mandate in pairs],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0013_ends_of_mandates_announced"),
    ]

    # Going back loses nothing: the letters still know.
    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
