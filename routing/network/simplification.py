"""From lines as drawn to streets between crossings, with osmnx's simplification."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from canvass.errors import BadInputError
from canvass.words import Words
from routing.network.nodes_at_one_place import joined_nodes
from routing.network.osm_files import Drawing, flat
from routing.network.squares import links_across

if TYPE_CHECKING:
    import networkx as nx

#: A street is cut where one of these changes, so that an edge has one class and one name.
_KEPT_APART = ("highway", "name", "private")


@dataclass(frozen=True, eq=False)
class Edges:
    """Simplified edges, sorted by the ids of their ends; all arrays (m,) but ``crossing_ids``."""

    u_id: NDArray[np.int64]
    v_id: NDArray[np.int64]
    highway: NDArray[np.str_]
    name: NDArray[np.str_]
    private: NDArray[np.bool_]
    geometry: NDArray[np.object_]
    crossing_ids: NDArray[np.int64]


def simplified_edges(drawing: Drawing, *, crs: str) -> Edges:
    """Merge the segments between two crossings into one edge and project it to ``crs``.

    Raises
    ------
    BadInputError
        If all streets are points.
    """
    import osmnx

    graph = _segment_graph(drawing, crs)
    if not graph.size():
        raise BadInputError(
            Words(
                "Les rues de cette carte n'ont aucune longueur : tous leurs points sont au même "
                "endroit.",
                "The streets of this map have no length: all their points are at one place.",
            )
        )
    merged = osmnx.simplify_graph(
        graph, node_attrs_include=["crossing"], edge_attrs_differ=_KEPT_APART, remove_rings=False
    )
    return _one_way_each(merged)


def _segment_graph(drawing: Drawing, crs: str) -> "nx.MultiDiGraph[Any]":
    """Build the graph of all segments, each in both directions as osmnx expects walks to be."""
    import networkx as nx

    refs, points, way = flat(drawing)
    x, y = Transformer.from_crs(drawing.crs, crs, always_xy=True).transform(*points.T)
    refs, same = joined_nodes(refs, np.column_stack([x, y]), [w.level for w in drawing.ways], way)
    closed = {same.get(node, node) for node in drawing.closed}
    crossings = {same.get(node, node) for node in drawing.crossings}
    segments = _segments(refs, way, drawing)
    place = {n: (a, b) for n, a, b in zip(refs.tolist(), x.tolist(), y.tolist(), strict=True)}
    links = links_across(drawing, place, same)
    ways = [*drawing.ways, *(link.way for link in links)]
    number = range(len(drawing.ways), len(ways))
    segments += [(link.first, link.second, w) for link, w in zip(links, number, strict=True)]
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs=crs)
    own_end = min(0, int(refs.min()))
    for a, b, w in segments:
        ends = []
        for node in (a, b):
            # Where nobody passes, each segment ends at a node of its own.
            own_end -= node in closed
            end = own_end if node in closed else node
            marked = {"crossing": True} if node in crossings else {}
            graph.add_node(end, x=place[node][0], y=place[node][1], **marked)
            ends.append(end)
        facts = ways[w]
        data = {"highway": facts.highway, "name": facts.name, "private": facts.private}
        graph.add_edge(*ends, **data)
        graph.add_edge(*reversed(ends), **data)
    return graph


def _segments(
    refs: NDArray[np.int64], way: NDArray[np.int64], drawing: Drawing
) -> list[tuple[int, int, int]]:
    """List (node, node, way), once each: of two ways drawn on top of each other, the named one."""
    a, b, w = refs[:-1], refs[1:], way[:-1]
    real = (way[1:] == w) & (a != b)
    a, b, w = a[real], b[real], w[real]
    nameless = np.array([not kept.name for kept in drawing.ways])[w]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((w, nameless, high, low))
    low, high = low[order], high[order]
    new = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])][: len(order)]
    kept = np.sort(order[new])
    return list(zip(a[kept].tolist(), b[kept].tolist(), w[kept].tolist(), strict=True))


def _one_way_each(graph: "nx.MultiDiGraph[Any]") -> Edges:
    """Keep one of the two directions of each edge, from the smaller id to the larger one."""
    place = {n: (d["x"], d["y"]) for n, d in graph.nodes(data=True)}
    rows = []
    for u, v, data in graph.edges(data=True):
        if u > v:
            continue
        line = data.get("geometry") or shapely.LineString([place[u], place[v]])
        if u == v and not _runs_forward(line):
            continue
        rows.append((u, v, data["highway"], data["name"], data["private"], line))
    rows.sort(key=lambda r: (r[0], r[1], r[5].length, r[2], r[3], r[5].coords[1]))
    u_id, v_id, highway, name, private, lines = zip(*rows, strict=True)
    geometry = np.empty(len(lines), object)
    geometry[:] = lines
    return Edges(
        np.array(u_id, np.int64),
        np.array(v_id, np.int64),
        np.array(highway, np.str_),
        np.array(name, np.str_),
        np.array(private, np.bool_),
        geometry,
        np.array([n for n, d in graph.nodes(data=True) if d.get("crossing")], np.int64),
    )


def _runs_forward(loop: shapely.LineString) -> bool:
    """Choose one of the two directions of a street that returns to its own start."""
    first, last = loop.coords[1], loop.coords[-2]
    return bool(first <= last)
