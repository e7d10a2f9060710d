"""What a file looks like it is, said when it was given where another kind was asked for."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.next_step import NextStep
from canvass.words import Words
from files.archives import head
from files.headers import header_key, known_names
from files.tables import header_of

#: Enough for the header of any table and the properties of a first shape.
_HEAD = 1 << 16
#: Kind of file -> what it is and where it goes.
KINDS: Mapping[str, Words] = {
    "roll": Words(
        "une liste électorale : {step}",
        "an electoral roll: {step}",
        step=NextStep.IMPORT_ROLL,
    ),
    "addresses": Words(
        "des adresses : {step}",
        "addresses: {step}",
        step=NextStep.IMPORT_ADDRESSES,
    ),
    "lieux_dits": Words(
        "des lieux-dits : {step}",
        "lieux-dits: {step}",
        step=NextStep.IMPORT_LIEUX_DITS,
    ),
    "bureaux": Words(
        "des contours de bureaux de vote : {step}",
        "areas of polling stations: {step}",
        step=NextStep.IMPORT_BUREAUX,
    ),
    "quartiers": Words(
        "des contours de quartiers : {step}",
        "areas of quartiers: {step}",
        step=NextStep.IMPORT_QUARTIERS,
    ),
    "streets": Words(
        "des rues d'OpenStreetMap : {step}",
        "streets of OpenStreetMap: {step}",
        step=NextStep.IMPORT_STREETS,
    ),
    "results": Words(
        "des résultats d'élection : {step}",
        "results of an election: {step}",
        step=NextStep.IMPORT_RESULTS,
    ),
    "responses": Words(
        "un tableau de passages : {step}",
        "a table of contacts: {step}",
        step=NextStep.IMPORT_RESPONSES,
    ),
}
#: Kind -> column names that only it has, all of them; the first kind that fits is taken.
_TABLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("responses", ("passage", "portes frappées")),
    ("responses", ("contact", "doors knocked")),
    ("roll", ("prénoms", "date de naissance")),
    ("lieux_dits", ("nom_lieu_dit", "lon")),
    ("addresses", ("numero", "nom_voie", "lon")),
    ("addresses", ("cle_interop", "voie_nom")),
    ("results", ("inscrits", "votants")),
)
_KNOWN = {name: (header_key(name),) for _, columns in _TABLES for name in columns}
_BUREAU = re.compile(r"bureau|(^|_)(id_?)?bv(_|$)", re.IGNORECASE)
_QUARTIER = re.compile(r"quartier|iris", re.IGNORECASE)


@contextmanager
def misplaced_named(given: Mapping[Path, str]) -> Iterator[None]:
    """Where files cannot be read, say which of them are of another kind than was asked for.

    Parameters
    ----------
    given
        File -> the kind it was given as.

    Raises
    ------
    BadInputError
        That of the body, or a plainer one where files look like another kind.
    """
    try:
        yield
    except BadInputError as error:
        elsewhere = {path: what_is(path) for path in given}
        faults = [
            Fault(Words(f"on dirait {KINDS[kind].fr}", f"looks like {KINDS[kind].en}"), path.name)
            for path, kind in elsewhere.items()
            if kind and kind != given[path]
        ]
        if not faults:
            raise
        raise BadInputError(
            Words(
                "Rien n'est importé : un fichier n'est pas à sa place."
                if len(faults) == 1
                else "Rien n'est importé : des fichiers ne sont pas à leur place.",
                "Nothing was imported: a file is not in its place."
                if len(faults) == 1
                else "Nothing was imported: files are not in their place.",
            ),
            faults,
        ) from error


def what_is(path: Path) -> str:
    """Tell the kind of a file from its first bytes: a key of ``KINDS``, empty where unknown."""
    name = path.name.casefold()
    if re.search(r"\.osm(\.|$)|\.pbf$|\.graphml$", name):
        return "streets"
    start = head(path, _HEAD)
    if b"<osm" in start[:500] or b"OSMHeader" in start[:500]:
        return "streets"
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _of_shapes(start.decode("utf-8", "replace"))
    try:
        header = {header_key(name) for name in header_of(path, known_names(_KNOWN))}
    except (BadInputError, MissingFileError):
        return ""
    kinds = (kind for kind, columns in _TABLES if set(map(header_key, columns)) <= header)
    return next(kinds, "")


def _of_shapes(text: str) -> str:
    """Tell bureaux from quartiers by what the first shape says of itself."""
    found = re.search(r'"properties"\s*:\s*(\{"?[^{}]*\})', text[text.find('"Feature"') :])
    try:
        names = list(json.loads(found[1])) if found else []
    except ValueError:
        names = []
    if any(_BUREAU.search(name) for name in names):
        return "bureaux"
    return "quartiers" if any(_QUARTIER.search(name) for name in names) else ""
