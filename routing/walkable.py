"""Which ways of OpenStreetMap a canvasser may walk, and what stands in the way.

Default access per ``highway`` follows the OpenStreetMap wiki, "OSM tags for routing / Access
restrictions" (table of defaults and of France): no foot on motorways and, unless tagged, none on
cycleways and bridleways; every other road is open. An explicit ``foot`` outranks ``access``
(wiki, "Key:access", hierarchy of modes).

Private ways stay in the network: doors stand on them (residences, driveways), and most of them are
open in daytime. They are slower than the public street (see ``PRIVATE_FACTOR``), so a walk passes
through one only to save a lot.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

#: Open to walkers unless a tag says otherwise.
OPEN = frozenset({
    "footway", "steps", "path", "pedestrian", "living_street", "residential", "service", "track",
    "unclassified", "road", "tertiary", "tertiary_link", "secondary", "secondary_link", "primary",
    "primary_link", "corridor", "platform", "elevator",
})  # fmt: skip
#: Closed to walkers unless ``foot`` or a sidewalk opens them.
CLOSED = frozenset({
    "motorway", "motorway_link", "trunk", "trunk_link", "cycleway", "bridleway", "busway",
})  # fmt: skip
_SIDEWALK = frozenset({"both", "left", "right", "yes"})
_YES = frozenset({"yes", "designated", "permissive", "official", "destination", "public"})
_NO = frozenset({"no", "agricultural", "forestry", "emergency"})
_PRIVATE = frozenset({"private", "customers", "delivery", "residents", "permit"})
#: Barriers that let nobody through even where a way is drawn across them.
_SOLID = frozenset({"wall", "fence", "hedge", "ditch", "retaining_wall", "city_wall"})
_RAIL = frozenset({"rail", "light_rail", "narrow_gauge", "subway"})
_WATER = frozenset({"river", "canal"})
_FAST = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})

BarrierKind = Literal["rail", "water", "motorway"]


class Way(NamedTuple):
    """What matters of a walkable way; ``highway`` is the value of the tag.

    ``level`` is the storey of the crossing of two ways, 0 being the ground: ways of different
    levels meet only where they share a node.
    """

    highway: str
    name: str
    private: bool
    level: str = "0"


def walkable(tags: Mapping[str, str]) -> Way | None:
    """Say what a way is to a walker, or nothing if it is closed to walkers."""
    highway = tags.get("highway", "")
    foot = tags.get("foot", "")
    allowed = foot or tags.get("access", "")
    if allowed in _NO or "construction" in tags:
        return None
    if highway in CLOSED:
        if foot not in _YES and tags.get("sidewalk") not in _SIDEWALK:
            return None
    elif highway not in OPEN:
        return None
    name = tags.get("name") or tags.get("official_name") or ""
    return Way(highway, " ".join(name.split()), allowed in _PRIVATE, _level(tags))


def _level(tags: Mapping[str, str]) -> str:
    """Name the level of a way (wiki, "Key:layer"); bridges and tunnels without one have their own."""
    if tags.get("layer", "0") != "0" or tags.get("level", "0") != "0":
        return f"{tags.get('layer', '0')} {tags.get('level', '0')}"
    for kind in ("bridge", "tunnel"):
        if tags.get(kind, "no") != "no":
            return kind
    return "0"


def stops_walkers(tags: Mapping[str, str]) -> bool:
    """Say whether nobody passes on foot at a node: a wall across the way, a locked gate."""
    kind = tags.get("barrier")
    if not kind:
        return False
    foot = tags.get("foot", "")
    if foot in _YES:
        return False
    return kind in _SOLID or (foot or tags.get("access", "")) == "no" or tags.get("locked") == "yes"


def is_crossing(tags: Mapping[str, str]) -> bool:
    """Say whether a node is a marked place to cross the road."""
    return tags.get("highway") == "crossing"


def barrier_kind(tags: Mapping[str, str]) -> BarrierKind | None:
    """Name the barrier that a line is on the ground; what runs in a tunnel is none."""
    if tags.get("tunnel", "no") != "no" or tags.get("covered") == "yes":
        return None
    if tags.get("railway") in _RAIL:
        return "rail"
    if tags.get("waterway") in _WATER:
        return "water"
    if tags.get("highway") in _FAST and walkable(tags) is None:
        return "motorway"
    return None
