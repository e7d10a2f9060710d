"""Accounts: who may open the app, and as what."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from app_pages.shared.layout import refuse, words
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.server.accounts import ROLE_NAMES, add_account, list_accounts, remove_account
from canvass.errors import ArpenteurError


def show_accounts(campaign: Campaign) -> None:
    """List, make and remove accounts."""
    table = list_accounts(campaign).table
    if table.empty:
        st.info(
            words(
                "Aucun compte : l'application s'ouvre sans mot de passe, pour vous seul. Le "
                "premier compte est le vôtre, celui d'un organisateur.",
                "No account: the app opens without password, for you alone. The first account "
                "is yours, an organiser's.",
            )
        )
    else:
        roles = [str(ROLE_NAMES[role]) for role in table["role"]]
        show_table(table.assign(role=roles).reset_index(), columns=["account_id", "role"])
    offered = list(ROLE_NAMES) if len(table) else ["organiser"]
    with st.form("account", enter_to_submit=False, clear_on_submit=True):
        left, middle, right = st.columns(3)
        name = left.text_input(words("Nom du compte", "Account"), autocomplete="off")
        role = middle.selectbox(
            words("Rôle", "Role"), offered, format_func=lambda one: str(ROLE_NAMES[one])
        )
        password = right.text_input(
            words("Mot de passe (12 signes au moins)", "Password (12 signs or more)"),
            type="password",
            autocomplete="new-password",
        )
        asked = st.form_submit_button(words("Créer le compte", "Make the account"), type="primary")
    if asked:
        _do(partial(add_account, campaign, name, role, password))
    if len(table):
        gone = st.selectbox(
            words("Supprimer un compte", "Remove an account"),
            table.index,
            index=None,
            placeholder=words("Choisir", "Choose"),
        )
        if gone and st.button(words("Supprimer", "Remove")):
            _do(partial(remove_account, campaign, gone))


def _do(change: Callable[[], object]) -> None:
    try:
        change()
    except ArpenteurError as error:
        refuse(error)
    st.rerun()
