"""Whoever words a note writes one, and no other."""

from datetime import UTC, datetime

import pytest

from people_base.access.audit import audit_log, audit_note
from people_base.base import Base


@pytest.mark.parametrize("breaks", ["\n", "\r", "\u2028", "\x85", "\x0b", "\x1b[2K\r", "\x00\n"])
def test_a_name_with_a_line_break_forges_no_note(file_base: Base, breaks: str) -> None:
    forged = f"lea{breaks}2026-01-01 00:00:00  camille  login (1)"
    audit_note(file_base, forged, f"import {forged}.csv", 1, datetime(2026, 3, 1, tzinfo=UTC))
    (note,) = audit_log(file_base).to_dict("records")
    for name in ("who", "what"):
        assert note[name].isprintable()
        assert len(note[name].splitlines()) == 1
    assert note["who"].startswith("lea ")
