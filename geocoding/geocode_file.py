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
from files.headers import find_columns, header_key, known_names
from files.tables import Sheet, best_sheet
from files.writing.whole import temporary_beside
from geocoding.address_index import AddressIndex
from geocoding.geocoder import geocode

#: Rows placed and written at once.
ROWS_AT_ONCE = 50_000


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


#: Column names that are known without being told, best first.
_KNOWN: dict[str, tuple[str, ...]] = {
    "numero": _names(
        "numero numerodevoie numerovoie numerodelavoie num numvoie nvoie novoie ndevoie nodevoie "
        "numrue nrue norue housenumber"
    ),
    "voie": _names(
        "voie libelledevoie libellevoie libelledelavoie typeetlibelledevoie nomvoie nomdevoie "
        "nomdelavoie rue nomrue nomderue nomdelarue street"
    ),
    "complement": _names(
        "complement complement1 complementdadresse1 complementdadresse complementadresse compl"
    ),
    "lieu_dit": _names("lieudit lieuditcomplementnom nomlieudit"),
    "code_postal": _names("codepostal cp codpostal postcode postalcode zipcode"),
    "commune": _names("commune ville libellecommune libelledelacommune nomcommune nomdelacommune "
                      "localite communenom city"),
    "insee": _names("insee codeinsee codecommune codedelugle codedulugle codeinseecommune "
                    "codeinseedelacommune communeinsee inseecom citycode"),
}  # fmt: skip
#: Endings under which a CSV would not open.
_NOT_CSV = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".gz", ".zip", ".bz2", ".xz", ".parquet"})
_WHOLE = _names("adresse adressecomplete adressepostale libelleadresse address "
                "fulladdress adr")  # fmt: skip
#: Columns that some files keep apart, and whether they come before the field or after.
_APART: dict[str, tuple[tuple[str, ...], bool]] = {
    "numero": (_names("rep repetition indicederepetition indicerepetition suffixe btq"), False),
    "voie": (_names("typedevoie typevoie naturedevoie naturevoie"), True),
}


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
        street or a lieu-dit, ``target`` is ``source``, or its name is not one of a CSV.
    """
    _refuse_target(source, target)
    if not target.parent.is_dir():
        raise _unwritable(target)
    told = columns or {}
    known = known_names({**_KNOWN, "voie": (*_KNOWN["voie"], *_WHOLE)}, told)
    sheet = best_sheet(source, known)
    positions = find_address_columns(sheet.header, told, name=sheet.name)
    try:
        with temporary_beside(target) as part:
            return _write(sheet, part, index, positions, on_progress)
    except OSError as error:
        raise _unwritable(target) from error


def geocode_table(
    table: pd.DataFrame,
    index: AddressIndex,
    *,
    columns: Mapping[str, str] | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """Return a table again with the columns of ``geocoder.geocode`` added.

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
    asked = pd.DataFrame(
        {c: _joined([_as_asked(table.iloc[:, k]) for k in at]) for c, at in positions.items()}
    )
    found = geocode(asked.set_axis(table.index), index, on_progress=on_progress)
    kept = table.loc[:, [c not in found.columns for c in table.columns]]
    return pd.concat([kept, found], axis=1)


def _as_asked(column: pd.Series) -> pd.Series:
    text = column.astype("str").where(column.notna(), "").astype("str")
    return text.str.replace(r"^(\d+)\.0$", r"\1", regex=True)


def _column(rows: Sequence[Sequence[str]], at: int) -> pd.Series:
    return pd.Series([row[at] for row in rows], dtype="str")


def _joined(parts: Sequence[pd.Series]) -> pd.Series:
    """Put the cells of two columns together: "12" and "bis", "Rue" and "du Port"."""
    if len(parts) == 1:
        return parts[0]
    cells = [
        tail if not head or tail.upper().startswith(f"{head.upper()} ") else f"{head} {tail}"
        for head, tail in zip(*(part.str.strip() for part in parts), strict=True)
    ]
    return pd.Series(cells, index=parts[0].index, dtype="str")


def _refuse_target(source: Path, target: Path) -> None:
    if target.suffix.lower() in _NOT_CSV:
        raise BadInputError(
            Words(
                f"{target.name} : le résultat est un CSV, donnez un nom en .csv (Excel l'ouvre).",
                f"{target.name}: the result is CSV, give a name in .csv (Excel opens it).",
            )
        )
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
) -> dict[str, tuple[int, ...]]:
    """Find where each field of an address stands in a header.

    A repetition ("bis") or a type of street in a column of its own is found with its field; the
    two are read in the order in which they are given here.

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
    return {field: _with_apart(header, field, at, told) for field, at in positions.items()}


def _with_apart(
    header: Sequence[str], field: str, at: int, told: Mapping[str, str]
) -> tuple[int, ...]:
    names, before = _APART.get(field, ((), False))
    found, repeated = find_columns(header, {field: names})
    known = {header_key(column) for column in told.values()}
    if field not in found or repeated or header_key(header[found[field]]) in known:
        return (at,)
    return (found[field], at) if before else (at, found[field])


def _write(
    sheet: Sheet,
    part: Path,
    index: AddressIndex,
    positions: Mapping[str, tuple[int, ...]],
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
                {c: _joined([_column(values, k) for k in at]) for c, at in positions.items()}
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
    """Return a row the header's width; one that could not be read is empty."""
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
