"""How walks are wanted: where they begin and end, how sides are walked, how long they may last."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from canvass.errors import BadInputError, Fault
from canvass.tables import BUILDINGS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base
    from routing.network.walk_network import Network

Sides = Literal["free", "one_by_one", "zigzag"]
_DEGREES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True)
class Spot:
    """A place where a walk begins or ends: in the campaign's CRS, and as it is called.

    ``street``: that of an address, so that the place lies where its door does; else empty.
    """

    x: float
    y: float
    label: str
    street: str = ""


@dataclass(frozen=True, kw_only=True)
class WalkChoices:
    """How a walk is wanted.

    ``closed``: it comes back to where it began. ``start``, ``end``: a meeting point, and where the
    walk must end; elsewhere it chooses for itself. ``sides``: ``free`` (whatever is shortest),
    ``one_by_one`` (one side of a street after the other) or ``zigzag`` over narrow streets.
    ``reentry_s``: seconds worth walking to avoid one change of street. ``limit_min``: most minutes
    for walk and doors; the least valuable doors are left out.
    """

    closed: bool = True
    start: Spot | None = None
    end: Spot | None = None
    sides: Sides = "free"
    reentry_s: float = 0.0
    limit_min: float | None = None


def usual(campaign: Campaign) -> WalkChoices:
    """Return the choices of the campaign's settings."""
    walking = campaign.settings.walking
    return WalkChoices(closed=walking.closed, reentry_s=walking.reentry_s)


def checked_choices(
    campaign: Campaign,
    *,
    closed: bool | None = None,
    start: str = "",
    end: str = "",
    sides: str = "free",
    reentry_s: float | None = None,
    hours: float | None = None,
) -> WalkChoices:
    """Read choices as a person types them.

    Parameters
    ----------
    closed, reentry_s
        As in the settings unless given; a walk with an end is open.
    start, end
        ``longitude,latitude``, the id of an address, or an address of the campaign
        (``12 rue Pasteur``).

    Raises
    ------
    BadInputError
        With all that is wrong.
    """
    faults: list[Fault] = []
    spots: dict[str, Spot | None] = {}
    for name, text in (("from", start), ("to", end)):
        try:
            spots[name] = _spot(campaign, text) if text.strip() else None
        except BadInputError as error:
            faults.append(Fault(error.message, column=f"--{name}"))
    if sides not in get_args(Sides):
        faults.append(Fault(Words(f"sides : {_either(Sides)}", f"sides: {_either(Sides)}")))
    if reentry_s is not None and reentry_s < 0:
        faults.append(Fault(Words("reentry-s doit être ≥ 0", "reentry-s must be ≥ 0")))
    if hours is not None and hours <= 0:
        faults.append(Fault(Words("hours doit être > 0", "hours must be > 0")))
    if closed and end.strip():
        faults.append(
            Fault(
                Words(
                    "un parcours qui revient au départ n'a pas d'autre arrivée",
                    "a walk that comes back to its start has no other end",
                )
            )
        )
    if faults:
        raise BadInputError(Words("Parcours à préciser :", "Walks to specify:"), faults)
    settled = usual(campaign)
    back = settled.closed if closed is None else closed
    return WalkChoices(
        closed=back and spots["to"] is None,
        start=spots["from"],
        end=spots["to"],
        sides=sides,  # type: ignore[arg-type]
        reentry_s=settled.reentry_s if reentry_s is None else reentry_s,
        limit_min=None if hours is None else 60 * hours,
    )


def degrees(text: str) -> tuple[float, float] | None:
    """Read ``longitude,latitude``; nothing from an empty text.

    Raises
    ------
    BadInputError
        If the text is something else.
    """
    if not text.strip():
        return None
    found = _DEGREES.fullmatch(text)
    if found is None:
        raise BadInputError(
            Words(
                "Un lieu s'écrit « longitude,latitude », par exemple 1.4437,43.6045.",
                "A place is written “longitude,latitude”, for example 1.4437,43.6045.",
            )
        )
    return float(found[1]), float(found[2])


def known_sides(text: str) -> Sides:
    """Read how sides are to be walked.

    Raises
    ------
    BadInputError
        If it is none of the known ways.
    """
    for one in get_args(Sides):
        if text == one:
            return one  # type: ignore[no-any-return]
    raise BadInputError(Words(f"sides : {_either(Sides)}", f"sides: {_either(Sides)}"))


def _either(kind: Any) -> str:
    return ", ".join(get_args(kind))


def _spot(campaign: Campaign, text: str) -> Spot:
    """Find a place by coordinates, address id or address."""
    from people_base.store import read

    if found := _DEGREES.fullmatch(text):
        lon, lat = float(found[1]), float(found[2])
        point = gpd.GeoSeries.from_xy([lon], [lat], crs="EPSG:4326").to_crs(campaign.crs).iloc[0]
        return Spot(float(point.x), float(point.y), text.strip())
    with campaign.base() as base:
        table = read(base, BUILDINGS, columns=["number", "street", "geometry"])
    address = (table["number"] + " " + table["street"]).str.strip()
    wanted = " ".join(text.split()).casefold()
    rows = table[(table.index == text.strip()) | (address.str.casefold() == wanted)]
    if len(rows) != 1:
        raise BadInputError(
            Words(
                "plusieurs adresses portent ce nom : donnez « longitude,latitude »"
                if len(rows)
                else "lieu inconnu : donnez « longitude,latitude » ou une adresse du découpage",
                "several addresses have this name: give “longitude,latitude”"
                if len(rows)
                else "unknown place: give “longitude,latitude” or an address of the campaign",
            )
        )
    point = rows.geometry.iloc[0]
    label, street = str(address.loc[rows.index[0]]), str(rows["street"].iloc[0])
    return Spot(float(point.x), float(point.y), label, street)


def load_choices(base: "Base") -> dict[str, WalkChoices]:
    """Return the choices under which each walk was planned, as far as they are known."""
    from people_base.field.walks import walk_choices

    return {turf: _read(json.loads(said)) for turf, said in walk_choices(base).items()}


def said_choices(choices: WalkChoices) -> str:
    """Word choices as the base keeps them with a walk."""
    return json.dumps(asdict(choices), ensure_ascii=False)


def _read(values: Mapping[str, Any]) -> WalkChoices:
    spots = {end: Spot(**values[end]) if values.get(end) else None for end in ("start", "end")}
    return WalkChoices(**{**values, **spots})


def snapped_spot(network: "Network", spot: Spot | None, name: str) -> pd.DataFrame | None:
    """Put a meeting point on the streets: one row, as doors are placed."""
    from routing.ways.snapping import snap_doors

    if spot is None:
        return None
    index = pd.Index([name], name="building_id")
    found: pd.DataFrame = snap_doors(
        network,
        gpd.GeoSeries.from_xy([spot.x], [spot.y], index=index, crs=network.crs),
        street_names=pd.Series([spot.street], index=index),
    )
    return found
