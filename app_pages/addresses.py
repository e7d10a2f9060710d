"""Place every voter at a door, and show what was not placed."""

import streamlit as st

from app_pages.frame import opened, say, show_table, words, working
from campaign.geocode import geocode
from campaign.overview import review_files

campaign = opened()
st.title(words("Adresses", "Addresses"))
st.write(
    words(
        "Chaque électeur est placé à son adresse, sans qu'aucune donnée ne sorte de cet "
        "ordinateur.",
        "Every voter is placed at their address; no data leaves this computer.",
    )
)
if st.button(words("Placer les électeurs", "Place the voters"), type="primary"):
    with working(words("Recherche des adresses…", "Finding addresses…")) as tick:
        result = geocode(campaign, on_progress=tick)
    say(result)
files = review_files(campaign)
shown = {
    "a_placer.csv": words("Adresses à placer à la main", "Addresses to place by hand"),
    "bureaux_a_verifier.csv": words(
        "Électeurs dont l'adresse est dans un autre bureau", "Voters whose address is elsewhere"
    ),
    "remarques_lieux.csv": words("Remarques sur les fichiers", "Remarks on the files"),
}
for name, label in shown.items():
    if name in files:
        st.subheader(f"{label} ({len(files[name])})")
        show_table(files[name])
if not set(shown) & set(files):
    st.caption(words("Rien à vérifier.", "Nothing to review."))
