"""The layouts that results by bureau come in, and which election they are of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from canvass.codes import bureau_id, commune_of, plain_code, whole_bureau_id
from canvass.errors import BadInputError
from canvass.text import fold_accents
from canvass.words import Words
from files.headers import find_columns, header_key, wrongly_given

#: Field -> column names, as ``header_key`` gives them.
FIELDS: dict[str, tuple[str, ...]] = {
    "election": ("idelection",),
    "year": ("annee",),
    "round": ("tour", "numerodetour", "numtour"),
    "type": ("typedelection", "type"),
    "whole": ("codedubvotecomplet", "codebureauvote", "idbrutmiom", "bureauid"),
    "department": ("codedepartement", "codedudepartement", "departement"),
    "commune": ("codecommune", "codedelacommune", "commune"),
    "bureau": (
        "codebv", "codedubvote", "codebvote", "codedubureaudevote", "codebureau", "nbvot",
        "numerodubureau", "numerobureau", "numero", "bureaudevote", "bureau", "bdv", "bvot",
        "bv2015", "bv",
    ),
    "registered": ("inscrits",),
    "voted": ("votants",),
    "blank": ("blancs",),
    "spoilt": ("nuls", "blancsetnuls"),
    "cast": ("exprimes",),
}  # fmt: skip
#: What a candidate's block may hold; numbered ``Voix 3`` or merely repeated.
BLOCK_FIELDS: dict[str, tuple[str, ...]] = {
    "panel": (
        "numerodepanneau", "npanneau", "nopanneau", "npan", "nliste", "numerodeliste",
        "numeroliste", "ndepot", "ndedepot",
    ),
    "nuance": ("nuance", "codenuance", "nuancecandidat", "nuanceliste", "codenuanceliste"),
    "surname": ("nom", "nomcandidat", "nomtetedeliste"),
    "first_name": ("prenom", "prenomcandidat"),
    "short_list": ("libelleabregedeliste", "libabliste", "libelleabregeliste", "liste"),
    "long_list": ("libelledeliste", "libelleetenduliste", "libelleetendudeliste", "binome"),
    "votes": ("voix",),
}  # fmt: skip
#: What a person calls a field -> field.
SPOKEN = {
    "departement": "department", "commune": "commune", "bureau": "bureau", "tour": "round",
    "inscrits": "registered", "votants": "voted", "blancs": "blank", "nuls": "spoilt",
    "exprimes": "cast", "panneau": "panel", "nuance": "nuance", "nom": "surname",
    "prenom": "first_name", "liste": "short_list", "voix": "votes",
}  # fmt: skip
_NAMES = {name for fields in (FIELDS, BLOCK_FIELDS) for names in fields.values() for name in names}
_LOCAL_LIST = re.compile(r"liste(\w+)")
#: A candidate's own column, and one that holds the share of those votes.
_VOTES_OF = (
    re.compile(r"(?i)\s*(.+?)\s*(?:[-–—:]\s*|\()(?:nb\.?\s+(?:de\s+)?)?(?:votes?|voix)\s*\)?\s*"),
    re.compile(
        r"(?i)\s*(?:nb\.?\s+(?:de\s+)?)?(?:votes?|voix)\s*(?:[-–—:]|\b(?:de|pour)\b)\s*(.+?)\s*"
    ),
)
_SHARE = re.compile(r"(?i)%|pourcent|percent|\btaux\b|\bratio\b|participation|abstention")
_NUMBER = re.compile(r"\d+$")
#: The texts between a candidate's number and votes in a file without names, by their number.
_TEXTS: dict[int, tuple[str, ...]] = {
    1: ("short_list",),
    2: ("short_list", "nuance"),
    3: ("surname", "first_name", "nuance"),
    4: ("short_list", "long_list", "surname", "nuance"),
}
_FEWEST_CELLS = 11
#: Share of bureaux whose counts must add up before columns without known names are candidates.
_MOSTLY = 0.9

ELECTION = re.compile(r"\d{4}_[a-z]{4}_t[12]")
#: Kind of election -> what file names and columns call it, and the Interior's two letters.
KINDS = {
    "pres": ("presidentielle", "pr"),
    "legi": ("legislative", "lg"),
    "euro": ("europeenne", "eu"),
    "regi": ("regionale", "rg"),
    "dpmt": ("departementale", "dp"),
    "cant": ("cantonale", "cn"),
    "muni": ("municipale", "mn"),
}
#: Decided in one round: nothing need say so.
_ONE_ROUND = {"euro"}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_ROUND = re.compile(
    r"(?:tour|round)[ _-]*([12])|(?<![a-z0-9])t([12])(?![a-z0-9])"
    r"|(?<!\d)([12])(?:er|e|nd|eme)?[ _-]*tour"
)
_INTERIOR = re.compile(r"(?<![a-z])([a-z]{2})(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Score:
    """The votes of one candidate or list in one bureau."""

    candidate: str
    votes: str
    panel: str = ""
    nuance: str = ""
    label: str = ""


@dataclass(frozen=True)
class ResultLayout:
    """Where things stand in a row.

    ``fields`` are those of the bureau. Candidates stand either in blocks of ``stride`` columns
    from ``start`` on, with ``block`` the place of each field within, or in one column each
    (``lists``: candidate -> position).
    """

    fields: dict[str, int]
    block: dict[str, int]
    start: int
    stride: int
    lists: dict[str, int]

    def bureau(self, values: Sequence[str], default_commune: str) -> str:
        """Return the bureau id of a row, ``""`` if it has none."""
        whole = whole_bureau_id(self.get(values, "whole"))
        if whole:
            return whole
        commune = commune_of(self.get(values, "department"), self.get(values, "commune"))
        return bureau_id(commune or default_commune, self.get(values, "bureau"))

    def get(self, values: Sequence[str], field: str) -> str:
        """Return a field of the bureau, ``""`` if the layout has none."""
        position = self.fields.get(field, len(values))
        return values[position].strip() if position < len(values) else ""

    def right_width(self, values: Sequence[str], header_width: int) -> bool:
        """Tell whether a row has the fields that its header announces.

        A header that names one block only stands for as many blocks as the row holds.
        """
        if self.lists or self.start + self.stride < header_width:
            return len(values) == header_width
        beyond = (len(values) - self.start) % self.stride
        return len(values) > self.start and not any(
            values[len(values) - beyond :] if beyond else ()
        )

    def scores(self, values: Sequence[str]) -> list[Score]:
        """Return the candidates of a row, in the order of the file."""
        if self.lists:
            return [Score(name, values[p], label=name) for name, p in self.lists.items()]
        starts = range(self.start, len(values) - self.stride + 1, self.stride)
        blocks = [values[first : first + self.stride] for first in starts]
        return [self._score(block) for block in blocks if any(v.strip() for v in block)]

    def _score(self, block: Sequence[str]) -> Score:
        part = {field: block[at].strip() for field, at in self.block.items()}
        person = " ".join(f"{part.get('surname', '')} {part.get('first_name', '')}".split())
        panel = part.get("panel", "")
        short, long = part.get("short_list", ""), part.get("long_list", "")
        return Score(
            candidate=short or long or person or part.get("nuance", "") or panel,
            votes=part["votes"],
            panel=panel,
            nuance=part.get("nuance", ""),
            label=long or short or person,
        )


def result_layout(
    header: Sequence[str],
    name: str,
    *,
    rows: Sequence[Sequence[str]] = (),
    columns: Mapping[str, str] | None = None,
) -> ResultLayout:
    """Recognise the layout of a header.

    Parameters
    ----------
    header
        Names of the columns; or the first row of a file of 2002 to 2012, which has no names.
    name
        File and sheet, for messages.
    rows
        Some rows: where no name tells the candidates' columns, their sums do.
    columns
        Field (``SPOKEN``) -> the column that a person names for it.

    Raises
    ------
    BadInputError
        If bureaux, totals or candidates cannot be told, or a column named for a field is not
        there; names the columns found and missing.
    """
    if place := first_name(header):
        return _by_position(place, len(header))
    given = {SPOKEN.get(header_key(field), field): c for field, c in (columns or {}).items()}
    known = [*SPOKEN, *(field for field in given if field in SPOKEN.values())]
    if wrong := wrongly_given(header, known, given, file=name):
        raise BadInputError(
            Words(f"{name} : colonnes à revoir.", f"{name}: columns to look at."), wrong
        )
    fields, _ = find_columns(header, FIELDS, {f: c for f, c in given.items() if f in FIELDS})
    keys = [_NUMBER.sub("", header_key(column)) for column in header]
    names = BLOCK_FIELDS | {
        field: (_NUMBER.sub("", header_key(column)),)
        for field, column in given.items()
        if field in BLOCK_FIELDS
    }
    lists = _candidate_columns(header, fields, rows)
    start, stride = _blocks(keys, names)
    block, _ = find_columns(keys[start : start + stride], names)
    missing = [field for field in ("registered", "voted", "cast") if field not in fields]
    if "whole" not in fields and "bureau" not in fields:
        missing.append("bureau")
    if "votes" not in block if stride else not lists:
        missing.append("votes")
    if missing:
        raise _unknown(header, missing, name)
    return ResultLayout(fields, block, start, stride, {} if stride else lists)


def known_result_names(cells: Sequence[str]) -> int:
    """Count the names of a header of results among the cells of a row.

    A row of a file without names counts as one: nothing above it is of use.
    """
    if first_name(cells):
        return len(cells)
    keys = {_NUMBER.sub("", header_key(cell)) for cell in cells}
    lists = sum(1 for cell in cells if _list_of(cell))
    return len(keys & _NAMES) + lists


def first_name(cells: Sequence[str]) -> int:
    """Return where the names stand in a row of 2002 to 2012, 0 if it is none.

    The Ministry's text files of those years name no column: round, département, commune and its
    name, sometimes the constituency and the canton, bureau, registered, voted, cast, then a
    candidate's number, one to four texts (names, nuance) and the votes.
    """
    row = [cell.strip() for cell in cells]
    if len(row) < _FEWEST_CELLS or row[0] not in {"1", "2"} or not row[-1].isdecimal():
        return 0
    place = len(row) - 1
    while place and not row[place - 1].isdecimal():
        place -= 1
    counts = row[place - 4 : place]
    if not _FEWEST_CELLS - 5 <= place < len(row) - 1 or not all(n.isdecimal() for n in counts):
        return 0
    registered, voted, cast = (int(count) for count in counts[:3])
    sound = registered >= voted >= cast >= int(row[-1]) and commune_of(row[1], row[2])
    return place if sound else 0


def _by_position(place: int, width: int) -> ResultLayout:
    """Lay out a row whose candidate's texts begin at ``place``, after the number."""
    at = {"round": 0, "department": 1, "commune": 2}
    at |= {"bureau": place - 5, "registered": place - 4, "voted": place - 3, "cast": place - 2}
    texts = _TEXTS[min(width - 1 - place, max(_TEXTS))]
    block = {"panel": 0, **{field: 1 + i for i, field in enumerate(texts)}}
    start = place - 1
    return ResultLayout(at, {**block, "votes": width - 1 - start}, start, width - start, {})


