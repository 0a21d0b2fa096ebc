"""The database refuses to change, delete or empty what the journal holds, whoever asks."""

from typing import Any

TABLES = ("journal_event", "journal_checkpoint")
REFUSED = "the journal is append-only"


def create(connection: Any) -> None:
    """`connection`: a Django connection, to SQLite or PostgreSQL."""
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def drop(connection: Any) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            for act in ("update", "delete", "truncate"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")


_SQLITE = tuple(
    f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table in TABLES
    for act in ("update", "delete")
)

_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$""",
    *(
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
        f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} EXECUTE FUNCTION journal_refuse()"
        for table in TABLES
        for act in ("update", "delete", "truncate")
    ),
)
