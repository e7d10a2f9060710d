"""One list of counts, one list of what columns are called."""

from canvass.labels import FILE_COLUMNS, LABELS
from canvass.tables import CONTACTS, COUNTS, HOUSEHOLDS, VOTERS
from people_base.models import BUILDING_STATE
from walklists.tables import columns


def test_every_count_has_its_place_everywhere() -> None:
    assert tuple(name for name, kind in CONTACTS.columns.items() if kind == "int") == COUNTS
    assert tuple(column.name for column in columns.COUNTS) == COUNTS
    assert set(COUNTS) <= set(BUILDING_STATE.c.keys())
    assert set(COUNTS) <= set(LABELS)
    assert set(COUNTS) <= set(FILE_COLUMNS)


def test_what_is_held_of_a_person_is_worded() -> None:
    """The paper that answers a person names no column of ours."""
    own = {"building_id", "household_id", "voter_id", "roll_source_id", "geometry"}
    named = set(VOTERS.columns) | set(HOUSEHOLDS.columns) | set(CONTACTS.columns)
    assert named - own <= set(LABELS)


def test_the_table_to_fill_is_headed_as_the_screen_is() -> None:
    for column in (*columns.IDENTITY, *columns.PLACE, *columns.COUNTS, *columns.ROUND):
        assert column.header == LABELS[column.name]


def test_headers_of_files_are_plain() -> None:
    assert all(name.isascii() and " " not in name for name in FILE_COLUMNS.values())
