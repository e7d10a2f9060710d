"""Draw the frame once, then the chosen page; without a campaign, the page that creates one."""

from datetime import UTC, datetime

import streamlit as st

from app_pages.frame import HERE, STEPS, choose_language, day, folder, opened, words
from app_pages.look import wear
from campaign.folder import Campaign
from campaign.serve import is_campaign


def pages() -> list[st.Page]:
    """List the pages in the order of the work."""
    first = st.Page(
        HERE / "overview.py",
        title=words("Vue d'ensemble", "Overview"),
        icon=":material/map:",
        default=True,
    )
    steps = [
        st.Page(HERE / f"{name}.py", title=str(title), icon=icon)
        for name, (title, icon) in STEPS.items()
    ]
    return [first, *steps]


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
        st.caption(f"**{campaign.settings.name}**  \n{told}")


st.set_page_config(page_title="Arpenteur", page_icon="🚪", layout="wide")
choose_language()
wear()
if is_campaign(folder()):
    chosen = st.navigation(pages(), expanded=True)
    remind(opened())
else:
    chosen = st.navigation([st.Page(HERE / "start.py", title="Arpenteur", default=True)])
chosen.run()
