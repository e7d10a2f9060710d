"""INSEE commune codes and bureau codes: one spelling each, whatever a spreadsheet made of them."""

import re

_COMMUNE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_WHOLE_AND_BUREAU = re.compile(r"((?:\d{2}|2[AB])\d{3})[_-](.+)")
_GLUED = re.compile(r"((?:\d{2}|2[AB])\d{3})(\d{4}[A-Z]?)")
_FLOAT_TEXT = re.compile(r"(\d+)\.0+")

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


def plain_code(text: object) -> str:
    """Give a code without the blanks and the ``.0`` that spreadsheets add."""
    code = "" if text is None or text != text else "".join(str(text).split()).upper()  # noqa: PLR0124
    whole = _FLOAT_TEXT.fullmatch(code)
    return whole[1] if whole else code


def commune_code(text: object) -> str:
    """Give the 5-character INSEE code, or ``""`` if the text is not one.

    A spreadsheet drops the leading zero of ``01001``; it is put back.
    """
    code = plain_code(text)
    if len(code) == 4 and code.isascii() and code.isdigit():
        code = f"0{code}"
    return code if _COMMUNE.fullmatch(code) else ""


def commune_of(department: object, commune: object) -> str:
    """Join department and commune codes into the INSEE code, or give ``""``.

    Overseas the Interior writes ``ZA`` for 971 and three digits for the commune, of which the
    last two count.
    """
    whole = commune_code(commune)
    if whole and not plain_code(commune).isdigit():
        return whole
    number = plain_code(commune)
    if len(number) == 5:
        return commune_code(number)
    place = plain_code(department)
    place = _INTERIOR_OVERSEAS.get(place, place)
    if len(place) == 1:
        place = f"0{place}"
    if not (number.isascii() and number.isdigit()):
        return ""
    if len(place) == 3:
        return commune_code(place + number.zfill(2)[-2:])
    return commune_code(place + number.zfill(3)) if len(place) == 2 else ""


def bureau_code(text: object) -> str:
    """Give the code of a bureau within its commune: digits padded to 4, letters kept, or ``""``."""
    code = plain_code(text)
    if code.isascii() and code.isdigit():
        return (code.lstrip("0") or "0").zfill(4)
    return code


def bureau_id(commune: str, code: object) -> str:
    """Give ``31555_0136A``, or ``""`` without a commune or without a code.

    The rule is the same for rolls, contours and results, so that the three join.
    """
    bureau = bureau_code(code)
    return f"{commune}_{bureau}" if commune and bureau else ""


def whole_bureau_id(text: object) -> str:
    """Read a code that holds commune and bureau together (``29039_1``, ``31555_0136A``).

    Returns
    -------
    str
        The bureau id, or ``""`` if the text does not hold both.
    """
    code = plain_code(text)
    parts = _WHOLE_AND_BUREAU.fullmatch(code) or _GLUED.fullmatch(code)
    return bureau_id(parts[1], parts[2]) if parts else ""
