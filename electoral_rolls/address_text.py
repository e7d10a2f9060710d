"""From a line as a roll writes it to what it says: number, repetition, street, without the flat.

Everything here works on one text; nothing is looked up. Order matters: what tells the flat goes
first ("106, ETAGE 7 APT 84 RUE X"), then the number is sought, then the name is read.
"""

import re
import unicodedata
from typing import NamedTuple

from electoral_rolls.street_words import MONTHS, OPENERS, RESIDENCES, TYPES

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o"})
_NOT_CLEAN = re.compile(r"[^A-Z0-9,/&-]+")
_NOT_PLAIN = re.compile(r"[^A-Z0-9]+")

# A single letter or a number must follow, or HALLES would be read as HALL + ES; D and L are
# articles when a word follows ("RUE DE LA PORTE D'ALBI"), so the vague words refuse them.
_UNIT = r"(?: ?(?:NO? )?\d{1,5}[A-Z]?| [A-Z]\d{0,4})(?![A-Z0-9])"
_VAGUE_UNIT = r"(?: ?\d{1,5}[A-Z]?| (?![DL] )[A-Z]\d{0,4})(?![A-Z0-9])"
NO_ARTICLE_BEFORE = r"(?<!LA )(?<!DE )(?<!DU )(?<!DES )(?<! L )"
_COMPLEMENTS = re.compile(
    rf"(?<![A-Z0-9]){NO_ARTICLE_BEFORE}(?:"
    rf"(?:BATIMENT|BATIM|BAT|ESCALIER|ESCAL|ESC|CAGE|APPARTEMENT|APPART|APPT|APT|APP|LOGEMENT"
    rf"|LOGT|LGT|CHAMBRE|CHBRE|ETAGE|ETG|STUDIO|BOITE POSTALE|BOITE|BP|CS|TSA|NIVEAU){_UNIT}"
    rf"|(?:HALL|ENTREE|PORTE|TOUR|BLOC|AILE|LOT|IMMEUBLE|IMM|BATIMENTS|VILLA|PAVILLON){_VAGUE_UNIT}"
    r"|\d{1,2} ?(?:ERE?|I?EME|E|NDE?) ETAGE"
    r"|RDC|REZ DE CHAUSSEE|CEDEX(?: \d{1,2})?"
    r")(?![A-Z0-9])"
)
_OPENER = "|".join(sorted(OPENERS, key=len, reverse=True))
_CIVILITY = "(?:M ET MME|MR ET MME|M|MR|MME|MLLE|MONSIEUR|MADAME|MADEMOISELLE|FAMILLE)"
_HOSTED = re.compile(
    rf"(?<![A-Z0-9])(?:CHEZ|C/O) {_CIVILITY} [A-Z]+.*?(?=,| (?:{_OPENER}|RES|RESIDENCE) | \d|$)"
)
#: Letters of a line that are read: what is longer is no address.
LONGEST = 200
_REPETITION = r"BIS|TER|QUATER|QUINQUIES|SEXIES|[A-Z]\d?"
_HEAD = re.compile(
    rf"(?:N(?:O|UMERO)? )?0*(?P<number>\d{{1,5}})(?:[ -]?(?P<rep>{_REPETITION}))?(?![A-Z0-9])"
    rf"(?P<range>(?: ?[,/&-] ?| ET | A )0*\d{{1,5}}(?: ?(?:{_REPETITION}))?(?![A-Z0-9])"
    rf"(?! (?:{'|'.join(sorted(MONTHS))})))?[ ,/&-]*(?P<rest>.*)$"
)
_LIEU_DIT = re.compile(r"^(?:LIEU ?DIT|LIEU-DIT|LD|L D)[ ,:-]+(?=.)")


class ParsedLine(NamedTuple):
    """What one line says. ``number`` is 0 where there is none; ``text`` is the street, plain."""

    number: int = 0
    repetition: str = ""
    text: str = ""
    range_given: bool = False


def upper(text: str) -> str:
    """Give capitals without accents or ligatures."""
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.translate(_LIGATURES))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text.upper()


