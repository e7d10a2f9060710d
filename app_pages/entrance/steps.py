"""The ways in: a name with a password and a code, a turf's link, the command line's address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from starlette.concurrency import run_in_threadpool

from app_pages.entrance.forms import closed_page, password_form
from campaign.folder import Campaign, open_campaign
from campaign.server.accounts import LINK, at_the_door, log_in, open_link
from campaign.server.serve import TOKEN, is_campaign
from campaign.server.visits import LONGEST_VISIT, EntryTokens, Visit
from canvass.errors import ArpenteurError

Page = Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """From which address of the network, with which cookies."""

    origin: str
    cookies: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """A visit that may begin, or the page that says why not.

    ``page`` makes the page, given where the visitor wanted to go; ``device`` is the name and the
    content of the cookie by which this browser is known from then on.
    """

    visit: Visit | None = None
    page: Page = lambda _back: ""
    status: int = 401
    idle: timedelta = LONGEST_VISIT
    device: tuple[str, str] | None = None


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
    origins
        Gives the count of guesses by address.
    """

    #: What never stays in an address.
    TOKENS_IN_ADDRESSES: ClassVar = frozenset({LINK, TOKEN})

    def __init__(
        self,
        *,
        folder: Callable[[], Path],
        tokens: EntryTokens,
        used: Callable[[], object],
        origins: Callable[[], Any],
    ) -> None:
        self._folder = folder
        self._tokens = tokens
        self._used = used
        self._origins = origins

    def door(self) -> Page:
        """Return the page of whoever has no visit: the form where there are accounts."""
        return password_form if self._has_accounts() else _closed

    async def by_address(self, told: Mapping[str, str]) -> Answer | None:
        """Let in whoever opens a turf's link, or the address that the command line showed."""
        if TOKEN in told:
            if self._tokens.take(told[TOKEN]):
                self._used()
                return Answer(Visit("machine"))
            return Answer(page=await run_in_threadpool(self.door))
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
        """Let in whoever knows a password."""
        return await run_in_threadpool(self._by_password, asked, form)

    def _by_password(self, asked: Asked, form: Mapping[str, str]) -> Answer:
        name, password = form.get("name", ""), form.get("password", "")
        try:
            found = log_in(
                self._campaign(), name, password, origin=asked.origin, origins=self._origins()
            )
        except ArpenteurError as error:
            said = str(error)
            return Answer(page=lambda back: password_form(back, said=said))
        return Answer(Visit("account", found.account_id))

    async def by_code(self, _asked: Asked, _form: Mapping[str, str]) -> Answer:
        """Let in whoever knows the code as well."""
        return Answer(page=password_form)

    def _campaign(self) -> Campaign:
        return open_campaign(self._folder())

    def _has_accounts(self) -> bool:
        try:
            return is_campaign(self._folder()) and not at_the_door(self._campaign(), "").open
        except ArpenteurError:
            return False


def _closed(_back: str) -> str:
    return closed_page()
