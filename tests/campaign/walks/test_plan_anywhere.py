"""Walks are planned in other processes, whoever the main script is."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from campaign.folder import Campaign
from campaign.walks.plan_walks import plan_walks
from campaign.walks.turf_failures import WORTH_PROCESSES


def test_workers_do_not_run_the_main_script(
    played: Campaign, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As inside the app, where the main module is a page that no worker may run."""
    page = tmp_path / "page.py"
    page.write_text("raise SystemExit('a worker ran the page')\n")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    planned = plan_walks(played, again=True)
    assert planned.turfs > WORTH_PROCESSES
    assert planned.proved > 0
