"""The layouts that electoral rolls come in, and what a file's name tells about it.

``reu``: export "Listes électeurs actifs" of the ELIRE portal, 27 columns.
``e-listelec``: arrêté du 12 novembre 2013 (NOR INTA1326795A), 29 columns.
``etalab``: INSEE's address extract of the REU, without names.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from canvass.codes import commune_code
from canvass.errors import Fault
from canvass.text import composed
from canvass.words import Words
from files.headers import find_columns, header_key, wrongly_given

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
    "list_type": ("libelledutypedeliste", "typedeliste", "typeliste", "codedutypedeliste", "liste"),
    "birth_name": ("nomdenaissance", "nomnaissance", "nomdefamille", "nompatronymique", "nompatro",
                   "nomdejeunefille", "nom"),
    "usage_name": ("nomdusage", "nomusage", "nommarital", "nomdepouse", "nomepouse", "nomepoux",
                   "nomdepoux", "nomconjoint", "nomduconjoint"),
    "first_names": ("prenoms", "prenom"),
    "sex": ("sexe", "genre", "civilite"),
    "birth_date": ("datedenaissance", "datenaissance", "datenaiss", "datedenaiss", "neele",
                   "neeele", "nele", "ddn"),
    "house_number_raw": ("numerodevoie", "numerovoie", "numerodelavoie", "numvoie", "novoie",
                         "nvoie", "numero", "num", "no", "n"),
    "street_type": ("typevoie", "typedevoie"),
    "street_raw": ("libelledevoie", "typeetlibelledevoie", "libellevoie", "libelledelavoie",
                   "nomdevoie", "nomdelavoie", "nomvoie", "voie", "rue", "nomdelarue", "adresse"),
    "compl1": ("complement1", "complementdadresse1", "complementdelocalisation1"),
    "compl2": ("complement2", "complementdadresse2", "complementdelocalisation2"),
    "place_name": ("lieudit",),
    "postcode": ("codepostal", "cp"),
    "city_raw": ("commune", "villelocalite", "ville", "localite"),
    "bureau_code": ("codedubureaudevote", "codebureaudevote", "codebv", "nobureaudevote",
                    "numerodubureaudevote", "numerobureaudevote", "numerobureau", "numbureau",
                    "nobureau", "bureaudevote", "bureau", "bv"),
    "bureau_label": ("libelledubureaudevote", "libellebureaudevote", "nombureaudevote"),
    "order_number": ("numerodordredanslebureaudevote", "numerodordre", "noelecteurgeneral",
                     "noordre", "nordre", "numordre", "numeroelecteur", "noelecteur"),
}  # fmt: skip
IDENTITY = ("birth_name", "first_names", "birth_date")
SHOWN_AS = {
    "commune": "code commune",
    "department": "code département",
    "list_type": "type de liste",
    "birth_name": "nom de naissance",
    "usage_name": "nom d'usage",
    "first_names": "prénoms",
    "sex": "sexe",
    "birth_date": "date de naissance",
    "house_number_raw": "numéro de voie",
    "street_type": "type de voie",
    "street_raw": "libellé de voie",
    "compl1": "complément 1",
    "compl2": "complément 2",
    "place_name": "lieu-dit",
    "postcode": "code postal",
    "city_raw": "commune",
    "bureau_code": "code du bureau de vote",
    "bureau_label": "libellé du bureau de vote",
    "order_number": "numéro d'ordre",
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


def fields_given(columns: Mapping[str, str]) -> dict[str, str]:
    """Name fields as ``FIELDS`` does where a person writes ``SHOWN_AS``; others stay as given."""
    fields = {header_key(shown): field for field, shown in SHOWN_AS.items()}
    return {fields.get(header_key(field), field): column for field, column in columns.items()}


def plan_for(
    header: Sequence[str], name: str, given: Mapping[str, str] | None = None
) -> tuple[Plan | None, list[Fault]]:
    """Recognise the layout of a header.

    Parameters
    ----------
    given
        Field -> the column that a person names for it.

    Returns
    -------
    tuple
        The plan, or None if the file is no roll, with the faults that say why.
    """
    wrong = wrongly_given(header, list(FIELDS), given or {}, file=name)
    if wrong:
        return None, wrong
    positions, repeated = find_columns(header, FIELDS, given)
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
    text = composed(name)
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
