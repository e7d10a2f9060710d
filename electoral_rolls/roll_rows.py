"""From the cells of one roll file to rows of the VOTERS table, and the rows that cannot be used."""

import re
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from canvass.codes import (
    bureau_code,
    bureau_id,
    commune_code,
    commune_of,
    plain_code,
)
from canvass.errors import Fault
from canvass.tables import VOTERS
from canvass.words import Words
from electoral_rolls.identity import per_value
from electoral_rolls.roll_layouts import FIELDS, NameFacts, Plan, list_type
from files.birth_dates import birth_dates
from files.headers import header_key
from files.moments import Calendar
from files.rows import Cells

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_CODE_THEN_LABEL = re.compile(r"(\d{4}[A-Za-z]?)(?:\s*[-–:_]\s*|\s+|$)")


@dataclass(frozen=True)
class FileRows:
    """The rows of one file.

    ``voters`` has the columns of the VOTERS table plus ``date_key``, ``file`` and
    ``row``; ``anonymous`` is true where the layout has no names. ``date_order`` is the one that the
    birth dates prove, None if they prove none.
    """

    voters: pd.DataFrame
    faults: tuple[Fault, ...]
    anonymous: bool
    date_order: Literal["day", "month"] | None = None


def rows_of(cells: Cells, plan: Plan, facts: NameFacts, *, name: str, births: Calendar) -> FileRows:
    """Spell the cells of a roll as the VOTERS table does.

    Parameters
    ----------
    cells
        Columns at the positions of ``plan``.
    plan
        Where each field stands.
    facts
        What to take where the file has no commune or no list type.
    name
        File name, for the lists of faults.
    births
        When voters can be born, see ``birth_dates.births_within``.
    """
    anonymous = plan.layout == "etalab"
    text = _cleaned(cells.frame, plan)
    rows = pd.DataFrame(index=cells.frame.index)
    rows["commune_id"] = _communes(text, facts)
    rows["bureau_id"] = _bureaux(text, rows["commune_id"])
    rows["order_number"] = per_value(text["order_number"], plain_code)
    rows["list_types"] = _list_types(text, facts, anonymous=anonymous)
    for column in ("birth_name", "usage_name", "first_names"):
        rows[column] = text[column]
    rows["sex"] = per_value(text["sex"], _sex)
    born = birth_dates(text["birth_date"], births)
    rows["birth_date"] = born.frame["text"]
    rows["birth_year"] = born.frame["year"]
    rows["date_uncertain"] = born.frame["uncertain"]
    rows["date_key"] = born.frame["key"]
    rows["house_number_raw"] = text["house_number_raw"]
    rows["street_raw"] = _streets(text)
    for column in ("compl1", "compl2", "place_name"):
        rows[column] = text[column]
    rows["postcode"] = per_value(text["postcode"], _postcode)
    rows["city_raw"] = text["city_raw"]
    reasons = _reasons(rows, text, anonymous=anonymous)
    faults = [
        *cells.faults,
        *(
            Fault(_REASONS[why], file=name, row=row)
            for row, why in zip(reasons.index.tolist(), reasons, strict=True)
        ),
    ]
    kept = rows.drop(index=reasons.index)
    kept.insert(0, "file", name)
    kept.insert(1, "row", kept.index.astype("int64"))
    texts = [c for c, kind in VOTERS.columns.items() if kind == "text"]
    kept = kept.astype(dict.fromkeys([*texts, "date_key"], "str")).reset_index(drop=True)
    faults.sort(key=lambda fault: fault.row or 0)
    return FileRows(kept, tuple(faults), anonymous, born.order)


_REASONS = {
    "header": Words("en-tête répété", "header repeated"),
    "name": Words("ni nom de naissance ni nom d'usage", "neither birth name nor usage name"),
    "commune": Words("code de commune absent ou faux", "commune code missing or wrong"),
    "list": Words("type de liste absent ou inconnu", "list type missing or unknown"),
    "blank": Words("ligne vide", "empty row"),
}


def _reasons(rows: pd.DataFrame, text: pd.DataFrame, *, anonymous: bool) -> pd.Series:
    """Return why a row cannot be used, on the index of those rows alone; the first reason wins."""
    why = pd.Series("", index=rows.index, dtype="str")
    why[rows["list_types"] == ""] = "list"
    why[rows["commune_id"] == ""] = "commune"
    if not anonymous:
        why[(rows["birth_name"] == "") & (rows["usage_name"] == "")] = "name"
    names = set(FIELDS["birth_name"]) | set(FIELDS["street_raw"])
    repeated = [v for v in text["birth_name"].unique() if header_key(v) in names]
    why[text["birth_name"].isin(repeated)] = "header"
    given = ["birth_name", "usage_name", "first_names", "birth_date", "street_raw", "place_name"]
    why[(text[given] == "").all(axis=1)] = "blank"
    return why[why != ""]


def _cleaned(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Name the columns by field, blanks collapsed; fields that the file lacks are empty."""
    named = {
        field: per_value(frame[plan.positions[field]], _one_line).astype("str")
        if field in plan.positions
        else pd.Series("", index=frame.index, dtype="str")
        for field in FIELDS
    }
    return pd.DataFrame(named, index=frame.index)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _communes(text: pd.DataFrame, facts: NameFacts) -> pd.Series:
    pairs = text["department"].str.cat(text["commune"], sep="\x1f")
    given = per_value(pairs, lambda pair: commune_of(*pair.split("\x1f"))).astype("str")
    return given.where(text["commune"] != "", facts.commune)


def _list_types(text: pd.DataFrame, facts: NameFacts, *, anonymous: bool) -> pd.Series:
    given = per_value(text["list_type"], list_type).astype("str")
    # The extract without names is that of the main list.
    default = "LP" if anonymous and not facts.list_type else facts.list_type
    return given.where(text["list_type"] != "", default)


def _bureaux(text: pd.DataFrame, communes: pd.Series) -> pd.Series:
    codes = per_value(text["bureau_code"], _bureau_within).astype("str")
    by_label = per_value(text["bureau_label"], _code_in_label).astype("str")
    pairs = communes.str.cat(codes.where(codes != "", by_label), sep="\x1f")
    return per_value(pairs, lambda pair: bureau_id(*pair.split("\x1f"))).astype("str")


def _bureau_within(text: str) -> str:
    """Return the code of the bureau alone where the file writes commune and bureau together."""
    code = plain_code(text)
    commune, _, bureau = code.partition("_")
    return bureau_code(bureau if bureau and commune_code(commune) else code)


def _code_in_label(label: str) -> str:
    found = _CODE_THEN_LABEL.match(label)
    return bureau_code(found[1]) if found else ""


def _streets(text: pd.DataFrame) -> pd.Series:
    """Join the type of street, where it stands apart, to its name."""
    joined = text["street_type"].str.cat(text["street_raw"], sep=" ").str.strip()
    return joined.where(text["street_type"] != "", text["street_raw"])


def _sex(text: str) -> str:
    return {"m": "M", "h": "M", "f": "F"}.get(text[:1].casefold(), "")


def _postcode(text: str) -> str:
    code = plain_code(text)
    return code.zfill(5) if len(code) == 4 and code.isascii() and code.isdigit() else code
