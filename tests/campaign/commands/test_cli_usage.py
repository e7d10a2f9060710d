"""A mistyped command is told in French what is wrong, and in English when that was chosen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.folder import open_campaign
from canvass.words import language

RUNNER = CliRunner()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["new", "x", "--name", "y", "--election-date", "2027-13-14"], "une date comme 14/03/2027"),
        (["cut"], "Il manque folder (Dossier de la campagne)"),
        (["cut", "x", "--target", "beaucoup"], "--target : un nombre"),
        (["cut", "x", "y"], "En trop : y"),
        (["cut", "x", "--porte"], "Option inconnue : --porte"),
        (["cut", "x", "--target", "30", "--target", "40"], "--target est donné plusieurs fois"),
        (["turf", "draw", "x", "--into", "T1", "--into", "T2"], "--into est donné plusieurs fois"),
        (["import-places", "x", "--bureaux", "a", "--bureaux", "b"], "--bureaux est donné"),
        (["cutt", "x"], "Commande inconnue : cutt (peut-être : cut"),
        (["turf", "mrge"], "Commande inconnue : mrge (peut-être : merge ?)"),
        (["teams", "x", "--people"], "L'option --people attend une valeur"),
    ],
)
def test_mistakes_are_told_in_french(typed: list[str], said: str) -> None:
    done = RUNNER.invoke(app, typed)
    assert done.exit_code == 2
    assert said in done.output
    assert "--help" in done.output


def test_mistakes_stay_english_in_english() -> None:
    token = language.set("en")
    try:
        done = RUNNER.invoke(app, ["cutt", "x"])
    finally:
        language.reset(token)
    assert done.exit_code == 2
    assert "No such command" in done.output


@pytest.mark.parametrize(
    ("answer", "made"), [("o\n", True), ("peut-être\noui\n", True), ("n\n", 0)]
)
def test_the_undertaking_is_asked_in_french(tmp_path: Path, answer: str, made: bool) -> None:
    told = ["--name", "Val-Fleuri", "--election-date", "14/03/2027", "--commune", "99001"]
    told += ["--requester", "Camille Exemple", "--contact", "droits@exemple.fr"]
    done = RUNNER.invoke(app, ["new", str(tmp_path / "c"), *told], input=answer)
    assert "[o/n]" in done.output
    assert (tmp_path / "c" / "campaign.toml").exists() == bool(made)


def test_help_and_version_of_a_command_end_well() -> None:
    assert RUNNER.invoke(app, ["cut", "--help"]).exit_code == 0


def test_an_email_that_is_none_is_refused(tmp_path: Path) -> None:
    told = ["--name", "Val-Fleuri", "--election-date", "14/03/2027", "--commune", "99001"]
    told += ["--requester", "Camille Exemple", "--undertaking", "--contact", "droits"]
    done = RUNNER.invoke(app, ["new", str(tmp_path / "c"), *told])
    assert done.exit_code == 1
    assert "n'est pas une adresse e-mail" in done.output


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        (["--commune", "31555", "--commune", "31069"], ""),
        (["--commune", "31555, 31069"], ""),
        ([], "31555 31069\n"),
    ],
)
def test_every_commune_of_a_new_campaign_is_kept(
    tmp_path: Path, options: list[str], typed: str
) -> None:
    answers = ["--name", "Essai", "--election-date", "2027-03-14", "--requester", "Camille Exemple"]
    answers += ["--undertaking", "--contact", "droits@exemple.fr"]
    done = RUNNER.invoke(app, ["new", str(tmp_path / "c"), *answers, *options], input=typed)
    assert done.exit_code == 0, done.output
    assert open_campaign(tmp_path / "c").settings.communes == ("31555", "31069")


def test_help_marks_what_is_wanted_in_french() -> None:
    command = [sys.executable, "-m", "campaign.commands", "new", "--help"]
    french = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "[obligatoire]" in french
    assert "<class" not in french
    environment = os.environ | {"ARPENTEUR_LANG": "en"}
    english = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment
    ).stdout
    assert "[required]" in english
