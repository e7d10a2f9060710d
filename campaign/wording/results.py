"""Every result's sentences: importing this registers those of all rooms."""

from campaign.wording import (
    addresses,
    base,
    contacts,
    exchange,
    papers,
    places,
    privacy,
    report,
    roll,
    server,
    sheets,
    tools,
    turfs,
    walks,
)
from campaign.wording.lines import lines

#: Where the sentences stand.
ROOMS = (
    addresses, base, contacts, exchange, papers, places, privacy, report, roll, server, sheets,
    tools, turfs, walks,
)  # fmt: skip

__all__ = ["ROOMS", "lines"]
