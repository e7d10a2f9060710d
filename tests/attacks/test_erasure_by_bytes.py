"""What is erased is erased in every copy that is known, or the copy is named."""

import gzip
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from campaign.base.backup import backup, restore
from campaign.base.database import move
from campaign.exchange.export_people import export_to
from campaign.folder import Campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.privacy.access import access_export
from campaign.privacy.breach import breach
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.oppose import oppose
from campaign.privacy.purge import purge, retention
from campaign.privacy.rectify import rectify
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import VOTERS
from people_base.access.copies import live_copies

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAME = "ZZYZXIEU"
WHO = PersonQuery(name=NAME, first_names="Odette", birth_date="03/04/1955")
OTHER = PersonQuery(name="AUTREFOIS", first_names="Paul", birth_date="01/02/1980")
_PEOPLE = (
    {"nom de naissance": NAME, "prénoms": "Odette", "date de naissance": "03/04/1955"},
    {"nom de naissance": "AUTREFOIS", "prénoms": "Paul", "date de naissance": "01/02/1980"},
)


@pytest.fixture
def mine(make_campaign: Callable[..., Campaign], val_fleuri: Path, tmp_path: Path) -> Campaign:
    """A campaign with two people."""
    made = make_campaign()
    pattern = pd.read_csv(
        val_fleuri / "liste_electorale.csv", sep=";", dtype=str, keep_default_na=False, nrows=1
    )
    rows = [
        pattern.iloc[0].to_dict() | who | {pattern.columns[-1]: str(n + 1)}
        for n, who in enumerate(_PEOPLE)
    ]
    roll = tmp_path / "liste.csv"
    pd.DataFrame(rows).to_csv(roll, sep=";", index=False)
    import_roll(made, [roll])
    roll.unlink()
    return made


