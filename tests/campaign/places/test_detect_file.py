"""A file in the wrong box is named for what it is."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from campaign.demo import SAMPLE
from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.places.detect_file import KINDS, misplaced_named, what_is
from campaign.places.import_places import PlaceFiles, import_places
from canvass.errors import BadInputError
from canvass.words import Words, language

MakeCampaign = Callable[..., Campaign]
SAMPLES = {
    "adresses-99.csv.gz": "addresses",
    "bureaux.geojson": "bureaux",
    "commune.geojson": "",
    "lieux-dits-99-beta.csv.gz": "lieux_dits",
    "liste_electorale.csv": "roll",
    "quartiers.geojson": "quartiers",
    "resultats_legi2024_t1.csv": "results",
    "resultats_muni2026_t1.csv": "results",
    "rues.osm": "streets",
    "README.md": "",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_known(name: str) -> None:
    assert what_is(SAMPLE / name) == SAMPLES[name]


def test_a_roll_is_known_whatever_program_saved_it(tmp_path: Path) -> None:
    roll = pd.read_csv(SAMPLE / "liste_electorale.csv", sep=";", dtype=str, nrows=5)
    roll.to_excel(tmp_path / "liste.xlsx", index=False)
    roll.to_csv(tmp_path / "liste.csv", sep=";", index=False, encoding="cp1252")
    roll.to_csv(tmp_path / "virgules.csv", index=False)
    assert {what_is(path) for path in tmp_path.iterdir()} == {"roll"}


@pytest.mark.parametrize(
    "content", [b"", b"\x1f\x8b\x08broken", b"PK\x03\x04broken", b"\xff\xfe\x00", b"{", b'{"a": {']
)
def test_rubbish_is_of_no_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fichier"
    path.write_bytes(content)
    assert what_is(path) == ""


def test_a_file_cut_short_is_of_no_kind(tmp_path: Path) -> None:
    path = tmp_path / "adresses.csv.gz"
    path.write_bytes(gzip.compress(b"numero;nom_voie;lon\n" * 99)[:20])
    assert what_is(path) == ""


def test_swapped_boxes_are_both_named(make_campaign: MakeCampaign) -> None:
    swapped = PlaceFiles(
        bureaux=SAMPLE / "quartiers.geojson", quartiers=[SAMPLE / "bureaux.geojson"]
    )
    with pytest.raises(BadInputError) as caught:
        import_places(make_campaign(), swapped)
    said = str(caught.value)
    assert "quartiers.geojson : on dirait des contours de quartiers" in said
    assert "bureaux.geojson : on dirait des contours de bureaux de vote" in said
    assert "--bureau-column" not in said


def test_addresses_given_as_the_roll(make_campaign: MakeCampaign) -> None:
    with pytest.raises(BadInputError, match="on dirait des adresses"):
        import_roll(make_campaign(), [SAMPLE / "adresses-99.csv.gz"])


def test_a_file_in_its_place_keeps_its_own_faults() -> None:
    fault = BadInputError(Words("colonne absente", "missing column"))
    with pytest.raises(BadInputError) as caught, misplaced_named({SAMPLE / "rues.osm": "streets"}):
        raise fault
    assert caught.value is fault


def test_a_roll_of_another_commune_is_refused(make_campaign: MakeCampaign) -> None:
    with pytest.raises(BadInputError, match="code postal"):
        import_roll(make_campaign(communes=("99100",)), [SAMPLE / "liste_electorale.csv"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_named_in_both_languages(tmp_path: Path, kind: str) -> None:
    """A file of any kind is recognised and, in a box of another kind, told in either language."""
    name = next((name for name, found in SAMPLES.items() if found == kind), "")
    path = SAMPLE / name if name else tmp_path / "table.csv"
    if not name:
        path.write_text("Passage;Portes frappées\n", encoding="utf-8")
    assert what_is(path) == kind
    other = "results" if kind == "roll" else "roll"
    said = []
    for chosen in ("fr", "en"):
        fault = BadInputError(Words("colonne absente", "missing column"))
        token = language.set(chosen)
        try:
            with pytest.raises(BadInputError) as caught, misplaced_named({path: other}):
                raise fault
            said.append(str(caught.value))
        finally:
            language.reset(token)
    assert f"{path.name} : on dirait" in said[0]
    assert f"{path.name} : looks like" in said[1]
