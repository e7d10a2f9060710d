"""A cut town that tests change: three bureaux of Val-Fleuri."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from campaign.addresses.geocode import geocode
from campaign.folder import Campaign, new_campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import PlaceFiles, import_places
from campaign.settings import UNDERTAKING, Controller, Provenance, Settings
from campaign.turfs.cut import CutChoices, cut
from canvass.tables import BUILDINGS
from people_base.store import read, write

BUREAUX = ("99001_0001", "99001_0002", "99001_0004")


@pytest.fixture(scope="session")
def cut_town(val_fleuri: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three bureaux of Val-Fleuri, their voters placed and their turfs cut."""
    made = new_campaign(
        tmp_path_factory.mktemp("cut") / "val-fleuri",
        Settings(
            name="Essai",
            election_date=date(2027, 3, 14),
            communes=("99001",),
            provenance=Provenance(
                requester="Camille Exemple",
                received_on=date(2026, 11, 2),
                undertaking=UNDERTAKING,
                signed_at=datetime(2026, 11, 2, tzinfo=UTC),
            ),
            controller=Controller(name="Liste Exemple", contact="droits@exemple.fr"),
        ),
    )
    import_roll(made, [val_fleuri / "liste_electorale.csv"])
    import_places(
        made,
        PlaceFiles(
            addresses=val_fleuri / "adresses-99.csv.gz",
            bureaux=val_fleuri / "bureaux.geojson",
            quartiers=[val_fleuri / "quartiers.geojson"],
            streets=val_fleuri / "rues.osm",
            results=(val_fleuri / "resultats_legi2024_t1.csv",),
        ),
    )
    geocode(made)
    with made.base() as base:
        table = read(base, BUILDINGS)
        write(base, BUILDINGS, table[table["bureau_id"].isin(BUREAUX)], how="replace")
    cut(made, CutChoices())
    return made.folder


@pytest.fixture
def town(cut_town: Path, tmp_path: Path) -> Campaign:
    return open_campaign(Path(shutil.copytree(cut_town, tmp_path / "campagne")))
