"""What analysts see of an area: one map and one table, small groups hidden."""

import pandas as pd
import streamlit as st

from app_pages.shared.layout import show_map, words
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.overview import bureau_names
from campaign.report.overlays import OUTCOMES, Area, overlay
from canvass.words import number


def show_overlay(campaign: Campaign, area: Area, nowhere: str) -> None:
    """Show the share of doors opened on the map, then what happened, area by area."""
    made = overlay(campaign, area)
    least = made.threshold
    st.caption(
        words(
            f"Les chiffres d'un lieu changent par {least} portes qui ont répondu au moins : les "
            "dernières visites peuvent y manquer. Est masqué ce qui parlerait de moins de portes, "
            "ou de portes qui disent toutes la même chose. « – » : pas encore de chiffre.",
            f"The figures of a place change by {least} doors that answered at least: the last "
            "visits may not be in them yet. Hidden is what would speak of fewer doors, or of doors "
            "that all say the same. “–”: no figure yet.",
        )
    )
    if made.drawing is not None:
        show_map(made.drawing, key=f"overlay {area}")
    names = bureau_names(campaign) if area == "bureau" else {}
    hidden = words("masqué", "hidden")
    figures = ["knocked", *OUTCOMES]
    table = made.table.copy()
    untold = made.table["knocked"].isna()
    table[figures] = table[figures].map(lambda n: hidden if pd.isna(n) else number(n))
    table.loc[untold, figures] = "–"
    told = zip(map(str, table.index), table["label"], strict=True)
    table["label"] = [names.get(code, label) or code or nowhere for code, label in told]
    show_table(table, columns=["label", "doors", *figures], aligned=figures)
