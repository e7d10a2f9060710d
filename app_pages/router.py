"""Draw the frame once, then the chosen page."""

from pathlib import Path

import streamlit as st

from app_pages.frame import choose_language, opened, words

HERE = Path(__file__).parent


def pages() -> list[st.Page]:
    """List the pages in the order of the work."""
    listed = [
        ("overview", words("Vue d'ensemble", "Overview"), ":material/map:"),
        ("roll", words("1. Liste électorale", "1. Electoral roll"), ":material/groups:"),
        ("places", words("2. Lieux", "2. Places"), ":material/location_city:"),
        ("addresses", words("3. Adresses", "3. Addresses"), ":material/pin_drop:"),
        ("cutting", words("4. Découpage", "4. Cutting"), ":material/grid_view:"),
        ("walks", words("5. Parcours", "5. Walks"), ":material/directions_walk:"),
        ("sheets", words("6. Feuilles de route", "6. Walk lists"), ":material/print:"),
        ("returns", words("7. Retours", "7. Returns"), ":material/assignment_return:"),
        ("results", words("8. Bilan", "8. Report"), ":material/query_stats:"),
    ]
    return [
        st.Page(HERE / f"{name}.py", title=title, icon=icon, default=name == "overview")
        for name, title, icon in listed
    ]


st.set_page_config(page_title="Arpenteur", page_icon="🚪", layout="wide")
choose_language()
campaign = opened()
page = st.navigation(pages())
with st.sidebar:
    st.caption(campaign.settings.name)
page.run()
