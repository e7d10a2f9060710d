"""Who said what, with the history of their consent: in individual mode, for organisers."""

import streamlit as st

from app_pages.parts.said import ask_what, show_said
from app_pages.shared.layout import opened, words, working
from app_pages.shared.login import allowed
from campaign.privacy.door_answers import is_individual
from campaign.privacy.who_said import who_said
from campaign.server.accounts import who_acts

campaign = opened()
st.title(words("Qui a dit quoi", "Who said what"))
if not is_individual(campaign):
    st.info(words("La campagne est en mode agrégé.", "The campaign is in aggregated mode."))
    st.stop()
if allowed() is not None:
    st.info(words("Réservé aux organisateurs.", "For organisers alone."))
    st.stop()
query = ask_what(campaign)
if query is not None:
    with working(words("Recherche…", "Looking up…")):
        said = who_said(campaign, query, who=who_acts())
    show_said(campaign, said)
