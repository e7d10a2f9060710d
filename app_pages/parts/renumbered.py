"""Where the map numbers bureaux otherwise than the roll: show it, and accept it."""

import streamlit as st

from app_pages.shared.layout import say, words, working
from app_pages.shared.tables import show_table
from campaign.addresses.renumber import renumber
from campaign.folder import Campaign
from campaign.overview import bureau_labels, review_files
from campaign.sheets.export import bureau_name

FILE = "bureaux_renumerotes.csv"


def show_renumbered(campaign: Campaign) -> None:
    """Offer to give the areas the roll's numbers; nothing where they agree."""
    table = review_files(campaign).get(FILE)
    if table is None:
        return
    place = st.empty()
    with place.container():
        st.subheader(words("Bureaux renumérotés", "Renumbered stations"))
        st.caption(
            words(
                "Presque tous les électeurs de ces contours sont inscrits dans un bureau d'un "
                "autre numéro : la ville a renuméroté ses bureaux. Les électeurs gardent le leur.",
                "Nearly all voters of these areas are on the roll of a station of another number: "
                "the town numbered its stations anew. Voters keep theirs.",
            )
        )
        labels = bureau_labels(campaign)
        for column in ("contour", "bureau_liste"):
            table[column] = [
                bureau_name(bureau, labels.get(bureau, "")) for bureau in table[column]
            ]
        show_table(table)
        label = words(
            "Donner aux contours les numéros de la liste", "Give the areas the roll's numbers"
        )
        asked = st.button(label, key="renumber")
    if asked:
        with working(words("Recherche des adresses…", "Finding addresses…")) as tick:
            result = renumber(campaign, on_progress=tick)
        # What was to be decided is decided.
        place.empty()
        say(result, then="cutting")
