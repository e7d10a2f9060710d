"""Val-Fleuri is what its README says, and its script makes it again byte for byte."""

import csv
import gzip
import math
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import osmium
import pandas as pd
import pytest
from pyproj import Transformer
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import unary_union

ROOT = Path(__file__).parent.parent
TOWN = ROOT / "data" / "sample_districts" / "val-fleuri"
FILES = {
    "README.md", "adresses-99.csv.gz", "bureaux.geojson", "commune.geojson",
    "lieux-dits-99-beta.csv.gz", "liste_electorale.csv", "liste_electorale_verite.csv",
    "quartiers.geojson", "resultats_legi2024_t1.csv", "resultats_muni2026_t1.csv", "rues.osm",
}  # fmt: skip
ROLL_HEADER = (
    '"code du l\'ugle";"libellé de l\'ugle";"libellé du type de liste";"nom de naissance";'
    '"nom d\'usage";"prénoms";"sexe";"date de naissance";"code commune de naissance";'
    '"libellé commune de naissance";"code département de naissance";"pays de naissance";'
    '"libellé nationalité";"numéro de voie";"libellé de voie";"complément 1";"complément 2";'
    '"lieu-dit";"code postal";"commune";"pays";"code du bureau de vote";'
    '"libellé du bureau de vote";"code circonscription législative du bureau de vote";'
    '"libellé canton du bureau de vote";'
    '"libellé circonscription métropolitaine du bureau de vote";'
    "numéro d'ordre dans le bureau de vote"
)
XY = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """One way of the map, in metres."""

    nodes: tuple[str, ...]
    points: tuple[XY, ...]
    tags: dict[str, str]

    @property
    def line(self) -> LineString:
        return LineString(self.points)


@dataclass(frozen=True)
class Map:
    """The street map, read without any routing library."""

    ways: tuple[Way, ...]
    node_tags: dict[str, dict[str, str]]
    where: dict[str, XY]

    def having(self, key: str, *values: str) -> list[Way]:
        return [w for w in self.ways if key in w.tags and (not values or w.tags[key] in values)]


def tags_of(element: ET.Element) -> dict[str, str]:
    return {t.attrib["k"]: t.attrib["v"] for t in element.findall("tag")}


@cache
def town_map() -> Map:
    root = ET.parse(TOWN / "rues.osm").getroot()
    nodes = root.findall("node")
    lon, lat = ([float(n.attrib[k]) for n in nodes] for k in ("lon", "lat"))
    xs, ys = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True).transform(lon, lat)
    at = {n.attrib["id"]: (x, y) for n, x, y in zip(nodes, xs, ys, strict=True)}
    ways = []
    for way in root.findall("way"):
        refs = tuple(r.attrib["ref"] for r in way.findall("nd"))
        ways.append(Way(refs, tuple(at[r] for r in refs), tags_of(way)))
    return Map(tuple(ways), {n.attrib["id"]: tags_of(n) for n in nodes}, at)


@cache
def addresses() -> pd.DataFrame:
    table = pd.read_csv(TOWN / "adresses-99.csv.gz", sep=";", dtype=str, keep_default_na=False)
    return table.assign(x=table["x"].astype(float), y=table["y"].astype(float))


@cache
def roll() -> pd.DataFrame:
    return pd.read_csv(TOWN / "liste_electorale.csv", sep=";", dtype=str, keep_default_na=False)


@cache
def truth() -> pd.DataFrame:
    path = TOWN / "liste_electorale_verite.csv"
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)


