import csv
from pathlib import Path

import pandas as pd
import pytest

from canvass.errors import BadInputError
from electoral_rolls.address_index import AddressIndex, build_index
from electoral_rolls.geocode_file import geocode_csv


@pytest.fixture(scope="module")
def index() -> AddressIndex:
    base = {"name": "Rue du Port", "street_id": "01001_0001", "repetition": "", "insee": "01001"}
    rest = {"postcode": "01000", "city": "Bourg", "old_insee": "", "old_city": "", "lat": 46.0}
    return build_index(
        pd.DataFrame(
            [
                {**base, **rest, "id": f"01001_0001_{n:05d}", "number": n, "lon": 5 + n / 1000}
                for n in (1, 3)
            ]
        )
    )


def read(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_rows_keep_their_order_and_columns(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "nom;numéro de voie;libellé de voie;Code commune\n"
        "a;3;R DU PORT;01001\nb;1;RUE DU PORT;1001\nc;;;01001\n",
        encoding="cp1252",
    )
    done = geocode_csv(source, target, index)
    out = read(target, ";")
    assert [row["nom"] for row in out] == ["a", "b", "c"]
    assert [row["result_id"] for row in out] == ["01001_0001_00003", "01001_0001_00001", "01001"]
    assert out[0]["result_longitude"] == "5.003000"
    assert out[0]["libellé de voie"] == "R DU PORT"
    assert (done.rows, done.types) == (3, {"housenumber": 2, "municipality": 1})


def test_columns_may_be_told(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('x,y\n"3, rue du Port",Bourg\n')
    geocode_csv(source, target, index, columns={"voie": "x", "commune": "y"})
    assert read(target, ",")[0]["result_id"] == "01001_0001_00003"


def test_a_whole_address_column_is_recognised(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("adresse;ville\n3 rue du Port;Bourg\n")
    geocode_csv(source, target, index)
    assert read(target, ";")[0]["result_type"] == "housenumber"


def test_ragged_rows_keep_their_place(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("voie;insee\n3 RUE DU PORT\n1 RUE DU PORT;01001;x\n")
    assert geocode_csv(source, target, index).rows == 2
    assert read(target, ";")[1]["result_id"] == "01001_0001_00001"


def test_a_file_without_streets_is_refused_and_nothing_is_written(
    tmp_path: Path, index: AddressIndex
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("a;b\n1;2\n")
    with pytest.raises(BadInputError):
        geocode_csv(source, target, index)
    with pytest.raises(BadInputError) as error:
        geocode_csv(source, target, index, columns={"voie": "rue", "insee": "b"})
    assert [fault.column for fault in error.value.faults] == ["rue"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv"]


def test_a_file_without_rows_keeps_its_header(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("voie;insee\n")
    assert geocode_csv(source, target, index).rows == 0
    assert target.read_text().startswith("voie;insee;result_type;")
