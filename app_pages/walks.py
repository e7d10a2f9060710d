"""Order the walks and look at one."""

import streamlit as st

from app_pages import cached
from app_pages.frame import facts, needs, number, opened, percent, say, show_map, words, working
from app_pages.tables import show_table
from campaign.overview import stops_of
from campaign.plan_walks import plan_walks

campaign = opened()
st.title(words("Parcours", "Walks"))
now = cached.now(campaign)
needs(now.turfs > 0, "cutting", words("Il faut d'abord découper.", "Turfs must be cut first."))
missing = now.turfs - now.planned
with st.expander(words("Calculer les parcours", "Plan the walks"), expanded=missing > 0):
    proof_s = st.slider(
        words("Secondes par secteur pour prouver qu'on ne peut faire plus court", "Proof, seconds"),
        0.0,
        5.0,
        0.0,
        0.5,
        help=words(
            "0 suffit le plus souvent ; davantage resserre la preuve, secteur par secteur.",
            "0 is mostly enough; more tightens the proof, turf by turf.",
        ),
    )
    again = st.checkbox(
        words("Recalculer aussi ceux qui existent", "Plan those that exist anew too"),
        value=not missing,
    )
    todo = now.turfs if again else missing
    label = words(f"Calculer {number(todo)} parcours", f"Plan {number(todo)} walks")
    asked = st.button(label, type="primary" if missing else "secondary", disabled=not todo)
if asked:
    with working(words("Calcul des parcours…", "Planning…")) as tick:
        result = plan_walks(campaign, again=again, proof_s=proof_s, on_progress=tick)
    say(result, then="sheets")
turfs = cached.turfs(campaign)
planned = turfs[turfs["proof"] != ""]
if planned.empty:
    st.stop()
chosen = st.selectbox(
    words("Secteur à regarder", "Turf to look at"),
    planned.index,
    format_func=lambda turf: f"{turf} – {planned.loc[turf, 'label']}",
)
row = planned.loc[chosen]
gap = row["walk_s"] / row["lower_bound_s"] - 1 if row["lower_bound_s"] > 0 else 0.0
at_most = percent(max(gap, 0.001), 1)
facts(
    [
        (words("Portes", "Doors"), number(row["doors"])),
        (words("À pied", "On foot"), f"{number(row['walk_m'] / 1000, 2)} km"),
        (words("Durée", "Time"), f"{number(row['minutes'])} min"),
        (
            words("Plus court possible ?", "Shortest possible?"),
            words("oui, prouvé", "yes, proved")
            if row["proof"] == "optimal"
            else words(f"à {at_most} près", f"within {at_most}"),
        ),
    ]
)
show_map(cached.turf(campaign, chosen), key=f"walk_{chosen}")
show_table(stops_of(campaign, chosen), columns=["position", "address", "doors", "leg_m"])
