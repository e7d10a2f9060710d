"""Open the app on this machine, for one campaign."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import NoReturn

from campaign.folder import open_campaign
from canvass.errors import MissingStepError
from canvass.words import Words

#: Where the app is reached on this machine, where nothing else is said.
PORT = 8501
LOCAL_ADDRESS = f"http://127.0.0.1:{PORT}"
#: Which campaign the app shows; read by the app's frame.
FOLDER_VARIABLE = "ARPENTEUR_CAMPAIGN"
#: Set where the app is to open the browser once it listens.
BROWSER_VARIABLE = "ARPENTEUR_OPEN_BROWSER"
#: Addresses of the proxy before this server, separated by commas: what it says of the visitor's own
#: address and of https is believed, and nobody else's word.
PROXY_VARIABLE = "ARPENTEUR_PROXY"
#: The server's own name for it; it would believe every program of this machine.
_BELIEVED = "FORWARDED_ALLOW_IPS"
#: What the address that lets whoever started the app in holds before its token.
TOKEN = "jeton"  # noqa: S105 - the name of a parameter
#: Streamlit speaks to nobody but this machine's browser, asks nobody for an e-mail address, and
#: shows a fault by its kind alone: its message could quote what a file holds. The colours are
#: those of no party. What is said here comes before any file of options in the folder where the
#: command is given: such a file opens no door. Tables leave by our own exports alone, which disarm
#: formulas and are noted.
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.maxUploadSize": "400",
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.enableStaticServing": "false",
    "server.enableAgentApi": "false",
    "server.scriptHealthCheckEnabled": "false",
    "client.disableDataExport": "true",
    "server.showEmailPrompt": "false",
    # Streamlit would print and open an address without a token
    "server.headless": "true",
    "server.baseUrlPath": "",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "logger.hideWelcomeMessage": "true",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "type",
    "client.showErrorLinks": "false",
    "theme.base": "light",
    "theme.primaryColor": "#1b5e6b",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f4f2ec",
    "theme.textColor": "#23262b",
    "theme.baseRadius": "small",
}


def is_campaign(folder: Path) -> bool:
    """Tell whether the folder holds a campaign, sound or not; an absent or empty one does not."""
    return folder.is_dir() and any(folder.iterdir())


def serve(folder: Path, *, port: int = PORT, browser: bool = True) -> NoReturn:
    """Run the app until it is interrupted; it listens on 127.0.0.1 only.

    An absent or empty folder is served too: the app begins with the page that creates a campaign.

    Raises
    ------
    MissingFileError
        If the folder holds something that is not a campaign.
    MissingStepError
        If the app's libraries are not installed.
    """
    if is_campaign(folder):
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
        *(f"--{name}={value}" for name, value in OPTIONS.items()),
    ]
    # The server takes this process's place, so that whoever stops the command stops the server.
    sys.stdout.flush()
    told = {
        FOLDER_VARIABLE: str(folder.resolve()),
        BROWSER_VARIABLE: "1" if browser else "",
        _BELIEVED: os.environ.get(PROXY_VARIABLE, ""),
    }
    os.execve(  # noqa: S606 - our own interpreter and file
        sys.executable, command, {**os.environ, **told}
    )
