"""What a file of shapes is, told by its first bytes, before any reader opens it.

GDAL goes by what a file holds, whatever its name: a file that is called ``.geojson`` may be a
"virtual" one, which makes it read other files of this machine, ask a server, or run a command.
Only plain kinds reach it.
"""

import zipfile
from pathlib import Path
from typing import IO

from canvass.errors import BadInputError
from canvass.words import Words

#: How much of a file GDAL may look at to recognise it, with room to spare.
_LOOKED_AT = 1024**2
_SQLITE, _SHAPEFILE, _ZIP = b"SQLite format 3\x00", b"\x00\x00\x27\x0a", b"PK\x03\x04"
_MARKS = b"\xef\xbb\xbf", b" ", b"\t", b"\r", b"\n"
#: JSON that is a command: GDAL knows it by this word, unescaped.
_COMMAND = b"gdal_streamed_alg"
#: Files beside the shapes in an archive, which no reader of shapes takes for shapes themselves.
_BESIDE = (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".pdf", ".txt", ".md", ".csv")
SHAPES = (".shp", ".json", ".geojson", ".gpkg")
#: What describes shapes, in XML or HTML; it must not describe where to find others.
_VIRTUAL = (b"<ogr", b"<vrt", b"<gdal", b"<wfs", b"<csw", b"<wms", _COMMAND)


def refuse_virtual(path: Path) -> None:
    """Refuse a file that is not GeoJSON, GeoPackage or shapefile, nor an archive of them alone.

    Raises
    ------
    BadInputError
        Saying what can be read.
    """
    if path.is_dir() or not _plain(path):
        raise BadInputError(
            Words(
                f"{path.name} n'est pas un fichier de contours lisible "
                "(GeoJSON, GeoPackage, ou shapefile avec ses .shx, .dbf et .prj).",
                f"{path.name} is not a readable file of contours "
                "(GeoJSON, GeoPackage, or shapefile with its .shx, .dbf and .prj).",
            )
        )


def _plain(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if not head.startswith(_ZIP):
        return _plain_shapes(head)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            for member in members:
                with archive.open(member) as packed:
                    if not _plain_member(member.filename.lower(), packed):
                        return False
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return False
    return any(m.filename.lower().endswith(SHAPES) for m in members)


def _plain_member(name: str, packed: IO[bytes]) -> bool:
    head = packed.read(_LOOKED_AT)
    if name.endswith(SHAPES) and not name.startswith("__macosx/"):
        return _plain_shapes(head)
    return name.endswith(_BESIDE) or not any(sign in head.lower() for sign in _VIRTUAL)


def _plain_shapes(head: bytes) -> bool:
    if head.startswith((_SQLITE, _SHAPEFILE)):
        return True
    while head.startswith(_MARKS):
        head = head[3:] if head.startswith(_MARKS[0]) else head.lstrip()
    return head.startswith((b"{", b"[")) and _COMMAND not in head