def _list_of(column: object) -> str:
    """Return the candidate or list whose votes a column holds by its name, ``""`` if none."""
    text = str(column).strip()
    if _SHARE.search(text):
        return ""
    if _LOCAL_LIST.fullmatch(header_key(text)):
        return text
    found = next((m for pattern in _VOTES_OF if (m := pattern.fullmatch(text))), None)
    return found[1] if found and not _NUMBER.fullmatch(found[1]) else ""


def _candidate_columns(
    header: Sequence[str], fields: dict[str, int], rows: Sequence[Sequence[str]]
) -> dict[str, int]:
    """Find one column a candidate: by name, else by counts that add up to the votes cast."""
    named = {of: place for place, column in enumerate(header) if (of := _list_of(column))}
    if named or "cast" not in fields:
        return named
    places = [
        place
        for place, column in enumerate(header)
        if place > max(fields.values()) and str(column).strip() and not _SHARE.search(str(column))
    ]
    places = [p for p in places if rows and all(_is_count(row, p) for row in rows)]
    sums = [sum(_number(row, p) for p in places) == _number(row, fields["cast"]) for row in rows]
    # one bureau whose figures are wrong says nothing against the others
    if not places or sum(sums) < _MOSTLY * len(rows):
        return {}
    return {str(header[place]).strip(): place for place in places}


