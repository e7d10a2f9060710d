"""The map on which turfs are cut: mounted once, it fetches its layers and says what is done.

What is chosen is state; what is done is a trigger, so that no act runs again with the page. Only
this part of the page runs then: who is at work, and in which language, is looked up here.
"""

from typing import Any

import streamlit as st

from app_pages.shared.layout import speak, words
from app_pages.shared.rights import may_see
from app_pages.shared.visitors import LAYERS, visit_here
from campaign.folder import Campaign
from campaign.privacy.audit_refusals import refusals_noted
from campaign.server.accounts import act_as, who_acts
from campaign.turfs.merge_doubts import MergeDoubts
from campaign.turfs.workbench.acts import Hand, act
from campaign.turfs.workbench.programs import program, programs_version
from campaign.wording.results import lines
from canvass.errors import ArpenteurError
from canvass.words import language

_KEY, _SAID, _DOUBTS = "workbench", "workbench said", "workbench doubts"


@st.fragment
def show_workbench(campaign: Campaign) -> None:
    """Show the map, and do what a hand on it asks."""
    speak()
    if not _at_work(campaign):
        st.rerun()
    town = LAYERS.town(campaign)
    mine = who_acts() in town.authors
    last = ""
    if town.history.done:
        by = town.history.signed[-1]
        done = town.history.done[-1]
        last = words(
            f"Dernier changement : {done.fr} ({by.fr})", f"Last change: {done.en} ({by.en})"
        )
    # above the map, and always there: the map is mounted once and keeps its place
    with st.container():
        if doubted := st.session_state.get(_DOUBTS):
            st.button(
                words("Réunir quand même", "Merge all the same"),
                icon=":material/merge:",
                key="workbench merge anyway",
                on_click=lambda: _do(campaign, doubted, sure=True),
            )
    programs = f"/workbench/{programs_version()}"
    _component()(
        key=_KEY,
        data={
            "programs": programs,
            "words": f"{programs}/words-{language.get()}.json",
            "spoken": language.get(),
            "versions": LAYERS.versions(campaign),
            "said": st.session_state.get(_SAID),
            "history": {"undo": mine, "redo": bool(town.history.undone), "last": last},
            "chosen": (st.session_state.get(_KEY) or {}).get("chosen"),
        },
        on_chosen_change=lambda: None,
        on_act_change=lambda: _do(campaign, dict(st.session_state[_KEY]["act"] or {})),
    )


def _component() -> Any:
    return st.components.v2.component(
        "arpenteur_workbench",
        html=program("workbench.html"),
        css=program("workbench.css"),
        js=program("mount.js"),
        isolate_styles=False,
    )


def _at_work(campaign: Campaign) -> bool:
    """Tell whether whoever is at the screen may still cut, and name them for the log."""
    visit = visit_here()
    if visit is None or not may_see(campaign, visit, "cutting"):
        return False
    act_as(visit.account_id)
    return True


def _do(campaign: Campaign, asked: dict[str, Any], *, sure: bool = False) -> None:
    """Do what was clicked, once, and keep what it says for the map."""
    speak()
    st.session_state.pop(_DOUBTS, None)
    if not asked or not _at_work(campaign):
        return
    try:
        with LAYERS.own_step(campaign), refusals_noted(campaign, "app"):
            hand = Hand(
                turfs=asked["turfs"],
                buildings=LAYERS.buildings(campaign, asked["buildings"], asked["rows"]),
                into=asked["into"],
                line=asked["line"],
                barrier=asked["barrier"],
                who=who_acts(),
                sure=sure,
            )
            done = act(campaign, asked["name"], hand)
        text, kind = "\n".join(map(str, lines(done))), "done"
        if isinstance(done, MergeDoubts):
            st.session_state[_DOUBTS], kind = asked, "refused"
    except ArpenteurError as error:
        text, kind = str(error), "refused"
    st.session_state[_SAID] = {"nth": asked["nth"], "kind": kind, "text": text}
