"""Write the walk lists and hand them over."""

import streamlit as st

from app_pages.frame import opened, say, words, working, zipped
from campaign.export import export_walk_lists
from campaign.overview import turf_table

campaign = opened()
st.title(words("Feuilles de route", "Walk lists"))
turfs = turf_table(campaign)
planned = turfs[turfs["proof"] != ""]
if planned.empty:
    st.info(words("Calculez d'abord les parcours (page 5).", "Plan the walks first (page 5)."))
    st.stop()
bureaux = st.multiselect(
    words("Bureaux de vote (tous si vide)", "Polling stations (all if empty)"),
    sorted(planned["bureau_id"].unique()),
)
chosen = st.multiselect(
    words("Secteurs (tous si vide)", "Turfs (all if empty)"),
    planned.index,
    format_func=lambda turf: f"{turf} – {planned.loc[turf, 'label']}",
)
if st.button(words("Écrire les feuilles", "Write the sheets"), type="primary"):
    with working(words("Mise en page…", "Laying out…")) as tick:
        result = export_walk_lists(campaign, turfs=chosen, bureaux=bureaux, on_progress=tick)
    say(result)
for folder in sorted((p for p in campaign.walklists.glob("20*") if p.is_dir()), reverse=True):
    st.download_button(
        words(f"Télécharger les feuilles du {folder.name}", f"Download sheets of {folder.name}"),
        data=lambda folder=folder: zipped(folder),
        file_name=f"feuilles-{folder.name}.zip",
        mime="application/zip",
        key=folder.name,
        on_click="ignore",
    )
