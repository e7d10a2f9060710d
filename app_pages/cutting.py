"""Cut turfs."""

import streamlit as st

from app_pages.frame import number, opened, say, show_map, show_table, words, working
from campaign.cut import CutChoices, cut
from campaign.overview import town_map, turf_table

campaign = opened()
st.title(words("Découpage", "Cutting"))
UNITS = {"doors": words("portes", "doors"), "minutes": words("minutes", "minutes")}
WITHIN = {
    "bureau": words("chaque bureau de vote", "each polling station"),
    "quartier": words("chaque quartier", "each quartier"),
    "none": words("toute la ville", "the whole town"),
}
BY = {
    "building": words("adresse", "building"),
    "blockface": words("côté de rue", "block face"),
    "block": words("îlot", "block"),
}
with st.form("cut"):
    size, unit, within, by = st.columns(4)
    target = size.number_input(words("Taille", "Size"), 5, 500, 50, 5)
    chosen_unit = unit.selectbox(words("En", "In"), UNITS, format_func=UNITS.get)
    chosen_within = within.selectbox(words("Dans", "Within"), WITHIN, format_func=WITHIN.get)
    chosen_by = by.selectbox(words("Garder entier", "Keep whole"), BY, format_func=BY.get)
    asked = st.form_submit_button(words("Découper", "Cut"), type="primary")
if asked:
    choices = CutChoices.checked(
        target=float(target), unit=chosen_unit, within=chosen_within, by=chosen_by
    )
    with working(words("Découpage…", "Cutting…")) as tick:
        result = cut(campaign, choices, on_progress=tick)
    say(result)
turfs = turf_table(campaign)
if len(turfs):
    show_map(town_map(campaign), key="cut_map")
    table = turfs.reset_index()[["turf_id", "label", "buildings", "doors", "minutes"]]
    table["minutes"] = table["minutes"].map(number)
    table.columns = [
        words("Secteur", "Turf"),
        words("Rues", "Streets"),
        words("Adresses", "Buildings"),
        words("Portes", "Doors"),
        words("Minutes", "Minutes"),
    ]
    show_table(table)
