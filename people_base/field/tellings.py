"""What was told to people who read aggregates: kept in the base, added to and never changed.

Figures are told by crossing of quartier and bureau, and every view is a sum of crossings: what two
views, or two moments, differ by is a sum of whole additions, each fit to be told.

A mark ``forgotten`` stands where figures may have left that the base does not hold: it is older
than what was told (restored), it comes from before tellings were kept, a row cannot be read, or
buildings went to another area. From there on only doors visited after the mark are counted as
added, whatever is imported again; until they are enough, the last figures known stay.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Connection, func, insert, or_, select

from people_base.base import Base, reading, writing
from people_base.field.totals import CONCERN, CROSSED, CROSSING, crossed_totals
from people_base.models import BUILDING_STATE, BUILDINGS, CONCERNS, CONTACTS, TELLINGS

#: The view that all others are summed from, the kind of its areas, and the mark on all of them.
ALL, CELL, EVERYWHERE = "all", "quartier × bureau", "everywhere"
#: Names the mark that figures of before tellings were kept leave.
_EARLIER = "earlier"
#: Below this no threshold is lawful (the base refuses it).
LEAST = 11
_INDEX = [f"{kind}_id" for kind in CROSSING]
Cell = tuple[str, str]


class Fit(Protocol):
    """Tell which crossings may be told anew: ``(now, added, threshold) -> bool by crossing``."""

    def __call__(
        self, now: pd.DataFrame, added: pd.DataFrame, *, threshold: int
    ) -> "pd.Series[bool]":
        """Tell it."""


@dataclass(frozen=True)
class Told:
    """The last figures told.

    ``cells``: indexed by ``quartier_id, bureau_id``, the columns of ``totals.crossed_totals``.
    ``earlier``: by view and kind of area, figures of a campaign from before tellings were kept,
    one row an area. ``number`` and ``at`` are those of the last row of the table; 0 and None
    where there is none. ``threshold`` is the highest one that was ever asked for.
    """

    cells: pd.DataFrame
    earlier: Mapping[tuple[str, str], pd.DataFrame]
    threshold: int
    number: int = 0
    at: datetime | None = None


@dataclass
class _Log:
    """The table, read: the last row of each crossing, and where something was forgotten."""

    told: dict[Cell, dict[str, int]] = field(default_factory=dict)
    told_in: dict[Cell, int] = field(default_factory=dict)
    marks: dict[Cell, tuple[int, datetime]] = field(default_factory=dict)
    everywhere: tuple[int, datetime] | None = None
    unreadable: list[Cell] = field(default_factory=list)
    earlier: dict[tuple[str, str], dict[str, dict[str, int]]] = field(default_factory=dict)
    threshold: int = LEAST
    moments: dict[int, datetime] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)

    def forgotten_at(self, cell: Cell) -> datetime | None:
        """Return since when what was told of a crossing is not known; None where it is."""
        marks = [m for m in (self.marks.get(cell), self.everywhere) if m is not None]
        later = [m for m in marks if m[0] > self.told_in.get(cell, 0)]
        return max(at for _, at in later) if later else None


def tell(
    base: Base,
    *,
    fit: Fit,
    threshold: int,
    now: datetime,
    last_known: tuple[int, datetime] | None = None,
    earlier: Mapping[tuple[str, str], pd.DataFrame] | None = None,
) -> Told:
    """Tell what may be told now, in one transaction, and return all that was told.

    Parameters
    ----------
    base
        The open base.
    fit
        The rule.
    threshold
        What the campaign asks for; a higher one that was asked for before holds.
    now
        The moment.
    last_known
        Number and moment of a row of the table that somebody has seen: where it is not there, the
        base is older than what was told.
    earlier
        Figures of before tellings were kept, by view and kind of area; taken in once.
    """
    wanted = _Wanted(fit, threshold, now, last_known, earlier or {})
    with reading(base.engine) as connection:
        log = _read(connection)
        if not wanted.rows(connection, log):
            return _told(log, threshold)
    with writing(base.engine) as connection:
        while rows := wanted.rows(connection, log := _read(connection)):
            _add(connection, rows)
    return _told(log, threshold)


def forget(base: Base, now: datetime) -> None:
    """Mark that figures may have been told of which the base knows nothing."""
    with writing(base.engine) as connection:
        _add(connection, [_row(now, "forgotten", ALL, EVERYWHERE, "", LEAST, {})])


def forget_moved(
    connection: Connection, moved: Sequence[Sequence[Any]], now: datetime | None = None
) -> None:
    """Mark the crossings that visited buildings left or came to; nothing to do before the first.

    Parameters
    ----------
    moved
        Quartier and bureau before, then after.
    """
    now = now or datetime.now(UTC)
    cells = {pair for row in moved for pair in ((row[0], row[1]), (row[2], row[3]))}
    if cells and connection.execute(select(TELLINGS.c.telling_id).limit(1)).first():
        _add(
            connection,
            [_row(now, "forgotten", ALL, CELL, _named(c), LEAST, {}) for c in sorted(cells)],
        )


def moved_buildings(stored: Any, waiting: Any, *, replace: bool) -> Any:
    """Make the query of the areas of visited buildings that will lie in others.

    Parameters
    ----------
    stored, waiting
        BUILDINGS as they are, and the rows that wait.
    replace
        Whether rows that do not wait go.
    """
    state = BUILDING_STATE.c.building_id
    joined = BUILDING_STATE.outerjoin(stored, stored.c.building_id == state)
    joined = joined.outerjoin(waiting, waiting.c.building_id == state)
    before = [func.coalesce(stored.c[name], "") for name in _INDEX]
    after = [
        func.coalesce(waiting.c[name], *([] if replace else [stored.c[name]]), "")
        for name in _INDEX
    ]
    differ = or_(*(old != new for old, new in zip(before, after, strict=True)))
    return select(*before, *after).select_from(joined).where(differ).distinct()


@dataclass(frozen=True)
class _Wanted:
    fit: Fit
    threshold: int
    now: datetime
    last_known: tuple[int, datetime] | None
    earlier: Mapping[tuple[str, str], pd.DataFrame]

    def rows(self, connection: Connection, log: _Log) -> list[dict[str, object]]:
        """List what is to be added; marks first, then, at the next call, figures."""
        return self._marks(log) or self._figures(connection, log)

    def _marks(self, log: _Log) -> list[dict[str, object]]:
        rows, found = [], ""
        if self.earlier and _EARLIER not in log.missed:
            found = _EARLIER
            rows = [
                _row(self.now, "told", *view, str(area), self._threshold(log), figures)
                for view, frame in self.earlier.items()
                for area, figures in frame.to_dict(orient="index").items()
            ]
        marks = [name for name in (found, self._lost(log)) if name]
        rows += [_row(self.now, "forgotten", ALL, EVERYWHERE, name, LEAST, {}) for name in marks]
        rows += [
            _row(self.now, "forgotten", ALL, CELL, _named(cell), LEAST, {})
            for cell in log.unreadable
        ]
        return rows

    def _lost(self, log: _Log) -> str:
        """Name what was seen and the base lacks; empty where nothing is, or its loss is marked."""
        if self.last_known is None or log.moments.get(self.last_known[0]) == self.last_known[1]:
            return ""
        lost = f"{self.last_known[0]} {self.last_known[1].isoformat()}"
        return "" if lost in log.missed else lost

    def _threshold(self, log: _Log) -> int:
        return max(self.threshold, log.threshold)

    def _figures(self, connection: Connection, log: _Log) -> list[dict[str, object]]:
        if connection.execute(select(CONTACTS.c.event_id).limit(1)).first() is None:
            return []  # purged: what was told stays
        now = crossed_totals(connection)
        before = _frame(log.told)
        cells, columns = now.index.union(before.index), now.columns.union(before.columns)
        now = now.reindex(index=cells, columns=columns, fill_value=0)
        added = now - before.reindex(index=cells, columns=columns, fill_value=0)
        since = {cell: at for cell in cells if (at := log.forgotten_at(cell)) is not None}
        for moment in set(since.values()):
            new = _since(connection, moment).reindex(index=cells, columns=columns, fill_value=0)
            there = [cell for cell, at in since.items() if at == moment]
            added.loc[there] = new.loc[there]
        threshold = self._threshold(log)
        told = now[self.fit(now, added, threshold=threshold)]
        return [
            _row(self.now, "told", ALL, CELL, _named(cell), threshold, figures)
            for cell, figures in zip(told.index, told.to_dict(orient="records"), strict=True)
        ]


def _since(connection: Connection, moment: datetime) -> pd.DataFrame:
    """Count what doors visited after a moment added; other contacts are not looked at.

    Returns
    -------
    DataFrame
        As ``crossed_totals``; ``answered`` counts doors beyond those that had opened before.
    """
    count = CONTACTS.c
    query = (
        select(
            func.coalesce(BUILDINGS.c.quartier_id, "").label("quartier_id"),
            func.coalesce(BUILDINGS.c.bureau_id, "").label("bureau_id"),
            func.coalesce(BUILDINGS.c.doors, 1).label("doors"),
            BUILDING_STATE.c.opened.label("all_opened"),
            *(count[name] for name in ("event_id", "contact_id", "building_id", *CROSSED[:-2])),
        )
        .select_from(
            CONTACTS.outerjoin(BUILDINGS, BUILDINGS.c.building_id == count.building_id).join(
                BUILDING_STATE, BUILDING_STATE.c.building_id == count.building_id
            )
        )
        .where(count.at > moment)
    )
    rows = pd.DataFrame(connection.execute(query).mappings().all())
    if rows.empty:
        return _frame({})
    raised = connection.execute(
        select(CONCERNS.c.event_id, CONCERNS.c.concern, CONCERNS.c["count"])
        .join(CONTACTS, CONTACTS.c.event_id == CONCERNS.c.event_id)
        .where(count.at > moment)
    ).all()
    said = pd.DataFrame(raised, columns=["event_id", "concern", "count"])
    said["concern"] = CONCERN + said["concern"].astype("str")
    wide = said.pivot_table(index="event_id", columns="concern", values="count", aggfunc="sum")
    counts = [*CROSSED[:-2], *wide.columns]
    rows = rows.join(wide, on="event_id")
    rows[counts] = rows[counts].fillna(0).astype("int64")
    # what was told twice of one contact counts once
    once = dict.fromkeys((*counts, "doors", "all_opened", *_INDEX), "max")
    by_contact = rows.groupby(["building_id", "contact_id"]).agg(once)
    sums = dict.fromkeys(counts, "sum") | dict.fromkeys(("doors", "all_opened", *_INDEX), "max")
    homes = by_contact.groupby("building_id").agg(sums)
    homes["covered"] = homes[["knocked", "doors"]].min(axis=1)
    before = (homes["all_opened"] - homes["opened"]).clip(lower=0)
    most = homes["doors"].clip(lower=1)
    homes["answered"] = homes["all_opened"].clip(upper=most) - before.clip(upper=most)
    return homes.groupby(_INDEX)[[*counts, "covered", "answered"]].sum().astype("int64")


def _read(connection: Connection) -> _Log:
    log = _Log()
    for row in connection.execute(select(TELLINGS).order_by(TELLINGS.c.telling_id)):
        number, at = int(row.telling_id), row.at
        log.moments[number] = at
        log.threshold = max(log.threshold, int(row.threshold))
        if row.area_kind == EVERYWHERE:
            log.everywhere = (number, at)
            log.missed.add(row.area_id)
        elif row.area_kind != CELL:
            figures = _figures_of(row.figures)
            if figures is not None:
                log.earlier.setdefault((row.view, row.area_kind), {})[row.area_id] = figures
        elif (cell := _cell_of(row.area_id)) is None:
            log.everywhere = (number, at)
        elif row.state == "forgotten":
            log.marks[cell] = (number, at)
        else:
            _take(log, cell, number, _figures_of(row.figures, needed=CROSSED))
    log.unreadable = [c for c in log.unreadable if log.forgotten_at(c) is None]
    return log


def _take(log: _Log, cell: Cell, number: int, figures: dict[str, int] | None) -> None:
    """Keep the figures of a row; one that cannot be read leaves nothing to compare with."""
    log.told_in[cell] = number
    if cell in log.unreadable:
        log.unreadable.remove(cell)
    if figures is None:
        log.told.pop(cell, None)
        log.unreadable.append(cell)
    else:
        log.told[cell] = figures


def _figures_of(text: str, needed: Sequence[str] = ()) -> dict[str, int] | None:
    try:
        figures = json.loads(text)
    except ValueError:
        return None
    if not isinstance(figures, dict) or not set(needed) <= set(figures):
        return None
    whole = all(type(n) is int and n >= 0 for n in figures.values())
    return figures if whole else None


def _cell_of(text: str) -> Cell | None:
    try:
        quartier, bureau = json.loads(text)
    except (ValueError, TypeError):
        return None
    return str(quartier), str(bureau)


def _named(cell: Cell) -> str:
    return json.dumps(list(cell), ensure_ascii=False)


def _frame(told: Mapping[Cell, Mapping[str, int]]) -> pd.DataFrame:
    """Lay figures out as ``crossed_totals`` does."""
    index = pd.MultiIndex.from_tuples(list(told), names=_INDEX) if told else None
    frame = pd.DataFrame(list(told.values()), index=index)
    if index is None:
        frame.index = pd.MultiIndex.from_arrays([[], []], names=_INDEX)
    columns = [*CROSSED, *(c for c in frame.columns if c not in CROSSED)]
    return frame.reindex(columns=columns).fillna(0).astype("int64")


def _told(log: _Log, threshold: int) -> Told:
    earlier = {
        view: pd.DataFrame.from_dict(rows, orient="index").fillna(0).astype("int64")
        for view, rows in log.earlier.items()
    }
    number = max(log.moments, default=0)
    highest = max(threshold, log.threshold)
    return Told(_frame(log.told), earlier, highest, number, log.moments.get(number))


def _row(
    at: datetime,
    state: str,
    view: str,
    area_kind: str,
    area_id: str,
    threshold: int,
    figures: Mapping[Any, Any],
) -> dict[str, object]:
    return {
        "at": at,
        "state": state,
        "view": view,
        "area_kind": area_kind,
        "area_id": area_id,
        "threshold": threshold,
        "figures": json.dumps({str(k): int(v) for k, v in figures.items()}, sort_keys=True),
    }


def _add(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    connection.execute(insert(TELLINGS), list(rows))
