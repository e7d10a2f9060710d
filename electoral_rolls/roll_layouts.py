"""The layouts that electoral rolls come in, and what a file's name tells about it.

``reu``: export "Listes électeurs actifs" of the ELIRE portal, 27 columns.
``e-listelec``: arrêté du 12 novembre 2013 (NOR INTA1326795A), 29 columns.
``etalab``: INSEE's address extract of the REU, without names.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from canvass.codes import commune_code
from canvass.errors import Fault
from canvass.words import Words
from files.headers import find_columns, header_key

Layout = Literal["reu", "e-listelec", "etalab"]

#: Field -> column names that carry it, as ``header_key`` gives them. Columns of birthplace and
#: nationality have no field: they are never read (CNIL: no sorting by either).
FIELDS: dict[str, tuple[str, ...]] = {
    "commune": (
        "codedulugle",
        "codedelugle",
        "codeugle",
        "codecommunereferentiel",
        "codecommune",
    ),
    "department": ("codedepartement",),
    "list_type": ("libelledutypedeliste", "typedeliste", "typeliste", "codedutypedeliste"),
    "birth_name": ("nomdenaissance", "nomnaissance", "nomdefamille", "nompatronymique"),
    "usage_name": ("nomdusage", "nomusage"),
    "first_names": ("prenoms", "prenom"),
    "sex": ("sexe",),
    "birth_date": ("datedenaissance", "datenaissance"),
    "house_number_raw": ("numerodevoie", "numerovoie"),
    "street_type": ("typevoie", "typedevoie"),
    "street_raw": ("libelledevoie", "typeetlibelledevoie", "libellevoie"),
    "compl1": ("complement1", "complementdadresse1", "complementdelocalisation1"),
    "compl2": ("complement2", "complementdadresse2", "complementdelocalisation2"),
    "place_name": ("lieudit",),
    "postcode": ("codepostal", "cp"),
    "city_raw": ("commune", "villelocalite"),
    "bureau_code": ("codedubureaudevote", "codebureaudevote", "codebv", "nobureaudevote"),
    "bureau_label": ("libelledubureaudevote", "libellebureaudevote", "nombureaudevote"),
    "order_number": (
        "numerodordredanslebureaudevote",
        "numerodordre",
        "noelecteurgeneral",
    ),
}
IDENTITY = ("birth_name", "first_names", "birth_date")
SHOWN_AS = {
    "birth_name": "nom de naissance",
    "first_names": "prénoms",
    "birth_date": "date de naissance",
    "street_raw": "libellé de voie",
    "place_name": "lieu-dit",
}
LIST_TYPES = ("LP", "LCM", "LCE")

_COMMUNE_IN_NAME = re.compile(r"(?<![a-z])com((?:\d{2}|2[ab])\d{3})(?!\d)", re.IGNORECASE)
_LIST_IN_NAME = re.compile(r"(?<![a-z])(LP|LCM|LCE)(?![a-z])", re.IGNORECASE)
_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{2})[-_.](\d{2})[-_.](\d{4})(?!\d)")
_ISO_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which layout a header is of, and where each field stands."""

    layout: Layout
    positions: dict[str, int]


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What the name of an export says: ``ListesArrêtées-com92002-15-06-2024-22h12-….csv``."""

    commune: str = ""
    list_type: str = ""
    export_date: str = ""


def plan_for(header: Sequence[str], name: str) -> tuple[Plan | None, list[Fault]]:
    """Recognise the layout of a header.

    Returns
    -------
    tuple
        The plan, or None if the file is no roll, with the faults that say why.
    """
    positions, repeated = find_columns(header, FIELDS)
    keys = {header_key(column) for column in header}
    anonymous = "typeetlibelledevoie" in keys and not set(IDENTITY) & set(positions)
    missing = [] if anonymous else [f for f in IDENTITY if f not in positions]
    if not {"street_raw", "place_name"} & set(positions):
        missing.append("street_raw")
    faults = [
        Fault(Words("colonne présente deux fois", "column found twice"), file=name, column=column)
        for column in repeated
    ]
    if missing:
        return None, [*faults, _unknown(header, missing, keys, name)]
    if faults:
        return None, faults
    layout: Layout = "reu"
    if anonymous:
        layout = "etalab"
    elif "street_type" in positions:
        layout = "e-listelec"
    return Plan(layout, positions), []


def _unknown(header: Sequence[str], missing: Sequence[str], keys: set[str], name: str) -> Fault:
    if {"nombredelecteurs"} & keys:
        return Fault(
            Words(
                "c'est le fichier de statistiques par bureau, pas la liste des électeurs : "
                "donnez le fichier exporté avec lui qui porte les noms",
                "this is the file of statistics by bureau, not the list of voters: "
                "give the one exported with it that holds the names",
            ),
            file=name,
        )
    known = {name for names in FIELDS.values() for name in names}
    # A file without a header starts with a voter, whom no message may quote.
    listed = [repr(str(column)[:60]) for column in header] if len(keys & known) > 1 else []
    found = ", ".join(listed) or f"{len(header)} (?)"
    wanted = ", ".join(SHOWN_AS[field] for field in missing)
    return Fault(
        Words(
            f"colonnes absentes : {wanted}. Colonnes trouvées : {found}. La première ligne doit "
            "porter les noms de colonnes de l'export du répertoire électoral unique, du format "
            "e-listelec ou de l'extrait INSEE",
            f"missing columns: {wanted}. Columns found: {found}. The first row must hold the "
            "column names of the REU export, of the e-listelec layout or of the INSEE extract",
        ),
        file=name,
    )


def facts_of_name(name: str) -> NameFacts:
    """Read commune, list type and export date (ISO) from a file name; ``""`` where it is silent."""
    # macOS hands names over with their accents apart.
    text = unicodedata.normalize("NFC", name)
    commune = _COMMUNE_IN_NAME.search(text)
    kind = _LIST_IN_NAME.search(text)
    day = _DATE_IN_NAME.search(text)
    iso = _ISO_DATE_IN_NAME.search(text)
    export_date = f"{day[3]}-{day[2]}-{day[1]}" if day else ("-".join(iso.groups()) if iso else "")
    return NameFacts(
        commune=commune_code(commune[1]) if commune else "",
        list_type=kind[1].upper() if kind else "",
        export_date=export_date,
    )


def list_type(text: str) -> str:
    """Return ``LP``, ``LCM`` or ``LCE`` for a label or a code, ``""`` if it is neither."""
    key = header_key(text)
    if key.upper() in LIST_TYPES:
        return key.upper()
    if "municipal" in key:
        return "LCM"
    if "europ" in key:
        return "LCE"
    return "LP" if "principal" in key or "generale" in key else ""
