"""How far the campaign has come, on a map."""

import streamlit as st

from app_pages.frame import number, opened, show_map, words
from campaign.overview import overview, town_map

campaign = opened()
now = overview(campaign)

st.title(campaign.settings.name)
left, *columns = st.columns(5)
left.metric(words("Électeurs", "Voters"), number(now.voters), border=True)
facts = [
    (words("Adresses", "Buildings"), number(now.buildings)),
    (words("Secteurs", "Turfs"), number(now.turfs)),
    (words("Portes frappées", "Doors knocked"), f"{number(now.knocked)} / {number(now.doors)}"),
    (words("Portes ouvertes", "Doors opened"), number(now.opened)),
]
for column, (label, value) in zip(columns, facts, strict=True):
    column.metric(label, value, border=True)
if now.conflicts:
    st.warning(
        words(
            f"{now.conflicts} contradictions à trancher (page 7).",
            f"{now.conflicts} contradictions to settle (page 7).",
        )
    )
if not now.voters:
    st.info(
        words(
            "Commencez par importer la liste électorale (page 1), puis les lieux (page 2).",
            "Start by importing the electoral roll (page 1), then the places (page 2).",
        )
    )
show_map(town_map(campaign), key="town")
st.caption(
    words(
        "Secteurs : du jaune (rien de fait) au bleu foncé (toutes les portes frappées). "
        "Tirets bruns : quartiers ; pointillés gris : bureaux de vote.",
        "Turfs: from yellow (nothing done) to dark blue (every door knocked). "
        "Brown dashes: quartiers; grey dots: polling stations.",
    )
)
