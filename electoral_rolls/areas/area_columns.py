"""Which columns of a file of polygons hold the code, the commune and the name."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from canvass.codes import bureau_id, commune_code, plain_code, whole_bureau_id
from canvass.errors import BadInputError
from canvass.next_step import NextStep
from canvass.words import Words
from files.headers import header_key

#: Commune and bureau in one code: Etalab, INSEE, Toulouse, Brest, Cartelec.
WHOLE_CODES = ("bureauid", "codebureauvote", "idbrutmiom", "idbv", "idbrutreu", "idbrutbvreu",
               "codebv", "code", "bureau", "id")  # fmt: skip
#: The code within the commune: Rennes and Lyon ``num_bureau``, Paris, Cartelec ``BUREAU``.
BUREAU_CODES = ("numerobureauvote", "numbureau", "numbureauvote", "identifiantdubureaudevote",
                "numerobureau", "numerodubureau", "numerodubureaudevote", "codedubureaudevote",
                "codebureau", "nobureau", "codebv", "numbv", "nobv", "idbureau", "bureau", "bv",
                "bureaudevote", "bdv", "numero")  # fmt: skip
COMMUNES = ("codecommune", "codeinsee", "inseecom", "insee", "depcom", "comminsee",
            "codeinseecommune", "refinsee", "codecom", "commune", "com")  # fmt: skip
BUREAU_LABELS = ("nombureauvote", "label", "libelle", "libellebureau", "libellebureaudevote",
                 "nombureau", "nombureaudevote", "nomdubureaudevote", "nomlieu", "llieu", "lieu",
                 "nombv", "nom", "name", "site", "adresse", "adressebv")  # fmt: skip
QUARTIER_CODES = ("quartierid", "codequartier", "numquartier", "numeroquartier", "codeiris",
                  "dcomiris", "quartier", "code", "id", "gid", "numero", "num", "iris",
                  "fid", "objectid")  # fmt: skip
QUARTIER_LABELS = ("nomquartier", "nomduquartier", "libellequartier", "libquartier", "lquartier",
                   "nomiris", "label", "libelle", "nom", "name", "quartier", "iris")  # fmt: skip

#: The share of readable values from which a column is taken for what its name says.
ENOUGH = 0.9

_PARIS = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Named:
    """Ids and labels of shapes, on the index of the file; ``""`` where there is none."""

    ids: pd.Series
    labels: pd.Series


def name_bureaux(
    table: pd.DataFrame,
    *,
    communes: Collection[str],
    id_column: str | None,
    name: str,
) -> Named:
    """Find the bureau id and the label of each row.

    Raises
    ------
    BadInputError
        If no column holds bureau codes, or nothing tells the commune.
    """
    column, ids = _bureau_ids(table, communes, id_column, name)
    wanted = _first(table, BUREAU_LABELS, besides=column)
    labels = _texts(table[wanted]) if wanted else pd.Series("", index=table.index, dtype="str")
    return Named(ids, labels.where(labels != "", ids.str.partition("_")[2]))


def name_quartiers(table: pd.DataFrame, *, id_column: str | None, name: str) -> Named:
    """Find the id and the name of each quartier.

    Without a column of codes the names themselves are the ids.

    Raises
    ------
    BadInputError
        If no column can serve as a name or a code.
    """
    chosen = _given(table, id_column, name)
    candidates = [chosen] if chosen else _all(table, QUARTIER_CODES)
    unique = [column for column in candidates if _codes(table[column]).is_unique]
    code = next(iter([*unique, *candidates]), None)
    label = _first(table, QUARTIER_LABELS, besides=code)
    if code is None and label is None:
        raise _undecided(table, name)
    labels = _texts(table[label]) if label else pd.Series("", index=table.index, dtype="str")
    ids = _codes(table[code]) if code else labels
    return Named(ids, labels.where(labels != "", ids))


def commune_column(table: pd.DataFrame) -> pd.Series | None:
    """Return the INSEE code of each row, where a column of the file holds it."""
    for column in _all(table, COMMUNES):
        codes = _mapped(table[column], commune_code)
        if _mostly(codes):
            return codes
    return None


def _bureau_ids(
    table: pd.DataFrame, communes: Collection[str], id_column: str | None, name: str
) -> tuple[str, pd.Series]:
    chosen = _given(table, id_column, name)
    for column in [chosen] if chosen else _all(table, WHOLE_CODES):
        ids = _mapped(table[column], whole_bureau_id)
        if _mostly(ids):
            return column, ids
    for column in [chosen] if chosen else _all(table, BUREAU_CODES):
        codes = _mapped(table[column], _paris_or_plain)
        if _mostly(codes):
            return column, _with_commune(table, codes, communes, name)
    for column in () if chosen else [str(c) for c in table.columns]:
        ids = _mapped(table[column], whole_bureau_id)
        if _mostly(ids) and ids.is_unique:
            return column, ids
    raise _undecided(table, name)


def _with_commune(
    table: pd.DataFrame, codes: pd.Series, communes: Collection[str], name: str
) -> pd.Series:
    owners = commune_column(table)
    if owners is None and len(set(communes)) == 1:
        owners = pd.Series(next(iter(communes)), index=table.index, dtype="str")
    if owners is None:
        raise BadInputError(
            Words(
                f"{name} : les bureaux sont numérotés, mais rien ne dit de quelle commune : "
                "indiquez le code INSEE d'une seule commune.",
                f"{name}: the bureaux are numbered, but nothing says of which commune: "
                "give the INSEE code of one commune.",
            )
        )
    ids = [bureau_id(owner, code) for owner, code in zip(owners, codes, strict=True)]
    return pd.Series(ids, index=table.index, dtype="str")


def _paris_or_plain(value: object) -> str:
    """Return the code; Paris writes ``1-3`` for what the Interior writes ``0103``."""
    code = plain_code(value)
    paris = _PARIS.fullmatch(code)
    return f"{paris[1]:0>2}{paris[2]:0>2}" if paris else code


def _given(table: pd.DataFrame, column: str | None, name: str) -> str | None:
    if column is None or column in table.columns:
        return column
    raise _undecided(table, name, column)


def _undecided(table: pd.DataFrame, name: str, column: str | None = None) -> BadInputError:
    found = ", ".join(str(c) for c in table.columns) or "–"
    absent = f"« {column} » : " if column else ""
    return BadInputError(
        Words(
            "{file} : {absent}aucune colonne de code reconnue. Colonnes trouvées : {found} ; "
            "{step}.",
            "{file}: {absent}no column of codes recognised. Columns found: {found}; {step}.",
            file=name,
            absent=absent,
            found=found,
            step=NextStep.NAME_BUREAU_COLUMN,
        )
    )


def _all(table: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Return the columns that go by one of these names, the best first."""
    by_key: dict[str, list[str]] = {}
    for column in table.columns:
        by_key.setdefault(header_key(column), []).append(str(column))
    return [column for key in keys for column in by_key.get(key, [])]


def _first(table: pd.DataFrame, keys: Sequence[str], *, besides: str | None) -> str | None:
    return next((column for column in _all(table, keys) if column != besides), None)


def _mapped(values: pd.Series, function: Callable[[Any], str]) -> pd.Series:
    return pd.Series([function(value) for value in values], index=values.index, dtype="str")


def _mostly(values: pd.Series) -> bool:
    return len(values) > 0 and float((values != "").mean()) >= ENOUGH


def _codes(values: pd.Series) -> pd.Series:
    """Return ids as text: numbers without decimals, words as they are."""
    texts = _texts(values)
    return texts.where(~texts.str.fullmatch(r"\d+\.0+"), texts.str.partition(".")[0])


def _texts(values: pd.Series) -> pd.Series:
    return _mapped(values, lambda v: "" if pd.isna(v) else " ".join(str(v).split()))
