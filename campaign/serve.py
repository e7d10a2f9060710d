"""Open the app on this machine, for one campaign."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from campaign.folder import open_campaign
from canvass.errors import MissingStepError
from canvass.words import Words

#: Which campaign the app shows; read by the app's frame.
FOLDER_VARIABLE = "ARPENTEUR_CAMPAIGN"


def serve(folder: Path, *, port: int = 8501, browser: bool = True) -> None:
    """Run the app until it is interrupted; it listens on 127.0.0.1 only.

    Raises
    ------
    MissingFileError
        If the folder is not a campaign's.
    MissingStepError
        If the app's libraries are not installed.
    """
    open_campaign(folder)
    entry = importlib.util.find_spec("app_streamlit")
    if importlib.util.find_spec("streamlit") is None or entry is None or entry.origin is None:
        raise MissingStepError(
            Words(
                "L'application n'est pas installée : pip install arpenteur[app]",
                "The app is not installed: pip install arpenteur[app]",
            )
        )
    command = [
        *(sys.executable, "-m", "streamlit", "run", entry.origin),
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        f"--server.headless={'false' if browser else 'true'}",
        "--server.maxUploadSize=400",
        "--browser.gatherUsageStats=false",
        "--client.toolbarMode=minimal",
    ]
    subprocess.run(  # noqa: S603 - our own interpreter and file
        command, env={**os.environ, FOLDER_VARIABLE: str(folder.resolve())}, check=False
    )
