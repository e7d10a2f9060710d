"""Cut a town beside other ways to do it: ``python benchmarks/bench_turf.py [--data DIR]``.

The others are what campaigns do without a network (fill lists street by street, follow a Hilbert
curve, group by coordinates) and, with ``--peers PYTHON`` (an interpreter of an environment with
pymetis, k-means-constrained, gerrychain and spopt; or TURF_PEERS_PYTHON), what cuts graphs: METIS,
k-means-constrained, GerryChain, SKATER and max-p. All get the same town and the same door graph,
and are judged by the same audit sheet and by walks that ``routing`` orders. DIR is the
folder above the towns; a town has addresses (BAN), bureaux, streets (OpenStreetMap) and a roll's
answer, as Val-Fleuri has them. ``--addresses N`` takes the N addresses nearest to the middle,
one door each; ``--growth`` measures time from 1,000 addresses to all; ``--search S`` searches for S
seconds and tells how much shorter the walks get.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.cluster.vq import kmeans2
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.shared import (
    ADDRESSES,
    ANSWERS,
    BUREAUX,
    STREETS,
    Figure,
    figure,
    finish,
    options,
    show,
    town_of,
)
from benchmarks.turf_bound import strict_bound
from benchmarks.turf_town import Town, read_town
from routing.order.order import plan_order
from routing.ways.distances import walk_matrix
from turf.audit import audit
from turf.cut import Cut, cut_turfs
from turf.neighbours import around, past, renumbered
from turf.outlines import turf_shapes
from turf.settings import CutSettings
from turf.turf_table import door_network

#: The slowest peers get no more addresses than they can do in some minutes.
PEERS = {
    "metis": ("METIS, contiguous", 10**9),
    "constrained": ("k-means-constrained", 3_000),
    "gerrychain": ("GerryChain tree", 5_000),
    "skater": ("SKATER", 3_000),
    "maxp": ("max-p", 3_000),
}
PATIENCE_S = 540
GROWTH = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 10**6)
Spent = dict[str, float]


def filled(buildings: gpd.GeoDataFrame, target: float) -> pd.Series:
    """Close a turf as soon as it holds the target, in the order of the rows."""
    total = buildings["doors"].cumsum() - buildings["doors"]
    return "T" + (total // target).astype(int).astype(str).str.zfill(5)


def by_street(buildings: gpd.GeoDataFrame, target: float) -> pd.Series:
    """Fill lists street by street, number by number."""
    number = buildings["number"].str.extract(r"^(\d+)")[0].fillna("0").astype(int)
    order = buildings.assign(n=number).sort_values(["bureau_id", "street", "n"]).index
    return filled(buildings.loc[order], target).reindex(buildings.index)


def by_curve(buildings: gpd.GeoDataFrame, target: float) -> pd.Series:
    """Fill lists along a Hilbert curve."""
    order = buildings.geometry.hilbert_distance().sort_values().index
    return filled(buildings.loc[order], target).reindex(buildings.index)


def by_kmeans(buildings: gpd.GeoDataFrame, target: float) -> pd.Series:
    """Group addresses by coordinates."""
    xy = np.column_stack([buildings.geometry.x, buildings.geometry.y])
    xy = xy - xy.mean(axis=0)
    count = max(1, round(buildings["doors"].sum() / target))
    _, label = kmeans2(xy, count, iter=10, minit="points", seed=0)
    return pd.Series(label, index=buildings.index).map("T{:05d}".format)


PLAIN: dict[str, Callable[[gpd.GeoDataFrame, float], pd.Series]] = {
    "street by street": by_street,
    "Hilbert curve": by_curve,
    "k-means": by_kmeans,
}


def of_peer(python: Path, name: str, town: Town, target: float) -> tuple[pd.Series, Spent] | None:
    """Have another interpreter cut the town; None if it fails or takes too long.

    Buildings larger than a turf are turfs of their own, and passed, as in our cut.
    """
    ground = door_network(town.buildings, town.network, town.doors, CutSettings(target=target))
    load = ground.buildings["doors"].to_numpy(float)
    large, heavy = load > 1.1 * target, load >= 0.45 * target
    pairs = past(around(ground.graph.pairs, np.flatnonzero(large)), np.flatnonzero(heavy & ~large))
    pairs = renumbered(pairs, ~large)
    xy = np.column_stack([ground.buildings.geometry.x, ground.buildings.geometry.y])
    with tempfile.TemporaryDirectory() as folder:
        source, goal = Path(folder) / "town.npz", Path(folder) / "label.npy"
        np.savez(
            source,
            xy=xy[~large],
            load=load[~large],
            target=target,
            i=pairs.i,
            j=pairs.j,
            walk_m=pairs.walk_m,
        )
        script = str(Path(__file__).with_name("turf_peers.py"))
        try:
            done = subprocess.run(
                [str(python), script, name, str(source), str(goal)],
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            print(f"{PEERS[name][0]:<26} no answer: {type(error).__name__}", flush=True)
            return None
        label = np.empty(len(load), int)
        label[~large] = np.load(goal)
    label[large] = label[~large].max() + 1 + np.arange(large.sum())
    turf_id = pd.Series("", index=town.buildings.index)
    turf_id[ground.buildings.index] = [f"T{k:05d}" for k in label]
    return turf_id, json.loads(done.stdout.splitlines()[-1])


def judged(town: Town, turf_id: pd.Series, settings: CutSettings) -> dict[str, float]:
    """Return the figures of the audit sheet, and the walks of all turfs."""
    sheet = audit(town.buildings, turf_id, town.network, town.doors, settings=settings).sheet
    walk_s, knocked, astride = 0.0, 0, 0
    rows = town.buildings.groupby(turf_id.to_numpy()).indices
    walls = shapely.STRtree(town.network.barriers.geometry.to_numpy())
    for name in sorted(set(turf_id) - {""}):
        inside = town.doors.loc[town.buildings.index[rows[name]]]
        inside = inside[inside["reached"]]
        knocked += int(town.buildings.loc[inside.index, "doors"].sum())
        if len(inside) > 1:
            walk_s += plan_order(walk_matrix(town.network, inside).walk_s).walk_s
            astride += _astride(town.buildings.geometry.loc[inside.index], walls)
    turfs = max(sheet.turfs, 1)
    return {
        "in_range": sheet.within_tolerance,
        "connected": 1 - sheet.disconnected / turfs,
        "no_passing": 1 - sheet.passing / turfs,
        "faces_whole": sheet.faces_whole,
        "hull_overlap": sheet.hull_overlap,
        "astride": astride / turfs,
        "walk_s_per_door": walk_s / max(knocked, 1),
        "long_gaps": sheet.long_gaps,
        "longest_gap_m": sheet.longest_gap_m,
    }


def _astride(points: gpd.GeoSeries, walls: shapely.STRtree) -> bool:
    """Tell whether a rail, a river or a motorway lies between neighbours, as the crow flies."""
    xy = shapely.get_coordinates(points.to_numpy())
    tree = minimum_spanning_tree(squareform(pdist(xy)) + 1e-6).tocoo()
    ways = shapely.linestrings(np.stack([xy[tree.row], xy[tree.col]], axis=1))
    return bool(walls.query(ways, predicate="intersects").size)


HEADS = ("in range", "one walk", "no passing", "faces", "overlap", "astride")


def head() -> str:
    """Lay the first line of the table out."""
    return f"{'':<26}{''.join(f'{h:>11}' for h in HEADS)}{'s/door':>8}{'CPU s':>8}{'GB':>6}"


def row(name: str, figures: dict[str, float], spent: Spent) -> str:
    """Lay one line of the table out."""
    shares = "".join(f"{100 * figures[k]:>9.1f} %" for k in list(figures)[:6])
    tail = f"{figures['walk_s_per_door']:>8.2f}{spent['cpu_s']:>8.1f}{spent['peak_gb']:>6.2f}"
    return f"{name:<26}{shares}{tail}"


def peak_gb() -> float:
    """Return the most memory that this process ever took."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def timed_cut(town: Town, settings: CutSettings, **how: float) -> tuple[Cut, Spent]:
    """Cut, and say what it took."""
    began, clock = time.process_time(), time.perf_counter()
    cut = cut_turfs(town.buildings, town.network, town.doors, settings=settings, **how)  # type: ignore[arg-type]
    spent = {
        "cpu_s": time.process_time() - began,
        "wall_s": time.perf_counter() - clock,
        "peak_gb": peak_gb(),
    }
    return cut, spent


