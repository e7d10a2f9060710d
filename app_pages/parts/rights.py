"""The forms by which one person, known by their card or spelt whole, uses a right."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import streamlit as st

from app_pages.shared.layout import escape_markdown as escape
from app_pages.shared.layout import say, words, working
from app_pages.shared.uploads import zipped
from campaign.folder import Campaign
from campaign.overview import bureau_names
from campaign.privacy.access import access_export
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.lookalikes import Case, decide_lookalike, who_waits
from campaign.privacy.oppose import oppose

#: How a request comes: what is noted, and what a person calls it.
CHANNELS = {
    "porte": ("À la porte", "At the door"),
    "courrier": ("Courrier", "Letter"),
    "mail": ("E-mail", "E-mail"),
    "telephone": ("Téléphone", "Telephone"),
}


def show_objections(campaign: Campaign) -> None:
    """Note that somebody wants to be out of the file, or wants no visit."""
    show_lookalikes(campaign)
    st.write(
        words(
            "Sur simple demande, sans raison à donner. La personne est effacée tout de suite et "
            "ne revient pas avec la liste suivante ; la porte sort des découpages, des parcours et "
            "des feuilles.",
            "On simple request, no reason asked. The person is erased at once and does not come "
            "back with the next roll; the door leaves cuts, walks and sheets.",
        )
    )
    with st.form("oppose", enter_to_submit=False, clear_on_submit=True):
        sought = ask_who(campaign, "o")
        left, right = st.columns(2)
        address = left.text_input(
            words("Adresse à ne plus visiter", "Address that wants no visit"),
            placeholder="12 Rue des Lilas",
        )
        door = right.text_input(
            words("Logement (vide : toute l'adresse)", "Flat (empty: the whole address)")
        )
        channel = st.selectbox(
            words("Demande venue par", "The wish came by"),
            CHANNELS,
            format_func=lambda one: words(*CHANNELS[one]),
        )
        asked = st.form_submit_button(words("Noter et effacer", "Note and erase"), type="primary")
    if asked:
        with working(words("Effacement…", "Erasing…")):
            wish = PersonQuery(**sought, address=address.strip(), door=door.strip())
            result = oppose(campaign, wish, channel=channel)
        say(result)


def show_lookalikes(campaign: Campaign) -> None:
    """Ask of each person who may be somebody who objected whether they are."""
    cases = who_waits(campaign).cases()
    outside = [case for case in cases if not case.in_base]
    inside = [case for case in cases if case.in_base]
    if outside:
        st.warning(
            words(
                "Ces personnes de la nouvelle liste ressemblent à quelqu'un qui s'est opposé sous "
                "une autre écriture. Elles restent hors de la base tant que vous n'avez pas "
                "décidé.",
                "These people of the new roll look like somebody who objected under another "
                "spelling. They stay out of the base until you have decided.",
            ),
            icon=":material/person_search:",
        )
        _show_cases(campaign, outside)
    if inside:
        st.warning(
            words(
                "Un autre logiciel nomme quelqu'un qui ne veut plus de contact, et ces électeurs "
                "peuvent être cette personne. Comparez avec son fichier et décidez avant la "
                "prochaine sortie : « La même » efface tout de suite.",
                "Another program names somebody who wants no contact, and these voters may be that "
                "person. Compare with its file and decide before the next outing: “The same” "
                "erases at once.",
            ),
            icon=":material/person_search:",
        )
        _show_cases(campaign, inside)


def _show_cases(campaign: Campaign, cases: Sequence[Case]) -> None:
    """Offer the two answers for each; pointed at by bureau and number, never by name."""
    names = bureau_names(campaign)
    for case in cases:
        card = f"{case.bureau_id} {case.order_number}"
        with st.container(border=True):
            who, same, other = st.columns([3, 1, 1], vertical_alignment="center")
        bureau, at = names.get(case.bureau_id, case.bureau_id), case.objected_at
        who.markdown(
            escape(
                words(
                    f"{bureau}, numéro {case.order_number} (opposition du {at:%d/%m/%Y})",
                    f"{bureau}, number {case.order_number} (objection of {at:%Y-%m-%d})",
                )
            )
        )
        decision: Literal["same", "other"] | None = None
        if same.button(words("La même", "The same"), key=f"same {card}", width="stretch"):
            decision = "same"
        if other.button(words("Une autre", "Another"), key=f"other {card}", width="stretch"):
            decision = "other"
        if decision:
            say(decide_lookalike(campaign, case.bureau_id, case.order_number, decision))


def show_access(campaign: Campaign) -> None:
    """Give somebody all that is held about them."""
    st.write(
        words(
            "Tout ce que la base sait d'une personne, à lui envoyer dans le mois : un fichier et "
            "un papier. Vérifiez d'abord qui demande.",
            "All that the base holds about somebody, to be sent within the month: a file and a "
            "paper. Check first who is asking.",
        )
    )
    with st.form("access", enter_to_submit=False):
        sought = ask_who(campaign, "a")
        received = st.date_input(words("Demande reçue le", "Request received on"), "today")
        asked = st.form_submit_button(words("Préparer", "Prepare"), type="primary")
    if asked:
        with (
            TemporaryDirectory(prefix="arpenteur-") as place,
            working(words("Lecture…", "Reading…")),
        ):
            out = Path(place) / "acces"
            done = access_export(campaign, PersonQuery(**sought), out, received=received)
            content = zipped(out)
        st.download_button(
            words("Télécharger (JSON et PDF)", "Download (JSON and PDF)"),
            content,
            file_name="droit-d-acces.zip",
            mime="application/zip",
            on_click="ignore",
        )
        due = f"{done.due:%d/%m/%Y}"
        st.caption(words(f"À envoyer avant le {due}.", f"To be sent by {due}."))


def ask_who(campaign: Campaign, key: str) -> dict[str, str]:
    """Ask who it is: the elector's card, or the identity spelt as on the roll."""
    names = bureau_names(campaign)
    left, right = st.columns(2)
    bureau = left.selectbox(
        words("Bureau de vote", "Polling station"),
        names,
        index=None,
        format_func=lambda one: names[one],
        key=f"{key} bureau",
        placeholder=words("Carte d'électeur", "Elector's card"),
    )
    number = right.text_input(words("Numéro d'ordre", "Order number"), key=f"{key} number")
    st.caption(words("ou, écrits comme sur la liste :", "or, spelt as on the roll:"))
    one, two, three = st.columns(3)
    return {
        "bureau": bureau or "",
        "number": number.strip(),
        "name": one.text_input(words("Nom", "Name"), key=f"{key} name").strip(),
        "first_names": two.text_input(
            words("Tous les prénoms", "All first names"), key=f"{key} first"
        ).strip(),
        "birth_date": three.text_input(
            words("Né(e) le (JJ/MM/AAAA)", "Born on (DD/MM/YYYY)"), key=f"{key} born"
        ).strip(),
    }
