"""Which ways of OpenStreetMap a canvasser may walk, and what stands in the way.

Default access per ``highway`` follows the OpenStreetMap wiki, "OSM tags for routing / Access
restrictions" (table of defaults and of France): no foot on motorways, motorroads and, unless
tagged, none on cycleways and bridleways; every other road is open. An explicit ``foot`` outranks
``access`` (wiki, "Key:access", hierarchy of modes).

Private ways stay in the network: doors stand on them (residences, driveways), and most of them are
open in daytime. They are slower than the public street (see ``PRIVATE_FACTOR``), so a walk passes
through one only to save a lot.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

#: Open to walkers unless a tag says otherwise; ``square`` is a class of ours (``squares``).
OPEN = frozenset({
    "footway", "steps", "path", "pedestrian", "living_street", "residential", "service", "track",
    "unclassified", "road", "tertiary", "tertiary_link", "secondary", "secondary_link", "primary",
    "primary_link", "corridor", "platform", "elevator", "square",
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
#: Keys of names, the plate's first; in a language, of a side or numbered they count too.
_NAMES = ("name", "official_name", "alt_name", "short_name", "loc_name", "reg_name", "old_name")
_NAME_KEY = re.compile(
    rf"(?P<kind>{'|'.join(_NAMES)})(?P<rest>(?::(?:[a-z]{{2,3}}(?:-[A-Za-z]+)?|left|right)|_\d+)?)"
)
_RAIL = frozenset({"rail", "light_rail", "narrow_gauge", "subway"})
_WATER = frozenset({"river", "canal"})
_FAST = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})

BarrierKind = Literal["rail", "water", "motorway"]


class Way(NamedTuple):
    """What matters of a walkable way; ``highway`` is the value of the tag.

    ``level`` is the storey of the crossing of two ways, 0 being the ground: ways of different
    levels meet only where they share a node. ``other_names`` are those by which addresses may call
    the way; ``name`` is the one on the plate.
    """

    highway: str
    name: str
    private: bool
    level: str = "0"
    other_names: tuple[str, ...] = ()


def walkable(tags: Mapping[str, str]) -> Way | None:
    """Say what a way is to a walker, or nothing if it is closed to walkers."""
    highway = tags.get("highway", "")
    foot = tags.get("foot", "")
    allowed = foot or tags.get("access", "")
    if allowed in _NO or tags.get("construction", "no") != "no" or highway not in OPEN | CLOSED:
        return None
    fast = highway in CLOSED or tags.get("motorroad") == "yes"
    if fast and foot not in _YES and not _has_sidewalk(tags):
        return None
    name, *others = names_of(tags) or [""]
    return Way(highway, name, allowed in _PRIVATE, _level(tags), tuple(others))


def _has_sidewalk(tags: Mapping[str, str]) -> bool:
    sides = (f"sidewalk:{side}" for side in ("both", "left", "right"))
    return tags.get("sidewalk") in _SIDEWALK or any(tags.get(side) == "yes" for side in sides)


def names_of(tags: Mapping[str, str]) -> list[str]:
    """List the names of a way (wiki, "Names"), the one on the plate first, each once."""
    kinds = {kind: rank for rank, kind in enumerate(_NAMES)}
    found = []
    for key, value in tags.items():
        match = _NAME_KEY.fullmatch(key)
        if match:
            rank = (kinds[match["kind"]], bool(match["rest"]), key)
            found += [(rank, " ".join(name.split())) for name in value.split(";")]
    return list(dict.fromkeys(name for _, name in sorted(found) if name))


def is_area(tags: Mapping[str, str]) -> bool:
    """Say whether a closed way is ground to walk over, rather than a street that runs round."""
    if tags.get("area") in {"yes", "no"}:
        return tags["area"] == "yes"
    return tags.get("place") == "square" and "highway" in tags


def _level(tags: Mapping[str, str]) -> str:
    """Name the level of a way (wiki, "Key:layer"); a bridge or tunnel without one has its own."""
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
    fast = tags.get("highway") in _FAST or (
        tags.get("motorroad") == "yes" and tags.get("highway") in OPEN
    )
    if fast and walkable(tags) is None:
        return "motorway"
    return None
