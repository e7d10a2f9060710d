"""Counts and maps worked out once for each state of the campaign, whoever looks at them.

Keyed by the folder, a cheap revision of its files and the language. Only what tells nothing of a
person is kept here: counts, turfs and shapes; never voters, contacts or review files.
"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import streamlit as st

from campaign import overview
from campaign.folder import Campaign, open_campaign
from campaign.overview import Overview, revision
from campaign.report import drawings
from campaign.walks.walk_report import describe_walks
from canvass.words import Language, language

_Revision = tuple[tuple[str, int, int], ...]


def now(campaign: Campaign) -> Overview:
    """Count what the base holds."""
    return _now(campaign.folder, revision(campaign))


def turfs(campaign: Campaign) -> gpd.GeoDataFrame:
    """Return the current turfs with their progress."""
    return _turfs(campaign.folder, revision(campaign))


def town(campaign: Campaign) -> Any:
    """Draw the town."""
    return _town(campaign.folder, revision(campaign), language.get())


def turf(campaign: Campaign, turf_id: str) -> Any:
    """Draw one turf."""
    return _turf(campaign.folder, revision(campaign), language.get(), turf_id)


def walk(campaign: Campaign, turf_id: str) -> dict[str, Any]:
    """Return every figure of a turf's walk, and the way in words."""
    return _walk(campaign.folder, revision(campaign), turf_id)


@st.cache_data(max_entries=4, show_spinner=False)
def _now(folder: Path, state: _Revision) -> Overview:  # noqa: ARG001 - part of the key
    return overview.overview(open_campaign(folder))


@st.cache_data(max_entries=4, show_spinner=False)
def _turfs(folder: Path, state: _Revision) -> gpd.GeoDataFrame:  # noqa: ARG001 - part of the key
    return overview.turf_table(open_campaign(folder))


@st.cache_data(max_entries=4, show_spinner=False)
def _town(folder: Path, state: _Revision, spoken: Language) -> Any:  # noqa: ARG001 - part of the key
    return drawings.town_drawing(open_campaign(folder))


@st.cache_data(max_entries=32, show_spinner=False)
def _turf(folder: Path, state: _Revision, spoken: Language, turf_id: str) -> Any:  # noqa: ARG001 - part of the key
    return drawings.turf_drawing(open_campaign(folder), turf_id)


@st.cache_data(max_entries=64, show_spinner=False)
def _walk(folder: Path, state: _Revision, turf_id: str) -> dict[str, Any]:  # noqa: ARG001 - part of the key
    told: dict[str, Any] = describe_walks(open_campaign(folder), turfs=[turf_id])["turfs"][0]
    return told
