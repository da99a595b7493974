"""On PostgreSQL a new log line and a new job say so on the channel that workers and web processes listen on."""

from typing import Any

from django.db import migrations

TABLES = ("events_logline", "jobs_job")


def notify_on_insert(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        """CREATE FUNCTION colere_notify() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_notify('colere', TG_TABLE_NAME); RETURN NULL; END $$"""
    )
    for table in TABLES:
        schema_editor.execute(
            f"""CREATE TRIGGER {table}_notify AFTER INSERT ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION colere_notify()"""
        )


def stay_silent(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_notify ON {table}")
    schema_editor.execute("DROP FUNCTION colere_notify()")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("events", "0001_initial")]
    operations = [migrations.RunPython(notify_on_insert, stay_silent)]
