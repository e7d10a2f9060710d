"""The journal in a second place: it only grows, and lacks nothing once it can be written again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.folder import Campaign, open_campaign
from campaign.privacy.audit_log import AuditLog, read_audit_log
from campaign.wording.results import lines
from canvass.errors import BadInputError
from people_base.access.audit import audit_note
from people_base.base import writing

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "journal.jsonl"


@pytest.fixture
def kept(make_campaign: Callable[..., Campaign], elsewhere: Path) -> Campaign:
    """A campaign whose journal has a second place."""
    elsewhere.parent.mkdir()
    return _with_second_place(make_campaign().folder, str(elsewhere))


def _with_second_place(folder: Path, place: str) -> Campaign:
    settings = folder / "campaign.toml"
    told = f"\n[audit]\nsecond_place = {json.dumps(place)}\n"
    settings.write_text(settings.read_text(encoding="utf-8").split("\n[audit]")[0] + told)
    return open_campaign(folder)


def note(campaign: Campaign, what: str) -> None:
    with campaign.base() as base:
        audit_note(base, "camille", what, 1, AT)


def told(place: Path) -> list[str]:
    return [json.loads(line).get("what", "") for line in place.read_text().splitlines()]


def test_each_note_is_added_and_none_is_changed(kept: Campaign, elsewhere: Path) -> None:
    note(kept, "one")
    first = elsewhere.read_bytes()
    note(kept, "two")
    assert elsewhere.read_bytes().startswith(first)
    assert told(elsewhere)[-2:] == ["one", "two"]
    assert elsewhere.stat().st_mode & 0o077 == 0
    assert read_audit_log(kept, now=AT).missing == 0
    assert str(elsewhere) in "\n".join(map(str, lines(read_audit_log(kept, now=AT))))


def test_what_was_missed_is_added_once_the_place_is_back(kept: Campaign, elsewhere: Path) -> None:
    note(kept, "one")
    away = elsewhere.parent.rename(elsewhere.parent.with_name("away"))
    note(kept, "two")
    log = read_audit_log(kept, now=AT)
    assert log.missing == log.total
    assert "n'a pas pu être écrit" in str(lines(log)[-1])
    away.rename(elsewhere.parent)
    note(kept, "three")
    assert told(elsewhere)[-3:] == ["one", "two", "three"]


def test_a_line_that_a_full_disk_cut_is_told_again(kept: Campaign, elsewhere: Path) -> None:
    note(kept, "one")
    note(kept, "two")
    whole = elsewhere.read_bytes()
    elsewhere.write_bytes(whole[:-20])
    note(kept, "three")
    found = []
    for line in elsewhere.read_text().splitlines():
        try:
            found.append(json.loads(line)["what"])
        except ValueError:
            continue
    assert found[-3:] == ["one", "two", "three"]


def test_what_somebody_takes_out_of_the_base_stays_there(kept: Campaign, elsewhere: Path) -> None:
    note(kept, "one")
    note(kept, "two")
    with kept.base() as base, writing(base.engine) as connection:
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).scalars()
        for name in triggers.all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("DELETE FROM audit WHERE what = 'two'")
    note(kept, "three")
    assert "two" in told(elsewhere)
    assert told(elsewhere)[-1] == "three"
    assert '{"another_base": true}' in elsewhere.read_text()


@pytest.mark.parametrize("place", ["journal.jsonl", "../journal.jsonl", "{folder}/journal.jsonl"])
def test_a_place_in_the_folder_is_no_second_place(
    make_campaign: Callable[..., Campaign], place: str
) -> None:
    folder = make_campaign().folder
    with pytest.raises(BadInputError, match="second_place"):
        _with_second_place(folder, place.format(folder=folder))


def test_no_second_place_is_told_of_where_there_is_none(
    make_campaign: Callable[..., Campaign],
) -> None:
    log = read_audit_log(make_campaign(), now=AT)
    assert isinstance(log, AuditLog)
    assert log.second_place == ""
