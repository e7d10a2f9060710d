"""How the app looks, and the few words that Streamlit's own widgets say in English only."""

import json
from functools import cache
from importlib.resources import files

import streamlit as st

from app_pages.shared.layout import words

#: Megabytes; a département's addresses weigh 20, its streets 100.
LARGEST_UPLOAD_MB = 400


def apply_theme() -> None:
    """Dress the page."""
    choose = words("Choisir", "Choose")
    limit = words(
        f"ou déposer ici ; {LARGEST_UPLOAD_MB} Mo au plus",
        f"or drop here; {LARGEST_UPLOAD_MB} MB at most",
    )
    told = f":root {{--upload-choose: {_quoted(choose)}; --upload-limit: {_quoted(limit)}}}"
    st.html(f"<style>{told}{_look()}</style>")


@cache
def _look() -> str:
    return files("app_pages.shared").joinpath("theme.css").read_text(encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
