"""Towns small enough to reason about, written as OpenStreetMap files or as networks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from routing.network.simplification import Edges
from routing.network.walk_network import Network, assemble

CRS = "EPSG:2154"
_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
EAST_OF, NORTH_OF = 650_000.0, 6_860_000.0

Street = tuple[Sequence[tuple[float, float]], str, str]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data beside the repository, absent from a user's clone."""
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real data (../shared/data) is not on this machine")
    return folder


@pytest.fixture
def osm_file(tmp_path: Path) -> Callable[..., Path]:
    """Write nodes (id -> x, y in metres, tags) and ways (node ids, tags) as an .osm file."""

    def write(nodes: dict, ways: list[tuple[list[int], dict[str, str]]], name="t.osm") -> Path:
        lines = ["<osm version='0.6'>"]
        for node, (x, y, *tags) in nodes.items():
            lon, lat = _DEGREES.transform(EAST_OF + x, NORTH_OF + y)
            lines.append(f"<node id='{node}' lon='{lon:.9f}' lat='{lat:.9f}' version='1'>")
            lines += _tags(tags[0] if tags else {})
            lines.append("</node>")
        for number, (refs, tags) in enumerate(ways, start=1):
            lines.append(f"<way id='{number}' version='1'>")
            lines += [f"<nd ref='{r}'/>" for r in refs]
            lines += [*_tags(tags), "</way>"]
        path = tmp_path / name
        path.write_text("\n".join([*lines, "</osm>"]))
        return path

    return write


def _tags(tags: dict[str, str]) -> list[str]:
    return [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]


@pytest.fixture(scope="session")
def town() -> Callable[[Sequence[Street]], Network]:
    """Build a network of streets (points, highway, name); equal ends meet."""

    def build(streets: Sequence[Street]) -> Network:
        ends = sorted({tuple(p) for s in streets for p in (s[0][0], s[0][-1])})
        number = {p: i + 1 for i, p in enumerate(ends)}
        edges = Edges(
            np.array([number[tuple(s[0][0])] for s in streets], np.int64),
            np.array([number[tuple(s[0][-1])] for s in streets], np.int64),
            np.array([s[1] for s in streets], np.str_),
            np.array([s[2] for s in streets], np.str_),
            np.zeros(len(streets), np.bool_),
            np.array([shapely.LineString(s[0]) for s in streets], object),
            np.empty(0, np.int64),
        )
        none = gpd.GeoDataFrame({"kind": []}, geometry=[], crs=CRS)
        return assemble(edges, crs=CRS, barriers=none)

    return build


@pytest.fixture(scope="session")
def doors_at() -> Callable[..., pd.DataFrame]:
    """Make a table as ``snap_doors`` does, of (edge, metres along, side)."""

    def table(network: Network, places: Sequence[tuple[int, float, int]]) -> pd.DataFrame:
        edge = np.array([p[0] for p in places], np.int64)
        return pd.DataFrame(
            {
                "edge": edge,
                "along_m": [float(p[1]) for p in places],
                "side": np.array([p[2] for p in places], np.int8),
                "gap_m": 6.0,
                "component": np.where(edge >= 0, network.edge_component[edge], -1),
                "reached": edge >= 0,
                "reason": np.where(edge >= 0, "", "too_far"),
            },
            index=pd.Index([f"d{i}" for i in range(len(places))], name="building_id"),
        )

    return table
