"""What share of the turfs inside bureaux can be walked past no other turf's door, at most.

A bureau's doors are in pieces once the doors of other bureaux are taken away; a turf that passes
nobody lies in one piece. Doors are taken to be as fine as sand, walks as long as one likes: no cut
whose turfs are all in the range does better.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.turf_town import Town
from turf.neighbours import components
from turf.settings import CutSettings
from turf.turf_table import door_network

#: Turfs that a bureau may give up within its pieces so that its rest makes whole turfs.
GIVEN_UP = 4


def strict_bound(town: Town, settings: CutSettings) -> tuple[float, int, int]:
    """Return that share, and how many bureaux there are in how many pieces.

    A building larger than a turf is a turf of its own, and passes nobody.
    """
    ground = door_network(town.buildings, town.network, town.doors, settings)
    load = ground.buildings["doors"].to_numpy(float)
    bureau = pd.factorize(ground.buildings["bureau_id"])[0]
    low, high = ((1 + sign * settings.tolerance) * settings.target for sign in (-1, 1))
    pairs = ground.graph.pairs
    same = bureau[pairs.i] == bureau[pairs.j]
    pieces = components(load.size, pairs.where(same))
    small = load <= high
    apart = components(load.size, pairs.where(same & small[pairs.i] & small[pairs.j]))
    table = pd.DataFrame({"bureau": bureau, "piece": apart, "load": load})[small]
    loads = table.groupby(["bureau", "piece"])["load"].sum()
    found = [_best(of.to_numpy(), low, high) for _, of in loads.groupby(level="bureau")]
    within, mixed = np.sum(found, axis=0)
    strict = within + (~small).sum()
    return float(strict / (strict + mixed)), int(bureau.max() + 1), int(pieces.max() + 1)


def _best(pieces: NDArray[np.float64], low: float, high: float) -> tuple[int, int]:
    """Count a bureau's turfs that lie in one piece and those made of what is left over.

    Where what is left over makes no whole turfs, it is taken for one.
    """
    within = np.floor(pieces / low)
    least, most = np.maximum(0, pieces - high * within).sum(), (pieces - low * within).sum()
    found = []
    for given_up in range(GIVEN_UP):
        strict = int(within.sum()) - given_up
        left = most + low * given_up
        mixed = 0 if least <= 0 else max(1, int(np.ceil(least / high - 1e-9)))
        if strict >= 0 and mixed * low <= left + 1e-9 and strict + mixed:
            found.append((strict / (strict + mixed), strict, mixed))
    return max(found)[1:] if found else (int(within.sum()), 1)
