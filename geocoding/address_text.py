"""From a line as a roll writes it to what it says: number, repetition, street, without the flat.

Nothing is looked up here. Order matters: what tells the flat goes first ("106, ETAGE 7 APT 84
RUE X"), then the number is sought, then the name is read.
"""

import re
import string
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from canvass.text import without_accents
from geocoding.street_words import ARTICLES, ENDS_STREET, MONTHS, OPENERS, TYPES

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o"})
#: UTF-8 that was taken for Windows-1252 or Latin-1 ("AllÃ©e"), its no-break spaces for spaces.
_TWICE_ENCODED = re.compile("[ÂÃÅ].")
#: What stands for a letter that an encoding could not hold: nearly always É, È or Ê.
_LOST_LETTER = re.compile("\ufffd")
_NOT_CLEAN = re.compile(r"[^A-Z0-9,/&-]+")
_NOT_PLAIN = re.compile(r"[^A-Z0-9]+")

# A single letter or a number must follow, or HALLES would be read as HALL + ES; D and L are
# articles when a word follows ("RUE DE LA PORTE D'ALBI"), so the vague words refuse them.
_UNIT = r"(?: ?(?:NO? )?\d{1,5}[A-Z]?| [A-Z]\d{0,4})(?![A-Z0-9])"
_VAGUE_UNIT = r"(?: ?\d{1,5}[A-Z]?| (?![DL] )[A-Z]\d{0,4})(?![A-Z0-9])"
NO_ARTICLE_BEFORE = r"(?<!LA )(?<!DE )(?<!DU )(?<!DES )(?<! L )"
_CLEAR_WORDS = (
    "BATIMENT|BATIM|BAT|ESCALIER|ESCAL|ESC|CAGE|APPARTEMENT|APPART|APPT|APT|APP|LOGEMENT|LOGT|LGT"
    "|CHAMBRE|CHBRE|ETAGE|ETG|STUDIO|BOITE POSTALE|BOITE|B ?P|CS|TSA|NIVEAU"
)
_VAGUE_WORDS = (
    "HALL|ENTREE|PORTE|PTE|TOUR|BLOC|AILE|LOT|IMMEUBLE|IMM|BATIMENTS|VILLA|PAVILLON|MAISON|CHALET"
)
_COMPLEMENTS = re.compile(
    rf"(?<![A-Z0-9]){NO_ARTICLE_BEFORE}(?:(?:{_CLEAR_WORDS}){_UNIT}|(?:{_VAGUE_WORDS}){_VAGUE_UNIT}"
    r"|\d{1,2} ?(?:ERE?|I?EME|E|NDE?) ETAGE"
    r"|RDC|REZ DE CHAUSSEE|CEDEX(?: \d{1,2})?"
    r")(?![A-Z0-9])"
)
#: What every line with a complement or a host matches, and few others (syntax of RE2).
_MAYBE_COMPLEMENT = rf"(?:^|[^A-Z0-9])(?:{_CLEAR_WORDS}|{_VAGUE_WORDS}|RDC|REZ|CEDEX|CHEZ|C/O)"
_OPENER = "|".join(sorted(OPENERS, key=len, reverse=True))
_CIVILITY = "(?:M ET MME|MR ET MME|M|MR|MME|MLLE|MONSIEUR|MADAME|MADEMOISELLE|FAMILLE)"
# "Chez" without a civility may be a lieu-dit (CHEZ MERLET): see ``variants``.
_HOSTED = re.compile(
    rf"(?<![A-Z0-9])(?:(?:CHEZ|C/O) {_CIVILITY}|C/O) [A-Z]+.*?"
    rf"(?=,| (?:{_OPENER}|RU|RES|RESIDENCE) | \d|$)"
)
#: Letters of a line that are read: what is longer is no address.
LONGEST = 200
SUFFIXES = ("BIS", "TER", "QUATER", "QUINQUIES", "SEXIES")
_SUFFIX = "|".join(SUFFIXES)
_TYPED = "(?:" + "|".join(sorted((form for form in TYPES if len(form) > 1), key=len)[::-1]) + ")"
#: One suffix or two: 12 BIS, 12 B, 42 A BIS, 42 TER B.
_REPETITION = (
    rf"[A-Z] ?(?:{_SUFFIX})|(?:{_SUFFIX})(?: ?[A-Z](?=$|[ ,/-]+(?:{_TYPED}|R)(?![A-Z0-9])))?"
    r"|[A-Z]\d?"
)
_HEAD = re.compile(
    rf"(?:N(?:O|UMERO)? )?0*(?P<number>\d{{1,5}})"
    rf"(?:(?P<sep>[ -]?|[ ,/-]+(?={_SUFFIX})|[ ,/-]*[,/][ ,/-]*(?=[A-Z](?![A-Z0-9])))"
    rf"(?! ?A 0*\d)(?P<rep>{_REPETITION}))?"
    r"(?![A-Z0-9])"
    rf"(?P<range>(?: ?[,/&-] ?| ET | A )0*\d{{1,5}}(?: ?(?!R )(?:{_REPETITION}))?(?![A-Z0-9])"
    rf"(?! (?:{'|'.join(sorted(MONTHS))})))?[ ,/&-]*(?P<rest>.*)$"
)
_NUMBER = re.compile(rf"0*(?P<number>\d{{1,5}})(?: ?(?P<rep>{_REPETITION}))?")
_SURE_TYPE = "(?:RUE|AV|AVE|AVENUE|BD|BLD|BOULEVARD|CHE|CHEMIN|IMP|IMPASSE|PL|PLACE)"
#: "BIS RUE DU PORT" and "B RUE DU PORT" beside a number column.
SUFFIX_FIRST = re.compile(
    rf"(?P<rep>[A-H] ?(?:{_SUFFIX})|(?:{_SUFFIX})(?: ?[A-H](?= {_TYPED} ))?|[A-H](?= {_TYPED} ))"
    r"(?![A-Z0-9])[ ,/&-]+(?=.)"
)
_SUFFIX_ALONE = re.compile(rf"(?:[A-Z] ?)?(?:{_SUFFIX})(?: ?[A-Z])?")
_ENGLISH_MONTHS = {"FEB": "FEV", "APR": "AVR", "MAY": "MAI", "JUN": "JUIN", "JUL": "JUIL"} | {
    "AUG": "AOU"
}
_MONTHS_BEGIN = (
    *("JAN", "FEV", "MAR", "AVR", "MAI", "JUIN", "JUIL", "AOU", "SEP", "OCT", "NOV", "DEC"),
)
_MONTH = (
    "(?:JANV?(?:IER|UARY)?|FEVR?(?:IER)?|FEB(?:RUARY)?|MAR(?:S|CH)?|AVR(?:IL)?|APR(?:IL)?|MA[IY]"
    "|JUIN|JUNE?|JUIL(?:LET)?|JULY?|AOUT?|AUG(?:UST)?|SEPT?(?:EMBRE|EMBER)?|OCT(?:OBRE|OBER)?"
    "|NOV(?:EMBRE|EMBER)?|DEC(?:EMBRE|EMBER)?)"
)
_DAY_AND_MONTH = re.compile(rf"(?P<first>\d{{1,2}}) ?{_MONTH}(?: \d{{2,4}})?")
_MONTH_AND_YEAR = re.compile(rf"(?P<first>{_MONTH}) ?\d{{2,4}}")
_ISO_DATE = re.compile(r"(?:19|20)\d\d \d\d (?P<first>\d\d)(?:T| )?(?: ?00)*")
_FULL_DATE = re.compile(r"(?P<first>\d{1,2}) \d{1,2} (?:19|20)\d\d(?: 00)*")
#: "12RUE DU PORT", but not "2EME DB" nor "12BIS".
_GLUED_NUMBER = re.compile(
    rf"^((?:N(?:O|UMERO)? )?\d{{1,5}}(?:BIS|TER|QUATER|[A-C](?={_SURE_TYPE} ))?)"
    r"(?!(?:I?E[MR]E?S?|ERES?|NDE?S?|[A-Z]?(?:BIS|TER|QUATER)|QUINQUIES|SEXIES)(?![A-Z]))"
    r"([A-Z]{2,})(?![A-Z0-9])"
)
_NUMBER_AFTER = re.compile(
    r"(?P<street>[A-Z]\S* .*?[A-Z]{2}.*?)(?: NO?)? 0*(?P<number>\d{1,4})"
    r"(?: ?(?P<rep>BIS|TER|QUATER|[A-D]))?$"
)
#: A number after these belongs to the name.
_NUMBERED_NAMES = MONTHS.union(
    ARTICLES,
    ("NATIONALE", "DEPARTEMENTALE", "COMMUNALE", "VICINALE", "RURAL", "VICINAL"),
    ("RN", "RD", "CD", "VC", "CR", "KM", "LOT"),
)
#: What says that a second street follows, and what may stand before it.
_CORNERS = frozenset(("ANGLE", "COIN", "CROISEMENT", "ANCIENNEMENT", "EX"))
_BETWEEN_STREETS = _CORNERS | ARTICLES | {"L", "ANCIENNE"}
#: Words that may open a residence, tried as the end of a street.
_MOST_ENDS = 2
_LIEU_DIT = re.compile(r"^(?:LIEU ?DIT|LIEU-DIT|LD|L D)[ ,:-]+(?=.)")
#: What opens a line with a number ("N 12", "LIEU-DIT 12").
_OPENS_NUMBER = frozenset(string.digits + "NL")


