"""Streets asked of Overpass: only on the organiser's word, only a rectangle, all or nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from overpass_like import OverpassLike, overpass
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.folder import Campaign
from campaign.places.import_places import PlaceFiles, import_places, load_manifest
from campaign.places.streets import NETWORK, street_network
from canvass.errors import MissingStepError


@pytest.fixture
def server(val_fleuri: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OverpassLike]:
    monkeypatch.setattr("osmnx._overpass.time.sleep", lambda _: None)
    with overpass(OverpassLike(val_fleuri / "rues.osm")) as running:
        yield running


@pytest.fixture
def campaign(make_campaign: Callable[..., Campaign], val_fleuri: Path) -> Campaign:
    made = make_campaign()
    import_places(made, PlaceFiles(addresses=val_fleuri / "adresses-99.csv.gz"))
    return made


def fetch(
    campaign: Campaign, server: OverpassLike, *options: str, said: str = ""
) -> tuple[int, str]:
    done = CliRunner().invoke(
        app, ["fetch-streets", str(campaign.folder), "--url", server.url, *options], input=said
    )
    return done.exit_code, done.output


def test_streets_arrive_once_agreed(campaign: Campaign, server: OverpassLike) -> None:
    code, said = fetch(campaign, server, said="n\n")
    assert code == 1
    assert server.queries == [], "nothing leaves without a yes"
    assert "Seul ce rectangle part" in said
    code, said = fetch(campaign, server, said="o\n" if "o/" in said.lower() else "y\n")
    assert code == 0, said
    assert "km de voies" in said
    assert street_network(campaign).length_m.sum() > 10_000
    assert "rues-overpass.graphml" in load_manifest(campaign)["files"]


def test_a_failure_keeps_the_streets_of_before(
    campaign: Campaign, server: OverpassLike, val_fleuri: Path
) -> None:
    import_places(campaign, PlaceFiles(streets=val_fleuri / "rues.osm"))
    before = (campaign.places / NETWORK).read_bytes()
    server.faults = ["remark"]
    code, said = fetch(campaign, server, "--yes")
    assert code == 1
    assert "incomplète" in said
    assert (campaign.places / NETWORK).read_bytes() == before
    assert not list(campaign.places.glob("*overpass*"))


def test_addresses_come_first(make_campaign: Callable[..., Campaign]) -> None:
    from campaign.places.fetch_streets import what_is_asked

    with pytest.raises(MissingStepError):
        what_is_asked(make_campaign())
