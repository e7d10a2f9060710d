"""Import addresses, bureaux, quartiers, streets and results."""

import streamlit as st

from app_pages.frame import number, opened, say, uploads, words, working
from campaign.import_places import PlaceFiles, import_places
from campaign.overview import overview

campaign = opened()
st.title(words("Lieux", "Places"))
now = overview(campaign)
st.caption(
    words(
        f"En place : {number(now.bureaux)} bureaux de vote, {number(now.quartiers)} quartiers, "
        f"adresses {'oui' if now.addresses else 'non'}, rues {'oui' if now.streets else 'non'}",
        f"In place: {number(now.bureaux)} polling stations, {number(now.quartiers)} quartiers, "
        f"addresses {'yes' if now.addresses else 'no'}, streets {'yes' if now.streets else 'no'}",
    )
)
KINDS = {
    "addresses": words("Adresses (BAN ou BAL, .csv.gz)", "Addresses (BAN or BAL, .csv.gz)"),
    "lieux_dits": words("Lieux-dits (BAN, .csv.gz)", "Lieux-dits (BAN, .csv.gz)"),
    "streets": words("Rues (OpenStreetMap, .osm.pbf)", "Streets (OpenStreetMap, .osm.pbf)"),
    "bureaux": words("Bureaux de vote (.geojson, .zip)", "Polling stations (.geojson, .zip)"),
    "quartiers": words("Quartiers (.geojson, .zip)", "Quartiers (.geojson, .zip)"),
}
columns = st.columns(2)
given = {
    name: columns[place % 2].file_uploader(label, key=name)
    for place, (name, label) in enumerate(KINDS.items())
}
results = columns[1].file_uploader(
    words("Résultats par bureau (.csv)", "Results by polling station (.csv)"),
    accept_multiple_files=True,
)
chosen = {name: file for name, file in given.items() if file is not None}
if st.button(words("Importer", "Import"), type="primary", disabled=not (chosen or results)):
    with uploads([*chosen.values(), *results]) as paths:
        single = dict(zip(chosen, paths, strict=False))
        files = PlaceFiles(**single, results=tuple(paths[len(chosen) :]))
        with working(words("Lecture des lieux…", "Reading places…")) as tick:
            result = import_places(campaign, files, on_progress=tick)
    say(result)
