"""Cut turfs."""

import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import choose_some, named, needs, opened, say, words, working
from app_pages.workbench.audit_sheet import show_check
from app_pages.workbench.the_map import show_workbench
from campaign.overview import bureau_names
from campaign.turfs.cut import CutChoices, cut

UNITS = {"doors": words("portes", "doors"), "minutes": words("minutes", "minutes")}
WITHIN = {
    "bureau": words("chaque bureau de vote", "each polling station"),
    "quartier": words("chaque quartier", "each quartier"),
    "none": words("toute la ville", "the whole town"),
}
BY = {
    "building": words("chaque adresse", "each building"),
    "blockface": words("chaque côté de rue", "each side of a street"),
    "block": words("chaque pâté de maisons", "each block"),
}
campaign = opened()
st.title(words("Découpage", "Cutting"))
now = cached.now(campaign)
needs(
    now.buildings > 0,
    "addresses",
    words("Il faut d'abord placer les électeurs.", "The voters must be placed first."),
)
needs(now.streets, "places", words("Il faut d'abord les rues.", "The streets come first."))
names = bureau_names(campaign)
title = words("Nouveau découpage", "New cut")
with (
    st.expander(title, icon=":material/grid_view:", expanded=not now.turfs),
    st.form("cut", enter_to_submit=False, border=False),
):
    size, unit, within, by = st.columns(4)
    target = size.number_input(words("Un secteur fait", "A turf is of"), 5, 500, 50, 5)
    chosen_unit = unit.selectbox(words("en", "in"), UNITS, format_func=named(UNITS))
    chosen_within = within.selectbox(
        words("À l'intérieur de", "Within"), WITHIN, format_func=named(WITHIN)
    )
    label = words("Au plus, entre portes (m)", "At most, between doors (m)")
    gap = within.number_input(label, 50, 5000, 300, 50)
    chosen_by = by.selectbox(words("Sans séparer", "Keep whole"), BY, format_func=named(BY))
    whole = by.checkbox(words("Jamais, quelle que soit la taille", "Never, whatever the size"))
    bureaux = choose_some(
        words("Bureaux de vote", "Polling stations"),
        names,
        names=named(names),
        placeholder=words("Toute la ville", "The whole town"),
    )
    if now.turfs:
        st.caption(
            words(
                "Un nouveau découpage remplace l'ancien, sauf les secteurs verrouillés ; il est "
                "refusé tant que des secteurs publiés devraient disparaître.",
                "A new cut replaces the old one, but for locked turfs; it is refused as long as "
                "published turfs would go.",
            )
        )
    asked = st.form_submit_button(words("Découper", "Cut"), type="primary")
if asked:
    with working(words("Découpage…", "Cutting…")) as tick:
        choices = CutChoices.checked(
            target=float(target),
            unit=chosen_unit,
            within=chosen_within,
            by=chosen_by,
            gap_m=float(gap),
            whole=whole and chosen_by != "building",
            bureaux=tuple(bureaux),
        )
        result = cut(campaign, choices, on_progress=tick)
    say(result, then="walks")
show_workbench(campaign)
if now.turfs or asked:
    show_check(campaign)
