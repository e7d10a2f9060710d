"""Plan a walk through any list of doors, without a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from campaign.walks.plan_walks import REASONS
from campaign.walks.walk_report import told_walk
from campaign.walks.walk_worker import END, START, Task, describe_walk, ordered
from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.headers import find_columns, known_names, missing_columns, wrongly_given
from files.named_rows import read_frame
from files.writing.csv_text import write_french_csv
from files.writing.whole import write_json
from routing.order.service_time import ServiceTime

if TYPE_CHECKING:
    from routing.network.walk_network import Network
    from routing.order.walk import Walk

#: Field -> names of its column, as ``header_key`` gives them, the best first. The index of
#: repetition stands apart in BAN's files.
COLUMNS = {
    "longitude": ("longitude", "lon", "lng", "long", "resultlongitude"),
    "latitude": ("latitude", "lat", "resultlatitude"),
    "id": ("id", "buildingid", "adresseid", "resultid"),
    "number": ("numero", "number", "resultnumber"),
    "repetition": ("rep",),
    "street": ("voie", "nomvoie", "street", "resultstreet"),
    "doors": ("portes", "doors"),
}
#: Latitudes that a map in metres covers.
_MOST_NORTH = 84.0


@dataclass(frozen=True, kw_only=True)
class AnyWalk:
    """How the walk is wanted; ``start`` and ``end`` are (longitude, latitude).

    The others as in ``campaign.walks.walk_choices.WalkChoices``; ``proof_s`` and ``seed`` as in
    ``routing.order.order.plan_order``.
    """

    closed: bool = True
    start: tuple[float, float] | None = None
    end: tuple[float, float] | None = None
    sides: str = "free"
    reentry_s: float = 0.0
    hours: float | None = None
    service: ServiceTime = field(default_factory=ServiceTime)
    proof_s: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class AnyWalked:
    """The rows in walking order, and every figure of the walk as in ``plan --json``.

    ``notes`` says what was passed over in the file.
    """

    rows: pd.DataFrame
    told: dict[str, Any]
    notes: tuple[Words, ...] = ()

    def write(self, *, json_file: Path | None = None, table: Path | None = None) -> None:
        """Write the figures as JSON and the rows in walking order as CSV, where asked."""
        if json_file is not None:
            write_json(json_file, self.told)
        if table is not None:
            write_french_csv(table, self.rows)


def walk_any(
    doors: Path | pd.DataFrame,
    streets: Path,
    *,
    wanted: AnyWalk | None = None,
    columns: Mapping[str, str] | None = None,
    on_progress: OnProgress = silent,
) -> AnyWalked:
    """Order any doors on the streets of a map.

    Parameters
    ----------
    doors
        A table of any program, or a frame, with ``longitude`` and ``latitude``; ``id``,
        ``numero``, ``voie`` and ``portes`` where known (other usual names are recognised, see
        ``COLUMNS``).
    streets
        ``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``, ``.graphml``, or a network that
        ``routing.network.walk_network.save_network`` wrote (``.npz``).
    wanted
        How the walk is wanted.
    columns
        Field of ``COLUMNS`` -> the column that a person names for it.

    Raises
    ------
    MissingFileError, BadInputError
        If a file is absent or cannot be read, columns or coordinates are missing, or ids repeat.
    """
    wanted = wanted or AnyWalk()
    columns = columns or {}
    notes: tuple[Words, ...] = ()
    if isinstance(doors, Path):
        looked_for = [name for names in COLUMNS.values() for name in names]
        table, notes = read_frame(doors, [*looked_for, *columns.values()])
        table = table.reset_index(drop=True)
    else:
        table = doors.reset_index(drop=True).fillna("")
    points, addresses = _places(table, columns, doors.name if isinstance(doors, Path) else "")
    network = _network(streets, str(points.crs), on_progress)
    task = _task(network, points, addresses, wanted)
    outing = ordered(network, task)
    walked = Task(**{**task.__dict__, "order": outing.ids})
    row = {name: getattr(outing, name) for name in ("walk_m", "walk_s", "lower_bound_s", "proof")}
    told = told_walk(walked, row, outing.leg_m, describe_walk(network, walked))
    told["metres_to_doors"] = round(outing.walk_m - outing.street_m, 1)
    on_progress(1, 1)
    return AnyWalked(_in_order(table, points.index, outing), told, notes)


def _found(header: Sequence[str], given: Mapping[str, str], file: str) -> dict[str, str | None]:
    """Find the column of each field of ``COLUMNS``."""
    refused = Words("Liste de portes à compléter :", "Doors to complete:")
    if wrong := wrongly_given(header, list(COLUMNS), given, file=file):
        raise BadInputError(refused, wrong)
    positions, _ = find_columns(header, COLUMNS, given)
    if missing := [field for field in ("longitude", "latitude") if field not in positions]:
        raise missing_columns(
            header, missing, known=known_names(COLUMNS, given), file=file, refused=refused, shown={}
        )
    return {field: header[positions[field]] if field in positions else None for field in COLUMNS}


def _places(
    table: pd.DataFrame, given: Mapping[str, str], file: str
) -> tuple[gpd.GeoSeries, pd.DataFrame]:
    """Return the points in a metric CRS, and ``number``, ``street``, ``doors`` on the same ids."""
    column = _found([str(name) for name in table.columns], given, file)
    named = column["id"]
    ids = [str(k + 1) for k in range(len(table))] if named is None else list(table[named])
    index = pd.Index(ids, dtype="str", name="building_id")
    if index.has_duplicates:
        repeated = sorted(set(index[index.duplicated()]))[:5]
        raise BadInputError(
            Words(
                f"Identifiants répétés : {', '.join(repeated)}",
                f"Repeated ids: {', '.join(repeated)}",
            )
        )
    lon, lat = (_numbers(table[column[c]]) for c in ("longitude", "latitude"))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=index, crs="EPSG:4326")
    on_earth = (np.abs(lon) <= 180) & (np.abs(lat) <= _MOST_NORTH)
    points[~on_earth] = None
    if points.notna().sum() == 0:
        raise BadInputError(Words("Aucune coordonnée lisible.", "No readable coordinates."))
    addresses = pd.DataFrame(
        {
            field: "" if column[field] is None else table[column[field]].astype(str).to_numpy()
            for field in ("number", "street")
        },
        index=index,
    )
    if (repetition := column["repetition"]) is not None:
        addresses["number"] += " " + table[repetition].astype(str).to_numpy()
        addresses["number"] = addresses["number"].str.strip()
    doors = column["doors"]
    count = np.ones(len(table)) if doors is None else _numbers(table[doors])
    addresses["doors"] = np.where(np.isfinite(count) & (count >= 0), count, 1.0)
    # One address far off must not choose the projection of the others.
    middle = gpd.points_from_xy([np.median(lon[on_earth])], [np.median(lat[on_earth])])
    return points.to_crs(gpd.GeoSeries(middle, crs=points.crs).estimate_utm_crs()), addresses


def _numbers(column: pd.Series) -> Any:
    text = column.astype(str).str.strip().str.replace(",", ".", regex=False)
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)


def _network(streets: Path, crs: str, on_progress: OnProgress) -> "Network":
    """Read the streets in the CRS of the doors; a saved network brings its own."""
    from routing.network.walk_network import load_network, read_network

    if streets.suffix == ".npz":
        return load_network(streets)
    return read_network(streets, crs=crs, on_progress=on_progress)


def _task(
    network: "Network", points: gpd.GeoSeries, addresses: pd.DataFrame, wanted: AnyWalk
) -> Task:
    from routing.order.walk import WalkOptions
    from routing.ways.snapping import snap_doors

    ends = {
        name: None if place is None else snap_doors(network, _point(place, name, network.crs))
        for name, place in ((START, wanted.start), (END, wanted.end))
    }
    return Task(
        turf_id="",
        doors=snap_doors(network, points.to_crs(network.crs), street_names=addresses["street"]),
        addresses=addresses.assign(service_s=wanted.service.of(addresses["doors"])),
        network=Path(),
        choices=WalkOptions(
            closed=wanted.closed and wanted.end is None,
            sides=wanted.sides,  # type: ignore[arg-type]
            reentry_s=wanted.reentry_s,
            limit_s=None if wanted.hours is None else 3600 * wanted.hours,
            proof_s=wanted.proof_s,
            seed=wanted.seed,
        ),
        start=ends[START],
        end=ends[END],
        start_label=_label(wanted.start),
        end_label=_label(wanted.end),
    )


def _point(place: tuple[float, float], name: str, crs: Any) -> gpd.GeoSeries:
    index = pd.Index([name], name="building_id")
    return gpd.GeoSeries.from_xy([place[0]], [place[1]], index=index, crs="EPSG:4326").to_crs(crs)


def _label(place: Sequence[float] | None) -> str:
    return "" if place is None else f"{place[1]:.5f}, {place[0]:.5f}"


def _in_order(table: pd.DataFrame, ids: pd.Index, outing: "Walk") -> pd.DataFrame:
    """Return the rows in walking order, then those left out, with the reason."""
    position = {building: k for k, building in enumerate(outing.ids)}
    late = Words("faute de temps", "for lack of time")
    why = dict.fromkeys(outing.dropped, late) | {
        b: REASONS[r] for b, r in outing.unreachable.items()
    }
    place = [position.get(building, len(position)) for building in ids]
    legs = {b: (m, s) for b, m, s in zip(outing.ids, outing.leg_m, outing.leg_s, strict=True)}
    rows = table.copy()
    rows.insert(0, "position", [position[b] + 1 if b in position else "" for b in ids])
    rows["leg_m"] = [legs[b][0] if b in legs else "" for b in ids]
    rows["leg_s"] = [legs[b][1] if b in legs else "" for b in ids]
    rows["left_out"] = [str(why.get(b, "")) for b in ids]
    return rows.iloc[np.argsort(place, kind="stable")]
