"""Import the electoral roll."""

import streamlit as st

from app_pages.frame import opened, say, uploads, words, working
from campaign.import_roll import import_roll

campaign = opened()
st.title(words("Liste électorale", "Electoral roll"))
who = campaign.settings.provenance
st.caption(
    words(
        f"Remise par : {who.origin} · demandeur : {who.requester} · reçue le {who.received_on} · "
        f"« {who.undertaking} »",
        f"Given by: {who.origin} · requester: {who.requester} · received on {who.received_on} · "
        f"“{who.undertaking}”",
    )
)
st.write(
    words(
        "Déposez les fichiers tels que la mairie ou la préfecture les donne (CSV ou Excel) : liste "
        "principale et listes complémentaires ensemble. Le lieu de naissance n'est pas conservé. "
        "Importer deux fois la même liste ne change rien.",
        "Drop the files as the mairie or préfecture gives them (CSV or Excel): main and "
        "complementary lists together. Place of birth is not kept. "
        "Importing the same roll twice changes nothing.",
    )
)
given = st.file_uploader(
    words("Fichiers de la liste", "Roll files"),
    type=["csv", "gz", "xlsx", "zip", "txt"],
    accept_multiple_files=True,
)
if st.button(words("Importer", "Import"), type="primary", disabled=not given):
    with uploads(given) as paths, working(words("Lecture de la liste…", "Reading…")) as tick:
        result = import_roll(campaign, paths, on_progress=tick)
    say(result)