def plain(text: str) -> str:
    """Give capitals, digits and single spaces, nothing else."""
    return _NOT_PLAIN.sub(" ", upper(text)).strip()


def without_complements(text: str) -> str:
    """Take staircase, floor, flat, box and host out of a line; capitals and ``, / & -`` remain."""
    line = _NOT_CLEAN.sub(" ", upper(text)).strip()
    line = _COMPLEMENTS.sub(" ", line)
    if "CHEZ" in line or "C/O" in line:
        line = _HOSTED.sub(" ", line)
    return " ".join(line.split()).strip(" ,/&-")


def parse_line(line: str, number: str = "") -> ParsedLine:
    """Read a street line, with the content of the number column if there is one."""
    rest = _LIEU_DIT.sub("", without_complements(line[:LONGEST]))
    own, repetition, ranged, before = _number_column(number)
    if before:
        rest = f"{before} {rest}".strip()
    if rest[:1].isdigit() or rest.startswith("N"):
        inner = _leading_number(rest, known=own)
        if inner is not None:
            rest = inner.text
            if not own:
                own, repetition, ranged = inner.number, inner.repetition, inner.range_given
    return ParsedLine(own, repetition, _NOT_PLAIN.sub(" ", rest).strip(), ranged)


def _number_column(number: str) -> tuple[int, str, bool, str]:
    """Read the number column: number, repetition, whether it was a range, what text remained."""
    if not number:
        return 0, "", False, ""
    if number.isdigit() and len(number) < 6:
        return int(number), "", False, ""
    line = without_complements(number[:LONGEST])
    found = _HEAD.match(line)
    if not found:
        return 0, "", False, line if len(line) > 3 else ""
    rest = found["rest"] or ""
    return int(found["number"]), found["rep"] or "", bool(found["range"]), rest


def _leading_number(line: str, *, known: int) -> ParsedLine | None:
    """Read the number that opens a line; None where the digits belong to the street's name."""
    found = _HEAD.match(line)
    if not found:
        return None
    number, repetition, rest = int(found["number"]), found["rep"] or "", found["rest"]
    first = _NOT_PLAIN.split(rest, 1)[0] if rest else ""
    if first in MONTHS or (not rest and not known and not found["range"]):
        return None
    if known and known != number and first not in TYPES:
        return None
    if line[found.end("number") :][:2] == "E " and first not in TYPES:
        # "2E DIVISION BLINDEE"
        return None
    is_word = repetition == "R" or (repetition in {"E", "L", "D", "N"} and first not in TYPES)
    if rest and is_word:
        # "58 R. DU CLOS": R is the street type, not a repetition.
        rest, repetition = f"{repetition} {rest}", ""
    return ParsedLine(number, repetition, rest, bool(found["range"]))


def variants(text: str) -> list[tuple[str, int, str]]:
    """Give other readings of a plain street text, most likely first, as (text, number, repetition).

    "RES LES LILAS 12 RUE DU PORT" also reads 12, "RUE DU PORT"; "RUE DU PORT RES LES LILAS" also
    reads "RUE DU PORT".
    """
    words = text.split()
    found: list[tuple[str, int, str]] = []
    for at in range(1, len(words)):
        if words[at] in OPENERS and at + 1 < len(words):
            number, repetition = _number_before(words, at)
            found.append((" ".join(words[at:]), number, repetition))
            break
    for at in range(2, len(words)):
        if words[at] in RESIDENCES:
            end = at - 1 if words[at - 1] in {"LE", "LA", "LES"} and at > 2 else at
            found.append((" ".join(words[:end]), 0, ""))
            break
    return found


def _number_before(words: list[str], at: int) -> tuple[int, str]:
    if words[at - 1].isdigit():
        return int(words[at - 1][:5]), ""
    if at > 1 and words[at - 2].isdigit() and words[at - 1] in {"BIS", "TER", "QUATER"}:
        return int(words[at - 2][:5]), words[at - 1]
    return 0, ""
