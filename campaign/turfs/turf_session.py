"""The turfs as an organiser has them on the table: opened, changed, put back with what changed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from campaign.do_not_contact import count_contactable_doors
from campaign.folder import Campaign
from campaign.places.streets import street_network
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.turf_log import TurfLog, changed_log, load_log
from canvass.errors import BadInputError, MissingStepError
from canvass.next_step import NextStep
from canvass.tables import BUILDINGS, QUARTIERS, TURFS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base
    from routing.network.walk_network import Network
    from turf.assignment import Assignment
    from turf.settings import CutSettings


@dataclass(frozen=True)
class TurfSession:
    """What a change of the turfs needs.

    ``buildings`` are those of the base, with the doors that the last cut counted. ``published``
    are the published turfs of the present cut; they are locked whatever the log says. ``used``
    are all ids that a turf ever had.
    """

    campaign: Campaign
    base: "Base"
    buildings: gpd.GeoDataFrame
    log: TurfLog
    published: frozenset[str]
    used: frozenset[str]

    @cached_property
    def assignment(self) -> "Assignment":
        """The assignment, published turfs locked."""
        made = self.log.assignment
        return replace(made, locked=made.locked | self.published)

    @cached_property
    def network(self) -> "Network":
        """The pedestrian network, read when first needed."""
        return street_network(self.campaign)

    @cached_property
    def doors(self) -> pd.DataFrame:
        """Where the buildings stand on it."""
        return snapped(self.network, self.buildings)

    def doors_of(self, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
        """Where some of the buildings stand on it; each is placed by itself."""
        if "doors" in self.__dict__:
            found: pd.DataFrame = self.doors.loc[buildings.index]
            return found
        return snapped(self.network, buildings)

    def settings(self, choices: CutChoices | None = None) -> "CutSettings":
        """Word the choices and the campaign's pace as the cut wants them."""
        return cut_settings(self.campaign, choices or self.log.choices)


def open_turf_session(
    campaign: Campaign, base: "Base", choices: CutChoices | None = None
) -> TurfSession:
    """Lay out the turfs of an open base; ``choices`` where others than the last cut's hold.

    Raises
    ------
    MissingStepError
        If there are no buildings yet.
    """
    from people_base.store import read
    from people_base.turfs.turf_changes import turf_ids
    from people_base.turfs.turf_log import turf_log

    buildings = read(base, BUILDINGS)
    if buildings.empty:
        raise MissingStepError(
            Words(
                "Aucune adresse placée : {step}.",
                "No building yet: {step}.",
                step=NextStep.GEOCODE,
            )
        )
    rows = turf_log(base)
    turf_of = rows.members
    log = load_log(rows, buildings.index)
    log = log if choices is None else replace(log, choices=choices)
    buildings = counted(base, count_contactable_doors(base, campaign.salt, buildings), log.choices)
    published = frozenset(turf_ids(base, status="published") & set(turf_of))
    used = frozenset(turf_ids(base) | set(turf_of))
    return TurfSession(campaign, base, buildings, log, published, used)


def counted(base: "Base", buildings: gpd.GeoDataFrame, choices: CutChoices) -> gpd.GeoDataFrame:
    """Count the doors that are to be visited: all of them, or those that nobody opened yet."""
    from people_base.field.totals import totals

    if choices.visit == "all":
        return buildings
    done = totals(base, by="building")[["opened", "refused"]].sum(axis=1)
    left = buildings["doors"] - done.reindex(buildings.index).fillna(0).astype(int)
    return buildings.assign(doors=left.clip(lower=0))


def keep(desk: TurfSession, after: "Assignment", *, new_version: bool = False) -> pd.DataFrame:
    """Write what changed between the desk and ``after``, and its log, in one transaction.

    Returns
    -------
    DataFrame
        ``turf_table``'s columns of the turfs that changed and still hold a building.

    Raises
    ------
    BadInputError
        If a published turf would change, or somebody else changed the turfs meanwhile.
    """
    from people_base.turfs.turf_changes import change_turfs
    from people_base.turfs.turf_log import keep_log

    before = desk.assignment
    moved = before.turf_id.index[before.turf_id != after.turf_id]
    names = (set(before.turf_id[moved]) | set(after.turf_id[moved])) - {""}
    refuse_published(desk, names)
    told = describe_turfs(desk, after.turf_id, names)
    reasons = {turf: why for turf, why in desk.log.reasons.items() if turf not in names}
    kept = replace(after, locked=after.locked - desk.published)
    log = changed_log(replace(desk.log, assignment=kept, reasons=reasons))
    if len(moved):
        rows = as_rows(desk.campaign, told, outlines_of(desk.buildings, after.turf_id, told.index))
        change_turfs(desk.base, rows, after.turf_id[moved], new_version=new_version, log=log)
    elif after is not before:
        keep_log(desk.base, log)
    return told


