"""Ask the national geocoder (Géoplateforme, IGN) for addresses, parcel by parcel.

The service answers late, cuts its answers short, sends 502 and 504, and blocks for five seconds
whoever calls more than 50 times a second (https://geoservices.ign.fr, limits of use; threads of
its users). So every answer is checked row by row, what came is kept at once, and what is missing
is asked again, in smaller parcels.
"""

import csv
import email.utils
import io
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

import pandas as pd
import requests

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.headers import header_key, known_names
from files.text_table import open_text
from geocoding.online_answers import FIELDS, Answer
from geocoding.online_questions import SENT

URL = "https://data.geopf.fr/geocodage/search/csv"
#: The position of a row in its parcel: what comes back is known by it, and it tells nothing.
ROW = "ligne"
_LOCAL = {"127.0.0.1", "::1", "localhost"}
#: By which the header of an answer is known.
_HEADER = {name: (header_key(name),) for name in (ROW, "result_score", "result_label")}
#: No answer is longer than this, a row and besides.
_BYTES_A_ROW, _BYTES_BESIDES = 4_000, 100_000
#: Small, because the clock is looked at between two reads.
_BYTES_AT_ONCE = 128
_CONNECT_S = 10.0
_BLOCKED_S = 5.0
_SETTLED = {"ok", "not-found", "skipped", ""}
#: 4xx that another try, or a smaller parcel, may settle: time-out, too large, too early.
_PASSING = {408, 413, 425}


@dataclass(frozen=True)
class Service:
    """How the service is called.

    ``tries``: calls that fail one after the other before giving up; ``row_tries``: how often a row
    is asked for that the service answers with an error; ``longest_wait_s``: a longer wait, asked
    for by the service, ends the work until another time.
    """

    url: str = URL
    rows_at_once: int = 2_000
    calls_per_s: float = 10.0
    answer_s: float = 180.0
    tries: int = 6
    row_tries: int = 3
    first_pause_s: float = 1.0
    longest_wait_s: float = 120.0


@dataclass(frozen=True)
class Asked:
    """How it went: rows answered and left, calls made, and what stopped the work, if anything."""

    answered: int
    left: int
    calls: int
    trouble: Words | None = None


