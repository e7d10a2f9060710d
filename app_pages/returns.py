"""Take the filled sheets back and show contradictions."""

import streamlit as st

from app_pages.frame import opened, say, show_table, uploads, words, working
from campaign.import_responses import import_responses
from campaign.overview import review_files

campaign = opened()
st.title(words("Retours", "Returns"))
st.write(
    words(
        "Déposez les tableaux remplis (CSV ou Excel). Un fichier déposé deux fois ne compte "
        "qu'une fois ; deux récits différents d'un même passage sont gardés et montrés ici.",
        "Drop the filled tables (CSV or Excel). A file dropped twice counts once; two different "
        "tellings of one contact are kept and shown here.",
    )
)
given = st.file_uploader(
    words("Tableaux remplis", "Filled tables"), type=["csv", "xlsx"], accept_multiple_files=True
)
if st.button(words("Enregistrer", "Record"), type="primary", disabled=not given):
    with uploads(given) as paths, working(words("Lecture…", "Reading…")) as tick:
        result = import_responses(campaign, paths, on_progress=tick)
    say(result)
files = review_files(campaign)
for name, label in {
    "contradictions.csv": words("Contradictions à trancher", "Contradictions to settle"),
    "reponses_a_corriger.csv": words("Cellules à corriger", "Cells to correct"),
}.items():
    if name in files:
        st.subheader(f"{label} ({len(files[name])})")
        show_table(files[name])
