"""The log refuses UPDATE and DELETE in the database itself, whoever asks."""

from typing import Any

from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER events_logline_no_{verb.lower()} BEFORE {verb} ON events_logline
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """CREATE FUNCTION events_logline_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$""",
    """CREATE TRIGGER events_logline_append_only BEFORE UPDATE OR DELETE ON events_logline
       FOR EACH STATEMENT EXECUTE FUNCTION events_logline_refuse()""",
]


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def allow_changes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER events_logline_append_only ON events_logline")
        schema_editor.execute("DROP FUNCTION events_logline_refuse()")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER events_logline_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
