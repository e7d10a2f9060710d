"""The app's entry: one process serves the pages and Leaflet's files; nothing else lives here."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import campaign.drawings  # noqa: F401 - geopandas is slow to load: before anybody visits
from app_pages.senders import SENDERS
from campaign.assets import leaflet_folder
from campaign.own_pages import OwnPages

app = st.App(
    Path(__file__).parent / "app_pages" / "router.py",
    routes=[Mount("/assets", StaticFiles(directory=leaflet_folder()), name="assets")],
    middleware=[Middleware(OwnPages, may_send=SENDERS.known)],
)
