"""One's own account: its password, and the code that is asked for beside it."""

from dataclasses import replace

import streamlit as st

from app_pages.shared.layout import escape_markdown, say, words
from app_pages.shared.visitors import VISITS, cookie_here, throttle, visit_here
from campaign.folder import Campaign
from campaign.server.accounts import Door, at_the_door
from campaign.server.my_account import (
    change_own_password,
    is_asked_for_code,
    offer_code,
    remove_own_code,
    set_code,
)
from canvass.errors import ArpenteurError, BadInputError
from canvass.words import Words

_OFFERED = "offered code"


def offer_my_account(campaign: Campaign, door: Door | None) -> None:
    """Put one's own account in the margin, for whoever has one and asks for it."""
    account = door.account if door is not None else None
    if account is None:
        return
    with st.sidebar:
        if not st.toggle(words("Mon compte", "My account"), key="my account"):
            st.session_state.pop(_OFFERED, None)
            return
        _show_password(campaign, account.account_id)
        if account.role == "organiser":
            _show_code(campaign, account.account_id)


def _show_password(campaign: Campaign, name: str) -> None:
    with st.form("own password", clear_on_submit=True, border=False):
        current = _secret(words("Mot de passe actuel", "Present password"), "current-password")
        new = _secret(
            words("Nouveau mot de passe (12 signes au moins)", "New password (12 signs or more)"),
            "new-password",
        )
        again = _secret(words("Le nouveau, encore une fois", "The new one, again"), "new-password")
        asked = st.form_submit_button(words("Changer", "Change"), type="primary")
    if not asked:
        return
    try:
        if new != again:
            raise BadInputError(
                Words(
                    "Les deux nouveaux mots de passe ne sont pas les mêmes.",
                    "The two new passwords are not the same.",
                )
            )
        change_own_password(campaign, name, current=current, new=new, throttle=throttle())
    except ArpenteurError as error:
        _say_no(error)
        return
    _go_on(campaign, name)
    st.success(
        words(
            "Mot de passe changé. Vos visites dans d'autres navigateurs sont finies.",
            "Password changed. Your visits in other browsers are over.",
        )
    )


def _show_code(campaign: Campaign, name: str) -> None:
    if is_asked_for_code(campaign, name):
        _show_removing(campaign, name)
        return
    offered = st.session_state.setdefault(_OFFERED, offer_code(campaign, name))
    st.write(
        words(
            "Lisez ce dessin avec une application d'authentification (Aegis, FreeOTP, 2FAS…) : un "
            "code sera demandé dans chaque nouveau navigateur, en plus du mot de passe.",
            "Read this drawing with an authenticator app (Aegis, FreeOTP, 2FAS…): a code will be "
            "asked for in each new browser, beside the password.",
        )
    )
    st.image(offered.drawing, width=220)
    with st.expander(words("Sans appareil photo", "Without a camera")):
        st.code(offered.typed, language=None)
    with st.form("own code", border=False):
        shown = st.text_input(
            words("Code que montre le téléphone", "Code that the phone shows"), autocomplete="off"
        )
        asked = st.form_submit_button(words("Demander un code", "Ask for a code"), type="primary")
    if asked:
        try:
            done = set_code(campaign, name, nonce=offered.nonce, code=shown, who=name)
        except ArpenteurError as error:
            _say_no(error)
            return
        st.session_state.pop(_OFFERED, None)
        _go_on(campaign, name)
        say(done)


def _show_removing(campaign: Campaign, name: str) -> None:
    st.write(words("Un code vous est demandé.", "You are asked for a code."))
    with st.form("no code", clear_on_submit=True, border=False):
        current = _secret(words("Mot de passe", "Password"), "current-password")
        asked = st.form_submit_button(words("Ne plus demander de code", "Ask for no more code"))
    if asked:
        try:
            done = remove_own_code(campaign, name, current=current, throttle=throttle())
        except ArpenteurError as error:
            _say_no(error)
            return
        _go_on(campaign, name)
        say(done)


def _go_on(campaign: Campaign, name: str) -> None:
    """End the other visits of an account that changed, and go on with this one."""
    account, visit = at_the_door(campaign, name).account, visit_here()
    if account is not None and visit is not None:
        VISITS.change(cookie_here(), replace(visit, stamp=account.stamp))
        VISITS.end_all_of(name, but=cookie_here())


def _say_no(error: ArpenteurError) -> None:
    """Word a refusal; the page beside goes on."""
    st.error(escape_markdown(error), icon=":material/error:")


def _secret(label: str, kind: str) -> str:
    return st.text_input(label, type="password", autocomplete=kind)
