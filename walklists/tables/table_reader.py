"""A returned table, read as text cells by column name, whatever program saved it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from canvass.words import Words
from files.named_rows import NamedRows, named_rows
from walklists.tables.columns import (
    COUNTS,
    IDENTITY,
    PLACE,
    ROUND,
    Column,
    concern_columns,
)
from walklists.walk_list import Concern

#: A whole city's export takes a tenth, unpacked.
MAX_BYTES = 100_000_000
#: Columns without which a row cannot be told from another, or says nothing.
_NEEDED = ("contact_id", "knocked")
#: Before the code of a concern, in the names of cells.
CONCERN = "concern:"


def returned_tables(
    path: Path, concerns: Sequence[Concern], given: Mapping[str, str] | None = None
) -> list[NamedRows]:
    """Read each sheet of contacts; concerns are under ``CONCERN`` and their code.

    Parameters
    ----------
    path
        The file.
    concerns
        Those that have a column.
    given
        Name of a column as in ``columns``, or a concern's code -> the column that a person names
        for it.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file is no table, or lacks columns; all of them are named.
    """
    fields = {column.name: column for column in (*IDENTITY, *PLACE, *COUNTS, *ROUND)}
    fields |= {f"{CONCERN}{column.name}": column for column in concern_columns(concerns)}
    shown = {str(column.header): name for name, column in fields.items()}
    codes = {column.name: f"{CONCERN}{column.name}" for column in concern_columns(concerns)}
    told = {shown.get(f, codes.get(f, f)): column for f, column in (given or {}).items()}
    return named_rows(
        path,
        {name: tuple(Column.keys(column)) for name, column in fields.items()},
        needed=_NEEDED,
        given=told,
        shown={name: column.header for name, column in fields.items()},
        refused=Words(
            f"« {path.name} » n'est pas un tableau de passages : repartez du fichier exporté.",
            f"“{path.name}” is not a table of contacts: start again from the exported file.",
        ),
        every_sheet=True,
        largest=MAX_BYTES,
    )