def _is_count(row: Sequence[str], place: int) -> bool:
    cell = plain_code(row[place]) if place < len(row) else "?"
    return not cell or (cell.isascii() and cell.isdecimal())


def _number(row: Sequence[str], place: int) -> int:
    return int(plain_code(row[place]) or 0) if _is_count(row, place) else -1


def _blocks(keys: Sequence[str], names: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    """Find the first candidate's block: its place and its length, 0 if there is none.

    Where the header names the first block only, rows are longer than the header and the block
    ends with it (files of the Interior up to 2022).
    """
    panel = next((k for k in names["panel"] if k in keys), None)
    if panel is None or not set(names["votes"]) & set(keys):
        return len(keys), 0
    start = keys.index(panel)
    again = keys.index(panel, start + 1) if keys.count(panel) > 1 else len(keys)
    return start, again - start


_SHOWN_AS = {
    "registered": "inscrits",
    "voted": "votants",
    "cast": "exprimés",
    "bureau": "code du bureau de vote",
    "votes": "n° de panneau + voix, ou liste_…",
}


def _unknown(header: Sequence[str], missing: Sequence[str], name: str) -> BadInputError:
    # The wrong file may be a roll without a header, whose first row no message may quote.
    known = len(missing) < len(_SHOWN_AS)
    found = ", ".join(str(column)[:60] for column in header) if known else f"{len(header)} (?)"
    wanted = ", ".join(_SHOWN_AS[field] for field in missing)
    return BadInputError(
        Words(
            f"{name} : résultats de forme inconnue. Colonnes absentes : {wanted}. "
            f"Colonnes trouvées : {found}.",
            f"{name}: results of an unknown layout. Missing columns: {wanted}. "
            f"Columns found: {found}.",
        )
    )


def round_of(text: str) -> str:
    """Return the round that a text names, ``"1"`` or ``"2"``, ``""`` if it names none."""
    found = _ROUND.search(fold_accents(text))
    return next(g for g in found.groups() if g) if found else ""


def election_of(*, name: str, kind: str = "", year: str = "", number: str = "") -> str:
    """Return an id like ``2026_muni_t1`` from columns and file name, ``""`` if they do not tell."""
    text = fold_accents(name)
    found_year = _YEAR.search(text)
    year = year or (found_year[1] if found_year else "")
    number = number or round_of(name)
    found_kind = _kind(header_key(kind)) if kind else ""
    if not found_kind:
        found_kind = next((k for k, (word, _) in KINDS.items() if word in text or k in text), "")
    if short := _INTERIOR.search(text):
        found_kind = found_kind or _kind(short[1])
        year = year or f"20{short[2]}"
    if found_kind in _ONE_ROUND:
        number = number or "1"
    whole = f"{year}_{found_kind}_t{number}"
    return whole if ELECTION.fullmatch(whole) else ""


def _kind(word: str) -> str:
    for kind, (name, letters) in KINDS.items():
        if word in {kind, letters} or word.startswith(name):
            return kind
    return ""
