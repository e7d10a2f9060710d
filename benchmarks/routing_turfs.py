"""Turfs to order, from a town's addresses and streets: the nearest doors round a random one."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.crs import metric_crs
from routing.network.walk_network import Network, read_network
from routing.ways.distances import walk_matrix
from routing.ways.snapping import snap_doors


@dataclass(frozen=True, eq=False)
class BenchTurf:
    """Doors of one turf: exact walking times, places on the map, and the order most lists print."""

    walk_s: NDArray[np.float64]
    length_m: NDArray[np.float64]
    xy: NDArray[np.float64]
    alphabetical: NDArray[np.int64]
    snake: NDArray[np.int64]
    rows: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Town:
    """Streets, addresses, and where each stands."""

    network: Network
    points: gpd.GeoDataFrame
    doors: pd.DataFrame


def read_town(folder: Path) -> Town:
    """Read a town's addresses and streets."""
    addresses = next(folder.glob("adresses-*.csv.gz"))
    streets = next(p for p in (folder / "rues.osm.pbf", folder / "rues.osm") if p.exists())
    points = _points(addresses)
    network = read_network(streets, crs=str(points.crs))
    doors = snap_doors(network, points.geometry, street_names=points["nom_voie"])
    return Town(network, points, doors)


def turfs_of(town: Town, sizes: tuple[int, ...], *, each: int, seed: int) -> dict:
    """Return ``each`` turfs of every size: size -> list of turfs all of whose doors are reached."""
    points, network, doors = town.points, town.network, town.doors
    random = np.random.default_rng(seed)
    xy = np.column_stack([points.geometry.x, points.geometry.y])
    found: dict[int, list[BenchTurf]] = {size: [] for size in sizes}
    for size in sizes:
        while len(found[size]) < each:
            centre = xy[random.integers(len(xy))]
            near = np.argsort(np.hypot(*(xy - centre).T), kind="stable")[:size]
            measured = walk_matrix(network, doors.iloc[near])
            if len(measured.unreachable) == 0:
                found[size].append(
                    BenchTurf(
                        measured.walk_s,
                        measured.length_m,
                        xy[near],
                        _alphabetical(points.iloc[near]),
                        _snake(points.iloc[near], measured.walk_s),
                        near,
                    )
                )
    return found


def _points(path: Path) -> gpd.GeoDataFrame:
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False).drop_duplicates("id")
    crs = metric_crs(table["code_insee"].unique())
    lon, lat = table["lon"].astype(float), table["lat"].astype(float)
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    return points.set_index("id").rename_axis("building_id").to_crs(crs)


def _alphabetical(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Order by street name, then number, as printed lists do."""
    number = pd.to_numeric(rows["numero"], errors="coerce").fillna(0)
    keys = pd.DataFrame({"s": rows["nom_voie"], "n": number, "r": rows["rep"]}).reset_index()
    return keys.sort_values(["s", "n", "r"], kind="stable").index.to_numpy(np.int64)


def _snake(rows: pd.DataFrame, walk_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Walk street by street, the nearest next: up the odd side, down the even one, or back."""
    number = pd.to_numeric(rows["numero"], errors="coerce").fillna(0).to_numpy()
    streets = rows["nom_voie"].to_numpy()
    left = {}
    for street in dict.fromkeys(streets):
        there = np.flatnonzero(streets == street)
        odd, even = there[number[there] % 2 == 1], there[number[there] % 2 == 0]
        up = odd[np.argsort(number[odd], kind="stable")]
        left[street] = np.concatenate([up, even[np.argsort(-number[even], kind="stable")]])
    order: list[int] = []
    here = 0
    while left:
        ends = {(walk_s[here, way[at]], name, at) for name, way in left.items() for at in (0, -1)}
        _, name, at = min(ends)
        way = left.pop(name)
        order += (way if at == 0 else way[::-1]).tolist()
        here = order[-1]
    return np.array(order)
