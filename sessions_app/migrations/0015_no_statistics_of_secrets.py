"""PostgreSQL samples what columns hold into its statistics, where deleting a row leaves the sample: not of secrets."""

from typing import Any

from django.db import migrations

COLUMNS = {
    "sessions_app_secretvote": ("id", "choice", "answer"),
    "sessions_app_participation": ("id",),
    "sessions_app_sheet": ("id", "code_hash", "answer"),
}


def set_statistics(schema_editor: Any, target: int) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, columns in COLUMNS.items():
        for column in columns:
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}")


def none(apps: Any, schema_editor: Any) -> None:
    set_statistics(schema_editor, 0)


def usual(apps: Any, schema_editor: Any) -> None:
    set_statistics(schema_editor, -1)


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0014_secret")]

    operations = [migrations.RunPython(none, usual)]
