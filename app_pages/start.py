"""Create the campaign: the first thing seen where the folder is empty."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from app_pages.shared.layout import folder, named, words, working
from campaign.first_settings import FirstAnswers, first_settings
from campaign.folder import new_campaign

today = datetime.now(UTC).date()
st.title(words("Nouvelle campagne", "New campaign"))
told = words(
    "dossier de cet ordinateur ; rien n'en sort", "folder on this computer; all stays there"
)
st.write(
    words(f"Une campagne est un {told}. `{folder()}`", f"A campaign is a {told}. `{folder()}`")
)
with st.form("new", enter_to_submit=False):
    name = st.text_input(words("Nom de la campagne", "Name of the campaign"))
    left, right = st.columns(2)
    election_date = left.date_input(
        words("Date du dernier tour (jour/mois/année)", "Date of the last round (day/month/year)"),
        value=None,
        min_value=today,
        format="DD/MM/YYYY",
    )
    communes = right.text_input(
        words("Codes INSEE des communes", "INSEE codes of the communes"),
        placeholder=words("31555, 31069 : pas le code postal", "31555, 31069: not the postcode"),
    )
    st.subheader(words("La liste électorale", "The electoral roll"))
    left, middle, right = st.columns(3)
    requester = left.text_input(words("Personne qui l'a demandée", "Who asked for it"))
    origin = middle.selectbox(
        words("Remise par", "Given by"),
        ["mairie", "prefecture"],
        format_func=named({"mairie": "mairie", "prefecture": "préfecture"}),
    )
    received_on = right.date_input(
        words("Reçue le", "Received on"),
        value=today,
        min_value=today - timedelta(days=3 * 365),
        max_value=today,
        format="DD/MM/YYYY",
    )
    undertaking = st.checkbox(
        words(
            "Je m'engage à n'en faire aucun usage commercial (Code électoral, art. L37).",
            "I undertake to make no commercial use of it (Code électoral, art. L37).",
        )
    )
    st.subheader(words("Les droits des personnes", "People's rights"))
    left, right = st.columns(2)
    controller = left.text_input(
        words("Responsable du fichier", "Data controller"),
        help=words("Par défaut, cette personne", "By default, that person"),
    )
    e_mail = words("E-mail imprimé sur les feuilles", "E-mail printed on the sheets")
    contact = right.text_input(e_mail)
    asked = st.form_submit_button(words("Créer la campagne", "Create the campaign"), type="primary")
if asked:
    answers = FirstAnswers(
        name=name,
        election_date=election_date,
        communes=communes,
        requester=requester,
        origin=origin,
        received_on=received_on,
        undertaking=undertaking,
        controller=controller,
        contact=contact,
    )
    with working(words("Création…", "Creating…")):
        new_campaign(folder(), first_settings(answers))
    st.rerun()
