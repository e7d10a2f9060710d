"""Turfs changed by hand: drawn, moved, merged, split, locked; each step can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from campaign.places.drawn_shapes import drawn
from campaign.turfs.turf_session import TurfSession, keep, open_turf_session
from canvass.errors import BadInputError, Fault
from canvass.words import Words

#: What a person types for "no turf".
NO_TURF = frozenset({"", "aucun", "none"})
#: Turfs described one by one after a step.
TOLD = 8


@dataclass(frozen=True)
class Changed:
    """What a step did; ``turfs`` describes the turfs it changed, as they are now."""

    said: Words
    turfs: pd.DataFrame
    buildings: int


def draw(campaign: Campaign, areas: Path | gpd.GeoDataFrame, *, into: str = "") -> Changed:
    """Make one turf of the buildings in each drawn area, or put all of them into one.

    Parameters
    ----------
    areas
        Polygons: a GeoJSON file, or a frame of any CRS.
    into
        An existing turf that takes them.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is not there or holds no polygon, an area holds no building, or the turf is
        locked.
    """
    from turf.assignment import assign_polygon
    from turf.turf_ids import new_ids

    shapes = drawn(areas, kinds=("Polygon", "MultiPolygon")).to_crs(campaign.crs)

    def step(desk: TurfSession) -> Any:
        made = desk.assignment
        names = [into] * len(shapes) if into else new_ids(desk.used, len(shapes))
        _refuse_unknown(desk, [into] if into else [])
        for name, area in zip(names, shapes, strict=True):
            made = assign_polygon(made, desk.buildings, area, name)
        return made

    return change(campaign, step)


def move(
    campaign: Campaign,
    turf: str,
    *,
    buildings: Sequence[str] = (),
    streets: Sequence[str] = (),
    sides: Sequence[str] = (),
    blocks: Sequence[str] = (),
    out_of: Sequence[str] = (),
) -> Changed:
    """Put buildings, whole streets, sides of streets or blocks into a turf, or into none.

    Parameters
    ----------
    turf
        Where to; ``""`` or ``aucun`` for no turf.
    buildings
        Ids of addresses.
    streets
        Names, as addresses have them.
    sides, blocks
        Ids of addresses whose side of the street, or whose block, goes as a whole.
    out_of
        Only what is in these turfs goes; from anywhere by default.

    Raises
    ------
    BadInputError
        If the turf is locked or unknown, or something named does not exist.
    """
    from turf.assignment import move as moved

    goal = "" if turf in NO_TURF else turf

    def step(desk: TurfSession) -> Any:
        _refuse_unknown(desk, [*([goal] if goal else []), *out_of])
        chosen = _named(desk, buildings, streets)
        for atoms, by in ((sides, "blockface"), (blocks, "block")):
            chosen = chosen.union(_whole(desk, atoms, by))
        if out_of:
            chosen = chosen[desk.assignment.turf_id[chosen].isin(out_of)]
        if chosen.empty:
            raise BadInputError(Words("Rien à déplacer.", "Nothing to move."))
        return moved(desk.assignment, chosen, goal)

    return change(campaign, step)


def merge(campaign: Campaign, turfs: Sequence[str]) -> Changed:
    """Make one turf of several; it bears the first one's id.

    Raises
    ------
    BadInputError
        If one is locked or unknown, or there is only one.
    """
    from turf.assignment import merge as merged

    return change(campaign, lambda desk: merged(desk.assignment, turfs))


def split(campaign: Campaign, turf: str, *, parts: int = 2) -> Changed:
    """Cut one turf into connected parts of about as many doors each.

    Raises
    ------
    BadInputError
        If the turf is locked, unknown, or cannot be cut.
    """
    from turf.split_turf import split as halved

    def step(desk: TurfSession) -> Any:
        made = desk.assignment
        return halved(
            made,
            desk.buildings,
            desk.network,
            desk.doors_of(desk.buildings[made.turf_id == turf]),
            turf,
            parts=parts,
            settings=desk.settings(),
            used=desk.used,
        )

    return change(campaign, step)


def lock(campaign: Campaign, turfs: Sequence[str]) -> Changed:
    """Keep turfs from being changed, by hand or by a new cut.

    Raises
    ------
    BadInputError
        If one is unknown.
    """
    from turf.assignment import lock as locked

    return change(campaign, lambda desk: locked(desk.assignment, turfs))


def unlock(campaign: Campaign, turfs: Sequence[str]) -> Changed:
    """Let turfs be changed again; published ones stay as they are.

    Raises
    ------
    BadInputError
        If one is published or unknown.
    """
    from campaign.turfs.turf_session import refuse_published
    from turf.assignment import unlock as unlocked

    def step(desk: TurfSession) -> Any:
        refuse_published(desk, turfs)
        return unlocked(desk.assignment, turfs)

    return change(campaign, step)


def undo(campaign: Campaign) -> Changed:
    """Take the last step back."""
    from turf.assignment import undo as undone

    def step(desk: TurfSession) -> Any:
        return undone(desk.assignment)

    return change(campaign, step, said=Words("Annulé : ", "Undone: "))


def redo(campaign: Campaign) -> Changed:
    """Do the step last undone again."""
    from turf.assignment import redo as redone

    def step(desk: TurfSession) -> Any:
        return redone(desk.assignment)

    return change(campaign, step, said=Words("Refait : ", "Done again: "))


@dataclass(frozen=True)
class History:
    """Steps that can be undone and done again, the last one last, and the locked turfs.

    ``signed`` tells who did each step of ``done``, and when.
    """

    done: Sequence[Words]
    undone: Sequence[Words]
    locked: Sequence[str]
    signed: Sequence[Words] = ()


def history(campaign: Campaign) -> History:
    """Tell how the turfs came about; published ones count as locked."""
    with campaign.base() as base:
        return history_of(open_turf_session(campaign, base))


def history_of(desk: TurfSession) -> History:
    """Tell how the turfs of an open session came about."""
    made = desk.assignment
    done, undone = ([step.said for step in steps] for steps in (made.done, made.undone))
    signed = [desk.log.signed[step.step_id] for step in made.done]
    return History(done, undone, sorted(made.locked), signed)


def change(
    campaign: Campaign, step: Callable[[TurfSession], Any], *, said: Words | None = None
) -> Changed:
    """Open the turfs, do a step, keep it; say what the step said.

    Parameters
    ----------
    step
        Gives the assignment that the step makes of the session's.
    said
        What stands before the words of a step that is undone or done again.
    """
    with campaign.base() as base:
        desk = open_turf_session(campaign, base)
        before, after = desk.assignment, step(desk)
        told = keep(desk, after)
        moved = int((before.turf_id != after.turf_id).sum())
    if after is before:
        return Changed(Words("Rien n'a changé.", "Nothing changed."), told, 0)
    if said is None:
        return Changed(_joined(after.done[len(before.done) :]), told, moved)
    back = len(after.undone) > len(before.undone)
    last = (after.undone if back else after.done)[-1].said
    return Changed(Words(said.fr + last.fr, said.en + last.en), told, moved)


def _joined(steps: Sequence[Any]) -> Words:
    return Words(" ; ".join(s.said.fr for s in steps), "; ".join(s.said.en for s in steps))


def _named(desk: TurfSession, buildings: Sequence[str], streets: Sequence[str]) -> "pd.Index[str]":
    """Find addresses by id and by the name of their street."""
    known = desk.buildings["street"].str.casefold()
    wanted = {street: street.strip().casefold() for street in streets}
    faults = [
        *(b for b in buildings if b not in desk.buildings.index),
        *(street for street, key in wanted.items() if not (known == key).any()),
    ]
    if faults:
        raise BadInputError(
            Words("Inconnus dans cette campagne :", "Unknown in this campaign:"),
            [Fault(Words(name, name)) for name in faults],
        )
    inside: pd.Index[str] = desk.buildings.index[known.isin(set(wanted.values()))]
    return inside.union(pd.Index(list(buildings), dtype="str"))


def _whole(desk: TurfSession, atoms: Sequence[str], by: str) -> "pd.Index[str]":
    """Find all addresses of the sides or blocks on which some stand."""
    from turf.door_graph import block_faces, blocks

    if not atoms:
        return pd.Index([], dtype="str")
    _named(desk, atoms, ())
    reached = desk.doors[desk.doors["reached"].astype(bool)]
    face = block_faces(reached)
    atom = pd.Series(
        face if by == "blockface" else blocks(desk.network, reached, face), index=reached.index
    )
    return atom.index[atom.isin(atom.reindex(list(atoms)).dropna())].union(pd.Index(list(atoms)))


def _refuse_unknown(desk: TurfSession, turfs: Sequence[str]) -> None:
    from turf.assignment import refuse_unknown

    refuse_unknown(desk.assignment, turfs)
