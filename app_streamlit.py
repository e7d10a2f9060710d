"""The app's entry: one process serves the pages and Leaflet's files; nothing else lives here."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import campaign.report.drawings  # noqa: F401 - geopandas is slow to load: before anybody visits
from app_pages.entrance.gate import Gate
from app_pages.entrance.opening import opening, show_address
from app_pages.entrance.steps import Entrance
from app_pages.shared.layout import folder
from app_pages.shared.upload_permission import UPLOAD_PERMISSION, bytes_held
from app_pages.shared.visitors import LAYERS, TOKENS, VISITS, cookie_name, throttle
from app_pages.workbench.layer_routes import layer_routes
from campaign.server.assets import leaflet_folder
from campaign.server.origin_check import OriginCheck
from campaign.server.upload_quota import UploadQuota

entrance = Entrance(folder=folder, tokens=TOKENS, used=show_address, throttle=throttle)
app = st.App(
    Path(__file__).parent / "app_pages" / "router.py",
    lifespan=opening,
    routes=[
        Mount("/assets", StaticFiles(directory=leaflet_folder()), name="assets"),
        *layer_routes(store=LAYERS, visits=VISITS, cookie=cookie_name, folder=folder),
    ],
    middleware=[
        Middleware(OriginCheck, may_send=UPLOAD_PERMISSION.known),
        Middleware(Gate, visits=VISITS, entrance=entrance, cookie=cookie_name),
        Middleware(UploadQuota, held=bytes_held),
    ],
)
