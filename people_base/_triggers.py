"""What was recorded stays as it was recorded: the database itself refuses to change it."""

from sqlalchemy import DDL, Table, event

from people_base.models import AUDIT, CONCERNS, CONTACTS, METADATA, RESOLUTIONS

#: Table -> whether a purge may empty it. Nothing may ever touch the audit.
_PROTECTED: dict[Table, bool] = {CONTACTS: True, CONCERNS: True, RESOLUTIONS: True, AUDIT: False}


def _refusal(table: Table, action: str, *, purge_may: bool) -> DDL:
    unless = "WHEN NOT EXISTS (SELECT 1 FROM purging)" if purge_may else ""
    return DDL(  # type: ignore[no-untyped-call]
        f"CREATE TRIGGER {table.name}_no_{action.lower()} BEFORE {action} ON {table.name} {unless} "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
    )


def _protect() -> None:
    """Create the triggers together with the tables, after all of them exist."""
    for table, purge_may in _PROTECTED.items():
        for action in ("UPDATE", "DELETE"):
            refusal = _refusal(table, action, purge_may=purge_may and action == "DELETE")
            event.listen(METADATA, "after_create", refusal.execute_if(dialect="sqlite"))


_protect()
