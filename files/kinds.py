"""What a file is, told by its content: names lie."""

import io
import zipfile
from typing import Literal

from canvass.errors import BadInputError
from canvass.words import Words

Kind = Literal["text", "xlsx", "ods", "xls", "html"]

_HEAD = 4096
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
#: First bytes -> what it is, of the files that are no tables.
_OTHERS: tuple[tuple[bytes, Words], ...] = (
    (b"%PDF", Words("un PDF", "a PDF")),
    (b"\x89PNG", Words("une image", "a picture")),
    (b"\xff\xd8\xff", Words("une image", "a picture")),
    (b"PAR1", Words("un fichier Parquet", "a Parquet file")),
    (b"SQLite format 3\0", Words("une base SQLite ou GeoPackage", "an SQLite base or GeoPackage")),
    (b"7z\xbc\xaf", Words("une archive 7z", "a 7z archive")),
    (b"Rar!", Words("une archive RAR", "a RAR archive")),
)
_NAMES = {
    "xlsx": Words("un classeur Excel", "an Excel workbook"),
    "ods": Words("un classeur LibreOffice", "a LibreOffice workbook"),
    "xls": Words("un ancien classeur Excel", "an old Excel workbook"),
    "html": Words("une page web", "a web page"),
    "text": Words("un fichier texte", "a text file"),
}
_ENDINGS = {
    "xlsx": (".xlsx", ".xlsm"), "ods": (".ods",), "xls": (".xls",), "html": (".htm", ".html"),
    "text": (".csv", ".txt", ".tsv", ".tab"),
}  # fmt: skip


def kind_of(content: bytes, name: str) -> Kind:
    """Tell the kind of a table, unpacked.

    Raises
    ------
    BadInputError
        If it is of a kind that cannot be read; says which, and what to do.
    """
    for start, what in _OTHERS:
        if content.startswith(start):
            raise _not_read(name, what)
    if content.startswith(_OLD_OFFICE):
        return _old_office(content, name)
    if content.startswith(b"PK\x03\x04"):
        return _in_zip(content, name)
    start = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise _not_read(name, Words("un classeur Excel 2003 en XML", "an Excel 2003 XML workbook"))
    if start.startswith(b"<") and any(tag in start for tag in (b"<table", b"<html", b"<!doctype")):
        return "html"
    return "text"


def misnamed(kind: Kind, name: str) -> Words | None:
    """Say that a file is of another kind than its name tells; None where it is not."""
    folded = name.casefold()
    said = next((k for k, ends in _ENDINGS.items() if folded.endswith(ends)), kind)
    if said == kind:
        return None
    what = _NAMES[kind]
    return Words(
        f"{name} est en fait {what.fr} : lu comme tel",
        f"{name} is in fact {what.en}: read as such",
    )


def _old_office(content: bytes, name: str) -> Kind:
    # Names of streams in the compound file (MS-CFB) are UTF-16.
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise protected(name)
    return "xls"


def _in_zip(content: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise damaged(name) from error
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if any(part.endswith("workbook.bin") for part in names):
        raise _not_read(name, Words("un classeur .xlsb", "a .xlsb workbook"))
    if "[Content_Types].xml" in names and not mime:
        return "xlsx"
    raise _not_read(name, Words("une archive ou un document", "an archive or a document"))


def damaged(name: str) -> BadInputError:
    """Say that a workbook cannot be opened."""
    return BadInputError(
        Words(
            f"{name} est un classeur abîmé ou protégé : enregistrez-le de nouveau en .xlsx ou en "
            "« CSV UTF-8 ».",
            f"{name} is a damaged or protected workbook: save it again as .xlsx or as “CSV UTF-8”.",
        )
    )


def protected(name: str) -> BadInputError:
    """Say that a workbook asks for a password."""
    return BadInputError(
        Words(
            f"{name} est protégé par un mot de passe : enregistrez-le sans mot de passe.",
            f"{name} is protected by a password: save it without one.",
        )
    )


def _not_read(name: str, what: Words) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} est {what.fr}, qui ne se lit pas comme un tableau : enregistrez-le en .xlsx "
            "ou en « CSV UTF-8 ».",
            f"{name} is {what.en}, which is not read as a table: save it as .xlsx or as "
            "“CSV UTF-8”.",
        )
    )
