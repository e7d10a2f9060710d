"""Time at a building: its doors, its stairs, its intercom."""

import pandas as pd

from routing.order.service_time import ServiceTime

DOORS = pd.Series({"house": 1, "two": 2, "four": 4, "five": 5, "tower": 40, "none": 0})


def test_doors_alone_unless_more_was_timed() -> None:
    assert (ServiceTime().of(DOORS) == DOORS * 90.0).all()


def test_floors_and_intercom() -> None:
    spent = ServiceTime(door_s=60, intercom_s=30, floor_s=20, doors_a_floor=4).of(DOORS)
    assert spent.to_dict() == {
        "house": 60.0,
        "two": 150.0,
        "four": 270.0,
        "five": 350.0,
        "tower": 40 * 60 + 30 + 9 * 20,
        "none": 0.0,
    }
