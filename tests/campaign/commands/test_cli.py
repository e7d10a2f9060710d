"""The command line: what a person types and reads."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.commands.panels import PANELS
from campaign.demo import SAMPLE
from campaign.folder import Campaign
from campaign.wording.results import lines
from canvass.words import language

RUNNER = CliRunner()
NEW = [
    "new", "FOLDER", "--name", "Essai", "--election-date", "2027-03-14", "--commune", "99001",
    "--requester", "Camille Exemple", "--undertaking", "--contact", "droits@exemple.fr",
]  # fmt: skip


def run(*arguments: str) -> tuple[int, str]:
    done = RUNNER.invoke(app, list(arguments))
    return done.exit_code, done.output


def new(folder: Path) -> tuple[int, str]:
    return run(*[str(folder) if word == "FOLDER" else word for word in NEW])


def test_help_lists_every_step_in_french() -> None:
    code, said = run("--help")
    assert code == 0
    for command in ("new", "import-roll", "geocode", "cut", "plan", "export", "report", "app"):
        assert command in said
    assert "Découper en secteurs" in said


def test_english_by_a_variable() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "campaign.commands", "--help"],
        env={**os.environ, "ARPENTEUR_LANG": "en"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Cut turfs" in done.stdout


def test_help_loads_nothing_heavy() -> None:
    """Heavy libraries are imported by the command that needs them."""
    code = (
        "import sys, campaign.commands.main\n"
        "heavy = {'pandas', 'numpy', 'geopandas', 'sqlalchemy', 'ortools', 'osmnx', 'streamlit'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_new_asks_for_what_is_missing(tmp_path: Path) -> None:
    answers = "Essai\n14/03/2027\n99001\nCamille Exemple\ndroits@exemple.fr\no\n"
    done = RUNNER.invoke(app, ["new", str(tmp_path / "c")], input=answers)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "c" / "campaign.toml").is_file()


def test_new_without_the_undertaking_is_refused(tmp_path: Path) -> None:
    words = [w if w != "--undertaking" else "--no-undertaking" for w in NEW]
    code, said = run(*[str(tmp_path / "c") if w == "FOLDER" else w for w in words])
    assert code == 1
    assert "L37" in said
    assert "Traceback" not in said


def test_errors_are_one_message(tmp_path: Path) -> None:
    code, said = run("geocode", str(tmp_path / "absent"))
    assert code == 1
    assert "arpenteur new" in said
    assert "Traceback" not in said


def test_steps_of_one_bureau(tmp_path: Path) -> None:
    """Every command in turn, on one bureau, through the command line."""
    folder = str(tmp_path / "c")
    assert new(tmp_path / "c")[0] == 0
    assert "ajoutés" in run("import-roll", folder, str(SAMPLE / "liste_electorale.csv"))[1]
    places = [
        *("--addresses", str(SAMPLE / "adresses-99.csv.gz")),
        *("--bureaux", str(SAMPLE / "bureaux.geojson")),
        *("--streets", str(SAMPLE / "rues.osm")),
    ]
    assert "bureaux de vote" in run("import-places", folder, *places)[1]
    assert "électeurs placés" in run("geocode", folder)[1]
    code, said = run("cut", folder, "--bureau", "99001_0002", "--target", "40")
    assert code == 0, said
    assert "secteurs" in said
    assert "parcours" in run("plan", folder)[1]
    code, said = run("export", folder, "--turf", "T001")
    assert code == 0, said
    table = next((tmp_path / "c" / "walklists").glob("*/T001-1.csv"))
    code, said = run("import-responses", folder, str(table))
    assert code == 0, said
    assert "0 passage enregistré," in said
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    knocked = rows[0].split(";").index("Portes frappées")
    for number in range(1, len(rows)):
        cells = rows[number].split(";")
        cells[knocked] = "99"
        rows[number] = ";".join(cells)
    table.write_text("\n".join(rows), encoding="utf-8")
    code, said = run("import-responses", folder, str(table))
    assert code == 3
    assert "lignes non enregistrées" in said
    assert "--more-doors" in said
    assert "… et " in said
    waiting = tmp_path / "c" / "review" / "passages_a_corriger.csv"
    assert waiting.is_file()
    code, said = run("import-responses", folder, str(table), "--more-doors")
    assert code == 3, "a day is missing still"
    assert "étaient attendues" not in said
    assert "0 porte frappée sur" in run("report", folder)[1]


def test_unknown_choices_are_named(played: Campaign) -> None:
    code, said = run("cut", str(played.folder), "--unit", "portes", "--within", "rue")
    assert code == 1
    assert "doors" in said
    assert "quartier" in said


@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_numbers_follow_the_language(chosen: str, played: Campaign) -> None:
    from campaign.report.report import read_report

    token = language.set(chosen)  # type: ignore[arg-type]
    try:
        line = str(lines(read_report(played))[0])
    finally:
        language.reset(token)
    assert ("\u202f" in line) == (chosen == "fr")


@pytest.mark.parametrize(
    "arguments",
    [
        ("import-roll", "{folder}", "{absent}"),
        ("import-places", "{folder}", "--addresses", "{absent}"),
        ("import-responses", "{folder}", "{absent}"),
        ("geocode-csv", "{absent}", "{folder}/out.csv", "--ban", "{absent}"),
        ("place-addresses", "{folder}", "{absent}"),
        ("exchange-import", "{folder}", "civicrm", "{absent}"),
        ("order-matrix", "{absent}"),
        ("restore", "{absent}", "{folder}/new"),
    ],
)
def test_a_file_that_is_not_there_is_named(
    make_campaign: Callable[..., Campaign], arguments: tuple[str, ...]
) -> None:
    folder = make_campaign().folder
    words = [a.format(folder=folder, absent=folder / "liste.csv") for a in arguments]
    code, said = run(*words)
    assert code == 1
    assert said.startswith(f"Fichier introuvable : {folder / 'liste.csv'}")
    assert "Usage" not in said
    words = [a.format(folder=folder, absent=folder) for a in arguments]
    code, said = run(*words)
    assert code == 1
    assert "est un dossier : donnez un fichier" in said


def test_what_is_no_campaign_is_told(
    make_campaign: Callable[..., Campaign], tmp_path: Path
) -> None:
    campaign = make_campaign()
    for folder, why in (
        (tmp_path / "absent", "arpenteur new"),
        (tmp_path, "n'est pas le dossier d'une campagne"),
    ):
        code, said = run("geocode", str(folder))
        assert code == 1
        assert why in said
        assert str(folder) in said
    (campaign.folder / "secret.key").unlink()
    code, said = run("geocode", str(campaign.folder))
    assert code == 1
    assert "perdu sa clé" in said


def test_every_command_is_in_one_panel_of_the_help() -> None:
    laid_out = [name for names in PANELS.values() for name in names]
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert sorted(laid_out) == sorted(commands)
