"""What every page shares: the campaign, the language, the bar, the errors said in one message."""

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from campaign.folder import Campaign, open_campaign
from campaign.serve import FOLDER_VARIABLE
from canvass.errors import ArpenteurError
from canvass.progress import OnProgress
from canvass.words import Words, fr, language

MAP_HEIGHT = 620


def words(fr: str, en: str) -> str:
    """Give a sentence in the language of this session."""
    return str(Words(fr, en))


def choose_language() -> None:
    """Let the person choose; the choice holds for this session only."""
    with st.sidebar:
        chosen = st.segmented_control(
            "Langue / Language",
            ["fr", "en"],
            format_func={"fr": "Français", "en": "English"}.get,
            default="fr",
            key="language",
            label_visibility="collapsed",
        )
    language.set("en" if chosen == "en" else "fr")


def opened() -> Campaign:
    """Open the campaign that this app serves; stop the page with a message where there is none."""
    folder = os.environ.get(FOLDER_VARIABLE, "")
    try:
        return open_campaign(Path(folder))
    except ArpenteurError as error:
        st.error(str(error))
        st.stop()


@contextmanager
def working(label: str) -> Iterator[OnProgress]:
    """Show a bar while the work goes on, and the house's errors as one message."""
    place = st.empty()
    bar = place.progress(0.0, label)

    def on_progress(done: int, total: int, /) -> None:
        bar.progress(min(done / total, 1.0) if total else 0.0, label)

    try:
        yield on_progress
    except ArpenteurError as error:
        place.empty()
        st.error(str(error).replace("\n", "  \n"))
        st.stop()
    place.empty()


def say(result: Any) -> None:
    """Show what a use case says of itself."""
    lines = [str(line) for line in result.lines()]
    st.success("  \n".join(lines))


def show_map(made: Any, *, key: str) -> None:
    """Show a folium map, or say that there is nothing to draw yet."""
    if made is None:
        st.info(words("Rien à dessiner pour l'instant.", "Nothing to draw yet."))
        return
    st_folium(made, height=MAP_HEIGHT, use_container_width=True, returned_objects=[], key=key)


def show_table(table: pd.DataFrame) -> None:
    """Show a table to its natural height, without its index."""
    st.dataframe(table, hide_index=True, width="stretch")


def number(value: float, digits: int = 0) -> str:
    """Write a number as the session's language does."""
    return words(fr(value, digits), f"{value:,.{digits}f}")


@contextmanager
def uploads(given: Sequence[Any]) -> Iterator[list[Path]]:
    """Put uploaded files where readers can open them, and remove them afterwards.

    Only the plain name of a file is used; each lies in a folder of its own, readable by this user
    alone, so that two files of one name do not meet.
    """
    with TemporaryDirectory(prefix="arpenteur-") as folder:
        paths = []
        for place, file in enumerate(given):
            own = Path(folder) / str(place)
            own.mkdir()
            path = own / PurePosixPath(file.name.replace("\\", "/")).name
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths


def zipped(folder: Path) -> bytes:
    """Pack the files of a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return packed.getvalue()
