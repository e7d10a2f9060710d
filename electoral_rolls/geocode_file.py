"""A CSV file of addresses in, the same rows with their places out."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.progress import OnProgress, silent
from canvass.tables import ADDRESS_COLUMNS
from canvass.words import Words
from electoral_rolls.address_index import AddressIndex
from electoral_rolls.csv_files import TextSheet, open_text
from electoral_rolls.geocoder import geocode
from electoral_rolls.headers import find_columns, header_key

#: Rows placed and written at once.
ROWS_AT_ONCE = 50_000
#: Column names that are known without being told, best first.
_KNOWN: dict[str, tuple[str, ...]] = {
    "numero": ("numero", "numerodevoie", "numerovoie", "num", "housenumber"),
    "voie": ("voie", "libelledevoie", "libellevoie", "typeetlibelledevoie", "nomvoie", "rue"),
    "complement": ("complement", "complement1", "complementdadresse1", "complementadresse"),
    "lieu_dit": ("lieudit", "lieuditcomplementnom"),
    "code_postal": ("codepostal", "cp", "postcode"),
    "commune": ("commune", "ville", "libellecommune", "nomcommune", "city"),
    "insee": ("insee", "codeinsee", "codecommune", "codedelugle", "codedulugle", "citycode"),
}
_WHOLE = ("adresse", "address", "adr")


@dataclass(frozen=True, slots=True)
class GeocodedFile:
    """What was done: rows written, how many of each ``result_type``, rows that could not be read.

    An unreadable row keeps its place in the file, empty.
    """

    rows: int
    types: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def geocode_csv(
    source: Path,
    target: Path,
    index: AddressIndex,
    *,
    columns: Mapping[str, str] | None = None,
    on_progress: OnProgress = silent,
) -> GeocodedFile:
    """Write ``source`` again with the columns of ``geocoder.geocode`` added.

    Rows keep their order and their number. The separator is the source's, the encoding UTF-8.

    Parameters
    ----------
    columns
        Field of ``canvass.tables.ADDRESS_COLUMNS`` -> column of the file; usual names are
        recognised without it. ``voie`` may hold the number too.

    Raises
    ------
    MissingFileError, BadInputError
        If the file cannot be read, or no column holds a street or a lieu-dit.
    """
    sheet = open_text(source)
    positions = _positions(sheet, columns or {})
    part = target.with_name(f"{target.name}.part")
    try:
        done = _write(sheet, part, index, positions, on_progress)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return done


def _positions(sheet: TextSheet, told: Mapping[str, str]) -> dict[str, int]:
    named = {
        column: (header_key(told[column]),) if column in told else _KNOWN[column]
        for column in ADDRESS_COLUMNS
    }
    positions, _ = find_columns(sheet.header, named)
    faults = [
        Fault(Words("colonne absente", "missing column"), sheet.name, 1, name)
        for column, name in told.items()
        if column not in positions
    ]
    if "voie" not in positions and "voie" not in told:
        whole, _ = find_columns(sheet.header, {"voie": _WHOLE})
        positions |= whole
    if not faults and not {"voie", "lieu_dit"} & positions.keys():
        faults = [Fault(Words("aucune colonne de voie", "no street column"), sheet.name, 1)]
    if faults:
        raise BadInputError(
            Words(
                f"Colonnes d'adresse introuvables dans {sheet.name}.",
                f"Address columns not found in {sheet.name}.",
            ),
            faults,
        )
    return positions


def _write(
    sheet: TextSheet,
    part: Path,
    index: AddressIndex,
    positions: Mapping[str, int],
    on_progress: OnProgress,
) -> GeocodedFile:
    total = max(sheet.content.count(b"\n"), 1)
    types: dict[str, int] = {}
    faults: list[Fault] = []
    rows = 0
    records = sheet.rows()
    width = len(sheet.header)
    with part.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=sheet.separator, lineterminator="\n")
        written_header = False
        while batch := list(islice(records, ROWS_AT_ONCE)):
            faults += [Fault(v, sheet.name, row) for row, v in batch if isinstance(v, Words)]
            values = [_fit(v, width) for _, v in batch]
            asked = pd.DataFrame(
                {c: pd.array([v[at] for v in values], dtype="str") for c, at in positions.items()}
            )
            found = geocode(asked, index)
            if not written_header:
                out.writerow([*sheet.header, *found.columns])
                written_header = True
            answers = _as_text(found).itertuples(index=False)
            out.writerows([*v, *a] for v, a in zip(values, answers, strict=True))
            for kind, count in found["result_type"].value_counts().items():
                types[str(kind)] = types.get(str(kind), 0) + int(count)
            rows += len(batch)
            on_progress(min(rows, total), total)
        if not written_header:
            out.writerow([*sheet.header, *geocode(pd.DataFrame(), index).columns])
    return GeocodedFile(rows, types, tuple(faults))


def _fit(values: Sequence[str] | Words, width: int) -> list[str]:
    """Give a row the header's width; one that could not be read is empty."""
    cells = [] if isinstance(values, Words) else list(values)
    return (cells + [""] * width)[:width]


def _as_text(found: pd.DataFrame) -> pd.DataFrame:
    """Write positions to the decimetre, scores to the thousandth, what is missing as nothing."""
    formats = {"result_score": "{:.3f}", "result_longitude": "{:.6f}", "result_latitude": "{:.6f}"}
    text = {
        c: found[c].map(formats[c].format).where(found[c].notna(), "") if c in formats else found[c]
        for c in found.columns
    }
    return pd.DataFrame(text)
