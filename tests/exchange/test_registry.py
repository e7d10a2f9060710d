"""A system is one file and one line: a toy one goes out and comes back."""

import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from canvass import tables
from canvass.errors import ArpenteurError, BadInputError
from canvass.words import Words
from exchange.outcome_mapping import contacts_of, same_telling
from exchange.registry import REGISTRY, Registered, readable, system
from exchange.system import Outgoing, System

PARIS = ZoneInfo("Europe/Paris")
#: All that a contributor writes for a system that takes lines of ``door|when|how many``.
TOY = '''"""Toy: a line a result."""

from exchange.incoming import Incoming, as_rows
from exchange.outcome_mapping import each, statuses_of
from exchange.system import Prepared
from files.writing.whole import write_whole

NAMES = ("target", "contact_id", "event_id", "turf_id", "at", "outcome", "count", "knocked")


class Toy:
    name = "toy"

    def personal(self, tables):
        return False

    def write(self, outgoing, out):
        told = statuses_of(outgoing.contacts()).rename(columns={"building_id": "target"})
        text = "\\n".join("|".join(str(getattr(row, name)) for name in NAMES) for row in each(told))
        return Prepared({"lines": len(told)}, lambda place: write_whole(place, text.encode()))

    def read(self, path, *, zone):
        rows = [
            dict(zip(NAMES, line.split("|"), strict=True)) | {"row": number, "told": True}
            for number, line in enumerate(path.read_text().splitlines(), start=1)
        ]
        return Incoming(as_rows(rows), (), len(rows))


SYSTEM = Toy()
'''


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    (tmp_path / "toy_system.py").write_text(TOY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(REGISTRY, "toy", Registered("Toy", "toy_system:SYSTEM"))
    yield system("Toy")
    sys.modules.pop("toy_system")


@pytest.fixture
def contacts() -> pd.DataFrame:
    at = pd.Timestamp("2027-02-28 17:30", tz="UTC")
    rows = {
        name: {"int": 0, "bool": False, "float": 0.0, "time": at}.get(kind, "")
        for name, kind in tables.CONTACTS.columns.items()
    }
    first = rows | {"contact_id": "p1", "building_id": "b1", "knocked": 5, "opened": 2, "absent": 3}
    second = rows | {"contact_id": "p2", "building_id": "b2", "knocked": 4}
    frame = pd.DataFrame([first, second], index=pd.Index(["e1", "e2"], name="event_id"))
    return frame.astype(tables.CONTACTS.empty().dtypes.to_dict())


def outgoing(contacts: pd.DataFrame) -> Outgoing:
    def nothing(*_: object) -> pd.DataFrame:
        raise AssertionError("no system reads more than it writes")

    return Outgoing(
        people=nothing,  # type: ignore[arg-type]
        contacts=lambda: contacts,
        table=nothing,
        layers=nothing,  # type: ignore[arg-type]
        tables=(),
        campaign="Val-Fleuri",
        source=Words("Source", "Source"),
        zone=PARIS,
    )


def test_a_toy_system_goes_out_and_comes_back(
    toy: System, contacts: pd.DataFrame, tmp_path: Path
) -> None:
    out = tmp_path / "toy.txt"
    made = toy.write(outgoing(contacts), out)
    assert made.rows == {"lines": 3}
    assert not out.exists()
    made.store(out)
    back = toy.read(out, zone=PARIS).rows.rename(columns={"target": "building_id"})
    assert set(same_telling(contacts_of(back))) == set(same_telling(contacts))


@pytest.mark.usefixtures("toy")
def test_messages_list_what_is_registered() -> None:
    assert "toy" in readable()
    with pytest.raises(BadInputError, match="toy"):
        system("shapefile")


@pytest.mark.parametrize("name", REGISTRY)
def test_every_system_is_one(name: str) -> None:
    assert isinstance(system(name), System)
    assert system(name).name == name


@pytest.mark.parametrize("name", REGISTRY)
def test_the_registry_says_what_can_be_read(name: str, tmp_path: Path) -> None:
    """What is said to be read looks for the file; what is not says so."""
    with pytest.raises(ArpenteurError) as refused:
        system(name).read(tmp_path / "absent", zone=PARIS)
    assert ("absent" in str(refused.value)) == REGISTRY[name].reads
