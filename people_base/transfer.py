"""Copy a whole base into an empty one, and prove that nothing was lost on the way."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, Table, delete, func, insert, select, text

from canvass.errors import ArpenteurError, BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from people_base.base import Base, errors_for_people, reading, scrub, writing
from people_base.engine import law_triggers as _law_triggers
from people_base.engine import schema as _schema
from people_base.engine.bulk import add_tuples
from people_base.engine.queries import raw_columns
from people_base.engine.triggers import PROTECTED, trigger_name
from people_base.engine.types import Geometry
from people_base.models import FACTS, METADATA, MODES, PURGING

_AT_ONCE = 5000
#: Facts that speak of the place of a base and not of what it holds.
_OF_THE_PLACE = frozenset({"crs", "moved_to", "arriving_from"})
#: What is kept, what is pointed at before what points; the mode first, which answers ask for.
_TABLES = (MODES, *(t for t in METADATA.sorted_tables if t not in {FACTS, PURGING, MODES}))


@dataclass(frozen=True)
class TableProof:
    """What a table holds: its rows, and the hash of all of them in the order of their keys."""

    name: str
    rows: int
    sha256: str


def proofs(connection: Connection) -> tuple[TableProof, ...]:
    """Return the proof of every table; the same rows give the same proof in any database."""
    return tuple(_Proving(table).through(_rows(connection, table)) for table in _TABLES)


def move_base(
    source: Base, target: Base, *, on_progress: OnProgress = silent
) -> tuple[TableProof, ...]:
    """Copy a base in one transaction and close the source to writers.

    Nobody writes to the source meanwhile. The copy is kept only if every table of it, read
    again, gives the proof of the source's. Call ``end_move`` once the campaign knows the new place;
    until then the same move can be asked again.

    Raises
    ------
    BadInputError
        If the target already holds something, or is in another CRS.
    ArpenteurError
        If the copy is not what the source holds; then neither is changed.
    """
    _refuse_occupied(target)
    with writing(source.engine) as there:
        with writing(target.engine) as here:
            made = copy_rows(there, here, crs=target.crs, on_progress=on_progress)
            here.execute(insert(FACTS), {"name": "arriving_from", "value": source.place})
        # the copy is safe before the source is closed: a kill in between leaves both whole
        there.execute(insert(FACTS), {"name": "moved_to", "value": target.place})
    return made


def copy_rows(
    there: Connection, here: Connection, *, crs: str, on_progress: OnProgress = silent
) -> tuple[TableProof, ...]:
    """Copy every row inside two transactions, and read the copy again.

    Raises
    ------
    ArpenteurError
        If the copy does not give the proofs of the source.
    """
    made = []
    for done, table in enumerate(_TABLES):
        on_progress(done, len(_TABLES) + 1)
        proving = _Proving(table)
        rows = proving.passing(_rows(there, table))
        add_tuples(here, table, [c.name for c in table.columns], _placed(here, table, rows, crs))
        made.append(proving.proof())
        _renew_sequence(here, table)
    kept = [row for row in there.execute(select(FACTS)) if row.name not in _OF_THE_PLACE]
    for row in kept:
        here.execute(insert(FACTS), {"name": row.name, "value": row.value})
    if proofs(here) != tuple(made):
        raise ArpenteurError(
            Words(
                "La copie relue n'est pas identique : rien n'a été changé, recommencez.",
                "The copy read again is not the same: nothing was changed, try again.",
            )
        )
    return tuple(made)


def arriving_from(base: Base) -> str:
    """Return the place from where an unfinished move comes; empty if there is none."""
    return _fact(base, "arriving_from")


def moved_to(base: Base) -> str:
    """Return the place to which a base was moved; empty if it was not."""
    return _fact(base, "moved_to")


def replace_file(made: Base, old: Base) -> None:
    """Put the file of a base where another one was, which was moved into it.

    The log of the old file goes before the new one comes: SQLite would play it into the new one.
    """
    end_move(made)
    for base in (made, old):
        scrub(base.engine)
        base.engine.dispose()
    place, arrived = (Path(str(base.engine.url.database)) for base in (old, made))
    for end in ("-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    _schema.forget_copies(place)
    arrived.replace(place)


def end_move(base: Base) -> None:
    """End a move: the base is where the campaign looks for it."""
    with writing(base.engine) as connection:
        connection.execute(delete(FACTS).where(FACTS.c.name == "arriving_from"))


def erase_base(base: Base) -> None:
    """Remove a base with all that it holds: the file, or its tables on the server."""
    if base.engine.dialect.name == "sqlite":
        path = Path(str(base.engine.url.database))
        base.engine.dispose()
        for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            file.unlink(missing_ok=True)
        _schema.forget_copies(path)
        return
    with errors_for_people(), base.engine.begin() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        for table in PROTECTED:
            for action in ("update", "delete"):
                connection.execute(text(f"DROP FUNCTION {trigger_name(table, action)}"))
        for function in _law_triggers.functions():
            connection.execute(text(f"DROP FUNCTION {function}"))
    base.engine.dispose()


class _Proving:
    """Hash rows as they pass."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._hash = hashlib.sha256()
        self._count = 0

    def passing(self, rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            line = json.dumps([_canonical(value) for value in row], ensure_ascii=True)
            self._hash.update(line.encode() + b"\n")
            self._count += 1
            yield row

    def through(self, rows: Iterator[Sequence[Any]]) -> TableProof:
        for _ in self.passing(rows):
            pass
        return self.proof()

    def proof(self) -> TableProof:
        return TableProof(self._table.name, self._count, self._hash.hexdigest())


def _canonical(value: Any) -> Any:
    """Say a value in JSON in one way only."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, float) else value


def _rows(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    query = select(*raw_columns(table)).order_by(*table.primary_key)
    result = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    for row in result:
        yield tuple(row)


def _placed(
    here: Connection, table: Table, rows: Iterator[Sequence[Any]], crs: str
) -> Iterator[Sequence[Any]]:
    """Yield geometry its CRS where the database keeps one with it."""
    places = [i for i, c in enumerate(table.columns) if isinstance(c.type, Geometry)]
    if not places or here.dialect.name == "sqlite":
        yield from rows
        return
    srid = _schema.srid(crs)
    for row in rows:
        values = list(row)
        for place in places:
            if values[place] is not None:
                shape = shapely.set_srid(shapely.from_wkb(values[place]), srid)
                values[place] = shapely.to_wkb(shape, include_srid=True)
        yield values


def _renew_sequence(connection: Connection, table: Table) -> None:
    """Let the server give the next number after those that came with the rows."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None:
        return
    last = connection.execute(select(func.max(key))).scalar()
    if last:
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        connection.execute(select(func.setval(sequence, last)))


def _refuse_occupied(target: Base) -> None:
    with reading(target.engine) as connection:
        held = [
            table.name
            for table in _TABLES
            if connection.execute(select(1).select_from(table).limit(1)).first()
        ]
    if held:
        raise BadInputError(
            Words(
                f"{target.place} contient déjà une campagne : donnez une base vide.",
                f"{target.place} already holds a campaign: give an empty base.",
            )
        )


def _fact(base: Base, name: str) -> str:
    with reading(base.engine) as connection:
        return _schema.facts(connection).get(name, "")
