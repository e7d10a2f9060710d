"""Somebody has what the roll says of them corrected, and the next roll does not undo it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from campaign.copies import Reached, forget_person
from campaign.folder import Campaign
from campaign.privacy.find_person import PersonQuery, person_id
from campaign.review import write_review
from campaign.review_rows import short_bureau
from canvass.errors import BadInputError
from canvass.tables import VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

#: People of whom the last roll says neither what it said before nor what they had corrected.
DISPUTED = "rectifications_contredites.csv"
#: Field -> what a person calls it.
FIELD_NAMES: Mapping[str, Words] = {
    "birth_name": Words("Nom de naissance", "Birth name"),
    "usage_name": Words("Nom d'usage", "Usage name"),
    "first_names": Words("Prénoms", "First names"),
    "house_number_raw": Words("Numéro de voie", "House number"),
    "street_raw": Words("Voie", "Street"),
    "compl1": Words("Complément", "Complement"),
    "compl2": Words("Complément 2", "Complement 2"),
    "place_name": Words("Lieu-dit", "Place"),
    "postcode": Words("Code postal", "Postcode"),
    "city_raw": Words("Ville", "Town"),
    "bureau_id": Words("Bureau de vote", "Polling station"),
    "order_number": Words("Numéro d'ordre", "Order number"),
}
_MAX = 200


@dataclass(frozen=True)
class Rectified:
    """How many fields were corrected or given back, and whether the person may have moved."""

    fields: int
    undone: bool = False
    moved: bool = False
    copies: Reached = field(default_factory=Reached)


def rectify(
    campaign: Campaign,
    sought: PersonQuery,
    values: Mapping[str, str],
    *,
    channel: str,
    who: str = "",
    now: datetime | None = None,
) -> Rectified:
    """Correct names, address or bureau of one person (GDPR, art. 16); noted in the audit.

    Parameters
    ----------
    campaign
        Whose base.
    sought
        Who asks, as the roll has them.
    values
        Field (of ``FIELD_NAMES``) -> what is right; an empty text empties it.
    channel
        How the request came: ``porte``, ``courrier``, ``mail``, ``telephone``.
    who
        Who notes it.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If nobody or several are meant, nothing is corrected, or the bureau is unknown.
    """
    from people_base.people.rectifications import ADDRESS
    from people_base.people.rectifications import rectify as note

    if not channel.strip():
        raise BadInputError(Words("Dites comment la demande est venue.", "Say how it came."))
    wanted = {field: " ".join(value.split())[:_MAX] for field, value in values.items()}
    with campaign.base() as base:
        voter = person_id(campaign, base, sought)
        at = now or datetime.now(UTC)
        fields = note(base, voter, wanted, at=at, who=who, channel=channel)
        write_disputed(campaign, base)
        # what was right then stands in the copies: they go, or are named
        copies = forget_person(campaign, base, voter, at)
    return Rectified(fields, moved=bool(fields and set(wanted) & set(ADDRESS)), copies=copies)


def follow_roll(
    campaign: Campaign, sought: PersonQuery, *, who: str = "", now: datetime | None = None
) -> Rectified:
    """Take back the corrections of one person, as where the new roll turned out right.

    Raises
    ------
    BadInputError
        If nobody or several are meant.
    """
    from people_base.people.rectifications import follow_roll as undo

    with campaign.base() as base:
        voter = person_id(campaign, base, sought)
        fields = undo(base, voter, at=now or datetime.now(UTC), who=who)
        write_disputed(campaign, base)
    return Rectified(fields, undone=True)


def write_disputed(campaign: Campaign, base: "Base") -> None:
    """List by bureau and order number whose corrections the last roll contradicts."""
    from people_base.people.rectifications import disputed, rectifications
    from people_base.store import read

    rows = disputed(rectifications(base))
    people = read(
        base,
        VOTERS,
        columns=["bureau_id", "order_number"],
        where={"voter_id": set(rows["voter_id"])},
    )
    here = people.reindex(rows["voter_id"])
    listed = pd.DataFrame(
        {
            "bureau": here["bureau_id"].map(short_bureau).to_numpy(),
            "numero_ordre": here["order_number"].to_numpy(),
            "donnee": [str(FIELD_NAMES[field]) for field in rows["field"]],
        }
    )
    write_review(campaign, DISPUTED, listed)
