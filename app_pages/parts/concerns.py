"""Where each concern is raised: a map and a table in which small groups are hidden."""

import pandas as pd
import streamlit as st

from app_pages.shared.layout import escape_markdown, show_map, words
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.report.drawings import concern_drawing
from campaign.report.report import Report
from canvass.words import number


def show_concerns(campaign: Campaign, made: Report) -> None:
    """Show one concern on the map, and all of them in the table."""
    least = made.threshold
    st.caption(
        words(
            f"Sont masqués : les quartiers où moins de {least} portes ont répondu, les "
            "préoccupations que tout un quartier partage, et ce qu'il faut de plus pour qu'une "
            "soustraction ne dise rien. Les chiffres d'un quartier changent par "
            f"{least} réponses au moins.",
            f"Hidden: quartiers where fewer than {least} doors answered, concerns that all of a "
            "quartier share, and as much more as subtraction needs to tell nothing. The figures "
            f"of a quartier change by {least} answers at least.",
        )
    )
    raised = list(campaign.settings.concerns.values())
    chosen = st.segmented_control(
        words("Préoccupation", "Concern"),
        raised,
        format_func=escape_markdown,
        default=raised[0],
        required=True,
    )
    drawing = concern_drawing(campaign, made, chosen)
    if drawing is not None:
        show_map(drawing, key=f"concern {chosen}")
    hidden = words("masqué", "hidden")
    table = made.concerns[raised].map(lambda count: hidden if pd.isna(count) else number(count))
    labels = made.by_area["quartier"]["label"]
    nowhere = words("hors quartier", "in no quartier")
    silent = made.answered == 0
    table[silent] = "–"
    table.insert(0, "label", [label or code or nowhere for code, label in labels.items()])
    show_table(table, aligned=raised)
