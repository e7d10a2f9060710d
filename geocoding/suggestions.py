"""What an uncertain line may mean, for a person to choose from."""

import numpy as np
import pandas as pd

from geocoding.address_index import AddressIndex
from geocoding.address_rows import distinct, read_rows
from geocoding.candidates import (
    Finder,
    alike_candidates,
    exact_candidates,
    join,
    read_queries,
)
from geocoding.scoring import number_queries, pairs_of
from geocoding.weights import weigh

#: More than a person wants to read on one line.
PROPOSED = 3


def suggestions(
    addresses: pd.DataFrame, index: AddressIndex, *, count: int = PROPOSED
) -> pd.DataFrame:
    """Return the likeliest streets and lieux-dits of each line's town.

    Parameters
    ----------
    addresses
        Columns of ``canvass.tables.ADDRESS_COLUMNS``.

    Returns
    -------
    DataFrame
        On the same index, ``candidate_1`` (a name as the index writes it, or empty) … up to
        ``count``, likeliest first.
    """
    lines, line_of = distinct(addresses)
    finder = Finder.of(index, {})
    names = index.street_texts["name"]
    told = np.full((len(lines), count), "", dtype=object)
    for line, street, rank in _ranked(finder, lines, count):
        told[line, rank] = names[street]
    columns = [f"candidate_{place}" for place in range(1, count + 1)]
    return pd.DataFrame(told[line_of], index=addresses.index, columns=columns, dtype="str")


def _ranked(finder: Finder, lines: pd.DataFrame, count: int) -> list[tuple[int, int, int]]:
    """Return (line, street, rank) of the best ``count`` streets of each line."""
    rows = read_rows(lines, finder.towns)
    towns, texts, first, second = number_queries(rows)
    readings = read_queries(finder, towns, texts)
    every = join(exact_candidates(finder, readings), alike_candidates(finder, readings))
    pairs = pairs_of(finder, rows, np.arange(len(rows)), every, first, second)
    found = pd.DataFrame(
        {"line": pairs.row, "street": pairs.candidates.street, "weight": weigh(pairs.facts)}
    )
    found = found.sort_values(["line", "weight", "street"], ascending=[True, False, True])
    found = found.drop_duplicates(["line", "street"])
    found["rank"] = found.groupby("line").cumcount()
    best = found[found["rank"] < count]
    return list(zip(best["line"], best["street"], best["rank"], strict=True))
