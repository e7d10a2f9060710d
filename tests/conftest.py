"""What every test may use: the fictitious town, the real data where it lies beside, no network."""

import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
VAL_FLEURI = ROOT / "data" / "sample_districts" / "val-fleuri"
SHARED = ROOT.parent / "shared" / "data"
LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            pytest.fail(f"a test reached for {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(scope="session")
def val_fleuri() -> Path:
    return VAL_FLEURI


@pytest.fixture(scope="session")
def toulouse() -> Path:
    """The real city, on machines that have it."""
    folder = SHARED / "toulouse"
    if not folder.is_dir():
        pytest.skip("the real data of Toulouse is not on this machine")
    return folder


def require(program: str) -> str:
    """Give the program's path; skip without it, unless CI says that it must be there."""
    found = shutil.which(program)
    if found is None:
        if program in os.environ.get("ARPENTEUR_REQUIRE", "").split():
            pytest.fail(f"{program} is required here and is not installed")
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    return require("chromium")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    return require("pdftoppm")
