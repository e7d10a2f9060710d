"""Streets by Overpass are those of the file; a service that fails leaves nothing half done."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from overpass_like import OverpassLike, overpass

from canvass.errors import BadInputError
from routing.network.overpass import Overpass, fetch_streets
from routing.network.walk_network import read_network

AREA = shapely.box(2.55, 46.77, 2.66, 46.84)
CRS = "EPSG:2154"


@pytest.fixture
def server(val_fleuri: Path) -> Iterator[OverpassLike]:
    with overpass(OverpassLike(val_fleuri / "rues.osm")) as running:
        yield running


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Osmnx waits 55 s before it asks a busy service again."""
    monkeypatch.setattr("osmnx._overpass.time.sleep", lambda _: None)


def asked(server: OverpassLike, **choices: object) -> Overpass:
    return Overpass(url=server.url, **choices)  # type: ignore[arg-type]


def test_the_same_streets_as_the_file(
    server: OverpassLike, val_fleuri: Path, tmp_path: Path
) -> None:
    fetched = fetch_streets(AREA, tmp_path / "s.graphml", service=asked(server))
    ours, theirs = (read_network(p, crs=CRS) for p in (val_fleuri / "rues.osm", fetched))
    assert theirs.length_m.sum() == pytest.approx(ours.length_m.sum(), rel=1e-3)
    assert set(theirs.name) == set(ours.name)
    assert set(theirs.barriers["kind"]) == set(ours.barriers["kind"])
    assert theirs.is_crossing.sum() == ours.is_crossing.sum()
    assert len(np.unique(theirs.component)) == len(np.unique(ours.component))


def test_only_the_outline_is_sent(server: OverpassLike, tmp_path: Path) -> None:
    fetch_streets(AREA, tmp_path / "s.graphml", service=asked(server))
    assert server.queries
    for query in server.queries:
        assert "poly:" in query


@pytest.mark.parametrize("faults", [["429"], ["504", "429"]])
def test_a_busy_service_is_asked_again(
    server: OverpassLike, tmp_path: Path, faults: list[str]
) -> None:
    server.faults = list(faults)
    assert fetch_streets(AREA, tmp_path / "s.graphml", service=asked(server)).is_file()


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (["429"] * 9, "surchargé"),
        (["504"] * 9, "surchargé"),
        (["500"], "erreur 500"),
        (["400"], "erreur 400"),
        (["hang"], "répond pas"),
        (["remark"], "incomplète"),
        (["garbage"], "illisible"),
        (["empty"] * 3, "aucune rue"),
    ],
)
def test_what_fails_is_said_and_nothing_is_written(
    server: OverpassLike, tmp_path: Path, faults: list[str], said: str
) -> None:
    server.faults = list(faults)
    with pytest.raises(BadInputError, match=said):
        fetch_streets(AREA, tmp_path / "s.graphml", service=asked(server, answer_s=0.4))
    assert list(tmp_path.iterdir()) == []


def test_osmnx_is_left_as_it_was(server: OverpassLike, tmp_path: Path) -> None:
    from osmnx import settings

    before = (settings.overpass_url, settings.requests_kwargs, settings.use_cache)
    server.faults = ["500"]
    with pytest.raises(BadInputError):
        fetch_streets(AREA, tmp_path / "s.graphml", service=asked(server))
    assert (settings.overpass_url, settings.requests_kwargs, settings.use_cache) == before


def test_nobody_there(tmp_path: Path) -> None:
    nobody = Overpass(url="http://127.0.0.1:9/api", ask_status=False)
    with pytest.raises(BadInputError, match="répond pas"):
        fetch_streets(AREA, tmp_path / "s.graphml", service=nobody)
