"""Change turfs by hand: choose them on the map or by name, draw areas, undo, check, publish."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import shapely
import streamlit as st
from streamlit_folium import st_folium

from app_pages.shared import cached
from app_pages.shared.layout import (
    MAP_HEIGHT,
    choose_some,
    escape_markdown,
    say,
    show_map,
    words,
    working,
)
from app_pages.shared.tables import show_table
from campaign.folder import Campaign
from campaign.overview import review_files, revision
from campaign.places import barriers
from campaign.report.drawings import as_map
from campaign.turfs import publish, turf_by_hand
from campaign.turfs.check_turfs import audit
from campaign.turfs.merge_doubts import MergeDoubts, merge_doubts
from campaign.turfs.recut import recut
from campaign.wording.results import lines
from canvass.crs import WGS84

#: What every table of turfs shows.
_SHOWN = ("turf_id", "streets", "doors", "minutes")
#: What was done last, whether the page has run since, the turfs chosen, the merge to think over.
_SAID, _FRESH, _CHOSEN, _SEEN = "hand said", "hand fresh", "hand chosen", "hand seen"
_DOUBTS = "hand doubts"


def show_hand(campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    """Show the map that can be worked on, and below it what can be done; before a cut, the town."""
    if turfs.empty:
        show_map(cached.town(campaign), key="cut map")
        return
    st.subheader(words("Retoucher à la main", "Change by hand"))
    st.caption(
        words(
            "Touchez des secteurs pour les choisir, ou dessinez une zone. Tout s'annule.",
            "Touch turfs to choose them, or draw an area. Everything can be undone.",
        )
    )
    state = revision(campaign)
    given = st_folium(
        as_map(cached.town_by_hand(campaign)),
        height=MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        key=f"hand {hash(state)}",
    )
    drawing = (given or {}).get("last_active_drawing") or {}
    _take_over(turfs, drawing, state)
    # Said until something else is chosen: a map that loads makes the page run once more.
    said = st.session_state.get(_SAID)
    if said is not None and not st.session_state[_CHOSEN]:
        say(said)
    chosen = choose_some(
        words("Secteurs choisis", "Chosen turfs"),
        list(turfs.index),
        names=lambda turf: f"{turf} – {turfs.loc[turf, 'label']}",
        placeholder=words("Touchez la carte, ou cherchez ici", "Touch the map, or search here"),
        key=_CHOSEN,
    )
    if chosen:
        _told(turfs.loc[chosen])
    _on_chosen(campaign, chosen)
    if drawing.get("geometry"):
        _on_drawing(campaign, chosen, shapely.geometry.shape(drawing["geometry"]))
    _back_and_forth(campaign)
    _check(campaign)


def _take_over(turfs: gpd.GeoDataFrame, drawing: dict[str, Any], state: object) -> None:
    """Choose what was touched on the map; ids that are gone are not chosen any more."""
    touched = list((drawing.get("properties") or {}).get("turfs", []))
    if st.session_state.pop(_FRESH, False):
        st.session_state[_CHOSEN] = []
        st.session_state[_SEEN] = (state, [])
    elif drawing and st.session_state.get(_SEEN) != (state, touched):
        st.session_state[_SEEN] = (state, touched)
        st.session_state[_CHOSEN] = touched
    kept = [turf for turf in st.session_state.get(_CHOSEN, []) if turf in turfs.index]
    st.session_state[_CHOSEN] = kept


def _told(rows: gpd.GeoDataFrame) -> None:
    st.caption(
        words(
            "{n:secteur|secteurs} : {doors:porte|portes}, {minutes:minute|minutes}",
            "{n:turf|turfs}: {doors:door|doors}, {minutes:minute|minutes}",
            n=len(rows),
            doors=rows["doors"].sum(),
            minutes=round(rows["minutes"].sum()),
        )
    )


def _do(campaign: Campaign, work: Callable[[Campaign], Any]) -> None:
    """Do a step, keep what it says, and show the page anew."""
    with working(words("Un instant…", "One moment…")):
        done = work(campaign)
    if isinstance(done, MergeDoubts):
        st.session_state[_DOUBTS] = done
        return
    st.session_state[_SAID] = done
    st.session_state.pop(_DOUBTS, None)
    st.session_state[_FRESH] = True
    st.rerun()


def _merged(campaign: Campaign, chosen: list[str]) -> Any:
    """Merge, or tell what speaks against it."""
    doubts = merge_doubts(campaign, chosen)
    return doubts if doubts.any else turf_by_hand.merge(campaign, chosen)


def _ask(campaign: Campaign, chosen: list[str]) -> None:
    """Ask before a merge that is doubtful, as long as the same turfs are chosen."""
    doubts = st.session_state.get(_DOUBTS)
    if doubts is None or list(doubts.turfs) != chosen:
        st.session_state.pop(_DOUBTS, None)
        return
    st.warning("  \n".join(escape_markdown(line) for line in lines(doubts)))
    if st.button(words("Réunir quand même", "Merge all the same"), key="hand merge anyway"):
        _do(campaign, lambda c: turf_by_hand.merge(c, chosen))


def _on_chosen(campaign: Campaign, chosen: list[str]) -> None:
    """Offer what can be done with chosen turfs."""
    offered: list[tuple[str, str, str, bool, Callable[[Campaign], Any]]] = [
        (
            "merge",
            words("Réunir", "Merge"),
            ":material/merge:",
            len(chosen) > 1,
            lambda c: _merged(c, chosen),
        ),
        (
            "split",
            words("Couper en deux", "Split in two"),
            ":material/call_split:",
            len(chosen) == 1,
            lambda c: turf_by_hand.split(c, chosen[0]),
        ),
        (
            "lock",
            words("Verrouiller", "Lock"),
            ":material/lock:",
            bool(chosen),
            lambda c: turf_by_hand.lock(c, chosen),
        ),
        (
            "unlock",
            words("Déverrouiller", "Unlock"),
            ":material/lock_open:",
            bool(chosen),
            lambda c: turf_by_hand.unlock(c, chosen),
        ),
        (
            "publish",
            words("Publier", "Publish"),
            ":material/verified:",
            bool(chosen),
            lambda c: publish.publish(c, chosen),
        ),
        (
            "withdraw",
            words("Dépublier", "Withdraw"),
            ":material/undo:",
            bool(chosen),
            lambda c: publish.withdraw(c, chosen),
        ),
    ]
    with st.container(horizontal=True, gap="small"):
        for key, label, icon, possible, work in offered:
            if st.button(label, icon=icon, disabled=not possible, key=f"hand {key}"):
                _do(campaign, work)
    _ask(campaign, chosen)


def _on_drawing(campaign: Campaign, chosen: list[str], area: Any) -> None:
    """Offer what can be done with a drawn area."""
    drawn = gpd.GeoDataFrame(geometry=[area], crs=WGS84)
    with st.container(horizontal=True, gap="small"):
        label = words("Un secteur de ce dessin", "A turf of this drawing")
        if st.button(label, icon=":material/draw:", type="primary"):
            _do(campaign, lambda c: turf_by_hand.draw(c, drawn))
        if len(chosen) == 1:
            label = words(f"Ajouter à {chosen[0]}", f"Add to {chosen[0]}")
            if st.button(label, icon=":material/add:"):
                _do(campaign, lambda c: turf_by_hand.draw(c, drawn, into=chosen[0]))
        label = words("Une barrière : ne pas traverser ce tracé", "A barrier: do not cross it")
        if st.button(label, icon=":material/block:"):
            _do(campaign, lambda c: barriers.set_barriers(c, drawn, add=True))


def _back_and_forth(campaign: Campaign) -> None:
    """Offer undo, redo, and the re-cut that moves little."""
    told = turf_by_hand.history(campaign)
    with st.container(horizontal=True, gap="small"):
        # One label whatever the step: a click made while the page is drawn anew still counts.
        label = words("Annuler", "Undo")
        if st.button(label, icon=":material/undo:", disabled=not told.done, key="hand undo"):
            _do(campaign, turf_by_hand.undo)
        redo = words("Refaire", "Redo")
        if st.button(redo, icon=":material/redo:", disabled=not told.undone, key="hand redo"):
            _do(campaign, turf_by_hand.redo)
        label = words("Rééquilibrer ce qui ne va plus", "Mend what does not fit")
        if st.button(label, icon=":material/balance:", key="hand recut"):
            _do(campaign, recut)
    if told.done:
        last, by = told.done[-1], told.signed[-1]
        said = words(
            f"Dernier changement : {last.fr} ({by.fr})", f"Last change: {last.en} ({by.en})"
        )
        st.caption(escape_markdown(said))


def _check(campaign: Campaign) -> None:
    """Show the audit sheet on demand, and the turfs that need a look."""
    with st.expander(words("Feuille de contrôle", "Audit sheet"), icon=":material/checklist:"):
        if not st.button(words("Contrôler", "Check"), key="hand audit"):
            return
        with working(words("Contrôle…", "Checking…")) as tick:
            made = audit(campaign, on_progress=tick)
        for line in lines(made):
            st.markdown(f"- {escape_markdown(line)}")
        rows = made.turfs
        fine = rows["in_range"].astype(bool) & rows["connected"].astype(bool)
        odd = rows[~fine | rows["long_gap"].astype(bool)]
        if len(odd):
            st.caption(words("À regarder :", "To look at:"))
            table = odd.reset_index().rename(columns={"label": "streets"})
            show_table(table, columns=[*_SHOWN, "longest_gap_m", "reason"])
        if len(made.blocks) and made.asked.by == "block":
            st.caption(words("Îlots coupés :", "Split blocks:"))
            blocks = made.blocks.assign(turfs=made.blocks["turfs"].str.join(", "))
            show_table(blocks, columns=["streets", "doors", "turfs"])


def show_turfs(turfs: gpd.GeoDataFrame) -> None:
    """List the turfs, if there are any."""
    if len(turfs):
        table = turfs.reset_index().rename(columns={"label": "streets"})
        show_table(table, columns=[*_SHOWN[:2], "buildings", *_SHOWN[2:], "walk_m"])


def show_left_out(campaign: Campaign) -> None:
    """List the addresses that no turf holds, with the reason."""
    left_out = review_files(campaign).get("hors_secteur.csv")
    if left_out is None:
        return
    title = words("Adresses hors de tout secteur", "Buildings outside any turf")
    with st.expander(f"{title} ({len(left_out)})"):
        known = [c for c in ("adresse", "bureau", "portes", "raison") if c in left_out]
        show_table(left_out, columns=known)
