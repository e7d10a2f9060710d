"""Two communes of one campaign: neither's areas push out the other's, nor do names fuse."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.folder import Campaign
from campaign.places.import_places import PlaceFiles, import_places
from canvass.errors import BadInputError
from canvass.tables import BUREAUX, QUARTIERS, RESULTS
from people_base.store import read, write

WEST, EAST = "31555", "31069"
#: West and east of one line, in metres.
CORNER = {WEST: (574_000, 6_280_000), EAST: (575_000, 6_280_000)}


def square(commune: str, step: int = 0) -> shapely.Polygon:
    x, y = CORNER[commune]
    return shapely.box(x, y + 300 * step, x + 900, y + 300 * (step + 1))


def areas(path: Path, rows: list[dict[str, object]]) -> Path:
    gpd.GeoDataFrame(rows, crs=2154).to_crs(4326).to_file(path, driver="GeoJSON")
    return path


def quartiers(path: Path, commune: str, names: list[str], **more: object) -> Path:
    rows = [{"nom": n, "geometry": square(commune, k), **more} for k, n in enumerate(names)]
    return areas(path, rows)


def addresses(path: Path) -> Path:
    points = gpd.GeoSeries(
        [shapely.Point(x + 400, y + 50 + 300 * k) for x, y in CORNER.values() for k in range(2)],
        crs=2154,
    ).to_crs(4326)
    table = pd.DataFrame(
        {
            "id": [f"{code}_0010_0000{k}" for code in CORNER for k in range(2)],
            "numero": ["1", "2"] * 2,
            "rep": "",
            "nom_voie": "Rue Inventée",
            "code_postal": "31000",
            "code_insee": [WEST, WEST, EAST, EAST],
            "nom_commune": ["Ouest", "Ouest", "Est", "Est"],
            "x": 0,
            "y": 0,
            "lon": points.x,
            "lat": points.y,
        }
    )
    table.to_csv(path, sep=";", index=False)
    return path


@pytest.fixture
def both(make_campaign: Callable[..., Campaign], tmp_path: Path) -> Campaign:
    made = make_campaign(communes=(WEST, EAST))
    import_places(made, PlaceFiles(addresses=addresses(tmp_path / "adresses.csv")))
    return made


def kept(campaign: Campaign) -> gpd.GeoDataFrame:
    with campaign.base() as base:
        return read(base, QUARTIERS)


def test_a_second_town_does_not_replace_the_first(both: Campaign, tmp_path: Path) -> None:
    west = quartiers(tmp_path / "ouest.geojson", WEST, ["Centre", "Nord"])
    east = quartiers(tmp_path / "est.geojson", EAST, ["Centre"], code_insee=EAST)
    import_places(both, PlaceFiles(quartiers=[west]))
    import_places(both, PlaceFiles(quartiers=[east]))
    table = kept(both)
    assert list(table.index) == [f"{EAST}_Centre", f"{WEST}_Centre", f"{WEST}_Nord"]
    assert table["label"].is_unique
    assert table.loc[f"{WEST}_Centre"].geometry.area == pytest.approx(900 * 300, rel=0.01)
    # a town's own quartiers are replaced by its next file
    again = quartiers(tmp_path / "ouest2.geojson", WEST, ["Port"])
    import_places(both, PlaceFiles(quartiers=[again]))
    assert list(kept(both).index) == [f"{EAST}_Centre", f"{WEST}_Port"]


@pytest.mark.parametrize("said", [True, False])
def test_names_in_one_file_of_two_towns_do_not_fuse(
    both: Campaign, tmp_path: Path, said: bool
) -> None:
    rows = [{"nom": "Centre", "geometry": square(c), **({"insee": c} if said else {})}
            for c in CORNER]  # fmt: skip
    import_places(both, PlaceFiles(quartiers=[areas(tmp_path / "agglo.geojson", rows)]))
    assert list(kept(both).index) == [f"{EAST}_Centre", f"{WEST}_Centre"]
    assert set(kept(both)["label"]) == {f"Centre ({WEST})", f"Centre ({EAST})"}


def test_the_option_takes_a_file_a_town(both: Campaign, tmp_path: Path) -> None:
    files = [quartiers(tmp_path / f"{c}.geojson", c, ["Centre"]) for c in CORNER]
    options = [part for file in files for part in ("--quartiers", str(file))]
    done = CliRunner().invoke(app, ["import-places", str(both.folder), *options])
    assert done.exit_code == 0, done.output
    assert len(kept(both)) == 2
    with pytest.raises(BadInputError, match="Centre"):
        import_places(both, PlaceFiles(quartiers=[files[0], files[0]]))


def test_quartiers_kept_without_their_town_stay(both: Campaign, tmp_path: Path) -> None:
    old = gpd.GeoDataFrame(
        {"label": ["Vieux"]},
        index=pd.Index(["vieux"], name="quartier_id", dtype="str"),
        geometry=[square(WEST)],
        crs=both.crs,
    )
    with both.base() as base:
        write(base, QUARTIERS, old, how="replace")
    import_places(both, PlaceFiles(quartiers=[quartiers(tmp_path / "e.geojson", EAST, ["Est"])]))
    assert list(kept(both).index) == [f"{EAST}_Est", f"{WEST}_vieux"]


def test_bureaux_and_results_of_the_other_town_stay(both: Campaign, tmp_path: Path) -> None:
    for commune in CORNER:
        code = f"{commune}_0001"
        shapes = areas(
            tmp_path / f"b{commune}.geojson",
            [{"codeBureauVote": code, "geometry": square(commune)}],
        )
        votes = tmp_path / f"r{commune}_muni2020_t1.csv"
        votes.write_text(
            "Code commune;Code BV;Inscrits;Votants;Abstentions;Exprimés;Blancs;Nuls;"
            "Numéro de panneau 1;Nom candidat 1;Prénom candidat 1;Voix 1\n"
            f"{commune};0001;100;50;50;48;1;1;1;INVENTE;Ange;48\n"
        )
        import_places(both, PlaceFiles(bureaux=shapes, results=[votes]))
    with both.base() as base:
        assert list(read(base, BUREAUX).index) == [f"{EAST}_0001", f"{WEST}_0001"]
        ids = read(base, RESULTS).index.get_level_values("bureau_id")
    assert set(ids) == {f"{EAST}_0001", f"{WEST}_0001"}


def test_a_campaign_of_one_town_keeps_its_ids(
    make_campaign: Callable[..., Campaign], tmp_path: Path
) -> None:
    one = make_campaign(communes=(WEST,))
    import_places(one, PlaceFiles(quartiers=[quartiers(tmp_path / "o.geojson", WEST, ["Centre"])]))
    assert list(kept(one).index) == ["Centre"]
    import_places(one, PlaceFiles(quartiers=[quartiers(tmp_path / "p.geojson", WEST, ["Port"])]))
    assert list(kept(one).index) == ["Port"]