@cache
def areas(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(TOWN / f"{name}.geojson").to_crs("EPSG:2154")


def streets_by_name() -> dict[str, list[LineString]]:
    found = defaultdict(list)
    for way in town_map().having("highway"):
        found[way.tags.get("name", "")].append(way.line)
    return found


def components(without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return every node of a way open to walkers the name of its component."""
    leader: dict[str, str] = {}

    def top(node: str) -> str:
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    for way in town_map().having("highway"):
        if way.tags.get("access") == "private":
            continue
        for a, b in zip(way.nodes, way.nodes[1:], strict=False):
            if a not in without and b not in without:
                leader[top(a)] = top(b)
    return {node: top(node) for node in list(leader)}


def content(path: Path) -> bytes:
    """Return the bytes of a file; of a compressed one those inside, for zlibs differ."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_the_script_makes_the_committed_files_again(tmp_path: Path) -> None:
    script = ROOT / "data" / "sample_districts" / "make_val_fleuri.py"
    subprocess.run([sys.executable, script, "--out", tmp_path], check=True, timeout=120)
    made = {p.name for p in tmp_path.iterdir()}
    assert made == FILES - {"README.md"}
    for name in sorted(made):
        assert content(tmp_path / name) == content(TOWN / name), f"{name} differs"


def test_files_are_few_and_small() -> None:
    assert {p.name for p in TOWN.iterdir()} == FILES
    assert sum(p.stat().st_size for p in TOWN.iterdir()) < 5e6
    for name in FILES:
        if name.endswith(".gz"):
            assert (TOWN / name).read_bytes()[4:8] == bytes(4), "a date in the gzip header"


def test_addresses_look_like_those_of_a_town() -> None:
    table = addresses()
    assert 2900 <= len(table) <= 3300
    assert table["id"].is_unique
    assert table["id"].str.fullmatch(r"99001_\d{4}_\d{5}(_bis|_ter)?").all()
    assert set(table["rep"]) == {"", "bis", "ter"}
    kinds = set(table["nom_voie"].str.split().str[0])
    assert kinds >= {
        "Rue", "Avenue", "Boulevard", "Impasse", "Allée", "Chemin", "Place", "Quai", "Square",
        "Résidence", "Route", "Cité", "Passage",
    }  # fmt: skip
    names = set(table["nom_voie"])
    assert {"Rue du 8 Mai 1945", "Impasse du 8 Mai 1945"} & names
    bare = Counter(n.split(" ", 1)[1] for n in names)
    assert sum(v > 1 for v in bare.values()) >= 5, "few streets share a name under two types"


def test_coordinates_of_an_address_agree() -> None:
    table = addresses()
    lon, lat = table["lon"].astype(float), table["lat"].astype(float)
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    x, y = to_metres.transform(lon, lat)
    assert max(abs(x - table["x"]).max(), abs(y - table["y"]).max()) < 0.2


def test_every_address_is_near_a_street_of_its_name() -> None:
    streets = {n: unary_union(lines) for n, lines in streets_by_name().items()}
    table = addresses()
    far = [
        math.inf if r.nom_voie not in streets else streets[r.nom_voie].distance(Point(r.x, r.y))
        for r in table.itertuples()
    ]
    assert max(far) < 60
    assert pd.Series(far).quantile([0.02, 0.98]).between(3, 26).all()


def test_odd_and_even_numbers_face_each_other() -> None:
    """Nearly every neighbour on the same side of the nearest stretch has the same parity."""
    streets = {n: lines for n, lines in streets_by_name().items() if len(lines) == 1}
    table = addresses()
    table = table[~table["nom_voie"].str.startswith(("Place", "Allée des Tilleuls"))]
    sides: dict[str, dict[int, list[int]]] = defaultdict(lambda: {0: [], 1: []})
    for r in table.itertuples():
        if r.nom_voie in streets:
            line = streets[r.nom_voie][0]
            at = line.project(Point(r.x, r.y))
            a, b = (line.interpolate(min(max(at + d, 0), line.length)) for d in (-2, 2))
            left = (b.x - a.x) * (r.y - a.y) - (b.y - a.y) * (r.x - a.x) > 0
            sides[r.nom_voie][int(r.numero) % 2].append(1 if left else -1)
    pure = total = 0
    for by_parity in sides.values():
        for found in by_parity.values():
            pure, total = pure + max(found.count(1), found.count(-1)), total + len(found)
    assert pure / total > 0.99


def test_numbers_skip_now_and_then() -> None:
    numbers = addresses().groupby("nom_voie")["numero"].agg(lambda s: set(s.astype(int)))
    missing = sum(
        n not in have for have in numbers for n in range(min(have), max(have), 2) if max(have) < 200
    )
    assert missing > 50


def test_walkers_reach_all_but_the_islet() -> None:
    of = components()
    main = Counter(of.values()).most_common(1)[0][0]
    ways = [w for w in town_map().having("highway") if w.tags.get("access") != "private"]
    tree = STRtree([w.line for w in ways])
    table = addresses()
    nearest = tree.nearest([Point(xy) for xy in zip(table["x"], table["y"], strict=True)])
    reached = pd.Series([of[ways[i].nodes[0]] == main for i in nearest], index=table.index)
    assert 0.97 < reached.mean() < 1
    assert set(table.loc[~reached, "nom_voie"]) == {"Chemin de l'Étang"}
    assert len(set(of.values())) == 2


def test_two_bridges_cross_the_river_and_nothing_else() -> None:
    water = Polygon(next(w for w in town_map().having("natural", "water")).points)
    crossing = [w for w in town_map().having("highway") if w.line.intersects(water)]
    assert len(crossing) == 2
    assert {w.tags.get("bridge") for w in crossing} == {"yes"}
    assert {w.tags["bridge:name"] for w in crossing} == {"Pont Neuf", "Pont Vieux"}
    river_nodes = {n for w in town_map().having("waterway") for n in w.nodes}
    assert not river_nodes & {n for w in crossing for n in w.nodes}
    for address in addresses().itertuples():
        assert not water.contains(Point(address.x, address.y))


def test_the_railway_is_crossed_on_the_level_and_by_the_footbridge() -> None:
    (track,) = town_map().having("railway", "rail")
    over, level = [], []
    for way in town_map().having("highway"):
        if way.line.intersects(track.line):
            (over if way.tags.get("bridge") else level).append(way)
    assert [w.tags["name"] for w in over] == ["Passerelle de la Gare"]
    shared = {n for w in level for n in w.nodes} & set(track.nodes)
    assert [town_map().node_tags[n]["railway"] for n in shared] == ["level_crossing"]
    assert len(level) == 1
    steps = [w for w in town_map().having("highway", "steps") if "Gare" in w.tags.get("name", "")]
    assert len(steps) == 2


def test_the_footbridge_joins_both_sides_when_the_barrier_is_down() -> None:
    tags = town_map().node_tags
    shut = frozenset(n for n, t in tags.items() if t.get("railway") == "level_crossing")
    of = components(shut)
    ways = {w.tags.get("name"): w for w in town_map().having("highway")}
    north, south = ways["Rue des Pinsons"], ways["Boulevard Carnot"]
    assert of[north.nodes[1]] == of[south.nodes[1]]


def test_streets_meet_at_shared_nodes_only() -> None:
    """Two ways on the ground that cross without a common node would be a wall for the router."""
    ways = [w for w in town_map().having("highway") if not w.tags.get("bridge")]
    lines = [w.line for w in ways]
    tree = STRtree(lines)
    for i, j in zip(*tree.query(lines, predicate="intersects").tolist(), strict=True):
        if i < j:
            common = [Point(town_map().where[n]) for n in set(ways[i].nodes) & set(ways[j].nodes)]
            for part in _parts(lines[i].intersection(lines[j])):
                near = min((part.distance(c) for c in common), default=math.inf)
                assert near < 0.5, (ways[i].tags, ways[j].tags)


def _parts(geometry: object) -> Iterator[Point]:
    for part in getattr(geometry, "geoms", [geometry]):
        if not part.is_empty:
            yield part


def test_the_map_has_what_a_town_map_has() -> None:
    kinds = Counter(w.tags["highway"] for w in town_map().having("highway"))
    assert set(kinds) >= {
        "primary", "secondary", "tertiary", "unclassified", "residential", "living_street",
        "pedestrian", "service", "footway", "steps", "path", "track", "cycleway",
    }  # fmt: skip
    nodes = town_map().node_tags.values()
    assert Counter(t.get("barrier") for t in nodes)["gate"] == 1
    assert any(t.get("barrier") == "bollard" for t in nodes)
    assert sum(t.get("highway") == "crossing" for t in nodes) > 10
    assert len(town_map().having("building", "apartments")) == 8


def test_osmium_reads_the_map() -> None:
    count = Counter(type(o).__name__ for o in osmium.FileProcessor(str(TOWN / "rues.osm")))
    assert count == {"Node": len(town_map().where), "Way": len(town_map().ways)}


def test_the_roll_has_the_layout_of_the_national_register() -> None:
    raw = (TOWN / "liste_electorale.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    lines = raw.decode().splitlines()
    assert lines[0] == ROLL_HEADER
    assert all(len(row) == 27 for row in csv.reader(lines, delimiter=";"))
    assert '""' not in raw.decode()
    last = {line.rsplit(";", 1)[1] for line in lines[1:]}
    assert all(v == "" or v.isdigit() for v in last)


def test_the_roll_has_the_people_it_promises() -> None:
    table = roll()
    assert 7700 <= len(table) <= 8300
    lists = table["libellé du type de liste"].value_counts()
    assert lists["Liste principale"] > 0.95 * len(table)
    person = table[["nom de naissance", "prénoms", "date de naissance"]].agg("|".join, axis=1)
    union = table["libellé nationalité"] != "Française"
    twice = person[union].groupby(person[union]).size()
    assert (twice == 2).sum() > 40
    assert (person[~union].value_counts() > 1).any(), "no true homonym"
    born = table["date de naissance"]
    assert born.str.match(r"00/00/\d{4}$").any()
    assert born.str.match(r"\d{4}$").any()
    assert table["complément 2"].str.contains(r"chez|C/O", case=False).sum() >= 5
    assert (table["code du bureau de vote"] == "").sum() == 6


def test_the_truth_goes_line_by_line_with_the_roll() -> None:
    known = set(addresses()["id"])
    places = pd.read_csv(TOWN / "lieux-dits-99-beta.csv.gz", sep=";", dtype=str)
    found = truth()
    assert len(found) == len(roll())
    placed = found["adresse_id"] != ""
    assert set(found.loc[placed, "adresse_id"]) <= known | set(places["id"])
    assert 0.965 < placed.mean() < 0.99
    bureau = roll()["code du bureau de vote"]
    assert (found["bureau"] == ("99001_" + bureau).where(bureau != "", "")).all()
    numbered = found[found["bureau"] != ""]
    assert not numbered.duplicated(["bureau", "numero_ordre"]).any()


def test_noise_is_as_frequent_as_the_readme_says() -> None:
    table, found = roll(), truth()
    number, street = table["numéro de voie"], table["libellé de voie"]
    bare = (number == "") & ~street.str.match(r"\d") & (street != "")
    assert 0.008 < (bare & (found["adresse_id"] == "")).mean() < 0.024
    assert 0.02 < street.str.match(r"\d+[ ,A-Za-z]").mean() < 0.06
    assert number.str.contains("BIS").any()
    assert number.str.match(r"\d+B$").any()
    assert ((street == "") & (table["lieu-dit"] != "")).sum() > 20
    assert (~table["code postal"].isin(["99100", "99000"])).sum() >= 10


def test_bureaux_share_out_the_commune() -> None:
    bureaux, commune = areas("bureaux"), areas("commune")
    assert 8 <= len(bureaux) <= 10
    assert bureaux.geometry.is_valid.all()
    assert set(bureaux.geom_type) == {"Polygon"}
    assert bureaux["codeBureauVote"].str.fullmatch(r"99001_\d{4}").all()
    assert bureaux.union_all().symmetric_difference(commune.union_all()).area < 100
    assert bureaux.area.sum() == pytest.approx(commune.area.sum(), rel=1e-5)
    load = roll()["code du bureau de vote"].value_counts().drop("")
    assert load.between(600, 1100).all()
    assert set(load.index) == set(bureaux["numeroBureauVote"])


def test_one_elector_in_a_hundred_votes_next_door() -> None:
    found = truth()
    found = found[(found["lon"] != "") & (found["bureau"] != "")]
    points = gpd.points_from_xy(found["lon"].astype(float), found["lat"].astype(float))
    placed = gpd.GeoDataFrame(found, geometry=points, crs="EPSG:4326").to_crs("EPSG:2154")
    inside = gpd.sjoin(placed, areas("bureaux")[["codeBureauVote", "geometry"]])
    agree = inside["bureau"] == inside["codeBureauVote"]
    assert 0.985 < agree.mean() < 0.995


def test_quartiers_share_out_the_commune() -> None:
    quartiers, commune = areas("quartiers"), areas("commune")
    assert {"Centre", "Les Tilleuls", "La Gare"} <= set(quartiers["nom_quartier"])
    assert quartiers.geometry.is_valid.all()
    assert quartiers.union_all().symmetric_difference(commune.union_all()).area < 100
    assert quartiers.area.sum() == pytest.approx(commune.area.sum(), rel=1e-5)


def test_results_add_up() -> None:
    legi = pd.read_csv(TOWN / "resultats_legi2024_t1.csv", sep=";", dtype=str)
    votes = legi.filter(regex=r"^Voix \d+$").astype(int).sum(axis=1)
    cast = legi["Exprimés"].astype(int)
    assert (votes == cast).all()
    assert (cast + legi["Blancs"].astype(int) + legi["Nuls"].astype(int)).equals(
        legi["Votants"].astype(int)
    )
    lists = roll().query("`libellé du type de liste` == 'Liste principale'")
    enrolled = lists["code du bureau de vote"].value_counts().drop("")
    gap = enrolled - legi.set_index(legi["Code BV"].str.zfill(4))["Inscrits"].astype(int)
    assert gap.between(0, 40).all()


def test_one_bureau_of_the_results_has_no_contour() -> None:
    muni = pd.read_csv(TOWN / "resultats_muni2026_t1.csv", sep=";", dtype={"codeBureauVote": str})
    assert (muni.filter(regex=r"^liste_").sum(axis=1) == muni["exprimes"]).all()
    assert (muni["inscrits"] == muni["abstentions"] + muni["votants"]).all()
    contours = set(areas("bureaux")["codeBureauVote"])
    assert set(muni["codeBureauVote"]) - contours == {"99001_0001A"}
    assert contours < set(muni["codeBureauVote"])
