"""Seal the telephones of deputies that were stored as they were typed; going back writes them out again."""

from django.db import migrations

from congress.models.sealed import seal, unseal


def _rewrite(editor, change):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, phone FROM deputies_privatedetails WHERE phone <> ''")
        rows = [(change(phone), key) for key, phone in cursor.fetchall()]
        cursor.executemany("UPDATE deputies_privatedetails SET phone = %s WHERE id = %s", rows)


def forward(apps, editor):
    del apps
    _rewrite(editor, seal)


def backward(apps, editor):
    del apps
    _rewrite(editor, unseal)


class Migration(migrations.Migration):
    dependencies = [("deputies", "0015_phones_take_a_seal")]

    operations = [migrations.RunPython(forward, backward, elidable=True)]
