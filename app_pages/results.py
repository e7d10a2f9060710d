"""What the field says: doors by area, concerns by quartier, small groups masked."""

import streamlit as st

from app_pages.frame import number, opened, say, show_table, words, working
from campaign.report import COLUMNS, read_report, report

campaign = opened()
st.title(words("Bilan", "Report"))
made = read_report(campaign)
doors, knocked, opened_doors, refused = (int(n) for n in made.doors)
for column, (label, value) in zip(
    st.columns(4),
    [
        (words("Portes", "Doors"), doors),
        (words("Frappées", "Knocked"), knocked),
        (words("Ouvertes", "Opened"), opened_doors),
        (words("Refus", "Refused"), refused),
    ],
    strict=True,
):
    column.metric(label, number(value), border=True)
tabs = st.tabs(
    [
        words("Quartiers", "Quartiers"),
        words("Bureaux de vote", "Polling stations"),
        words("Secteurs", "Turfs"),
        words("Préoccupations", "Concerns"),
    ]
)
for tab, area in zip(tabs, ("quartier", "bureau", "turf"), strict=False):
    with tab:
        show_table(made.by_area[area][list(COLUMNS)].rename(columns=COLUMNS).reset_index())
with tabs[3]:
    st.caption(
        words(
            f"Un chiffre n'est montré que si au moins {campaign.settings.masked_below} portes ont "
            "répondu dans le quartier.",
            f"A figure is shown only if at least {campaign.settings.masked_below} doors answered "
            "in the quartier.",
        )
    )
    show_table(made.concerns.fillna("masqué").reset_index(drop=True))
if st.button(words("Écrire les tableaux", "Write the tables")):
    with working(words("Écriture…", "Writing…")) as tick:
        say(report(campaign, on_progress=tick))
