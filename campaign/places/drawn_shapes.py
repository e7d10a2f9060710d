"""Shapes that a person drew, in a file or on a map."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd

from canvass.errors import BadInputError, MissingFileError
from canvass.words import Words


def drawn(given: Path | gpd.GeoDataFrame, *, kinds: Sequence[str]) -> gpd.GeoSeries:
    """Read what a person drew; a frame passes through.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is not there, cannot be read, or holds no shape of these kinds.
    """
    if isinstance(given, Path):
        if not given.is_file():
            raise MissingFileError(given)
        given = _read(given)
    shapes = given.geometry[given.geometry.geom_type.isin(kinds) & ~given.geometry.is_empty]
    if shapes.empty:
        wanted = ", ".join(kinds)
        raise BadInputError(
            Words(f"Aucune forme de ce genre : {wanted}", f"No shape of this kind: {wanted}")
        )
    return shapes.make_valid()


def _read(path: Path) -> gpd.GeoDataFrame:
    from pyogrio.errors import DataLayerError, DataSourceError

    from electoral_rolls.areas.shape_kinds import refuse_virtual

    refuse_virtual(path)
    try:
        return gpd.read_file(path)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise BadInputError(
            Words(f"{path} n'est pas un GeoJSON lisible.", f"{path} is not a readable GeoJSON.")
        ) from error
