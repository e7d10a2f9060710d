"""Place by hand what was not placed: one decision serves every voter of the same wording."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from app_pages.shared.layout import say, words, working
from app_pages.shared.tables import headed, show_table
from campaign.addresses.place_addresses import DECISION, place
from campaign.folder import Campaign
from canvass.tables import ADDRESS_COLUMNS
from canvass.words import number

CANDIDATES = ("candidat_1", "candidat_2", "candidat_3")
CHOICE = "choix"
NONE = "–"
_LINE = ("numero", "voie", "complement", "lieu_dit", "code_postal", "commune")


def show_unplaced(campaign: Campaign, table: pd.DataFrame) -> None:
    """Offer the streets that each wording may mean; list apart what no street can place."""
    st.subheader(words("Adresses à placer à la main", "Addresses to place by hand"))
    if not {*CANDIDATES, *_LINE} <= set(table):  # written by a person, or by an older version
        show_table(table)
        return
    numbered = table["numero"].str.strip() != ""
    if numbered.any():
        st.caption(
            words(
                "Quelle rue la liste veut-elle dire ? Choisissez un candidat (1, 2 ou 3), ou "
                "écrivez une autre rue, ou une adresse (12 bis rue Pasteur). La décision vaut "
                "pour tous les électeurs de ce texte, dans cette liste et les suivantes.",
                "Which street does the roll mean? Choose a candidate (1, 2 or 3), or write "
                "another street, or an address (12 bis rue Pasteur). The decision holds for all "
                "voters of this wording, in this roll and the next ones.",
            )
        )
        _decide(campaign, table[numbered])
    if not numbered.all():
        rest = table[~numbered]
        title = words("Sans numéro : à demander sur place", "No number: ask on the spot")
        with st.expander(f"{title} ({number(len(rest))})"):
            show_table(_on_one_line(rest), columns=["electeurs", "asked", "type"])


def _decide(campaign: Campaign, table: pd.DataFrame) -> None:
    shown = headed(
        _on_one_line(table).assign(**{CHOICE: NONE}),
        ["electeurs", "asked", CHOICE, DECISION, *CANDIDATES, "remarques"],
    )
    looks = shown.looks | {
        CHOICE: st.column_config.SelectboxColumn(
            words("Choix", "Choice"), options=[NONE, "1", "2", "3"], pinned=True
        ),
        DECISION: st.column_config.TextColumn(words("Autre", "Other"), pinned=True),
    }
    fixed = [str(name) for name in shown.table if name not in {CHOICE, DECISION}]
    edited = st.data_editor(
        shown.table, hide_index=True, width="stretch", disabled=fixed, column_config=looks
    )
    chosen = decisions(edited, table)
    label = words("Garder {n:décision|décisions}", "Keep {n:decision|decisions}", n=len(chosen))
    if st.button(label, type="primary", disabled=not chosen):
        who = campaign.settings.provenance.requester
        with working(words("Recherche des adresses…", "Finding addresses…")) as tick:
            say(place(campaign, chosen, who=who, on_progress=tick))


def _on_one_line(table: pd.DataFrame) -> pd.DataFrame:
    """Add the address as the roll words it, on one line."""
    parts = zip(*(table[name].str.strip() for name in _LINE), strict=True)
    return table.assign(asked=[" ".join(filter(None, part)) for part in parts])


def decisions(
    edited: pd.DataFrame, table: pd.DataFrame
) -> Mapping[int, tuple[Mapping[str, str], str]]:
    """Give what was decided: row of the review file -> address as worded, street or address id."""
    found = {}
    for row, choice, other in zip(edited.index, edited[CHOICE], edited[DECISION], strict=True):
        written = str(other or "").strip()
        picked = str(table.loc[row, f"candidat_{choice}"]) if choice in {"1", "2", "3"} else ""
        if written or picked:
            worded = {name: str(table.loc[row, name]) for name in ADDRESS_COLUMNS}
            found[int(row)] = (worded, written or picked)
    return found