class ParsedLine(NamedTuple):
    """What one line says. ``number`` is 0 where there is none; ``text`` is the street, plain."""

    number: int = 0
    repetition: str = ""
    text: str = ""
    range_given: bool = False


@dataclass(frozen=True, eq=False)
class ParsedLines:
    """What many lines say: the fields of ``ParsedLine``, as columns."""

    number: NDArray[np.int64]
    repetition: NDArray[np.object_]
    text: NDArray[np.object_]
    ranged: NDArray[np.bool_]

    @classmethod
    def empty(cls, size: int) -> "ParsedLines":
        """Make room for lines."""
        texts = np.full((2, size), "", dtype=object)
        return cls(np.zeros(size, np.int64), texts[0], texts[1], np.zeros(size, np.bool_))

    def take(self, at: NDArray[np.int64]) -> "ParsedLines":
        """Return the lines at some places, each as often as it is named."""
        return ParsedLines(self.number[at], self.repetition[at], self.text[at], self.ranged[at])


def upper(text: str) -> str:
    """Return capitals without accents or ligatures."""
    if not text.isascii():
        text = _LOST_LETTER.sub("E", _TWICE_ENCODED.sub(_encoded_once, text))
        text = without_accents(text.translate(_LIGATURES))
    return text.upper()


def _encoded_once(found: re.Match[str]) -> str:
    """Return the letter that two characters stand for, or the two as they are."""
    pair = found[0].replace("Ã ", "Ã\xa0")
    for encoding in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return pair.encode(encoding).decode("utf-8")
    return pair


