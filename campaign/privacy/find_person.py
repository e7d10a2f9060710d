"""Find the person or the door that a wish or a request is about.

A person is found by what stands on their elector's card (bureau and number) or by who they are,
spelt whole: nobody looks through names (CNIL: no search by the sound of names).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS, PLACEMENTS, VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

#: People of one name born the same day that are tried.
_NAMESAKES = 9


@dataclass(frozen=True)
class PersonQuery:
    """Who is meant: card, identity, or address; what is empty is not known.

    ``number`` is the order number in the bureau; ``address`` a building id or ``12 rue des
    Lilas``, ``door`` its flat as the sheets word it.
    """

    bureau: str = ""
    number: str = ""
    name: str = ""
    first_names: str = ""
    birth_date: str = ""
    commune: str = ""
    address: str = ""
    door: str = ""

    @property
    def person(self) -> bool:
        """Whether a person is meant, not only a door."""
        return bool(self.number or self.name)


def person_id(
    campaign: Campaign, base: "Base", sought: PersonQuery, *, absent: bool = False
) -> str:
    """Return the id of the one person meant.

    Parameters
    ----------
    absent
        Give the id of somebody known by who they are even if they are on no roll.

    Raises
    ------
    BadInputError
        If what is said is not enough, or means nobody or several people.
    """
    by_card = _by_card(base, sought) if sought.number else None
    by_name = _by_identity(campaign, base, sought) if sought.name else None
    if by_card is None and by_name is None:
        raise BadInputError(
            Words(
                "Dites de qui il s'agit : bureau et numéro d'ordre (carte d'électeur), ou nom, "
                "prénoms et date de naissance comme sur la liste.",
                "Say who it is: bureau and order number (elector's card), or name, first names "
                "and birth date as on the roll.",
            )
        )
    found = sorted(set(by_card or by_name or ()) & set(by_name or by_card or ()))
    if not found and absent and by_name is not None and by_card is None:
        return _identity_ids(campaign, sought)[0]
    if len(found) != 1:
        raise _not_one(len(found))
    return found[0]


def building_id(base: "Base", sought: PersonQuery) -> str:
    """Return the id of the one building meant.

    Raises
    ------
    BadInputError
        If no building, or several, have that address.
    """
    from electoral_rolls.identity import name_key
    from people_base.store import read

    table = read(base, BUILDINGS, columns=["number", "street"])
    if sought.address in table.index:
        return sought.address
    told = (table["number"] + " " + table["street"]).map(name_key)
    found = table.index[told == name_key(sought.address)]
    if len(found) != 1:
        raise BadInputError(
            Words(
                "{n:adresse de la base s'écrit|adresses de la base s'écrivent} ainsi : donnez le "
                "numéro et la rue comme sur la feuille de route, ou l'identifiant de l'adresse.",
                "{n:address of the base is|addresses of the base are} spelt so: give number and "
                "street as on the walk list, or the id of the address.",
                n=len(found),
            )
        )
    return str(found[0])


def building_of(base: "Base", voter_id: str) -> str:
    """Return the building where a person was placed, if it is one; else an empty text."""
    from people_base.store import read

    place = read(base, PLACEMENTS, columns=["result_id"], where={"voter_id": [voter_id]})
    here = set(place["result_id"]) - {""}
    known = read(base, BUILDINGS, columns=[], where={"building_id": here}).index
    return str(known[0]) if len(known) else ""


def _by_card(base: "Base", sought: PersonQuery) -> list[str]:
    from people_base.store import read

    if not sought.bureau:
        raise BadInputError(
            Words("Un numéro d'ordre va avec son bureau.", "An order number needs its bureau.")
        )
    people = read(base, VOTERS, columns=["order_number"], where={"bureau_id": [sought.bureau]})
    numbers = people["order_number"].str.lstrip("0")
    return list(people.index[numbers == sought.number.strip().lstrip("0")])


def _by_identity(campaign: Campaign, base: "Base", sought: PersonQuery) -> list[str]:
    from people_base.store import read

    if not (sought.first_names and sought.birth_date):
        raise BadInputError(
            Words(
                "Un nom va avec les prénoms et la date de naissance.",
                "A name needs the first names and the birth date.",
            )
        )
    ids = [*_identity_ids(campaign, sought), *_corrected_ids(base, sought)]
    return list(read(base, VOTERS, columns=["bureau_id"], where={"voter_id": ids}).index)


def _corrected_ids(base: "Base", sought: PersonQuery) -> list[str]:
    """Find among the few who had their name corrected: their id is still that of the roll's."""
    from electoral_rolls.identity import name_key
    from people_base.people.rectifications import NAMES, rectifications
    from people_base.store import read

    corrected = rectifications(base)
    ids = set(corrected.loc[corrected["field"].isin(NAMES), "voter_id"])
    columns = ["birth_name", "first_names", "birth_date"]
    people = read(base, VOTERS, columns=columns, where={"voter_id": ids})
    wanted = (name_key(sought.name), name_key(sought.first_names), _day(sought.birth_date))
    return [
        str(one)
        for one, *row in people.itertuples(name=None)
        if (name_key(row[0]), name_key(row[1]), _day(row[2])) == wanted
    ]


def _day(text: str) -> str:
    from files.birth_dates import birth_date

    return str(birth_date(text.strip()).key)


def _identity_ids(campaign: Campaign, sought: PersonQuery) -> Sequence[str]:
    """Hash who they are as the import of the roll does, in each commune of the campaign."""
    from electoral_rolls.identity import hash_ids, identities

    communes = [sought.commune] if sought.commune else list(campaign.settings.communes)
    rows = pd.DataFrame(
        {
            "commune_id": communes,
            "birth_name": sought.name,
            "usage_name": sought.name,
            "first_names": sought.first_names,
            "date_key": _day(sought.birth_date),
        }
    )
    ids = list(hash_ids(identities(rows), campaign.salt))
    return [*ids, *(f"{one}-{n}" for one in ids for n in range(2, _NAMESAKES + 1))]


def _not_one(count: int) -> BadInputError:
    if count:
        return BadInputError(
            Words(
                "{n:personne correspond|personnes correspondent} : ajoutez le bureau et le numéro "
                "d'ordre, ou nom, prénoms et date de naissance.",
                "{n:person matches|people match}: add bureau and order number, or name, first "
                "names and birth date.",
                n=count,
            )
        )
    return nobody()


def nobody() -> BadInputError:
    """Say that nobody is meant."""
    return BadInputError(
        Words(
            "Personne de la base ne correspond : vérifiez l'orthographe de la liste électorale "
            "et le code du bureau.",
            "Nobody of the base matches: check the spelling of the roll and the code of the "
            "bureau.",
        )
    )
