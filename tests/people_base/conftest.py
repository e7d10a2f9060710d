"""A small base with fictitious people, and makers of frames."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from canvass.tables import BUILDINGS, CONCERNS, CONTACTS, TURFS, VOTERS
from people_base.base import Base, open_base
from people_base.people.rolls import RollSource, note_source

NOON = pd.Timestamp("2026-03-01 12:00", tz="UTC")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = RollSource(
    sha256="a" * 64,
    file_name="liste.csv",
    received_on=date(2026, 1, 5),
    requester="Camille Essai",
    origin="mairie",
    undertaking="Je m'engage à n'en faire aucun usage commercial.",
    signed_at=datetime(2026, 1, 4, 9, tzinfo=UTC),
)


def make_voters(ids: list[str], **columns: object) -> pd.DataFrame:
    frame = VOTERS.empty().reindex(pd.Index(ids, dtype="str", name="voter_id"))
    frame = frame.astype(object).fillna(
        {c: {"int": 1980, "bool": False}.get(k, "x") for c, k in VOTERS.columns.items()}
    )
    frame["commune_id"] = "99999"
    frame["bureau_id"] = "99999_0001"
    frame["usage_name"] = ""
    return frame.assign(**columns).astype(VOTERS.empty().dtypes.to_dict())


def make_buildings(ids: list[str], crs: str = "EPSG:2154", **columns: object) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(index=pd.Index(ids, dtype="str", name="building_id"))
    for column, kind in BUILDINGS.columns.items():
        if kind != "geometry":
            frame[column] = 10 if kind == "int" else ""
    frame["bureau_id"] = "99999_0001"
    points = [Point(570000 + i, 6270000 + i) for i in range(len(ids))]
    return gpd.GeoDataFrame(frame.assign(**columns), geometry=points, crs=crs)


def make_turfs(ids: list[str], **columns: object) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(index=pd.Index(ids, dtype="str", name="turf_id"))
    for column, kind in TURFS.columns.items():
        if kind != "geometry":
            frame[column] = {"int": 1, "float": 1.5}.get(kind, "x")
    frame["status"] = "draft"
    shapes = [Point(570000, 6270000).buffer(50) for _ in ids]
    return gpd.GeoDataFrame(frame.assign(**columns), geometry=shapes, crs="EPSG:2154")


def make_contacts(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows say what matters; ``event_id`` is the place in the list."""
    given = {
        "contact_id": "c1",
        "turf_id": "T001",
        "building_id": "b1",
        "at": NOON,
        "team": "A",
        "knocked": 0,
        "opened": 0,
        "absent": 0,
        "refused": 0,
        "come_back": 0,
        "leaflets": 0,
        "source": "",
    }
    frame = pd.DataFrame([given | row for row in rows], columns=list(CONTACTS.columns))
    frame.index = pd.Index([f"e{i}" for i in range(len(rows))], dtype="str", name="event_id")
    return frame.astype(CONTACTS.empty().dtypes.to_dict())


def make_concerns(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["event_id", "concern", "count"])
    types = {"event_id": "str", "concern": "str", "count": "int64"}
    return frame.astype(types).set_index(list(CONCERNS.index))


@pytest.fixture(params=["sqlite", "postgis"])
def new_base(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Base]]:
    """Make an empty base at each call, in a file or on a server."""
    made: list[Base] = []

    def make() -> Base:
        if request.param == "sqlite":
            place: Path | str = tmp_path_factory.mktemp("b") / "base.sqlite"
        else:
            place = request.getfixturevalue("ready_postgis")()
        made.append(open_base(place))
        return made[-1]

    if request.param == "postgis":
        request.getfixturevalue("ready_postgis")
    yield make
    for base in made:
        base.engine.dispose()


@pytest.fixture
def base(new_base: Callable[[], Base]) -> Base:
    """An empty base, once in a file and once on a server."""
    return new_base()


@pytest.fixture
def file_base(tmp_path: Path) -> Iterator[Base]:
    """An empty base in a file of ``tmp_path``, for what only files have."""
    base = open_base(tmp_path / "base.sqlite")
    yield base
    base.engine.dispose()


@pytest.fixture
def roll_base(base: Base) -> Base:
    """A base that may hold a roll."""
    note_source(base, SOURCE)
    return base


@pytest.fixture
def roll_file(file_base: Base) -> Base:
    """A file that may hold a roll."""
    note_source(file_base, SOURCE)
    return file_base


@pytest.fixture
def voters() -> Callable[..., pd.DataFrame]:
    return make_voters


@pytest.fixture
def buildings() -> Callable[..., gpd.GeoDataFrame]:
    return make_buildings


@pytest.fixture
def turfs() -> Callable[..., gpd.GeoDataFrame]:
    return make_turfs


@pytest.fixture
def contacts() -> Callable[..., pd.DataFrame]:
    return make_contacts


@pytest.fixture
def concerns() -> Callable[..., pd.DataFrame]:
    return make_concerns


@pytest.fixture
def source() -> RollSource:
    return SOURCE


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)
