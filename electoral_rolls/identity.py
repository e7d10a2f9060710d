"""Who is who: voter ids, people listed twice, people of the same name born the same day."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from canvass.text import fold_accents

_APART = re.compile(r"[\W_]+")
#: Two files that share more than this part of their people are two exports of one list.
MOSTLY_THE_SAME = 0.5
#: Whose address stands where a person is on several lists.
_LIST_ORDER = {"LP": 0, "LCM": 1, "LCE": 2}


@dataclass(frozen=True)
class People:
    """Rows told apart into people.

    ``kept`` is the frame with one row a person, indexed by ``voter_id``; ``homonyms`` the ids of
    people of one name, birth date and list; ``merged`` counts the rows that went into another.
    """

    kept: pd.DataFrame
    homonyms: tuple[str, ...]
    merged: int


def per_value(column: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """Apply a function of one text to a column, once per distinct value, keeping the index."""
    codes, values = pd.factorize(column)
    results = pd.Series([function(value) for value in values])
    if results.empty:
        return column.copy()
    return pd.Series(results.array.take(codes), index=column.index, name=column.name)


def name_key(text: str) -> str:
    """Spell a name without case, accents, hyphens, apostrophes and repeated blanks."""
    return _APART.sub(" ", fold_accents(text)).strip()


def hash_ids(keys: pd.Series, salt: bytes) -> pd.Series:
    """Hash texts into 16 hexadecimal digits under the campaign's salt (keyed BLAKE2b)."""
    if not salt:
        raise ValueError("an empty salt would let anyone recompute the ids")
    # BLAKE2b takes keys of up to 64 bytes.
    key = salt if len(salt) <= 64 else hashlib.blake2b(salt).digest()
    hashed = [
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=key).hexdigest()
        for text in keys
    ]
    return pd.Series(hashed, index=keys.index, dtype="str")


def identities(rows: pd.DataFrame) -> pd.Series:
    """Spell out who each row is: commune, birth name, first names, birth date.

    A row without a birth name is known by its usage name.
    """
    names = rows["birth_name"].where(rows["birth_name"] != "", rows["usage_name"])
    parts = {"names": names, "first_names": rows["first_names"], "date": rows["date_key"]}
    keys = pd.DataFrame({field: per_value(part, name_key) for field, part in parts.items()})
    return rows["commune_id"].str.cat(keys.astype("str"), sep="\x1f")


def tell_apart(rows: pd.DataFrame, keys: pd.Series, salt: bytes) -> People:
    """Make one row a person out of rows that may list a person twice.

    The same identity on several lists is one person (an EU national on both complementary
    lists). The same identity several times on one list is as many people: they are numbered by
    bureau, address and order number, which does not depend on the order of the rows. The order
    number comes last because it changes at each revision of the roll.

    Parameters
    ----------
    rows
        Columns of the VOTERS table, ``list_types`` holding one list a row.
    keys
        Identity of each row, on the same index.
    salt
        Key of the hash.
    """
    ids = hash_ids(keys, salt)
    rank = _rank_among_namesakes(rows, ids)
    person = ids.where(rank == 0, ids + "-" + (rank + 1).astype("str"))
    several = person.duplicated(keep=False)
    if not several.any():
        kept = rows.set_axis(pd.Index(person, name="voter_id", dtype="str"), axis=0)
        return People(kept, _homonyms(ids, person), merged=0)
    lists = rows.loc[several, "list_types"].groupby(person[several]).agg(_joined)
    order = rows["list_types"].map(_LIST_ORDER).sort_values(kind="stable").index
    first = ~person.loc[order].duplicated()
    first = first.reindex(rows.index)
    kept = rows[first].set_axis(pd.Index(person[first], name="voter_id", dtype="str"), axis=0)
    kept.loc[lists.index, "list_types"] = lists.astype("str")
    return People(kept, _homonyms(ids[first], person[first]), merged=int((~first).sum()))


def exports_of_one_list(rows: pd.DataFrame, keys: pd.Series) -> list[str]:
    """Name the files whose people mostly stand on the same list in another file, but changed.

    A file given twice is not among them: its rows repeat exactly.
    """
    listed = rows[["file", "list_types"]].assign(key=keys)
    repeated = listed[listed.duplicated(["key", "list_types"], keep=False)]
    files = repeated.groupby(["key", "list_types"])["file"].transform("nunique")
    elsewhere = repeated[files > 1]
    share = elsewhere["file"].value_counts() / listed["file"].value_counts()
    exact = rows.loc[elsewhere.index].drop(columns=["file", "row"]).duplicated(keep=False)
    changed = set(elsewhere.loc[~exact, "file"])
    return sorted(str(f) for f in share[share > MOSTLY_THE_SAME].index if f in changed)


def _joined(lists: pd.Series) -> str:
    return "|".join(sorted(set(lists)))


def _rank_among_namesakes(rows: pd.DataFrame, ids: pd.Series) -> pd.Series:
    rank = pd.Series(0, index=rows.index)
    same = ids.duplicated(keep=False)
    if same.any():
        group = rows[same].assign(_id=ids[same])
        tie_breakers = [c for c in rows.columns if c not in {"file", "row"}]
        leading = ["bureau_id", "street_raw", "house_number_raw", "order_number"]
        ordered = group.sort_values(
            [*leading, *(c for c in tie_breakers if c not in leading)], kind="stable"
        )
        rank.update(ordered.groupby(["_id", "list_types"]).cumcount())
    return rank


def _homonyms(ids: pd.Series, person: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(person[ids.duplicated(keep=False)]))
