"""Who of the base is meant by the name and address that another program writes.

A wish is applied where one person of that name lives at that address; a name spelt otherwise, a
birth date that differs or several who could be meant are for a person to decide.
"""

import re
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from campaign.exchange.matching import Known
from canvass.lookalike import letters
from canvass.tables import VOTERS
from electoral_rolls.identity import name_key
from exchange.outcome_mapping import each
from files.birth_dates import birth_date
from people_base.base import Base
from people_base.people.lookalikes import NOBODY, Identity, NamedWish, Pointer
from people_base.store import read

Likeness = Literal["same", "alike", "other"]
#: Namesakes elsewhere in town who are asked about; more say nothing of any one of them.
_FEW = 3
#: Names of so many letters may differ by one slip, longer ones by two.
_ONE_SLIP, _TWO_SLIPS = 4, 9
#: Parts of a name that many share: ``de``, ``le``.
_PARTICLE = 2
_WHOLE_DAY = re.compile(r"\d{4}-(?!00)\d{2}-(?!00)\d{2}")
_COLUMNS = (
    "birth_name", "usage_name", "first_names", "birth_date", "bureau_id", "order_number",
    "house_number_raw", "street_raw", "postcode",
)  # fmt: skip


@dataclass(frozen=True)
class Meant:
    """Whom a wish means: ``sure`` is one ``voter_id``, else ``unsure`` may be meant."""

    sure: str = ""
    unsure: tuple[Pointer, ...] = ()
    identity: Identity = NOBODY

    def wish(self, digest: bytes) -> NamedWish:
        """Return the wish as the base keeps it; ``digest`` stands for its words."""
        return NamedWish(digest, self.identity, self.unsure)


def meant(base: Base, rows: pd.DataFrame, ids: Known) -> dict[Hashable, Meant]:
    """Find whom each row means.

    Parameters
    ----------
    base
        The open base.
    rows
        ``incoming.NAMES``, ``street, postcode`` and ``building_id`` (empty where unknown).
    ids
        Where the people of the base live.

    Returns
    -------
    dict
        By the index of ``rows``.
    """
    roll = _Roll(base, ids)
    return {row.Index: _meant(row, roll) for row in each(rows)}


class _Roll:
    """The people of the base by what a row may say of them."""

    def __init__(self, base: Base, ids: Known) -> None:
        people = read(base, VOTERS, columns=list(_COLUMNS))
        homes = ids.household_of.map(ids.building_of)
        people["building_id"] = homes.reindex(people.index).fillna("")
        self.at: dict[str, list[Any]] = defaultdict(list)
        self.named: dict[str, list[Any]] = defaultdict(list)
        for one in each(people):
            written = f"{one.house_number_raw} {one.street_raw}"
            for place in {one.building_id, _address(written, one.postcode)} - {""}:
                self.at[place].append(one)
            for name in _names(one):
                self.named[name].append(one)

    def living_at(self, row: Any) -> list[Any]:
        """Return who lives where a row says: placed there, or written there on the roll."""
        places = {row.building_id, _address(row.street, row.postcode)} - {""}
        here = {one.Index: one for place in places for one in self.at.get(place, ())}
        return list(here.values())


def _meant(row: Any, roll: _Roll) -> Meant:
    born = birth_date(row.birth_date).key
    identity = Identity(row.last_name, row.last_name, row.first_names, row.birth_date)
    here = [(one, likeness(row, one)) for one in roll.living_at(row)]
    same = _narrowed([one for one, like in here if like == "same"], born)
    if len(same) == 1:
        return Meant(same[0].Index, (), identity)
    unsure = same or [one for one, like in here if like == "alike"]
    if not here or not unsure:
        spelt = roll.named.get(letters(row.last_name), [])
        spelt = [one for one in spelt if likeness(row, one) == "same"]
        proven = [one for one in spelt if _dates(born, birth_date(one.birth_date).key) == "same"]
        if len(proven) == 1:
            return Meant(proven[0].Index, (), identity)
        unsure = proven or (spelt if len(spelt) <= _FEW else [])
    asked = (Pointer(str(one.Index), one.bureau_id, one.order_number) for one in unsure)
    return Meant("", tuple(asked), identity)


