"""One decision places every voter whose address is worded alike, in this roll and the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from campaign.addresses.geocode import Geocoded, geocode
from campaign.folder import Campaign
from campaign.places.import_places import address_index
from campaign.review import read_review
from canvass.errors import BadInputError, Fault
from canvass.progress import OnProgress, silent
from canvass.tables import ADDRESS_COLUMNS
from canvass.words import Words
from files.headers import header_key
from files.named_rows import named_rows

TO_PLACE = "a_placer.csv"
DECISION = "decision"


@dataclass(frozen=True)
class Placed:
    """Decisions kept, and what placing the voters again gave."""

    decisions: int
    geocoded: Geocoded


def to_place(campaign: Campaign) -> pd.DataFrame:
    """Return the distinct texts that were not placed, most voters first.

    Returns
    -------
    DataFrame
        The columns of ``canvass.tables.ADDRESS_COLUMNS``, ``electeurs`` (how many voters),
        ``type``, ``score`` and ``remarques`` of the geocoder, ``candidat_1`` … and ``decision``;
        no row where nothing is left.
    """
    path = campaign.review / TO_PLACE
    if not path.is_file():
        return pd.DataFrame(columns=[*ADDRESS_COLUMNS, "electeurs", DECISION])
    return read_review(path).astype({"electeurs": "int64"})


def place_from_file(
    campaign: Campaign,
    path: Path | None = None,
    *,
    who: str = "",
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Placed:
    """Take the column ``decision`` of a review file: a street's name, or an address id.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, or a decision names nothing that exists; then none is kept.
    """
    path = path or campaign.review / TO_PLACE
    names = {column: (header_key(column),) for column in (*ADDRESS_COLUMNS, DECISION)}
    (table,) = named_rows(
        path,
        names,
        needed=names,
        refused=Words(
            f"« {path.name} » n'est pas la liste des adresses à placer.",
            f"“{path.name}” is not the list of addresses to place.",
        ),
    )
    if table.faults:
        raise BadInputError(Words("Lignes à corriger :", "Rows to correct:"), table.faults)
    # A row is counted from the first one below the header.
    choices = {
        row - 2: ({c: cells[c] for c in ADDRESS_COLUMNS}, cells[DECISION])
        for row, cells in table.rows
        if cells[DECISION]
    }
    return place(campaign, choices, file=path.name, who=who, now=now, on_progress=on_progress)


def place(
    campaign: Campaign,
    choices: Mapping[int, tuple[Mapping[str, str], str]],
    *,
    file: str = "",
    who: str = "",
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Placed:
    """Keep decisions (row -> address as worded, street or address id), then geocode again.

    Raises
    ------
    BadInputError
        Naming every row whose decision is neither a street of its town nor an address id.
    """
    from geocoding.overrides import OverrideKeys
    from people_base.turfs.aliases import remember_alias

    register = OverrideKeys.of(address_index(campaign))
    kept, faults = {}, []
    for row, (address, decision) in choices.items():
        entry = register.read(address, decision)
        if entry is None:
            faults.append(
                Fault(
                    Words(
                        "ni une voie ou un lieu-dit de la commune, ni une adresse connue",
                        "neither a street or place of the commune, nor a known address",
                    ),
                    file=file,
                    row=row + 2,
                    column=DECISION,
                )
            )
        else:
            kept[entry[0]] = entry[1]
    if faults:
        raise BadInputError(Words("Décisions à corriger :", "Decisions to correct:"), faults)
    now = now or datetime.now(UTC)
    with campaign.base() as base:
        for text, target in kept.items():
            remember_alias(base, text, target, who=who, at=now)
    return Placed(len(kept), geocode(campaign, on_progress=on_progress))


def candidates(campaign: Campaign, addresses: pd.DataFrame) -> Any:
    """Return what each address may mean, for a page or a file to offer."""
    from geocoding.suggestions import suggestions

    return suggestions(addresses, address_index(campaign))