def holding(folder: Path, *words: bytes) -> set[str]:
    """Name the files below a folder in which a word stands, as it is or packed."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            with suppress(OSError, EOFError):
                content += gzip.decompress(content)
            if any(word in content for word in words):
                found.add(path.name)
    return found


def person(campaign: Campaign) -> bytes:
    """The id of the fictitious person."""
    from campaign.privacy.find_person import person_id

    with campaign.base() as base:
        return person_id(campaign, base, WHO).encode()


def copied(campaign: Campaign, out: Path) -> None:
    """Make one copy of every kind."""
    out.mkdir()
    export_to(campaign, "csv", out / "tables", tables=("voters",), now=NOW)
    export_to(campaign, "xlsx", out / "tables.xlsx", tables=("voters",), now=NOW)
    export_to(campaign, "nationbuilder", out / "nb", now=NOW)
    access_export(campaign, WHO, out / "hers", now=NOW)
    access_export(campaign, OTHER, out / "his", now=NOW)
    backup(campaign, out / "kept", now=NOW)


def told(done: Any) -> str:
    return "\n".join(line.fr for line in lines(done))


def test_who_objects_leaves_the_copies_and_what_stays_is_named(
    mine: Campaign, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    copied(mine, out)
    words = (NAME.encode(), person(mine))
    assert {"voters.csv", "donnees.json", "kept", "base.sqlite"} <= holding(tmp_path, *words)
    done = oppose(mine, WHO, channel="mail", now=NOW)
    assert holding(tmp_path, *words) == {"kept"}
    assert [kind for kind, _ in done.copies.left] == ["backup"]
    assert "RESTE À DÉTRUIRE : sauvegarde" in told(done)
    assert "mais pas des copies" in told(done)
    assert (out / "his" / "donnees.json").is_file()
    # asked again, the backup is named again, until it is gone
    (out / "kept").unlink()
    again = oppose(mine, WHO, channel="mail", now=NOW)
    assert not again.copies.left
    assert [kind for kind, _ in again.copies.missing] == ["backup"]


def test_a_corrected_name_leaves_the_copies(mine: Campaign, tmp_path: Path) -> None:
    copied(mine, tmp_path / "out")
    done = rectify(mine, WHO, {"birth_name": "JUSTE"}, channel="mail", now=NOW)
    # the base keeps what the roll said, to follow the next one
    assert holding(tmp_path, NAME.encode()) == {"kept", "base.sqlite"}
    assert "sauvegarde" in told(done)


def test_a_purge_erases_the_copies_and_certifies_only_then(mine: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "out"
    copied(mine, out)
    changed = out / "tables" / "voters.csv"
    changed.write_bytes(changed.read_bytes() + b"\r\n")
    words = (NAME.encode(), person(mine))
    done = purge(mine, who="c", early=True, now=NOW)
    assert not done.whole
    assert not done.path.name.startswith("certificat")
    assert done.copies.left == (("export", str(changed)),)
    assert holding(tmp_path, *words) == {"voters.csv"}
    changed.unlink()
    done = purge(mine, who="c", early=True, now=NOW.replace(hour=10))
    assert done.whole
    assert done.path.name.startswith("certificat")
    assert holding(tmp_path, *words) == set()
    with mine.base() as base:
        assert [copy.place for _, copy in live_copies(base)] == [str(changed)]


@pytest.mark.parametrize("noted", [True, False])
def test_the_base_that_a_move_leaves_is_erased_too(
    mine: Campaign, new_postgis: Callable[[], str], tmp_path: Path, noted: bool
) -> None:
    words = (NAME.encode(), person(mine))
    move(mine, new_postgis())
    there = open_campaign(mine.folder)
    if not noted:
        # moved by a version that kept no register
        with there.base() as base, base.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM copies")
    assert holding(tmp_path, *words) == {"base.sqlite"}
    done = oppose(there, WHO, channel="mail", now=NOW)
    assert [kind for kind, _ in done.copies.forgot] == ["base"]
    assert holding(tmp_path, *words) == set()
    assert holding(tmp_path, b"AUTREFOIS") == {"base.sqlite"}
    purged = purge(there, who="c", early=True, now=NOW)
    assert purged.whole
    assert not (there.folder / "base.sqlite").exists()
    assert retention(there).voters == 0
    assert "administrateur" in told(purged)


def test_the_base_on_a_server_that_a_move_leaves_is_erased_too(
    mine: Campaign, new_postgis: Callable[[], str]
) -> None:
    from people_base.base import open_base
    from people_base.store import read

    url = new_postgis()
    move(mine, url, erase=True)
    move(open_campaign(mine.folder), "file")
    back = open_campaign(mine.folder)
    done = oppose(back, WHO, channel="mail", now=NOW)
    assert [kind for kind, _ in done.copies.forgot] == ["base"]
    assert purge(back, who="c", early=True, now=NOW).whole
    left = open_base(url)
    assert read(left, VOTERS).empty
    left.engine.dispose()


def test_a_server_keeps_no_byte_of_whom_it_forgot(
    mine: Campaign, new_postgis: Callable[[], str]
) -> None:
    move(mine, new_postgis(), erase=True)
    there = open_campaign(mine.folder)
    words = (NAME.encode(), person(there))
    with there.base() as base, base.engine.connect() as connection:
        data = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
    assert _in_tables(there, data, words)
    oppose(there, WHO, channel="mail", now=NOW)
    assert not _in_tables(there, data, words)
    assert _in_tables(there, data, (b"AUTREFOIS",))
    purge(there, who="c", early=True, now=NOW)
    assert not _in_tables(there, data, (b"AUTREFOIS",))


def _in_tables(campaign: Campaign, data: Path, words: tuple[bytes, ...]) -> set[str]:
    """Look into the files of the database, as the server has written them."""
    with campaign.base() as base, base.engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        query = "SELECT oid FROM pg_database WHERE datname = current_database()"
        number = connection.exec_driver_sql(query).scalar_one()
    return holding(data / "base" / str(number), *words)


def test_the_register_goes_with_the_backup_and_a_breach_reads_it(
    mine: Campaign, tmp_path: Path
) -> None:
    copied(mine, tmp_path / "out")
    restore(tmp_path / "out" / "kept", tmp_path / "back")
    with open_campaign(tmp_path / "back").base() as base:
        kinds = {copy.kind for _, copy in live_copies(base)}
    assert kinds == {"export", "access", "backup"}
    said = told(breach(mine))
    assert str(tmp_path / "out" / "kept") in said


def test_an_export_that_fails_is_no_copy(mine: Campaign, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(BadInputError):
        export_to(mine, "csv", tmp_path / "full", tables=("voters",), now=NOW)
    with mine.base() as base:
        assert live_copies(base) == []


@pytest.mark.parametrize(
    "name", ["base.autre.sqlite", "base.sqlite.bak", "base (copie).sqlite", "ancienne", "base.db"]
)
@pytest.mark.parametrize("act", ["oppose", "rectify", "purge", "breach"])
def test_another_base_in_the_folder_is_named_by_each(mine: Campaign, name: str, act: str) -> None:
    """Put there by hand, or by an encryption that was cut off."""
    beside = mine.folder / name
    beside.write_bytes((mine.folder / "base.sqlite").read_bytes())
    done: Any = {
        "oppose": lambda: oppose(mine, WHO, channel="mail", now=NOW),
        "rectify": lambda: rectify(mine, WHO, {"usage_name": "AUTRE"}, channel="mail", now=NOW),
        "purge": lambda: purge(mine, who="o", early=True, now=NOW),
        "breach": lambda: breach(mine),
    }[act]()
    assert [place for _, place in done.copies.left] == [str(beside)]
    assert str(beside) in "\n".join(map(str, lines(done)))
    if act == "purge":
        assert not done.whole
    beside.unlink()
    if act == "purge":
        assert purge(mine, who="o", early=True, now=NOW).whole