def plain_text(text: str) -> str:
    """Return capitals, digits and single spaces, nothing else."""
    return _NOT_PLAIN.sub(" ", upper(text)).strip()


def without_complements(text: str) -> str:
    """Take staircase, floor, flat, box and host out of a line; capitals and ``, / & -`` remain."""
    return _bare(_NOT_CLEAN.sub(" ", upper(text)).strip())


def _bare(line: str) -> str:
    line = _COMPLEMENTS.sub(" ", line)
    if "CHEZ" in line or "C/O" in line:
        line = _HOSTED.sub(" ", line)
    return " ".join(line.split()).strip(" ,/&-")


def parse_line(line: str, number: str = "") -> ParsedLine:
    """Read a street line, with the content of the number column if there is one."""
    found = _read(without_complements(line[:LONGEST]), number)
    return found._replace(text=_NOT_PLAIN.sub(" ", found.text).strip())


def parse_lines(lines: Sequence[str]) -> ParsedLines:
    """Read many street lines, each as ``parse_line`` would."""
    bare = _spaced([upper(line[:LONGEST]) for line in lines], keep=",/&-")
    suspects = pc.match_substring_regex(pa.array(bare, pa.string()), pattern=_MAYBE_COMPLEMENT)
    for at in np.flatnonzero(suspects.to_numpy(zero_copy_only=False)).tolist():
        bare[at] = _bare(bare[at])
    bare = [line.strip(" ,/&-") for line in bare]
    found = ParsedLines.empty(len(bare))
    for at in [at for at, line in enumerate(bare) if line[:1] in _OPENS_NUMBER]:
        found.number[at], found.repetition[at], bare[at], found.ranged[at] = _read(bare[at], "")
    found.text[:] = _spaced(bare)
    return found


