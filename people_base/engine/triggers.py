"""What was recorded stays as it was recorded: the database itself refuses to change it."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

#: Table -> whether a purge may empty it. Nothing may ever touch the audit, nor the proof of what
#: people agreed to, nor what analysts were told: forgotten, it could be told apart.
PROTECTED: Mapping[str, bool] = {
    "contacts": True,
    "concerns": True,
    "resolutions": True,
    "audit": False,
    "modes": False,
    "consent_texts": False,
    "consents": False,
    "tellings": False,
}
_NO_PURGE = "NOT EXISTS (SELECT 1 FROM purging)"


def protect(connection: Connection, protected: Mapping[str, bool] = PROTECTED) -> None:
    """Create the triggers that make tables append-only; they exist already."""
    for table, purge_may in protected.items():
        for action in ("UPDATE", "DELETE"):
            unless = purge_may and action == "DELETE"
            make = _in_sqlite if connection.dialect.name == "sqlite" else _in_postgresql
            for statement in make(table, action, purge_may=unless):
                connection.execute(text(statement))


def trigger_name(table: str, action: str) -> str:
    """Name the trigger that refuses an action on a table."""
    return f"{table}_no_{action.lower()}"


def _in_sqlite(table: str, action: str, *, purge_may: bool) -> list[str]:
    unless = f"WHEN {_NO_PURGE}" if purge_may else ""
    return [
        f"CREATE TRIGGER {trigger_name(table, action)} BEFORE {action} ON {table} {unless} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ]


def _in_postgresql(table: str, action: str, *, purge_may: bool) -> list[str]:
    """Refuse as a broken constraint, as SQLite does, so that both errors are of one class."""
    name = trigger_name(table, action)
    refusal = (
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = "
        "'integrity_constraint_violation';"
    )
    body = f"IF {_NO_PURGE} THEN {refusal} END IF; RETURN OLD;" if purge_may else refusal
    made = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$refusal$ BEGIN {body} END $refusal$",
        f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    if action == "DELETE":
        made.append(
            f"CREATE TRIGGER {trigger_name(table, 'truncate')} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    return made
