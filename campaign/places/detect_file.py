"""What a file looks like it is, said when it was given where another kind was asked for."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from canvass.errors import BadInputError, Fault
from canvass.next_step import NextStep
from canvass.words import Words

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
    try:
        head = _head(path)
    except (OSError, EOFError, zlib.error, BadZipFile, ValueError):
        return ""
    if b"<osm" in head[:500] or b"OSMHeader" in head[:500]:
        return "streets"
    text = _decoded(head)
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _of_shapes(text)
    header = {name.strip('" \ufeff\r').casefold() for name in re.split(r"[;,\t]", _first(text))}
    kinds = (kind for kind, columns in _TABLES if set(columns) <= header)
    return next(kinds, "")


def _head(path: Path) -> bytes:
    """Return the beginning of what the file holds, unpacked; a workbook as its header row."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as packed:
            return packed.read(_HEAD)
    if start[:2] == b"PK":
        return _in_zip(path)
    with path.open("rb") as file:
        return file.read(_HEAD)


def _in_zip(path: Path) -> bytes:
    with ZipFile(path) as packed:
        names = packed.namelist()
        if "xl/workbook.xml" in names:
            return _workbook_header(path)
        if len(names) != 1:
            return b""
        with packed.open(names[0]) as inner:
            return inner.read(_HEAD)


def _workbook_header(path: Path) -> bytes:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True, max_row=1, max_col=200)
            return ";".join(str(cell or "") for cell in next(rows, ())).encode()
        finally:
            book.close()
    except (KeyError, TypeError, AttributeError, SyntaxError):  # damaged: of no known kind
        return b""


def _decoded(head: bytes) -> str:
    try:
        return head[: head.rfind(b"\n") + 1 or None].decode("utf-8-sig")
    except UnicodeDecodeError:
        return head.decode("cp1252", errors="replace")


def _first(text: str) -> str:
    return text.partition("\n")[0]


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
