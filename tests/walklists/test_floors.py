"""A large building: its doors floor by floor, and shared among canvassers."""

from itertools import accumulate, combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walklists.floors import Floor, floors_of, shared_floors

STAIRS = ("", "Bât A", "Bât B, esc 1", "Bât B, esc 2", "esc 10")


def label(stairs: str, floor: str, flat: str) -> str:
    return ", ".join(
        part
        for part in (stairs, f"étage {floor}" if floor else "", f"apt {flat}" if flat else "")
        if part
    )


labels = st.builds(
    label,
    st.sampled_from(STAIRS),
    st.sampled_from(["", "0", "1", "2", "10"]),
    st.sampled_from(["", "1", "2", "34", "101"]),
)


def test_doors_stand_by_staircase_and_floor_from_the_ground_up() -> None:
    told = ["Bât B, étage 10, apt 2", "Bât B, étage 2, apt 34", "Bât A, étage 0, apt 1"]
    told += ["Bât B, étage 2, apt 4", "apt 7", "Bât A", "Bât A"]
    assert floors_of(told, 12) == (
        Floor("Bât A", "0", 1, ("apt 1",), of=1),
        Floor("Bât A", "", 2, (), of=2),
        Floor("Bât B", "2", 2, ("apt 4", "apt 34"), of=2),
        Floor("Bât B", "10", 1, ("apt 2",), of=1),
        Floor("", "", 6, ("apt 7",), of=6),
    )


def test_floors_are_named_with_their_doors() -> None:
    names = [one.name() for one in floors_of(["esc 1, étage 0, apt 1", "esc 1, étage 3"], 5)]
    assert names == [
        "esc 1, rez-de-chaussée (1 porte)",
        "esc 1, étage 3 (1 porte)",
        "étage inconnu (3 portes)",
    ]


def test_a_building_whose_floors_nobody_knows_is_shared_from_the_bottom_up() -> None:
    one, two, three = shared_floors(floors_of([], 100), 3)
    assert [part[0].doors for part in (one, two, three)] == [33, 33, 34]
    assert two[0].name() == "étage inconnu (portes 34 à 66 sur 100, en montant)"


def test_canvassers_part_at_a_staircase() -> None:
    told = [f"esc {s}, étage {f}, apt {n}" for s in (1, 2) for f in (1, 2, 3) for n in range(s + 6)]
    parts = shared_floors(floors_of(told, len(told)), 2)
    assert [{one.stairs for one in part} for part in parts] == [{"esc 1"}, {"esc 2"}]


def test_a_staircase_stays_whole_at_the_price_of_a_door_or_two() -> None:
    """21 doors and 19 in two staircases, rather than 20 each by giving one floor away."""
    sizes = {"esc 1": (10, 10, 1), "esc 2": (9, 10)}
    floors = [
        Floor(stairs, str(level), doors, of=doors)
        for stairs, levels in sizes.items()
        for level, doors in enumerate(levels)
    ]
    parts = shared_floors(floors, 2)
    assert [{one.stairs for one in part} for part in parts] == [{"esc 1"}, {"esc 2"}]
    uneven = [Floor("esc 1", str(k), 10, of=10) for k in range(5)] + [
        Floor("esc 2", "0", 10, of=10)
    ]
    assert [len(part) for part in shared_floors(uneven, 2)] == [3, 3]


@given(st.lists(labels, max_size=60), st.integers(0, 40), st.integers(1, 6))
def test_every_door_is_on_one_floor_and_one_copy(told: list[str], more: int, count: int) -> None:
    doors = len(told) + more
    floors = floors_of(told, doors)
    assert sum(floor.doors for floor in floors) == doors
    flats = {(floor.stairs, floor.floor, flat) for floor in floors for flat in floor.flats}
    assert {label(s, f, t.removeprefix("apt ")) for s, f, t in flats} == {
        t for t in told if "apt" in t
    }
    shared = shared_floors(floors, count)
    assert sum(floor.doors for part in shared for floor in part) == doors
    named = [(f.stairs, f.floor, flat) for part in shared for f in part for flat in f.flats]
    assert sorted(named) == sorted(flats)
    for floor in floors:
        spans = [
            (one.first, one.first + one.doors)
            for part in shared
            for one in part
            if (one.stairs, one.floor) == (floor.stairs, floor.floor)
        ]
        assert spans[0][0] == 1
        assert spans[-1][1] == floor.doors + 1
        assert all(end == start for (_, end), (start, _) in pairwise(spans))
        assert len(spans) == 1 or not floor.floor, "a known floor stays whole"


@given(st.lists(st.integers(1, 12), min_size=4, max_size=12), st.integers(2, 4))
def test_shares_are_even_as_whole_floors_allow(sizes: list[int], count: int) -> None:
    floors = [Floor("", str(k), size, of=size) for k, size in enumerate(sizes)]
    shared = [sum(floor.doors for floor in part) for part in shared_floors(floors, count)]
    assert len(shared) == count
    upto = [0, *accumulate(sizes)]
    best = min(
        sum((b - a) ** 2 for a, b in pairwise((0, *(upto[end] for end in ends), upto[-1])))
        for ends in combinations(range(1, len(sizes)), count - 1)
    )
    assert sum(one**2 for one in shared) == best


@pytest.mark.parametrize("count", [1, 3])
def test_nothing_is_nobodys(count: int) -> None:
    assert shared_floors((), count) == ()
