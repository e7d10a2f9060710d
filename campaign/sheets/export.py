"""Send turfs out: per turf a PDF sheet, a table to fill, a GeoJSON, and other files on demand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from campaign.do_not_contact import contactable_walks
from campaign.folder import Campaign
from campaign.key import campaign_key
from campaign.sheets.sent_register import note_sent, take_back_unwritten
from campaign.sheets.sheet_recall import TOGETHER, note_replaced, said_to_replace
from campaign.turfs.publish import checked_drafts
from campaign.walks.turf_failures import Failure, raise_if_alone, tried
from canvass.errors import BadInputError, Fault, MissingStepError, RefusedByLawError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.tables import BUREAUX, QUARTIERS
from canvass.words import Words

if TYPE_CHECKING:
    from walklists.walk_list import Concern, Edition, WalkList

#: Written where asked for, besides the sheet, the CSV and the GeoJSON.
FORMATS = {
    "xlsx": Words("tableau à remplir, pour Excel", "table to fill, for Excel"),
    "gpx": Words("arrêts et trajet, pour un GPS", "stops and walk, for a GPS"),
}


@dataclass(frozen=True)
class Exported:
    """What was written, and where."""

    folder: Path
    turfs: int
    files: int
    stops: int
    to_replace: tuple[Words, ...] = ()
    failed: tuple[Failure, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether a turf has no sheet."""
        return bool(self.failed)


