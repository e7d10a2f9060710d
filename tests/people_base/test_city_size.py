"""The size of a big city, in processor time since machines are shared."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest

from canvass import tables
from people_base.base import Base
from people_base.field.contacts import record
from people_base.field.projection import project_all
from people_base.field.totals import totals
from people_base.store import Written, read, write

Maker = Callable[..., pd.DataFrame]
VOTERS, BUILDINGS, BUREAUX = 282_481, 65_396, 284


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Bound the processor time of this process; a server's is its own."""
    start = time.process_time()
    yield
    assert time.process_time() - start <= seconds


def _numbered(prefix: str, count: int, rng: np.random.Generator) -> list[str]:
    return [f"{prefix}{i:016x}" for i in rng.permutation(count)]


@pytest.mark.city
def test_a_whole_roll(roll_base: Base, voters: Maker, rng: np.random.Generator) -> None:
    frame = voters(
        _numbered("v", VOTERS, rng),
        birth_year=rng.integers(1925, 2008, VOTERS),
        street_raw=[f"RUE NUMERO {i}" for i in rng.integers(0, 4000, VOTERS)],
        bureau_id=[f"99999_{i % BUREAUX:04d}" for i in range(VOTERS)],
    )
    with at_most(25):
        assert write(roll_base, tables.VOTERS, frame, how="merge") == Written(VOTERS, 0, 0, 0)
    with at_most(25):
        assert write(roll_base, tables.VOTERS, frame, how="merge") == Written(0, 0, VOTERS, 0)


@pytest.mark.city
def test_a_whole_town_and_one_page_of_it(
    base: Base, buildings: Maker, contacts: Maker, concerns: Maker, rng: np.random.Generator
) -> None:
    ids = _numbered("b", BUILDINGS, rng)
    bureaux = [f"99999_{i % BUREAUX:04d}" for i in range(BUILDINGS)]
    made = buildings(ids, bureau_id=bureaux)
    with at_most(10):
        write(base, tables.BUILDINGS, made, how="replace")
    with at_most(2):
        assert len(read(base, tables.BUILDINGS)) == BUILDINGS
    told = contacts(
        [{"contact_id": f"c{i}", "building_id": b, "knocked": 5} for i, b in enumerate(ids)]
    )
    with at_most(20):
        record(base, told, concerns([]), source="s")
    page = {"bureau_id": ["99999_0007"]}
    read(base, tables.BUILDINGS, where=page)
    with at_most(0.1):
        found = read(base, tables.BUILDINGS, where=page)
        read(base, tables.CONTACTS, where={"building_id": list(found.index)})
    with at_most(1):
        assert totals(base, by="bureau")["knocked"].sum() == 5 * BUILDINGS


@pytest.mark.city
def test_a_million_contacts_fold(rng: np.random.Generator, contacts: Maker) -> None:
    count = 1_000_000
    told = contacts([{}]).iloc[[0] * count].reset_index(drop=True)
    told["contact_id"] = [f"c{i}" for i in range(count)]
    # one contact in fifty was told twice, with other counts
    told.loc[told.index % 50 == 1, "contact_id"] = told["contact_id"].shift()
    told["building_id"] = [f"b{i}" for i in np.repeat(rng.integers(0, 65_000, count // 2), 2)]
    told["at"] += pd.to_timedelta(rng.integers(0, 30 * 86_400, count), unit="s")
    told["knocked"] = rng.integers(1, 12, count)
    told["opened"] = told["knocked"] // 3
    told.index = pd.Index([f"{i:032x}" for i in rng.permutation(count)], name="event_id")
    raised = pd.DataFrame({"event_id": told.index[::3], "concern": "LOG", "count": 1}).set_index(
        ["event_id", "concern"]
    )
    nothing = pd.DataFrame(columns=["contact_id", "event_ids", "keep_event_id", "at"])
    folded = project_all(told, raised, nothing, doors=pd.Series({"b1": 12}))
    assert folded.conflicts["kind"].eq("same_contact").sum() == count // 50
    assert folded.buildings["visits"].sum() == count - count // 50
