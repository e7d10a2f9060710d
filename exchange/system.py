"""What every other program is to us: a name, whether people go out, a writer and a reader."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from canvass.words import Words
from exchange.incoming import Incoming


class People(Protocol):
    """The people that may be handed over, and how many may not."""

    @property
    def table(self) -> pd.DataFrame:
        """Return people by ``voter_id``: names, address, ``bureau_id, turf_id``, door."""

    @property
    def addresses(self) -> pd.DataFrame:
        """Return their buildings by ``building_id``: address, ``doors``, WGS 84 coordinates."""

    @property
    def left_out(self) -> int:
        """Return how many stay in because their door wants no visit."""


@dataclass(frozen=True)
class Outgoing:
    """What a campaign may hand over; the audit notes what is read, so a system asks for its part.

    Attributes
    ----------
    people
        Reads the people; see ``People``.
    contacts
        Reads the log of contacts (``canvass.tables.CONTACTS``).
    table
        Reads a working table as it may leave, by its name.
    layers
        Reads the layers of a map by name, in the campaign's CRS, the id as first column.
    tables
        The working tables that were asked for.
    campaign
        Its name.
    source
        Where the people come from and until when they may be kept.
    zone
        The campaign's time zone.
    """

    people: Callable[[], People]
    contacts: Callable[[], pd.DataFrame]
    table: Callable[[str], pd.DataFrame]
    layers: Callable[[], Mapping[str, gpd.GeoDataFrame]]
    tables: tuple[str, ...]
    campaign: str
    source: Words
    zone: ZoneInfo


@dataclass(frozen=True)
class Prepared:
    """What is about to leave: nothing does before its ``rows`` are noted.

    Attributes
    ----------
    rows
        By part: how many rows go out.
    store
        Writes it, whole or not at all, to the place that was given.
    left_out, shortened
        People who stay in; texts that were too long for the system.
    said
        What the person who exports must know.
    """

    rows: Mapping[str, int]
    store: Callable[[Path], object]
    left_out: int = 0
    shortened: int = 0
    said: tuple[Words, ...] = ()


@runtime_checkable
class System(Protocol):
    """Another program, or a form of file; one line of ``exchange.registry`` makes it known."""

    @property
    def name(self) -> str:
        """Return the word by which it is asked for."""

    def personal(self, tables: Collection[str]) -> bool:
        """Tell whether people would go out: then the electoral silence and retention hold."""

    def write(self, outgoing: Outgoing, out: Path) -> Prepared:
        """Prepare what goes to ``out``, which is refused before anything is read.

        Raises
        ------
        ArpenteurError
            If ``out`` is in use or misnamed, or there is nothing to write.
        """

    def read(
        self, path: Path, *, zone: ZoneInfo, columns: Mapping[str, str] | None = None
    ) -> Incoming:
        """Read a file of that system; times without a zone are of ``zone``.

        ``columns`` says under which name a person has a column (field -> column).

        Raises
        ------
        MissingFileError, BadInputError
            If the file as a whole cannot be used.
        """
