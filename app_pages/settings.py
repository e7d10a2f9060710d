"""Correct what the campaign said of itself: name, date, communes, who answers, concerns."""

import streamlit as st

from app_pages.shared.layout import opened, say, words, working
from app_pages.shared.tables import concern_editor
from campaign.change_settings import Changes, change_settings

campaign = opened()
now = campaign.settings
st.title(words("Réglages", "Settings"))
with st.form("settings", enter_to_submit=False):
    name = st.text_input(words("Nom de la campagne", "Name of the campaign"), now.name)
    left, right = st.columns(2)
    election_date = left.date_input(
        words("Date du dernier tour (jour/mois/année)", "Date of the last round (day/month/year)"),
        value=now.election_date,
        format="DD/MM/YYYY",
    )
    communes = right.text_input(
        words("Codes INSEE des communes", "INSEE codes of the communes"), ", ".join(now.communes)
    )
    controller = left.text_input(
        words("Responsable du fichier", "Data controller"), now.controller.name
    )
    contact = right.text_input(
        words("E-mail imprimé sur les feuilles", "E-mail printed on the sheets"),
        now.controller.contact,
    )
    masked_below = left.number_input(
        words("Portes sous lesquelles un chiffre est masqué", "Doors under which a figure hides"),
        min_value=now.masked_below,
        value=now.masked_below,
        help=words(
            "11 au moins (INSEE). Ce nombre ne fait que monter : ce qui est dit ne se reprend pas.",
            "11 at least (INSEE). It only goes up: what was told cannot be taken back.",
        ),
    )
    st.subheader(words("Préoccupations sur les feuilles", "Concerns on the sheets"))
    st.caption(
        words(
            "Le code (trois lettres) est dans la case, le mot au bas de la feuille. Un code "
            "déjà sorti sur une feuille doit rester.",
            "The code (three letters) stands in the box, the word at the foot of the sheet. A code "
            "that went out on a sheet must stay.",
        )
    )
    concerns = concern_editor(now.concerns)
    asked = st.form_submit_button(words("Enregistrer", "Save"), type="primary")
if asked:
    with working(words("Enregistrement…", "Saving…")):
        done = change_settings(
            campaign,
            Changes(
                name=name,
                election_date=election_date,
                communes=communes,
                controller=controller,
                contact=contact,
                concerns=concerns,
                masked_below=int(masked_below),
            ),
        )
    say(done)
