"""The size of a big city, in processor time since machines are shared."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest

from canvass import tables
from people_base.base import Base
from people_base.contacts import record
from people_base.store import Written, read, write
from people_base.totals import totals

Maker = Callable[..., pd.DataFrame]
VOTERS, BUILDINGS, BUREAUX = 282_481, 65_396, 284


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
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
