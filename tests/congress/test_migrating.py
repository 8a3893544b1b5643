"""Migrations that run at once come to the same tables as one operation after the other."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from congress.migrating import AtOnce, runs

pytestmark = pytest.mark.django_db

#: a migration of more operations than this takes seconds when they run one after the other
FEW = 12


def operations() -> list[Operation]:
    """Tables that point at each other, a part of each kind, and steps that need the model as it was in between."""
    return [
        migrations.CreateModel("Shelf", fields=[("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Book",
            fields=[("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=20))],
        ),
        migrations.AddField("book", "shelf", models.ForeignKey("trial.Shelf", models.PROTECT, related_name="+")),
        migrations.AddField("shelf", "first", models.ForeignKey("trial.Book", models.PROTECT, null=True)),
        migrations.AddField("shelf", "readers", models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")),
        migrations.AddIndex("book", models.Index(fields=["title"], name="trial_title")),
        migrations.AddConstraint("book", models.UniqueConstraint(fields=["shelf", "title"], name="trial_once")),
        migrations.AlterField("book", "title", models.CharField(max_length=40)),
        migrations.RenameField("book", "title", "name"),
        migrations.AddField("book", "pages", models.PositiveIntegerField(default=1)),
        migrations.AddConstraint(
            "book", models.CheckConstraint(condition=models.Q(pages__gt=0), name="trial_has_pages")
        ),
        migrations.RemoveField("shelf", "first"),
    ]


def run(kind: type[migrations.Migration]) -> tuple[list[Any], ProjectState]:
    """Apply, look, take back: the columns, constraints and indexes of the tables, and the state that came of it."""
    made = type("Made", (kind,), {"operations": operations()})("0001", "trial")
    before = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        after = made.apply(before.clone(), editor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable"
            " FROM information_schema.columns WHERE table_name LIKE 'trial_%' ORDER BY 1, ordinal_position"
        )
        found: list[Any] = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text LIKE 'trial_%' ORDER BY 1, 2"
        )
        found += cursor.fetchall()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'trial_%' ORDER BY 1")
        found += cursor.fetchall()
    with connection.schema_editor() as editor:
        made.unapply(before.clone(), editor)
    assert not [name for name in connection.introspection.table_names() if name.startswith("trial_")]
    return found, after


def test_operations_run_at_once_make_the_tables_that_one_after_the_other_makes() -> None:
    plain, plain_state = run(migrations.Migration)
    at_once, state = run(AtOnce)
    assert at_once == plain
    assert len(plain) > 15
    for name in ("shelf", "book"):
        assert state.models["trial", name] == plain_state.models["trial", name]


def test_what_changes_a_column_runs_alone() -> None:
    assert [len(found) for found in runs(operations())] == [7, 1, 1, 2, 1]


def slow_migrations() -> list[str]:
    """Migrations of the schema with many operations that do not run at once."""
    return [
        str(source)
        for app in ("congress", "deputies", "meetings", "supervision")
        for source in Path(settings.BASE_DIR, app, "migrations").glob("0*.py")
        if len(operations_in(source)) > FEW and "AtOnce" not in source.read_text("utf-8")
    ]


def operations_in(source: Path) -> list[ast.expr]:
    written = [
        node.value.elts
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.List)
        and "operations" in ast.unparse(node.targets[0])
    ]
    assert len(written) == 1, source
    return written[0]


def test_migrations_of_many_operations_run_at_once() -> None:
    assert slow_migrations() == []
