"""Column names as people and administrations spell them, and the field that each one means."""

import re
from collections.abc import Callable, Mapping, Sequence

from canvass.errors import BadInputError, Fault, MissingColumnsError
from canvass.text import fold_accents
from canvass.words import Words

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
#: A row is a header from this many known names on, whatever stands above it.
ENOUGH = 2
#: How far down a header is looked for, in rows.
SEARCHED = 40

#: Number of known names among the cells of a row.
Known = Callable[[Sequence[str]], int]


def header_key(text: object) -> str:
    """Reduce a column name to its letters and digits: ``Lieu-dit  `` and ``LieuDit`` are one.

    Apostrophes, accents, case, spaces, line breaks, byte-order marks and quotes vary between
    exports of one and the same layout.
    """
    return _NOT_A_LETTER.sub("", fold_accents(str(text)))


def find_columns(
    header: Sequence[object],
    names: Mapping[str, Sequence[str]],
    given: Mapping[str, str] | None = None,
) -> tuple[dict[str, int], list[str]]:
    """Find where each field stands in a header.

    Parameters
    ----------
    header
        The column names of the file, in order.
    names
        Field -> the ``header_key`` forms that it goes by, the best first.
    given
        Field -> the column that a person names for it, which wins; see ``wrongly_given``.

    Returns
    -------
    tuple
        Field -> position, and the column names that occur twice although a field needs them.
    """
    keys = [header_key(name) for name in header]
    told = {field: header_key(column) for field, column in (given or {}).items()}
    positions: dict[str, int] = {}
    repeated = []
    for field, accepted in names.items():
        wanted = (told[field],) if field in told else accepted
        # A column that a person names for one field means no other.
        taken = {key for other, key in told.items() if other != field}
        key = next((name for name in wanted if name in keys and name not in taken), None)
        if key is None:
            continue
        positions[field] = keys.index(key)
        if keys.count(key) > 1:
            repeated.append(str(header[positions[field]]))
    return positions, repeated


def columns_given(pairs: Sequence[str]) -> dict[str, str]:
    """Read ``field=COLUMN`` as a person writes it.

    Raises
    ------
    BadInputError
        Naming what is written otherwise.
    """
    cut = {pair: pair.partition("=") for pair in pairs}
    parts = {pair: (field.strip(), column.strip()) for pair, (field, _, column) in cut.items()}
    wrong = ", ".join(pair for pair, (field, column) in parts.items() if not (field and column))
    if wrong:
        raise BadInputError(
            Words(
                f"une correspondance de colonne s’écrit champ=COLONNE ; reçu : {wrong}",
                f"a mapping of a column is written field=COLUMN; got: {wrong}",
            )
        )
    return dict(parts.values())


def wrongly_given(
    header: Sequence[object], fields: Sequence[str], given: Mapping[str, str], *, file: str
) -> list[Fault]:
    """List the fields that do not exist, and the columns that the file lacks."""
    keys = {header_key(name) for name in header}
    known = ", ".join(fields)
    faults = [
        Fault(
            Words(f"champ inconnu ; connus : {known}", f"unknown field; known ones: {known}"),
            file=file,
            column=field,
        )
        for field in given
        if field not in fields
    ]
    faults += [
        Fault(Words("colonne absente", "missing column"), file=file, column=column)
        for column in given.values()
        if header_key(column) not in keys
    ]
    return faults


def missing_columns(
    header: Sequence[str],
    missing: Sequence[str],
    *,
    known: Known,
    file: str,
    refused: Words,
    shown: Mapping[str, object],
    row: int | None = None,
) -> MissingColumnsError:
    """Say which columns a header lacks, and which it has.

    Parameters
    ----------
    header
        As the file has it.
    missing
        Fields.
    known
        Counts the names of a header, see ``known_names``.
    file, row
        Where the header stands.
    refused
        What the file is not.
    shown
        Field -> what a person calls it.
    """
    lacking = Words("colonne absente", "missing column")
    faults = [Fault(lacking, file, row, str(shown.get(field, field))) for field in missing]
    seen = header if known(header) else ()
    return MissingColumnsError(
        refused, [*faults, columns_seen(header, known, file)], file, missing, seen
    )


def no_column_known(
    header: Sequence[str], fields: Mapping[str, object], *, file: str, refused: Words, row: int
) -> MissingColumnsError:
    """Say that a header names nothing that is looked for (field -> what a person calls it)."""
    words = ", ".join(str(name) for name in fields.values())
    none = Words(
        f"aucune colonne connue ; connues : {words}", f"no known column; known ones: {words}"
    )
    counted = columns_seen(header, lambda _: 0, file)
    return MissingColumnsError(refused, [Fault(none, file, row), counted], file, list(fields), ())


def columns_seen(header: Sequence[str], known: Known, file: str) -> Fault:
    """List the columns that a file has.

    Where none of them is known, they are counted only: a file without a header starts with
    somebody, whom no message may quote.
    """
    named = ", ".join(str(column)[:60] for column in header if str(column).strip())
    seen = named if known(header) else f"{len(header)} (?)"
    return Fault(Words(f"colonnes trouvées : {seen}", f"columns found: {seen}"), file)


def known_names(
    names: Mapping[str, Sequence[str]], given: Mapping[str, str] | None = None
) -> Known:
    """Return the count of the fields that the cells of a row name."""
    of_key = {key: field for field, keys in names.items() for key in keys}
    of_key |= {header_key(column): field for field, column in (given or {}).items()}

    def known(cells: Sequence[str]) -> int:
        keys = (header_key(cell) for cell in cells if cell)
        return len({of_key[key] for key in keys if key in of_key})

    return known


def header_place(rows: Sequence[Sequence[str]], known: Known | None) -> int:
    """Return the place of the header among the first rows of a table, -1 if all are blank.

    It is the row that names most fields. Where none names enough, titles are told from a header
    by their single cell.
    """
    if known is not None:
        counts = [known(row) if any(row) else 0 for row in rows]
        best = max(counts, default=0)
        if best >= ENOUGH:
            return counts.index(best)
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    first = next((place for place, count in enumerate(filled) if count), -1)
    if first >= 0 and filled[first] == 1:
        wide = next((place for place, count in enumerate(filled) if count > 2), first)
        alone = all(count <= 1 for count in filled[first:wide])
        return wide if alone else first
    return first
