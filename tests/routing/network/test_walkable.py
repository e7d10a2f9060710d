"""Which ways are open to walkers."""

import pytest

from routing.network.walkable import Way, barrier_kind, stops_walkers, walkable


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential"},
        {"highway": "primary"},
        {"highway": "steps"},
        {"highway": "cycleway", "foot": "designated"},
        {"highway": "trunk", "sidewalk": "right"},
        {"highway": "motorway", "foot": "yes"},
        {"highway": "service", "access": "private"},
        {"highway": "service", "access": "no", "foot": "yes"},
    ],
)
def test_open_ways(tags: dict[str, str]) -> None:
    assert walkable(tags) is not None


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway"},
        {"highway": "trunk"},
        {"highway": "cycleway"},
        {"highway": "cycleway", "foot": "private"},
        {"highway": "residential", "foot": "no"},
        {"highway": "path", "access": "no"},
        {"highway": "construction"},
        {"highway": "proposed"},
        {"highway": "raceway"},
        {"highway": "residential", "construction": "minor"},
        {"building": "yes"},
    ],
)
def test_closed_ways(tags: dict[str, str]) -> None:
    assert walkable(tags) is None


def test_what_is_kept_of_a_way() -> None:
    tags = {"highway": "service", "name": " Allée  des Lilas ", "access": "private"}
    assert walkable(tags) == Way("service", "Allée des Lilas", True)
    assert walkable(tags | {"foot": "yes"}) == Way("service", "Allée des Lilas", False)


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({"barrier": "bollard"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "gate", "access": "no"}, True),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, False),
        ({"barrier": "wall"}, True),
        ({"highway": "crossing"}, False),
    ],
)
def test_barriers_on_nodes(tags: dict[str, str], stops: bool) -> None:
    assert stops_walkers(tags) is stops


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "rail"}, "rail"),
        ({"railway": "subway", "tunnel": "yes"}, None),
        ({"railway": "tram"}, None),
        ({"waterway": "river"}, "water"),
        ({"waterway": "stream"}, None),
        ({"highway": "motorway_link"}, "motorway"),
        ({"highway": "trunk", "sidewalk": "both"}, None),
    ],
)
def test_barrier_lines(tags: dict[str, str], kind: str | None) -> None:
    assert barrier_kind(tags) == kind