def peers_of(asked: argparse.Namespace, town: Town) -> dict[str, float]:
    """Print a line for each other way to cut; give the walk of each."""
    walks, plain = {}, CutSettings(target=asked.target)
    for name, assign in PLAIN.items():
        began = time.process_time()
        turf_id = assign(town.buildings, asked.target)
        spent = {"cpu_s": time.process_time() - began, "peak_gb": peak_gb()}
        found = judged(town, turf_id, plain)
        walks[name] = found["walk_s_per_door"]
        print(row(name, found, spent), flush=True)
    for name, (title, most) in PEERS.items() if asked.peers else ():
        answer = of_peer(asked.peers, name, town, asked.target) if len(town.doors) <= most else None
        if answer is not None:
            found = judged(town, answer[0], plain)
            walks[name] = found["walk_s_per_door"]
            print(row(title, found, answer[1]), flush=True)
    return walks


def ours_of(asked: argparse.Namespace, town: Town, walks: dict[str, float]) -> Iterator[Figure]:
    """Print a line for each of our cuts; give the figures with their goals."""
    for name, settings, least in (
        ("first cut", CutSettings(target=asked.target, effort=0), 0.0),
        ("ours", CutSettings(target=asked.target), 0.995),
        ("ours, in bureaux", CutSettings(target=asked.target, within="bureau"), 0.98),
        ("ours, 90 minutes", CutSettings(target=90, unit="minutes"), 0.995),
    ):
        cut, spent = timed_cut(town, settings)
        found = judged(town, cut.turf_id, settings)
        print(row(name, found, spent), flush=True)
        faces = cut.facts.faces_whole
        yield figure(
            f"{name}: in range where possible",
            cut.facts.balance.where_possible,
            "share",
            least,
            least=True,
        )
        yield figure(f"{name}: one walk", found["connected"], "share", 1.0, least=True)
        far = f"{name}: turfs with a way above {settings.gap_m:g} m"
        yield figure(far, found["long_gaps"], "turfs")
        yield figure(f"{name}: longest way between doors", found["longest_gap_m"], "m")
        yield figure(f"{name}: block faces whole", faces, "share", 0.85 * (least > 0), least=True)
        yield figure(f"{name}: seconds", spent["wall_s"], "s", 60.0)
        if name != "ours":
            continue
        for peer in ("k-means", "metis"):
            if peer in walks:
                ratio, goal = found["walk_s_per_door"] / walks[peer], 0.9 if peer == "metis" else 1
                yield figure(f"walk beside {peer}", ratio, "ratio", goal)
        began = time.process_time()
        turf_shapes(town.buildings, cut.turf_id)
        yield figure("outlines", time.process_time() - began, "s", 20.0)
        if asked.search:
            long, spent = timed_cut(
                town, CutSettings(target=asked.target, effort=10**6), time_s=asked.search
            )
            best = judged(town, long.turf_id, settings)
            print(row(f"ours, {asked.search:.0f} s", best, spent), flush=True)
            ratio = found["walk_s_per_door"] / best["walk_s_per_door"]
            yield figure("walk beside the long search", ratio, "ratio", 1.03)


