"""Write the walk lists and hand them over."""

import streamlit as st

from app_pages.parts.sheets_made import show_made, show_outdated
from app_pages.shared import cached
from app_pages.shared.layout import (
    choose_some,
    named,
    needs,
    opened,
    refuse_to_send_out,
    say,
    words,
    working,
)
from campaign.overview import bureau_names
from campaign.sheets.export import FORMATS, export_walk_lists

campaign = opened()
st.title(words("Feuilles de route", "Walk lists"))
turfs = cached.turfs(campaign)
planned = turfs[turfs["proof"] != ""]
needs(
    len(planned) > 0,
    "walks",
    words("Il faut d'abord calculer les parcours.", "The walks must be planned first."),
)
st.write(
    words(
        "Pour chaque secteur : une feuille PDF à imprimer, un tableau à remplir au retour et un "
        "fichier pour les cartes.",
        "For each turf: a PDF sheet to print, a table to fill on return and a file for maps.",
    )
)
names = bureau_names(campaign)
bureaux = choose_some(
    words("Bureaux de vote", "Polling stations"),
    [bureau for bureau in names if bureau in set(planned["bureau_id"])],
    names=named(names),
    placeholder=words("Tous", "All"),
)
offered = planned[planned["bureau_id"].isin(bureaux)] if bureaux else planned
chosen = choose_some(
    words("Secteurs", "Turfs"),
    offered.index,
    names=lambda turf: f"{turf} – {planned.loc[turf, 'label']}",
    placeholder=words("Tous ceux de ces bureaux", "All of these stations"),
)
formats = st.multiselect(
    words("Fichiers en plus", "More files"),
    list(FORMATS),
    format_func=lambda name: f"{name.upper()} – {FORMATS[name]}",
    placeholder=words("Aucun", "None"),
)
count = len(chosen) or len(offered)
label = words("Préparer {n:feuille|feuilles}", "Prepare {n:sheet|sheets}", n=count)
if st.button(label, type="primary"):
    with working(words("Mise en page…", "Laying out…")) as tick:
        result = export_walk_lists(
            campaign, turfs=chosen, bureaux=bureaux, formats=formats, on_progress=tick
        )
    say(result)
refuse_to_send_out(campaign)
show_outdated(campaign)
show_made(campaign)
