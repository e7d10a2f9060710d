"""A turf shared among a team: every address somebody's, as even as told, a sheet each."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from campaign.folder import Campaign, open_campaign
from campaign.sheets.export import export_walk_lists
from campaign.sheets.share_walk import export_shared, share_walk
from campaign.sheets.sheet_recall import TOGETHER
from campaign.walks.walk_choices import WalkChoices
from campaign.wording.results import lines
from canvass.errors import BadInputError
from people_base.turfs.cuts import current_turfs
from people_base.turfs.turf_assignment import turf_assignment


@pytest.fixture(scope="module")
def turf(played: Campaign) -> str:
    with played.base() as base:
        return str(current_turfs(base)["buildings"].idxmax())


def members(campaign: Campaign, turf: str) -> list[str]:
    with campaign.base() as base:
        turf_of = turf_assignment(base)
    return sorted(turf_of.index[turf_of == turf])


@pytest.mark.parametrize("canvassers", [1, 3])
def test_every_address_is_somebodys(played: Campaign, turf: str, canvassers: int) -> None:
    shared = share_walk(played, turf, canvassers=canvassers, search_s=0.3)
    assert sorted(b for outing in shared.outings for b in outing.ids) == members(played, turf)
    told = shared.as_json()
    assert len(told["canvassers"]) == canvassers
    times = [one["seconds"] + one["seconds_at_doors"] for one in told["canvassers"]]
    assert max(times) == pytest.approx(told["longest_s"], abs=0.1)
    assert told["lower_bound_s"] <= told["longest_s"]
    assert max(times) - min(times) < 0.25 * max(times)
    for one in told["canvassers"]:
        named = [stop for line in one["directions"] for stop in line["stops"]]
        assert named == list(range(1, len(one["order"]) + 1))
        assert one["dropped"] == []


def test_too_little_time_names_the_doors(played: Campaign, turf: str) -> None:
    choices = WalkChoices(limit_min=15.0)
    shared = share_walk(played, turf, canvassers=2, choices=choices, search_s=0.3)
    assert shared.longest_s <= 15 * 60
    walked = [b for outing in shared.outings for b in outing.ids]
    assert sorted([*walked, *shared.dropped]) == members(played, turf)
    assert any("Faute de temps" in str(line) for line in lines(shared))


def test_a_sheet_each_and_all_of_the_day_in_one(
    played: Campaign, turf: str, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    day = datetime.fromisoformat("2026-11-05T10:00+00:00")
    played = open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))
    with played.base() as base:
        other = next(t for t in current_turfs(base).index if t != turf)
    export_walk_lists(played, turfs=[other], now=day)
    shared = share_walk(played, turf, canvassers=2, search_s=0.3)
    written = export_shared(played, shared, now=day)
    folder = written.folder
    assert {p.name for p in folder.glob(f"{turf}-*.pdf")} == {f"{turf}-1.pdf", f"{turf}-2.pdf"}
    sheets = [folder / f"{other}-1.pdf", *sorted(folder.glob(f"{turf}-*.pdf"))]
    pages = sum(len(PdfReader(path).pages) for path in sheets)
    assert len(PdfReader(folder / TOGETHER).pages) == pages, "all of the day's sheets"
    export_walk_lists(played, turfs=[turf], now=day)
    both = [folder / f"{other}-1.pdf", folder / f"{turf}-1.pdf"]
    pages = sum(len(PdfReader(path).pages) for path in both)
    assert len(PdfReader(folder / TOGETHER).pages) == pages, "shares of before are not printed too"


def test_nobody_and_nowhere_are_refused(played: Campaign, turf: str) -> None:
    with pytest.raises(BadInputError, match="une personne"):
        share_walk(played, turf, canvassers=0)
    with pytest.raises(BadInputError, match="T999"):
        share_walk(played, "T999", canvassers=2)
