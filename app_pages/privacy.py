"""People's rights, retention, journal, papers, accounts: what the law asks for."""

import streamlit as st

from app_pages.parts.accounts import show_accounts
from app_pages.parts.rectifying import show_rectification
from app_pages.parts.retention import show_papers, show_retention
from app_pages.parts.rights import show_access, show_objections
from app_pages.shared.layout import escape_markdown, opened, words
from app_pages.shared.tables import show_table
from campaign.privacy.audit_log import read_audit_log
from campaign.wording.privacy import second_place_lines

campaign = opened()
st.title(words("Vie privée", "Privacy"))
objections, access, correcting, keeping, notes, papers, staff = st.tabs(
    [
        words("Oppositions", "Objections"),
        words("Droit d'accès", "Right of access"),
        words("Rectification", "Correction"),
        words("Conservation", "Retention"),
        words("Journal", "Journal"),
        words("Papiers", "Papers"),
        words("Comptes", "Accounts"),
    ],
    on_change="rerun",
)
if objections.open:
    with objections:
        show_objections(campaign)
if access.open:
    with access:
        show_access(campaign)
if correcting.open:
    with correcting:
        show_rectification(campaign)
if keeping.open:
    with keeping:
        show_retention(campaign)
if notes.open:
    with notes:
        st.caption(
            words(
                "Qui a lu, exporté ou effacé, et combien de lignes ; jamais ce qu'elles disaient. "
                "Rien ne s'efface de ce journal.",
                "Who read, exported or erased, and how many rows; never what they said. Nothing "
                "is erased from this journal.",
            )
        )
        log = read_audit_log(campaign, last=300)
        for line in second_place_lines(log):
            (st.warning if log.missing else st.caption)(escape_markdown(line))
        told = log.notes
        show_table(told.assign(at=[f"{at:%d/%m/%Y %H:%M:%S}" for at in told["at"]]))
if papers.open:
    with papers:
        show_papers(campaign)
if staff.open:
    with staff:
        show_accounts(campaign)