def _narrowed(same: list[Any], born: str) -> list[Any]:
    """Keep those who were born that day, where the row tells a day and some were."""
    proven = [one for one in same if _dates(born, birth_date(one.birth_date).key) == "same"]
    return proven or same


def likeness(row: Any, voter: Any) -> Likeness:
    """Compare a row of another program with a voter, who lives at its address.

    Parameters
    ----------
    row
        ``last_name, first_names, birth_date``.
    voter
        ``birth_name, usage_name, first_names, birth_date``.
    """
    dates = _dates(birth_date(row.birth_date).key, birth_date(voter.birth_date).key)
    name, given = _name(row.last_name, voter), _given(row.first_names, voter.first_names)
    if _swapped(row, voter):
        return "alike"
    if name == "other" or (given == "other" and dates != "same"):
        return "other"
    return "same" if name == given == "same" and dates != "other" else "alike"


def _dates(one: str, other: str) -> Likeness:
    """Compare two days; ``alike`` where one of them is not known whole."""
    if not (_WHOLE_DAY.fullmatch(one) and _WHOLE_DAY.fullmatch(other)):
        return "alike"
    year, month, day = one.split("-")
    return "same" if other in {one, f"{year}-{day}-{month}"} else "other"


def _names(voter: Any) -> set[str]:
    """Spell the names that somebody goes by, the two together included."""
    birth, usage = letters(voter.birth_name), letters(voter.usage_name)
    return {birth, usage, birth + usage, usage + birth} - {""}


def _name(written: str, voter: Any) -> Likeness:
    if letters(written) in _names(voter):
        return "same"
    if any(_slip(letters(written), name) for name in _names(voter)):
        return "alike"
    parts = set(_parts(written))
    known = {*_parts(voter.birth_name), *_parts(voter.usage_name)}
    return "alike" if any(len(part) > _PARTICLE for part in parts & known) else "other"


def _given(written: str, known: str) -> Likeness:
    """Compare given names: programs write the first, all, an initial, or the one in use."""
    ours, theirs = _parts(written), _parts(known)
    if not ours or not theirs:
        return "alike"
    shorter, longer = sorted((ours, theirs), key=len)
    if longer[: len(shorter)] == shorter:
        text = written if longer is ours else known
        return "alike" if _hyphen_after(text, len(shorter)) else "same"
    initial = min(len(ours[0]), len(theirs[0])) == 1 and ours[0][:1] == theirs[0][:1]
    used = not set(ours).isdisjoint(theirs)
    return "alike" if initial or used or _slip(ours[0], theirs[0]) else "other"


def _hyphen_after(text: str, words: int) -> bool:
    """Tell whether a hyphen joins a word to the next: Jean-Pierre is not Jean."""
    joins = re.findall(r"[\w.'’]+([\s,;-]*)", text)
    return "-" in joins[words - 1] if 0 < words <= len(joins) else False


def _swapped(row: Any, voter: Any) -> bool:
    """Tell whether given name and name changed places."""
    first = _parts(voter.first_names)
    mine = letters(row.last_name), letters(row.first_names)
    return bool(first) and mine[1] in _names(voter) and mine[0] in {first[0], "".join(first)}


def _parts(text: str) -> list[str]:
    return [part for part in map(letters, re.split(r"[\s,;-]+", text)) if part]


def _slip(one: str, other: str) -> bool:
    """Tell whether a slip of the keys makes one name of the other."""
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(other))
    slips = 0 if shorter < _ONE_SLIP else 1 if shorter < _TWO_SLIPS else 2
    return slips > 0 and OSA.distance(one, other, score_cutoff=slips) <= slips


def _address(written: str, postcode: str) -> str:
    """Spell an address; empty without a number, which a street shares."""
    key = name_key(written)
    return f"{key}|{postcode}" if postcode and re.match(r"\d", key) else ""