def _spaced(texts: list[str], *, keep: str = "") -> list[str]:
    """Put one space for whatever else than capitals, digits and ``keep`` stands in each text."""
    kept = (string.ascii_uppercase + string.digits + keep + "\n").encode()
    table = bytes(code if code in kept else ord(" ") for code in range(256))
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        joined = "\n".join(text.replace("\n", " ") for text in texts)
    joined = joined.encode("ascii", "replace").translate(table).decode()
    while "  " in joined:
        joined = joined.replace("  ", " ")
    joined = joined.replace(" \n", "\n").replace("\n ", "\n").strip(" ")
    return joined.split("\n") if texts else []


def _read(line: str, number: str) -> ParsedLine:
    """Part a line without complements into number and street."""
    rest = _LIEU_DIT.sub("", line)
    own, repetition, ranged, before = _number_column(number)
    if before:
        rest = f"{before} {rest}".strip()
    if own and not repetition and (suffix := SUFFIX_FIRST.match(rest)):
        repetition, rest = suffix["rep"].replace(" ", ""), rest[suffix.end() :]
    if rest[:1].isdigit() or rest.startswith("N"):
        rest = _GLUED_NUMBER.sub(r"\1 \2", rest)
        inner = _leading_number(rest, known=own)
        if inner is not None:
            rest = inner.text
            if not own or (own == inner.number and not repetition):
                repetition = inner.repetition or repetition
                own, ranged = inner.number, ranged or inner.range_given
    return ParsedLine(own, repetition, rest, ranged)


def _number_column(number: str) -> tuple[int, str, bool, str]:
    """Read the number column: number, repetition, whether it was a range, what text remained."""
    if not number:
        return 0, "", False, ""
    if number.isdecimal() and len(number) < 6:
        return int(number), "", False, ""
    dated = _number_from_date(number)
    if dated:
        return dated, "", True, ""
    line = without_complements(number[:LONGEST])
    found = _HEAD.match(line)
    if not found and _SUFFIX_ALONE.fullmatch(line):
        return 0, line, False, ""
    if not found:
        return 0, "", False, line if len(line) > 3 else ""
    rest = found["rest"] or ""
    return int(found["number"]), _suffix(found), bool(found["range"]), rest


def _suffix(found: re.Match[str]) -> str:
    """Return the suffix of a number, two of them joined as BAN does: A BIS is ABIS."""
    return (found["rep"] or "").replace(" ", "")


def _number_from_date(number: str) -> int:
    """Return the first number of a pair that a spreadsheet made a date (1-3: 01-mars), or 0.

    Typed as day and month it shows as "01-mars", as month and year as "oct-14".
    """
    text = plain_text(number)
    for pattern in (_DAY_AND_MONTH, _MONTH_AND_YEAR, _ISO_DATE, _FULL_DATE):
        found = pattern.fullmatch(text)
        if found:
            first = found["first"]
            return int(first) if first.isdigit() else 1 + _MONTHS_BEGIN.index(_begin(first))
    return 0


def _begin(month: str) -> str:
    """Return the letters that tell a month from the others, in French or English."""
    month = _ENGLISH_MONTHS.get(month[:3], month)
    return month[:4] if month.startswith("JUI") else month[:3]


def _leading_number(line: str, *, known: int) -> ParsedLine | None:
    """Read the number that opens a line; None where the digits belong to the street's name."""
    found = _HEAD.match(line)
    if not found:
        return None
    number, repetition, rest = int(found["number"]), _suffix(found), found["rest"]
    first = _NOT_PLAIN.split(rest, 1)[0] if rest else ""
    if first in MONTHS or (not rest and not known and not found["range"]):
        return None
    if known and known != number and first not in TYPES:
        return None
    if line[found.end("number") :][:2] == "E " and first not in TYPES:
        # "2E DIVISION BLINDEE"
        return None
    apart = not {",", "/"}.isdisjoint(found["sep"] or "") and len(repetition) == 1
    unsure = apart or repetition in {"E", "L", "D", "N"}
    is_word = repetition == "R" or (unsure and first not in TYPES)
    if rest and (is_word or (repetition == "Q" and first in ARTICLES)):
        # "58 R. DU CLOS", "3 Q. DU RHONE": R and Q are street types, not repetitions.
        rest, repetition = f"{repetition} {rest}", ""
    return ParsedLine(number, repetition, rest, bool(found["range"]))


