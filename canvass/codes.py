"""INSEE commune codes and bureau codes: one spelling each, whatever a spreadsheet made of them."""

import math
import re
from collections.abc import Collection, Iterable

_COMMUNE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_INTERIOR_COMMUNE = re.compile(r"(Z[A-Z])\d?(\d{2})")
#: A sector of Paris, Lyon or Marseille, as the results of their councils write it: 13055SR01.
_SECTOR = re.compile(r"(\d{5})SR\d{1,2}")
_COMMUNE_AND_BUREAU = re.compile(
    r"((?:\d{2}|2[AB]|Z[A-Z])\d{3}(?:SR\d{1,2})?)(?:[_-](.+)|(\d{4}[A-Z]?))"
)
_FLOAT_TEXT = re.compile(r"(\d+)\.0+")
_NUMBER_THEN_LETTERS = re.compile(r"(\d+)(\D.*)?")

#: City -> its first and last municipal arrondissement (INSEE, Code officiel géographique, type
#: ARM). 75116 is the 16th of Paris, 69389 the 9th of Lyon.
ARRONDISSEMENTS = {
    "75056": ("75101", "75120"),
    "69123": ("69381", "69389"),
    "13055": ("13201", "13216"),
}

#: The Interior's own department codes overseas (files of results).
_INTERIOR_OVERSEAS = {
    "ZA": "971",
    "ZB": "972",
    "ZC": "973",
    "ZD": "974",
    "ZM": "976",
    "ZN": "988",
    "ZP": "987",
    "ZS": "975",
    "ZW": "986",
    "ZX": "977",
}


def plain_code(value: object) -> str:
    """Return a code as text, without the blanks and the ``.0`` that spreadsheets add."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    code = "".join(str(value).split()).upper()
    whole = _FLOAT_TEXT.fullmatch(code)
    return whole[1] if whole else code


def commune_code(value: object) -> str:
    """Return the 5-character INSEE code, or ``""`` if the value is not one.

    A spreadsheet drops the leading zero of ``01001``; it is put back. Overseas the Interior
    writes ``ZA101`` for 97101.
    """
    code = plain_code(value)
    if sector := _SECTOR.fullmatch(code):
        code = sector[1]
    if interior := _INTERIOR_COMMUNE.fullmatch(code):
        return _INTERIOR_OVERSEAS.get(interior[1], "") + interior[2]
    if len(code) == 4 and code.isdecimal():
        code = f"0{code}"
    return code if code.isascii() and _COMMUNE.fullmatch(code) else ""


def commune_of(department: object, commune: object) -> str:
    """Return the INSEE code from a commune code that may lack its department, or ``""``.

    Overseas the Interior writes three digits for the commune, of which the last two count.
    """
    number = plain_code(commune)
    if len(number) > 3:
        return commune_code(number)
    place = plain_code(department)
    place = _INTERIOR_OVERSEAS.get(place, place)
    if not (place and number.isascii() and number.isdecimal()):
        return ""
    if len(place) == 3:
        return commune_code(place + number.zfill(2)[-2:])
    return commune_code(place.zfill(2) + number.zfill(3))


def city_of(commune: str) -> str:
    """Return the commune of an arrondissement of Paris, Lyon or Marseille, else the code itself.

    Contours and rolls may use either, results use the commune.
    """
    return _city_and_number(commune)[0]


def _city_and_number(commune: str) -> tuple[str, int]:
    """Return the city and which of its arrondissements a code is (0: the code is a commune's)."""
    for city, (first, last) in ARRONDISSEMENTS.items():
        if first <= commune <= last:
            return city, int(commune) - int(first) + 1
    return commune, 0


def spellings(communes: Iterable[str]) -> set[str]:
    """Return the codes under which files may hold these communes: city and arrondissements too."""
    wanted = {*communes, *map(city_of, communes)}
    for city in wanted & set(ARRONDISSEMENTS):
        first, last = map(int, ARRONDISSEMENTS[city])
        wanted |= {str(code) for code in range(first, last + 1)}
    return wanted


def bureau_code(value: object) -> str:
    """Give the code of a bureau within its commune: digits padded to 4, letters kept, or ``""``."""
    code = plain_code(value)
    if code.isascii() and code.isdecimal():
        return (code.lstrip("0") or "0").zfill(4)
    return code


def bureau_id(commune: str, code: object) -> str:
    """Return ``31555_0136A``, or ``""`` without a commune or without a code.

    The rule is the same for rolls, contours and results, so that the three join. Paris, Lyon and
    Marseille go by their commune, as in the results: ``75101_0103``, ``75101_3`` and
    ``75056_0103`` are one bureau, whose first two digits are the arrondissement.
    """
    bureau = bureau_code(code)
    if not (commune and bureau):
        return ""
    city, number = _city_and_number(commune)
    return f"{city}_{_numbered(bureau, number) if number else bureau}"


def _numbered(bureau: str, arrondissement: int) -> str:
    """Put the arrondissement before a code that counts within it."""
    parts = _NUMBER_THEN_LETTERS.fullmatch(bureau)
    if parts is None or int(parts[1]) >= 100:
        return bureau
    return f"{arrondissement:02}{int(parts[1]):02}{parts[2] or ''}"


def is_bureau_of(bureau: str, communes: Collection[str]) -> bool:
    """Tell whether a bureau id is of one of these communes or arrondissements; all if none."""
    commune, _, code = bureau.partition("_")
    if not communes or commune in communes:
        return True
    found = _NUMBER_THEN_LETTERS.match(code)
    return any(
        city == commune and found is not None and int(found[1]) // 100 == number
        for city, number in map(_city_and_number, communes)
        if number
    )


def whole_bureau_id(value: object) -> str:
    """Read a code that holds commune and bureau together (``29039_1``, ``31555_0136A``).

    Returns
    -------
    str
        The bureau id, or ``""`` if the value does not hold both.
    """
    parts = _COMMUNE_AND_BUREAU.fullmatch(plain_code(value))
    return bureau_id(commune_code(parts[1]), parts[2] or parts[3]) if parts else ""
