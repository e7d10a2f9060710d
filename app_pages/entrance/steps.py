"""The ways in: a name with a password and a code, a turf's link, the command line's address."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from starlette.concurrency import run_in_threadpool

from app_pages.entrance.forms import closed_page, code_form, password_form
from app_pages.shared.pages import pages_of
from campaign.folder import Campaign, open_campaign
from campaign.server.accounts import LINK, at_the_door, open_link
from campaign.server.login import (
    Entered,
    enter_code,
    log_in,
    refusal,
    take_turn,
    wait_for_code,
    wrong_code,
)
from campaign.server.serve import TOKEN, is_campaign
from campaign.server.visits import IDLE, LONGEST_VISIT, EntryTokens, Visit
from canvass.errors import ArpenteurError, BadInputError
from canvass.words import Words

Page = Callable[[str], str]
_LOG = logging.getLogger("arpenteur.entrance")


@dataclass(frozen=True)
class Asked:
    """From which address of the network, by which browser.

    ``devices`` are the contents of the cookies of accounts that entered there, by their names.
    """

    origin: str
    devices: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """A visit that may begin, or the page that says why not.

    ``page`` makes the page, given where the visitor wanted to go; ``device`` is the name, the
    content and the life of the cookie by which this browser is known from then on.
    """

    visit: Visit | None = None
    page: Page = lambda _back: ""
    status: int = 401
    idle: timedelta = LONGEST_VISIT
    device: tuple[str, str, timedelta] | None = None


class Entrance:
    """What lets people in to the campaign of one folder.

    Parameters
    ----------
    folder
        Gives the campaign's folder.
    tokens
        Of the addresses that the command line shows.
    used
        Called once such an address was used: the next one is to be shown.
    throttle
        Gives the count of guesses.
    sleep
        Waits for some seconds.
    """

    #: What never stays in an address.
    TOKENS_IN_ADDRESSES: ClassVar = frozenset({LINK, TOKEN})

    def __init__(
        self,
        *,
        folder: Callable[[], Path],
        tokens: EntryTokens,
        used: Callable[[], object],
        throttle: Callable[[], Any],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._folder = folder
        self._tokens = tokens
        self._used = used
        self._throttle = throttle
        self._sleep = sleep

    def door(self) -> Page:
        """Return the page of whoever has no visit: the form where there are accounts."""
        return password_form if self._has_accounts() else _closed

    async def landing(self, visit: Visit) -> str:
        """Return the name of the page where somebody lands, which is shown at the root alone."""
        role = {"machine": "organiser", "link": "canvasser"}.get(visit.kind, "")
        if not role:
            door = await run_in_threadpool(
                lambda: at_the_door(self._campaign(), visit.account_id).account
            )
            role = door.role if door is not None else ""
        return next(iter(pages_of(role)), "")

    async def by_address(self, told: Mapping[str, str]) -> Answer | None:
        """Let in whoever opens a turf's link, or the address that the command line showed."""
        if TOKEN in told:
            # beside accounts it begins no visit, which would end while its page loads
            staffed = await run_in_threadpool(self._has_accounts)
            if staffed or not self._tokens.take(told[TOKEN]):
                return Answer()
            self._used()
            return Answer(Visit("machine"))
        if LINK in told:
            return await run_in_threadpool(self._by_link, told[LINK])
        return None

    def _by_link(self, token: str) -> Answer:
        try:
            shift = open_link(self._campaign(), token)
        except ArpenteurError as error:
            said = str(error)
            return Answer(page=lambda _back: closed_page(said), status=403)
        return Answer(Visit("link", shift.account_id, shift.shift_id))

    async def by_password(self, asked: Asked, form: Mapping[str, str]) -> Answer:
        """Let in whoever knows a password, when the turn of this guess comes."""
        name, password = form.get("name", ""), form.get("password", "")
        throttle = self._throttle()
        try:
            campaign = self._campaign()
            held = asked.devices.get(_device_of(name), "")
            take = partial(take_turn, throttle=throttle, origin=asked.origin, device=held)
            turn = await run_in_threadpool(take, campaign, name)
            await self._sleep(turn.wait.total_seconds())
            found = await run_in_threadpool(
                partial(log_in, campaign, turn, password, throttle=throttle)
            )
        except ArpenteurError as error:
            said = _told(error)
            return Answer(page=lambda back: password_form(back, said=said))
        if found.ticket:
            return Answer(page=lambda back: code_form(back, found.ticket), status=200)
        return _entered(found)

    async def by_code(self, form: Mapping[str, str]) -> Answer:
        """Let in whoever knows the code as well."""
        ticket, code = form.get("ticket", ""), form.get("code", "")
        throttle = self._throttle()
        try:
            campaign = self._campaign()
            wait = await run_in_threadpool(
                partial(wait_for_code, campaign, ticket, throttle=throttle)
            )
            await self._sleep(wait.total_seconds())
            found = await run_in_threadpool(
                partial(enter_code, campaign, ticket, code, throttle=throttle)
            )
        except ArpenteurError as error:
            said = _told(error)
            return Answer(page=lambda back: password_form(back, said=said))
        if found is None:
            wrong = str(wrong_code())
            return Answer(page=lambda back: code_form(back, ticket, said=wrong))
        return _entered(found)

    def _campaign(self) -> Campaign:
        return open_campaign(self._folder())

    def _has_accounts(self) -> bool:
        try:
            return is_campaign(self._folder()) and not at_the_door(self._campaign(), "").open
        except ArpenteurError:
            return False


def _closed(_back: str) -> str:
    return closed_page()


def _entered(found: Entered) -> Answer:
    name = found.account.account_id
    visit = Visit("account", name, stamp=found.account.stamp)
    device = (_device_of(name), found.device, found.known_for)
    return Answer(visit, idle=IDLE, device=device)


def _device_of(name: str) -> str:
    """Return the cookie's name of an account that entered here; it does not tell which."""
    return hashlib.sha256(name.strip().casefold().encode()).hexdigest()[:12]


def _told(error: ArpenteurError) -> str:
    """Word a refusal; what is wrong with the campaign's folder is for who started the app."""
    if isinstance(error, BadInputError) and error.message == refusal():
        return str(error)
    _LOG.warning("%s", error)
    return str(
        Words(
            "La campagne ne s'ouvre pas : le terminal d'où l'application a été lancée dit "
            "pourquoi.",
            "The campaign does not open: the terminal that the app was started from says why.",
        )
    )
