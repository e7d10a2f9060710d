"""Who is at the screen: whoever started the app while there is no account, else who logged in.

Who asks is looked up anew at each run of a page: an account that is removed is out at once.
"""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

import streamlit as st

from app_pages.shared.layout import words
from app_pages.shared.pages import pages_of
from app_pages.shared.rights import role_of
from app_pages.shared.visitors import VISITS, cookie_here, visit_here
from campaign.folder import Campaign
from campaign.privacy.door_answers import is_individual
from campaign.server.accounts import (
    ROLE_NAMES,
    Door,
    act_as,
    at_the_door,
    known_role,
    turfs_now,
)
from campaign.server.visits import Visit
from canvass.errors import RefusedByLawError
from canvass.words import Words


def allowed() -> tuple[str, ...] | None:
    """Return the pages of whoever is at the screen; all of them if it is none."""
    pages: tuple[str, ...] | None = st.session_state.get("pages")
    return pages


def is_analyst() -> bool:
    """Tell whether whoever is at the screen sees masked figures alone."""
    return allowed() == pages_of("analyst")


def may_create() -> bool:
    """Tell whether whoever is at the screen started the app: they alone make a campaign."""
    visit = visit_here()
    return visit is not None and visit.kind == "machine"


def enter(campaign: Campaign) -> bool:
    """Find out who is at the screen; tell whether they may go on."""
    visit = visit_here()
    may = visit is not None and _known(campaign, visit)
    if not may:
        VISITS.end(cookie_here())
        st.session_state["pages"] = ()
    return may


def _known(campaign: Campaign, visit: Visit) -> bool:
    role = role_of(campaign, visit)
    if not role:
        return False
    st.session_state["pages"] = _pages_of(campaign, role)
    act_as(visit.account_id)
    if visit.kind == "account":
        with st.sidebar:
            st.caption(f"{visit.account_id}, {ROLE_NAMES[known_role(role)]}")
            if st.button(words("Quitter", "Log out"), icon=":material/logout:"):
                VISITS.end(cookie_here())
                st.session_state.clear()
                st.rerun()
    return True


def door_here(campaign: Campaign) -> Door | None:
    """Return what the door knows of whoever gave a password; nothing of anybody else."""
    visit = visit_here()
    if visit is None or visit.kind != "account":
        return None
    return at_the_door(campaign, visit.account_id)


def _pages_of(campaign: Campaign, role: str) -> tuple[str, ...] | None:
    """Return the pages of a role in the mode in force; nothing if it has them all."""
    if role == "organiser":
        return None
    return pages_of(role, individual=is_individual(campaign))


def watch() -> None:
    """Have the browser look whether the visit is still on, and leave once it is over."""
    _run("session.js")


def ask_again() -> None:
    """Say that the visit is over, and have the browser load the form."""
    st.title("Arpenteur")
    st.info(
        words(
            "Cette visite est finie. Rechargez la page pour entrer.",
            "This visit is over. Load the page again to get in.",
        )
    )
    _run("session_over.js")


def _run(script: str) -> None:
    told = files("app_pages.shared").joinpath(script).read_text("utf-8")
    st.html(f"<script>{told}</script>", unsafe_allow_javascript=True)


def turfs_here(campaign: Campaign) -> dict[str, datetime]:
    """Return the turfs that whoever is at the screen may see now, and until when."""
    visit = visit_here()
    if visit is None:
        return {}
    mine = turfs_now(campaign, visit.account_id)
    linked = visit.kind == "link"
    return {
        shift.turf_id: shift.ends
        for shift in mine
        if not linked or shift.shift_id == visit.shift_id
    }


def still_on(campaign: Campaign, turf_id: str, give: Callable[[], bytes]) -> Callable[[], bytes]:
    """Give something of a turf only while its shift is under way and was not taken back."""
    visit = visit_here()
    who = visit.account_id if visit is not None else ""

    def asked() -> bytes:
        if turf_id not in {shift.turf_id for shift in turfs_now(campaign, who)}:
            raise RefusedByLawError(Words("Ce créneau est fini.", "This shift is over."))
        return give()

    return asked
