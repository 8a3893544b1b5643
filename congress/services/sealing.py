"""Changing the sealing key: every sealed column is written again under the first one (docs/decisions/0038)."""

from typing import Final

from django.apps import apps
from django.db import connection, models, transaction

from congress.models import SealedField, reseal

_BATCH: Final = 500


def sealed_columns() -> list[tuple[type[models.Model], SealedField]]:
    """Every sealed column of the portal."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def reseal_all() -> int:
    """Write all sealed columns again; how many values. In batches, so that it may be stopped and repeated.

    Raises SealBroken at the first value that no key opens; the batches before it stay written.
    """
    return sum(_reseal(model, field) for model, field in sealed_columns())


def _reseal(model: type[models.Model], field: SealedField) -> int:
    table, key = model._meta.db_table, model._meta.pk.column
    quote = connection.ops.quote_name
    columns = {"table": quote(table), "key": quote(str(key)), "column": quote(str(field.column))}
    find = "SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} <> '' ORDER BY {key} LIMIT %s FOR UPDATE"
    write = "UPDATE {table} SET {column} = %s WHERE {key} = %s"
    done, last = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(find.format(**columns), [last, _BATCH])
            rows = cursor.fetchall()
            if not rows:
                return done
            cursor.executemany(write.format(**columns), [(reseal(stored), pk) for pk, stored in rows])
        done, last = done + len(rows), rows[-1][0]
