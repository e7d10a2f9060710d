"""The pedestrian network of a town: streets between crossings, with lengths and walking times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from canvass.crs import WGS84
from canvass.progress import OnProgress, silent
from routing.network.array_file import is_of_layout, read_arrays, write_arrays
from routing.network.crossings import crossing_ds, default_crossing_s
from routing.network.osm_files import Drawing, read_drawing
from routing.network.side_graph import SideGraph, Streets, side_graph
from routing.network.simplification import Edges, simplified_edges

#: Planning pace of canvassing tools (EdnaBackend) and of signal timing for pedestrians.
PACE_M_S = 1.2
#: Time on stairs against level ground. OpenTripPlanner's ``stairsTimeFactor``, after Fujiyama and
#: Tyler (2010), Predicting the walking speed of pedestrians on stairs, Transportation Planning and
#: Technology 33(2).
STEPS_FACTOR = 3.0
#: A private way counts double: gates and intercoms take time, and a walk through it must save much.
PRIVATE_FACTOR = 2.0
#: A part with fewer metres of street than this is an islet, unless it is the largest: a few
#: kilometres hold an outing's worth of doors (an island, a hamlet), a stray courtyard does not.
ISLET_M = 2_000.0
#: Layout of the working file; another number makes older files unusable rather than wrong.
LAYOUT = 2


@dataclass(frozen=True, eq=False)
class Network:
    """Streets as arrays: ``n`` nodes (crossings, dead ends), ``m`` edges between them.

    Attributes
    ----------
    crs
        Metric CRS of ``node_xy`` and ``coords``.
    node_id, node_xy, is_crossing, component
        (n,), (n, 2), (n,), (n,): OpenStreetMap's id (negative where a locked gate or a cut made a
        node), place, whether crossing the road is marked there, and connected part, 0 being the
        one with most metres of street.
    u, v, key
        (m,): the ends as rows of the node arrays, and osmnx's number among parallel edges.
    length_m, walk_s
        (m,): whole tenths, at least one tenth, so that sums along the network are exact.
    highway, name, private
        (m,): class and name as OpenStreetMap has them (name may be empty; ``square`` is a line over
        a square, see ``routing.network.squares``), and whether the way is private.
    coords, offsets
        (c, 2), (m + 1,): vertices of all edges, from u to v, and where each edge starts.
    barriers
        Lines nobody crosses on foot: ``kind`` is rail, water or motorway. May be empty.
    other_names
        By ``name``, those by which addresses may call the street too.
    pace_m_s, crossing_s
        Walking pace, and seconds that crossing a street is worth by class (see ``crossings``).
    """

    crs: str
    node_id: NDArray[np.int64]
    node_xy: NDArray[np.float64]
    is_crossing: NDArray[np.bool_]
    component: NDArray[np.int32]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    key: NDArray[np.int32]
    length_m: NDArray[np.float64]
    walk_s: NDArray[np.float64]
    highway: NDArray[np.str_]
    name: NDArray[np.str_]
    private: NDArray[np.bool_]
    coords: NDArray[np.float64]
    offsets: NDArray[np.int64]
    barriers: gpd.GeoDataFrame
    pace_m_s: float = PACE_M_S
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    crossing_s: Mapping[str, float] = field(default_factory=lambda: default_crossing_s(PACE_M_S))

    @cached_property
    def geometry(self) -> NDArray[np.object_]:
        """(m,) shapely LineStrings from u to v."""
        lines: NDArray[np.object_] = shapely.from_ragged_array(
            shapely.GeometryType.LINESTRING, self.coords, (self.offsets,)
        )
        return lines

    @cached_property
    def edge_component(self) -> NDArray[np.int32]:
        """(m,) connected part of each edge."""
        return self.component[self.u]

    @cached_property
    def is_main(self) -> NDArray[np.bool_]:
        """(components,) True for the parts large enough to be a town, False for islets."""
        length = np.bincount(self.edge_component, weights=self.length_m)
        main: NDArray[np.bool_] = length >= min(ISLET_M, length.max(initial=0.0))
        return main

    @cached_property
    def sides(self) -> SideGraph:
        """Return the graph of street sides and corners on which all walks are measured."""
        between, at_node = crossing_ds(self.highway, self.crossing_s, pace_m_s=self.pace_m_s)
        return side_graph(
            Streets(self.u, self.v, self.length_m, self.walk_s, self.coords, self.offsets),
            between=between,
            at_node=at_node,
        )


def read_network(
    path: Path,
    *,
    crs: str,
    bounds: tuple[float, float, float, float] | None = None,
    pace_m_s: float = PACE_M_S,
    on_progress: OnProgress = silent,
) -> Network:
    """Read the streets one can walk from an OpenStreetMap file or a GraphML of osmnx.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.graphml``.
    crs
        Metric CRS of the territory (``canvass.crs.metric_crs``).
    bounds
        Least x, least y, greatest x, greatest y in ``crs``: only streets that reach into it are
        kept, so that the extract of a whole region serves for one town.
    pace_m_s
        Walking pace on level ground.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file cannot be read or holds no street to walk on.
    """
    on_progress(0, 3)
    box = None
    if bounds is not None:
        box = Transformer.from_crs(crs, WGS84, always_xy=True).transform_bounds(*bounds)
    drawing = read_drawing(path, box=box, on_progress=lambda _done, _total, /: on_progress(0, 3))
    on_progress(1, 3)
    edges = simplified_edges(drawing, crs=crs)
    on_progress(2, 3)
    lines = gpd.GeoDataFrame(
        {"kind": [kind for kind, _ in drawing.barriers]},
        geometry=[shapely.LineString(points) for _, points in drawing.barriers],
        crs=drawing.crs,
    ).to_crs(crs)
    network = assemble(edges, crs=crs, barriers=lines, pace_m_s=pace_m_s)
    on_progress(3, 3)
    return replace(network, other_names=_other_names(drawing))


def _other_names(drawing: Drawing) -> dict[str, list[str]]:
    """Return the other names of streets by the one on the plate."""
    found: dict[str, dict[str, None]] = {}
    for way in drawing.ways:
        if way.other_names:
            found.setdefault(way.name, {}).update(dict.fromkeys(way.other_names))
    return {name: list(others) for name, others in found.items()}


def assemble(
    edges: Edges, *, crs: str, barriers: gpd.GeoDataFrame, pace_m_s: float = PACE_M_S
) -> Network:
    """Make a network of simplified edges: lengths, times, connected parts."""
    length_m = np.maximum(1, np.rint(10 * shapely.length(edges.geometry))) / 10
    factor = np.where(edges.highway == "steps", STEPS_FACTOR, 1.0)
    factor = factor * np.where(edges.private, PRIVATE_FACTOR, 1.0)
    walk_s = np.maximum(1, np.rint(10 * length_m * factor / pace_m_s)) / 10
    ids = np.unique(np.concatenate([edges.u_id, edges.v_id]))
    u, v = np.searchsorted(ids, edges.u_id), np.searchsorted(ids, edges.v_id)
    coords, (offsets,) = shapely.to_ragged_array(edges.geometry)[1:]
    xy = np.empty((len(ids), 2))
    xy[u], xy[v] = coords[offsets[:-1]], coords[offsets[1:] - 1]
    ends = pd.DataFrame({"u": u, "v": v})
    return Network(
        crs=crs,
        node_id=ids,
        node_xy=xy,
        is_crossing=np.isin(ids, edges.crossing_ids),
        component=connected_parts(u, v, length_m, len(ids)),
        u=u.astype(np.int32),
        v=v.astype(np.int32),
        key=ends.groupby(["u", "v"]).cumcount().to_numpy().astype(np.int32),
        length_m=length_m,
        walk_s=walk_s,
        highway=edges.highway,
        name=edges.name,
        private=edges.private,
        coords=coords,
        offsets=offsets.astype(np.int64),
        barriers=barriers,
        pace_m_s=pace_m_s,
        crossing_s=default_crossing_s(pace_m_s),
    )


def connected_parts(
    u: NDArray[np.integer], v: NDArray[np.integer], length_m: NDArray[np.float64], nodes: int
) -> NDArray[np.int32]:
    """Number the connected parts of a network, 0 being the one with most metres of street."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(u), np.int8), (u, v)), shape=(nodes, nodes))
    parts, label = connected_components(links.tocsr(), directed=False)
    length = np.bincount(label[u], weights=length_m, minlength=parts)
    rank = np.empty(parts, np.int32)
    rank[np.argsort(-length, kind="stable")] = np.arange(parts, dtype=np.int32)
    return rank[label]


