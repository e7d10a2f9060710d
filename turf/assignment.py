"""Turfs changed by hand: every step gives a new assignment and can be undone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
import shapely

from canvass.errors import BadInputError
from canvass.next_step import NextStep
from canvass.words import Words


@dataclass(frozen=True, eq=False)
class Step:
    """What one change did: the buildings and the locks, before and after.

    ``step_id`` is the number under which it is kept; 0 of a step that is not kept yet.
    """

    said: Words
    before: pd.Series
    after: pd.Series
    locked_before: frozenset[str]
    locked_after: frozenset[str]
    step_id: int = 0


@dataclass(frozen=True, eq=False)
class Assignment:
    """Which turf each building is in, which turfs are locked, and how it came about.

    Attributes
    ----------
    turf_id
        Index ``building_id``; ``""`` for buildings of no turf.
    locked
        Turfs that no step changes.
    done, undone
        Steps in order; the last one of each is undone or done again first.
    """

    turf_id: pd.Series
    locked: frozenset[str] = frozenset()
    done: tuple[Step, ...] = field(default=())
    undone: tuple[Step, ...] = field(default=())

    def turfs(self) -> list[str]:
        """List the turfs that hold a building."""
        return sorted(set(self.turf_id) - {""})


def move(assignment: Assignment, buildings: Iterable[str], turf: str) -> Assignment:
    """Put buildings into a turf, or in none (``""``). Those of locked turfs stay.

    Raises
    ------
    BadInputError
        If the turf is locked, a building is not known, or all are of locked turfs.
    """
    refuse_locked(assignment, [turf])
    chosen = pd.Index(list(buildings))
    if not chosen.isin(assignment.turf_id.index).all():
        raise BadInputError(
            Words("Des adresses ne sont pas de cette campagne.", "Some buildings are unknown.")
        )
    held = assignment.turf_id[chosen].isin(assignment.locked)
    open_ones, kept = chosen[~held], sorted(set(assignment.turf_id[chosen][held]))
    if open_ones.empty and kept:
        raise BadInputError(
            Words(
                "Rien n'a changé : {n:adresse est|adresses sont} dans des secteurs verrouillés ou "
                "publiés ({names:8}) ; {unlock} ou {withdraw}.",
                "Nothing changed: {n:building is|buildings are} in locked or published turfs "
                "({names:8}); {unlock} or {withdraw}.",
                n=len(chosen),
                names=kept,
                unlock=NextStep.UNLOCK,
                withdraw=NextStep.WITHDRAW,
            )
        )
    said = Words(
        "{n:adresse|adresses} vers {turf}",
        "{n:building|buildings} to {turf}",
        n=len(open_ones),
        turf=turf or Words("aucun secteur", "no turf"),
    )
    if kept:
        said = Words(
            "{said} ; {n:reste dans un secteur verrouillé ou publié|restent dans des secteurs "
            "verrouillés ou publiés} ({names:8})",
            "{said}; {n:stays in a locked or published turf|stay in locked or published turfs} "
            "({names:8})",
            said=said,
            n=int(held.sum()),
            names=kept,
        )
    return changed(assignment, pd.Series(turf, index=open_ones, dtype="str"), said)


def assign_polygon(
    assignment: Assignment, buildings: gpd.GeoDataFrame, area: shapely.Geometry, turf: str
) -> Assignment:
    """Put every building within a drawn area into a turf.

    Parameters
    ----------
    area
        Polygon or multipolygon in the CRS of ``buildings``.

    Raises
    ------
    BadInputError
        If the turf is locked or the area holds no building.
    """
    inside = buildings.index[buildings.geometry.within(area)]
    if inside.empty:
        raise BadInputError(
            Words("Aucune adresse dans ce polygone.", "There is no building in this area.")
        )
    return move(assignment, inside, turf)


def merge(assignment: Assignment, turfs: Collection[str]) -> Assignment:
    """Make one turf of several; it bears the first one's id.

    Raises
    ------
    BadInputError
        If one of them is locked, or there is only one.
    """
    names = list(dict.fromkeys(turfs))
    refuse_locked(assignment, names)
    refuse_unknown(assignment, names)
    if len(names) < 2:
        raise BadInputError(
            Words("Il faut deux secteurs pour une fusion.", "Merging takes two turfs.")
        )
    inside = assignment.turf_id.index[assignment.turf_id.isin(names)]
    said = Words(f"Fusion de {', '.join(names)}", f"Merge of {', '.join(names)}")
    return changed(assignment, pd.Series(names[0], index=inside, dtype="str"), said)


def lock(assignment: Assignment, turfs: Collection[str]) -> Assignment:
    """Keep turfs from being changed.

    Raises
    ------
    BadInputError
        If one of them is unknown.
    """
    refuse_unknown(assignment, turfs)
    names = ", ".join(sorted(turfs))
    said = Words(f"Verrou sur {names}", f"Lock on {names}")
    return _relocked(assignment, assignment.locked | set(turfs), said)


def unlock(assignment: Assignment, turfs: Collection[str]) -> Assignment:
    """Let turfs be changed again; nothing happens to those that are not locked.

    Raises
    ------
    BadInputError
        If one of them is unknown.
    """
    refuse_unknown(assignment, turfs)
    names = ", ".join(sorted(turfs))
    said = Words(f"Verrou ôté de {names}", f"Lock off {names}")
    return _relocked(assignment, assignment.locked - set(turfs), said)


def undo(assignment: Assignment) -> Assignment:
    """Take the last step back; nothing happens if there is none."""
    if not assignment.done:
        return assignment
    step = assignment.done[-1]
    return Assignment(
        _with(assignment.turf_id, step.before),
        step.locked_before,
        assignment.done[:-1],
        (*assignment.undone, step),
    )


def redo(assignment: Assignment) -> Assignment:
    """Do the step last undone again; nothing happens if there is none."""
    if not assignment.undone:
        return assignment
    step = assignment.undone[-1]
    return Assignment(
        _with(assignment.turf_id, step.after),
        step.locked_after,
        (*assignment.done, step),
        assignment.undone[:-1],
    )


def changed(assignment: Assignment, after: pd.Series, said: Words) -> Assignment:
    """Return buildings the turfs of ``after`` and remember the step; no step if nothing changes."""
    after = after[after != assignment.turf_id[after.index]]
    if after.empty:
        return assignment
    before = assignment.turf_id[after.index]
    step = Step(said, before, after, assignment.locked, assignment.locked)
    turf_id = _with(assignment.turf_id, after)
    return Assignment(turf_id, assignment.locked, (*assignment.done, step))


def _relocked(assignment: Assignment, locked: frozenset[str], said: Words) -> Assignment:
    if locked == assignment.locked:
        return assignment
    nothing = assignment.turf_id[:0]
    step = Step(said, nothing, nothing, assignment.locked, locked)
    return Assignment(assignment.turf_id, locked, (*assignment.done, step))


def _with(turf_id: pd.Series, part: pd.Series) -> pd.Series:
    whole = turf_id.copy()
    whole[part.index] = part
    return whole


def refuse_locked(assignment: Assignment, turfs: Collection[str]) -> None:
    """Refuse to change locked turfs."""
    locked = sorted(assignment.locked & set(turfs))
    if locked:
        raise BadInputError(
            Words(
                "Secteurs verrouillés ou déjà publiés : {names} ; {unlock} ou {withdraw}.",
                "Locked or published turfs: {names}; {unlock} or {withdraw}.",
                names=locked,
                unlock=NextStep.UNLOCK,
                withdraw=NextStep.WITHDRAW,
            )
        )


def refuse_unknown(assignment: Assignment, turfs: Collection[str]) -> None:
    """Refuse turfs that hold no building."""
    unknown = sorted(set(turfs) - set(assignment.turfs()))
    if unknown:
        names = ", ".join(unknown)
        raise BadInputError(Words(f"Secteurs inconnus : {names}", f"Unknown turfs: {names}"))
