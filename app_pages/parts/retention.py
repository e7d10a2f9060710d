"""How long the roll may stay, its purge, and the papers to keep or post."""

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from app_pages.shared.layout import say, show_figures, words, working
from app_pages.shared.uploads import zipped
from campaign.folder import Campaign
from campaign.papers.papers import write_papers
from campaign.privacy.consents import check_consents, consent_state
from campaign.privacy.purge import CERTIFICATE, purge, retention
from campaign.wording.results import lines
from canvass.words import day, number


def show_retention(campaign: Campaign) -> None:
    """Show the clock, and purge on a person's word."""
    held = retention(campaign)
    show_figures(
        [
            (words("À effacer le", "To be erased on"), day(held.due)),
            (words("Jours restants", "Days left"), number(max(held.left_days, 0))),
            (words("Personnes dans la base", "People in the base"), number(held.voters)),
        ]
    )
    if held.overdue:
        st.error(str(lines(held)[0]), icon=":material/timer_off:")
    early = held.left_days > 0
    word = words("EFFACER", "ERASE")
    with st.form("purge", enter_to_submit=False):
        st.write(
            words(
                "La purge efface la liste et tout ce qui en vient, dans la base et dans le "
                "dossier, et écrit un certificat. Rien ne la défait.",
                "The purge erases the roll and all that derives from it, in the base and the "
                "folder, and writes a certificate. Nothing undoes it.",
            )
        )
        who = st.text_input(words("Nom de qui purge", "Name of who purges"))
        typed = st.text_input(words(f"Écrivez {word}", f"Type {word}"))
        label = (
            words("Purger avant l'échéance", "Purge early") if early else words("Purger", "Purge")
        )
        asked = st.form_submit_button(label, disabled=not held.voters)
    if asked and typed.strip() == word and who.strip():
        with working(words("Effacement…", "Erasing…")):
            result = purge(campaign, who=who.strip(), early=early)
        say(result)
    elif asked:
        st.warning(words("Donnez votre nom et le mot demandé.", "Give your name and the word."))
    for path in sorted(campaign.folder.glob(f"{CERTIFICATE}-*.pdf")):
        st.download_button(
            path.stem, path.read_bytes, file_name=path.name, key=path.name, on_click="ignore"
        )


def show_papers(campaign: Campaign) -> None:
    """Make the papers, and tell the state of the consents."""
    state = consent_state(campaign)
    mode = (
        words("individuel", "individual")
        if state["mode"] == "individual"
        else words("agrégé", "aggregated")
    )
    show_figures(
        [
            (words("Mode", "Mode"), mode),
            (
                words("Lignes du registre des consentements", "Rows of consents"),
                number(state["rows"]),
            ),
        ]
    )
    if state["rows"] and st.button(words("Vérifier la chaîne", "Verify the chain")):
        with working(words("Lecture…", "Reading…")):
            result = check_consents(campaign)
        say(result)
    st.write(
        words(
            "Registre des traitements, analyse d'impact, notice d'information et recueil de "
            "consentement, remplis d'après les réglages. Complétez les blancs ; faites relire par "
            "un délégué à la protection des données.",
            "Record of processing, impact assessment, information notice and form of consent, "
            "filled from the settings, in French. Complete the blanks; have a data protection "
            "officer read them.",
        )
    )
    if st.button(words("Préparer les papiers", "Prepare the papers"), type="primary"):
        with (
            TemporaryDirectory(prefix="arpenteur-") as place,
            working(words("Mise en page…", "Laying out…")),
        ):
            write_papers(campaign, Path(place))
            content = zipped(Path(place))
        st.download_button(
            words("Télécharger (Word et PDF)", "Download (Word and PDF)"),
            content,
            file_name="papiers.zip",
            mime="application/zip",
            on_click="ignore",
        )
