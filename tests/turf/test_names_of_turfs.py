"""Turfs are called after their main streets, and no two alike."""

import pandas as pd

from turf.names import turf_labels


def labels(*rows: tuple[str, str, str, int]) -> dict[str, str]:
    """Rows: turf, street, number, doors."""
    table = pd.DataFrame(rows, columns=["turf", "street", "number", "doors"])
    return turf_labels(table, table["turf"]).to_dict()


def test_one_street_is_enough_when_most_doors_stand_there() -> None:
    found = labels(("T1", "Rue Pasteur", "2", 40), ("T1", "Place du Marché", "1", 5))
    assert found == {"T1": "Rue Pasteur"}


def test_two_streets_otherwise_the_larger_first() -> None:
    found = labels(("T1", "Place du Marché", "1", 10), ("T1", "Rue Pasteur", "2", 20))
    assert found == {"T1": "Rue Pasteur – Place du Marché"}


def test_turfs_of_one_street_are_told_apart_by_numbers() -> None:
    found = labels(
        ("T1", "Rue Pasteur", "2", 9),
        ("T1", "Rue Pasteur", "48bis", 9),
        ("T2", "Rue Pasteur", "50", 9),
        ("T3", "Rue Zola", "", 9),
    )
    assert found == {"T1": "Rue Pasteur 2–48", "T2": "Rue Pasteur 50", "T3": "Rue Zola"}


def test_turfs_of_the_same_streets_and_numbers_are_counted() -> None:
    found = labels(("T1", "Hameau", "", 5), ("T2", "Hameau", "", 5))
    assert found == {"T1": "Hameau (1)", "T2": "Hameau (2)"}


def test_buildings_of_no_turf_name_none() -> None:
    assert labels(("", "Rue Pasteur", "2", 9)) == {}
