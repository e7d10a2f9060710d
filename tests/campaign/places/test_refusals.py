"""Steps asked for too early, files that cannot be used, settings that fail."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from campaign.addresses.geocode import geocode
from campaign.contacts.import_responses import import_responses
from campaign.demo import SAMPLE, TownFiles, run_demo
from campaign.folder import Campaign, new_campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.overview import overview
from campaign.places.import_places import PlaceFiles, import_places
from campaign.places.streets import NETWORK, street_network
from campaign.settings import Provenance, Settings
from campaign.sheets.export import export_walk_lists
from campaign.turfs.cut import CutChoices, cut
from campaign.walks.plan_walks import plan_walks
from canvass.errors import (
    BadInputError,
    MissingFileError,
    MissingStepError,
    RefusedByLawError,
)
from canvass.progress import silent
from routing.network.array_file import write_arrays

MakeCampaign = Callable[..., Campaign]
LYON = Path(__file__).parents[3].parent / "shared" / "data" / "sanity" / "lyon_wrong_crs"


def test_no_campaign_without_the_undertaking(tmp_path: Path) -> None:
    settings = Settings("Essai", date(2027, 3, 14), ("99001",), provenance=Provenance())
    with pytest.raises(RefusedByLawError, match="L37"):
        new_campaign(tmp_path / "c", settings)
    assert not (tmp_path / "c").exists()


def test_all_faults_of_settings_at_once(tmp_path: Path) -> None:
    settings = Settings(" ", date(2027, 3, 14), ("9900", "Toulouse"), masked_below=0)
    with pytest.raises(BadInputError) as caught:
        new_campaign(tmp_path / "c", settings)
    assert len(caught.value.faults) == 4


def test_a_folder_in_use_is_left_alone(tmp_path: Path, make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    with pytest.raises(BadInputError, match="pas vide"):
        new_campaign(made.folder, made.settings)
    with pytest.raises(MissingFileError):
        open_campaign(tmp_path / "ailleurs")


def test_settings_survive_the_disk(make_campaign: MakeCampaign) -> None:
    made = make_campaign(masked_below=15)
    assert open_campaign(made.folder).settings == made.settings


def test_settings_edited_wrongly_are_named(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    toml = made.folder / "campaign.toml"
    toml.write_text(toml.read_text() + "\nsurprise = 1\n[[")
    with pytest.raises(BadInputError, match="illisible"):
        open_campaign(made.folder)


def test_secret_is_private(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    assert (made.folder / "secret.key").stat().st_mode & 0o077 == 0
    assert made.folder.stat().st_mode & 0o077 == 0


def test_steps_say_which_one_comes_first(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    with pytest.raises(MissingStepError, match="importez les adresses"):
        geocode(made)
    with pytest.raises(MissingStepError, match="placez les électeurs"):
        cut(made)
    with pytest.raises(MissingStepError, match="découpez"):
        plan_walks(made)
    with pytest.raises(MissingStepError, match="calculez les parcours"):
        export_walk_lists(made)
    with pytest.raises(MissingStepError, match="préparez"):
        import_responses(made, [SAMPLE / "README.md"])


def test_geocoding_needs_a_roll(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    import_places(made, PlaceFiles(addresses=SAMPLE / "adresses-99.csv.gz"))
    with pytest.raises(MissingStepError, match="importez la liste"):
        geocode(made)


def test_choices_of_a_cut_are_checked_together() -> None:
    with pytest.raises(BadInputError) as caught:
        CutChoices.checked(target=0, unit="portes", within="rue", by="building")
    assert len(caught.value.faults) == 3


def test_unknown_bureau_is_named(played: Campaign) -> None:
    with pytest.raises(BadInputError, match="99001_0404"):
        cut(played, CutChoices(bureaux=("99001_0404",)))
    with pytest.raises(BadInputError, match="99001_0404"):
        export_walk_lists(played, bureaux=["99001_0404"])
    with pytest.raises(BadInputError, match="T999"):
        plan_walks(played, turfs=["T999"])


def test_a_bad_place_file_leaves_everything_as_it_was(
    make_campaign: MakeCampaign, tmp_path: Path
) -> None:
    made = make_campaign()
    bad = tmp_path / "bureaux.geojson"
    bad.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(BadInputError):
        import_places(made, PlaceFiles(addresses=SAMPLE / "adresses-99.csv.gz", bureaux=bad))
    assert not (made.places / "manifest.json").exists()
    with pytest.raises(MissingFileError):
        import_places(made, PlaceFiles(bureaux=tmp_path / "absent.geojson"))


def test_an_absurd_projection_is_refused(make_campaign: MakeCampaign) -> None:
    if not LYON.is_dir():
        pytest.skip("the shapefile of Lyon is not on this machine")
    shape = next(LYON.glob("*.shp"))
    with pytest.raises(BadInputError, match="EPSG:3946"):
        import_places(make_campaign(communes=("69123",)), PlaceFiles(bureaux=shape))


def test_a_roll_that_is_not_one(make_campaign: MakeCampaign, tmp_path: Path) -> None:
    bad = tmp_path / "liste.csv"
    bad.write_text("a;b\n1;2\n")
    made = make_campaign()
    with pytest.raises(BadInputError, match=re.escape("liste.csv")):
        import_roll(made, [bad])


def test_the_demo_replaces_only_demos(tmp_path: Path) -> None:
    (tmp_path / "val-fleuri").mkdir()
    (tmp_path / "val-fleuri" / "memoires.txt").write_text("précieux")
    with pytest.raises(BadInputError, match="pas une démonstration"):
        run_demo(None, tmp_path, show=print, bar=lambda _: nullcontext(silent))
    assert (tmp_path / "val-fleuri" / "memoires.txt").exists()


def test_a_town_folder_must_hold_the_files(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="liste_electorale"):
        TownFiles.found_in(tmp_path)
    with pytest.raises(MissingFileError):
        TownFiles.found_in(tmp_path / "absent")


@pytest.mark.parametrize("what", ["of another version", "damaged"])
def test_streets_that_this_version_cannot_read_are_asked_for_again(
    make_campaign: MakeCampaign, what: str
) -> None:
    made = make_campaign()
    path = made.places / NETWORK
    path.parent.mkdir(exist_ok=True)
    write_arrays(path, {"one": np.arange(3)}, {"layout": 1})
    if what == "damaged":
        path.write_bytes(path.read_bytes()[:60])
    assert not overview(made).streets
    with pytest.raises(MissingStepError, match=r"version antérieure.*une\s+nouvelle\s+fois"):
        street_network(made)