def refuse_published(desk: TurfSession, turfs: Collection[str]) -> None:
    """Refuse to change turfs that went out.

    Raises
    ------
    BadInputError
    """
    out = sorted(desk.published & set(turfs))
    if out:
        raise BadInputError(
            Words(
                "Déjà publiés, donc figés : {names}. Pour les changer, {step}.",
                "Already published, hence fixed: {names}. To change them, {step}.",
                names=out,
                step=NextStep.WITHDRAW,
            )
        )


def describe_turfs(
    desk: TurfSession, turf_id: "pd.Series[str]", names: Collection[str]
) -> pd.DataFrame:
    """Describe some turfs of an assignment."""
    from turf.names import turf_labels
    from turf.turf_table import door_network, turf_table

    inside = desk.buildings[turf_id.isin(set(names) - {""})]
    if inside.empty:
        return pd.DataFrame(columns=["label", "doors", "minutes", "connected", "walk_estimate_m"])
    settings = desk.settings()
    part = turf_id[inside.index]
    told = turf_table(
        inside,
        part,
        door_network(inside, desk.network, desk.doors_of(inside), settings),
        settings,
    )
    labels = turf_labels(desk.buildings, turf_id)
    if desk.log.choices.names == "quartier":
        labels = quartier_labels(desk.base, desk.buildings, turf_id)
    return told.assign(label=labels.reindex(told.index))


def quartier_labels(
    base: "Base", buildings: pd.DataFrame, turf_id: "pd.Series[str]"
) -> "pd.Series[str]":
    """Name turfs after the quartier of most of their doors, and count them within it."""
    from people_base.store import read

    known = read(base, QUARTIERS, columns=["label"])["label"]
    inside = buildings[turf_id != ""]
    doors = inside["doors"].groupby([turf_id[inside.index], inside["quartier_id"]]).sum()
    most = doors.sort_values(ascending=False, kind="stable").reset_index()
    most = most.drop_duplicates("turf_id").set_index("turf_id").sort_index()
    code: pd.Series[str] = most["quartier_id"]
    nowhere = str(Words("Hors quartier", "No quartier"))
    name = code.map(known).fillna(code).replace("", nowhere).astype("str")
    labels: pd.Series[str] = name + " " + (name.groupby(name).cumcount() + 1).astype(str)
    return labels


def outlines_of(
    buildings: gpd.GeoDataFrame, turf_id: "pd.Series[str]", names: "pd.Index[str]"
) -> gpd.GeoSeries:
    """Draw the outlines of some turfs; doors of others near them claim their ground too."""
    from turf.outlines import REACH_M, turf_shapes

    inside = buildings[turf_id.isin(names)]
    if inside.empty:
        return gpd.GeoSeries([], crs=buildings.crs)
    west, south, east, north = inside.total_bounds
    near = buildings.cx[
        west - 3 * REACH_M : east + 3 * REACH_M, south - 3 * REACH_M : north + 3 * REACH_M
    ]
    return turf_shapes(near, turf_id[near.index]).reindex(names)


def as_rows(campaign: Campaign, turfs: pd.DataFrame, outlines: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Add the outline, and empty places for what the walks will tell."""
    table = turfs.assign(
        walk_m=turfs["walk_estimate_m"].astype(float),
        walk_s=np.nan,
        lower_bound_s=np.nan,
        proof="",
        status="draft",
        geometry=outlines.reindex(turfs.index).to_numpy(),
    )
    missing = {name: TURFS.empty()[name] for name in TURFS.columns if name not in table}
    return gpd.GeoDataFrame(table.assign(**missing)[list(TURFS.columns)], crs=campaign.crs)


def cut_settings(campaign: Campaign, choices: CutChoices) -> "CutSettings":
    """Word the choices and the campaign's pace as the cut wants them."""
    from turf.settings import CutSettings

    walking = campaign.settings.walking
    return CutSettings(
        target=choices.target,
        unit=choices.unit,
        within=choices.within,
        by=choices.by,
        tolerance=choices.tolerance,
        gap_m=choices.gap_m,
        whole=choices.whole,
        pace_m_s=walking.pace_m_s,
        door_s=walking.door_s,
        closed=walking.closed,
    )


def snapped(network: "Network", buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Put buildings on the streets they are named after."""
    from routing.ways.snapping import snap_doors

    doors: pd.DataFrame = snap_doors(network, buildings.geometry, street_names=buildings["street"])
    return doors
