"""One turf that fails stops none of the others, and is named."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.folder import Campaign, open_campaign
from campaign.sheets.export import export_walk_lists
from campaign.sheets.sent_register import load_sent
from campaign.sheets.sheet_recall import TOGETHER
from campaign.walks import walk_worker
from campaign.walks.plan_walks import plan_walks
from campaign.walks.turf_failures import Failure, raise_if_alone, said_failed, tried
from campaign.walks.walk_report import write_walks
from campaign.wording.results import lines
from canvass.errors import BadInputError, MissingStepError
from canvass.tables import STOPS
from canvass.words import Words
from people_base.field.walks import keep_walks
from people_base.store import read
from people_base.turfs.cuts import current_turfs
from walklists.paper import sheets

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    """Copy the demo's campaign, to do as a test likes with it."""
    shutil.copytree(played.folder, tmp_path / "campaign")
    return open_campaign(tmp_path / "campaign")


def names(campaign: Campaign) -> list[str]:
    """Return a few turfs: few enough to be worked on in this process."""
    with campaign.base() as base:
        return [str(name) for name in current_turfs(base).index[:3]]


def fails_on(turf: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return the work with a fault in it that one turf meets."""

    def faulty(*args: Any, **options: Any) -> Any:
        if any(getattr(arg, "turf_id", "") == turf for arg in args):
            raise ZeroDivisionError("12 rue des Lilas")
        return work(*args, **options)

    return faulty


def test_the_others_are_planned(mine: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, *others = names(mine)
    monkeypatch.setattr(walk_worker, "ordered", fails_on(bad, walk_worker.ordered))
    planned = plan_walks(mine, turfs=[bad, *others])
    assert planned.turfs == len(others)
    assert planned.incomplete
    assert [failure.turf_id for failure in planned.failed] == [bad]
    said = "\n".join(line.fr for line in lines(planned))
    assert bad in said
    assert "ZeroDivisionError" in said
    assert "Lilas" not in said, "the text of an error may hold an address"


def test_the_command_names_it_and_ends_with_a_code(
    mine: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, other, _ = names(mine)
    monkeypatch.setattr(walk_worker, "ordered", fails_on(bad, walk_worker.ordered))
    run = CliRunner().invoke(app, ["plan", str(mine.folder), "--turf", bad, "--turf", other])
    assert run.exit_code == 3
    assert bad in run.output


def test_the_others_are_described(
    mine: Campaign, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bad, *others = names(mine)
    monkeypatch.setattr(walk_worker, "describe_walk", _second(fails_on(bad, _swapped)))
    write_walks(mine, tmp_path / "walks.json", turfs=[bad, *others])
    told = json.loads((tmp_path / "walks.json").read_text())
    assert [one["turf_id"] for one in told["turfs"]] == others
    assert [one["turf_id"] for one in told["failed"]] == [bad]


_described = walk_worker.describe_walk


def _swapped(task: Any, network: Any) -> Any:
    return _described(network, task)


def _second(work: Callable[..., Any]) -> Callable[..., Any]:
    return lambda network, task: work(task, network)


@pytest.mark.parametrize("where", ["directions", "layout"])
def test_the_others_have_their_sheets(
    mine: Campaign, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    bad, *others = names(mine)
    if where == "layout":
        monkeypatch.setattr(sheets, "sheet_pdf", fails_on(bad, sheets.sheet_pdf))
    else:
        monkeypatch.setattr(walk_worker, "describe_walk", _second(fails_on(bad, _swapped)))
    sent = export_walk_lists(mine, turfs=[bad, *others], now=NOW)
    assert sent.incomplete
    assert [failure.turf_id for failure in sent.failed] == [bad]
    assert sent.turfs == len(others)
    assert not list(sent.folder.glob(f"{bad}-*"))
    assert len(list(sent.folder.glob("*.csv"))) == len(others)
    assert (sent.folder / TOGETHER).is_file()
    today = load_sent(mine)
    assert set(others) <= set(today["turf_id"])
    assert bad in "\n".join(line.fr for line in lines(sent))


def test_a_turf_without_a_walk_does_not_hold_the_sheets_of_the_others(mine: Campaign) -> None:
    with mine.base() as base:
        table = current_turfs(base)
        bureau = table.groupby("bureau_id").size().idxmin()
        bad, *others = table.index[table["bureau_id"] == bureau]
        stops = read(base, STOPS, where={"turf_id": [bad]})
        keep_walks(base, table.loc[[bad]].assign(proof=""), stops)
    sent = export_walk_lists(mine, bureaux=[str(bureau)], now=NOW)
    assert sent.turfs == len(others) > 0
    assert [failure.turf_id for failure in sent.failed] == [bad]
    with pytest.raises(MissingStepError):
        export_walk_lists(mine, turfs=[bad], now=NOW)


def _refused(_: object) -> None:
    raise BadInputError(Words("à corriger", "to correct"))


def test_what_stops_every_turf_is_raised() -> None:
    failure = tried("T1", _refused, None)
    assert isinstance(failure, Failure)
    assert failure.why.fr == "à corriger"
    raise_if_alone([failure], 1)
    with pytest.raises(BadInputError, match="à corriger"):
        raise_if_alone([failure], 0)


def test_a_full_disk_is_no_fault_of_a_turf() -> None:
    def full() -> None:
        raise OSError(28, "full")

    with pytest.raises(OSError, match="full"):
        tried("T1", full)


def test_many_failures_are_all_named() -> None:
    failed = [Failure(f"T{k:03}", Words("a", "b")) for k in range(1, 21)]
    said = "\n".join(line.en for line in said_failed(failed))
    assert all(failure.turf_id in said for failure in failed)
    assert said_failed([]) == []
