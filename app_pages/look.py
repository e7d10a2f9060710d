"""How the app looks, and the few words that Streamlit's own widgets say in English only."""

import json

import streamlit as st

from app_pages.frame import words

#: Megabytes; a département's addresses weigh 20, its streets 100.
LARGEST_UPLOAD_MB = 400

_LOOK = """
<style>
[data-testid="stMainBlockContainer"] {padding-top: 3.2rem; padding-bottom: 3rem; max-width: 72rem}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.9rem; padding-top: 0}
[data-testid="stMainBlockContainer"] h3 {font-size: 1.2rem}
.st-key-facts [data-testid="stMetric"] {padding: .45rem .8rem}
.st-key-facts [data-testid="stMetric"] > div {padding: 0}
.st-key-facts [data-testid="stMetricValue"] {font-size: 1.55rem}
.st-key-facts {display: grid; grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr))}
.st-key-facts > div {min-width: 0; width: auto}
.stCustomComponentV1 {border: 1px solid #d9d6ce; border-radius: .5rem}
[data-testid="stFileUploaderDropzone"] button p {font-size: 0}
[data-testid="stFileUploaderDropzone"] button p::after {font-size: 1rem; content: %(choose)s}
[data-testid="stFileUploaderDropzoneInstructions"] span {font-size: 0}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {
    font-size: .85rem; content: %(limit)s}
@media (max-width: 640px) {
    [data-testid="stMainBlockContainer"] {padding-top: 4.2rem}
    [data-testid="stMainBlockContainer"] h1 {font-size: 1.5rem}
}
</style>
"""


def wear() -> None:
    """Dress the page."""
    choose = words("Choisir", "Choose")
    limit = words(
        f"ou déposer ici ; {LARGEST_UPLOAD_MB} Mo au plus",
        f"or drop here; {LARGEST_UPLOAD_MB} MB at most",
    )
    st.html(_LOOK % {"choose": _quoted(choose), "limit": _quoted(limit)})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
