"""Check the turfs before anyone walks them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from campaign.cut import CutChoices, buildings_of, cut_settings, snapped
from campaign.folder import Campaign
from campaign.import_places import street_network
from campaign.review import read_review
from canvass.errors import MissingStepError
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, PLACEMENTS
from canvass.words import Words, fr, fr_share


@dataclass(frozen=True)
class Audited:
    """The audit sheet, and one row a turf."""

    sheet: Any
    turfs: pd.DataFrame

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        s = self.sheet
        return [
            Words(
                f"{fr(s.turfs)} secteurs, {fr(s.doors)} portes ; "
                f"{fr_share(s.within_tolerance, 1)} dans la tolérance",
                f"{s.turfs:,} turfs, {s.doors:,} doors; {s.within_tolerance:.1%} within tolerance",
            ),
            Words(
                f"Hors secteur : {fr(s.uncovered_buildings)} adresses, "
                f"{fr(s.uncovered_doors)} portes ; {fr(s.unplaced_voters)} électeurs non placés",
                f"In no turf: {s.uncovered_buildings:,} buildings, {s.uncovered_doors:,} doors; "
                f"{s.unplaced_voters:,} voters not placed",
            ),
            Words(
                f"Immeubles coupés : {s.split_buildings} · en deux secteurs : {s.overlaps} · "
                f"secteurs non d'un seul tenant : {s.disconnected} · "
                f"barrières franchies : {s.barriers_crossed}",
                f"Split buildings: {s.split_buildings} · in two turfs: {s.overlaps} · "
                f"disconnected turfs: {s.disconnected} · barriers crossed: {s.barriers_crossed}",
            ),
            Words(
                f"Côtés de rue entiers : {fr_share(s.faces_whole, 1)} · passent devant les portes "
                f"d'un autre : {s.passing} · recouvrement : {fr_share(s.hull_overlap, 1)}",
                f"Block faces whole: {s.faces_whole:.1%} · pass another's doors: {s.passing} · "
                f"hull overlap: {s.hull_overlap:.1%}",
            ),
        ]

    def write_json(self, path: Path) -> None:
        """Write every figure, in total and per turf."""
        rows = json.loads(pd.DataFrame(self.turfs).reset_index().to_json(orient="records"))
        whole = {"total": self.sheet.as_json(), "turfs": rows}
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False), encoding="utf-8")


def audit(
    campaign: Campaign, choices: CutChoices | None = None, *, on_progress: OnProgress = silent
) -> Audited:
    """Judge the current turfs against a target, however they were made.

    Raises
    ------
    MissingStepError
        If nothing was cut.
    """
    from people_base.membership import membership
    from people_base.store import read
    from turf.audit import audit as judge

    choices = choices or CutChoices()
    network = street_network(campaign)
    with campaign.base() as base:
        turf_of = membership(base)
        if turf_of.empty:
            raise MissingStepError(
                Words("Aucun secteur : lancez d'abord cut.", "No turf yet: run cut first.")
            )
        buildings = buildings_of(read(base, BUILDINGS), choices.bureaux)
        placed = len(read(base, PLACEMENTS, columns=[]))
    on_progress(1, 3)
    left_out = campaign.review / "hors_secteur.csv"
    made = judge(
        buildings,
        turf_of.reindex(buildings.index).fillna(""),
        network,
        snapped(network, buildings),
        settings=cut_settings(campaign, choices),
        left_out=read_review(left_out) if left_out.is_file() else None,
        unplaced_voters=placed - int(buildings["voters"].sum()) if not choices.bureaux else 0,
    )
    on_progress(3, 3)
    return Audited(made.sheet, made.turfs)
