"""The forms by which somebody's consent and answer are recorded, or taken back."""

from collections.abc import Collection

import streamlit as st

from app_pages.parts.rights import CHANNELS, ask_who
from app_pages.shared.layout import say, words, working
from campaign.folder import Campaign
from campaign.privacy.consents import SUPPORT, add_consent_text, questions
from campaign.privacy.door_answers import (
    Collected,
    consent_text,
    record_at_door,
    take_back_at_door,
)
from campaign.privacy.find_person import PersonQuery
from campaign.server.accounts import who_acts


def show_consent_text(campaign: Campaign) -> None:
    """Let an organiser keep the words that people agree to."""
    with st.expander(words("Texte du consentement", "Text of the consent")):
        with st.form("text", enter_to_submit=False):
            text = st.text_area(words("Texte lu à la personne", "Text told to the person"))
            version = st.text_input(words("Nom de cette version", "Name of this version"))
            asked = st.form_submit_button(words("Garder ce texte", "Keep this text"))
        if asked:
            with working(words("Écriture…", "Writing…")):
                result = add_consent_text(campaign, text, version=version, who=who_acts())
            say(result)


def show_answering(campaign: Campaign, *, turfs: Collection[str] | None) -> None:
    """Record one consent and one answer; ``turfs`` limits whose."""
    text = consent_text(campaign)
    if not text:
        st.info(words("Un organisateur donne d'abord le texte.", "The text comes first."))
        return
    st.markdown(words("**À lire à la personne :**", "**To be told to the person:**"))
    st.text(text)
    allowed = questions(campaign)
    names = {SUPPORT: words("Soutien (1 : tout à fait, 5 : opposé)", "Support (1 full, 5 opposed)")}
    names |= campaign.settings.concerns
    question = st.selectbox(
        words("Question", "Question"), allowed, format_func=lambda one: names.get(one, one)
    )
    with st.form("answer", enter_to_submit=False, clear_on_submit=True):
        sought = ask_who(campaign, "c")
        said = st.radio(
            words("Réponse", "Answer"), allowed[question], index=None, horizontal=True, key="c said"
        )
        agreed = st.checkbox(
            words(
                "La personne a lu ou entendu ce texte et dit oui",
                "The person has read or heard this text and says yes",
            ),
            key="c agreed",
        )
        channel = st.selectbox(
            words("Recueilli par", "Collected by"),
            CHANNELS,
            format_func=lambda one: words(*CHANNELS[one]),
            key="c channel",
        )
        left, right = st.columns(2)
        asked = left.form_submit_button(words("Enregistrer", "Record"), type="primary")
        gone = right.form_submit_button(words("Retirer son consentement", "Take consent back"))
    if asked or gone:
        who = PersonQuery(**sought)
        how = Collected(channel=channel, collector=who_acts(), agreed=agreed)
        with working(words("Enregistrement…", "Recording…")):
            result = (
                take_back_at_door(campaign, who, how=how, turfs=turfs)
                if gone
                else record_at_door(
                    campaign, who, question=question, said=said or "", how=how, turfs=turfs
                )
            )
        say(result)
