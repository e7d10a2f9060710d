"""The campaign silence of article L49 of the Code électoral, by territory.

From the eve of the poll at midnight, local time, no document may be handed out. Whether a bare
visit is covered is disputed, so everything that goes into the street is held back until the
poll closes.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Polls close at 20:00 at the latest (Code électoral, art. R41).
CLOSING = time(20)

_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
#: Communes of French Polynesia that keep another time than Tahiti.
_FAR_ISLANDS = {
    **dict.fromkeys(("98718", "98723", "98731", "98746", "98756", "98757"), "Pacific/Marquesas"),
    "98719": "Pacific/Gambier",
}
#: Territories that vote on the Saturday in national polls, so as not to know the result before.
_SATURDAY = frozenset({"971", "972", "973", "975", "977", "978", "987"})


def zone_of(commune: str) -> ZoneInfo:
    """Return the time zone of a commune (INSEE code)."""
    return ZoneInfo(_FAR_ISLANDS.get(commune) or _ZONES.get(commune[:3], "Europe/Paris"))


def silence_window(
    election_date: date, commune: str, *, saturday_vote: bool | None = None
) -> tuple[datetime, datetime]:
    """Return the first and the last moment of silence, in local time.

    Parameters
    ----------
    election_date
        The Sunday of the poll as the decree names it for mainland France.
    saturday_vote
        Whether the American territories and Polynesia vote a day earlier, as they do in national
        polls but not in municipal ones. ``None``, not known, keeps silent over both days.
    """
    zone = zone_of(commune)
    may_be_early = commune[:3] in _SATURDAY and saturday_vote is not False
    surely_early = commune[:3] in _SATURDAY and saturday_vote is True
    first = election_date - timedelta(days=2 if may_be_early else 1)
    last = election_date - timedelta(days=1 if surely_early else 0)
    return datetime.combine(first, time(0), zone), datetime.combine(last, CLOSING, zone)


def is_silent(
    now: datetime, election_date: date, commune: str, *, saturday_vote: bool | None = None
) -> bool:
    """Tell whether the silence of L49 holds in a commune at ``now`` (with its time zone).

    Raises
    ------
    ValueError
        If ``now`` has no time zone: the answer would depend on the machine.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    start, end = silence_window(election_date, commune, saturday_vote=saturday_vote)
    return start <= now < end
