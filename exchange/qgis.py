"""QGIS: one GeoPackage of the campaign's layers, nobody in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pyogrio

from canvass.errors import BadInputError, MissingStepError
from canvass.words import Words
from exchange.incoming import Incoming
from exchange.notices import MASKED
from exchange.system import Outgoing, Prepared, System
from files.writing.whole import temporary_beside


@dataclass(frozen=True)
class Qgis:
    """A file of layers; areas and cuts come in by commands of their own."""

    name: str = "qgis"

    def personal(self, tables: Collection[str]) -> bool:  # noqa: ARG002
        """Tell that nobody is in it."""
        return False

    def write(self, outgoing: Outgoing, out: Path) -> Prepared:
        """Prepare the layers; see ``exchange.system.System``."""
        if out.suffix.casefold() != ".gpkg":
            raise BadInputError(
                Words("Donnez un nom de fichier en .gpkg.", "Give a file name that ends in .gpkg.")
            )
        wanted = outgoing.layers()
        return Prepared(
            rows={name: len(layer) for name, layer in wanted.items()},
            store=lambda place: write_geopackage(place, wanted),
            said=(MASKED,),
        )

    def read(
        self,
        path: Path,  # noqa: ARG002
        *,
        zone: ZoneInfo,  # noqa: ARG002
        columns: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> Incoming:
        """Refuse: outlines are no contacts."""
        raise BadInputError(
            Words(
                "Le format qgis ne s'importe pas : contours et découpages ont leurs commandes.",
                "The format qgis is not imported: areas and cuts have their own commands.",
            )
        )


SYSTEM: System = Qgis()


def write_geopackage(path: Path, made: Mapping[str, gpd.GeoDataFrame]) -> int:
    """Write layers into one file, whole or not at all; give the number of rows.

    Raises
    ------
    MissingStepError
        If there is nothing to write.
    """
    if not made:
        raise MissingStepError(
            Words(
                "Rien à cartographier : importez d'abord les lieux (import-places).",
                "Nothing to map yet: import the places first (import-places).",
            )
        )
    with temporary_beside(path, private=True) as part:
        part.unlink()
        for name, frame in made.items():
            pyogrio.write_dataframe(frame, part, layer=name, driver="GPKG")
    return sum(len(frame) for frame in made.values())
