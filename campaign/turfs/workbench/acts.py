"""What a hand on the map does: one click, one use case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaign.folder import Campaign
from campaign.places import barriers
from campaign.turfs import publish, turf_by_hand, turf_of_choice
from campaign.turfs.merge_doubts import merge_doubts
from canvass.errors import BadInputError
from canvass.words import Words


@dataclass(frozen=True, kw_only=True)
class Hand:
    """What is chosen on the map when the click comes.

    Attributes
    ----------
    turfs
        Ids of the chosen turfs, the first chosen first.
    buildings
        Ids of all chosen addresses, those of the chosen turfs among them.
    into
        The turf that takes them.
    line
        ``[latitude, longitude]`` of the corners of a line, degrees WGS 84.
    barrier
        Place of the chosen barrier in the list of them; -1 for none.
    who
        Who is at work.
    sure
        Whether a merge that is far apart or far too large was thought over.
    """

    turfs: Sequence[str] = ()
    buildings: Sequence[str] = ()
    into: str = ""
    line: Sequence[Sequence[float]] = ()
    barrier: int = -1
    who: str = ""
    sure: bool = False


def act(campaign: Campaign, name: str, hand: Hand) -> Any:
    """Do what a click asks; give what the use case gives, or the doubts to think over first.

    Raises
    ------
    BadInputError
        If there is no such act, or the use case refuses.
    """
    if name not in ACTS:
        raise BadInputError(Words("Geste inconnu.", "Unknown gesture."))
    return ACTS[name](campaign, hand)


def _merge(campaign: Campaign, hand: Hand) -> Any:
    if len(hand.turfs) > 1 and not hand.sure:
        doubts = merge_doubts(campaign, hand.turfs)
        if doubts.any:
            return doubts
    return turf_by_hand.merge(campaign, hand.turfs)


def _split(campaign: Campaign, hand: Hand) -> Any:
    return turf_by_hand.split(campaign, _one(hand.turfs))


def _one(turfs: Sequence[str]) -> str:
    if len(turfs) != 1:
        raise BadInputError(Words("Choisissez un seul secteur.", "Choose one turf."))
    return turfs[0]


def _some(turfs: Sequence[str]) -> Sequence[str]:
    """Refuse to do to all turfs what was asked of none."""
    if not turfs:
        raise BadInputError(Words("Choisissez des secteurs.", "Choose turfs."))
    return turfs


def _bar(campaign: Campaign, hand: Hand) -> Any:
    import geopandas as gpd
    import shapely

    from canvass.crs import WGS84

    if len(hand.line) < 2:
        raise BadInputError(
            Words("Une barrière va d'un point à un autre.", "A barrier has two ends.")
        )
    line = shapely.LineString([(lon, lat) for lat, lon in hand.line])
    return barriers.set_barriers(campaign, gpd.GeoDataFrame(geometry=[line], crs=WGS84), add=True)


#: By the names that the map's own table of gestures has.
ACTS: Mapping[str, Callable[[Campaign, Hand], Any]] = {
    "make": lambda campaign, hand: turf_of_choice.make(campaign, hand.buildings),
    "add": lambda campaign, hand: turf_by_hand.move(campaign, hand.into, buildings=hand.buildings),
    "leave_out": lambda campaign, hand: turf_by_hand.move(campaign, "", buildings=hand.buildings),
    "merge": _merge,
    "split": _split,
    "cut": lambda campaign, hand: turf_of_choice.cut_alone(campaign, hand.buildings),
    "lock": lambda campaign, hand: turf_by_hand.lock(campaign, hand.turfs),
    "unlock": lambda campaign, hand: turf_by_hand.unlock(campaign, hand.turfs),
    "publish": lambda campaign, hand: publish.publish(campaign, _some(hand.turfs)),
    "withdraw": lambda campaign, hand: publish.withdraw(campaign, _some(hand.turfs)),
    "bar": _bar,
    "unbar": lambda campaign, hand: barriers.remove_barrier(campaign, hand.barrier),
    "undo": lambda campaign, hand: turf_of_choice.undo_own(campaign, hand.who),
    "redo": lambda campaign, _hand: turf_by_hand.redo(campaign),
}
