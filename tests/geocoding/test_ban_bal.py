import gzip
from pathlib import Path

import pytest

from canvass.errors import BadInputError, MissingFileError
from geocoding.address_index import left_out, load_index
from geocoding.bal import read_bal
from geocoding.ban import read_ban_addresses, read_ban_places

DATA = Path(__file__).parents[2].parent / "shared" / "data"
HEADER = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;"
    "code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;certification_commune\n"
)
ROWS = (
    "01001_0010_00001;;1;;Rue du Port;01400;01001;Bourg;;;0;0;5.1;46.1;1\n"
    "01001_0010_00001_bis;;1;bis;Rue du Port;01400;01001;Bourg;;;0;0;5,2;46,2;1\n"
    "01001_0020_00003;;3;;Rue du Pré;01400;01001;Bourg;;;0;0;;;1\n"
)


def ban(folder: Path, *, packed: bool = False) -> Path:
    path = folder / ("adresses-01.csv.gz" if packed else "adresses-01.csv")
    text = (HEADER + ROWS).encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_ban_rows_are_read(tmp_path: Path, packed: bool) -> None:
    rows = read_ban_addresses(ban(tmp_path, packed=packed))
    assert rows["id"].tolist() == ["01001_0010_00001", "01001_0010_00001_bis"]
    assert rows["street_id"].unique().tolist() == ["01001_0010"]
    assert rows["insee"].tolist() == ["01001", "01001"], "codes keep their zero"
    assert rows["lon"].tolist() == [5.1, 5.2], "decimal commas are read"


def test_swapped_lon_and_lat_are_refused_by_that_name(tmp_path: Path) -> None:
    path = tmp_path / "inverse.csv"
    swapped = ROWS.replace("5.1;46.1", "46.1;5.1").replace("5,2;46,2", "46,2;5,2")
    path.write_text(HEADER + swapped)
    with pytest.raises(BadInputError) as error:
        read_ban_addresses(path)
    assert "inverse.csv" in str(error.value)
    assert "lon et lat sont inversées" in str(error.value)


def test_addresses_in_another_territory_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ailleurs.csv"
    path.write_text(HEADER + ROWS.replace("01001", "97411"))
    with pytest.raises(BadInputError, match="hors du territoire"):
        read_ban_addresses(path)


def test_addresses_without_a_place_are_left_out_and_listed(tmp_path: Path) -> None:
    more = (
        "01001_0010_00005;;5;;Rue du Port;01400;01001;Bourg;;;0;0;0;0;1\n"
        "01001_0010_00007;;7;;Rue du Port;01400;01001;Bourg;;;0;0;55.5;-21.1;1\n"
    )
    path = tmp_path / "adresses-01.csv"
    path.write_text(HEADER + ROWS + more)
    assert len(read_ban_addresses(path)) == 2
    told = [(fault.row, str(fault)) for fault in left_out(path)]
    assert [row for row, _ in told] == [4, 5, 6]
    for (_, words), expected in zip(told, ("sans position", "0, 0", "territoire"), strict=True):
        assert expected in words


def test_addresses_at_the_180th_meridian_are_in_their_territory(tmp_path: Path) -> None:
    path = tmp_path / "adresses-986.csv"
    row = ROWS.splitlines()[0].replace("01001", "98613").replace("5.1;46.1", "-176.17;-13.28")
    path.write_text(HEADER + row)
    assert read_ban_addresses(path)["lon"].tolist() == [-176.17]


def test_a_file_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "adresses-01.csv"
    path.write_text(HEADER + ROWS.replace("Port", "Pré"), encoding="cp1252")
    assert read_ban_addresses(path)["name"].unique().tolist() == ["Rue du Pré"]


def test_a_file_of_something_else_names_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(BadInputError) as error:
        read_ban_addresses(path)
    columns = {fault.column for fault in error.value.faults}
    assert {"id", "numero", "nom_voie", "code_insee", "lon", "lat"} <= columns


@pytest.mark.parametrize("name", ["adresses-01.csv", "adresses-01.csv.gz"])
def test_packing_is_told_by_the_content(tmp_path: Path, name: str) -> None:
    content = (HEADER + ROWS).encode()
    for written in (content, gzip.compress(content)):
        (tmp_path / name).write_bytes(written)
        assert len(read_ban_addresses(tmp_path / name)) == 2


