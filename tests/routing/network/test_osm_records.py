"""Street files as Overpass, JOSM and others write them."""

import bz2
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import osmium
import pandas as pd
import pytest
from pyproj import Transformer
from shapely.geometry import Point

from canvass.errors import BadInputError
from routing.network.walk_network import Network, load_network, read_network, save_network
from routing.network.walkable import Way, barrier_kind, is_area, names_of, walkable
from routing.ways.snapping import snap_doors

CRS = "EPSG:2154"
_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
EAST, NORTH = 650_000.0, 6_860_000.0
XY = {1: (0, 0), 2: (100, 0), 3: (200, 0), -4: (200, 90)}
WAYS = {10: ([1, 2, 3], "Rue du Bac"), -11: ([3, -4], "Rue Neuve")}


def lonlat(xy: tuple[float, float]) -> tuple[float, float]:
    lon, lat = _DEGREES.transform(EAST + xy[0], NORTH + xy[1])
    return round(lon, 7), round(lat, 7)


def node(ref: int, more: str = "") -> str:
    lon, lat = lonlat(XY[ref])
    return f'<node id="{ref}" lat="{lat}" lon="{lon}" {more}/>'


def way(ref: int, *, at: bool = False, refs: bool = True, inside: str = "", more: str = "") -> str:
    nodes, name = WAYS[ref]
    points = ""
    for point in nodes:
        lon, lat = lonlat(XY[point])
        named = f'ref="{point}" ' if refs else ""
        points += f"<nd {named}" + (f'lat="{lat}" lon="{lon}"/>' if at else "/>")
    tags = f'<tag k="highway" v="residential"/><tag k="name" v="{name}"/>'
    return f'<way id="{ref}" {more}>{inside}{points}{tags}</way>'


def osm(*parts: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">' + "".join(parts) + "</osm>"


NODES = "".join(map(node, XY))
CENTER = '<center lat="46.8" lon="2.6"/>'
BOUNDS = '<bounds minlat="46" minlon="2" maxlat="47" maxlon="3"/>'
MEMBERS = (
    f'<relation id="1">{BOUNDS}<member type="way" ref="10" role="">'
    '<nd lat="46.8" lon="2.6"/><nd lat="46.8" lon="2.7"/></member>'
    '<tag k="type" v="route"/></relation>'
)


def read(path: Path) -> Network:
    return read_network(path, crs=CRS)


@pytest.mark.parametrize(
    "text",
    [
        osm(NODES, way(10), way(-11)),
        osm(way(10), way(-11), NODES),
        osm(way(10, at=True, inside=BOUNDS), way(-11, at=True, inside=BOUNDS), MEMBERS),
        osm(way(10, at=True, refs=False), way(-11, at=True, refs=False)),
        osm(way(10, inside=CENTER), way(-11, inside=CENTER), MEMBERS, NODES),
    ],
    ids=["sorted", "ways first", "out geom", "points without ids", "out center with nodes"],
)
@pytest.mark.parametrize("packed", ["", ".gz", ".bz2"])
def test_every_order_gives_the_same_streets(tmp_path: Path, text: str, packed: str) -> None:
    path = tmp_path / f"t.osm{packed}"
    pack: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    path.write_bytes(pack.get(packed, bytes)(text.encode()))
    network = read(path)
    assert sorted(network.name) == ["Rue Neuve", "Rue du Bac"]
    assert sorted(network.length_m.round()) == [90, 200]
    assert set(network.component) == {0}


@pytest.mark.parametrize("order", [1, -1])
def test_new_streets_in_a_pbf(tmp_path: Path, order: int) -> None:
    """Ids below nought and ways before nodes, in the compact format too."""
    path = tmp_path / "t.osm.pbf"
    with osmium.SimpleWriter(str(path)) as out:
        things: list[Any] = [
            *(osmium.osm.mutable.Node(id=ref, location=lonlat(XY[ref])) for ref in sorted(XY)),
            *(
                osmium.osm.mutable.Way(
                    id=ref, nodes=refs, tags={"highway": "residential", "name": name}
                )
                for ref, (refs, name) in WAYS.items()
            ),
        ]
        for thing in things[::order]:
            out.add(thing)
    network = read(path)
    assert sorted(network.length_m.round()) == [90, 200]
    assert set(network.component) == {0}


@pytest.mark.parametrize("geometry", [True, False])
def test_overpass_json(tmp_path: Path, geometry: bool) -> None:
    ways: list[dict[str, Any]] = []
    for ref, (refs, name) in WAYS.items():
        one: dict[str, Any] = {"type": "way", "id": ref, "tags": {"highway": "path", "name": name}}
        places = [lonlat(XY[point]) for point in refs]
        if geometry:
            one["geometry"] = [{"lat": lat, "lon": lon} for lon, lat in places]
        else:
            one["nodes"] = refs
        ways.append(one)
    nodes = [
        {"type": "node", "id": ref, "lon": lonlat(xy)[0], "lat": lonlat(xy)[1]}
        for ref, xy in XY.items()
    ]
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"elements": ways if geometry else ways + nodes}))
    assert sorted(read(path).length_m.round()) == [90, 200]
    path.write_text(json.dumps({"elements": ways, "remark": "runtime error: out of memory"}))
    with pytest.raises(BadInputError, match="incomplète"):
        read(path)


