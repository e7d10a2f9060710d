"""Whatever the roll: every row is a voter or rejected, every voter is placed or to be placed."""

import csv
import io
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.addresses.geocode import geocode
from campaign.demo import SAMPLE
from campaign.folder import Campaign, new_campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import PlaceFiles, import_places
from campaign.settings import UNDERTAKING, Provenance, Settings
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS, HOUSEHOLDS, PLACEMENTS, VOTERS
from people_base.store import read

COLUMNS = (
    *("code du l'ugle", "libellé du type de liste", "nom de naissance", "nom d'usage", "prénoms"),
    *("sexe", "date de naissance", "numéro de voie", "libellé de voie", "complément 1"),
    *("complément 2", "lieu-dit", "code postal", "commune", "code du bureau de vote"),
    "numéro d'ordre dans le bureau de vote",
)
#: A file with a NUL is no text: it is refused whole.
ODD = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
STREETS = (
    *("RUE PASTEUR", "PL DE L'EGLISE", "R. PASTEUR BAT B APT 12", "12 RUE PASTEUR"),
    *("RUE DES ORFEVRES", "CHEZ M EXEMPLE", "RUE DE NULLE PART", "-", "RES LES LILAS RUE PASTEUR"),
)


def mostly(*values: str) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(values), st.sampled_from(values), st.just(""), ODD)


ROW = st.tuples(
    mostly("99001", "99001.0", "31555"),
    mostly("Liste principale", "Liste complémentaire européenne"),
    mostly("EXEMPLE", "MODELE"),
    mostly("TYPIQUE"),
    mostly("Ana", "Basile"),
    mostly("F", "M"),
    mostly("01/01/1980", "00/00/1950", "31/02/1980"),
    mostly("1", "12 BIS", "99999", "3-5", "0"),
    mostly(*STREETS),
    mostly("APPT 3", "BAT A"),
    mostly("ESC 2"),
    mostly("LE BOURG"),
    mostly("99100", "99100.0"),
    mostly("VAL-FLEURI", "AILLEURS"),
    mostly("0001", "1", "0001A"),
    mostly("1", "2"),
)
SOUND = (
    *("99001", "Liste principale", "EXEMPLE", "", "Ana", "F", "01/01/1980", "1", "RUE PASTEUR"),
    *("", "", "", "99100", "VAL-FLEURI", "0001", "1"),
)


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Campaign]:
    """Return a campaign with its addresses, without the voters of the example before."""
    signed = datetime(2026, 11, 2, tzinfo=UTC)
    template = new_campaign(
        tmp_path_factory.mktemp("template") / "campagne",
        Settings(
            name="Essai",
            election_date=date(2027, 3, 14),
            communes=("99001",),
            provenance=Provenance(
                requester="Camille Exemple",
                received_on=signed.date(),
                undertaking=UNDERTAKING,
                signed_at=signed,
            ),
        ),
    )
    import_places(template, PlaceFiles(addresses=SAMPLE / "adresses-99.csv.gz"))
    folder = tmp_path_factory.mktemp("anew") / "campagne"

    def make() -> Campaign:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template.folder, folder)
        return open_campaign(folder)

    return make


def roll(path: Path, rows: list[tuple[str, ...]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def count(campaign: Campaign, name: str, column: str | None = None) -> int:
    """Count the rows of a review file, or sum a column."""
    path = campaign.review / name
    if not path.exists():
        return 0
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    return int(table[column].astype(int).sum()) if column else len(table)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROW, max_size=8), sound=st.booleans())
def test_no_row_is_lost(
    anew: Callable[[], Campaign], tmp_path: Path, rows: list[tuple[str, ...]], sound: bool
) -> None:
    campaign = anew()
    if sound:
        rows = [SOUND, *rows]
    try:
        imported = import_roll(campaign, [roll(tmp_path / "liste.csv", rows)])
    except BadInputError:
        # Nothing of the file could be used: then nothing is in the base either.
        assert not sound
        with campaign.base() as base:
            assert read(base, VOTERS).empty
        return
    # A row of empty cells is a row of the file, and is rejected like any other.
    assert imported.rows == len(rows)
    assert imported.voters + imported.merged + imported.rejected == imported.rows
    assert imported.rejected == count(campaign, "lignes_ecartees.csv")
    if not imported.voters:
        return
    done = geocode(campaign)
    assert done.voters == imported.voters
    assert done.placed + done.to_review == done.voters
    assert done.to_review == count(campaign, "a_placer.csv", "electeurs")
    with campaign.base() as base:
        assert len(read(base, PLACEMENTS)) == done.voters
        assert read(base, BUILDINGS)["voters"].sum() == done.placed
        assert read(base, HOUSEHOLDS)["voters"].sum() == done.placed


def test_voters_of_another_commune_are_listed_by_bureau(
    anew: Callable[[], Campaign], tmp_path: Path
) -> None:
    other = ("93059", *SOUND[1:2], "AUTRE", *SOUND[3:])
    campaign = anew()
    imported = import_roll(campaign, [roll(tmp_path / "liste.csv", [SOUND, other])])
    assert imported.elsewhere == 1
    assert "bureaux_autre_commune.csv" in "\n".join(line.fr for line in lines(imported))
    listed = pd.read_csv(campaign.review / "bureaux_autre_commune.csv", sep=";", dtype=str)
    assert listed["electeurs"].tolist() == ["1"]
    assert listed["commune_actuelle"].tolist() == ["93066"]
