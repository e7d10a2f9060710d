"""What goes out comes back: written, filled as people fill, saved as programs save, read."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from canvass.errors import BadInputError, MissingFileError
from files.formulas import guarded, unguarded
from walklists.tables.responses import Responses, most_knocked, read_responses
from walklists.tables.spreadsheets import columns_of, sent_contacts, write_csv, write_xlsx
from walklists.walk_list import WalkList

NOW = datetime(2027, 3, 10, 20, tzinfo=UTC)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def save(
    rows: list[dict[str, str]],
    path: Path,
    *,
    delimiter: str = ";",
    encoding: str = "utf-8-sig",
    header: list[str] | None = None,
) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(
        out, header or list(rows[0]), delimiter=delimiter, extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding, errors="replace"))
    return path


def filled(
    walk: WalkList, folder: Path, changes: dict[int, dict[str, str]]
) -> list[dict[str, str]]:
    path = folder / "table.csv"
    write_csv(walk, path)
    rows = rows_of(path)
    for i, cells in changes.items():
        rows[i] |= cells
    return rows


def read(path: Path, walk: WalkList, **options: object) -> Responses:
    return read_responses(
        path,
        sent=sent_contacts([walk]),
        concerns=walk.edition.concerns,
        now=NOW,
        **options,  # type: ignore[arg-type]
    )


VISIT = {
    0: {"Portes frappées": "x", "Ouvertes": "X", "Logement [LOG]": "✓", "Date": "09/03/2027",
        "Heure": "18h30", "Équipe": "Équipe Zoé"},
    1: {"Portes frappées": "1", "Absents": "oui", "Tracts": "1", "Date": "9/3/27"},
    5: {"Portes frappées": "12", "Ouvertes": "5", "Absents": "6", "Refus": "1", "À revoir": "2",
        "École [ECO]": "3", "Pouvoir d’achat [POU]": "2", "Date": "9 mars", "Heure": "19:05"},
}  # fmt: skip


def test_a_filled_table_is_read_as_it_was_written(walk: WalkList, tmp_path: Path) -> None:
    got = read(save(filled(walk, tmp_path, VISIT), tmp_path / "a.csv"), walk)
    assert not got.faults
    assert list(got.contacts["row"]) == [2, 3, 7]
    assert list(got.contacts["knocked"]) == [1, 1, 12]
    assert list(got.contacts["opened"]) == [1, 0, 5]
    assert list(got.contacts["leaflets"]) == [0, 1, 0]
    assert list(got.contacts["building_id"]) == list(walk.stops["building_id"].iloc[[0, 1, 5]])
    assert set(got.contacts["team"]) == {"Équipe Zoé"}
    assert got.contacts["at"].iloc[0] == pd.Timestamp("2027-03-09 17:30", tz="UTC")
    assert got.concerns[["row", "concern", "count"]].to_numpy().tolist() == [
        [2, "LOG", 1], [7, "ECO", 3], [7, "POU", 2],
    ]  # fmt: skip
    assert len(got.skipped) == len(walk.stops) - 3
    assert set(got.skipped["reason"]) == {"empty"}


@pytest.mark.parametrize(("doors", "most"), [(1, 6), (5, 10), (6, 12), (40, 80)])
def test_twice_the_doors_or_five_more_may_be_knocked_at(doors: int, most: int) -> None:
    assert most_knocked(doors) == most


def test_far_more_doors_than_expected_are_asked_about(walk: WalkList, tmp_path: Path) -> None:
    """Doors are an estimate: some more are taken, 99 where there was one is a slip."""
    doors = int(walk.stops["doors"].iloc[0])
    most = max(2 * doors, doors + 5)
    rows = filled(walk, tmp_path, {0: {"Portes frappées": str(most + 1), "Date": "09/03/2027"}})
    assert len(read(save(rows, tmp_path / "c.csv"), walk).faults) == 1
    day = {"Date": "09/03/2027"}
    rows = filled(walk, tmp_path, {0: {"Portes frappées": str(most), **day}})
    assert not read(save(rows, tmp_path / "a.csv"), walk).faults
    rows = filled(walk, tmp_path, {0: {"Portes frappées": "99", **day}})
    path = save(rows, tmp_path / "b.csv")
    (fault,) = read(path, walk).faults
    assert (fault.row, fault.column) == (2, "Portes frappées")
    assert f"99 portes frappées où {doors}" in fault.message.fr
    assert list(read(path, walk, more_doors=True).contacts["knocked"]) == [99]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_program_may_save_it(
    walk: WalkList, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    changes = {i: {k: v.replace("✓", "x") for k, v in c.items()} for i, c in VISIT.items()}
    rows = filled(walk, tmp_path, changes)
    backwards = list(rows[0])[::-1]
    path = save(rows, tmp_path / "b.csv", delimiter=delimiter, encoding=encoding, header=backwards)
    got = read(path, walk)
    assert not got.faults
    assert list(got.contacts["knocked"]) == [1, 1, 12]
    assert len(got.concerns) == 3


def test_excel_gives_the_same(walk: WalkList, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(walk, path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet.protection.sheet
    column = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, column["Passage"]).protection.locked
    assert not sheet.cell(2, column["Ouvertes"]).protection.locked
    for name, value in {
        "Portes frappées": 12.0, "Ouvertes": 5, "Absents": "x", "Logement [LOG]": True,
        "Date": date(2027, 3, 9), "Heure": time(18, 30),
    }.items():  # fmt: skip
        sheet.cell(7, column[name], value)
    book.save(path)
    got = read(path, walk)
    assert not got.faults
    row = got.contacts.iloc[0]
    assert (row["knocked"], row["opened"], row["absent"]) == (12, 5, 1)
    assert row["at"] == pd.Timestamp("2027-03-09 17:30", tz="UTC")
    assert got.concerns["count"].tolist() == [1]


def test_impossible_rows_are_named_and_the_others_still_given(
    walk: WalkList, tmp_path: Path
) -> None:
    day = {"Date": "09/03/2027"}
    changes = {
        0: {"Portes frappées": "1", "Ouvertes": "1", **day},
        1: {"Portes frappées": "1", "Ouvertes": "1", "Absents": "1", **day},
        2: {"Portes frappées": "-2", **day},
        3: {"Portes frappées": "beaucoup", **day},
        4: {"Portes frappées": "1", "École [ECO]": "1", **day},
        5: {"Portes frappées": "3", "À revoir": "4", **day},
        6: {"Portes frappées": "1", "Date": "31/02/2027"},
        7: {"Portes frappées": "1", "Date": "11/03/2027"},
        8: {"Portes frappées": "1", "Heure": "25h", **day},
        9: {"Portes frappées": "1000", **day},
    }
    got = read(save(filled(walk, tmp_path, changes), tmp_path / "a.csv"), walk)
    assert list(got.contacts["row"]) == [2]
    assert [f.row for f in got.faults] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert all(f.column and f.file == "a.csv" for f in got.faults)


def test_rows_of_nobody_and_mixed_rows_are_refused(walk: WalkList, tmp_path: Path) -> None:
    rows = filled(walk, tmp_path, {i: {"Portes frappées": "1", "Date": "9/3"} for i in range(4)})
    rows[0]["Passage"] = "00000000-0000-0000-0000-000000000000"
    rows[1]["Passage"] = ""
    rows[2]["Adresse (identifiant)"] = rows[3]["Adresse (identifiant)"]
    got = read(save(rows, tmp_path / "a.csv"), walk)
    assert [f.row for f in got.faults] == [2, 3, 4]
    assert list(got.contacts["row"]) == [5]


def test_one_line_twice(walk: WalkList, tmp_path: Path) -> None:
    rows = filled(walk, tmp_path, {0: {"Portes frappées": "1", "Date": "9/3"}})[:2]
    again, other = dict(rows[0]), dict(rows[0], Refus="1")
    got = read(save([rows[0], again, other], tmp_path / "a.csv"), walk)
    assert list(got.contacts["row"]) == [2]
    assert got.skipped.to_numpy().tolist() == [[3, rows[0]["Passage"], "repeated"]]
    assert [f.row for f in got.faults] == [4]


def test_blank_day_and_team_follow_the_only_ones_of_the_turf(
    walk: WalkList, tmp_path: Path
) -> None:
    visit = {i: {"Ouvertes": "1"} for i in range(3)}
    visit[1] |= {"Date": "mardi 9 mars 2027", "Équipe": "B"}
    got = read(save(filled(walk, tmp_path, visit), tmp_path / "a.csv"), walk)
    assert not got.faults
    assert set(got.contacts["team"]) == {"B"}
    assert set(got.contacts["at"]) == {pd.Timestamp("2027-03-09 11:00", tz="UTC")}
    assert set(got.contacts["knocked"]) == {1}
    nowhere = save(filled(walk, tmp_path, {0: {"Ouvertes": "1"}}), tmp_path / "b.csv")
    assert [f.row for f in read(nowhere, walk).faults] == [2]
    assert not read(nowhere, walk, default_day=date(2027, 3, 9)).faults


def test_a_table_that_is_none_is_refused_with_all_its_lacks(walk: WalkList, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Prénom\nx;y\n", "utf-8")
    with pytest.raises(BadInputError) as caught:
        read(path, walk)
    assert {f.column for f in caught.value.faults} == {"Passage", "Portes frappées", None}
    path.write_bytes(b"")
    with pytest.raises(BadInputError):
        read(path, walk)
    path.write_text('Passage;Portes frappées\n"' + "x" * 200_000, "utf-8")
    assert [fault.row for fault in read(path, walk).faults] == [2]
    (tmp_path / "a.xlsx").write_bytes(b"nothing of the kind")
    with pytest.raises(BadInputError):
        read(tmp_path / "a.xlsx", walk)
    with pytest.raises(MissingFileError):
        read(tmp_path / "absent.csv", walk)


def test_no_address_of_anyone_in_faults(walk: WalkList, tmp_path: Path) -> None:
    rows = filled(walk, tmp_path, {0: {"Portes frappées": "Mme Exemple 3e", "Date": "9/3"}})
    (fault,) = read(save(rows, tmp_path / "a.csv"), walk).faults
    assert "Exemple" not in str(fault)


DANGEROUS = ("=1+1", "+33", "-2", "@SUM(A1)", "\tx", "'=x", "''@", "＝1")


def test_formulas_are_disarmed(make_walk: Callable[..., WalkList], tmp_path: Path) -> None:
    walk = make_walk()
    stops = walk.stops.copy()
    stops.loc[stops.index[: len(DANGEROUS)], "street"] = list(DANGEROUS)
    hostile = WalkList(**{**vars(walk), "stops": stops})
    write_csv(hostile, tmp_path / "a.csv")
    for row, original in zip(rows_of(tmp_path / "a.csv"), DANGEROUS, strict=False):
        assert row["Rue"].startswith("'")
        assert unguarded(row["Rue"]) == original
    write_xlsx(hostile, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


@given(st.text())
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


door = st.integers(0, 60)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    boxes=st.lists(st.tuples(door, door, door, door, door, door), min_size=1, max_size=20),
    encoding=st.sampled_from(["utf-8-sig", "cp1252"]),
    delimiter=st.sampled_from(";,"),
    team=st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Zs"]), max_size=12),
)
def test_any_possible_count_comes_back(
    walk: WalkList,
    tmp_path: Path,
    boxes: list[tuple[int, ...]],
    encoding: str,
    delimiter: str,
    team: str,
) -> None:
    names = [str(c.header) for c in columns_of(walk)]
    assert names[0] == "Passage"
    changes = {}
    for i, (opened, absent, refused, more, back, leaflets) in enumerate(boxes):
        knocked = opened + absent + refused + more
        values = (knocked, opened, absent, refused, min(back, knocked), leaflets)
        heads = ("Portes frappées", "Ouvertes", "Absents", "Refus", "À revoir", "Tracts")
        changes[i] = dict(zip(heads, map(str, values), strict=True)) | {
            "Santé [SAN]": str(opened // 2), "Date": "1er mars 2027", "Équipe": guarded(team),
        }  # fmt: skip
    rows = filled(walk, tmp_path, changes)
    path = save(rows, tmp_path / "a.csv", delimiter=delimiter, encoding=encoding)
    got = read(path, walk, more_doors=True)
    assert not got.faults
    counted = got.contacts[["knocked", "opened", "absent", "refused", "come_back", "leaflets"]]
    wanted = [(sum(b[:4]), *b[:3], min(b[4], sum(b[:4])), b[5]) for b in boxes]
    assert counted.to_numpy().tolist() == [list(w) for w in wanted]
    assert set(got.contacts["team"]) == {team}
    assert got.concerns["count"].tolist() == [b[0] // 2 for b in boxes if b[0] // 2]
    assert len(got.contacts) + len(got.skipped) == len(walk.stops)


def test_a_turf_id_that_excel_took_for_a_day_is_let_through_but_not_another_turf(
    walk: WalkList, tmp_path: Path
) -> None:
    visit = {i: {"Portes frappées": "1", "Date": "9/3"} for i in range(2)}
    rows = filled(walk, tmp_path, visit)
    rows[0]["Secteur"], rows[1]["Secteur"] = "07-juil", "T-08"
    other = pd.DataFrame({"turf_id": ["T-08"], "building_id": ["b"], "doors": [1]}, index=["c"])
    sent = pd.concat([sent_contacts([walk]), other])
    path = save(rows, tmp_path / "a.csv")
    got = read_responses(path, sent=sent, concerns=walk.edition.concerns, now=NOW)
    assert list(got.contacts["row"]) == [2]
    assert list(got.contacts["turf_id"]) == ["T-07"]
    assert [(f.row, f.column) for f in got.faults] == [(3, "Secteur")]
