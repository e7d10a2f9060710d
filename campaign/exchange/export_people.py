"""Hand the campaign over to other systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from campaign.report.report import read_report
from campaign.sheets.export import delete_after, refuse_to_send_out
from campaign.walks.walk_lines import walk_legs
from campaign.walks.walk_report import walked_tasks
from canvass.errors import BadInputError, MissingStepError
from canvass.progress import OnProgress, silent
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

_README = "LISEZMOI.txt"


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
        ``nationbuilder`` and ``civicrm`` (a folder: people, contacts), ``osdi`` (a JSON file of
        contacts), ``qgis`` (a GeoPackage), ``csv`` (a folder) and ``xlsx`` (a workbook).
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
    from exchange.field_policy import known_format

    chosen = known_format(format_name)
    now = now or datetime.now(UTC)
    tables = tuple(tables or ("buildings", "turfs"))
    _refuse_people(campaign, chosen, tables, now)
    on_progress(0, 1)
    writers = {
        "nationbuilder": _nationbuilder,
        "civicrm": _civicrm,
        "osdi": _osdi,
        "qgis": _qgis,
        "csv": _tables,
        "xlsx": _tables,
    }
    with campaign.base() as base:
        made = _Export(campaign, base, chosen, out, tables, who, now)
        done = writers[chosen](made)
    on_progress(1, 1)
    return done


@dataclass(frozen=True)
class _Export:
    """What every writer needs."""

    campaign: Campaign
    base: "Base"
    format: str
    out: Path
    tables: tuple[str, ...]
    who: str
    now: datetime

    def note(self, rows: dict[str, int]) -> None:
        """Note in the audit what is about to leave; nothing leaves without its note."""
        from people_base.access.audit import audit_note

        for name, count in rows.items():
            audit_note(self.base, self.who, f"export {self.format} {name}", count, self.now)

    def source(self) -> Words:
        """Say where the people come from and until when they may be kept."""
        last = delete_after(self.campaign)
        return Words(
            f"Source : liste électorale. À effacer avant le {last:%d/%m/%Y}.",
            f"Source: electoral roll. To be erased before {last:%Y-%m-%d}.",
        )


def _nationbuilder(made: _Export) -> HandedOver:
    from exchange import nationbuilder
    from exchange.writers import refuse_filled, write_folder
    from people_base.people.exported_people import contacts_to_tell, roll_people

    refuse_filled(made.out)
    people = roll_people(made.base, made.campaign.salt)
    contacts = contacts_to_tell(made.base, made.campaign.salt)
    parts = nationbuilder.people_csv(people.table, note=str(made.source()))
    names = (
        ["people.csv"] if len(parts) == 1 else [f"people-{n + 1}.csv" for n in range(len(parts))]
    )
    rows = {"people": len(people.table), "contacts": len(contacts)}
    files = dict(zip(names, parts, strict=True))
    files["contacts.csv"] = nationbuilder.contacts_csv(contacts)
    made.note(rows)
    write_folder(made.out, files | {_README: _readme(made)})
    return HandedOver(made.out, rows, people.left_out, 0, (made.source(), _WALL))


def _civicrm(made: _Export) -> HandedOver:
    from exchange import civicrm
    from exchange.writers import refuse_filled, write_folder
    from people_base.people.exported_people import contacts_to_tell, roll_people
    from walklists.electoral_silence import zone_of

    refuse_filled(made.out)
    people = roll_people(made.base, made.campaign.salt)
    contacts = contacts_to_tell(made.base, made.campaign.salt)
    source = str(made.source())
    individuals = civicrm.individuals_csv(people.table, source=source)
    households = civicrm.households_csv(people.addresses, source=source)
    zone = zone_of(made.campaign.settings.communes[0])
    rows = {
        "individuals": len(people.table),
        "households": len(people.addresses),
        "activities": len(contacts),
    }
    files = {
        "individuals.csv": individuals.content,
        "households.csv": households.content,
        "activities.csv": civicrm.activities_csv(contacts, zone=zone),
        _README: _readme(made),
    }
    made.note(rows)
    write_folder(made.out, files)
    shortened = individuals.shortened + households.shortened
    return HandedOver(made.out, rows, people.left_out, shortened, (made.source(), _WALL))


def _osdi(made: _Export) -> HandedOver:
    from exchange.osdi import canvasses_json
    from exchange.writers import write_whole
    from people_base.people.exported_people import contacts_to_tell

    contacts = contacts_to_tell(made.base, made.campaign.salt)
    rows = {"canvasses": len(contacts)}
    content = canvasses_json(contacts)
    made.note(rows)
    write_whole(made.out, content)
    return HandedOver(made.out, rows, 0, 0, (_BY_BUILDING,))


def _qgis(made: _Export) -> HandedOver:
    from campaign.exchange.qgis import layers, write_geopackage

    if made.out.suffix.casefold() != ".gpkg":
        raise BadInputError(
            Words("Donnez un nom de fichier en .gpkg.", "Give a file name that ends in .gpkg.")
        )
    told = read_report(made.campaign)
    wanted = layers(
        made.base,
        salt=made.campaign.salt,
        walks=_walks(made),
        concerns=told.concerns.drop(columns="nom"),
        told={str(area): table for area, table in told.by_area.items()},
    )
    rows = {name: len(layer) for name, layer in wanted.items()}
    made.note(rows)
    write_geopackage(made.out, wanted)
    return HandedOver(made.out, rows, 0, 0, (_MASKED,))


def _tables(made: _Export) -> HandedOver:
    from campaign.exchange import tabular
    from exchange.writers import beside, refuse_filled, write_folder

    if made.format == "csv":
        refuse_filled(made.out)
    frames = {
        name: tabular.working_table(made.base, name, salt=made.campaign.salt)
        for name in made.tables
    }
    rows = {name: len(frame) for name, frame in frames.items()}
    made.note(rows)
    if made.format == "csv":
        write_folder(made.out, {f"{n}.csv": tabular.table_csv(f) for n, f in frames.items()})
    else:
        with beside(made.out) as part:
            tabular.tables_xlsx(frames, part)
    personal = tabular.PERSONAL & set(frames)
    return HandedOver(made.out, rows, 0, 0, (made.source(),) if personal else ())


def _walks(made: _Export) -> gpd.GeoDataFrame | None:
    """Draw the line of each planned walk; none where no streets were imported."""
    from shapely import MultiLineString

    from people_base.turfs.cuts import current_turfs

    try:
        tasks, _, stops = walked_tasks(made.campaign, ())
        legs = walk_legs(made.campaign, tasks).sort_index()
    except MissingStepError:
        return None
    if legs.empty:
        return None
    # the turf knows its whole walk; the legs of the stops leave out the way back
    walked = pd.DataFrame(current_turfs(made.base)[["walk_m", "walk_s", "minutes"]])
    walked["stops"] = pd.Series({turf: len(of_turf) for turf, of_turf in stops.items()})
    lines = legs.groupby(level="turf_id").agg(lambda parts: MultiLineString(list(parts)))
    return gpd.GeoDataFrame(
        pd.DataFrame(walked).reindex(lines.index),
        geometry=gpd.GeoSeries(lines, crs=made.campaign.crs),
    )


def _refuse_people(campaign: Campaign, chosen: str, tables: Sequence[str], now: datetime) -> None:
    """Refuse to hand people over in the silence before a poll, or when they should be gone."""
    from campaign.exchange.tabular import PERSONAL

    if chosen not in {"nationbuilder", "civicrm"} and (
        chosen not in {"csv", "xlsx"} or PERSONAL.isdisjoint(tables)
    ):
        return
    refuse_to_send_out(campaign, now)


def _readme(made: _Export) -> bytes:
    """Word what goes with the files, in both languages."""
    said = (made.source(), _WALL, _BY_BUILDING, _GONE)
    text = [made.campaign.settings.name, "", *(w.fr for w in said), "", *(w.en for w in said), ""]
    return "\r\n".join(text).encode("utf-8-sig")


_WALL = Words(
    "Ni e-mail, ni téléphone, ni date de naissance, ni liste, ni opinion : ces personnes ne "
    "reçoivent ni e-mail, ni SMS, ni appel, ni publicité ciblée (règlement (UE) 2024/900).",
    "No e-mail, telephone, date of birth, list or opinion: these people get no e-mail, text "
    "message, call or targeted advertising (Regulation (EU) 2024/900).",
)
_BY_BUILDING = Words(
    "Les passages sont comptés par adresse, jamais par personne ; les préoccupations restent "
    "dans la base.",
    "Contacts are counted by address, never by person; concerns stay in the base.",
)
_GONE = Words(
    "Qui s'est opposé n'est pas dans ces fichiers : effacez-le aussi là où vous les importez.",
    "Who objected is not in these files: erase them too where you import the files.",
)
_MASKED = Words(
    "Résultats par secteur, bureau et quartier ; préoccupations masquées sous le seuil ; une "
    "adresse ne dit que ses portes frappées.",
    "Results by turf, bureau and quartier; concerns masked below the threshold; an address tells "
    "its doors knocked at alone.",
)
