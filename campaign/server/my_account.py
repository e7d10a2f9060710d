"""What whoever is at the screen changes about their own account."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.folder import Campaign
from canvass.errors import BadInputError
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.access.accounts import Account
    from people_base.access.login_throttle import LoginThrottle

#: What an authenticator shows above the codes; a campaign's name would tell who canvasses for it.
_ISSUER = "Arpenteur"


@dataclass(frozen=True)
class Offered:
    """What a phone is to keep so that it shows codes: by its camera, or typed in.

    ``nonce`` is what it is made from, for ``set_code``.
    """

    nonce: str = field(repr=False)
    address: str = field(repr=False)
    typed: str = field(repr=False)

    @property
    def drawing(self) -> str:
        """The QR code of ``address``, as SVG."""
        from walklists.paper.qr_code import qr_svg

        return qr_svg(self.address).decode()


@dataclass(frozen=True)
class CodeChanged:
    """Whether an account is asked for a code from now on."""

    name: str
    asked: bool


def change_own_password(
    campaign: Campaign,
    name: str,
    *,
    current: str,
    new: str,
    throttle: "LoginThrottle",
    now: datetime | None = None,
) -> "Account":
    """Set another password for whoever knows the present one; return the account as it is then.

    Raises
    ------
    BadInputError
        If the present one is wrong or was guessed too often, or the new one is short or the same.
    """
    from people_base.access.accounts import account, change_password
    from people_base.access.login import check_own_password

    at = now or datetime.now(UTC)
    with campaign.base() as base:
        check_own_password(base, name, current, throttle=throttle, now=at)
        if new == current:
            raise BadInputError(Words("C'est le même mot de passe.", "This is the same password."))
        change_password(base, name, new, who=name, at=at)
        found = account(base, name)
    assert found is not None  # noqa: S101 - its password was just changed
    return found


def offer_code(campaign: Campaign, name: str) -> Offered:
    """Draw what a phone is to keep; nothing is asked for before ``set_code``."""
    from people_base.access.second_factor import (
        base32_of,
        new_nonce,
        setup_address,
        shared_secret,
    )

    nonce = new_nonce()
    secret = shared_secret(campaign.salt, name, nonce)
    return Offered(nonce, setup_address(secret, name, _ISSUER), base32_of(secret))


def set_code(
    campaign: Campaign,
    name: str,
    *,
    nonce: str,
    code: str,
    who: str = "",
    now: datetime | None = None,
) -> CodeChanged:
    """Ask an account for a code from now on; ``code`` proves that its phone shows them.

    Raises
    ------
    BadInputError
        If the code is wrong, or there is no such account.
    """
    from people_base.access.second_factor import set_second_factor

    at = now or datetime.now(UTC)
    with campaign.base() as base:
        set_second_factor(base, campaign.salt, name, nonce=nonce, code=code, who=who, at=at)
    return CodeChanged(name, asked=True)


def remove_code(
    campaign: Campaign, name: str, *, who: str = "", now: datetime | None = None
) -> CodeChanged:
    """Ask an account for its password alone: its phone was lost.

    Raises
    ------
    BadInputError
        If there is no such account.
    """
    from people_base.access.second_factor import remove_second_factor

    with campaign.base() as base:
        remove_second_factor(base, name, who=who, at=now or datetime.now(UTC))
    return CodeChanged(name, asked=False)


def remove_own_code(
    campaign: Campaign, name: str, *, current: str, throttle: "LoginThrottle"
) -> CodeChanged:
    """Stop asking for codes, for whoever knows the password.

    Raises
    ------
    BadInputError
        If the password is wrong or was guessed too often.
    """
    from people_base.access.login import check_own_password

    with campaign.base() as base:
        check_own_password(base, name, current, throttle=throttle, now=datetime.now(UTC))
    return remove_code(campaign, name, who=name)


def is_asked_for_code(campaign: Campaign, name: str) -> bool:
    """Tell whether an account is asked for a code."""
    from people_base.access.second_factor import has_second_factor

    with campaign.base() as base:
        return has_second_factor(base, name)
