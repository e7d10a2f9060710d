"""A roll enters with its undertaking, and people leave it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from canvass import tables
from canvass.errors import BadInputError, RefusedByLawError
from people_base.base import Base, reading
from people_base.people.rolls import RollSource, note_source, remove_voters, voters_gone
from people_base.store import Written, read, write

Maker = Callable[..., pd.DataFrame]


def _sources(base: Base) -> dict[str, str]:
    with reading(base.engine) as connection:
        return dict(
            connection.exec_driver_sql("SELECT voter_id, roll_source_id FROM voters").tuples().all()
        )


def test_no_roll_without_an_undertaking(base: Base, voters: Maker, source: RollSource) -> None:
    with pytest.raises(RefusedByLawError, match="L37"):
        write(base, tables.VOTERS, voters(["a"]), how="merge")
    for lacking in (replace(source, undertaking=" "), replace(source, requester="")):
        with pytest.raises(RefusedByLawError, match="L37"):
            note_source(base, lacking)
    with pytest.raises(BadInputError, match="fuseau"):
        note_source(base, replace(source, signed_at=datetime(2026, 1, 1)))  # noqa: DTZ001
    assert read(base, tables.VOTERS).empty
    assert note_source(base, source) == note_source(base, source) == source.sha256
    assert write(base, tables.VOTERS, voters(["a"]), how="merge").added == 1


def test_the_next_roll_renews_the_source_and_counts_only_what_changed(
    roll_base: Base, voters: Maker, source: RollSource
) -> None:
    write(roll_base, tables.VOTERS, voters(["a", "b", "left"]), how="merge")
    later = replace(source, sha256="b" * 64, received_on=date(2026, 2, 1))
    note_source(roll_base, later)
    roll = voters(["a", "b", "c"], postcode=["x", "99999", "x"])
    assert write(roll_base, tables.VOTERS, roll, how="merge") == Written(1, 1, 1, 0)
    assert _sources(roll_base) == {
        "a": "b" * 64,
        "b": "b" * 64,
        "c": "b" * 64,
        "left": "a" * 64,
    }


def test_those_who_left_are_counted_and_can_be_removed(roll_base: Base, voters: Maker) -> None:
    commune = ["99999", "99999", "99998"]
    frame = voters(["a", "gone", "elsewhere"], commune_id=commune, birth_name="ZZYZX")
    write(roll_base, tables.VOTERS, frame, how="merge")
    placed = pd.DataFrame(
        {c: 1.0 if k == "float" else "x" for c, k in tables.PLACEMENTS.columns.items()},
        index=frame.index,
    )
    write(roll_base, tables.PLACEMENTS, placed, how="merge")
    gone = voters_gone(roll_base, voters(["a", "new"]))
    # the roll of one commune says nothing of another
    assert gone.tolist() == ["gone"]
    assert remove_voters(roll_base, gone) == 1
    assert remove_voters(roll_base, gone) == 0
    assert read(roll_base, tables.VOTERS).index.tolist() == ["a", "elsewhere"]
    assert read(roll_base, tables.PLACEMENTS).index.tolist() == ["a", "elsewhere"]


def test_who_was_removed_is_off_the_disk(roll_file: Base, voters: Maker, tmp_path: Path) -> None:
    write(roll_file, tables.VOTERS, voters(["a"], birth_name=["ZZYZX"]), how="merge")
    remove_voters(roll_file, ["a"])
    for file in tmp_path.iterdir():
        assert b"ZZYZX" not in file.read_bytes(), file.name


def test_the_source_says_who_promised_what(roll_base: Base, source: RollSource) -> None:
    with reading(roll_base.engine) as connection:
        row = connection.exec_driver_sql("SELECT * FROM roll_sources").mappings().one()
    assert row["requester"] == source.requester
    assert row["undertaking"] == source.undertaking
    assert source.signed_at.tzinfo is UTC
