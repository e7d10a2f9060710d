"""Files that the app serves to the browser, from installed packages."""

from pathlib import Path


def leaflet_folder() -> Path:
    """Return the folder of Leaflet's script, style and images."""
    from maps.assets import leaflet_folder as folder

    return folder()
