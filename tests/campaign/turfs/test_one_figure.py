"""What is said of turfs is true, the same everywhere, and names what it leaves out."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.turfs import publish
from campaign.turfs.check_turfs import audit
from campaign.turfs.cut import CutChoices, cut
from campaign.turfs.recut import recut
from campaign.turfs.turf_by_hand import move
from campaign.wording.results import lines
from campaign.wording.turfs import balance_told
from canvass.errors import BadInputError
from canvass.words import InFolder
from people_base.turfs.turf_assignment import turf_assignment
from turf.balance import Balance


def told(result: Any) -> str:
    return "\n".join(map(str, lines(result)))


def named_files(result: Any) -> list[str]:
    """Files of the campaign's folder that a result points at."""
    values = [value for line in lines(result) for value in line._values.values()]
    return [str(value) for value in values if isinstance(value, InFolder)]


@pytest.mark.parametrize(
    "choices",
    [
        CutChoices(),
        CutChoices(target=20),
        CutChoices(target=90, unit="minutes"),
        CutChoices(within="none", by="block"),
    ],
)
def test_cut_and_audit_say_one_figure(town: Campaign, choices: CutChoices) -> None:
    made = cut(town, choices)
    judged = audit(town)
    assert made.balance == judged.balance
    sentence = str(balance_told(made.balance))
    assert sentence in told(made)
    assert sentence in told(judged)
    assert judged.sheet.within_tolerance == made.balance.share
    assert made.balance.turfs == judged.sheet.turfs


def test_all_is_said_of_all_alone() -> None:
    even = Balance(3000, 2999, {"oversize": 1})
    assert "99,9" in str(balance_told(even))
    assert "100" not in str(balance_told(even))
    assert "un seul immeuble trop grand : 1" in str(balance_told(even))
    assert str(balance_told(Balance(3, 3, {}))).startswith("100,0")


def test_a_recut_tells_turfs_that_it_may_not_mend(town: Campaign) -> None:
    publish.publish(town)
    made = recut(town, CutChoices(target=70))
    judged = audit(town, CutChoices(target=70))
    assert made.balance.share == judged.balance.share < 0.5
    assert made.fixed == made.turfs
    assert made.fixed_off == made.turfs - made.balance.in_range
    assert "verrouillés ou publiés" in told(made)
    assert "100" not in str(balance_told(made.balance))
    assert not made.moved
    assert not (town.review / "redecoupage.csv").exists()
    assert "redecoupage.csv" not in told(made)


def test_files_are_named_where_they_are(town: Campaign) -> None:
    (town.review / "hors_secteur.csv").unlink(missing_ok=True)
    with town.base() as base:
        some = str(turf_assignment(base).index[0])
    move(town, "aucun", buildings=[some])
    results = [publish.publish(town), recut(town), audit(town)]
    for result in results:
        for name in named_files(result):
            assert (town.folder / name).exists(), name


def test_a_cut_never_replaces_published_turfs_unasked(town: Campaign) -> None:
    one = str(turf_table(town).index[0])
    publish.publish(town, [one])
    with town.base() as base:
        before = turf_assignment(base)
    for choices in (CutChoices(), CutChoices(target=40), CutChoices(visit="left")):
        with pytest.raises(BadInputError, match=one) as refused:
            cut(town, choices)
    for way in ("retirez", "retouchez"):
        assert way in str(refused.value)
    with town.base() as base:
        assert turf_assignment(base).equals(before)
    bureau = str(turf_table(town).loc[one, "bureau_id"])
    other = next(b for b in turf_table(town)["bureau_id"].unique() if b != bureau)
    assert cut(town, CutChoices(bureaux=(str(other),))).turfs
    assert turf_table(town).loc[one, "status"] == "published"


def test_withdrawing_without_naming_takes_all_back(town: Campaign) -> None:
    publish.publish(town)
    published = len(turf_table(town))
    run = CliRunner().invoke(app, ["publish", str(town.folder), "--withdraw"])
    assert run.exit_code == 0, run.output
    assert f"{published} secteurs" in run.output
    assert set(turf_table(town)["status"]) == {"draft"}
    again = CliRunner().invoke(app, ["publish", str(town.folder), "--withdraw"])
    assert again.exit_code == 1
    assert cut(town, CutChoices(target=40)).turfs


def test_the_headline_counts_doors_in_no_turf(town: Campaign, tmp_path: Path) -> None:
    with town.base() as base:
        some = [str(one) for one in turf_assignment(base).index[:5]]
    move(town, "aucun", buildings=some)
    made = audit(town)
    sheet = made.sheet
    first = str(lines(made)[0])
    assert sheet.uncovered_doors > 0
    assert f"{sheet.uncovered_doors} portes (5 adresses" in first
    assert str(sheet.doors - sheet.uncovered_doors) in first.replace("\u202f", "")
    made.write_json(tmp_path / "a.json")
    assert "left_out" in (tmp_path / "a.json").read_text()
