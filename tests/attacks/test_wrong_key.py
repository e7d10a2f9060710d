"""Another key would make other people of the same roll: it is refused, everywhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from campaign.base.backup import backup, restore
from campaign.base.database import check, move
from campaign.base.encryption import encrypt
from campaign.folder import Campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.oppose import oppose
from canvass.errors import BadInputError
from people_base.base import writing


@pytest.fixture
def mine(make_campaign: Callable[..., Campaign], val_fleuri: Path) -> Campaign:
    """A campaign that holds the roll."""
    made = make_campaign()
    import_roll(made, [val_fleuri / "liste_electorale.csv"])
    return made


def _forget_check_value(campaign: Campaign) -> None:
    """Make the base one of before check values were kept."""
    with campaign.base() as base, writing(base.engine) as connection:
        connection.exec_driver_sql("DELETE FROM facts WHERE name = 'key_check'")


def _check_values(campaign: Campaign) -> int:
    with campaign.base() as base, writing(base.engine) as connection:
        query = "SELECT count(*) FROM facts WHERE name = 'key_check'"
        return int(connection.exec_driver_sql(query).scalar_one())


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_or_empty_key_is_refused_everywhere(
    mine: Campaign, val_fleuri: Path, tmp_path: Path, known: bool
) -> None:
    if not known:
        _forget_check_value(mine)
    for key in (b"", b"short", bytes(range(32)), bytes(32), mine.salt + b"\n"):
        (mine.folder / "secret.key").write_bytes(key)
        for act in (
            lambda: import_roll(mine, [val_fleuri / "liste_electorale.csv"]),
            lambda: oppose(mine, PersonQuery(bureau="1", number="1"), channel="mail"),
            lambda: check(mine),
            lambda: backup(mine, tmp_path / "kept"),
            lambda: move(mine, "postgresql://u@server.example/d"),
            lambda: encrypt(mine, passphrase="quatre mots tirés au sort"),
        ):
            with pytest.raises(BadInputError, match=r"clé .*secret\.key"):
                act()
    assert not (tmp_path / "kept").exists()


def test_an_older_base_gets_its_check_value_under_its_own_key(mine: Campaign) -> None:
    _forget_check_value(mine)
    assert _check_values(mine) == 1
    check(mine)


def test_a_base_of_two_keys_is_told(mine: Campaign, val_fleuri: Path) -> None:
    _forget_check_value(mine)
    with mine.base() as base, writing(base.engine) as connection:
        connection.exec_driver_sql("DELETE FROM facts WHERE name = 'key_check'")
        # half of the people hashed under another key
        connection.exec_driver_sql(
            "UPDATE voters SET birth_name = 'AUTRE' WHERE substr(voter_id, 16, 1) < '8'"
        )
    with pytest.raises(BadInputError) as caught:
        check(mine)
    assert any("secret.key" in str(fault) for fault in caught.value.faults)


def test_key_and_base_come_back_together(mine: Campaign, tmp_path: Path) -> None:
    backup(mine, tmp_path / "kept")
    restore(tmp_path / "kept", tmp_path / "back")
    back = open_campaign(tmp_path / "back")
    assert back.salt == mine.salt
    check(back)
