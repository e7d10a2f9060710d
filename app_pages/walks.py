"""Order the walks and look at one."""

import streamlit as st

from app_pages.parts.walk_shown import show_walk
from app_pages.shared import cached
from app_pages.shared.layout import needs, opened, say, words, working
from campaign.walks.plan_walks import plan_walks
from campaign.walks.walk_choices import checked_choices
from canvass.words import number

campaign = opened()
st.title(words("Parcours", "Walks"))
now = cached.now(campaign)
needs(now.turfs > 0, "cutting", words("Il faut d'abord découper.", "Turfs must be cut first."))
missing = now.turfs - now.planned
with st.expander(words("Calculer les parcours", "Plan the walks"), expanded=missing > 0):
    proof_s = st.slider(
        words("Secondes par secteur pour prouver qu'on ne peut faire plus court", "Proof, seconds"),
        0,
        5,
        0,
        format="%d s",
        help=words(
            "0 suffit le plus souvent ; davantage resserre la preuve, secteur par secteur.",
            "0 is mostly enough; more tightens the proof, turf by turf.",
        ),
    )
    ways = {
        "free": words("au plus court", "as the walk is shortest"),
        "one_by_one": words("un côté, puis l'autre", "one side, then the other"),
        "zigzag": words("en zigzag dans les petites rues", "in zigzag over narrow streets"),
    }
    sides = st.selectbox(words("Les deux côtés d'une rue", "The two sides of a street"), ways,
                         format_func=ways.__getitem__)  # fmt: skip
    reentry_s = st.slider(
        words("Secondes de marche acceptées pour moins changer de rue",
              "Seconds of walk accepted to change street less"),
        0, 30, int(campaign.settings.walking.reentry_s), 5, format="%d s",
        help=words(
            "10 allonge le parcours de 0,2 % en moyenne et épargne un retour sur cinq.",
            "10 makes walks 0.2 % longer on average and spares one return out of five.",
        ),
    )  # fmt: skip
    again = st.checkbox(
        words("Recalculer aussi ceux qui existent", "Plan those that exist anew too"),
        value=not missing,
    )
    todo = now.turfs if again else missing
    label = words(f"Calculer {number(todo)} parcours", f"Plan {number(todo)} walks")
    asked = st.button(label, type="primary" if missing else "secondary", disabled=not todo)
if asked:
    with working(words("Calcul des parcours…", "Planning…")) as tick:
        choices = checked_choices(campaign, sides=sides, reentry_s=float(reentry_s))
        result = plan_walks(
            campaign, again=again, choices=choices, proof_s=float(proof_s), on_progress=tick
        )
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
show_walk(campaign, str(chosen), planned.loc[chosen])
