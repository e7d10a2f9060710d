"""Who is at which browser: visits in the memory of one server, known by a signed cookie.

A visit begins with a password, a turf's link, or the address that the command line opened; it
ends when nobody has done anything for a while, or by itself after some hours. The cookie holds
nothing but a number that the server drew, so that what ends here is over everywhere.
"""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Literal

#: ``machine``: whoever started the app, while there is no account.
Kind = Literal["machine", "account", "link"]
#: A visit by a password ends when nobody has done anything for so long.
IDLE = timedelta(minutes=30)
#: However busy, a visit ends after a day of work.
LONGEST_VISIT = timedelta(hours=12)
#: Visits remembered at once; the one that was idle longest is forgotten first.
VISITS_KEPT = 2000
_USE = "visit"


@dataclass(frozen=True)
class Visit:
    """Somebody at a browser: an account, or the shift that a link opened to one.

    ``stamp`` is the account's as it entered: under another one the visit is over.
    """

    kind: Kind
    account_id: str = ""
    shift_id: str = ""
    stamp: str = field(default="", repr=False)


@dataclass
class _Kept:
    visit: Visit
    idle: timedelta
    seen: datetime
    ends: datetime


class Visits:
    """The visits of one server, by what their cookies hold.

    Parameters
    ----------
    clock
        Gives the present moment.
    kept
        How many are remembered.
    """

    def __init__(
        self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), kept: int = VISITS_KEPT
    ) -> None:
        self._clock = clock
        self._most = kept
        self._secret = secrets.token_bytes(32)
        self._visits: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def begin(self, visit: Visit, *, idle: timedelta = LONGEST_VISIT) -> str:
        """Remember a visit; return what its cookie holds."""
        from people_base.access.signing import signer

        number = secrets.token_urlsafe(24)
        now = self._clock()
        with self._lock:
            self._visits[number] = _Kept(visit, idle, now, now + LONGEST_VISIT)
            while len(self._visits) > self._most:
                self._visits.popitem(last=False)
        return str(signer(self._secret, _USE).dumps(number))

    def find(self, cookie: str, *, active: bool = False) -> Visit | None:
        """Return the visit of a cookie; nothing if it is forged or over.

        Parameters
        ----------
        active
            Whether a person did something: a page that only looks whether it is still on did not.
        """
        number = self._number(cookie)
        now = self._clock()
        with self._lock:
            kept = self._visits.get(number)
            if kept is None:
                return None
            if now >= min(kept.seen + kept.idle, kept.ends):
                del self._visits[number]
                return None
            if active:
                kept.seen = now
                self._visits.move_to_end(number)
            return kept.visit

    def end(self, cookie: str) -> None:
        """Forget the visit of a cookie."""
        with self._lock:
            self._visits.pop(self._number(cookie), None)

    def change(self, cookie: str, visit: Visit) -> None:
        """Go on with a visit as another one: its account has another password."""
        with self._lock:
            kept = self._visits.get(self._number(cookie))
            if kept is not None:
                kept.visit = visit

    def end_all_of(self, account_id: str, *, but: str = "") -> None:
        """Forget the visits of an account, at whatever browser; ``but`` that of one cookie."""
        spared = self._number(but)
        with self._lock:
            for number, kept in list(self._visits.items()):
                if kept.visit.account_id == account_id and number != spared:
                    del self._visits[number]

    def _number(self, cookie: str) -> str:
        from people_base.access.signing import read_signed

        return str(read_signed(self._secret, _USE, cookie) or "")


class EntryTokens:
    """The token in the address that the command line opens; each opens one visit.

    One is valid at a time, so that what stays in a terminal or in a history opens nothing.
    """

    def __init__(self) -> None:
        self._valid = ""
        self._lock = Lock()

    def new(self) -> str:
        """Draw a token; the one before opens nothing any more."""
        with self._lock:
            self._valid = secrets.token_urlsafe(24)
            return self._valid

    def take(self, token: str) -> bool:
        """Tell whether a token is the valid one, and use it up."""
        with self._lock:
            right = bool(self._valid) and hmac.compare_digest(self._valid.encode(), token.encode())
            if right:
                self._valid = ""
            return right
