"""Bureaux of merged communes and of towns that numbered anew go by their new codes."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from canvass.errors import BadInputError
from canvass.tables import RESULTS, check
from electoral_rolls.areas.bureau_codes import BureauCodes, read_bureau_codes, renamed_results

TABLE = "ancien;nouveau;jusqu_en\n93059_1;93066_0051;\n93066_0003;93066_0004;2022\n"


def read(tmp_path: Path, text: str) -> BureauCodes:
    path = tmp_path / "codes.csv"
    path.write_text(text, encoding="utf-8")
    return read_bureau_codes(path)


def test_a_table_is_read(tmp_path: Path) -> None:
    codes = read(tmp_path, TABLE)
    assert codes.new_of == {"93059_0001": "93066_0051", "93066_0003": "93066_0004"}
    assert codes.until == {"93066_0003": 2022}
    assert codes.former_communes(["93066"]) == {"93059", "93066"}
    assert codes.former_communes(["31555"]) == set()


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in TABLE.splitlines():
        book.active.append(row.split(";"))  # type: ignore[union-attr]
    book.save(tmp_path / "codes.xlsx")
    assert read_bureau_codes(tmp_path / "codes.xlsx") == read(tmp_path, TABLE)


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    text = "ancien;nouveau;jusqu_en\n1;2;\n93059_1;93066_51;\n93059_1;93066_52;20\n"
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, text)
    assert [fault.row for fault in caught.value.faults] == [2, 4, 4]
    with pytest.raises(BadInputError, match="nouveau"):
        read(tmp_path, "ancien;autre\n93059_1;93066_51\n")


def results(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["election", "bureau_id", "votes"])
    frame = frame.assign(candidate="NOIRTIER", nuance="DVG")
    for column in ("registered", "voted", "blank", "spoilt", "cast"):
        frame[column] = frame["votes"]
    return frame.set_index(list(RESULTS.index))


def test_results_go_by_the_new_codes_of_their_time(tmp_path: Path) -> None:
    table = results(
        ("2020_muni_t1", "93059_0001", 10),
        ("2022_pres_t1", "93066_0003", 20),
        ("2024_legi_t1", "93066_0003", 30),
    )
    renamed = renamed_results(table, read(tmp_path, TABLE))
    check(renamed, RESULTS)
    found = renamed["votes"].droplevel("candidate").to_dict()
    assert found == {
        ("2020_muni_t1", "93066_0051"): 10,
        ("2022_pres_t1", "93066_0004"): 20,
        ("2024_legi_t1", "93066_0003"): 30,
    }


def test_without_a_year_new_numbers_within_a_town_are_those_of_the_results() -> None:
    codes = BureauCodes({"31555_0001": "31555_0002"}, {})
    table = results(("2024_legi_t1", "31555_0001", 30))
    assert renamed_results(table, codes).index.tolist() == table.index.tolist()


def test_bureaux_that_are_now_one_are_added_up() -> None:
    codes = BureauCodes({"93059_0001": "93066_0051", "93059_0002": "93066_0051"}, {})
    table = results(("2020_muni_t1", "93059_0001", 10), ("2020_muni_t1", "93059_0002", 5))
    renamed = renamed_results(table, codes)
    assert renamed["votes"].tolist() == [15]
    assert renamed["registered"].tolist() == [15]
    assert renamed["nuance"].tolist() == ["DVG"]
