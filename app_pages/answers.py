"""Consent and answers of people, one by one: only where the campaign is in individual mode."""

import streamlit as st

from app_pages.parts.answering import show_answering, show_consent_text
from app_pages.shared.layout import opened, refuse_to_send_out, words
from app_pages.shared.login import allowed, turfs_here
from campaign.privacy.door_answers import is_individual

campaign = opened()
st.title(words("Consentements et réponses", "Consents and answers"))
if not is_individual(campaign):
    st.info(words("La campagne est en mode agrégé.", "The campaign is in aggregated mode."))
    st.stop()
organiser = allowed() is None
if organiser:
    show_consent_text(campaign)
    show_answering(campaign, turfs=None)
else:
    refuse_to_send_out(campaign)
    mine = turfs_here(campaign)
    if mine:
        show_answering(campaign, turfs=list(mine))
    else:
        st.info(words("Aucun secteur ne vous est confié.", "No turf is yours at this moment."))
