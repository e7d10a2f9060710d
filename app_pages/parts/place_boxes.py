"""The boxes of the page of places: what goes in each, and where such a file is found.

Any file may be dropped: the readers say in both languages what it is instead, where the widget
would refuse it in English alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from app_pages.shared.layout import words
from campaign.places.import_places import PlaceFiles
from canvass.words import Words

#: Two side by side, the first pair being needed.
_PAIRS = (("addresses", "streets"), ("bureaux", "quartiers"), ("lieux_dits", "results"))
#: Box -> its label, and where such a file is found.
_BOXES = {
    "addresses": (
        Words("Adresses (Base adresse nationale)", "Addresses (Base adresse nationale)"),
        Words(
            "adresse.data.gouv.fr, fichiers par département : adresses-XX.csv.gz ; ou la BAL de "
            "la commune",
            "adresse.data.gouv.fr, files by département: adresses-XX.csv.gz; or the commune's BAL",
        ),
    ),
    "streets": (
        Words("Rues (OpenStreetMap)", "Streets (OpenStreetMap)"),
        Words(
            "download.geofabrik.de, la région : fichier .osm.pbf",
            "download.geofabrik.de, the region: a file .osm.pbf",
        ),
    ),
    "bureaux": (
        Words("Contours des bureaux de vote", "Areas of the polling stations"),
        Words(
            "Site de données ouvertes de la ville ; ou data.gouv.fr, « proposition de contours "
            "des bureaux de vote »",
            "The town's open data site; or data.gouv.fr, Etalab's proposal of areas",
        ),
    ),
    "quartiers": (
        Words("Contours des quartiers", "Areas of the quartiers"),
        Words("Site de données ouvertes de la ville", "The town's open data site"),
    ),
    "lieux_dits": (
        Words("Lieux-dits (BAN)", "Lieux-dits (BAN)"),
        Words(
            "adresse.data.gouv.fr, fichiers par département : lieux-dits-XX-beta.csv.gz",
            "adresse.data.gouv.fr, files by département: lieux-dits-XX-beta.csv.gz",
        ),
    ),
    "results": (
        Words("Résultats par bureau de vote", "Results by polling station"),
        Words("data.gouv.fr, par bureau de vote", "data.gouv.fr, by polling station"),
    ),
}
#: Boxes that take several files.
_SEVERAL = ("quartiers", "results")
_RARE = {
    "bureau_streets": (
        Words("Voies avec leur bureau, sans contours", "Streets with their station, no areas"),
        Words(
            "Un tableau voie;bureau, ou des lignes d'un fichier cartographique",
            "A table street;station, or lines of a map file",
        ),
    ),
    "bureau_codes": (
        Words("Bureaux qui ont changé de code", "Stations whose code changed"),
        Words("Un tableau ancien;nouveau", "A table old;new"),
    ),
}


class Given:
    """What a person dropped in the boxes and typed beside them."""

    def __init__(self) -> None:
        """Show the boxes."""
        self._one: dict[str, Any] = {}
        for pair in _PAIRS:
            for column, name in zip(st.columns(2), pair, strict=True):
                label, found_at = _BOXES[name]
                self._one[name] = column.file_uploader(
                    str(label),
                    key=name,
                    accept_multiple_files=name in _SEVERAL,
                    help=str(found_at),
                )
        with st.expander(words("Cas particuliers", "Special cases")):
            for name, (label, what) in _RARE.items():
                self._one[name] = st.file_uploader(str(label), key=name, help=str(what))
            self._column, self._crs = _typed()
        self._several = {name: self._one.pop(name) or [] for name in _SEVERAL}
        self._one = {name: file for name, file in self._one.items() if file is not None}

    def files(self) -> list[Any]:
        """Return every file, those of boxes that take several last."""
        return [*self._one.values(), *(file for of in self._several.values() for file in of)]

    def as_places(self, paths: Sequence[Path]) -> PlaceFiles:
        """Name the files for the import, once they lie on the disk in the order of ``files``."""
        told = PlaceFiles(bureau_column=self._column or None, declared_crs=self._crs or None)
        boxes: dict[str, Any] = dict(zip(self._one, paths, strict=False))
        first = len(self._one)
        for name, files in self._several.items():
            boxes[name] = tuple(paths[first : first + len(files)])
            first += len(files)
        return replace(told, **boxes)


def _typed() -> tuple[str, str]:
    column = st.text_input(
        words(
            "Colonne du code de bureau, si elle n'est pas reconnue",
            "Column of the station's code, if it is not recognised",
        )
    )
    crs = st.text_input(
        words(
            "Projection à croire à la place de celle du fichier",
            "Projection to believe instead of the file's own",
        ),
        placeholder="EPSG:2154",
    )
    return column.strip(), crs.strip()