def test_a_packed_bal_is_known_as_one(tmp_path: Path) -> None:
    path = tmp_path / "bal.csv.gz"
    head = "cle_interop;voie_nom;numero;suffixe;commune_insee;commune_nom;long;lat\n"
    row = "01001_0010_00001;Rue du Port;1;;01001;Bourg;5.1;46.1\n"
    path.write_bytes(gzip.compress((head + row).encode()))
    assert len(load_index(path)) == 1


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    content = (HEADER + ROWS * 500).encode()
    packed = gzip.compress(content)
    rubbish = bytes(range(256)) * 40
    for written in (packed[: len(packed) // 2], content[:-30], rubbish, b"\x1f\x8b" + rubbish, b""):
        path = tmp_path / "adresses-01.csv.gz"
        path.write_bytes(written)
        with pytest.raises(BadInputError, match=r"adresses-01\.csv\.gz"):
            load_index(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        load_index(tmp_path / "absent.csv")


def test_an_empty_file_holds_no_address(tmp_path: Path) -> None:
    path = tmp_path / "adresses-01.csv"
    path.write_text(HEADER)
    with pytest.raises(BadInputError):
        load_index(path)


def test_lieux_dits_are_places(tmp_path: Path) -> None:
    path = tmp_path / "lieux-dits-01-beta.csv"
    path.write_text(
        "id;nom_lieu_dit;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
        "nom_ancienne_commune;x;y;lon;lat\n01001_0009;La Croix;01400;01001;Bourg;;;0;0;5.1;46.1\n"
    )
    assert read_ban_places(path)["name"].tolist() == ["La Croix"]
    index = load_index(ban(tmp_path), places=path)
    assert index.streets.loc[index.streets["is_place"], "name"].tolist() == ["La Croix"]


def test_the_cache_gives_the_same_index_and_follows_the_file(tmp_path: Path) -> None:
    path, cache = ban(tmp_path), tmp_path / "places"
    built = load_index(path, cache_dir=cache)
    kept = load_index(path, cache_dir=cache)
    assert kept.points().equals(built.points())
    assert kept.streets.equals(built.streets)
    path.write_text(HEADER + ROWS + "01001_0010_00009;;9;;Rue du Port;;01001;Bourg;;;0;0;5;46;1\n")
    assert len(load_index(path, cache_dir=cache)) == len(built) + 1


def test_a_broken_cache_is_made_again(tmp_path: Path) -> None:
    path, cache = ban(tmp_path), tmp_path / "places"
    built = load_index(path, cache_dir=cache)
    for file in cache.rglob("*.feather"):
        file.write_bytes(b"")
    assert load_index(path, cache_dir=cache).points().equals(built.points())


BAL = (
    "cle_interop;commune_insee;voie_nom;numero;suffixe;commune_nom;position;long;lat\n"
    "31591_xxxx_00009;31591;Rue des 3 Places;9;;Escoulis;segment;1.1;43.1\n"
    "31591_xxxx_00009;31591;Rue des 3 Places;9;;Escoulis;entrée;1.2;43.2\n"
    "31591_xxxx_00009;31591;Rue du Four;9;;Escoulis;entrée;1.3;43.3\n"
    "31591_xxxx_99999;31591;Le Bourg;99999;;Escoulis;segment;1.4;43.4\n"
)


def test_bal_keeps_the_entrance_and_tells_streets_apart(tmp_path: Path) -> None:
    path = tmp_path / "bal.csv"
    path.write_text(BAL)
    addresses, places = read_bal(path)
    assert addresses[["name", "lon"]].to_numpy().tolist() == [
        ["Rue des 3 Places", 1.2],
        ["Rue du Four", 1.3],
    ]
    assert places["name"].tolist() == ["Le Bourg"]
    assert load_index(path).points()["id"].is_unique


def test_every_valid_bal_file_is_read() -> None:
    if not DATA.exists():
        pytest.skip("shared/data is not here")
    for path in sorted((DATA / "bal").glob("*valid*.csv")):
        if "1.3-invalid" not in path.name:
            assert len(load_index(path)) == 1, path.name


@pytest.mark.parametrize(
    "name",
    ["data_junk.ascii.csv", "data_without_row.csv", "data_without-voie_nom-nor-toponyme.csv"],
)
def test_unusable_bal_files_are_refused(name: str) -> None:
    if not DATA.exists():
        pytest.skip("shared/data is not here")
    with pytest.raises(BadInputError):
        load_index(DATA / "bal" / name)
