from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

#: what is said where nobody wrote down who asked
UNRECORDED = "未记录"


def say_unrecorded(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Items withdrawn before the requester was asked for say that none was recorded."""
    items = apps.get_model("meetings", "AgendaItem").objects.using(editor.connection.alias)
    items.filter(status="withdrawn", withdrawn_by="").update(withdrawn_by=UNRECORDED)


def forget(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the field empty again."""
    items = apps.get_model("meetings", "AgendaItem").objects.using(editor.connection.alias)
    items.filter(withdrawn_by=UNRECORDED).update(withdrawn_by="")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_major_matters_and_talks")]

    operations = [migrations.RunPython(say_unrecorded, forget)]
