"""Take the filled sheets back, and settle contradictions."""

from datetime import UTC, datetime

import streamlit as st

from app_pages.parts.conflicts import say_settled, show_contradictions
from app_pages.shared import cached
from app_pages.shared.layout import needs, opened, say, words, working
from app_pages.shared.tables import show_table
from app_pages.shared.uploads import uploads
from campaign.contacts.import_responses import CORRECT, import_responses
from campaign.overview import review_files

campaign = opened()
st.title(words("Passages", "Contacts"))
needs(
    cached.now(campaign).sent,
    "sheets",
    words("Aucune feuille n'est encore sortie.", "No sheet has gone out yet."),
)
st.write(
    words(
        "Déposez les tableaux remplis (CSV ou Excel). Un fichier déposé deux fois ne compte "
        "qu'une fois.",
        "Drop the filled tables (CSV or Excel). A file dropped twice counts once.",
    )
)
given = st.file_uploader(words("Tableaux remplis", "Filled tables"), accept_multiple_files=True)
on_day = st.date_input(
    words(
        "Date des passages, pour les tableaux qui n'en disent pas",
        "Day of the contacts, for tables that tell none",
    ),
    value=None,
    max_value=datetime.now(UTC).date(),
    format="DD/MM/YYYY",
)
checked = st.checkbox(
    words(
        "Compter aussi bien plus de portes frappées que prévu : c'est vérifié",
        "Count far more doors knocked than expected too: it was checked",
    )
)
if st.button(words("Enregistrer", "Record"), type="primary", disabled=not given):
    with uploads(given) as paths, working(words("Lecture…", "Reading…")) as tick:
        result = import_responses(
            campaign, paths, more_doors=checked, on_day=on_day, on_progress=tick
        )
    say(result, then="results" if result.new or not result.incomplete else "")
say_settled()
show_contradictions(campaign)
faults = review_files(campaign).get(CORRECT)
if faults is not None:
    title = words("Cellules à corriger", "Cells to correct")
    st.subheader(f"{title} ({len(faults)})")
    st.caption(
        words(
            "Leurs lignes attendent : corrigez le tableau et déposez-le de nouveau.",
            "Their rows wait: correct the table and drop it again.",
        )
    )
    show_table(faults)