def export_walk_lists(
    campaign: Campaign,
    *,
    turfs: Sequence[str] = (),
    bureaux: Sequence[str] = (),
    formats: Sequence[str] = (),
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Exported:
    """Publish some turfs, or all, and write their walk lists into a folder named by the day.

    Parameters
    ----------
    campaign
        With walks planned.
    turfs, bureaux
        Only these; all where both are empty.
    formats
        Of ``FORMATS``, besides what is always written.
    now
        Clock; the present by default.

    Raises
    ------
    MissingStepError
        If a turf that is named has no walk yet, or none has.
    BadInputError
        If one is broken (see ``campaign.turfs.publish``), or a format unknown.
    RefusedByLawError
        During the silence before an election (Code électoral, L49), or without a controller's
        name and address for the notice (GDPR, art. 14).
    """
    now = now or datetime.now(UTC)
    _refuse_unknown(formats)
    refuse_to_send_out(campaign, now)
    edition = edition_of(campaign, now)
    lists, failed = _walk_lists(campaign, edition, turfs=turfs, bureaux=bureaux)
    drafts = checked_drafts(campaign, [one.turf_id for one in lists])
    written = write_lists(
        campaign, lists, formats=formats, publish=drafts, now=now, on_progress=on_progress
    )
    return replace(written, failed=(*failed, *written.failed))


def _refuse_unknown(formats: Sequence[str]) -> None:
    unknown = ", ".join(sorted(set(formats) - set(FORMATS)))
    if unknown:
        known = ", ".join(FORMATS)
        raise BadInputError(
            Words(
                f"Format inconnu : {unknown} (possibles : {known}).",
                f"Unknown format: {unknown} (possible: {known}).",
            )
        )


def write_lists(
    campaign: Campaign,
    lists: Sequence["WalkList"],
    *,
    formats: Sequence[str] = (),
    publish: Sequence[str] = (),
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Exported:
    """Write walk lists of one edition into the folder of its day, and note what goes out.

    What goes out is in the base before any file is there: whatever interrupts, no sheet is out
    that the base does not know. The file of all sheets holds those of the whole day, as long as
    their turf is in force. A turf whose files cannot be written is named in ``failed``, and what
    was noted of it is taken back.

    Parameters
    ----------
    publish
        Turfs that are drafts, to be published with what goes out.
    now
        Clock; the present by default.
    """
    from walklists.paper.sheets import write_sheets

    new = note_sent(campaign, lists, publish=publish, at=now or datetime.now(UTC))
    folder = campaign.walklists / lists[0].edition.export_id
    _note_copies(campaign, folder)
    folder.mkdir(parents=True, exist_ok=True)
    failed: list[Failure] = []
    written: list[WalkList] = []
    endings = tuple(formats)

    def write(one: "WalkList", path: Path) -> bool:
        found = tried(one.turf_id, _write_one, one, path, endings)
        if isinstance(found, Failure):
            failed.append(found)
            return False
        written.append(one)
        return True

    write_sheets(
        lists,
        folder,
        together=folder / TOGETHER,
        earlier=_in_force(campaign, folder, {one.turf_id for one in lists}),
        write=write,
        on_progress=on_progress,
    )
    take_back_unwritten(campaign, lists, written, new=new, published=publish)
    raise_if_alone(failed, len(written))
    note_replaced(campaign, {one.turf_id for one in written})
    return Exported(
        folder=folder,
        turfs=len({one.turf_id for one in written}),
        files=(3 + len(formats)) * len(written) + bool(written),
        stops=sum(len(one.stops) for one in written),
        to_replace=tuple(said_to_replace(campaign)),
        failed=tuple(failed),
    )


def _write_one(one: "WalkList", path: Path, formats: Sequence[str]) -> None:
    """Write the files of a walk list; where one fails, none is left that is new."""
    from walklists.paper.sheets import write_sheet
    from walklists.tables.geojson import write_geojson
    from walklists.tables.gpx import write_gpx
    from walklists.tables.spreadsheets import write_csv, write_xlsx

    on_demand = {"xlsx": write_xlsx, "gpx": write_gpx}
    writers = {"pdf": write_sheet, "csv": write_csv, "geojson": write_geojson}
    writers |= {ending: write for ending, write in on_demand.items() if ending in formats}
    files = {path.with_suffix(f".{ending}"): write for ending, write in writers.items()}
    new = [file for file in files if not file.exists()]
    try:
        for file, write in files.items():
            write(one, file)
    except BaseException:
        for file in new:
            file.unlink(missing_ok=True)
        raise


def _note_copies(campaign: Campaign, folder: Path) -> None:
    """Note in the register of copies that sheets lie in a folder."""
    from people_base.access.copies import Copy, begin_copy, end_copy

    now = datetime.now(UTC)
    place = str(folder.relative_to(campaign.folder))
    with campaign.base() as base:
        sheets = Copy("sheets", place, people=False)
        end_copy(base, begin_copy(base, sheets, now), [sheets], now)


def _in_force(campaign: Campaign, folder: Path, anew: set[str]) -> list[Path]:
    """List the sheets in a folder whose turf still is one, and is not written anew."""
    from people_base.turfs.cuts import current_turfs
    from walklists.paper.sheets import plain_name

    with campaign.base() as base:
        names = {plain_name(turf) for turf in current_turfs(base).index if turf not in anew}
    return [path for path in sorted(folder.glob("*.pdf")) if path.stem.rpartition("-")[0] in names]


def refuse_to_send_out(campaign: Campaign, now: datetime) -> None:
    """Refuse what goes into the street in the silence before a poll, and once its time is over.

    Raises
    ------
    RefusedByLawError
    """
    refuse_in_silence(campaign, now)
    refuse_overdue(campaign, now)


def refuse_overdue(campaign: Campaign, now: datetime) -> None:
    """Refuse what comes from a roll that should be gone (CNIL: erased after the election).

    Raises
    ------
    RefusedByLawError
    """
    last = delete_after(campaign)
    if now.date() > last:
        raise RefusedByLawError(
            Words(
                f"La liste devait être effacée le {last:%d/%m/%Y} (CNIL) : elle ne sort plus. "
                "Purgez (purge).",
                f"The roll was to be erased on {last:%Y-%m-%d} (CNIL): it does not go out. Purge "
                "it (purge).",
            )
        )


def refuse_in_silence(campaign: Campaign, now: datetime) -> None:
    """Let no sheet out between the eve of the poll and its close (Code électoral, L49)."""
    from walklists.electoral_silence import is_silent

    settings = campaign.settings
    if any(is_silent(now, settings.election_date, code) for code in settings.communes):
        raise RefusedByLawError(
            Words(
                "La campagne est close depuis la veille du scrutin à 0 h "
                "(Code électoral, art. L49) : aucune feuille ne sort avant la fermeture "
                "des bureaux.",
                "The campaign closed at 0 h on the eve of the poll (Code électoral, art. L49): "
                "no sheet goes out before the polls close.",
            )
        )


def delete_after(campaign: Campaign) -> date:
    """Return the day on which the roll and all that derives from it must be gone."""
    return campaign.settings.election_date + timedelta(days=campaign.settings.delete_after_days)


def concerns_of(campaign: Campaign) -> "tuple[Concern, ...]":
    """Return the campaign's concerns as the sheets want them."""
    from walklists.walk_list import Concern

    return tuple(Concern(code, label) for code, label in campaign.settings.concerns.items())


def edition_of(campaign: Campaign, now: datetime) -> "Edition":
    """Gather what all the sheets of one day share; the same day gives the same contact ids."""
    from people_base.store import read
    from walklists.notice import Controller, information_notice
    from walklists.walk_list import Edition

    who = campaign.settings.controller
    with campaign.base() as base:
        bureaux = read(base, BUREAUX, columns=["label"])["label"]
        quartiers = read(base, QUARTIERS, columns=["label"])["label"]
    return Edition(
        export_id=f"{now:%Y-%m-%d}",
        campaign=campaign.settings.name,
        notice=information_notice(
            Controller(name=who.name, contact=who.contact, dpo=who.dpo),
            kept_until=delete_after(campaign),
        ),
        expires=campaign.settings.election_date,
        concerns=concerns_of(campaign),
        bureau_labels={str(code): bureau_name(str(code), name) for code, name in bureaux.items()},
        quartier_labels=dict(quartiers),
        campaign_key=campaign_key(campaign.salt),
    )


def bureau_name(bureau_id: str, label: str) -> str:
    """Name a bureau as people do: "Bureau 12 – École Jules-Ferry"."""
    number = bureau_id.partition("_")[2].lstrip("0") or bureau_id
    return (
        f"Bureau {number} – {label}"
        if label.lstrip("0") not in {"", number}
        else f"Bureau {number}"
    )


def _walk_lists(
    campaign: Campaign, edition: "Edition", *, turfs: Sequence[str], bureaux: Sequence[str]
) -> "tuple[list[WalkList], list[Failure]]":
    """Gather the lists of turfs, and the turfs of which none can be made."""
    from campaign.walks.walk_lines import walk_ground
    from campaign.walks.walk_report import walked_tasks
    from people_base.turfs.cuts import current_turfs
    from walklists.walk_list import walk_list

    with campaign.base() as base:
        table, failed = _chosen(current_turfs(base), turfs=turfs, bureaux=bureaux)
        walks = contactable_walks(base, campaign.salt, table)
    table = walks.turfs
    if table.empty:
        raise BadInputError(
            Words("Plus aucune porte à visiter ici.", "No door is left to visit here.")
        )
    tasks, _, _ = walked_tasks(campaign, list(table.index))
    ground = walk_ground(campaign, tasks, on_failure=failed.append)
    starts = {task.turf_id: task.start_label for task in tasks}
    table["start"] = [starts.get(turf_id, "") for turf_id in table.index]
    by_turf = dict(list(walks.stops.groupby(level="turf_id")))
    made = [
        tried(
            turf_id,
            walk_list,
            turf_id,
            turfs=table,
            stops=by_turf.get(turf_id, walks.stops.iloc[:0]),
            buildings=walks.buildings,
            households=walks.households,
            ground=ground,
            edition=edition,
        )
        for turf_id in table.index.difference([f.turf_id for f in failed], sort=False)
    ]
    failed += [one for one in made if isinstance(one, Failure)]
    lists = [one for one in made if not isinstance(one, Failure)]
    raise_if_alone(failed, len(lists))
    if not lists:
        raise BadInputError(
            Words("Aucune feuille n'a pu être faite.", "No sheet could be made."),
            [Fault(failure.why, failure.turf_id) for failure in failed],
        )
    return lists, failed


def _chosen(
    table: pd.DataFrame, *, turfs: Sequence[str], bureaux: Sequence[str]
) -> tuple[pd.DataFrame, list[Failure]]:
    """Keep the turfs asked for; those named must have their walk, others without one are told."""
    unknown = sorted(
        {*turfs} - {*table.index} | {*bureaux} - {*table["bureau_id"]},
    )
    if unknown:
        raise BadInputError(
            Words(
                f"Secteurs ou bureaux inconnus : {', '.join(unknown)}",
                f"Unknown turfs or bureaux: {', '.join(unknown)}",
            )
        )
    if turfs:
        table = table.loc[list(turfs)]
    if bureaux:
        table = table[table["bureau_id"].isin(bureaux)]
    planned = table["proof"] != ""
    if not planned.any() or (turfs and not planned.all()):
        raise MissingStepError(
            Words(
                "Des secteurs n'ont pas encore de parcours : {step} ; ceux qui sont faits restent.",
                "Some turfs have no walk yet: {step}; those made stay.",
                step=NextStep.PLAN,
            )
        )
    why = Words("pas encore de parcours : {step}", "no walk yet: {step}", step=NextStep.PLAN)
    return table[planned], [Failure(str(turf), why) for turf in table.index[~planned]]
