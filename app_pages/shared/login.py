"""Who is at the screen: nobody to ask while there is no account, else a name and a password.

Who asks is looked up anew at each run of a page: an account that is removed is out at once.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import streamlit as st

from app_pages.shared.layout import escape_markdown, opened, refuse, words
from app_pages.shared.pages import pages_of
from campaign.folder import Campaign
from campaign.privacy.door_answers import is_individual
from campaign.server.accounts import (
    LINK,
    ROLE_NAMES,
    act_as,
    at_the_door,
    log_in,
    new_origins,
    open_link,
)
from canvass.errors import ArpenteurError, RefusedByLawError
from canvass.words import Words

_WHO, _TURF, _BY = "account", "link", "link account"


def allowed() -> tuple[str, ...] | None:
    """Return the pages of whoever is at the screen; all of them if it is none."""
    pages: tuple[str, ...] | None = st.session_state.get("pages")
    return pages


def is_analyst() -> bool:
    """Tell whether whoever is at the screen sees masked figures alone."""
    return allowed() == pages_of("analyst")


def _pages_of(campaign: Campaign, role: str) -> tuple[str, ...] | None:
    """Return the pages of a role in the mode in force; nothing if it has them all."""
    if role == "organiser":
        return None
    return pages_of(role, individual=is_individual(campaign))


def enter(campaign: Campaign) -> bool:
    """Find out who is at the screen; tell whether they may go on."""
    token = st.query_params.get(LINK, "")
    if token:
        return _by_link(campaign, token)
    _forget_link()
    door = at_the_door(campaign, st.session_state.get(_WHO, ""))
    if door.open:
        st.session_state["pages"] = None
        act_as()
        return True
    if door.account is None:
        st.session_state.pop(_WHO, None)
        st.session_state["pages"] = ()
        return False
    st.session_state["pages"] = _pages_of(campaign, door.account.role)
    act_as(door.account.account_id)
    with st.sidebar:
        st.caption(f"{door.account.account_id}, {ROLE_NAMES[door.account.role]}")
        if st.button(words("Quitter", "Log out"), icon=":material/logout:"):
            st.session_state.clear()
            st.rerun()
    return True


def ask_for_password() -> None:
    """Show the form; the name and the password stay out of the page's address and of its state."""
    campaign = opened()
    st.title(escape_markdown(campaign.settings.name))
    with st.form("login", width=420, clear_on_submit=True):
        name = st.text_input(words("Nom du compte", "Account"), autocomplete="username")
        password = st.text_input(
            words("Mot de passe", "Password"), type="password", autocomplete="current-password"
        )
        asked = st.form_submit_button(words("Entrer", "Log in"), type="primary")
    if asked:
        try:
            here = st.context.ip_address or ""
            found = log_in(campaign, name, password, origin=here, origins=_origins())
        except ArpenteurError as error:
            refuse(error)
        st.session_state[_WHO] = found.account_id
        st.rerun()


@cache
def _origins() -> Any:
    """Keep one count for all visitors of this server; Streamlit's caches any visitor can clear."""
    return new_origins()


def turfs_here(campaign: Campaign) -> dict[str, datetime]:
    """Return the turfs that whoever is at the screen may see now, and until when."""
    from campaign.server.accounts import turfs_now

    linked: dict[str, datetime] = st.session_state.get(_TURF, {})
    if linked:
        return linked
    return {
        shift.turf_id: shift.ends for shift in turfs_now(campaign, st.session_state.get(_WHO, ""))
    }


def still_on(campaign: Campaign, turf_id: str, give: Callable[[], bytes]) -> Callable[[], bytes]:
    """Give something of a turf only while its shift is under way and was not taken back."""
    from campaign.server.accounts import turfs_now

    who = st.session_state.get(_BY) or st.session_state.get(_WHO, "")

    def asked() -> bytes:
        if turf_id not in {shift.turf_id for shift in turfs_now(campaign, who)}:
            raise RefusedByLawError(Words("Ce créneau est fini.", "This shift is over."))
        return give()

    return asked


def _by_link(campaign: Campaign, token: str) -> bool:
    st.session_state["pages"] = _pages_of(campaign, "canvasser")
    try:
        shift = open_link(campaign, token)
    except ArpenteurError as error:
        _forget_link()
        refuse(error)
    act_as(shift.account_id)
    st.session_state[_TURF] = {shift.turf_id: shift.ends}
    st.session_state[_BY] = shift.account_id
    return True


def _forget_link() -> None:
    for key in (_TURF, _BY):
        st.session_state.pop(key, None)
