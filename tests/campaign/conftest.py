"""One campaign on the fictitious town, taken through every step once."""

import io
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from campaign.demo import run_demo
from campaign.folder import Campaign, open_campaign
from canvass.progress import silent


@contextmanager
def no_bar(_: str):
    yield silent


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Campaign, str]:
    """The campaign after the demo, and what the demo said."""
    said = io.StringIO()
    out = tmp_path_factory.mktemp("demo")
    run_demo(None, out, show=lambda line: said.write(f"{line}\n"), bar=no_bar)
    return open_campaign(out / "val-fleuri"), said.getvalue()


@pytest.fixture(scope="session")
def played(demo: tuple[Campaign, str]) -> Campaign:
    return demo[0]


@pytest.fixture
def make_campaign(tmp_path: Path) -> Callable[..., Campaign]:
    """Create an empty campaign of Val-Fleuri, with other settings where given."""
    from datetime import UTC, date, datetime

    from campaign.folder import new_campaign
    from campaign.settings import UNDERTAKING, Controller, Provenance, Settings

    def make(**other: object) -> Campaign:
        given: dict[str, object] = {
            "name": "Essai",
            "election_date": date(2027, 3, 14),
            "communes": ("99001",),
            "provenance": Provenance(
                requester="Camille Exemple",
                received_on=date(2026, 11, 2),
                undertaking=UNDERTAKING,
                signed_at=datetime(2026, 11, 2, tzinfo=UTC),
            ),
            "controller": Controller(name="Liste Exemple", contact="droits@exemple.fr"),
        }
        return new_campaign(tmp_path / "campagne", Settings(**(given | other)))  # type: ignore[arg-type]

    return make
