"""Import the electoral roll."""

import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import named, opened, say, words, working
from app_pages.shared.tables import show_table
from app_pages.shared.uploads import uploads
from campaign.import_roll import import_roll
from campaign.overview import review_files
from canvass.words import day, number

campaign = opened()
st.title(words("Liste électorale", "Electoral roll"))
voters = cached.now(campaign).voters
who = campaign.settings.provenance
if who.received_on:
    st.caption(
        words(
            f"Remise par la {who.origin} à {who.requester} le {day(who.received_on)}. "
            "Aucun usage commercial (art. L37).",
            f"Given by the {who.origin} to {who.requester} on {day(who.received_on)}. "
            "No commercial use (art. L37).",
        )
    )
if voters:
    st.info(
        words("{n:électeur|électeurs} dans la base.", "{n:voter|voters} in the base.", n=voters)
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
given = st.file_uploader(words("Fichiers de la liste", "Roll files"), accept_multiple_files=True)
lists = {
    "": words("le fichier le dit", "the file says so"),
    "LP": words("liste principale (LP)", "main list (LP)"),
    "LCM": words("complémentaire municipale (LCM)", "complementary municipal (LCM)"),
    "LCE": words("complémentaire européenne (LCE)", "complementary European (LCE)"),
}
list_type = st.selectbox(words("Type de liste", "Type of list"), lists, format_func=named(lists))
remove_left = bool(voters) and st.checkbox(
    words(
        "Retirer de la base les électeurs qui ne sont plus dans ces fichiers",
        "Remove from the base the voters that these files do not hold",
    )
)
if st.button(words("Importer", "Import"), type="primary", disabled=not given):
    reading = words("Lecture de la liste…", "Reading the roll…")
    with uploads(given) as paths, working(reading) as tick:
        result = import_roll(
            campaign, paths, remove_left=remove_left, list_type=list_type or None, on_progress=tick
        )
    say(result, then="places")
files = review_files(campaign)
for name, title in {
    "lignes_ecartees.csv": words("Lignes écartées", "Rows set aside"),
    "homonymes.csv": words(
        "Homonymes nés le même jour : deux personnes ou une inscription double ?",
        "Same name, same birth date: two people or one listed twice?",
    ),
}.items():
    if name in files:
        with st.expander(f"{title} ({number(len(files[name]))})"):
            show_table(files[name])
