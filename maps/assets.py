"""Leaflet served by the app itself: no request leaves the organiser's browser.

Folium and streamlit-folium load their scripts from five public hosts by default. The classes here
name local addresses instead; the app mounts the installed package's files there.
"""

from pathlib import Path
from typing import Any

#: Where the app serves the files, seen from the frame in which streamlit-folium draws.
FROM_COMPONENT = "../../assets"


def leaflet_folder() -> Path:
    """Return the folder of leaflet.js, leaflet.css and their images (package XStatic-Leaflet)."""
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


#: Between what is drawn and the frame: more than half a numbered stop.
MARGIN_PX = 16


def local_map(*, bounds: list[list[float]], base: str = FROM_COMPONENT, canvas: bool = True) -> Any:
    """Make an empty folium map that fits ``bounds`` and loads Leaflet from ``base``.

    Parameters
    ----------
    bounds
        ``[[south, west], [north, east]]``, degrees WGS 84.
    canvas
        Draw shapes on one canvas, fast by the thousand, rather than as elements of the page.
    """
    import folium

    class LocalMap(folium.Map):
        default_js = [("leaflet", f"{base}/leaflet.js")]  # noqa: RUF012
        default_css = [("leaflet_css", f"{base}/leaflet.css")]  # noqa: RUF012

    centre = [(bounds[0][i] + bounds[1][i]) / 2 for i in (0, 1)]
    made = LocalMap(location=centre, zoom_start=13, tiles=None, prefer_canvas=canvas)
    made.options["maxZoom"] = 21
    made.options["zoomSnap"] = 0.25  # so that the town fills the frame
    made.fit_bounds(bounds, padding=(MARGIN_PX, MARGIN_PX))
    return made
