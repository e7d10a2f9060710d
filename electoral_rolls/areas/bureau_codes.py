"""A table of bureaux that changed code: communes that merged, towns that numbered anew."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from canvass.codes import is_bureau_of, plain_code, whole_bureau_id
from canvass.errors import BadInputError, Fault
from canvass.words import Words
from files.headers import find_columns, known_names
from files.tables import best_sheet

_COLUMNS = {
    "old": ("ancien", "anciencode", "ancienbureau", "old", "avant"),
    "new": ("nouveau", "nouveaucode", "nouveaubureau", "new", "apres"),
    "until": ("jusquen", "jusqua", "until", "annee"),
}
_COUNTS = ("registered", "voted", "blank", "spoilt", "cast", "votes")


@dataclass(frozen=True)
class BureauCodes:
    """Old bureau id -> new one, and the last year of elections counted under the old one.

    Where no year is given, the results of a commune that is no more are all counted under the old
    code, and those of a town that merely numbered anew under the new one.
    """

    new_of: Mapping[str, str]
    until: Mapping[str, int]

    def former_communes(self, communes: Collection[str]) -> set[str]:
        """Return the communes whose bureaux are now of these."""
        return {
            old.partition("_")[0] for old, new in self.new_of.items() if is_bureau_of(new, communes)
        }

    def of_election(self, election: str) -> dict[str, str]:
        """Return the codes to change in the results of one election (``2022_pres_t1``)."""
        year = int(election[:4]) if election[:4].isdecimal() else 0
        return {old: new for old, new in self.new_of.items() if year <= self._until(old, new)}

    def _until(self, old: str, new: str) -> int:
        merged = old.partition("_")[0] != new.partition("_")[0]
        return self.until.get(old, 9999 if merged else 0)


def read_bureau_codes(path: Path) -> BureauCodes:
    """Read a table ``ancien;nouveau`` (CSV or workbook), a third column ``jusqu_en`` being free.

    Codes hold commune and bureau, ``93059_0001``; ``jusqu_en`` is a year.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If a column is missing, a code cannot be read, or an old code is given twice.
    """
    sheet = best_sheet(path, known_names(_COLUMNS))
    positions, _ = find_columns(sheet.header, _COLUMNS)
    if missing := {"old", "new"} - positions.keys():
        names = ", ".join(_COLUMNS[field][0] for field in sorted(missing))
        raise BadInputError(
            Words(f"{path.name} : colonnes absentes : {names}.", f"{path.name}: missing: {names}.")
        )
    cells = sheet.read(sorted(positions.values()))
    faults = list(cells.faults)
    new_of: dict[str, str] = {}
    until: dict[str, int] = {}
    for row, values in cells.frame.iterrows():
        old, new = (whole_bureau_id(values[positions[field]]) for field in ("old", "new"))
        year = plain_code(values[positions["until"]]) if "until" in positions else ""
        wrong = _wrong(old, new, year, new_of)
        faults += [Fault(reason, file=path.name, row=int(str(row))) for reason in wrong]
        new_of[old] = new
        if year.isdecimal():
            until[old] = int(year)
    if faults:
        raise BadInputError(
            Words(f"{path.name} : codes à corriger.", f"{path.name}: codes to correct."), faults
        )
    return BureauCodes(new_of, until)


def _wrong(old: str, new: str, year: str, known: Mapping[str, str]) -> list[Words]:
    said = []
    if not (old and new):
        said.append(
            Words(
                "écrivez commune et bureau ensemble, comme 93059_0001",
                "write commune and bureau together, like 93059_0001",
            )
        )
    elif known.get(old, new) != new:
        said.append(Words("ancien code donné deux fois", "old code given twice"))
    if year and not (year.isdecimal() and len(year) == 4):
        said.append(Words("année illisible", "unreadable year"))
    return said


def renamed_results(table: pd.DataFrame, codes: BureauCodes) -> pd.DataFrame:
    """Return results the new codes; those of bureaux that are now one are added up.

    Parameters
    ----------
    table
        RESULTS table.
    """
    names = table.index.names
    rows = table.reset_index()
    for election, part in rows.groupby("election"):
        told = codes.of_election(str(election))
        rows.loc[part.index, "bureau_id"] = [told.get(b, b) for b in part["bureau_id"]]
    how = {c: "sum" if c in _COUNTS else "first" for c in table.columns}
    summed: pd.DataFrame = rows.groupby(list(names), sort=False).agg(how)
    return summed
