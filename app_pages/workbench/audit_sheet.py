"""The turfs as a list, their audit sheet, and the re-cut that mends what does not fit."""

import geopandas as gpd
import streamlit as st

from app_pages.shared import cached
from app_pages.shared.layout import escape_markdown, say, words, working
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.overview import review_files
from campaign.turfs.check_turfs import audit
from campaign.turfs.recut import recut
from campaign.wording.results import lines


def show_check(campaign: Campaign) -> None:
    """Offer the audit sheet and the list of turfs, folded away below the map."""
    with st.expander(words("Contrôle et liste", "Check and list"), icon=":material/checklist:"):
        _show_audit(campaign)
        if st.toggle(words("Liste des secteurs", "List of turfs")):
            _show_lists(campaign)


def _show_audit(campaign: Campaign) -> None:
    """Show the audit sheet on demand, and the turfs that need a look; mend them on demand."""
    with st.container(horizontal=True, gap="small"):
        checked = st.button(
            words("Contrôler", "Check"), icon=":material/checklist:", key="hand audit"
        )
        mended = st.button(
            words("Rééquilibrer ce qui ne va plus", "Mend what does not fit"),
            icon=":material/balance:",
            key="hand recut",
        )
    if mended:
        with working(words("Un instant…", "One moment…")):
            st.session_state["mended"] = recut(campaign)
        st.rerun()
    if "mended" in st.session_state:
        say(st.session_state.pop("mended"))
    if checked:
        with working(words("Contrôle…", "Checking…")) as tick:
            made = audit(campaign, on_progress=tick)
        for line in lines(made):
            st.markdown(f"- {escape_markdown(line)}")
        rows = made.turfs
        fine = rows["in_range"].astype(bool) & rows["connected"].astype(bool)
        odd = rows[~fine | rows["long_gap"].astype(bool)]
        if len(odd):
            st.caption(words("À regarder :", "To look at:"))
            _listed(odd, ["turf_id", "streets", "doors", "minutes", "longest_gap_m", "reason"])
        if len(made.blocks) and made.asked.by == "block":
            st.caption(words("Îlots coupés :", "Split blocks:"))
            blocks = made.blocks.assign(turfs=made.blocks["turfs"].str.join(", "))
            show_table(blocks, columns=["streets", "doors", "turfs"])


def _show_lists(campaign: Campaign) -> None:
    """Show the turfs as a table, and the buildings outside any of them."""
    turfs = cached.turfs(campaign)
    if len(turfs):
        _listed(turfs, ["turf_id", "streets", "buildings", "doors", "minutes", "walk_m"])
    left_out = review_files(campaign).get("hors_secteur.csv")
    if left_out is not None:
        title = words("Adresses hors de tout secteur", "Buildings outside any turf")
        st.caption(f"{title} ({len(left_out)})")
        known = [c for c in ("adresse", "bureau", "portes", "raison") if c in left_out]
        show_table(left_out, columns=known)


def _listed(turfs: gpd.GeoDataFrame, columns: list[str]) -> None:
    show_table(turfs.reset_index().rename(columns={"label": "streets"}), columns=columns)
