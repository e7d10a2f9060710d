"""How fast passwords may be guessed: by one origin, and by everybody together.

Each account rests after some wrong guesses (``accounts``); that does not stop somebody who tries
one password on many accounts. Here a guess takes a place in a queue that moves on by itself: a
few at once pass, then one now and then. Nobody is locked out for good, and a right password gives
its place back. One moment is kept for each queue, whatever is tried.
"""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

#: Origins remembered at once; the one that guessed longest ago is forgotten first.
ORIGINS_KEPT = 1000


@dataclass(frozen=True)
class Pace:
    """So many guesses at once, then one each ``every``."""

    at_once: int
    every: timedelta

    def after_one(self, due: datetime | None, now: datetime) -> datetime | None:
        """Return the moment at which all guesses are paid for, one more included.

        Parameters
        ----------
        due
            That moment before; nothing if nobody has guessed.
        now
            Clock.

        Returns
        -------
        datetime or None
            Nothing if the guess comes too soon.
        """
        start = now if due is None else max(due, now)
        if start - now > self.every * (self.at_once - 1):
            return None
        return start + self.every


#: Everybody together: 30 wrong guesses at once, then 180 an hour, over all accounts.
OVERALL = Pace(30, timedelta(seconds=20))
#: One address of the network: 10 at once, then 60 an hour.
BY_ORIGIN = Pace(10, timedelta(minutes=1))


class Origins:
    """The guesses of each origin, in the memory of one server: addresses are never written."""

    def __init__(self, pace: Pace = BY_ORIGIN, *, kept: int = ORIGINS_KEPT) -> None:
        self._pace = pace
        self._kept = kept
        self._due: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._due)

    def take(self, origin: str, now: datetime) -> bool:
        """Count a guess; tell whether it may be made.

        This machine itself is no origin: a server behind a proxy has all its visitors from there.
        """
        name = _network(origin)
        if not name:
            return True
        with self._lock:
            due = self._pace.after_one(self._due.get(name), now)
            if due is None:
                return False
            self._due[name] = due
            self._due.move_to_end(name)
            while len(self._due) > self._kept:
                self._due.popitem(last=False)
        return True

    def give_back(self, origin: str) -> None:
        """Take the last guess off the count: it was right."""
        name = _network(origin)
        with self._lock:
            if name in self._due:
                self._due[name] -= self._pace.every


def _network(origin: str) -> str:
    """Return the address, of IPv6 the network of one subscriber; empty for this machine."""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return ""
    if address.is_loopback:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
