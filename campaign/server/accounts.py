"""Accounts, what each role sees, and the outings that open a turf to somebody for some hours."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign
from campaign.server.serve import LOCAL_ADDRESS
from canvass.errors import BadInputError
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.access.accounts import Account, Role
    from people_base.field.shifts import Shift

ROLE_NAMES: Mapping[str, Words] = {
    "organiser": Words("organisateur", "organiser"),
    "analyst": Words("analyste", "analyst"),
    "leader": Words("responsable d'équipe", "team leader"),
    "canvasser": Words("bénévole", "canvasser"),
}
#: What the address of a turf's link holds before its token.
LINK = "secteur"


@dataclass(frozen=True)
class Accounts:
    """Every account, one a row."""

    table: pd.DataFrame


@dataclass(frozen=True)
class Door:
    """``open`` while there is no account; ``account`` is who asks, as they are now."""

    open: bool
    account: "Account | None"


@dataclass(frozen=True)
class Given:
    """An outing, with the token that opens it in the app at ``address``."""

    shift: "Shift"
    token: str
    address: str = LOCAL_ADDRESS

    @property
    def link(self) -> str:
        """The link to give to whoever walks the turf."""
        return f"{self.address}/?{LINK}={self.token}"


def known_role(name: str) -> "Role":
    """Return the role that a word names, in either language.

    Raises
    ------
    BadInputError
        If there is none.
    """
    from people_base.access.accounts import ROLES

    for role in ROLES:
        words = ROLE_NAMES[role]
        if name.strip().casefold() in {role, words.fr, words.en}:
            return role
    told = ", ".join(str(words) for words in ROLE_NAMES.values())
    raise BadInputError(Words(f"Rôles : {told}.", f"Roles: {told}."))


def list_accounts(campaign: Campaign) -> Accounts:
    """Return the accounts; passwords are not among what is read."""
    from people_base.access.accounts import accounts

    with campaign.base() as base:
        return Accounts(accounts(base))


def add_account(
    campaign: Campaign, name: str, role: str, password: str, *, who: str = ""
) -> Accounts:
    """Make an account; see ``people_base.access.accounts.add_account``."""
    from people_base.access.accounts import add_account as add

    with campaign.base() as base:
        add(base, name, known_role(role), password, who=who, at=datetime.now(UTC))
    return list_accounts(campaign)


def change_password(campaign: Campaign, name: str, password: str, *, who: str = "") -> Accounts:
    """Set another password; its visits, and what slowed guesses on it, end."""
    from people_base.access.accounts import change_password as change

    with campaign.base() as base:
        change(base, name, password, who=who, at=datetime.now(UTC))
    return list_accounts(campaign)


def remove_account(campaign: Campaign, name: str, *, who: str = "") -> Accounts:
    """Remove an account; its outings and links end."""
    from people_base.access.accounts import remove_account as remove

    with campaign.base() as base:
        remove(base, name, who=who, at=datetime.now(UTC))
    return list_accounts(campaign)


def at_the_door(campaign: Campaign, name: str) -> Door:
    """Tell whether the app asks for accounts, and give the one of a name as it is now."""
    from people_base.access.accounts import account, accounts

    with campaign.base() as base:
        return Door(accounts(base).empty, account(base, name) if name else None)


def give_shift(
    campaign: Campaign,
    name: str,
    turf_id: str,
    *,
    starts: datetime,
    ends: datetime,
    who: str = "",
    address: str = LOCAL_ADDRESS,
) -> Given:
    """Give a turf to somebody for some hours, with the link that opens it at ``address``.

    Raises
    ------
    BadInputError
        If account or turf do not exist, or the hours end before they start.
    """
    from people_base.field.shifts import give_shift as give
    from people_base.field.shifts import sign

    with campaign.base() as base:
        shift = give(base, name, turf_id, starts=starts, ends=ends, who=who, at=datetime.now(UTC))
    return Given(shift, sign(campaign.salt, shift), address.rstrip("/"))


def end_shift(campaign: Campaign, shift_id: str, *, who: str = "") -> bool:
    """Take a turf back at once; its link dies."""
    from people_base.field.shifts import end_shift as end

    with campaign.base() as base:
        return end(base, shift_id, who=who, at=datetime.now(UTC))


def list_shifts(campaign: Campaign) -> pd.DataFrame:
    """Return every outing: ``account_id, turf_id, starts, ends, given_by`` by ``shift_id``."""
    from people_base.field.shifts import shifts

    with campaign.base() as base:
        return shifts(base)


def turfs_now(campaign: Campaign, name: str, *, now: datetime | None = None) -> "list[Shift]":
    """Return the outings of an account that are under way: the only turfs that they may see."""
    from people_base.access.accounts import account
    from people_base.field.shifts import shifts_on

    with campaign.base() as base:
        who = account(base, name)
        return shifts_on(base, who, now or datetime.now(UTC)) if who is not None else []


def open_link(campaign: Campaign, token: str, *, now: datetime | None = None) -> "Shift":
    """Return the outing that a link opens.

    Raises
    ------
    BadInputError
        If it is forged, worn out, taken back, or its hours have not come.
    """
    from people_base.field.shifts import open_link as opened

    with campaign.base() as base:
        return opened(base, campaign.salt, token, now=now or datetime.now(UTC))


def who_acts() -> str:
    """Return who is at work, as the audit names them."""
    from people_base.access.audit import acting

    return acting.get()


def act_as(name: str = "") -> None:
    """Name who is at work, for the audit; whoever is at the keyboard if nobody logged in."""
    import getpass

    from people_base.access.audit import acting

    if not name:
        with suppress(KeyError, OSError):
            name = getpass.getuser()
    acting.set(name)