def growth(town: Town, target: float) -> None:
    """Print what larger and larger towns take."""
    print(f"\n{'addresses':>10}{'turfs':>8}{'first s':>9}{'CPU s':>8}{'wall s':>8}{'in range':>11}")
    sizes = sorted({min(size, len(town.doors)) for size in GROWTH})
    for size in sizes:
        cut, spent = timed_cut(town.part(size), CutSettings(target=target))
        facts = cut.facts
        print(
            f"{size:>10,}{facts.turfs:>8,}{facts.first_s:>9.2f}{spent['cpu_s']:>8.1f}"
            f"{spent['wall_s']:>8.1f}{100 * facts.balance.where_possible:>9.1f} %",
            flush=True,
        )


def main() -> int:
    """Cut, judge, print a table, write the figures; the exit code tells whether the goals hold."""
    parser = options(__doc__)
    parser.add_argument("--target", type=float, default=50.0, help="doors a turf")
    parser.add_argument("--peers", type=Path, default=os.environ.get("TURF_PEERS_PYTHON"))
    parser.add_argument("--addresses", type=int, default=0, help="so many, one door each")
    parser.add_argument("--growth", action="store_true", help="larger and larger towns")
    parser.add_argument("--search", type=float, default=0.0, help="seconds of a long search")
    asked = parser.parse_args()
    town = read_town(
        town_of(asked, ADDRESSES, ANSWERS, BUREAUX, STREETS), inhabited=not asked.addresses
    )
    if asked.addresses:
        town = town.alike().part(asked.addresses)
    print(f"{len(town.doors):,} addresses, {town.buildings['doors'].sum():,} doors\n{head()}")
    walks = peers_of(asked, town)
    figures = list(ours_of(asked, town, walks))
    if asked.growth:
        growth(town, asked.target)
    share, bureaux, pieces = strict_bound(town, CutSettings(target=asked.target))
    print(f"\n{bureaux} bureaux in {pieces} pieces: no passing in {share:.1%} of turfs at most")
    figures.append(figure("peak memory", peak_gb(), "GB", 2.0))
    print()
    for one in figures:
        show(one)
    return finish(figures, asked)


if __name__ == "__main__":
    sys.exit(main())
