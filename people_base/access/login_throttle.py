"""How fast passwords may be guessed: on one name, from one address, and by everybody together.

A guess takes a place in queues that move on by themselves: a few at once pass, then one now and
then, which waits for its turn; where the wait would be long, it is refused, in the words of a wrong
password. A right password gives its places back. A browser that already entered with a right
password has a queue of its own, so that nobody else's guesses keep its owner out.

A name's queue is there whether or not the name is an account: how fast a guess is answered tells
nothing. One moment is kept for each queue, in the memory of one server, whatever is tried.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import NamedTuple

#: Queues remembered at once; the one that moved longest ago is forgotten first.
QUEUES_KEPT = 5000
#: The longest that a guess waits for its turn.
PATIENCE = timedelta(minutes=1)
#: A hash takes 64 MiB while it is made.
_HASHES_AT_ONCE = 2


@dataclass(frozen=True)
class Pace:
    """So many guesses at once, then one each ``every``."""

    at_once: int
    every: timedelta

    def wait(self, due: datetime | None, now: datetime) -> timedelta:
        """Return how long a guess waits for its turn.

        Parameters
        ----------
        due
            When all guesses before it are paid for; nothing if nobody has guessed.
        now
            Clock.
        """
        ahead = timedelta(0) if due is None else due - now
        return max(ahead - self.every * (self.at_once - 1), timedelta(0))

    def after_one(self, due: datetime | None, now: datetime) -> datetime:
        """Return the moment at which all guesses are paid for, one more included."""
        return (now if due is None else max(due, now)) + self.every


#: Everybody together: 30 guesses at once, then 180 an hour, over all names.
OVERALL = Pace(30, timedelta(seconds=20))
#: One address of the network: 10 at once, then 60 an hour.
BY_ORIGIN = Pace(10, timedelta(minutes=1))
#: One name, from browsers that never entered with it: 25 in 24 hours (CNIL, "Mots de passe", 2022).
BY_NAME = Pace(9, timedelta(minutes=90))
#: One browser that entered with the name before.
BY_DEVICE = Pace(5, timedelta(minutes=1))
#: The code of a second factor, asked for after a right password.
BY_CODE = Pace(5, timedelta(minutes=10))
#: The present password of somebody who is inside and asks for another one.
BY_OWN = Pace(5, timedelta(minutes=5))


class Queue(NamedTuple):
    """What one sort of guesses waits in."""

    name: str
    pace: Pace


class LoginThrottle:
    """The queues of one server, in its memory: names and addresses are never written."""

    def __init__(self, *, patience: timedelta = PATIENCE, kept: int = QUEUES_KEPT) -> None:
        self._patience = patience
        self._kept = kept
        self._due: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()
        self._unseen = 0
        #: Held while a password is hashed.
        self.hashing = BoundedSemaphore(_HASHES_AT_ONCE)

    def __len__(self) -> int:
        return len(self._due)

    def take(self, queues: Sequence[Queue], now: datetime) -> timedelta | None:
        """Count a guess in each queue; return how long it waits, nothing if that is too long.

        What is refused so counts in no queue: nobody makes others wait by being refused.
        """
        with self._lock:
            wait = max(queue.pace.wait(self._due.get(queue.name), now) for queue in queues)
            if wait > self._patience:
                self._unseen += 1
                return None
            for queue in queues:
                self._due[queue.name] = queue.pace.after_one(self._due.get(queue.name), now)
                self._due.move_to_end(queue.name)
            while len(self._due) > self._kept:
                self._due.popitem(last=False)
        return wait

    def give_back(self, queues: Sequence[Queue]) -> None:
        """Take a guess off the count: it was right."""
        with self._lock:
            for queue in queues:
                if queue.name in self._due:
                    self._due[queue.name] -= queue.pace.every

    def refused_unseen(self) -> int:
        """Return how many guesses were refused unseen since this was last asked."""
        with self._lock:
            unseen, self._unseen = self._unseen, 0
            return unseen


def by_origin(origin: str) -> list[Queue]:
    """Return the queue of an address; of IPv6 that of one subscriber's network.

    This machine itself has none: a server behind a proxy has all its visitors from there.
    """
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return []
    if address.is_loopback:
        return []
    if isinstance(address, ipaddress.IPv6Address):
        origin = str(ipaddress.ip_network((address, 64), strict=False))
    return [Queue(f"origin {origin}", BY_ORIGIN)]


def by_code(account_id: str) -> Queue:
    """Return the queue of an account's second factor."""
    return Queue(f"code {account_id}", BY_CODE)
