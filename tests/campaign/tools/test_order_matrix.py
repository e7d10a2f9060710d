"""Any table of walking times is ordered by one command, or one call."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.tools.order_matrix import order_matrix
from canvass.errors import BadInputError


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["order-matrix", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def table(tmp_path: Path) -> Path:
    xy = np.random.default_rng(4).random((30, 2)) * 500
    times = np.abs(xy[:, None] - xy).sum(axis=2)
    times[7, :] = times[:, 7] = np.inf
    np.savetxt(tmp_path / "t.csv", times, delimiter=";")
    return tmp_path / "t.csv"


def test_order_with_bound_and_proof(table: Path, tmp_path: Path) -> None:
    code, said = run(table, "--json", tmp_path / "o.json", "--proof-s", 5)
    assert code == 0, said
    told = json.loads((tmp_path / "o.json").read_text())
    assert sorted([*told["order"], *told["unreachable"]]) == list(range(30))
    assert told["unreachable"] == [7]
    times = np.loadtxt(table, delimiter=";")
    way = told["order"]
    assert told["seconds"] == pytest.approx(times[way, np.roll(way, -1)].sum())
    assert told["lower_bound_s"] <= told["seconds"]
    assert told["proof"] == "optimal"
    assert "prouvé" in said


def test_fixed_ends(table: Path) -> None:
    found = order_matrix(table, start=3, end=11)
    assert (found.order[0], found.order[-1]) == (3, 11)
    assert order_matrix(table, start=3, closed=False).order[0] == 3


def test_errors_are_one_message(table: Path, tmp_path: Path) -> None:
    code, said = run(tmp_path / "absent.csv")
    assert code == 1
    assert "introuvable" in said
    (tmp_path / "a.csv").write_text("0;1\n2;0\n")
    with pytest.raises(BadInputError, match=r"a\.csv"):
        order_matrix(tmp_path / "a.csv")
    code, said = run(table, "--start", 99)
    assert code == 1
    assert "Traceback" not in said


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    table = tmp_path / "times.csv"
    table.write_text("0;60\n60;0\n")
    for place, why in (
        (table / "order.json", "times.csv : c'est un fichier, pas un dossier"),
        (tmp_path, f"{tmp_path.name} : c'est un dossier"),
    ):
        code, said = run(table, "--json", place)
        assert code == 1
        assert why in said.replace("\n", "")
