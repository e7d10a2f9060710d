"""The look-up of answers under a consent: what to look for, and what was found."""

import pandas as pd
import streamlit as st

from app_pages.parts.rights import CHANNELS, ask_who
from app_pages.shared.layout import escape_markdown as escape
from app_pages.shared.layout import words
from campaign.folder import Campaign
from campaign.privacy.consents import SUPPORT, questions
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.who_said import ConsentState, Said, SaidQuery
from campaign.review_rows import short_bureau
from campaign.wording.privacy import ACTS
from canvass.labels import LABELS
from canvass.words import Words

_BY = {
    "person": Words("Personne", "Person"),
    "building": Words("Adresse", "Address"),
    "concern": Words("Question", "Question"),
    "consent": Words("Consentement", "Consent"),
}
_STATES: dict[ConsentState, Words] = {
    "live": Words("En cours", "Holds"),
    "withdrawn": Words("Retiré", "Taken back"),
}


def ask_what(campaign: Campaign) -> SaidQuery | None:
    """Ask what to look for; ``None`` until it is asked."""
    st.caption(
        words(
            "Une personne se cherche par sa carte d'électeur ou son identité entière, jamais "
            "parmi des noms. Chaque recherche est notée au journal, sans dire qui.",
            "A person is looked for by their elector's card or whole identity, never among "
            "names. Each look-up is noted in the journal, without saying whom.",
        )
    )
    by = st.segmented_control(
        words("Chercher par", "Look up by"),
        list(_BY),
        default="person",
        required=True,
        format_func=lambda one: str(_BY[one]),
    )
    with st.form(f"look up {by}", enter_to_submit=False):
        query = _form(campaign, by or "person")
        asked = st.form_submit_button(words("Chercher", "Look up"), type="primary")
    return query if asked else None


def show_said(campaign: Campaign, said: Said) -> None:
    """Show the answers and the history, in tables that can be neither searched nor taken away."""
    if not said.people:
        st.info(words("Personne n'a rien dit de tel.", "Nobody said anything of the kind."))
    else:
        people = words("{n:personne|personnes}", "{n:person|people}", n=said.people)
        st.subheader(words(f"Réponses ({people})", f"Answers ({people})"))
        if said.answers.empty:
            st.write(words("Aucune réponse en cours.", "No answer holds."))
        names = _questions(campaign)
        _show(said.answers.assign(question=said.answers["question"].map(lambda q: names.get(q, q))))
        st.subheader(words("Consentements donnés et retirés", "Consents given and taken back"))
        acts = said.history["act"].map(lambda act: str(ACTS[act]))
        channels = said.history["channel"].map(
            lambda one: words(*CHANNELS[one]) if one in CHANNELS else one
        )
        _show(said.history.assign(act=acts, channel=channels))
    if said.gone:
        st.caption(
            words(
                "{n:personne a quitté|personnes ont quitté} la base ; la preuve de leur "
                "consentement reste au registre, sans nom.",
                "{n:person has|people have} left the base; the proof of their consent stays in "
                "the ledger, without a name.",
                n=said.gone,
            )
        )


def _form(campaign: Campaign, by: str) -> SaidQuery:
    if by == "person":
        return SaidQuery(person=PersonQuery(**ask_who(campaign, "q")))
    if by == "building":
        address = st.text_input(
            words("Adresse", "Address"), placeholder="12 Rue des Lilas", key="q address"
        )
        return SaidQuery(person=PersonQuery(address=address.strip()))
    if by == "concern":
        names = _questions(campaign)
        question = st.selectbox(
            words("Question", "Question"), names, format_func=lambda one: names[one], key="q asked"
        )
        return SaidQuery(question=question)
    state = st.radio(
        words("Consentement", "Consent"),
        list(_STATES),
        format_func=lambda one: str(_STATES[one]),
        horizontal=True,
        key="q state",
    )
    return SaidQuery(consent=state)


def _questions(campaign: Campaign) -> dict[str, str]:
    named = campaign.settings.concerns | {SUPPORT: words("Soutien", "Support")}
    return {code: named.get(code, code) for code in questions(campaign)}


def _show(table: pd.DataFrame) -> None:
    """Show rows that name people: a plain table has no search, no sorting and no download."""
    if table.empty:
        return
    shown = table.assign(
        at=[f"{one.astimezone():%d/%m/%Y %H:%M}" for one in table["at"].dt.to_pydatetime()],
        bureau_id=table["bureau_id"].map(short_bureau),
    )
    for name in shown.columns:
        shown[name] = shown[name].map(escape)
    st.table(shown.rename(columns=lambda name: str(_LABELS.get(name, name))), border="horizontal")


#: A question says what it is; a version, that it is one of the text.
_LABELS = {**LABELS, "act": Words("Consentement", "Consent")}