class Kept(Protocol):
    """Where answers are kept, by key."""

    def add(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers for good."""


def ask(
    questions: pd.DataFrame,
    kept: Kept,
    *,
    service: Service | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    on_progress: OnProgress = silent,
) -> Asked:
    """Ask for addresses; whatever the service does, what it answered rightly is kept.

    Parameters
    ----------
    questions
        Columns ``adresse`` and ``code_insee`` by ``key``; no other column is sent.
    kept
        Receives the answers of each call before the next one.

    Raises
    ------
    BadInputError
        If the service's address is not encrypted (``https``).
    """
    service = service or Service()
    refuse_clear(service.url)
    with requests.Session() as session:
        work = _Work(questions, kept, service, session, sleep, clock, on_progress)
        return work.run()


def refuse_clear(url: str) -> None:
    """Refuse a service whose calls anyone on the way could read; this machine's own is no other.

    Raises
    ------
    BadInputError
        If it is not ``https``.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise BadInputError(
            Words(
                "Le service doit être en https : des adresses d'électeurs ne circulent pas en "
                "clair.",
                "The service must use https: addresses of voters do not travel in clear.",
            )
        )


@dataclass(frozen=True)
class _Reply:
    """What one call gave. ``answers`` by key; ``wrong``: keys whose row was no answer."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()
    wait_s: float = 0.0
    refused: int = 0
    why: str = ""


class _Work:
    """The parcels still to be asked for, and the calls made so far."""

    def __init__(
        self,
        questions: pd.DataFrame,
        kept: Kept,
        service: Service,
        session: requests.Session,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        on_progress: OnProgress,
    ) -> None:
        self.sent = {
            str(key): (str(text), str(insee))
            for key, text, insee in zip(
                questions.index, *(questions[column] for column in SENT), strict=True
            )
        }
        self.size = service.rows_at_once
        self.parcels: deque[list[str]] = deque()
        self._queue(list(self.sent))
        self.kept, self.service, self.session = kept, service, session
        self.sleep, self.clock, self.on_progress = sleep, clock, on_progress
        self.missed: Counter[str] = Counter()
        self.answered = self.calls = self.failures = self.waits = 0
        self.last_call = -float("inf")

    def run(self) -> Asked:
        trouble = None
        while self.parcels and trouble is None:
            parcel = self.parcels.popleft()
            self.on_progress(self.answered, len(self.sent))
            trouble = self._take(parcel, self._call(parcel))
        self.on_progress(self.answered, len(self.sent))
        return Asked(self.answered, len(self.sent) - self.answered, self.calls, trouble)

    def _queue(self, keys: Sequence[str]) -> None:
        self.parcels.extend(
            list(keys[at : at + self.size]) for at in range(0, len(keys), self.size)
        )

    def _halve(self) -> None:
        """Make every parcel smaller: what was too much for the service would be again."""
        self.size = max((self.size + 1) // 2, 1)
        keys = [key for parcel in self.parcels for key in parcel]
        self.parcels.clear()
        self._queue(keys)

    def _take(self, parcel: list[str], reply: _Reply) -> Words | None:
        """Keep what came, queue what did not; give what makes going on pointless."""
        if reply.wait_s:
            return self._wait(parcel, reply.wait_s)
        if reply.refused:
            return _refusal(reply.refused)
        if reply.answers:
            self.kept.add(reply.answers)
            self.answered += len(reply.answers)
            self.failures = self.waits = 0
        else:
            self.failures += 1
            if self.failures >= self.service.tries:
                return _unreachable(reply.why)
            self.sleep(self.service.first_pause_s * 2 ** (self.failures - 1))
            self._halve()
        alone = len(parcel) == 1
        for key in parcel:
            self.missed[key] += key in reply.wrong or (alone and not reply.answers)
        # After the others: one row that upsets the service does not stop them.
        self._queue(
            [
                key
                for key in parcel
                if key not in reply.answers and self.missed[key] < self.service.row_tries
            ]
        )
        return None

    def _wait(self, parcel: list[str], seconds: float) -> Words | None:
        self.waits += 1
        if seconds > self.service.longest_wait_s or self.waits > self.service.tries:
            return Words(
                f"le service demande d'attendre {seconds:.0f} s",
                f"the service asks to wait {seconds:.0f} s",
            )
        self.sleep(seconds)
        self.parcels.appendleft(parcel)
        return None

    def _call(self, parcel: Sequence[str]) -> _Reply:
        pause = self.last_call + 1 / self.service.calls_per_s - self.clock()
        if pause > 0:
            self.sleep(pause)
        self.last_call = self.clock()
        self.calls += 1
        try:
            response = self.session.post(
                self.service.url,
                files={"data": ("adresses.csv", self._csv(parcel), "text/csv; charset=utf-8")},
                data={"columns": "adresse", "citycode": "code_insee", "indexes": "address"},
                headers={"User-Agent": "arpenteur", "Accept": "text/csv"},
                timeout=(_CONNECT_S, self.service.answer_s),
                # Elsewhere is not where the organiser agreed to send addresses.
                allow_redirects=False,
                stream=True,
            )
            with response:
                return self._read(parcel, response)
        except requests.RequestException as error:
            return _Reply(why=type(error).__name__)

    def _csv(self, parcel: Sequence[str]) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([ROW, *SENT])
        writer.writerows([place, *self.sent[key]] for place, key in enumerate(parcel))
        return out.getvalue().encode()

    def _read(self, parcel: Sequence[str], response: requests.Response) -> _Reply:
        status = response.status_code
        if status == requests.codes.too_many_requests:
            return _Reply(wait_s=_retry_after(response.headers.get("retry-after", "")))
        if 300 <= status < 500 and status not in _PASSING:
            return _Reply(refused=status)
        if status != requests.codes.ok:
            return _Reply(why=f"HTTP {status}")
        body = self._body(response, _BYTES_BESIDES + _BYTES_A_ROW * len(parcel))
        return _answers(body, [(key, self.sent[key][0]) for key in parcel])

    def _body(self, response: requests.Response, most: int) -> bytes:
        """Read what comes, up to a size and within the time: a drip must not last for ever."""
        end = self.clock() + self.service.answer_s
        body = bytearray()
        try:
            for chunk in response.iter_content(_BYTES_AT_ONCE):
                body += chunk
                if len(body) > most or self.clock() > end:
                    break
        except requests.RequestException:
            # Rows that came whole before the line was cut are good.
            return bytes(body)
        return bytes(body)


def _answers(body: bytes, asked: Sequence[tuple[str, str]]) -> _Reply:
    """Match the rows of an answer with what was asked, by position and by the address echoed."""
    header, rows = _rows(body)
    if ROW not in header or "result_score" not in header:
        return _Reply(why="?")
    found: dict[str, Answer] = {}
    wrong: set[str] = set()
    # The last row of an answer cut short may itself be cut.
    for values in rows if len(rows) >= len(asked) else rows[:-1]:
        row = dict(zip(header, values, strict=True))
        place = row[ROW]
        if not (place.isascii() and place.isdecimal() and int(place) < len(asked)):
            continue
        key, sent = asked[int(place)]
        answer = {name: _value(row, name) for name in FIELDS}
        echoed = " ".join(row.get("adresse", "").split()) == sent
        if not echoed or answer["status"] not in _SETTLED or found.get(key, answer) != answer:
            wrong.add(key)
        found[key] = answer
    return _Reply({k: v for k, v in found.items() if k not in wrong}, frozenset(wrong), why="?")


def _rows(body: bytes) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return the header and the rows as wide as it; others are left out."""
    try:
        sheet = open_text(body, "", "", known_names(_HEADER))
    except BadInputError:
        return (), []
    rows = [values for _, values in sheet.rows() if not isinstance(values, Words)]
    return sheet.header, [values for values in rows if len(values) == len(sheet.header)]


def _value(row: Mapping[str, str], name: str) -> str:
    """Take a field; the position goes without the prefix in the service, with it elsewhere."""
    return row.get(f"result_{name}") or (row.get(name, "") if name[-5:] == "itude" else "")


def _retry_after(text: str) -> float:
    """Read seconds or a date; the service blocks for five seconds where it says nothing."""
    if text.strip().isdecimal():
        return max(float(text), 0.1)
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return _BLOCKED_S
    return max((at.astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0.1)


def _refusal(status: int) -> Words:
    return Words(
        f"le service refuse la demande (HTTP {status})",
        f"the service refuses the request (HTTP {status})",
    )


def _unreachable(why: str) -> Words:
    return Words(
        f"le service ne répond pas comme il faut ({why})",
        f"the service does not answer as it should ({why})",
    )
