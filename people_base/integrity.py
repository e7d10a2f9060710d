"""Look whether a base is whole: what no lock and no constraint may have let through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import CheckConstraint, and_, exists, func, inspect, select, text

from canvass import tables
from canvass.errors import Fault
from canvass.next_step import NextStep
from canvass.words import Words
from people_base.base import Base, reading
from people_base.engine import law_triggers as _law_triggers
from people_base.engine.triggers import PROTECTED, trigger_name
from people_base.field import state as _state
from people_base.field.contacts import event_ids, state
from people_base.models import HOUSEHOLD_MEMBERS, HOUSEHOLDS, METADATA
from people_base.people.consents import ledger_faults


@dataclass(frozen=True)
class Checked:
    """Rows by table, and what is wrong; nothing where all is well."""

    rows: Mapping[str, int]
    faults: tuple[Fault, ...]


def check_base(base: Base) -> Checked:
    """Check the file, every constraint, the log against its hashes and the state against the log.

    Parameters
    ----------
    base
        The open base; nothing of it is changed, and nobody waits.
    """
    with reading(base.engine) as connection:
        rows = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }
    faults = [
        *_file_faults(base),
        *_broken_references(base),
        *_broken_checks(base),
        *_missing_triggers(base),
        *_log_faults(base),
        *ledger_faults(base),
        *_miscounted_households(base),
    ]
    return Checked(rows, tuple(faults))


def _file_faults(base: Base) -> Iterator[Fault]:
    if base.engine.dialect.name != "sqlite":
        return
    with reading(base.engine) as connection:
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                # SQLite names pages and indexes, never what a row holds
                yield Fault(Words(f"fichier abîmé : {said}", f"damaged file: {said}"))


def _broken_references(base: Base) -> Iterator[Fault]:
    for table in METADATA.sorted_tables:
        for reference in table.foreign_key_constraints:
            target = reference.referred_table.alias()
            met = and_(*(target.c[e.column.name] == e.parent for e in reference.elements))
            stray = select(func.count()).select_from(table)
            stray = stray.where(~exists(select(1).select_from(target).where(met)))
            with reading(base.engine) as connection:
                count = connection.execute(stray).scalar_one()
            if count:
                yield Fault(
                    Words(
                        "{n:ligne|lignes} sans leur ligne de « {table} »",
                        "{n:row|rows} without their row of “{table}”",
                        n=count,
                        table=reference.referred_table.name,
                    ),
                    file=table.name,
                )


def _broken_checks(base: Base) -> Iterator[Fault]:
    for table in METADATA.sorted_tables:
        for rule in table.constraints:
            if not isinstance(rule, CheckConstraint):
                continue
            wrong = select(func.count()).select_from(table).where(text(f"NOT ({rule.sqltext})"))
            with reading(base.engine) as connection:
                count = connection.execute(wrong).scalar_one()
            if count:
                yield Fault(
                    Words(
                        "{n:ligne|lignes} contre {rule}",
                        "{n:row|rows} against {rule}",
                        n=count,
                        rule=str(rule.name),
                    ),
                    file=table.name,
                )


def _missing_triggers(base: Base) -> Iterator[Fault]:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if base.engine.dialect.name == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
            "WHERE tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace"
        )
    with reading(base.engine) as connection:
        present = set(connection.execute(text(query)).scalars())
    for table in PROTECTED:
        for action in ("update", "delete"):
            if trigger_name(table, action) not in present:
                yield Fault(
                    Words(
                        "le journal peut être réécrit : sa protection manque",
                        "the log can be rewritten: its protection is missing",
                    ),
                    file=table,
                )
    for table, names in _law_triggers.names(base.engine.dialect.name).items():
        if not present.issuperset(names):
            yield Fault(
                Words(
                    "la base ne refuse plus ce que la loi interdit : une protection manque",
                    "the base does not refuse what the law forbids: a protection is missing",
                ),
                file=table,
            )


def _log_faults(base: Base) -> Iterator[Fault]:
    """Hash every contact again, and work the state out again."""
    with reading(base.engine) as connection:
        contacts, concerns, _ = _state.log(connection)
        folded = _state.folded_log(connection).buildings
    changed = event_ids(contacts, concerns) != contacts.index
    if n := int(changed.sum()):
        yield Fault(
            Words(
                "{n:passage n'est|passages ne sont} plus ce qui fut dit",
                "{n:contact is|contacts are} not as told",
                n=n,
            ),
            file=tables.CONTACTS.name,
        )
    stored = state(base)
    if not _same(stored, folded):
        yield Fault(
            Words(
                "l'état des bâtiments n'est pas celui du journal : {step}",
                "the state of the buildings is not that of the log: {step}",
                step=NextStep.REBUILD,
            ),
            file="building_state",
        )


def _same(stored: pd.DataFrame, folded: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(stored, folded, check_index_type=False)
    except AssertionError:
        return False
    return True


def _miscounted_households(base: Base) -> Iterator[Fault]:
    """Count the people behind each door again, in a base that knows them."""
    with reading(base.engine) as connection:
        if not inspect(connection).has_table(HOUSEHOLD_MEMBERS.name):
            return
        counted = (
            select(HOUSEHOLDS.c.voters, func.count(HOUSEHOLD_MEMBERS.c.voter_id).label("people"))
            .select_from(
                HOUSEHOLDS.join(
                    HOUSEHOLD_MEMBERS,
                    HOUSEHOLD_MEMBERS.c.household_id == HOUSEHOLDS.c.household_id,
                )
            )
            .group_by(HOUSEHOLDS.c.household_id, HOUSEHOLDS.c.voters)
            .subquery()
        )
        wrong = select(func.count()).where(counted.c.voters != counted.c.people)
        count = connection.execute(wrong).scalar_one()
    if count:
        yield Fault(
            Words(
                "{n:foyer mal compté|foyers mal comptés}",
                "{n:household|households} miscounted",
                n=count,
            ),
            file=HOUSEHOLDS.name,
        )
