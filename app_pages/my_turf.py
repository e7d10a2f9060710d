"""A canvasser's own turf, during their shift: the map, the addresses in order, the sheet."""

import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import escape_markdown, opened, refuse_to_send_out, show_map, words
from app_pages.shared.login import still_on, turfs_here
from app_pages.shared.tables import show_table
from campaign.overview import stops_of
from campaign.server.shifts import sheet_of

campaign = opened()
st.title(words("Mon secteur", "My turf"))
refuse_to_send_out(campaign)
mine = turfs_here(campaign)
if not mine:
    st.info(
        words(
            "Aucun secteur ne vous est confié en ce moment. Demandez à votre responsable.",
            "No turf is yours at this moment. Ask your team leader.",
        )
    )
    st.stop()
turf = next(iter(mine))
if len(mine) > 1:
    turf = st.segmented_control(words("Secteur", "Turf"), list(mine), default=turf) or turf
until = f"{mine[turf].astimezone():%d/%m %H:%M}"
st.caption(escape_markdown(words(f"{turf}, jusqu'au {until}", f"{turf}, until {until}")))
stops = stops_of(campaign, turf)
if stops.empty:
    st.info(words("Plus aucune porte à visiter ici.", "No door is left to visit here."))
    st.stop()
show_map(cached.turf(campaign, turf), key=f"mine_{turf}")
tall = ["floors"] if stops["floors"].any() else []
show_table(stops, columns=["position", "address", "doors", *tall])
sheet = sheet_of(campaign, turf)
if sheet is not None:
    st.download_button(
        words("Feuille à imprimer (PDF)", "Sheet to print (PDF)"),
        # asked for when it is clicked, which may be long after the page was drawn
        data=still_on(campaign, turf, sheet.read_bytes),
        file_name=sheet.name,
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
    )
