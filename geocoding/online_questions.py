"""What leaves the machine when an address is asked for online, and nothing else.

The street text is sent as it was read: number, street or lieu-dit, without flat, complement or
host. Names, dates, bureau and the roll's own identifiers have no way in (GDPR, art. 25 and 32).
"""

import hashlib
import re

import pandas as pd

from geocoding.address_text import parse_line, plain_text
from geocoding.street_words import ARTICLES, OPENERS

#: The columns that are sent, besides the position of the row in its parcel.
SENT = ("adresse", "code_insee")
_HOSTS = frozenset(("CHEZ", "ATTENTION", "SOINS"))
_PEOPLE = frozenset(
    (
        *("M", "MR", "MM", "MME", "MMES", "MLLE", "MLLES", "MONSIEUR", "MADAME", "MADEMOISELLE"),
        *("FAMILLE", "VEUVE", "VVE", "VE", "EPOUX", "EPOUSE", "CONSORTS"),
    )
)
_CARE_OF = re.compile(r"\bC\s*/\s*O\b", re.IGNORECASE)
_KEY_BYTES = 16


def questions(addresses: pd.DataFrame, *, salt: bytes) -> tuple[pd.DataFrame, pd.Series]:
    """Word distinct addresses as they are sent.

    Parameters
    ----------
    addresses
        Columns of ``canvass.tables.ADDRESS_COLUMNS``.
    salt
        Key of the hashes under which the answers are kept.

    Returns
    -------
    tuple
        Questions by ``key``: ``adresse``, ``code_insee`` (sent), ``number`` and ``repetition``
        (kept to check the answer); and the key of each row, ``""`` where there is nothing to ask.
    """
    columns = ["numero", "voie", "lieu_dit", "insee"]
    distinct = addresses[columns].drop_duplicates()
    asked: dict[tuple[str, ...], str] = {}
    rows: dict[str, tuple[str, str, int, str]] = {}
    for number, street, place, insee in distinct.itertuples(index=False, name=None):
        question = _question(number, street, place)
        if question is None or not insee:
            asked[number, street, place, insee] = ""
            continue
        text, house, repetition = question
        key = _key(text, insee, salt)
        asked[number, street, place, insee] = key
        rows[key] = (text, insee, house, repetition)
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=["adresse", "code_insee", "number", "repetition"]
    ).rename_axis("key")
    every = zip(*(addresses[column] for column in columns), strict=True)
    return table, pd.Series([asked[row] for row in every], index=addresses.index, dtype="str")


def _question(number: str, street: str, place: str) -> tuple[str, int, str] | None:
    line = parse_line(without_people(street), without_people(number))
    text = line.text or parse_line(without_people(place)).text
    if not re.search(r"[A-Z]{2}", text):
        return None
    house = f"{line.number} {line.repetition}".strip() if line.number else ""
    return f"{house} {text}".strip(), line.number, line.repetition


def without_people(text: str) -> str:
    """Take out whoever an address names: "chez", "M.", "Mme" and what follows, up to a street.

    "Rue Madame" and "Place de Monsieur" are streets; "12 rue du Port Mme X" ends at the Port.
    A lieu-dit called "Chez Martin" is lost: a name might be a voter's.
    """
    words = plain_text(_CARE_OF.sub(" CHEZ ", text)).split()
    kept: list[str] = []
    hidden = named = False
    for at, word in enumerate(words):
        if word in _HOSTS or (word in _PEOPLE and not _names_a_street(words, at)):
            hidden, named = True, False
        elif hidden and named and _opens_a_street(words, at):
            hidden = False
        if not hidden:
            kept.append(word)
        # Chemin and Place are surnames too: the word after "Mme" is a name, whatever it is.
        named = named or (hidden and word not in _HOSTS | _PEOPLE | ARTICLES)
    return text if len(kept) == len(words) else " ".join(kept)


def _opens_a_street(words: list[str], at: int) -> bool:
    numbered = words[at][:1].isdigit() and not OPENERS.isdisjoint(words[at + 1 : at + 3])
    return words[at] in OPENERS or numbered


def _names_a_street(words: list[str], at: int) -> bool:
    """Tell whether the word follows a street's type, articles between them aside."""
    before = at - 1
    while before >= 0 and words[before] in ARTICLES:
        before -= 1
    return before >= 0 and words[before] in OPENERS


def naming_voters(questions: pd.DataFrame, key: pd.Series, voters: pd.DataFrame) -> set[str]:
    """Return the questions in which a voter's own name and first name stand both.

    A roll's clerk may write the host, or the voter, without "chez". Streets bear names too: a
    voter who is called like their street is kept back with the others.

    Parameters
    ----------
    key
        Key of the question of each voter.
    voters
        ``birth_name``, ``usage_name`` and ``first_names`` on the same index.
    """
    words = {str(k): set(text.split()) for k, text in questions["adresse"].items()}
    names = (voters[c] for c in ("birth_name", "usage_name", "first_names"))
    found = set()
    for of, birth, usage, first in zip(key, *names, strict=True):
        said = words.get(of)
        if said is None or not said & set(plain_text(first).split()):
            continue
        if any(
            name and set(name.split()) <= said for name in (plain_text(birth), plain_text(usage))
        ):
            found.add(of)
    return found


def _key(text: str, insee: str, salt: bytes) -> str:
    content = f"{text}\x1f{insee}".encode()
    return hashlib.blake2b(content, key=salt[:64], digest_size=_KEY_BYTES).hexdigest()
