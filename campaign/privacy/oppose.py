"""Somebody does not want to be in the file, or a door does not want to be visited."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.copies import Reached, forget_person
from campaign.folder import Campaign
from campaign.privacy.find_person import PersonQuery, building_id, building_of, person_id
from campaign.review import read_review, write_review
from campaign.review_rows import short_bureau
from campaign.sheets.sheet_recall import Withdrawn, sheets_by_building, withdraw_sheets
from canvass.errors import BadInputError
from canvass.tables import VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base
    from people_base.people.lookalikes import Identity, NamedWish

#: Review files that point at people by bureau and order number.
_POINTING = "homonymes.csv"


@dataclass(frozen=True)
class Opposed:
    """What was noted and erased; ``turfs`` are those whose printed sheets still show the door.

    ``unread``: files that may show it and that no program could read.
    """

    person: bool
    door: bool
    erased: int
    turfs: tuple[str, ...]
    files: int
    unread: tuple[str, ...] = ()
    copies: Reached = field(default_factory=Reached)


def oppose(
    campaign: Campaign,
    sought: PersonQuery,
    *,
    channel: str,
    who: str = "",
    now: datetime | None = None,
) -> Opposed:
    """Note an objection and erase at once (GDPR, art. 17 and 21).

    The person leaves the base, their answers and consents end; sheets on this disk that show a
    door which must not be visited are removed. What they wanted is kept as a salted hash, which
    the next roll meets.

    Parameters
    ----------
    campaign
        Whose base.
    sought
        A person, a door, or both.
    channel
        How the wish came: ``porte``, ``courrier``, ``mail``, ``telephone``.
    who
        Who notes it.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If nobody or several are meant, or the channel is not said.
    """
    if not channel.strip():
        raise BadInputError(Words("Dites comment le souhait est venu.", "Say how the wish came."))
    now = now or datetime.now(UTC)
    # what an earlier objection left half-way is done first: its person is found no more
    resumed = withdraw_sheets(campaign)
    try:
        with campaign.base() as base:
            voter = person_id(campaign, base, sought, absent=True) if sought.person else ""
            building = building_id(base, sought) if sought.address else ""
            act = Objecting(campaign, base, channel=channel, who=who, now=now)
            erased = act(
                voter_id=voter,
                building_id=building,
                door_label=sought.door,
                identity=_identity(sought),
            )
            copies = act.copies
    except BadInputError:
        if not resumed.turfs:
            raise
        return Opposed(True, False, 0, resumed.turfs, resumed.files, tidy(campaign, resumed))
    before = (resumed.turfs, resumed.files, resumed.unread)
    noted = Opposed(bool(voter), bool(building), erased, *before, copies=copies)
    return withdrawn(campaign, noted)


def withdrawn(campaign: Campaign, noted: Opposed) -> Opposed:
    """Withdraw the sheets that show who or what an objection is about, and tell which."""
    done = withdraw_sheets(campaign)
    return replace(
        noted,
        turfs=tuple(sorted({*noted.turfs, *done.turfs})),
        files=noted.files + done.files,
        unread=(*noted.unread, *tidy(campaign, done)),
    )


class Objecting:
    """Note objections as one act each: the base, the register of sheets, the copies.

    What is on sheets is read once. ``copies`` tells what became of the copies so far.
    """

    def __init__(
        self, campaign: Campaign, base: "Base", *, channel: str, who: str, now: datetime
    ) -> None:
        self._campaign, self._base = campaign, base
        self._how: dict[str, Any] = {"channel": channel, "who": who, "at": now}
        self._sheets = sheets_by_building(campaign)
        self.copies = Reached()

    def __call__(
        self,
        *,
        voter_id: str = "",
        building_id: str = "",
        door_label: str = "",
        identity: "Identity | None" = None,
        wish: "NamedWish | None" = None,
    ) -> int:
        """Note one; see ``people_base.people.oppositions.oppose``, as which it returns."""
        from people_base.people.oppositions import oppose as note

        touched = {building_id, building_of(self._base, voter_id) if voter_id else ""} - {""}
        erased = note(
            self._base,
            self._campaign.salt,
            voter_id=voter_id,
            building_id=building_id,
            door_label=door_label,
            identity=identity,
            wish=wish,
            recalled=[(turf, home) for home in touched for turf in self._sheets.get(home, ())],
            **self._how,
        )
        if voter_id:
            reached = forget_person(self._campaign, self._base, voter_id, self._how["at"])
            self.copies = self.copies.also(reached)
        return erased


def _identity(sought: PersonQuery) -> "Identity | None":
    from people_base.people.lookalikes import Identity

    if not sought.name:
        return None
    return Identity(sought.name, sought.name, sought.first_names, sought.birth_date)


def tidy(campaign: Campaign, done: Withdrawn) -> tuple[str, ...]:
    """Take who has left the base out of the file of homonyms; return the files nobody could read.

    The file points at people by bureau and order number, and may have been saved by any program:
    what cannot be read is named, and stops nothing.
    """
    path = campaign.review / _POINTING
    if not path.is_file():
        return done.unread
    try:
        rows = read_review(path)
    except BadInputError:
        return (*done.unread, f"review/{_POINTING}")
    if not {"bureau", "numero_ordre"} <= set(rows.columns):
        # a person has changed the file: the next import of the roll makes it anew
        path.unlink()
        return done.unread
    here = _cards(campaign)
    known = [
        (bureau.lstrip("0"), number.lstrip("0")) in here
        for bureau, number in zip(rows["bureau"], rows["numero_ordre"], strict=True)
    ]
    write_review(campaign, _POINTING, rows[known])
    return done.unread


def _cards(campaign: Campaign) -> set[tuple[str, str]]:
    """Return bureau and order number of everybody in the base, as people write them."""
    from people_base.store import read

    with campaign.base() as base:
        cards = read(base, VOTERS, columns=["bureau_id", "order_number"])
    bureaux = cards["bureau_id"].map(short_bureau)
    return set(zip(bureaux, cards["order_number"].str.lstrip("0"), strict=True))
