"""Where the base is, how it moves, and that no password is written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from campaign.base import database
from campaign.base.database import check, move
from campaign.database_url import VARIABLE, address_of
from campaign.folder import Campaign, open_campaign
from campaign.settings import Database, load_settings
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import BUREAUX

URL = "postgresql://organiser@server.example/campaign"


def test_the_file_in_the_folder_unless_said(tmp_path: Path) -> None:
    secret = {VARIABLE: "postgresql://u:ZZYZX@elsewhere/d"}
    assert address_of(tmp_path, "", environment=secret) == tmp_path / "base.sqlite"
    assert address_of(tmp_path, URL, environment={}) == URL


def test_the_password_comes_from_the_environment_for_the_same_database_only(
    tmp_path: Path,
) -> None:
    for known in ("SERVER.example:5432/campaign", "server.example/campaign"):
        secret = {VARIABLE: f"postgresql://other:p%40ss@{known}"}
        found = address_of(tmp_path, URL, environment=secret)
        assert found == "postgresql://other:p%40ss@server.example/campaign"
    for other in ("elsewhere/campaign", "server.example/other", "server.example:1/campaign"):
        secret = {VARIABLE: f"postgresql://u:ZZYZX@{other}"}
        with pytest.raises(BadInputError, match="autre base") as caught:
            address_of(tmp_path, URL, environment=secret)
        assert "ZZYZX" not in str(caught.value)


def test_a_password_in_the_settings_is_refused(make_campaign: Callable[..., Campaign]) -> None:
    with pytest.raises(BadInputError, match="sans mot de passe") as caught:
        make_campaign(database=Database("postgresql://u:ZZYZX@h/d"))
    assert "ZZYZX" not in str(caught.value)


def _labels(campaign: Campaign) -> list[str]:
    from people_base.store import read

    with campaign.base() as base:
        return read(base, BUREAUX)["label"].tolist()


@pytest.fixture
def filled(make_campaign: Callable[..., Campaign]) -> Campaign:
    import geopandas as gpd
    import pandas as pd
    from shapely import box

    from people_base.store import write

    campaign = make_campaign()
    bureaux = gpd.GeoDataFrame(
        {"label": ["École"], "commune_id": ["99001"]},
        index=pd.Index(["99001_0001"], name="bureau_id"),
        geometry=[box(0, 0, 1, 1)],
        crs=campaign.crs,
    )
    with campaign.base() as base:
        write(base, BUREAUX, bureaux, how="replace")
    return campaign


def test_to_a_server_and_back(filled: Campaign, new_postgis: Callable[[], str]) -> None:
    postgis = new_postgis()
    folder = filled.folder
    moved = move(filled, postgis)
    assert (folder / "base.sqlite").exists()
    assert any("fermée" in line.fr for line in lines(moved))
    there = open_campaign(folder)
    assert there.settings.database.url == postgis
    assert _labels(there) == ["École"]
    assert check(there).rows["bureaux"] == 1
    with pytest.raises(BadInputError, match="déplacée"):
        _labels(filled)
    with pytest.raises(BadInputError, match="déjà là"):
        move(there, postgis)
    for file in folder.glob("base.sqlite*"):
        file.unlink()
    move(there, "fichier", erase=True)
    assert load_settings(folder).database.url == ""
    assert _labels(open_campaign(folder)) == ["École"]


@pytest.mark.parametrize("moment", ["arrived", "closed"])
def test_a_move_that_was_cut_short_is_asked_again(
    filled: Campaign, new_postgis: Callable[[], str], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from people_base import transfer as copying

    postgis = new_postgis()

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if moment == "arrived":
            # after the copy is safe, before the source is closed
            def whole(source, target, **options):
                from people_base.base import writing

                with writing(source.engine) as there, writing(target.engine) as here:
                    copying.copy_rows(there, here, crs=target.crs)
                    here.exec_driver_sql(
                        "INSERT INTO facts VALUES ('arriving_from', %s)", (source.place,)
                    )
                raise KeyboardInterrupt

            patch.setattr(copying, "move_base", whole)
        else:
            patch.setattr(database, "save_settings", cut)
        with pytest.raises(KeyboardInterrupt):
            move(filled, postgis)
    assert load_settings(filled.folder).database.url == ""
    move(filled, postgis)
    there = open_campaign(filled.folder)
    assert _labels(there) == ["École"]
    (filled.folder / "base.sqlite").unlink()
    move(there, "file", erase=True)
