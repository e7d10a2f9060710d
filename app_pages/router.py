"""Draw the frame once, then the chosen page; without a campaign, the page that creates one."""

from datetime import UTC, datetime

import streamlit as st

from app_pages.shared.layout import (
    HERE,
    choose_language,
    escape_markdown,
    folder,
    opened,
    words,
)
from app_pages.shared.login import (
    allowed,
    ask_again,
    door_here,
    enter,
    may_create,
    watch,
)
from app_pages.shared.my_account import offer_my_account
from app_pages.shared.pages import FIRST, PAGES, pages_of
from app_pages.shared.theme import apply_theme
from app_pages.shared.upload_permission import keep_upload_permission
from campaign.folder import Campaign
from campaign.privacy.door_answers import is_individual
from campaign.server.serve import is_campaign
from canvass.words import day


def pages() -> list[st.Page]:
    """List the pages of whoever is at the screen, in the order of the work."""
    seen = allowed()
    if seen is None:
        seen = pages_of("organiser", individual=is_individual(opened()))
    return [_page(name, default=name == seen[0]) for name in seen]


def doors() -> list[st.Page]:
    """Say at every address that the visit is over; the form that follows leads back there."""
    here = st.Page(ask_again, title="Arpenteur", default=True)
    names = [name for name in PAGES if name != FIRST]
    return [here, *(st.Page(ask_again, title="Arpenteur", url_path=n) for n in names)]


def _page(name: str, *, default: bool = False) -> st.Page:
    page = PAGES[name]
    return st.Page(HERE / f"{name}.py", title=str(page.title), icon=page.icon, default=default)


def remind(campaign: Campaign) -> None:
    """Say in the margin which campaign this is and how long it has left."""
    left = (campaign.settings.election_date - datetime.now(UTC).date()).days
    poll = day(campaign.settings.election_date)
    days = (
        words(f"dans {left} jours", f"in {left} days")
        if left > 0
        else words("passé", "past")
        if left < 0
        else words("aujourd'hui", "today")
    )
    with st.sidebar:
        told = words(f"Scrutin du {poll}, {days}", f"Poll of {poll}, {days}")
        st.caption(f"**{escape_markdown(campaign.settings.name)}**  \n{told}")
        if left < -campaign.settings.delete_after_days:
            st.error(
                words(
                    "La liste est à purger : Vie privée, Conservation.",
                    "The roll is to be purged: Privacy, Retention.",
                )
            )


st.set_page_config(page_title="Arpenteur", page_icon="🚪", layout="wide")
choose_language()
apply_theme()
if not is_campaign(folder()) and may_create():
    keep_upload_permission(())
    chosen = st.navigation([st.Page(HERE / "start.py", title="Arpenteur", default=True)])
elif is_campaign(folder()) and enter(opened()):
    keep_upload_permission(allowed())
    offer_my_account(opened(), door_here(opened()))
    watch()
    chosen = st.navigation(pages(), expanded=True)
    remind(opened())
else:
    keep_upload_permission(())
    chosen = st.navigation(doors(), position="hidden")
chosen.run()
