"""Contours of bureaux and quartiers: whatever the file, sound polygons in the right place."""

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from canvass.crs import LAMBERT_93, WGS84
from canvass.errors import BadInputError, MissingFileError
from canvass.tables import BUREAUX, QUARTIERS, check
from electoral_rolls.areas import area_files
from electoral_rolls.areas.areas import Areas, areas_of_points, read_areas
from electoral_rolls.areas.street_bureaux import read_street_bureaux
from geocoding.street_bureaux import bureaux_of_streets

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
#: A corner of France in Lambert-93, in metres.
X, Y = 570_000, 6_280_000

Save = Callable[..., Path]


def square(column: int, row: int = 0, size: int = 100) -> Polygon:
    return box(X + column * size, Y + row * size, X + (column + 1) * size, Y + (row + 1) * size)


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write shapes in Lambert-93 to a file of WGS 84."""

    def inner(
        shapes: list[Any], file: str = "contours.geojson", crs: str | None = WGS84, **columns: Any
    ) -> Path:
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=LAMBERT_93)
        frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
        path = tmp_path / file
        frame.to_file(path)
        return path

    return inner


def read(path: Path, kind: Any = "bureau", **options: Any) -> Areas:
    areas = read_areas(path, kind=kind, crs=options.pop("crs", LAMBERT_93), **options)
    check(areas.table, BUREAUX if kind == "bureau" else QUARTIERS)
    assert areas.table.crs == LAMBERT_93
    assert areas.table.is_valid.all()
    assert set(areas.table.geom_type) <= {"Polygon", "MultiPolygon"}
    return areas


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        read(path, **options)
    return str(caught.value)


def said(areas: Areas) -> str:
    return "\n".join(str(fault) for fault in areas.repairs)


# Columns


@pytest.mark.parametrize(
    ("columns", "communes"),
    [
        ({"codeBureauVote": ["31555_0001", "31555_0136A"]}, []),
        ({"id_bv": ["31555_1", "31555_0136a"]}, []),
        ({"numeroBureauVote": ["0001", "0136A"], "codeCommune": ["31555"] * 2}, []),
        ({"num_bureau": [1, "0136A"], "insee": [31555] * 2}, []),
        ({"num_bureau": ["1", "0136A"]}, ["31555"]),
        ({"CODE": ["31555_0001", "31555_0136A"], "BUREAU": ["1", "2"]}, []),
        ({"BUREAU": ["1.0", "0136A"]}, ["31555"]),
        ({"bidule": ["31555_0001", "31555_0136A"]}, []),
    ],
)
def test_columns_of_codes_are_recognised(
    save: Save, columns: dict[str, Any], communes: list[str]
) -> None:
    path = save([square(0), square(1)], **columns)
    table = read(path, communes=communes).table
    assert table.index.tolist() == ["31555_0001", "31555_0136A"]
    assert table["commune_id"].tolist() == ["31555"] * 2


def test_numbers_read_as_decimals_are_codes(save: Save) -> None:
    path = save([square(0), square(1)], "b.gpkg", bureau=[7.0, 12.0])
    assert read(path, communes=["31555"]).table.index.tolist() == ["31555_0007", "31555_0012"]


def test_paris_writes_arrondissement_and_bureau_apart(save: Save) -> None:
    path = save([square(0), square(1)], **{"Identifiant du bureau de vote": ["1-3", "20-41"]})
    found = read(path, communes=["75056"]).table.index.tolist()
    assert found == ["75056_0103", "75056_2041"]


def test_a_column_may_be_named(save: Save) -> None:
    path = save([square(0), square(1)], machin=["4", "5"], nom=["École", ""])
    assert "machin" in refusal(path, communes=["31555"])
    table = read(path, communes=["31555"], id_column="machin").table
    assert table["label"].to_dict() == {"31555_0004": "École", "31555_0005": "0005"}
    absent = refusal(path, communes=["31555"], id_column="truc")
    assert "truc" in absent
    assert "machin" in absent


def test_numbered_bureaux_need_one_commune(save: Save) -> None:
    path = save([square(0)], num_bureau=["1"])
    assert "INSEE" in refusal(path)
    assert "INSEE" in refusal(path, communes=["31555", "31044"])


@pytest.mark.parametrize(
    ("columns", "ids", "labels"),
    [
        ({"quartier": ["1", "2"], "nom_quartier": ["Nord", "Sud"]}, ["1", "2"], ["Nord", "Sud"]),
        ({"code": [1.0, 2.0], "libelle": ["Nord", "Sud"]}, ["1", "2"], ["Nord", "Sud"]),
        ({"name": ["Nord", "Sud"]}, ["Nord", "Sud"], ["Nord", "Sud"]),
        (
            {"CODE_IRIS": ["315550101", "315550102"], "IRIS": ["0101"] * 2, "NOM_IRIS": ["N", "S"]},
            ["315550101", "315550102"],
            ["N", "S"],
        ),
        ({"gid": [1, 1], "id": ["a", "b"], "nom": ["N", "S"]}, ["a", "b"], ["N", "S"]),
    ],
)
def test_quartiers_have_a_unique_id_and_a_name(
    save: Save, columns: dict[str, Any], ids: list[str], labels: list[str]
) -> None:
    table = read(save([square(0), square(1)], **columns), "quartier").table
    assert table.index.tolist() == ids
    assert table["label"].tolist() == labels


# Where the coordinates are


def test_coordinates_that_belie_their_crs_are_refused(save: Save) -> None:
    path = save([square(0)], "c.gpkg", codeBureauVote=["31555_1"])
    frame = gpd.read_file(path).set_crs("EPSG:3946", allow_override=True)
    frame.to_file(path)
    message = refusal(path)
    assert "EPSG:3946" in message
    assert "--declared-crs EPSG:4326" in message
    assert "43." in message  # the coordinates seen
    assert len(read(path, declared_crs=WGS84).table) == 1


def test_metres_declared_as_degrees_are_refused_with_the_likely_crs(save: Save) -> None:
    path = save([square(0)], codeBureauVote=["31555_1"], crs=None)
    message = refusal(path)
    assert f"--declared-crs {LAMBERT_93}" in message
    assert len(read(path, declared_crs=LAMBERT_93).table) == 1


def test_a_file_without_crs_is_refused(save: Save) -> None:
    path = save([square(0)], "c.shp", id_bv=["31555_1"], crs=None)
    assert "EPSG:2154" in refusal(path)
    assert len(read(path, declared_crs=LAMBERT_93).table) == 1
    assert "inconnu" in refusal(path, declared_crs="EPSG:banane")


@pytest.mark.parametrize("corner", [(-74.0, 40.7), (0.0, 0.0), (55.5, -21.1)])
def test_shapes_elsewhere_are_refused(tmp_path: Path, corner: tuple[float, float]) -> None:
    shape = box(corner[0], corner[1], corner[0] + 0.1, corner[1] + 0.1)
    path = tmp_path / "ailleurs.geojson"
    gpd.GeoDataFrame({"id_bv": ["31555_1"]}, geometry=[shape], crs=WGS84).to_file(path)
    assert "territoire" in refusal(path)


@pytest.mark.parametrize("file", ["inverse.geojson", "inverse.gpkg"])
def test_swapped_latitude_and_longitude_are_put_back(save: Save, tmp_path: Path, file: str) -> None:
    right = save([square(0), square(1)], id_bv=["31555_1", "31555_2"])
    frame = gpd.read_file(right)
    frame["geometry"] = shapely.transform(frame.geometry.array, lambda points: points[:, ::-1])
    frame.to_file(tmp_path / file)
    areas = read(tmp_path / file)
    assert areas.table.geometry.iloc[0].equals_exact(square(0), tolerance=0.01, normalize=True)
    assert "inversées" in said(areas)
    assert file in said(areas)


def test_shapes_swapped_in_part_are_refused_by_that_name(tmp_path: Path) -> None:
    shapes = [box(1.4, 43.6, 1.5, 43.7), *(box(43.6, x, 43.7, x + 0.1) for x in (1.4, 1.6))]
    path = tmp_path / "melange.geojson"
    columns = {"id_bv": ["31555_1", "31555_2", "31555_3"]}
    gpd.GeoDataFrame(columns, geometry=shapes, crs=WGS84).to_file(path)
    message = refusal(path)
    assert "inversées" in message
    assert path.name in message


def test_a_zipped_folder_is_looked_into(save: Save, tmp_path: Path) -> None:
    save([square(0), square(1)], "bureaux.shp", id_bv=["31555_1", "31555_2"])
    packed = tmp_path / "portail.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("bureaux.*"):
            archive.write(part, f"export 2026/données/{part.name}")
        archive.writestr("export 2026/LISEZMOI.txt", "licence")
    assert len(read(packed).table) == 2
    assert len(read(packed, layer="bureaux").table) == 2


def test_a_zip_of_several_files_asks_which(save: Save, tmp_path: Path) -> None:
    one = save([square(0)], "nord.geojson", id_bv=["31555_1"])
    two = save([square(1)], "sud.geojson", id_bv=["31555_2"])
    packed = tmp_path / "deux.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in (one, two):
            archive.write(part, f"contours/{part.name}")
    assert "nord, sud" in refusal(packed)
    assert read(packed, layer="sud").table.index.tolist() == ["31555_0002"]


@pytest.mark.parametrize(
    ("commune", "crs", "corner"),
    [
        ("98613", "EPSG:8903", (-176.17, -13.28)),
        ("97353", "EPSG:2972", (-54.03, 3.64)),
        ("98731", "EPSG:3297", (-140.1, -8.9)),
        ("98818", "EPSG:3163", (166.4, -22.3)),
    ],
)
def test_far_communes_lie_in_their_territory(
    tmp_path: Path, commune: str, crs: str, corner: tuple[float, float]
) -> None:
    shape = box(*corner, corner[0] + 0.01, corner[1] + 0.01)
    path = tmp_path / "loin.geojson"
    gpd.GeoDataFrame({"id_bv": [f"{commune}_1"]}, geometry=[shape], crs=WGS84).to_file(path)
    found = read_areas(path, kind="bureau", crs=crs).table
    assert found.index.tolist() == [f"{commune}_0001"]


def test_overseas_have_their_own_territory(tmp_path: Path) -> None:
    path = tmp_path / "reunion.geojson"
    shape = box(55.5, -21.1, 55.6, -21.0)
    gpd.GeoDataFrame({"id_bv": ["97411_1"]}, geometry=[shape], crs=WGS84).to_file(path)
    areas = read_areas(path, kind="bureau", crs="EPSG:2975")
    assert areas.table.crs == "EPSG:2975"


def test_one_shape_astray_is_told_and_left_aside(save: Save) -> None:
    shapes = [square(0), square(1), box(X, Y - 4_000_000, X + 10, Y - 3_999_990)]
    areas = read(save(shapes, id_bv=["31555_1", "31555_2", "31555_3"]))
    assert areas.table.index.tolist() == ["31555_0001", "31555_0002"]
    assert "ligne 4" in said(areas)


# Shapes


def test_invalid_contours_are_repaired_and_told(save: Save) -> None:
    bow = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    areas = read(save([bow, square(3)], id_bv=["31555_1", "31555_2"]))
    assert areas.table.geometry.iloc[0].area == pytest.approx(5000, rel=0.01)
    assert "31555_0001" in said(areas)
    assert "réparé" in said(areas)


def test_shapes_without_area_are_told_and_left_aside(save: Save) -> None:
    flat = Polygon([(X, Y), (X + 100, Y), (X, Y)])
    areas = read(save([flat, None, square(3)], id_bv=["31555_1", "31555_2", "31555_3"]))
    assert areas.table.index.tolist() == ["31555_0003"]
    assert len(areas.repairs) == 2


def test_one_code_for_two_polygons_is_one_area(save: Save) -> None:
    areas = read(save([square(0), square(1), square(5)], id_bv=["31555_1", "31555_01", "31555_2"]))
    assert areas.table.geometry.area.round().tolist() == [20_000, 10_000]
    assert "plusieurs fois" in said(areas)


def test_overlaps_are_told_and_left(save: Save) -> None:
    wide = box(X + 90, Y, X + 300, Y + 100)
    areas = read(save([square(0), wide], id_bv=["31555_1", "31555_2"]))
    assert "31555_0001 et 31555_0002" in said(areas)
    assert "10 %" in said(areas)
    neighbours = read(save([square(0), square(1)], id_bv=["31555_1", "31555_2"]))
    assert neighbours.repairs == ()


def test_heights_are_dropped(save: Save) -> None:
    areas = read(save([shapely.force_3d(square(0), 12.0)], id_bv=["31555_1"]))
    assert not shapely.has_z(areas.table.geometry.iloc[0])


def test_other_communes_and_nameless_shapes_are_counted(save: Save) -> None:
    ids = ["31555_1", "31044_1", *(f"31555_{n}" for n in range(2, 20)), None]
    shapes = [square(n) for n in range(len(ids))]
    areas = read(save(shapes, id_bv=ids), communes=["31555"])
    assert len(areas.table) == 19
    assert "1 contour d'une autre commune, laissé de côté" in said(areas)
    assert "1 contour sans code, laissé de côté" in said(areas)
    assert "aucun contour" in refusal(save(shapes, id_bv=ids), communes=["75056"])


def test_a_campaign_of_a_whole_city_keeps_its_arrondissements(save: Save) -> None:
    path = save([square(0), square(1), square(2)], id_bv=["75101_1", "75102_1", "31555_1"])
    table = read(path, communes=["75056"]).table
    assert table.index.tolist() == ["75056_0101", "75056_0201"]
    assert table["commune_id"].unique().tolist() == ["75056"]
    assert read(path, communes=["75101"]).table.index.tolist() == ["75056_0101"]


def test_a_campaign_of_an_arrondissement_keeps_its_part_of_the_city(save: Save) -> None:
    path = save([square(0), square(1)], id_bv=["75056_0101", "75056_0201"])
    assert read(path, communes=["75102"]).table.index.tolist() == ["75056_0201"]


def test_large_files_are_filtered_while_read(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(area_files, "LARGE_BYTES", 0)
    path = save(
        [square(0), square(1)],
        codeCommune=["31555", "31044"],
        codeBureauVote=["31555_0001", "31044_0001"],
    )
    areas = read(path, communes=["31555"])
    assert areas.table.index.tolist() == ["31555_0001"]
    assert areas.repairs == ()


def test_lines_are_no_areas(save: Save) -> None:
    path = save([LineString([(X, Y), (X + 1, Y)])], bv=["1"], name=["Rue X"])
    assert "liste de rues" in refusal(path, communes=["31555"])


# Files


@pytest.mark.parametrize("name", ["b.gpkg", "b.shp", "b.geojson"])
def test_formats_do_not_matter(save: Save, name: str) -> None:
    table = read(save([square(0)], name, id_bv=["31555_1"])).table
    assert table.geometry.iloc[0].symmetric_difference(square(0)).area < 0.1


def test_a_zipped_shapefile_is_read(save: Save, tmp_path: Path) -> None:
    save([square(0)], "b.shp", id_bv=["31555_1"])
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("b.*"):
            if part != path:
                archive.write(part, part.name)
    assert len(read(path).table) == 1


def test_a_file_of_several_layers_needs_a_choice(save: Save) -> None:
    path = save([square(0)], "b.gpkg", id_bv=["31555_1"])
    extra = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 45)], crs=WGS84)
    extra.to_file(path, layer="autre")
    assert "autre" in refusal(path)
    assert len(read(path, layer="b").table) == 1
    assert "autre" in refusal(path, layer="absente")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"{}", b"PK\x03\x04zz", b'{"type":"FeatureCollection","features":[]}'],
)
def test_what_is_no_file_of_contours_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(BadInputError):
        read(path)
    with pytest.raises(MissingFileError):
        read(tmp_path / "absent.geojson")


def test_shapes_without_properties_ask_for_a_column(tmp_path: Path) -> None:
    path = tmp_path / "nu.geojson"
    shape = gpd.GeoSeries([square(0)], crs=LAMBERT_93).to_crs(WGS84)
    path.write_text(json.dumps({**json.loads(shape.to_json())}), encoding="utf-8")
    with pytest.raises(BadInputError):
        read(path, communes=["31555"])


# Points


def areas_of(*shapes: Polygon, ids: str = "abcdefgh") -> gpd.GeoDataFrame:
    index = pd.Index(list(ids[: len(shapes)]), name="bureau_id")
    return gpd.GeoDataFrame(geometry=list(shapes), index=index, crs=LAMBERT_93)


def points(*places: tuple[float, float]) -> gpd.GeoSeries:
    shapes = [Point(X + x, Y + y) for x, y in places]
    return gpd.GeoSeries(shapes, index=[f"p{n}" for n in range(len(shapes))], crs=LAMBERT_93)


def test_points_fall_in_their_area_or_the_nearest() -> None:
    areas = areas_of(square(0), square(1))
    places = points((50, 50), (150, 50), (100, 50), (50, -49), (50, -51), (100, -10))
    found = areas_of_points(places, areas)
    assert found.tolist() == ["a", "b", "a", "a", "", "a"]
    assert found.index.equals(places.index)
    assert found.name == "bureau_id"
    assert areas_of_points(places, areas, max_gap_m=60).tolist()[4] == "a"


def test_points_that_are_nowhere_have_no_area() -> None:
    nowhere = gpd.GeoSeries(
        [None, Point(), Point(float("nan"), float("nan")), Point(X + 1, Y + 1)], crs=LAMBERT_93
    )
    assert areas_of_points(nowhere, areas_of(square(0))).tolist() == ["", "", "", "a"]
    assert areas_of_points(nowhere.iloc[:0], areas_of(square(0))).tolist() == []
    assert areas_of_points(nowhere, areas_of()).tolist() == [""] * 4


def test_points_in_another_crs_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="EPSG:4326"):
        areas_of_points(points((1, 1)).to_crs(WGS84), areas_of(square(0)))


@given(
    st.lists(st.tuples(st.integers(-120, 420), st.integers(-120, 320)), max_size=25),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_areas_of_points_agree_with_plain_geometry(
    places: list[tuple[int, int]], rng: random.Random
) -> None:
    shapes = [square(c, r) for c in range(3) for r in range(2)]
    areas = areas_of(*shapes)
    shuffled = areas.iloc[rng.sample(range(len(areas)), len(areas))]
    series = points(*places) if places else gpd.GeoSeries([], crs=LAMBERT_93)
    found = areas_of_points(series, shuffled, max_gap_m=50)
    for point, area in zip(series, found, strict=True):
        gaps = areas.distance(point)
        nearest = gaps.min()
        wanted = gaps.index[gaps == nearest].min() if nearest <= 50 else ""
        assert area == wanted


# Streets


def test_streets_give_their_bureau(save: Save) -> None:
    street = LineString([(X, Y), (X + 1, Y)])
    path = save(
        [street] * 5,
        BV2015=[7.0, 7.0, 8.0, None, 8.0],
        name=["Rue A", "Rue A", "Rue A", "Rue B", None],
    )
    found = read_street_bureaux(path, commune="35115")
    assert found.table.to_numpy().tolist() == [["Rue A", "35115_0007"], ["Rue A", "35115_0008"]]
    assert [fault.row for fault in found.faults] == [5, 6]


@pytest.mark.parametrize(
    "text",
    [
        "Voie;Bureau\nRue A;7\nRue B;8\n;9\n",
        "code insee,nom voie,code_bv\n35115,Rue A,7\n35115,Rue B,8\n35115,,9\n",
        "nom\tid_bv\nRue A\t35115_7\nRue B\t35115_0008\n\t35115_9\n",
    ],
)
def test_a_plain_list_of_streets_gives_their_bureau(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rues.csv"
    path.write_text(text, encoding="utf-8")
    found = read_street_bureaux(path, commune="35115")
    assert found.table.to_numpy().tolist() == [["Rue A", "35115_0007"], ["Rue B", "35115_0008"]]
    assert [fault.row for fault in found.faults] == [4]


def test_addresses_take_the_bureau_of_their_street() -> None:
    listed = pd.DataFrame(
        [
            ("Rue du Général Leclerc", "35115_0001"),
            ("Avenue Georges-Pompidou", "35115_0002"),
            ("Avenue Georges-Pompidou", "35115_0003"),
            ("Rue de Paris", "75056_0101"),
        ],
        columns=["street", "bureau_id"],
    )
    rows = [
        ("RUE DU GAL LECLERC", "35115", "", "", "35115_0001"),
        ("Av. Georges Pompidou", "35115", "", "35115_0003", "35115_0003"),
        ("Av. Georges Pompidou", "35115", "35115_0002", "35115_0003", "35115_0002"),
        ("Av. Georges Pompidou", "35115", "35115_0009", "", ""),
        ("Place du Marché", "35115", "35115_0009", "", ""),
        ("Rue du Général Leclerc", "35116", "", "", ""),
        ("Rue de Paris", "75101", "", "", "75056_0101"),
    ]
    frame = pd.DataFrame(rows, columns=["street", "commune", "contour", "roll", "wanted"])
    among = [frame["contour"], frame["roll"]]
    found = bureaux_of_streets(
        listed, street=frame["street"], commune=frame["commune"], among=among
    )
    assert found.tolist() == frame["wanted"].tolist()


# Real files


@pytest.mark.parametrize(
    ("name", "kind", "count", "communes"),
    [
        ("toulouse/bureaux_2026.geojson", "bureau", 284, ["31555"]),
        ("toulouse/quartiers.geojson", "quartier", 20, ["31555"]),
        ("brest/brest_contours.geojson", "bureau", 122, []),
        ("brest/communes29.geojson", "quartier", 277, []),
        ("finistere-reu/bureaux_etalab2022.geojson", "bureau", 31, []),
    ],
)
def test_real_files_are_read_whole(name: str, kind: str, count: int, communes: list[str]) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the real contours are not on this machine")
    assert len(read(path, kind, communes=communes).table) == count


def test_the_shapefile_of_lyon_is_refused_then_read_as_declared() -> None:
    path = SHARED / "sanity/lyon_wrong_crs/vdl_vie_citoyenne.contour_de_bureau_de_vote.shp"
    if not path.exists():
        pytest.skip("the real contours are not on this machine")
    message = refusal(path, communes=["69123"])
    assert "EPSG:3946" in message
    assert "--declared-crs EPSG:4326" in message
    areas = read(path, communes=["69123"], declared_crs=WGS84)
    assert len(areas.table) == 288
    assert said(areas).count("réparé") == 7


def test_the_streets_of_fougeres_have_fifteen_bureaux() -> None:
    path = SHARED / "fougeres" / "rues_par_bureau.geojson"
    if not path.exists():
        pytest.skip("the real streets are not on this machine")
    assert read_street_bureaux(path, commune="35115").table["bureau_id"].nunique() == 15
