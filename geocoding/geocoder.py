"""Place the lines of a roll on the addresses of a town, offline.

A line is compared with the streets of its own town only. Exact names come first; the streets that
share trigrams with the others are compared word by word; among equals the street that holds the
number wins. docs/geocoding.md tells the method and its measures.
"""

from collections.abc import Mapping

import pandas as pd

from canvass.progress import OnProgress, silent
from geocoding.address_index import AddressIndex
from geocoding.address_rows import distinct, read_rows
from geocoding.candidates import Finder
from geocoding.output import output_table
from geocoding.scoring import choose

#: Distinct lines handled together: bounds memory, and is how often progress is told.
_BATCH = 50_000


def geocode(
    addresses: pd.DataFrame,
    index: AddressIndex,
    *,
    aliases: Mapping[tuple[str, str], str] | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """Find each line's address.

    Parameters
    ----------
    addresses
        Columns of ``canvass.tables.ADDRESS_COLUMNS``, text; missing ones count as empty.
    aliases
        (INSEE code, street as the roll writes it) -> street as the index names it, or its
        ``street_id``: what a person decided once for former names and new estates.

    Returns
    -------
    DataFrame
        On the same index: ``result_type`` (``housenumber``, ``interpolation``, ``street``,
        ``locality``, ``municipality`` or empty), ``result_id``, ``result_score`` (chance of being
        right, 0 to 1), ``result_longitude, result_latitude`` (WGS 84), ``result_flags`` (joined by
        ``|``), ``result_street``, ``result_number``, ``result_postcode``, ``result_city``.
    """
    lines, line_of = distinct(addresses)
    finder = Finder.of(index, aliases or {})
    parts = []
    on_progress(0, len(lines))
    for start in range(0, max(len(lines), 1), _BATCH):
        rows = read_rows(lines.iloc[start : start + _BATCH], finder.towns)
        parts.append(output_table(index, rows, choose(finder, rows)))
        on_progress(min(start + _BATCH, len(lines)), len(lines))
    found = pd.concat(parts, ignore_index=True).take(line_of)
    return found.set_axis(addresses.index)
