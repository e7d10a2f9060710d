"""Turfs to order, from a town's addresses and streets: the nearest doors round a random one."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.crs import metric_crs
from routing.distances import walk_matrix
from routing.network import read_network
from routing.snapping import snap_doors


@dataclass(frozen=True, eq=False)
class BenchTurf:
    """Doors of one turf: exact walking times, places on the map, and the order most lists print."""

    walk_s: NDArray[np.float64]
    xy: NDArray[np.float64]
    alphabetical: NDArray[np.int64]


def turfs_of(folder: Path, sizes: tuple[int, ...], *, each: int, seed: int) -> dict:
    """Give ``each`` turfs of every size: size -> list of turfs all of whose doors are reached."""
    addresses = next(folder.glob("adresses-*.csv.gz"))
    streets = next(p for p in (folder / "rues.osm.pbf", folder / "rues.osm") if p.exists())
    points = _points(addresses)
    network = read_network(streets, crs=str(points.crs))
    doors = snap_doors(network, points.geometry, street_names=points["nom_voie"])
    random = np.random.default_rng(seed)
    xy = np.column_stack([points.geometry.x, points.geometry.y])
    found: dict[int, list[BenchTurf]] = {size: [] for size in sizes}
    for size in sizes:
        while len(found[size]) < each:
            centre = xy[random.integers(len(xy))]
            near = np.argsort(np.hypot(*(xy - centre).T), kind="stable")[:size]
            measured = walk_matrix(network, doors.iloc[near])
            if len(measured.unreachable) == 0:
                order = _alphabetical(points.iloc[near])
                found[size].append(BenchTurf(measured.walk_s, xy[near], order))
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
