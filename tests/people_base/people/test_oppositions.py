"""Who does not want to be in the file stays out of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from canvass import tables
from canvass.errors import BadInputError
from people_base.access.audit import audit_log
from people_base.base import Base
from people_base.people.do_not_contact import contactable_buildings, contactable_households
from people_base.people.oppositions import oppose, opposed_buildings, opposed_doors, opposed_voters
from people_base.people.retention import purge
from people_base.store import read, write

Maker = Callable[..., pd.DataFrame]
SALT = b"salt of the campaign"


def test_a_person_leaves_at_once_and_does_not_come_back(
    roll_base: Base, voters: Maker, now: datetime
) -> None:
    roll = voters(["a", "b"], birth_name=["ZZYZX", "x"])
    write(roll_base, tables.VOTERS, roll, how="merge")
    assert oppose(roll_base, SALT, at=now, who="o", channel="mail", voter_id="a") == 1
    assert read(roll_base, tables.VOTERS).index.tolist() == ["b"]
    for how in ("merge", "replace"):
        written = write(roll_base, tables.VOTERS, roll, how=how)
        assert (written.added, written.opposed) == (0, 1)
    assert opposed_voters(roll_base, roll.index).tolist() == ["a"]
    assert oppose(roll_base, SALT, at=now, who="o", channel="mail", voter_id="a") == 0


def test_who_objected_is_off_the_disk(
    roll_file: Base, voters: Maker, now: datetime, tmp_path: Path
) -> None:
    write(roll_file, tables.VOTERS, voters(["a"], birth_name=["ZZYZX"]), how="merge")
    kept = tmp_path / "base.sqlite.avant-0002"
    kept.write_bytes(b"a copy kept by an upgrade: ZZYZX")
    oppose(roll_file, SALT, at=now, who="o", channel="mail", voter_id="a")
    assert not kept.exists()
    assert not [f for f in tmp_path.iterdir() if b"ZZYZX" in f.read_bytes()]


def test_the_wish_outlives_the_purge(roll_base: Base, voters: Maker, now: datetime) -> None:
    oppose(roll_base, SALT, at=now, who="o", channel="door", voter_id="a")
    purge(roll_base, now=now, due=now.date())
    assert write(roll_base, tables.VOTERS, voters(["a", "b"]), how="merge").opposed == 1


def test_a_door_a_house_and_a_whole_building(base: Base, buildings: Maker, now: datetime) -> None:
    write(
        base, tables.BUILDINGS, buildings(["flats", "house", "whole"], doors=[9, 1, 9]), how="merge"
    )
    households = pd.DataFrame(
        {"building_id": ["flats", "house"], "door_label": ["Apt  3", "RDC"], "voters": 1},
        index=pd.Index(["h1", "h2"], name="household_id"),
    )
    write(base, tables.HOUSEHOLDS, households, how="merge")
    for place, label in (("flats", "apt 3"), ("house", "RDC"), ("whole", ""), ("lost", "")):
        oppose(base, SALT, at=now, who="o", channel="door", building_id=place, door_label=label)
    assert opposed_buildings(base, SALT) == {"house", "whole"}
    assert opposed_doors(base, SALT).to_numpy().tolist() == [
        ["flats", "Apt  3"],
        ["house", "RDC"],
        ["whole", ""],
    ]
    known = read(base, tables.BUILDINGS)
    assert contactable_buildings(base, SALT, known)["doors"].to_dict() == {"flats": 8}
    assert set(contactable_households(base, SALT, read(base, tables.HOUSEHOLDS)).index) == set()
    assert len(contactable_buildings(base, b"another salt", known)) == 3
    assert opposed_buildings(base, b"another salt") == frozenset()
    assert opposed_doors(base, b"another salt").empty


def test_addresses_are_kept_as_hashes_only(file_base: Base, now: datetime, tmp_path: Path) -> None:
    oppose(file_base, SALT, at=now, who="o", channel="door", building_id="31555_ZZYZX")
    assert not [f for f in tmp_path.iterdir() if b"ZZYZX" in f.read_bytes()]
    log = audit_log(file_base)
    assert log[["who", "what", "count"]].to_numpy().tolist() == [["o", "opposition", 1]]


def test_a_wish_is_about_somebody(base: Base, now: datetime) -> None:
    with pytest.raises(BadInputError):
        oppose(base, SALT, at=now, who="o", channel="door")
