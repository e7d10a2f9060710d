"""Directions name every stop once in the order of the walk, and say what a neighbour would say."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.directions.direction_words import Instruction
from routing.directions.directions import directions
from routing.directions.street_phrases import street_phrase
from routing.network.walk_network import Network
from routing.ways.walk_moves import Stretch, walk_moves

LEFT, RIGHT = 1, -1
TOWN = [
    ([(0, 0), (100, 0)], "residential", "Rue Pasteur"),
    ([(100, 0), (200, 0)], "residential", "Rue Pasteur"),
    ([(100, 0), (100, 90)], "residential", "Avenue Foch"),
    ([(100, 90), (160, 90)], "residential", "Impasse du Puits"),
    ([(200, 0), (200, -60)], "footway", ""),
    ([(900, 900), (950, 900)], "residential", "Chemin Perdu"),
]


def sentences(lines: list[Instruction]) -> list[str]:
    return [line.words.fr for line in lines]


@pytest.fixture(scope="module")
def network(town: Callable[..., Network]) -> Network:
    return town(TOWN)


@pytest.fixture(scope="module")
def told(network: Network, doors_at: Callable[..., pd.DataFrame]) -> Callable:
    def tell(
        places: list[tuple[int, float, int, str]], *, closed: bool = False
    ) -> list[Instruction]:
        doors = doors_at(network, [p[:3] for p in places])
        streets = ["" if p[0] < 0 else network.name[p[0]] for p in places]
        addresses = pd.DataFrame({"number": [p[3] for p in places], "street": streets}, doors.index)
        return directions(network, doors, list(doors.index), addresses=addresses, closed=closed)

    return tell


def test_up_one_side_and_down_the_other(told: Callable) -> None:
    lines = told(
        [(0, 10, LEFT, "2"), (0, 50, LEFT, "6"), (1, 50, LEFT, "18"), (1, 60, RIGHT, "17"),
         (1, 20, RIGHT, "11"), (0, 20, RIGHT, "3")]
    )  # fmt: skip
    assert sentences(lines) == [
        "Départ : 2 rue Pasteur",
        "Rue Pasteur, côté pair, du 2 au 18 (3 adresses), puis traverser",
        "Rue Pasteur, côté impair, du 17 au 3 (3 adresses)",
    ]
    assert lines[1].words.en == ("Rue Pasteur, even side, from 2 to 18 (3 addresses), then cross")


def test_turning_and_coming_back(told: Callable) -> None:
    lines = told([(0, 60, LEFT, "8"), (2, 40, LEFT, "1"), (3, 30, LEFT, "5")], closed=True)
    assert sentences(lines) == [
        "Départ : 8 rue Pasteur",
        "Rue Pasteur, côté pair, le 8 (1 adresse)",
        "Tourner à gauche dans l'avenue Foch",
        "Avenue Foch, côté impair, le 1 (1 adresse)",
        "Tourner à droite dans l'impasse du Puits",
        "Impasse du Puits, côté impair, le 5 (1 adresse)",
        "Revenir au point de départ par l'impasse du Puits, l'avenue Foch et la rue Pasteur "
        "(172 m)",
    ]


def test_between_two_points_that_are_no_doors(
    network: Network, doors_at: Callable[..., pd.DataFrame]
) -> None:
    doors = doors_at(network, [(1, 90, RIGHT), (0, 60, LEFT), (0, 30, LEFT), (2, 80, LEFT)])
    addresses = pd.DataFrame(
        {"number": ["", "8", "6", ""], "street": ["la mairie", *["Rue Pasteur"] * 2, "le square"]},
        doors.index,
    )
    lines = directions(
        network, doors, list(doors.index), addresses=addresses, from_point=True, to_point=True
    )
    assert sentences(lines) == [
        "Départ : La mairie",
        "Traverser la rue Pasteur",
        "Rue Pasteur, côté pair, du 8 au 6 (2 adresses)",
        "Finir : Le square par la rue Pasteur et l'avenue Foch (162 m)",
    ]
    assert [line.positions for line in lines if line.kind == "doors"] == [(1, 2)]


def test_a_zigzag_is_one_line(told: Callable) -> None:
    places = [(0, 10.0 + 8 * k, LEFT if k % 2 == 0 else RIGHT, str(k + 1)) for k in range(8)]
    assert sentences(told(places))[1:] == [
        "Rue Pasteur, des deux côtés en zigzag, du 1 au 8 (8 adresses)"
    ]


def test_a_short_way_back_is_no_line_of_its_own(told: Callable) -> None:
    lines = told([(0, 40, LEFT, "4"), (0, 60, LEFT, "6"), (0, 50, LEFT, "5 bis")])
    assert sentences(lines)[1:] == ["Rue Pasteur, à gauche, entre le 4 et le 6 (3 adresses)"]


def test_a_door_without_a_way_is_said(told: Callable) -> None:
    lines = told([(0, 40, LEFT, "4"), (5, 20, LEFT, "1")])
    assert "Aucun chemin à pied connu jusqu'à l'adresse suivante" in sentences(lines)


def test_nothing_to_walk(network: Network, doors_at: Callable[..., pd.DataFrame]) -> None:
    none = pd.DataFrame({"number": [], "street": []})
    assert directions(network, doors_at(network, []), [], addresses=none) == []


places_of_town = st.lists(
    st.tuples(
        st.integers(0, len(TOWN) - 1),
        st.floats(0, 50),
        st.sampled_from([LEFT, RIGHT, 0]),
        st.sampled_from(["", "1", "2", "3 bis", "4", "12 ter", "105"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(places=places_of_town, closed=st.booleans())
def test_every_stop_once_in_order_and_every_metre(
    network: Network,
    doors_at: Callable[..., pd.DataFrame],
    told: Callable,
    places: list[tuple[int, float, int, str]],
    closed: bool,
) -> None:
    lines = told(places, closed=closed)
    named = [p for line in lines if line.kind == "doors" for p in line.positions]
    assert named == list(range(1, len(places) + 1))
    doors = doors_at(network, [p[:3] for p in places])
    legs = walk_moves(network, doors, list(doors.index), closed=closed).legs
    walked = sum(m.length_m for leg in legs for m in leg or () if isinstance(m, Stretch))
    way = [doors.iloc[k] for k in (*range(len(doors)), *([0] if closed and len(doors) > 1 else []))]
    off = sum(
        12.0
        for (a, b), leg in zip(pairwise(way), legs, strict=True)
        if leg is not None
        and (
            (a["edge"], a["side"]) != (b["edge"], b["side"])
            or round(a["along_m"], 1) != round(b["along_m"], 1)
        )
    )
    assert np.isclose(sum(line.length_m for line in lines), walked + off)
    assert all(line.words.fr and line.words.en for line in lines)
    kinds = [line.kind for line in lines]
    assert not any(a == "u_turn" and b == "doors" for a, b in pairwise(kinds))


@pytest.mark.parametrize(
    ("written", "the", "into"),
    [
        ("Rue Pasteur", "la rue Pasteur", "dans la rue Pasteur"),
        ("AV FOCH", "l'avenue Foch", "dans l'avenue Foch"),
        ("Grande Rue", "la Grande Rue", "dans la Grande Rue"),
        ("PL DE L HOTEL DE VILLE", "la place de l'Hotel de Ville", None),
        ("Allées Jean Jaurès", "les allées Jean Jaurès", "sur les allées Jean Jaurès"),
        ("Hent ar Mor", "le hent ar Mor", "sur le hent ar Mor"),
        ("Kerampont", "Kerampont", "vers Kerampont"),
    ],
)
def test_streets_in_a_sentence(written: str, the: str, into: str | None) -> None:
    phrase = street_phrase(written)
    assert phrase.the == the
    assert into is None or phrase.into == into
