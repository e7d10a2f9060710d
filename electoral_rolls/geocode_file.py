"""A CSV file of addresses in, the same rows with their places out."""

import csv
from collections import Counter
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
from electoral_rolls.packed_files import file_bytes
from electoral_rolls.roll_excel import ExcelSheet, is_workbook, open_workbook

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

    An unreadable row keeps its place in the file, empty; ``elsewhere`` counts the rows whose town
    the address files do not hold.
    """

    rows: int
    types: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    elsewhere: int = 0


def geocode_csv(
    source: Path,
    target: Path,
    index: AddressIndex,
    *,
    columns: Mapping[str, str] | None = None,
    on_progress: OnProgress = silent,
) -> GeocodedFile:
    """Write ``source`` (CSV or workbook) again with the columns of ``geocoder.geocode`` added.

    Rows keep their order and their number; result columns that are there already are replaced. The
    separator is the source's (``;`` for a workbook), the encoding UTF-8.

    Parameters
    ----------
    columns
        Field of ``canvass.tables.ADDRESS_COLUMNS`` -> column of the file; usual names are
        recognised without it. ``voie`` may hold the number too.

    Raises
    ------
    MissingFileError, BadInputError
        If the file cannot be read, a column that is needed stands there twice, no column holds a
        street or a lieu-dit, or ``target`` is ``source``.
    """
    _refuse_same(source, target)
    sheet = _opened(source)
    positions = find_address_columns(sheet.header, columns or {}, name=sheet.name)
    part = target.with_name(f"{target.name}.part")
    try:
        done = _write(sheet, part, index, positions, on_progress)
        part.replace(target)
    except OSError as error:
        raise _unwritable(target) from error
    finally:
        if part.exists():
            part.unlink()
    return done


def geocode_table(
    table: pd.DataFrame,
    index: AddressIndex,
    *,
    columns: Mapping[str, str] | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """Give a table again with the columns of ``geocoder.geocode`` added.

    Parameters
    ----------
    table
        Any columns; those of the address are found as ``geocode_csv`` finds them. Numbers such as
        a postcode read as 1000 or 1000.0 are understood.
    columns
        As in ``geocode_csv``.

    Raises
    ------
    BadInputError
        As ``geocode_csv``.
    """
    positions = find_address_columns([str(c) for c in table.columns], columns or {}, name="table")
    asked = pd.DataFrame({c: _as_asked(table.iloc[:, at]) for c, at in positions.items()})
    found = geocode(asked.set_axis(table.index), index, on_progress=on_progress)
    kept = table.loc[:, [c not in found.columns for c in table.columns]]
    return pd.concat([kept, found], axis=1)


def _opened(source: Path) -> TextSheet | ExcelSheet:
    if not is_workbook(file_bytes(source)):
        return open_text(source)
    sheets = open_workbook(source)
    if not sheets:
        raise BadInputError(Words(f"{source.name} est vide.", f"{source.name} is empty."))
    return sheets[0]


def _as_asked(column: pd.Series) -> pd.Series:
    text = column.astype("str").where(column.notna(), "").astype("str")
    return text.str.replace(r"^(\d+)\.0$", r"\1", regex=True)


def _refuse_same(source: Path, target: Path) -> None:
    if source.resolve() == target.resolve():
        raise BadInputError(
            Words(
                f"{target} est le fichier à lire : donnez un autre nom au fichier à écrire.",
                f"{target} is the file to read: give the file to write another name.",
            )
        )


def _unwritable(target: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{target} ne peut pas être écrit : le dossier existe-t-il, le fichier est-il ouvert ?",
            f"{target} cannot be written: does the folder exist, is the file open?",
        )
    )


def find_address_columns(
    header: Sequence[str], told: Mapping[str, str], *, name: str
) -> dict[str, int]:
    """Find where each field of an address stands in a header.

    Parameters
    ----------
    told
        Field -> column, for those under unusual names.
    name
        What to call the file in the error.

    Raises
    ------
    BadInputError
        Naming every column that is told and absent or that stands there twice; or if no column
        holds a street or a lieu-dit.
    """
    named = {
        column: (header_key(told[column]),) if column in told else _KNOWN[column]
        for column in ADDRESS_COLUMNS
    }
    positions, repeated = find_columns(header, named)
    faults = [
        Fault(Words("colonne absente", "missing column"), name, 1, wanted)
        for column, wanted in told.items()
        if column not in positions
    ]
    twice = Words("colonne en double", "column there twice")
    faults += [Fault(twice, name, 1, column) for column in repeated]
    if "voie" not in positions and "voie" not in told:
        whole, _ = find_columns(header, {"voie": _WHOLE})
        positions |= whole
    if not faults and not {"voie", "lieu_dit"} & positions.keys():
        faults = [
            Fault(
                Words(
                    "aucune colonne de voie ; dites laquelle avec voie=COLONNE, parmi "
                    f"{', '.join(header)[:200]}",
                    "no street column; tell which with voie=COLUMN, among "
                    f"{', '.join(header)[:200]}",
                ),
                name,
                1,
            )
        ]
    if faults:
        raise BadInputError(
            Words(
                f"Colonnes d'adresse à préciser dans {name}.",
                f"Address columns to make clear in {name}.",
            ),
            faults,
        )
    return positions


def _write(
    sheet: TextSheet | ExcelSheet,
    part: Path,
    index: AddressIndex,
    positions: Mapping[str, int],
    on_progress: OnProgress,
) -> GeocodedFile:
    total = max(sheet.content.count(b"\n"), 1)
    types: Counter[str] = Counter()
    faults: list[Fault] = []
    elsewhere = 0
    records = sheet.rows(as_wide_as_header=True)
    width = len(sheet.header)
    added = geocode(pd.DataFrame(), index).columns
    kept = [at for at, name in enumerate(sheet.header) if name not in added]
    with part.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=sheet.separator or ";", lineterminator="\r\n")
        out.writerow([*(sheet.header[at] for at in kept), *added])
        while batch := list(islice(records, ROWS_AT_ONCE)):
            faults += [
                Fault(wrong, sheet.name, row) for row, v in batch if (wrong := _wrong(v, width))
            ]
            values = [_fit(v, width) for _, v in batch]
            asked = pd.DataFrame(
                {c: pd.array([v[at] for v in values], dtype="str") for c, at in positions.items()}
            )
            found = geocode(asked, index)
            answers = _as_text(found).itertuples(index=False)
            out.writerows(
                [*(v[at] for at in kept), *a] for v, a in zip(values, answers, strict=True)
            )
            types.update(found["result_type"])
            elsewhere += int(((found["result_type"] == "") & (asked != "").any(axis=1)).sum())
            on_progress(min(types.total(), total), total)
    return GeocodedFile(types.total(), dict(types), tuple(faults), elsewhere)


def _wrong(values: Sequence[str] | Words, width: int) -> Words | None:
    """Say why a row is not written as it was read."""
    if isinstance(values, Words):
        return values
    if any(values[width:]):
        return Words(
            "plus de cases que l'en-tête : celles de trop sont laissées",
            "more cells than the header: those beyond it are left out",
        )
    return None


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
