"""Show the address by which whoever started the app gets in, and lead their browser there.

The address holds a token that serves once. A browser is started with a file that only this user
can read: what a program is started with, every user of the machine can see.
"""

import asyncio
import os
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st

from app_pages.entrance.forms import opening_page
from app_pages.shared.visitors import TOKENS
from campaign.server.serve import BROWSER_VARIABLE, TOKEN
from canvass.words import Words

_PATIENCE_S = 60


def show_address() -> str:
    """Print an address that opens the app once; return it."""
    address = f"http://127.0.0.1:{st.get_option('server.port')}/?{TOKEN}={TOKENS.new()}"
    told = Words("L'application s'ouvre, une fois, à :", "The app opens, once, at:")
    sys.stdout.write(f"{told}\n  {address}\n")
    sys.stdout.flush()
    return address


@asynccontextmanager
async def opening(_app: Any) -> AsyncIterator[None]:
    """Show the address once the server listens; take the browser's file away at the end."""
    file = Path(tempfile.mkdtemp(prefix="arpenteur-")) / "ouvrir.html"
    waiting = asyncio.create_task(_open(file))
    try:
        yield
    finally:
        waiting.cancel()
        file.unlink(missing_ok=True)
        file.parent.rmdir()


async def _open(file: Path) -> None:
    port = int(st.get_option("server.port"))
    for _ in range(_PATIENCE_S * 5):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            break
        await asyncio.sleep(0.2)
    address = show_address()
    if os.environ.get(BROWSER_VARIABLE):
        # the folder is this user's alone
        file.write_text(opening_page(address), encoding="utf-8")
        await asyncio.to_thread(webbrowser.open, file.as_uri())
