"""The bureau of an address by the name of its street, where a town gives a list of streets."""

from collections.abc import Sequence

import pandas as pd

from canvass.codes import city_of
from geocoding.address_text import plain_text
from geocoding.street_keys import street_key


def bureaux_of_streets(
    table: pd.DataFrame, *, street: pd.Series, commune: pd.Series, among: Sequence[pd.Series]
) -> pd.Series:
    """Return the bureau of each address by the name of its street.

    Parameters
    ----------
    table
        Columns ``street`` and ``bureau_id``, one row a pair: a street may be shared.
    street, commune
        Name and INSEE code, on one index.
    among
        Bureau ids on the same index, the surest first: which one it is where a street is shared
        by several.

    Returns
    -------
    Series
        On the same index; ``""`` where the list lacks the street, or where it is shared and
        nothing tells more.
    """
    bureaux: dict[tuple[str, str, str], set[str]] = {}
    for name, bureau in zip(table["street"], table["bureau_id"], strict=True):
        bureaux.setdefault((bureau.partition("_")[0], *_key(name)), set()).add(bureau)
    keys = {name: _key(name) for name in street.unique()}
    guesses = zip(*among, strict=True) if among else [()] * len(street)
    found = [
        _one_of(bureaux.get((city_of(town), *keys[name]), set()), guess)
        for name, town, guess in zip(street, commune, guesses, strict=True)
    ]
    return pd.Series(found, index=street.index, dtype="str")


def _key(name: str) -> tuple[str, str]:
    key = street_key(plain_text(name), repair=False)
    return key.type, key.name


def _one_of(bureaux: set[str], guesses: Sequence[str]) -> str:
    if len(bureaux) == 1:
        return next(iter(bureaux))
    return next((guess for guess in guesses if guess in bureaux), "")
