"""So many people for so many hours: who takes which turf."""

import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import (
    choose_some,
    named,
    needs,
    opened,
    refuse_to_send_out,
    words,
    working,
)
from app_pages.shared.tables import show_table
from campaign.overview import bureau_names
from campaign.walks.teams import FILE, First, plan_teams

campaign = opened()
st.title(words("Équipes", "Teams"))
refuse_to_send_out(campaign)
turfs = cached.turfs(campaign)
needs(len(turfs) > 0, "cutting", words("Il faut d'abord découper.", "Turfs must be cut first."))
names = bureau_names(campaign)
with st.form("teams", enter_to_submit=False):
    left, middle, right = st.columns(3)
    people = left.number_input(words("Personnes", "People"), 1, 1000, 10)
    by = middle.number_input(words("Personnes par équipe", "People in a team"), 1, 10, 2)
    hours = right.number_input(words("Heures", "Hours"), 0.5, 8.0, 2.0, 0.5)
    abstention = st.toggle(words("D'abord là où l'abstention est forte", "Lowest turnout first"))
    bureaux = choose_some(
        words("Bureaux de vote", "Polling stations"),
        [bureau for bureau in names if bureau in set(turfs["bureau_id"])],
        names=named(names),
        placeholder=words("Tous", "All"),
    )
    asked = st.form_submit_button(words("Répartir", "Share out"), type="primary")
if not asked:
    st.stop()
with working(words("Répartition…", "Sharing out…")):
    first: First = "abstention" if abstention else "doors"
    made = plan_teams(campaign, people, hours, by=by, first=first, bureaux=bureaux)
doors = int(made.table["doors"].sum())
st.success(
    words(
        "{teams:équipe|équipes} : {turfs:secteur|secteurs}, {doors:porte|portes}. Il en reste "
        "{left:secteur|secteurs}.",
        "{teams:team|teams}: {turfs:turf|turfs} with {doors:door|doors}; {left:turf|turfs} left.",
        teams=made.teams,
        turfs=len(made.table),
        doors=doors,
        left=made.left,
    )
)
if made.per_team < made.filled:
    st.info(
        words(
            "Une équipe n'est occupée que {busy} minutes en moyenne : des secteurs de {minutes} "
            "minutes rempliraient le temps.",
            "A team is busy for {busy} minutes only on average: turfs of {minutes} minutes would "
            "fill the time.",
            busy=made.per_team,
            minutes=made.minutes,
        )
    )
table = made.table.reset_index(names="turf_id")
show_table(table, columns=["team", "turf_id", "label", "doors", "minutes"])
st.download_button(
    words("Télécharger le tableau", "Download the table"),
    made.csv(),
    FILE,
    "text/csv",
    on_click="ignore",
)
