"""The layouts that results by bureau come in, and which election they are of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from canvass.codes import bureau_id, commune_of, whole_bureau_id
from canvass.errors import BadInputError
from canvass.text import fold_accents
from canvass.words import Words
from files.headers import find_columns, header_key

#: Field -> column names, as ``header_key`` gives them.
FIELDS: dict[str, tuple[str, ...]] = {
    "election": ("idelection",),
    "year": ("annee",),
    "round": ("tour", "numerodetour", "numtour"),
    "type": ("typedelection", "type"),
    "whole": ("codebureauvote", "idbrutmiom", "bureauid"),
    "department": ("codedepartement", "codedudepartement", "departement"),
    "commune": ("codecommune", "codedelacommune", "commune"),
    "bureau": ("codebv", "codedubvote", "codedubureaudevote", "bureau", "bv2015", "bv"),
    "registered": ("inscrits",),
    "voted": ("votants",),
    "blank": ("blancs",),
    "spoilt": ("nuls", "blancsetnuls"),
    "cast": ("exprimes",),
}
#: What a candidate's block may hold; numbered ``Voix 3`` or merely repeated.
BLOCK_FIELDS: dict[str, tuple[str, ...]] = {
    "panel": ("numerodepanneau", "npanneau", "nopanneau"),
    "nuance": ("nuance", "nuancecandidat", "nuanceliste"),
    "surname": ("nom", "nomcandidat"),
    "first_name": ("prenom", "prenomcandidat"),
    "short_list": ("libelleabregedeliste", "libabliste", "libelleabregeliste", "liste"),
    "long_list": ("libelledeliste", "libelleetenduliste", "libelleetendudeliste", "binome"),
    "votes": ("voix",),
}
_NAMES = {name for fields in (FIELDS, BLOCK_FIELDS) for names in fields.values() for name in names}
_LOCAL_LIST = re.compile(r"liste(\w+)")
_NUMBER = re.compile(r"\d+$")

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
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_ROUND = re.compile(
    r"(?:tour|round)[ _-]*([12])|(?<![a-z0-9])t([12])(?![a-z0-9])|([12])(?:er|e|nd|eme)?[ _-]*tour"
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


def result_layout(header: Sequence[str], name: str) -> ResultLayout:
    """Recognise the layout of a header.

    Raises
    ------
    BadInputError
        If bureaux, totals or candidates cannot be told; names the columns found and missing.
    """
    fields, _ = find_columns(header, FIELDS)
    keys = [_NUMBER.sub("", header_key(column)) for column in header]
    lists = {
        str(column).strip(): position
        for position, column in enumerate(header)
        if _LOCAL_LIST.fullmatch(header_key(column))
    }
    start, stride = _blocks(keys)
    block, _ = find_columns(keys[start : start + stride], BLOCK_FIELDS)
    missing = [field for field in ("registered", "voted", "cast") if field not in fields]
    if "whole" not in fields and "bureau" not in fields:
        missing.append("bureau")
    if "votes" not in block if stride else not lists:
        missing.append("votes")
    if missing:
        raise _unknown(header, missing, name)
    return ResultLayout(fields, block, start, stride, {} if stride else lists)


def known_result_names(cells: Sequence[str]) -> int:
    """Count the names of a header of results among the cells of a row."""
    keys = {_NUMBER.sub("", header_key(cell)) for cell in cells}
    lists = sum(1 for key in keys if _LOCAL_LIST.fullmatch(key))
    return len(keys & _NAMES) + lists


def _blocks(keys: Sequence[str]) -> tuple[int, int]:
    """Find the first candidate's block: its place and its length, 0 if there is none.

    Where the header names the first block only, rows are longer than the header and the block
    ends with it (files of the Interior up to 2022).
    """
    panel = next((k for k in BLOCK_FIELDS["panel"] if k in keys), None)
    if panel is None or "voix" not in keys:
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


def election_of(*, name: str, kind: str = "", year: str = "", number: str = "") -> str:
    """Return an id like ``2026_muni_t1`` from columns and file name, ``""`` if they do not tell."""
    text = fold_accents(name)
    found_year = _YEAR.search(text)
    found_round = _ROUND.search(text)
    year = year or (found_year[1] if found_year else "")
    number = number or (next(g for g in found_round.groups() if g) if found_round else "")
    found_kind = _kind(header_key(kind)) if kind else ""
    if not found_kind:
        found_kind = next((k for k, (word, _) in KINDS.items() if word in text or k in text), "")
    if short := _INTERIOR.search(text):
        found_kind = found_kind or _kind(short[1])
        year = year or f"20{short[2]}"
    whole = f"{year}_{found_kind}_t{number}"
    return whole if ELECTION.fullmatch(whole) else ""


def _kind(word: str) -> str:
    for kind, (name, letters) in KINDS.items():
        if word in {kind, letters} or word.startswith(name):
            return kind
    return ""
