"""Take the pictures of the README from a demo campaign: ``python docs/pictures/make.py FOLDER``.

Needs Debian's Chromium and the app's libraries; the pictures are written beside this file.
"""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PORT = 8699
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PICTURES = {"app.png": "/", "report.png": "/results"}


def main(folder: str) -> None:
    """Serve the campaign, visit the pages, keep the pictures."""
    command = [sys.executable, "-m", "campaign.commands", "app", folder, f"--port={PORT}"]
    server = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, text=True)
    try:
        entry = shown_by(server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = browser.new_page(viewport={"width": 1360, "height": 860})
            page.goto(entry)
            for name, address in PICTURES.items():
                page.goto(f"http://127.0.0.1:{PORT}{address}")
                page.wait_for_selector("h1")
                page.wait_for_timeout(6000)
                page.screenshot(path=HERE / name)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def shown_by(server: subprocess.Popen[str]) -> str:
    """Wait until the server shows the address that lets in whoever started it."""
    assert server.stdout is not None
    for line in server.stdout:
        if "jeton=" in line:
            return line.strip()
    sys.exit("the app does not answer")


if __name__ == "__main__":
    main(sys.argv[1])
