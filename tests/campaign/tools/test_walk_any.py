"""Any list of doors on any map: rows in = walked + left out with a reason, never silently less."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.tools.walk_any import AnyWalk, walk_any
from canvass.errors import BadInputError, MissingFileError


@pytest.fixture(scope="module")
def streets(val_fleuri: Path) -> Path:
    return val_fleuri / "rues.osm"


@pytest.fixture
def doors(val_fleuri: Path, tmp_path: Path) -> Path:
    ban = pd.read_csv(val_fleuri / "adresses-99.csv.gz", sep=";", dtype=str, keep_default_na=False)
    rows = ban[ban["nom_voie"].isin(["Rue Ampère", "Rue de l'Égalité"])].head(40)
    rows.to_csv(tmp_path / "doors.csv", sep=";", index=False)
    return tmp_path / "doors.csv"


def test_the_command_writes_rows_and_figures(doors: Path, streets: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out.csv", tmp_path / "out.json"
    done = CliRunner().invoke(
        app,
        ["walk", str(doors), "--streets", str(streets), "--out", str(out), "--json", str(told)],
    )
    assert done.exit_code == 0, done.output
    rows = pd.read_csv(out, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    before = pd.read_csv(doors, sep=";", dtype=str, keep_default_na=False)
    assert sorted(rows["id"]) == sorted(before["id"])
    figures = json.loads(told.read_text())
    walked = rows[rows["position"] != ""]
    assert list(walked["id"]) == figures["order"]
    assert list(walked["position"].astype(int)) == list(range(1, len(walked) + 1))
    assert figures["proof"] == "optimal"
    assert figures["metres"] < figures["alphabetical_m"]
    assert "Rue Ampère, " in done.output


def test_fixed_ends_and_a_time_limit(doors: Path, streets: Path) -> None:
    table = pd.read_csv(doors, sep=";", dtype=str)
    first, last = (float(table["lon"][k]) for k in (0, 30))
    wanted = AnyWalk(
        start=(first, float(table["lat"][0])), end=(last, float(table["lat"][30])), hours=0.5
    )
    found = walk_any(doors, streets, wanted=wanted)
    assert found.told["order"][0] == table["id"][0]
    spent = found.told["seconds"] + found.told["seconds_at_doors"]
    assert spent <= 1800
    assert found.told["dropped"]
    assert (found.rows["left_out"] != "").sum() == len(found.told["dropped"])


def test_rows_that_cannot_be_walked_are_listed(doors: Path, streets: Path) -> None:
    table = pd.read_csv(doors, sep=";", dtype=str)
    table.loc[0, "lon"] = "?"
    table.loc[1, ["lon", "lat"]] = ["2.3", "46.9"]
    found = walk_any(table, streets)
    why = {lost["building_id"]: lost["reason"] for lost in found.told["unreachable"]}
    assert why == {table["id"][0]: "no_point", table["id"][1]: "too_far"}
    assert len(found.rows) == len(table)
    assert len(found.told["order"]) == len(table) - 2


def test_a_bare_list_of_points(doors: Path, streets: Path) -> None:
    table = pd.read_csv(doors, sep=";", dtype=str)[["lon", "lat"]]
    found = walk_any(table, streets)
    assert sorted(found.told["order"], key=int) == [str(k + 1) for k in range(len(table))]
    assert found.told["directions"][-1]["kind"] == "return"


def test_no_text_becomes_a_formula(doors: Path, streets: Path, tmp_path: Path) -> None:
    table = pd.read_csv(doors, sep=";", dtype=str)
    table["note"] = "=cmd|' /C calc'!A0"
    walk_any(table, streets).write(table=tmp_path / "out.csv")
    assert "'=cmd" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert ";=cmd" not in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_what_is_wrong_is_said(doors: Path, streets: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        walk_any(tmp_path / "absent.csv", streets)
    with pytest.raises(BadInputError, match="longitude"):
        walk_any(pd.DataFrame({"x": ["1"]}), streets)
    twice = pd.read_csv(doors, sep=";", dtype=str)
    twice["id"] = "a"
    with pytest.raises(BadInputError, match="répétés"):
        walk_any(twice, streets)
    with pytest.raises(BadInputError, match="coordonnée"):
        walk_any(pd.DataFrame({"lon": ["a"], "lat": ["b"]}), streets)
    for option in (["--from", "ici"], ["--sides", "left"]):
        done = CliRunner().invoke(app, ["walk", str(doors), "--streets", str(streets), *option])
        assert done.exit_code == 1
        assert "Traceback" not in done.output


def test_places_that_are_nowhere_are_listed(streets: Path, doors: Path, tmp_path: Path) -> None:
    table = pd.read_csv(doors, sep=";", dtype=str)[["id", "lon", "lat"]].head(3)
    table.loc[0, ["lon", "lat"]] = ["inf", "999"]
    table.loc[1, ["lon", "lat"]] = table.loc[1, ["lat", "lon"]].to_list()
    found = walk_any(table, streets)
    assert found.told["order"] == [table["id"][2]]
    reasons = {one["building_id"]: one["reason"] for one in found.told["unreachable"]}
    assert reasons == {table["id"][0]: "no_point", table["id"][1]: "too_far"}
    done = CliRunner().invoke(
        app,
        ["walk", str(doors), "--streets", str(streets), "--out", str(doors / "o.csv")],
    )
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert isinstance(done.exception, SystemExit)
