"""What every page shares: the campaign, the language, the bar, the errors said in one message."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from app_pages.shared.next_steps import app_edge
from app_pages.shared.pages import PAGES
from campaign.folder import Campaign, open_campaign
from campaign.privacy.audit_refusals import refusals_noted
from campaign.report.drawings import as_map
from campaign.server.origin_check import known_hosts, own_address
from campaign.server.serve import FOLDER_VARIABLE
from campaign.sheets import export
from campaign.wording.results import lines
from canvass.errors import ArpenteurError
from canvass.progress import OnProgress
from canvass.words import Words, edge, language

HERE = Path(__file__).parents[1]
MAP_HEIGHT = 520

_EDGE = app_edge({name: page.title for name, page in PAGES.items()})


def words(fr: str, en: str, /, **values: object) -> str:
    """Return a sentence in the language of this session."""
    return str(Words(fr, en, **values))


def escape_markdown(text: object) -> str:
    """Word a text so that Streamlit shows it as it stands: a name is no link, picture or maths."""
    return re.sub(r"([\\\\`*\[\]<$~|])", r"\\\1", str(text))


def named(names: Mapping[str, str]) -> Callable[[Any], str]:
    """Return what a widget asks to word its choices."""
    return lambda choice: names[choice]


def choose_some(
    label: str,
    offered: Iterable[str],
    *,
    names: Callable[[str], str],
    placeholder: str,
    key: str | None = None,
) -> list[str]:
    """Let some of many be chosen, one at a time: an id and Enter never choose all that match."""
    return st.multiselect(
        label,
        list(offered),
        format_func=names,
        placeholder=placeholder,
        key=key,
        filter_mode="contains",
        select_all=False,
    )


def choose_language() -> None:
    """Let the person choose; the choice stands in the page's address, so that it can be kept."""
    names = {"fr": "Français", "en": "English"}
    # the control knows its choices in the address by their labels alone; a later choice holds
    asked = st.query_params.get("lang", "").lower()
    if asked in names and "lang" not in st.session_state:
        st.session_state["lang"] = asked
    with st.sidebar:
        chosen = st.segmented_control(
            "Langue / Language",
            ["fr", "en"],
            format_func=named(names),
            default="fr",
            required=True,
            key="lang",
            bind="query-params",
            label_visibility="collapsed",
        )
    _speak(chosen)


def speak() -> None:
    """Speak as the person chose, where a part of a page runs without what stands around it."""
    _speak(st.session_state.get("lang"))


def _speak(chosen: str | None) -> None:
    language.set("en" if chosen == "en" else "fr")
    edge.set(_EDGE)


def folder() -> Path:
    """Return the folder of the campaign that this app serves."""
    return Path(os.environ.get(FOLDER_VARIABLE, ""))


def app_address() -> str:
    """Return the address, with no slash at its end, at which this session reaches the app."""
    seen = (st.context.url or "", f"http://{st.context.headers.get('host', '')}")
    started = f"http://{st.get_option('server.address')}:{st.get_option('server.port')}"
    below = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return "/".join(filter(None, [own_address(seen, known_hosts()) or started, below]))


def opened() -> Campaign:
    """Open the campaign that this app serves; stop the page with a message where there is none."""
    try:
        return open_campaign(folder())
    except ArpenteurError as error:
        refuse(error)


def refuse(error: ArpenteurError) -> NoReturn:
    """Show one of the house's errors, line by line, and stop the page."""
    st.error(escape_markdown(error).replace("\n", "  \n"), icon=":material/error:")
    st.stop()


def refuse_to_send_out(campaign: Campaign) -> None:
    """Stop a page that shows what goes into the street, while the law forbids it."""
    try:
        export.refuse_to_send_out(campaign, datetime.now(UTC))
    except ArpenteurError as error:
        refuse(error)


@contextmanager
def working(label: str) -> Iterator[OnProgress]:
    """Show a bar while the work goes on, and the house's errors as one message.

    The work stops cleanly if the person leaves the page: the bar says so.
    """
    stay = words("restez sur cette page", "stay on this page")
    text = f"{label} ({stay})"
    place = st.empty()
    bar = place.progress(0.0, text)

    def on_progress(done: int, total: int, /) -> None:
        bar.progress(min(done / total, 1.0) if total else 0.0, text)

    try:
        with _refusals_noted():
            yield on_progress
    except ArpenteurError as error:
        place.empty()
        refuse(error)
    place.empty()


def _refusals_noted() -> AbstractContextManager[None]:
    """Note in the campaign's audit what is refused; the page that makes one has none yet."""
    try:
        return refusals_noted(open_campaign(folder()), "app")
    except ArpenteurError:
        return nullcontext()


def say(result: Any, *, then: str = "") -> None:
    """Show what a use case says of itself, and the way to the next page.

    What was done in part is no success: what is left stands out.
    """
    told = "  \n".join(map(escape_markdown, lines(result)))
    if getattr(result, "incomplete", False):
        st.warning(told, icon=":material/warning:")
    else:
        st.success(told, icon=":material/check_circle:")
    if then:
        link(then, words("Étape suivante : ", "Next step: "))


def link(page: str, before: str = "") -> None:
    """Show the way to a page, to whom may go there."""
    seen = st.session_state.get("pages")
    if seen is not None and page not in seen:
        return
    icon, name = PAGES[page].icon, PAGES[page].title
    st.page_link(HERE / f"{page}.py", label=f"{before}**{name}**", icon=icon)


def needs(ready: bool, page: str, why: str) -> None:
    """Stop a page whose turn has not come, with the way to the page that comes first."""
    if not ready:
        st.info(why, icon=":material/info:")
        link(page, words("Aller à ", "Go to "))
        st.stop()


def show_figures(shown: Sequence[tuple[str, str]]) -> None:
    """Show a row of figures; on a phone, two side by side."""
    with st.container(horizontal=True, gap="small", key="facts"):
        for label, value in shown:
            st.metric(label, value, border=True)


def show_map(drawing: Any, *, key: str, height: int = MAP_HEIGHT) -> None:
    """Show a drawing."""
    # read once the server runs: before, Streamlit notes no component to serve the files of
    from streamlit_folium import st_folium

    st_folium(
        as_map(drawing), height=height, use_container_width=True, returned_objects=[], key=key
    )
