"""The launch table: who walks which turf, from when to when, and the link that opens it."""

from datetime import datetime, timedelta

import streamlit as st

from app_pages.parts.sheets_made import show_outdated
from app_pages.shared import cached
from app_pages.shared.layout import app_address, needs, opened, refuse, refuse_to_send_out, words
from app_pages.shared.tables import show_table
from campaign.server.accounts import end_shift, give_shift, list_accounts
from campaign.server.shifts import shift_rows
from canvass.errors import ArpenteurError

campaign = opened()
st.title(words("Table de départ", "Launch table"))
refuse_to_send_out(campaign)
show_outdated(campaign)
turfs = cached.turfs(campaign)
needs(len(turfs) > 0, "cutting", words("Il faut d'abord découper.", "Turfs must be cut first."))
people = list_accounts(campaign).table
people = people[people["role"].isin(["canvasser", "leader"])]
if people.empty:
    st.info(
        words(
            "Aucun bénévole n'a de compte : un organisateur les crée dans « Vie privée ».",
            "No canvasser has an account: an organiser makes them in “Privacy”.",
        )
    )
    st.stop()
now = datetime.now().astimezone().replace(second=0, microsecond=0)
with st.form("shift", enter_to_submit=False):
    left, right = st.columns(2)
    name = left.selectbox(words("Bénévole", "Canvasser"), people.index)
    turf = right.selectbox(
        words("Secteur", "Turf"),
        turfs.index,
        format_func=lambda one: f"{one} – {turfs.loc[one, 'label']}",
    )
    starts = left.datetime_input(words("De", "From"), value=now.replace(tzinfo=None))
    hours = right.slider(words("Durée (heures)", "Hours"), 0.5, 8.0, 3.0, 0.5)
    asked = st.form_submit_button(words("Confier le secteur", "Give the turf"), type="primary")
if asked and starts is not None:
    begins = starts.astimezone()
    try:
        given = give_shift(
            campaign,
            name,
            turf,
            starts=begins,
            ends=begins + timedelta(hours=hours),
            address=app_address(),
        )
    except ArpenteurError as error:
        refuse(error)
    st.success(words("Confié. Le lien à donner, pour ce créneau seul :", "Given. The link:"))
    st.code(given.link, language=None)
rows = shift_rows(campaign)
if not rows.empty:
    st.subheader(words("Créneaux", "Shifts"))
    show_table(rows.reset_index(), columns=["compte", "secteur", "debut", "fin", "etat"])
    live = rows[rows["ouvert"]]
    taken = st.selectbox(
        words("Reprendre un secteur", "Take a turf back"),
        live.index,
        index=None,
        format_func=lambda one: f"{live.loc[one, 'secteur']}, {live.loc[one, 'compte']}",
        placeholder=words("Choisir", "Choose"),
    )
    if taken and st.button(words("Reprendre : le lien s'éteint", "Take back: the link dies")):
        end_shift(campaign, taken)
        st.rerun()
