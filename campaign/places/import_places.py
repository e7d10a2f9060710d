"""Bring in the open data: addresses, bureaux, quartiers, streets and results."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from campaign.folder import Campaign
from campaign.places.bureau_files import read_contours, read_streets, write_bureau_streets
from campaign.places.detect_file import misplaced_named
from campaign.places.quartier_files import beside_others, read_quartiers
from campaign.places.streets import NETWORK
from campaign.review import fault_table, write_review
from canvass.errors import BadInputError, Fault, MissingFileError, MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.tables import BUREAUX, QUARTIERS, RESULTS
from canvass.words import Words
from files.headers import columns_given
from files.writing.put_back import put_back_on_failure
from files.writing.whole import write_json

MANIFEST = "manifest.json"
#: Fact of the base: contours renumbered on the organiser's word, as JSON, number in the file ->
#: number on the roll.
RENUMBERED = "bureaux_renumbered"
#: Facts of the base that begin so: the hash of the file of a kind on which the placing of voters
#: depends.
PLACING = "placing_"
_FOR_PLACING = ("addresses", "lieux_dits", "bureaux", "bureau_streets")


@dataclass(frozen=True)
class PlaceFiles:
    """The files of one import; what is None or empty is left as it was.

    ``bureau_streets`` is a list of streets with their bureau, where there are no contours or to
    correct them; ``bureau_codes`` (old code, new code) is applied to the other files of the same
    import; ``bureau_column`` names the column of codes of ``bureaux``; ``result_columns`` are
    columns of ``results`` under other names, ``field=COLUMN``.
    """

    addresses: Path | None = None
    lieux_dits: Path | None = None
    bureaux: Path | None = None
    quartiers: Sequence[Path] = ()
    streets: Path | None = None
    results: Sequence[Path] = ()
    declared_crs: str | None = None
    bureau_streets: Path | None = None
    bureau_codes: Path | None = None
    bureau_column: str | None = None
    result_columns: Sequence[str] = ()

    def kinds(self) -> dict[Path, str]:
        """Give each file with the kind it was given as (``campaign.places.detect_file.KINDS``)."""
        boxes = {
            "addresses": self.addresses,
            "lieux_dits": self.lieux_dits,
            "bureaux": self.bureaux,
            "streets": self.streets,
        }
        found = {path: kind for kind, path in boxes.items() if path is not None}
        found |= dict.fromkeys(self.quartiers, "quartiers")
        return found | dict.fromkeys(self.results, "results")

    def every(self) -> list[Path]:
        """All files given."""
        places = (self.addresses, self.lieux_dits, *self.quartiers, self.streets)
        bureaux = (self.bureaux, self.bureau_streets, self.bureau_codes)
        return [path for path in (*places, *bureaux, *self.results) if path is not None]


@dataclass
class PlacesImported:
    """Counts per kind, and what was repaired on the way."""

    addresses: int = 0
    bureaux: int = 0
    quartiers: int = 0
    streets_km: float = 0.0
    elections: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_places(
    campaign: Campaign, files: PlaceFiles, *, on_progress: OnProgress = silent
) -> PlacesImported:
    """Read every file, then write: one bad file and nothing is changed.

    Raises
    ------
    MissingFileError, BadInputError
        A file is absent, unknown, or its coordinates contradict its declared CRS.
    """
    for path in files.every():
        if not path.is_file():
            raise MissingFileError(path)
    done = PlacesImported()
    with _put_back_on_failure(campaign, files), misplaced_named(files.kinds()):
        read = _read_all(campaign, files, done, share(on_progress, 0, 0.9))
        _write_all(campaign, files, read)
    write_review(campaign, "remarques_lieux.csv", fault_table(done.faults))
    on_progress(1, 1)
    return done


@contextmanager
def _put_back_on_failure(campaign: Campaign, files: PlaceFiles) -> Iterator[None]:
    """Leave the address files of the campaign as they were if the import fails."""
    given = [path for path in (files.addresses, files.lieux_dits) if path is not None]
    kept = [campaign.places / path.name for path in given]
    with put_back_on_failure(kept):
        yield


def _read_all(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, on_progress: OnProgress
) -> dict[str, Any]:
    """Read each file; what is wrong in several files is said at once."""
    readers = {
        "bureaux": _read_bureaux,
        "bureau_streets": _read_bureau_streets,
        "quartiers": _read_quartiers,
        "results": _read_results,
        "addresses": _read_addresses,
        "network": _read_network,
    }
    tables: dict[str, Any] = {}
    wrong: list[BadInputError] = []
    for step, (name, reader) in enumerate(readers.items()):
        part = share(on_progress, step / len(readers), (step + 1) / len(readers))
        try:
            tables[name] = reader(campaign, files, done, part)
        except BadInputError as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        faults = [f for e in wrong for f in (Fault(e.message), *e.faults)]
        raise BadInputError(
            Words("Plusieurs fichiers sont à corriger :", "Several files need correcting:"), faults
        )
    return tables


def _read_bureaux(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, _: OnProgress
) -> pd.DataFrame | None:
    if files.bureaux is None:
        return None
    table, faults = read_contours(
        campaign,
        files.bureaux,
        codes=_codes(files),
        id_column=files.bureau_column,
        declared_crs=files.declared_crs,
    )
    done.faults += faults
    done.bureaux = len(table)
    return table


def _read_bureau_streets(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, _: OnProgress
) -> pd.DataFrame | None:
    if files.bureau_streets is None:
        return None
    table, faults = read_streets(
        campaign, files.bureau_streets, codes=_codes(files), id_column=files.bureau_column
    )
    done.faults += faults
    done.bureaux = max(done.bureaux, table["bureau_id"].nunique())
    return table


def _codes(files: PlaceFiles) -> Any:
    """Read the table of codes that changed, where there is one."""
    from electoral_rolls.areas.bureau_codes import read_bureau_codes

    return read_bureau_codes(files.bureau_codes) if files.bureau_codes else None


def _read_quartiers(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, _: OnProgress
) -> pd.DataFrame | None:
    if not files.quartiers:
        return None
    table: pd.DataFrame
    table, faults = read_quartiers(
        campaign,
        files.quartiers,
        index=_addresses(campaign, files),
        declared_crs=files.declared_crs,
    )
    done.faults += faults
    done.quartiers = len(table)
    return table


def _addresses(campaign: Campaign, files: PlaceFiles) -> Any:
    """Open the addresses of this import or of an earlier one; None where there are none."""
    from geocoding.address_index import load_index

    if files.addresses is not None:
        return load_index(files.addresses, cache_dir=campaign.places)
    return address_index(campaign) if "addresses" in load_manifest(campaign) else None


def _read_results(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, _: OnProgress
) -> pd.DataFrame | None:
    from canvass.codes import is_bureau_of
    from electoral_rolls.areas.bureau_codes import renamed_results
    from electoral_rolls.results.results import read_results

    if not files.results:
        return None
    communes = campaign.settings.communes
    only = communes[0] if len(communes) == 1 else None
    codes = _codes(files)
    former = codes.former_communes(communes) if codes else ()
    read = read_results(
        files.results,
        communes={*communes, *former},
        default_commune=only,
        columns=columns_given(files.result_columns),
    )
    done.faults += read.faults
    table: pd.DataFrame = read.table
    if codes:
        table = renamed_results(table, codes)
        bureaux = table.index.get_level_values("bureau_id")
        table = table[[is_bureau_of(bureau, communes) for bureau in bureaux]]
    done.elections = table.index.get_level_values("election").nunique()
    return table


def _read_addresses(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, on_progress: OnProgress
) -> dict[str, str] | None:
    """Copy the address files beside their cache, so that the campaign stands alone."""
    from geocoding.address_index import left_out, load_index

    if files.addresses is None:
        return None
    kept = {"addresses": _keep(campaign, files.addresses)}
    if files.lieux_dits:
        kept["lieux_dits"] = _keep(campaign, files.lieux_dits)
    index = load_index(
        campaign.places / kept["addresses"],
        places=campaign.places / kept["lieux_dits"] if "lieux_dits" in kept else None,
        cache_dir=campaign.places,
        on_progress=on_progress,
    )
    done.addresses = len(index.points())
    for name in kept.values():
        done.faults += left_out(campaign.places / name)
    return kept


def _read_network(
    campaign: Campaign, files: PlaceFiles, done: PlacesImported, on_progress: OnProgress
) -> Any:
    from routing.network.walk_network import read_network

    if files.streets is None:
        return None
    network = read_network(files.streets, crs=campaign.crs, on_progress=on_progress)
    done.streets_km = float(network.length_m.sum()) / 1000
    return network


def _write_all(campaign: Campaign, files: PlaceFiles, read: dict[str, Any]) -> None:
    from people_base.places import keep_places
    from routing.network.walk_network import save_network

    facts = {path.name: asdict(file_facts(path)) for path in files.every()}
    noted = {
        f"{PLACING}{kind}": facts[path.name]["sha256"]
        for kind in _FOR_PLACING
        if (path := getattr(files, kind)) is not None
    }
    if files.quartiers:
        noted[f"{PLACING}quartiers"] = " ".join(facts[p.name]["sha256"] for p in files.quartiers)
    if read["bureaux"] is not None or read["bureau_streets"] is not None:
        # Other files, other numbers: the organiser is asked again.
        noted[RENUMBERED] = ""
    tables = {"bureaux": BUREAUX, "quartiers": QUARTIERS, "results": RESULTS}
    frames = {name: (t, read[name]) for name, t in tables.items() if read[name] is not None}
    with campaign.base() as base:
        if len(campaign.settings.communes) > 1:
            index = _addresses(campaign, files)
            for name, (table, frame) in frames.items():
                frames[name] = table, beside_others(campaign, base, table, frame, index)
        keep_places(base, frames, noted=noted, at=datetime.now(UTC))
    if read["network"] is not None:
        save_network(read["network"], campaign.places / NETWORK)
    if read["bureau_streets"] is not None:
        write_bureau_streets(campaign, read["bureau_streets"])
    manifest = load_manifest(campaign)
    manifest.update(read["addresses"] or {})
    manifest.setdefault("files", {}).update(facts)
    save_manifest(campaign, manifest)


@dataclass(frozen=True)
class _FileFacts:
    sha256: str
    size: int


def file_facts(path: Path) -> _FileFacts:
    """Give what tells one version of a file from another."""
    with path.open("rb") as file:
        return _FileFacts(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _keep(campaign: Campaign, path: Path) -> str:
    kept = campaign.places / path.name
    if kept.resolve() != path.resolve():
        shutil.copyfile(path, kept)
    return path.name


def load_manifest(campaign: Campaign) -> dict[str, Any]:
    """Return from which files the caches of this folder come (sha256 per file)."""
    path = campaign.places / MANIFEST
    if not path.is_file():
        return {}
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def save_manifest(campaign: Campaign, manifest: dict[str, Any]) -> None:
    """Keep the manifest."""
    write_json(campaign.places / MANIFEST, manifest, durable=True)


def address_index(campaign: Campaign) -> Any:
    """Open the address index.

    Raises
    ------
    MissingStepError
        If no addresses were imported.
    """
    from geocoding.address_index import load_index

    manifest = load_manifest(campaign)
    if "addresses" not in manifest:
        raise MissingStepError(
            Words(
                "Aucune base d'adresses : {step}.",
                "No addresses yet: {step}.",
                step=NextStep.IMPORT_ADDRESSES,
            )
        )
    places = manifest.get("lieux_dits")
    return load_index(
        campaign.places / manifest["addresses"],
        places=campaign.places / places if places else None,
        cache_dir=campaign.places,
    )
