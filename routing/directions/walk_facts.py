"""What a canvasser notices about a walk: streets begun again, streets crossed, turning round."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from routing.network.side_graph import LEFT
from routing.network.walk_network import Network
from routing.ways.block_faces import NO_FACE, StreetFaces, street_faces
from routing.ways.walk_moves import Crossing, Leg, Stretch, WalkMoves, walk_moves

#: Metres one must go back for it to feel like a U-turn; a few to the door across the street do not.
U_TURN_M = 10.0
#: Where no walk leads on, nothing is turned back from.
_BREAK = Crossing(NO_FACE, NO_FACE, 0.0)


@dataclass(frozen=True)
class WalkFacts:
    """Counts over a walk; few of each make one that looks sensible.

    Attributes
    ----------
    streets
        Different streets with doors of the walk.
    returns
        Times the walk comes back to the doors of a street that it had left for those of another.
    side_changes
        Times it goes on at a door across the street from the one before.
    u_turns
        Times it turns round and goes back 10 m or more over the side of the street it came along.
    crossings
        Streets crossed, by class (``highway`` without ``_link``); mouths of driveways, alleys and
        paths are walked past and do not count.
    crossing_m
        The metres of walk that these crossings are worth (see ``routing.network.crossings``).
    length_m, longest_leg_m
        Metres walked, and from one door to the next at most.
    """

    streets: int
    returns: int
    side_changes: int
    u_turns: int
    crossings: Mapping[str, int]
    crossing_m: float
    length_m: float
    longest_leg_m: float

    @property
    def crossed(self) -> int:
        """Return the number of streets crossed, whatever their class."""
        return sum(self.crossings.values())


def walk_facts(
    network: Network,
    doors: pd.DataFrame,
    order: Sequence[str],
    *,
    streets: pd.Series,
    closed: bool = False,
    faces: StreetFaces | None = None,
) -> WalkFacts:
    """Count what a canvasser notices about a walk.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them.
    order
        Ids of ``doors`` in walking order.
    streets
        The street of each address, on the index of ``doors``; empty where unknown: such a door
        belongs to the street the walk is in.
    closed
        Whether the walk goes back to its first door; that leg has its crossings and its length,
        but begins no street again.
    faces
        ``street_faces(network)``, where it is at hand.
    """
    ids = list(order)
    moves = walk_moves(network, doors, ids, closed=closed)
    return facts_of(network, moves, list(streets.loc[ids]), faces=faces or street_faces(network))


def facts_of(
    network: Network, moves: WalkMoves, streets: Sequence[str], *, faces: StreetFaces
) -> WalkFacts:
    """Count over the moves of a walk; ``streets`` are those of its stops, in walking order."""
    runs = _runs(streets)
    legs = [_metres(leg) for leg in moves.legs]
    crossed = [move for leg in moves.legs for move in leg or () if isinstance(move, Crossing)]
    kinds = (str(network.highway[c.edge]).removesuffix("_link") for c in crossed)
    return WalkFacts(
        streets=len(set(runs)),
        returns=len(runs) - len(set(runs)),
        side_changes=_side_changes(moves, streets, faces),
        u_turns=_u_turns(moves),
        crossings=dict(sorted(Counter(kinds).items())),
        crossing_m=float(sum(c.cost_s for c in crossed) * network.pace_m_s),
        length_m=float(sum(legs)),
        longest_leg_m=float(max(legs, default=0.0)),
    )


def _runs(streets: Sequence[str]) -> list[str]:
    """List the streets in the order in which the walk enters them."""
    known = [street for street in streets if street]
    return [s for s, before in zip(known, ["", *known], strict=False) if s != before]


def _metres(leg: Leg | None) -> float:
    return sum(move.length_m for move in leg or () if isinstance(move, Stretch))


def _side_changes(moves: WalkMoves, streets: Sequence[str], faces: StreetFaces) -> int:
    edge, side = moves.edge.astype(np.int64), moves.side.astype(np.int64)
    across, here = faces.beside(edge, -side), faces.beside(edge, side)
    facing = (across[:-1] == here[1:]) & (here[1:] != NO_FACE)
    stays = np.array([a == b for a, b in pairwise(streets)], np.bool_)
    return int((facing & stays).sum())


def _u_turns(moves: WalkMoves) -> int:
    """Count the times the walk goes back ``U_TURN_M`` or more over what it just came along."""
    turns, turned = 0, False
    came, goes = 0.0, 0.0
    before: Stretch | None = None
    for move in (move for leg in moves.legs for move in leg or (_BREAK,)):
        if isinstance(move, Crossing):
            turns += int(turned and min(came, goes) >= U_TURN_M)
            came, goes, before, turned = 0.0, 0.0, None, False
        elif move.length_m > 0:
            if before is not None and turns_back(before, move):
                turns += int(turned and min(came, goes) >= U_TURN_M)
                came, goes, turned = goes, 0.0, True
            goes += move.length_m
            before = move
    return turns + int(turned and min(came, goes) >= U_TURN_M)


def turns_back(before: Stretch, after: Stretch) -> bool:
    """Tell whether a stretch goes back over the same side of the street as the one before."""
    same = (before.edge, before.side or LEFT) == (after.edge, after.side or LEFT)
    return same and before.forward != after.forward
