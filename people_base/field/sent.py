"""What went out: every line of every sheet, noted before the sheet is there."""

from collections.abc import Collection
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.base import Base, reading, writing
from people_base.engine.queries import among
from people_base.models import SENT_CONTACTS, TURFS
from people_base.turfs.turf_assignment import members_of

_COLUMNS = ("turf_id", "building_id", "doors")


def sent_contacts(base: Base) -> pd.DataFrame:
    """Return every line ever sent out: ``contact_id`` -> ``turf_id, building_id, doors``."""
    columns = [SENT_CONTACTS.c.contact_id, *(SENT_CONTACTS.c[name] for name in _COLUMNS)]
    with reading(base.engine) as connection:
        rows = connection.execute(select(*columns).order_by(columns[0])).all()
    kinds = {"contact_id": "str", "turf_id": "str", "building_id": "str", "doors": "int64"}
    frame = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    return frame.set_index("contact_id")


def anything_sent(base: Base) -> bool:
    """Tell whether a sheet ever went out."""
    with reading(base.engine) as connection:
        return connection.execute(select(SENT_CONTACTS.c.contact_id).limit(1)).first() is not None


def send_out(
    base: Base, sent: pd.DataFrame, *, publish: Collection[str], sheets: int, at: datetime
) -> set[str]:
    """Note what is about to go out, publish its turfs and note it in the audit, all or nothing.

    Parameters
    ----------
    base
        The open base.
    sent
        ``contact_id`` -> ``turf_id, building_id, doors``; a line sent before counts once.
    publish
        Turfs that are drafts so far.
    sheets
        How many walk lists; noted in the audit.
    at
        The moment, with its zone.

    Returns
    -------
    set of str
        Contact ids that were not there before.

    Raises
    ------
    BadInputError
        If somebody changed one of the turfs since its sheet was made.
    """
    lines = sent[~sent.index.duplicated(keep="last")]
    with writing(base.engine) as connection:
        _refuse_changed(connection, lines)
        add_note(connection, "", "export walklists", sheets, at)
        chosen = among(TURFS.c.turf_id, sorted(publish))
        connection.execute(update(TURFS).where(chosen).values(status="published"))
        return _keep_lines(connection, lines, at)


def take_back(base: Base, contacts: Collection[str], *, drafts: Collection[str]) -> None:
    """Forget lines whose sheet could not be made; ``drafts`` are turfs of which none was."""
    with writing(base.engine) as connection:
        gone = among(SENT_CONTACTS.c.contact_id, sorted(contacts))
        connection.execute(delete(SENT_CONTACTS).where(gone))
        chosen = among(TURFS.c.turf_id, sorted(drafts))
        connection.execute(update(TURFS).where(chosen).values(status="draft"))


def _keep_lines(connection: Connection, lines: pd.DataFrame, at: datetime) -> set[str]:
    """Write the lines in place of the same ones sent before; return those that are new."""
    here = among(SENT_CONTACTS.c.contact_id, list(lines.index))
    known = set(connection.execute(select(SENT_CONTACTS.c.contact_id).where(here)).scalars())
    connection.execute(delete(SENT_CONTACTS).where(here))
    rows = [
        {"contact_id": contact, "turf_id": turf, "building_id": building, "doors": int(doors)}
        | {"sent_on": at.date()}
        for contact, turf, building, doors in lines[list(_COLUMNS)].itertuples(name=None)
    ]
    if rows:
        connection.execute(insert(SENT_CONTACTS), rows)
    return set(lines.index) - known


def _refuse_changed(connection: Connection, lines: pd.DataFrame) -> None:
    """Refuse sheets that show a building which is not in their turf any more."""
    now = members_of(connection).reindex(lines["building_id"])
    changed = sorted(set(lines["turf_id"][(now.to_numpy() != lines["turf_id"].to_numpy())]))
    if changed:
        raise BadInputError(
            Words(
                "Ces secteurs viennent d'être changés : refaites leurs parcours, puis exportez.",
                "These turfs were changed just now: plan their walks again, then export.",
            ),
            [Fault(Words(f"secteur {turf}", f"turf {turf}")) for turf in changed],
        )
