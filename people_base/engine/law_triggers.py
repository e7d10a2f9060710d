"""What the law forbids, refused by the database itself, whoever writes to it.

No answer of one person without individual mode and a live consent (GDPR, art. 9.2.a); withdrawing
the consent erases what rested on it (art. 7.3); the ledger of consents is a chain that only grows.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

#: Where a row may not be put in the place of another: SQLite's ``INSERT OR REPLACE`` would delete
#: without asking the triggers on delete. Contacts, whose id is the hash of what they tell, are
#: checked by ``checking``: a look at every row would make a big import three times as long.
ONCE = {
    "modes": "mode_id",
    "consent_texts": "text_id",
    "audit": "audit_id",
    "resolutions": "resolution_id",
    "tellings": "telling_id",
}

_INDIVIDUAL = (
    "EXISTS (SELECT 1 FROM modes WHERE mode = 'individual' "
    "AND mode_id = (SELECT max(mode_id) FROM modes))"
)
_LIVE = (
    "EXISTS (SELECT 1 FROM consents c JOIN voters v ON v.voter_id = c.voter_id "
    "WHERE c.position = NEW.consent AND c.voter_id = NEW.voter_id "
    "AND c.act = 'given' AND c.purpose = 'opinion' AND c.at <= NEW.at "
    "AND NOT EXISTS (SELECT 1 FROM consents w WHERE w.voter_id = c.voter_id "
    "AND w.purpose = c.purpose AND w.act = 'withdrawn' AND w.position > c.position))"
)
_OF_ITS_TEXT = (
    "EXISTS (SELECT 1 FROM consent_texts t WHERE t.text_id = NEW.text_id "
    "AND t.purpose = NEW.purpose)"
)
_NEXT = "NEW.position = (SELECT coalesce(max(c.position), 0) + 1 FROM consents c)"
_CHAINED = (
    "NEW.previous = coalesce((SELECT c.hash FROM consents c ORDER BY c.position DESC LIMIT 1), '')"
)
_GIVEN_BEFORE = (
    "(NEW.act = 'given' OR 'given' = coalesce((SELECT c.act FROM consents c WHERE c.voter_id = "
    "NEW.voter_id AND c.purpose = NEW.purpose ORDER BY c.position DESC LIMIT 1), ''))"
)
#: Table -> what must hold of every new row, and what is said where it does not.
_RULES: dict[str, Sequence[tuple[str, str]]] = {
    "answers": (
        (_INDIVIDUAL, "no answer of a person outside individual mode"),
        (_LIVE, "no answer of a person without a live consent"),
    ),
    "consents": (
        (_OF_ITS_TEXT, "consent to a text of another purpose"),
        (_NEXT, "consents are numbered one after the other"),
        (_CHAINED, "consents are chained by their hashes"),
        (_GIVEN_BEFORE, "nothing to withdraw"),
    ),
}
#: Table -> when a new row erases answers, and which.
_ERASING = {
    "consents": (
        "NEW.act = 'withdrawn'",
        "DELETE FROM answers WHERE voter_id = NEW.voter_id AND consent IN (SELECT c.position "
        "FROM consents c WHERE c.voter_id = NEW.voter_id AND c.purpose = NEW.purpose)",
    ),
    "modes": ("NEW.mode = 'aggregated'", "DELETE FROM answers"),
}
#: Two that write at once wait for each other: no answer slips in beside a withdrawal.
_ALONE = {
    "answers": (
        "LOCK TABLE modes IN SHARE MODE; "
        "PERFORM 1 FROM consents c WHERE c.position = NEW.consent FOR SHARE; "
    ),
    "consents": "PERFORM 1 FROM consents c WHERE c.voter_id = NEW.voter_id FOR UPDATE; ",
    "modes": "",
}
_FROZEN = "answers"


def names(dialect: str) -> dict[str, list[str]]:
    """Return the triggers of each table."""
    found: dict[str, list[str]] = {}
    for table in _RULES:
        found.setdefault(table, []).append(f"{table}_by_law")
    for table in _ERASING:
        found.setdefault(table, []).append(f"{table}_erase")
    found.setdefault(_FROZEN, []).append(f"{_FROZEN}_no_update")
    if dialect == "sqlite":
        for table in ONCE:
            found.setdefault(table, []).append(f"{table}_once")
    return found


def functions() -> list[str]:
    """Name the functions behind the triggers of a server."""
    return sorted({name for listed in names("postgresql").values() for name in listed})


def enforce(connection: Connection, once: Mapping[str, str] = ONCE) -> None:
    """Create the triggers; their tables exist already."""
    make = _in_sqlite if connection.dialect.name == "sqlite" else _in_postgresql
    for statement in make(connection):
        connection.execute(text(statement))
    insert_once(connection, once)


def insert_once(connection: Connection, once: Mapping[str, str]) -> None:
    """Refuse that a row of a file is put in the place of another, by the key of each table."""
    if connection.dialect.name != "sqlite":
        return
    for table, key in once.items():
        same = f"SELECT 1 FROM {table} WHERE {key} = NEW.{key}"  # noqa: S608
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} WHEN EXISTS ({same}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        )


def pin_functions(connection: Connection, called: Sequence[str]) -> None:
    """Make functions of a server read the base's own tables.

    A temporary table of the same name would come first otherwise.
    """
    if connection.dialect.name == "postgresql":
        for name in called:
            connection.execute(text(f"ALTER FUNCTION {name}() {_search_path(connection)}"))


def _in_sqlite(_: Connection) -> list[str]:
    made = []
    for table, rules in _RULES.items():
        checks = " ".join(
            f"SELECT RAISE(ABORT, '{said}') WHERE NOT ({rule});" for rule, said in rules
        )
        made.append(f"CREATE TRIGGER {table}_by_law BEFORE INSERT ON {table} BEGIN {checks} END")
    for table, (when, erase) in _ERASING.items():
        made.append(
            f"CREATE TRIGGER {table}_erase AFTER INSERT ON {table} WHEN {when} BEGIN {erase}; END"
        )
    made.append(
        f"CREATE TRIGGER {_FROZEN}_no_update BEFORE UPDATE ON {_FROZEN} "
        f"BEGIN SELECT RAISE(ABORT, '{_FROZEN} do not change'); END"
    )
    return made


def _in_postgresql(connection: Connection) -> list[str]:
    made = []
    for table, rules in _RULES.items():
        checks = " ".join(f"IF NOT ({rule}) THEN {_refusal(said)} END IF;" for rule, said in rules)
        body = f"{_ALONE[table]}{checks} RETURN NEW;"
        made += _trigger(connection, f"{table}_by_law", f"BEFORE INSERT ON {table}", body)
    for table, (when, erase) in _ERASING.items():
        body = f"IF {when} THEN {erase}; END IF; RETURN NULL;"
        made += _trigger(connection, f"{table}_erase", f"AFTER INSERT ON {table}", body)
    frozen = _refusal(f"{_FROZEN} do not change")
    made += _trigger(connection, f"{_FROZEN}_no_update", f"BEFORE UPDATE ON {_FROZEN}", frozen)
    return made


def _trigger(connection: Connection, name: str, when: str, body: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {_search_path(connection)} "
        f"AS $law$ BEGIN {body} END $law$",
        f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _refusal(said: str) -> str:
    """Refuse as a broken constraint, as SQLite does, so that both errors are of one class."""
    return f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation';"


def _search_path(connection: Connection) -> str:
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    return f"SET search_path = {schema}, pg_catalog, pg_temp"
