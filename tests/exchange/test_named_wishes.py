"""A wish that names somebody of the roll by name and address is theirs; doubts are asked about."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from campaign.exchange.importer import ImportedRows, import_rows
from campaign.exchange.objectors import likeness
from canvass import tables
from exchange.civicrm import read_civicrm
from exchange.nationbuilder import read_nationbuilder
from people_base.base import Base
from people_base.people.lookalikes import decide, lookalikes, waiting
from people_base.people.rolls import note_source
from people_base.people.store_geocoding import keep_placing
from people_base.store import read, write

SALT = b"salt of the campaign"
PARIS = ZoneInfo("Europe/Paris")
HEADER = (
    "nationbuilder_id,first_name,last_name,birthdate,primary_address1,primary_zip,primary_city,"
    "do_not_contact\n"
)
#: voter: birth name, usage name, first names, birth date, house number (of Rue des Lilas), order.
PEOPLE = {
    "v1": ("LE GOFF", "DUPRÉ", "Anne, Marie", "01/02/1971", "12", "11"),
    "v2": ("MARTIN", "", "PAUL", "03/04/1950", "12", "12"),
    "v3": ("MARTIN", "", "PAUL", "05/06/1982", "12", "13"),
    "v4": ("D'ARTAGNAN", "", "Jean-Pierre", "07/08/1960", "14", "14"),
    "v5": ("MATHIEU", "", "Zoé", "09/10/1990", "16", "15"),
}
Take = Callable[..., ImportedRows]


@pytest.fixture
def town(new_base: Callable[[], Base], voters: Any, buildings: Any, source: Any) -> Base:
    base = new_base()
    note_source(base, source)
    who = pd.DataFrame.from_dict(
        PEOPLE,
        orient="index",
        columns=["birth_name", "usage_name", "first_names", "birth_date", "number", "order"],
    )
    people = voters(list(PEOPLE)).assign(
        **{name: who[name] for name in who.columns[:4]},
        house_number_raw=who["number"],
        order_number=who["order"],
        street_raw="Rue des Lilas",
        postcode="99001",
    )
    write(base, tables.VOTERS, people, how="merge")
    placed = people.iloc[:4]
    homes = pd.Series(["h1", "h1", "h1", "h2"], index=placed.index)
    keep_placing(
        base,
        placements=pd.DataFrame(
            {
                "result_type": "housenumber",
                "result_id": ["b12", "b12", "b12", "b14"],
                "result_score": 1.0,
                "result_longitude": 1.4,
                "result_latitude": 43.6,
                "result_flags": "",
            },
            index=placed.index.rename("voter_id"),
        ),
        buildings=buildings(["b12", "b14"], doors=[3, 1]),
        households=pd.DataFrame(
            {"building_id": ["b12", "b14"], "door_label": "", "voters": [3, 1]},
            index=pd.Index(["h1", "h2"], name="household_id"),
        ),
        household_of=homes,
    )
    return base


@pytest.fixture
def take(tmp_path: Path, now: datetime) -> Take:
    def taken(base: Base, rows: list[str], reader: Any = read_nationbuilder, head: str = HEADER):
        path = tmp_path / "file.csv"
        path.write_text(head + "\n".join(rows))
        incoming = reader(path, zone=PARIS)

        def find(asked: pd.DataFrame) -> "pd.Series[str]":
            numbers = asked["street"].str.extract(r"^(\d+)")[0]
            return numbers.map({"12": "b12", "14": "b14"}).fillna("")

        return import_rows(base, incoming, salt=SALT, source="f", who="o", at=now, find=find)

    return taken


def row(first: str, last: str, number: str, born: str = "", who: str = "n1") -> str:
    street = f"{number} rue des Lilas,99001,Val-Fleuri" if number else ",,"
    return f"{who},{first},{last},{born},{street},Y"


def here(base: Base) -> set[str]:
    return set(read(base, tables.VOTERS, columns=[]).index)


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        (row("Anne", "Le Goff", "12"), "v1"),
        (row("ANNE MARIE", "DUPRE", "12"), "v1"),
        (row("Anne", "Legoff-Dupré", "12"), "v1"),
        (row("Paul", "Martin", "12", "1982-06-05"), "v3"),
        (row("Jean-Pierre", "Dartagnan", "14", "08/07/1960"), "v4"),
        # placed nowhere: known by the address that the roll writes
        (row("Zoe", "Mathieu", "16"), "v5"),
        # moved since: a whole identity is enough
        (row("Paul", "Martin", "99", "03/04/1950"), "v2"),
        (row("Zoé", "Mathieu", "", "09/10/1990"), "v5"),
    ],
)
def test_a_sure_match_is_applied_and_once_is_once(
    town: Base, take: Take, said: str, whom: str
) -> None:
    done = take(town, [said])
    assert here(town) == set(PEOPLE) - {whom}
    assert (done.imported, done.listed, done.wishes, done.erased, done.asked) == (1, 0, 1, 1, 0)
    again = take(town, [said])
    assert (again.unchanged, again.wishes, again.erased) == (1, 0, 0)
    assert here(town) == set(PEOPLE) - {whom}


@pytest.mark.on_a_file
@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (row("Paul", "Martin", "12"), {"v2", "v3"}),
        (row("A.", "Le Goff", "12"), {"v1"}),
        (row("Marie", "Le Goff", "12"), {"v1"}),
        (row("Jean", "d'Artagnan", "14"), {"v4"}),
        (row("Zoé", "Matthieu", "16"), {"v5"}),
        (row("Anne", "Le Goff", "12", "01/02/1975"), {"v1"}),
        (row("Le Goff", "Anne", "12"), {"v1"}),
        (row("", "Le Goff", "12"), {"v1"}),
        (row("Zoé", "Mathieu", ""), {"v5"}),
    ],
)
def test_a_doubt_is_asked_about_and_erases_nobody(
    town: Base, take: Take, said: str, asked: set[str]
) -> None:
    done = take(town, [said])
    assert here(town) == set(PEOPLE)
    assert set(waiting(town)["voter_id"]) == asked
    assert (done.imported, done.listed, done.asked) == (1, 0, len(asked))
    again = take(town, [said])
    assert (again.unchanged, again.asked, len(waiting(town))) == (1, 0, len(asked))


@pytest.mark.on_a_file
@pytest.mark.parametrize(
    "said", [row("Jeanne", "Le Goff", "12"), row("Paul", "Durand", "12"), row("Li", "Wu", "")]
)
def test_somebody_else_of_the_family_is_not_meant(
    town: Base, take: Take, voters: Any, said: str
) -> None:
    """Their name is remembered all the same: the next roll may hold them."""
    take(town, [said])
    assert here(town) == set(PEOPLE)
    assert waiting(town).empty
    _, first, last, *_ = said.split(",")
    comes = voters(["new"], birth_name=last, first_names=first, birth_date="02/02/1992")
    assert set(lookalikes(town, SALT, comes)["voter_id"]) == {"new"}
    assert take(town, [said]).wishes == 0


@pytest.mark.on_a_file
def test_what_was_decided_is_not_asked_again(town: Base, take: Take, now: datetime) -> None:
    rows = [row("Paul", "Martin", "12")]
    take(town, rows)
    for number in ("12", "13"):
        decide(town, "99999_0001", number, "other", who="o", at=now)
    assert waiting(town).empty
    assert take(town, rows).asked == 0
    assert here(town) == set(PEOPLE)


@pytest.mark.on_a_file
def test_two_namesakes_who_both_object_are_two_wishes(town: Base, take: Take) -> None:
    rows = [row("Paul", "Martin", "12", who=own) for own in ("n1", "n2")]
    assert take(town, rows).wishes == 2
    assert len(waiting(town)) == 4


@pytest.mark.on_a_file
def test_civicrm_names_them_too(town: Base, take: Take) -> None:
    head = (
        "external_identifier,first_name,last_name,birth_date,street_address,postal_code,city,"
        "do_not_mail,do_not_email,do_not_phone,do_not_sms\n"
    )
    rows = ["77,Anne,Le Goff,,12 rue des Lilas,99001,X,1,1,1,1", "78,Zoé,Mathieu,,16,9,X,0,1,1,1"]
    done = take(town, rows, read_civicrm, head)
    assert here(town) == set(PEOPLE) - {"v1"}
    assert (done.imported, done.unchanged, done.listed) == (1, 0, 1)


def test_names_are_read_of_wishes_alone(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(HEADER + row("Anne", "Le Goff", "12").removesuffix("Y") + "N\n")
    read_rows = read_nationbuilder(path, zone=PARIS).rows
    assert not read_rows[["last_name", "first_names", "birth_date"]].any(axis=None)


@pytest.mark.parametrize(
    ("first", "known", "expected"),
    [
        ("Jean", "JEAN PIERRE", "same"),
        ("Jean-Pierre", "JEAN PIERRE, PAUL", "same"),
        ("Jean", "JEAN-PIERRE", "alike"),
        ("Jean-Pierre", "JEAN", "alike"),
        ("Pierre", "JEAN PIERRE", "alike"),
        ("J.", "JEAN", "alike"),
        ("Jeanne", "PIERRE", "other"),
        ("Léa", "LEO", "other"),
    ],
)
def test_given_names_as_programs_write_them(first: str, known: str, expected: str) -> None:
    said = SimpleNamespace(last_name="Roux", first_names=first, birth_date="")
    voter = SimpleNamespace(birth_name="ROUX", usage_name="", first_names=known, birth_date="")
    assert likeness(said, voter) == expected
