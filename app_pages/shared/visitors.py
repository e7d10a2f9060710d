"""Who visits this server: the gate and the pages run in one process and share what is kept here."""

from functools import cache
from typing import Any

import streamlit as st

from campaign.server.login import new_throttle
from campaign.server.visits import EntryTokens, Visit, Visits
from campaign.turfs.workbench.store import LayerStore

VISITS = Visits()
TOKENS = EntryTokens()
#: The map's layers, which routes and pages share.
LAYERS = LayerStore()


@cache
def throttle() -> Any:
    """Keep one count for all visitors of this server; Streamlit's caches any visitor can clear."""
    return new_throttle()


def cookie_name() -> str:
    """Return the name of the visit's cookie: a browser sends it to every port of a machine."""
    return f"arpenteur-{st.get_option('server.port')}"


def cookie_here() -> str:
    """Return what the cookie of this session's browser held when the page was opened."""
    return str(st.context.cookies.get(cookie_name(), ""))


def visit_here() -> Visit | None:
    """Return the visit that this session belongs to, while it is on."""
    return VISITS.find(cookie_here())
