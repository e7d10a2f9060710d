"""Two tellings of one contact, side by side, for a person to settle."""

import pandas as pd
import streamlit as st

from app_pages.shared.layout import escape_markdown, say, words, working
from app_pages.shared.tables import HEADERS
from campaign.contacts.conflicts import Conflict, open_conflicts, resolve_conflict
from campaign.folder import Campaign
from canvass.words import number

BOTH = ""


def show_contradictions(campaign: Campaign) -> None:
    """Show the first of those that one chooses, and what can be decided."""
    found = open_conflicts(campaign)
    if not found:
        return
    title = words("Contradictions à trancher", "Contradictions to settle")
    st.subheader(f"{title} ({number(len(found))})")
    st.caption(
        words(
            "Deux récits ne peuvent pas être vrais ensemble. Rien n'est perdu : le récit écarté "
            "reste au journal, sans compter.",
            "Two tellings cannot both be true. Nothing is lost: the one set aside stays in the "
            "log without counting.",
        )
    )
    by_id = {one.contact_id: one for one in found}
    chosen = st.selectbox(
        words("Adresse", "Address"), by_id, format_func=lambda one: by_id[one].address
    )
    conflict = by_id[chosen]
    names = _names(conflict)
    st.table(_compared(conflict, names, campaign.settings.concerns))
    with st.form("settle", enter_to_submit=False):
        options = dict(names)
        if not conflict.same_contact:
            options[BOTH] = words(
                "les deux : ce sont deux passages", "both: these are two contacts"
            )
        keep = st.radio(words("Ce qui compte", "What counts"), options, format_func=options.get)
        who = st.text_input(
            words("Décision de", "Decided by"), value=campaign.settings.provenance.requester
        )
        decided = st.form_submit_button(words("Trancher", "Settle"), type="primary")
    if decided:
        with working(words("Enregistrement…", "Recording…")):
            result = resolve_conflict(campaign, chosen, keep, who=who)
        st.session_state["settled"] = result
        st.rerun()


def say_settled() -> None:
    """Say what was decided just before the page was drawn anew."""
    if "settled" in st.session_state:
        say(st.session_state.pop("settled"))


def _names(conflict: Conflict) -> dict[str, str]:
    """Name each telling by its team, its moment and the file that it came in."""
    return {
        one.event_id: escape_markdown(f"{one.team or '?'}, {one.at:%d/%m/%Y %H:%M} ({one.source})")
        for one in conflict.tellings
    }


def _compared(conflict: Conflict, names: dict[str, str], concerns: dict[str, str]) -> pd.DataFrame:
    """Lay the tellings side by side; what is the same in all says nothing and is left out."""
    columns = {
        names[one.event_id]: {
            **{str(HEADERS[name]): count for name, count in one.counts.items()},
            **{
                escape_markdown(concerns.get(code, code)): count
                for code, count in one.concerns.items()
            },
        }
        for one in conflict.tellings
    }
    table = pd.DataFrame(columns).fillna(0).astype("int64")
    differing = table[table.ne(table.iloc[:, 0], axis=0).any(axis=1)]
    return table if differing.empty else differing
