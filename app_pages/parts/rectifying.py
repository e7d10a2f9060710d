"""The form by which somebody has what the roll says of them corrected."""

import streamlit as st

from app_pages.parts.rights import CHANNELS, ask_who
from app_pages.shared.layout import say, words, working
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.overview import review_files
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.rectify import DISPUTED, FIELD_NAMES, follow_roll, rectify

_SHOWN = tuple(name for name in FIELD_NAMES if name != "compl2")


def show_rectification(campaign: Campaign) -> None:
    """Correct names, address or bureau; what is left empty stays as it is."""
    st.write(
        words(
            "Ce que la liste dit de faux d'une personne. La rectification est gardée quand la même "
            "liste revient ; si une nouvelle liste dit encore autre chose, elle est à revoir ici.",
            "What the roll has wrong about somebody. The correction is kept when the same roll "
            "comes back; where a new roll says another thing still, it is to be looked at here.",
        )
    )
    with st.form("rectify", enter_to_submit=False, clear_on_submit=True):
        sought = ask_who(campaign, "r")
        st.caption(words("Ce qui est juste (vide : inchangé)", "What is right (empty: as it is)"))
        columns = st.columns(3)
        given = {
            name: columns[at % 3].text_input(str(FIELD_NAMES[name]), key=f"r to {name}").strip()
            for at, name in enumerate(_SHOWN)
        }
        channel = st.selectbox(
            words("Demande venue par", "The request came by"),
            CHANNELS,
            format_func=lambda one: words(*CHANNELS[one]),
            key="r channel",
        )
        undo = st.checkbox(
            words("Retirer ses rectifications : la liste a raison", "Take back: the roll is right")
        )
        asked = st.form_submit_button(words("Rectifier", "Correct"), type="primary")
    if asked:
        with working(words("Rectification…", "Correcting…")):
            wanted = {name: value for name, value in given.items() if value}
            who = PersonQuery(**sought)
            result = (
                follow_roll(campaign, who)
                if undo
                else rectify(campaign, who, wanted, channel=channel)
            )
        say(result)
    rows = review_files(campaign).get(DISPUTED)
    if rows is not None:
        st.subheader(words("La nouvelle liste dit autre chose", "The new roll says another thing"))
        show_table(rows)
