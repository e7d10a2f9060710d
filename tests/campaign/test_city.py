"""The main job on a whole real city, where its data lies beside the repository."""

import io
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from campaign.addresses.geocode import ACCEPT
from campaign.demo import run_demo
from campaign.folder import open_campaign
from campaign.overview import turf_table
from canvass.progress import silent
from canvass.tables import PLACEMENTS, VOTERS
from electoral_rolls.households import knockable
from people_base.store import read


@pytest.mark.city
def test_toulouse_from_the_roll_to_the_report(toulouse: Path, tmp_path: Path) -> None:
    said = io.StringIO()
    run_demo(
        toulouse,
        tmp_path,
        show=lambda line: said.write(f"{line}\n"),
        bar=lambda _: nullcontext(silent),
    )
    campaign = open_campaign(tmp_path / "toulouse")
    truth = pd.read_csv(toulouse / "liste_electorale_verite.csv.gz", sep=";", dtype=str)
    with campaign.base() as base:
        voters = read(base, VOTERS, columns=["bureau_id", "order_number"])
        placed = read(base, PLACEMENTS)
    assert len(voters) > 280_000
    key = ["bureau", "numero_ordre"]
    known = truth.dropna(subset=[*key, "adresse_id"]).drop_duplicates(key).set_index(key)
    answer = known["adresse_id"].reindex(pd.MultiIndex.from_frame(voters)).to_numpy()
    has_answer = ~pd.isna(answer)
    right = placed["result_id"].to_numpy() == answer
    sure = knockable(placed, accept=ACCEPT).to_numpy()
    assert right[has_answer].mean() >= 0.985
    assert (~right & sure)[has_answer].mean() <= 0.003
    turfs = turf_table(campaign)
    assert (turfs["proof"] != "").all()
    assert ((turfs["doors"] - 50).abs() <= 5).mean() > 0.85
    pdfs = list(campaign.walklists.glob("*/*.pdf"))
    assert len(pdfs) >= 3
