"""Hand the campaign over to other systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from campaign.copies import noting
from campaign.folder import Campaign
from campaign.report.report import read_report
from campaign.sheets.export import delete_after, refuse_to_send_out
from campaign.walks.walk_lines import walk_legs
from campaign.walks.walk_report import walked_tasks
from canvass.errors import MissingStepError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.writing.part_folders import part_folder

if TYPE_CHECKING:
    from exchange.system import Outgoing
    from people_base.base import Base


@dataclass(frozen=True)
class HandedOver:
    """What was written, and what stayed in the base."""

    place: Path
    rows: dict[str, int]
    left_out: int
    shortened: int
    said: tuple[Words, ...]


def export_to(
    campaign: Campaign,
    format_name: str,
    out: Path,
    *,
    tables: Sequence[str] = (),
    who: str = "",
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> HandedOver:
    """Write the campaign in another system's format, and note it in the audit.

    Parameters
    ----------
    campaign
        Whose base.
    format_name
        One of ``exchange.registry.REGISTRY``: ``nationbuilder`` and ``civicrm`` (a folder: people,
        contacts), ``osdi`` (a JSON file of contacts), ``qgis`` (a GeoPackage), ``csv`` (a folder)
        and ``xlsx`` (a workbook).
    out
        The folder or file to write; a folder must be empty or absent.
    tables
        For ``csv`` and ``xlsx``: which working tables; turfs and buildings if not said.
    who
        Who exports, for the audit.
    now
        Clock; the present by default.

    Raises
    ------
    RefusedByLawError
        For e-mails, text messages, calls or advertising; people during the silence before an
        election or once the roll should be gone; concerns contact by contact.
    BadInputError
        If the format or a table is unknown, or the folder is in use.
    """
    from exchange.registry import system

    now = now or datetime.now(UTC)
    chosen = system(format_name)
    wanted = tuple(tables or ("buildings", "turfs"))
    if chosen.personal(wanted):
        refuse_to_send_out(campaign, now)
    on_progress(0, 1)
    # a kill is known from here, wherever the files were to go
    people = chosen.personal(wanted)
    with (
        part_folder(campaign.folder, also=out.parent),
        campaign.base() as base,
        noting(campaign, base, "export", out, people=people, at=now),
    ):
        made = chosen.write(_outgoing(campaign, base, wanted), out)
        _note(base, chosen.name, made.rows, who=who, at=now)
        made.store(out)
    on_progress(1, 1)
    return HandedOver(out, dict(made.rows), made.left_out, made.shortened, made.said)


def _outgoing(campaign: Campaign, base: "Base", tables: tuple[str, ...]) -> "Outgoing":
    """Offer what may leave; nothing is read before a system asks for it."""
    from campaign.exchange.working_tables import working_table
    from exchange.system import Outgoing
    from people_base.people.exported_people import contacts_to_tell, roll_people
    from walklists.electoral_silence import zone_of

    last = delete_after(campaign)
    return Outgoing(
        people=lambda: roll_people(base, campaign.salt),
        contacts=lambda: contacts_to_tell(base, campaign.salt),
        table=lambda name: working_table(base, name, salt=campaign.salt),
        layers=lambda: _layers(campaign, base),
        tables=tables,
        campaign=campaign.settings.name,
        source=Words(
            f"Source : liste électorale. À effacer avant le {last:%d/%m/%Y}.",
            f"Source: electoral roll. To be erased before {last:%Y-%m-%d}.",
        ),
        zone=zone_of(campaign.settings.communes[0]),
    )


def _note(base: "Base", name: str, rows: Mapping[str, int], *, who: str, at: datetime) -> None:
    """Note in the audit what is about to leave; nothing leaves without its note."""
    from people_base.access.audit import audit_note

    for part, count in rows.items():
        audit_note(base, who, f"export {name} {part}", count, at)


def _layers(campaign: Campaign, base: "Base") -> Mapping[str, gpd.GeoDataFrame]:
    """Read the layers, with figures and concerns as the report tells them."""
    from campaign.exchange.layers import layers

    told = read_report(campaign)
    return layers(
        base,
        salt=campaign.salt,
        walks=_walks(campaign, base),
        concerns=told.concerns.drop(columns="nom"),
        told={str(area): table for area, table in told.by_area.items()},
    )


def _walks(campaign: Campaign, base: "Base") -> gpd.GeoDataFrame | None:
    """Draw the line of each planned walk; none where no streets were imported."""
    from shapely import MultiLineString

    from people_base.turfs.cuts import current_turfs

    try:
        tasks, _, stops = walked_tasks(campaign, ())
        legs = walk_legs(campaign, tasks).sort_index()
    except MissingStepError:
        return None
    if legs.empty:
        return None
    # the turf knows its whole walk; the legs of the stops leave out the way back
    walked = pd.DataFrame(current_turfs(base)[["walk_m", "walk_s", "minutes"]])
    walked["stops"] = pd.Series({turf: len(of_turf) for turf, of_turf in stops.items()})
    lines = legs.groupby(level="turf_id").agg(lambda parts: MultiLineString(list(parts)))
    return gpd.GeoDataFrame(
        pd.DataFrame(walked).reindex(lines.index),
        geometry=gpd.GeoSeries(lines, crs=campaign.crs),
    )