def with_crossings(network: Network, crossing_s: Mapping[str, float]) -> Network:
    """Return the same streets with other costs of crossing, in seconds by class of street."""
    return replace(network, crossing_s={**network.crossing_s, **crossing_s})


def streets(network: Network) -> gpd.GeoDataFrame:
    """Return the streets as a table for maps, indexed as osmnx does: (u, v, key) of OSM ids.

    Columns: ``name``, ``highway``, ``private``, ``length_m``, ``walk_s``, ``component``,
    ``geometry``.
    """
    index = pd.MultiIndex.from_arrays(
        [network.node_id[network.u], network.node_id[network.v], network.key],
        names=["u", "v", "key"],
    )
    return gpd.GeoDataFrame(
        {
            "name": network.name,
            "highway": network.highway,
            "private": network.private,
            "length_m": network.length_m,
            "walk_s": network.walk_s,
            "component": network.edge_component,
        },
        geometry=network.geometry,
        index=index,
        crs=network.crs,
    )


_ARRAYS = (
    "node_id", "node_xy", "is_crossing", "component", "u", "v", "key", "length_m", "walk_s",
    "highway", "name", "private", "coords", "offsets",
)  # fmt: skip


def save_network(network: Network, path: Path) -> None:
    """Write a network to one ``.npz`` file, so that it need not be read again from the map."""
    lines = network.barriers.geometry.to_numpy()
    arrays = {name: getattr(network, name) for name in _ARRAYS}
    arrays["barrier_coords"] = shapely.get_coordinates(lines)
    arrays["barrier_offsets"] = np.r_[0, np.cumsum(shapely.get_num_coordinates(lines))]
    arrays["barrier_kind"] = network.barriers["kind"].to_numpy(np.str_)
    facts = {
        "layout": LAYOUT,
        "crs": network.crs,
        "pace_m_s": network.pace_m_s,
        "crossing_s": dict(network.crossing_s),
        "other_names": dict(network.other_names),
    }
    write_arrays(path, arrays, facts)


def is_network(path: Path) -> bool:
    """Tell whether there is a working file that :func:`load_network` reads."""
    return is_of_layout(path, LAYOUT)


def load_network(path: Path) -> Network:
    """Read a network that ``save_network`` has written.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file is damaged or of another layout.
    """
    arrays, facts = read_arrays(path, layout=LAYOUT)
    kind = arrays.pop("barrier_kind").astype(object)
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING,
        arrays.pop("barrier_coords"),
        (arrays.pop("barrier_offsets"),),
    )
    barriers = gpd.GeoDataFrame({"kind": kind}, geometry=lines, crs=facts["crs"])
    return Network(**arrays, **facts, barriers=barriers)