def variants(text: str, openers: frozenset[str] = OPENERS) -> list[tuple[str, int, str]]:
    """Give other readings of a plain street text, most likely first, as (text, number, repetition).

    "RES LES LILAS 12 RUE DU PORT" also reads 12, "RUE DU PORT"; "RUE DU PORT RES LES LILAS" also
    reads "RUE DU PORT"; "RUE DU PORT CHEZ DURAND" too; "RUE DU PORT 12" also 12, "RUE DU PORT".

    Parameters
    ----------
    openers
        The words with which a street's name may open inside a text.
    """
    words = text.split()
    starts = [at for at, word in enumerate(words[:-1]) if at and word in openers]
    found: list[tuple[str, int, str]] = []
    ends = not ENDS_STREET.isdisjoint(words)
    for start in dict.fromkeys((*starts[:1], *starts[-1:], 0)):
        number, repetition = _number_before(words, start) if start else (0, "")
        if start:
            found.append((" ".join(words[start:]), number, repetition))
        stops = _ends_of_street(words, start) if ends else ()
        found.extend((" ".join(words[start:end]), number, repetition) for end in stops)
    if len(words) > 2 and _SUFFIX_ALONE.fullmatch(words[-1]) and not words[-2][0].isdigit():
        found.append((" ".join(words[:-1]), 0, words[-1]))
    return found + list(_numbered_after([text, *(kept for kept, number, _ in found if not number)]))


def corner(text: str, openers: frozenset[str] = OPENERS) -> list[tuple[str, int, str]]:
    """Part a text that names two streets, as (street, number, repetition) of each.

    "RUE DU PORT 12 AVENUE FOCH", "RUE DU PORT ANGLE AVENUE FOCH": a number that opens the line
    belongs to the first street; the second has its own or none.
    """
    words = text.split()
    if not words or words[0] not in openers:
        return []
    for at in range(2, len(words) - 1):
        if words[at] not in openers and words[at] not in _CORNERS:
            continue
        start = next((s for s in range(at, len(words) - 1) if words[s] in openers), 0)
        number, repetition, size = 0, "", 0
        if start and words[start - 2] not in MONTHS:
            number, repetition = _number_before(words, start)
            size = 0 if not number else 1 if words[start - 1][0].isdigit() else 2
        end = at - size if start == at else at
        while end > 1 and words[end - 1] in _BETWEEN_STREETS:
            end -= 1
        if end > 1:
            second = [(" ".join(words[start:]), number, repetition)] if start else []
            return [(" ".join(words[:end]), 0, ""), *second]
    return []


def _ends_of_street(words: list[str], start: int) -> Iterator[int]:
    """Yield where a residence or a host may follow the street that opens at ``start``.

    More than once: in "RUE DOMINIQUE CLOS RESIDENCE LE PARC", CLOS belongs to the street.
    """
    ends = 0
    for at in range(start + 2, len(words)):
        if words[at] in ENDS_STREET and ends < _MOST_ENDS:
            end = at - 1 if words[at - 1] in {"LE", "LA", "LES"} else at
            if end > start + 1 and words[end - 1] not in ARTICLES:
                ends += 1
                yield end


def _numbered_after(texts: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Read the number that follows a street: "RUE DU PORT N 12", not "RUE DU 8 MAI 1945"."""
    for text in texts:
        if not any(word[0].isdigit() for word in text.rsplit(" ", 2)[1:]):
            continue
        found = _NUMBER_AFTER.match(text)
        if found and found["street"].rsplit(" ", 1)[-1] not in _NUMBERED_NAMES:
            yield found["street"], int(found["number"]), found["rep"] or ""


def _number_before(words: list[str], at: int) -> tuple[int, str]:
    """Read the number that stands before a word: ``12``, ``12B``, ``12 BIS``."""
    for size in (2, 1):
        found = _NUMBER.fullmatch(" ".join(words[max(at - size, 0) : at]))
        if found and at >= size:
            return int(found["number"]), found["rep"] or ""
    return 0, ""
