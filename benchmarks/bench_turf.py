"""Cut a town beside other ways to do it: ``python benchmarks/bench_turf.py [--data DIR]``.

The others are what campaigns do without a network: fill lists street by street, follow a Hilbert
curve, or group by coordinates (k-means). All are judged by the same audit sheet and by walks that
``routing`` orders. ``--data`` names a folder with addresses (BAN), bureaux, streets (OpenStreetMap)
and a roll's answer, as Val-Fleuri has them; ``--quick`` takes Val-Fleuri.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.cluster.vq import kmeans2

from routing.distances import walk_matrix
from routing.network import Network, read_network
from routing.order import plan_order
from routing.snapping import snap_doors
from turf.audit import audit
from turf.cut import cut_turfs
from turf.settings import CutSettings
from turf.shapes import turf_shapes

VAL_FLEURI = Path(__file__).parents[1] / "data" / "sample_districts" / "val-fleuri"
PER_HOUSEHOLD = 1.9
SAMPLE = 100_000
Assign = Callable[[gpd.GeoDataFrame, float], pd.Series]


def read_town(folder: Path) -> tuple[gpd.GeoDataFrame, Network, pd.DataFrame]:
    """Give the inhabited addresses of a town, its streets, and where the addresses stand."""
    ban = pd.read_csv(
        next(folder.glob("adresses-*.csv.gz")), sep=";", dtype=str, keep_default_na=False
    )
    ban = ban.drop_duplicates("id").set_index("id").rename_axis("building_id")
    truth = pd.read_csv(next(folder.glob("liste_electorale_verite.csv*")), sep=";", dtype=str)
    voters = truth["adresse_id"].value_counts().reindex(ban.index).fillna(0).astype(int)
    doors = np.ceil(voters / PER_HOUSEHOLD).astype(int)
    made = gpd.GeoDataFrame(
        {
            "number": ban["numero"] + ban["rep"],
            "street": ban["nom_voie"],
            "postcode": ban["code_postal"],
            "commune_id": ban["code_insee"],
            "quartier_id": "",
            "households": doors,
            "doors": doors,
            "door_source": "estimated",
            "voters": voters,
            "placed_by": "housenumber",
        },
        geometry=gpd.points_from_xy(ban["x"].astype(float), ban["y"].astype(float)),
        crs="EPSG:2154",
    )
    areas = gpd.read_file(next(folder.glob("bureaux*.geojson"))).to_crs("EPSG:2154")
    within = gpd.sjoin(made[["geometry"]], areas[["codeBureauVote", "geometry"]])["codeBureauVote"]
    made["bureau_id"] = within[~within.index.duplicated()].reindex(made.index).fillna("")
    made = made[made["doors"] > 0]
    network = read_network(next(folder.glob("rues.osm*")), crs="EPSG:2154")
    return made, network, snap_doors(network, made.geometry, street_names=made["street"])


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


def judged(
    town: tuple[gpd.GeoDataFrame, Network, pd.DataFrame], turf_id: pd.Series, settings: CutSettings
) -> dict[str, float]:
    """Give the figures of the audit sheet, and the walk of a sample of turfs."""
    buildings, network, doors = town
    sheet = audit(buildings, turf_id, network, doors, settings=settings).sheet
    names = sorted(set(turf_id) - {""})
    rng = np.random.default_rng(0)
    rows = buildings.groupby(turf_id.to_numpy()).indices
    walk_s, knocked = 0.0, 0
    for name in rng.choice(names, min(SAMPLE, len(names)), replace=False):
        inside = doors.loc[buildings.index[rows[name]]]
        inside = inside[inside["reached"]]
        knocked += int(buildings.loc[inside.index, "doors"].sum())
        if len(inside) > 1:
            walk_s += plan_order(walk_matrix(network, inside).walk_s).walk_s
    return {
        "in_range": sheet.within_tolerance,
        "connected": 1 - sheet.disconnected / max(sheet.turfs, 1),
        "no_passing": 1 - sheet.passing / max(sheet.turfs, 1),
        "faces_whole": sheet.faces_whole,
        "hull_overlap": sheet.hull_overlap,
        "walk_s_per_door": walk_s / max(knocked, 1),
    }


def row(name: str, figures: dict[str, float], cpu_s: float) -> str:
    """Lay one line of the table out."""
    shares = "".join(f"{100 * figures[k]:>9.1f} %" for k in list(figures)[:5])
    return f"{name:<26}{shares}{figures['walk_s_per_door']:>10.1f}{cpu_s:>9.1f}"


def main() -> int:
    """Cut, judge, print a table, write the figures; the exit code tells whether the goals hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=VAL_FLEURI, help="folder of a town")
    parser.add_argument("--quick", action="store_true", help="Val-Fleuri whatever --data says")
    parser.add_argument("--target", type=float, default=50.0, help="doors a turf")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    town = read_town(VAL_FLEURI if asked.quick else asked.data)
    plain = CutSettings(target=asked.target)
    print(f"{len(town[0]):,} addresses, {town[0]['doors'].sum():,} doors\n")
    heads = ("in range", "one walk", "no passing", "faces", "overlap")
    print(f"{'':<26}{''.join(f'{h:>11}' for h in heads)}{'s/door':>10}{'CPU s':>9}")
    peers: dict[str, Assign] = {"streets": by_street, "Hilbert": by_curve, "k-means": by_kmeans}
    best_peer = np.inf
    for name, assign in peers.items():
        began = time.process_time()
        turf_id = assign(town[0], asked.target)
        spent = time.process_time() - began
        found = judged(town, turf_id, plain)
        best_peer = min(best_peer, found["walk_s_per_door"])
        print(row(name, found, spent), flush=True)
    figures = []
    for name, settings, least in (
        ("first cut", CutSettings(target=asked.target, effort=0), 0.0),
        ("ours", plain, 0.995),
        ("ours, in bureaux", CutSettings(target=asked.target, within="bureau"), 0.98),
        ("ours, 90 minutes", CutSettings(target=90, unit="minutes"), 0.995),
    ):
        began, clock = time.process_time(), time.perf_counter()
        cut = cut_turfs(*town, settings=settings)
        spent, wall = time.process_time() - began, time.perf_counter() - clock
        found = judged(town, cut.turf_id, settings)
        print(row(name, found, spent), flush=True)
        figures += [
            figure(f"{name}: in range where possible", cut.facts.balanced, "share", least),
            figure(f"{name}: one walk", found["connected"], "share", 1.0),
            figure(
                f"{name}: block faces whole", cut.facts.faces_whole, "share", 0.85 * (least > 0)
            ),
            figure(f"{name}: seconds", wall, "s", 60.0, most=True),
        ]
        if name == "ours":
            ratio = found["walk_s_per_door"] / best_peer
            figures.append(figure("walk beside the best peer", ratio, "ratio", 1.0, most=True))
            began = time.process_time()
            turf_shapes(town[0], cut.turf_id)
            figures.append(figure("outlines", time.process_time() - began, "s", 20.0, most=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    figures.append(figure("peak memory", peak, "GB", 2.0, most=True))
    print()
    for one in figures:
        mark = "" if one["holds"] else "  BELOW THE GOAL"
        print(f"{one['name']:<44}{one['value']:>10.4f} {one['unit']}{mark}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    return 0 if all(one["holds"] for one in figures) else 1


def figure(
    name: str, value: float, unit: str, goal: float, *, most: bool = False
) -> dict[str, object]:
    """Lay one figure out; ``most`` marks a goal that must not be passed."""
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "peer": None,
        "goal": goal,
        "holds": value <= goal if most else value >= goal - 1e-9,
    }


if __name__ == "__main__":
    sys.exit(main())
