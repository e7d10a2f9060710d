"""Column names as people and administrations spell them, and the field that each one means."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def header_key(text: object) -> str:
    """Reduce a column name to its letters and digits: ``Lieu-dit  `` and ``LieuDit`` are one.

    Apostrophes, accents, case, spaces, line breaks, byte-order marks and quotes vary between
    exports of one and the same layout.
    """
    flat = unicodedata.normalize("NFKD", str(text)).casefold().replace("œ", "oe")
    return _NOT_A_LETTER.sub("", flat)


def find_columns(
    header: Sequence[object], names: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], list[str]]:
    """Find where each field stands in a header.

    Parameters
    ----------
    header
        The column names of the file, in order.
    names
        Field -> the ``header_key`` forms that it goes by, the best first.

    Returns
    -------
    tuple
        Field -> position, and the column names that occur twice although a field needs them.
    """
    keys = [header_key(name) for name in header]
    positions: dict[str, int] = {}
    repeated = []
    for field, accepted in names.items():
        key = next((name for name in accepted if name in keys), None)
        if key is None:
            continue
        positions[field] = keys.index(key)
        if keys.count(key) > 1:
            repeated.append(str(header[positions[field]]))
    return positions, repeated
