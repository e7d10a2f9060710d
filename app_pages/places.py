"""Import addresses, bureaux, quartiers, streets and results."""

from dataclasses import replace
from typing import Any

import streamlit as st

from app_pages import cached
from app_pages.frame import number, opened, say, words, working
from app_pages.tables import show_table
from app_pages.uploads import uploads
from campaign.import_places import PlaceFiles, import_places
from campaign.overview import review_files

KINDS = {
    "addresses": (
        words("Adresses (Base adresse nationale)", "Addresses (Base adresse nationale)"),
        ["csv", "gz"],
    ),
    "streets": (words("Rues (OpenStreetMap)", "Streets (OpenStreetMap)"), ["pbf", "osm"]),
    "bureaux": (
        words("Contours des bureaux de vote", "Areas of the polling stations"),
        ["geojson", "json", "zip", "gpkg"],
    ),
    "quartiers": (
        words("Contours des quartiers", "Areas of the quartiers"),
        ["geojson", "json", "zip", "gpkg"],
    ),
    "lieux_dits": (words("Lieux-dits (BAN)", "Lieux-dits (BAN)"), ["csv", "gz"]),
    "results": (
        words("Résultats par bureau de vote", "Results by polling station"),
        ["csv", "txt", "xlsx", "zip", "gz"],
    ),
}
campaign = opened()
st.title(words("Lieux", "Places"))
now = cached.now(campaign)
have = {
    words("adresses", "addresses"): now.addresses,
    words("rues", "streets"): now.streets,
    f"{number(now.bureaux)} " + words("bureaux de vote", "polling stations"): now.bureaux > 0,
    f"{number(now.quartiers)} " + words("quartiers", "quartiers"): now.quartiers > 0,
}
here = ", ".join(what for what, is_here in have.items() if is_here)
st.write(
    words(
        "Des fichiers publics, une fois pour la campagne. Les **adresses** et les **rues** sont "
        "indispensables ; les autres servent à découper et à compter.",
        "Public files, once for the campaign. **Addresses** and **streets** are needed; the "
        "others serve to cut and to count.",
    )
)
if here:
    st.info(words(f"Déjà là : {here}.", f"Already here: {here}."))
columns = st.columns(2)
given = {
    name: columns[place % 2].file_uploader(
        label, type=types, key=name, accept_multiple_files=name == "results"
    )
    for place, (name, (label, types)) in enumerate(KINDS.items())
}
results = given.pop("results") or []
chosen = {name: file for name, file in given.items() if file is not None}
if st.button(words("Importer", "Import"), type="primary", disabled=not (chosen or results)):
    with uploads([*chosen.values(), *results]) as paths:
        single: dict[str, Any] = dict(zip(chosen, paths, strict=False))
        files = replace(PlaceFiles(results=tuple(paths[len(chosen) :])), **single)
        with working(words("Lecture des lieux…", "Reading places…")) as tick:
            result = import_places(campaign, files, on_progress=tick)
    say(result, then="addresses")
remarks = review_files(campaign).get("remarques_lieux.csv")
if remarks is not None:
    with st.expander(words("Remarques sur les fichiers", "Remarks on the files")):
        show_table(remarks)
