"""How far the campaign has come, what comes next, and the map."""

import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import (
    escape_markdown,
    link,
    opened,
    show_figures,
    show_map,
    words,
)
from app_pages.shared.pages import STEPS
from canvass.words import number, percent

campaign = opened()
now = cached.now(campaign)

st.title(escape_markdown(campaign.settings.name))
if now.next_step != "results":
    with st.container(border=True):
        if not now.voters:
            st.write(
                words(
                    "Huit étapes, de la liste électorale au bilan. On commence par la liste.",
                    "Eight steps, from the electoral roll to the report. The roll comes first.",
                )
            )
        link(now.next_step, words("À faire maintenant : ", "To do now: "))
        done = [str(STEPS[step].title) for step, is_done in now.steps.items() if is_done]
        if done:
            st.caption(words("Fait : ", "Done: ") + " · ".join(done))
if now.voters:
    show_figures(
        [
            (words("Électeurs", "Voters"), number(now.voters)),
            (words("Adresses", "Buildings"), number(now.buildings)),
            (words("Secteurs", "Turfs"), number(now.turfs)),
            (words("Portes", "Doors"), number(now.doors)),
            (words("Portes faites", "Doors done"), percent(now.share_covered, 1)),
            (words("Frappées", "Knocked"), number(now.knocked)),
        ]
    )
if now.conflicts:
    settle = words(
        "{n:contradiction|contradictions} à trancher : ",
        "{n:contradiction|contradictions} to settle: ",
        n=now.conflicts,
    )
    link("returns", settle)
town = cached.town(campaign)
if town is not None:
    show_map(town, key="town")
if now.buildings and now.voters > now.placed and not now.place_again:
    left = now.voters - now.placed
    link(
        "addresses",
        words(
            "{n:électeur|électeurs} à placer à la main : ",
            "{n:voter|voters} to place by hand: ",
            n=left,
        ),
    )
