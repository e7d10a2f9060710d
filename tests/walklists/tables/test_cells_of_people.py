"""Numbers as people write them."""

import pytest

from walklists.tables.cells import count_of


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 0), ("x", 1), (" X ", 1), ("✓", 1), ("oui", 1), ("VRAI", 1), ("non", 0), ("3", 3),
     ("3.0", 3), ("3,0", 3), ("007", 7), ("-", 0), ("-1", None), ("1,5", None), ("deux", None)],
)  # fmt: skip
def test_boxes(text: str, value: int | None) -> None:
    assert count_of(text) == value
