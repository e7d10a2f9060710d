"""Order the walks and look at one."""

import streamlit as st

from app_pages.frame import number, opened, say, show_map, show_table, words, working
from campaign.overview import stops_of, turf_map, turf_table
from campaign.plan_walks import plan_walks

campaign = opened()
st.title(words("Parcours", "Walks"))
proof_s = st.slider(
    words("Secondes de preuve par secteur", "Seconds of proof per turf"), 0.0, 5.0, 0.0, 0.5
)
if st.button(words("Calculer les parcours", "Plan the walks"), type="primary"):
    with working(words("Calcul des parcours…", "Planning…")) as tick:
        result = plan_walks(campaign, again=True, proof_s=proof_s, on_progress=tick)
    say(result)
turfs = turf_table(campaign)
planned = turfs[turfs["proof"] != ""]
if planned.empty:
    st.info(words("Découpez d'abord (page 4).", "Cut first (page 4)."))
    st.stop()
chosen = st.selectbox(
    words("Secteur", "Turf"),
    planned.index,
    format_func=lambda turf: f"{turf} – {planned.loc[turf, 'label']}",
)
row = planned.loc[chosen]
facts = st.columns(4)
facts[0].metric(words("Portes", "Doors"), number(row["doors"]), border=True)
facts[1].metric(words("À pied", "On foot"), f"{number(row['walk_m'] / 1000, 2)} km", border=True)
facts[2].metric(words("Durée", "Time"), f"{number(row['minutes'])} min", border=True)
gap = row["walk_s"] / row["lower_bound_s"] - 1 if row["lower_bound_s"] > 0 else 0.0
proof = words("le plus court", "shortest") if gap < 1e-9 else f"≤ +{number(100 * gap, 1)} %"
facts[3].metric(words("Preuve", "Proof"), proof, border=True)
show_map(turf_map(campaign, chosen), key=f"walk_{chosen}")
stops = stops_of(campaign, chosen)[["position", "address", "doors", "leg_m"]]
stops["leg_m"] = stops["leg_m"].round().astype(int)
stops.columns = [
    words("N°", "No."),
    words("Adresse", "Address"),
    words("Portes", "Doors"),
    words("Mètres depuis l'arrêt précédent", "Metres from the stop before"),
]
show_table(stops)
