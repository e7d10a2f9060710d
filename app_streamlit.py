"""The app's entry: one process serves the pages and Leaflet's files; nothing else lives here."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import campaign.report.drawings  # noqa: F401 - geopandas is slow to load: before anybody visits
from app_pages.shared.upload_permission import UPLOAD_PERMISSION
from campaign.server.assets import leaflet_folder
from campaign.server.origin_check import OriginCheck

app = st.App(
    Path(__file__).parent / "app_pages" / "router.py",
    routes=[Mount("/assets", StaticFiles(directory=leaflet_folder()), name="assets")],
    middleware=[Middleware(OriginCheck, may_send=UPLOAD_PERMISSION.known)],
)
