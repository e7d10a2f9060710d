"""The way in by a name and a password, then by a code where the account has a second factor."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from campaign.folder import Campaign
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.access.accounts import Account
    from people_base.access.login import Turn
    from people_base.access.login_throttle import LoginThrottle

#: How long a right password waits for its code.
_CODE_WAITS = timedelta(minutes=5)
_TICKET = "second factor"


@dataclass(frozen=True)
class Entered:
    """Whose password was right.

    ``ticket`` is what the code of the second factor is to come with, where one is asked for;
    ``device`` is what makes the browser known for ``known_for``, where none is.
    """

    account: "Account"
    ticket: str = ""
    device: str = ""
    known_for: timedelta = timedelta(0)


def new_throttle() -> "LoginThrottle":
    """Begin to count guesses; a server keeps one count."""
    from people_base.access.login_throttle import LoginThrottle

    return LoginThrottle()


def take_turn(
    campaign: Campaign,
    name: str,
    *,
    throttle: "LoginThrottle",
    origin: str = "",
    device: str = "",
    now: datetime | None = None,
) -> "Turn":
    """Take a place among the guesses; see ``people_base.access.login.take_turn``."""
    from people_base.access.login import take_turn as take

    with campaign.base() as base:
        return take(
            base,
            name,
            key=campaign.salt,
            throttle=throttle,
            now=now or datetime.now(UTC),
            origin=origin,
            device=device,
        )


def log_in(
    campaign: Campaign,
    turn: "Turn",
    password: str,
    *,
    throttle: "LoginThrottle",
    now: datetime | None = None,
) -> Entered:
    """Check a password; a browser that is known already is not asked for a code.

    Raises
    ------
    BadInputError
        If it is wrong, or the name is no account.
    """
    from people_base.access.login import login
    from people_base.access.second_factor import has_second_factor
    from people_base.access.signing import signer

    at = now or datetime.now(UTC)
    with campaign.base() as base:
        found = login(base, turn, password, throttle=throttle, now=at)
        coded = has_second_factor(base, found.account_id)
    if coded and not turn.device:
        told = [found.account_id, found.stamp, int(at.timestamp())]
        return Entered(found, ticket=str(signer(campaign.salt, _TICKET).dumps(told)))
    return _entered(campaign, found, at, number=turn.device)


def wait_for_code(
    campaign: Campaign,
    ticket: str,
    *,
    throttle: "LoginThrottle",
    now: datetime | None = None,
) -> timedelta:
    """Take a place among the guesses of a code; return how long it waits.

    Raises
    ------
    BadInputError
        If the ticket is worn out, or there were too many guesses.
    """
    from people_base.access.login import refused
    from people_base.access.login_throttle import by_code

    at = now or datetime.now(UTC)
    wait = throttle.take([by_code(_holder(campaign, ticket, at).account_id)], at)
    if wait is None:
        raise refused()
    return wait


def enter_code(
    campaign: Campaign,
    ticket: str,
    code: str,
    *,
    throttle: "LoginThrottle",
    now: datetime | None = None,
) -> Entered | None:
    """Check the code of a second factor; nothing if it is wrong.

    Raises
    ------
    BadInputError
        If the ticket is worn out.
    """
    from people_base.access.login_throttle import by_code
    from people_base.access.second_factor import use_code

    at = now or datetime.now(UTC)
    found = _holder(campaign, ticket, at)
    with campaign.base() as base:
        if not use_code(base, campaign.salt, found.account_id, code, now=at):
            return None
    throttle.give_back([by_code(found.account_id)])
    return _entered(campaign, found, at)


def _entered(campaign: Campaign, found: "Account", at: datetime, *, number: str = "") -> Entered:
    from people_base.access.login import DEVICE_KNOWN, known_device

    device = known_device(campaign.salt, found, at, number=number)
    return Entered(found, device=device, known_for=DEVICE_KNOWN)


def _holder(campaign: Campaign, ticket: str, now: datetime) -> "Account":
    """Return the account whose password came with a ticket, while it is good."""
    from people_base.access.accounts import account
    from people_base.access.login import refused
    from people_base.access.signing import read_signed

    match read_signed(campaign.salt, _TICKET, ticket):
        case [str(name), str(stamp), int(since)]:
            with campaign.base() as base:
                found = account(base, name)
            age = now.timestamp() - since
            fresh = 0 <= age < _CODE_WAITS.total_seconds()
            if fresh and found is not None and found.stamp == stamp:
                return found
    raise refused()


def refusal() -> Words:
    """Return the one answer to whoever does not get in."""
    from people_base.access.login import refused

    return refused().message


def wrong_code() -> Words:
    """Return the answer to a wrong code."""
    from people_base.access.second_factor import wrong_code as wrong

    return wrong().message
