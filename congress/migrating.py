"""Schema migrations that run in seconds: one rendering of the models for a whole run of operations."""

from collections.abc import Iterator, Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

#: operations whose work in the database needs only the models before the run and those after it
JOINED = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AddIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    migrations.AlterModelOptions,
    AddTrigger,
    RemoveTrigger,
)

#: what a table has from its creation when it is created as it is at the end of the run
PARTS = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint, migrations.AlterModelOptions)


class AtOnce(migrations.Migration):
    """A migration of the schema that asks Django for the models once for each run of operations.

    Django renders every model that is related to the one at hand again at each operation; with some hundred models
    that are related through accounts and organs, a migration of a hundred relations takes half a minute. The tables
    and the state that come of it are the same. `operations` are written as `makemigrations` gives them and may not
    hold data (`RunPython`, `RunSQL`); going back is Django's own way.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Bring the database from `project_state` to the state after all operations, which is returned."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state
        for run in runs(self.operations):
            after = before.clone()
            # rendered again as a whole on its first use: a fraction of what one operation after the other costs
            after.__dict__.pop("apps", None)
            for operation in run:
                operation.state_forwards(self.app_label, after)
            created = {op.name_lower for op in run if isinstance(op, migrations.CreateModel)}
            for operation in run:
                if not (isinstance(operation, PARTS) and model_of(operation) in created):
                    operation.database_forwards(self.app_label, schema_editor, before, after)
            before = after
        return before


def runs(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Cut `operations` into runs: what alters, renames or takes away a column stands alone."""
    run: list[Operation] = []
    for operation in operations:
        if isinstance(operation, JOINED):
            run.append(operation)
            continue
        if run:
            yield run
        run = []
        yield [operation]
    if run:
        yield run


def model_of(operation: Operation) -> str:
    """Return the name in lower case of the model that `operation` is about."""
    name: str = getattr(operation, "model_name", None) or operation.name  # type: ignore[attr-defined]
    return name.lower()
