import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError
from geocoding.address_index import AddressIndex, build_index
from geocoding.geocode_file import geocode_csv, geocode_table


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


def test_a_stray_quotation_mark_costs_one_row(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('voie;insee\n"3 RUE DU PORT;01001\n' + "1 RUE DU PORT;01001\n" * 30)
    done = geocode_csv(source, target, index)
    assert done.rows == len(read(target, ";")) == 31
    assert [fault.row for fault in done.faults] == [2]


def test_cells_beyond_the_header_are_told(tmp_path: Path, index: AddressIndex) -> None:
    source = tmp_path / "in.csv"
    source.write_text("voie;insee\n3 RUE DU PORT;01001;x\n3 RUE DU PORT;01001;\n")
    assert [f.row for f in geocode_csv(source, tmp_path / "out.csv", index).faults] == [2]


def test_results_of_an_earlier_run_are_replaced(tmp_path: Path, index: AddressIndex) -> None:
    source, once, twice = (tmp_path / name for name in ("in.csv", "once.csv", "twice.csv"))
    source.write_text("voie;insee\n3 RUE DU PORT;01001\n")
    geocode_csv(source, once, index)
    geocode_csv(once, twice, index)
    assert twice.read_text() == once.read_text()


def test_a_whole_address_in_one_column_has_its_town(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('adresse\n"3, rue du Port, 01000 Bourg"\n3 rue du Port 01000 BOURG CEDEX\n')
    geocode_csv(source, target, index)
    assert [row["result_id"] for row in read(target, ";")] == ["01001_0001_00003"] * 2


def test_a_workbook_is_read(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.csv"
    pd.DataFrame({"voie": ["3 rue du Port"], "insee": [1001]}).to_excel(source, index=False)
    geocode_csv(source, target, index)
    assert read(target, ";")[0]["result_id"] == "01001_0001_00003"


def test_rows_of_another_departement_are_counted(tmp_path: Path, index: AddressIndex) -> None:
    source = tmp_path / "in.csv"
    source.write_text("voie;insee\n3 RUE DU PORT;31555\n;\n3 RUE DU PORT;01001\n")
    assert geocode_csv(source, tmp_path / "out.csv", index).elsewhere == 1


def test_what_cannot_be_meant_is_refused(tmp_path: Path, index: AddressIndex) -> None:
    source = tmp_path / "in.csv"
    source.write_text("voie;voie;insee\n3 RUE DU PORT;3 RUE DU PORT;01001\n")
    with pytest.raises(BadInputError) as error:
        geocode_csv(source, tmp_path / "out.csv", index)
    assert [fault.column for fault in error.value.faults] == ["voie"]
    source.write_text("voie;insee\n")
    for target in (source, tmp_path / "no" / "out.csv"):
        with pytest.raises(BadInputError):
            geocode_csv(source, target, index)


def test_a_table_is_geocoded(index: AddressIndex) -> None:
    table = pd.DataFrame(
        {"nom": ["a", "b"], "n°": [3.0, None], "rue": "RUE DU PORT", "insee": 1001.0},
        index=pd.Index(["x", "y"], name="id"),
    )
    placed = geocode_table(table, index, columns={"numero": "n°", "voie": "rue"})
    assert list(placed.columns[:4]) == list(table.columns)
    assert placed.index.equals(table.index)
    assert placed["result_id"].tolist() == ["01001_0001_00003", "01001_0001"]
    again = geocode_table(placed, index, columns={"numero": "n°", "voie": "rue"})
    pd.testing.assert_frame_equal(again, placed)
    with pytest.raises(BadInputError):
        geocode_table(table[["nom"]], index)


PIECES = st.sampled_from(
    [
        "3 rue du Port",
        '"',
        "\n",
        "\r\n",
        ";",
        ",",
        "\t",
        "é",
        "01001",
        " ",
        "\0",
        "=1+1",
        "RUE",
        "|",
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(
        ["voie;insee\n", "numero;voie;commune\n", "adresse\n", "\ufeffvoie,insee\r\n", ""]
    ),
    st.lists(PIECES, max_size=40).map("".join),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
def test_any_file_is_refused_or_answered_row_by_row(
    tmp_path: Path, index: AddressIndex, head: str, body: str, encoding: str
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes((head + body).encode(encoding, "replace"))
    try:
        done = geocode_csv(source, target, index)
    except BadInputError:
        return
    with target.open(encoding="utf-8", newline="") as file:
        header = file.readline()
        file.seek(0)
        rows = list(csv.reader(file, delimiter=max(";,\t|", key=header.count)))
    assert len(rows) - 1 == done.rows
    assert len({len(row) for row in rows}) == 1


def test_a_file_without_rows_keeps_its_header(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("voie;insee\n")
    assert geocode_csv(source, target, index).rows == 0
    assert target.read_text().startswith("voie;insee;result_type;")


@pytest.mark.parametrize(
    "header",
    ["N° voie;Libellé de la voie;INSEE", "Num. voie;Nom de rue;Code INSEE commune"],
)
def test_usual_column_names_are_recognised(
    header: str, tmp_path: Path, index: AddressIndex
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f"{header}\n3;RUE DU PORT;01001\n", encoding="utf-8")
    geocode_csv(source, target, index)
    assert read(target, ";")[0]["result_id"] == "01001_0001_00003"


def test_an_order_number_is_no_house_number(tmp_path: Path, index: AddressIndex) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("N°;adresse complète;insee\n1;3 rue du Port;01001\n", encoding="utf-8")
    geocode_csv(source, target, index)
    assert read(target, ";")[0]["result_id"] == "01001_0001_00003"


def test_repetition_and_type_may_stand_apart() -> None:
    base = {"street_id": "01001_0001", "insee": "01001", "postcode": "01000", "city": "Bourg"}
    rest = {"old_insee": "", "old_city": "", "lat": 46.0, "lon": 5.0, "number": 3}
    rows = [
        {**base, **rest, "id": f"01001_0001_00003{end}", "repetition": end[1:], "name": "Rue Basse"}
        for end in ("", "_bis")
    ]
    two = build_index(pd.DataFrame(rows))
    table = pd.DataFrame(
        {
            "numero": ["3", "3", "3 bis", ""],
            "suffixe": ["bis", None, "", ""],
            "type de voie": ["Rue", "RUE", "", "rue"],
            "nom voie": ["Basse", "Basse", "Rue Basse", "rue basse"],
            "insee": "01001",
        }
    )
    found = geocode_table(table, two)
    assert list(found["result_id"]) == [
        *("01001_0001_00003_bis", "01001_0001_00003", "01001_0001_00003_bis", "01001_0001"),
    ]


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv.gz"])
def test_a_target_that_is_no_csv_is_refused(name: str, tmp_path: Path, index: AddressIndex) -> None:
    source = tmp_path / "in.csv"
    source.write_text("voie;insee\nrue du Port;01001\n")
    with pytest.raises(BadInputError, match=r"\.csv"):
        geocode_csv(source, tmp_path / name, index)
    assert not (tmp_path / name).exists()