@pytest.mark.parametrize("gone", ['action="delete"', 'visible="false"'])
def test_what_was_deleted_is_not_walked(tmp_path: Path, gone: str) -> None:
    path = tmp_path / "t.osm"
    path.write_text(osm(NODES, way(10), way(-11, more=gone)))
    assert list(read(path).name) == ["Rue du Bac"]
    path.write_text(osm(*map(node, (1, 2, 3)), node(-4, gone), way(10), way(-11)))
    assert list(read(path).name) == ["Rue du Bac"]
    path.write_text(osm(NODES, way(10, more=gone)))
    with pytest.raises(BadInputError, match="supprimé"):
        read(path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (osm(way(10, inside=CENTER), way(-11)), "sans leurs points"),
        (osm(NODES), "aucune voie"),
        (osm(NODES, way(10).replace("residential", "motorway")), "fermées aux piétons"),
        (osm("<remark>runtime error: Query timed out</remark>", NODES, way(10)), "incomplète"),
        ('<!DOCTYPE osm [<!ENTITY a "b">]>' + osm(NODES, way(10))[38:], "illisible"),
        ("<html><body>504</body></html>", "illisible"),
        (osm(NODES, way(10))[:-30], "illisible"),
    ],
)
def test_the_cause_is_told(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "t.osm"
    path.write_text(text)
    with pytest.raises(BadInputError, match=why):
        read(path)


def test_streets_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "t.osm"
    path.write_text(osm(NODES, way(10)))
    bounds = (EAST + 5_000, NORTH, EAST + 6_000, NORTH + 1_000)
    with pytest.raises(BadInputError, match="ailleurs"):
        read_network(path, crs=CRS, bounds=bounds)


SQUARE = {"highway": "pedestrian", "name": "Place du Marché"}
ROUND = {
    1: (-200, 0), 2: (0, 0), 3: (0, 50), 4: (100, 50), 5: (100, 0), 6: (300, 0), 7: (100, -50),
    8: (0, -50),
}  # fmt: skip
STREETS = [
    ([1, 2], {"highway": "residential", "name": "Rue A"}),
    ([5, 6], {"highway": "residential", "name": "Rue B"}),
]


@pytest.mark.parametrize("tags", [{"area": "yes"}, {"place": "square"}])
def test_a_square_is_crossed(osm_file: Callable[..., Path], tags: dict[str, str]) -> None:
    ring = ([2, 3, 4, 5, 7, 8, 2], SQUARE | tags)
    network = read(osm_file(ROUND, [*STREETS, ring]))
    across = network.highway == "square"
    assert list(network.length_m[across].round()) == [100]
    assert list(network.name[across]) == ["Place du Marché"]


def test_a_street_that_runs_round_is_not(osm_file: Callable[..., Path]) -> None:
    for tags in ({}, {"area": "no", "place": "square"}):
        network = read(osm_file(ROUND, [*STREETS, ([2, 3, 4, 5, 7, 8, 2], SQUARE | tags)]))
        assert "square" not in network.highway


def test_a_square_drawn_as_a_relation(osm_file: Callable[..., Path]) -> None:
    path = osm_file(ROUND, [*STREETS, ([2, 3, 4], {}), ([4, 5, 7], {}), ([7, 8, 2], {})])
    members = "".join(f'<member type="way" ref="{ref}" role="outer"/>' for ref in (3, 4, 5))
    tags = "".join(
        f'<tag k="{k}" v="{v}"/>' for k, v in (SQUARE | {"type": "multipolygon"}).items()
    )
    text = path.read_text()
    path.write_text(text.replace("</osm>", f'<relation id="1">{members}{tags}</relation></osm>'))
    network = read(path)
    assert set(network.component) == {0}
    assert list(network.length_m[network.highway == "square"].round()) == [100]
    path.write_text(
        path.read_text().replace('<relation id="1">', '<relation id="1" action="delete">')
    )
    assert len(set(read(path).component)) == 2


def test_no_line_leaves_a_square(osm_file: Callable[..., Path]) -> None:
    """Round a corner of an L the walk goes by the corner."""
    nodes = {
        1: (0, 0), 2: (100, 0), 3: (100, 20), 4: (20, 20), 5: (20, 100), 6: (0, 100),
        7: (100, 10), 8: (300, 10), 9: (10, 100), 10: (10, 300),
    }  # fmt: skip
    ring = ([1, 2, 7, 3, 4, 5, 9, 6, 1], SQUARE | {"area": "yes"})
    ways = [ring, ([7, 8], STREETS[0][1]), ([9, 10], STREETS[1][1])]
    network = read(osm_file(nodes, ways))
    across = network.length_m[network.highway == "square"]
    assert sorted(across.round()) == [81, 81], "each entry to the corner, not one to the other"


def test_all_names_of_a_street_count(osm_file: Callable[..., Path], tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (300, 0), 3: (0, 30), 4: (300, 30)}
    breton = {"highway": "residential", "name": "Straed ar Porzh"}
    other = ([3, 4], {"highway": "residential", "name": "Rue Parallèle"})
    at = gpd.GeoSeries([Point(EAST + 150, NORTH + 20)], index=pd.Index(["a"]), crs=CRS)
    wanted = pd.Series(["RUE DU PORT"], index=at.index)
    for key, name in {
        "name:fr": "Rue du Port", "alt_name": "Le Port;Rue du Port", "name:br": "Rue du Port",
        "official_name": "Rue du Port", "old_name": "Rue du Port", "alt_name:fr": "Rue du Port",
    }.items():  # fmt: skip
        network = read(osm_file(nodes, [([1, 2], breton | {key: name}), other, ([1, 3], HALL)]))
        save_network(network, tmp_path / "n.npz")
        for same in (network, load_network(tmp_path / "n.npz")):
            found = snap_doors(same, at, street_names=wanted)["edge"].item()
            assert same.name[found] == "Straed ar Porzh", key


HALL = {"highway": "footway"}


def test_names() -> None:
    tags = {
        "alt_name": "B; C", "name:etymology": "X", "name:fr": "A", "name": "A", "name_1": "D",
        "official_name": "E", "name:signed": "no", "source:name": "Y", "name:left": "F",
    }  # fmt: skip
    assert names_of(tags)[0] == "A"
    assert sorted(names_of(tags)) == ["A", "B", "C", "D", "E", "F"]
    assert names_of({}) == []
    found = walkable({"highway": "path", "official_name": "E"})
    assert isinstance(found, Way)
    assert found.name == "E"


@pytest.mark.parametrize(
    ("tags", "opens"),
    [
        ({"highway": "primary", "motorroad": "yes"}, False),
        ({"highway": "primary", "motorroad": "no"}, True),
        ({"highway": "primary", "motorroad": "yes", "foot": "yes"}, True),
        ({"highway": "primary", "motorroad": "yes", "foot": "no", "sidewalk": "both"}, False),
        ({"highway": "trunk", "motorroad": "yes", "sidewalk": "right"}, True),
        ({"highway": "secondary", "motorroad": "yes", "sidewalk:left": "yes"}, True),
        ({"highway": "secondary", "motorroad": "yes", "sidewalk:both": "no"}, False),
        ({"highway": "primary", "motorroad": "yes", "access": "no"}, False),
        ({"highway": "service", "access": "no", "foot": "designated"}, True),
        ({"highway": "residential", "construction": "no"}, True),
    ],
)
def test_motorroads(tags: dict[str, str], opens: bool) -> None:
    assert (walkable(tags) is not None) is opens
    if tags.get("motorroad") == "yes":
        assert barrier_kind(tags) == (None if opens else "motorway")


def test_areas() -> None:
    assert is_area({"highway": "pedestrian", "area": "yes"})
    assert not is_area({"highway": "pedestrian"})
