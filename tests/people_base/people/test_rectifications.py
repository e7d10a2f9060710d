"""What somebody had corrected stays when the roll comes back, and leaves with them."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import pytest

from canvass import tables
from canvass.errors import BadInputError
from people_base.access.audit import audit_log
from people_base.base import Base
from people_base.people.oppositions import oppose
from people_base.people.rectifications import (
    FIELDS,
    Kept,
    disputed,
    follow_roll,
    rectifications,
    rectify,
)
from people_base.people.retention import purge
from people_base.store import read, write

Maker = Callable[..., pd.DataFrame]


def street(base: Base, who: str) -> str:
    people = read(base, tables.VOTERS, columns=["street_raw"], where={"voter_id": [who]})
    return str(people["street_raw"].iloc[0])


@pytest.fixture
def corrected(roll_base: Base, voters: Maker, now: datetime) -> Base:
    roll = voters(["a", "b"], street_raw="RUE FAUSSE", birth_name=["X", "Y"])
    write(roll_base, tables.VOTERS, roll, how="merge")
    values = {"street_raw": "RUE JUSTE", "birth_name": "X"}
    assert rectify(roll_base, "a", values, at=now, who="o", channel="mail") == 1
    return roll_base


@pytest.mark.parametrize("how", ["merge", "replace"])
def test_the_same_roll_does_not_undo_it(corrected: Base, voters: Maker, how: str) -> None:
    roll = voters(["a", "b"], street_raw="RUE FAUSSE", birth_name=["X", "Y"])
    written = write(corrected, tables.VOTERS, roll, how=how)  # type: ignore[arg-type]
    assert (written.changed, written.unchanged, written.kept) == (0, 2, Kept(1, 0))
    assert street(corrected, "a") == "RUE JUSTE"
    assert street(corrected, "b") == "RUE FAUSSE"


def test_a_roll_that_says_a_third_thing_is_told_until_somebody_decides(
    corrected: Base, voters: Maker, now: datetime
) -> None:
    other = voters(["a", "b"], street_raw="RUE AUTRE", birth_name=["X", "Y"])
    for _ in range(2):
        assert write(corrected, tables.VOTERS, other, how="merge").kept == Kept(1, 1)
    assert street(corrected, "a") == "RUE JUSTE"
    assert list(disputed(rectifications(corrected))["voter_id"]) == ["a"]
    assert follow_roll(corrected, "a", at=now, who="o") == 1
    assert street(corrected, "a") == "RUE AUTRE"
    assert rectifications(corrected).empty
    right = voters(["a"], street_raw="RUE JUSTE")
    assert write(corrected, tables.VOTERS, right, how="merge").kept == Kept()


def test_a_roll_that_agrees_is_no_dispute(corrected: Base, voters: Maker) -> None:
    right = voters(["a", "b"], street_raw="RUE JUSTE", birth_name=["X", "Y"])
    assert write(corrected, tables.VOTERS, right, how="merge").kept == Kept(1, 0)


def test_correcting_again_keeps_what_the_roll_says(corrected: Base, now: datetime) -> None:
    rectify(corrected, "a", {"street_raw": "RUE PLUS JUSTE"}, at=now, who="o", channel="mail")
    (row,) = rectifications(corrected, "a").to_dict("records")
    assert (row["value"], row["was"], row["roll"]) == (
        "RUE PLUS JUSTE",
        "RUE FAUSSE",
        "RUE FAUSSE",
    )


def test_it_leaves_with_the_person_and_with_the_purge(corrected: Base, now: datetime) -> None:
    rectify(corrected, "b", {"postcode": "99000"}, at=now, who="o", channel="mail")
    oppose(corrected, b"salt", at=now, who="o", channel="mail", voter_id="a")
    assert set(rectifications(corrected)["voter_id"]) == {"b"}
    assert purge(corrected, now=now, due=now.date()).rows["rectifications"] == 1


def test_what_cannot_be_corrected_is_refused_and_nothing_written(
    corrected: Base, now: datetime
) -> None:
    for who, values in (
        ("a", {"sex": "F"}),
        ("a", {"voter_id": "b"}),
        ("a", {}),
        ("a", {"street_raw": "R", "bureau_id": "99999_9999"}),
        ("nobody", {"street_raw": "R"}),
    ):
        with pytest.raises(BadInputError):
            rectify(corrected, who, values, at=now, who="o", channel="mail")
    assert len(rectifications(corrected)) == 1
    assert set(FIELDS) <= set(tables.VOTERS.columns)


def test_it_is_in_the_audit_without_its_content(corrected: Base) -> None:
    log = audit_log(corrected)
    note = log[log["what"] == "rectification"].iloc[-1]
    assert (note["who"], note["count"]) == ("o", 1)
    assert "JUSTE" not in log.to_csv()
