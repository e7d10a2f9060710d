"""One walk: its figures, its map, what a canvasser notices, the way street by street."""

import pandas as pd
import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import escape_markdown, show_figures, show_map, words
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.overview import stops_of
from canvass.words import number, percent


def show_walk(campaign: Campaign, turf: str, row: pd.Series) -> None:
    """Show the planned walk of one turf; ``row`` is the turf's in the table of turfs."""
    stops = stops_of(campaign, turf)
    if stops.empty:
        st.info(words("Plus aucune porte à visiter ici.", "No door is left to visit here."))
        return
    gap = row["walk_s"] / row["lower_bound_s"] - 1 if row["lower_bound_s"] > 0 else 0.0
    at_most = percent(max(gap, 0.001), 1)
    show_figures(
        [
            (words("Portes", "Doors"), number(row["doors"])),
            (words("À pied", "On foot"), f"{number(row['walk_m'] / 1000, 2)} km"),
            (words("Durée", "Time"), f"{number(row['minutes'])} min"),
            (
                words("Plus court possible ?", "Shortest possible?"),
                words("oui, prouvé", "yes, proved")
                if row["proof"] == "optimal"
                else words(f"à {at_most} près", f"within {at_most}"),
            ),
        ]
    )
    show_map(cached.turf(campaign, turf), key=f"walk_{turf}")
    walk = cached.walk(campaign, turf)
    st.caption(
        words(
            "{crossings:rue traversée|rues traversées} · "
            "{side_changes:changement de côté|changements de côté} · "
            "{re_entries:retour dans une rue|retours dans une rue} · "
            "{u_turns:demi-tour|demi-tours}",
            "{crossings:street|streets} crossed · {side_changes:change|changes} of side · "
            "{re_entries:return|returns} to a street · {u_turns:U-turn|U-turns}",
            **{key: walk[key] for key in ("crossings", "side_changes", "re_entries", "u_turns")},
        )
    )
    with st.expander(words("Le chemin, rue par rue", "The way, street by street")):
        for line in walk["directions"]:
            st.markdown(f"- {escape_markdown(words(line['fr'], line['en']))}")
    show_table(stops, columns=["position", "address", "doors", "leg_m"])
